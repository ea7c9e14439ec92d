/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a library file in whatever state it is, and watching it while it is open. */
#pragma once

#include "shed-db-private.h"
#include "shed-store.h"

G_BEGIN_DECLS

typedef struct
{
  char *path, *backups_folder;
  ShedClock *clock;
  ShedRandom *random;
  ShedDb *writer; /* NULL: for reading only */
  ShedDbMode reader_mode;
  char *reader_path; /* path, or a private copy */
} ShedOpened;

ShedStore *shed_store_new_opened (const ShedOpened *opened, GMainContext *context);

void shed_store_start_watching (ShedStore *self);
void shed_store_stop_watching (ShedStore *self);
void shed_store_look_at_space (ShedStore *self); /* any thread */
void shed_store_set_free_bytes (ShedStore *self, gint64 free_bytes, gboolean notify);
/* For tests: what the file system is said to have free; NULL: the truth again. */
typedef gint64 (*ShedFreeBytesFunc) (const char *path);
void shed_store_set_free_bytes_func (ShedFreeBytesFunc func);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a small list that is read whole is made of. */
#pragma once

#include "shed-rows.h"
#include "shed-store.h"

G_BEGIN_DECLS

/* Objects of the list's item type in order; runs on a reader's thread. NULL with error. */
typedef GPtrArray *(*ShedRowsLoad)   (ShedDb *db, const char *first_key, const char *second_key, GError **error);

typedef struct {
  GType               item_type;
  const char * const *tables;            /* changes of these make it read again */
  ShedRowsLoad        load;
  const char       *(*get_id)    (gpointer item);
  void              (*take_over) (gpointer item, gpointer fresh);
} ShedRowsKind;

/* type: SHED_TYPE_ROWS or one derived from it. (transfer full) */
gpointer
shed_rows_new (GType type, ShedStore *store, const ShedRowsKind *kind, const char *first_key, const char *second_key);
gboolean  shed_rows_is_loaded (ShedRows *self);
gpointer  shed_rows_find      (ShedRows *self, const char *id); /* (transfer none) (nullable) */
void      shed_rows_reload    (ShedRows *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which computers keep a library, as the project told at the last hello, and taking one off that list. Nothing is signed out or
 * deleted by it: a computer that syncs again is on the list again. What was decided here is kept until the project knows it. */
#pragma once

#include "shed-store.h"

G_BEGIN_DECLS

typedef struct
{
  char    *id;
  char    *name;    /* "" when it has none */
  char    *app;     /* the program's version there, "" when it was not told */
  gint64   seen_ms; /* when the project last heard of it, ms UTC; 0: not told */
  gboolean here;    /* this computer */
} ShedSyncDevice;

typedef enum
{
  SHED_SYNC_DEVICES_UNKNOWN, /* no hello was answered yet */
  SHED_SYNC_DEVICES_UNTOLD,  /* the project's SQL is older than this program */
  SHED_SYNC_DEVICES_TOLD,
} ShedSyncDevicesState;

typedef struct
{
  ShedSyncDevicesState state;
  GPtrArray           *devices; /* ShedSyncDevice: this computer first, then the last seen first */
} ShedSyncDevices;

/* On a worker; NULL with an error of SHED_STORE_ERROR. */
void             shed_sync_devices_read_async    (ShedStore *store, GCancellable *cancellable, GAsyncReadyCallback callback,
                                                  gpointer user_data);
ShedSyncDevices *shed_sync_devices_read_finish   (ShedStore *store, GAsyncResult *result, GError **error);
void             shed_sync_devices_free          (ShedSyncDevices *self);

/* Takes a computer off the list, or puts it back (the undo of that). Durable when it calls back; the service sends it. */
void             shed_sync_devices_forget_async  (ShedStore *store, const char *device_id, gboolean forget,
                                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean         shed_sync_devices_forget_finish (ShedStore *store, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedSyncDevices, shed_sync_devices_free)

G_END_DECLS

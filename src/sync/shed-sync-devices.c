/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list is text that a server said: whatever does not look like a computer is left out, and names are made fit to be shown. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-devices.h"

#include <string.h>

#include "shed-store-ask.h"
#include "shed-uuid.h"

#define MAX_NAME 500 /* characters, as in the project */

static void
device_free (gpointer data)
{
  ShedSyncDevice *device = data;

  g_free (device->id);
  g_free (device->name);
  g_free (device->app);
  g_free (device);
}

void
shed_sync_devices_free (ShedSyncDevices *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->devices);
  g_free (self);
}

/* One line of good text. */
static char *
dup_clean (const char *said)
{
  g_autofree char *text = g_utf8_make_valid (said != NULL ? said : "", -1);
  g_autoptr (GString) clean = g_string_new (NULL);
  guint n = 0;

  for (const char *p = text; *p != '\0' && n < MAX_NAME; p = g_utf8_next_char (p), n++)
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (clean, g_unichar_iscntrl (c) || g_unichar_type (c) == G_UNICODE_LINE_SEPARATOR ? ' ' : c);
    }
  return g_strdup (g_strstrip (clean->str));
}

static gint64
ms_of (const char *said)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) when = said != NULL ? g_date_time_new_from_iso8601 (said, utc) : NULL;

  return when != NULL ? g_date_time_to_unix (when) * 1000 + g_date_time_get_microsecond (when) / 1000 : 0;
}

/* This computer first: it may be asleep in the list of others, here it is the one that one knows. */
static gboolean
read_cb (ShedDb *db, gpointer data, GCancellable *cancellable, gpointer *answer, GError **error)
{
  g_autoptr (ShedSyncDevices) self = g_new0 (ShedSyncDevices, 1);
  g_autoptr (ShedStmt) stmt = shed_db_borrow (
    db,
    "WITH told AS (SELECT value FROM meta WHERE name = 'devices' AND json_valid (value) AND json_type (value) = 'array')"
    " SELECT CASE WHEN EXISTS (SELECT 1 FROM told) THEN 2"
    " WHEN EXISTS (SELECT 1 FROM meta WHERE name = 'devices') THEN 1 ELSE 0 END,"
    " d.id, d.name, d.app, d.seen, d.here FROM (SELECT 1) LEFT JOIN ("
    "  SELECT j.key AS n, lower (json_extract (j.value, '$.device')) AS id, json_extract (j.value, '$.name') AS name,"
    "   json_extract (j.value, '$.app') AS app, json_extract (j.value, '$.seen') AS seen,"
    "   lower (json_extract (j.value, '$.device')) IS (SELECT value FROM meta WHERE name = 'device') AS here"
    "  FROM told, json_each (told.value) j WHERE j.type = 'object') d"
    " ON d.id IS NOT NULL AND (d.here OR NOT EXISTS (SELECT 1 FROM meta WHERE name = 'forget/' || d.id AND value GLOB '1*'))"
    " ORDER BY d.here DESC, d.seen DESC, d.n LIMIT 100",
    error);
  ShedStep step;

  self->devices = g_ptr_array_new_with_free_func (device_free);
  if (stmt == NULL)
    return FALSE;
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      ShedSyncDevice *device;

      self->state = (ShedSyncDevicesState)shed_stmt_get_int (stmt, 0);
      if (shed_stmt_is_null (stmt, 1) || !shed_uuid_is_valid (shed_stmt_get_text (stmt, 1)))
        continue;
      device = g_new0 (ShedSyncDevice, 1);
      device->id = shed_stmt_dup_text (stmt, 1);
      device->name = dup_clean (shed_stmt_get_text (stmt, 2));
      device->app = dup_clean (shed_stmt_get_text (stmt, 3));
      device->seen_ms = ms_of (shed_stmt_get_text (stmt, 4));
      device->here = shed_stmt_get_int (stmt, 5) != 0;
      g_ptr_array_add (self->devices, device);
    }
  if (step != SHED_STEP_DONE)
    return FALSE;
  *answer = g_steal_pointer (&self);
  return TRUE;
}

void
shed_sync_devices_read_async (ShedStore *store, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (SHED_IS_STORE (store));

  shed_store_ask_async (store, NULL, read_cb, NULL, NULL, (GDestroyNotify)shed_sync_devices_free, cancellable, callback,
                        user_data);
}

ShedSyncDevices *
shed_sync_devices_read_finish (ShedStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return shed_store_ask_finish (result, error);
}

typedef struct
{
  char    *name;
  gboolean forget;
} Decision;

static void
decision_free (gpointer data)
{
  Decision *decision = data;

  g_free (decision->name);
  g_free (decision);
}

static gboolean
forget_cb (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  const Decision *decision = data;
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db,
                                              "INSERT INTO meta (name, value) VALUES (:name, :value)"
                                              " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                                              error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":name", decision->name);
  shed_stmt_bind_text (stmt, ":value", decision->forget ? "1" : "0");
  return shed_stmt_run (stmt, error);
}

void
shed_sync_devices_forget_async (ShedStore *store, const char *device_id, gboolean forget, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  Decision *decision;

  g_return_if_fail (SHED_IS_STORE (store));
  g_return_if_fail (shed_uuid_is_valid (device_id));

  decision = g_new (Decision, 1);
  decision->name = g_strdup_printf ("forget/%s", device_id);
  decision->forget = forget;
  shed_store_write_async (store, SHED_WRITE_LOCAL, 0, NULL, forget_cb, decision, decision_free, NULL, callback, user_data);
}

gboolean
shed_sync_devices_forget_finish (ShedStore *store, GAsyncResult *result, GError **error)
{
  return shed_store_write_finish (store, result, error);
}

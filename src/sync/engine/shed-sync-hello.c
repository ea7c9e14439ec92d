/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hello: who this computer is, where it stands, and the token by which either side notices that the other went back in
 * time. The nonce is kept until an answer came, so that a repeated hello is known as the same one. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-parts-private.h"

#include <string.h>

#include "shed-json-writer.h"
#include "shed-sync-sql-private.h"
#include "shed-sync-wire.h"

#define MAX_DEVICES_BYTES (512 * 1024)

/* What a person decided about other computers and no answer has confirmed: in the request as {DEVICE: forget or not}. A decision
 * taken while the request is under way stands beside the one that was sent, and is sent with the next. */
static gboolean
add_forgotten (ShedDb *db, ShedJsonWriter *json, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (
    db, "SELECT substr (name, 8), value FROM meta WHERE name GLOB 'forget/*' ORDER BY name LIMIT 100", error);
  gboolean any = FALSE;
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      if (!any)
        {
          shed_json_name (json, "forget");
          shed_json_begin_object (json);
        }
      any = TRUE;
      shed_json_add_bool (json, shed_stmt_get_text (stmt, 0), g_str_has_prefix (shed_stmt_get_text (stmt, 1), "1"));
    }
  if (step != SHED_STEP_DONE)
    return FALSE;
  if (!any)
    return TRUE;
  shed_json_end_object (json);
  shed_stmt_reset (stmt);
  return shed_db_exec (db, "UPDATE meta SET value = substr (value, 1, 1) || ' sent' WHERE name GLOB 'forget/*'", error);
}

/* The list as it was told, for whoever shows it: "null" when the project does not tell it, which means that its SQL is older.
 * Then nothing was forgotten either. */
static gboolean
keep_devices (ShedDb *db, const char *mine, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (
    db, "SELECT CASE WHEN json_type (:a, '$.devices') = 'array' THEN json_extract (:a, '$.devices') END", error);
  g_autofree char *devices = NULL;

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":a", mine);
  if (shed_stmt_step (stmt, error) != SHED_STEP_ROW)
    return FALSE;
  if (!shed_stmt_is_null (stmt, 0) && strlen (shed_stmt_get_text (stmt, 0)) <= MAX_DEVICES_BYTES)
    devices = shed_stmt_dup_text (stmt, 0);
  shed_stmt_reset (stmt);
  return shed_sync_set_meta (db, "devices", devices != NULL ? devices : "null", error) &&
         (devices == NULL || shed_db_exec (db, "DELETE FROM meta WHERE name GLOB 'forget/*' AND value GLOB '* sent'", error));
}

gboolean
shed_sync_make_hello (ShedDb *db, ShedSyncJob *job, GError **error)
{
  g_autofree char *space = shed_sync_dup_meta (db, "space");
  g_autofree char *device = shed_sync_dup_meta (db, "device");
  g_autofree char *epoch = shed_sync_dup_meta (db, "epoch");
  g_autofree char *cursor = g_strdup_printf ("%" G_GINT64_FORMAT, shed_sync_get_seen_head (db));
  g_autofree char *token = shed_sync_dup_meta (db, "token");
  g_autofree char *nonce = shed_sync_dup_meta (db, "nonce");
  g_autoptr (ShedJsonWriter) json = shed_json_writer_new (FALSE);

  if (space == NULL)
    return TRUE; /* nobody signed in: nothing to say */
  if (device == NULL)
    {
      device = shed_db_new_id (db);
      if (!shed_sync_set_meta (db, "device", device, error))
        return FALSE;
    }
  if (nonce == NULL)
    {
      nonce = shed_db_new_id (db);
      if (!shed_sync_set_meta (db, "nonce", nonce, error))
        return FALSE;
    }
  shed_json_begin_object (json);
  shed_json_name (json, "req");
  shed_json_begin_object (json);
  shed_json_add_int (json, "proto", SHED_SYNC_PROTO);
  shed_json_add_int (json, "schema", SHED_SYNC_SCHEMA);
  shed_json_add_string (json, "device", device);
  shed_json_add_string (json, "name", job->name);
  shed_json_add_string (json, "app", job->app);
  shed_json_add_string (json, "nonce", nonce);
  shed_json_add_bool (json, "devices", TRUE);
  if (!add_forgotten (db, json, error))
    return FALSE;
  shed_json_name (json, "spaces");
  shed_json_begin_array (json);
  shed_json_begin_object (json);
  shed_json_add_string (json, "space", space);
  shed_json_add_string (json, "epoch", epoch);
  shed_json_add_string (json, "cursor", cursor);
  shed_json_add_string (json, "token", token);
  shed_json_end_object (json);
  shed_json_end_array (json);
  shed_json_end_object (json);
  shed_json_end_object (json);
  job->body = shed_json_writer_dup_text (json);
  job->n_body = strlen (job->body);
  return TRUE;
}

gboolean
shed_sync_take_hello (ShedDb *db, ShedSyncJob *job, GError **error)
{
  g_autofree char *space = shed_sync_dup_meta (db, "space");
  g_autofree char *mine = NULL;
  g_autofree char *epoch = NULL;
  g_autofree char *token = NULL;
  g_autofree char *gc = NULL;
  g_autofree char *known_epoch = shed_sync_dup_meta (db, "epoch");
  g_autofree char *reset = NULL;
  g_autofree char *common = NULL;
  g_auto (ShedSyncHead) head = { 0 };
  g_autoptr (ShedStmt) find = NULL;

  job->bad_answer = !shed_sync_head_read (&head, db, job->answer);
  if (job->bad_answer || space == NULL)
    return TRUE;
  if (head.time != NULL)
    {
      g_autoptr (GDateTime) when = g_date_time_new_from_iso8601 (head.time, NULL);

      job->server_ms = when != NULL ? g_date_time_to_unix (when) * 1000 + g_date_time_get_microsecond (when) / 1000 : 0;
    }
  if (shed_sync_ask (db, "SELECT json_extract (:a, '$.min_schema')", job->answer, 0) > SHED_SYNC_SCHEMA)
    {
      job->update_needed = TRUE;
      return TRUE;
    }
  find = shed_db_borrow (db, "SELECT value FROM json_each (:a, '$.spaces') WHERE json_extract (value, '$.space') = :b", error);
  if (find == NULL)
    return FALSE;
  shed_stmt_bind_text (find, ":a", job->answer);
  shed_stmt_bind_text (find, ":b", space);
  if (shed_stmt_step (find, error) != SHED_STEP_ROW)
    {
      job->bad_answer = TRUE;
      return error == NULL || *error == NULL;
    }
  mine = shed_stmt_dup_text (find, 0);
  shed_stmt_reset (find);
  reset = shed_sync_extract (db, mine, "$.reset");
  epoch = shed_sync_extract (db, mine, "$.epoch");
  token = shed_sync_extract (db, mine, "$.token");
  gc = shed_sync_extract (db, mine, "$.gc");
  /* The answer came: the next hello is another one. */
  if (!shed_sync_set_meta (db, "nonce", NULL, error) || !keep_devices (db, mine, error))
    return FALSE;
  if (g_strcmp0 (reset, "token") != 0 && token != NULL && !shed_sync_set_meta (db, "token", token, error))
    return FALSE;
  if (reset != NULL)
    {
      g_strlcpy (job->said_reset, reset, sizeof job->said_reset);
      /* The new epoch is taken when the reset is; before that everything still belongs to the old one. */
      common = shed_sync_extract (db, mine, "$.common");
      return shed_sync_set_meta (db, "next_epoch", epoch, error) && shed_sync_set_meta (db, "next_common", common, error);
    }
  if (epoch == NULL)
    {
      job->bad_answer = TRUE;
      return TRUE;
    }
  /* Away so long that deletions were forgotten meanwhile: that is learnt before what waits is sent on top of them. */
  if (known_epoch != NULL && gc != NULL && shed_sync_get_meta (db, "stage_mode", SHED_STAGE_NORMAL) == SHED_STAGE_NORMAL)
    {
      gint64 forgotten = g_ascii_strtoll (gc, NULL, 10), cursor = shed_sync_get_meta (db, "cursor", 0);

      if (cursor != 0 && cursor < forgotten && shed_sync_get_meta (db, "gc", 0) != forgotten)
        {
          g_strlcpy (job->said_reset, "gc", sizeof job->said_reset);
          return shed_sync_set_meta (db, "next_gc", gc, error) && shed_sync_set_meta (db, "epoch", epoch, error);
        }
    }
  if (known_epoch == NULL && !shed_sync_set_meta (db, "gc", gc, error))
    return FALSE;
  return shed_sync_set_meta (db, "epoch", epoch, error);
}

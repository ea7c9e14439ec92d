/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pushing: groups leave in the order they were made, whole, each with the random id it got in its own transaction, so that a
 * repeated request is one. An answer turns groups into acked ones, which stay (and are still shown) until a checkpoint that
 * contains them was applied; it never moves the cursor. A group that the server rejects is held for the person to look at
 * and holds up nobody. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-parts-private.h"

#include <string.h>

#include "shed-bug.h"
#include "shed-json-writer.h"
#include "shed-sync-sql-private.h"
#include "shed-sync-wire.h"

#define MAX_BYTES (512 * 1024)

static void
add_raw (ShedJsonWriter *json, const char *name, const char *value)
{
  shed_json_name (json, name);
  shed_json_raw (json, value);
}

static gboolean
append_group (ShedDb *db, GString *groups, gint64 group, const char *mid, const char *seen, gint64 at, GError **error)
{
  g_autoptr (ShedStmt) ops =
    shed_db_borrow (db, "SELECT op, tbl, id, base, new, from_file FROM outbox_op WHERE grp = :grp ORDER BY k", error);
  g_autoptr (ShedJsonWriter) json = shed_json_writer_new (FALSE);
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_utc (at / 1000);
  g_autofree char *when_text = when != NULL ? g_date_time_format (when, "%Y-%m-%dT%H:%M:%SZ") : NULL;
  g_autofree char *text = NULL;
  ShedStep step;

  if (ops == NULL)
    return FALSE;
  shed_stmt_bind_int (ops, ":grp", group);
  shed_json_begin_object (json);
  shed_json_add_string (json, "mid", mid);
  shed_json_add_string (json, "at", when_text);
  shed_json_add_string (json, "seen", seen != NULL ? seen : "0");
  shed_json_name (json, "ops");
  shed_json_begin_array (json);
  while ((step = shed_stmt_step (ops, error)) == SHED_STEP_ROW)
    {
      const char *op = shed_stmt_get_text (ops, 0);
      gint64 origin = shed_stmt_get_int (ops, 5);

      shed_json_begin_object (json);
      shed_json_add_string (json, "op", op);
      shed_json_add_string (json, "tbl", shed_stmt_get_text (ops, 1));
      shed_json_add_string (json, "id", shed_stmt_get_text (ops, 2));
      if (!shed_stmt_is_null (ops, 3))
        add_raw (json, "base", shed_stmt_get_text (ops, 3));
      else if (origin == 1 && strcmp (op, "ins") == 0)
        add_raw (json, "base", shed_stmt_get_text (ops, 4)); /* as the file had it */
      if (!shed_stmt_is_null (ops, 4))
        add_raw (json, "set", shed_stmt_get_text (ops, 4));
      if (origin == 2)
        shed_json_add_bool (json, "restore", TRUE);
      shed_json_end_object (json);
    }
  shed_json_end_array (json);
  shed_json_end_object (json);
  if (step != SHED_STEP_DONE)
    return FALSE;
  text = shed_json_writer_dup_text (json);
  if (groups->len > 0)
    g_string_append_c (groups, ',');
  g_string_append (groups, text);
  return TRUE;
}

/* Known bugs, for the simulator. */
static gboolean
put_bugs_back (ShedDb *db, GError **error)
{
  if (SHED_BUG ("drop-after-three-tries") &&
      !shed_db_exec (db, "DELETE FROM outbox_op WHERE grp IN (SELECT n FROM outbox WHERE attempts >= 3 AND state <> 'held');"
                         "DELETE FROM outbox WHERE attempts >= 3 AND state <> 'held'", error))
    return FALSE;
  if (SHED_BUG ("retry-with-new-id") &&
      !shed_db_exec (
        db, "UPDATE outbox SET mid = substr (mid, 1, 24) || substr (hex (randomblob (6)), 1, 12) WHERE state = 'sent'",
        error))
    return FALSE;
  if (
    SHED_BUG ("group-split") &&
    !shed_db_exec (
      db,
      "INSERT INTO outbox (mid, seen, at) SELECT substr (mid, 1, 32) || printf ('%04x', n), seen, at FROM outbox o"
      " WHERE (SELECT count(*) FROM outbox_op WHERE grp = o.n) > 1 AND o.state = 'new';"
      "UPDATE outbox_op SET grp = (SELECT x.n FROM outbox o JOIN outbox x ON x.mid = substr (o.mid, 1, 32) || printf ('%04x', o.n)"
      " WHERE o.n = outbox_op.grp) WHERE k > 0 AND grp IN (SELECT o.n FROM outbox o JOIN outbox x"
      " ON x.mid = substr (o.mid, 1, 32) || printf ('%04x', o.n))",
      error))
    return FALSE;
  return TRUE;
}

gboolean
shed_sync_make_push (ShedDb *db, ShedSyncJob *job, GError **error)
{
  g_autofree char *space = shed_sync_dup_meta (db, "space");
  g_autofree char *device = shed_sync_dup_meta (db, "device");
  g_autofree char *epoch = shed_sync_dup_meta (db, "epoch");
  g_autofree char *cursor = g_strdup_printf ("%" G_GINT64_FORMAT, shed_sync_get_seen_head (db));
  g_autoptr (GString) groups = g_string_new (NULL);
  g_autoptr (GString) body = NULL;
  g_autoptr (GArray) chosen = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (ShedStmt) list = shed_db_borrow (db,
                                              SHED_BUG ("sent-is-never-tried-again")
                                                ? "SELECT n, mid, seen, at FROM outbox WHERE state = 'new' ORDER BY n LIMIT :n"
                                                : "SELECT n, mid, seen, at FROM outbox WHERE state IN ('new', 'sent')"
                                              " ORDER BY n LIMIT :n",
                                              error);
  ShedStep step;

  if (list == NULL)
    return FALSE;
  if (space == NULL || device == NULL)
    return TRUE;
  if (!put_bugs_back (db, error))
    return FALSE;
  shed_stmt_bind_int (list, ":n", SHED_BUG ("poison-blocks") ? 1 : MAX (job->max_groups, 1));
  while ((step = shed_stmt_step (list, error)) == SHED_STEP_ROW)
    {
      gint64 n = shed_stmt_get_int (list, 0);
      gsize before = groups->len;

      if (!append_group (db, groups, n, shed_stmt_get_text (list, 1), shed_stmt_get_text (list, 2), shed_stmt_get_int (list, 3),
                         error))
        return FALSE;
      if (groups->len > MAX_BYTES && chosen->len > 0)
        {
          g_string_truncate (groups, before);
          step = SHED_STEP_DONE;
          break;
        }
      g_array_append_val (chosen, n);
    }
  if (step == SHED_STEP_ERROR)
    return FALSE;
  shed_stmt_reset (list);
  if (chosen->len == 0)
    return TRUE;
  /* After halving some of the last request are not in this one: what becomes of it says nothing of them. */
  if (!SHED_BUG ("halving-loses-rest") &&
      !shed_sync_run (db, "UPDATE outbox SET state = 'new' WHERE state = 'sent'", NULL, NULL, 0, error))
    return FALSE;
  for (guint i = 0; i < chosen->len; i++)
    if (!shed_sync_run (
          db, "UPDATE outbox SET state = 'sent', attempts = attempts + 1, last_try = unixepoch () * 1000 WHERE n = :n",
          NULL, NULL, g_array_index (chosen, gint64, i), error))
      return FALSE;
  if (!shed_sync_run (db, "UPDATE outbox SET last_try = :n WHERE state = 'sent'", NULL, NULL, job->now, error))
    return FALSE;
  body = g_string_sized_new (groups->len + 300);
  g_string_append_printf (body,
                          "{\"req\":{\"proto\":%d,\"schema\":%d,\"device\":\"%s\",\"space\":\"%s\",\"epoch\":%s%s%s,"
                          "\"cursor\":\"%s\",\"groups\":[",
                          SHED_SYNC_PROTO, SHED_SYNC_SCHEMA, device, space, epoch != NULL ? "\"" : "",
                          epoch != NULL ? epoch : "null", epoch != NULL ? "\"" : "", cursor);
  g_string_append_len (body, groups->str, groups->len);
  g_string_append (body, "]}}");
  job->n_groups = chosen->len;
  job->n_body = body->len;
  job->body = g_string_free (g_steal_pointer (&body), FALSE);
  return TRUE;
}

/* What was refused of a row is settled where its person deleted the row after that, and the answer (:a) is that this came about.
 * Kept, the refused insertion or edit would show the row again once the deletion leaves the queue, or, where it can be shown no
 * more, would keep the deletion there for ever. Taking the deletion back brings what was refused along. */
static gboolean
drop_refused_before_deletion (ShedDb *db, const char *answer, GError **error)
{
  if (SHED_BUG ("refused-outlives-deletion") ||
      shed_sync_ask (db, "SELECT EXISTS (SELECT 1 FROM outbox WHERE state = 'held')", NULL, 0) == 0)
    return TRUE;
  if (!shed_sync_run (db,
                      "DELETE FROM outbox_op WHERE (grp, k) IN (SELECT q.grp, q.k FROM json_each (:a, '$.results') j"
                      " JOIN outbox o ON o.mid = json_extract (j.value, '$.mid') AND o.state = 'acked'"
                      " JOIN outbox_op d ON d.grp = o.n AND d.op = 'del'"
                      " JOIN outbox_op q ON q.tbl = d.tbl AND q.id = d.id AND q.grp < d.grp"
                      " JOIN outbox r ON r.n = q.grp AND r.state = 'held'"
                      " WHERE json_extract (j.value, '$.s') = 'ok' AND json_extract (j.value, '$.superseded') IS NULL)",
                      answer, NULL, 0, error))
    return FALSE;
  if (shed_db_get_n_changes (db) == 0)
    return TRUE;
  shed_db_note_changed (db, "outbox");
  return shed_db_exec (db, "DELETE FROM outbox WHERE state = 'held' AND NOT EXISTS"
                           " (SELECT 1 FROM outbox_op p WHERE p.grp = outbox.n)", error);
}

gboolean
shed_sync_take_push (ShedDb *db, ShedSyncJob *job, GError **error)
{
  g_auto (ShedSyncHead) head = { 0 };
  g_autoptr (ShedStmt) results = NULL;
  g_autoptr (GPtrArray) reused = g_ptr_array_new_with_free_func (g_free);
  ShedStep step;

  job->bad_answer = !shed_sync_head_read (&head, db, job->answer);
  if (job->bad_answer)
    return TRUE;
  if (head.reset != NULL)
    {
      g_strlcpy (job->said_reset, head.reset, sizeof job->said_reset);
      return shed_sync_set_meta (db, "next_epoch", head.epoch, error);
    }
  results = shed_db_borrow (db,
                            "SELECT json_extract (value, '$.mid'), json_extract (value, '$.s'), json_extract (value, '$.code')"
                            " FROM json_each (:a, '$.results')",
                            error);
  if (results == NULL)
    return FALSE;
  if (head.head == NULL)
    {
      job->bad_answer = TRUE;
      return TRUE;
    }
  shed_stmt_bind_text (results, ":a", job->answer);
  while ((step = shed_stmt_step (results, error)) == SHED_STEP_ROW)
    {
      const char *mid = shed_stmt_get_text (results, 0);
      const char *said = shed_stmt_get_text (results, 1);
      const char *code = shed_stmt_get_text (results, 2);

      if (mid == NULL || said == NULL)
        continue;
      if (strcmp (said, "ok") == 0 || strcmp (said, "conflict") == 0)
        {
          if (!shed_sync_run (
                db, "UPDATE outbox SET state = 'acked', upto = :b, last_error = NULL WHERE mid = :a AND state = 'sent'",
                mid, head.head, 0, error))
            return FALSE;
          job->n_groups++;
          if (
            SHED_BUG ("ack-clears-newer-edit") &&
            !shed_sync_run (
              db,
              "UPDATE outbox SET state = 'acked', upto = :b WHERE state = 'new' AND n IN (SELECT p.grp FROM outbox_op p"
              " JOIN outbox_op q ON q.tbl = p.tbl AND q.id = p.id JOIN outbox o ON o.n = q.grp WHERE o.mid = :a)",
              mid, head.head, 0, error))
            return FALSE;
        }
      else if (strcmp (said, "rejected") == 0)
        {
          if (!shed_sync_run (db, "UPDATE outbox SET state = 'held', last_error = :b WHERE mid = :a AND state = 'sent'", mid,
                              code != NULL ? code : "PT422", 0, error))
            return FALSE;
          job->n_rejected++;
          if (SHED_BUG ("poison-blocks") &&
              !shed_sync_run (db, "UPDATE outbox SET state = 'new' WHERE mid = :a", mid, NULL, 0, error))
            return FALSE;
          if (SHED_BUG ("rejected-is-dropped") &&
              !shed_db_exec (db, "DELETE FROM outbox_op WHERE grp IN (SELECT n FROM outbox WHERE state = 'held');"
                                 "DELETE FROM outbox WHERE state = 'held'", error))
            return FALSE;
          shed_db_note_changed (db, "outbox");
        }
      else if (strcmp (said, "id_reuse") == 0)
        g_ptr_array_add (reused, g_strdup (mid));
    }
  if (step != SHED_STEP_DONE)
    return FALSE;
  shed_stmt_reset (results);
  if (!drop_refused_before_deletion (db, job->answer, error))
    return FALSE;
  /* Another write has had that id in a life this file knows nothing of (it was put back from a copy). */
  for (guint i = 0; i < reused->len; i++)
    {
      g_autofree char *fresh = shed_db_new_id (db);

      if (!shed_sync_run (db, "UPDATE outbox SET mid = :b, state = 'new' WHERE mid = :a", g_ptr_array_index (reused, i),
                          fresh, 0, error))
        return FALSE;
    }
  if (SHED_BUG ("cursor-moved-on-ack") && !shed_sync_set_meta (db, "cursor", head.head, error))
    return FALSE;
  /* What the answer does not speak of is sent again. */
  return shed_sync_run (db, "UPDATE outbox SET state = 'new' WHERE state = 'sent'", NULL, NULL, 0, error);
}

gboolean
shed_sync_hold (ShedDb *db, ShedSyncJob *job, GError **error)
{
  if (SHED_BUG ("too-large-is-dropped"))
    return shed_db_exec (db, "DELETE FROM outbox_op WHERE grp IN (SELECT n FROM outbox WHERE state = 'sent');"
                             "DELETE FROM outbox WHERE state = 'sent'", error);
  shed_db_note_changed (db, "outbox");
  return shed_sync_run (db, "UPDATE outbox SET state = 'held', last_error = :a WHERE state = 'sent'", job->code, NULL, 0, error);
}

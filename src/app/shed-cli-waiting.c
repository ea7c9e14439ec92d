/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outbox, conflicts, resolve: what waits to be sent, and what waits for a choice. */
#include "shed-cli-private.h"

#include <string.h>

static gboolean
list_outbox (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ShedCli *self = data;
  g_autofree char *zone = shed_db_dup_time_zone (db);
  g_autoptr (ShedStmt) stmt = shed_db_borrow (
    db,
    "SELECT o.mid, coalesce ((SELECT p.op || ' ' || p.tbl || CASE WHEN count(*) > 1 THEN ' +' || (count(*) - 1) ELSE '' END"
    " FROM outbox_op p WHERE p.grp = o.n), ''), o.at, o.state, o.attempts, o.last_error"
    " FROM outbox o WHERE o.state <> 'acked' ORDER BY o.n",
    error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  shed_json_begin_array (self->out);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      shed_json_begin_object (self->out);
      shed_json_add_string (self->out, "group", shed_stmt_get_text (stmt, 0));
      shed_json_add_string (self->out, "what", shed_stmt_get_text (stmt, 1));
      shed_cli_add_time (self, "since", shed_stmt_get_int (stmt, 2), zone);
      shed_json_add_string (self->out, "state", shed_stmt_get_text (stmt, 3));
      shed_json_add_int (self->out, "attempts", shed_stmt_get_int (stmt, 4));
      shed_json_add_string (self->out, "last_error", shed_stmt_get_text (stmt, 5));
      shed_json_end_object (self->out);
      shed_cli_say (self, "%s  %s  %s", shed_stmt_get_text (stmt, 0), shed_stmt_get_text (stmt, 3), shed_stmt_get_text (stmt, 1));
    }
  shed_json_end_array (self->out);
  return step == SHED_STEP_DONE;
}

/* A field group with one column is its value, one with several the object. */
static void
add_value (ShedCli *self, const char *name, const char *json)
{
  shed_json_name (self->out, name);
  if (json != NULL)
    shed_json_raw (self->out, json);
  else
    shed_json_null (self->out);
}

static char *
dup_value (ShedDb *db, const char *json)
{
  g_autoptr (ShedStmt) stmt = NULL;

  if (json == NULL)
    return NULL;
  stmt = shed_db_borrow (db, "SELECT CASE WHEN (SELECT count(*) FROM json_each (:json)) = 1 THEN"
                             " (SELECT json_quote (json_extract (:json, fullkey)) FROM json_each (:json)) ELSE :json END", NULL);
  if (stmt == NULL)
    return NULL;
  shed_stmt_bind_text (stmt, ":json", json);
  return shed_stmt_step (stmt, NULL) == SHED_STEP_ROW ? shed_stmt_dup_text (stmt, 0) : NULL;
}

static gboolean
list_conflicts (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ShedCli *self = data;
  g_autofree char *zone = shed_db_dup_time_zone (db);
  g_autoptr (ShedStmt) stmt = shed_db_borrow (
    db,
    "SELECT c.id, c.tbl, c.row_id, c.tune_id, t.title, c.grp, c.state, c.mine, c.client_at, c.device_name, c.theirs,"
    " c.base, c.created_at, c.other_device_name, c.other_at FROM conflict c LEFT JOIN tune t ON t.id = c.tune_id"
    " WHERE c.state = 'open'"
    " ORDER BY c.created_at, c.id",
    error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  shed_json_begin_array (self->out);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      static const char *const names[] = { "id", "tbl", "row", "tune", "title", "field", "state" };
      g_autofree char *mine = dup_value (db, shed_stmt_get_text (stmt, 7));
      g_autofree char *theirs = dup_value (db, shed_stmt_get_text (stmt, 10));
      g_autofree char *base = dup_value (db, shed_stmt_get_text (stmt, 11));

      shed_json_begin_object (self->out);
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        shed_json_add_string (self->out, names[i], shed_stmt_get_text (stmt, i));
      shed_json_name (self->out, "mine");
      shed_json_begin_object (self->out);
      add_value (self, "value", mine);
      shed_cli_add_time (self, "at", shed_stmt_get_int (stmt, 8), zone);
      shed_json_add_string (self->out, "device", shed_stmt_get_text (stmt, 9));
      shed_json_end_object (self->out);
      shed_json_name (self->out, "other");
      shed_json_begin_object (self->out);
      add_value (self, "value", theirs);
      shed_cli_add_time (self, "at", shed_stmt_get_int (stmt, shed_stmt_is_null (stmt, 14) ? 12 : 14), zone);
      shed_json_add_string (self->out, "device", shed_stmt_get_text (stmt, 13));
      shed_json_end_object (self->out);
      add_value (self, "base", base);
      shed_json_end_object (self->out);
      shed_cli_say (self, "%s  %s  %s: %s | %s", shed_stmt_get_text (stmt, 0),
                    shed_stmt_get_text (stmt, 4) != NULL ? shed_stmt_get_text (stmt, 4) : shed_stmt_get_text (stmt, 1),
                    shed_stmt_get_text (stmt, 5), mine != NULL ? mine : "deleted", theirs != NULL ? theirs : "null");
    }
  shed_json_end_array (self->out);
  return step == SHED_STEP_DONE;
}

/* The library, if it is one that syncs: looking makes none. */
static ShedExit
open_joined (ShedCli *self, GError **error)
{
  g_autofree char *space = shed_profile_dup_space (self->profile);
  ShedSyncStanding standing = { 0 };

  if (space == NULL)
    return shed_cli_no_account (error);
  if (!shed_cli_open_standing (self, &standing, error))
    return SHED_EXIT_NO;
  return standing.joined ? SHED_EXIT_DONE : shed_cli_no_account (error);
}

static ShedExit
list (ShedCli *self, ShedStoreFunc func, GError **error)
{
  ShedExit status;

  if (self->n_arguments > 0)
    return shed_cli_usage (error, "%s takes no argument", self->verb);
  status = open_joined (self, error);
  if (status != SHED_EXIT_DONE)
    return status;
  return shed_store_read (self->store, func, self, error) ? SHED_EXIT_DONE : SHED_EXIT_NO;
}

ShedExit
shed_cli_outbox (ShedCli *self, GError **error)
{
  return list (self, list_outbox, error);
}

ShedExit
shed_cli_conflicts (ShedCli *self, GError **error)
{
  return list (self, list_conflicts, error);
}

typedef struct {
  const char *id;
  char       *state, *value;
} Answered;

static gboolean
read_answered (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Answered *answered = data;
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "SELECT state, CASE state WHEN 'other' THEN theirs ELSE mine END FROM conflict"
                                                  " WHERE id = :id", error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", answered->id);
  step = shed_stmt_step (stmt, error);
  if (step == SHED_STEP_DONE)
    g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_FOUND, "no such choice: %s", answered->id);
  if (step != SHED_STEP_ROW)
    return FALSE;
  answered->state = shed_stmt_dup_text (stmt, 0);
  answered->value = dup_value (db, shed_stmt_get_text (stmt, 1));
  return TRUE;
}

ShedExit
shed_cli_resolve (ShedCli *self, GError **error)
{
  static const char *const answers[] = { "mine", "other", "both", NULL };
  Answered before = { 0 }, answered = { 0 };
  g_autoptr (ShedCommand) command = NULL;
  ShedExit status;

  if (self->n_arguments != 2 || !g_strv_contains (answers, self->arguments[1]))
    return shed_cli_usage (error, "resolve ID mine|other|both");
  status = open_joined (self, error);
  if (status != SHED_EXIT_DONE)
    return status;
  status = SHED_EXIT_NO;
  before.id = answered.id = self->arguments[0];
  command = shed_command_answer_conflicts ((const char *const[]){ self->arguments[0], NULL },
                                           (const char *const[]){ self->arguments[1], NULL }, NULL);
  if (shed_store_read (self->store, read_answered, &before, error))
    {
      if (strcmp (before.state, "open") != 0)
        g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID, "this choice was made already");
      else if (shed_cli_run_command (self, command, error) && shed_store_read (self->store, read_answered, &answered, error))
        {
          shed_json_begin_object (self->out);
          shed_json_add_string (self->out, "id", answered.id);
          shed_json_add_string (self->out, "state", answered.state);
          add_value (self, "value", answered.value);
          shed_json_end_object (self->out);
          shed_cli_say (self, "%s", answered.state);
          status = SHED_EXIT_DONE;
        }
    }
  g_free (before.state);
  g_free (before.value);
  g_free (answered.state);
  g_free (answered.value);
  return status;
}

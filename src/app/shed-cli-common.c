/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every verb of the command line stands on: its options, an answer for people, and ids out of what a person writes. It
 * knows no verb. */
#include "shed-cli-private.h"

#include "shed-civil.h"

G_DEFINE_QUARK (shed - cli - error - quark, shed_cli_error)

gboolean
shed_cli_has_option (ShedCli *self, const char *name)
{
  return g_hash_table_contains (self->options, name);
}

const char *
shed_cli_get_option (ShedCli *self, const char *name)
{
  return g_hash_table_lookup (self->options, name);
}

void
shed_cli_say (ShedCli *self, const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list arguments;

  if (self->json)
    return;
  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_print ("%s\n", line);
}

ShedExit
shed_cli_usage (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (SHED_CLI_ERROR, SHED_CLI_ERROR_USAGE, format, arguments);
  va_end (arguments);
  return SHED_EXIT_USAGE;
}

gboolean
shed_cli_run_command (ShedCli *self, ShedCommand *command, GError **error)
{
  return shed_command_run (command, self->store, 0, NULL, error);
}

void
shed_cli_add_time (ShedCli *self, const char *name, gint64 ms, const char *time_zone)
{
  g_autofree char *text = ms != 0 ? shed_time_format_rfc3339 (ms, time_zone) : NULL;

  shed_json_add_string (self->out, name, text);
}

/* Who is meant */

static char *
find_one (ShedDb *db, const char *sql, const char *name, const char *word, int missing_code, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, sql, error);
  g_autofree char *id = NULL;
  ShedStep step;

  if (stmt == NULL)
    return NULL;
  shed_stmt_bind_text (stmt, ":name", name);
  step = shed_stmt_step (stmt, error);
  if (step == SHED_STEP_ROW)
    {
      gboolean exact;

      id = shed_stmt_dup_text (stmt, 0);
      exact = g_str_equal (id, name);
      step = exact ? SHED_STEP_DONE : shed_stmt_step (stmt, error);
      if (step == SHED_STEP_ROW)
        {
          g_set_error (error, SHED_CLI_ERROR, SHED_CLI_ERROR_AMBIGUOUS, "more than one %s is called “%s”; give its id",
                       word, name);
          return NULL;
        }
    }
  if (step == SHED_STEP_ERROR)
    return NULL;
  if (id == NULL)
    g_set_error (error, SHED_CLI_ERROR, missing_code, "there is no %s “%s”", word, name);
  return g_steal_pointer (&id);
}

char *
shed_cli_find_repertoire (ShedDb *db, const char *name_or_id, GError **error)
{
  return find_one (
    db, "SELECT id FROM repertoire WHERE id = :name OR shed_fold(name) = shed_fold(:name) ORDER BY id <> :name LIMIT 2",
    name_or_id, "repertoire", SHED_CLI_ERROR_NO_SUCH_REPERTOIRE, error);
}

char *
shed_cli_find_book (ShedDb *db, const char *title_or_id, GError **error)
{
  return find_one (
    db, "SELECT id FROM book WHERE id = :name OR shed_fold(title) = shed_fold(:name) ORDER BY id <> :name LIMIT 2",
    title_or_id, "tune book", SHED_CLI_ERROR_NO_SUCH_BOOK, error);
}

gboolean
shed_cli_require_tune (ShedDb *db, const char *id, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "SELECT 1 FROM tune WHERE id = :id", error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", id);
  step = shed_stmt_step (stmt, error);
  if (step == SHED_STEP_DONE)
    g_set_error (error, SHED_CLI_ERROR, SHED_CLI_ERROR_NO_SUCH_TUNE, "there is no tune %s", id);
  return step == SHED_STEP_ROW;
}

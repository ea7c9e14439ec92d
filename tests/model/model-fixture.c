/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences for tests of commands and lists. */
#include "model-fixture.h"

#include <string.h>

#include "shed-outbox.h"
#include "shed-preferences.h"
#include "shed-tables.h"

#define ACCOUNT_SPACE "11111111-1111-4111-8111-111111111111"
#define ACCOUNT_DEVICE "22222222-2222-4222-8222-222222222222"

const ShedChosenRating model_good = { 3, 8, MODEL_LATER (8) };

Fixture *
model_fixture_new (void)
{
  Fixture *f = fixture_new ();

  fixture_open (f);
  return f;
}

gboolean
model_try (Fixture *f, ShedCommand *command, GError **error)
{
  g_autoptr(ShedCommand) owned = command;

  return shed_command_run (owned, f->store, 0, NULL, error);
}

guint
model_run_journalled (Fixture *f, ShedCommand *command, gint64 journal)
{
  g_autoptr(ShedCommand) owned = command;
  g_autoptr(GError) error = NULL;

  shed_command_run (owned, f->store, journal, NULL, &error);
  g_assert_no_error (error);
  return shed_command_get_count (owned);
}

guint
model_run (Fixture *f, ShedCommand *command)
{
  return model_run_journalled (f, command, 0);
}

char *
model_run_for_id (Fixture *f, ShedCommand *command)
{
  g_autofree char *id = NULL;

  shed_command_ref (command);
  model_run (f, command);
  id = g_strdup (shed_command_get_result_id (command));
  shed_command_unref (command);
  g_assert_nonnull (id);
  return g_steal_pointer (&id);
}

void
model_assert_invalid (Fixture *f, ShedCommand *command, const char *word)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (model_try (f, command, &error));
  g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID);
  g_assert_true (g_str_has_prefix (error->message, word));
}

void
model_assert_not_found (Fixture *f, ShedCommand *command)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (model_try (f, command, &error));
  g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_FOUND);
}

char *
model_new_tune (Fixture *f, const char *title)
{
  return model_run_for_id (f, shed_command_tune_new (NULL, STRV ("title"), STRV (title), NULL));
}

char *
model_new_repertoire (Fixture *f)
{
  return model_run_for_id (f, shed_command_repertoire_new ("Fiddle", NULL));
}

GStrv
model_new_local_book (Fixture *f, const char *title, guint n, char **book_id)
{
  g_autofree char *book = model_run_for_id (f, shed_command_book_new (title, TRUE));
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s %u", title, i);
      g_autofree char *id = model_run_for_id (f, shed_command_tune_new (book, STRV ("title"), STRV (name), STRV ("Other name")));

      g_strv_builder_add (builder, id);
    }
  *book_id = g_steal_pointer (&book);
  return g_strv_builder_end (builder);
}

static gboolean
read_today (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  *(int *) data = shed_preference_today (db);
  return TRUE;
}

int
model_today (Fixture *f)
{
  int today = 0;

  g_assert_true (shed_store_read (f->store, read_today, &today, NULL));
  return today;
}

void
model_stage (Fixture *f, const char *repertoire_id, const char *tune_id, int rating)
{
  ShedStagedRating staged = { (char *) repertoire_id, model_today (f), (char *) tune_id,
                              { rating, rating * 2, FIXTURE_NOW + rating * G_GINT64_CONSTANT (172800000) } };
  g_autoptr(GError) error = NULL;

  shed_store_write (f->store, SHED_WRITE_LOCAL, 0, NULL, shed_staged_rating_write, &staged, &error);
  g_assert_no_error (error);
}

static gboolean
write_account (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return shed_outbox_set_account (db, ACCOUNT_SPACE, ACCOUNT_DEVICE, error);
}

void
model_add_account (Fixture *f)
{
  g_autoptr(GError) error = NULL;

  shed_store_write (f->store, SHED_WRITE_LOCAL, 0, NULL, write_account, NULL, &error);
  g_assert_no_error (error);
}

static void
append_dump_sql (GString *sql, const ShedTable *table)
{
  g_string_append_printf (sql, " UNION ALL SELECT '%s ' || id || ' ' || created_at", table->name);
  for (guint i = 0; i < table->n_columns; i++)
    g_string_append_printf (sql, " || ' ' || quote(\"%s\")", table->columns[i].name);
  g_string_append_printf (sql, " FROM \"%s\"", table->name);
  if (table->append_only)
    g_string_append (sql, " WHERE kind <> 'void' AND id NOT IN (SELECT event_id FROM event_voided)");
}

char *
model_dump (Fixture *f)
{
  g_autoptr(GString) sql = g_string_new ("SELECT group_concat(line, char(10)) FROM (SELECT '' AS line");
  guint n_tables;
  const ShedTable *tables = shed_tables_get (&n_tables);

  for (guint i = 0; i < n_tables; i++)
    append_dump_sql (sql, &tables[i]);
  g_string_append (
    sql, " UNION ALL SELECT 'staged ' || repertoire_id || practice_day || tune_id || rating || ' ' || interval_days"
         " || ' ' || due_at || ' ' || goal || ' ' || at FROM staged_rating ORDER BY 1)");
  return fixture_ask (f, sql->str);
}

void
model_assert_sound (Fixture *f)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ShedCheckReport) report = shed_store_check (f->store, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < report->faults->len; i++)
    g_test_message ("%s", (char *) report->faults->pdata[i]);
  g_assert_cmpuint (report->faults->len, ==, 0);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM pragma_foreign_key_check"), ==, 0);
  g_assert_cmpint (
    fixture_ask_int (f, "SELECT coalesce(max(n), 0) <= 500 FROM (SELECT count(*) AS n FROM outbox_op GROUP BY grp)"),
    ==, 1);
}

gboolean
model_late (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

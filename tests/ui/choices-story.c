/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "choices-story.h"

#include "../read-rows.h"

static gboolean
run_sql (ShedDb *db, gpointer sql, GCancellable *cancellable, GError **error)
{
  shed_db_note_changed (db, "outbox");
  shed_db_note_changed (db, "meta");
  return shed_db_exec (db, sql, error);
}

void
story_server_says (UiFixture *ui, const char *format, ...)
{
  g_autofree char *sql = NULL;
  g_autoptr (GError) error = NULL;
  va_list arguments;

  va_start (arguments, format);
  sql = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  shed_store_write (ui->store, SHED_WRITE_APPLIER, 0, NULL, run_sql, sql, &error);
  g_assert_no_error (error);
}

char *
story_ask (UiFixture *ui, const char *sql)
{
  return test_read_text (ui->store, sql, "", "");
}

void
story_ask_about (UiFixture *ui, guint n, const char *tune_id, const char *column, const char *base, const char *mine)
{
  /* The laptop's clock is three hours ahead. */
  story_server_says (
    ui,
    "INSERT INTO conflict (id, created_at, tbl, row_id, grp, base, mine, theirs, device_id, device_name, client_at, tune_id,"
    " other_device_id, other_device_name, other_at) SELECT '" STORY_CHOICE "%02u', %" G_GINT64_FORMAT
    ", 'tune', id, '%s',"
    " json_object ('%s', %s), json_object ('%s', %s), json_object ('%s', \"%s\"), 'dededede-0000-4000-8000-000000000001',"
    " 'Kitchen laptop', %" G_GINT64_FORMAT
    ", id, (SELECT value FROM meta WHERE name = 'device'), 'Studio PC', %" G_GINT64_FORMAT " FROM tune WHERE id = '%s'",
    n, UI_FIXTURE_NOW - 60000, column, column, base, column, mine, column, column, UI_FIXTURE_NOW + 3 * 3600000,
    UI_FIXTURE_NOW - UI_FIXTURE_DAY_MS, tune_id);
}

void
story_refuse (UiFixture *ui, guint n, const char *tune_id, const char *code)
{
  story_server_says (
    ui,
    "INSERT INTO outbox (n, mid, state, at, attempts, last_error) VALUES (%u, '" STORY_PROBLEM
    "%02u', 'held', %" G_GINT64_FORMAT
    ", 1, '%s'); INSERT INTO outbox_op (grp, k, tbl, id, op, base, new) SELECT %u, 0, 'tune', id, 'upd',"
    " json_object ('composer', NULL), json_object ('composer', composer) FROM tune WHERE id = '%s';"
    "INSERT INTO shadow (tbl, id, rv, json) SELECT 'tune', id, 1, json_object ('title', title, 'composer', NULL) FROM tune"
    " WHERE id = '%s' ON CONFLICT DO NOTHING",
    1000 + n, n, UI_FIXTURE_NOW - 3 * 60000, code, 1000 + n, tune_id, tune_id);
}

void
story_refuse_row (UiFixture *ui, guint n, const char *table, const char *column, const char *id, const char *code)
{
  story_server_says (
    ui,
    "INSERT INTO outbox (n, mid, state, at, attempts, last_error) VALUES (%u, '" STORY_PROBLEM
    "%02u', 'held', %" G_GINT64_FORMAT
    ", 1, '%s'); INSERT INTO outbox_op (grp, k, tbl, id, op, base, new) SELECT %u, 0, '%s', id, 'upd',"
    " json_object ('%s', NULL), json_object ('%s', %s) FROM %s WHERE id = '%s'",
    1000 + n, n, UI_FIXTURE_NOW - 3 * 60000, code, 1000 + n, table, column, column, column, table, id);
}

void
story_everything (UiFixture *ui)
{
  g_autofree char *first = story_ask (
    ui,
    "SELECT t.id FROM tune t JOIN tune_find f ON f.tune_id = t.id WHERE t.abc IS NOT NULL ORDER BY f.title_fold LIMIT 1");
  g_autofree char *second = story_ask (
    ui,
    "SELECT t.id FROM tune t JOIN tune_find f ON f.tune_id = t.id WHERE t.abc IS NOT NULL ORDER BY f.title_fold"
    " LIMIT 1 OFFSET 1");
  g_autofree char *third = story_ask (
    ui,
    "SELECT t.id FROM tune t JOIN tune_find f ON f.tune_id = t.id WHERE t.abc IS NOT NULL ORDER BY f.title_fold"
    " LIMIT 1 OFFSET 2");

  story_ask_about (ui, 1, first, "title", "'Old ' || title", "title || ' of the North'");
  story_ask_about (ui, 2, first, "key", "'Em'", "'G'");
  story_ask_about (ui, 3, second, "abc", "abc", "replace (abc, 'A', 'B')");
  story_ask_about (ui, 4, second, "composer", "NULL", "'Turlough O’Carolan'");
  story_server_says (
    ui,
    "INSERT INTO conflict (id, created_at, tbl, row_id, grp, theirs, device_id, device_name, client_at, tune_id, other_device_id,"
    " other_at) SELECT '" STORY_CHOICE "05', %" G_GINT64_FORMAT ", 'tune', id, '*', json_object ('title', title),"
    " 'dededede-0000-4000-8000-000000000001', 'Kitchen laptop', %" G_GINT64_FORMAT ", id,"
    " (SELECT value FROM meta WHERE name = 'device'), %" G_GINT64_FORMAT " FROM tune WHERE id = '%s'",
    UI_FIXTURE_NOW, UI_FIXTURE_NOW - 7200000, UI_FIXTURE_NOW - 3600000, third);
  story_server_says (
    ui,
    "INSERT INTO note (id, created_at, tune_id, text, position) VALUES ('" STORY_CHOICE "90', 1, '%s',"
    " 'Start slowly' || char (10) || 'long roll on the E' || char (10) || 'from Mary', 'a');"
    "INSERT INTO conflict (id, created_at, tbl, row_id, grp, base, mine, theirs, device_id, device_name, client_at, tune_id)"
    " SELECT '" STORY_CHOICE "06', %" G_GINT64_FORMAT ", 'note', id, 'text', json_object ('text', 'Start slowly'),"
    " json_object ('text', 'Start slowly' || char (10) || 'short roll on the F' || char (10) || 'from Mary'),"
    " json_object ('text', text), 'dededede-0000-4000-8000-000000000001', 'Kitchen laptop', %" G_GINT64_FORMAT
    ", tune_id"
    " FROM note WHERE id = '" STORY_CHOICE "90'",
    third, UI_FIXTURE_NOW, UI_FIXTURE_NOW - 7200000);
  story_refuse (ui, 1, first, "23514");
  story_refuse (ui, 2, second, "PT422");
}

void
story_merged (UiFixture *ui)
{
  story_server_says (
    ui,
    "INSERT INTO meta (name, value) SELECT 'merged/tune/' || id || '/7', json_object ('at', %" G_GINT64_FORMAT
    ", 'table', 'tune', 'id', id, 'here', 'title', 'there', 'composer key', 'mixed', 'abc') FROM tune ORDER BY id LIMIT 1;"
    "INSERT INTO meta (name, value) SELECT 'merged/tune/' || id || '/8', json_object ('at', %" G_GINT64_FORMAT
    ", 'table', 'tune', 'id', id, 'back', 1) FROM tune ORDER BY id LIMIT 1 OFFSET 1",
    UI_FIXTURE_NOW - 60000, UI_FIXTURE_NOW - 7200000);
}

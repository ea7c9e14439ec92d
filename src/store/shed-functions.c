/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SQL functions of a library's connections. All are INNOCUOUS, because triggers and views use them and
 * trusted_schema is off. A tool that is not Woodshed has none of them: its writes fail with "no such function" instead
 * of leaving the outbox behind. None of them may write. */
#define G_LOG_DOMAIN "Woodshed-store"

#include "shed-db-private.h"

#include <string.h>

#include "shed-civil.h"
#include "shed-json-private.h"
#include "shed-text.h"
#include "shed-write-set.h"

static void
fold_func (sqlite3_context *context, int n_args, sqlite3_value **args)
{
  const char *text = (const char *)sqlite3_value_text (args[0]);

  if (text != NULL)
    sqlite3_result_text (context, shed_fold (text), -1, g_free);
}

/* shed_object (name, value, …): a JSON object; SQLite's own json_object() may not be called from a stored trigger. */
static void
object_func (sqlite3_context *context, int n_args, sqlite3_value **args)
{
  g_autoptr (GString) json = g_string_new ("{");

  for (int i = 0; i + 1 < n_args; i += 2)
    {
      ShedValue value = { 0 };

      if (i > 0)
        g_string_append_c (json, ',');
      shed_json_append_string (json, (const char *)sqlite3_value_text (args[i]), -1);
      g_string_append_c (json, ':');
      shed_value_peek (&value, args[i + 1]);
      shed_json_append_value (json, &value);
    }
  g_string_append_c (json, '}');
  sqlite3_result_text (context, json->str, json->len, SQLITE_TRANSIENT);
}

static void
writer_func (sqlite3_context *context, int n_args, sqlite3_value **args)
{
  static const char *const words[] = { "none", "command", "applier" };
  ShedDb *self = sqlite3_user_data (context);

  sqlite3_result_text (context, words[self->writer], -1, SQLITE_STATIC);
}

/* shed_touch (table number, key…, earlier values…): what the triggers call for every row that is written. */
static void
touch_func (sqlite3_context *context, int n_args, sqlite3_value **args)
{
  ShedDb *self = sqlite3_user_data (context);

  if (self->write_set == NULL || self->writer == SHED_WRITER_NONE)
    sqlite3_result_error (context, "a library is written through the store only", -1);
  else if (!shed_write_set_touch (self->write_set, n_args, args))
    sqlite3_result_error (context, "a trigger does not fit the table list", -1);
}

/* shed_day_end (day-start minutes): first instant after today's practice day, in ms. */
static void
day_end_func (sqlite3_context *context, int n_args, sqlite3_value **args)
{
  ShedDb *self = sqlite3_user_data (context);
  g_autofree char *zone = shed_clock_dup_time_zone (self->clock);
  int minutes = sqlite3_value_int (args[0]);
  int day = shed_practice_day (shed_clock_now_ms (self->clock), zone, minutes);

  sqlite3_result_int64 (context, shed_practice_day_end (day, zone, minutes));
}

gboolean
shed_functions_register (ShedDb *self, GError **error)
{
  static const struct
  {
    const char *name;
    int n_args, flags;
    void (*func) (sqlite3_context *, int, sqlite3_value **);
  } functions[] = {
    { "shed_fold", 1, SQLITE_DETERMINISTIC, fold_func },
    { "shed_object", -1, SQLITE_DETERMINISTIC, object_func },
    { "shed_writer", 0, 0, writer_func },
    { "shed_touch", -1, 0, touch_func },
    { "shed_day_end", 1, 0, day_end_func },
  };

  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    {
      int rc = sqlite3_create_function_v2 (self->handle, functions[i].name, functions[i].n_args,
                                           SQLITE_UTF8 | SQLITE_INNOCUOUS | functions[i].flags, self, functions[i].func,
                                           NULL, NULL, NULL);

      if (rc != SQLITE_OK)
        return shed_store_error_set_sqlite (error, self->handle, rc, "Cannot register a function");
    }
  return TRUE;
}

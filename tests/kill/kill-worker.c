/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program that is killed. It works on a library without end and says on standard output what is durably done, one
 * line a thing, written at once and only after the write has answered (or the change signal has come):
 *
 *   ready              the library is open
 *   tune ID            an imported tune
 *   event ID           a committed rating
 *   staged TUNE N      rating N is staged, 0: none; "stage? TUNE N" before it is tried
 *   submitted ID       what was staged is submitted under that id; "submit?" before it is tried
 *   title ID TEXT      a tune's title as it was last written; "title? ID TEXT" before it is tried
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../read-rows.h"
#include "shed-command.h"
#include "shed-civil.h"
#include "shed-import.h"
#include "shed-library.h"

static void say (const char *format, ...) G_GNUC_PRINTF (1, 2);

static void
say (const char *format, ...)
{
  g_autofree char *line = NULL;
  g_autofree char *text = NULL;
  va_list args;
  gsize n_bytes;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  line = g_strconcat (text, "\n", NULL);
  n_bytes = strlen (line);
  if (write (STDOUT_FILENO, line, n_bytes) != (gssize)n_bytes)
    _exit (3);
}

static void
stop_on (const GError *error)
{
  if (error == NULL)
    return;
  fprintf (stderr, "worker: %s\n", error->message);
  _exit (2);
}

/* What is there to work on */

static GPtrArray *
ids (ShedStore *store, const char *sql)
{
  GPtrArray *answers = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = test_read_rows (store, sql, &error);

  stop_on (error);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (answers, g_steal_pointer (&((TestRow *)rows->pdata[i])->first));
  return answers;
}

static gint64
number (ShedStore *store, const char *sql)
{
  g_autoptr (GPtrArray) answers = ids (store, sql);

  return g_ascii_strtoll (g_ptr_array_index (answers, 0), NULL, 10);
}

/* Importing */

static void
on_changed (ShedStore *store, ShedChanges *changes, gpointer data)
{
  GHashTable *tunes = shed_changes_get_ids (changes, "tune");
  GHashTableIter iter;
  gpointer id;

  if (tunes == NULL)
    return;
  g_hash_table_iter_init (&iter, tunes);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    say ("tune %s", (const char *)id);
}

static void
on_imported (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  shed_import_job_run_finish (SHED_IMPORT_JOB (source), result, &error);
  stop_on (error);
  *(gboolean *)data = TRUE;
}

static GBytes *
make_book (GRand *rand, guint n_tunes)
{
  GString *abc = g_string_new (NULL);

  for (guint i = 0; i < n_tunes; i++)
    g_string_append_printf (
      abc, "X:%u\nT:Tune %u of %u\nT:Also %u\nR:reel\nM:4/4\nL:1/8\nK:%c\n|:DEFG ABcd|e2dB AFED|%c2GF EDCB:|\n\n",
      i + 1, i, g_rand_int (rand), i, "ADG"[i % 3], "ABcdefg"[g_rand_int_range (rand, 0, 7)]);
  return g_string_free_to_bytes (abc);
}

static void
work_import (ShedStore *store, GRand *rand)
{
  g_signal_connect (store, "changed", G_CALLBACK (on_changed), NULL);
  while (TRUE)
    {
      g_autoptr (ShedImportJob) job = shed_import_job_new (store);
      g_autoptr (GBytes) book = make_book (rand, 700);
      gboolean done = FALSE;

      shed_import_job_add_text (job, "Book", book);
      shed_import_job_run_async (job, NULL, on_imported, &done);
      while (!done)
        g_main_context_iteration (NULL, TRUE);
    }
}

/* Rating */

static void
work_rate (ShedStore *store, GRand *rand)
{
  g_autoptr (GPtrArray) tunes = ids (store, "SELECT tune_id FROM repertoire_tune ORDER BY id");
  g_autoptr (GPtrArray) repertoires = ids (store, "SELECT id FROM repertoire");

  while (TRUE)
    {
      int rating = g_rand_int_range (rand, 1, 5);
      ShedChosenRating chosen = { rating, rating * 2, g_get_real_time () / 1000 + rating * 86400000 };
      g_autoptr (ShedCommand) command =
        shed_command_rate (g_ptr_array_index (repertoires, 0),
                           g_ptr_array_index (tunes, g_rand_int_range (rand, 0, tunes->len)), &chosen, 0);
      g_autoptr (GError) error = NULL;

      shed_command_run (command, store, shed_store_new_journal (store), NULL, &error);
      stop_on (error);
      say ("event %s", shed_command_get_result_id (command));
    }
}

/* Staging, changing one's mind, taking off, and submitting three at a time */

static void
say_staged (ShedStore *store)
{
  g_autoptr (GPtrArray) rows = ids (store, "SELECT tune_id || ' ' || rating FROM staged_rating ORDER BY at, tune_id");

  for (guint i = 0; i < rows->len; i++)
    say ("staged %s", (const char *) rows->pdata[i]);
}

static void
work_submit (ShedStore *store, GRand *rand)
{
  g_autoptr (GPtrArray) tunes = ids (store, "SELECT tune_id FROM repertoire_tune ORDER BY id");
  g_autoptr (GPtrArray) repertoires = ids (store, "SELECT id FROM repertoire");
  int day = shed_civil_from_ymd (2026, 11, 21);

  say_staged (store);
  while (TRUE)
    {
      g_autoptr (ShedCommand) submit = NULL;
      g_autoptr (GError) error = NULL;

      while (number (store, "SELECT count(*) FROM staged_rating") < 3)
        {
          char *tune = g_ptr_array_index (tunes, g_rand_int_range (rand, 0, tunes->len));
          int rating = g_rand_int_range (rand, 0, 5); /* 0 takes it off, if it is there */
          ShedStagedRating staged = { g_ptr_array_index (repertoires, 0), day, tune, { rating, 3, g_get_real_time () / 1000 } };

          say ("stage? %s %d", tune, rating);
          shed_store_write (store, SHED_WRITE_LOCAL, 0, NULL, shed_staged_rating_write, &staged, &error);
          stop_on (error);
          say ("staged %s %d", tune, rating);
        }
      submit = shed_command_submit (g_ptr_array_index (repertoires, 0), day);
      say ("submit?");
      shed_command_run (submit, store, shed_store_new_journal (store), NULL, &error);
      stop_on (error);
      say ("submitted %s", shed_command_get_result_id (submit));
    }
}

/* Editing with an account, undoing and redoing */

static char *
dup_title (ShedStore *store, const char *id)
{
  g_autofree char *sql = g_strdup_printf ("SELECT title FROM tune WHERE id = '%s'", id);
  g_autoptr (GPtrArray) titles = ids (store, sql);

  return g_strdup (g_ptr_array_index (titles, 0));
}

static void
work_edit (ShedStore *store, GRand *rand)
{
  static const char *const fields[] = { "title", NULL };
  g_autoptr (GPtrArray) tunes = ids (store, "SELECT id FROM tune ORDER BY id");

  while (TRUE)
    {
      const char *id = g_ptr_array_index (tunes, g_rand_int_range (rand, 0, tunes->len));
      g_autofree char *before = dup_title (store, id);
      g_autofree char *title = g_strdup_printf ("Title %u", g_rand_int (rand));
      const char *values[] = { title, NULL };
      g_autoptr (ShedCommand) command = shed_command_tune_set (id, fields, values);
      gint64 journal = shed_store_new_journal (store), redo = shed_store_new_journal (store);
      g_autoptr (GError) error = NULL;

      say ("title %s %s", id, before);
      say ("title? %s %s", id, title);
      shed_command_run (command, store, journal, NULL, &error);
      stop_on (error);
      say ("title %s %s", id, title);
      if (g_rand_boolean (rand))
        continue;
      say ("title? %s %s", id, before);
      shed_store_revert (store, journal, redo, NULL, &error);
      stop_on (error);
      say ("title %s %s", id, before);
      say ("title? %s %s", id, title);
      shed_store_revert (store, redo, 0, NULL, &error);
      stop_on (error);
      say ("title %s %s", id, title);
    }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*work) (ShedStore *, GRand *);
  } scenarios[] = {
    { "import", work_import },
    { "rate", work_rate },
    { "submit", work_submit },
    { "edit", work_edit },
  };
  g_autoptr (ShedProfile) profile = NULL;
  g_autoptr (ShedStore) store = NULL;
  g_autoptr (GError) error = NULL;

  if (argc != 4)
    return 2;
  profile = shed_profile_new (argv[2]);
  store = shed_library_open (profile, NULL, NULL, &error);
  stop_on (error);
  say ("ready");
  for (guint i = 0; i < G_N_ELEMENTS (scenarios); i++)
    if (strcmp (scenarios[i].name, argv[1]) == 0)
      {
        GRand *rand = g_rand_new_with_seed (g_ascii_strtoull (argv[3], NULL, 10));

        scenarios[i].work (store, rand);
      }
  return 2;
}

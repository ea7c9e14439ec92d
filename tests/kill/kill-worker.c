/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program that is killed. It works on a library without end and says on standard output what is durably done, one
 * line a thing, written at once and only after the write has answered (or the change signal has come):
 *
 *   ready              the library is open
 *   tune ID            an imported tune
 *   event ID           a committed rating
 *   staged N           N ratings have been staged so far, over all
 *   submitted N        N ratings have been submitted so far, over all
 *   title ID TEXT      a tune's title as it was last written; "title? ID TEXT" before it is tried
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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

typedef struct
{
  const char *sql;
  GPtrArray *answers;
} Question;

static gboolean
ask (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, question->sql, error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    g_ptr_array_add (question->answers, shed_stmt_dup_text (stmt, 0));
  return step == SHED_STEP_DONE;
}

static GPtrArray *
ids (ShedStore *store, const char *sql)
{
  Question question = { sql, g_ptr_array_new_with_free_func (g_free) };
  g_autoptr (GError) error = NULL;

  shed_store_read (store, ask, &question, &error);
  stop_on (error);
  return question.answers;
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

/* Staging and submitting, three at a time */

static void
work_submit (ShedStore *store, GRand *rand)
{
  g_autoptr (GPtrArray) tunes = ids (store, "SELECT tune_id FROM repertoire_tune ORDER BY id");
  g_autoptr (GPtrArray) repertoires = ids (store, "SELECT id FROM repertoire");
  int day = shed_civil_from_ymd (2026, 11, 21);
  gint64 n_staged = number (
    store, "SELECT (SELECT count(*) FROM practice_event WHERE kind = 'rating') + (SELECT count(*) FROM staged_rating)");

  while (TRUE)
    {
      gint64 n_waiting = number (store, "SELECT count(*) FROM staged_rating");
      g_autoptr (ShedCommand) submit = NULL;
      g_autoptr (GError) error = NULL;
      guint first = g_rand_int_range (rand, 0, tunes->len);

      for (guint i = 0; n_waiting < 3; i++)
        {
          ShedStagedRating staged = { g_ptr_array_index (repertoires, 0),
                                      day,
                                      g_ptr_array_index (tunes, (first + i) % tunes->len),
                                      { g_rand_int_range (rand, 1, 5), 3, g_get_real_time () / 1000 } };
          gint64 n_now;

          shed_store_write (store, SHED_WRITE_LOCAL, 0, NULL, shed_staged_rating_write, &staged, &error);
          stop_on (error);
          n_now = number (store, "SELECT count(*) FROM staged_rating");
          if (n_now == n_waiting) /* the same rating again takes one off: not wanted here */
            continue;
          if (n_now < n_waiting)
            {
              n_staged--;
              n_waiting = n_now;
              continue;
            }
          n_waiting = n_now;
          say ("staged %" G_GINT64_FORMAT, ++n_staged);
        }
      submit = shed_command_submit (g_ptr_array_index (repertoires, 0), day);
      shed_command_run (submit, store, shed_store_new_journal (store), NULL, &error);
      stop_on (error);
      say ("submitted %" G_GINT64_FORMAT, n_staged);
    }
}

/* Editing with an account, undoing and redoing */

static void
say_title (ShedStore *store, const char *word, const char *id)
{
  g_autofree char *sql = g_strdup_printf ("SELECT title FROM tune WHERE id = '%s'", id);
  g_autoptr (GPtrArray) titles = ids (store, sql);

  say ("%s %s %s", word, id, (const char *)g_ptr_array_index (titles, 0));
}

static void
work_edit (ShedStore *store, GRand *rand)
{
  static const char *const fields[] = { "title", NULL };
  g_autoptr (GPtrArray) tunes = ids (store, "SELECT id FROM tune ORDER BY id");

  while (TRUE)
    {
      const char *id = g_ptr_array_index (tunes, g_rand_int_range (rand, 0, tunes->len));
      g_autofree char *title = g_strdup_printf ("Title %u", g_rand_int (rand));
      const char *values[] = { title, NULL };
      g_autoptr (ShedCommand) command = shed_command_tune_set (id, fields, values);
      gint64 journal = shed_store_new_journal (store), redo = shed_store_new_journal (store);
      g_autoptr (GError) error = NULL;

      say_title (store, "title", id);
      say ("title? %s %s", id, title);
      shed_command_run (command, store, journal, NULL, &error);
      stop_on (error);
      say ("title %s %s", id, title);
      if (g_rand_boolean (rand))
        continue;
      shed_store_revert (store, journal, redo, NULL, &error);
      stop_on (error);
      say_title (store, "title", id);
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

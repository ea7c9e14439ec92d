/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kills a working program at any moment, again and again, and looks each time whether everything it said was done is
 * there and the library is without fault. WOODSHED_KILLS is how often in all (200 unless said). */
#include <gio/gio.h>
#include <string.h>
#include <time.h>

#include "../read-rows.h"
#include "../remove-tree.h"
#include "shed-import.h"
#include "shed-library.h"
#include "shed-command.h"
#include "shed-outbox.h"

#define N_SCENARIOS 4
#define KILLS_A_LIBRARY 20 /* then a fresh one: old and new ones are both worth killing */

static char *worker_path;

static guint
kills_each (void)
{
  const char *text = g_getenv ("WOODSHED_KILLS");
  guint64 all = text != NULL ? g_ascii_strtoull (text, NULL, 10) : 200;

  return MAX (1, all / N_SCENARIOS);
}

static ShedStore *
open_library (const char *folder)
{
  g_autoptr (ShedProfile) profile = shed_profile_new (folder);
  g_autoptr (GError) error = NULL;
  ShedStore *store = shed_library_open (profile, NULL, NULL, &error);

  g_assert_no_error (error);
  return store;
}

static gboolean
sign_in (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return shed_db_exec (
           db,
           "INSERT INTO shadow (tbl, id, rv) SELECT 'book', id, 1 FROM book UNION ALL SELECT 'tune', id, 1 FROM tune"
           " UNION ALL SELECT 'tune_alias', id, 1 FROM tune_alias UNION ALL SELECT 'repertoire', id, 1 FROM repertoire"
           " UNION ALL SELECT 'repertoire_tune', id, 1 FROM repertoire_tune",
           error) &&
         shed_outbox_set_account (db, "11111111-1111-4111-8111-111111111111", NULL, error);
}

/* Forty tunes in one repertoire; with an account for those who edit, so that the outbox is under the knife too. */
static char *
make_library (gboolean with_account)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("woodshed-kill-XXXXXX", &error);
  g_autoptr (ShedStore) store = NULL;
  g_autoptr (GString) abc = g_string_new (NULL);
  g_autoptr (GBytes) text = NULL;
  g_autoptr (ShedImportJob) job = NULL;
  g_autoptr (ShedCommand) repertoire = NULL;
  g_autoptr (ShedCommand) add = NULL;
  g_autoptr (GHashTable) tunes = NULL;
  g_autofree const char **ids = NULL;

  g_assert_no_error (error);
  store = open_library (folder);
  for (guint i = 0; i < 40; i++)
    g_string_append_printf (abc, "X:%u\nT:Tune %u\nR:reel\nM:4/4\nL:1/8\nK:D\nDEFG ABcd|\n\n", i + 1, i);
  text = g_bytes_new (abc->str, abc->len);
  job = shed_import_job_new (store);
  shed_import_job_add_text (job, "First", text);
  g_assert_true (shed_import_job_run (job, NULL, &error));
  repertoire = shed_command_repertoire_new ("Fiddle", NULL);
  g_assert_true (shed_command_run (repertoire, store, 0, NULL, &error));
  tunes = test_read_table (store, "SELECT id FROM tune");
  ids = (const char **)g_hash_table_get_keys_as_array (tunes, NULL);
  add = shed_command_add_tunes (shed_command_get_result_id (repertoire), ids, SHED_ADD_LEARNING, 0, 0);
  g_assert_true (shed_command_run (add, store, 0, NULL, &error));
  g_assert_no_error (error);
  if (with_account)
    g_assert_true (shed_store_write (store, SHED_WRITE_LOCAL, 0, NULL, sign_in, NULL, &error));
  g_assert_no_error (error);
  shed_store_close (store);
  return g_steal_pointer (&folder);
}

/* The processor's time that it had: how far it comes in so much of it does not depend on what else runs. */
static gint64
worked_us (GSubprocess *worker)
{
  const char *pid = g_subprocess_get_identifier (worker);
  struct timespec had;
  clockid_t clock;

  /* NULL: it is over, which is seen when its output is read. */
  if (pid == NULL || clock_getcpuclockid ((pid_t)g_ascii_strtoll (pid, NULL, 10), &clock) != 0 ||
      clock_gettime (clock, &had) != 0)
    return 0;
  return had.tv_sec * G_USEC_PER_SEC + had.tv_nsec / 1000;
}

/* Runs the worker, kills it when it has worked so long after it was ready, and gives the lines that are whole. */
static GPtrArray *
run_and_kill (const char *scenario, const char *folder, guint32 seed, guint after_ms)
{
  g_autofree char *seed_text = g_strdup_printf ("%u", seed);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) worker =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, worker_path, scenario, folder, seed_text, NULL);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDataInputStream) stream = NULL;
  g_autoptr (GString) all = g_string_new (NULL);
  char *line;
  char buffer[4096];
  gssize n_bytes;

  g_assert_no_error (error);
  stream = g_data_input_stream_new (g_subprocess_get_stdout_pipe (worker));
  line = g_data_input_stream_read_line (stream, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (line, ==, "ready");
  g_free (line);
  /* Read while it works, or a full pipe would stop it at always the same place. */
  {
    gint64 end = worked_us (worker) + after_ms * 1000, limit = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
    GPollableInputStream *pollable = G_POLLABLE_INPUT_STREAM (g_subprocess_get_stdout_pipe (worker));

    while ((n_bytes = g_buffered_input_stream_get_available (G_BUFFERED_INPUT_STREAM (stream))) > 0)
      {
        n_bytes =
          g_input_stream_read (G_INPUT_STREAM (stream), buffer, MIN ((gsize)n_bytes, sizeof buffer), NULL, NULL);
        g_string_append_len (all, buffer, n_bytes);
      }
    while (worked_us (worker) < end && g_get_monotonic_time () < limit)
      {
        n_bytes = g_pollable_input_stream_read_nonblocking (pollable, buffer, sizeof buffer, NULL, NULL);
        if (n_bytes > 0)
          g_string_append_len (all, buffer, n_bytes);
        else if (n_bytes == 0)
          break;
        else
          g_usleep (500);
      }
  }
  g_subprocess_force_exit (worker);
  g_assert_true (g_subprocess_wait (worker, NULL, &error));
  g_assert_true (g_subprocess_get_if_signaled (worker)); /* killed, not failed */
  while ((n_bytes = g_input_stream_read (g_subprocess_get_stdout_pipe (worker), buffer, sizeof buffer, NULL, NULL)) > 0)
    g_string_append_len (all, buffer, n_bytes);
  {
    g_auto (GStrv) parts = g_strsplit (all->str, "\n", -1);

    for (guint i = 0; parts[i] != NULL && parts[i + 1] != NULL; i++) /* the last one may be torn */
      g_ptr_array_add (lines, g_strdup (parts[i]));
  }
  return g_steal_pointer (&lines);
}

/* What must be true afterwards */

static void
assert_all_there (ShedStore *store, GPtrArray *lines, const char *word, const char *sql)
{
  g_autoptr (GHashTable) there = test_read_table (store, sql);
  gsize n = strlen (word);

  for (guint i = 0; i < lines->len; i++)
    {
      const char *line = g_ptr_array_index (lines, i);

      if (strncmp (line, word, n) == 0 && line[n] == ' ' && !g_hash_table_contains (there, line + n + 1))
        g_error ("lost: %s", line);
    }
}

static void
assert_import (ShedStore *store, GPtrArray *lines)
{
  assert_all_there (store, lines, "tune", "SELECT id FROM tune");
  /* Whole tunes only: each of these books' tunes came with one alias. */
  g_assert_cmpint (test_read_number (store, "SELECT count(*) FROM tune t WHERE title LIKE 'Tune % of %' AND"
                                            " (SELECT count(*) FROM tune_alias a WHERE a.tune_id = t.id) <> 1"),
                   ==, 0);
}

static void
assert_rate (ShedStore *store, GPtrArray *lines)
{
  assert_all_there (store, lines, "event", "SELECT id FROM practice_event");
}

/* What was staged is what a player saw: each rating is there as it was last said, or whole under one submit. Only the
 * one thing that was begun and not answered may stand either way. */
static void
assert_submit (ShedStore *store, GPtrArray *lines)
{
  g_autoptr (GHashTable) there = test_read_table (store, "SELECT tune_id, rating FROM staged_rating");
  g_autoptr (GHashTable) submits =
    test_read_table (store, "SELECT submit_id, count(*) FROM practice_event WHERE kind = 'rating' GROUP BY submit_id");
  g_autoptr (GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) begun = NULL;
  GHashTableIter iter;
  gpointer tune, rating;

  for (guint i = 0; i < lines->len; i++)
    {
      char **words = g_strsplit (g_ptr_array_index (lines, i), " ", 3);

      if (strcmp (words[0], "submitted") == 0)
        {
          if (g_strcmp0 (g_hash_table_lookup (submits, words[1]), "3") != 0)
            g_error ("lost: submit %s", words[1]);
          g_hash_table_remove_all (said);
        }
      else if (strcmp (words[0], "staged") == 0 && strcmp (words[2], "0") == 0)
        g_hash_table_remove (said, words[1]);
      else if (strcmp (words[0], "staged") == 0)
        g_hash_table_insert (said, g_strdup (words[1]), g_strdup (words[2]));
      g_strfreev (begun);
      begun = words;
    }
  g_assert_cmpint (
    test_read_number (store, "SELECT count(*) FROM (SELECT 1 FROM practice_event GROUP BY submit_id HAVING count(*) <> 3)"),
    ==, 0);
  if (begun != NULL && strcmp (begun[0], "submit?") == 0 && g_hash_table_size (there) == 0)
    return; /* it was done, and nobody could be told */
  if (begun != NULL && strcmp (begun[0], "stage?") == 0)
    {
      const char *now = g_hash_table_lookup (there, begun[1]);
      const char *before = g_hash_table_lookup (said, begun[1]);

      if (g_strcmp0 (now, strcmp (begun[2], "0") == 0 ? NULL : begun[2]) != 0 && g_strcmp0 (now, before) != 0)
        g_error ("half done: rating of %s is %s", begun[1], now);
      g_hash_table_remove (there, begun[1]);
      g_hash_table_remove (said, begun[1]);
    }
  g_hash_table_iter_init (&iter, said);
  while (g_hash_table_iter_next (&iter, &tune, &rating))
    if (g_strcmp0 (g_hash_table_lookup (there, tune), rating) != 0)
      g_error ("lost: staged rating %s of %s", (char *) rating, (char *) tune);
  if (begun != NULL)
    g_assert_cmpuint (g_hash_table_size (there), ==, g_hash_table_size (said));
}

static void
assert_edit (ShedStore *store, GPtrArray *lines)
{
  g_autoptr (GHashTable) titles = test_read_table (store, "SELECT id, title FROM tune");
  g_autoptr (GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free); /* id → title */
  g_auto (GStrv) begun = NULL; /* the last line, where it was not answered */
  GHashTableIter iter;
  gpointer id, title;

  for (guint i = 0; i < lines->len; i++)
    {
      g_clear_pointer (&begun, g_strfreev);
      begun = g_strsplit (g_ptr_array_index (lines, i), " ", 3);
      if (strcmp (begun[0], "title") == 0)
        {
          g_hash_table_insert (said, g_strdup (begun[1]), g_strdup (begun[2]));
          g_clear_pointer (&begun, g_strfreev);
        }
    }
  g_hash_table_iter_init (&iter, said);
  while (g_hash_table_iter_next (&iter, &id, &title))
    {
      const char *now = g_hash_table_lookup (titles, id);

      if (g_strcmp0 (now, title) != 0 && !(begun != NULL && strcmp (begun[1], id) == 0 && g_strcmp0 (now, begun[2]) == 0))
        g_error ("lost: title of %s is %s, should be %s", (char *) id, now, (char *) title);
    }
}

static void
assert_clean (ShedStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedCheckReport) report = NULL;

  g_assert_true (shed_store_end_bulk (store, &error)); /* what opening finishes by itself, waited for */
  report = shed_store_check (store, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < report->faults->len; i++)
    g_test_message ("fault: %s", (char *)g_ptr_array_index (report->faults, i));
  g_assert_cmpuint (report->faults->len, ==, 0);
}

typedef struct
{
  const char *name;
  gboolean with_account;
  void (*check) (ShedStore *store, GPtrArray *lines);
} Scenario;

static void
test_scenario (gconstpointer data)
{
  const Scenario *scenario = data;
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_str_hash (scenario->name));
  g_autofree char *folder = NULL;
  guint n_acknowledged = 0;

  for (guint kill = 0; kill < kills_each (); kill++)
    {
      guint after_ms = g_rand_int_range (rand, 0, 50);
      g_autoptr (GPtrArray) lines = NULL;
      g_autoptr (ShedStore) store = NULL;

      if (kill % KILLS_A_LIBRARY == 0)
        {
          if (folder != NULL)
            test_remove_tree (folder);
          g_free (folder);
          folder = make_library (scenario->with_account);
        }
      lines = run_and_kill (scenario->name, folder, g_rand_int (rand), after_ms);
      n_acknowledged += lines->len;
      store = open_library (folder);
      assert_clean (store);
      scenario->check (store, lines);
      shed_store_close (store);
    }
  g_test_message ("%s: %u kills, %u acknowledged changes, all there", scenario->name, kills_each (), n_acknowledged);
  g_assert_cmpuint (n_acknowledged, >, kills_each ()); /* or it was killed before it could do anything */
  test_remove_tree (folder);
}

int
main (int argc, char **argv)
{
  static const Scenario scenarios[N_SCENARIOS] = {
    { "import", FALSE, assert_import },
    { "rate", FALSE, assert_rate },
    { "submit", FALSE, assert_submit },
    { "edit", TRUE, assert_edit },
  };
  g_autofree char *folder = g_path_get_dirname (argv[0]);

  g_test_init (&argc, &argv, NULL);
  worker_path = g_build_filename (folder, "kill-worker", NULL);
  for (guint i = 0; i < N_SCENARIOS; i++)
    {
      g_autofree char *path = g_strdup_printf ("/kill/nothing-acknowledged-is-lost-while/%s", scenarios[i].name);

      g_test_add_data_func (path, &scenarios[i], test_scenario);
    }
  return g_test_run ();
}

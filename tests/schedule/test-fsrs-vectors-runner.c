/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vector runner itself: it must be able to fail. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

static char *
data_path (const char *name)
{
  return g_build_filename (g_getenv ("FSRS_DATA"), name, NULL);
}

/* Runs the program on three files; the last may be NULL. Returns its exit status and its last line. */
static int
run (const char *configs,
     const char *histories,
     const char *previews,
     char      **ret_last_line)
{
  const char *argv[] = { g_getenv ("FSRS_VECTORS"), configs, histories, previews, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *output = NULL;

  process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  if (ret_last_line != NULL)
    {
      char *line;

      g_strchomp (output);
      line = strrchr (output, '\n');
      *ret_last_line = g_strdup (line == NULL ? output : line + 1);
    }
  g_assert_true (g_subprocess_get_if_exited (process));
  return g_subprocess_get_exit_status (process);
}

/* The first line and some others of a data file, with one cell of one data row changed, in a new file. */
static char *
changed_copy (const char *name,
              guint       n_rows,
              guint       row,
              const char *column,
              const char *cell)
{
  g_autofree char *path = data_path (name), *text = NULL, *copy = NULL;
  g_auto (GStrv) lines = NULL, header = NULL, cells = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  int fd;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", (int) n_rows + 2);
  header = g_strsplit (lines[0], ",", -1);
  if (column != NULL)
    {
      cells = g_strsplit (lines[row], ",", -1);
      for (guint i = 0; header[i] != NULL; i++)
        if (strcmp (header[i], column) == 0)
          {
            g_free (cells[i]);
            cells[i] = g_strdup (cell);
          }
      g_free (lines[row]);
      lines[row] = g_strjoinv (",", cells);
    }
  for (guint i = 0; i <= n_rows; i++)
    g_string_append_printf (out, "%s\n", lines[i]);
  fd = g_file_open_tmp ("fsrs-vectors-XXXXXX.csv", &copy, &error);
  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (copy, out->str, -1, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&copy);
}

static void
test_rows_of_all_files_are_counted (void)
{
  g_autofree char *configs = data_path ("configs.json"), *last = NULL, *alone = NULL;
  g_autofree char *histories = changed_copy ("histories.csv", 100, 0, NULL, NULL);
  g_autofree char *previews = changed_copy ("previews.csv", 3, 0, NULL, NULL);

  g_assert_cmpint (run (configs, histories, NULL, &alone), ==, 0);
  g_assert_cmpstr (alone, ==, "rows 100 mismatches 0");
  g_assert_cmpint (run (configs, histories, previews, &last), ==, 0);
  g_assert_cmpstr (last, ==, "rows 103 mismatches 0");
  g_unlink (histories);
  g_unlink (previews);
}

static void
test_one_wrong_digit_is_one_mismatch (void)
{
  static const struct
  {
    const char *column, *cell;
  } wrong[] = {
    { "stability", "41.46289326" }, { "difficulty", "4.0106089" }, { "scheduled_days", "42" }, { "state", "3" },
    { "learning_steps", "1" },      { "reps", "3" },               { "lapses", "1" },          { "due_ms", "1754464457116" },
  };
  g_autofree char *configs = data_path ("configs.json");

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *histories = changed_copy ("histories.csv", 20, 2, wrong[i].column, wrong[i].cell);
      g_autofree char *last = NULL;

      g_assert_cmpint (run (configs, histories, NULL, &last), ==, 1);
      g_assert_cmpstr (last, ==, "rows 20 mismatches 1");
      g_unlink (histories);
    }
}

static void
test_one_wrong_preview_is_one_mismatch (void)
{
  g_autofree char *configs = data_path ("configs.json"), *last = NULL;
  g_autofree char *histories = changed_copy ("histories.csv", 20, 0, NULL, NULL);
  g_autofree char *previews = changed_copy ("previews.csv", 2, 2, "s_easy", "111.58629426");

  g_assert_cmpint (run (configs, histories, previews, &last), ==, 1);
  g_assert_cmpstr (last, ==, "rows 22 mismatches 1");
  g_unlink (histories);
  g_unlink (previews);
}

static void
test_unreadable_input_is_a_wrong_call (void)
{
  g_autofree char *configs = data_path ("configs.json"), *histories = data_path ("histories.csv");
  g_autofree char *text_cell = changed_copy ("histories.csv", 5, 2, "now_ms", "noon");
  g_autofree char *no_config = changed_copy ("histories.csv", 5, 2, "cfg", "99");

  g_assert_cmpint (run (configs, NULL, NULL, NULL), ==, 2);
  g_assert_cmpint (run (configs, "/nonexistent/histories.csv", NULL, NULL), ==, 2);
  g_assert_cmpint (run (histories, histories, NULL, NULL), ==, 2);
  g_assert_cmpint (run (configs, configs, NULL, NULL), ==, 2);
  g_assert_cmpint (run (configs, text_cell, NULL, NULL), ==, 2);
  g_assert_cmpint (run (configs, no_config, NULL, NULL), ==, 2);
  g_unlink (text_cell);
  g_unlink (no_config);
}

/* What other people's tools write: never a crash, a warning, or a default that stands in for what was meant. */
static void
test_a_parameter_of_another_type_is_a_wrong_call (void)
{
  static const char *const wrong[] = {
    "{}", "[3]", "[{\"effective\":3}]", "[{\"effective\":null}]", "[{\"effective\":{\"w\":\"x\"}}]",
    "[{\"effective\":{\"w\":null}}]", "[{\"effective\":{\"w\":[]}}]", "[{\"effective\":{\"w\":[1,2,3]}}]",
    "[{\"effective\":{\"w\":[null]}}]", "[{\"effective\":{\"w\":[[1]]}}]", "[{\"effective\":{\"learning_steps\":null}}]",
    "[{\"effective\":{\"learning_steps\":[1]}}]", "[{\"effective\":{\"learning_steps\":[null]}}]",
    "[{\"effective\":{\"learning_steps\":[\"5x\"]}}]", "[{\"effective\":{\"request_retention\":\"0.9\"}}]",
    "[{\"effective\":{\"request_retention\":{}}}]", "[{\"effective\":{\"enable_fuzz\":[]}}]",
    "[{\"effective\":{\"enable_short_term\":1}}]", "[{\"effective\":{\"maximum_interval\":null}}]",
  };
  g_autofree char *histories = changed_copy ("histories.csv", 5, 0, NULL, NULL), *configs = NULL;
  g_autoptr (GError) error = NULL;

  g_close (g_file_open_tmp ("fsrs-vectors-XXXXXX.json", &configs, &error), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_test_message ("%s", wrong[i]);
      g_file_set_contents (configs, wrong[i], -1, &error);
      g_assert_no_error (error);
      g_assert_cmpint (run (configs, histories, NULL, NULL), ==, 2);
    }
  /* Whole numbers are numbers, and what is not said has its default. */
  g_file_set_contents (configs, "[{\"effective\":{\"maximum_interval\":36500.0}}]", -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (run (configs, histories, NULL, NULL), ==, 0);
  g_unlink (configs);
  g_unlink (histories);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fsrs-vectors/rows-of-all-files-are-counted", test_rows_of_all_files_are_counted);
  g_test_add_func ("/fsrs-vectors/one-wrong-digit-is-one-mismatch", test_one_wrong_digit_is_one_mismatch);
  g_test_add_func ("/fsrs-vectors/one-wrong-preview-is-one-mismatch", test_one_wrong_preview_is_one_mismatch);
  g_test_add_func ("/fsrs-vectors/unreadable-input-is-a-wrong-call", test_unreadable_input_is_a_wrong_call);
  g_test_add_func ("/fsrs-vectors/a-parameter-of-another-type-is-a-wrong-call", test_a_parameter_of_another_type_is_a_wrong_call);
  return g_test_run ();
}

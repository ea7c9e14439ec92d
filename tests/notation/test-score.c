/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores and the fence around their renderer: what comes out, and what must never. */
#include <glib/gstdio.h>
#include <string.h>

#include "shed-score-fence.h"
#include "shed-score.h"

#define TUNE "X:1\nT:Test\nM:4/4\nL:1/8\nK:D\n|:A2FA dAFA|B2GB dBGB|A2FA dAFA|1 edce d4:|2 edce d2||\n"

static void
test_tune_becomes_picture (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) svg = shed_score_render (TUNE, 700, NULL, NULL, &error);
  double width, height;
  cairo_surface_t *surface;
  gboolean ink = FALSE;

  g_assert_no_error (error);
  surface = shed_score_paint (svg, 1400, &(ShedInk){ 1, 0, 0, 1 }, &width, &height, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (width, 700, 1);
  g_assert_cmpfloat (height, >, 30);
  g_assert_cmpfloat (height, <, 300);
  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 1400);
  for (int y = 0; y < cairo_image_surface_get_height (surface); y++)
    for (int x = 0; x < cairo_image_surface_get_width (surface); x++)
      {
        guint32 pixel = ((guint32 *)(cairo_image_surface_get_data (surface) +
                                     (gsize)y * cairo_image_surface_get_stride (surface)))[x];

        /* Only the ink asked for: green and blue stay at nothing. */
        g_assert_cmpuint (pixel & 0xffff, ==, 0);
        ink |= (pixel >> 24) == 0xff;
      }
  g_assert_true (ink);
  cairo_surface_destroy (surface);
}

static void
test_cache_gives_same_picture_and_mends_itself (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("shed-score-XXXXXX", &error);
  g_autofree char *scores = g_build_filename (folder, "scores", NULL);
  g_autoptr(GBytes) first = shed_score_render (TUNE, 700, folder, NULL, &error);
  g_autoptr(GBytes) second = shed_score_render (TUNE, 700, folder, NULL, &error);
  g_autoptr(GBytes) third = NULL;
  g_autoptr(GDir) dir = g_dir_open (scores, 0, &error);
  g_autofree char *file = NULL;

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (first, second));
  file = g_build_filename (scores, g_dir_read_name (dir), NULL);
  g_assert_null (g_dir_read_name (dir));

  g_assert_true (g_file_set_contents (file, "<svg half a fi", -1, NULL));
  third = shed_score_render (TUNE, 700, folder, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (third, NULL), g_bytes_get_size (third), "</svg>"));

  g_unlink (file);
  g_rmdir (scores);
  g_rmdir (folder);
}

static void
test_text_without_notes_has_no_score (void)
{
  static const char *const texts[] = { "", "X:1\nT:Nothing\nK:D\n", "hello", "X:1\nK:C\n|||\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (shed_score_render (texts[i], 700, NULL, NULL, &error));
      g_assert_error (error, SHED_SCORE_ERROR, SHED_SCORE_ERROR_NO_MUSIC);
    }
}

static void
test_tune_without_a_key_is_drawn_as_one_in_none (void)
{
  static const char *const texts[] = { "X:1\nT:t\nM:4/4\nL:1/8\nK:none\nA2FA dAFA|\n", "X:1\nT:t\nM:4/4\nL:1/8\nK:\nA2FA dAFA|\n",
                                       "X:1\nT:t\nM:4/4\nL:1/8\nA2FA dAFA|\n" };
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) none = shed_score_render (texts[0], 700, NULL, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 1; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GBytes) drawn = shed_score_render (texts[i], 700, NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (drawn, none));
    }
}

/* Every spelling that makes abcm2ps open a file, in every place of a tune. */
static void
test_file_named_in_tune_is_never_read (void)
{
  static const char *const spellings[] = {
    "%%%%abc-include %s",
    "%%%% abc-include %s",
    "%%%%format %s",
    "%%%%abcm2ps %s",
    "I:abc-include %s",
    "I: abc-include %s",
    "I:format %s",
    "%%%%abc-include \"%s\"",
    "%%%%EPS %s",
    "%%%%eps %s",
    "%%%%begintext\n%%%%abc-include %s\n%%%%endtext",
    "%%%%beginps\n(%s) run\n%%%%endps",
    "%%%%postscript (%s) run",
    "%%%%beginsvg\n<image href=\"%s\"/>\n%%%%endsvg",
    "[I:abc-include %s]",
    "r:\n%%%%abc-include %s",
    "w:\n%%%%abc-include %s",
    "%%%%tuningsystem %s",
    "%%%%font %s",
    "N:x\\\n%%%%abc-include %s",
  };
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("canary-XXXXXX.abc", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, "T:CANARYTITLE\nW:CANARYWORDS\n%%text CANARYTEXT\n\"CANARYCHORD\"abcd|\n", -1, NULL));

  for (guint i = 0; i < G_N_ELEMENTS (spellings); i++)
    for (guint place = 0; place < 4; place++)
      {
        g_autofree char *line = NULL, *abc = NULL, *lower = NULL;
        g_autoptr(GBytes) svg = NULL;

        line = g_strdup_printf (spellings[i], path);
        abc = place == 0   ? g_strdup_printf ("%s\nX:1\nT:a\nK:D\nabcd|\n", line)
              : place == 1 ? g_strdup_printf ("X:1\n%s\nT:a\nK:D\nabcd|\n", line)
              : place == 2 ? g_strdup_printf ("X:1\nT:a\nK:D\nab%scd|\n%s\nabcd|\n", line[0] == '[' ? line : "", line)
                           : g_strdup_printf ("X:1\nT:a %s\nK:D %s\nabcd|\n\"%s\"abcd|\n", line, line, line);
        svg = shed_score_render (abc, 700, NULL, NULL, &error);
        if (svg == NULL)
          {
            g_assert_error (error, SHED_SCORE_ERROR, SHED_SCORE_ERROR_NO_MUSIC);
            g_clear_error (&error);
            continue;
          }
        lower = g_strndup (g_bytes_get_data (svg, NULL), g_bytes_get_size (svg));
        g_assert_null (strstr (lower, "CANARY"));
      }
  g_unlink (path);
}

static void
assert_fence_error (const char *script, guint max_ms, gsize max_output, int code)
{
  g_autoptr(GError) error = NULL;
  const char *arguments[] = { "sh", "-c", script, NULL };
  g_autoptr(GBytes) answer = shed_score_fence_run (arguments, "input", 5, max_output, max_ms, NULL, &error);

  g_assert_null (answer);
  g_assert_error (error, SHED_SCORE_ERROR, code);
}

static void
test_fence_kills_what_takes_too_long (void)
{
  assert_fence_error ("while :; do :; done", 300, 1000, SHED_SCORE_ERROR_TIMED_OUT);
}

static void
test_fence_kills_what_talks_too_much (void)
{
  assert_fence_error ("while :; do echo yes; done", 20000, 1000, SHED_SCORE_ERROR_TOO_LARGE);
}

static void
test_fence_says_when_program_is_missing (void)
{
  g_autoptr(GError) error = NULL;
  const char *arguments[] = { "no-such-renderer-here", NULL };

  g_assert_null (shed_score_fence_run (arguments, "", 0, 10, 100, NULL, &error));
  g_assert_error (error, SHED_SCORE_ERROR, SHED_SCORE_ERROR_NO_RENDERER);
}

static void
test_fenced_program_has_nothing_but_its_pipes (void)
{
  g_autoptr(GError) error = NULL;
  /* Its input, no variable of ours, an empty folder, no file that it could write. */
  const char *arguments[] = { "sh", "-c",
                              "read line; echo $line; echo secret=$SHED_TEST_SECRET; echo files=*; (echo x > f) 2>&1; "
                              "[ -s f ] && echo wrote; echo limits $(ulimit -t) $(ulimit -n)",
                              NULL };
  g_autoptr(GBytes) answer = NULL;
  g_autofree char *text = NULL;

  g_setenv ("SHED_TEST_SECRET", "leaked", TRUE);
  answer = shed_score_fence_run (arguments, "hello\n", 6, 4096, 20000, NULL, &error);
  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
  g_assert_nonnull (strstr (text, "hello\n"));
  g_assert_nonnull (strstr (text, "secret=\n"));
  g_assert_nonnull (strstr (text, "files=*\n"));
  g_assert_null (strstr (text, "wrote"));
  g_assert_nonnull (strstr (text, "limits 2 "));
  /* Valgrind keeps this limit to itself and tells the child another. */
  if (g_getenv ("LD_PRELOAD") == NULL || strstr (g_getenv ("LD_PRELOAD"), "vgpreload") == NULL)
    g_assert_nonnull (strstr (text, "limits 2 16\n"));
}

static void
test_cancelled_render_ends (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  const char *arguments[] = { "sh", "-c", "while :; do :; done", NULL };

  g_cancellable_cancel (cancellable);
  g_assert_null (shed_score_fence_run (arguments, "", 0, 10, 60000, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/score/tune-becomes-picture-in-one-ink", test_tune_becomes_picture);
  g_test_add_func ("/score/cache-gives-same-picture-and-mends-itself", test_cache_gives_same_picture_and_mends_itself);
  g_test_add_func ("/score/text-without-notes-has-no-score", test_text_without_notes_has_no_score);
  g_test_add_func ("/score/tune-without-a-key-is-drawn-as-one-in-none", test_tune_without_a_key_is_drawn_as_one_in_none);
  g_test_add_func ("/score/file-named-in-tune-is-never-read", test_file_named_in_tune_is_never_read);
  g_test_add_func ("/fence/kills-what-takes-too-long", test_fence_kills_what_takes_too_long);
  g_test_add_func ("/fence/kills-what-talks-too-much", test_fence_kills_what_talks_too_much);
  g_test_add_func ("/fence/says-when-program-is-missing", test_fence_says_when_program_is_missing);
  g_test_add_func ("/fence/program-has-nothing-but-its-pipes", test_fenced_program_has_nothing_but_its_pipes);
  g_test_add_func ("/fence/cancelled-render-ends", test_cancelled_render_ends);
  return g_test_run ();
}

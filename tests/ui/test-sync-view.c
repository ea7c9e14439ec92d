/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the indicator says in every state: a sentence, an icon, sometimes a number; never a word of the machinery, and never "in
 * step" while something waits. */
#include <locale.h>
#include <string.h>

#include "shed-compare-group.h"
#include "shed-sync-view.h"

#define NOW (G_GINT64_CONSTANT (1795252320) * 1000)
#define MINUTE (60 * 1000)

static const ShedTimeFrame frame = { NOW, "Europe/Dublin", 240 };

static const char *const words[] = { "up-to-date", "waiting",       "syncing", "offline",  "portal", "sign-in", "server-trouble",
                                     "update-needed", "choices", "problems", "busy", "no-account" };

static void
assert_sentence (ShedSyncView view, const char *sentence)
{
  g_autofree char *said = shed_sync_view_dup_sentence (&view, &frame);

  g_assert_cmpstr (said, ==, sentence);
}

static void
assert_advice (ShedSyncView view, const char *advice)
{
  g_autofree char *said = shed_sync_view_dup_advice (&view, &frame);

  g_assert_cmpstr (said, ==, advice);
}

static void
test_every_state_has_its_own_icon_and_words (void)
{
  g_autoptr (GHashTable) icons = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) sentences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      ShedSyncView view = {
        .word = words[i], .n_waiting = 2, .n_choices = 1, .n_problems = 1, .joined = TRUE, .automatic = TRUE
      };

      g_assert_true (shed_sync_view_is_shown (&view));
      g_assert_true (g_hash_table_add (icons, (gpointer)shed_sync_view_get_icon (&view)));
      g_assert_true (g_hash_table_add (sentences, shed_sync_view_dup_sentence (&view, &frame)));
    }
}

static void
test_no_word_of_the_machinery (void)
{
  static const char *const never[] = { "version", " row", "409", "outbox", "shadow", "token", "null", "!", "successfully" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    for (int trouble = 0; trouble <= SHED_SYNC_TROUBLE_LIBRARY; trouble++)
      for (guint n = 0; n <= 2; n++)
        {
          ShedSyncView view = {
            .word = words[i], .n_waiting = n, .n_choices = 1, .n_problems = 1, .first = n == 2, .trouble = trouble
          };
          g_autofree char *sentence = shed_sync_view_dup_sentence (&view, &frame);
          g_autofree char *advice = shed_sync_view_dup_advice (&view, &frame);

          g_assert_false (g_str_has_suffix (sentence, "."));
          for (guint k = 0; k < G_N_ELEMENTS (never); k++)
            {
              g_assert_null (strstr (sentence, never[k]));
              g_assert_true (advice == NULL || strstr (advice, never[k]) == NULL);
            }
        }
}

static void
test_a_library_without_an_account_has_no_indicator (void)
{
  g_assert_false (shed_sync_view_is_shown (&(ShedSyncView){ .word = "no-account" }));
  g_assert_true (shed_sync_view_is_shown (&(ShedSyncView){ .word = "no-account", .joined = TRUE }));
  g_assert_true (shed_sync_view_is_shown (&(ShedSyncView){ .word = "waiting" }));
}

static void
test_times_are_said_as_people_say_them (void)
{
  assert_sentence ((ShedSyncView){ .word = "up-to-date", .checked_at = NOW - 2 * MINUTE }, "In step, checked 2 minutes ago");
  assert_sentence ((ShedSyncView){ .word = "up-to-date", .checked_at = NOW + 5 * MINUTE }, "In step, checked just now");
  assert_sentence ((ShedSyncView){ .word = "waiting", .checked_at = NOW - 25 * MINUTE }, "Last checked 25 minutes ago");
  assert_sentence ((ShedSyncView){ .word = "waiting", .checked_at = NOW - 61 * MINUTE }, "Last checked 1 hour ago");
  assert_sentence ((ShedSyncView){ .word = "waiting", .checked_at = NOW - 21 * 24 * 60 * (gint64)MINUTE },
                   "Last checked 3 weeks ago");
  assert_sentence ((ShedSyncView){ .word = "waiting" }, "Not checked yet");
}

static void
test_what_waits_is_counted_and_safe (void)
{
  assert_sentence ((ShedSyncView){ .word = "offline", .n_waiting = 3 }, "Offline");
  assert_advice ((ShedSyncView){ .word = "offline", .n_waiting = 3 }, "3 changes wait here, safe.");
  assert_advice ((ShedSyncView){ .word = "offline", .n_waiting = 1 }, "1 change waits here, safe.");
  assert_advice ((ShedSyncView){ .word = "offline" }, "Everything is kept here.");
  assert_sentence ((ShedSyncView){ .word = "choices", .n_choices = 2 }, "2 choices wait for you");
}

static void
test_the_number_is_of_what_needs_somebody (void)
{
  g_assert_cmpuint (shed_sync_view_get_count (&(ShedSyncView){ .word = "offline", .n_waiting = 3 }), ==, 3);
  g_assert_cmpuint (shed_sync_view_get_count (&(ShedSyncView){ .word = "choices", .n_waiting = 3, .n_choices = 2 }), ==, 2);
  g_assert_cmpuint (shed_sync_view_get_count (&(ShedSyncView){ .word = "problems", .n_choices = 2, .n_problems = 1 }), ==, 1);
  /* Sent in a moment by itself. */
  g_assert_cmpuint (shed_sync_view_get_count (&(ShedSyncView){ .word = "waiting", .n_waiting = 1, .automatic = TRUE }), ==, 0);
  g_assert_cmpuint (shed_sync_view_get_count (&(ShedSyncView){ .word = "waiting", .n_waiting = 1 }), ==, 1);
}

static void
assert_found (guint n_rows, gboolean is_known, guint n_tunes, guint n_notes, guint n_tags, guint n_sets, const char *expected)
{
  ShedSyncCompared compared = { .at_ms = NOW, .is_known = is_known, .n_rows = n_rows };
  const ShedSyncDifference differences[] = {
    { "tune", n_tunes }, { "note", n_notes }, { "tag", n_tags }, { "tune_set", n_sets }
  };
  g_autofree char *said = NULL;

  compared.differed = g_array_new (FALSE, FALSE, sizeof (ShedSyncDifference));
  for (guint i = 0; i < G_N_ELEMENTS (differences); i++)
    if (differences[i].n > 0)
      {
        g_array_append_val (compared.differed, differences[i]);
        compared.n_differed += differences[i].n;
      }
  said = shed_compare_text_dup (&compared, &frame);
  if (!g_str_has_prefix (said, expected))
    g_error ("said “%s”", said);
  g_array_unref (compared.differed);
}

static void
test_what_was_found_is_said_in_words (void)
{
  assert_found (1, TRUE, 0, 0, 0, 0, "Everything is the same on both: 1 thing. ");
  assert_found (2345, TRUE, 0, 0, 0, 0, "Everything is the same on both: 2345 things. ");
  assert_found (9, TRUE, 1, 0, 0, 0, "1 tune differed and was put right. ");
  assert_found (9, TRUE, 2, 1, 0, 0, "2 tunes, 1 note differed and were put right. ");
  assert_found (9, TRUE, 2, 1, 3, 4, "2 tunes, 1 note, 3 tags and more differed and were put right. ");
  assert_found (9, FALSE, 0, 0, 0, 0, "Everything was read again. ");
  assert_sentence ((ShedSyncView){ .word = "syncing", .comparing = TRUE, .n_loaded = 3 },
                   "Comparing with your project: 3 things so far");
}

static void
test_a_clock_that_is_off_is_said (void)
{
  static const struct
  {
    int         minutes;
    const char *said;
  } cases[] = { { 0, NULL },
                { 7, "This computer’s clock is 7 minutes ahead." },
                { -60, "This computer’s clock is 1 hour behind." },
                { -2 * 24 * 60, "This computer’s clock is 2 days behind." },
                { 2 * 24 * 60 + 3, "This computer’s clock is 2 days ahead." },
                { G_MININT, "This computer’s clock is 1491308 days behind." } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_advice ((ShedSyncView){ .word = "up-to-date", .checked_at = NOW, .clock_minutes = cases[i].minutes }, cases[i].said);
  /* Where there is something to do that is said first. */
  assert_advice ((ShedSyncView){ .word = "offline", .n_waiting = 3, .clock_minutes = 60 }, "3 changes wait here, safe.");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync-view/every-state-has-its-own-icon-and-words", test_every_state_has_its_own_icon_and_words);
  g_test_add_func ("/sync-view/no-word-of-the-machinery", test_no_word_of_the_machinery);
  g_test_add_func ("/sync-view/a-library-without-an-account-has-no-indicator",
                   test_a_library_without_an_account_has_no_indicator);
  g_test_add_func ("/sync-view/times-are-said-as-people-say-them", test_times_are_said_as_people_say_them);
  g_test_add_func ("/sync-view/what-waits-is-counted-and-safe", test_what_waits_is_counted_and_safe);
  g_test_add_func ("/sync-view/the-number-is-of-what-needs-somebody", test_the_number_is_of_what_needs_somebody);
  g_test_add_func ("/sync-view/what-was-found-is-said-in-words", test_what_was_found_is_said_in_words);
  g_test_add_func ("/sync-view/a-clock-that-is-off-is-said", test_a_clock_that_is_off_is_said);
  return g_test_run ();
}

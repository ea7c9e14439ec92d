/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for errors, commands and facts: no code without a row, no ABC spelling on a screen. */
#include <locale.h>

#include "shed-command-text.h"
#include "shed-error-text.h"
#include "shed-exchange-error.h"
#include "shed-facts-text.h"
#include "shed-id.h"
#include "shed-score.h"
#include "shed-store-error.h"
#include "shed-transport.h"

static void
assert_rows (GQuark domain, int n_codes)
{
  for (int code = 0; code < n_codes; code++)
    {
      g_autoptr (GError) error = g_error_new (domain, code, "for the log");
      g_autofree char *text = shed_error_text_dup (error);
      const char *what, *next_step;

      if (!shed_error_text_has (domain, code))
        g_error ("%s %d has no words", g_quark_to_string (domain), code);
      g_assert_true (shed_error_text_get (error, &what, &next_step));
      g_assert_true (g_str_has_suffix (what, "."));
      g_assert_true (g_str_has_suffix (next_step, "."));
      g_assert_null (strstr (text, "for the log"));
      g_assert_null (strchr (text, '!'));
    }
}

static void
test_every_store_error_has_words (void)
{
  assert_rows (SHED_STORE_ERROR, SHED_STORE_N_ERRORS);
}

static void
test_every_score_error_has_words (void)
{
  assert_rows (SHED_SCORE_ERROR, SHED_SCORE_ERROR_TOO_LARGE + 1);
}

static void
test_every_exchange_error_has_words (void)
{
  assert_rows (SHED_EXCHANGE_ERROR, SHED_EXCHANGE_N_ERRORS);
}

static void
test_every_transport_error_has_words (void)
{
  assert_rows (SHED_TRANSPORT_ERROR, SHED_TRANSPORT_ERROR_SECRET_KEY + 1);
}

static void
test_an_unknown_error_has_general_words (void)
{
  g_autoptr (GError) error = g_error_new_literal (g_quark_from_static_string ("somewhere-else"), 7, "internal");
  g_autofree char *text = shed_error_text_dup (error);

  g_assert_false (shed_error_text_has (error->domain, error->code));
  g_assert_cmpstr (text, ==, "That did not work. Nothing was changed. Try again.");
}

static void
test_every_command_has_a_name (void)
{
  for (int kind = SHED_COMMAND_TUNE_NEW; kind <= SHED_COMMAND_RESTORE; kind++)
    {
      g_autofree char *label = shed_command_text_label ((ShedCommandKind) kind, NULL, 3);

      g_assert_cmpstr (label, !=, "change");
    }
}

static void
test_one_thing_is_called_by_its_name_and_many_are_counted (void)
{
  g_autofree char *one = shed_command_text_done (SHED_COMMAND_PAUSE, "The Silver Spear", 1);
  g_autofree char *many = shed_command_text_done (SHED_COMMAND_REMOVE_TUNES, "Fiddle", 3);
  g_autofree char *none = shed_command_text_done (SHED_COMMAND_ADD_TUNES, "Fiddle", 0);
  g_autofree char *label = shed_command_text_label (SHED_COMMAND_PAUSE, "The Silver Spear", 1);
  g_autofree char *quiet = shed_command_text_done (SHED_COMMAND_NOTE_EDIT, NULL, 1);

  g_assert_cmpstr (one, ==, "“The Silver Spear” paused");
  g_assert_cmpstr (many, ==, "3 tunes removed from Fiddle");
  g_assert_cmpstr (label, ==, "pause “The Silver Spear”");
  g_assert_null (none);
  g_assert_null (quiet);
}

static void
test_keys_are_said_as_musicians_say_them (void)
{
  static const struct { const char *abc, *text, *brief; } cases[] = {
    { "Edor", "E dorian", "E dorian" }, { "D", "D major", "D" }, { "Bb", "B♭ major", "B♭" },
    { "F#m", "F♯ minor", "F♯ minor" }, { "Amix", "A mixolydian", "A mixolydian" }, { "HP", "Highland pipes", "Highland pipes" },
    { "none", NULL, NULL }, { "", NULL, NULL }, { NULL, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = shed_facts_text_key (cases[i].abc);
      g_autofree char *brief = shed_facts_text_key_short (cases[i].abc);

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpstr (brief, ==, cases[i].brief);
    }
}

static void
test_a_line_of_facts_leaves_out_what_is_not_known (void)
{
  g_autofree char *both = shed_facts_text_line ("slip jig", "Edor");
  g_autofree char *key_only = shed_facts_text_line (NULL, "G");
  g_autofree char *nothing = shed_facts_text_line ("", NULL);
  g_autofree char *own = shed_facts_text_line ("kitchen dance", "G");
  g_autofree char *instrument = shed_facts_text_instrument ("fiddle");

  g_assert_cmpstr (both, ==, "slip jig · E dorian");
  g_assert_cmpstr (key_only, ==, "G");
  g_assert_null (nothing);
  g_assert_cmpstr (own, ==, "kitchen dance · G");
  g_assert_cmpstr (instrument, ==, "Fiddle");
}

static void
test_a_heading_is_never_filled_by_a_title (void)
{
  g_autofree char *endless = g_strnfill (10000, 'a');
  g_autofree char *shown = shed_facts_text_short_title (endless);
  g_autofree char *same = shed_facts_text_short_title ("The Silver Spear");

  g_assert_cmpint (g_utf8_strlen (shown, -1), <=, 60);
  g_assert_true (g_str_has_suffix (shown, "…"));
  g_assert_cmpstr (same, ==, "The Silver Spear");
}

static void
test_only_the_book_of_ones_own_is_called_anew (void)
{
  g_assert_cmpstr (shed_facts_text_book (shed_id_my_tunes (), "My tunes"), ==, "My Tunes");
  g_assert_cmpstr (shed_facts_text_book (shed_id_my_tunes (), "From the Attic"), ==, "From the Attic");
  g_assert_cmpstr (shed_facts_text_book ("another", "My tunes"), ==, "My tunes");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/words/every-store-error-has-words", test_every_store_error_has_words);
  g_test_add_func ("/words/every-score-error-has-words", test_every_score_error_has_words);
  g_test_add_func ("/words/every-exchange-error-has-words", test_every_exchange_error_has_words);
  g_test_add_func ("/words/every-transport-error-has-words", test_every_transport_error_has_words);
  g_test_add_func ("/words/an-unknown-error-has-general-words", test_an_unknown_error_has_general_words);
  g_test_add_func ("/words/every-command-has-a-name", test_every_command_has_a_name);
  g_test_add_func ("/words/one-thing-is-called-by-its-name-and-many-are-counted",
                   test_one_thing_is_called_by_its_name_and_many_are_counted);
  g_test_add_func ("/words/keys-are-said-as-musicians-say-them", test_keys_are_said_as_musicians_say_them);
  g_test_add_func ("/words/a-line-of-facts-leaves-out-what-is-not-known", test_a_line_of_facts_leaves_out_what_is_not_known);

  g_test_add_func ("/words/a-heading-is-never-filled-by-a-title", test_a_heading_is_never_filled_by_a_title);
  g_test_add_func ("/words/only-the-book-of-ones-own-is-called-anew", test_only_the_book_of_ones_own_is_called_anew);
  return g_test_run ();
}

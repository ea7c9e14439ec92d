/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of an import's report, and a name with what was searched for in bold. */
#include <glib.h>

#include "shed-abc-remark.h"
#include "shed-exchange-error.h"
#include "shed-match-text.h"
#include "shed-remark-text.h"

static void
test_each_remark_has_a_sentence (void)
{
  static const char *const others[] = { "looks-like", "no-title", "bad-row", "refused-by-library" };

  for (int i = 0; i < SHED_ABC_N_REMARK_CODES; i++)
    if (!shed_remark_text_has (shed_abc_remark_code_to_string (i)))
      g_error ("no sentence for “%s”", shed_abc_remark_code_to_string (i));
  for (int i = 0; i < SHED_EXCHANGE_N_ERRORS; i++)
    if (!shed_remark_text_has (shed_exchange_error_get_word (i)))
      g_error ("no sentence for “%s”", shed_exchange_error_get_word (i));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_true (shed_remark_text_has (others[i]));
  g_assert_false (shed_remark_text_has ("never heard of"));
}

static void
test_a_bar_is_named_by_its_number (void)
{
  ShedImportRemark remark = {
    .file = "/home/anna/o'neill.abc", .line = 120, .code = "long-bar", .text = (char *)"bar 17 has 9/16"
  };
  g_autofree char *sentence = shed_remark_text_sentence (&remark);
  g_autofree char *place = shed_remark_text_place (&remark);

  g_assert_cmpstr (sentence, ==, "Bar 17 is longer than the meter. It was kept as it is.");
  g_assert_cmpstr (place, ==, "line 120 · o'neill.abc");
}

static void
test_the_summary_counts_what_came (void)
{
  g_autoptr (ShedImportReport) report = shed_import_report_new ();
  g_autofree char *many = NULL;
  g_autofree char *none = NULL;

  none = shed_remark_text_summary (report);
  g_assert_cmpstr (none, ==, "There was no tune in it");
  report->taken = 2008;
  report->remarked = 41;
  report->unchanged = 1;
  many = shed_remark_text_summary (report);
  g_assert_cmpstr (many, ==, "2008 tunes taken, 41 with a remark · 1 tune was here already");
}

typedef struct
{
  const char *name, *text, *search, *markup;
} MatchCase;

static const MatchCase matches[] = {
  { "first-word", "Silver Spear", "sil", "<b>Sil</b>ver Spear" },
  { "later-word", "The Silver Spear", "spe", "The Silver <b>Spe</b>ar" },
  { "two-words", "The Silver Spear", "spear silver", "The <b>Silver</b> <b>Spear</b>" },
  { "accent-not-typed", "An tSleá Airgid", "tslea", "An <b>tSleá</b> Airgid" },
  { "accent-typed", "An tSlea Airgid", "tsleá", "An <b>tSlea</b> Airgid" },
  { "spelt-out-letter", "Værsgo", "vae", "<b>Væ</b>rsgo" },
  { "middle-of-a-word", "Silver", "ver", "Silver" },
  { "apostrophe", "O'Neill's March", "neill", "O&apos;<b>Neill</b>&apos;s March" },
  { "markup-in-the-title", "Salt & <b>Pepper", "salt", "<b>Salt</b> &amp; &lt;b&gt;Pepper" },
  { "nothing-typed", "Silver", "  ", "Silver" },
  { "no-search", "Silver", NULL, "Silver" },
  { "emoji", "🎻 Reel", "reel", "🎻 <b>Reel</b>" },
};

static void
test_match (gconstpointer data)
{
  const MatchCase *match = data;
  g_autofree char *markup = shed_match_text_markup (match->text, match->search);

  g_assert_cmpstr (markup, ==, match->markup);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/catalog-words/each-remark-has-a-sentence", test_each_remark_has_a_sentence);
  g_test_add_func ("/catalog-words/a-bar-is-named-by-its-number", test_a_bar_is_named_by_its_number);
  g_test_add_func ("/catalog-words/the-summary-counts-what-came", test_the_summary_counts_what_came);
  for (guint i = 0; i < G_N_ELEMENTS (matches); i++)
    {
      g_autofree char *name = g_strconcat ("/catalog-words/match/", matches[i].name, NULL);

      g_test_add_data_func (name, &matches[i], test_match);
    }
  return g_test_run ();
}

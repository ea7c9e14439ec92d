/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "abc-fixture.h"

#define JIG_BAR "ABA GFG|"
#define JIG_PART JIG_BAR "DED DFA|" JIG_BAR "GFE D3|"
#define REEL_BAR "DFAF dFAF|"
#define REEL_PART REEL_BAR "GBdB gBdB|" REEL_BAR "ABAG FDD2|"
#define HORNPIPE_BAR "D>FA>F d>FA>F|"
#define HORNPIPE_PART HORNPIPE_BAR "G>Bd>B g>Bd>B|" HORNPIPE_BAR "D2F2D2A2|"

typedef struct
{
  const char *name;
  const char *text;
  const char *kind; /* NULL: unknown; with * when it is a guess */
  const char *title;
} KindCase;

static const KindCase kind_cases[] = {
  { "said", "T:One\nR:reel\nM:4/4\nK:D\n", "reel", "One" },
  { "said in capitals and in the plural", "T:One\nR:Slip Jigs\nM:9/8\nK:D\n", "slip jig", "One" },
  { "said in a word of its own", "T:One\nR:Zwiefacher\nM:3/4\nK:D\n", "Zwiefacher", "One" },
  { "said against the meter", "T:One\nR:reel\nM:6/8\nK:D\n", "reel", "One" },
  { "behind two dashes", "T:The Silver Spear -- Reel\nM:4/4\nK:D\n", "reel*", "The Silver Spear" },
  { "behind one dash", "T:The Silver Spear - reel\nM:4/4\nK:D\n", "reel*", "The Silver Spear" },
  { "in brackets", "T:The Rights of Man (hornpipe)\nM:4/4\nK:Em\n", "hornpipe*", "The Rights of Man" },
  { "behind a comma", "T:Rolling Home, Slow Air\nM:4/4\nK:Em\n", "slow air*", "Rolling Home" },
  { "behind two dashes beside a field", "T:The Silver Spear -- Reel\nR:polka\nM:4/4\nK:D\n", "polka",
    "The Silver Spear" },
  { "last word", "T:Morrison's Jig\nM:6/8\nK:Edor\n", "jig*", "Morrison's Jig" },
  { "last two words", "T:Barney's Slip Jig\nM:9/8\nK:D\n", "slip jig*", "Barney's Slip Jig" },
  { "first word", "T:Reel of Tulloch\nM:4/4\nK:A\n", "reel*", "Reel of Tulloch" },
  { "in another title", "T:One\nT:The Kesh Jig\nM:6/8\nK:G\n", "jig*", "One" },
  { "a title that is no kind", "T:The Rambling Pitchfork - a favourite\nM:none\nK:D\n", NULL,
    "The Rambling Pitchfork - a favourite" },
  { "a title that does not fit the meter", "T:The Reel Thing Jig\nM:4/4\nK:D\n", "reel*", "The Reel Thing Jig" },
  { "a song in the middle of a title", "T:Song of the Chanter\nM:4/4\nK:D\n", NULL, "Song of the Chanter" },
  { "nothing but a kind", "T:Jig\nM:none\nK:D\n", NULL, "Jig" },
  { "no title", "M:6/8\nK:D\n", NULL, NULL },
  { "rhythm of a jig", "T:One\nM:6/8\nL:1/8\nK:D\n|:" JIG_PART ":|\n|:" JIG_PART ":|\n", "jig*", "One" },
  { "rhythm of a reel", "T:One\nM:C|\nL:1/8\nK:D\n|:" REEL_PART ":|\n|:" REEL_PART ":|\n", "reel*", "One" },
  { "rhythm of a hornpipe", "T:One\nM:4/4\nL:1/8\nK:D\n|:" HORNPIPE_PART ":|\n|:" HORNPIPE_PART ":|\n", "hornpipe*",
    "One" },
  { "three quarters that close a hornpipe",
    "T:One\nM:C|\nL:1/8\nK:D\n|:" REEL_BAR REEL_BAR REEL_BAR "D2F2D2:|\n|:" REEL_BAR REEL_BAR REEL_BAR "D2F2D2:|\n",
    "hornpipe*", "One" },
  { "slow notes say nothing", "T:One\nM:4/4\nL:1/4\nK:D\nD2A2|B2A2|G2F2|E4|D2A2|B2A2|G2E2|D4|D2A2|B2A2|G2F2|E4|\n",
    NULL, "One" },
  { "strange meters say nothing",
    "T:One\nM:7/8\nL:1/8\nK:D\nABAGFGA|ABAGFGA|ABAGFGA|ABAGFGA|ABAGFGA|ABAGFGA|ABAGFGA|\n", NULL, "One" },
};

static void
test_kind (gconstpointer data)
{
  const KindCase *row = data;
  g_autoptr (ShedAbcTune) tune = shed_abc_tune_new_from_text (row->text, -1);
  g_auto (ShedAbcGuess) guess = { 0 };
  g_autofree char *kind = NULL;

  shed_abc_guess (tune, NULL, NULL, &guess);
  if (guess.kind != NULL)
    kind = g_strconcat (guess.kind, guess.kind_inferred ? "*" : "", NULL);
  else
    g_assert_false (guess.kind_inferred);
  g_assert_cmpstr (kind, ==, row->kind);
  g_assert_cmpstr (guess.title, ==, row->title);
  g_assert_cmpint (guess.title_changed, ==,
                   g_strcmp0 (guess.title != NULL ? guess.title : "", shed_abc_tune_get_title (tune)) != 0);
}

typedef struct
{
  const char *name;
  const char *text; /* behind M:4/4, L:1/1, so that a bar is one letter */
  const char *structure;
} StructureCase;

static const StructureCase structure_cases[] = {
  { "repeats", "K:C\n|:C|D|E|F:|\n|:G|A|B|c:|", "AABB" },
  { "repeats without a start", "K:C\nC|D|E|F:|\nG|A|B|c:|", "AABB" },
  { "a double colon", "K:C\n|:C|D|E|F::G|A|B|c:|", "AABB" },
  { "double bars", "K:C\nC|D|E|F||G|A|B|c|]", "AB" },
  { "one part repeated", "K:C\n|:C|D|E|F:|\nG|A|B|c|]", "AAB" },
  { "two endings", "K:C\n|:C|D|E|1F:|2G||\n|:G|A|B|1c:|2d|]", "AABB" },
  { "long second ending", "K:C\n|:C|D|E|1F|G:|2F|E||G|A|B|c|]", "AAB" },
  { "the first part again", "K:C\n|:C|D|E|F:|\n|:G|A|B|c:|\nC|D|E|F||", "AABBA" },
  { "three times", "K:C\n|::C|D|E|F::|\n|:G|A|B|c:|", "AAABB" },
  { "labels", "K:C\nP:A\nC|D|E|F|\nP:B\nG|A|B|c|", "AB" },
  { "labels and endings", "K:C\nP:A\n|:C|D|E|1F:|2G|\nP:B\nG|A|B|c|", "AAB" },
  { "upbeats are no parts", "K:C\nC/4|:C|D|E|F3/4:|\n|:C/4|G|A|B|c3/4:|", "AABB" },
  { "a repeat sign that looks both ways", "K:C\nC|D|E|F||G|A|B|c|:|", "ABB" },
  { "no sign at all", "K:C\nC|D|E|F|G|A|B|c|", NULL },
  { "no music", "K:C\n", NULL },
  { "more parts than anyone would name", "K:C\nC|D||E|F||G|A||B|c||d|e||f|g||a|b||C|E||D|F||E|G||F|A||G|B||A|c||B|d||",
    NULL },
  { "said", "P:AABBC\nK:C\n|:C|D|E|F:|", "=AABBC" },
  { "said with brackets and figures", "P:(AB)2.C3\nK:C\n|:C|D|E|F:|", "=ABABCCC" },
  { "said without sense", "P:first (part\nK:C\n|:C|D|E|F:|", "AA" },
  { "said without end", "P:((((A9)9)9)9)9\nK:C\n|:C|D|E|F:|", "AA" },
};

static void
test_structure (gconstpointer data)
{
  const StructureCase *row = data;
  g_autofree char *text = g_strconcat ("T:t\nM:4/4\nL:1/1\n", row->text, NULL);
  g_autoptr (ShedAbcTune) tune = shed_abc_tune_new_from_text (text, -1);
  g_auto (ShedAbcGuess) guess = { 0 };
  gboolean is_said = row->structure != NULL && row->structure[0] == '=';

  shed_abc_guess (tune, NULL, NULL, &guess);
  g_assert_cmpstr (guess.structure, ==, is_said ? row->structure + 1 : row->structure);
  g_assert_cmpint (guess.structure_inferred, ==, row->structure != NULL && !is_said);
}

static const char *
lookup_nothing (const char *words, gpointer user_data)
{
  ++*(guint *)user_data;
  return NULL;
}

static void
test_the_caller_s_list_decides (void)
{
  g_autoptr (ShedAbcTune) tune = shed_abc_tune_new_from_text ("T:Morrison's Jig\nM:6/8\nK:D\n", -1);
  g_auto (ShedAbcGuess) guess = { 0 };
  guint n_asked = 0;

  shed_abc_guess (tune, lookup_nothing, &n_asked, &guess);
  g_assert_null (guess.kind);
  g_assert_cmpuint (n_asked, >, 0);
}

typedef struct
{
  const char *name;
  const char *text;
  const char *words;
} NotesCase;

static const NotesCase notes_cases[] = {
  { "steps", "M:4/4\nL:1/4\nK:C\nCDEC|GFED|", "nnkqlll" },
  { "the key does not matter", "M:4/4\nL:1/4\nK:A\nABcA|edcB|", "nnkqlll" },
  { "same notes count", "M:4/4\nL:1/4\nK:C\nCCCC|", "mmm" },
  { "graces and rests do not", "M:4/4\nL:1/4\nK:C\nC{c}DzE|", "nn" },
  { "a tie joins two notes", "M:4/4\nL:1/4\nK:C\nCDE-E|", "nn" },
  { "a tie between two pitches is a slur", "M:4/4\nL:1/4\nK:C\nC-DE-F|", "nnn" },
  { "the highest note of a chord", "M:4/4\nL:1/4\nK:C\n[CE][EC]G[EG]|", "mom" },
  { "upbeat", "M:4/4\nL:1/4\nK:C\nG|cdec|d2G2|", "pnnkni nnkni" },
  { "upbeat in a free meter is none", "M:none\nL:1/4\nK:C\nG|cdec|d2G2|", "pnnkni" },
  { "sixteen notes at the most", "M:4/4\nL:1/8\nK:C\nCDEFGABc|CDEFGABc|CDEFGABc|", "nnnnnnnfnnnnnnn" },
  { "wide leaps", "M:4/4\nL:1/4\nK:C\nC,,c''C,,C|", "yay" },
  { "only the first voice", "M:4/4\nL:1/4\nK:C\nV:1\nCDEF|\nV:2\nGGGG|\n", "nnn" },
  { "one note", "K:C\nC|", "" },
  { "none", "K:C\n", "" },
};

static void
test_notes (gconstpointer data)
{
  const NotesCase *row = data;
  g_autoptr (ShedAbcTune) tune = shed_abc_tune_new_from_text (row->text, -1);
  g_autofree char *words = shed_abc_dup_first_notes (tune);
  g_autofree char *alike = shed_abc_dup_looks_like (tune);

  g_assert_cmpstr (words, ==, row->words);
  g_assert_cmpuint (strlen (alike), <=, SHED_ABC_LOOKS_LIKE_LETTERS);
  g_assert_true (g_str_has_prefix (words, alike));
}

typedef struct
{
  const char *typed;
  const char *query;
} QueryCase;

static const QueryCase query_cases[] = {
  { "CDEC", "nnk" }, { "C D E C | G", "nnkq" }, { "A2 Bc A", "nnk" }, { "^F G A", "nn" }, { "CD", NULL },
  { "", NULL },      { "Kesh", NULL },          { "the fear", NULL }, { "d'e'f'", "nn" }, { "| | |", NULL },
};

static void
test_query (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (query_cases); i++)
    {
      g_autofree char *query = shed_abc_dup_first_notes_query (query_cases[i].typed);

      g_assert_cmpstr (query, ==, query_cases[i].query);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  add_cases ("/abc/kind", kind_cases, test_kind);
  add_cases ("/abc/structure", structure_cases, test_structure);
  add_cases ("/abc/first-notes", notes_cases, test_notes);
  g_test_add_func ("/abc/the-caller-s-list-of-kinds-decides", test_the_caller_s_list_decides);
  g_test_add_func ("/abc/typed-notes-become-the-same-letters", test_query);
  return g_test_run ();
}

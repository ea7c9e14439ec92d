/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "abc-fixture.h"

typedef struct
{
  const char *name;
  const char *text; /* after "M:4/4\nL:1/8\n" unless it brings its own header */
  const char *music;
  const char *remarks; /* those worth telling */
} MusicCase;

static const MusicCase cases[] = {
  { "notes in all octaves", "K:C\nC,,C,Ccc'c''|", "C2:1/8 C3:1/8 C4:1/8 C5:1/8 C6:1/8 C7:1/8 |", "" },
  { "octave marks add up", "K:C\nC,'c,|", "C4:1/8 C4:1/8 |", "" },
  { "key signature", "K:D\nFC|", "F#4:1/8 C#4:1/8 |", "" },
  { "accidentals hold for the bar", "K:C\n^FFf|F|", "F#4:1/8! F#4:1/8 F#5:1/8 | F4:1/8 |", "" },
  { "naturals and doubles", "K:D\n=F__B^^c|", "F4:1/8! Bbb4:1/8! C##5:1/8! |", "" },
  { "a tie carries an accidental over the bar", "K:C\n^F4-|F2F2|", "F#4:1/2!- | F#4:1/4 F4:1/4 |", "" },
  { "lengths", "K:C\nC2C3/2C/C//C/4C3/C|", "C4:1/4 C4:3/16 C4:1/16 C4:1/32 C4:1/32 C4:3/16 C4:1/8 |", "" },
  { "a length of nothing is one", "K:C\nC0C|", "C4:1/8 C4:1/8 |", "bad-length@4:2" },
  { "huge lengths are cut", "K:C\nM:none\nC99999999999999999999|", "M: C4:128/1 |", "bad-length@5:2" },
  { "tiny lengths are cut", "K:C\nC/99999999999999999999|", "C4:1/8192 |", "bad-length@4:2" },
  { "endless slashes are cut", "K:C\nC////////////////////////|", "C4:1/8192 |", "bad-length@4:2" },
  { "endless octaves are cut", "K:C\nc''''''''''''''''''''''''''''''''''''''''|", "C13:1/8 |", "bad-length@4:1" },
  { "broken rhythm", "K:C\nC>DE<F|", "C4:3/16 D4:1/16 E4:1/16 F4:3/16 |", "" },
  { "broken twice", "K:C\nC>>DE<<F|", "C4:7/32 D4:1/32 E4:1/32 F4:7/32 |", "" },
  { "broken rhythm over blanks and graces", "K:C\nC > {g}D|", "C4:3/16 {G5:1/8} D4:1/16 |", "" },
  { "broken chord", "K:C\n[CE]>[DF]|", "[C4:3/16 +E4:3/16 [D4:1/16 +F4:1/16 |", "" },
  { "triplet", "K:C\n(3CDE F|", "<3:2 C4:1/8 D4:1/8 E4:1/8> F4:1/8 |", "" },
  { "tuplet with all figures", "K:C\n(5:4:3CDEF|", "<5:4 C4:1/8 D4:1/8 E4:1/8> F4:1/8 |", "" },
  { "tuplet with figures left out", "K:C\n(3::2CDE|", "<3:2 C4:1/8 D4:1/8> E4:1/8 |", "" },
  { "tuplet of a chord and a rest", "K:C\n(3[CE]zD|", "[<3:2 C4:1/8 +E4:1/8 z:1/8 D4:1/8> |", "" },
  { "quintuplet in compound time", "M:6/8\nK:C\n(5CDEFG|", "<5:3 C4:1/8 D4:1/8 E4:1/8 F4:1/8 G4:1/8> |", "" },
  { "tuplet that does not come out", "K:C\n(3CD|EF|", "<3:2 C4:1/8 D4:1/8> | E4:1/8 F4:1/8 |", "bad-tuplet@4:1" },
  { "impossible tuplets", "K:C\n(1C(99:99:99D(0E|", "C4:1/8 D4:1/8 E4:1/8 |",
    "bad-tuplet@4:1 bad-tuplet@4:4 bad-tuplet@4:14" },
  { "chord", "K:C\n[CE^G]2|", "[C4:1/4 +E4:1/4 +G#4:1/4! |", "" },
  { "chord with lengths inside", "K:C\n[C2E2]/|", "[C4:1/8 +E4:1/8 |", "" },
  { "chord with ties and signs", "K:C\n.[C-E]|", "[C4:1/8*1- +E4:1/8 |", "" },
  { "chord that does not close", "K:C\n[CE|C|", "[C4:1/8 +E4:1/8 | C4:1/8 |", "unclosed@4:1" },
  { "chord of older books", "K:C\n+CE++GB+|", "[C4:1/8 +E4:1/8 [G4:1/8 +B4:1/8 |", "" },
  { "empty brackets", "K:C\n[]C|", "C4:1/8 |", "bad-character@4:1 bad-character@4:2" },
  { "grace notes", "K:C\n{gf}C{/a}D|", "{G5:1/8 F5:1/8} C4:1/8 {A5:1/8} D4:1/8 |", "" },
  { "grace that does not close", "K:C\n{gC|", "{G5:1/8 C4:1/8} |", "unclosed@4:1" },
  { "slurs and ties", "K:C\n(CD-)D(E(FG))|", "(C4:1/8 D4:1/8-) D4:1/8 (E4:1/8 (F4:1/8 G4:1/8)) |", "" },
  { "rests", "K:C\nCz2x/Z2|", "C4:1/8 z:1/4 x:1/16 z:2/1 |", "" },
  { "hidden bars of rest", "K:C\nX|C|", "x:1/1 | C4:1/8 |", "" },
  { "decorations", "K:C\n~C.DTEuFvGHA!trill!B!>!c|",
    "C4:1/8*2 D4:1/8*1 E4:1/8*4 F4:1/8*200 G4:1/8*400 A4:1/8*8 B4:1/8*4 C5:1/8*10 |", "" },
  { "decorations between plus signs", "K:C\n+trill+C|", "C4:1/8*4 |", "" },
  { "decoration nobody knows", "K:C\n!whirl!C|", "C4:1/8 |", "" },
  { "a lone exclamation mark", "K:C\nCD!|", "C4:1/8 D4:1/8 |", "" },
  { "own signs", "U:n=!accent!\nK:C\nnC|", "C4:1/8*10 |", "" },
  { "chord names and annotations", "K:C\n\"Gm7/D\"C\"^high\"D\"@1,2 x\"E|",
    "\"Gm7/D\" C4:1/8 \"^high\" D4:1/8 \"@1,2 x\" E4:1/8 |", "" },
  { "a quotation that does not close", "K:C\n\"Gm CD|E|", "\"Gm\" C4:1/8 D4:1/8 | E4:1/8 |", "unclosed@4:1" },
  { "space and beams", "K:C\nCyD y3 E|", "C4:1/8 y D4:1/8 y E4:1/8 |", "" },
  { "bar lines", "K:C\nC|C||C|]C[|C|:C:|C::C:||:C:|:C|C.|C[|]C|",
    "C4:1/8 | C4:1/8 || C4:1/8 |] C4:1/8 [| C4:1/8 |: C4:1/8 :| C4:1/8 :: C4:1/8 :: C4:1/8 :: C4:1/8 | C4:1/8 .| "
    "C4:1/8 [|] C4:1/8 |",
    "" },
  { "odd repeats of real books", "K:C\nC|:|D|::|E:|:F:||:", "C4:1/8 :| D4:1/8 :: E4:1/8 :: F4:1/8 ::", "" },
  { "repeats without a stroke", "K:C\n:C|D:]\n", "|: C4:1/8 | D4:1/8 :|", "" },
  { "repeats of three", "K:C\n|::C::|", "|:x3 C4:1/8 :|x3", "" },
  { "endings", "K:C\nC|1C:|2C|[3C|[1,3C|[1-3C| [4 C|",
    "C4:1/8 |e1 C4:1/8 :|e2 C4:1/8 |e4 C4:1/8 |e5 C4:1/8 |e7 C4:1/8 |e8 C4:1/8 |", "" },
  { "ending with words", "K:C\nC|[\"last time\"C|", "C4:1/8 | C4:1/8 |", "" },
  { "ending out of bounds", "K:C\nC|17C|99999999999C|", "C4:1/8 | C4:1/8 | C4:1/8 |", "" },
  { "a lone colon", "K:C\nC : D|", "C4:1/8 D4:1/8 |", "bad-character@4:3" },
  { "inline fields", "K:C\nC[K:D]C[L:1/4]C[M:6/8]C|", "C4:1/8 K: C#4:1/8 L: C#4:1/4 M: C#4:1/4 |", "" },
  { "inline clef keeps the key", "K:D\n[K:clef=bass]F|", "K: F#4:1/8 |", "" },
  { "bad inline fields", "K:C\n[K:Quark]C[M:4/0]D[L:1/3]E|", "C4:1/8 D4:1/8 E4:1/8 |",
    "bad-key@4:4 bad-meter@4:14 bad-unit@4:22" },
  { "fields between lines", "K:C\nC|\nP:B\nK:D\nC|\nw:la\nW:more", "C4:1/8 | / P:B K: C#4:1/8 | / w:la W:more", "" },
  { "a repeat after a note is no field", "K:C\nC|\nA:|", "C4:1/8 | / A4:1/8 :|", "" },
  { "continued line", "K:C\nCD\\\nEF|", "C4:1/8 D4:1/8 E4:1/8 F4:1/8 |", "" },
  { "comment", "K:C\nCD % EF\n\"50%\"G|", "C4:1/8 D4:1/8 / \"50%\" G4:1/8 |", "" },
  { "line break at a dollar sign", "I:linebreak $\nK:C\nC$D\nE|", "C4:1/8 / D4:1/8 E4:1/8 |", "" },
  { "back quotes do not part notes", "K:C\nC``D|", "C4:1/8 D4:1/8 |", "" },
  { "voices", "K:C\nV:1\nC|\nV:2 clef=bass\nD|\n[V:1]E|", "V:1 C4:1/8 | / V:2 clef=bass D4:1/8 | / V:1 E4:1/8 |", "" },
  { "octave shift", "K:C octave=-1\nc|", "C4:1/8 |", "" },
  { "overlay", "K:C\nC8&E8|C8|", "C4:1/1 E4:1/1& | C4:1/1 |", "" },
  { "quarter tones", "K:C\n^/C_/D^3/2E|", "C4:1/8! D4:1/8! E#4:1/8! |", "" },
  { "signs nobody knows", "K:C\nC?D#E;|", "C4:1/8 D4:1/8 E4:1/8 |",
    "bad-character@4:2 bad-character@4:4 bad-character@4:6" },
  { "letters that are no notes", "K:C\nChD|", "C4:1/8 D4:1/8 |", "bad-character@4:2" },
  { "accents among notes", "K:C\nCéD|", "C4:1/8 D4:1/8 |", "bad-character@4:2" },
  { "columns are characters", "K:C\n\"é\"C?|", "\"é\" C4:1/8 |", "bad-character@4:5" },
  { "an accidental without a note", "K:C\n^|C^", "| C4:1/8", "bad-character@4:1 bad-character@4:4" },
  { "a whole bar", "K:C\nCDEF GABc|CDEF GABc|",
    "C4:1/8 D4:1/8 E4:1/8 F4:1/8 G4:1/8 A4:1/8 B4:1/8 C5:1/8 | C4:1/8 D4:1/8 E4:1/8 F4:1/8 G4:1/8 A4:1/8 B4:1/8 C5:1/8 "
    "|",
    "" },
  { "a long bar", "K:C\nC8|C9|C8|", "C4:1/1 | C4:9/8 | C4:1/1 |", "long-bar@4:4" },
  { "a short bar", "K:C\nC8|C7|C8|C8|", "C4:1/1 | C4:7/8 | C4:1/1 | C4:1/1 |", "short-bar@4:4" },
  { "an upbeat is not short", "K:C\nC|C8|C7:|", "C4:1/8 | C4:1/1 | C4:7/8 :|", "" },
  { "a bar in two pieces is not short", "K:C\nC8|C8|C4|C4|C8|", "C4:1/1 | C4:1/1 | C4:1/2 | C4:1/2 | C4:1/1 |", "" },
  { "the last bar of a part is not short", "K:C\nC8|C8|C6|\nP:B\nC2|C8|",
    "C4:1/1 | C4:1/1 | C4:3/4 | / P:B C4:1/4 | C4:1/1 |", "" },
  { "the last bar is not short", "K:C\nC8|C8|C6|", "C4:1/1 | C4:1/1 | C4:3/4 |", "" },
  { "free meter has no wrong bars", "M:none\nK:C\nC8|C9|C3|", "C4:1/1 | C4:9/8 | C4:3/8 |", "" },
  { "unit from a short meter", "M:2/4\nL:\nK:C\nC|", "C4:1/16 |", "bad-unit@4:3" },
};

static void
test_music (gconstpointer data)
{
  const MusicCase *row = data;
  gboolean has_own_unit = strstr (row->text, "L:\n") != NULL;
  g_autofree char *text = g_strconcat ("M:4/4\n", has_own_unit ? "%\n" : "L:1/8\n", row->text, NULL);
  g_autoptr (ShedAbcTune) tune = shed_abc_tune_new_from_text (text, -1);
  g_autofree char *music = abc_dup_music (tune);
  g_autofree char *remarks = abc_dup_remarks (tune, FALSE);

  g_assert_cmpstr (music, ==, row->music);
  if (g_str_has_prefix (remarks, "no-title"))
    memmove (remarks, remarks + 8, strlen (remarks + 8) + 1);
  {
    char *end = g_strrstr (remarks, "no-title");

    if (end != NULL)
      *end = '\0';
    g_strstrip (remarks);
  }
  g_assert_cmpstr (remarks, ==, row->remarks);
}

static void
test_bar_remark_counts_in_beats (void)
{
  g_autoptr (ShedAbcTune) tune = shed_abc_tune_new_from_text ("T:t\nM:6/8\nL:1/8\nK:C\nC|C6|C6|C9|C6|", -1);
  guint n_remarks;
  const ShedAbcRemark *remarks = shed_abc_tune_get_remarks (tune, &n_remarks);
  g_autofree char *text = NULL;

  g_assert_cmpuint (n_remarks, ==, 2);
  g_assert_cmpint (remarks[0].code, ==, SHED_ABC_REMARK_LONG_BAR);
  text = shed_abc_remark_dup_text (&remarks[0]);
  g_assert_cmpstr (text, ==, "bar 3 has 9 eighths");
  g_assert_cmpint (remarks[0].number[0], ==, 3);
  g_assert_cmpint (remarks[0].number[1], ==, 9);
  g_assert_cmpint (remarks[0].number[2], ==, 8);
  g_assert_cmpuint (remarks[0].line, ==, 5);
  g_assert_cmpuint (remarks[0].column, ==, 9);
}

static void
test_duration_does_not_play_repeats (void)
{
  g_autoptr (ShedAbcTune) tune =
    shed_abc_tune_new_from_text ("M:4/4\nL:1/8\nK:C\n|:(3CDE C6:|[CE]8{g}|\nV:2\nC8|C8|", -1);
  guint numerator, denominator;

  g_assert_true (shed_abc_tune_get_duration (tune, &numerator, &denominator));
  g_assert_cmpuint (numerator, ==, 2);
  g_assert_cmpuint (denominator, ==, 1);
}

static void
test_midi (void)
{
  g_autoptr (ShedAbcTune) tune = shed_abc_tune_new_from_text ("K:D\nC,,Cfc''^g|", -1);
  static const int wanted[] = { 37, 61, 78, 97, 80 };
  guint n_symbols;
  const ShedAbcSymbol *symbols = shed_abc_tune_get_symbols (tune, &n_symbols);

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_assert_cmpint (shed_abc_symbol_get_midi (&symbols[i]), ==, wanted[i]);
}

static void
test_symbols_know_their_source (void)
{
  g_autoptr (ShedAbcTune) tune = shed_abc_tune_new_from_text ("X:1\nT:t\nK:C\n^F3/2 \"G\"[ce]2:|2\n", -1);
  static const char *const wanted[] = { "^F3/2", "\"G\"", "c", "e", ":|2" };
  const char *text = shed_abc_tune_get_text (tune, NULL);
  guint n_symbols;
  const ShedAbcSymbol *symbols = shed_abc_tune_get_symbols (tune, &n_symbols);
  guint line, column;

  g_assert_cmpuint (n_symbols, ==, G_N_ELEMENTS (wanted) + 1);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_assert_cmpuint (symbols[i].length, ==, strlen (wanted[i]));
      g_assert_cmpint (strncmp (text + symbols[i].offset, wanted[i], strlen (wanted[i])), ==, 0);
    }
  shed_abc_tune_locate (tune, symbols[1].offset, &line, &column);
  g_assert_cmpuint (line, ==, 3);
  g_assert_cmpuint (column, ==, 7);
}

static void
test_beams (void)
{
  g_autoptr (ShedAbcTune) tune = shed_abc_tune_new_from_text ("K:C\nCD E`F{g}G|A", -1);
  static const gboolean joined[] = { FALSE, TRUE, FALSE, TRUE, FALSE, TRUE, FALSE, FALSE };
  guint n_symbols;
  const ShedAbcSymbol *symbols = shed_abc_tune_get_symbols (tune, &n_symbols);

  for (guint i = 0; i < G_N_ELEMENTS (joined); i++)
    if (symbols[i].kind == SHED_ABC_NOTE)
      g_assert_cmpint ((symbols[i].flags & SHED_ABC_FLAG_JOINED) != 0, ==, joined[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  add_cases ("/abc/music", cases, test_music);
  g_test_add_func ("/abc/a-remark-on-a-bar-counts-in-the-meter's-beats", test_bar_remark_counts_in_beats);
  g_test_add_func ("/abc/duration-does-not-play-repeats", test_duration_does_not_play_repeats);
  g_test_add_func ("/abc/midi-numbers", test_midi);
  g_test_add_func ("/abc/symbols-know-their-source", test_symbols_know_their_source);
  g_test_add_func ("/abc/notes-without-a-blank-share-a-beam", test_beams);
  return g_test_run ();
}

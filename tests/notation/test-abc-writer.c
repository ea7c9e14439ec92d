/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "abc-fixture.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *text;
  ShedAbcRecord record;
  const char *written;
} ExportCase;

static const char *const two_aliases[] = { "Another", "Und noch eine %", NULL };
static const char *const no_aliases[] = { NULL };

static const ExportCase export_cases[] = {
  { "an unedited tune stays as it is",
    "T:One\n% remark\nM:C|\nK:E Dorian\nE8|",
    { 0 },
    "T:One\n% remark\nM:C|\nK:E Dorian\nE8|\n" },
  { "equal facts change nothing",
    "T:One\nT:Two\nC:A\nC:B\nR:Reels\nM:C|\nL:1/8\nK:E Dorian\nE8|",
    { .title = "One", .composer = "A; B", .kind = "reel", .meter = "2/2", .unit = "1/8", .key = "Edor" },
    "T:One\nT:Two\nC:A\nC:B\nR:Reels\nM:C|\nL:1/8\nK:E Dorian\nE8|\n" },
  { "a title with its kind is the title",
    "T:The Silver Spear -- Reel\nK:D\nD8|",
    { .title = "The Silver Spear" },
    "T:The Silver Spear -- Reel\nK:D\nD8|\n" },
  { "a new title",
    "N:first\nT:One\nT:Two\nM:4/4\nK:D\nD8|",
    { .title = "Uno" },
    "N:first\nT:Uno\nT:Two\nM:4/4\nK:D\nD8|\n" },
  { "new aliases",
    "T:One\nT:Two\nM:4/4\nK:D\nD8|",
    { .aliases = two_aliases },
    "T:One\nT:Another\nT:Und noch eine \\%\nM:4/4\nK:D\nD8|\n" },
  { "no aliases",
    "T:One\nT:Two\n+:and a half\nM:4/4\nK:D\nD8|",
    { .aliases = no_aliases },
    "T:One\nM:4/4\nK:D\nD8|\n" },
  { "no title", "T:One\nM:4/4\nK:D\nD8|", { .title = "" }, "M:4/4\nK:D\nD8|\n" },
  { "a title for a tune without", "M:4/4\nK:D\nD8|", { .title = "One" }, "M:4/4\nT:One\nK:D\nD8|\n" },
  { "facts over the header",
    "T:One\nR:reel\nM:4/4\nL:1/8\nQ:1/4=100\nK:D\nD8|",
    { .kind = "jig",
      .meter = "6/8",
      .unit = "1/16",
      .key = "G",
      .composer = "Me",
      .tempo = "3/8=120",
      .region = "Clare" },
    "T:One\nR:jig\nM:6/8\nL:1/16\nQ:3/8=120\nC:Me\nO:Clare\nK:G\nD8|\n" },
  { "a fact taken out",
    "T:One\nR:reel\nC:Me\nM:4/4\nK:D\nD8|",
    { .kind = "", .composer = "" },
    "T:One\nM:4/4\nK:D\nD8|\n" },
  { "a new key keeps the clef",
    "T:One\nK:D clef=bass octave=-1\nD8|",
    { .key = "Edor" },
    "T:One\nK:Edor clef=bass octave=-1\nD8|\n" },
  { "a new meter does not change the notes",
    "T:One\nM:2/4\nK:D\nD8|",
    { .meter = "4/4" },
    "T:One\nM:4/4\nL:1/16\nK:D\nD8|\n" },
  { "a structure", "T:One\nK:D\n|:D8:|E8||", { .structure = "AABB" }, "T:One\nP:AABB\nK:D\n|:D8:|E8||\n" },
  { "a structure that repeats say",
    "T:One\nM:4/4\nL:1/8\nK:D\n|:D8|D8:|E8|E8||",
    { .structure = "AAB" },
    "T:One\nM:4/4\nL:1/8\nK:D\n|:D8|D8:|E8|E8||\n" },
  { "facts without any text", "", { .title = "One", .key = "D", .kind = "reel" }, "T:One\nR:reel\nK:D\n" },
  { "nothing at all", "", { 0 }, "K:\n" },
  { "no key any more", "T:One\nK:D\nD8|", { .key = "" }, "T:One\nK:\nD8|\n" },
  { "no key any more is not the key none", "T:One\nK:none\nD8|", { .key = "" }, "T:One\nK:\nD8|\n" },
  { "no key any more keeps the clef",
    "T:One\nK:D clef=bass octave=-1\nD8|",
    { .key = "" },
    "T:One\nK:clef=bass octave=-1\nD8|\n" },
  { "no key as before", "T:One\nK:\nD8|", { .key = "" }, "T:One\nK:\nD8|\n" },
  { "no key as before but a clef", "T:One\nK:clef=bass\nD8|", { .key = "" }, "T:One\nK:clef=bass\nD8|\n" },
  { "no key and no line for it", "T:One\nABcd efga|", { .key = "" }, "T:One\nABcd efga|\n" },
  { "no key for a name alone", "", { .title = "One", .key = "" }, "T:One\nK:\n" },
  { "the key none as before", "T:One\nK:None\nD8|", { .key = "none" }, "T:One\nK:None\nD8|\n" },
  { "the key none where there was a key", "T:One\nK:D\nD8|", { .key = "none" }, "T:One\nK:none\nD8|\n" },
  { "the key none where there was no key", "T:One\nK:\nD8|", { .key = "none" }, "T:One\nK:none\nD8|\n" },
  { "the key none where there was no line",
    "T:One\nABcd efga|",
    { .key = "none" },
    "T:One\nK:none\nABcd efga|\n" },
  { "the key none where there was a clef",
    "T:One\nK:clef=bass\nD8|",
    { .key = "none" },
    "T:One\nK:none clef=bass\nD8|\n" },
  { "line ends in a fact", "T:One\nK:D\nD8|", { .title = "Two\nX:9\nK:C" }, "T:Two X:9 K:C\nK:D\nD8|\n" },
  { "a key that is none is not written", "T:One\nK:D\nD8|", { .key = "quark\nX:3" }, "T:One\nK:D\nD8|\n" },
  { "a unit that is none is not written", "T:One\nK:D\nD8|", { .unit = "1/7" }, "T:One\nK:D\nD8|\n" },
  { "empty lines that would end the tune",
    "T:One\nK:D\nD8|\n\nsome words\n\nE8|",
    { 0 },
    "T:One\nK:D\nD8|\n%\nsome words\n%\nE8|\n" },
  { "empty lines in a header without a key",
    "T:One\n\nsome words\n\nR:reel",
    { 0 },
    "T:One\n%\nsome words\n%\nR:reel\nK:\n" },
  { "empty lines that do not", "T:One\nK:D\n\nD8|\n\nE8|", { 0 }, "T:One\nK:D\n\nD8|\n\nE8|\n" },
};

static void
test_export (gconstpointer data)
{
  const ExportCase *row = data;
  g_autoptr (GString) book = g_string_new (NULL);
  g_autofree char *wanted = g_strdup_printf ("X:5\n%s\n", row->written);
  g_autoptr (GPtrArray) tunes = NULL;

  shed_abc_append_tune (book, 5, row->text, &row->record);
  g_assert_cmpstr (book->str, ==, wanted);
  tunes = abc_read_all (book->str, -1);
  g_assert_cmpuint (tunes->len, ==, 1);
  g_assert_false (shed_abc_tune_is_refused (tunes->pdata[0]));
}

/* Whatever a person wrote: the book that is exported holds each tune with the same content and the same music. */
static void
test_export_then_import_is_identity (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (2026);

  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (GString) book = g_string_new (NULL);
      g_autoptr (GPtrArray) before = g_ptr_array_new_with_free_func ((GDestroyNotify)shed_abc_tune_unref);
      g_autoptr (GPtrArray) after = NULL;

      shed_abc_append_book_head (book);
      for (guint i = 0; i < 5; i++)
        {
          g_autofree char *text = abc_dup_random (random);

          g_ptr_array_add (before, shed_abc_tune_new_from_text (text, -1));
          shed_abc_append_tune (book, i + 1, shed_abc_tune_get_text (before->pdata[i], NULL), NULL);
        }
      after = abc_read_all (book->str, -1);
      g_assert_cmpuint (after->len, ==, before->len);
      for (guint i = 0; i < before->len; i++)
        {
          g_autofree char *music_before = abc_dup_music (before->pdata[i]);
          g_autofree char *music_after = abc_dup_music (after->pdata[i]);

          g_assert_cmpstr (shed_abc_tune_get_text (after->pdata[i], NULL), ==,
                           shed_abc_tune_get_text (before->pdata[i], NULL));
          g_assert_cmpstr (shed_abc_tune_get_content (after->pdata[i]), ==,
                           shed_abc_tune_get_content (before->pdata[i]));
          g_assert_cmpstr (music_after, ==, music_before);
        }
    }
}

/* Facts that a person edited come back as they were edited. */
static void
test_edited_facts_come_back (void)
{
  static const char *const words[] = { "Plain",      "Wool & Silk;",   "100%",  "% first",      "back\\slash",
                                       "\\'e spelt", "&eacute; spelt", "ünï",   "Reel -- Reel", "a:b",
                                       "🎻",          "\"quoted\"",     "[K:C]", "X:1" };
  static const char *const keys[] = { "D", "Edor", "F#m", "Bb", "HP", "none", "Dphr ^f", "" };
  static const char *const meters[] = { "4/4", "6/8", "3+2/8", "none" };
  static const char *const units[] = { "1/8", "1/16", "1/4" };
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

#define ANY(array) array[g_rand_int_range (random, 0, G_N_ELEMENTS (array))]
  for (guint round = 0; round < 2000; round++)
    {
      g_autofree char *text = abc_dup_random (random);
      const char *aliases[] = { ANY (words), ANY (words), NULL };
      ShedAbcRecord record = { ANY (words), aliases,     ANY (words), ANY (words), ANY (meters),
                               ANY (units), ANY (keys),  "AABC",      ANY (words), ANY (words),
                               ANY (words), ANY (words), "1/4=99" };
      g_autoptr (GString) book = g_string_new (NULL);
      g_autoptr (GPtrArray) tunes = NULL;
      g_autoptr (ShedAbcTune) before = shed_abc_tune_new_from_text (text, -1);
      g_auto (ShedAbcGuess) guess = { 0 };
      g_autofree char *key = NULL;
      g_autofree char *meter = NULL;
      guint numerator, denominator, wanted_numerator, wanted_denominator;
      ShedAbcTune *tune;

      shed_abc_append_tune (book, 1, text, &record);
      tunes = abc_read_all (book->str, -1);
      g_assert_cmpuint (tunes->len, ==, 1);
      tune = tunes->pdata[0];
      g_assert_cmpstr (shed_abc_tune_get_title (tune), ==, record.title);
      g_assert_cmpuint (shed_abc_tune_get_n_values (tune, 'T'), ==, 3);
      g_assert_cmpstr (shed_abc_tune_get_value (tune, 'T', 1), ==, aliases[0]);
      g_assert_cmpstr (shed_abc_tune_get_value (tune, 'T', 2), ==, aliases[1]);
      g_assert_cmpstr (shed_abc_tune_get_value (tune, 'C', 0), ==, record.composer);
      g_assert_cmpstr (shed_abc_tune_get_value (tune, 'R', 0), ==, record.kind);
      g_assert_cmpstr (shed_abc_tune_get_value (tune, 'G', 0), ==, record.genre);
      g_assert_cmpstr (shed_abc_tune_get_value (tune, 'O', 0), ==, record.region);
      g_assert_cmpstr (shed_abc_tune_get_value (tune, 'F', 0), ==, record.url);
      key = shed_abc_tune_dup_key (tune);
      g_assert_cmpstr (key != NULL ? key : "", ==, record.key);
      g_assert_cmpint (shed_abc_tune_get_clef (tune)->kind, ==, shed_abc_tune_get_clef (before)->kind);
      meter = shed_abc_meter_to_string (shed_abc_tune_get_meter (tune));
      g_assert_cmpstr (meter, ==, record.meter);
      g_assert_true (shed_abc_unit_parse (record.unit, -1, &wanted_numerator, &wanted_denominator));
      shed_abc_tune_get_unit (tune, &numerator, &denominator);
      g_assert_cmpuint (denominator, ==, wanted_denominator);
      g_assert_cmpuint (shed_abc_tune_get_tempo (tune, NULL, NULL), ==, 99);
      shed_abc_guess (tune, NULL, NULL, &guess);
      g_assert_cmpstr (guess.structure, ==, "AABC");
      g_assert_cmpstr (shed_abc_tune_get_body (tune), ==, shed_abc_tune_get_body (before));
      g_assert_cmpuint (shed_abc_tune_get_n_notes (tune), ==, shed_abc_tune_get_n_notes (before));
    }
#undef ANY
}

typedef struct
{
  const char *name;
  const char *text;
  const char *safe;
} SafeCase;

static const SafeCase safe_cases[] = {
  { "plain", "T:One\nC:Me\nM:6/8\nL:1/8\nQ:3/8=120\nK:Edor\nE3 G2A|(3BcdB>A G2|",
    "X:1\nT:One\nC:Me\nM:6/8\nL:1/8\nQ:3/8=120\nK:Edor\n  E3 G2A |  (3:2:3BcdB3/A/ G2 | \n" },
  { "includes",
    "%%abc-include /etc/passwd\nI:abc-include /etc/passwd\nT:One\nM:C|\nK:C clef=bass\n%%format /etc/passwd\nI:format "
    "/etc/passwd\n"
    "C[I:abc-include /etc/passwd]D|\n%%postscript (x) run\n%%beginps\nrun\n%%endps\n%abc-include /etc/passwd\n%%EPS "
    "/etc/passwd\n",
    "X:1\nT:One\nM:C|\nL:1/8\nK:C clef=bass\n  C D | \n" },
  { "words stay words", "T:One\nK:C\n\"^a \\\"b\\\" \\n %%x\"C|\nw:%%abc-include x\nW:$1 y\n",
    "X:1\nT:One\nM:none\nL:1/8\nK:C\n  \"^a /'b/' /n \\%\\%x\" C | \nW: 1 y\n" },
  { "words that look like fields", "T:[I:abc-include x]\nK:C\n\"[r:x]\"C|\nP:[x]\n",
    "X:1\nT:(I:abc-include x]\nM:none\nL:1/8\nK:C\n  \"(r:x]\" C | \nP:[x]\n" },
  { "no music gives nothing", "T:One\nK:C\n", NULL },
  { "signs", "K:C\n~.TC !fermata!{/g}[CE]2-[CE] (D-E) z2 | !whirl!!f!!3!F",
    "X:1\nM:none\nL:1/8\nK:C\n  .!roll!!trill!C {/g} !fermata![C2-E2-][CE] ((DE)) z2 |  !f!!3!F\n" },
  { "bars and endings", "K:C\n|:C|1D:|2E|]F[3G|[\"last\"A|",
    "X:1\nM:none\nL:1/8\nK:C\n  |:  C | [1  D :| [2  E |]  F [3 G | [\"last\"  A | \n" },
  { "voices", "V:1\nV:2 clef=bass\nK:C\n[V:1]C|\n[V:2]D|\n",
    "X:1\nM:none\nL:1/8\nK:C\nV:1\n  C | \nV:2 clef=bass\n  D | \n" },
  { "fields among music", "M:4/4\nK:D\nC[K:G]D[M:6/8]E\nP:B\nF|",
    "X:1\nM:4/4\nL:1/8\nK:D\n  C [K:G] D[M:6/8] E\nP:B\n  F | \n" },
};

static void
test_safe (gconstpointer data)
{
  const SafeCase *row = data;
  g_autoptr (ShedAbcTune) tune = shed_abc_tune_new_from_text (row->text, -1);
  g_autofree char *safe = shed_abc_dup_safe_text (tune, 0, 0);

  g_assert_cmpstr (safe, ==, row->safe);
}

static void
assert_no_directive (const char *safe)
{
  for (const char *line = safe; *line != '\0';)
    {
      const char *end = strchrnul (line, '\n');

      g_assert_cmpint (*line, !=, '%');
      g_assert_cmpint (*line, !=, 'I');
      if (line[1] == ':')
        g_assert_nonnull (strchr ("XTCOMLQKPVwW", *line));
      else
        g_assert_cmpint (*line, ==, ' ');
      line = *end == '\n' ? end + 1 : end;
    }
  g_assert_null (strstr (safe, "[I:"));
}

static GString *
sound_of (const ShedAbcTune *tune, int semitones)
{
  GString *sound = g_string_new (NULL);
  guint n_symbols;
  const ShedAbcSymbol *symbols = shed_abc_tune_get_symbols (tune, &n_symbols);

  for (guint i = 0; i < n_symbols; i++)
    if (symbols[i].kind == SHED_ABC_NOTE)
      {
        guint numerator, denominator;

        shed_abc_symbol_get_duration (&symbols[i], &numerator, &denominator);
        g_string_append_printf (sound, "%d:%u/%u ", shed_abc_symbol_get_midi (&symbols[i]) + semitones, numerator,
                                denominator);
      }
  return sound;
}

/* The renderer's text sounds like the tune, in any key, and is nothing but music. */
static void
test_safe_text_sounds_the_same (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);

  for (guint round = 0; round < 400; round++)
    {
      g_autofree char *text = abc_dup_random (random);
      int semitones = g_rand_int_range (random, -14, 15);
      g_autoptr (ShedAbcTune) tune = shed_abc_tune_new_from_text (text, -1);
      g_autofree char *safe = shed_abc_dup_safe_text (tune, 0, semitones);
      g_autoptr (ShedAbcTune) again = shed_abc_tune_new_from_text (safe, -1);
      g_autoptr (GString) wanted = sound_of (tune, semitones);
      g_autoptr (GString) found = sound_of (again, 0);

      assert_no_directive (safe);
      g_assert_cmpstr (found->str, ==, wanted->str);
    }
}

static void
test_chord_names_move (void)
{
  g_autoptr (ShedAbcTune) tune = shed_abc_tune_new_from_text ("K:D\n\"D\"D\"F#m7/C#\"F\"(Bb)\"A\"Asus4\"B|", -1);
  g_autofree char *up = shed_abc_dup_safe_text (tune, 0, 2);
  g_autofree char *down = shed_abc_dup_safe_text (tune, SHED_ABC_SAFE_NO_CHORDS, -2);

  g_assert_nonnull (strstr (up, "K:E\n"));
  g_assert_nonnull (strstr (up, "\"E\" E \"G#m7/D#\"G \"(C)\"B \"Bsus4\"c"));
  g_assert_nonnull (strstr (down, "K:C\n"));
  g_assert_null (strchr (down, '"'));
}

static void
test_a_tie_between_two_pitches_becomes_a_slur (void)
{
  g_autoptr (ShedAbcTune) tune = shed_abc_tune_new_from_text ("K:C\nC-D-E E-E", -1);
  g_autofree char *safe = shed_abc_dup_safe_text (tune, 0, 0);

  g_assert_nonnull (strstr (safe, " (C(D)E) E-E"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  add_cases ("/abc/export", export_cases, test_export);
  g_test_add_func ("/abc/export-then-import-is-identity", test_export_then_import_is_identity);
  g_test_add_func ("/abc/edited-facts-come-back", test_edited_facts_come_back);
  add_cases ("/abc/safe", safe_cases, test_safe);
  g_test_add_func ("/abc/safe-text-sounds-the-same-in-any-key", test_safe_text_sounds_the_same);
  g_test_add_func ("/abc/chord-names-move-with-the-key", test_chord_names_move);
  g_test_add_func ("/abc/a-tie-between-two-pitches-becomes-a-slur", test_a_tie_between_two_pitches_becomes_a_slur);
  return g_test_run ();
}

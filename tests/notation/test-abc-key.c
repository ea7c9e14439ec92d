/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "abc-fixture.h"

typedef struct
{
  const char *text;
  const char *canonical; /* NULL: no key */
  const char *spoken;
  const char *accidentals; /* of C D E F G A B: b, = or # */
} KeyCase;

static const KeyCase key_cases[] = {
  { "D", "D", "D major", "#==#===" },
  { "Gmajor", "G", "G major", "===#===" },
  { "Edor", "Edor", "E dorian", "#==#===" },
  { "E Dorian", "Edor", "E dorian", "#==#===" },
  { "E DOR", "Edor", "E dorian", "#==#===" },
  { "Aminor", "Am", "A minor", "=======" },
  { "Am", "Am", "A minor", "=======" },
  { "A min", "Am", "A minor", "=======" },
  { "Aaeolian", "Am", "A minor", "=======" },
  { "Cionian", "C", "C major", "=======" },
  { "Dmixm", "Dmix", "D mixolydian", "===#===" },
  { "D Mix", "Dmix", "D mixolydian", "===#===" },
  { "Flyd", "Flyd", "F lydian", "=======" },
  { "Bphrygian", "Bphr", "B phrygian", "===#===" },
  { "Bloc", "Bloc", "B locrian", "=======" },
  { "F#m", "F#m", "F♯ minor", "#==##==" },
  { "F♯ minor", "F#m", "F♯ minor", "#==##==" },
  { "Bb", "Bb", "B♭ major", "==b===b" },
  { "B flat minor", "Bbm", "B♭ minor", "=bb=bbb" },
  { "Cb", "Cb", "C♭ major", "bbbbbbb" },
  { "C#", "C#", "C♯ major", "#######" },
  { "HP", "HP", "Highland pipes", "#==#===" },
  { "Hp", "Hp", "Highland pipes", "#==#===" },
  { "none", "none", "no key", "=======" },
  { "D Phr ^f", "Dphr ^f", "D phrygian", "==b#==b" },
  { "Am ^f_b=c", "Am =c^f_b", "A minor", "===#==b" },
  { "D exp _b _e ^f", "D exp _e^f_b", "D", "==b#==b" },
  { "^f^c", "^c^f", "no key", "#==#===" },
  { "G clef=bass octave=-1", "G", "G major", "===#===" },
  { "G bass", "G", "G major", "===#===" },
  { "clef=alto", "none", "no key", "=======" },
  { "d", "D", "D major", "#==#===" },
  { "Quark", NULL, NULL, NULL },
  { "Dogs", NULL, NULL, NULL },
  { "###", NULL, NULL, NULL },
  { "?", NULL, NULL, NULL },
};

static void
test_key (gconstpointer data)
{
  const KeyCase *row = data;
  g_autofree char *canonical = shed_abc_key_canonical (row->text);
  g_autofree char *again = NULL;
  g_autofree char *spoken = NULL;
  ShedAbcKey key;

  g_assert_cmpstr (canonical, ==, row->canonical);
  if (row->canonical == NULL)
    return;
  again = shed_abc_key_canonical (canonical);
  g_assert_cmpstr (again, ==, canonical);
  g_assert_true (shed_abc_key_parse (row->text, -1, &key, NULL));
  spoken = shed_abc_key_dup_spoken (&key);
  g_assert_cmpstr (spoken, ==, row->spoken);
  for (int step = 0; step < 7; step++)
    g_assert_cmpint (key.alter[step], ==, row->accidentals[step] == '#' ? 1 : row->accidentals[step] == 'b' ? -1 : 0);
}

typedef struct
{
  const char *text;
  guint8 kind, line;
  int mark, octave, transpose;
} ClefCase;

static const ClefCase clef_cases[] = {
  { "C", SHED_ABC_CLEF_TREBLE, 0, 0, 0, 0 },
  { "C clef=bass", SHED_ABC_CLEF_BASS, 0, 0, 0, 0 },
  { "C bass", SHED_ABC_CLEF_BASS, 0, 0, 0, 0 },
  { "C clef=bass3", SHED_ABC_CLEF_BASS, 3, 0, 0, 0 },
  { "C treble-8", SHED_ABC_CLEF_TREBLE, 0, -1, 0, 0 },
  { "C clef=treble+8", SHED_ABC_CLEF_TREBLE, 0, 1, 0, 0 },
  { "C clef=alto", SHED_ABC_CLEF_ALTO, 0, 0, 0, 0 },
  { "C clef=tenor", SHED_ABC_CLEF_TENOR, 0, 0, 0, 0 },
  { "C clef=C1", SHED_ABC_CLEF_ALTO, 1, 0, 0, 0 },
  { "C clef=perc", SHED_ABC_CLEF_PERCUSSION, 0, 0, 0, 0 },
  { "C clef=none", SHED_ABC_CLEF_NONE, 0, 0, 0, 0 },
  { "C octave=-1 transpose=-2", SHED_ABC_CLEF_TREBLE, 0, 0, -1, -2 },
  { "C bass middle=d", SHED_ABC_CLEF_BASS, 0, 0, -2, 0 },
  { "C clef=bass middle=D,", SHED_ABC_CLEF_BASS, 0, 0, 0, 0 },
  { "C transpose=999999999999999999999", SHED_ABC_CLEF_TREBLE, 0, 0, 0, 48 },
};

static void
test_clef (gconstpointer data)
{
  const ClefCase *row = data;
  ShedAbcKey key;
  ShedAbcClef clef = { 0 };

  g_assert_true (shed_abc_key_parse (row->text, -1, &key, &clef));
  g_assert_cmpint (clef.kind, ==, row->kind);
  g_assert_cmpint (clef.line, ==, row->line);
  g_assert_cmpint (clef.mark, ==, row->mark);
  g_assert_cmpint (clef.octave, ==, row->octave);
  g_assert_cmpint (clef.transpose, ==, row->transpose);
}

static void
test_key_needs_no_nul (void)
{
  ShedAbcKey key;
  g_autofree char *name = NULL;

  g_assert_true (shed_abc_key_parse ("Edorian", 1, &key, NULL));
  name = shed_abc_key_to_string (&key);
  g_assert_cmpstr (name, ==, "E");
}

typedef struct
{
  const char *from;
  int semitones;
  const char *to;
  int steps;
} MoveCase;

static const MoveCase move_cases[] = {
  { "D", 2, "E", 1 },
  { "D", -2, "C", -1 },
  { "D", 12, "D", 7 },
  { "D", -12, "D", -7 },
  { "Edor", 5, "Ador", 3 },
  { "Edor", -5, "Bdor", -3 },
  { "G", 1, "Ab", 1 },
  { "C", 6, "F#", 3 },
  { "C", -6, "Gb", -3 },
  { "Am", 3, "Cm", 2 },
  { "Dphr ^f", 2, "Ephr ^g", 1 },
  { "none", 2, "D", 1 },
  { "HP", 1, "Bbmix", 1 },
  { "B", 1, "C", 1 },
  { "F#", 1, "G", 1 },
};

static void
test_move (gconstpointer data)
{
  const MoveCase *row = data;
  ShedAbcKey key, moved;
  int steps;
  g_autofree char *name = NULL;

  g_assert_true (shed_abc_key_parse (row->from, -1, &key, NULL));
  shed_abc_key_transpose (&key, row->semitones, &moved, &steps);
  name = shed_abc_key_to_string (&moved);
  g_assert_cmpstr (name, ==, row->to);
  g_assert_cmpint (steps, ==, row->steps);
}

/* Whatever the key and the distance: there and back again sounds the same, and no key needs more than seven
 * accidentals. */
static void
test_moves_come_back (void)
{
  for (int tonic = 0; tonic < 7; tonic++)
    for (int alter = -1; alter <= 1; alter++)
      for (int mode = 0; mode < SHED_ABC_N_MODES; mode++)
        for (int semitones = -24; semitones <= 24; semitones++)
          {
            static const int natural[7] = { 0, 2, 4, 5, 7, 9, 11 };
            ShedAbcKey key, moved, back;
            int steps, steps_back;

            g_assert_true (shed_abc_key_set (&key, tonic, alter, mode));
            shed_abc_key_transpose (&key, semitones, &moved, &steps);
            g_assert_cmpint (moved.mode, ==, mode);
            if (semitones != 0)
              g_assert_cmpint (ABS (moved.sharps), <=, 7);
            g_assert_cmpint ((natural[moved.tonic] + moved.tonic_alter - natural[tonic] - alter - semitones) % 12, ==,
                             0);
            shed_abc_key_transpose (&moved, -semitones, &back, &steps_back);
            g_assert_cmpint ((natural[back.tonic] + back.tonic_alter - natural[tonic] - alter) % 12, ==, 0);
          }
}

typedef struct
{
  const char *text;
  gboolean is_meter;
  guint numerator, denominator, n_parts;
  const char *canonical;
  guint unit; /* denominator of the unit length that goes with it */
} MeterCase;

static const MeterCase meter_cases[] = {
  { "4/4", TRUE, 4, 4, 1, "4/4", 8 },
  { "C", TRUE, 4, 4, 1, "4/4", 8 },
  { "C|", TRUE, 2, 2, 1, "2/2", 8 },
  { " 6/8 ", TRUE, 6, 8, 1, "6/8", 8 },
  { "2/4", TRUE, 2, 4, 1, "2/4", 16 },
  { "3/4", TRUE, 3, 4, 1, "3/4", 8 },
  { "5/8", TRUE, 5, 8, 1, "5/8", 16 },
  { "3+2/8", TRUE, 5, 8, 2, "3+2/8", 16 },
  { "(2+3+2)/8", TRUE, 7, 8, 3, "2+3+2/8", 8 },
  { "none", TRUE, 0, 1, 0, "none", 8 },
  { "4/0", FALSE, 0, 1, 0, NULL, 8 },
  { "0/4", FALSE, 0, 1, 0, NULL, 8 },
  { "99999999999999999999/4", FALSE, 0, 1, 0, NULL, 8 },
  { "1+1+1+1+1+1+1+1+1/8", FALSE, 0, 1, 0, NULL, 8 },
  { "4", FALSE, 0, 1, 0, NULL, 8 },
  { "/", FALSE, 0, 1, 0, NULL, 8 },
  { "-4/4", FALSE, 0, 1, 0, NULL, 8 },
  { "4/4 swing", FALSE, 0, 1, 0, NULL, 8 },
};

static void
test_meter (gconstpointer data)
{
  const MeterCase *row = data;
  ShedAbcMeter meter;
  guint numerator, denominator;
  g_autofree char *canonical = shed_abc_meter_canonical (row->text);

  g_assert_cmpint (shed_abc_meter_parse (row->text, -1, &meter), ==, row->is_meter);
  g_assert_cmpuint (meter.numerator, ==, row->numerator);
  g_assert_cmpuint (meter.denominator, ==, row->denominator);
  g_assert_cmpuint (meter.n_parts, ==, row->n_parts);
  g_assert_cmpstr (canonical, ==, row->canonical);
  shed_abc_unit_default (&meter, &numerator, &denominator);
  g_assert_cmpuint (numerator, ==, 1);
  g_assert_cmpuint (denominator, ==, row->unit);
}

typedef struct
{
  const char *text;
  guint numerator, denominator; /* 0: no unit */
} UnitCase;

static const UnitCase unit_cases[] = {
  { "1/8", 1, 8 }, { " 1 / 16 ", 1, 16 }, { "1", 1, 1 },   { "1/512", 1, 512 }, { "2/4", 1, 2 },
  { "1/0", 0, 0 }, { "1/3", 0, 0 },       { "0/8", 0, 0 }, { "1/1024", 0, 0 },  { "eighth", 0, 0 },
};

static void
test_unit (gconstpointer data)
{
  const UnitCase *row = data;
  guint numerator = 0, denominator = 0;

  g_assert_cmpint (shed_abc_unit_parse (row->text, -1, &numerator, &denominator), ==, row->numerator != 0);
  g_assert_cmpuint (numerator, ==, row->numerator);
  g_assert_cmpuint (denominator, ==, row->denominator);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_cases ("/abc/key", key_cases, test_key);
  add_cases ("/abc/clef", clef_cases, test_clef);
  g_test_add_func ("/abc/key-needs-no-nul-behind-it", test_key_needs_no_nul);
  for (guint i = 0; i < G_N_ELEMENTS (move_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/abc/move/%s-by-%d", move_cases[i].from, move_cases[i].semitones);

      g_test_add_data_func (g_strdelimit (path, " ", '-'), &move_cases[i], test_move);
    }
  g_test_add_func ("/abc/a-key-moved-there-and-back-is-the-same", test_moves_come_back);
  for (guint i = 0; i < G_N_ELEMENTS (meter_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/abc/meter/%u", i);

      g_test_add_data_func (path, &meter_cases[i], test_meter);
    }
  for (guint i = 0; i < G_N_ELEMENTS (unit_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/abc/unit/%u", i);

      g_test_add_data_func (path, &unit_cases[i], test_unit);
    }
  return g_test_run ();
}

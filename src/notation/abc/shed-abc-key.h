/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys and clefs of ABC's `K:` field: reading every spelling, writing the canonical one ("Edor"), and moving a key. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SHED_ABC_MODE_MAJOR, /* also ionian */
  SHED_ABC_MODE_MINOR, /* also aeolian */
  SHED_ABC_MODE_DORIAN,
  SHED_ABC_MODE_PHRYGIAN,
  SHED_ABC_MODE_LYDIAN,
  SHED_ABC_MODE_MIXOLYDIAN,
  SHED_ABC_MODE_LOCRIAN,
  SHED_ABC_N_MODES
} ShedAbcMode;

typedef enum
{
  SHED_ABC_KEY_TONIC,        /* a tonic and a mode */
  SHED_ABC_KEY_NONE,         /* K:none, or no K: at all: no accidentals, no tonic */
  SHED_ABC_KEY_PIPES,        /* K:HP: the Highland pipes, nothing drawn; F and C sound sharp */
  SHED_ABC_KEY_PIPES_MARKED, /* K:Hp: F♯, C♯ and G♮ drawn */
  SHED_ABC_KEY_EXPLICIT,     /* "D exp _b_e^f": a tonic, and only the accidentals written there */
} ShedAbcKeyKind;

/**
 * ShedAbcKey:
 * @kind: what sort of key
 * @mode: a #ShedAbcMode, when @kind is %SHED_ABC_KEY_TONIC
 * @tonic: the letter as a step, 0 C, 1 D … 6 B
 * @tonic_alter: -1 flat, 0, 1 sharp
 * @sharps: accidentals of tonic and mode on the circle of fifths, -7 (seven flats) … 7 (seven sharps)
 * @alter: for each letter C D E F G A B what the key does to it, -2 … 2, explicit accidentals included
 * @explicit_mask: bit n: the letter n (0 C … 6 B) has an accidental written in the field
 *
 * A key signature. A plain value: copy it freely.
 */
typedef struct
{
  guint8 kind;
  guint8 mode;
  gint8 tonic;
  gint8 tonic_alter;
  gint8 sharps;
  gint8 alter[7];
  guint8 explicit_mask;
} ShedAbcKey;

typedef enum
{
  SHED_ABC_CLEF_TREBLE,
  SHED_ABC_CLEF_BASS,  /* F clef on line 4 unless @line says otherwise */
  SHED_ABC_CLEF_ALTO,  /* C clef on line 3 */
  SHED_ABC_CLEF_TENOR, /* C clef on line 4 */
  SHED_ABC_CLEF_PERCUSSION,
  SHED_ABC_CLEF_NONE,
} ShedAbcClefKind;

/**
 * ShedAbcClef:
 * @kind: a #ShedAbcClefKind
 * @line: staff line it stands on, 1 (lowest) … 5; 0: its usual line
 * @mark: -1 with an 8 below, 1 with an 8 above, else 0
 * @octave: octaves by which written notes are shifted (`octave=`); already applied to the steps of the music
 * @transpose: semitones by which it sounds other than written (`transpose=`); not applied
 *
 * What `K:` and `V:` fields say of the clef. A plain value.
 */
typedef struct
{
  guint8 kind;
  guint8 line;
  gint8 mark;
  gint8 octave;
  gint8 transpose;
} ShedAbcClef;

void shed_abc_key_init (ShedAbcKey *key, ShedAbcKeyKind kind);
gboolean shed_abc_key_set (ShedAbcKey *key, int tonic, int tonic_alter, ShedAbcMode mode);
gboolean shed_abc_key_parse (const char *text, gssize length, ShedAbcKey *ret_key, ShedAbcClef *ret_clef);
void shed_abc_clef_parse (const char *text, gssize length, ShedAbcClef *clef);
gboolean shed_abc_key_equal (const ShedAbcKey *a, const ShedAbcKey *b);
char *shed_abc_key_to_string (const ShedAbcKey *key);
char *shed_abc_key_canonical (const char *text);
char *shed_abc_key_dup_spoken (const ShedAbcKey *key);
char *shed_abc_key_dup_tonic (const ShedAbcKey *key);
void shed_abc_key_transpose (const ShedAbcKey *key, int semitones, ShedAbcKey *ret_key, int *ret_steps);

G_END_DECLS

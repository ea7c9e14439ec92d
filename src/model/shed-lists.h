/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists that come with the program: kinds of tunes, genres, instruments, modes and goals. They are facts to choose from
 * and to infer with, never a fence: a name that no list knows is kept and shown as it is. Everything here is made once, is
 * never freed and may be read from any thread.
 *
 * The id is what the library stores ("slip jig", "fiddle"). The name is English and a message id: windows
 * translate it (shed-lists-strings.h shows it to the translators' tools). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ShedKind:
 * @id: what tune.kind holds, lower case: "slip jig"
 * @name: English message id, in lower case as it stands inside a line
 * @aliases: (array zero-terminated=1): other spellings; plurals and missing blanks need none
 * @meter: usual meter such as "9/8", or NULL when it has none (airs)
 * @unit: usual unit note length such as "1/8"
 * @beat: note length that is counted, such as "3/8", or NULL
 * @tempo_bpm: usual tempo in @beat per minute; 0 when it has none
 * @swing_percent: share of the first of two equal notes: 50 even, 60 as in hornpipes, 66 as in jazz
 * @genres: (array zero-terminated=1): ids of the genres that play it
 */
typedef struct
{
  const char *id;
  const char *name;
  const char *const *aliases;
  const char *meter;
  const char *unit;
  const char *beat;
  guint       tempo_bpm;
  guint       swing_percent;
  const char *const *genres;
} ShedKind;

/**
 * ShedGenre:
 * @id: what tune.genre and repertoire.genre hold
 * @name: English message id
 * @aliases: (array zero-terminated=1): other spellings
 */
typedef struct
{
  const char *id;
  const char *name;
  const char *const *aliases;
} ShedGenre;

/**
 * ShedInstrument:
 * @id: what repertoire.instrument holds: "fiddle"
 * @name: English message id
 * @aliases: (array zero-terminated=1): other names
 * @clef: "treble", "alto", "bass" or "percussion"
 * @lowest, @highest: the notes a player usually reaches, as written, in MIDI numbers (60 is middle C); -1 when unknown
 * @transposition: semitones from the written to the sounding note
 * @icon: name of a symbolic icon
 * @is_tile: stands among the few that the first steps offer
 * @tunings: (array zero-terminated=1): usual tunings or keys, the most usual first
 */
typedef struct
{
  const char *id;
  const char *name;
  const char *const *aliases;
  const char *clef;
  int         lowest;
  int         highest;
  int         transposition;
  const char *icon;
  gboolean    is_tile;
  const char *const *tunings;
} ShedInstrument;

/**
 * ShedMode:
 * @id: "dorian"
 * @name: English message id
 * @aliases: (array zero-terminated=1): other spellings
 * @abc: what ABC writes after the tonic: "dor"; "" for major
 * @steps: the seven notes of the scale in semitones above the tonic
 */
typedef struct
{
  const char *id;
  const char *name;
  const char *const *aliases;
  const char *abc;
  guint8      steps[7];
} ShedMode;

/**
 * ShedGoal:
 * @id: what goal columns hold for a built-in goal: "session-ready"
 * @name: English message id
 * @aliases: (array zero-terminated=1): other spellings
 * @ladder_minutes: the rungs in minutes, or NULL when @id follows recall and not a ladder
 * @n_rungs: how many
 */
typedef struct
{
  const char *id;
  const char *name;
  const char *const *aliases;
  const guint *ladder_minutes;
  guint       n_rungs;
} ShedGoal;

/* Lookups fold the text (case, accents, blanks, hyphens) and try ids, names and aliases, then the singular of a plural.
 * NULL or an unknown text gives NULL. */
const ShedKind             *shed_kind_lookup       (const char *text);
const ShedGenre            *shed_genre_lookup      (const char *text);
const ShedInstrument       *shed_instrument_lookup (const char *text);
const ShedMode             *shed_mode_lookup       (const char *text);
const ShedGoal             *shed_goal_lookup       (const char *text);

/* All of a list in the order to show it; ends with NULL. */
const ShedKind *const       *shed_kind_list        (void);
const ShedGenre *const      *shed_genre_list       (void);
const ShedInstrument *const *shed_instrument_list  (void);
const ShedMode *const       *shed_mode_list        (void);
const ShedGoal *const       *shed_goal_list        (void);

gboolean    shed_kind_has_genre    (const ShedKind *kind, const char *genre_id);
const char *shed_kind_lookup_id    (const char *text, gpointer unused);

G_END_DECLS

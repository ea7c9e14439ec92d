/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parser of one tune's text. A parser keeps its buffers from tune to tune, which is what makes books fast; it
 * belongs to one thread. shed-abc-parser.c reads headers, shed-abc-field-parser.c fields, shed-abc-music-parser.c
 * lines of music; all of them keep what they find with shed-abc-parser-state.c. */
#pragma once

#include "shed-abc-tune-private.h"
#include "shed-abc-text-private.h"

G_BEGIN_DECLS

#define SHED_ABC_MAX_VOICES 32

/* Fields whose text is one of the tune's facts. */
#define SHED_ABC_FACT_FIELDS "ABCDFGHNORSTWZ"

/* Time inside a bar is counted in these parts of a whole note: exact for 1/512 and tuplets of 3, 5, 7 and 9. */
#define SHED_ABC_TICKS (512 * 9 * 5 * 7)

/* What a voice carries from symbol to symbol. */
typedef struct
{
  char name[16];
  ShedAbcKey key;
  ShedAbcClef clef;
  ShedAbcClef first_clef; /* that of the V: field, whatever K: fields change later */
  ShedAbcMeter meter;
  guint unit_numerator, unit_denominator;

  guint64 bar_ticks;     /* so far in this bar */
  guint64 overlay_ticks; /* in this bar's overlay */
  guint32 bar_offset;    /* in the text: where this bar began */
  guint bar_number;
  gboolean bar_has_rest;    /* whole bars of rest: nothing to check */
  gboolean began_at_border; /* after a double bar, a repeat or an ending: may be short */
  gint8 bar_alter[7];       /* accidentals in this bar */
  guint8 bar_altered;       /* bit a letter */

  guint64 short_ticks; /* of a short bar that is remarked on unless what follows excuses it; 0: none */
  guint32 short_offset, short_length;
  guint short_number;

  int first, last; /* symbols of the last timed event, -1: none */
  int tie;         /* symbol of a note that is tied to the next, -1: none */
  int last_note;   /* where a tie or the end of a slur belongs, -1: none; outlives bar lines */
  int broken;      /* steps of > (positive) or < (negative) that wait for the next note */
  guint32 broken_offset;
  guint8 tuplet_p, tuplet_q, tuplet_left;
  gboolean tuplet_started;
  guint32 tuplet_offset;
  gboolean joined; /* no blank since the last note */
  gboolean in_overlay;
} ShedAbcVoice;

typedef struct
{
  const char *text; /* the tune's text */
  gsize text_length;
  ShedAbcTune *tune;

  ShedAbcSymbol *symbols;
  guint n_symbols, n_allocated;
  GArray *keys;    /* ShedAbcKey */
  GArray *clefs;   /* ShedAbcClef, one for each key */
  GArray *values;  /* ShedAbcValue */
  GArray *remarks; /* ShedAbcRemark */
  GString *strings;
  GString *scratch;
  guint n_dropped_remarks;

  ShedAbcVoice voices[SHED_ABC_MAX_VOICES];
  guint n_voices;
  guint voice; /* the current one */
  guint n_header_voices;

  guint32 user_signs[128]; /* U: and the built-in one-letter signs */
  guint32 signs;           /* waiting for the next note */
  guint8 dynamic, finger;
  guint8 slur_starts;
  guint n_bars;
  guint n_notes;
  gboolean break_at_dollar;
  gboolean has_music;
} ShedAbcParser;

void shed_abc_parser_init (ShedAbcParser *self);
void shed_abc_parser_clear (ShedAbcParser *self);
ShedAbcTune *shed_abc_parser_parse (ShedAbcParser *self, GString *text, guint first_line, int text_line, char *number);
void shed_abc_parser_finish (ShedAbcParser *self, ShedAbcTune *tune);

/* Between the parts of the parser */
void shed_abc_parser_remark (ShedAbcParser *self,
                             ShedAbcRemarkCode code,
                             guint32 offset,
                             guint32 length,
                             const char *detail,
                             gssize detail_length);
void shed_abc_parser_remark_field (ShedAbcParser *self, ShedAbcRemarkCode code, const char *value, gsize length);
void shed_abc_parser_add_value (ShedAbcParser *self, char field, const char *value, gsize length);
void shed_abc_parser_extend_last_value (ShedAbcParser *self, const char *value, gsize length);
void shed_abc_parser_tempo (ShedAbcParser *self, const char *value, gsize length);
void shed_abc_parser_user_sign (ShedAbcParser *self, const char *value, gsize length);
void shed_abc_parser_init_voice (ShedAbcParser *self, ShedAbcVoice *voice);
void shed_abc_parser_give_header (ShedAbcParser *self, ShedAbcVoice *voice);
guint shed_abc_parser_voice (ShedAbcParser *self, const char *value, gsize length, gboolean in_header);
void shed_abc_parser_field (ShedAbcParser *self, char field, const char *value, gsize length, gboolean is_inline);
void shed_abc_parser_music_line (ShedAbcParser *self, const char *line, gsize length);
void shed_abc_parser_begin_music (ShedAbcParser *self);
void shed_abc_parser_end_music (ShedAbcParser *self);
void shed_abc_parser_border (ShedAbcParser *self);
ShedAbcSymbol *shed_abc_parser_add_symbol (ShedAbcParser *self, ShedAbcSymbolKind kind, guint32 offset);
guint32 shed_abc_parser_add_string (ShedAbcParser *self, const char *value, gsize length);

G_END_DECLS

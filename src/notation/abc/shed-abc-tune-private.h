/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a tune is made of, for the parser that fills it. Nobody changes a tune after shed_abc_parse(). */
#pragma once

#include "shed-abc-tune.h"

G_BEGIN_DECLS

typedef struct
{
  char field;
  guint32 text; /* in strings */
} ShedAbcValue;

struct _ShedAbcTune
{
  gatomicrefcount ref_count;

  char *text;
  gsize text_length;
  char *own_content; /* only when the text has lines that begin with %; else content is a tail of text */
  const char *content;
  guint body; /* offset of the music in text */
  guint first_line;
  int text_line; /* line in the book of the text's first line; less than that when lines were inherited */
  char *number;  /* nullable: no X: */

  ShedAbcKey key;
  ShedAbcClef clef;
  ShedAbcMeter meter;
  guint unit_numerator, unit_denominator;
  guint tempo, beat_numerator, beat_denominator;

  ShedAbcSymbol *symbols;
  guint n_symbols;
  guint n_notes;
  guint n_voices;
  char *strings; /* NUL-terminated, end to end; offset 0 is the empty one */
  ShedAbcValue *values;
  guint n_values;
  ShedAbcKey *keys;
  ShedAbcClef *clefs; /* one for each key */
  ShedAbcClef *voice_clefs;
  guint n_keys;
  ShedAbcRemark *remarks;
  guint n_remarks;

  guint64 fields_seen; /* a bit a letter: upper case from 0, lower case from 32 */
  gboolean refused;
};

ShedAbcTune *shed_abc_tune_alloc (void);

static inline guint64
shed_abc_field_bit (char field)
{
  return G_GUINT64_CONSTANT (1) << (((guchar)field - 'A') & 63);
}

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The signs of music notation as cairo paths, drawn for this project so that no music font is needed. The unit is one
 * stave space, y grows upwards, and the origin is what the comment of each sign says. */
#pragma once

#include <cairo.h>

typedef enum
{
  SHED_GLYPH_TREBLE_CLEF, /* origin: left end, bottom line */
  SHED_GLYPH_BASS_CLEF,   /* origin: left end, bottom line */
  SHED_GLYPH_C_CLEF,      /* origin: left end, the line of middle C */
  SHED_GLYPH_SHARP,       /* origin of accidentals: the middle, on the line or space meant */
  SHED_GLYPH_FLAT,
  SHED_GLYPH_NATURAL,
  SHED_GLYPH_HEAD_FILLED, /* origin of note heads and rests: the middle */
  SHED_GLYPH_HEAD_HALF,
  SHED_GLYPH_HEAD_WHOLE,
  SHED_GLYPH_REST_WHOLE,
  SHED_GLYPH_REST_HALF,
  SHED_GLYPH_REST_QUARTER,
  SHED_GLYPH_REST_EIGHTH,
  SHED_GLYPH_REST_SIXTEENTH,
  SHED_GLYPH_FLAG_DOWN, /* for a stem that goes down; origin: the stem's free end */
  SHED_GLYPH_FLAG_UP,
  SHED_GLYPH_DIGIT_0, /* digits, two spaces high; origin: middle of the bottom. DIGIT_0 … DIGIT_0 + 9 */
  SHED_GLYPH_DIGIT_9 = SHED_GLYPH_DIGIT_0 + 9,
  SHED_GLYPH_COMMON_TIME, /* origin: the middle of the stave */
  SHED_GLYPH_CUT_TIME,
  SHED_N_GLYPHS
} ShedGlyph;

/* Half the width of a note head, and where its stem touches it. */
#define SHED_HEAD_HALF_WIDTH 0.62

void shed_glyph_fill (cairo_t *cr, ShedGlyph glyph, double x, double y, double scale);

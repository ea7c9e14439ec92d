/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the layout of an incipit hands to its drawing. */
#pragma once

#include "shed-glyphs.h"
#include "shed-incipit.h"

typedef enum
{
  SHED_INCIPIT_OP_GLYPH,     /* a: scale */
  SHED_INCIPIT_OP_RECTANGLE, /* x, y: lower left; a, b: width, height */
  SHED_INCIPIT_OP_BEAM,      /* x, y: lower left; a: width; b: rise */
  SHED_INCIPIT_OP_DOT,       /* a: radius */
  SHED_INCIPIT_OP_TIE,       /* from x, y to a, y; glyph: bends downwards */
} ShedIncipitOpKind;

typedef struct
{
  guint8 kind, glyph;
  float x, y, a, b;
  float right; /* drawn only when this lies before the cut */
} ShedIncipitOp;

struct _ShedIncipit
{
  ShedIncipitOp *ops;
  guint n_ops;
  float *breaks; /* where the drawing may be cut, ascending */
  guint n_breaks;
  float width, min_y, max_y;
};

#define SHED_BEAM_THICKNESS 0.5

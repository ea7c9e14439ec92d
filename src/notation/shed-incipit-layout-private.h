/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An incipit while it is laid out: what was placed so far, and the notes whose stems are still to come. */
#pragma once

#include "shed-incipit-private.h"

#define MAX_EVENTS 96
#define MAX_HEADS 6

/* One thing in time: a note or chord, or a rest. */
typedef struct
{
  float x;                /* middle of the head */
  float heads[MAX_HEADS]; /* y of each, unsorted */
  guint n_heads;
  float top, bottom; /* of the heads */
  float stem_end;
  gboolean rest, stem_up, tied, beamed;
  guint8 beams;  /* 0 quarter and longer, 1 eighth, 2 sixteenth … */
  guint8 tuplet; /* figure, at its first note */
  gboolean tuplet_end;
  gboolean stemless; /* whole notes */
} ShedIncipitEvent;

typedef struct
{
  ShedIncipit *incipit;
  GArray *ops, *breaks;
  ShedIncipitEvent events[MAX_EVENTS];
  guint n_events;
  guint group_start; /* first event of the open beam group, or n_events */
  guint tuplet_start;
  float x;
  float reference; /* steps above middle C of the bottom line */
  float key_shift; /* y of key signatures against the treble clef's */
  float min_y, max_y;
} ShedIncipitLayout;

static inline void
shed_incipit_reach (ShedIncipitLayout *self, float y)
{
  self->min_y = MIN (self->min_y, y);
  self->max_y = MAX (self->max_y, y);
}

static inline void
shed_incipit_add_op (
  ShedIncipitLayout *self, ShedIncipitOpKind kind, guint8 glyph, float x, float y, float a, float b, float right)
{
  ShedIncipitOp op = { kind, glyph, x, y, a, b, right };

  g_array_append_val (self->ops, op);
}

static inline void
shed_incipit_add_glyph (ShedIncipitLayout *self, ShedGlyph glyph, float x, float y, float scale)
{
  shed_incipit_add_op (self, SHED_INCIPIT_OP_GLYPH, glyph, x, y, scale, 0, x);
}

void shed_incipit_close_group (ShedIncipitLayout *self);

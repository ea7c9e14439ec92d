/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first bars of a tune, laid out from the ABC reader's symbols and drawn with cairo: no subprocess, fast enough for
 * a scrolling list. A layout is made once from the abc (any thread), is immutable, small, and drawn at any scale and in
 * any colour. */
#pragma once

#include <cairo.h>
#include <glib-object.h>

G_BEGIN_DECLS

typedef struct _ShedIncipit ShedIncipit;
#define SHED_TYPE_INCIPIT (shed_incipit_get_type ())
GType shed_incipit_get_type (void);

/* bars: how many at the most (pickup not counted). NULL when there is no note in it. */
ShedIncipit *shed_incipit_new (const char *abc, guint bars);
ShedIncipit *shed_incipit_ref (ShedIncipit *self);
void shed_incipit_unref (ShedIncipit *self);
/* Natural width for a height in px; drawing is cut at a bar or note border when less is given. */
double shed_incipit_get_width (ShedIncipit *self, double height);
typedef struct
{
  double red, green, blue, alpha;
} ShedInk;
void shed_incipit_draw (
  ShedIncipit *self, cairo_t *cr, double width, double height, const ShedInk *ink, const ShedInk *stave_ink);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedIncipit, shed_incipit_unref)

G_END_DECLS

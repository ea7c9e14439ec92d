/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws a laid out incipit with cairo: no measuring, no allocation, only the walk over its operations. */
#include "shed-incipit-private.h"

#include <math.h>

/* Pixels of one stave space in a given height: whole ones, so that the lines are sharp, as long as that costs little.
 */
static double
get_space (ShedIncipit *self, double height)
{
  double space = height / (self->max_y - self->min_y);

  return space >= 3 ? floor (space * 2) / 2 : space;
}

/**
 * shed_incipit_get_width:
 * @self: a layout
 * @height: in pixels
 *
 * Returns: the width in pixels that the whole of it takes at that height
 */
double
shed_incipit_get_width (ShedIncipit *self, double height)
{
  g_return_val_if_fail (self != NULL, 0);
  return ceil (self->width * get_space (self, height));
}

static void
draw_op (cairo_t *cr, const ShedIncipitOp *op)
{
  switch ((ShedIncipitOpKind)op->kind)
    {
    case SHED_INCIPIT_OP_GLYPH:
      shed_glyph_fill (cr, op->glyph, op->x, op->y, op->a);
      break;
    case SHED_INCIPIT_OP_RECTANGLE:
      cairo_rectangle (cr, op->x, op->y, op->a, op->b);
      cairo_fill (cr);
      break;
    case SHED_INCIPIT_OP_BEAM:
      cairo_move_to (cr, op->x, op->y);
      cairo_line_to (cr, op->x + op->a, op->y + op->b);
      cairo_line_to (cr, op->x + op->a, op->y + op->b + SHED_BEAM_THICKNESS);
      cairo_line_to (cr, op->x, op->y + SHED_BEAM_THICKNESS);
      cairo_close_path (cr);
      cairo_fill (cr);
      break;
    case SHED_INCIPIT_OP_DOT:
      cairo_arc (cr, op->x, op->y, op->a, 0, 2 * G_PI);
      cairo_fill (cr);
      break;
    case SHED_INCIPIT_OP_TIE:
      {
        double bend = op->glyph ? -1 : 1, third = (op->a - op->x) / 3;

        cairo_move_to (cr, op->x, op->y);
        cairo_curve_to (cr, op->x + third, op->y + bend * 0.75, op->a - third, op->y + bend * 0.75, op->a, op->y);
        cairo_curve_to (cr, op->a - third, op->y + bend * 0.5, op->x + third, op->y + bend * 0.5, op->x, op->y);
        cairo_close_path (cr);
        cairo_fill (cr);
      }
      break;
    default:
      break;
    }
}

/**
 * shed_incipit_draw:
 * @self: a layout
 * @cr: where to draw; its origin is the upper left corner, its unit a pixel
 * @width: pixels there are; what does not fit is cut after a whole note, beam or bar
 * @height: pixels there are
 * @ink: colour of the notes
 * @stave_ink: colour of the lines
 */
void
shed_incipit_draw (
  ShedIncipit *self, cairo_t *cr, double width, double height, const ShedInk *ink, const ShedInk *stave_ink)
{
  double space, base, cut, thickness;

  g_return_if_fail (self != NULL);
  space = get_space (self, height);
  if (space <= 0 || width <= 0)
    return;

  cut = self->width;
  if (cut * space > width)
    {
      cut = 0;
      for (guint i = 0; i < self->n_breaks && self->breaks[i] * space <= width; i++)
        cut = self->breaks[i];
      if (cut <= 0)
        cut = width / space;
    }
  /* The bottom line on a whole pixel. */
  base = floor ((height + (self->max_y + self->min_y) * space) / 2 + 0.5);
  thickness = MAX (1, floor (space * 0.1 + 0.5));

  cairo_save (cr);
  cairo_set_source_rgba (cr, stave_ink->red, stave_ink->green, stave_ink->blue, stave_ink->alpha);
  for (guint line = 0; line < 5; line++)
    cairo_rectangle (cr, 0, base - floor (line * space + 0.5), cut * space, thickness);
  cairo_fill (cr);

  cairo_translate (cr, 0, base + thickness / 2);
  cairo_scale (cr, space, -space);
  cairo_set_source_rgba (cr, ink->red, ink->green, ink->blue, ink->alpha);
  cairo_new_path (cr);
  for (guint i = 0; i < self->n_ops; i++)
    if (self->ops[i].right < cut)
      draw_op (cr, &self->ops[i]);
  cairo_restore (cr);
}

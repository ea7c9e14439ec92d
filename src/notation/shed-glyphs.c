/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The signs of music notation as cairo paths. Curved signs are brush strokes: a smooth line through points
 * (Catmull-Rom), each with the width of the brush there. It must never read a file or a font. */
#include "shed-glyphs.h"

#include <glib.h>
#include <math.h>

typedef struct
{
  float x, y, width;
} BrushPoint;

static const BrushPoint treble[] = {
  { 1.46, 0.62, .10 },  { 1.10, 0.72, .16 },  { 0.98, 1.12, .20 }, { 1.20, 1.58, .24 },  { 1.66, 1.66, .28 },
  { 2.06, 1.34, .32 },  { 2.16, 0.78, .34 },  { 1.86, 0.18, .28 }, { 1.30, -0.02, .22 }, { 0.70, 0.16, .30 },
  { 0.28, 0.74, .38 },  { 0.34, 1.56, .40 },  { 0.82, 2.36, .38 }, { 1.40, 3.06, .36 },  { 1.74, 3.80, .28 },
  { 1.80, 4.56, .18 },  { 1.62, 5.16, .12 },  { 1.36, 5.22, .10 }, { 1.12, 4.70, .14 },  { 1.08, 4.00, .15 },
  { 1.22, 2.80, .15 },  { 1.46, 1.20, .15 },  { 1.64, 0.00, .15 }, { 1.68, -0.86, .15 }, { 1.46, -1.42, .14 },
  { 1.04, -1.52, .14 }, { 0.80, -1.28, .14 },
};
static const BrushPoint bass[] = {
  { 0.42, 3.00, .16 }, { 0.50, 3.60, .20 }, { 1.00, 3.94, .28 }, { 1.56, 3.72, .40 },
  { 1.76, 3.04, .50 }, { 1.56, 2.12, .42 }, { 0.98, 1.30, .26 }, { 0.16, 0.74, .08 },
};
static const BrushPoint c_lower[] = {
  /* lower half of the C clef's curve; the upper one is its mirror image */
  { 0.86, 0.00, .10 },  { 1.10, -0.44, .16 }, { 1.56, -0.46, .26 }, { 1.94, -0.94, .38 },
  { 1.80, -1.66, .32 }, { 1.40, -1.90, .16 }, { 1.08, -1.62, .12 },
};
static const BrushPoint quarter_rest[] = {
  { -0.34, 1.46, .10 },  { 0.10, 0.92, .26 },   { 0.26, 0.62, .34 },  { 0.00, 0.22, .30 },
  { -0.16, -0.06, .22 }, { 0.10, -0.46, .20 },  { 0.42, -0.84, .10 }, { 0.06, -0.74, .30 },
  { -0.26, -0.92, .30 }, { -0.20, -1.26, .22 }, { 0.10, -1.52, .06 },
};
static const BrushPoint flat_bowl[] = {
  { -0.26, 0.34, .08 }, { 0.06, 0.52, .20 }, { 0.32, 0.32, .28 }, { 0.16, -0.14, .18 }, { -0.26, -0.52, .08 },
};
static const BrushPoint flag[] = {
  /* of a stem that goes up */
  { 0.00, 0.00, .20 }, { 0.20, -0.66, .30 }, { 0.72, -1.22, .24 }, { 0.94, -1.86, .18 }, { 0.74, -2.66, .06 },
};
static const BrushPoint common[] = {
  { 0.62, 0.44, .24 },   { 0.36, 0.88, .16 },   { -0.16, 0.92, .18 }, { -0.58, 0.44, .34 },
  { -0.62, -0.20, .36 }, { -0.26, -0.86, .20 }, { 0.26, -0.92, .14 }, { 0.70, -0.46, .08 },
};

/* Digits as strokes on a field of 1.3 × 2. */
static const BrushPoint d0[] = { { 0, 1.9, .16 },   { -.46, 1.5, .34 }, { -.54, 1, .40 },
                                 { -.46, .5, .34 }, { 0, .1, .16 },     { .46, .5, .34 },
                                 { .54, 1, .40 },   { .46, 1.5, .34 },  { 0, 1.9, .16 } };
static const BrushPoint d1[] = {
  { -.30, 1.36, .10 }, { .06, 1.86, .30 }, { .08, 1.70, .40 }, { .08, 1, .40 }, { .08, .16, .40 }
};
static const BrushPoint d2[] = { { -.44, 1.46, .34 }, { -.10, 1.88, .18 }, { .36, 1.62, .36 },
                                 { .36, 1.20, .36 },  { -.06, .66, .20 },  { -.50, .18, .14 },
                                 { -.10, .30, .30 },  { .26, .14, .34 },   { .56, .40, .10 } };
static const BrushPoint d3[] = { { -.46, 1.62, .30 }, { -.04, 1.90, .18 }, { .36, 1.60, .36 },
                                 { .26, 1.18, .28 },  { -.10, 1.02, .16 }, { .30, .88, .28 },
                                 { .44, .48, .40 },   { -.02, .10, .18 },  { -.48, .40, .32 } };
static const BrushPoint d4[] = {
  { .06, 1.94, .20 }, { -.16, 1.40, .22 }, { -.58, .62, .14 }, { -.20, .56, .18 }, { .58, .56, .18 }
};
static const BrushPoint d5[] = { { .44, 1.82, .20 },  { -.02, 1.74, .22 }, { -.38, 1.84, .14 }, { -.40, 1.40, .12 },
                                 { -.38, 1.02, .12 }, { .04, 1.20, .20 },  { .42, .92, .36 },   { .36, .42, .36 },
                                 { -.06, .10, .18 },  { -.48, .36, .30 } };
static const BrushPoint d6[] = { { .40, 1.56, .34 }, { .10, 1.90, .18 }, { -.38, 1.50, .30 },
                                 { -.52, .90, .38 }, { -.34, .30, .28 }, { .04, .10, .16 },
                                 { .44, .52, .36 },  { .08, 1.04, .16 }, { -.36, .76, .14 } };
static const BrushPoint d7[] = { { -.54, 1.40, .14 }, { -.34, 1.86, .24 }, { .08, 1.66, .32 }, { .54, 1.88, .12 },
                                 { .34, 1.30, .20 },  { .02, .70, .30 },   { -.04, .14, .38 } };
static const BrushPoint d8[] = { { .04, 1.02, .30 }, { -.42, 1.42, .30 }, { 0, 1.90, .16 },
                                 { .42, 1.46, .24 }, { .04, 1.04, .30 },  { -.46, .54, .28 },
                                 { 0, .10, .16 },    { .50, .54, .34 },   { .04, 1.02, .30 } };
static const BrushPoint d9[] = { { -.40, .44, .34 },  { -.10, .10, .18 }, { .38, .50, .30 },
                                 { .52, 1.10, .38 },  { .34, 1.70, .28 }, { -.04, 1.90, .16 },
                                 { -.44, 1.48, .36 }, { -.08, .96, .16 }, { .36, 1.24, .14 } };

static const struct
{
  const BrushPoint *points;
  guint n_points;
} digits[10] = {
  { d0, G_N_ELEMENTS (d0) }, { d1, G_N_ELEMENTS (d1) }, { d2, G_N_ELEMENTS (d2) }, { d3, G_N_ELEMENTS (d3) },
  { d4, G_N_ELEMENTS (d4) }, { d5, G_N_ELEMENTS (d5) }, { d6, G_N_ELEMENTS (d6) }, { d7, G_N_ELEMENTS (d7) },
  { d8, G_N_ELEMENTS (d8) }, { d9, G_N_ELEMENTS (d9) },
};

static float
catmull_rom (float a, float b, float c, float d, float t)
{
  return 0.5f * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t);
}

static BrushPoint
brush_at (const BrushPoint *p, guint n, guint i, float t)
{
  const BrushPoint *a = &p[i > 0 ? i - 1 : 0], *b = &p[i], *c = &p[MIN (i + 1, n - 1)], *d = &p[MIN (i + 2, n - 1)];

  return (BrushPoint){ catmull_rom (a->x, b->x, c->x, d->x, t), catmull_rom (a->y, b->y, c->y, d->y, t),
                       MAX (catmull_rom (a->width, b->width, c->width, d->width, t), 0.04f) };
}

#define STEPS_A_POINT 5
#define MAX_SAMPLES 256

static void
dot (cairo_t *cr, double x, double y, double radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
}

/* Adds the outline of a stroke: along one side of the line and back along the other, with round ends. */
static void
brush (cairo_t *cr, const BrushPoint *points, guint n_points, gboolean mirrored)
{
  BrushPoint samples[MAX_SAMPLES];
  float nx[MAX_SAMPLES], ny[MAX_SAMPLES];
  float side = mirrored ? -1 : 1;
  guint n = 0;

  cairo_new_sub_path (cr);
  for (guint i = 0; i + 1 < n_points; i++)
    for (guint step = 0; step < STEPS_A_POINT && n < MAX_SAMPLES - 1; step++)
      samples[n++] = brush_at (points, n_points, i, (float)step / STEPS_A_POINT);
  samples[n++] = points[n_points - 1];

  for (guint i = 0; i < n; i++)
    {
      const BrushPoint *before = &samples[i > 0 ? i - 1 : 0], *after = &samples[MIN (i + 1, n - 1)];
      float dx = after->x - before->x, dy = after->y - before->y, length = hypotf (dx, dy);

      nx[i] = length > 0 ? -dy / length : 0;
      ny[i] = length > 0 ? dx / length : 0;
    }
  if (mirrored)
    for (guint i = 0; i < n; i++)
      {
        samples[i].y = -samples[i].y;
        ny[i] = -ny[i];
      }
  /* One side forth and the other back, in the direction of cairo's own rectangles and arcs: with the winding rule a
   * stroke that crosses itself or another piece of its sign stays filled. */
  for (guint i = 0; i < n; i++)
    cairo_line_to (cr, samples[i].x - side * nx[i] * samples[i].width / 2,
                   samples[i].y - side * ny[i] * samples[i].width / 2);
  for (guint i = n; i-- > 0;)
    cairo_line_to (cr, samples[i].x + side * nx[i] * samples[i].width / 2,
                   samples[i].y + side * ny[i] * samples[i].width / 2);
  cairo_close_path (cr);
  dot (cr, samples[0].x, samples[0].y, samples[0].width / 2);
  dot (cr, samples[n - 1].x, samples[n - 1].y, samples[n - 1].width / 2);
}

static void
slanted_bar (cairo_t *cr, double x, double y, double half_width, double half_height, double rise)
{
  cairo_move_to (cr, x - half_width, y - half_height - rise);
  cairo_line_to (cr, x + half_width, y - half_height + rise);
  cairo_line_to (cr, x + half_width, y + half_height + rise);
  cairo_line_to (cr, x - half_width, y + half_height - rise);
  cairo_close_path (cr);
}

static void
head (cairo_t *cr, double half_width, double half_height, double angle)
{
  cairo_save (cr);
  cairo_rotate (cr, angle);
  cairo_scale (cr, half_width, half_height);
  dot (cr, 0, 0, 1);
  cairo_restore (cr);
}

static void
hollow_head (cairo_t *cr,
             double half_width,
             double half_height,
             double angle,
             double inner_width,
             double inner_height,
             double inner_angle)
{
  head (cr, half_width, half_height, angle);
  cairo_save (cr);
  cairo_rotate (cr, inner_angle);
  cairo_scale (cr, inner_width, inner_height);
  cairo_new_sub_path (cr);
  cairo_arc_negative (cr, 0, 0, 1, 2 * G_PI, 0);
  cairo_restore (cr);
}

static void
short_rest (cairo_t *cr, guint hooks)
{
  static const BrushPoint stem[] = { { 0.40, 0.72, .10 }, { 0.10, -0.40, .12 }, { -0.06, -1.02, .12 } };
  static const BrushPoint hook[] = {
    { -0.34, 0.42, .10 }, { -0.08, 0.30, .12 }, { 0.18, 0.38, .10 }, { 0.40, 0.72, .06 }
  };
  double shift = hooks > 1 ? 0.26 : 0;

  cairo_save (cr);
  cairo_translate (cr, shift / 2, shift);
  brush (cr, stem, G_N_ELEMENTS (stem), FALSE);
  for (guint i = 0; i < hooks; i++)
    {
      brush (cr, hook, G_N_ELEMENTS (hook), FALSE);
      dot (cr, -0.32, 0.52, 0.24);
      cairo_translate (cr, -0.24, -0.88);
    }
  cairo_restore (cr);
}

static void
add_path (cairo_t *cr, ShedGlyph glyph)
{
  switch ((int)glyph)
    {
    case SHED_GLYPH_TREBLE_CLEF:
      brush (cr, treble, G_N_ELEMENTS (treble), FALSE);
      dot (cr, 0.98, -1.20, 0.32);
      break;
    case SHED_GLYPH_BASS_CLEF:
      brush (cr, bass, G_N_ELEMENTS (bass), FALSE);
      dot (cr, 0.68, 3.00, 0.36);
      dot (cr, 2.36, 3.46, 0.18);
      dot (cr, 2.36, 2.54, 0.18);
      break;
    case SHED_GLYPH_C_CLEF:
      cairo_rectangle (cr, 0.04, -2, 0.38, 4);
      cairo_rectangle (cr, 0.62, -2, 0.12, 4);
      brush (cr, c_lower, G_N_ELEMENTS (c_lower), FALSE);
      brush (cr, c_lower, G_N_ELEMENTS (c_lower), TRUE);
      dot (cr, 1.16, -1.50, 0.24);
      dot (cr, 1.16, 1.50, 0.24);
      break;
    case SHED_GLYPH_SHARP:
      cairo_rectangle (cr, -0.25, -1.36, 0.12, 2.62);
      cairo_rectangle (cr, 0.13, -1.26, 0.12, 2.62);
      slanted_bar (cr, 0, 0.44, 0.46, 0.14, 0.12);
      slanted_bar (cr, 0, -0.44, 0.46, 0.14, 0.12);
      break;
    case SHED_GLYPH_FLAT:
      cairo_rectangle (cr, -0.34, -0.60, 0.12, 2.36);
      brush (cr, flat_bowl, G_N_ELEMENTS (flat_bowl), FALSE);
      break;
    case SHED_GLYPH_NATURAL:
      cairo_rectangle (cr, -0.30, -0.66, 0.11, 2.06);
      cairo_rectangle (cr, 0.19, -1.40, 0.11, 2.06);
      slanted_bar (cr, 0, 0.44, 0.30, 0.13, 0.09);
      slanted_bar (cr, 0, -0.44, 0.30, 0.13, 0.09);
      break;
    case SHED_GLYPH_HEAD_FILLED:
      head (cr, 0.64, 0.44, 0.34);
      break;
    case SHED_GLYPH_HEAD_HALF:
      hollow_head (cr, 0.64, 0.45, 0.34, 0.54, 0.22, 0.56);
      break;
    case SHED_GLYPH_HEAD_WHOLE:
      hollow_head (cr, 0.86, 0.50, 0, 0.42, 0.34, -0.9);
      break;
    case SHED_GLYPH_REST_WHOLE:
      cairo_rectangle (cr, -0.56, 0.48, 1.12, 0.52);
      break;
    case SHED_GLYPH_REST_HALF:
      cairo_rectangle (cr, -0.56, 0, 1.12, 0.52);
      break;
    case SHED_GLYPH_REST_QUARTER:
      brush (cr, quarter_rest, G_N_ELEMENTS (quarter_rest), FALSE);
      break;
    case SHED_GLYPH_REST_EIGHTH:
      short_rest (cr, 1);
      break;
    case SHED_GLYPH_REST_SIXTEENTH:
      short_rest (cr, 2);
      break;
    case SHED_GLYPH_FLAG_UP:
      brush (cr, flag, G_N_ELEMENTS (flag), FALSE);
      break;
    case SHED_GLYPH_FLAG_DOWN:
      brush (cr, flag, G_N_ELEMENTS (flag), TRUE);
      break;
    case SHED_GLYPH_COMMON_TIME:
    case SHED_GLYPH_CUT_TIME:
      brush (cr, common, G_N_ELEMENTS (common), FALSE);
      dot (cr, 0.50, 0.46, 0.22);
      if (glyph == SHED_GLYPH_CUT_TIME)
        cairo_rectangle (cr, 0.02, -1.5, 0.12, 3);
      break;
    case SHED_GLYPH_DIGIT_0 + 4:
      brush (cr, d4, G_N_ELEMENTS (d4), FALSE);
      cairo_rectangle (cr, 0.06, 0.06, 0.34, 1.30);
      break;
    default:
      if (glyph >= SHED_GLYPH_DIGIT_0 && glyph <= SHED_GLYPH_DIGIT_9)
        brush (cr, digits[glyph - SHED_GLYPH_DIGIT_0].points, digits[glyph - SHED_GLYPH_DIGIT_0].n_points, FALSE);
      break;
    }
}

/**
 * shed_glyph_fill:
 * @cr: a context whose unit is one stave space, y upwards, with its source set
 * @glyph: which sign
 * @x: where its origin goes, in stave spaces
 * @y: likewise
 * @scale: 1 for its usual size, less for grace notes and small figures
 *
 * Fills one sign.
 */
void
shed_glyph_fill (cairo_t *cr, ShedGlyph glyph, double x, double y, double scale)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, scale, scale);
  cairo_new_path (cr);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_WINDING);
  add_path (cr, glyph);
  cairo_fill (cr);
  cairo_restore (cr);
}

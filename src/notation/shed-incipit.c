/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays out the first bars of a tune on one stave. The result is a short list of drawing operations in stave spaces (x
 * from the left, y upwards from the bottom line), so that drawing is a walk over an array. It must never start a
 * process or read a file. */
#include "shed-incipit-layout-private.h"

#include <math.h>
#include <string.h>

#include "shed-abc.h"

#define MAX_GRACES 6

G_DEFINE_BOXED_TYPE (ShedIncipit, shed_incipit, shed_incipit_ref, shed_incipit_unref)

/* Here the drawing may be cut. */
static void
add_break (ShedIncipitLayout *self)
{
  g_array_append_val (self->breaks, self->x);
}

static float
y_of_step (ShedIncipitLayout *self, int step)
{
  return (step - self->reference) / 2;
}

static void
add_clef (ShedIncipitLayout *self, const ShedAbcClef *clef)
{
  switch (clef->kind)
    {
    case SHED_ABC_CLEF_BASS:
      self->reference = -10;
      self->key_shift = -1;
      shed_incipit_add_glyph (self, SHED_GLYPH_BASS_CLEF, 0.4f, 0, 1);
      break;
    case SHED_ABC_CLEF_ALTO:
      self->reference = -4;
      self->key_shift = -0.5f;
      shed_incipit_add_glyph (self, SHED_GLYPH_C_CLEF, 0.4f, 2, 1);
      break;
    case SHED_ABC_CLEF_TENOR:
      self->reference = -6;
      self->key_shift = 0.5f;
      shed_incipit_add_glyph (self, SHED_GLYPH_C_CLEF, 0.4f, 3, 1);
      break;
    case SHED_ABC_CLEF_NONE:
    case SHED_ABC_CLEF_PERCUSSION:
      self->reference = 2;
      self->x = 0.6f;
      return;
    default:
      self->reference = 2;
      shed_incipit_add_glyph (self, SHED_GLYPH_TREBLE_CLEF, 0.4f, 0, 1);
      break;
    }
  self->x = 3.3f;
}

static void
add_key (ShedIncipitLayout *self, const ShedAbcKey *key)
{
  static const struct
  {
    guint8 letter;
    float y;
  } sharps[] = { { 3, 4 }, { 0, 2.5f }, { 4, 4.5f }, { 1, 3 }, { 5, 1.5f }, { 2, 3.5f }, { 6, 2 } };
  static const struct
  {
    guint8 letter;
    float y;
  } flats[] = { { 6, 2 }, { 2, 3.5f }, { 5, 1.5f }, { 1, 3 }, { 4, 1 }, { 0, 2.5f }, { 3, 0.5f } };
  guint n = 0;

  if (key->kind == SHED_ABC_KEY_PIPES || key->kind == SHED_ABC_KEY_NONE)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (sharps); i++)
    if (key->alter[sharps[i].letter] > 0)
      shed_incipit_add_glyph (self, SHED_GLYPH_SHARP, self->x + 0.4f + n++ * 0.96f, sharps[i].y + self->key_shift,
                              0.92f);
  for (guint i = 0; i < G_N_ELEMENTS (flats); i++)
    if (key->alter[flats[i].letter] < 0)
      shed_incipit_add_glyph (self, SHED_GLYPH_FLAT, self->x + 0.4f + n++ * 0.88f, flats[i].y + self->key_shift, 0.92f);
  if (n > 0)
    self->x += n * 0.96f + 0.5f;
}

static void
add_figure (ShedIncipitLayout *self, guint figure, float x, float y, float scale)
{
  guint digits[5], n = 0;

  do
    digits[n++] = figure % 10;
  while ((figure /= 10) > 0 && n < G_N_ELEMENTS (digits));
  for (guint i = 0; i < n; i++)
    shed_incipit_add_glyph (self, SHED_GLYPH_DIGIT_0 + digits[n - 1 - i], x + (i - (n - 1) / 2.f) * 1.2f * scale, y,
                            scale);
}

static void
add_meter (ShedIncipitLayout *self, const ShedAbcMeter *meter)
{
  float half;

  switch (meter->kind)
    {
    case SHED_ABC_METER_FREE:
      return;
    case SHED_ABC_METER_COMMON:
    case SHED_ABC_METER_CUT:
      shed_incipit_add_glyph (self, meter->kind == SHED_ABC_METER_CUT ? SHED_GLYPH_CUT_TIME : SHED_GLYPH_COMMON_TIME,
                              self->x + 0.8f, 2, 1);
      self->x += 2;
      return;
    default:
      half = (meter->numerator > 9 || meter->denominator > 9) ? 1.3f : 0.7f;
      add_figure (self, meter->numerator, self->x + half, 2, 0.96f);
      add_figure (self, meter->denominator, self->x + half, 0.04f, 0.96f);
      self->x += 2 * half + 0.6f;
    }
}

static void
add_ledgers (ShedIncipitLayout *self, float x, float y)
{
  for (float line = -1; line >= y - 0.01f; line -= 1)
    shed_incipit_add_op (self, SHED_INCIPIT_OP_RECTANGLE, 0, x - 1.0f, line - 0.06f, 2.0f, 0.12f, x);
  for (float line = 5; line <= y + 0.01f; line += 1)
    shed_incipit_add_op (self, SHED_INCIPIT_OP_RECTANGLE, 0, x - 1.0f, line - 0.06f, 2.0f, 0.12f, x);
}

static void
add_tie (ShedIncipitLayout *self, const ShedIncipitEvent *from, const ShedIncipitEvent *to)
{
  for (guint i = 0; i < from->n_heads; i++)
    for (guint j = 0; j < to->n_heads; j++)
      if (from->heads[i] == to->heads[j])
        shed_incipit_add_op (self, SHED_INCIPIT_OP_TIE, from->stem_up, from->x + 0.5f,
                             from->heads[i] + (from->stem_up ? -0.6f : 0.6f), to->x - 0.5f, 0, to->x);
}

static void
add_tuplet_figure (ShedIncipitLayout *self, guint first, guint last)
{
  const ShedIncipitEvent *a = &self->events[first], *b = &self->events[last];
  float y = a->stem_up ? MAX (a->stem_end, b->stem_end) + 0.35f : MIN (a->stem_end, b->stem_end) - 1.45f;

  if (a->rest || a->stemless)
    y = 4.6f;
  shed_incipit_add_op (self, SHED_INCIPIT_OP_GLYPH, SHED_GLYPH_DIGIT_0 + MIN (a->tuplet, 9), (a->x + b->x) / 2, y,
                       0.58f, 0, b->x);
  shed_incipit_reach (self, y);
  shed_incipit_reach (self, y + 1.2f);
}

/* What a length looks like: its basic note (0 whole, 1 half, 2 quarter, 3 eighth …) and dots. */
static void
read_length (const ShedAbcSymbol *symbol, int *ret_value, guint *ret_dots)
{
  double length = symbol->numerator > 0 ? (double)symbol->numerator / symbol->denominator : 0.125;
  int value = 0;
  double basic = 1;

  while (basic > length + 1e-9 && value < 7)
    {
      basic /= 2;
      value++;
    }
  *ret_value = value;
  *ret_dots = length >= basic * 1.75 - 1e-9 ? 2 : length >= basic * 1.5 - 1e-9 ? 1 : 0;
}

static void
add_graces (ShedIncipitLayout *self, const ShedAbcSymbol *graces, guint n)
{
  float top = -100, start = self->x;

  for (guint i = 0; i < n; i++)
    top = MAX (top, y_of_step (self, graces[i].step));
  top += 2.1f;
  for (guint i = 0; i < n; i++)
    {
      float y = y_of_step (self, graces[i].step), x = self->x + 0.5f;

      shed_incipit_add_glyph (self, SHED_GLYPH_HEAD_FILLED, x, y, 0.62f);
      add_ledgers (self, x, y);
      shed_incipit_add_op (self, SHED_INCIPIT_OP_RECTANGLE, 0, x + 0.29f, y, 0.1f, top - y, x);
      shed_incipit_reach (self, y);
      self->x += 1.05f;
    }
  if (n > 1)
    shed_incipit_add_op (self, SHED_INCIPIT_OP_RECTANGLE, 0, start + 0.79f, top - 0.3f, (n - 1) * 1.05f + 0.1f, 0.3f,
                         self->x);
  else
    shed_incipit_add_op (self, SHED_INCIPIT_OP_GLYPH, SHED_GLYPH_FLAG_UP, start + 0.84f, top, 0.6f, 0, self->x);
  shed_incipit_reach (self, top);
  self->x += 0.25f;
}

static void
add_accidental (ShedIncipitLayout *self, const ShedAbcSymbol *symbol)
{
  float y = y_of_step (self, symbol->step);

  switch (symbol->accidental)
    {
    case 2:
      shed_incipit_add_glyph (self, SHED_GLYPH_SHARP, self->x - 0.55f, y, 0.9f);
      shed_incipit_add_glyph (self, SHED_GLYPH_SHARP, self->x + 0.35f, y, 0.9f);
      break;
    case 1:
      shed_incipit_add_glyph (self, SHED_GLYPH_SHARP, self->x + 0.35f, y, 0.9f);
      break;
    case 0:
      shed_incipit_add_glyph (self, SHED_GLYPH_NATURAL, self->x + 0.35f, y, 0.9f);
      break;
    case -1:
      shed_incipit_add_glyph (self, SHED_GLYPH_FLAT, self->x + 0.35f, y, 0.9f);
      break;
    case -2:
      shed_incipit_add_glyph (self, SHED_GLYPH_FLAT, self->x - 0.35f, y, 0.9f);
      shed_incipit_add_glyph (self, SHED_GLYPH_FLAT, self->x + 0.35f, y, 0.9f);
      break;
    default:
      break;
    }
}

static float
advance_of (const ShedAbcSymbol *symbol)
{
  guint numerator, denominator;

  shed_abc_symbol_get_duration (symbol, &numerator, &denominator);
  return 1.1f + 1.4f * sqrtf (8.f * CLAMP ((float)numerator / MAX (denominator, 1u), 1 / 64.f, 2.f));
}

/* A note (n_symbols 1), a chord (its notes, the first carries the length), or a rest. */
static void
add_event (ShedIncipitLayout *self, const ShedAbcSymbol *const *symbols, guint n_symbols)
{
  const ShedAbcSymbol *first = symbols[0];
  gboolean rest = first->kind == SHED_ABC_REST, has_accidental = FALSE;
  ShedIncipitEvent *event = &self->events[self->n_events];
  guint dots;
  int value;

  read_length (first, &value, &dots);
  for (guint i = 0; i < n_symbols; i++)
    has_accidental |= !rest && symbols[i]->accidental != SHED_ABC_NO_ACCIDENTAL;

  *event =
    (ShedIncipitEvent){ .rest = rest, .beams = MAX (value - 2, 0), .stemless = value == 0, .top = 2, .bottom = 2 };
  if (rest || event->beams == 0 || !(first->flags & SHED_ABC_FLAG_JOINED) ||
      (self->group_start < self->n_events && self->events[self->n_events - 1].beams == 0))
    {
      shed_incipit_close_group (self);
      if (self->n_events > 0)
        add_break (self);
    }
  if (has_accidental)
    {
      for (guint i = 0; i < n_symbols; i++)
        add_accidental (self, symbols[i]);
      self->x += 1.0f;
    }

  event->x = self->x + (value == 0 ? 0.86f : SHED_HEAD_HALF_WIDTH);
  if (rest)
    {
      static const ShedGlyph rests[] = { SHED_GLYPH_REST_WHOLE, SHED_GLYPH_REST_HALF, SHED_GLYPH_REST_QUARTER,
                                         SHED_GLYPH_REST_EIGHTH, SHED_GLYPH_REST_SIXTEENTH };

      if (!(first->flags & SHED_ABC_FLAG_INVISIBLE))
        shed_incipit_add_glyph (
          self, (first->flags & SHED_ABC_FLAG_WHOLE_BARS) ? SHED_GLYPH_REST_WHOLE : rests[MIN (value, 4)], event->x, 2,
          1);
    }
  else
    {
      event->top = -100;
      event->bottom = 100;
      for (guint i = 0; i < n_symbols && event->n_heads < MAX_HEADS; i++)
        {
          float y = y_of_step (self, symbols[i]->step);

          event->heads[event->n_heads++] = y;
          event->top = MAX (event->top, y);
          event->bottom = MIN (event->bottom, y);
          event->tied |= (symbols[i]->flags & SHED_ABC_FLAG_TIE) != 0;
          shed_incipit_add_glyph (self,
                                  value == 0   ? SHED_GLYPH_HEAD_WHOLE
                                  : value == 1 ? SHED_GLYPH_HEAD_HALF
                                               : SHED_GLYPH_HEAD_FILLED,
                                  event->x, y, 1);
          add_ledgers (self, event->x, y);
          shed_incipit_reach (self, y - 0.5f);
          shed_incipit_reach (self, y + 0.5f);
        }
    }
  for (guint i = 0; i < dots; i++)
    shed_incipit_add_op (self, SHED_INCIPIT_OP_DOT, 0, event->x + 1.05f + i * 0.5f,
                         rest ? 2.5f : floorf (event->top) + 0.5f, 0.19f, 0, event->x);
  self->x += advance_of (first) + dots * 0.2f;

  if (first->flags & SHED_ABC_FLAG_TUPLET_START)
    {
      event->tuplet = first->tuplet_p;
      self->tuplet_start = self->n_events;
    }
  event->tuplet_end = (first->flags & SHED_ABC_FLAG_TUPLET_END) != 0;
  self->n_events++;
  if (rest || event->beams == 0)
    shed_incipit_close_group (self);
  if (event->tuplet_end && self->tuplet_start < self->n_events && self->events[self->tuplet_start].tuplet > 1)
    {
      /* Its place needs the stems: a tuplet ends its beam group, as engravers have it. */
      shed_incipit_close_group (self);
      add_tuplet_figure (self, self->tuplet_start, self->n_events - 1);
      self->tuplet_start = MAX_EVENTS;
    }
}

static void
add_repeat_dots (ShedIncipitLayout *self, float x)
{
  shed_incipit_add_op (self, SHED_INCIPIT_OP_DOT, 0, x, 1.5f, 0.22f, 0, x);
  shed_incipit_add_op (self, SHED_INCIPIT_OP_DOT, 0, x, 2.5f, 0.22f, 0, x);
}

static void
add_line (ShedIncipitLayout *self, float x, float width)
{
  shed_incipit_add_op (self, SHED_INCIPIT_OP_RECTANGLE, 0, x, 0, width, 4, x);
}

static void
add_bar (ShedIncipitLayout *self, const ShedAbcSymbol *bar)
{
  float x = self->x + 0.1f;

  switch (bar->bar)
    {
    case SHED_ABC_BAR_SINGLE:
    case SHED_ABC_BAR_DOTTED:
      add_line (self, x, 0.14f);
      self->x = x + 1.0f;
      break;
    case SHED_ABC_BAR_DOUBLE:
      add_line (self, x, 0.14f);
      add_line (self, x + 0.5f, 0.14f);
      self->x = x + 1.5f;
      break;
    case SHED_ABC_BAR_FINAL:
      add_line (self, x, 0.14f);
      add_line (self, x + 0.5f, 0.5f);
      self->x = x + 1.8f;
      break;
    case SHED_ABC_BAR_INITIAL:
      add_line (self, x, 0.5f);
      add_line (self, x + 0.85f, 0.14f);
      self->x = x + 1.8f;
      break;
    case SHED_ABC_BAR_REPEAT_START:
      add_line (self, x, 0.5f);
      add_line (self, x + 0.85f, 0.14f);
      add_repeat_dots (self, x + 1.5f);
      self->x = x + 2.4f;
      break;
    case SHED_ABC_BAR_REPEAT_END:
      add_repeat_dots (self, x + 0.1f);
      add_line (self, x + 0.6f, 0.14f);
      add_line (self, x + 1.1f, 0.5f);
      self->x = x + 2.4f;
      break;
    case SHED_ABC_BAR_REPEAT_BOTH:
      add_repeat_dots (self, x + 0.1f);
      add_line (self, x + 0.6f, 0.14f);
      add_line (self, x + 1.1f, 0.5f);
      add_line (self, x + 1.95f, 0.14f);
      add_repeat_dots (self, x + 2.6f);
      self->x = x + 3.4f;
      break;
    default:
      return;
    }
}

typedef struct
{
  guint wanted, seen;
  double filled; /* of the bar that is being read, in whole notes */
  double full;   /* length of a whole bar; 0 when free */
} BarCount;

/* Whether enough bars are there now that a bar line is reached. An upbeat is not counted. */
static gboolean
bar_is_last (BarCount *count)
{
  if (count->filled > 0 && (count->seen > 0 || count->full <= 0 || count->filled > count->full * 0.7))
    count->seen++;
  count->filled = 0;
  return count->seen >= count->wanted;
}

static void
lay_out_symbols (ShedIncipitLayout *self, const ShedAbcTune *tune, guint bars)
{
  const ShedAbcMeter *meter = shed_abc_tune_get_meter (tune);
  BarCount count = { bars, 0, 0,
                     meter->kind == SHED_ABC_METER_FREE ? 0 : (double)meter->numerator / meter->denominator };
  const ShedAbcSymbol *chord[MAX_HEADS];
  ShedAbcSymbol graces[MAX_GRACES];
  guint n_symbols, n_graces = 0;
  const ShedAbcSymbol *symbols = shed_abc_tune_get_symbols (tune, &n_symbols);
  gboolean music = FALSE;

  for (guint i = 0; i < n_symbols && self->n_events < MAX_EVENTS; i++)
    {
      const ShedAbcSymbol *symbol = &symbols[i];
      guint n = 0, numerator, denominator;

      if (symbol->voice != 0 || (symbol->flags & SHED_ABC_FLAG_OVERLAY))
        continue;
      switch (symbol->kind)
        {
        case SHED_ABC_NOTE:
        case SHED_ABC_REST:
          if (symbol->flags & SHED_ABC_FLAG_GRACE)
            {
              if (n_graces < MAX_GRACES && symbol->kind == SHED_ABC_NOTE)
                graces[n_graces++] = *symbol;
              break;
            }
          if (symbol->flags & SHED_ABC_FLAG_CHORD)
            break;
          if (n_graces > 0)
            {
              if (!(symbol->flags & SHED_ABC_FLAG_JOINED))
                shed_incipit_close_group (self);
              add_graces (self, graces, n_graces);
              n_graces = 0;
            }
          chord[n++] = symbol;
          if (symbol->flags & SHED_ABC_FLAG_CHORD_START)
            for (guint j = i + 1; j < n_symbols && (symbols[j].flags & SHED_ABC_FLAG_CHORD) && n < MAX_HEADS; j++)
              if (symbols[j].kind == SHED_ABC_NOTE)
                chord[n++] = &symbols[j];
          add_event (self, chord, n);
          shed_abc_symbol_get_duration (symbol, &numerator, &denominator);
          count.filled += (double)numerator / denominator;
          music = TRUE;
          break;
        case SHED_ABC_BAR:
          shed_incipit_close_group (self);
          if (symbol->bar == SHED_ABC_BAR_NONE || symbol->bar == SHED_ABC_BAR_INVISIBLE)
            break;
          /* A plain line before the first note says nothing. */
          if (!music && symbol->bar != SHED_ABC_BAR_REPEAT_START)
            break;
          add_bar (self, symbol);
          add_break (self);
          if (bar_is_last (&count))
            return;
          break;
        case SHED_ABC_FIELD:
          if (symbol->field == 'K' && music)
            {
              shed_incipit_close_group (self);
              add_key (self, shed_abc_tune_get_key_at (tune, symbol->index));
            }
          break;
        default:
          break;
        }
    }
  shed_incipit_close_group (self);
  add_break (self);
}

static void
add_ties (ShedIncipitLayout *self)
{
  for (guint i = 0; i + 1 < self->n_events; i++)
    if (self->events[i].tied && !self->events[i + 1].rest)
      add_tie (self, &self->events[i], &self->events[i + 1]);
}

/**
 * shed_incipit_new:
 * @abc: text of one tune
 * @bars: how many bars at the most, not counting an upbeat
 *
 * Lays out the beginning of a tune. May be called on any thread.
 *
 * Returns: (transfer full) (nullable): the layout, or %NULL when there is no note in the text
 */
ShedIncipit *
shed_incipit_new (const char *abc, guint bars)
{
  g_autoptr (ShedAbcTune) tune = NULL;
  g_autofree ShedIncipitLayout *layout = NULL;
  ShedIncipit *self;

  if (abc == NULL)
    return NULL;
  tune = shed_abc_tune_new_from_text (abc, -1);
  if (tune == NULL || shed_abc_tune_get_n_notes (tune) == 0)
    return NULL;

  layout = g_new0 (ShedIncipitLayout, 1);
  layout->ops = g_array_sized_new (FALSE, FALSE, sizeof (ShedIncipitOp), 128);
  layout->breaks = g_array_sized_new (FALSE, FALSE, sizeof (float), 32);
  layout->min_y = -1.9f;
  layout->max_y = 5.7f;
  layout->tuplet_start = MAX_EVENTS;
  add_clef (layout, shed_abc_tune_get_clef (tune));
  add_key (layout, shed_abc_tune_get_key (tune));
  add_meter (layout, shed_abc_tune_get_meter (tune));
  layout->x += 0.3f;
  lay_out_symbols (layout, tune, MAX (bars, 1u));
  add_ties (layout);

  self = g_atomic_rc_box_new0 (ShedIncipit);
  self->n_ops = layout->ops->len;
  self->ops = (ShedIncipitOp *)g_array_free (layout->ops, FALSE);
  self->n_breaks = layout->breaks->len;
  self->breaks = (float *)g_array_free (layout->breaks, FALSE);
  self->width = layout->x;
  self->min_y = layout->min_y - 0.15f;
  self->max_y = layout->max_y + 0.15f;
  return self;
}

ShedIncipit *
shed_incipit_ref (ShedIncipit *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
shed_incipit_clear (gpointer data)
{
  ShedIncipit *self = data;

  g_free (self->ops);
  g_free (self->breaks);
}

void
shed_incipit_unref (ShedIncipit *self)
{
  g_atomic_rc_box_release_full (self, shed_incipit_clear);
}

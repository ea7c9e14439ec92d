/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stems, beams and flags of an incipit: what can only be placed when the last note of a beam is known. */
#include "shed-incipit-layout-private.h"

#include <math.h>

#define STEM_LENGTH 3.2f
#define BEAM_DISTANCE 0.78f

static void
add_stem (ShedIncipitLayout *self, const ShedIncipitEvent *event)
{
  float x = event->x + (event->stem_up ? SHED_HEAD_HALF_WIDTH - 0.12f : -SHED_HEAD_HALF_WIDTH);
  float from = event->stem_up ? event->bottom : event->top;

  shed_incipit_add_op (self, SHED_INCIPIT_OP_RECTANGLE, 0, x, MIN (from, event->stem_end), 0.12f,
                       fabsf (event->stem_end - from), event->x);
  shed_incipit_reach (self, event->stem_end);
}

static float
stem_x (const ShedIncipitEvent *event)
{
  return event->x + (event->stem_up ? SHED_HEAD_HALF_WIDTH - 0.06f : -SHED_HEAD_HALF_WIDTH + 0.06f);
}

static void
add_beam (ShedIncipitLayout *self,
          const ShedIncipitEvent *first,
          const ShedIncipitEvent *last,
          float from_x,
          float to_x,
          float slope,
          guint level)
{
  float origin = stem_x (first), sign = first->stem_up ? -1 : 1;
  float y = first->stem_end + sign * level * BEAM_DISTANCE + (first->stem_up ? -(float)SHED_BEAM_THICKNESS : 0);

  shed_incipit_add_op (self, SHED_INCIPIT_OP_BEAM, 0, from_x, y + (from_x - origin) * slope, to_x - from_x,
                       (to_x - from_x) * slope, last->x);
}

static void
close_beamed_group (ShedIncipitLayout *self, ShedIncipitEvent *events, guint n)
{
  float top = events[0].top, bottom = events[0].bottom, slope, sign;
  gboolean up;

  for (guint i = 1; i < n; i++)
    {
      top = MAX (top, events[i].top);
      bottom = MIN (bottom, events[i].bottom);
    }
  up = (top - 2) <= (2 - bottom);
  if (top == 2 && bottom == 2)
    up = FALSE;
  sign = up ? 1 : -1;
  for (guint i = 0; i < n; i++)
    events[i].stem_up = up;
  slope = ((up ? events[n - 1].top : events[n - 1].bottom) - (up ? events[0].top : events[0].bottom)) /
          (stem_x (&events[n - 1]) - stem_x (&events[0]));
  slope = CLAMP (slope * 0.5f, -0.14f, 0.14f);

  /* The beam keeps the slope and moves outwards until the shortest stem is long enough. */
  events[0].stem_end = (up ? events[0].top : events[0].bottom) + sign * STEM_LENGTH;
  for (guint i = 0; i < n; i++)
    {
      float beam = events[0].stem_end + (stem_x (&events[i]) - stem_x (&events[0])) * slope;
      float shortest = (up ? events[i].top : events[i].bottom) + sign * (2.3f + MAX (events[i].beams - 1, 0) * 0.5f);

      if ((shortest - beam) * sign > 0)
        events[0].stem_end += shortest - beam;
    }
  for (guint i = 0; i < n; i++)
    {
      events[i].stem_end = events[0].stem_end + (stem_x (&events[i]) - stem_x (&events[0])) * slope;
      events[i].beamed = TRUE;
      add_stem (self, &events[i]);
    }
  add_beam (self, &events[0], &events[n - 1], stem_x (&events[0]) - 0.06f, stem_x (&events[n - 1]) + 0.06f, slope, 0);
  for (guint level = 1; level < 4; level++)
    for (guint i = 0; i < n;)
      {
        guint end = i;

        while (end < n && events[end].beams > level)
          end++;
        if (end - i >= 2)
          add_beam (self, &events[0], &events[n - 1], stem_x (&events[i]) - 0.06f, stem_x (&events[end - 1]) + 0.06f,
                    slope, level);
        else if (end - i == 1)
          {
            gboolean left = i > 0;

            add_beam (self, &events[0], &events[n - 1], stem_x (&events[i]) - (left ? 1.0f : 0),
                      stem_x (&events[i]) + (left ? 0 : 1.0f), slope, level);
          }
        i = end > i ? end : i + 1;
      }
}

static void
close_single (ShedIncipitLayout *self, ShedIncipitEvent *event)
{
  if (event->rest || event->stemless)
    return;
  event->stem_up = (event->top - 2) < (2 - event->bottom);
  if (event->stem_up)
    event->stem_end = MAX (event->top + STEM_LENGTH, 2);
  else
    event->stem_end = MIN (event->bottom - STEM_LENGTH, 2);
  add_stem (self, event);
  for (guint i = 0; i < MIN (event->beams, 4u); i++)
    shed_incipit_add_op (self, SHED_INCIPIT_OP_GLYPH, event->stem_up ? SHED_GLYPH_FLAG_UP : SHED_GLYPH_FLAG_DOWN,
                         stem_x (event), event->stem_end + (event->stem_up ? -0.8f : 0.8f) * i, 1, 0, event->x);
}

/* Ends the beam group: stems, beams, flags. */
void
shed_incipit_close_group (ShedIncipitLayout *self)
{
  guint n = self->n_events - self->group_start;

  if (n >= 2)
    close_beamed_group (self, &self->events[self->group_start], n);
  else if (n == 1)
    close_single (self, &self->events[self->group_start]);
  self->group_start = self->n_events;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A player with one repertoire, told in sentences: what is practised, when, and what comes of it. Tunes are numbered from 0. */
#pragma once

#include "shed-scheduler.h"
#include "store-fixture.h"

G_BEGIN_DECLS

#define STORY_REPERTOIRE 2

typedef struct
{
  Fixture *fixture;
  guint n_tunes;
  guint n_events;
} Story;

Story       *story_begin       (void); /* 2026-11-20 10:00 in Dublin; balance and fuzz off */
void         story_end         (Story *self);
void         story_set_time    (Story *self, const char *rfc3339, const char *zone);
gint64       story_now         (Story *self);
int          story_today       (Story *self);
void         story_sql         (Story *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void         story_prefer      (Story *self, const char *name, const char *json);
void         story_add_tunes   (Story *self, guint n);
const char  *story_tune        (guint n);
void         story_preview     (Story *self, guint tune, ShedSchedule ret[4]);
/* All of these return the number of the event. */
guint        story_rate        (Story *self, guint tune, int rating); /* as shown now */
guint        story_event       (Story *self, guint tune, const char *kind, int rating, int interval_days, gint64 due_at);
guint        story_void        (Story *self, guint tune, guint event);
const char  *story_event_id    (guint n);
ShedSchedule story_schedule    (Story *self, guint tune);
gboolean     story_make_queue  (Story *self, int day);
/* "due 3, overdue 1, new 7" as text "d3 o1 n7 l…", in queue order. (transfer full) */
char        *story_queue       (Story *self, int day);
void         story_assert_sound (Story *self); /* the cached schedule is what the events say */
gboolean     story_is_equal    (const ShedSchedule *a, const ShedSchedule *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Story, story_end)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strength is said from the stability: the days after which one in ten is forgotten (nine in ten remembered, as FSRS defines it).
 * How fresh it is today comes from the retrievability. Borders are chosen so that the words match how players speak. */
#include "shed-standing-text.h"

#include <glib/gi18n.h>

#include "shed-civil.h"
#include "shed-rating-buttons.h"

static const struct { double below_days; const char *word;
} strengths[] = {
  { 2, N_ ("still loose") },
  { 7, N_ ("settling") },
  { 21, N_ ("steady") },
  { 90, N_ ("strong") },
  { G_MAXDOUBLE, N_ ("in the fingers") },
};

static gboolean
is_new (const ShedPlace *place)
{
  return place->schedule.reps == 0 && place->schedule.due_at == 0;
}

/**
 * shed_standing_text_due:
 * @place: how it stands
 * @frame: from where it is looked at
 *
 * Returns: (transfer full): when it is due
 */
char *
shed_standing_text_due (const ShedPlace *place, const ShedTimeFrame *frame)
{
  const gint64 due_at = place->schedule.due_at;
  int overdue;

  if (place->paused)
    return g_strdup (_("Paused"));
  if (is_new (place))
    return g_strdup (_("New"));
  if (due_at == 0)
    return g_strdup (_("Not planned"));
  overdue = shed_time_days_overdue (due_at, frame);
  if (overdue > 0)
    return g_strdup_printf (ngettext ("Overdue by %d day", "Overdue by %d days", overdue), overdue);
  if (due_at <= frame->now_ms)
    return g_strdup (_("Due now"));
  else
    {
      g_autofree char *when = shed_time_text_relative (due_at, frame);

      /* Translators: "Due in 3 days", "Due tomorrow", "Due today". */
      return g_strdup_printf (_("Due %s"), when);
    }
}

const char *
shed_standing_text_get_css_class (const ShedPlace *place, const ShedTimeFrame *frame)
{
  if (place->paused)
    return "";
  if (is_new (place))
    return "new";
  if (place->schedule.due_at == 0)
    return "";
  if (shed_time_days_overdue (place->schedule.due_at, frame) > 0)
    return "overdue";
  return shed_practice_day (place->schedule.due_at, frame->time_zone, frame->day_start_minutes) ==
             shed_practice_day (frame->now_ms, frame->time_zone, frame->day_start_minutes)
           ? "due" : "";
}

/**
 * shed_standing_text_strength:
 * @place: how it stands
 *
 * Returns: (transfer full) (nullable): a word for its strength and how long it keeps
 */
char *
shed_standing_text_strength (const ShedPlace *place)
{
  g_autofree char *span = NULL;
  guint i = 0;

  if (place->schedule.stability <= 0)
    return NULL;
  while (place->schedule.stability >= strengths[i].below_days)
    i++;
  span = shed_time_text_span (place->schedule.stability);
  /* Translators: strength of a tune and how long it keeps without practice: "strong · keeps for 5 weeks". */
  return g_strdup_printf (_("%s · keeps for %s"), _(strengths[i].word), span);
}

char *
shed_standing_text_recall (const ShedPlace *place)
{
  if (place->schedule.stability <= 0 || place->retrievability <= 0)
    return NULL;
  return g_strdup_printf (_("Chance to remember it today: %d %%"), (int) (place->retrievability * 100 + 0.5));
}

char *
shed_standing_text_past (const ShedPlace *place, const ShedTimeFrame *frame)
{
  const ShedSchedule *schedule = &place->schedule;
  g_autofree char *when = NULL;

  if (schedule->last_at == 0)
    return NULL;
  when = shed_time_text_relative (schedule->last_at, frame);
  if (schedule->last_rating < 1 || schedule->last_rating > 4)
    return g_strdup_printf (_("Known since %s"), when);
  /* Translators: number of ratings, the last of them and when it was: "12 ratings, last Good 3 weeks ago". */
  return g_strdup_printf (ngettext ("%u rating: %s %s", "%u ratings, last %s %s", schedule->reps), schedule->reps,
                          shed_rating_get_name (schedule->last_rating), when);
}

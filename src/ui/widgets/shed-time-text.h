/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times as people say them: "in 3 days", "3 weeks ago", "back on 29 November", "10 m". Days are practice days: what is due at one
 * in the night still belongs to today. Pure functions of their arguments. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ShedTimeFrame:
 * @now_ms: the present, ms since 1970 UTC
 * @time_zone: IANA name
 * @day_start_minutes: when a practice day begins, minutes after midnight
 *
 * From where a time is looked at. A plain value.
 */
typedef struct
{
  gint64      now_ms;
  const char *time_zone;
  int         day_start_minutes;
} ShedTimeFrame;

/* All give text to be freed. */
char *shed_time_text_relative (gint64 at_ms, const ShedTimeFrame *frame);       /* "in 3 days", "today", "3 weeks ago" */
char *shed_time_text_exact    (gint64 at_ms, const ShedTimeFrame *frame);       /* "Saturday 21 November 2026, 09:12" */
char *shed_time_text_day (int civil_day,
                          const ShedTimeFrame *frame); /* "Saturday 21 November", with the year when another */
char *shed_time_text_weekday  (int civil_day);                                  /* "Saturday" */
char *shed_time_text_back     (gint64 due_ms, const ShedTimeFrame *frame);      /* "back on 29 November", "back in 10 minutes" */
char *shed_time_text_until (gint64 due_ms,
                            int interval_days,
                            const ShedTimeFrame *frame); /* short, for a button: "10 m", "8 d", "2.5 y" */
char *shed_time_text_span     (double days);                                    /* "12 days", "3 months" */
char *shed_time_text_minutes  (guint minutes);                                  /* "18 min", "1 h 05 min" */
/* Whole practice days that a due time lies behind; 0: not overdue. */
int   shed_time_days_overdue  (gint64 due_ms, const ShedTimeFrame *frame);

G_END_DECLS

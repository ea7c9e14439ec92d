/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Civil days and practice days. A civil day is the number of days since 1970-01-01 (proleptic Gregorian). A practice
 * day is the local civil day of an instant after the day-start hour is taken off: days of 23 and 25 hours are ordinary.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SHED_DAY_NONE G_MININT

int shed_civil_from_ymd (int year, int month, int day); /* SHED_DAY_NONE when there is no such day */
void shed_civil_to_ymd (int civil_day, int *year, int *month, int *day);
int shed_civil_parse (const char *text); /* "YYYY-MM-DD"; SHED_DAY_NONE otherwise */
char *shed_civil_format (int civil_day); /* "YYYY-MM-DD" (transfer full) */
int shed_civil_weekday (int civil_day);  /* 1 Monday … 7 Sunday */
int shed_civil_utc_day (gint64 ms);

/* The practice day of an instant in an IANA zone (unknown names: UTC). */
int shed_practice_day (gint64 ms, const char *time_zone, int day_start_minutes);
/* First instant of the practice day; its end is the first instant of the next. In ms UTC. */
gint64 shed_practice_day_start (int civil_day, const char *time_zone, int day_start_minutes);
gint64 shed_practice_day_end (int civil_day, const char *time_zone, int day_start_minutes);

/* RFC 3339 with the zone's offset, seconds (milliseconds when not zero). (transfer full) */
char *shed_time_format_rfc3339 (gint64 ms, const char *time_zone);
gboolean shed_time_parse_rfc3339 (const char *text, gint64 *ret_ms); /* also "YYYY-MM-DDTHH:MM[:SS]Z|±HH:MM" */

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The port through which everything learns the time: the system's clock in the program, a set one in tests. Nothing
 * else in Woodshed may ask the system for the time of day. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define SHED_TYPE_CLOCK (shed_clock_get_type ())
typedef struct _ShedClock ShedClock;

GType shed_clock_get_type (void);

/* The system's clock and time zone. Where WOODSHED_CLOCK_FILE names a file, its text "MS ZONE" (milliseconds since 1970
 * UTC, an IANA name) is read at each call instead, so that tests can move the time of a running program. */
ShedClock *shed_clock_new_system (void);
ShedClock *shed_clock_new_fixed (gint64 now_ms, const char *time_zone);
ShedClock *shed_clock_ref (ShedClock *self);
void shed_clock_unref (ShedClock *self);

void shed_clock_set (ShedClock *self, gint64 now_ms, const char *time_zone /* nullable: keep */); /* fixed only */
gint64 shed_clock_now_ms (ShedClock *self);
char *shed_clock_dup_time_zone (ShedClock *self); /* IANA name, "UTC" when unknown; (transfer full) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedClock, shed_clock_unref)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Offsets of an IANA zone over 1970–2100 as a sorted table, made once a zone and shared by all threads. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint64 from_s; /* first second (UTC) at which the offset holds; the first period reaches back without end */
  int offset_s;  /* local time minus UTC */
} ShedZonePeriod;

typedef struct
{
  guint n_periods;
  ShedZonePeriod *periods;
} ShedZone;

ShedZone *shed_zone_get (const char *name); /* never NULL: unknown names give UTC; (transfer full) */
void shed_zone_unref (ShedZone *zone);
int shed_zone_get_offset (const ShedZone *zone, gint64 utc_s);
/* The first instant whose local time is at or after local_s. */
gint64 shed_zone_first_at (const ShedZone *zone, gint64 local_s);
/* Whether the system knows an IANA zone of this name. */
gboolean shed_zone_exists (const char *name);
/* The IANA name of the system's zone; "UTC" when it cannot be told. (transfer full) */
char *shed_zone_dup_system_name (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedZone, shed_zone_unref)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The few things made last, by name: what was asked for longest ago gives way. One thread's alone. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _ShedRecent ShedRecent;

ShedRecent *shed_recent_new    (guint n_max, GDestroyNotify free_value);
void        shed_recent_free   (ShedRecent *self);
/* Whether this is known; a value may be NULL, and then there is known to be none. (transfer none) */
gboolean    shed_recent_lookup (ShedRecent *self, const char *key, gpointer *ret_value);
/* Takes the value. */
void        shed_recent_keep   (ShedRecent *self, const char *key, gpointer value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedRecent, shed_recent_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fractional index: text that sorts bytewise between its neighbours, so that a move writes one row. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A position after before and ahead of after (either may be NULL: an end). (transfer full) */
char *shed_position_between (const char *before, const char *after);
/* n positions in order between the two. (transfer full) */
GPtrArray *shed_position_spread (const char *before, const char *after, guint n);
gboolean shed_position_is_valid (const char *text);

G_END_DECLS

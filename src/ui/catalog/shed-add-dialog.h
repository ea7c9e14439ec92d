/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adding to a repertoire asks once, for all chosen tunes: learning, or known already. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

/* First reviews of known tunes: spread over eight weeks, at most five a day. */
#define SHED_KNOWN_SPREAD_DAYS 56
#define SHED_KNOWN_MAX_A_DAY 5

/* title: of the tune when it is one, nullable. The callback comes when they are added; never when the person thought
 * better of it. */
void         shed_add_dialog_present (ShedContext *context, GtkWindow *parent, const char * const *tune_ids, const char *title,
                                      GAsyncReadyCallback added, gpointer user_data, GDestroyNotify free_user_data);

G_END_DECLS

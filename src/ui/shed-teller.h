/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says what came of a person's changes. One for each window, held by its context. */
#pragma once

#include <adwaita.h>
#include "shed-history.h"

G_BEGIN_DECLS

#define SHED_TYPE_TELLER (shed_teller_get_type ())
G_DECLARE_FINAL_TYPE (ShedTeller, shed_teller, SHED, TELLER, GObject)
/* signals: "said" (AdwToast), "again" (ShedCommand): what failed is to be tried again */

ShedTeller *shed_teller_new             (ShedHistory *history);
/* A sentence at the foot of the window. */
void        shed_teller_say             (ShedTeller *self, const char *text);
/* The same with a button: action is a detailed action name as "win.search". */
void        shed_teller_say_with_action (ShedTeller *self, const char *text, const char *button, const char *action);
/* Says a failure in words. Cancellation is silent, and the same is not said again at once. */
void        shed_teller_report          (ShedTeller *self, const GError *error);
/* What comes of this command is said by the window that runs it, and not here. */
void        shed_teller_leave           (ShedTeller *self, ShedCommand *command);
void        shed_teller_say_failed      (ShedTeller *self, ShedCommand *command, const GError *error);
GPtrArray  *shed_teller_steal_failed    (ShedTeller *self); /* ShedCommand (transfer full) */
guint       shed_teller_get_n_failed    (ShedTeller *self);

G_END_DECLS

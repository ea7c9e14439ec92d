/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for another tune by search: the one to join into this. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

#define SHED_TYPE_TUNE_CHOOSER (shed_tune_chooser_get_type ())
G_DECLARE_FINAL_TYPE (ShedTuneChooser, shed_tune_chooser, SHED, TUNE_CHOOSER, AdwWindow)
/* signal "chosen" (string id) */

/* except: the tune not to offer; its title is what is searched for at first. */
GtkWidget *shed_tune_chooser_new (ShedContext *context, const char *except_id, const char *title);

G_END_DECLS

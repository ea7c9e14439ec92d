/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks how a new tune is called, what kind it is and its key; the rest is written on its page. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

#define SHED_TYPE_NEW_TUNE_DIALOG (shed_new_tune_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ShedNewTuneDialog, shed_new_tune_dialog, SHED, NEW_TUNE_DIALOG, AdwMessageDialog)

/* Makes a tune with these facts in My Tunes and opens it. */
void shed_new_tune_make (ShedContext *context,
                         const char *title,
                         const char *kind /* nullable */,
                         const char *key /* nullable */);
void shed_new_tune_dialog_present (ShedContext *context, GtkWindow *parent);

G_END_DECLS

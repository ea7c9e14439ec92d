/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Restore from automatic backup…": the daily copies that are kept, newest first. It only lets one be chosen. */
#pragma once

#include <adwaita.h>
#include "shed-profile.h"

G_BEGIN_DECLS

#define SHED_TYPE_RESTORE_DIALOG (shed_restore_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ShedRestoreDialog, shed_restore_dialog, SHED, RESTORE_DIALOG, AdwWindow)
/* signal "chosen" (string path), after which it closes */

GtkWidget *shed_restore_dialog_new (ShedProfile *profile);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A spin button whose number is a share in percent, and says so. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void shed_percent_spin_setup (GtkSpinButton *button);

G_END_DECLS

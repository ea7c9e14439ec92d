/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a hand does in the pictures. */
#pragma once

#include "gallery.h"

G_BEGIN_DECLS

/* An action of a widget of this type, in the window. */
void gallery_act           (UiFixture *ui, GType type, const char *action);
void gallery_act_on_window (UiFixture *ui, const char *action);
void gallery_open_menu     (UiFixture *ui, const char *name);
void gallery_type_into     (GtkWidget *entry, const char *text);
/* A dialog, as large as there is room. */
void gallery_present       (UiFixture *ui, GtkWidget *window);
G_END_DECLS

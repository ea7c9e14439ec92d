/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Message dialogs whose heading can be laid out by every version of the toolkit. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *shed_question_new    (GtkWindow *parent, const char *heading, const char *body);
void       shed_question_settle (AdwMessageDialog *dialog);

G_END_DECLS

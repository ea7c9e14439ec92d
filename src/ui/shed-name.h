/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names that people give: where they are written, and where there is room for a few words only. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

char *shed_name_dup_short    (const char *name);
char *shed_name_dup_for_menu (const char *name);
/* What is too long for the library is not taken by the entry either. */
void  shed_name_limit_entry  (GtkEditable *entry);

G_END_DECLS

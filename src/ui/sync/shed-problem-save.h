/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A refused or discarded change as a file of the person's choice. */
#pragma once

#include <gtk/gtk.h>

#include "shed-problem-list.h"

G_BEGIN_DECLS

/* The window is alive; @error NULL: it is saved. Not called when nothing was chosen. */
typedef void (*ShedProblemSaved) (GtkWindow *window, const GError *error);

/* @read: shed_problem_read_text or shed_discarded_read_text. */
void shed_problem_save (GtkWindow *window, ShedStore *store, ShedStoreFunc read, const char *id, ShedProblemSaved saved);

G_END_DECLS

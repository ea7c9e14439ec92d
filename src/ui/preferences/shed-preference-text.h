/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preferences in the words and figures that a person reads and types. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *shed_preference_steps_to_text     (const char *json);
char *shed_preference_steps_from_text   (const char *text);
char *shed_preference_explain_retention (int percent);

G_END_DECLS

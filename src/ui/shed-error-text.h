/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors in words for people: what happened, and what was kept and can be done. Codes come from below, words are here only. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Both sentences in one text, translated. An error without a row gets a general sentence. (transfer full) */
char    *shed_error_text_dup (const GError *error);
/* The two sentences apart, translated, for a page or a bar. FALSE when there is no row (the general ones are given). */
gboolean shed_error_text_get (const GError *error, const char **what, const char **next_step);
gboolean shed_error_text_has (GQuark domain, int code);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A name with what was searched for in bold. A pure function of its arguments. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *shed_match_text_markup (const char *text, const char *search);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of a number, as ECMAScript writes it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The longest text: sign, "0.00000", 17 digits, or 17 digits with a point and an exponent; and the NUL. */
#define SHED_FSRS_NUMBER_SIZE 32

guint shed_fsrs_format_double (double x,
                               char  *buffer);
guint shed_fsrs_format_int    (gint64 x,
                               char  *buffer);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks through a JSON text without making a tree of it: a backup may be larger than memory likes. Strict (RFC 8259), at most
 * SHED_JSON_MAX_DEPTH deep. The text stays the caller's. */
#pragma once

#include <glib.h>

#include "shed-exchange-error.h"

G_BEGIN_DECLS

#define SHED_JSON_MAX_DEPTH 32

typedef struct {
  const char *start, *at, *end;
  guint       depth;
  guint64     objects; /* bit n: what is open at depth n + 1 is an object */
} ShedJsonCursor;

/* Errors of all: SHED_EXCHANGE_ERROR_DAMAGED, with the line. */
void     shed_json_cursor_init         (ShedJsonCursor *self, const char *text, gsize n_bytes);
/* The kind of the next value by its first letter: { [ " t f n - 0…9, or 0 at the end. */
char     shed_json_cursor_peek         (ShedJsonCursor *self);
gboolean shed_json_cursor_begin_object (ShedJsonCursor *self, GError **error);
gboolean shed_json_cursor_begin_array  (ShedJsonCursor *self, GError **error);
/* Inside: whether there is another element; at the end it is left. is_first: TRUE before the first. */
gboolean shed_json_cursor_next         (ShedJsonCursor *self, gboolean is_first, gboolean *has_more, GError **error);
char    *shed_json_cursor_read_name    (ShedJsonCursor *self, GError **error); /* and its colon (transfer full) */
char    *shed_json_cursor_read_string  (ShedJsonCursor *self, GError **error); /* \u0000 is left out (transfer full) */
gboolean shed_json_cursor_read_int     (ShedJsonCursor *self, gint64 *ret_value, GError **error);
gboolean shed_json_cursor_read_word    (ShedJsonCursor *self, const char *word, GError **error); /* true, false, null */
/* Checks the value whole. span: where it stands. */
gboolean shed_json_cursor_skip         (ShedJsonCursor *self, const char **span, gsize *n_span, GError **error);
gboolean shed_json_cursor_expect_end   (ShedJsonCursor *self, GError **error);

G_END_DECLS

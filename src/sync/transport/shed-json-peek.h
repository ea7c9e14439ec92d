/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at JSON that came from the network without making a tree: is it whole, is it shallow, is it an object, and what do
 * the few members say that tell an answer of ours from anybody else's. One pass, no allocation, no recursion past 32. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SHED_PEEK_MAX_DEPTH 32

typedef enum {
  SHED_PEEK_WHOLE,
  SHED_PEEK_CUT,      /* it ends before its end */
  SHED_PEEK_NOT_JSON, /* or too deep, or not UTF-8 */
} ShedPeekState;

typedef struct {
  ShedPeekState state;
  gboolean      is_object;
  gint64        proto;        /* member "proto"; 0: none */
  gboolean      end;          /* member "end" is true */
  char          code[32];     /* members "code", "error_code" and "error", where they are words or numbers; "" otherwise */
  char          error_code[48];
  char          error[48];
} ShedPeek;

void shed_json_peek (const char *bytes, gsize n_bytes, ShedPeek *peek);

G_END_DECLS

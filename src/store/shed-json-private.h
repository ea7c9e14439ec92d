/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of columns as they are kept between two moments of a write, and their JSON as it stands in outbox and shadow.
 */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

typedef enum
{
  SHED_VALUE_NULL,
  SHED_VALUE_INT,
  SHED_VALUE_REAL,
  SHED_VALUE_TEXT
} ShedValueType;

typedef struct
{
  ShedValueType type;
  gsize n_bytes; /* of text */
  union
  {
    gint64 number;
    double real;
    char *text; /* NUL-terminated copy, or borrowed after a peek */
  };
} ShedValue;

void shed_value_peek (ShedValue *self, sqlite3_value *value); /* borrows the text */
void shed_value_copy (ShedValue *self, sqlite3_value *value);
void shed_value_set (ShedValue *self, const ShedValue *other); /* copies */
void shed_value_clear (ShedValue *self);
gboolean shed_value_equal (const ShedValue *a, const ShedValue *b);
int shed_value_bind (const ShedValue *self, sqlite3_stmt *stmt, int index); /* copies */
/* UTF-8 without control characters but LF and TAB. */
gboolean shed_value_is_clean (const ShedValue *self);

void shed_json_append_string (GString *json, const char *text, gssize n_bytes);
void shed_json_append_value (GString *json, const ShedValue *value);
/* Bytes that the value takes as JSON, without making it. */
gsize shed_json_measure (const ShedValue *value);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Column values and their JSON. Escapes only what JSON requires, so that measuring and writing agree to the byte. */
#define G_LOG_DOMAIN "Woodshed-store"

#include "shed-json-private.h"

#include <string.h>

void
shed_value_peek (ShedValue *self, sqlite3_value *value)
{
  switch (sqlite3_value_type (value))
    {
    case SQLITE_INTEGER:
      self->type = SHED_VALUE_INT;
      self->number = sqlite3_value_int64 (value);
      break;
    case SQLITE_FLOAT:
      self->type = SHED_VALUE_REAL;
      self->real = sqlite3_value_double (value);
      break;
    case SQLITE_NULL:
      self->type = SHED_VALUE_NULL;
      break;
    default:
      self->text = (char *)sqlite3_value_text (value);
      self->n_bytes = sqlite3_value_bytes (value);
      self->type = self->text != NULL ? SHED_VALUE_TEXT : SHED_VALUE_NULL;
    }
}

void
shed_value_copy (ShedValue *self, sqlite3_value *value)
{
  ShedValue peeked = { 0 };

  shed_value_peek (&peeked, value);
  shed_value_set (self, &peeked);
}

void
shed_value_set (ShedValue *self, const ShedValue *other)
{
  *self = *other;
  if (other->type == SHED_VALUE_TEXT)
    {
      self->text = g_malloc (other->n_bytes + 1);
      memcpy (self->text, other->text, other->n_bytes);
      self->text[other->n_bytes] = '\0';
    }
}

void
shed_value_clear (ShedValue *self)
{
  if (self->type == SHED_VALUE_TEXT)
    g_free (self->text);
  memset (self, 0, sizeof *self);
}

gboolean
shed_value_equal (const ShedValue *a, const ShedValue *b)
{
  if (a->type != b->type)
    return FALSE;
  switch (a->type)
    {
    case SHED_VALUE_INT:
      return a->number == b->number;
    case SHED_VALUE_REAL:
      return memcmp (&a->real, &b->real, sizeof a->real) == 0;
    case SHED_VALUE_TEXT:
      return a->n_bytes == b->n_bytes && memcmp (a->text, b->text, a->n_bytes) == 0;
    case SHED_VALUE_NULL:
    default:
      return TRUE;
    }
}

int
shed_value_bind (const ShedValue *self, sqlite3_stmt *stmt, int index)
{
  switch (self->type)
    {
    case SHED_VALUE_INT:
      return sqlite3_bind_int64 (stmt, index, self->number);
    case SHED_VALUE_REAL:
      return sqlite3_bind_double (stmt, index, self->real);
    case SHED_VALUE_TEXT:
      return sqlite3_bind_text (stmt, index, self->text, self->n_bytes, SQLITE_TRANSIENT);
    case SHED_VALUE_NULL:
    default:
      return sqlite3_bind_null (stmt, index);
    }
}

gboolean
shed_value_is_clean (const ShedValue *self)
{
  if (self->type != SHED_VALUE_TEXT)
    return TRUE;
  for (gsize i = 0; i < self->n_bytes; i++)
    {
      guchar c = self->text[i];

      if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
        return FALSE;
    }
  return g_utf8_validate_len (self->text, self->n_bytes, NULL);
}

void
shed_json_append_string (GString *json, const char *text, gssize n_bytes)
{
  gsize n = n_bytes < 0 ? strlen (text) : (gsize)n_bytes;
  gsize start = 0;

  g_string_append_c (json, '"');
  for (gsize i = 0; i < n; i++)
    {
      guchar c = text[i];

      if (c >= 0x20 && c != '"' && c != '\\')
        continue;
      g_string_append_len (json, text + start, i - start);
      start = i + 1;
      if (c == '\n')
        g_string_append (json, "\\n");
      else if (c == '\t')
        g_string_append (json, "\\t");
      else if (c == '"' || c == '\\')
        {
          g_string_append_c (json, '\\');
          g_string_append_c (json, c);
        }
      else
        g_string_append_printf (json, "\\u%04x", c);
    }
  g_string_append_len (json, text + start, n - start);
  g_string_append_c (json, '"');
}

void
shed_json_append_value (GString *json, const ShedValue *value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  switch (value->type)
    {
    case SHED_VALUE_INT:
      g_string_append_printf (json, "%" G_GINT64_FORMAT, value->number);
      break;
    case SHED_VALUE_REAL:
      g_string_append (json, g_ascii_dtostr (buffer, sizeof buffer, value->real));
      break;
    case SHED_VALUE_TEXT:
      shed_json_append_string (json, value->text, value->n_bytes);
      break;
    case SHED_VALUE_NULL:
    default:
      g_string_append (json, "null");
    }
}

gsize
shed_json_measure (const ShedValue *value)
{
  gsize n = 2;

  switch (value->type)
    {
    case SHED_VALUE_INT:
    case SHED_VALUE_REAL:
      return 20;
    case SHED_VALUE_TEXT:
      for (gsize i = 0; i < value->n_bytes; i++)
        {
          guchar c = value->text[i];

          n += c >= 0x20 ? (c == '"' || c == '\\' ? 2 : 1) : (c == '\n' || c == '\t' ? 2 : 6);
        }
      return n;
    case SHED_VALUE_NULL:
    default:
      return 4;
    }
}

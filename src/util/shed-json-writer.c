/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A JSON text made in order, without a tree. Whatever it is given, what comes out is valid UTF-8 and valid JSON. */
#include "shed-json-writer.h"

#include <math.h>
#include <string.h>

#define CHUNK_BYTES 65536

struct _ShedJsonWriter
{
  gboolean is_pretty;
  GString *text;     /* everything, or what the sink has not got yet */
  ShedJsonSink sink; /* nullable */
  gpointer sink_data;
  GError *error;      /* of the sink: from then on nothing is written */
  GByteArray *levels; /* one '{' or '[' each open value */
  gboolean is_empty;  /* nothing yet in the innermost value */
  gboolean has_name;  /* a name waits for its value */
};

/**
 * shed_json_writer_new:
 * @pretty: with line ends and two blanks a level, for people
 *
 * Returns: (transfer full): a writer whose text shed_json_writer_dup_text() gives.
 */
ShedJsonWriter *
shed_json_writer_new (gboolean pretty)
{
  return shed_json_writer_new_for_sink (pretty, NULL, NULL);
}

/**
 * shed_json_writer_new_for_sink:
 * @sink: (scope forever): gets the text piece by piece
 *
 * Returns: (transfer full): a writer that keeps no more than a piece of the text.
 */
ShedJsonWriter *
shed_json_writer_new_for_sink (gboolean pretty, ShedJsonSink sink, gpointer data)
{
  ShedJsonWriter *self = g_new0 (ShedJsonWriter, 1);

  self->is_pretty = pretty;
  self->text = g_string_new (NULL);
  self->sink = sink;
  self->sink_data = data;
  self->levels = g_byte_array_new ();
  return self;
}

void
shed_json_writer_free (ShedJsonWriter *self)
{
  if (self == NULL)
    return;
  g_string_free (self->text, TRUE);
  g_clear_error (&self->error);
  g_byte_array_unref (self->levels);
  g_free (self);
}

static void
flush (ShedJsonWriter *self)
{
  if (self->sink == NULL || self->text->len == 0)
    return;
  if (self->error == NULL)
    self->sink (self->text->str, self->text->len, self->sink_data, &self->error);
  g_string_truncate (self->text, 0);
}

static void
start_line (ShedJsonWriter *self)
{
  if (!self->is_pretty)
    return;
  g_string_append_c (self->text, '\n');
  for (guint i = 0; i < self->levels->len; i++)
    g_string_append (self->text, "  ");
}

/* What stands between two values, or between a name and its value. */
static void
start_value (ShedJsonWriter *self)
{
  if (self->sink != NULL && self->text->len >= CHUNK_BYTES)
    flush (self);
  if (self->has_name)
    {
      self->has_name = FALSE;
      return;
    }
  if (self->levels->len == 0)
    return;
  if (!self->is_empty)
    g_string_append_c (self->text, ',');
  self->is_empty = FALSE;
  start_line (self);
}

static void
begin (ShedJsonWriter *self, char open)
{
  guint8 level = (guint8)open;

  start_value (self);
  g_string_append_c (self->text, open);
  g_byte_array_append (self->levels, &level, 1);
  self->is_empty = TRUE;
}

static void
end (ShedJsonWriter *self, char open, char close)
{
  g_return_if_fail (self->levels->len > 0 && self->levels->data[self->levels->len - 1] == (guint8)open);
  g_return_if_fail (!self->has_name);
  g_byte_array_set_size (self->levels, self->levels->len - 1);
  if (!self->is_empty)
    start_line (self);
  g_string_append_c (self->text, close);
  self->is_empty = FALSE;
}

static void
append_escaped (GString *text, const char *value)
{
  const char *plain = value;

  g_string_append_c (text, '"');
  for (const char *at = value;; at++)
    {
      guint8 byte = (guint8)*at;
      char short_form = byte == '"'    ? '"'
                        : byte == '\\' ? '\\'
                        : byte == '\n' ? 'n'
                        : byte == '\t' ? 't'
                        : byte == '\r' ? 'r'
                                       : 0;

      if (byte >= 0x20 && short_form == 0)
        continue;
      g_string_append_len (text, plain, at - plain);
      plain = at + 1;
      if (byte == '\0')
        break;
      if (short_form != 0)
        g_string_append_printf (text, "\\%c", short_form);
      else
        g_string_append_printf (text, "\\u%04x", byte);
    }
  g_string_append_c (text, '"');
}

static void
append_quoted (GString *text, const char *value)
{
  g_autofree char *valid = g_utf8_validate (value, -1, NULL) ? NULL : g_utf8_make_valid (value, -1);

  append_escaped (text, valid != NULL ? valid : value);
}

void
shed_json_begin_object (ShedJsonWriter *self)
{
  begin (self, '{');
}

void
shed_json_end_object (ShedJsonWriter *self)
{
  end (self, '{', '}');
}

void
shed_json_begin_array (ShedJsonWriter *self)
{
  begin (self, '[');
}

void
shed_json_end_array (ShedJsonWriter *self)
{
  end (self, '[', ']');
}

void
shed_json_name (ShedJsonWriter *self, const char *name)
{
  g_return_if_fail (self->levels->len > 0 && self->levels->data[self->levels->len - 1] == '{' && !self->has_name);
  start_value (self);
  append_quoted (self->text, name);
  g_string_append (self->text, self->is_pretty ? ": " : ":");
  self->has_name = TRUE;
}

void
shed_json_string (ShedJsonWriter *self, const char *value)
{
  start_value (self);
  if (value != NULL)
    append_quoted (self->text, value);
  else
    g_string_append (self->text, "null");
}

void
shed_json_int (ShedJsonWriter *self, gint64 value)
{
  start_value (self);
  g_string_append_printf (self->text, "%" G_GINT64_FORMAT, value);
}

/* The exponent without plus sign and leading zeros. */
static void
append_number (GString *text, const char *number)
{
  const char *exponent = strchr (number, 'e');

  if (exponent == NULL)
    {
      g_string_append (text, number);
      return;
    }
  g_string_append_len (text, number, exponent + 1 - number);
  exponent++;
  if (*exponent == '-')
    g_string_append_c (text, '-');
  exponent += strspn (exponent, "+-0");
  g_string_append (text, exponent);
}

/**
 * shed_json_double:
 * @value: any number; what JSON cannot say (NaN, infinity) is null
 *
 * Fifteen digits always survive the way to text and back; where they do not suffice, sixteen or seventeen do.
 */
void
shed_json_double (ShedJsonWriter *self, double value)
{
  start_value (self);
  if (!isfinite (value))
    {
      g_string_append (self->text, "null");
      return;
    }
  for (int precision = 15; precision <= 17; precision++)
    {
      char format[8], number[G_ASCII_DTOSTR_BUF_SIZE];

      g_snprintf (format, sizeof format, "%%.%dg", precision);
      g_ascii_formatd (number, sizeof number, format, value);
      if (precision == 17 || g_ascii_strtod (number, NULL) == value)
        {
          append_number (self->text, number);
          return;
        }
    }
}

void
shed_json_bool (ShedJsonWriter *self, gboolean value)
{
  start_value (self);
  g_string_append (self->text, value ? "true" : "false");
}

void
shed_json_null (ShedJsonWriter *self)
{
  shed_json_string (self, NULL);
}

void
shed_json_raw (ShedJsonWriter *self, const char *json)
{
  start_value (self);
  g_string_append (self->text, json);
}

void
shed_json_add_string (ShedJsonWriter *self, const char *name, const char *value)
{
  shed_json_name (self, name);
  shed_json_string (self, value);
}

void
shed_json_add_int (ShedJsonWriter *self, const char *name, gint64 value)
{
  shed_json_name (self, name);
  shed_json_int (self, value);
}

void
shed_json_add_bool (ShedJsonWriter *self, const char *name, gboolean value)
{
  shed_json_name (self, name);
  shed_json_bool (self, value);
}

/**
 * shed_json_writer_finish:
 *
 * Gives the sink what is left. Every value must have been ended.
 *
 * Returns: %FALSE with the sink's error when it failed at any time.
 */
gboolean
shed_json_writer_finish (ShedJsonWriter *self, GError **error)
{
  g_return_val_if_fail (self->levels->len == 0, FALSE);
  flush (self);
  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

/**
 * shed_json_writer_dup_text:
 *
 * Returns: (transfer full): the text so far; only of a writer without a sink.
 */
char *
shed_json_writer_dup_text (ShedJsonWriter *self)
{
  g_return_val_if_fail (self->sink == NULL, NULL);
  return g_strndup (self->text->str, self->text->len);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV in and out. A record may be as long as the file: an opening quote that is never closed swallows the rest, as every
 * reader of the format has it, so the sizes of single fields are for the caller to judge. */
#include "shed-csv.h"

#include <string.h>

struct _ShedCsvReader {
  GBytes     *bytes;
  const char *data;
  gsize       length;
  gsize       position;
  guint       next_line;
  guint       line;
  char        separator;
};

static char
guess_separator (const char *data, gsize length)
{
  guint counts[3] = { 0 };
  static const char separators[3] = { ',', ';', '\t' };
  gboolean is_quoted = FALSE;
  guint best = 0;

  for (gsize i = 0; i < length && (is_quoted || (data[i] != '\n' && data[i] != '\r')); i++)
    {
      if (data[i] == '"')
        is_quoted = !is_quoted;
      for (guint s = 0; s < 3 && !is_quoted; s++)
        counts[s] += data[i] == separators[s];
    }
  for (guint s = 1; s < 3; s++)
    if (counts[s] > counts[best])
      best = s;
  return separators[best];
}

/**
 * shed_csv_reader_new:
 * @text: the whole text; a byte-order mark is passed over
 *
 * Returns: (transfer full): a reader at the first record
 */
ShedCsvReader *
shed_csv_reader_new (GBytes *text)
{
  ShedCsvReader *self = g_new0 (ShedCsvReader, 1);

  self->bytes = g_bytes_ref (text);
  self->data = g_bytes_get_data (text, &self->length);
  self->next_line = 1;
  if (self->length >= 3 && memcmp (self->data, "\xef\xbb\xbf", 3) == 0)
    self->position = 3;
  self->separator = guess_separator (self->data + self->position, self->length - self->position);
  return self;
}

void
shed_csv_reader_free (ShedCsvReader *self)
{
  if (self == NULL)
    return;
  g_bytes_unref (self->bytes);
  g_free (self);
}

static gboolean
at_line_end (const ShedCsvReader *self)
{
  return self->position >= self->length || self->data[self->position] == '\n' || self->data[self->position] == '\r';
}

static void
skip_line_end (ShedCsvReader *self)
{
  if (self->position < self->length && self->data[self->position] == '\r')
    self->position++;
  if (self->position < self->length && self->data[self->position] == '\n')
    self->position++;
  self->next_line++;
}

static char *
read_quoted (ShedCsvReader *self)
{
  GString *field = g_string_new (NULL);

  for (self->position++; self->position < self->length; self->position++)
    {
      char c = self->data[self->position];

      if (c == '"')
        {
          if (self->position + 1 < self->length && self->data[self->position + 1] == '"')
            self->position++;
          else
            {
              self->position++;
              break;
            }
        }
      self->next_line += c == '\n';
      g_string_append_c (field, c);
    }
  /* What stands between the closing quote and the separator belongs to the field: "Kesh" Jig. */
  while (!at_line_end (self) && self->data[self->position] != self->separator)
    g_string_append_c (field, self->data[self->position++]);
  return g_string_free (field, FALSE);
}

static char *
read_plain (ShedCsvReader *self)
{
  gsize start = self->position;

  while (!at_line_end (self) && self->data[self->position] != self->separator)
    self->position++;
  return g_strndup (self->data + start, self->position - start);
}

static GPtrArray *
read_record (ShedCsvReader *self)
{
  GPtrArray *record = g_ptr_array_new_with_free_func (g_free);

  self->line = self->next_line;
  for (;;)
    {
      if (self->position < self->length && self->data[self->position] == '"')
        g_ptr_array_add (record, read_quoted (self));
      else
        g_ptr_array_add (record, read_plain (self));
      if (self->position >= self->length || self->data[self->position] != self->separator)
        break;
      self->position++;
    }
  skip_line_end (self);
  return record;
}

static gboolean
is_blank (GPtrArray *record)
{
  for (guint i = 0; i < record->len; i++)
    for (const char *at = record->pdata[i]; *at != '\0'; at++)
      if (!g_ascii_isspace (*at))
        return FALSE;
  return TRUE;
}

GPtrArray *
shed_csv_reader_next (ShedCsvReader *self)
{
  while (self->position < self->length)
    {
      g_autoptr (GPtrArray) record = read_record (self);

      if (!is_blank (record))
        return g_steal_pointer (&record);
    }
  return NULL;
}

gsize
shed_csv_reader_get_position (const ShedCsvReader *self)
{
  return self->position;
}

guint
shed_csv_reader_get_line (const ShedCsvReader *self)
{
  return self->line;
}

/**
 * shed_csv_append_record:
 * @fields: (array length=n_fields): %NULL for an empty one
 *
 * Quotes what has to be, and what begins or ends with a blank, which some readers cut.
 */
void
shed_csv_append_record (GString *text, const char * const *fields, guint n_fields)
{
  for (guint i = 0; i < n_fields; i++)
    {
      const char *field = fields[i] != NULL ? fields[i] : "";
      gsize length = strlen (field);

      if (i > 0)
        g_string_append_c (text, ',');
      if (strpbrk (field, ",\"\r\n;\t") == NULL && (length == 0 || (field[0] != ' ' && field[length - 1] != ' ')))
        {
          g_string_append_len (text, field, (gssize) length);
          continue;
        }
      g_string_append_c (text, '"');
      for (const char *at = field; *at != '\0'; at++)
        {
          if (*at == '"')
            g_string_append_c (text, '"');
          g_string_append_c (text, *at);
        }
      g_string_append_c (text, '"');
    }
  g_string_append (text, "\r\n");
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts a book into tunes. It decides only where a tune begins and ends, looks at each byte a bounded number of times,
 * and never gives up: what belongs to no tune is passed over.
 *
 * A tune begins at `X:`, always. It ends at the next `X:` or at an empty line, unless what follows the empty line still
 * looks like this tune: people leave empty lines after headers and between parts. Without `X:` a tune begins where a
 * group of lines has a `T:` or `K:` and music or a key. */
#define G_LOG_DOMAIN "Woodshed-notation"

#include "shed-abc-reader.h"

#include "shed-abc-parser-private.h"

#include <string.h>

#define MAX_HEAD_TEXT 4096
#define MAX_NUMBERS (1024 * 1024)

/* Fields that hold for all tunes when they stand in the head of a book. */
#define INHERITED_FIELDS "ABCDFGHLMNOQRSUZm"
/* Of these all count, not only the last. */
#define REPEATED_FIELDS "CHNUm"

struct _ShedAbcReader
{
  GBytes *book;
  const char *data;
  gsize length;
  gsize position;
  gsize next_lf, next_cr; /* where the next line ends at the latest; found once, not for each line */
  guint line;             /* of position, from 1 */

  GPtrArray *head; /* char*, lines of the book's head */
  gsize head_length;
  gboolean seen_tune;
  gboolean after_border; /* the line before was empty, or there was none */
  GHashTable *numbers;   /* number to line */
  guint n_numbers;
  GString *text;
  ShedAbcParser parser;
};

/* One line of the book; the reader does not move. */
typedef struct
{
  const char *text;
  gsize length;
  gsize next; /* position of the line after it */
} BookLine;

static GBytes *
to_utf8 (GBytes *book)
{
  gsize length, converted_length;
  const guchar *data = g_bytes_get_data (book, &length);
  char *converted;

  if (length < 4 || !((data[0] == 0xff && data[1] == 0xfe) || (data[0] == 0xfe && data[1] == 0xff)))
    return g_bytes_ref (book);
  converted = g_convert ((const char *)data, length, "UTF-8", "UTF-16", NULL, &converted_length, NULL);
  return converted != NULL ? g_bytes_new_take (converted, converted_length) : g_bytes_ref (book);
}

/**
 * shed_abc_reader_new:
 * @book: the bytes of a tune book, in any of UTF-8, Latin-1 and UTF-16, with any line ends; a reference is taken
 *
 * Returns: (transfer full): a reader at its beginning. It belongs to one thread at a time
 */
ShedAbcReader *
shed_abc_reader_new (GBytes *book)
{
  ShedAbcReader *self = g_new0 (ShedAbcReader, 1);

  self->book = to_utf8 (book);
  self->data = g_bytes_get_data (self->book, &self->length);
  self->line = 1;
  self->after_border = TRUE;
  self->head = g_ptr_array_new_with_free_func (g_free);
  self->numbers = g_hash_table_new (NULL, NULL);
  self->text = g_string_sized_new (4096);
  shed_abc_parser_init (&self->parser);
  return self;
}

/**
 * shed_abc_reader_free:
 * @self: (transfer full) (nullable): a reader
 */
void
shed_abc_reader_free (ShedAbcReader *self)
{
  if (self == NULL)
    return;
  shed_abc_parser_clear (&self->parser);
  g_string_free (self->text, TRUE);
  g_hash_table_unref (self->numbers);
  g_ptr_array_unref (self->head);
  g_bytes_unref (self->book);
  g_free (self);
}

/**
 * shed_abc_reader_get_position:
 * @self: a reader
 *
 * Returns: how many bytes of shed_abc_reader_get_length() are behind it, for progress
 */
gsize
shed_abc_reader_get_position (const ShedAbcReader *self)
{
  return self->position;
}

gsize
shed_abc_reader_get_length (const ShedAbcReader *self)
{
  return self->length;
}

/**
 * shed_abc_reader_get_n_numbers:
 * @self: a reader
 *
 * Returns: how many `X:` fields were met so far
 */
guint
shed_abc_reader_get_n_numbers (const ShedAbcReader *self)
{
  return self->n_numbers;
}

static gsize
find_byte (const ShedAbcReader *self, gsize from, char byte)
{
  const char *found = from < self->length ? memchr (self->data + from, byte, self->length - from) : NULL;

  return found != NULL ? (gsize)(found - self->data) : self->length;
}

/* The line at @position. FALSE at the end of the book. Positions must not go backwards by more than what was peeked at.
 */
static gboolean
get_line (ShedAbcReader *self, gsize position, BookLine *ret_line)
{
  gsize end;

  if (position >= self->length)
    return FALSE;
  if (self->next_lf < position || self->next_lf == 0)
    self->next_lf = find_byte (self, position, '\n');
  if (self->next_cr < position || self->next_cr == 0)
    self->next_cr = find_byte (self, position, '\r');
  end = MIN (self->next_lf, self->next_cr);
  ret_line->text = self->data + position;
  ret_line->length = end - position;
  ret_line->next = end;
  /* Books that were joined have byte order marks inside. */
  while (ret_line->length >= 3 && memcmp (ret_line->text, "\xef\xbb\xbf", 3) == 0)
    {
      ret_line->text += 3;
      ret_line->length -= 3;
    }
  if (end < self->length)
    ret_line->next += 1 + (self->data[end] == '\r' && end + 1 < self->length && self->data[end + 1] == '\n');
  return TRUE;
}

/* Looking ahead moved the cached line ends; going back needs them found anew. */
static void
rewind_to (ShedAbcReader *self, gsize next_lf, gsize next_cr)
{
  self->next_lf = next_lf;
  self->next_cr = next_cr;
}

static gboolean
is_number_field (const BookLine *line)
{
  return line->length >= 2 && line->text[0] == 'X' && line->text[1] == ':';
}

static char
get_field (const BookLine *line)
{
  return shed_abc_line_get_field (line->text, line->length);
}

static gboolean
is_comment (const BookLine *line)
{
  return line->length > 0 && line->text[0] == '%';
}

/* Whether the group of lines at @position, up to an empty line or X:, has a key or music: then it is a tune without X:.
 */
static gboolean
group_is_tune (ShedAbcReader *self, gsize position)
{
  gsize next_lf = self->next_lf, next_cr = self->next_cr;
  gboolean found = FALSE;
  BookLine line;

  while (!found && get_line (self, position, &line) && !is_number_field (&line) &&
         !shed_abc_line_is_empty (line.text, line.length))
    {
      char field = get_field (&line);

      found =
        field == 'K' || (field == 0 && !is_comment (&line) && shed_abc_line_looks_like_music (line.text, line.length));
      position = line.next;
    }
  rewind_to (self, next_lf, next_cr);
  return found;
}

static void
keep_head_line (ShedAbcReader *self, const BookLine *line)
{
  char field = get_field (line);
  ShedAbcTextNews news = { 0 };
  g_autoptr (GString) text = NULL;

  if (field == 0 || strchr (INHERITED_FIELDS, field) == NULL || self->head_length + line->length > MAX_HEAD_TEXT)
    return;
  text = g_string_new (NULL);
  shed_abc_text_append_line (text, line->text, line->length, &news);
  if (strchr (REPEATED_FIELDS, field) == NULL)
    for (guint i = 0; i < self->head->len; i++)
      if (*(char *)g_ptr_array_index (self->head, i) == field)
        {
          g_ptr_array_remove_index (self->head, i);
          break;
        }
  self->head_length += text->len;
  g_ptr_array_add (self->head, g_strdup (text->str));
}

/* Moves to the line where the next tune begins. FALSE: there is none. */
static gboolean
find_tune (ShedAbcReader *self, BookLine *line)
{
  for (; get_line (self, self->position, line); self->position = line->next, self->line++)
    {
      char field = get_field (line);
      gboolean at_border = self->after_border;

      if (is_number_field (line))
        return TRUE;
      if (shed_abc_line_is_empty (line->text, line->length))
        {
          self->after_border = TRUE;
          continue;
        }
      if (is_comment (line))
        continue;
      /* One look at each group of lines is enough. */
      if (at_border && (field == 'T' || field == 'K') && group_is_tune (self, self->position))
        return TRUE;
      if (at_border && field == 0 && !self->seen_tune && shed_abc_line_looks_like_music (line->text, line->length))
        return TRUE;
      if (!self->seen_tune)
        keep_head_line (self, line);
      /* Fields before a T: or K: without X: belong to it or to the book; words do not. */
      self->after_border = at_border && field != 0 && field != 'T' && field != 'K';
    }
  return FALSE;
}

/* After an empty line: does the next line that says something, from @position on, still belong to the tune? Sets where
 * that line is, so that a thousand empty lines are not looked at a thousand times. */
static gboolean
goes_on (ShedAbcReader *self, gsize position, gboolean seen_key, gboolean seen_music, gsize *ret_decided)
{
  gsize next_lf = self->next_lf, next_cr = self->next_cr;
  gboolean result = FALSE;
  BookLine line;

  while (get_line (self, position, &line))
    {
      char field = get_field (&line);

      if (is_comment (&line) || shed_abc_line_is_empty (line.text, line.length))
        {
          position = line.next;
          continue;
        }
      if (is_number_field (&line))
        break;
      if (field == 0)
        result = shed_abc_line_looks_like_music (line.text, line.length);
      else if (!seen_key)
        result = TRUE;
      else if (field == 'T')
        result = seen_music ? FALSE : !group_is_tune (self, position);
      else
        result = strchr ("IKLMPQUVWmrsw+", field) != NULL;
      break;
    }
  *ret_decided = position;
  rewind_to (self, next_lf, next_cr);
  return result;
}

static void
take_line (ShedAbcReader *self, const BookLine *line, ShedAbcTextNews *news)
{
  gsize start = self->text->len;
  /* One endless title must not push the music out of the text. */
  gsize limit = get_field (line) != 0 ? SHED_ABC_MAX_TEXT / 3 : 2 * SHED_ABC_MAX_TEXT;

  /* What is far too long is passed over, so that a book of one endless line costs no memory. */
  if (start > SHED_ABC_MAX_TEXT)
    {
      news->was_cut |= !shed_abc_line_is_empty (line->text, line->length);
      return;
    }
  shed_abc_text_append_line (self->text, line->text, MIN (line->length, limit), news);
  news->was_cut |= line->length > limit;
  /* With a control character before it, it was no X: field; without, it would begin another tune when this text is
   * read. */
  if (g_str_has_prefix (self->text->str + start, "X:"))
    g_string_truncate (self->text, start);
}

/* Copies the lines of the tune at the position into self->text and moves behind them. Returns whether the book's end
 * cut it. */
static gboolean
take_lines (ShedAbcReader *self, ShedAbcTextNews *news)
{
  gboolean seen_key = FALSE, seen_music = FALSE;
  gboolean at_end = TRUE;
  gsize decided = 0;
  BookLine line;

  while (get_line (self, self->position, &line) && !is_number_field (&line))
    {
      char field = get_field (&line);

      if (shed_abc_line_is_empty (line.text, line.length))
        {
          if (line.next > decided && !goes_on (self, line.next, seen_key, seen_music, &decided))
            {
              at_end = FALSE;
              self->after_border = TRUE;
              break;
            }
        }
      else if (field == 'K')
        seen_key = TRUE;
      else if (field == 0 && !is_comment (&line))
        seen_music |= seen_key || shed_abc_line_looks_like_music (line.text, line.length);

      take_line (self, &line, news);
      self->position = line.next;
      self->line++;
    }
  return at_end && self->position >= self->length && self->length > 0 && self->data[self->length - 1] != '\n' &&
         self->data[self->length - 1] != '\r';
}

/* Writes the fields of the book's head that the tune in self->text has not into it, before its title. Returns how many
 * lines. */
static guint
inherit_head (ShedAbcReader *self, GString *letters)
{
  g_autoptr (GString) inherited = NULL;
  guint n_lines = 0;

  for (guint i = 0; i < self->head->len; i++)
    {
      const char *field = g_ptr_array_index (self->head, i);
      char start[] = { '\n', field[0], ':', '\0' };

      if (strncmp (self->text->str, start + 1, 2) == 0 || strstr (self->text->str, start) != NULL)
        continue;
      if (inherited == NULL)
        inherited = g_string_new (NULL);
      g_string_append (inherited, field);
      g_string_append_c (letters, field[0]);
      n_lines++;
    }
  if (inherited != NULL)
    g_string_prepend (self->text, inherited->str);
  return n_lines;
}

static void
remark_on_number (ShedAbcReader *self, const char *number, guint line)
{
  ShedAbcParser *parser = &self->parser;
  guint64 value = 0;
  gpointer first_line;

  for (const char *at = number; g_ascii_isdigit (*at); at++)
    value = MIN (value * 10 + (*at - '0'), G_MAXINT32);
  if (value == 0 && *number != '0')
    {
      shed_abc_parser_remark (parser, SHED_ABC_REMARK_NO_NUMBER, G_MAXUINT32, 0, NULL, 0);
      return;
    }
  if (g_hash_table_lookup_extended (self->numbers, GSIZE_TO_POINTER (value + 1), NULL, &first_line))
    {
      guint n_before = parser->remarks->len;

      shed_abc_parser_remark (parser, SHED_ABC_REMARK_DOUBLED_NUMBER, G_MAXUINT32, 0, number, -1);
      if (parser->remarks->len > n_before)
        g_array_index (parser->remarks, ShedAbcRemark, n_before).number[0] = GPOINTER_TO_INT (first_line);
    }
  else if (g_hash_table_size (self->numbers) < MAX_NUMBERS)
    g_hash_table_insert (self->numbers, GSIZE_TO_POINTER (value + 1), GINT_TO_POINTER ((int)line));
}

static void
remark_on_text (ShedAbcParser *parser, const ShedAbcTextNews *news)
{
  if (news->was_latin1)
    shed_abc_parser_remark (parser, SHED_ABC_REMARK_LATIN_1, G_MAXUINT32, 0, NULL, 0);
  if (news->was_cut)
    shed_abc_parser_remark (parser, SHED_ABC_REMARK_TOO_LONG, G_MAXUINT32, 0, NULL, 0);
  if (news->n_control_characters > 0)
    {
      guint n_before = parser->remarks->len;

      shed_abc_parser_remark (parser, SHED_ABC_REMARK_CONTROL_CHARACTERS, G_MAXUINT32, 0, NULL, 0);
      if (parser->remarks->len > n_before)
        g_array_index (parser->remarks, ShedAbcRemark, n_before).number[0] =
          MIN (news->n_control_characters, G_MAXINT32);
    }
}

static char *
dup_number (const BookLine *line)
{
  ShedAbcTextNews news = { 0 };
  GString *number = g_string_sized_new (8);
  gsize length = shed_abc_text_without_comment (line->text + 2, MIN (line->length - 2, 80));

  shed_abc_text_append_line (number, line->text + 2, length, &news);
  g_strstrip (number->str);
  return g_string_free (number, FALSE);
}

/* Music that stops in the middle of a bar at the end of a book without a last line end was probably cut there. */
static gboolean
is_probably_cut (const ShedAbcParser *parser)
{
  for (guint i = parser->n_symbols; i > 0; i--)
    {
      const ShedAbcSymbol *symbol = &parser->symbols[i - 1];

      if (symbol->kind == SHED_ABC_NOTE || symbol->kind == SHED_ABC_REST)
        return TRUE;
      if (symbol->kind == SHED_ABC_BAR)
        return FALSE;
    }
  return parser->n_notes == 0;
}

/**
 * shed_abc_reader_next:
 * @self: a reader
 *
 * Reads the next tune. Refused ones are given too (shed_abc_tune_is_refused()), so that a report can account for each
 * `X:`.
 *
 * Returns: (transfer full) (nullable): the tune, NULL at the end of the book
 */
ShedAbcTune *
shed_abc_reader_next (ShedAbcReader *self)
{
  BookLine line;
  guint first_line, n_inherited;
  int text_line;
  char *number = NULL;
  gboolean reached_end;
  ShedAbcTextNews news = { 0 };
  g_autoptr (GString) letters = NULL;
  ShedAbcTune *tune;

  if (!find_tune (self, &line))
    return NULL;
  first_line = text_line = self->line;
  if (is_number_field (&line))
    {
      number = dup_number (&line);
      self->n_numbers++;
      self->position = line.next;
      self->line++;
      text_line++;
    }
  self->seen_tune = TRUE;
  self->after_border = FALSE;
  g_string_truncate (self->text, 0);
  reached_end = take_lines (self, &news);
  text_line += shed_abc_text_finish (self->text, SHED_ABC_MAX_TEXT, &news);
  letters = self->head->len > 0 ? g_string_new (NULL) : NULL;
  n_inherited = letters != NULL ? inherit_head (self, letters) : 0;
  if (n_inherited > 0)
    shed_abc_text_finish (self->text, SHED_ABC_MAX_TEXT, &news);

  tune = shed_abc_parser_parse (&self->parser, self->text, first_line, text_line - (int)n_inherited, number);
  if (number == NULL)
    shed_abc_parser_remark (&self->parser, SHED_ABC_REMARK_NO_NUMBER, G_MAXUINT32, 0, NULL, 0);
  else
    remark_on_number (self, number, first_line);
  remark_on_text (&self->parser, &news);
  if (n_inherited > 0)
    shed_abc_parser_remark (&self->parser, SHED_ABC_REMARK_INHERITED, G_MAXUINT32, 0, letters->str, letters->len);
  if (reached_end && is_probably_cut (&self->parser))
    shed_abc_parser_remark (&self->parser, SHED_ABC_REMARK_TRUNCATED, G_MAXUINT32, 0, NULL, 0);
  shed_abc_parser_finish (&self->parser, tune);
  return tune;
}

/**
 * shed_abc_tune_new_from_text:
 * @text: ABC of one tune, with or without `X:`, such as the `abc` column or what stands in the editor
 * @length: bytes of @text, -1: up to NUL
 *
 * Reads all of a text as one tune, wherever empty lines stand in it. What follows a second `X:` is left out. To read a
 * paste that may hold several tunes use a #ShedAbcReader.
 *
 * Returns: (transfer full): the tune; see shed_abc_tune_is_refused()
 */
ShedAbcTune *
shed_abc_tune_new_from_text (const char *text, gssize length)
{
  gsize n = length < 0 ? strlen (text) : (gsize)length;
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, n);
  g_autoptr (ShedAbcReader) reader = shed_abc_reader_new (bytes);
  ShedAbcTextNews news = { 0 };
  guint text_line = 1, first_line;
  char *number = NULL;
  BookLine line;
  ShedAbcTune *tune;

  while (get_line (reader, reader->position, &line))
    {
      if (is_number_field (&line))
        {
          number = dup_number (&line);
          reader->position = line.next;
          text_line++;
          break;
        }
      if (!shed_abc_line_is_empty (line.text, line.length) && !is_comment (&line))
        break;
      /* Comments before the tune are kept with a text that has no X:, such as the `abc` column. */
      if (is_comment (&line))
        break;
      reader->position = line.next;
      text_line++;
    }
  first_line = number != NULL ? text_line - 1 : text_line;
  while (get_line (reader, reader->position, &line) && !is_number_field (&line))
    {
      take_line (reader, &line, &news);
      reader->position = line.next;
    }
  text_line += shed_abc_text_finish (reader->text, SHED_ABC_MAX_TEXT, &news);

  tune = shed_abc_parser_parse (&reader->parser, reader->text, first_line, text_line, number);
  if (reader->position < reader->length)
    shed_abc_parser_remark (&reader->parser, SHED_ABC_REMARK_BAD_FIELD, G_MAXUINT32, 0, "X:", -1);
  remark_on_text (&reader->parser, &news);
  shed_abc_parser_finish (&reader->parser, tune);
  return tune;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feeds any bytes to the ABC library as a tune book and checks what must hold for each tune it gives. A book is read,
 * each tune is guessed at, written for export and for the renderer, and read again. */
#include "fuzz.h"

#include "shed-abc.h"

#include <stdlib.h>
#include <string.h>

#define check(condition)                                                                                               \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    if (!(condition))                                                                                                  \
      {                                                                                                                \
        g_printerr ("%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);                                     \
        abort ();                                                                                                      \
      }                                                                                                                \
  }                                                                                                                    \
  G_STMT_END

static void
check_text (const char *text)
{
  check (g_utf8_validate (text, -1, NULL));
  for (const char *at = text; *at != '\0'; at++)
    check ((guchar)*at >= 0x20 || *at == '\n' || *at == '\t');
}

static void
check_symbols (const ShedAbcTune *tune)
{
  gsize length;
  guint n_symbols, numerator, denominator;
  const char *text = shed_abc_tune_get_text (tune, &length);
  const ShedAbcSymbol *symbols = shed_abc_tune_get_symbols (tune, &n_symbols);

  check (strlen (text) == length && length <= SHED_ABC_MAX_TEXT);
  /* A line gives at most one symbol more than it has bytes: its end. */
  check (n_symbols <= 2 * length + 1);
  for (guint i = 0; i < n_symbols; i++)
    {
      const ShedAbcSymbol *symbol = &symbols[i];

      check (symbol->kind >= SHED_ABC_NOTE && symbol->kind <= SHED_ABC_LINE_BREAK);
      check (symbol->offset + symbol->length <= length);
      check (symbol->denominator > 0);
      check (symbol->voice < shed_abc_tune_get_n_voices (tune));
      check (ABS (symbol->step) <= 63 && ABS (symbol->alter) <= 2);
      check ((symbol->tuplet_p == 0) == (symbol->tuplet_q == 0));
      check_text (shed_abc_tune_get_string (tune, symbol->text));
      shed_abc_symbol_get_duration (symbol, &numerator, &denominator);
      check (denominator > 0);
      if (symbol->kind == SHED_ABC_NOTE)
        check (shed_abc_symbol_get_midi (symbol) >= 0 && shed_abc_symbol_get_midi (symbol) <= 127);
      if (symbol->kind == SHED_ABC_FIELD && symbol->field == 'K')
        check (shed_abc_tune_get_key_at (tune, symbol->index) != NULL);
    }
  shed_abc_tune_get_duration (tune, &numerator, &denominator);
  check (denominator > 0);
}

static void
check_remarks (const ShedAbcTune *tune)
{
  guint n_remarks;
  gsize length;
  const ShedAbcRemark *remarks = shed_abc_tune_get_remarks (tune, &n_remarks);

  shed_abc_tune_get_text (tune, &length);
  check (n_remarks <= SHED_ABC_MAX_REMARKS);
  for (guint i = 0; i < n_remarks; i++)
    {
      g_autofree char *text = shed_abc_remark_dup_text (&remarks[i]);

      check_text (text);
      check (remarks[i].line >= 1);
      if (remarks[i].offset != G_MAXUINT32)
        check ((gsize)remarks[i].offset + remarks[i].length <= length);
    }
}

static void
check_guess (const ShedAbcTune *tune)
{
  g_auto (ShedAbcGuess) guess = { 0 };
  g_autofree char *notes = shed_abc_dup_first_notes (tune);
  g_autofree char *alike = shed_abc_dup_looks_like (tune);

  shed_abc_guess (tune, NULL, NULL, &guess);
  if (guess.title != NULL)
    check_text (guess.title);
  if (guess.structure != NULL)
    check (strlen (guess.structure) <= 64);
  check (strlen (notes) <= 31 && g_str_has_prefix (notes, alike));
}

static void
check_same_tune (const ShedAbcTune *a, const ShedAbcTune *b)
{
  guint n_a, n_b;

  check (strcmp (shed_abc_tune_get_text (a, NULL), shed_abc_tune_get_text (b, NULL)) == 0);
  check (strcmp (shed_abc_tune_get_content (a), shed_abc_tune_get_content (b)) == 0);
  check (strcmp (shed_abc_tune_get_title (a), shed_abc_tune_get_title (b)) == 0);
  check (shed_abc_key_equal (shed_abc_tune_get_key (a), shed_abc_tune_get_key (b)));
  shed_abc_tune_get_symbols (a, &n_a);
  shed_abc_tune_get_symbols (b, &n_b);
  check (n_a == n_b);
  check (shed_abc_tune_get_n_notes (a) == shed_abc_tune_get_n_notes (b));
}

static void
check_export (const ShedAbcTune *tune)
{
  static const ShedAbcRecord edits = {
    .title = "New & new; \\ 100%", .composer = "", .kind = "reel", .key = "Edor", .meter = "6/8", .structure = "AABB"
  };
  const char *text = shed_abc_tune_get_text (tune, NULL);
  g_autoptr (GString) book = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (ShedAbcReader) reader = NULL;
  g_autoptr (ShedAbcTune) first = NULL;
  g_autoptr (ShedAbcTune) second = NULL;
  g_autoptr (ShedAbcTune) end = NULL;
  gboolean has_empty_line = strstr (text, "\n\n") != NULL;

  shed_abc_append_tune (book, 1, text, NULL);
  shed_abc_append_tune (book, 2, text, &edits);
  bytes = g_bytes_new (book->str, book->len);
  reader = shed_abc_reader_new (bytes);
  first = shed_abc_reader_next (reader);
  second = shed_abc_reader_next (reader);
  end = shed_abc_reader_next (reader);
  check (first != NULL && second != NULL && end == NULL);
  check (!shed_abc_tune_is_refused (first) && !shed_abc_tune_is_refused (second));
  if (!shed_abc_tune_is_refused (tune) && !has_empty_line)
    check_same_tune (tune, first);
  check (shed_abc_tune_get_n_notes (first) == shed_abc_tune_get_n_notes (tune));
  check (shed_abc_tune_get_n_notes (second) == shed_abc_tune_get_n_notes (tune));
  check (strcmp (shed_abc_tune_get_title (second), edits.title) == 0);
  check (shed_abc_tune_get_meter (second)->numerator == 6);
}

static void
check_safe (const ShedAbcTune *tune, int semitones)
{
  g_autofree char *safe = shed_abc_dup_safe_text (tune, 0, semitones);
  g_autoptr (ShedAbcTune) again = NULL;

  if (safe == NULL)
    return;
  check_text (safe);
  for (const char *line = safe; *line != '\0'; line = strchr (line, '\n') + 1)
    {
      check (*line != '%' && *line != 'I' && *line != 'm' && *line != '\n');
      check (*line == ' ' || line[1] == ':');
    }
  check (strstr (safe, "[I:") == NULL);
  again = shed_abc_tune_new_from_text (safe, -1);
  if (strlen (safe) < SHED_ABC_MAX_TEXT)
    check (shed_abc_tune_get_n_notes (again) == shed_abc_tune_get_n_notes (tune));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) book = g_bytes_new (data, size);
  g_autoptr (ShedAbcReader) reader = shed_abc_reader_new (book);
  ShedAbcTune *tune;
  guint n_numbers = 0;
  gsize position = 0;

  while ((tune = shed_abc_reader_next (reader)) != NULL)
    {
      g_autoptr (ShedAbcTune) again = shed_abc_tune_new_from_text (shed_abc_tune_get_text (tune, NULL), -1);

      check (shed_abc_reader_get_position (reader) > position);
      position = shed_abc_reader_get_position (reader);
      n_numbers += shed_abc_tune_has_number (tune);
      check_text (shed_abc_tune_get_text (tune, NULL));
      check_text (shed_abc_tune_get_content (tune));
      check_text (shed_abc_tune_get_title (tune));
      check_text (shed_abc_tune_get_number (tune));
      check_symbols (tune);
      check_remarks (tune);
      check_guess (tune);
      check_same_tune (tune, again);
      if (size < 65536)
        check_export (tune);
      check_safe (tune, size % 25 - 12);
      shed_abc_tune_unref (tune);
    }
  check (n_numbers == shed_abc_reader_get_n_numbers (reader));
  return 0;
}

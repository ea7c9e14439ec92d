/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Export: a tune's text with the facts that a person edited written over its header. What was not edited stays byte for
 * byte, so that an unedited tune keeps its content and is known again at the next import. The text is parsed, never
 * trusted: what comes out is one tune and no more. */
#define G_LOG_DOMAIN "Woodshed-notation"

#include "shed-abc-writer.h"

#include <string.h>

#include "shed-abc-guess.h"
#include "shed-abc-reader.h"
#include "shed-abc-text-private.h"
#include "shed-abc-writer-private.h"

/* One field of the header that is to be written anew. */
typedef struct
{
  char field;
  const char *value; /* "" takes it out; of K: only what it says, since K: ends the header */
  gboolean is_raw;   /* written as it stands: it has its own grammar */
  gboolean is_done;
} Edit;

typedef struct
{
  const ShedAbcTune *tune;
  const ShedAbcRecord *record;
  gboolean edits_titles;
  gboolean titles_done;
  Edit edits[12];
  guint n_edits;
  char *key;
  char *unit;
} Export;

/**
 * shed_abc_append_book_head:
 * @book: what to append to
 *
 * Writes what an ABC file begins with.
 */
void
shed_abc_append_book_head (GString *book)
{
  g_string_append (book, "%abc-2.1\n\n");
}

/* Whether the text already says so, in one field or in several. */
static gboolean
says_already (const ShedAbcTune *tune, char field, const char *value)
{
  static const char *const separators[] = { "; ", ", ", "\n", " " };
  const char *first = shed_abc_tune_get_value (tune, field, 0);

  if (first == NULL || *value == '\0')
    return first == NULL && *value == '\0';
  if (strcmp (first, value) == 0)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (separators); i++)
    {
      g_autofree char *all = shed_abc_tune_dup_values (tune, field, separators[i]);

      if (strcmp (all, value) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
add_edit (Export *export, char field, const char *value, gboolean is_raw)
{
  Edit *edit;

  g_return_if_fail (export->n_edits < G_N_ELEMENTS (export->edits));
  edit = &export->edits[export->n_edits++];
  edit->field = field;
  edit->value = value;
  edit->is_raw = is_raw;
}

static void
edit_text (Export *export, char field, const char *value)
{
  if (value != NULL && !says_already (export->tune, field, value))
    add_edit (export, field, value, FALSE);
}

static gboolean
is_same_kind (const ShedAbcTune *tune, const char *kind)
{
  g_auto (ShedAbcGuess) guess = { 0 };

  if (says_already (tune, 'R', kind))
    return TRUE;
  shed_abc_guess (tune, NULL, NULL, &guess);
  return guess.kind != NULL && !guess.kind_inferred && strcmp (guess.kind, kind) == 0;
}

static void
edit_structure (Export *export, const char *structure)
{
  g_auto (ShedAbcGuess) guess = { 0 };

  shed_abc_guess (export->tune, NULL, NULL, &guess);
  if (g_strcmp0 (guess.structure != NULL ? guess.structure : "", structure) != 0)
    add_edit (export, 'P', structure, FALSE);
}

/* Meters and unit lengths may be spelt in several ways: C| is 2/2. */
static void
edit_meter_and_unit (Export *export)
{
  const ShedAbcTune *tune = export->tune;
  const ShedAbcRecord *record = export->record;
  guint numerator, denominator, wanted_numerator, wanted_denominator;
  gboolean has_unit = shed_abc_tune_get_value (tune, 'L', 0) != NULL;
  guint n_meters = shed_abc_tune_get_n_values (tune, 'M');

  shed_abc_tune_get_unit (tune, &numerator, &denominator);
  if (record->meter != NULL && !(n_meters == 1 && says_already (tune, 'M', record->meter)))
    {
      g_autofree char *is = n_meters > 0 ? shed_abc_meter_to_string (shed_abc_tune_get_meter (tune)) : NULL;
      g_autofree char *wanted = shed_abc_meter_canonical (record->meter);

      if (g_strcmp0 (is, wanted) != 0)
        {
          add_edit (export, 'M', record->meter, FALSE);
          /* Without L: the meter makes the unit length: a new meter must not change the notes. */
          if (!has_unit && record->unit == NULL)
            {
              export->unit = g_strdup_printf ("%u/%u", numerator, denominator);
              add_edit (export, 'L', export->unit, TRUE);
            }
        }
    }
  if (record->unit == NULL)
    return;
  if (*record->unit == '\0' ? !has_unit
                            : !shed_abc_unit_parse (record->unit, -1, &wanted_numerator, &wanted_denominator) ||
                                (wanted_numerator * denominator == numerator * wanted_denominator && has_unit))
    return;
  add_edit (export, 'L', record->unit, TRUE);
}

/* No key is not the key "none": a text that names none reads back as a tune whose key nobody said. The clef stays. */
static void
edit_key (Export *export)
{
  const char *key = export->record->key;
  g_autofree char *is = NULL;
  g_autofree char *wanted = NULL;
  g_autoptr (GString) text = NULL;

  if (key == NULL || says_already (export->tune, 'K', key))
    return;
  is = shed_abc_tune_dup_key (export->tune);
  wanted = shed_abc_key_canonical (key);
  if (g_strcmp0 (is, wanted) == 0 || (wanted == NULL && *key != '\0'))
    return;
  text = g_string_new (wanted);
  shed_abc_append_clef (text, shed_abc_tune_get_clef (export->tune), TRUE);
  export->key = g_strdup (g_strchug (text->str));
  add_edit (export, 'K', export->key, TRUE);
}

static gboolean
titles_differ (const ShedAbcTune *tune, const ShedAbcRecord *record)
{
  guint n_aliases = shed_abc_tune_get_n_values (tune, 'T');

  n_aliases -= n_aliases > 0;
  if (record->title != NULL && strcmp (record->title, shed_abc_tune_get_title (tune)) != 0)
    {
      g_auto (ShedAbcGuess) guess = { 0 };

      /* "The Silver Spear -- Reel" is this title too. */
      shed_abc_guess (tune, NULL, NULL, &guess);
      if (g_strcmp0 (record->title, guess.title) != 0)
        return TRUE;
    }
  if (record->aliases == NULL)
    return FALSE;
  if (g_strv_length ((char **)record->aliases) != n_aliases)
    return TRUE;
  for (guint i = 0; i < n_aliases; i++)
    if (strcmp (record->aliases[i], shed_abc_tune_get_value (tune, 'T', i + 1)) != 0)
      return TRUE;
  return FALSE;
}

static void
append_field (GString *book, char field, const char *value, gboolean is_raw)
{
  g_string_append_printf (book, "%c:", field);
  if (is_raw)
    g_string_append (book, value);
  else
    shed_abc_text_append_encoded (book, value);
  g_string_append_c (book, '\n');
}

static void
append_titles (GString *book, Export *export)
{
  const ShedAbcRecord *record = export->record;
  const char *title = record->title != NULL ? record->title : shed_abc_tune_get_title (export->tune);

  export->titles_done = TRUE;
  if (*title != '\0')
    append_field (book, 'T', title, FALSE);
  if (record->aliases != NULL)
    for (guint i = 0; record->aliases[i] != NULL; i++)
      append_field (book, 'T', record->aliases[i], FALSE);
  else
    for (guint i = 1; i < shed_abc_tune_get_n_values (export->tune, 'T'); i++)
      append_field (book, 'T', shed_abc_tune_get_value (export->tune, 'T', i), FALSE);
}

static Edit *
find_edit (Export *export, char field)
{
  for (guint i = 0; i < export->n_edits; i++)
    if (export->edits[i].field == field)
      return &export->edits[i];
  return NULL;
}

/* What the header has no line for yet, K: last of all. */
static void
append_left (GString *book, Export *export)
{
  const Edit *key = find_edit (export, 'K');

  if (export->edits_titles && !export->titles_done)
    append_titles (book, export);
  for (guint i = 0; i < export->n_edits; i++)
    {
      Edit *edit = &export->edits[i];

      if (edit->field != 'K' && !edit->is_done && *edit->value != '\0')
        append_field (book, edit->field, edit->value, edit->is_raw);
      edit->is_done |= edit->field != 'K';
    }
  if (key != NULL && !key->is_done && !shed_abc_tune_has_field (export->tune, 'K'))
    append_field (book, 'K', key->value, TRUE);
}

static void
append_header (GString *book, Export *export)
{
  gsize body = shed_abc_tune_get_body (export->tune) - shed_abc_tune_get_text (export->tune, NULL);
  const char *text = shed_abc_tune_get_text (export->tune, NULL);
  gboolean dropping = FALSE, seen_key = FALSE;
  ShedAbcBlock block = { 0 };

  for (const char *line = text, *next; line < text + body && !seen_key; line = next)
    {
      const char *line_end = strchrnul (line, '\n');
      char field = shed_abc_line_get_field (line, line_end - line);
      Edit *edit = find_edit (export, field);

      next = *line_end == '\n' ? line_end + 1 : line_end;
      if (shed_abc_block_takes_line (&block, line, line_end - line) || *line == '%')
        {
          g_string_append_len (book, line, line_end - line);
          g_string_append_c (book, '\n');
          continue;
        }
      /* What continues a field goes with it. */
      if ((field == '+' || field == 0) && dropping)
        continue;
      dropping = FALSE;
      if (field == 'K')
        {
          seen_key = TRUE;
          append_left (book, export);
        }
      if (field == 'T' && export->edits_titles)
        {
          dropping = TRUE;
          if (!export->titles_done)
            append_titles (book, export);
        }
      else if (edit != NULL && field != 0)
        {
          dropping = TRUE;
          if (!edit->is_done && (*edit->value != '\0' || field == 'K'))
            append_field (book, field, edit->value, edit->is_raw);
          edit->is_done = TRUE;
        }
      else
        {
          g_string_append_len (book, line, line_end - line);
          g_string_append_c (book, '\n');
        }
    }
  if (!seen_key)
    append_left (book, export);
}

/* Empty lines are kept where a reader of the book goes on reading; elsewhere they would end the tune. */
static void
keep_together (GString *book, gsize start)
{
  const char *written = strchr (book->str + start, '\n') + 1;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (ShedAbcReader) reader = NULL;
  g_autoptr (ShedAbcTune) tune = NULL;
  gsize length;

  if (strstr (written, "\n\n") == NULL)
    return;
  bytes = g_bytes_new (book->str + start, book->len - start);
  reader = shed_abc_reader_new (bytes);
  tune = shed_abc_reader_next (reader);
  shed_abc_tune_get_text (tune, &length);
  /* All of it was taken, but for the last line end. */
  if (length + 1 == strlen (written))
    return;
  for (gsize at = start; at + 1 < book->len; at++)
    if (book->str[at] == '\n' && book->str[at + 1] == '\n')
      g_string_insert_c (book, at + 1, '%');
}

/**
 * shed_abc_append_tune:
 * @book: what to append to
 * @number: for the `X:` field
 * @text: the tune's text, as of shed_abc_tune_get_text(); may be empty
 * @record: (nullable): facts to write over its header
 *
 * Appends a tune and an empty line. Reading the book again gives a tune with these facts and this music.
 */
void
shed_abc_append_tune (GString *book, guint number, const char *text, const ShedAbcRecord *record)
{
  static const ShedAbcRecord nothing = { 0 };
  g_autoptr (ShedAbcTune) tune = shed_abc_tune_new_from_text (text, -1);
  Export export = { .tune = tune, .record = record != NULL ? record : &nothing };
  gsize start = book->len;

  export.edits_titles = titles_differ (tune, export.record);
  edit_text (&export, 'C', export.record->composer);
  if (export.record->kind != NULL && !is_same_kind (tune, export.record->kind))
    add_edit (&export, 'R', export.record->kind, FALSE);
  edit_text (&export, 'G', export.record->genre);
  edit_text (&export, 'O', export.record->region);
  edit_text (&export, 'S', export.record->source);
  edit_text (&export, 'F', export.record->url);
  if (export.record->structure != NULL)
    edit_structure (&export, export.record->structure);
  edit_meter_and_unit (&export);
  edit_text (&export, 'Q', export.record->tempo);
  edit_key (&export);
  /* Without a key and without music nobody would take it for a tune. */
  if (shed_abc_tune_is_refused (tune) && find_edit (&export, 'K') == NULL)
    add_edit (&export, 'K', "", TRUE);

  g_string_append_printf (book, "X:%u\n", number);
  append_header (book, &export);
  if (*shed_abc_tune_get_body (tune) != '\0')
    {
      g_string_append (book, shed_abc_tune_get_body (tune));
      g_string_append_c (book, '\n');
    }
  keep_together (book, start);
  g_string_append_c (book, '\n');
  g_free (export.key);
  g_free (export.unit);
}

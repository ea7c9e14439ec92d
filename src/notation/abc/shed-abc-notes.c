/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tune's first notes as intervals. What this writes is stored and searched: a changed letter means that every
 * library's index is made anew. */
#define G_LOG_DOMAIN "Woodshed-notation"

#include "shed-abc-notes.h"

#include <string.h>

#define MAX_NOTES 16
#define MAX_UPBEAT_NOTES 12

typedef struct
{
  gint8 steps[MAX_NOTES + MAX_UPBEAT_NOTES];
  guint n_notes;
  guint n_upbeat; /* of these before the first whole bar; 0: no upbeat */
} Melody;

/* Whether the music before the first bar line is shorter than a bar. */
static gboolean
is_upbeat (const ShedAbcTune *tune, double whole_notes)
{
  const ShedAbcMeter *meter = shed_abc_tune_get_meter (tune);

  return meter->numerator != 0 && whole_notes * meter->denominator < meter->numerator - 0.001;
}

static void
read_melody (const ShedAbcTune *tune, Melody *melody)
{
  guint n_symbols;
  const ShedAbcSymbol *symbols = shed_abc_tune_get_symbols (tune, &n_symbols);
  gboolean was_tied = FALSE, before_bar = TRUE;
  double whole_notes = 0;

  memset (melody, 0, sizeof *melody);
  for (guint i = 0; i < n_symbols && melody->n_notes < G_N_ELEMENTS (melody->steps); i++)
    {
      const ShedAbcSymbol *symbol = &symbols[i];
      guint numerator, denominator;
      int step;

      if (symbol->voice != 0)
        continue;
      if (symbol->kind == SHED_ABC_BAR && symbol->bar != SHED_ABC_BAR_NONE && whole_notes > 0 && before_bar)
        {
          before_bar = FALSE;
          if (is_upbeat (tune, whole_notes) && melody->n_notes <= MAX_UPBEAT_NOTES)
            melody->n_upbeat = melody->n_notes;
        }
      if (!shed_abc_symbol_has_time (symbol))
        continue;
      shed_abc_symbol_get_duration (symbol, &numerator, &denominator);
      whole_notes += (double)numerator / denominator;
      if (symbol->kind != SHED_ABC_NOTE)
        {
          was_tied = FALSE;
          continue;
        }

      step = symbol->step;
      if ((symbol->flags & SHED_ABC_FLAG_CHORD_START) != 0)
        for (guint j = i + 1; j < n_symbols && (symbols[j].flags & SHED_ABC_FLAG_CHORD) != 0; j++)
          step = MAX (step, symbols[j].step);
      if (!was_tied || melody->n_notes == 0 || melody->steps[melody->n_notes - 1] != step)
        melody->steps[melody->n_notes++] = step;
      was_tied = (symbol->flags & SHED_ABC_FLAG_TIE) != 0;
    }
}

static void
append_word (GString *text, const gint8 *steps, guint n_notes)
{
  for (guint i = 1; i < n_notes; i++)
    g_string_append_c (text, 'm' + CLAMP (steps[i] - steps[i - 1], -12, 12));
}

/**
 * shed_abc_dup_first_notes:
 * @tune: a tune
 *
 * Returns: (transfer full): its first notes as one word of at most 15 letters or, after an upbeat, as two with a blank
 *   between; "" for a tune with fewer than two notes
 */
char *
shed_abc_dup_first_notes (const ShedAbcTune *tune)
{
  Melody melody;
  GString *text = g_string_sized_new (32);

  read_melody (tune, &melody);
  append_word (text, melody.steps, MIN (melody.n_notes, MAX_NOTES));
  if (melody.n_upbeat > 0 && melody.n_notes - melody.n_upbeat > 1)
    {
      g_string_append_c (text, ' ');
      append_word (text, melody.steps + melody.n_upbeat, MIN (melody.n_notes - melody.n_upbeat, MAX_NOTES));
    }
  return g_string_free (text, FALSE);
}

/**
 * shed_abc_dup_looks_like:
 * @tune: a tune
 *
 * Returns: (transfer full): letters for its first eight notes, fewer when it has fewer. Two tunes of one title that
 * agree here are probably settings of the same tune. It is the beginning of shed_abc_dup_first_notes()
 */
char *
shed_abc_dup_looks_like (const ShedAbcTune *tune)
{
  Melody melody;
  GString *text = g_string_sized_new (16);

  read_melody (tune, &melody);
  append_word (text, melody.steps, MIN (melody.n_notes, SHED_ABC_LOOKS_LIKE_LETTERS + 1));
  return g_string_free (text, FALSE);
}

/**
 * shed_abc_dup_first_notes_query:
 * @typed: what a person typed into a search field, such as `D2FA dAF`
 *
 * Returns: (transfer full) (nullable): letters with which a word of shed_abc_dup_first_notes() begins when the tune
 * begins like this, NULL when the text is not at least three notes of ABC and nothing else
 */
char *
shed_abc_dup_first_notes_query (const char *typed)
{
  g_autofree char *text = NULL;
  g_autoptr (ShedAbcTune) tune = NULL;
  gsize length = strlen (typed);
  Melody melody;
  GString *query;

  if (length > 200 || strspn (typed, "ABCDEFGabcdefg0123456789/,'^_=|:[]()<>-{}~. zx") != length ||
      strpbrk (typed, "ABCDEFGabcdefg") == NULL)
    return NULL;
  text = g_strconcat ("K:C\n", typed, NULL);
  tune = shed_abc_tune_new_from_text (text, -1);
  read_melody (tune, &melody);
  if (melody.n_notes < 3 || shed_abc_tune_has_remark (tune, SHED_ABC_REMARK_BAD_CHARACTER))
    return NULL;
  query = g_string_sized_new (16);
  append_word (query, melody.steps, MIN (melody.n_notes, MAX_NOTES));
  return g_string_free (query, FALSE);
}

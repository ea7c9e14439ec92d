/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for a score. Pitches are said as they sound (after the key signature), the octave above ABC's middle one as "high". */
#include "shed-score-text.h"

#include <glib/gi18n.h>

#include "shed-facts-text.h"

#define FIRST_NOTES 8
#define STEPS_AN_OCTAVE 7

static const char *const letters[STEPS_AN_OCTAVE] = {
  NC_ ("note", "C"), NC_ ("note", "D"), NC_ ("note", "E"), NC_ ("note", "F"),
  NC_ ("note", "G"), NC_ ("note", "A"), NC_ ("note", "B"),
};

static char *
dup_note (const ShedAbcSymbol *symbol)
{
  int step = symbol->step;
  int octave = step >= 0 ? step / STEPS_AN_OCTAVE : -((STEPS_AN_OCTAVE - 1 - step) / STEPS_AN_OCTAVE);
  const char *letter = g_dpgettext2 (NULL, "note", letters[step - octave * STEPS_AN_OCTAVE]);
  g_autofree char *name = NULL;

  if (symbol->alter > 0)
    name = g_strdup_printf (_("%s sharp"), letter);
  else if (symbol->alter < 0)
    name = g_strdup_printf (_("%s flat"), letter);
  else
    name = g_strdup (letter);
  if (octave > 1)
    return g_strdup_printf (_("very high %s"), name);
  if (octave == 1)
    return g_strdup_printf (_("high %s"), name);
  if (octave < 0)
    return g_strdup_printf (_("low %s"), name);
  return g_steal_pointer (&name);
}

/* The first melody notes, and how many bars were written. */
static char *
dup_first_notes (const ShedAbcTune *tune, guint *ret_n_bars)
{
  guint n_symbols = 0, n_notes = 0, n_bars = 0;
  const ShedAbcSymbol *symbols = shed_abc_tune_get_symbols (tune, &n_symbols);
  GString *text = g_string_new (NULL);
  gboolean has_time = FALSE;

  for (guint i = 0; i < n_symbols; i++)
    {
      const ShedAbcSymbol *symbol = &symbols[i];

      if (symbol->voice > 0)
        continue;
      if (symbol->kind == SHED_ABC_BAR && symbol->bar != SHED_ABC_BAR_NONE)
        {
          n_bars += has_time;
          has_time = FALSE;
        }
      if (!shed_abc_symbol_has_time (symbol))
        continue;
      has_time = TRUE;
      if (symbol->kind == SHED_ABC_NOTE && n_notes < FIRST_NOTES)
        {
          g_autofree char *name = dup_note (symbol);

          if (n_notes++ > 0)
            g_string_append (text, ", ");
          g_string_append (text, name);
        }
    }
  *ret_n_bars = n_bars + has_time;
  return g_string_free (text, FALSE);
}

static char *
dup_spaced (const char *structure)
{
  GString *text = g_string_new (NULL);

  for (const char *at = structure; *at != '\0'; at = g_utf8_next_char (at))
    {
      if (text->len > 0)
        g_string_append_c (text, ' ');
      g_string_append_unichar (text, g_utf8_get_char (at));
    }
  return g_string_free (text, FALSE);
}

static void
add (GPtrArray *parts, char *part)
{
  if (part != NULL)
    g_ptr_array_add (parts, part);
}

/**
 * shed_score_text_describe:
 * @tune: the parsed tune
 * @kind: (nullable): the kind column
 * @key: (nullable): the key column
 * @meter: (nullable): the meter column
 * @structure: (nullable): the structure column
 *
 * Returns: (transfer full): the score in one or two sentences
 */
char *
shed_score_text_describe (const ShedAbcTune *tune, const char *kind, const char *key, const char *meter, const char *structure)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *notes = NULL;
  g_autofree char *joined = NULL;
  g_autofree char *key_words = shed_facts_text_key (key);
  guint n_bars = 0;

  g_return_val_if_fail (tune != NULL, NULL);

  notes = dup_first_notes (tune, &n_bars);
  add (parts, shed_facts_text_kind (kind));
  add (parts, g_steal_pointer (&key_words));
  if (meter != NULL && *meter != '\0')
    add (parts, g_strdup (meter));
  if (structure != NULL && *structure != '\0')
    {
      g_autofree char *spaced = dup_spaced (structure);

      add (parts, g_strdup_printf (_("parts %s"), spaced));
    }
  if (n_bars > 0)
    add (parts, g_strdup_printf (ngettext ("%u bar written", "%u bars written", n_bars), n_bars));
  g_ptr_array_add (parts, NULL);
  joined = g_strjoinv (", ", (char **) parts->pdata);
  if (*notes == '\0')
    return g_strdup_printf (*joined != '\0' ? _("%s. No notes.") : _("%sNo notes."), joined);
  if (*joined == '\0')
    return g_strdup_printf (_("It begins: %s."), notes);
  return g_strdup_printf (_("%s. It begins: %s."), joined, notes);
}

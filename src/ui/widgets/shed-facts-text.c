/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts of a tune in words. Names of the built-in lists are translated here; a name no list knows is shown as it is. */
#include "shed-facts-text.h"

#include <glib/gi18n.h>

#include "shed-abc-key.h"
#include "shed-id.h"
#include "shed-lists.h"

static const char *const mode_names[] = {
  [SHED_ABC_MODE_MAJOR] = N_("%s major"),
  [SHED_ABC_MODE_MINOR] = N_("%s minor"),
  [SHED_ABC_MODE_DORIAN] = N_("%s dorian"),
  [SHED_ABC_MODE_PHRYGIAN] = N_("%s phrygian"),
  [SHED_ABC_MODE_LYDIAN] = N_("%s lydian"),
  [SHED_ABC_MODE_MIXOLYDIAN] = N_("%s mixolydian"),
  [SHED_ABC_MODE_LOCRIAN] = N_("%s locrian"),
};

static gboolean
is_empty (const char *text)
{
  return text == NULL || *text == '\0';
}

static char *
key_text (const char *abc_key, gboolean brief)
{
  ShedAbcKey key;
  g_autofree char *tonic = NULL;

  if (is_empty (abc_key))
    return NULL;
  if (!shed_abc_key_parse (abc_key, -1, &key, NULL))
    return g_strdup (abc_key);
  if (key.kind == SHED_ABC_KEY_NONE)
    return NULL;
  if (key.kind == SHED_ABC_KEY_PIPES || key.kind == SHED_ABC_KEY_PIPES_MARKED)
    return g_strdup (_("Highland pipes"));
  tonic = shed_abc_key_dup_tonic (&key);
  if (tonic == NULL || key.kind != SHED_ABC_KEY_TONIC || key.mode >= G_N_ELEMENTS (mode_names))
    return shed_abc_key_dup_spoken (&key);
  if (brief && key.mode == SHED_ABC_MODE_MAJOR)
    return g_steal_pointer (&tonic);
  return g_strdup_printf (_(mode_names[key.mode]), tonic);
}

/**
 * shed_facts_text_key:
 * @abc_key: (nullable): as the key column has it
 *
 * Returns: (transfer full) (nullable): "E dorian", "D major"
 */
char *
shed_facts_text_key (const char *abc_key)
{
  return key_text (abc_key, FALSE);
}

/**
 * shed_facts_text_key_short:
 * @abc_key: (nullable): as the key column has it
 *
 * Returns: (transfer full) (nullable): "E dorian", "D"
 */
char *
shed_facts_text_key_short (const char *abc_key)
{
  return key_text (abc_key, TRUE);
}

char *
shed_facts_text_kind (const char *kind)
{
  const ShedKind *known = shed_kind_lookup (kind);

  if (is_empty (kind))
    return NULL;
  return g_strdup (known != NULL ? _(known->name) : kind);
}

char *
shed_facts_text_goal (const char *goal)
{
  const ShedGoal *known = shed_goal_lookup (goal);

  if (is_empty (goal))
    return NULL;
  return g_strdup (known != NULL ? _(known->name) : goal);
}

char *
shed_facts_text_instrument (const char *instrument)
{
  const ShedInstrument *known = shed_instrument_lookup (instrument);
  const char *name = known != NULL ? _(known->name) : instrument;
  g_autofree char *first = NULL;

  if (is_empty (name))
    return NULL;
  first = g_utf8_strup (name, (gssize) (g_utf8_next_char (name) - name));
  return g_strconcat (first, g_utf8_next_char (name), NULL);
}

/**
 * shed_facts_text_join:
 * @first: (nullable): a part
 * @...: more of them, NULL ends; a part that is "" is left out
 *
 * Returns: (transfer full) (nullable): the parts with a dot between
 */
char *
shed_facts_text_join (const char *first, ...)
{
  GString *text = g_string_new (NULL);
  va_list parts;

  va_start (parts, first);
  for (const char *part = first; part != NULL; part = va_arg (parts, const char *))
    {
      if (*part == '\0')
        continue;
      if (text->len > 0)
        g_string_append (text, " · ");
      g_string_append (text, part);
    }
  va_end (parts);
  return g_string_free (text, text->len == 0);
}

/**
 * shed_facts_text_line:
 * @kind: (nullable): the kind column
 * @abc_key: (nullable): the key column
 *
 * Returns: (transfer full) (nullable): "reel · D"
 */
char *
shed_facts_text_line (const char *kind, const char *abc_key)
{
  g_autofree char *kind_text = shed_facts_text_kind (kind);
  g_autofree char *key = shed_facts_text_key_short (abc_key);

  return shed_facts_text_join (kind_text != NULL ? kind_text : "", key != NULL ? key : "", NULL);
}

/**
 * shed_facts_text_also:
 * @aliases: (nullable): joined by line feeds
 *
 * Returns: (transfer full) (nullable): "also: An tSleá Airgid"
 */
char *
shed_facts_text_also (const char *aliases)
{
  g_auto (GStrv) names = NULL;
  g_autofree char *joined = NULL;

  if (is_empty (aliases))
    return NULL;
  names = g_strsplit (aliases, "\n", -1);
  joined = g_strjoinv (", ", names);
  return g_strdup_printf (_("also: %s"), joined);
}

#define SHORT_TITLE_CHARS 60

/**
 * shed_facts_text_short_title:
 * @title: of a tune or a book, of any length
 *
 * Returns: (transfer full): the title, or its beginning with an ellipsis where a heading would fill the screen with it
 */
char *
shed_facts_text_short_title (const char *title)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (title, -1) <= SHORT_TITLE_CHARS)
    return g_strdup (title);
  start = g_utf8_substring (title, 0, SHORT_TITLE_CHARS - 1);
  return g_strconcat (g_strchomp (start), "…", NULL);
}

/**
 * shed_facts_text_book:
 * @book_id: (nullable): of a tune book
 * @title: (nullable): its title as it is kept
 *
 * Returns: (nullable) (transfer none): the title to be shown
 */
const char *
shed_facts_text_book (const char *book_id, const char *title)
{
  return g_strcmp0 (book_id, shed_id_my_tunes ()) == 0 && g_strcmp0 (title, "My tunes") == 0 ? _("My Tunes") : title;
}

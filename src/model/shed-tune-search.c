/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words a person typed into a search, taken apart. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-tune-search-private.h"

#include <string.h>

#include "shed-find.h"
#include "shed-text.h"
#include "shed-tune-list.h"

static ShedNotesQueryFunc notes_query_func;

/**
 * shed_tune_list_set_notes_query_func:
 * @func: (nullable): gives the first notes, as the store indexes them, of notes that a person typed; NULL when it is no
 * notes
 *
 * The notation floor knows how notes are written; it is told to the lists here, once, before the first search.
 */
void
shed_tune_list_set_notes_query_func (ShedNotesQueryFunc func)
{
  g_atomic_pointer_set (&notes_query_func, func);
}

/* "bed" is a word before it is three notes, "GAB" and "b2e" are notes; from four letters on it may be both. */
static gboolean
may_be_notes (const char *typed)
{
  guint n_letters = 0;
  gboolean has_marks = FALSE;

  for (const char *p = typed; *p != '\0'; p++)
    {
      n_letters += g_ascii_isalpha (*p);
      has_marks = has_marks || (p > typed && g_ascii_isupper (*p)) || (*p != ' ' && !g_ascii_isalpha (*p));
    }
  return n_letters >= 4 || (n_letters == 3 && has_marks);
}

ShedTuneSearch *
shed_tune_search_new (const char *text)
{
  g_autoptr (ShedTuneSearch) self = NULL;
  g_autofree char *clean = text != NULL ? shed_text_clean_name (text) : NULL;
  ShedNotesQueryFunc func = g_atomic_pointer_get (&notes_query_func);
  g_autofree char *notes = NULL;

  if (clean == NULL)
    return NULL;
  self = g_new0 (ShedTuneSearch, 1);
  self->folded = shed_fold (clean);
  self->words = g_strsplit (self->folded, " ", -1);
  self->match = shed_find_query (clean);
  notes = func != NULL && may_be_notes (clean) ? func (clean) : NULL;
  self->notes_match = notes != NULL ? shed_find_query_notes (notes) : NULL;
  if (self->match == NULL && self->notes_match == NULL)
    self->plain = g_steal_pointer (&clean);
  return g_steal_pointer (&self);
}

void
shed_tune_list_take_search_apart (const char *typed, char **ret_words, char **ret_notes, char **ret_plain)
{
  g_autoptr (ShedTuneSearch) search = shed_tune_search_new (typed);

  *ret_words = search != NULL ? g_steal_pointer (&search->match) : NULL;
  *ret_notes = search != NULL ? g_steal_pointer (&search->notes_match) : NULL;
  *ret_plain = search != NULL ? g_steal_pointer (&search->plain) : NULL;
}

void
shed_tune_search_free (ShedTuneSearch *self)
{
  g_free (self->folded);
  g_free (self->match);
  g_free (self->notes_match);
  g_free (self->plain);
  g_strfreev (self->words);
  g_free (self);
}

/* Every word begins a word of the text. */
gboolean
shed_tune_search_words_begin (const char *folded, GStrv words)
{
  for (guint i = 0; words[i] != NULL; i++)
    {
      gsize length = strlen (words[i]);
      gboolean found = length == 0;

      for (const char *p = folded; !found && p != NULL && *p != '\0'; p = strchr (p, ' '))
        {
          if (*p == ' ')
            p++;
          found = strncmp (p, words[i], length) == 0;
        }
      if (!found)
        return FALSE;
    }
  return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tune's music is read once at its import and not a second time for the index: that is a tenth of the time of a large book. It
 * must hold no more than the tunes of one transaction. */
#include "shed-first-notes.h"

#include "shed-abc.h"

static GMutex lock;
static GHashTable *known; /* text → notes, guarded by lock; NULL: none */

char *
shed_first_notes_of_abc (const char *abc)
{
  g_autoptr (ShedAbcTune) tune = NULL;
  char *notes;

  g_mutex_lock (&lock);
  notes = known != NULL ? g_strdup (g_hash_table_lookup (known, abc)) : NULL;
  g_mutex_unlock (&lock);
  if (notes != NULL)
    return notes;
  tune = shed_abc_tune_new_from_text (abc, -1);
  return shed_abc_dup_first_notes (tune);
}

void
shed_first_notes_remember (const char *abc, const char *notes)
{
  g_mutex_lock (&lock);
  if (known == NULL)
    known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_replace (known, g_strdup (abc), g_strdup (notes));
  g_mutex_unlock (&lock);
}

void
shed_first_notes_forget (void)
{
  g_mutex_lock (&lock);
  g_clear_pointer (&known, g_hash_table_unref);
  g_mutex_unlock (&lock);
}

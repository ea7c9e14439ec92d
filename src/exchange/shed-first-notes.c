/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tune's music is read once at its import and not a second time for the index: that is a quarter of the time of a
 * large book. Texts are known by 128 bits of hash, so that 50,000 of them take some megabytes. A wrong hit, which only
 * a made-up pair of texts could bring about, would cost those two tunes their place in the search by notes and nothing
 * else. */
#include "shed-first-notes.h"

#include "shed-abc.h"

#define MAX_KNOWN 200000

typedef struct {
  guint64 one, two;
} Key;

static GMutex lock;
static GHashTable *known; /* Key → notes, guarded by lock; NULL: none */

/* FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/), and the same kind of walk with another multiplier and a turn. */
static Key
key_of_text (const char *text)
{
  Key key = { G_GUINT64_CONSTANT (0xcbf29ce484222325), G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) };

  for (; *text != '\0'; text++)
    {
      key.one = (key.one ^ (guint8) *text) * G_GUINT64_CONSTANT (0x100000001b3);
      key.two = (key.two ^ (guint8) *text) * G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
      key.two ^= key.two >> 29;
    }
  return key;
}

static guint
key_hash (gconstpointer data)
{
  return (guint) ((const Key *) data)->one;
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  const Key *x = a, *y = b;

  return x->one == y->one && x->two == y->two;
}

char *
shed_first_notes_of_abc (const char *abc)
{
  g_autoptr (ShedAbcTune) tune = NULL;
  char *notes = NULL;

  g_mutex_lock (&lock);
  if (known != NULL)
    {
      Key key = key_of_text (abc);

      notes = g_strdup (g_hash_table_lookup (known, &key));
    }
  g_mutex_unlock (&lock);
  if (notes != NULL)
    return notes;
  tune = shed_abc_tune_new_from_text (abc, -1);
  return shed_abc_dup_first_notes (tune);
}

void
shed_first_notes_remember (const char *abc, const char *notes)
{
  Key key = key_of_text (abc);

  g_mutex_lock (&lock);
  if (known == NULL)
    known = g_hash_table_new_full (key_hash, key_equal, g_free, g_free);
  if (g_hash_table_size (known) < MAX_KNOWN)
    g_hash_table_replace (known, g_memdup2 (&key, sizeof key), g_strdup (notes));
  g_mutex_unlock (&lock);
}

void
shed_first_notes_forget (void)
{
  g_mutex_lock (&lock);
  g_clear_pointer (&known, g_hash_table_unref);
  g_mutex_unlock (&lock);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Natural ids. Every id that is made from a key is made in this file and nowhere else: two spellings of one key would be two
 * rows on two computers. It must never look into the library. */
#include "shed-id.h"

#include "shed-civil.h"
#include "shed-text.h"
#include "shed-uuid.h"

/* A hyphen cannot come out of shed_fold(), so a role never meets the title of an imported book. */
#define ROLE_MY_TUNES "my-tunes"
#define ROLE_STARTER  "starter-book"

/**
 * shed_id_my_tunes:
 *
 * Returns: (transfer none): id of the book that holds the player's own tunes
 */
const char *
shed_id_my_tunes (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once))
    g_once_init_leave (&once, (gsize) shed_uuid_new_v5 ("book", ROLE_MY_TUNES, NULL));
  return (const char *) once;
}

/**
 * shed_id_starter_book:
 *
 * Returns: (transfer none): id of the book that ships with the program
 */
const char *
shed_id_starter_book (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once))
    g_once_init_leave (&once, (gsize) shed_uuid_new_v5 ("book", ROLE_STARTER, NULL));
  return (const char *) once;
}

/**
 * shed_id_imported_book:
 * @title: title of the book, or the name of its file
 * @local_only: whether the book stays on this computer
 *
 * Returns: (transfer full): the id that the book gets when no book of that title is there
 */
char *
shed_id_imported_book (const char *title,
                       gboolean    local_only)
{
  g_autofree char *folded = shed_fold (title);

  if (local_only)
    return shed_uuid_new_v5 ("book", "local", folded, NULL);
  return shed_uuid_new_v5 ("book", folded, NULL);
}

char *
shed_id_imported_tune (const char *book_id,
                       const char *content)
{
  return shed_uuid_new_v5 ("tune", book_id, content, NULL);
}

char *
shed_id_starter_tune (const char *name)
{
  return shed_uuid_new_v5 ("tune", shed_id_starter_book (), name, NULL);
}

char *
shed_id_tune_copy (const char *tune_id)
{
  return shed_uuid_new_v5 ("tune", shed_id_my_tunes (), "copy", tune_id, NULL);
}

char *
shed_id_moved_row (const char *table,
                   const char *tune_id,
                   const char *row_id)
{
  return shed_uuid_new_v5 (table, tune_id, "moved", row_id, NULL);
}

char *
shed_id_tune_alias (const char *tune_id,
                    const char *text)
{
  g_autofree char *folded = shed_fold (text);

  return shed_uuid_new_v5 ("tune_alias", tune_id, folded, NULL);
}

char *
shed_id_tune_alias_respelt (const char *tune_id,
                            const char *text)
{
  g_autofree char *folded = shed_fold (text);

  return shed_uuid_new_v5 ("tune_alias", tune_id, folded, text, NULL);
}

char *
shed_id_repertoire_tune (const char *repertoire_id,
                         const char *tune_id)
{
  return shed_uuid_new_v5 ("repertoire_tune", repertoire_id, tune_id, NULL);
}

char *
shed_id_queue_item (const char *repertoire_id,
                    int         practice_day,
                    const char *tune_id)
{
  g_autofree char *day = shed_civil_format (practice_day);

  return shed_uuid_new_v5 ("queue_item", repertoire_id, day, tune_id, NULL);
}

char *
shed_id_tune_tag (const char *tune_id,
                  const char *tag_id)
{
  return shed_uuid_new_v5 ("tune_tag", tune_id, tag_id, NULL);
}

char *
shed_id_preference (const char *name)
{
  return shed_uuid_new_v5 ("preference", name, NULL);
}

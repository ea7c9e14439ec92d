/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Menus neither cut nor wrap what stands in them, and a toast cuts off the verb before the name. */
#include "shed-name.h"

#include "shed-tables.h"
#include "shed-text.h"

#define MAX_CHARACTERS 30
#define MAX_MENU_CHARACTERS 24

static GString *
cut (const char *name, glong max_characters)
{
  g_autofree char *start = NULL;
  GString *text;

  if (g_utf8_strlen (name, -1) <= max_characters)
    return g_string_new (name);
  start = shed_text_truncate (name, g_utf8_offset_to_pointer (name, max_characters - 1) - name);
  text = g_string_new (g_strchomp (start));
  return g_string_append (text, "…");
}

/**
 * shed_name_dup_short:
 * @name: of something
 *
 * Returns: (transfer full): it, or its beginning where it is long
 */
char *
shed_name_dup_short (const char *name)
{
  return g_string_free (cut (name, MAX_CHARACTERS), FALSE);
}

/**
 * shed_name_dup_for_menu:
 * @name: of something
 *
 * Returns: (transfer full): the same, for an item of a menu: an underscore stays one and marks no key
 */
char *
shed_name_dup_for_menu (const char *name)
{
  GString *text = cut (name, MAX_MENU_CHARACTERS);

  g_string_replace (text, "_", "__", 0);
  return g_string_free (text, FALSE);
}

/**
 * shed_name_limit_entry:
 * @entry: where a name is written
 *
 * Else it would be refused when the dialog that held it is gone.
 */
void
shed_name_limit_entry (GtkEditable *entry)
{
  GtkEditable *text = gtk_editable_get_delegate (entry);

  g_return_if_fail (GTK_IS_TEXT (text));

  gtk_text_set_max_length (GTK_TEXT (text), SHED_NAME_MAX_CHARACTERS);
}

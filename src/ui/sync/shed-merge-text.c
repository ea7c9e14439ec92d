/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A title alone is a tune; of anything else its kind is said too. Fields that a person knows no name of are left out. */
#include "shed-merge-text.h"

#include <glib/gi18n.h>

#include "shed-problem-text.h"

char *
shed_merge_text_what (ShedMergeNote *merge)
{
  g_autofree char *table = NULL;
  g_autofree char *title = NULL;

  g_object_get (merge, "table", &table, "title", &title, NULL);
  return g_str_equal (table, "tune") ? g_strdup (title) : shed_problem_text_named (table, title);
}

static void
append (GString *text, const char *format, const char *fields)
{
  g_autofree char *names = shed_problem_text_fields (fields);
  g_autofree char *other = names == NULL && fields != NULL ? g_strdup (_("something else")) : NULL;

  if (fields == NULL)
    return;
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append_printf (text, "%s %s", format, names != NULL ? names : other);
}

char *
shed_merge_text_how (ShedMergeNote *merge)
{
  g_autofree char *here = NULL;
  g_autofree char *there = NULL;
  g_autofree char *both = NULL;
  GString *text = g_string_new (NULL);
  gboolean is_back;

  g_object_get (merge, "here", &here, "there", &there, "both", &both, "is-back", &is_back, NULL);
  if (is_back)
    g_string_append (text, _("It was deleted, and edited or brought back on another computer. It is kept."));
  append (text, _("From this computer:"), here);
  append (text, _("From another computer:"), there);
  append (text, _("Joined from both:"), both);
  return g_string_free (text, FALSE);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes are SQLSTATEs of the database and the PTnnn of the project's functions; a musician never sees one. */
#include "shed-problem-text.h"

#include <glib/gi18n.h>
#include <string.h>


static const struct { const char *code, *why;
} reasons[] = {
  { "23514",
    N_ (
      "The project does not take a value of it: a text that is too long, or a figure out of range. Shorten or correct"
      " it, then try again.") },
  { "22001", N_ ("A text of it is too long for the project. Shorten it, then try again.") },
  { "23503",
    N_ ("It belongs to something that the project does not have. Trying again helps once that has been sent.") },
  { "23502", N_ ("Something that must not be empty is empty. Fill it in, then try again.") },
  { "23505", N_ ("The project has the same thing already. Trying again helps once this computer knows of it.") },
  { "22P02", N_ ("The project could not read a value of it. Correct it, then try again.") },
  { "22P05", N_ ("It holds a sign that the project cannot keep. Take it out, then try again.") },
  { "22003", N_ ("A figure of it is too large for the project. Correct it, then try again.") },
  { "PGRST102", N_ ("The project could not read it. Take out unusual signs, then try again.") },
  { "PT413", N_ ("It is too large to be sent. Make it smaller, then try again.") },
  { "57014", N_ ("The project took too long over it. Try again later.") },
  { "PT422",
    N_ ("The project did not understand it. An update of Woodshed, or of the project, may help; then try again.") },
};

const char *
shed_problem_text_why (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_strcmp0 (reasons[i].code, code) == 0)
      return _(reasons[i].why);
  return _("The project refused it. It stays on this computer; try again, or save a copy.");
}

static const struct { const char *table, *thing;
} things[] = {
  { "book", N_ ("tune book") },
  { "tune", N_ ("tune") },
  { "tune_alias", N_ ("other name") },
  { "repertoire", N_ ("repertoire") },
  { "repertoire_tune", N_ ("tune in a repertoire") },
  { "practice_event", N_ ("practice") },
  { "queue_item", N_ ("tune of the day") },
  { "note", N_ ("note") },
  { "reference", N_ ("reference") },
  { "tag", N_ ("tag") },
  { "tune_tag", N_ ("tag of a tune") },
  { "tune_set", N_ ("set") },
  { "tune_set_item", N_ ("tune in a set") },
  { "setlist", N_ ("set list") },
  { "setlist_item", N_ ("entry of a set list") },
  { "goal", N_ ("goal") },
  { "media", N_ ("recording") },
  { "media_marker", N_ ("marker") },
  { "preference", N_ ("preference") },
  { "conflict", N_ ("choice") },
};

static const struct { const char *field, *name;
} field_names[] = {
  { "title", N_ ("title") },
  { "composer", N_ ("composer") },
  { "kind", N_ ("kind") },
  { "meter", N_ ("metre") },
  { "key", N_ ("key") },
  { "structure", N_ ("structure") },
  { "abc", N_ ("music") },
  { "genre", N_ ("genre") },
  { "region", N_ ("region") },
  { "artist", N_ ("artist") },
  { "year", N_ ("year") },
  { "tempo_bpm", N_ ("tempo") },
  { "best_bpm", N_ ("best tempo") },
  { "rights", N_ ("rights") },
  { "source_url", N_ ("address") },
  { "text", N_ ("text") },
  { "note", N_ ("note") },
  { "name", N_ ("name") },
  { "instrument", N_ ("instrument") },
  { "tuning", N_ ("tuning") },
  { "clef", N_ ("clef") },
  { "goal", N_ ("goal") },
  { "paused", N_ ("pause") },
  { "stage", N_ ("stage") },
  { "url", N_ ("address") },
  { "comment", N_ ("comment") },
  { "book_id", N_ ("tune book") },
  { "state", N_ ("answer") },
  { "colour", N_ ("colour") },
  { "position", N_ ("place") },
};

/* What a person would know by a name; the rest goes without saying. */
char *
shed_problem_text_fields (const char *fields)
{
  g_auto (GStrv) names = g_strsplit (fields != NULL ? fields : "", " ", -1);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; names[i] != NULL; i++)
    for (guint k = 0; k < G_N_ELEMENTS (field_names); k++)
      if (strcmp (names[i], field_names[k].field) == 0)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", _(field_names[k].name));
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

char *
shed_problem_text_named (const char *table, const char *title)
{
  const char *thing = _("change");

  for (guint i = 0; i < G_N_ELEMENTS (things); i++)
    if (g_str_equal (things[i].table, table))
      thing = _(things[i].thing);
  /* Translators: a thing and its name, as: tune “The Silver Spear”. */
  return title != NULL ? g_strdup_printf (_("%s “%s”"), thing, title) : g_strdup (thing);
}

char *
shed_problem_text_what (ShedProblem *problem)
{
  const char *op = shed_problem_get_op (problem);
  g_autofree char *fields = shed_problem_text_fields (shed_problem_get_fields (problem));
  g_autofree char *named = shed_problem_text_named (shed_problem_get_table (problem), shed_problem_get_title (problem));
  g_autofree char *what = NULL;
  guint n_ops;

  g_object_get (problem, "n-ops", &n_ops, NULL);
  if (g_str_equal (op, "ins"))
    what = g_strdup_printf (_("New: %s"), named);
  else if (g_str_equal (op, "del"))
    what = g_strdup_printf (_("Deleted: %s"), named);
  else if (fields != NULL)
    what = g_strdup_printf (_("Edited: %s (%s)"), named, fields);
  else
    what = g_strdup_printf (_("Edited: %s"), named);
  if (n_ops <= 1)
    return g_steal_pointer (&what);
  return g_strdup_printf (ngettext ("%s, and %u more change", "%s, and %u more changes", n_ops - 1), what, n_ops - 1);
}

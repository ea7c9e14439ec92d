/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Laws of the merge (SYNC.md 3.6), class by class: what both sides say alike stands; what one side alone changed stands;
 * counters, lists, best values and texts do not mind who came first; nothing that only one side added is lost. */
#include "sim-props.h"

#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>

#include "sim-server.h"

static const char *const classes[] = { "ask", "last", "text", "set", "max", "add", "fixed" };

static guint
roll (ShedRandom *random, guint n)
{
  return shed_random_next (random) % n;
}

static char *
make_text (ShedRandom *random)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = roll (random, 8);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%c", i > 0 ? "\n" : "", 'a' + roll (random, 6));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
sim_make_value (ShedRandom *random, const char *merge_class)
{
  if (strcmp (merge_class, "text") == 0)
    return make_text (random);
  if (strcmp (merge_class, "set") == 0)
    {
      g_autoptr (GString) list = g_string_new ("[");

      for (guint i = 0; i < 6; i++)
        if (roll (random, 3) == 0)
          g_string_append_printf (list, "%s\"%c\"", list->len > 1 ? "," : "", 'a' + i);
      g_string_append_c (list, ']');
      return g_string_free (g_steal_pointer (&list), FALSE);
    }
  if (roll (random, 8) == 0)
    return NULL;
  return g_strdup_printf ("%u", roll (random, 5));
}

/* Lines and elements that a person adds bear their name, so that they can be looked for. */
char *
sim_change_value (ShedRandom *random, const char *merge_class, const char *value, guint who)
{
  static guint n = 0;

  if (roll (random, 5) == 0)
    return g_strdup (value);
  if (strcmp (merge_class, "text") == 0)
    {
      g_auto (GStrv) lines = g_strsplit (value != NULL ? value : "", "\n", -1);
      g_autoptr (GString) text = g_string_new (NULL);
      guint n_changes = 1 + roll (random, 3), n_lines = g_strv_length (lines);

      for (guint i = 0; i <= n_lines; i++)
        {
          guint what = roll (random, 6 + n_lines) < n_changes ? 1 + roll (random, 3) : 0;

          if (what == 1 || what == 2)
            for (guint k = 0; k < what; k++)
              g_string_append_printf (text, "%s<%u-%u>", text->len > 0 ? "\n" : "", who, ++n);
          if (i < n_lines && what < 2)
            g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", lines[i]);
        }
      return g_string_free (g_steal_pointer (&text), FALSE);
    }
  if (strcmp (merge_class, "set") == 0)
    {
      g_autoptr (JsonNode) node = json_from_string (value, NULL);
      JsonArray *old = json_node_get_array (node);
      g_autoptr (GString) list = g_string_new ("[");

      for (guint i = 0; i < json_array_get_length (old); i++)
        if (roll (random, 4) != 0)
          g_string_append_printf (list, "%s\"%s\"", list->len > 1 ? "," : "", json_array_get_string_element (old, i));
      if (roll (random, 2) == 0)
        g_string_append_printf (list, "%s\"<%u-%u>\"", list->len > 1 ? "," : "", who, ++n);
      g_string_append_c (list, ']');
      return g_string_free (g_steal_pointer (&list), FALSE);
    }
  /* Nobody's best gets worse. */
  if (strcmp (merge_class, "max") == 0)
    return g_strdup_printf ("%u", (value != NULL ? atoi (value) : 0) + roll (random, 5));
  return sim_make_value (random, merge_class);
}

/* Comparing */

static int
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* A list without its order, which says nothing. */
static char *
canonical (const char *merge_class, const char *value)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GPtrArray) words = NULL;

  if (value == NULL || strcmp (merge_class, "set") != 0)
    return g_strdup (value);
  node = json_from_string (value, NULL);
  words = g_ptr_array_new ();
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    g_ptr_array_add (words, (gpointer)json_array_get_string_element (json_node_get_array (node), i));
  g_ptr_array_sort (words, by_text);
  g_ptr_array_add (words, NULL);
  return g_strjoinv (",", (char **)words->pdata);
}

static gboolean
alike (const char *merge_class, const char *a, const char *b)
{
  g_autofree char *x = canonical (merge_class, a);
  g_autofree char *y = canonical (merge_class, b);

  return g_strcmp0 (x, y) == 0;
}

/* NULL is 0 to a counter. */
static gboolean
same_count (const char *merge_class, const char *a, const char *b)
{
  if (strcmp (merge_class, "add") != 0)
    return alike (merge_class, a, b);
  return (a != NULL ? g_ascii_strtoll (a, NULL, 10) : 0) == (b != NULL ? g_ascii_strtoll (b, NULL, 10) : 0);
}

static char *
what (const char *law, const char *merge_class, const char *base, const char *a, const char *b, const char *got)
{
  g_autofree char *text =
    g_strdup_printf ("%s: %s of [%s] [%s] [%s] is [%s]", law, merge_class, base != NULL ? base : "NULL",
                     a != NULL ? a : "NULL", b != NULL ? b : "NULL", got != NULL ? got : "NULL");

  return g_strdelimit (g_steal_pointer (&text), "\n", '/');
}

/* What one side added and the other did not have. */
static char *
find_lost (const char *merge_class, const char *value, const char *merged)
{
  for (const char *p = value != NULL ? strchr (value, '<') : NULL; p != NULL; p = strchr (p + 1, '<'))
    {
      g_autofree char *mark = g_strndup (p, strchr (p, '>') - p + 1);

      if (merged == NULL || strstr (merged, mark) == NULL)
        return g_steal_pointer (&mark);
    }
  return NULL;
}

char *
sim_try_merge (ShedRandom *random)
{
  const char *merge_class = classes[roll (random, G_N_ELEMENTS (classes))];
  gboolean orderless = strcmp (merge_class, "text") == 0 || strcmp (merge_class, "set") == 0 ||
                       strcmp (merge_class, "max") == 0 || strcmp (merge_class, "add") == 0;
  g_autofree char *base = sim_make_value (random, merge_class);
  g_autofree char *a = sim_change_value (random, merge_class, base, 1);
  g_autofree char *b = sim_change_value (random, merge_class, base, 2);
  g_autofree char *c = sim_change_value (random, merge_class, base, 3);
  g_autofree char *ab = NULL;
  g_autofree char *ba = NULL;
  g_autofree char *again = NULL;
  g_autofree char *one = NULL;
  gboolean settled = sim_merge_field (merge_class, base, a, b, &ab);

  if (strcmp (merge_class, "add") == 0)
    ; /* two who each counted one more counted two */
  else if (!sim_merge_field (merge_class, base, a, a, &again) || !alike (merge_class, again, a))
    return what ("what both say stands", merge_class, base, a, a, again);
  if (!sim_merge_field (merge_class, base, base, b, &one) ||
      !same_count (merge_class, one, strcmp (merge_class, "fixed") == 0 ? base : b))
    return what ("what one side changed stands", merge_class, base, base, b, one);
  if (strcmp (merge_class, "fixed") == 0 && (!settled || !alike (merge_class, ab, a)))
    return what ("what is fixed stays", merge_class, base, a, b, ab);
  if (strcmp (merge_class, "last") == 0 && (!settled || !alike (merge_class, ab, b)))
    return what ("the last stands", merge_class, base, a, b, ab);
  if (strcmp (merge_class, "ask") == 0 && settled != (g_strcmp0 (a, b) == 0 || g_strcmp0 (a, base) == 0))
    return what ("two different edits are a question", merge_class, base, a, b, ab);
  if (!orderless)
    return NULL;
  if (sim_merge_field (merge_class, base, b, a, &ba) != settled || !same_count (merge_class, ab, ba))
    return what ("who came first does not matter", merge_class, base, a, b, ab);
  if (!settled)
    return NULL;
  if (strcmp (merge_class, "text") == 0 || strcmp (merge_class, "set") == 0)
    {
      g_autofree char *lost = find_lost (merge_class, a, ab);
      g_autofree char *lost_too = find_lost (merge_class, b, ab);

      if (lost != NULL || lost_too != NULL)
        return what ("nothing added is lost", merge_class, base, a, b, ab);
    }
  if (strcmp (merge_class, "max") == 0 || strcmp (merge_class, "set") == 0)
    {
      g_autofree char *twice = NULL;

      /* It is one's own value already that a repeated one meets. */
      if (!sim_merge_field (merge_class, base, ab, b, &twice) || !alike (merge_class, twice, ab))
        return what ("twice is once", merge_class, base, ab, b, twice);
    }
  if (strcmp (merge_class, "text") != 0)
    {
      g_autofree char *bc = NULL;
      g_autofree char *left = NULL;
      g_autofree char *right = NULL;

      sim_merge_field (merge_class, base, b, c, &bc);
      sim_merge_field (merge_class, base, ab, c, &left);
      sim_merge_field (merge_class, base, a, bc, &right);
      if (!same_count (merge_class, left, right))
        return what ("how three are paired does not matter", merge_class, base, left, right, c);
    }
  return NULL;
}

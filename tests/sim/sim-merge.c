/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The merge of one field, in C: the specification that the SQL is compared with. Texts merge by lines: common beginning
 * and end, then lines that stand once on both sides in their longest rising run, each grown over equal neighbours; what
 * both changed differently in one stretch is a question. */
#include "sim-server.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "shed-bug.h"
/* Texts by lines */

typedef struct
{
  int i, j;
} Pair;

static int
count_of (char **lines, int from, int to, const char *line)
{
  int n = 0;

  for (int i = from; i < to; i++)
    n += strcmp (lines[i], line) == 0;
  return n;
}

/* found[i]: the line of b that line i of a became, or -1. */
static int *
match_lines (char **a, int n, char **b, int m)
{
  int *found = g_new (int, n + 1);
  int top = 0, tail = 0, last_i, last_j;
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (Pair));
  g_autoptr (GArray) run = g_array_new (FALSE, FALSE, sizeof (Pair));

  for (int i = 0; i <= n; i++)
    found[i] = -1;
  while (top < n && top < m && strcmp (a[top], b[top]) == 0)
    {
      found[top] = top;
      top++;
    }
  while (tail < n - top && tail < m - top && strcmp (a[n - 1 - tail], b[m - 1 - tail]) == 0)
    {
      found[n - 1 - tail] = m - 1 - tail;
      tail++;
    }
  for (int i = top; i < n - tail; i++)
    if (count_of (a, top, n - tail, a[i]) == 1 && count_of (b, top, m - tail, a[i]) == 1)
      for (int j = top; j < m - tail; j++)
        if (strcmp (a[i], b[j]) == 0)
          {
            Pair pair = { i, j };

            g_array_append_val (pairs, pair);
          }
  if (pairs->len > 0)
    {
      /* Patience: the pile that ends lowest for each length. */
      g_autofree int *piles = g_new (int, pairs->len + 1);
      g_autofree int *before = g_new (int, pairs->len);
      int n_piles = 0, k;

      for (guint p = 0; p < pairs->len; p++)
        {
          int lo = 0;

          while (lo < n_piles && g_array_index (pairs, Pair, piles[lo]).j < g_array_index (pairs, Pair, p).j)
            lo++;
          before[p] = lo > 0 ? piles[lo - 1] : -1;
          piles[lo] = p;
          n_piles = MAX (n_piles, lo + 1);
        }
      for (k = piles[n_piles - 1]; k >= 0; k = before[k])
        g_array_prepend_val (run, g_array_index (pairs, Pair, k));
    }
  last_i = top - 1;
  last_j = top - 1;
  for (guint r = 0; r < run->len; r++)
    {
      Pair pair = g_array_index (run, Pair, r);
      int i = pair.i, j = pair.j;
      int next_i = r + 1 < run->len ? g_array_index (run, Pair, r + 1).i : n - tail;
      int next_j = r + 1 < run->len ? g_array_index (run, Pair, r + 1).j : m - tail;

      if (i > last_i && j > last_j)
        {
          found[i] = j;
          while (i - 1 > last_i && j - 1 > last_j && strcmp (a[i - 1], b[j - 1]) == 0)
            {
              i--;
              j--;
              found[i] = j;
            }
        }
      i = MAX (pair.i, last_i);
      j = MAX (pair.j, last_j);
      while (i + 1 < next_i && j + 1 < next_j && strcmp (a[i + 1], b[j + 1]) == 0)
        {
          i++;
          j++;
          found[i] = j;
        }
      last_i = i;
      last_j = j;
    }
  return found;
}

static gboolean
same_part (char **a, int a0, int a1, char **b, int b0, int b1)
{
  if (a1 - a0 != b1 - b0)
    return FALSE;
  for (int i = 0; i < a1 - a0; i++)
    if (strcmp (a[a0 + i], b[b0 + i]) != 0)
      return FALSE;
  return TRUE;
}

static void
append_part (GPtrArray *merged, char **lines, int from, int to)
{
  for (int i = from; i < to; i++)
    g_ptr_array_add (merged, lines[i]);
}

gboolean
sim_merge_lines (const char *base, const char *theirs, const char *mine, char **result)
{
  g_auto (GStrv) o = g_strsplit (base, "\n", -1);
  g_auto (GStrv) a = g_strsplit (theirs, "\n", -1);
  g_auto (GStrv) b = g_strsplit (mine, "\n", -1);
  int n = g_strv_length (o), n_a = g_strv_length (a), n_b = g_strv_length (b);
  g_autofree int *in_a = match_lines (o, n, a, n_a);
  g_autofree int *in_b = match_lines (o, n, b, n_b);
  g_autoptr (GPtrArray) merged = g_ptr_array_new ();
  int i = 0, j = 0, k = 0; /* the first line not settled */

  *result = NULL;
  for (int line = 0; line <= n; line++)
    {
      int j_end, k_end;

      if (line < n && (in_a[line] < 0 || in_b[line] < 0))
        continue;
      j_end = line < n ? in_a[line] : n_a;
      k_end = line < n ? in_b[line] : n_b;
      if (same_part (a, j, j_end, b, k, k_end) || same_part (b, k, k_end, o, i, line))
        append_part (merged, a, j, j_end);
      else if (same_part (a, j, j_end, o, i, line))
        append_part (merged, b, k, SHED_BUG ("text-loses-line") && k_end > k + 1 ? k_end - 1 : k_end);
      else
        return FALSE;
      if (line < n)
        {
          g_ptr_array_add (merged, o[line]);
          i = line + 1;
          j = j_end + 1;
          k = k_end + 1;
        }
    }
  g_ptr_array_add (merged, NULL);
  *result = g_strjoinv ("\n", (char **)merged->pdata);
  return TRUE;
}

/* Lists */

static GPtrArray *
elements_of (const char *list)
{
  g_autoptr (JsonNode) node = list != NULL ? json_from_string (list, NULL) : NULL;
  GPtrArray *elements = g_ptr_array_new_with_free_func (g_free);

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return elements;
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    g_ptr_array_add (elements, json_to_string (json_array_get_element (json_node_get_array (node), i), FALSE));
  return elements;
}

static gboolean
has (GPtrArray *list, const char *value)
{
  return g_ptr_array_find_with_equal_func (list, value, g_str_equal, NULL);
}

static char *
merge_set (const char *base, const char *theirs, const char *mine)
{
  g_autoptr (GPtrArray) b = elements_of (base);
  g_autoptr (GPtrArray) t = elements_of (theirs);
  g_autoptr (GPtrArray) m = elements_of (mine);
  g_autoptr (GString) out = g_string_new ("[");

  for (guint i = 0; i < t->len; i++)
    if (!(has (b, g_ptr_array_index (t, i)) && !has (m, g_ptr_array_index (t, i))))
      g_string_append_printf (out, "%s%s", out->len > 1 ? "," : "", (char *)g_ptr_array_index (t, i));
  for (guint i = 0; i < m->len; i++)
    if (!has (b, g_ptr_array_index (m, i)) && !has (t, g_ptr_array_index (m, i)) && !SHED_BUG ("set-keeps-theirs"))
      g_string_append_printf (out, "%s%s", out->len > 1 ? "," : "", (char *)g_ptr_array_index (m, i));
  g_string_append_c (out, ']');
  return g_string_free (g_steal_pointer (&out), FALSE);
}

gboolean
sim_merge_field (const char *merge_class, const char *base, const char *theirs, const char *mine, char **result)
{
  *result = NULL;
  if (strcmp (merge_class, "fixed") == 0 || (g_strcmp0 (theirs, mine) == 0 && strcmp (merge_class, "add") != 0))
    {
      *result = g_strdup (theirs);
      return TRUE;
    }
  if (strcmp (merge_class, "last") == 0 || g_strcmp0 (theirs, base) == 0 ||
      (SHED_BUG ("counter-is-overwritten") && strcmp (merge_class, "add") == 0))
    {
      *result = g_strdup (mine);
      return TRUE;
    }
  if (strcmp (merge_class, "add") == 0)
    {
      gint64 sum = (theirs != NULL ? g_ascii_strtoll (theirs, NULL, 10) : 0) +
                   (mine != NULL ? g_ascii_strtoll (mine, NULL, 10) : 0) -
                   (base != NULL ? g_ascii_strtoll (base, NULL, 10) : 0);

      *result = g_strdup_printf ("%" G_GINT64_FORMAT, sum);
      return TRUE;
    }
  if (strcmp (merge_class, "max") == 0)
    {
      if (theirs == NULL || mine == NULL)
        *result = g_strdup (theirs != NULL ? theirs : mine);
      else
        *result = g_strdup (SHED_BUG ("best-tempo-falls") ||
                                g_ascii_strtoll (theirs, NULL, 10) < g_ascii_strtoll (mine, NULL, 10)
                              ? mine
                              : theirs);
      return TRUE;
    }
  if (strcmp (merge_class, "set") == 0)
    {
      *result = merge_set (base, theirs, mine);
      return TRUE;
    }
  if (strcmp (merge_class, "text") == 0 && base != NULL && theirs != NULL && mine != NULL)
    return sim_merge_lines (base, theirs, mine, result);
  return FALSE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a preference's JSON to words and back; no widget. */
#include "shed-preference-text.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* FSRS-6: retrievability R(t) = (1 + f·t/S)^-w20 with R(S) = 0.9; w20 of the default weights, as ts-fsrs 5.4. */
#define DEFAULT_DECAY 0.1542

/**
 * shed_preference_steps_to_text:
 * @json: steps as a preference has them, ["1m","10m"]
 *
 * Returns: (transfer full): "1m 10m"
 */
char *
shed_preference_steps_to_text (const char *json)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  GString *text = g_string_new (NULL);

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          JsonNode *step = json_array_get_element (array, i);

          if (JSON_NODE_HOLDS_VALUE (step) && json_node_get_value_type (step) == G_TYPE_STRING)
            g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", json_node_get_string (step));
        }
    }
  return g_string_free (text, FALSE);
}

/**
 * shed_preference_steps_from_text:
 * @text: what a person typed
 *
 * Returns: (transfer full) (nullable): ["1m","10m"]; NULL when a step is not a whole number with m, h or d
 */
char *
shed_preference_steps_from_text (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " ,;", -1);
  GString *json = g_string_new ("[");

  for (guint i = 0; words[i] != NULL; i++)
    {
      char *end;
      guint64 n;

      if (*words[i] == '\0')
        continue;
      n = g_ascii_strtoull (words[i], &end, 10);
      if (end == words[i] || n == 0 || n > 10000 || strchr ("mhd", *end) == NULL || *end == '\0' || end[1] != '\0')
        {
          g_string_free (json, TRUE);
          return NULL;
        }
      g_string_append_printf (json, "%s\"%" G_GUINT64_FORMAT "%c\"", json->len > 1 ? "," : "", n, *end);
    }
  g_string_append_c (json, ']');
  return g_string_free (json, FALSE);
}

/**
 * shed_preference_explain_retention:
 * @percent: how many of a hundred tunes are to be known still when they come back
 *
 * Returns: (transfer full): what the number means, in tunes and days
 */
char *
shed_preference_explain_retention (int percent)
{
  double at_90 = pow (0.9, -1 / DEFAULT_DECAY) - 1;
  double days = 10 * (pow (percent / 100.0, -1 / DEFAULT_DECAY) - 1) / at_90;
  int n = MAX (1, (int) (days + 0.5));
  g_autofree char *known = g_strdup_printf (_("Of 100 tunes that come back you still know about %d."), percent);

  if (percent == 90)
    return g_strdup_printf (_("%s A good start; more means more practice each day, less means fewer tunes and more surprises."),
                            known);
  return g_strdup_printf (ngettext ("%s A tune that would wait 10 days at 90 %% waits %d day.",
                                    "%s A tune that would wait 10 days at 90 %% waits %d days.", n), known, n);
}

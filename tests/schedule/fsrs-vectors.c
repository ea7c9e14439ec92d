/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fsrs-vectors CONFIGS.json HISTORIES.csv [PREVIEWS.csv]: replays review histories and compares every card after every
 * review, and every preview, with the values of the reference, to the last printed digit. Any files in the format of
 * tests/data/fsrs will do; columns are found by their names. A mismatch never changes what is replayed next, so that one
 * wrong row counts once. Last line: "rows N mismatches M". Status: 0 all equal, 1 mismatches, 2 wrong call or unreadable.
 */
#include "shed-fsrs-number.h"
#include "shed-fsrs.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

#define MAX_REPORTED 20

typedef struct
{
  char *name;
  char *text;
  char **header;
  GPtrArray *rows; /* char ** of cells; the cells lie in text */
} Table;

typedef struct
{
  ShedFsrsParams *params;
  guint n_params;
  GHashTable *cards;   /* history → ShedFsrsCard: after its last row */
  GHashTable *befores; /* "history,step" → ShedFsrsCard: before that row */
  guint n_rows;
  guint n_mismatches;
} Run;

static void
table_free (Table *table)
{
  g_free (table->name);
  g_free (table->text);
  g_free (table->header);
  g_clear_pointer (&table->rows, g_ptr_array_unref);
  g_free (table);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Table, table_free)

/* The cells of a line, cut in place. No cell of this format holds a comma or a quote. */
static char **
cut_line (char *line)
{
  GPtrArray *cells = g_ptr_array_new ();

  for (char *cell = line; cell != NULL;)
    {
      char *comma = strchr (cell, ',');

      if (comma != NULL)
        *comma++ = '\0';
      g_ptr_array_add (cells, g_strstrip (cell));
      cell = comma;
    }
  g_ptr_array_add (cells, NULL);
  return (char **) g_ptr_array_free (cells, FALSE);
}

static Table *
table_read (const char *path,
            GError    **error)
{
  g_autoptr (Table) table = g_new0 (Table, 1);

  table->name = g_path_get_basename (path);
  table->rows = g_ptr_array_new_with_free_func (g_free);
  if (!g_file_get_contents (path, &table->text, NULL, error))
    return NULL;
  for (char *line = g_str_has_prefix (table->text, "\xef\xbb\xbf") ? table->text + 3 : table->text; line != NULL;)
    {
      char *end = strchr (line, '\n');

      if (end != NULL)
        *end++ = '\0';
      if (*g_strstrip (line) != '\0')
        {
          char **cells = cut_line (line);

          if (table->header == NULL)
            table->header = cells;
          else
            g_ptr_array_add (table->rows, cells);
        }
      line = end;
    }
  if (table->header == NULL)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s has no header line", path);
      return NULL;
    }
  for (guint i = 0; i < table->rows->len; i++)
    if (g_strv_length (table->rows->pdata[i]) != g_strv_length (table->header))
      {
        g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: data row %u has another number of cells than the header",
                     path, i + 1);
        return NULL;
      }
  return g_steal_pointer (&table);
}

static int
find_column (const Table *table,
             const char  *name,
             GError     **error)
{
  for (int i = 0; table->header[i] != NULL; i++)
    if (strcmp (table->header[i], name) == 0)
      return i;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s has no column “%s”", table->name, name);
  return -1;
}

static gboolean
find_columns (const Table        *table,
              const char * const *names,
              guint               n_names,
              int                *ret,
              GError            **error)
{
  for (guint i = 0; i < n_names; i++)
    if ((ret[i] = find_column (table, names[i], error)) < 0)
      return FALSE;
  return TRUE;
}

/* A member that is of another type is no parameter set; one that is not there has its default. */
static gboolean
find_value (JsonObject *object,
            const char *name,
            GType       type,
            JsonNode  **ret)
{
  JsonNode *node = json_object_get_member (object, name);

  *ret = node;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  return json_node_get_value_type (node) == type
         || (type == G_TYPE_DOUBLE && json_node_get_value_type (node) == G_TYPE_INT64);
}

static gboolean
find_array (JsonObject *object,
            const char *name,
            JsonArray **ret)
{
  JsonNode *node = json_object_get_member (object, name);

  *ret = NULL;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;
  *ret = json_node_get_array (node);
  return TRUE;
}

static gboolean
read_steps (JsonObject *object,
            const char *name,
            int        *minutes,
            guint      *ret_n)
{
  JsonArray *array;

  if (!find_array (object, name, &array))
    return FALSE;
  if (array == NULL)
    return TRUE;
  *ret_n = json_array_get_length (array);
  if (*ret_n > SHED_FSRS_MAX_STEPS)
    return FALSE;
  for (guint i = 0; i < *ret_n; i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING
          || !shed_fsrs_step_from_text (json_node_get_string (node), &minutes[i]))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_params (JsonObject     *config,
             ShedFsrsParams *params)
{
  JsonObject *object = config;
  JsonNode *effective = json_object_get_member (config, "effective");
  JsonNode *retention, *max_interval, *fuzz, *short_term;
  JsonArray *array;
  double weights[SHED_FSRS_N_WEIGHTS];
  guint n_weights;

  if (effective != NULL)
    {
      if (!JSON_NODE_HOLDS_OBJECT (effective))
        return FALSE;
      object = json_node_get_object (effective);
    }
  shed_fsrs_params_init (params);
  if (!find_value (object, "request_retention", G_TYPE_DOUBLE, &retention)
      || !find_value (object, "maximum_interval", G_TYPE_DOUBLE, &max_interval)
      || !find_value (object, "enable_fuzz", G_TYPE_BOOLEAN, &fuzz)
      || !find_value (object, "enable_short_term", G_TYPE_BOOLEAN, &short_term))
    return FALSE;
  if (retention != NULL)
    params->retention = json_node_get_double (retention);
  if (max_interval != NULL)
    params->max_interval_days = (int) CLAMP (json_node_get_double (max_interval), 0, G_MAXINT);
  if (fuzz != NULL)
    params->fuzz = json_node_get_boolean (fuzz);
  if (short_term != NULL)
    params->short_term = json_node_get_boolean (short_term);
  if (!read_steps (object, "learning_steps", params->learning_steps_minutes, &params->n_learning_steps)
      || !read_steps (object, "relearning_steps", params->relearning_steps_minutes, &params->n_relearning_steps))
    return FALSE;
  if (!find_array (object, "w", &array))
    return FALSE;
  if (array != NULL)
    {
      n_weights = json_array_get_length (array);
      if (n_weights > SHED_FSRS_N_WEIGHTS)
        return FALSE;
      for (guint i = 0; i < n_weights; i++)
        {
          JsonNode *node = json_array_get_element (array, i);

          if (!JSON_NODE_HOLDS_VALUE (node)
              || (json_node_get_value_type (node) != G_TYPE_DOUBLE && json_node_get_value_type (node) != G_TYPE_INT64))
            return FALSE;
          weights[i] = json_node_get_double (node);
        }
      if (!shed_fsrs_params_set_weights (params, weights, n_weights))
        return FALSE;
    }
  shed_fsrs_params_prepare (params);
  return TRUE;
}

static gboolean
read_configs (Run        *run,
              const char *path,
              GError    **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;
  JsonArray *array;

  if (!json_parser_load_from_file (parser, path, error))
    return FALSE;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_ARRAY (root))
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s holds no list of parameter sets", path);
      return FALSE;
    }
  array = json_node_get_array (root);
  run->n_params = json_array_get_length (array);
  run->params = g_new0 (ShedFsrsParams, run->n_params);
  for (guint i = 0; i < run->n_params; i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_OBJECT (node) || !read_params (json_node_get_object (node), &run->params[i]))
        {
          g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: parameter set %u cannot be read", path, i);
          return FALSE;
        }
    }
  return TRUE;
}

/* Compared as text; a cell written in another notation counts by its value. */
static gboolean
is_double (const char *cell,
           double      value)
{
  char text[SHED_FSRS_NUMBER_SIZE];
  char *end;

  shed_fsrs_format_double (value, text);
  if (strcmp (cell, text) == 0)
    return TRUE;
  return *cell != '\0' && g_ascii_strtod (cell, &end) == value && *end == '\0';
}

static gboolean
is_int (const char *cell,
        gint64      value)
{
  return is_double (cell, (double) value);
}

static void
report (Run         *run,
        const Table *table,
        guint        row,
        const char  *column,
        const char  *cell,
        double       value,
        gboolean    *first)
{
  char text[SHED_FSRS_NUMBER_SIZE];

  if (*first)
    run->n_mismatches++;
  *first = FALSE;
  if (run->n_mismatches > MAX_REPORTED)
    return;
  shed_fsrs_format_double (value, text);
  printf ("%s, data row %u, %s: %s here, %s there\n", table->name, row + 1, column, text, cell);
}

static const ShedFsrsParams *
find_params (const Run  *run,
             const char *cell)
{
  guint64 index;

  if (!g_ascii_string_to_unsigned (cell, 10, 0, run->n_params == 0 ? 0 : run->n_params - 1, &index, NULL)
      || index >= run->n_params)
    return NULL;
  return &run->params[index];
}

static int
utc_days_between (gint64 earlier_ms,
                  gint64 later_ms)
{
  /* Floor division, so that times before 1970 count like any other. */
  gint64 earlier = earlier_ms / SHED_FSRS_DAY_MS - (earlier_ms % SHED_FSRS_DAY_MS < 0);
  gint64 later = later_ms / SHED_FSRS_DAY_MS - (later_ms % SHED_FSRS_DAY_MS < 0);

  return (int) (later - earlier);
}

static gboolean
row_error (GError    **error,
           const Table *table,
           guint        row)
{
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: data row %u cannot be read", table->name, row + 1);
  return FALSE;
}

static gboolean
replay (Run         *run,
        const Table *table,
        GError     **error)
{
  enum { HIST, CFG, STEP, NOW, RATING, STABILITY, DIFFICULTY, DAYS, STATE, LEARNING_STEPS, REPS, LAPSES, DUE, N };
  static const char * const names[N] = {
    "hist", "cfg", "step", "now_ms", "rating", "stability", "difficulty", "scheduled_days", "state", "learning_steps",
    "reps", "lapses", "due_ms",
  };
  int columns[N];

  if (!find_columns (table, names, N, columns, error))
    return FALSE;
  for (guint row = 0; row < table->rows->len; row++)
    {
      char **cells = table->rows->pdata[row];
      const ShedFsrsParams *params = find_params (run, cells[columns[CFG]]);
      const char *history = cells[columns[HIST]];
      ShedFsrsCard *card = g_hash_table_lookup (run->cards, history);
      gint64 now_ms, rating;
      gboolean first = TRUE;
      int elapsed_days = 0;

      if (params == NULL || !g_ascii_string_to_signed (cells[columns[NOW]], 10, G_MININT64, G_MAXINT64, &now_ms, error)
          || !g_ascii_string_to_signed (cells[columns[RATING]], 10, 1, 4, &rating, error))
        {
          g_clear_error (error);
          return row_error (error, table, row);
        }
      if (card == NULL)
        {
          card = g_new0 (ShedFsrsCard, 1);
          g_hash_table_insert (run->cards, g_strdup (history), card);
        }
      if (card->state != SHED_FSRS_NEW)
        elapsed_days = utc_days_between (card->last_ms, now_ms);
      g_hash_table_insert (run->befores, g_strconcat (history, ",", cells[columns[STEP]], NULL),
                           g_memdup2 (card, sizeof *card));
      shed_fsrs_review (params, card, now_ms, elapsed_days, (int) rating, card);
      run->n_rows++;

      const double values[N] = {
        [STABILITY] = card->stability, [DIFFICULTY] = card->difficulty, [DAYS] = card->interval_days,
        [STATE] = card->state, [LEARNING_STEPS] = card->step, [REPS] = card->reps, [LAPSES] = card->lapses,
        [DUE] = (double) card->due_ms,
      };
      for (int i = STABILITY; i < N; i++)
        if (!is_double (cells[columns[i]], values[i]))
          report (run, table, row, names[i], cells[columns[i]], values[i], &first);
    }
  return TRUE;
}

static gboolean
preview (Run         *run,
         const Table *table,
         GError     **error)
{
  enum { HIST, CFG, STEP, NOW, N, PER_RATING = 3 };
  static const char * const names[N] = { "hist", "cfg", "step", "now_ms" };
  static const char * const outcome_names[4 * PER_RATING] = {
    "s_again", "d_again", "due_again", "s_hard", "d_hard", "due_hard",
    "s_good",  "d_good",  "due_good",  "s_easy", "d_easy", "due_easy",
  };
  int columns[N], outcome_columns[4 * PER_RATING];

  if (!find_columns (table, names, N, columns, error)
      || !find_columns (table, outcome_names, G_N_ELEMENTS (outcome_names), outcome_columns, error))
    return FALSE;
  for (guint row = 0; row < table->rows->len; row++)
    {
      char **cells = table->rows->pdata[row];
      const ShedFsrsParams *params = find_params (run, cells[columns[CFG]]);
      g_autofree char *key = g_strconcat (cells[columns[HIST]], ",", cells[columns[STEP]], NULL);
      const ShedFsrsCard *before = g_hash_table_lookup (run->befores, key);
      ShedFsrsCard after[4];
      gint64 now_ms;
      gboolean first = TRUE;

      /* A moment after the last review of the history. */
      if (before == NULL)
        before = g_hash_table_lookup (run->cards, cells[columns[HIST]]);
      if (params == NULL || before == NULL
          || !g_ascii_string_to_signed (cells[columns[NOW]], 10, G_MININT64, G_MAXINT64, &now_ms, NULL))
        return row_error (error, table, row);
      shed_fsrs_preview (params, before, now_ms,
                         before->state == SHED_FSRS_NEW ? 0 : utc_days_between (before->last_ms, now_ms), after);
      run->n_rows++;
      for (guint i = 0; i < G_N_ELEMENTS (outcome_names); i++)
        {
          const ShedFsrsCard *outcome = &after[i / PER_RATING];
          const char *cell = cells[outcome_columns[i]];
          gboolean equal = i % PER_RATING == 2 ? is_int (cell, outcome->due_ms)
                                               : is_double (cell, i % PER_RATING == 0 ? outcome->stability : outcome->difficulty);

          if (!equal)
            report (run, table, row, outcome_names[i], cell,
                    i % PER_RATING == 2 ? (double) outcome->due_ms
                                        : i % PER_RATING == 0 ? outcome->stability : outcome->difficulty,
                    &first);
        }
    }
  return TRUE;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Table) histories = NULL;
  g_autoptr (Table) previews = NULL;
  g_autoptr (GHashTable) cards = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) befores = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Run run = { .cards = cards, .befores = befores };
  gboolean done;

  if (argc < 3 || argc > 4)
    {
      fprintf (stderr, "Usage: fsrs-vectors CONFIGS.json HISTORIES.csv [PREVIEWS.csv]\n");
      return 2;
    }
  done = read_configs (&run, argv[1], &error) && (histories = table_read (argv[2], &error)) != NULL
         && replay (&run, histories, &error)
         && (argc < 4 || ((previews = table_read (argv[3], &error)) != NULL && preview (&run, previews, &error)));
  g_free (run.params);
  if (!done)
    {
      fprintf (stderr, "fsrs-vectors: %s\n", error->message);
      return 2;
    }
  if (run.n_mismatches > MAX_REPORTED)
    printf ("… and %u more rows\n", run.n_mismatches - MAX_REPORTED);
  printf ("rows %u mismatches %u\n", run.n_rows, run.n_mismatches);
  return run.n_mismatches > 0 ? 1 : 0;
}

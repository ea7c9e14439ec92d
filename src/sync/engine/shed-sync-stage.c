/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page of the feed goes into the stage, straight from the bytes of the answer: no tree is built. Column names come from the
 * page; those this program does not know are kept with the row. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-parts-private.h"

#include <string.h>

#include "shed-bug.h"
#include "shed-sync-sql-private.h"
#include "shed-tables.h"

static gboolean
is_plain_name (const char *name)
{
  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '_')
      return FALSE;
  return *name != '\0' && strlen (name) < 64;
}

/* What follows walks over JSON that SQLite has read and written again: it is whole, and nothing stands between its signs. */

/* To what follows a string, or NULL. */
static const char *
skip_string (const char *p)
{
  for (p++; *p != '"'; p++)
    {
      if (*p == '\\')
        p++;
      if (*p == '\0')
        return NULL;
    }
  return p + 1;
}

/* To the comma or bracket after a value, or NULL. */
static const char *
skip_value (const char *p)
{
  int depth = 0;

  while (*p != '\0' && (depth > 0 || (*p != ',' && *p != ']' && *p != '}')))
    if (*p == '"')
      {
        p = skip_string (p);
        if (p == NULL)
          return NULL;
      }
    else
      {
        depth += *p == '[' || *p == '{' ? 1 : *p == ']' || *p == '}' ? -1 : 0;
        p++;
      }
  return *p != '\0' ? p : NULL;
}

/* The value of an object's member; name: with its quotes and colon. NULL: there is none. */
static const char *
find_member (const char *object, const char *name)
{
  const char *p = object;

  while (p != NULL && (*p == '{' || *p == ',') && p[1] == '"')
    {
      if (g_str_has_prefix (p + 1, name))
        return p + 1 + strlen (name);
      p = skip_string (p + 1);
      p = p != NULL && *p == ':' ? skip_value (p + 1) : NULL;
    }
  return NULL;
}

/* The values of a row, which is an array: where each begins and ends, and what follows the row. How many, or -1 for no array. */
static int
split_row (const char *row, const char **starts, gsize *lengths, int n_most, const char **ret_after)
{
  const char *p = row;
  int n = 0;

  if (*p++ != '[')
    return -1;
  while (*p != '\0' && *p != ']')
    {
      const char *start = p;

      p = skip_value (p);
      if (p == NULL || *p == '}')
        return -1;
      if (n < n_most)
        {
          starts[n] = start;
          lengths[n] = p - start;
        }
      n++;
      if (*p == ',')
        p++;
    }
  if (*p != ']')
    return -1;
  *ret_after = p + 1;
  return MIN (n, n_most);
}

/* A plain word in quotes, or a number: what stands between. FALSE for anything else. */
static gboolean
take_word (const char *start, gsize length, GString *word)
{
  if (length >= 2 && *start == '"')
    {
      start++;
      length -= 2;
    }
  else if (length == 0 || !g_ascii_isdigit (*start))
    return FALSE;
  if (memchr (start, '\\', length) != NULL)
    return FALSE;
  g_string_truncate (word, 0);
  g_string_append_len (word, start, length);
  return length > 0;
}

#define MAX_COLUMNS 200

typedef struct {
  int n, id, rv, deleted;       /* how many, and which are these */
  char *names[MAX_COLUMNS];     /* of the others, with what stands before the value */
} Columns;

static void
columns_clear (Columns *self)
{
  for (int i = 0; i < self->n; i++)
    g_free (self->names[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Columns, columns_clear)

static gboolean
read_columns (ShedDb *db, ShedSyncJob *job, const char *part, Columns *self, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "SELECT value FROM json_each (:a)", error);
  const char *start = find_member (part, "\"columns\":"), *end = start != NULL ? skip_value (start) : NULL;
  g_autofree char *columns = end != NULL ? g_strndup (start, end - start) : NULL;
  ShedStep step;

  self->id = self->rv = self->deleted = -1;
  if (stmt == NULL)
    return FALSE;
  /* Without the rows, which need not be read for them. */
  shed_stmt_bind_text (stmt, ":a", columns);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      const char *name = shed_stmt_get_text (stmt, 0);

      job->bad_answer = name == NULL || !is_plain_name (name) || self->n == MAX_COLUMNS;
      if (job->bad_answer)
        return TRUE;
      if (strcmp (name, "id") == 0)
        self->id = self->n;
      else if (strcmp (name, "rv") == 0)
        self->rv = self->n;
      else if (strcmp (name, "deleted") == 0)
        self->deleted = self->n;
      else
        self->names[self->n] = g_strdup_printf ("\"%s\":", name);
      self->n++;
    }
  job->bad_answer = self->id < 0 || self->rv < 0 || self->deleted < 0;
  return step == SHED_STEP_DONE;
}

/* part: what the page says of one table, as JSON. Its rows are arrays; the stage has objects, made of the same values as they
 * stand there, which takes a sixth of what taking them apart in SQL does. */
static gboolean
stage_table (ShedDb *db, ShedSyncJob *job, const char *table, const char *part, GError **error)
{
  g_auto (Columns) columns = { 0 };
  /* An older answer that comes late changes nothing: only a higher number takes a row's place. */
  g_autoptr (ShedStmt) insert =
    shed_db_borrow (db,
                    "INSERT INTO stage (tbl, id, rv, deleted, json) VALUES (:tbl, :id, :rv, :deleted, :json)"
                    " ON CONFLICT (tbl, id) DO UPDATE SET rv = excluded.rv, deleted = excluded.deleted, json = excluded.json"
                    " WHERE excluded.rv > stage.rv",
                    error);
  g_autoptr (GString) object = g_string_new (NULL);
  g_autoptr (GString) id = g_string_new (NULL);
  g_autoptr (GString) rv = g_string_new (NULL);
  const char *starts[MAX_COLUMNS];
  gsize lengths[MAX_COLUMNS];
  const char *row = find_member (part, "\"rows\":");

  if (insert == NULL || !read_columns (db, job, part, &columns, error))
    return FALSE;
  if (job->bad_answer)
    return TRUE;
  if (row == NULL)
    return TRUE;
  job->bad_answer = *row != '[';
  if (job->bad_answer)
    return TRUE;
  for (row++; *row != ']'; row += *row == ',' ? 1 : 0)
    {
      static const char *const words[] = { "false", "true", "0", "1" };
      guint word = 0;
      int n = split_row (row, starts, lengths, columns.n, &row);
      gboolean deleted;

      job->bad_answer = n <= MAX (MAX (columns.id, columns.rv), columns.deleted) ||
                        !take_word (starts[columns.id], lengths[columns.id], id) ||
                        !take_word (starts[columns.rv], lengths[columns.rv], rv);
      while (!job->bad_answer && word < G_N_ELEMENTS (words) &&
             (strlen (words[word]) != lengths[columns.deleted] ||
              strncmp (words[word], starts[columns.deleted], lengths[columns.deleted]) != 0))
        word++;
      job->bad_answer = job->bad_answer || word == G_N_ELEMENTS (words);
      if (job->bad_answer)
        return TRUE;
      deleted = word % 2 == 1;
      g_string_assign (object, "{");
      for (int i = 0; i < columns.n && !deleted; i++)
        if (columns.names[i] != NULL)
          {
            if (object->len > 1)
              g_string_append_c (object, ',');
            g_string_append (object, columns.names[i]);
            if (i < n)
              g_string_append_len (object, starts[i], lengths[i]);
            else
              g_string_append (object, "null");
          }
      g_string_append_c (object, '}');
      shed_stmt_bind_text (insert, ":tbl", table);
      shed_stmt_bind_text (insert, ":id", id->str);
      shed_stmt_bind_int (insert, ":rv", g_ascii_strtoll (rv->str, NULL, 10));
      shed_stmt_bind_int (insert, ":deleted", deleted);
      shed_stmt_bind_text (insert, ":json", deleted ? NULL : object->str);
      if (!shed_stmt_run (insert, error))
        return FALSE;
      job->n_rows += shed_db_get_n_changes (db);
    }
  return TRUE;
}

gboolean
shed_sync_stage_page (ShedDb *db, ShedSyncJob *job, GError **error)
{
  g_auto (ShedSyncHead) head = { 0 };
  g_autofree char *known_epoch = shed_sync_dup_meta (db, "epoch");
  g_autoptr (ShedStmt) tables = NULL;
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free); /* name and JSON by turns */
  ShedStep step;
  gint64 from;

  job->bad_answer = !shed_sync_head_read (&head, db, job->answer);
  if (job->bad_answer)
    return TRUE;
  if (head.reset == NULL && head.epoch != NULL && known_epoch != NULL && strcmp (head.epoch, known_epoch) != 0)
    head.reset = g_strdup ("epoch");
  if (head.reset != NULL)
    {
      g_strlcpy (job->said_reset, head.reset, sizeof job->said_reset);
      return shed_sync_set_meta (db, "next_epoch", head.epoch, error) && shed_sync_set_meta (db, "next_gc", head.gc, error);
    }
  /* The server once had more than that: it went back in time, and hello will say what that means. */
  if (head.head != NULL && g_ascii_strtoll (head.head, NULL, 10) < shed_sync_get_seen_head (db))
    {
      g_strlcpy (job->said_reset, "rewound", sizeof job->said_reset);
      return TRUE;
    }
  from = shed_sync_get_meta (db, "stage_cursor", shed_sync_get_meta (db, "cursor", 0));
  if (head.next == NULL || head.gc == NULL || g_ascii_strtoll (head.next, NULL, 10) < from)
    {
      job->bad_answer = TRUE;
      return TRUE;
    }
  job->more = head.more;
  /* A page that says "more" and brings nothing would be asked for for ever. */
  if (job->more && g_ascii_strtoll (head.next, NULL, 10) == from)
    {
      job->bad_answer = TRUE;
      return TRUE;
    }
  tables = shed_db_borrow (db, "SELECT key, value FROM json_each (:a, '$.tables')", error);
  if (tables == NULL)
    return FALSE;
  shed_stmt_bind_text (tables, ":a", job->answer);
  while ((step = shed_stmt_step (tables, error)) == SHED_STEP_ROW)
    {
      g_ptr_array_add (parts, shed_stmt_dup_text (tables, 0));
      g_ptr_array_add (parts, shed_stmt_dup_text (tables, 1));
    }
  if (step != SHED_STEP_DONE)
    return FALSE;
  shed_stmt_reset (tables);
  for (guint i = 0; i < parts->len; i += 2)
    {
      const char *name = g_ptr_array_index (parts, i);

      /* A table of a newer server is nothing this program could show; its rows come again after an update. */
      if (shed_table_find (name) == NULL || (SHED_BUG ("questions-not-pulled") && strcmp (name, "conflict") == 0))
        continue;
      if (!stage_table (db, job, name, g_ptr_array_index (parts, i + 1), error))
        return FALSE;
      if (job->bad_answer)
        {
          g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID, "A page of %s makes no sense", name);
          return FALSE;
        }
    }
  if (SHED_BUG ("cursor-before-apply") && !shed_sync_set_meta (db, "cursor", head.next, error))
    return FALSE;
  return shed_sync_set_meta (db, "stage_cursor", head.next, error) && shed_sync_set_meta (db, "gc", head.gc, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search index: tune_find (one row a tune: its key in lists, folded title and aliases, first notes) and the FTS5
 * table over it. Written by these statements inside the write that changed a tune, because no stored trigger may touch
 * FTS5 while trusted_schema is off. It must never hold a row that tune_find has not, or external content goes wrong. */
#define G_LOG_DOMAIN "Woodshed-store"

#include "shed-find.h"

#include <string.h>

#include "shed-find-private.h"
#include "shed-text.h"

#define BEHIND "find_behind"
#define MANY 100 /* touched tunes in one transaction, from which on new ones are indexed together */

/* Queries */

/* As the tokenizer of tune_fts sees it: letters, numbers, marks, private use. */
static gboolean
is_word_character (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_ismark (c) || g_unichar_type (c) == G_UNICODE_PRIVATE_USE ||
         g_unichar_type (c) == G_UNICODE_LETTER_NUMBER || g_unichar_type (c) == G_UNICODE_OTHER_NUMBER;
}

/* One word, as the beginning of one. Folding parts a word at an apostrophe (Cooley's is "cooley s", O'Neill "o neill"),
 * and who types seldom sets one, so a name's s, a t and a leading o or d may stand apart too. */
static void
append_word (GString *query, const char *word, gsize length, gboolean with_apostrophes)
{
  gboolean has_tail = with_apostrophes && length >= 4 && strchr ("st", word[length - 1]) != NULL;
  gboolean has_head = with_apostrophes && length >= 4 && strchr ("od", word[0]) != NULL;

  if (query->len > 0)
    g_string_append (query, " AND ");
  if (!has_tail && !has_head)
    {
      g_string_append_printf (query, "\"%.*s\"*", (int)length, word);
      return;
    }
  g_string_append_printf (query, "(\"%.*s\"*", (int)length, word);
  if (has_tail)
    g_string_append_printf (query, " OR \"%.*s %c\"", (int)length - 1, word, word[length - 1]);
  if (has_head)
    g_string_append_printf (query, " OR \"%c %.*s\"*", word[0], (int)length - 1, word + 1);
  if (has_tail && has_head)
    g_string_append_printf (query, " OR \"%c %.*s %c\"", word[0], (int)length - 2, word + 1, word[length - 1]);
  g_string_append_c (query, ')');
}

static char *
make_query (const char *folded, gboolean with_apostrophes)
{
  g_autoptr (GString) query = g_string_new (NULL);
  const char *word = NULL;
  const char *p;

  for (p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      gboolean in_word = is_word_character (g_utf8_get_char (p));

      if (in_word && word == NULL)
        word = p;
      else if (!in_word && word != NULL)
        {
          append_word (query, word, p - word, with_apostrophes);
          word = NULL;
        }
    }
  if (word != NULL)
    append_word (query, word, p - word, with_apostrophes);
  return query->len > 0 ? g_string_free (g_steal_pointer (&query), FALSE) : NULL;
}

char *
shed_find_query (const char *text)
{
  g_autofree char *clean = NULL;
  g_autofree char *cut = NULL;
  g_autofree char *folded = NULL;
  g_autofree char *words = NULL;

  if (text == NULL)
    return NULL;
  clean = shed_text_clean (text, -1);
  cut = shed_text_truncate (clean, 1000); /* nobody looks for more, and a pasted book would be a slow query */
  folded = shed_fold (cut);
  words = make_query (folded, TRUE);
  return words != NULL ? g_strdup_printf ("{title_fold text_fold} : (%s)", words) : NULL;
}

char *
shed_find_query_notes (const char *first_notes)
{
  g_autofree char *words = first_notes != NULL ? make_query (first_notes, FALSE) : NULL;

  return words != NULL ? g_strdup_printf ("first_notes : (%s)", words) : NULL;
}

/* One tune */

typedef struct
{
  gint64 n; /* 0: not there */
  char *book_id, *title_fold, *text_fold, *first_notes;
} FindRow;

static void
find_row_clear (FindRow *row)
{
  g_clear_pointer (&row->book_id, g_free);
  g_clear_pointer (&row->title_fold, g_free);
  g_clear_pointer (&row->text_fold, g_free);
  g_clear_pointer (&row->first_notes, g_free);
  row->n = 0;
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FindRow, find_row_clear)

/* In a damaged file even a column that is never NULL may be. */
static char *
dup_present_text (ShedStmt *stmt, int column)
{
  const char *text = shed_stmt_get_text (stmt, column);

  return g_strdup (text != NULL ? text : "");
}

static gboolean
load_indexed (ShedDb *db, const char *tune_id, FindRow *row, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db,
                                              "SELECT n, book_id, title_fold, text_fold, first_notes FROM tune_find"
                                              " WHERE tune_id = :id",
                                              error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", tune_id);
  step = shed_stmt_step (stmt, error);
  if (step != SHED_STEP_ROW)
    return step == SHED_STEP_DONE;
  row->n = shed_stmt_get_int (stmt, 0);
  row->book_id = dup_present_text (stmt, 1);
  row->title_fold = dup_present_text (stmt, 2);
  row->text_fold = dup_present_text (stmt, 3);
  row->first_notes = dup_present_text (stmt, 4);
  return TRUE;
}

static char *
fold_aliases (ShedDb *db, const char *tune_id, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "SELECT text FROM tune_alias WHERE tune_id = :id ORDER BY id", error);
  g_autoptr (GString) text = g_string_new (NULL);
  ShedStep step;

  if (stmt == NULL)
    return NULL;
  shed_stmt_bind_text (stmt, ":id", tune_id);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      g_autofree char *alias = dup_present_text (stmt, 0);
      g_autofree char *folded = shed_fold (alias);

      if (text->len > 0)
        g_string_append_c (text, '\n');
      g_string_append (text, folded);
    }
  return step == SHED_STEP_DONE ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static void
set_notes (FindRow *row, const char *abc, ShedFirstNotesFunc first_notes)
{
  if (first_notes != NULL && abc != NULL)
    row->first_notes = first_notes (abc);
  if (row->first_notes == NULL)
    row->first_notes = g_strdup ("");
}

/* What the index should say of a tune; title_fold stays NULL when the tune is not there. known_notes: of an unchanged
 * abc. */
static gboolean
load_wanted (ShedDb *db,
             const char *tune_id,
             const char *known_notes,
             ShedFirstNotesFunc first_notes,
             FindRow *row,
             GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "SELECT book_id, title, abc FROM tune WHERE id = :id", error);
  g_autofree char *title = NULL;
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", tune_id);
  step = shed_stmt_step (stmt, error);
  if (step != SHED_STEP_ROW)
    return step == SHED_STEP_DONE;
  row->book_id = dup_present_text (stmt, 0);
  title = dup_present_text (stmt, 1);
  row->title_fold = shed_fold (title);
  if (known_notes != NULL)
    row->first_notes = g_strdup (known_notes);
  else
    set_notes (row, shed_stmt_get_text (stmt, 2), first_notes);
  row->text_fold = fold_aliases (db, tune_id, error);
  return row->text_fold != NULL;
}

static void
bind_texts (ShedStmt *stmt, const FindRow *row)
{
  shed_stmt_bind_text (stmt, ":title_fold", row->title_fold);
  shed_stmt_bind_text (stmt, ":text_fold", row->text_fold);
  shed_stmt_bind_text (stmt, ":first_notes", row->first_notes);
}

gboolean
shed_find_mark_behind (ShedDb *db, GError **error)
{
  return shed_db_set_meta (db, BEHIND, "1", error);
}

static gboolean
run_fts (ShedDb *db, const char *sql, const FindRow *row, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, sql, error);
  g_autoptr (GError) local_error = NULL;

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_int (stmt, ":n", row->n);
  bind_texts (stmt, row);
  if (shed_stmt_run (stmt, &local_error))
    return TRUE;
  if (!db->find_broken)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  /* Derived data must not keep anyone from writing: it is left behind and made anew after the commit. */
  return shed_find_mark_behind (db, error);
}

static gboolean
fts_remove (ShedDb *db, const FindRow *row, GError **error)
{
  return run_fts (db,
                  "INSERT INTO tune_fts (tune_fts, rowid, title_fold, text_fold, first_notes)"
                  " VALUES ('delete', :n, :title_fold, :text_fold, :first_notes)",
                  row, error);
}

static gboolean
fts_add (ShedDb *db, const FindRow *row, GError **error)
{
  return run_fts (db,
                  "INSERT INTO tune_fts (rowid, title_fold, text_fold, first_notes)"
                  " VALUES (:n, :title_fold, :text_fold, :first_notes)",
                  row, error);
}

static gboolean
write_row (ShedDb *db, const char *tune_id, FindRow *row, gint64 n, GError **error)
{
  g_autoptr (ShedStmt) stmt = NULL;

  if (n != 0)
    stmt = shed_db_borrow (db,
                           "UPDATE tune_find SET book_id = :book_id, title_fold = :title_fold, text_fold = :text_fold,"
                           " first_notes = :first_notes WHERE tune_id = :id",
                           error);
  else
    stmt = shed_db_borrow (db,
                           "INSERT INTO tune_find (tune_id, book_id, title_fold, text_fold, first_notes)"
                           " VALUES (:id, :book_id, :title_fold, :text_fold, :first_notes)",
                           error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", tune_id);
  shed_stmt_bind_text (stmt, ":book_id", row->book_id);
  bind_texts (stmt, row);
  if (!shed_stmt_run (stmt, error))
    return FALSE;
  row->n = n != 0 ? n : sqlite3_last_insert_rowid (shed_db_get_handle (db));
  return TRUE;
}

static gboolean
delete_row (ShedDb *db, const char *tune_id, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "DELETE FROM tune_find WHERE tune_id = :id", error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", tune_id);
  return shed_stmt_run (stmt, error);
}

typedef enum
{
  FIND_WHOLE,  /* the full-text index too */
  FIND_BEHIND, /* it is behind already, and made anew later */
  FIND_BULK,   /* so are the rows of new tunes: written in the order of their titles they cost a tenth */
} FindMode;

static gboolean
index_tune (
  ShedDb *db, const char *tune_id, gboolean abc_changed, FindMode mode, ShedFirstNotesFunc first_notes, GError **error)
{
  gboolean with_fts = mode == FIND_WHOLE;
  g_auto (FindRow) old = { 0 };
  g_auto (FindRow) wanted = { 0 };

  if (!load_indexed (db, tune_id, &old, error))
    return FALSE;
  if (old.n == 0 && mode == FIND_BULK)
    return TRUE;
  if (!load_wanted (db, tune_id, old.n != 0 && !abc_changed ? old.first_notes : NULL, first_notes, &wanted, error))
    return FALSE;
  if (wanted.title_fold == NULL)
    return old.n == 0 || ((!with_fts || fts_remove (db, &old, error)) && delete_row (db, tune_id, error));
  if (old.n != 0 && strcmp (old.title_fold, wanted.title_fold) == 0 && strcmp (old.text_fold, wanted.text_fold) == 0 &&
      strcmp (old.first_notes, wanted.first_notes) == 0)
    return strcmp (old.book_id, wanted.book_id) == 0 || write_row (db, tune_id, &wanted, old.n, error);
  if (old.n != 0 && with_fts && !fts_remove (db, &old, error))
    return FALSE;
  return write_row (db, tune_id, &wanted, old.n, error) && (!with_fts || fts_add (db, &wanted, error));
}

/* A write's worth */

/* Where a touch has what is indexed. */
typedef struct
{
  const ShedTracked *tune, *alias;
  guint title, book, abc; /* columns of a tune */
  guint alias_tune;       /* a column of an alias */
} Columns;

static guint
column_of (const ShedTracked *table, const char *name)
{
  return shed_table_find_column (table->synced, name) - table->synced->columns + 1;
}

static const Columns *
get_columns (void)
{
  static gsize ready = 0;
  static Columns self;

  if (g_once_init_enter (&ready))
    {
      self.tune = shed_tracked_find ("tune");
      self.alias = shed_tracked_find ("tune_alias");
      self.title = column_of (self.tune, "title");
      self.book = column_of (self.tune, "book_id");
      self.abc = column_of (self.tune, "abc");
      self.alias_tune = column_of (self.alias, "tune_id");
      g_once_init_leave (&ready, 1);
    }
  return &self;
}

/* Touched tunes → whether their notes may have changed. */
static GHashTable *
collect_tunes (GPtrArray *touches)
{
  const Columns *columns = get_columns ();
  const ShedTracked *tune = columns->tune, *alias = columns->alias;
  guint64 indexed_columns = G_GUINT64_CONSTANT (1) << columns->abc | G_GUINT64_CONSTANT (1) << columns->title |
                            G_GUINT64_CONSTANT (1) << columns->book;
  g_autoptr (GHashTable) tunes = NULL;

  for (guint i = 0; i < touches->len; i++)
    {
      const ShedTouch *touch = g_ptr_array_index (touches, i);
      const ShedValue *tune_id;

      if ((touch->table != tune && touch->table != alias) ||
          (touch->changed & (touch->table == tune ? indexed_columns : G_MAXUINT64)) == 0)
        continue;
      if (tunes == NULL)
        tunes = g_hash_table_new (g_str_hash, g_str_equal);
      if (touch->table == tune)
        {
          if (touch->changed & (G_GUINT64_CONSTANT (1) << columns->abc))
            g_hash_table_replace (tunes, touch->keys[0], GINT_TO_POINTER (TRUE));
          else if (!g_hash_table_contains (tunes, touch->keys[0]))
            g_hash_table_insert (tunes, touch->keys[0], GINT_TO_POINTER (FALSE));
          continue;
        }
      tune_id = touch->exists ? &touch->after[columns->alias_tune] : &touch->before[columns->alias_tune];
      if (tune_id->type == SHED_VALUE_TEXT && !g_hash_table_contains (tunes, tune_id->text))
        g_hash_table_insert (tunes, tune_id->text, GINT_TO_POINTER (FALSE));
    }
  return g_steal_pointer (&tunes);
}

typedef struct
{
  char *tune_id;
  FindRow row;
  gboolean was_there; /* the index has one already, which stays as it is */
} NewRow;

static void
new_row_free (NewRow *new_row)
{
  g_free (new_row->tune_id);
  find_row_clear (&new_row->row);
  g_free (new_row);
}

static int
compare_titles (gconstpointer a, gconstpointer b)
{
  const NewRow *x = *(NewRow *const *)a;
  const NewRow *y = *(NewRow *const *)b;
  int order = strcmp (x->row.title_fold, y->row.title_fold);

  return order != 0 ? order : strcmp (x->tune_id, y->tune_id);
}

/* Thousands of rows: bound by number, and where their texts stand. */
static gboolean
insert_new_row (sqlite3 *handle, ShedStmt *insert, NewRow *new_row, GError **error)
{
  const char *texts[] = { new_row->tune_id, new_row->row.book_id, new_row->row.title_fold, new_row->row.text_fold,
                          new_row->row.first_notes };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    sqlite3_bind_text (shed_stmt_get_handle (insert), (int)i + 1, texts[i], -1, SQLITE_STATIC);
  if (!shed_stmt_run (insert, error))
    return FALSE;
  new_row->was_there = sqlite3_changes (handle) == 0;
  new_row->row.n = sqlite3_last_insert_rowid (handle);
  return TRUE;
}

/* In the order of their titles every page of the indexes is written once. */
static gboolean
write_new_rows (ShedDb *db, GPtrArray *rows, gboolean with_fts, GError **error)
{
  g_autoptr (ShedStmt) insert =
    shed_db_borrow (db,
                    "INSERT INTO tune_find (tune_id, book_id, title_fold, text_fold, first_notes) VALUES (?, ?, ?, ?, ?)"
                    " ON CONFLICT (tune_id) DO NOTHING",
                    error);

  if (insert == NULL)
    return FALSE;
  g_ptr_array_sort (rows, compare_titles);
  for (guint i = 0; i < rows->len; i++)
    {
      NewRow *new_row = g_ptr_array_index (rows, i);

      if (!insert_new_row (shed_db_get_handle (db), insert, new_row, error) ||
          (with_fts && !new_row->was_there && !fts_add (db, &new_row->row, error)))
        return FALSE;
    }
  return TRUE;
}

/* Many tunes that came to the library in one transaction: what is to be indexed stands in their touches, and only what was
 * touched with them can be an alias of theirs. They are taken out of tunes. */
static gboolean
index_new_tunes (ShedDb *db,
                 GPtrArray *touches,
                 GHashTable *tunes,
                 gboolean with_fts,
                 ShedFirstNotesFunc first_notes,
                 GError **error)
{
  const Columns *columns = get_columns ();
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)new_row_free);
  gboolean any_alias = FALSE;

  for (guint i = 0; i < touches->len && !any_alias; i++)
    any_alias = ((ShedTouch *)g_ptr_array_index (touches, i))->table == columns->alias;
  for (guint i = 0; i < touches->len; i++)
    {
      const ShedTouch *touch = g_ptr_array_index (touches, i);
      NewRow *new_row;

      if (touch->table != columns->tune || touch->existed || !touch->exists ||
          touch->after[columns->title].type != SHED_VALUE_TEXT || touch->after[columns->book].type != SHED_VALUE_TEXT)
        continue;
      new_row = g_new0 (NewRow, 1);
      g_ptr_array_add (rows, new_row);
      new_row->tune_id = g_strdup (touch->keys[0]);
      new_row->row.book_id = g_strdup (touch->after[columns->book].text);
      new_row->row.title_fold = shed_fold (touch->after[columns->title].text);
      set_notes (&new_row->row,
                 touch->after[columns->abc].type == SHED_VALUE_TEXT ? touch->after[columns->abc].text : NULL, first_notes);
      new_row->row.text_fold = any_alias ? fold_aliases (db, touch->keys[0], error) : g_strdup ("");
      if (new_row->row.text_fold == NULL)
        return FALSE;
    }
  if (!write_new_rows (db, rows, with_fts, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const NewRow *new_row = g_ptr_array_index (rows, i);

      if (!new_row->was_there)
        g_hash_table_remove (tunes, new_row->tune_id);
    }
  return TRUE;
}

gboolean
shed_find_is_behind (ShedDb *db)
{
  g_autofree char *mark = shed_db_dup_meta (db, BEHIND);

  return mark != NULL;
}

gboolean
shed_find_update (ShedDb *db, GPtrArray *touches, gboolean bulk, ShedFirstNotesFunc first_notes, GError **error)
{
  g_autoptr (GHashTable) tunes = collect_tunes (touches);
  GHashTableIter iter;
  gpointer id, abc_changed;
  const ShedFacts *facts;
  gboolean behind;

  if (tunes == NULL)
    return TRUE;
  facts = shed_db_get_facts (db, error);
  if (facts == NULL)
    return FALSE;
  behind = facts->find_behind;
  if (bulk && !behind)
    {
      if (!shed_find_mark_behind (db, error))
        return FALSE;
      behind = TRUE;
    }
  if (!bulk && g_hash_table_size (tunes) >= MANY && !index_new_tunes (db, touches, tunes, !behind, first_notes, error))
    return FALSE;
  g_hash_table_iter_init (&iter, tunes);
  while (g_hash_table_iter_next (&iter, &id, &abc_changed))
    if (!index_tune (db, id, GPOINTER_TO_INT (abc_changed),
                     bulk     ? FIND_BULK
                     : behind ? FIND_BEHIND
                              : FIND_WHOLE,
                     first_notes, error))
      return FALSE;
  return TRUE;
}

/* Rows for the tunes that have none. */
static gboolean
add_missing (ShedDb *db, ShedFirstNotesFunc first_notes, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (
    db, "SELECT id FROM tune t WHERE NOT EXISTS (SELECT 1 FROM tune_find f WHERE f.tune_id = t.id)", error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)new_row_free);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      NewRow *new_row = g_new0 (NewRow, 1);

      new_row->tune_id = shed_stmt_dup_text (stmt, 0);
      g_ptr_array_add (rows, new_row);
      if (!load_wanted (db, new_row->tune_id, NULL, first_notes, &new_row->row, error))
        return FALSE;
    }
  if (step == SHED_STEP_ERROR)
    return FALSE;
  shed_stmt_reset (stmt);
  return write_new_rows (db, rows, FALSE, error);
}

gboolean
shed_find_rebuild (ShedDb *db, ShedFirstNotesFunc first_notes, GError **error)
{
  return shed_db_exec (db, "DELETE FROM tune_find WHERE tune_id NOT IN (SELECT id FROM tune)", error) &&
         add_missing (db, first_notes, error) &&
         shed_db_exec (db, "INSERT INTO tune_fts (tune_fts) VALUES ('rebuild')", error) &&
         shed_db_set_meta (db, BEHIND, NULL, error);
}

/* Checks. Folding every title again is what makes this one worth having. */
gboolean
shed_find_check (ShedDb *db, GPtrArray *faults, GError **error)
{
  g_autoptr (ShedStmt) stmt = NULL;
  gboolean behind = shed_find_is_behind (db);
  gint64 n_strays;
  guint n_wrong = 0;
  ShedStep step;

  if (!shed_db_query_int (db, "SELECT count(*) FROM tune_find WHERE tune_id NOT IN (SELECT id FROM tune)", 0, &n_strays,
                          error) ||
      (stmt = shed_db_borrow (db, "SELECT id FROM tune", error)) == NULL)
    return FALSE;
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      g_auto (FindRow) old = { 0 };
      g_auto (FindRow) wanted = { 0 };

      if (!load_indexed (db, shed_stmt_get_text (stmt, 0), &old, error) ||
          !load_wanted (db, shed_stmt_get_text (stmt, 0), "", NULL, &wanted, error))
        return FALSE;
      if (old.n == 0 && behind)
        continue; /* its row comes with the end of the batch */
      if (old.n == 0 || strcmp (old.title_fold, wanted.title_fold) != 0 ||
          strcmp (old.text_fold, wanted.text_fold) != 0 || strcmp (old.book_id, wanted.book_id) != 0)
        n_wrong++;
    }
  if (step == SHED_STEP_ERROR)
    return FALSE;
  if (n_strays + n_wrong > 0)
    g_ptr_array_add (
      faults, g_strdup_printf ("search index: %u tunes wrong, %" G_GINT64_FORMAT " without a tune", n_wrong, n_strays));
  return TRUE;
}

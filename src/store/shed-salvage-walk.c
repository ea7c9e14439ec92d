/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table is a tree of pages in the order of its key. Where a page cannot be read, the next key that can is looked for
 * in growing jumps; from where one came down, it is read back to a bad page, and what may stand between the two is
 * looked for by halving, so that a jump over several bad pages does not cost the good ones between them. */
#define G_LOG_DOMAIN "Woodshed-store"

#include "shed-salvage-walk.h"

#include <string.h>

#define MAX_KEYS 3
#define MAX_MISSES 50000
#define MAX_HALVINGS 400 /* of one gap */
/* Of the first eight letters the last three are not told apart: ids are spread evenly. */
#define TEXT_JUMP (G_GUINT64_CONSTANT (1) << 24)
/* Ids, hashes and names begin with a digit or a small letter: elsewhere nothing is looked for. */
#define TEXT_LEAST ((guint64)'0' << 56)
#define TEXT_MOST ((guint64)('z' + 1) << 56)

typedef struct
{
  gboolean is_text;
  gint64 number;
  char *text; /* n_text bytes, and 0 */
  gsize n_text;
} Key;

typedef struct
{
  const ShedSalvageWalk *walk;
  guint n_keys;
  gboolean is_text[MAX_KEYS];
  guint n_fixed;    /* columns of the key that stay as they are */
  sqlite3_stmt *stmts[2]; /* on, and back, from a key */
  guint n_misses;
  gboolean again;
  GError **error;
} Reading;

typedef enum
{
  END_DONE,   /* of the table, or where another reading began */
  END_BROKEN, /* at a page that cannot be read, or rows out of their order */
  END_FAILED, /* the receiver */
} End;

/* Keys */

static void
key_set_text (Key *key, const char *text, gsize n_text)
{
  g_free (key->text);
  key->is_text = TRUE;
  key->text = g_malloc (n_text + 1);
  if (n_text > 0)
    memcpy (key->text, text, n_text);
  key->text[n_text] = '\0';
  key->n_text = n_text;
}

/* Before everything that stands in a column. */
static void
key_set_least (Key *key, gboolean is_text)
{
  if (is_text)
    key_set_text (key, "", 0);
  else
    *key = (Key){ .number = G_MININT64 };
}

static void
keys_clear (Key *keys)
{
  for (guint i = 0; i < MAX_KEYS; i++)
    g_free (keys[i].text);
  memset (keys, 0, MAX_KEYS * sizeof *keys);
}

static void
keys_set (Key *keys, const Key *other)
{
  keys_clear (keys);
  for (guint i = 0; i < MAX_KEYS; i++)
    if (other[i].is_text)
      key_set_text (&keys[i], other[i].text, other[i].n_text);
    else
      keys[i].number = other[i].number;
}

static int
compare (const Reading *self, const Key *a, const Key *b)
{
  for (guint i = 0; i < self->n_keys; i++)
    {
      int order;

      if (!self->is_text[i])
        order = a[i].number < b[i].number ? -1 : a[i].number > b[i].number;
      else
        {
          /* An empty text has no bytes to point at. */
          order = a[i].n_text > 0 && b[i].n_text > 0 ? memcmp (a[i].text, b[i].text, MIN (a[i].n_text, b[i].n_text)) : 0;
          if (order == 0)
            order = a[i].n_text < b[i].n_text ? -1 : a[i].n_text > b[i].n_text;
        }
      if (order != 0)
        return order;
    }
  return 0;
}

/* FALSE: no key stands there. */
static gboolean
read_keys (const Reading *self, sqlite3_stmt *stmt, Key *keys)
{
  for (guint i = 0; i < self->n_keys; i++)
    {
      if (sqlite3_column_type (stmt, (int)i) != (self->is_text[i] ? SQLITE_TEXT : SQLITE_INTEGER))
        return FALSE;
      if (!self->is_text[i])
        keys[i].number = sqlite3_column_int64 (stmt, (int)i);
      else
        {
          const char *text = (const char *)sqlite3_column_text (stmt, (int)i);

          if (text == NULL)
            return FALSE;
          key_set_text (&keys[i], text, (gsize)sqlite3_column_bytes (stmt, (int)i));
        }
    }
  return TRUE;
}

/* Where a key stands among all that there could be; there are no numbers below 0. */
static guint64
place_of (const Reading *self, const Key *keys)
{
  const Key *key = &keys[self->n_fixed];
  guint64 number = 0;

  if (!self->is_text[self->n_fixed])
    return (guint64)MAX (key->number, 0);
  if (key->n_text > 0)
    memcpy (&number, key->text, MIN (key->n_text, sizeof number));
  return CLAMP (GUINT64_FROM_BE (number), TEXT_LEAST, TEXT_MOST);
}

/* The first key that could stand there. */
static void
keys_set_place (const Reading *self, Key *keys, const Key *beginning, guint64 number)
{
  guint place = self->n_fixed;

  keys_set (keys, beginning);
  if (self->is_text[place])
    {
      number = GUINT64_TO_BE (number);
      key_set_text (&keys[place], (const char *)&number, sizeof number);
    }
  else
    keys[place].number = (gint64)number;
  for (guint i = place + 1; i < self->n_keys; i++)
    key_set_least (&keys[i], self->is_text[i]);
}

/* A key so much behind another, whether or not there is a row. FALSE: there is none any more. */
static gboolean
jump_from (const Reading *self, const Key *from, guint64 jump, Key *to)
{
  guint64 number = place_of (self, from);

  if (jump > (self->is_text[self->n_fixed] ? TEXT_MOST : (guint64)G_MAXINT64) - number)
    return FALSE;
  keys_set_place (self, to, from, number + jump);
  return TRUE;
}

/* Reading */

static sqlite3_stmt *
prepare (const Reading *self, gboolean bounded, gboolean back)
{
  const ShedSalvageWalk *walk = self->walk;
  g_autoptr (GString) sql = g_string_new ("SELECT ");
  g_autofree char *keys = g_strjoinv (", ", (char **)walk->keys);
  sqlite3_stmt *stmt = NULL;

  /* Other indexes may be damaged, too. */
  g_string_append_printf (sql, "%s, %s FROM \"%s\" NOT INDEXED", keys, walk->columns, walk->table);
  if (bounded)
    {
      g_autofree char *behind = g_strjoinv (", ", (char **)walk->keys + self->n_fixed);

      /* In this form the tree is gone down to the very key, not to where the fixed part begins. */
      g_string_append (sql, " WHERE ");
      if (self->n_fixed > 0)
        g_string_append_printf (sql, "%s = ?1 AND ", walk->keys[0]);
      g_string_append_printf (sql, "(%s) %s (", behind, back ? "<=" : ">");
      for (guint i = self->n_fixed; i < self->n_keys; i++)
        g_string_append_printf (sql, "%s?%u", i > self->n_fixed ? ", " : "", i + 1);
      g_string_append_c (sql, ')');
    }
  g_string_append (sql, " ORDER BY ");
  for (guint i = 0; i < self->n_keys; i++)
    g_string_append_printf (sql, "%s%s%s", i > 0 ? ", " : "", walk->keys[i], back ? " DESC" : "");
  if (sqlite3_prepare_v2 (walk->damaged, sql->str, -1, &stmt, NULL) != SQLITE_OK)
    g_clear_pointer (&stmt, sqlite3_finalize);
  return stmt;
}

static void
bind (const Reading *self, sqlite3_stmt *stmt, const Key *keys)
{
  for (guint i = 0; i < self->n_keys; i++)
    if (self->is_text[i])
      sqlite3_bind_text (stmt, (int)i + 1, keys[i].text, (int)keys[i].n_text, SQLITE_TRANSIENT);
    else
      sqlite3_bind_int64 (stmt, (int)i + 1, keys[i].number);
}

static sqlite3_stmt *
begin (Reading *self, gboolean back, const Key *from)
{
  if (from == NULL)
    return prepare (self, FALSE, back);
  if (self->stmts[back] == NULL)
    self->stmts[back] = prepare (self, TRUE, back);
  if (self->stmts[back] != NULL)
    bind (self, self->stmts[back], from);
  return self->stmts[back];
}

static void
forget_stmts (Reading *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->stmts); i++)
    g_clear_pointer (&self->stmts[i], sqlite3_finalize);
}

/* From a key (NULL: an end of the table), and to another one (NULL: the other end). In a damaged tree rows may come
 * again that were there before, and for ever: that is no better than a page that cannot be read. */
static End
read_on (Reading *self, gboolean back, const Key *from, const Key *until, Key *reached, guint *n_rows)
{
  sqlite3_stmt *stmt = begin (self, back, from);
  Key before[MAX_KEYS] = { 0 }, here[MAX_KEYS] = { 0 };
  End end = END_BROKEN;
  int rc;

  *n_rows = 0;
  if (stmt == NULL)
    return END_BROKEN;
  if (from != NULL)
    keys_set (before, from);
  while ((rc = sqlite3_step (stmt)) == SQLITE_ROW && read_keys (self, stmt, here))
    {
      gboolean first = *n_rows == 0;
      int order = compare (self, here, before) * (back ? -1 : 1);

      /* The key that one begins at is not read on the way on, and is on the way back. */
      if (first && from == NULL)
        order = 1;
      if (order < 0 || (order == 0 && (!first || !back)))
        break;
      if (until != NULL && compare (self, here, until) * (back ? -1 : 1) >= 0)
        {
          rc = SQLITE_DONE;
          break;
        }
      if (!self->walk->func (stmt, (int)self->n_keys, self->again, self->walk->data, self->error))
        {
          end = END_FAILED;
          break;
        }
      ++*n_rows;
      keys_set (before, here);
    }
  if (rc == SQLITE_DONE)
    end = END_DONE;
  if (reached != NULL && *n_rows > 0)
    keys_set (reached, before);
  if (from == NULL)
    sqlite3_finalize (stmt);
  else
    sqlite3_reset (stmt);
  keys_clear (before);
  keys_clear (here);
  return end;
}

typedef struct
{
  guint64 low, high; /* places of rows that were read, or of the ends */
} Gap;

static gboolean
read_back (Reading *self, const Key *from, const Key *until, guint64 *low)
{
  Key reached[MAX_KEYS] = { 0 };
  guint n_rows;
  End end = read_on (self, TRUE, from, until, reached, &n_rows);

  *low = end == END_DONE ? place_of (self, until) : place_of (self, n_rows > 0 ? reached : from);
  keys_clear (reached);
  return end != END_FAILED;
}

static void
add_gap (GArray *gaps, guint64 low, guint64 high)
{
  Gap gap = { low, high };

  if (high > low && high - low > 1)
    g_array_append_val (gaps, gap);
}

/* The widest gap is halved next. */
static gboolean
read_between (Reading *self, const Key *beginning, guint64 low, guint64 high)
{
  g_autoptr (GArray) gaps = g_array_new (FALSE, FALSE, sizeof (Gap));
  Key bottom[MAX_KEYS] = { 0 }, middle[MAX_KEYS] = { 0 }, top[MAX_KEYS] = { 0 }, reached[MAX_KEYS] = { 0 };
  gboolean ok = TRUE;

  add_gap (gaps, low, high);
  for (guint n = 0; ok && n < MAX_HALVINGS && gaps->len > 0 && self->n_misses <= MAX_MISSES; n++)
    {
      guint widest = 0, n_rows;
      guint64 at, down;
      Gap gap;
      End end;

      for (guint i = 1; i < gaps->len; i++)
        {
          const Gap *a = &g_array_index (gaps, Gap, i), *b = &g_array_index (gaps, Gap, widest);

          if (a->high - a->low > b->high - b->low)
            widest = i;
        }
      gap = g_array_index (gaps, Gap, widest);
      g_array_remove_index_fast (gaps, widest);
      at = gap.low + (gap.high - gap.low) / 2;
      keys_set_place (self, bottom, beginning, gap.low);
      keys_set_place (self, middle, beginning, at);
      keys_set_place (self, top, beginning, gap.high);
      end = read_on (self, FALSE, middle, top, reached, &n_rows);
      if (end == END_FAILED)
        ok = FALSE;
      else if (n_rows == 0 && end == END_BROKEN)
        {
          self->n_misses++;
          add_gap (gaps, gap.low, at);
          add_gap (gaps, at, gap.high);
        }
      else
        {
          ok = read_back (self, middle, bottom, &down);
          add_gap (gaps, gap.low, down);
          if (end == END_BROKEN)
            add_gap (gaps, place_of (self, reached), gap.high);
        }
    }
  keys_clear (bottom);
  keys_clear (middle);
  keys_clear (top);
  keys_clear (reached);
  return ok;
}

/* On behind every bad place after a key, which is moved along. */
static gboolean
read_behind (Reading *self, Key *last)
{
  gboolean is_text = self->is_text[self->n_fixed];
  guint64 least = is_text ? TEXT_JUMP : 1, jump = 0;
  Key from[MAX_KEYS] = { 0 }, reached[MAX_KEYS] = { 0 };
  gboolean ok = TRUE;

  while (ok && self->n_misses <= MAX_MISSES)
    {
      guint n_rows;
      guint64 low;
      End end;

      if (jump == 0)
        keys_set (from, last);
      else if (!jump_from (self, last, jump, from))
        {
          /* Numbers have no end that would be worth going to. */
          ok = !is_text || read_between (self, last, place_of (self, last), TEXT_MOST);
          break;
        }
      end = read_on (self, FALSE, from, NULL, reached, &n_rows);
      ok = end != END_FAILED;
      if (ok && jump > 0 && (n_rows > 0 || end == END_DONE))
        ok = read_back (self, from, last, &low) && read_between (self, last, place_of (self, last), low);
      if (end == END_DONE)
        break;
      self->n_misses++;
      if (n_rows > 0)
        keys_set (last, reached);
      jump = n_rows > 0 || jump == 0 ? least : jump + MAX (jump / 8, 1);
    }
  keys_clear (from);
  keys_clear (reached);
  return ok;
}

static gboolean
read_again (Reading *self, Key *last)
{
  const char *const *beginnings = self->walk->beginnings;
  guint n_rows;

  self->again = TRUE;
  if (read_on (self, TRUE, NULL, NULL, NULL, &n_rows) == END_FAILED)
    return FALSE;
  if (beginnings == NULL)
    return read_behind (self, last);
  self->n_fixed = 1;
  forget_stmts (self);
  for (guint i = 0; beginnings[i] != NULL; i++)
    {
      key_set_text (&last[0], beginnings[i], strlen (beginnings[i]));
      for (guint k = 1; k < self->n_keys; k++)
        key_set_least (&last[k], self->is_text[k]);
      if (!read_behind (self, last))
        return FALSE;
    }
  return TRUE;
}

gboolean
shed_salvage_walk (const ShedSalvageWalk *walk, gboolean *all, GError **error)
{
  Reading self = { .walk = walk, .n_keys = g_strv_length ((char **)walk->keys), .error = error };
  Key last[MAX_KEYS] = { 0 };
  guint n_rows;
  gboolean ok = TRUE;
  End end;

  *all = FALSE;
  g_return_val_if_fail (self.n_keys > 0 && self.n_keys <= MAX_KEYS, TRUE);
  for (guint i = 0; i < self.n_keys; i++)
    {
      const char *type = NULL;

      if (sqlite3_table_column_metadata (walk->damaged, "main", walk->table, walk->keys[i], &type, NULL, NULL, NULL,
                                         NULL) != SQLITE_OK)
        return TRUE; /* the list of tables is damaged, too */
      self.is_text[i] = g_strcmp0 (type, "INTEGER") != 0;
      key_set_least (&last[i], self.is_text[i]);
    }
  end = read_on (&self, FALSE, NULL, NULL, last, &n_rows);
  if (end == END_BROKEN)
    ok = read_again (&self, last);
  *all = end == END_DONE;
  forget_stmts (&self);
  keys_clear (last);
  return ok && end != END_FAILED;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's tables are the program's own list, column by column and limit by limit; nobody may reach anything of them but
 * by the three functions; and the migrations can be run by a role without superuser, as often as one likes. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server-fixture.h"
#include "shed-schema.h"
#include "shed-tables.h"

#define IS(expected, ...) server_assert (s, expected, __VA_ARGS__)

static const char *const classes[] = { "ask", "last", "text", "set", "max", "add", "fixed" };
static const char *const kinds[] = { "id", "text", "name", "integer", "boolean", "time", "day", "json" };

static const char *
type_of (ShedColumnType type)
{
  switch (type)
    {
    case SHED_COLUMN_ID:
      return "uuid";
    case SHED_COLUMN_INTEGER:
    case SHED_COLUMN_TIME:
      return "bigint";
    case SHED_COLUMN_BOOLEAN:
      return "boolean";
    default:
      return "text";
    }
}

/* The list's SQL literal as JSON. */
static char *
fallback_of (const ShedColumn *column)
{
  if (column->fallback == NULL)
    return g_strdup ("-");
  if (column->type == SHED_COLUMN_BOOLEAN)
    return g_strdup (strcmp (column->fallback, "0") == 0 ? "false" : "true");
  if (column->fallback[0] == '\'')
    {
      g_autofree char *word = g_strndup (column->fallback + 1, strlen (column->fallback) - 2);

      return g_strdup_printf ("\"%s\"", word);
    }
  return g_strdup (column->fallback);
}

/* Of these the server keeps who wrote what, for the words of a question. */
static gboolean
is_asked_about (const ShedTable *table)
{
  for (guint i = 0; i < table->n_columns; i++)
    if (table->columns[i].merge_class == SHED_CLASS_ASK || table->columns[i].merge_class == SHED_CLASS_TEXT)
      return TRUE;
  return FALSE;
}

static void
columns_are_those_of_the_program (void)
{
  g_autoptr (Server) s = server_new ();
  guint n_tables;
  const ShedTable *tables = shed_tables_get (&n_tables);

  for (guint i = 0; i < n_tables; i++)
    {
      g_autoptr (GString) columns = g_string_new ("space_id uuid t -, id uuid t -, created_at bigint t -");
      g_autoptr (GString) fields = g_string_new (NULL);

      g_string_append_printf (fields, "%u created_at 0 time fixed created_at - -", i + 1);
      for (guint k = 0; k < tables[i].n_columns; k++)
        {
          const ShedColumn *c = &tables[i].columns[k];
          g_autofree char *fallback = fallback_of (c);

          g_string_append_printf (columns, ", %s %s %c %s", c->name, type_of (c->type), c->required ? 't' : 'f', fallback);
          g_string_append_printf (fields, ", %u %s %u %s %s %s %s %s", i + 1, c->name, k + 1, kinds[c->type],
                                  classes[c->merge_class], c->group != NULL ? c->group : c->name,
                                  c->references != NULL ? c->references : "-", fallback);
        }
      g_string_append (columns, ", deleted boolean t false, deleted_by uuid f -, rv bigint t 0");
      if (is_asked_about (&tables[i]))
        g_string_append (columns, ", written jsonb f -");
      IS (
        columns->str,
        "select string_agg (concat_ws (' ', a.attname, format_type (a.atttypid, a.atttypmod), a.attnotnull, coalesce (case when d.adbin is"
        " null then null when a.atttypid = 'text'::regtype then replace (replace (pg_get_expr (d.adbin, d.adrelid), '''::text', '\"'), '''',"
        " '\"') else replace (replace (pg_get_expr (d.adbin, d.adrelid), '''', ''), '::bigint', '') end, '-')), ', ' order by a.attnum)"
        " from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum"
        " where a.attrelid = 'woodshed.%s'::regclass and a.attnum > 0 and not a.attisdropped",
        tables[i].name);
      IS (
        fields->str,
        "select string_agg (concat_ws (' ', tbl_n, name, n, kind, class, grp, coalesce (parent, '-'), coalesce (fallback::text, '-')), ', '"
        " order by n) from woodshed.field where tbl = '%s'",
        tables[i].name);
    }
  IS ("20", "select count (distinct tbl) from woodshed.field");
  for (guint i = 0; i < n_tables; i++)
    for (guint k = 0; k < tables[i].n_columns; k++)
      if (tables[i].columns[k].merge_class == SHED_CLASS_TEXT)
        {
          g_autofree char *most = g_strdup_printf ("%" G_GSIZE_FORMAT, tables[i].columns[k].max_bytes);

          IS (most, "select most from woodshed.field where tbl = '%s' and name = '%s'", tables[i].name,
              tables[i].columns[k].name);
        }
  /* A field group has one class. */
  IS (
    "",
    "select string_agg (tbl || '.' || grp, ' ') from (select tbl, grp from woodshed.field group by 1, 2 having count (distinct class) > 1) x");
}

static void
keys_are_those_of_the_program (void)
{
  g_autoptr (Server) s = server_new ();
  guint n_tables;
  const ShedTable *tables = shed_tables_get (&n_tables);

  for (guint i = 0; i < n_tables; i++)
    {
      g_autoptr (GString) expected = g_string_new ("PRIMARY KEY (space_id, id)");
      g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);

      for (guint k = 0; k < tables[i].n_columns; k++)
        if (tables[i].columns[k].references != NULL)
          g_ptr_array_add (
            keys,
            g_strdup_printf (", FOREIGN KEY (space_id, %s) REFERENCES woodshed.%s(space_id, id) DEFERRABLE INITIALLY"
                             " DEFERRED",
                             tables[i].columns[k].name, tables[i].columns[k].references));
      g_ptr_array_add (keys, g_strdup (", FOREIGN KEY (space_id) REFERENCES woodshed.space(id)"));
      /* Those of the list, each there once and no other. */
      for (guint k = 0; k < keys->len; k++)
        IS ("1", "select count (*) from pg_constraint where conrelid = 'woodshed.%s'::regclass and contype = 'f' and ', ' ||"
                 " pg_get_constraintdef (oid) = '%s'",
            tables[i].name, (const char *) g_ptr_array_index (keys, k));
      {
        g_autofree char *n = g_strdup_printf ("%u", keys->len);

        IS (n, "select count (*) from pg_constraint where conrelid = 'woodshed.%s'::regclass and contype = 'f'", tables[i].name);
      }
      IS (
        expected->str,
        "select pg_get_constraintdef (oid) from pg_constraint where conrelid = 'woodshed.%s'::regclass and contype = 'p'",
        tables[i].name);
    }
  /* Every foreign key of a row can be followed backwards by an index. */
  IS (
    "",
    "select string_agg (c.conrelid::regclass || ' ' || c.conname, ', ') from pg_constraint c where c.contype = 'f' and array_length"
    " (c.conkey, 1) = 2 and not exists (select from pg_index i where i.indrelid = c.conrelid and (i.indkey::int2[])[0:1] @> c.conkey)");
  /* Only the key itself finds a row by it: a plan made while a table was empty must not look through all of the space. */
  IS ("",
      "select string_agg (i.indexrelid::regclass::text, ', ') from pg_index i join pg_attribute a on a.attrelid = i.indrelid and"
      " a.attnum = i.indkey[0] where i.indrelid in (select ('woodshed.' || tbl)::regclass from woodshed.field) and"
      " a.attname = 'space_id' and not i.indisunique and i.indpred is null");
}

/* Limits -------------------------------------------------------------------------------------------------------------------- */

static char *
quote (const char *text)
{
  GString *out = g_string_new ("\"");

  for (const char *p = text; *p != '\0'; p++)
    if (*p == '"' || *p == '\\')
      g_string_append_printf (out, "\\%c", *p);
    else if (*p == '\n')
      g_string_append (out, "\\n");
    else
      g_string_append_c (out, *p);
  g_string_append_c (out, '"');
  return g_string_free (out, FALSE);
}

static char *
repeat (const char *letter, gsize n)
{
  GString *out = g_string_new (NULL);

  for (gsize i = 0; i < n; i++)
    g_string_append (out, letter);
  return g_string_free (out, FALSE);
}

static char *
first_word (const ShedColumn *c)
{
  const char *from = strchr (c->check, '\'') + 1;

  return g_strndup (from, strchr (from, '\'') - from);
}

/* A row that both take, as JSON values by column. */
static GHashTable *
good_row (const ShedTable *table)
{
  GHashTable *row = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  g_hash_table_insert (row, (char *) "id", g_strdup ("\"00000000-0000-4000-8000-000000000001\""));
  g_hash_table_insert (row, (char *) "created_at", g_strdup ("1"));
  for (guint k = 0; k < table->n_columns; k++)
    {
      const ShedColumn *c = &table->columns[k];
      g_autofree char *word = NULL;
      char *value = NULL;

      if (!c->required)
        value = g_strdup ("null");
      else if (c->type == SHED_COLUMN_INTEGER && c->check != NULL && g_str_has_prefix (c->check, "BETWEEN "))
        value = g_strdup_printf ("%d", atoi (c->check + 8));
      else if (c->type == SHED_COLUMN_INTEGER || c->type == SHED_COLUMN_TIME || c->type == SHED_COLUMN_BOOLEAN)
        value = g_strdup ("1");
      else if (c->type == SHED_COLUMN_ID)
        value = g_strdup ("\"00000000-0000-4000-8000-000000000002\"");
      else if (c->type == SHED_COLUMN_DAY)
        value = g_strdup ("\"2026-11-21\"");
      else if (c->type == SHED_COLUMN_JSON)
        value = g_strdup ("\"[]\"");
      else
        {
          word = c->check != NULL ? first_word (c) : g_strdup ("a");
          value = quote (word);
        }
      g_hash_table_insert (row, (char *) c->name, value);
    }
  if (strcmp (table->name, "practice_event") == 0)
    g_hash_table_insert (row, (char *) "kind", g_strdup ("\"note\""));
  if (strcmp (table->name, "setlist_item") == 0)
    g_hash_table_insert (row, (char *) "text", g_strdup ("\"a\""));
  return row;
}

static char *
row_json (GHashTable *row)
{
  GString *out = g_string_new ("{");
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, row);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_string_append_printf (out, "%s\"%s\":%s", out->len > 1 ? "," : "", (char *) name, (char *) value);
  g_string_append_c (out, '}');
  return g_string_free (out, FALSE);
}

static gboolean
library_takes (sqlite3 *db, const ShedTable *table, const char *json)
{
  g_autoptr (GString) names = g_string_new ("\"id\", \"created_at\"");
  g_autoptr (GString) values = g_string_new ("json_extract (:row, '$.id'), json_extract (:row, '$.created_at')");
  g_autofree char *sql = NULL;
  sqlite3_stmt *stmt;
  gboolean ok;

  for (guint k = 0; k < table->n_columns; k++)
    {
      g_string_append_printf (names, ", \"%s\"", table->columns[k].name);
      g_string_append_printf (values, ", json_extract (:row, '$.%s')", table->columns[k].name);
    }
  sql = g_strdup_printf ("INSERT OR ROLLBACK INTO \"%s\" (%s) SELECT %s", table->name, names->str, values->str);
  sqlite3_exec (db, "BEGIN", NULL, NULL, NULL);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  sqlite3_bind_text (stmt, 1, json, -1, SQLITE_STATIC);
  ok = sqlite3_step (stmt) == SQLITE_DONE;
  sqlite3_finalize (stmt);
  sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
  return ok;
}

static gboolean
server_takes (Server *s, const ShedTable *table, const char *json)
{
  g_autoptr (GString) names = g_string_new ("\"id\", \"created_at\"");
  g_autofree char *sql = NULL;
  const char *values[] = { json, s->user };
  PGresult *result;
  gboolean ok;

  for (guint k = 0; k < table->n_columns; k++)
    g_string_append_printf (names, ", \"%s\"", table->columns[k].name);
  sql = g_strdup_printf ("INSERT INTO woodshed.\"%s\" (space_id, %s) SELECT $2::uuid, %s FROM jsonb_populate_record"
                         " (NULL::woodshed.\"%s\", $1::jsonb)",
                         table->name, names->str, names->str, table->name);
  server_exec (s->super, "BEGIN; SET LOCAL session_replication_role = replica");
  result = PQexecParams (s->super, sql, 2, NULL, values, NULL, NULL, 0);
  ok = PQresultStatus (result) == PGRES_COMMAND_OK;
  PQclear (result);
  server_exec (s->super, "ROLLBACK");
  return ok;
}

typedef struct
{
  Server *s;
  sqlite3 *db;
  const ShedTable *table;
  guint n, n_taken;
} Probe;

/* The good row with other values: both take it, or neither. changes: column, JSON value … NULL. */
static void
probe (Probe *p, const char *column, const char *value, ...)
{
  g_autoptr (GHashTable) row = good_row (p->table);
  g_autofree char *json = NULL;
  gboolean here, there;
  va_list args;

  va_start (args, value);
  while (column != NULL)
    {
      g_hash_table_insert (row, (char *) column, g_strdup (value));
      column = va_arg (args, const char *);
      value = column != NULL ? va_arg (args, const char *) : NULL;
    }
  va_end (args);
  json = row_json (row);
  here = library_takes (p->db, p->table, json);
  there = server_takes (p->s, p->table, json);
  if (here != there)
    g_error ("%s: the library says %d, the server %d to %.300s", p->table->name, here, there, json);
  p->n++;
  p->n_taken += here;
}

static void
probe_text (Probe *p, const ShedColumn *c, const char *letter, gsize n, const char *around)
{
  g_autofree char *many = repeat (letter, n);
  g_autofree char *text = g_strconcat (around, many, around, NULL);
  g_autofree char *value = quote (text);

  probe (p, c->name, value, NULL);
}

static void
probe_column (Probe *p, const ShedColumn *c)
{
  guint before = p->n_taken;

  probe (p, c->name, "null", NULL);
  switch (c->type)
    {
    case SHED_COLUMN_NAME:
      probe_text (p, c, "é", SHED_NAME_MAX_CHARACTERS, "");
      probe_text (p, c, "é", SHED_NAME_MAX_CHARACTERS + 1, "");
      probe_text (p, c, "🎻", SHED_NAME_MAX_CHARACTERS, "");
      probe_text (p, c, "a", 0, "");
      probe_text (p, c, "a", 1, "");
      probe_text (p, c, "a", 1, " ");
      break;
    case SHED_COLUMN_JSON:
      probe_text (p, c, "a", c->max_bytes - 2, "\"");
      probe_text (p, c, "a", c->max_bytes - 1, "\"");
      break;
    case SHED_COLUMN_TEXT:
      probe (p, c->name, "\"\"", NULL);
      probe (p, c->name, "\"nonsense\"", NULL);
      if (c->check != NULL)
        {
          g_auto (GStrv) words = g_strsplit (c->check, "'", -1);

          for (guint i = 1; words[i] != NULL; i += 2)
            {
              g_autofree char *value = quote (words[i]);

              probe (p, c->name, value, NULL);
            }
          break;
        }
      probe_text (p, c, "é", c->max_bytes / 2, "");
      probe_text (p, c, "é", c->max_bytes / 2 + 1, "");
      probe_text (p, c, "a", c->max_bytes, "");
      probe_text (p, c, "a", c->max_bytes + 1, "");
      break;
    case SHED_COLUMN_INTEGER:
    case SHED_COLUMN_TIME:
      {
        static const char *const edges[] = {
          "0", "1", "-1", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1.5"
        };
        int low, high;

        for (guint i = 0; i < G_N_ELEMENTS (edges); i++)
          probe (p, c->name, edges[i], NULL);
        probe (p, c->name, "\"soon\"", NULL);
        if (c->check != NULL && sscanf (c->check, "BETWEEN %d AND %d", &low, &high) == 2)
          for (int i = -1; i <= 1; i++)
            {
              g_autofree char *a = g_strdup_printf ("%d", low + i);
              g_autofree char *b = g_strdup_printf ("%d", high + i);

              probe (p, c->name, a, NULL);
              probe (p, c->name, b, NULL);
            }
        break;
      }
    case SHED_COLUMN_BOOLEAN:
      probe (p, c->name, "0", NULL);
      probe (p, c->name, "1", NULL);
      probe (p, c->name, "2", NULL);
      break;
    case SHED_COLUMN_DAY:
      probe (p, c->name, "\"2026-11-21\"", NULL);
      probe (p, c->name, "\"2026-1-21\"", NULL);
      probe (p, c->name, "\"2026-11-21\\n\"", NULL);
      probe (p, c->name, "\" 2026-11-21\"", NULL);
      probe (p, c->name, "\"٢٠٢٦-11-21\"", NULL);
      probe (p, c->name, "\"\"", NULL);
      break;
    case SHED_COLUMN_ID:
      probe (p, c->name, "\"00000000-0000-4000-8000-0000000000ff\"", NULL);
      /* A reference is held by the row it must find. */
      if (c->references == NULL)
        probe (p, c->name, "\"short\"", NULL);
      break;
    default:
      g_assert_not_reached ();
    }
  /* A probe that neither ever takes would say nothing. voids needs another kind beside it. */
  if (strcmp (c->name, "voids") != 0 && !(strcmp (p->table->name, "setlist_item") == 0 && c->references != NULL))
    g_assert_cmpuint (p->n_taken, >, before);
}

static void
limits_are_those_of_the_program (void)
{
  g_autoptr (Server) s = server_new ();

  Probe p = { .s = s };
  guint n_tables;
  const ShedTable *tables = shed_tables_get (&n_tables);
  static const char *const either[] = { "null", "\"00000000-0000-4000-8000-000000000003\"" };

  g_assert_cmpint (sqlite3_open (":memory:", &p.db), ==, SQLITE_OK);
  for (guint version = 1; version <= SHED_SCHEMA_VERSION; version++)
    {
      g_autofree char *schema = shed_schema_dup_step (version);

      g_assert_cmpint (sqlite3_exec (p.db, schema, NULL, NULL, NULL), ==, SQLITE_OK);
    }
  for (guint i = 0; i < n_tables; i++)
    {
      g_autoptr (GHashTable) good = good_row (&tables[i]);
      g_autofree char *json = row_json (good);

      p.table = &tables[i];
      g_assert_true (library_takes (p.db, p.table, json));
      g_assert_true (server_takes (s, p.table, json));
      probe (&p, "created_at", "null", NULL);
      probe (&p, "id", "null", NULL);
      for (guint k = 0; k < tables[i].n_columns; k++)
        probe_column (&p, &tables[i].columns[k]);
    }

  p.table = shed_table_find ("setlist_item");
  for (guint i = 0; i < 8; i++)
    probe (&p, "set_id", either[i & 1], "tune_id", either[i >> 1 & 1], "text", i & 4 ? "\"a\"" : "null", NULL);
  p.table = shed_table_find ("practice_event");
  for (guint i = 0; i < 4; i++)
    {
      probe (&p, "kind", "\"void\"", "voids", either[i & 1], "rating", i & 2 ? "3" : "null", NULL);
      probe (&p, "kind", "\"rating\"", "voids", either[i & 1], "rating", i & 2 ? "3" : "null", NULL);
      probe (&p, "kind", "\"due\"", "voids", either[i & 1], "rating", i & 2 ? "3" : "null", NULL);
    }
  p.table = shed_table_find ("media_marker");
  probe (&p, "start_ms", "10", "end_ms", "9", NULL);
  probe (&p, "start_ms", "10", "end_ms", "10", NULL);
  probe (&p, "start_ms", "10", "end_ms", "null", NULL);
  sqlite3_close (p.db);
  g_test_message ("%u probes, %u taken by both", p.n, p.n_taken);
  g_assert_cmpuint (p.n, >, 900);
}

/* The store refuses signs of control before the commit, the server whatever comes past it. JSON that is none, too. */
static void
signs_of_control_and_broken_json_are_refused (void)
{
  g_autoptr (Server) s = server_new ();
  guint n_tables;
  const ShedTable *tables = shed_tables_get (&n_tables);

  for (guint i = 0; i < n_tables; i++)
    for (guint k = 0; k < tables[i].n_columns; k++)
      {
        const ShedColumn *c = &tables[i].columns[k];
        static const char *const bad[] = { "\"a\\u0001b\"", "\"a\\u001fb\"", "\"a\\u007fb\"", "\"[\"" };

        if (c->check != NULL || (c->type != SHED_COLUMN_NAME && c->type != SHED_COLUMN_TEXT && c->type != SHED_COLUMN_JSON))
          continue;
        for (guint b = 0; b < G_N_ELEMENTS (bad); b++)
          {
            g_autoptr (GHashTable) row = good_row (&tables[i]);
            g_autofree char *json = NULL;

            g_hash_table_insert (row, (char *) c->name, g_strdup (bad[b]));
            json = row_json (row);
            g_assert_cmpint (server_takes (s, &tables[i], json), ==, b == 3 && c->type != SHED_COLUMN_JSON);
          }
      }
}

/* Who may ------------------------------------------------------------------------------------------------------------------- */

#define OURS                                                                                                                 \
  " from pg_proc p join pg_namespace n on n.oid = p.pronamespace where (n.nspname = 'woodshed' or (n.nspname = 'public' and" \
  " p.proname like 'woodshed%%'))"

static void
assert_closed (Server *s)
{
  IS ("woodshed_hello woodshed_pull woodshed_push",
      "select string_agg (p.proname, ' ' order by p.proname) from pg_proc p where p.proname like 'woodshed%%' and p.prosecdef");
  IS ("", "select string_agg (p.proname, ' ')" OURS
          " and n.nspname = 'woodshed' and exists (select from aclexplode (coalesce (p.proacl,"
          " acldefault ('f', p.proowner))) a where a.grantee <> p.proowner)");
  IS (
    "authenticated authenticated authenticated",
    "select string_agg (case a.grantee when 0 then 'public' else a.grantee::regrole::text end, ' ') from pg_proc p, aclexplode (p.proacl) a"
    " where p.proname in ('woodshed_hello', 'woodshed_pull', 'woodshed_push') and a.grantee <> p.proowner");
  IS ("", "select string_agg (p.proname, ' ')" OURS " and p.proowner <> 'woodshed_owner'::regrole");
  IS ("", "select string_agg (p.proname, ' ')" OURS " and (p.prosecdef or p.prorettype = 'trigger'::regtype) and not coalesce"
          " ('search_path=\"\"' = any (p.proconfig), false)");
  IS ("3", "select count (*)" OURS " and n.nspname = 'public' and 'lock_timeout=3s' = any (p.proconfig)");
  IS ("woodshed_pull", "select string_agg (p.proname, ' ')" OURS " and n.nspname = 'public' and p.provolatile = 's'");
  IS (
    "",
    "select string_agg (c.relname, ' ') from pg_class c where c.relnamespace = 'woodshed'::regnamespace and c.relkind in ('r', 'p') and not"
    " (c.relrowsecurity and c.relforcerowsecurity)");
  IS (
    "",
    "select string_agg (c.relname, ' ') from pg_class c where c.relnamespace = 'woodshed'::regnamespace and c.relkind <> 'i' and (c.relowner"
    " <> 'woodshed_owner'::regrole or exists (select from aclexplode (c.relacl) a where a.grantee <> c.relowner))");
  IS (
    "",
    "select string_agg (a.grantee::text, ' ') from pg_namespace n, aclexplode (n.nspacl) a where n.nspname = 'woodshed' and a.grantee <>"
    " n.nspowner");
  IS (
    "",
    "select string_agg (c.relname, ' ') from pg_class c where c.relnamespace = 'woodshed'::regnamespace and c.relkind in ('v', 'm', 'f')");
  IS (
    "f f f f f",
    "select concat_ws (' ', rolsuper, rolbypassrls, rolcreaterole, rolcanlogin, rolinherit) from pg_roles where rolname ="
    " 'woodshed_owner'");
  IS ("woodshed_admin",
      "select string_agg (member::regrole::text, ' ') from pg_auth_members where roleid = 'woodshed_owner'::regrole");
  IS ("", "select string_agg (roleid::regrole::text, ' ') from pg_auth_members where member = 'woodshed_owner'::regrole");
  IS ("f", "select has_schema_privilege ('woodshed_owner', 'public', 'create')");
  IS ("f", "select rolsuper or rolbypassrls from pg_roles where rolname = 'woodshed_admin'");
  /* Every policy is for the owner alone. */
  IS ("{woodshed_owner}", "select string_agg (distinct roles::text, ' ') from pg_policies where schemaname = 'woodshed'");
}

static void
nobody_reaches_anything_but_by_the_three_functions (void)
{
  g_autoptr (Server) s = server_new ();

  assert_closed (s);
}

#define EVERYTHING                                                                                                                        \
  "select md5 (string_agg (x, E'\\n' order by x)) from ("                                                                                 \
  "select pg_get_functiondef (p.oid) || p.proacl::text as x" OURS                                                                         \
  " union all select conrelid::regclass || conname || pg_get_constraintdef (oid) from pg_constraint where connamespace ="                 \
  " 'woodshed'::regnamespace"                                                                                                             \
  " union all select indexdef from pg_indexes where schemaname = 'woodshed'"                                                              \
  " union all select pol::text from pg_policies pol where schemaname = 'woodshed'"                                                        \
  " union all select pg_get_triggerdef (t.oid) from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace ="             \
  " 'woodshed'::regnamespace and not t.tgisinternal"                                                                                      \
  " union all select a.attrelid::regclass || a.attname || format_type (a.atttypid, a.atttypmod) || a.attnotnull from pg_attribute a join" \
  " pg_class c on c.oid = a.attrelid where c.relnamespace = 'woodshed'::regnamespace"                                                     \
  " union all select c.relname || coalesce (c.relacl::text, '') from pg_class c where c.relnamespace = 'woodshed'::regnamespace"          \
  " union all select f::text from woodshed.field f union all select b::text from woodshed.book b union all select c::text from"           \
  " woodshed.clock c union all select m::text from woodshed.member m) y"

static gint
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
run_migrations (void)
{
  g_autofree char *folder = g_strdup (g_getenv ("WOODSHED_MIGRATIONS"));
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  PGconn *admin = PQconnectdb ("user=woodshed_admin");

  g_assert_nonnull (dir);
  g_assert_cmpint (PQstatus (admin), ==, CONNECTION_OK);
  server_exec (admin, "SET client_min_messages = error");
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    if (g_str_has_suffix (name, ".sql"))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, by_name);
  g_assert_cmpuint (names->len, >=, 3);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);
      g_autofree char *sql = NULL;

      g_assert_true (g_file_get_contents (path, &sql, NULL, NULL));
      server_exec (admin, sql);
    }
  PQfinish (admin);
}

static void
migrations_run_again_without_a_change (void)
{
  g_autoptr (Server) s = server_new ();
  g_autofree char *before = NULL;

  g_assert_cmpstr (
    server_push (
      s, "a", "{'op':'ins','tbl':'book','id':'#b1','set':{'created_at':1,'title':'B','origin':'own','position':'a'}}"),
    ==, "ok");
  before = server_value (s, EVERYTHING);
  run_migrations ();
  IS (before, EVERYTHING);
}

/* A hosted project gives EXECUTE on every new function of public to everybody. */
static void
generous_default_privileges_open_nothing (void)
{
  g_autoptr (Server) s = server_new ();

  server_exec (
    s->super,
    "alter default privileges for role woodshed_owner, woodshed_admin grant all on functions to anon, authenticated, service_role;"
    "alter default privileges for role woodshed_owner, woodshed_admin grant all on tables to anon, authenticated, service_role;"
    "drop function public.woodshed_push; drop function public.woodshed_pull; drop function woodshed.push");
  run_migrations ();
  server_exec (
    s->super,
    "alter default privileges for role woodshed_owner, woodshed_admin revoke all on functions from anon, authenticated,"
    " service_role;"
    "alter default privileges for role woodshed_owner, woodshed_admin revoke all on tables from anon, authenticated, service_role");
  assert_closed (s);
}

/* What the help tells who leaves takes everything out, by the role that a hosted project's editor has, and only that. */
static void
leaving_takes_everything_out (void)
{
  g_autoptr (Server) s = server_new ();
  g_autofree char *path = g_build_filename (g_getenv ("WOODSHED_MIGRATIONS"), "../../../help/C/what-is-sent.page", NULL);
  g_autofree char *page = NULL;
  g_autofree char *sql = NULL;
  const char *from;
  PGconn *admin = PQconnectdb ("user=woodshed_admin");

  g_assert_true (g_file_get_contents (path, &page, NULL, NULL));
  from = strstr (page, "<screen>");
  g_assert_nonnull (from);
  from += strlen ("<screen>");
  sql = g_strndup (from, strstr (from, "</screen>") - from);
  g_assert_cmpint (PQstatus (admin), ==, CONNECTION_OK);
  server_exec (admin, "SET client_min_messages = error; CREATE TABLE IF NOT EXISTS public.of_somebody_else (a int)");
  server_exec (admin, sql);
  IS ("0", "select count (*) from pg_namespace where nspname = 'woodshed'");
  IS ("0", "select count (*) from pg_proc where proname ~ '^woodshed'");
  IS ("0", "select count (*) from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = 'woodshed_owner'");
  IS ("1", "select count (*) from pg_class where relname = 'of_somebody_else'");
  server_exec (admin, "DROP TABLE public.of_somebody_else");
  PQfinish (admin);
  /* And whoever comes back begins anew. */
  run_migrations ();
  assert_closed (s);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/catalogue/columns-are-those-of-the-program", columns_are_those_of_the_program);
  g_test_add_func ("/catalogue/keys-are-those-of-the-program", keys_are_those_of_the_program);
  g_test_add_func ("/catalogue/limits-are-those-of-the-program", limits_are_those_of_the_program);
  g_test_add_func ("/catalogue/signs-of-control-and-broken-json-are-refused", signs_of_control_and_broken_json_are_refused);
  g_test_add_func ("/catalogue/nobody-reaches-anything-but-by-the-three-functions",
                   nobody_reaches_anything_but_by_the_three_functions);
  g_test_add_func ("/catalogue/migrations-run-again-without-a-change", migrations_run_again_without_a_change);
  g_test_add_func ("/catalogue/generous-default-privileges-open-nothing", generous_default_privileges_open_nothing);
  g_test_add_func ("/catalogue/leaving-takes-everything-out", leaving_takes_everything_out);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Out of every table of a damaged library come all rows but those of the pages that cannot be read, and it is said
 * whether any are missing. Which rows a page held is asked of the file before it is damaged. */
#include <string.h>

#include "store-fixture.h"

/* Spread over all of their range, as ids are. */
#define ID(n) "printf ('%08x-0000-4000-8000-%012x', (" n " * 2654435761) & 4294967295, " n ")"
#define N_ROWS "4000"

typedef struct
{
  const char *table, *fill; /* NULL: the tunes of the fixture */
  guint n_damages;          /* 0: all; of small facts all names begin alike, and others stand at the ends */
} Case;

static const Case cases[] = {
  { "tune", NULL },
  { "shadow", "INSERT INTO shadow (tbl, id, rv) SELECT CASE WHEN n % 5 = 0 THEN 'book' WHEN n % 5 < 3 THEN 'practice_event'"
              " ELSE 'tune' END, " ID ("n") ", n FROM numbers" },
  { "outbox", "INSERT INTO outbox (n, mid, at) SELECT n * 3, " ID ("n") ", 1 FROM numbers" },
  { "outbox_op", "INSERT INTO outbox_op (grp, k, tbl, id, op, new) SELECT n / 7, n % 7, 'tune', " ID ("n") ", 'upd',"
                 " '{\"title\":\"x\"}' FROM numbers" },
  { "first_value", "INSERT INTO first_value (tbl, id, col, value) SELECT 'tune', " ID ("n / 2") ","
                   " CASE n % 2 WHEN 0 THEN 'abc' ELSE 'title' END, 'as it came' FROM numbers" },
  { "id_map", "INSERT INTO id_map (tbl, old_id, new_id) SELECT 'tune', " ID ("n") ", " ID ("n + 1") " FROM numbers" },
  { "blob", "INSERT INTO blob (sha256, path, bytes) SELECT " ID ("n") ", 'a file', n FROM numbers" },
  { "meta", "INSERT INTO meta (name, value) SELECT 'discarded/' || n, 'a copy of what was discarded' FROM numbers", 2 },
};

static gint64
count (const char *path, const Case *what)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM \"%s\"%s", what->table,
                                          strcmp (what->table, "meta") == 0 ? " WHERE name GLOB 'discarded/*'" : "");

  return test_ask_raw (path, sql);
}

/* Writes over the leaves of a table at these places (from the end: below 0); how many rows stood there. Where rows are
 * kept in an index, one stands between two leaves and is had from either side: it is lost if both are. */
static gint64
damage (const char *path, const char *table, const int *places)
{
  g_autofree char *leaves =
    g_strdup_printf ("FROM dbstat WHERE name = '%s' AND pagetype = 'leaf' ORDER BY path", table);
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM (SELECT 1 %s)", leaves);
  gint64 n_leaves = test_ask_raw (path, sql), n_rows = 0;
  g_autofree char *kind = g_strdup_printf ("SELECT wr FROM pragma_table_list ('%s')", table);
  gboolean is_index = test_ask_raw (path, kind) != 0;
  gint64 pages[8];
  gsize n;

  g_assert_cmpint (n_leaves, >, 12);
  for (n = 0; places[n] != 99; n++)
    {
      gint64 place = places[n] < 0 ? n_leaves + places[n] : places[n];
      g_autofree char *page = g_strdup_printf ("SELECT pageno %s LIMIT 1 OFFSET %d", leaves, (int)place);
      g_autofree char *cells = g_strdup_printf ("SELECT ncell %s LIMIT 1 OFFSET %d", leaves, (int)place);

      g_assert_cmpuint (n, <, G_N_ELEMENTS (pages));
      pages[n] = test_ask_raw (path, page);
      n_rows += test_ask_raw (path, cells);
      if (n > 0 && places[n] == places[n - 1] + 1 && is_index)
        n_rows++;
    }
  test_damage_pages (path, pages, n);
  return n_rows;
}

static Fixture *
make (const Case *what)
{
  Fixture *f = fixture_new_with_tunes (what->fill == NULL ? 1000 : 1);

  fixture_close (f);
  if (what->fill != NULL)
    {
      g_autofree char *sql = g_strconcat (
        "PRAGMA foreign_keys = OFF; CREATE TEMP TABLE numbers AS WITH RECURSIVE c (n) AS"
        " (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < " N_ROWS ") SELECT n FROM c;",
        what->fill, ";", NULL);

      test_exec_raw (f->path, sql);
    }
  return f;
}

static void
test_only_bad_pages_are_lost (gconstpointer data)
{
  static const int damages[][8] = { { 99 }, { 5, 99 }, { 0, 99 }, { -1, 99 }, { 0, 1, 3, 4, 5, 9, -1, 99 } };
  const Case *what = data;

  for (guint i = 0; i < (what->n_damages > 0 ? what->n_damages : G_N_ELEMENTS (damages)); i++)
    {
      g_autoptr (Fixture) f = make (what);
      g_autoptr (GError) error = NULL;
      gint64 before = count (f->path, what), lost = damage (f->path, what->table, damages[i]);
      gboolean all;
      guint n_rows;

      g_assert_cmpint (lost == 0, ==, i == 0);
      g_assert_true (shed_store_salvage (f->path, &n_rows, &all, &error));
      g_assert_no_error (error);
      g_test_message ("%s %u: %d of %d rows", what->table, i, (int)count (f->path, what), (int)before);
      g_assert_cmpint (count (f->path, what), ==, before - lost);
      g_assert_cmpint (all, ==, i == 0);
    }
}

/* A place with a wrong key in it makes the rest look as if it came again. */
static void
test_a_wrong_key_costs_only_its_row (void)
{
  g_autoptr (Fixture) f = make (&cases[0]);
  g_autoptr (GError) error = NULL;
  gint64 before = count (f->path, &cases[0]), page, start;
  g_autofree char *whole = NULL;
  guint8 *cell;
  gboolean all;
  gsize n_bytes;

  page = test_ask_raw (
    f->path, "SELECT pageno FROM dbstat WHERE name = 'tune' AND pagetype = 'leaf' ORDER BY path LIMIT 1 OFFSET 40");
  g_assert_true (g_file_get_contents (f->path, &whole, &n_bytes, NULL));
  start = (page - 1) * test_ask_raw (f->path, "PRAGMA page_size");
  /* The third cell of the leaf: its length and its rowid, two bytes each; their first bits say that more follow. */
  cell = (guint8 *)whole + start + 8 + 2 * 2;
  cell = (guint8 *)whole + start + cell[0] * 256 + cell[1];
  g_assert_cmpuint (cell[0] & 0x80, !=, 0);
  g_assert_cmpuint (cell[2] & 0x80, !=, 0);
  cell[2] |= 0x40;
  g_assert_true (g_file_set_contents (f->path, whole, (gssize)n_bytes, NULL));

  g_assert_true (shed_store_salvage (f->path, NULL, &all, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (f->path, &cases[0]), >=, before - 1);
  g_assert_false (all);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/salvage/only-bad-pages-are-lost/%s", cases[i].table);

      g_test_add_data_func (path, &cases[i], test_only_bad_pages_are_lost);
    }
  g_test_add_func ("/salvage/a-wrong-key-costs-only-its-row", test_a_wrong_key_costs_only_its_row);
  return g_test_run ();
}

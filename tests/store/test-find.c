/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search index follows every write, and what a person types can never be an error. */
#include "shed-find.h"
#include "store-fixture.h"

static guint
count_hits (Fixture *f, const char *query)
{
  char *text = sqlite3_mprintf (
    "SELECT count(*) FROM tune_fts JOIN tune_find f ON f.n = tune_fts.rowid WHERE tune_fts MATCH %Q", query);
  guint n = fixture_ask_int (f, text);

  sqlite3_free (text);
  return n;
}

static guint
find (Fixture *f, const char *typed)
{
  g_autofree char *query = shed_find_query (typed);

  g_assert_nonnull (query);
  return count_hits (f, query);
}

static Fixture *
library_with_tunes (void)
{
  Fixture *f = fixture_new ();
  g_autofree char *book = sql_book (1, "My tunes", "own");
  g_autofree char *spear = sql_tune (2, 1, "The Silver Spear");
  g_autofree char *ocean = sql_tune (3, 1, "Out on the Ocean");
  g_autofree char *sl = sql_tune (4, 1, "Sliabh Geal gCua na Féile");
  g_autofree char *all = g_strconcat (book, spear, ocean, sl, NULL);

  fixture_open (f);
  fixture_write (f, all);
  return f;
}

static void
test_words_are_found_by_their_beginning (void)
{
  g_autoptr (Fixture) f = library_with_tunes ();

  g_assert_cmpuint (find (f, "silver"), ==, 1);
  g_assert_cmpuint (find (f, "sil spe"), ==, 1);
  g_assert_cmpuint (find (f, "SPEAR the"), ==, 1);
  g_assert_cmpuint (find (f, "feile"), ==, 1);
  g_assert_cmpuint (find (f, "FÉI"), ==, 1);
  g_assert_cmpuint (find (f, "o"), ==, 1);
  g_assert_cmpuint (find (f, "silver ocean"), ==, 0);
}

static void
test_the_index_follows_edits (void)
{
  g_autoptr (Fixture) f = library_with_tunes ();
  g_autofree char *alias =
    g_strdup_printf ("INSERT INTO tune_alias (id, created_at, tune_id, text) VALUES ('%s', 1, '%s', 'An tSleá Airgid')",
                     test_id (9), test_id (2));

  fixture_write (f, alias);
  g_assert_cmpuint (find (f, "tslea"), ==, 1);
  fixture_write (f, "UPDATE tune SET title = 'Miss McLeod' WHERE title LIKE '%Spear'");
  g_assert_cmpuint (find (f, "spear"), ==, 0);
  g_assert_cmpuint (find (f, "mcleod airgid"), ==, 1);
  fixture_write (f, "DELETE FROM tune_alias");
  g_assert_cmpuint (find (f, "airgid"), ==, 0);
  fixture_write (f, "DELETE FROM tune WHERE title = 'Miss McLeod'");
  g_assert_cmpuint (find (f, "mcleod"), ==, 0);
  fixture_assert_answer (f, "SELECT count(*) FROM tune_find", "2");
}

static void
test_order_of_titles_is_folded (void)
{
  g_autoptr (Fixture) f = library_with_tunes ();

  fixture_write (f, "UPDATE tune SET title = 'Étude' WHERE title LIKE 'Out%'");
  fixture_assert_answer (
    f, "SELECT group_concat (title_fold, '|') FROM (SELECT title_fold FROM tune_find ORDER BY title_fold, tune_id)",
    "etude|sliabh geal gcua na feile|the silver spear");
}

static void
test_nothing_typed_can_be_an_error (void)
{
  static const char *const hostile[] = {
    "\"", "\"\"\"", "spear\"", "\" OR \"", "a AND",     "NOT",       "NEAR(", "title_fold:x", "*",  "^", "-",
    "+",  "(",      ")",       "{a b}:c",  "o'neill's", "C# minor",  "a\nb",  "100%",         "_",  ";", "--",
    "/*", "\\",     "😀",       "शिव",      "a😀b",       "x\xff\xfe", "ﬁddle", "日本語 の曲",  "ʼn", "½", "Ⅷ",
  };
  g_autoptr (Fixture) f = library_with_tunes ();
  g_autofree char *long_text = g_strnfill (20000, 'x');

  g_assert_cmpuint (find (f, long_text), ==, 0);
  g_assert_null (shed_find_query (NULL));
  g_assert_null (shed_find_query (""));
  g_assert_null (shed_find_query ("   "));
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree char *query = shed_find_query (hostile[i]);

      g_test_message ("%s -> %s", hostile[i], query != NULL ? query : "(nothing)");
      if (query != NULL)
        count_hits (f, query);
    }
}

static char *
notes_of (const char *abc)
{
  return g_strdup (g_str_has_prefix (abc, "A") ? "oopkkolo nnm" : "mmm");
}

static void
test_first_notes_are_found (void)
{
  g_autoptr (Fixture) f = library_with_tunes ();
  g_autofree char *query = shed_find_query_notes ("oopk");
  g_autofree char *second = shed_find_query_notes ("nn");

  shed_store_set_first_notes_func (f->store, notes_of);
  fixture_write (f, "UPDATE tune SET abc = 'ABC' WHERE title LIKE '%Spear'");
  g_assert_cmpuint (count_hits (f, query), ==, 1);
  g_assert_cmpuint (count_hits (f, second), ==, 1);
  g_assert_cmpuint (find (f, "oopk"), ==, 0); /* words are looked for in words */
  fixture_write (f, "UPDATE tune SET abc = 'BBC' WHERE title LIKE '%Spear'");
  g_assert_cmpuint (count_hits (f, query), ==, 0);
}

static void
test_a_bulk_is_searchable_after_its_end_or_the_next_opening (void)
{
  g_autoptr (Fixture) f = library_with_tunes ();
  g_autofree char *a = sql_tune (20, 1, "Banshee");
  g_autofree char *b = sql_tune (21, 1, "Cooley");
  g_autoptr (GError) error = NULL;

  fixture_try_write (f, SHED_WRITE_BULK, 0, NULL, a, &error);
  g_assert_no_error (error);
  fixture_write (f, "UPDATE tune SET title = 'Golden Spear' WHERE title LIKE '%Spear'");
  fixture_write (f, "DELETE FROM tune WHERE title LIKE 'Out%'");
  g_assert_true (shed_store_end_bulk (f->store, &error));
  g_assert_cmpuint (find (f, "banshee"), ==, 1);
  g_assert_cmpuint (find (f, "golden"), ==, 1);
  g_assert_cmpuint (find (f, "silver"), ==, 0);
  g_assert_cmpuint (find (f, "ocean"), ==, 0);

  fixture_try_write (f, SHED_WRITE_BULK, 0, NULL, b, &error);
  g_assert_no_error (error);
  fixture_close (f);
  fixture_open (f);
  shed_store_set_first_notes_func (f->store, notes_of);
  g_assert_cmpuint (find (f, "cooley"), ==, 1);
  fixture_assert_answer (f, "SELECT count(*) FROM meta WHERE name = 'find_behind'", "0");
}

#define INDEX                                                                                                          \
  "SELECT group_concat (tune_id || book_id || title_fold || '/' || text_fold || '/' || first_notes, '|')"              \
  " FROM (SELECT * FROM tune_find ORDER BY tune_id)"

/* New ones are written together, in the order of their titles, beside edits and deletions in the same transaction. */
static void
test_many_tunes_at_once_are_indexed_as_one_by_one (void)
{
  g_autoptr (Fixture) f = library_with_tunes ();
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autofree char *notes = shed_find_query_notes ("oopk");
  g_autofree char *found = NULL;
  g_autofree char *rebuilt = NULL;
  g_autoptr (GError) error = NULL;

  shed_store_set_first_notes_func (f->store, notes_of);
  for (guint i = 0; i < 150; i++)
    {
      g_autofree char *title = g_strdup_printf ("%c Múlti %u", 'z' - i % 26, i);
      g_autofree char *tune = sql_tune (100 + i, 1, title);

      g_string_append (sql, tune);
      if (i % 50 == 7)
        g_string_append_printf (sql, "UPDATE tune SET abc = 'ABC' WHERE id = '%s';", test_id (100 + i));
      if (i % 50 == 9)
        {
          g_string_append_printf (sql, "INSERT INTO tune_alias (id, created_at, tune_id, text) VALUES ('%s', 1,",
                                  test_id (300 + i));
          g_string_append_printf (sql, " '%s', 'Náme of %u');", test_id (100 + i), i);
        }
    }
  g_string_append (sql, "UPDATE tune SET title = 'Golden Spear' WHERE title LIKE '%Spear';"
                        "DELETE FROM tune WHERE title LIKE 'Out%';");
  fixture_write (f, sql->str);

  g_assert_cmpuint (find (f, "multi"), ==, 150);
  g_assert_cmpuint (find (f, "name"), ==, 3);
  g_assert_cmpuint (find (f, "name 59 multi"), ==, 1);
  g_assert_cmpuint (count_hits (f, notes), ==, 3);
  g_assert_cmpuint (find (f, "golden"), ==, 1);
  g_assert_cmpuint (find (f, "silver"), ==, 0);
  g_assert_cmpuint (find (f, "ocean"), ==, 0);
  fixture_assert_answer (f, "SELECT count(*) FROM tune_find", "152");
  found = fixture_ask (f, INDEX);
  fixture_assert_clean (f);

  /* The same, made anew as a whole. */
  fixture_try_write (f, SHED_WRITE_LOCAL, 0, NULL,
                     "DELETE FROM tune_find; INSERT INTO meta (name, value) VALUES ('find_behind', '1')", &error);
  g_assert_no_error (error);
  g_assert_true (shed_store_end_bulk (f->store, &error));
  rebuilt = fixture_ask (f, INDEX);
  g_assert_cmpstr (found, ==, rebuilt);
}

/* What stands on the page and what a keyboard gives are seldom the same signs. */
static void
test_letters_and_apostrophes_are_found_as_they_are_typed (void)
{
  static const struct
  {
    const char *title, *typed[6]; /* title: as SQL */
  } known[] = {
    { "O’Neill’s March", { "o'neill", "o’neill", "O`Neill", "oneill", "ONEILLS mar" } },
    { "Cooley''s", { "cooleys", "cooley's", "cooley", "Cooley’s" } },
    { "I Don’t Mind", { "dont mind", "don't" } },
    { "The Maids of Mitchelstown", { "maid", "MITCH", "of the mai" } },
    { "An Buachaill Caol Dubh – Óró", { "oro", "Óró", "caol dubh or" } },
    { "Große Freude", { "grosse", "GROSSE", "groß", "GROẞE fr" } },
    { "Sí Bheag, Sí Mhór", { "si bheag", "sí mhór", "mhor si", "bheag, si" } },
    { "Køln Polska", { "koln", "Kø", "køln pol" } },
    { "Ѕвадба", { "ѕва", "ЅВАД" } },
    { "ＦＵＬＬ Width", { "full", "ｆｕｌｌ" } },
  };
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (GString) many = g_string_new (NULL);
  g_autofree char *book = sql_book (1, "My tunes", "own");

  fixture_open (f);
  fixture_write (f, book);
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autofree char *sql = sql_tune (i + 2, 1, known[i].title);

      fixture_write (f, sql);
    }
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    for (guint k = 0; k < G_N_ELEMENTS (known[i].typed) && known[i].typed[k] != NULL; k++)
      {
        g_test_message ("%s: %s", known[i].title, known[i].typed[k]);
        g_assert_cmpuint (find (f, known[i].typed[k]), ==, 1);
      }
  /* as many words as are looked at, each with all its ways to be parted */
  for (guint i = 0; i < 300; i++)
    g_string_append (many, "oats ");
  g_assert_cmpuint (find (f, many->str), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/find/words-are-found-by-their-beginning", test_words_are_found_by_their_beginning);
  g_test_add_func ("/find/letters-and-apostrophes-are-found-as-they-are-typed",
                   test_letters_and_apostrophes_are_found_as_they_are_typed);
  g_test_add_func ("/find/the-index-follows-edits", test_the_index_follows_edits);
  g_test_add_func ("/find/order-of-titles-is-folded", test_order_of_titles_is_folded);
  g_test_add_func ("/find/nothing-typed-can-be-an-error", test_nothing_typed_can_be_an_error);
  g_test_add_func ("/find/first-notes-are-found", test_first_notes_are_found);
  g_test_add_func ("/find/many-tunes-at-once-are-indexed-as-one-by-one", test_many_tunes_at_once_are_indexed_as_one_by_one);
  g_test_add_func ("/find/a-bulk-is-searchable-after-its-end-or-the-next-opening",
                   test_a_bulk_is_searchable_after_its_end_or_the_next_opening);
  return g_test_run ();
}

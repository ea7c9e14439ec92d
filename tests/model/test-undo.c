/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Undo is an exact inverse of every command, redo of every undo, over libraries made at random; whatever is written
 * stays sound and fits the outbox. A constructor that is missing from the list below fails a test. */
#include <string.h>

#include "model-fixture.h"
#include "shed-civil.h"
#include "shed-command-private.h"
#include "shed-history.h"
#include "shed-id.h"
#include "shed-preferences.h"
#include "shed-uuid.h"

#define STEPS 130

/* One row at random, or NULL. (transfer full) */
static char *
pick (Fixture *f, const char *sql)
{
  g_autofree char *ids = g_strdup_printf ("SELECT coalesce(group_concat(id, ' '), '') FROM (%s ORDER BY 1)", sql);
  g_autofree char *text = fixture_ask (f, ids);
  g_auto(GStrv) all = g_strsplit (text, " ", -1);
  guint n = *text == '\0' ? 0 : g_strv_length (all);

  return n > 0 ? g_strdup (all[g_test_rand_int_range (0, n)]) : NULL;
}

#define ANY_TUNE "SELECT id FROM tune"
#define LOCAL_TUNE "SELECT tune.id FROM tune JOIN book ON book.id = book_id WHERE local_only"
#define ANY_REPERTOIRE "SELECT id FROM repertoire"
#define ANY_PAIR "SELECT repertoire_id || '/' || tune_id AS id FROM repertoire_tune"

/* Repertoire and tune of a pair. */
typedef struct { char *repertoire, *tune, *other; } Pair;
static void
pair_clear (Pair *pair)
{
  g_free (pair->repertoire);
  g_free (pair->tune);
  g_free (pair->other);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static gboolean
pick_pair (Fixture *f, Pair *pair)
{
  g_autofree char *both = pick (f, ANY_PAIR);
  g_autofree char *sql = NULL;

  if (both == NULL)
    return FALSE;
  pair->repertoire = g_strndup (both, 36);
  pair->tune = g_strdup (both + 37);
  sql = g_strdup_printf ("SELECT tune_id AS id FROM repertoire_tune WHERE repertoire_id = '%s'", pair->repertoire);
  pair->other = pick (f, sql);
  return TRUE;
}

static const ShedChosenRating good = { 3, 5, FIXTURE_NOW + G_GINT64_CONSTANT (432000000) };

static char *
new_word (void)
{
  static const char * const words[] = { "Silver", "Spear", "Ébène", "straße", "Ocean", "🎻", "Lark", "שלום" };

  return g_strdup_printf ("%s %d", words[g_test_rand_int_range (0, G_N_ELEMENTS (words))], g_test_rand_int_range (0, 30));
}

static ShedCommand *
make_tune_new (Fixture *f)
{
  g_autofree char *title = new_word ();
  g_autofree char *book = pick (f, "SELECT id FROM book");

  return shed_command_tune_new (book, STRV ("title", "kind", "abc", "inferred"), STRV (title, "reel", "GABc|dedB|", "[\"kind\"]"),
                                STRV ("Alias one", title));
}

static ShedCommand *
make_tune_set (Fixture *f)
{
  g_autofree char *tune = pick (f, ANY_TUNE);
  g_autofree char *title = new_word ();

  return tune == NULL ? NULL
                      : shed_command_tune_set (tune, STRV ("title", "kind", "tempo_bpm"),
                                               (const char *const[]){ title, NULL, "98" });
}

static ShedCommand *
make_tune_edit (Fixture *f)
{
  g_autofree char *tune = pick (f, ANY_TUNE);
  g_autofree char *title = new_word ();

  return tune == NULL ? NULL : shed_command_tune_edit (tune, STRV ("title"), STRV (title), STRV ("Alias two", title));
}

static ShedCommand *
make_tune_delete (Fixture *f)
{
  g_autofree char *a = pick (f, ANY_TUNE);
  g_autofree char *b = pick (f, ANY_TUNE);

  return a == NULL ? NULL : shed_command_tune_delete (STRV (a, b));
}

static ShedCommand *
make_tune_merge (Fixture *f)
{
  g_autofree char *a = pick (f, "SELECT tune.id FROM tune JOIN book ON book.id = book_id WHERE NOT local_only");
  g_autofree char *b = pick (f, ANY_TUNE);

  return a == NULL ? NULL : shed_command_tune_merge (a, STRV (b));
}

static ShedCommand *
make_tune_move (Fixture *f)
{
  g_autofree char *a = pick (f, ANY_TUNE);
  g_autofree char *b = pick (f, ANY_TUNE);
  g_autofree char *book = pick (f, "SELECT id FROM book");

  return a == NULL ? NULL : shed_command_tune_move (STRV (a, b), book);
}

static ShedCommand *
make_tune_set_aliases (Fixture *f)
{
  g_autofree char *tune = pick (f, ANY_TUNE);
  g_autofree char *alias = new_word ();

  return tune == NULL ? NULL : shed_command_tune_set_aliases (tune, STRV (alias, "Always the same"));
}

static ShedCommand *
make_book_new (Fixture *f)
{
  g_autofree char *title = new_word ();

  return shed_command_book_new (title, g_test_rand_int_range (0, 2));
}

static ShedCommand *
make_book_set (Fixture *f)
{
  g_autofree char *book = pick (f, "SELECT id FROM book");
  g_autofree char *title = new_word ();

  return book == NULL ? NULL : shed_command_book_set (book, g_test_rand_int_range (0, 2) ? "title" : "note", title);
}

/* My tunes stays: it cannot move into itself, and is on every computer. */
static char *
pick_other_book (Fixture *f)
{
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM book WHERE id <> '%s'", shed_id_my_tunes ());

  return pick (f, sql);
}

static ShedCommand *
make_book_delete (Fixture *f)
{
  g_autofree char *book = pick_other_book (f);

  return book == NULL ? NULL : shed_command_book_delete (book, g_test_rand_int_range (0, 2));
}

static ShedCommand *
make_book_set_local_only (Fixture *f)
{
  g_autofree char *book = pick_other_book (f);

  return book == NULL ? NULL : shed_command_book_set_local_only (book, g_test_rand_int_range (0, 2));
}

static ShedCommand *
make_repertoire_new (Fixture *f)
{
  g_autofree char *name = new_word ();

  return shed_command_repertoire_new (name, "fiddle");
}

static ShedCommand *
make_repertoire_set (Fixture *f)
{
  g_autofree char *repertoire = pick (f, ANY_REPERTOIRE);
  g_autofree char *name = new_word ();

  return repertoire == NULL
           ? NULL
           : shed_command_repertoire_set (repertoire, STRV ("name", "retention_permille"), STRV (name, "850"));
}

static ShedCommand *
make_repertoire_delete (Fixture *f)
{
  g_autofree char *repertoire = pick (f, ANY_REPERTOIRE);

  return repertoire == NULL ? NULL : shed_command_repertoire_delete (repertoire);
}

static ShedCommand *
make_add_tunes (Fixture *f)
{
  g_autofree char *repertoire = pick (f, ANY_REPERTOIRE);
  g_autofree char *a = pick (f, ANY_TUNE);
  g_autofree char *b = pick (f, LOCAL_TUNE);

  return repertoire == NULL || a == NULL
           ? NULL
           : shed_command_add_tunes (repertoire, STRV (a, b),
                                     g_test_rand_int_range (0, 2) ? SHED_ADD_KNOWN : SHED_ADD_LEARNING, 10, 2);
}

#define MAKE_FOR_PAIR(name, call) \
  static ShedCommand * \
  make_##name (Fixture *f) \
  { \
    g_auto(Pair) pair = { NULL }; \
    return pick_pair (f, &pair) ? call : NULL; \
  }
MAKE_FOR_PAIR (remove_tunes, shed_command_remove_tunes (pair.repertoire, STRV (pair.tune, pair.other)))
MAKE_FOR_PAIR (set_paused, shed_command_set_paused (pair.repertoire, STRV (pair.tune, pair.other), g_test_rand_int_range (0, 2)))
MAKE_FOR_PAIR (
  set_goal, shed_command_set_goal (pair.repertoire, STRV (pair.tune), g_test_rand_int_range (0, 2) ? "fluency" : NULL))
MAKE_FOR_PAIR (set_stage, shed_command_set_stage (pair.repertoire, STRV (pair.tune), "known"))
MAKE_FOR_PAIR (set_played_key, shed_command_set_played_key (pair.repertoire, STRV (pair.tune), "Edor"))
MAKE_FOR_PAIR (override_date,
               shed_command_override_date (pair.repertoire,
                                           STRV (pair.tune, pair.other),
                                           model_today (f) + g_test_rand_int_range (-2, 9)))
MAKE_FOR_PAIR (put_off, shed_command_put_off (pair.repertoire, STRV (pair.tune)))
MAKE_FOR_PAIR (mark_known, shed_command_mark_known (pair.repertoire, STRV (pair.tune, pair.other), 14, 2))
MAKE_FOR_PAIR (start_afresh, shed_command_start_afresh (pair.repertoire, pair.tune))
MAKE_FOR_PAIR (rate, shed_command_rate (pair.repertoire, pair.tune, &good, 0))
MAKE_FOR_PAIR (queue_add,
               shed_command_queue_add (pair.repertoire,
                                       model_today (f) + g_test_rand_int_range (0, 2),
                                       STRV (pair.tune, pair.other)))
MAKE_FOR_PAIR (queue_reset, shed_command_queue_reset (pair.repertoire, model_today (f)))

static ShedCommand *
make_submit (Fixture *f)
{
  g_auto(Pair) pair = { NULL };

  if (!pick_pair (f, &pair))
    return NULL;
  model_stage (f, pair.repertoire, pair.tune, g_test_rand_int_range (1, 5));
  model_stage (f, pair.repertoire, pair.other, g_test_rand_int_range (1, 5));
  return shed_command_submit (pair.repertoire, model_today (f));
}

static ShedCommand *
make_add_tag (Fixture *f)
{
  g_autofree char *a = pick (f, ANY_TUNE);
  g_autofree char *name = new_word ();

  return a == NULL ? NULL : shed_command_add_tag (STRV (a), g_test_rand_int_range (0, 2) ? "session" : name);
}

static ShedCommand *
make_remove_tag (Fixture *f)
{
  g_autofree char *a = pick (f, "SELECT tune_id AS id FROM tune_tag");
  g_autofree char *sql = g_strdup_printf ("SELECT tag_id AS id FROM tune_tag WHERE tune_id = '%s'", a);
  g_autofree char *tag = pick (f, sql);

  return tag == NULL ? NULL : shed_command_remove_tag (STRV (a), tag);
}

static ShedCommand *
make_void_event (Fixture *f)
{
  g_autofree char *event = pick (f, "SELECT id FROM practice_event");

  return event == NULL ? NULL : shed_command_void_event (event);
}

static ShedCommand *
make_replace_rating (Fixture *f)
{
  g_autofree char *event =
    pick (f, "SELECT id FROM practice_event WHERE kind = 'rating' AND id NOT IN (SELECT event_id FROM event_voided)");

  return event == NULL ? NULL : shed_command_replace_rating (event, &good);
}

static ShedCommand *
make_note_new (Fixture *f)
{
  g_autofree char *tune = pick (f, ANY_TUNE);
  g_autofree char *repertoire = pick (f, ANY_REPERTOIRE);

  return tune == NULL
           ? NULL
           : shed_command_note_new (tune, g_test_rand_int_range (0, 2) ? repertoire : NULL, "Bow the\nsecond part");
}

static ShedCommand *
make_note_set (Fixture *f)
{
  g_autofree char *note = pick (f, "SELECT id FROM note");
  g_autofree char *text = new_word ();

  return note == NULL ? NULL : shed_command_note_set (note, text);
}

static ShedCommand *
make_note_delete (Fixture *f)
{
  g_autofree char *note = pick (f, "SELECT id FROM note");

  return note == NULL ? NULL : shed_command_note_delete (note);
}

static ShedCommand *
make_set_preference (Fixture *f)
{
  return g_test_rand_int_range (0, 3) ? shed_command_set_preference ("queue.max", g_test_rand_int_range (0, 2) ? "12" : "20")
                                      : shed_command_set_preference ("queue.max", NULL);
}

/* A question about a tune's title, key or note, or about its deletion, as the server asks it; any answer that it allows. */
static ShedCommand *
make_answer_conflicts (Fixture *f)
{
  static const char * const fields[] = { "title", "key", "composer", "*" };
  static const char * const answers[] = { "mine", "other", "both" };
  const char *field = fields[g_test_rand_int_range (0, G_N_ELEMENTS (fields))];
  const char *answer = answers[g_test_rand_int_range (0, strcmp (field, "*") == 0 ? 2 : 3)];
  g_autofree char *tune = pick (f, ANY_TUNE);
  g_autofree char *id = shed_uuid_new_v4 (f->random);
  g_autofree char *sql = NULL;
  g_autoptr(GError) error = NULL;

  if (tune == NULL)
    return NULL;
  if (strcmp (field, "*") == 0)
    sql = g_strdup_printf (
      "INSERT INTO conflict (id, created_at, tbl, row_id, grp, tune_id) VALUES ('%s', 1, 'tune', '%s', '*', '%s')", id,
      tune, tune);
  else
    sql = g_strdup_printf (
      "INSERT INTO conflict (id, created_at, tbl, row_id, grp, base, mine, theirs, tune_id) SELECT '%s', 1, 'tune',"
      " id, '%s', '{\"%s\":\"A\"}', '{\"%s\":\"D\"}', json_object('%s', \"%s\"), id FROM tune WHERE id = '%s'",
      id, field, field, field, field, field, tune);
  fixture_try_write (f, SHED_WRITE_APPLIER, 0, NULL, sql, &error);
  g_assert_no_error (error);
  if (fixture_ask_int (f, "SELECT EXISTS (SELECT 1 FROM meta WHERE name = 'space')") == 1)
    {
      g_autofree char *shadow = g_strdup_printf ("INSERT INTO shadow (tbl, id, rv) VALUES ('conflict', '%s', 1)", id);

      fixture_try_write (f, SHED_WRITE_LOCAL, 0, NULL, shadow, &error);
      g_assert_no_error (error);
    }
  return shed_command_answer_conflicts (STRV (id), STRV (answer), NULL);
}

/* An edit of a tune that the server refused; without an account there is none. A move out of a book that is gone since is left
 * out: it cannot be discarded, for there is nothing to go back to. */
static ShedCommand *
make_discard_problems (Fixture *f)
{
  g_autofree char *mid = NULL;
  g_autoptr(GError) error = NULL;

  fixture_try_write (
    f, SHED_WRITE_LOCAL, 0, NULL,
    "UPDATE outbox SET state = 'held', last_error = '23514' WHERE n = (SELECT max (o.n) FROM outbox o"
    " WHERE NOT EXISTS (SELECT 1 FROM outbox_op WHERE grp = o.n AND (tbl <> 'tune' OR op <> 'upd'"
    "   OR (json_type (new, '$.book_id') IS NOT NULL AND json_extract (base, '$.book_id') NOT IN (SELECT id FROM book)))))",
    &error);
  g_assert_no_error (error);
  mid = fixture_ask (f, "SELECT mid FROM outbox WHERE state = 'held' LIMIT 1");
  return mid == NULL ? NULL : shed_command_discard_problems (STRV (mid));
}

static const struct { const char *name; ShedCommand *(*make) (Fixture *f);
} makers[] = {
  { "tune_new", make_tune_new },
  { "tune_set", make_tune_set },
  { "tune_edit", make_tune_edit },
  { "tune_delete", make_tune_delete },
  { "tune_merge", make_tune_merge },
  { "tune_move", make_tune_move },
  { "tune_set_aliases", make_tune_set_aliases },
  { "book_new", make_book_new },
  { "book_set", make_book_set },
  { "book_delete", make_book_delete },
  { "book_set_local_only", make_book_set_local_only },
  { "repertoire_new", make_repertoire_new },
  { "repertoire_set", make_repertoire_set },
  { "repertoire_delete", make_repertoire_delete },
  { "add_tunes", make_add_tunes },
  { "remove_tunes", make_remove_tunes },
  { "set_paused", make_set_paused },
  { "set_goal", make_set_goal },
  { "set_stage", make_set_stage },
  { "set_played_key", make_set_played_key },
  { "add_tag", make_add_tag },
  { "remove_tag", make_remove_tag },
  { "override_date", make_override_date },
  { "put_off", make_put_off },
  { "mark_known", make_mark_known },
  { "start_afresh", make_start_afresh },
  { "rate", make_rate },
  { "void_event", make_void_event },
  { "replace_rating", make_replace_rating },
  { "submit", make_submit },
  { "queue_add", make_queue_add },
  { "queue_reset", make_queue_reset },
  { "note_new", make_note_new },
  { "note_set", make_note_set },
  { "note_delete", make_note_delete },
  { "set_preference", make_set_preference },
  { "answer_conflicts", make_answer_conflicts },
  { "discard_problems", make_discard_problems },
};

static void
test_no_constructor_is_missing_here (void)
{
  g_autofree char *text = NULL;
  g_autoptr(GRegex) regex = g_regex_new ("^ShedCommand +\\*shed_command_(\\w+)", G_REGEX_MULTILINE, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (g_getenv ("WOODSHED_COMMAND_HEADER"), &text, NULL, NULL));
  for (g_regex_match (regex, text, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *name = g_match_info_fetch (match, 1);
      gboolean found = strcmp (name, "ref") == 0 || strcmp (name, "new") == 0;

      for (guint i = 0; i < G_N_ELEMENTS (makers) && !found; i++)
        found = strcmp (makers[i].name, name) == 0;
      g_test_message ("%s", name);
      g_assert_true (found);
      n++;
    }
  g_assert_cmpuint (n, >=, G_N_ELEMENTS (makers));
}

/* Rows of the tables that no command of today makes, so that what hangs on a tune is all there. */
static void
furnish (Fixture *f)
{
  g_autofree char *book = NULL;
  g_autofree char *repertoire = model_run_for_id (f, shed_command_repertoire_new ("Fiddle", "fiddle"));
  g_auto(GStrv) local = model_new_local_book (f, "Kept here", 3, &book);
  g_autofree char *import = sql_book (77, "Imported", "import");
  g_autoptr(GString) sql = g_string_new (import);

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *title = g_strdup_printf ("Imported %u", i);
      g_autofree char *tune = sql_tune (100 + i, 77, title);
      g_autofree char *set = g_strdup (test_id (200 + i));
      g_autofree char *id = g_strdup (test_id (100 + i));
      g_autofree char *media = g_strdup (test_id (300 + i));

      g_string_append (sql, tune);
      g_string_append_printf (sql, "INSERT INTO tune_set (id, created_at, name) VALUES ('%s', 1, 'Set');", set);
      g_string_append_printf (
        sql, "INSERT INTO tune_set_item (id, created_at, set_id, tune_id, position) VALUES ('%s', 1, '%s', '%s', 'a');",
        test_id (210 + i), set, id);
      g_string_append_printf (sql, "INSERT INTO setlist (id, created_at, name) VALUES ('%s', 1, 'List');", test_id (220 + i));
      g_string_append_printf (sql, "INSERT INTO setlist_item (id, created_at, setlist_id, tune_id, position) VALUES ('%s', 1,",
                              test_id (230 + i));
      g_string_append_printf (sql, " '%s', '%s', 'a');", test_id (220 + i), id);
      g_string_append_printf (
        sql,
        "INSERT INTO reference (id, created_at, tune_id, url, position) VALUES ('%s', 1, '%s', 'https://a.example', 'a');",
        test_id (240 + i), id);
      g_string_append_printf (sql, "INSERT INTO media (id, created_at, tune_id, kind, sha256, bytes, type, position)"
                              " VALUES ('%s', 1, '%s', 'recording', 'x', 1, 'audio/ogg', 'a');", media, id);
      g_string_append_printf (sql, "INSERT INTO media (id, created_at, tune_id, parent_id, kind, sha256, bytes, type, position)"
                              " VALUES ('%s', 1, '%s', '%s', 'cover', 'y', 1, 'image/png', 'a');", test_id (310 + i), id, media);
      g_string_append_printf (sql, "INSERT INTO media_marker (id, created_at, media_id, kind, start_ms, position)"
                              " VALUES ('%s', 1, '%s', 'marker', 5, 'a');", test_id (320 + i), media);
    }
  fixture_write (f, sql->str);
  model_run (f, shed_command_add_tunes (repertoire, (const char * const *) local, SHED_ADD_LEARNING, 0, 0));
  for (guint i = 0; i < 4; i++)
    model_run (f, shed_command_add_tunes (repertoire, STRV (test_id (100 + i)), SHED_ADD_KNOWN, 0, 0));
}

static void
revert (Fixture *f, gint64 journal, gint64 revert_journal)
{
  g_autoptr(GError) error = NULL;
  guint n_left = 99;

  shed_store_revert (f->store, journal, revert_journal, &n_left, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_left, ==, 0);
}

static void
assert_same_dump (const char *name, const char *what, const char *expected, const char *got)
{
  g_auto(GStrv) a = NULL;
  g_auto(GStrv) b = NULL;

  if (strcmp (expected, got) == 0)
    return;
  a = g_strsplit (expected, "\n", -1);
  b = g_strsplit (got, "\n", -1);
  for (guint i = 0; a[i] != NULL; i++)
    if (!g_strv_contains ((const char * const *) b, a[i]))
      g_test_message ("lost: %s", a[i]);
  for (guint i = 0; b[i] != NULL; i++)
    if (!g_strv_contains ((const char * const *) a, b[i]))
      g_test_message ("too much: %s", b[i]);
  g_error ("%s: %s is not exact", name, what);
}

static void
run_every_command (gboolean with_account)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  guint ran[G_N_ELEMENTS (makers)] = { 0 };
  guint n_never = 0;

  if (with_account)
    model_add_account (f);
  furnish (f);
  for (guint step = 0; step < STEPS; step++)
    {
      /* Every command has its turn; those that destroy much come less often. */
      guint i = step < G_N_ELEMENTS (makers) ? step : (guint) g_test_rand_int_range (0, G_N_ELEMENTS (makers));
      g_autofree char *before = NULL, *after = NULL, *undone = NULL, *redone = NULL, *again = NULL;
      gint64 journals[4];
      ShedCommand *command;

      shed_clock_set (f->clock, FIXTURE_NOW + step * G_GINT64_CONSTANT (7200000), NULL);
      command = makers[i].make (f);
      if (command == NULL)
        continue;
      for (guint k = 0; k < G_N_ELEMENTS (journals); k++)
        journals[k] = shed_store_new_journal (f->store);
      before = model_dump (f);
      model_run_journalled (f, command, journals[0]);
      after = model_dump (f);
      ran[i] += strcmp (before, after) != 0;
      model_assert_sound (f);
      revert (f, journals[0], journals[1]);
      undone = model_dump (f);
      assert_same_dump (makers[i].name, "undo", before, undone);
      model_assert_sound (f);
      revert (f, journals[1], journals[2]);
      redone = model_dump (f);
      assert_same_dump (makers[i].name, "redo", after, redone);
      model_assert_sound (f);
      revert (f, journals[2], journals[3]);
      again = model_dump (f);
      assert_same_dump (makers[i].name, "second undo", before, again);
      model_assert_sound (f);
      /* On the first round nothing is left destroyed, so that every command finds something to do. */
      if (step < G_N_ELEMENTS (makers) ? strstr (makers[i].name, "delete") == NULL : g_test_rand_int_range (0, 3) > 0)
        {
          revert (f, journals[3], 0);
          model_assert_sound (f);
        }
    }
  /* A story in which most commands find nothing to do would prove nothing. */
  for (guint i = 0; i < G_N_ELEMENTS (makers); i++)
    n_never += ran[i] == 0;
  g_assert_cmpuint (n_never, <=, 6);
}

static void
test_undo_is_an_exact_inverse (void)
{
  run_every_command (FALSE);
}

static void
test_undo_is_an_exact_inverse_with_an_account (void)
{
  run_every_command (TRUE);
}

static guint
fill_book (Fixture *f, guint book, guint n)
{
  g_autofree char *first = sql_book (book, "Many", "import");
  g_autoptr(GString) sql = g_string_new (first);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *title = g_strdup_printf ("Tune %04u", i);
      g_autofree char *tune = sql_tune (1000 + i, book, title);

      g_string_append (sql, tune);
      if (i % 200 == 199 || i == n - 1)
        {
          fixture_write (f, sql->str);
          g_string_truncate (sql, 0);
        }
    }
  return n;
}

static void
test_a_large_command_is_one_batch_and_one_undo (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *before = NULL, *undone = NULL;
  gint64 journal, revert_journal;

  model_add_account (f);
  fill_book (f, 5, 1300);
  before = model_dump (f);
  journal = shed_store_new_journal (f->store);
  revert_journal = shed_store_new_journal (f->store);
  g_assert_cmpuint (model_run_journalled (f, shed_command_book_delete (test_id (5), FALSE), journal), ==, 1300);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM tune"), ==, 0);
  model_assert_sound (f);
  revert (f, journal, revert_journal);
  undone = model_dump (f);
  assert_same_dump ("book_delete", "undo", before, undone);
  model_assert_sound (f);
}

static void
test_large_texts_are_split_by_size (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *abc = g_strnfill (90 * 1024, 'a');
  g_autofree char *repertoire = NULL;
  g_autofree char *book = NULL;
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) ids = NULL;

  model_add_account (f);
  repertoire = model_run_for_id (f, shed_command_repertoire_new ("R", NULL));
  book = model_run_for_id (f, shed_command_book_new ("Local", TRUE));
  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *id = model_run_for_id (f, shed_command_tune_new (book, STRV ("title", "abc"), STRV ("Long", abc), NULL));

      g_strv_builder_add (builder, id);
    }
  ids = g_strv_builder_end (builder);
  g_assert_cmpuint (
    model_run (f, shed_command_add_tunes (repertoire, (const char *const *)ids, SHED_ADD_LEARNING, 0, 0)), ==, 12);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM outbox"), >, 3);
  model_assert_sound (f);
  model_run (f, shed_command_book_set_local_only (book, FALSE));
  model_assert_sound (f);
}

/* The history ------------------------------------------------------------------------------------------------------------ */

typedef struct { guint n_done; gboolean last_ok; GMainLoop *loop; } Waiting;

static void
on_ran (GObject *source, GAsyncResult *result, gpointer data)
{
  Waiting *waiting = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ShedCommand) command = shed_history_run_finish (SHED_HISTORY (source), result, &error);

  g_assert_no_error (error);
  waiting->n_done++;
}

static void
on_undone (GObject *source, GAsyncResult *result, gpointer data)
{
  Waiting *waiting = data;
  g_autoptr(GError) error = NULL;

  waiting->last_ok = shed_history_undo_finish (SHED_HISTORY (source), result, &error);
  g_assert_no_error (error);
  waiting->n_done++;
}

static void
wait_for (Waiting *waiting, guint n)
{
  while (waiting->n_done < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_history_runs_in_the_order_it_was_asked (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autoptr(ShedHistory) history = shed_history_new (f->store);
  Waiting waiting = { 0 };

  shed_history_run_async (history, shed_command_tune_new (NULL, STRV ("title"), STRV ("A"), NULL), NULL, on_ran, &waiting);
  shed_history_run_async (history, shed_command_tune_new (NULL, STRV ("title"), STRV ("B"), NULL), NULL, on_ran, &waiting);
  shed_history_undo_async (history, on_undone, &waiting);
  shed_history_undo_async (history, on_undone, &waiting);
  shed_history_redo_async (history, on_undone, &waiting);
  g_assert_false (shed_history_can_undo (history));
  wait_for (&waiting, 5);
  fixture_assert_answer (f, "SELECT group_concat(title) FROM tune", "A");
  g_assert_true (shed_history_can_undo (history));
  g_assert_true (shed_history_can_redo (history));
  g_assert_cmpint (shed_command_get_kind (shed_history_get_redo (history)), ==, SHED_COMMAND_TUNE_NEW);
  g_assert_cmpstr (shed_command_get_subject (shed_history_get_redo (history)), ==, "B");
}

static void
test_history_forgets_redo_after_a_new_command (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autoptr(ShedHistory) history = shed_history_new (f->store);
  Waiting waiting = { 0 };

  shed_history_run_async (history, shed_command_tune_new (NULL, STRV ("title"), STRV ("A"), NULL), NULL, on_ran, &waiting);
  shed_history_undo_async (history, on_undone, &waiting);
  shed_history_run_async (history, shed_command_tune_new (NULL, STRV ("title"), STRV ("B"), NULL), NULL, on_ran, &waiting);
  wait_for (&waiting, 3);
  g_assert_false (shed_history_can_redo (history));
  shed_history_redo_async (history, on_undone, &waiting);
  wait_for (&waiting, 4);
  g_assert_false (waiting.last_ok);
  fixture_assert_answer (f, "SELECT group_concat(title) FROM tune", "B");
}

static void
test_a_toast_undoes_only_its_own_command (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autoptr(ShedHistory) history = shed_history_new (f->store);
  g_autoptr(ShedCommand) first = shed_command_tune_new (NULL, STRV ("title"), STRV ("A"), NULL);
  Waiting waiting = { 0 };

  shed_history_run_async (history, shed_command_ref (first), NULL, on_ran, &waiting);
  shed_history_run_async (history, shed_command_tune_new (NULL, STRV ("title"), STRV ("B"), NULL), NULL, on_ran, &waiting);
  shed_history_undo_command_async (history, first, on_undone, &waiting);
  wait_for (&waiting, 3);
  g_assert_false (waiting.last_ok);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM tune"), ==, 2);
  shed_history_undo_async (history, on_undone, &waiting);
  shed_history_undo_command_async (history, first, on_undone, &waiting);
  wait_for (&waiting, 5);
  g_assert_true (waiting.last_ok);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM tune"), ==, 0);
}

static void
test_what_changed_nothing_is_no_step (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autoptr(ShedHistory) history = shed_history_new (f->store);
  g_autofree char *tune = model_new_tune (f, "A");
  Waiting waiting = { 0 };

  shed_history_run_async (history, shed_command_tune_set (tune, STRV ("title"), STRV ("A")), NULL, on_ran, &waiting);
  wait_for (&waiting, 1);
  g_assert_false (shed_history_can_undo (history));
}

static void
on_reverted (ShedHistory *history, ShedCommand *command, guint n_left, gpointer data)
{
  *(guint *) data = n_left;
}

static void
test_undo_of_a_submit_leaves_what_was_rated_and_staged_since (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_run_for_id (f, shed_command_repertoire_new ("Fiddle", NULL));
  g_autofree char *a = model_new_tune (f, "A");
  g_autofree char *b = model_new_tune (f, "B");
  gint64 journal = shed_store_new_journal (f->store), redo = shed_store_new_journal (f->store);
  g_autoptr(GError) error = NULL;
  guint n_left;

  model_run (f, shed_command_add_tunes (repertoire, STRV (a, b), SHED_ADD_LEARNING, 0, 0));
  model_stage (f, repertoire, a, 3);
  model_run_journalled (f, shed_command_submit (repertoire, model_today (f)), journal);
  model_run (f, shed_command_rate (repertoire, b, &good, 0));
  model_stage (f, repertoire, a, 1); /* the player thought again before undoing */
  g_assert_true (shed_store_revert (f->store, journal, redo, &n_left, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_left, ==, 1);
  fixture_assert_answer (
    f,
    "SELECT group_concat(tune.title) FROM practice_event JOIN tune ON tune.id = tune_id WHERE practice_event.kind ="
    " 'rating' AND practice_event.id NOT IN (SELECT event_id FROM event_voided)",
    "B");
  fixture_assert_answer (f, "SELECT group_concat(rating) FROM staged_rating", "1");
  model_assert_sound (f);
}

static void
test_undo_leaves_what_another_process_wrote (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autoptr(ShedHistory) history = shed_history_new (f->store);
  ShedStoreOptions options = { .path = f->path, .clock = f->clock, .random = f->random };
  g_autofree char *tune = model_new_tune (f, "Before");
  g_autoptr(GError) error = NULL;
  g_autoptr(ShedStore) other = NULL;
  g_autoptr(ShedCommand) theirs = shed_command_tune_set (tune, STRV ("title"), STRV ("Theirs"));
  Waiting waiting = { 0 };
  guint n_left = 99;

  g_signal_connect (history, "undone", G_CALLBACK (on_reverted), &n_left);
  g_signal_connect (history, "redone", G_CALLBACK (on_reverted), &n_left);
  shed_history_run_async (history, shed_command_tune_set (tune, STRV ("title", "composer"), STRV ("Mine", "Trad.")), NULL, on_ran,
                          &waiting);
  wait_for (&waiting, 1);
  other = shed_store_open (&options, &error);
  g_assert_no_error (error);
  shed_command_run (theirs, other, 0, NULL, &error);
  g_assert_no_error (error);
  shed_store_close (other);

  shed_history_undo_async (history, on_undone, &waiting);
  wait_for (&waiting, 2);
  fixture_assert_answer (f, "SELECT title || coalesce(composer, '-') FROM tune", "Theirs-");
  g_assert_cmpuint (n_left, ==, 1);
  shed_history_redo_async (history, on_undone, &waiting);
  wait_for (&waiting, 3);
  fixture_assert_answer (f, "SELECT title || coalesce(composer, '-') FROM tune", "TheirsTrad.");
  g_assert_cmpuint (n_left, ==, 0);
}

typedef struct { ShedCommand *command; } Halting;

/* One tag, then a full disk. */
static gboolean
halting_step (ShedDb *db, gpointer data, gboolean *more, GCancellable *cancellable, GError **error)
{
  Halting *halting = data;
  guint done = shed_command_get_done (halting->command);

  if (done == 1)
    {
      g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_DISK_FULL, "full");
      return FALSE;
    }
  shed_command_add_count (halting->command, 1);
  shed_command_set_done (halting->command, 1);
  *more = TRUE;
  return shed_write_insert (db, "tag", shed_command_id (halting->command, db, 0),
                            (ShedCell[]) { SHED_CELL_TEXT ("name", "session"), SHED_CELLS_END }, error);
}

static void
on_failed (GObject *source, GAsyncResult *result, gpointer data)
{
  Waiting *waiting = data;
  g_autoptr(GError) error = NULL;

  g_assert_null (shed_history_run_finish (SHED_HISTORY (source), result, &error));
  g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_DISK_FULL);
  waiting->n_done++;
}

static void
on_undo_failed (GObject *source, GAsyncResult *result, gpointer data)
{
  Waiting *waiting = data;
  g_autoptr(GError) error = NULL;

  g_assert_false (shed_history_undo_finish (SHED_HISTORY (source), result, &error));
  g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_DISK_FULL);
  waiting->n_done++;
}

static void
test_what_was_done_before_an_error_can_be_taken_back (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autoptr(ShedHistory) history = shed_history_new (f->store);
  Halting halting = { NULL };
  g_autoptr(ShedCommand) command = shed_command_new (SHED_COMMAND_TAG, NULL, halting_step, &halting, NULL);
  Waiting waiting = { 0 };

  halting.command = command;
  shed_history_run_async (history, shed_command_ref (command), NULL, on_failed, &waiting);
  wait_for (&waiting, 1);
  fixture_assert_answer (f, "SELECT count(*) FROM tag", "1");
  g_assert_true (shed_history_can_undo (history));
  shed_history_undo_async (history, on_undone, &waiting);
  wait_for (&waiting, 2);
  fixture_assert_answer (f, "SELECT count(*) FROM tag", "0");
}

static void
limit_pages (Fixture *f, gint64 n_pages)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA max_page_count = %" G_GINT64_FORMAT, n_pages);
  g_autoptr(GError) error = NULL;

  fixture_try_write (f, SHED_WRITE_LOCAL, 0, NULL, sql, &error);
  g_assert_no_error (error);
}

static void
test_a_failed_undo_can_be_tried_again (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autoptr(ShedHistory) history = shed_history_new (f->store);
  g_autofree char *abc = g_strnfill (90 * 1024, 'a');
  g_autofree char *tune = model_run_for_id (f, shed_command_tune_new (NULL, STRV ("title", "abc"), STRV ("Long", abc), NULL));
  g_autofree char *fill = NULL;
  g_autoptr(GError) error = NULL;
  Waiting waiting = { 0 };

  shed_history_run_async (history, shed_command_tune_set (tune, STRV ("abc"), STRV ("GABc|")), NULL, on_ran, &waiting);
  wait_for (&waiting, 1);
  /* What was freed is taken, and there is no more. */
  fill = g_strdup_printf ("INSERT INTO meta (name, value) VALUES ('fill', printf ('%%.*c', %" G_GINT64_FORMAT ", 'x'))",
                          fixture_ask_int (f, "PRAGMA freelist_count") * fixture_ask_int (f, "PRAGMA page_size"));
  fixture_try_write (f, SHED_WRITE_LOCAL, 0, NULL, fill, &error);
  g_assert_no_error (error);
  limit_pages (f, fixture_ask_int (f, "PRAGMA page_count"));
  shed_history_undo_async (history, on_undo_failed, &waiting);
  wait_for (&waiting, 2);
  fixture_assert_answer (f, "SELECT length(abc) FROM tune", "5");
  g_assert_true (shed_history_can_undo (history));
  g_assert_false (shed_history_can_redo (history));

  limit_pages (f, 1000000);
  shed_history_undo_async (history, on_undone, &waiting);
  wait_for (&waiting, 3);
  g_assert_true (waiting.last_ok);
  fixture_assert_answer (f, "SELECT length(abc) FROM tune", "92160");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/undo/no-constructor-is-missing-here", test_no_constructor_is_missing_here);
  g_test_add_func ("/undo/is-an-exact-inverse-of-every-command", test_undo_is_an_exact_inverse);
  g_test_add_func ("/undo/is-an-exact-inverse-with-an-account", test_undo_is_an_exact_inverse_with_an_account);
  g_test_add_func ("/undo/a-large-command-is-one-batch-and-one-undo", test_a_large_command_is_one_batch_and_one_undo);
  g_test_add_func ("/undo/large-texts-are-split-by-size", test_large_texts_are_split_by_size);
  g_test_add_func ("/undo/of-a-submit-leaves-what-was-rated-and-staged-since",
                   test_undo_of_a_submit_leaves_what_was_rated_and_staged_since);
  g_test_add_func ("/undo/leaves-what-another-process-wrote", test_undo_leaves_what_another_process_wrote);
  g_test_add_func ("/history/what-was-done-before-an-error-can-be-taken-back",
                   test_what_was_done_before_an_error_can_be_taken_back);
  g_test_add_func ("/history/a-failed-undo-can-be-tried-again", test_a_failed_undo_can_be_tried_again);
  g_test_add_func ("/history/runs-in-the-order-it-was-asked", test_history_runs_in_the_order_it_was_asked);
  g_test_add_func ("/history/forgets-redo-after-a-new-command", test_history_forgets_redo_after_a_new_command);
  g_test_add_func ("/history/a-toast-undoes-only-its-own-command", test_a_toast_undoes_only_its_own_command);
  g_test_add_func ("/history/what-changed-nothing-is-no-step", test_what_changed_nothing_is_no_step);
  return g_test_run ();
}

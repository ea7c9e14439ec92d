/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each maker chooses the rows it needs from the library; the table of them is at the end. */
#include "command-makers.h"

#include "shed-civil.h"
#include "shed-id.h"
#include "shed-preferences.h"
#include "shed-uuid.h"

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
MAKE_FOR_PAIR (rate, shed_command_rate (pair.repertoire, pair.tune, &model_good, 0))
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

  return event == NULL ? NULL : shed_command_replace_rating (event, &model_good);
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

/* The composer that somebody gave before and took back; without a tune there is nothing to bring back. */
static ShedCommand *
make_bring_back (Fixture *f)
{
  static const char copy[] = "aaaaaaaa-0000-7000-8000-00000000c0b1";
  g_autoptr(GError) error = NULL;

  fixture_try_write (
    f, SHED_WRITE_LOCAL, 0, NULL,
    "INSERT INTO meta (name, value) SELECT 'discarded/aaaaaaaa-0000-7000-8000-00000000c0b1', json_object ('woodshed-change', 1,"
    " 'made', 1, 'operations', json_array (json_object ('op', 'upd', 'table', 'tune', 'id', id, 'after',"
    " json_object ('composer', coalesce (composer, 'Trad.') || '!')))) FROM tune WHERE length (coalesce (composer, '')) < 90"
    " ORDER BY id LIMIT 1 ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    &error);
  g_assert_no_error (error);
  if (fixture_ask_int (f, "SELECT EXISTS (SELECT 1 FROM tune t JOIN meta m ON t.id = json_extract (m.value, '$.operations[0].id')"
                          " WHERE m.name LIKE 'discarded/%c0b1')") == 0)
    return NULL;
  return shed_command_bring_back (STRV (copy));
}

const ModelMaker model_makers[] = {
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
  { "bring_back", make_bring_back },
};

const guint model_n_makers = G_N_ELEMENTS (model_makers);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions and refused changes as lists that follow the library, and what a person can do about them. */
#include <string.h>

#include "model-fixture.h"
#include "shed-choice-list.h"
#include "shed-problem-list.h"

#define CONFLICT "c0c0c0c0-0000-4000-8000-0000000000"

static void
wait_for_n (gpointer model, guint n)
{
  model_wait_until (g_list_model_get_n_items (model) == n);
}

static gboolean
says (gpointer item, const char *property)
{
  gboolean value;

  g_object_get (item, property, &value, NULL);
  return value;
}

static void
server_says (Fixture *f, const char *format, ...)
{
  g_autofree char *sql = NULL;
  g_autoptr(GError) error = NULL;
  va_list arguments;

  va_start (arguments, format);
  sql = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  fixture_try_write (f, SHED_WRITE_APPLIER, 0, NULL, sql, &error);
  g_assert_no_error (error);
}

static void
local (Fixture *f, const char *sql)
{
  g_autoptr(GError) error = NULL;

  fixture_try_write (f, SHED_WRITE_LOCAL, 0, NULL, sql, &error);
  g_assert_no_error (error);
}

/* A question about a column of a tune. */
static void
ask (Fixture *f, guint n, const char *tune, const char *column, const char *mine)
{
  server_says (
    f,
    "INSERT INTO conflict (id, created_at, tbl, row_id, grp, base, mine, theirs, device_id, device_name, client_at, tune_id,"
    " other_device_id, other_device_name, other_at)"
    " SELECT '" CONFLICT "%02u', %" G_GINT64_FORMAT
    ", 'tune', id, '%s', '{\"%s\":\"A\"}', '{\"%s\":\"%s\"}', json_object('%s', \"%s\"),"
    " (SELECT value FROM meta WHERE name = 'device'), 'Kitchen laptop', 5000, id,"
    " 'dededede-0000-4000-8000-000000000001', 'Studio PC', 6000 FROM tune WHERE id = '%s'",
    n, FIXTURE_NOW, column, column, column, mine, column, column, tune);
}

static char *
field (gpointer item, const char *name)
{
  char *text = NULL;

  g_object_get (item, name, &text, NULL);
  return text;
}

static void
test_list_names_thing_and_both_computers (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *tune = model_new_tune (f, "The Silver Spear");
  g_autoptr(ShedChoiceList) list = shed_choice_list_new (f->store, SHED_CHOICES_OPEN);
  g_autoptr(ShedChoice) choice = NULL;
  g_autofree char *other = NULL;
  g_autofree char *value = NULL;
  g_auto(GStrv) columns = NULL;

  model_add_account (f);
  model_wait_until (says (list, "loaded"));
  ask (f, 1, tune, "title", "The Silver Spears");
  wait_for_n (list, 1);
  choice = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpstr (shed_choice_get_title (choice), ==, "The Silver Spear");
  g_assert_cmpstr (shed_choice_get_tune_id (choice), ==, tune);
  other = field (choice, "other-device");
  g_assert_cmpstr (other, ==, "Studio PC");
  g_assert_true (says (choice, "mine-here"));
  g_assert_false (says (choice, "other-here"));
  value = shed_choice_dup_value (choice, shed_choice_get_mine (choice), "title");
  g_assert_cmpstr (value, ==, "The Silver Spears");
  columns = shed_choice_dup_columns (choice);
  g_assert_cmpuint (g_strv_length (columns), ==, 1);
  g_assert_true (shed_choice_can_keep_both (choice));
  g_assert_false (shed_choice_is_deletion (choice));
}

static void
test_questions_of_one_thing_stand_together (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *spear = model_new_tune (f, "The Silver Spear");
  g_autofree char *otter = model_new_tune (f, "Otter");
  g_autoptr(ShedChoiceList) list = shed_choice_list_new (f->store, SHED_CHOICES_OPEN);
  const char *expected[] = { otter, spear, spear };

  model_add_account (f);
  ask (f, 1, spear, "key", "D");
  ask (f, 2, otter, "key", "D");
  ask (f, 3, spear, "composer", "Anon");
  wait_for_n (list, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(ShedChoice) choice = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_assert_cmpstr (shed_choice_get_subject (choice), ==, expected[i]);
    }
}

static void
test_answer_goes_and_comes_back_with_undo (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *tune = model_new_tune (f, "The Silver Spear");
  g_autoptr(ShedChoiceList) list = shed_choice_list_new (f->store, SHED_CHOICES_OPEN);
  g_autoptr(ShedChoiceList) answered = shed_choice_list_new (f->store, SHED_CHOICES_ANSWERED);
  gint64 journal = shed_store_new_journal (f->store);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(GError) error = NULL;

  model_add_account (f);
  ask (f, 1, tune, "title", "The Silver Spears");
  local (f, "INSERT INTO shadow (tbl, id, rv) SELECT 'conflict', id, 1 FROM conflict");
  wait_for_n (list, 1);
  before = model_dump (f);
  model_run_journalled (f, shed_command_answer_conflicts (STRV (CONFLICT "01"), STRV ("both"), NULL), journal);
  wait_for_n (list, 0);
  wait_for_n (answered, 1);
  fixture_assert_answer (f, "SELECT title FROM tune", "The Silver Spears");
  fixture_assert_answer (f, "SELECT text FROM tune_alias", "The Silver Spear");
  shed_store_revert (f->store, journal, shed_store_new_journal (f->store), NULL, &error);
  g_assert_no_error (error);
  wait_for_n (list, 1);
  wait_for_n (answered, 0);
  after = model_dump (f);
  g_assert_cmpstr (after, ==, before);
}

static void
test_second_answer_changes_nothing (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *tune = model_new_tune (f, "The Silver Spear");
  g_autoptr(ShedCommand) command = shed_command_answer_conflicts (STRV (CONFLICT "01"), STRV ("mine"), NULL);
  g_autoptr(GError) error = NULL;

  model_add_account (f);
  ask (f, 1, tune, "title", "The Silver Spears");
  model_run (f, shed_command_answer_conflicts (STRV (CONFLICT "01"), STRV ("other"), NULL));
  g_assert_true (shed_command_run (command, f->store, 0, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (shed_command_get_n_already (command), ==, 1);
  g_assert_cmpuint (shed_command_get_count (command), ==, 0);
  fixture_assert_answer (f, "SELECT title FROM tune", "The Silver Spear");
  fixture_assert_answer (f, "SELECT state FROM conflict", "other");
}

/* The other value of the question is what was in use when it was asked; a later edit is not undone by keeping what is in use. */
static void
test_row_that_changed_since_keeps_its_edit_when_other_is_kept (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *tune = model_new_tune (f, "The Silver Spear");

  model_add_account (f);
  ask (f, 1, tune, "title", "The Silver Spears");
  model_run (f, shed_command_tune_set (tune, STRV ("title"), STRV ("Silver Spear")));
  model_run (f, shed_command_answer_conflicts (STRV (CONFLICT "01"), STRV ("other"), NULL));
  fixture_assert_answer (f, "SELECT title FROM tune", "Silver Spear");
}

static void
test_question_about_what_was_deleted_is_shown_and_answered (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *tune = model_new_tune (f, "The Silver Spear");
  g_autoptr(ShedChoiceList) list = shed_choice_list_new (f->store, SHED_CHOICES_OPEN);
  g_autoptr(ShedChoice) choice = NULL;

  model_add_account (f);
  ask (f, 1, tune, "title", "The Silver Spears");
  model_run (f, shed_command_tune_delete (STRV (tune)));
  wait_for_n (list, 1);
  choice = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpstr (shed_choice_get_title (choice), ==, "The Silver Spear");
  model_wait_until (!says (choice, "has-row"));
  g_assert_false (shed_choice_can_keep_both (choice));
  model_run (f, shed_command_answer_conflicts (STRV (CONFLICT "01"), STRV ("mine"), NULL));
  wait_for_n (list, 0);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM tune"), ==, 0);
}

static void
test_question_answered_elsewhere_disappears (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *tune = model_new_tune (f, "The Silver Spear");
  g_autoptr(ShedChoiceList) list = shed_choice_list_new (f->store, SHED_CHOICES_OPEN);

  model_add_account (f);
  ask (f, 1, tune, "title", "The Silver Spears");
  ask (f, 2, tune, "key", "D");
  wait_for_n (list, 2);
  server_says (f, "UPDATE conflict SET state = 'mine' WHERE id = '" CONFLICT "01'");
  wait_for_n (list, 1);
  server_says (f, "DELETE FROM conflict WHERE id = '" CONFLICT "02'");
  wait_for_n (list, 0);
}

/* Refused changes */

static void
hold_all (Fixture *f, const char *code)
{
  g_autofree char *sql =
    g_strdup_printf ("UPDATE outbox SET state = 'held', attempts = 1, last_error = '%s' WHERE state = 'new'", code);

  local (f, sql);
}

/* A library with an account, whose tune the server knows. */
static Fixture *
known_tune (char **tune)
{
  Fixture *f = model_fixture_new ();

  model_add_account (f);
  *tune = model_new_tune (f, "The Silver Spear");
  local (
    f,
    "INSERT INTO shadow (tbl, id, rv, json) SELECT tbl, id, 1, NULL FROM outbox_op; DELETE FROM outbox_op; DELETE FROM outbox");
  return f;
}

static void
test_refused_change_is_listed_with_its_thing (void)
{
  g_autofree char *tune = NULL;
  g_autoptr(Fixture) f = known_tune (&tune);
  g_autoptr(ShedProblemList) list = NULL;
  g_autoptr(ShedProblem) problem = NULL;

  model_run (f, shed_command_tune_set (tune, STRV ("composer"), STRV ("Anon")));
  hold_all (f, "23514");
  list = shed_problem_list_new (f->store);
  wait_for_n (list, 1);
  problem = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpstr (shed_problem_get_title (problem), ==, "The Silver Spear");
  g_assert_cmpstr (shed_problem_get_tune_id (problem), ==, tune);
  g_assert_cmpstr (shed_problem_get_code (problem), ==, "23514");
  g_assert_cmpstr (shed_problem_get_op (problem), ==, "upd");
  g_assert_cmpstr (shed_problem_get_fields (problem), ==, "composer");
}

static gboolean
retry_all (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return shed_problem_retry (db, data, cancellable, error);
}

static void
retry (Fixture *f, const char *mid)
{
  g_autoptr(GError) error = NULL;

  shed_store_write (f->store, SHED_WRITE_LOCAL, 0, NULL, retry_all, (gpointer) STRV (mid), &error);
  g_assert_no_error (error);
}

/* Under a new id, since the old one is answered for ever; with what a person mended meanwhile. */
static void
test_trying_again_sends_what_was_mended (void)
{
  g_autofree char *tune = NULL;
  g_autoptr(Fixture) f = known_tune (&tune);
  g_autoptr(ShedProblemList) list = NULL;
  g_autofree char *mid = NULL;

  model_run (f, shed_command_tune_set (tune, STRV ("composer"), STRV ("Anon")));
  hold_all (f, "23514");
  list = shed_problem_list_new (f->store);
  wait_for_n (list, 1);
  mid = fixture_ask (f, "SELECT mid FROM outbox");
  model_run (f, shed_command_tune_set (tune, STRV ("composer"), STRV ("Trad.")));
  retry (f, mid);
  wait_for_n (list, 0);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM outbox WHERE state = 'new'"), ==, 2);
  {
    g_autofree char *again = g_strdup_printf ("SELECT count(*) FROM outbox WHERE mid = '%s'", mid);

    fixture_assert_answer (f, again, "0");
  }
  fixture_assert_answer (f, "SELECT json_extract (new, '$.composer') FROM outbox_op ORDER BY grp LIMIT 1", "Trad.");
  /* Else the edit after it would ask about itself. */
  fixture_assert_answer (f, "SELECT json_extract (base, '$.composer') FROM outbox_op ORDER BY grp DESC LIMIT 1", "Trad.");
  model_assert_sound (f);
}

static void
test_trying_again_leaves_other_edits_of_the_group_alone (void)
{
  g_autofree char *tune = NULL;
  g_autoptr(Fixture) f = known_tune (&tune);
  g_autofree char *mid = NULL;

  model_run (f, shed_command_tune_set (tune, STRV ("composer", "key"), STRV ("Anon", "D")));
  hold_all (f, "23514");
  mid = fixture_ask (f, "SELECT mid FROM outbox");
  retry (f, mid);
  fixture_assert_answer (f, "SELECT json_extract (new, '$.composer') || json_extract (new, '$.key') FROM outbox_op", "AnonD");
  fixture_assert_answer (f, "SELECT state FROM outbox", "new");
  model_assert_sound (f);
}

static void
discard_and_undo (Fixture *f, const char *mid, const char *asked, const char *discarded)
{
  gint64 journal = shed_store_new_journal (f->store);
  g_autofree char *before = model_dump (f);
  g_autofree char *after = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (model_run_journalled (f, shed_command_discard_problems (STRV (mid)), journal), ==, 1);
  model_assert_sound (f);
  fixture_assert_answer (f, asked, discarded);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM outbox WHERE state = 'held'"), ==, 0);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM meta WHERE name LIKE 'discarded/%' AND json_valid (value)"), ==, 1);
  shed_store_revert (f->store, journal, shed_store_new_journal (f->store), NULL, &error);
  g_assert_no_error (error);
  after = model_dump (f);
  g_assert_cmpstr (after, ==, before);
  model_assert_sound (f);
}

static void
test_discarded_edit_gives_back_what_the_server_has (void)
{
  g_autofree char *tune = NULL;
  g_autoptr(Fixture) f = known_tune (&tune);
  g_autofree char *mid = NULL;

  model_run (f, shed_command_tune_set (tune, STRV ("composer", "key"), STRV ("Anon", "D")));
  hold_all (f, "23514");
  mid = fixture_ask (f, "SELECT mid FROM outbox");
  discard_and_undo (f, mid, "SELECT coalesce (composer, '-') || coalesce (key, '-') || title FROM tune", "--The Silver Spear");
}

static void
test_discarding_leaves_later_edits (void)
{
  g_autofree char *tune = NULL;
  g_autoptr(Fixture) f = known_tune (&tune);
  g_autofree char *mid = NULL;

  model_run (f, shed_command_tune_set (tune, STRV ("composer", "key"), STRV ("Anon", "D")));
  hold_all (f, "23514");
  mid = fixture_ask (f, "SELECT mid FROM outbox");
  model_run (f, shed_command_tune_set (tune, STRV ("composer"), STRV ("Trad.")));
  discard_and_undo (f, mid, "SELECT composer || coalesce (key, '-') FROM tune", "Trad.-");
}

/* Also where several of them were refused, one after the other. */
static void
test_discarding_what_was_made_takes_what_hangs_on_it (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *tune = NULL;
  g_autofree char *repertoire = NULL;
  g_autofree char *mid = NULL;

  model_add_account (f);
  repertoire = model_run_for_id (f, shed_command_repertoire_new ("Fiddle", "fiddle"));
  local (
    f,
    "INSERT INTO shadow (tbl, id, rv, json) SELECT tbl, id, 1, NULL FROM outbox_op; DELETE FROM outbox_op; DELETE FROM outbox");
  tune = model_new_tune (f, "The Silver Spear");
  model_run (f, shed_command_tune_set_aliases (tune, STRV ("An tSleá Airgid")));
  hold_all (f, "23503");
  model_run (f, shed_command_add_tunes (repertoire, STRV (tune), SHED_ADD_LEARNING, 0, 0));
  mid = fixture_ask (f, "SELECT o.mid FROM outbox o JOIN outbox_op p ON p.grp = o.n WHERE p.tbl = 'tune'");
  discard_and_undo (f, mid, "SELECT (SELECT count(*) FROM tune) || ' ' || (SELECT count(*) FROM tune_alias) || ' ' ||"
                            " (SELECT count(*) FROM repertoire_tune)", "0 0 0");
}

static void
test_discarded_deletion_brings_the_row_back (void)
{
  g_autofree char *tune = NULL;
  g_autoptr(Fixture) f = known_tune (&tune);
  g_autofree char *mid = NULL;

  model_run (f, shed_command_tune_delete (STRV (tune)));
  hold_all (f, "PT422");
  mid = fixture_ask (f, "SELECT mid FROM outbox");
  discard_and_undo (f, mid, "SELECT title FROM tune", "The Silver Spear");
}

/* Without the move the tune would lie in a book that is gone. */
static void
test_a_move_out_of_a_book_that_is_gone_is_not_discarded (void)
{
  g_autofree char *tune = NULL;
  g_autoptr(Fixture) f = known_tune (&tune);
  g_autofree char *old = fixture_ask (f, "SELECT book_id FROM tune");
  g_autofree char *book = model_run_for_id (f, shed_command_book_new ("Session", FALSE));
  g_autofree char *mid = NULL;

  model_run (f, shed_command_tune_move (STRV (tune), book));
  hold_all (f, "23514");
  mid = fixture_ask (f, "SELECT o.mid FROM outbox o JOIN outbox_op p ON p.grp = o.n WHERE p.tbl = 'tune'");
  model_run (f, shed_command_book_delete (old, FALSE));
  model_assert_invalid (f, shed_command_discard_problems (STRV (mid)), "what it hung on");
  fixture_assert_answer (f, "SELECT b.title FROM tune t JOIN book b ON b.id = t.book_id", "Session");
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM outbox_op WHERE tbl = 'tune'"), ==, 1);
  model_assert_sound (f);
}

static void
test_practice_is_never_discarded (void)
{
  g_autofree char *tune = NULL;
  g_autoptr(Fixture) f = known_tune (&tune);
  g_autofree char *repertoire = model_run_for_id (f, shed_command_repertoire_new ("Fiddle", "fiddle"));
  g_autofree char *mid = NULL;
  const ShedChosenRating good = { 3, 3, FIXTURE_NOW + 259200000 };

  model_run (f, shed_command_add_tunes (repertoire, STRV (tune), SHED_ADD_LEARNING, 0, 0));
  model_run (f, shed_command_rate (repertoire, tune, &good, 0));
  hold_all (f, "23514");
  mid = fixture_ask (f, "SELECT o.mid FROM outbox o JOIN outbox_op p ON p.grp = o.n WHERE p.tbl = 'practice_event'");
  model_assert_invalid (f, shed_command_discard_problems (STRV (mid)), "practice");
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM practice_event"), ==, 1);
}

static void
test_refused_change_can_be_kept_as_text (void)
{
  g_autofree char *tune = NULL;
  g_autoptr(Fixture) f = known_tune (&tune);
  g_autofree char *mid = NULL;
  ShedProblemText text = { 0 };
  g_autoptr(GError) error = NULL;

  model_run (f, shed_command_tune_set (tune, STRV ("composer"), STRV ("Anon")));
  hold_all (f, "23514");
  mid = fixture_ask (f, "SELECT mid FROM outbox");
  text.id = mid;
  shed_store_read (f->store, shed_problem_read_text, &text, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (text.json, "\"Anon\""));
  g_assert_nonnull (strstr (text.json, "23514"));
  g_free (text.json);
}

/* Copies of what was discarded */

static gboolean
first_is_there (ShedProblemList *list)
{
  g_autoptr(ShedProblem) item = g_list_model_get_item (G_LIST_MODEL (list), 0);
  gboolean there;

  g_object_get (item, "is-there", &there, NULL);
  return there;
}

static void
wait_for_there (ShedProblemList *list,
                gboolean         there)
{
  while (first_is_there (list) != there)
    g_main_context_iteration (NULL, TRUE);
}

/* An edit of the composer that was refused and discarded; the list of copies has it. */
static Fixture *
discarded_composer (char            **tune,
                    char            **mid,
                    ShedProblemList **copies)
{
  Fixture *f = known_tune (tune);

  model_run (f, shed_command_tune_set (*tune, STRV ("composer"), STRV ("Anon")));
  hold_all (f, "23514");
  *mid = fixture_ask (f, "SELECT mid FROM outbox");
  *copies = shed_problem_list_new_discarded (f->store);
  model_run (f, shed_command_discard_problems (STRV (*mid)));
  wait_for_n (*copies, 1);
  return f;
}

static void
test_discarded_change_is_listed_as_what_it_was (void)
{
  g_autofree char *tune = NULL;
  g_autofree char *mid = NULL;
  g_autoptr(ShedProblemList) copies = NULL;
  g_autoptr(Fixture) f = discarded_composer (&tune, &mid, &copies);
  g_autoptr(ShedProblem) item = g_list_model_get_item (G_LIST_MODEL (copies), 0);
  gint64 made_at, discarded_at;

  g_assert_cmpstr (shed_problem_get_id (item), ==, mid);
  g_assert_cmpstr (shed_problem_get_code (item), ==, "23514");
  g_assert_cmpstr (shed_problem_get_op (item), ==, "upd");
  g_assert_cmpstr (shed_problem_get_title (item), ==, "The Silver Spear");
  g_assert_cmpstr (shed_problem_get_tune_id (item), ==, tune);
  g_assert_cmpstr (shed_problem_get_fields (item), ==, "composer");
  g_object_get (item, "made-at", &made_at, "tried-at", &discarded_at, NULL);
  g_assert_cmpint (made_at, ==, FIXTURE_NOW);
  g_assert_cmpint (discarded_at, >=, FIXTURE_NOW);
  g_assert_false (first_is_there (copies));
}

/* And the copy says that there is nothing left to bring back, until that is undone. */
static void
test_discarded_change_is_brought_back_with_undo (void)
{
  g_autofree char *tune = NULL;
  g_autofree char *mid = NULL;
  g_autoptr(ShedProblemList) copies = NULL;
  g_autoptr(Fixture) f = discarded_composer (&tune, &mid, &copies);
  gint64 journal = shed_store_new_journal (f->store);
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (model_run_journalled (f, shed_command_bring_back (STRV (mid)), journal), ==, 1);
  fixture_assert_answer (f, "SELECT composer FROM tune", "Anon");
  fixture_assert_answer (f, "SELECT json_extract (new, '$.composer') FROM outbox_op ORDER BY grp DESC", "Anon");
  wait_for_there (copies, TRUE);
  g_assert_cmpuint (model_run_journalled (f, shed_command_bring_back (STRV (mid)), shed_store_new_journal (f->store)), ==, 0);
  shed_store_revert (f->store, journal, shed_store_new_journal (f->store), NULL, &error);
  g_assert_no_error (error);
  fixture_assert_answer (f, "SELECT coalesce (composer, '-') FROM tune", "-");
  wait_for_there (copies, FALSE);
  model_assert_sound (f);
}

static void
test_discarded_new_tune_comes_back_with_its_names (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *tune = NULL;
  g_autofree char *mid = NULL;

  model_add_account (f);
  tune = model_new_tune (f, "The Silver Spear");
  model_run (f, shed_command_tune_set_aliases (tune, STRV ("An tSleá Airgid")));
  /* As one group, as an import would make it. */
  local (f, "UPDATE outbox_op SET grp = (SELECT min (grp) FROM outbox_op WHERE tbl = 'tune'), k = 7 WHERE tbl = 'tune_alias';"
            "DELETE FROM outbox WHERE NOT EXISTS (SELECT 1 FROM outbox_op WHERE grp = outbox.n)");
  hold_all (f, "23514");
  mid = fixture_ask (f, "SELECT o.mid FROM outbox o JOIN outbox_op p ON p.grp = o.n WHERE p.tbl = 'tune'");
  model_run (f, shed_command_discard_problems (STRV (mid)));
  fixture_assert_answer (f, "SELECT count(*) FROM tune", "0");
  model_run (f, shed_command_bring_back (STRV (mid)));
  fixture_assert_answer (f, "SELECT t.title || '|' || a.text FROM tune t JOIN tune_alias a ON a.tune_id = t.id",
                         "The Silver Spear|An tSleá Airgid");
  model_assert_sound (f);
}

static void
test_what_is_deleted_since_is_not_brought_back_in_part (void)
{
  g_autofree char *tune = NULL;
  g_autofree char *mid = NULL;
  g_autoptr(ShedProblemList) copies = NULL;
  g_autoptr(Fixture) f = discarded_composer (&tune, &mid, &copies);
  g_autoptr(ShedCommand) command = NULL;
  g_autoptr(GError) error = NULL;

  model_run (f, shed_command_tune_delete (STRV (tune)));
  command = shed_command_bring_back (STRV (mid));
  g_assert_false (shed_command_run (command, f->store, 0, NULL, &error));
  g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_FOUND);
  fixture_assert_answer (f, "SELECT count(*) FROM tune", "0");
  model_assert_sound (f);
}

static void
test_removed_copy_can_be_kept_after_all (void)
{
  g_autofree char *tune = NULL;
  g_autofree char *mid = NULL;
  g_autoptr(ShedProblemList) copies = NULL;
  g_autoptr(Fixture) f = discarded_composer (&tune, &mid, &copies);
  ShedProblemText text = { mid, NULL }, read = { mid, NULL };
  g_autoptr(GError) error = NULL;

  shed_store_write (f->store, SHED_WRITE_LOCAL, 0, NULL, shed_discarded_remove, &text, &error);
  g_assert_no_error (error);
  wait_for_n (copies, 0);
  shed_store_write (f->store, SHED_WRITE_LOCAL, 0, NULL, shed_discarded_keep, &text, &error);
  g_assert_no_error (error);
  wait_for_n (copies, 1);
  shed_store_read (f->store, shed_discarded_read_text, &read, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read.json, ==, text.json);
  g_assert_nonnull (strstr (read.json, "\"Anon\""));
  g_free (text.json);
  g_free (read.json);
}

/* A foreign hand in the file, or a newer Woodshed that knows more. */
static void
test_damaged_copy_is_no_trouble (void)
{
  g_autofree char *tune = NULL;
  g_autofree char *mid = NULL;
  g_autoptr(ShedProblemList) copies = NULL;
  g_autoptr(Fixture) f = discarded_composer (&tune, &mid, &copies);

  local (f, "INSERT INTO meta (name, value) VALUES ('discarded/a', 'no json'), ('discarded/b', '{}'),"
            " ('discarded/c', '{\"operations\":[{\"op\":\"upd\",\"table\":\"lyrics\",\"id\":\"x\",\"after\":{\"a\":1}}]}'),"
            " ('discarded/d', NULL), ('discarded/e', '{\"operations\":[{}, 3]}')");
  g_clear_object (&copies);
  copies = shed_problem_list_new_discarded (f->store);
  wait_for_n (copies, 2);
  for (guint i = 0; i < 5; i++)
    {
      const char id[] = { (char) ('a' + i), '\0' };

      g_assert_cmpuint (model_run_journalled (f, shed_command_bring_back (STRV (id)), shed_store_new_journal (f->store)), ==, 0);
    }
  model_assert_sound (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/choices/list-names-thing-and-both-computers", test_list_names_thing_and_both_computers);
  g_test_add_func ("/choices/questions-of-one-thing-stand-together", test_questions_of_one_thing_stand_together);
  g_test_add_func ("/choices/answer-goes-and-comes-back-with-undo", test_answer_goes_and_comes_back_with_undo);
  g_test_add_func ("/choices/second-answer-changes-nothing", test_second_answer_changes_nothing);
  g_test_add_func ("/choices/row-that-changed-since-keeps-its-edit-when-other-is-kept",
                   test_row_that_changed_since_keeps_its_edit_when_other_is_kept);
  g_test_add_func ("/choices/question-about-what-was-deleted-is-shown-and-answered",
                   test_question_about_what_was_deleted_is_shown_and_answered);
  g_test_add_func ("/choices/question-answered-elsewhere-disappears", test_question_answered_elsewhere_disappears);
  g_test_add_func ("/problems/refused-change-is-listed-with-its-thing", test_refused_change_is_listed_with_its_thing);
  g_test_add_func ("/problems/trying-again-sends-what-was-mended", test_trying_again_sends_what_was_mended);
  g_test_add_func ("/problems/trying-again-leaves-other-edits-of-the-group-alone",
                   test_trying_again_leaves_other_edits_of_the_group_alone);
  g_test_add_func ("/problems/discarded-edit-gives-back-what-the-server-has", test_discarded_edit_gives_back_what_the_server_has);
  g_test_add_func ("/problems/discarding-leaves-later-edits", test_discarding_leaves_later_edits);
  g_test_add_func ("/problems/discarding-what-was-made-takes-what-hangs-on-it",
                   test_discarding_what_was_made_takes_what_hangs_on_it);
  g_test_add_func ("/problems/discarded-deletion-brings-the-row-back", test_discarded_deletion_brings_the_row_back);
  g_test_add_func ("/problems/a-move-out-of-a-book-that-is-gone-is-not-discarded",
                   test_a_move_out_of_a_book_that_is_gone_is_not_discarded);
  g_test_add_func ("/problems/practice-is-never-discarded", test_practice_is_never_discarded);
  g_test_add_func ("/problems/refused-change-can-be-kept-as-text", test_refused_change_can_be_kept_as_text);
  g_test_add_func ("/discarded/change-is-listed-as-what-it-was", test_discarded_change_is_listed_as_what_it_was);
  g_test_add_func ("/discarded/change-is-brought-back-with-undo", test_discarded_change_is_brought_back_with_undo);
  g_test_add_func ("/discarded/new-tune-comes-back-with-its-names", test_discarded_new_tune_comes_back_with_its_names);
  g_test_add_func ("/discarded/what-is-deleted-since-is-not-brought-back-in-part",
                   test_what_is_deleted_since_is_not_brought_back_in_part);
  g_test_add_func ("/discarded/removed-copy-can-be-kept-after-all", test_removed_copy_can_be_kept_after_all);
  g_test_add_func ("/discarded/damaged-copy-is-no-trouble", test_damaged_copy_is_no_trouble);
  return g_test_run ();
}

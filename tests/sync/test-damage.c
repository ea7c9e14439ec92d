/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A computer whose library was damaged: what could not be read any more is read from the project, and what had not been
 * sent yet is sent. */
#include "pair-fixture.h"
#include "store-fixture.h"

#include <string.h>

#define N_TUNES 200

static void
set_up (Pair *f, gconstpointer data)
{
  pair_sign_in (f);
  for (guint i = 0; i < N_TUNES; i++)
    {
      g_autofree char *title = g_strdup_printf ("The tune of number %u", i);

      g_free (f->tune);
      f->tune = player_write (f->player, title);
    }
  pair_sync (f);
}

/* Writes over one page of a table; the program must be at its end. */
static void
damage (const char *path, const char *table)
{
  g_autofree char *sql = g_strdup_printf (
    "SELECT pageno FROM dbstat WHERE name = '%s' AND pagetype = 'leaf' ORDER BY pageno LIMIT 1 OFFSET 2", table);
  gint64 page = test_ask_raw (path, sql);

  test_damage_pages (path, &page, 1);
}

/* The table that is damaged is the test's data. */
static void
what_was_lost_comes_back (Pair *f, gconstpointer data)
{
  g_autofree char *path = shed_profile_dup_library (f->player->profile);
  g_autofree char *n_shown = NULL, *title = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n_left;

  player_rename (f->other, f->tune, "Renamed there");
  if (strcmp (data, "tune") == 0)
    g_assert_cmpstr (player_sync (f->other), ==, "up-to-date");
  player_restart (f->player);
  damage (path, data);
  g_assert_true (shed_store_salvage (path, NULL, NULL, &error));
  g_assert_no_error (error);
  n_left = test_ask_raw (path, strcmp (data, "tune") == 0 ? "SELECT count(*) FROM tune"
                                                      : "SELECT count(*) FROM shadow WHERE tbl = 'tune'");
  g_assert_cmpint (n_left, >, 0);
  g_assert_cmpint (n_left, <, N_TUNES);

  g_assert_true (player_go_on (f->player, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (player_sync (f->player), ==, "up-to-date");
  n_shown = player_ask (f->player, "SELECT count(*) FROM tune");
  g_assert_cmpint (g_ascii_strtoll (n_shown, NULL, 10), ==, N_TUNES);
  pair_agree (f);
  title = player_ask (f->player, "SELECT title FROM tune WHERE title = 'Renamed there'");
  g_assert_nonnull (title);
}

/* A tune was renamed on another computer, and of the own title it is not known any more whether that was sent. */
static void
what_nobody_can_tell_is_asked (Pair *f, gconstpointer data)
{
  g_autofree char *path = shed_profile_dup_library (f->player->profile);
  g_autofree char *question = NULL, *title = NULL;
  g_autoptr (GError) error = NULL;

  player_rename (f->other, f->tune, "Renamed there");
  g_assert_cmpstr (player_sync (f->other), ==, "up-to-date");
  player_restart (f->player);
  test_exec_raw (path, "DELETE FROM shadow");
  g_assert_true (shed_store_salvage (path, NULL, NULL, &error));
  g_assert_no_error (error);

  g_assert_true (player_go_on (f->player, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (player_sync (f->player), ==, "choices");
  player_check (f->player);
  question = player_ask (f->player, "SELECT group_concat (row_id) FROM conflict");
  g_assert_cmpstr (question, ==, f->tune);
  title = player_ask (f->player, "SELECT title FROM tune WHERE title = 'Renamed there'");
  g_assert_nonnull (title);
}

static void
what_was_not_sent_is_sent (Pair *f, gconstpointer data)
{
  g_autofree char *path = shed_profile_dup_library (f->player->profile);
  g_autofree char *written = player_write (f->player, "Never sent");
  g_autofree char *elsewhere = NULL;
  g_autoptr (GError) error = NULL;

  player_rename (f->player, f->tune, "Renamed here");
  player_restart (f->player);
  g_assert_cmpint (test_ask_raw (path, "SELECT count(*) FROM outbox"), >, 0);
  test_exec_raw (path, "DELETE FROM shadow");
  g_assert_true (shed_store_salvage (path, NULL, NULL, &error));
  g_assert_no_error (error);

  g_assert_true (player_go_on (f->player, &error));
  g_assert_no_error (error);
  pair_agree (f);
  elsewhere = player_ask (f->other, "SELECT count(*) FROM tune WHERE title IN ('Never sent', 'Renamed here')");
  g_assert_cmpstr (elsewhere, ==, "2");
}

/* With the queue's own pages: of the operations, of the groups, of both (the test's data). */
static void
what_the_queue_lost_is_sent (Pair *f, gconstpointer data)
{
  g_autofree char *path = shed_profile_dup_library (f->player->profile);
  g_autofree char *written = player_write (f->player, "Never sent");
  g_autofree char *elsewhere = NULL, *questions = NULL;
  g_autoptr (GError) error = NULL;

  player_rename (f->player, f->tune, "Renamed here");
  player_restart (f->player);
  g_assert_cmpint (test_ask_raw (path, "SELECT count(*) FROM outbox_op"), ==, 2);
  test_exec_raw (path, data);
  g_assert_true (shed_store_salvage (path, NULL, NULL, &error));
  g_assert_no_error (error);

  g_assert_true (player_go_on (f->player, &error));
  g_assert_no_error (error);
  pair_agree (f);
  elsewhere = player_ask (f->other, "SELECT count(*) FROM tune WHERE title IN ('Never sent', 'Renamed here')");
  g_assert_cmpstr (elsewhere, ==, "2");
  questions = player_ask (f->other, "SELECT count(*) FROM conflict");
  g_assert_cmpstr (questions, ==, "0");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/damage/what-was-lost-comes-back/shown", Pair, "tune", set_up, what_was_lost_comes_back, pair_tear_down);
  g_test_add ("/damage/what-was-lost-comes-back/known", Pair, "shadow", set_up, what_was_lost_comes_back, pair_tear_down);
  g_test_add ("/damage/what-nobody-can-tell-is-asked", Pair, NULL, set_up, what_nobody_can_tell_is_asked, pair_tear_down);
  g_test_add ("/damage/what-was-not-sent-is-sent", Pair, NULL, set_up, what_was_not_sent_is_sent, pair_tear_down);
  g_test_add ("/damage/what-the-queue-lost-is-sent/operations", Pair, "DELETE FROM outbox_op", set_up,
              what_the_queue_lost_is_sent, pair_tear_down);
  g_test_add ("/damage/what-the-queue-lost-is-sent/groups", Pair, "DELETE FROM outbox", set_up,
              what_the_queue_lost_is_sent, pair_tear_down);
  g_test_add ("/damage/what-the-queue-lost-is-sent/both", Pair, "DELETE FROM outbox_op; DELETE FROM outbox", set_up,
              what_the_queue_lost_is_sent, pair_tear_down);
  return g_test_run ();
}

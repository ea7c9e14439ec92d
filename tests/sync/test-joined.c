/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question about a text that both computers answer with "both", each by a text of its own: the first counts, and what
 * the second wrote is kept. */
#include "pair-fixture.h"
#include "shed-command.h"

#define HEAD "X:1\nT:The tune\nM:4/4\nL:1/8\nK:D\n"

static void
run (Player *player, ShedCommand *command)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (shed_command_run (command, player->store, 0, NULL, &error));
  g_assert_no_error (error);
}

static void
write_music (Player *player, const char *id, const char *abc)
{
  static const char *const fields[] = { "abc", NULL };
  const char *values[] = { abc, NULL };
  g_autoptr (ShedCommand) command = shed_command_tune_set (id, fields, values);

  run (player, command);
}

/* By hand: NULL for what Woodshed makes of the two. */
static void
join (Player *player, const char *text)
{
  g_autofree char *question = player_ask (player, "SELECT id FROM conflict WHERE state = 'open'");
  const char *ids[] = { question, NULL }, *answers[] = { "both", NULL }, *texts[] = { text, NULL };
  g_autoptr (ShedCommand) command = NULL;

  g_assert_nonnull (question);
  command = shed_command_answer_conflicts (ids, answers, text != NULL ? texts : NULL);
  run (player, command);
}

static void
assert_answer (Player *player, const char *sql, const char *expected)
{
  g_autofree char *answer = player_ask (player, sql);

  g_assert_cmpstr (answer, ==, expected);
}

/* There may be choices. */
static void
sync_both (Pair *f)
{
  player_sync (f->player);
  player_sync (f->other);
}

#define MUSIC "SELECT abc FROM tune WHERE title = 'The tune'"
#define COPIES "SELECT count(*) FROM meta WHERE name GLOB 'discarded/*'"

static void
set_up (Pair *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  pair_set_up (f, data);
  player_rename (f->player, f->tune, "The tune");
  write_music (f->player, f->tune, HEAD "ABAB|\n");
  sync_both (f);
  write_music (f->player, f->tune, HEAD "dBdB|\n");
  write_music (f->other, f->tune, HEAD "fBfB|\n");
  sync_both (f);
  g_assert_cmpstr (player_sync (f->player), ==, "choices");
  assert_answer (f->other, "SELECT count(*) FROM conflict WHERE state = 'open'", "1");
}

static void
the_second_text_is_kept (Pair *f, gconstpointer data)
{
  join (f->player, HEAD "dBdB|\nfirst|\n");
  join (f->other, HEAD "fBfB|\nsecond|\n");
  sync_both (f);
  player_sync (f->player);
  assert_answer (f->player, MUSIC, HEAD "dBdB|\nfirst|\n");
  assert_answer (f->other, MUSIC, HEAD "dBdB|\nfirst|\n");
  assert_answer (f->player, COPIES, "0");
  assert_answer (f->other, COPIES, "1");
  assert_answer (f->other,
                 "SELECT json_extract (value, '$.operations[0].after.abc') FROM meta WHERE name GLOB 'discarded/*'",
                 HEAD "fBfB|\nsecond|\n");
  {
    g_autofree char *copy = player_ask (f->other, "SELECT substr (name, 11) FROM meta WHERE name GLOB 'discarded/*'");
    const char *ids[] = { copy, NULL };
    g_autoptr (ShedCommand) command = shed_command_bring_back (ids);

    run (f->other, command);
  }
  assert_answer (f->other, MUSIC, HEAD "fBfB|\nsecond|\n");
  player_check (f->other);
  pair_agree (f);
}

static void
an_answer_that_counts_leaves_no_copy (Pair *f, gconstpointer data)
{
  join (f->other, HEAD "fBfB|\nonly|\n");
  player_sync (f->other);
  sync_both (f);
  assert_answer (f->player, MUSIC, HEAD "fBfB|\nonly|\n");
  assert_answer (f->player, COPIES, "0");
  assert_answer (f->other, COPIES, "0");
  pair_agree (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/joined/the-second-text-is-kept", Pair, NULL, set_up, the_second_text_is_kept, pair_tear_down);
  g_test_add ("/joined/an-answer-that-counts-leaves-no-copy", Pair, NULL, set_up, an_answer_that_counts_leaves_no_copy,
              pair_tear_down);
  return g_test_run ();
}

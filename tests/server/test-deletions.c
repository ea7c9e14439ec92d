/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What deleting comes to on the shipped SQL, rule by rule: what it takes along, what stops it, and what brings a row back.
 * Device a came first wherever the order matters. */
#include "server-fixture.h"
#include "server-ops.h"

/* Deleting ------------------------------------------------------------------------------------------------------------------ */

static void
deletion_keeps_the_row_as_a_tombstone (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");

  PUSH ("a", "ok", DEL ("tune", "t1", TUNE_BASE));
  TUNE_IS ("The Otter t t", "concat_ws (' ', title, deleted, deleted_by is not null)");
  PUSH ("b", "ok", DEL ("tune", "t1", TUNE_BASE));
  PUSH ("b", "ok", DEL ("tune", "t9", TUNE_BASE));
}

static void
deletions_of_a_group_are_all_or_none (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");

  PUSH ("a", "ok", ALIAS ("x1", "t1"));
  PUSH ("a", "ok", UPD ("tune", "t1", "'title':'The Otter'", "'title':'Otter'"));
  PUSH ("b", "conflict", DEL ("tune_alias", "x1", "'text':'The Old Otter'") "," DEL ("tune", "t1", "'title':'The Otter'"));
  IS ("false false", "select (select deleted from woodshed.tune where space_id = $space) || ' '"
             " || (select deleted from woodshed.tune_alias where space_id = $space)");
}

static void
deleting_what_changed_only_in_passing_is_fine (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");

  PUSH ("a", "ok", UPD ("tune", "t1", "'genre':null", "'genre':'Irish'"));
  PUSH ("b", "ok", DEL ("tune", "t1", "'title':'The Otter','genre':null"));
  TUNE_IS ("t", "deleted");
}

static void
living_child_that_the_deleter_had_not_seen_stops_it (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");

  PUSH ("a", "ok", NOTE ("n1", "t1", "slow roll"));
  PUSH ("b", "conflict", DEL ("tune", "t1", TUNE_BASE));
  TUNE_IS ("f", "deleted");
  QUESTIONS ("1", "grp = '*' and tbl = 'tune' and row_id = '#t1' and state = 'open'");
  PUSH ("b", "ok", DEL ("note", "n1", "'text':'slow roll'") "," DEL ("tune", "t1", TUNE_BASE));
  TUNE_IS ("t", "deleted");
  QUESTIONS ("0", "state = 'open'");
}

static void
question_of_a_deletion_is_about_the_root_of_the_group (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");

  PUSH ("a", "ok", NOTE ("n1", "t1", "slow roll"));
  PUSH ("a", "ok", UPD ("note", "n1", "'text':'slow roll'", "'text':'fast roll'"));
  PUSH ("b", "conflict",
        DEL ("note", "n1", "'text':'slow roll'") "," DEL ("tune", "t1", TUNE_BASE) "," DEL ("book", "b1",
                                                                                            "'title':'My tunes'"));
  QUESTIONS ("1", "grp = '*' and tbl = 'book' and row_id = '#b1'");
}

static void
text_of_a_deletion_is_compared_by_hash (void)
{
  g_autoptr (Server) s = server_new_with_tune (",'abc':'K:G'");
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "K:G", -1);
  g_autofree char *other = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "K:D", -1);
  g_autofree char *wrong = g_strdup_printf (DEL ("tune", "t1", "'abc':{'sha256':'%s'}"), other);
  g_autofree char *right = g_strdup_printf (DEL ("tune", "t1", "'abc':{'sha256':'%s'}"), hash);

  PUSH ("b", "conflict", wrong);
  TUNE_IS ("f", "deleted");
  PUSH ("b", "ok", right);
  TUNE_IS ("t", "deleted");
}

static void
practice_is_kept_for_ever (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");

  PUSH ("a", "ok", REPERTOIRE "," RATING ("e1", "t1"));
  PUSH ("a", "rejected PT422", DEL ("practice_event", "e1", ""));
}

/* Coming back --------------------------------------------------------------------------------------------------------------- */

static void
edit_brings_a_deleted_row_back_and_says_so (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");

  PUSH ("a", "ok", DEL ("tune", "t1", TUNE_BASE));
  PUSH ("b", "conflict", UPD ("tune", "t1", "'title':'The Otter'", "'title':'Otter'"));
  TUNE_IS ("Otter f", "concat_ws (' ', title, deleted)");
  QUESTIONS ("1", "grp = '*' and tbl = 'tune' and row_id = '#t1' and state = 'open'");
}

static void
rows_that_went_together_come_back_together (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");

  PUSH ("a", "ok", ALIAS ("x1", "t1") "," ALIAS ("x2", "t1"));
  PUSH ("a", "ok", DEL ("tune_alias", "x2", ""));
  PUSH ("a", "ok", DEL ("tune_alias", "x1", "") "," DEL ("tune", "t1", TUNE_BASE));
  PUSH ("b", "conflict", UPD ("tune", "t1", "'title':'The Otter'", "'title':'Otter'"));
  IS ("f t", "select string_agg (deleted::text, ' ' order by id = '#x2') from (select left (deleted::text, 1) as deleted, id from"
             " woodshed.tune_alias where space_id = $space) x");
}

static void
child_under_a_deleted_parent_brings_it_back (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");

  PUSH ("a", "ok", DEL ("tune", "t1", TUNE_BASE) "," DEL ("book", "b1", "'title':'My tunes'"));
  PUSH ("b", "conflict", NOTE ("n1", "t1", "slow roll"));
  IS (
    "f f f",
    "select concat_ws (' ', (select deleted from woodshed.tune where space_id = $space), (select deleted from woodshed.book"
    " where space_id = $space), (select deleted from woodshed.note where space_id = $space))");
  QUESTIONS ("1", "grp = '*' and tbl = 'book'");
}

static void
rating_brings_a_deleted_tune_back (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");

  PUSH ("a", "ok", REPERTOIRE "," REPERTOIRE_TUNE ("rt1", "t1"));
  PUSH ("a", "ok", DEL ("repertoire_tune", "rt1", ""));
  PUSH ("a", "ok", DEL ("tune", "t1", TUNE_BASE));
  PUSH ("a", "ok", DEL ("repertoire", "r1", "'name':'Fiddle'"));
  PUSH ("b", "conflict", RATING ("e1", "t1"));
  IS (
    "f f f",
    "select concat_ws (' ', (select deleted from woodshed.tune where space_id = $space), (select deleted from"
    " woodshed.repertoire_tune where space_id = $space), (select deleted from woodshed.repertoire where space_id = $space))");
}

static void
other_events_do_not_bring_a_tune_back (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");

  PUSH ("a", "ok", DEL ("tune", "t1", TUNE_BASE));
  PUSH ("b", "ok",
        INS ("practice_event", "e1",
             "'repertoire_id':'#r1','tune_id':'#t1','kind':'note','answered_at':1,'time_zone':'UTC','practice_day':'2026-11-21',"
             "'day_start_minutes':240"));
  TUNE_IS ("t", "deleted");
}

static void
large_deletion_comes_back_whole (void)
{
  g_autoptr (Server) s = server_new ();
  g_autoptr (GString) ins = g_string_new (BOOK);
  g_autoptr (GString) del = g_string_new (NULL);

  for (int i = 0; i < 499; i++)
    {
      g_string_append_printf (ins, "," TUNE ("t%d", ""), i);
      g_string_append_printf (del, DEL ("tune", "t%d", "'title':'The Otter'") ",", i);
    }
  g_string_append (del, DEL ("book", "b1", "'title':'My tunes'"));
  PUSH ("a", "ok", ins->str);
  PUSH ("a", "ok", del->str);
  IS ("499", "select count (*) from woodshed.tune where space_id = $space and deleted");
  PUSH ("b", "conflict", UPD ("tune", "t7", "'title':'The Otter'", "'title':'Otter'"));
  IS ("0", "select count (*) from woodshed.tune where space_id = $space and deleted");
  IS ("f", "select deleted from woodshed.book where space_id = $space");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define RULE(name) g_test_add_func ("/deletions/" #name, name)
  RULE (deletion_keeps_the_row_as_a_tombstone);
  RULE (deletions_of_a_group_are_all_or_none);
  RULE (deleting_what_changed_only_in_passing_is_fine);
  RULE (living_child_that_the_deleter_had_not_seen_stops_it);
  RULE (question_of_a_deletion_is_about_the_root_of_the_group);
  RULE (text_of_a_deletion_is_compared_by_hash);
  RULE (practice_is_kept_for_ever);
  RULE (edit_brings_a_deleted_row_back_and_says_so);
  RULE (rows_that_went_together_come_back_together);
  RULE (child_under_a_deleted_parent_brings_it_back);
  RULE (rating_brings_a_deleted_tune_back);
  RULE (other_events_do_not_bring_a_tune_back);
  RULE (large_deletion_comes_back_whole);
  return g_test_run ();
}

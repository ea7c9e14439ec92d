/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The three functions as a computer meets them: resends, poisoned groups, tokens, histories that were put back, pages,
 * and collecting of old tombstones. */
#include <stdlib.h>
#include <string.h>

#include "server-fixture.h"
#include "server-ops.h"

#define MID "01930000-0000-7000-8000-00000000000"

/* A value of the last answer. */
static char *
said (Server *s, const char *path)
{
  char *literal = PQescapeLiteral (s->super, s->last_answer, strlen (s->last_answer));
  char *value = server_value (s, "select %s::jsonb #>> '{%s}'", literal, path);

  PQfreemem (literal);
  return value;
}

#define assert_said(s, path, expected)                                                                                 \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_autofree char *said_value = said (s, path);                                                                      \
    g_assert_cmpstr (said_value, ==, expected);                                                                        \
  }                                                                                                                    \
  G_STMT_END

/* Resends ------------------------------------------------------------------------------------------------------------------- */

static void
resend_gets_the_same_answer_and_changes_nothing (void)
{
  g_autoptr (Server) s = server_new ();
  g_autofree char *before = NULL;

  g_assert_cmpstr (server_push_with (s, "a", MID "1", "", BOOK "," TUNE ("t1", "")), ==, "ok");
  PUSH ("b", "ok", UPD ("tune", "t1", "'title':'The Otter'", "'title':'Otter'"));
  before = server_value (s, "select max (seq) from woodshed.feed where space_id = $space");
  g_assert_cmpstr (server_push_with (s, "a", MID "1", "", BOOK "," TUNE ("t1", "")), ==, "ok dup");
  g_assert_cmpstr (server_push_with (s, "a", MID "2", "", UPD ("tune", "t9", "", "'title':'x'")), ==, "rejected 23503");
  g_assert_cmpstr (server_push_with (s, "a", MID "2", "", UPD ("tune", "t9", "", "'title':'x'")), ==, "rejected 23503 dup");
  IS (before, "select max (seq) from woodshed.feed where space_id = $space");
}

static void
used_id_with_other_operations_is_named (void)
{
  g_autoptr (Server) s = server_new ();

  g_assert_cmpstr (server_push_with (s, "a", MID "1", "", BOOK), ==, "ok");
  g_assert_cmpstr (server_push_with (s, "a", MID "1", "", BOOK "," TUNE ("t1", "")), ==, "id_reuse");
  IS ("0", "select count (*) from woodshed.tune where space_id = $space");
}

static void
poisoned_group_holds_up_nobody (void)
{
  g_autoptr (Server) s = server_new ();
  g_autofree char *request =
    g_strdup_printf ("{'proto':1,'schema':1,'device':'#devicea','space':'%s','groups':[{'mid':'#m1','ops':[" BOOK
                     "]},{'mid':'#m2','ops':[" TUNE ("t1", ",'year':0") "]},{'mid':'#m3','ops':[" TUNE (
                       "t2", ",'book_id':'#b9'") "]},{'mid':'#m4','ops':[" TUNE ("t3", "") "]}]}",
                     s->user);

  /* The foreign key of the third is looked at inside its own savepoint, not at the end of all. */
  g_assert_cmpuint (server_call (s, "push", request), ==, 200);
  assert_said (s, "results,0,s", "ok");
  assert_said (s, "results,1,code", "23514");
  assert_said (s, "results,2,code", "23503");
  assert_said (s, "results,3,s", "ok");
  IS ("1", "select count (*) from woodshed.tune where space_id = $space");
}

static void
same_id_twice_in_one_request_runs_once (void)
{
  g_autoptr (Server) s = server_new ();
  g_autofree char *request =
    g_strdup_printf ("{'proto':1,'schema':1,'device':'#devicea','space':'%s','groups':[{'mid':'#m1','ops':[" BOOK
                     "]},{'mid':'#m1','ops':[" BOOK "]}]}",
                     s->user);

  g_assert_cmpuint (server_call (s, "push", request), ==, 200);
  assert_said (s, "results,1,dup", "true");
}

static void
push_of_another_history_applies_nothing (void)
{
  g_autoptr (Server) s = server_new ();
  g_autofree char *epoch = g_strdup_printf (
    "{'proto':1,'schema':1,'device':'#devicea','space':'%s','epoch':'#old','groups':[{'mid':'#m1','ops':[" BOOK "]}]}",
    s->user);
  g_autofree char *ahead = g_strdup_printf (
    "{'proto':1,'schema':1,'device':'#devicea','space':'%s','cursor':'999999999','groups':[{'mid':'#m1','ops':[" BOOK
    "]}]}",
    s->user);

  g_assert_cmpuint (server_call (s, "push", epoch), ==, 200);
  assert_said (s, "reset", "epoch");
  g_assert_cmpuint (server_call (s, "push", ahead), ==, 200);
  assert_said (s, "reset", "rewound");
  IS ("0", "select count (*) from woodshed.feed where space_id = $space");
}

/* A space somebody made by hand has no clock before its first hello, so nothing that could be locked. */
static void
space_without_a_clock_wants_a_hello_first (void)
{
  g_autoptr (Server) s = server_new ();

  g_free (server_value (s, "delete from woodshed.clock where space_id = $space"));
  PUSH ("a", "404 PT404", BOOK);
  g_assert_cmpuint (server_pull (s, ""), ==, 404);
  g_assert_cmpuint (server_call (s, "hello", "{'proto':1,'schema':1,'device':'#devicey','nonce':'#n1'}"), ==, 200);
  PUSH ("a", "ok", BOOK);
}

/* Tokens -------------------------------------------------------------------------------------------------------------------- */

/* Says hello from a new device and gives the token it got, "" with reset in last_answer. */
static char *
hello (Server *s, const char *token, const char *nonce, const char *more)
{
  g_autofree char *shown = token != NULL ? g_strdup_printf ("'%s'", token) : g_strdup ("null");
  g_autofree char *request =
    g_strdup_printf ("{'proto':1,'schema':1,'device':'#devicex','nonce':'#%s','spaces':[{'space':'%s','token':%s%s}]}",
                     nonce, s->user, shown, more);

  g_assert_cmpuint (server_call (s, "hello", request), ==, 200);
  return said (s, "spaces,0,token");
}

static void
tokens_tell_a_copy_from_a_lost_answer (void)
{
  g_autoptr (Server) s = server_new ();
  g_autofree char *t1 = hello (s, NULL, "n1", "");
  g_autofree char *again = hello (s, NULL, "n1", ""); /* the answer was lost, the request resent */
  g_autofree char *t2 = hello (s, NULL, "n2", "");    /* the program was killed before it kept the answer */
  g_autofree char *t3 = NULL;
  g_autofree char *t3_again = NULL;
  g_autofree char *t4 = NULL;
  g_autofree char *t5 = NULL;
  g_autofree char *state = NULL;

  g_assert_cmpstr (t1, ==, again);
  g_assert_cmpstr (t1, !=, t2);
  t3 = hello (s, t2, "n3", "");
  g_assert_cmpstr (t3, !=, t2);
  t3_again = hello (s, t2, "n3", "");
  g_assert_cmpstr (t3_again, ==, t3);
  t4 = hello (s, t2, "n4", ""); /* shown = previous, another nonce: a new one, previous stays */
  g_assert_cmpstr (t4, !=, t3);
  t5 = hello (s, t4, "n5", "");
  assert_said (s, "spaces,0,reset", "");
  state = server_value (s, "select d::text from woodshed.device d where space_id = $space and device_id = '#devicex'");

  /* Anything older: one side went back in time, or there are two of them. Nothing changes. */
  {
    const char *stale[] = { t1, t2, t3, "00000000-0000-4000-8000-000000000000", NULL };

    for (guint i = 0; i < G_N_ELEMENTS (stale); i++)
      {
        g_autofree char *none = hello (s, stale[i], "n6", "");

        g_assert_cmpstr (none, ==, "");
        assert_said (s, "spaces,0,reset", "token");
        IS (state, "select d::text from woodshed.device d where space_id = $space and device_id = '#devicex'");
      }
  }
}

static void
token_of_an_unknown_device_is_a_reset (void)
{
  g_autoptr (Server) s = server_new ();
  g_autofree char *none = hello (s, "00000000-0000-4000-8000-000000000000", "n1", "");

  g_assert_cmpstr (none, ==, "");
  assert_said (s, "spaces,0,reset", "token");
}

static void
cursor_from_ahead_starts_a_new_history_once_an_hour (void)
{
  g_autoptr (Server) s = server_new ();
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  g_autofree char *t1 = hello (s, NULL, "n1", "");
  g_autofree char *t2 = NULL;
  g_autofree char *t3 = NULL;

  first = said (s, "spaces,0,epoch");
  t2 = hello (s, t1, "n2", ",'cursor':'99999999'");
  assert_said (s, "spaces,0,reset", "rewound");
  second = said (s, "spaces,0,epoch");
  g_assert_cmpstr (first, !=, second);
  t3 = hello (s, t2, "n3", ",'cursor':'99999999'");
  assert_said (s, "spaces,0,reset", "rewound");
  assert_said (s, "spaces,0,epoch", second);
  server_exec (s->super, "update woodshed.clock set epoch_at = now () - interval '61 minutes'");
  g_free (hello (s, t3, "n4", ",'cursor':'99999999'"));
  third = said (s, "spaces,0,epoch");
  g_assert_cmpstr (second, !=, third);
}

static void
hello_tells_up_to_which_number_two_histories_are_one (void)
{
  g_autoptr (Server) s = server_new ();
  g_autofree char *first = NULL;
  g_autofree char *head = NULL;
  g_autofree char *ahead = NULL;
  g_autofree char *before = NULL;
  g_autofree char *t1 = hello (s, NULL, "n1", "");
  g_autofree char *t2 = NULL;
  g_autofree char *t3 = NULL;
  g_autofree char *t4 = NULL;

  first = said (s, "spaces,0,epoch");
  PUSH ("a", "ok", BOOK);
  before = g_strdup_printf (",'epoch':'%s','cursor':'1'", first);
  t2 = hello (s, t1, "n2", before);
  assert_said (s, "spaces,0,common", "");
  head = said (s, "spaces,0,head");
  ahead = g_strdup_printf (",'epoch':'%s','cursor':'99999999'", first);
  t3 = hello (s, t2, "n3", ahead);
  assert_said (s, "spaces,0,common", head);
  PUSH ("a", "ok", TUNE ("t1", ""));
  t4 = hello (s, t3, "n4", before);
  assert_said (s, "spaces,0,reset", "epoch");
  assert_said (s, "spaces,0,common", head);
  g_free (hello (s, t4, "n5", ",'epoch':'#unknown','cursor':'1'"));
  assert_said (s, "spaces,0,common", "0");
}

static void
older_epoch_is_told_at_hello_and_at_pull (void)
{
  g_autoptr (Server) s = server_new ();

  g_free (hello (s, NULL, "n1", ",'cursor':'0','epoch':'#old'"));
  assert_said (s, "spaces,0,reset", "epoch");
  g_assert_cmpuint (server_pull (s, "epoch := '00000000-0000-4000-8000-000000000000'"), ==, 200);
  assert_said (s, "reset", "epoch");
}

/* Computers ---------------------------------------------------------------------------------------------------------------- */

/* The names on the list that the device a gets, the last one seen first; more: of its request. */
static char *
names (Server *s, const char *more)
{
  static guint n;
  g_autofree char *request = g_strdup_printf (
    "{'proto':1,'schema':1,'device':'#devicec','name':'Tablet','app':'0.3','nonce':'#names%u','devices':true%s}", n++, more);

  g_assert_cmpuint (server_call (s, "hello", request), ==, 200);
  return server_value (s, "select string_agg (d ->> 'name', ',' order by d ->> 'name') from jsonb_array_elements ("
                          "$answer$%s$answer$::jsonb #> '{spaces,0,devices}') d", s->last_answer);
}

static void
hello_tells_the_computers_when_it_is_asked (void)
{
  g_autoptr (Server) s = server_new ();
  g_autofree char *list = names (s, "");

  g_assert_cmpstr (list, ==, "Laptop,Studio PC,Tablet");
  /* The one that asks was seen last, and is told with all that the list shows. */
  assert_said (s, "spaces,0,devices,0,name", "Tablet");
  assert_said (s, "spaces,0,devices,0,app", "0.3");
  assert_said (s, "spaces,0,devices,3", "");
  /* A program that does not ask gets the answer that it always got. */
  g_assert_cmpuint (server_call (s, "hello", "{'proto':1,'schema':1,'device':'#devicea','nonce':'#n1'}"), ==, 200);
  g_assert_null (strstr (s->last_answer, "\"devices\""));
}

static void
forgotten_computer_is_off_the_list_and_loses_nothing (void)
{
  g_autoptr (Server) s = server_new ();
  g_autofree char *t1 = hello (s, NULL, "n1", "");
  g_autofree char *t2 = NULL;
  g_autofree char *list = NULL;
  g_autofree char *back = NULL;

  g_assert_cmpstr (server_push_with (s, "x", MID "1", "", BOOK "," TUNE ("t1", "")), ==, "ok");
  server_exec (s->super, "update woodshed.device set name = 'Old Phone' where name is null");
  list = names (s, ",'forget':{'#devicex':true}");
  g_assert_cmpstr (list, ==, "Laptop,Studio PC,Tablet");
  /* It comes back: its groups are known by their ids, its history by its token, and it is on the list again. */
  g_assert_cmpstr (server_push_with (s, "x", MID "1", "", BOOK "," TUNE ("t1", "")), ==, "ok dup");
  IS ("1", "select count (*) from woodshed.tune where space_id = $space");
  back = names (s, "");
  g_assert_cmpstr (back, ==, "Laptop,Old Phone,Studio PC,Tablet");
  g_free (names (s, ",'forget':{'#devicex':true}"));
  t2 = hello (s, t1, "n2", "");
  assert_said (s, "spaces,0,reset", "");
  g_assert_cmpstr (t2, !=, "");
  g_free (back);
  back = names (s, "");
  g_assert_cmpstr (back, ==, "Laptop,Old Phone,Studio PC,Tablet");
}

static void
forgetting_is_taken_back_and_never_meets_oneself (void)
{
  g_autoptr (Server) s = server_new ();
  g_autofree char *gone = names (s, ",'forget':{'#deviceb':true,'#devicec':true}");
  g_autofree char *again = NULL;

  g_assert_cmpstr (gone, ==, "Studio PC,Tablet");
  again = names (s, ",'forget':{'#deviceb':false}");
  g_assert_cmpstr (again, ==, "Laptop,Studio PC,Tablet");
}

/* A copy of a profile that has to take another name is not the computer that was forgotten. */
static void
copy_of_a_forgotten_computer_does_not_bring_it_back (void)
{
  g_autoptr (Server) s = server_new ();
  g_autofree char *t1 = hello (s, NULL, "n1", "");
  g_autofree char *t2 = hello (s, t1, "n2", "");
  g_autofree char *t3 = hello (s, t2, "n3", "");
  g_autofree char *none = NULL;

  g_free (names (s, ",'forget':{'#devicex':true}"));
  none = hello (s, t1, "n4", "");
  assert_said (s, "spaces,0,reset", "token");
  IS ("1", "select count (*) from woodshed.device where space_id = $space and forgotten is not null");
}

/* Pages --------------------------------------------------------------------------------------------------------------------- */

static void
pages_end_at_so_many_rows_and_miss_none (void)
{
  g_autoptr (Server) s = server_new ();
  g_autoptr (GString) ops = g_string_new (BOOK);
  g_autofree char *cursor = g_strdup ("0");
  guint n_pages = 0, n_rows = 0;

  for (guint i = 0; i < 95; i++)
    g_string_append_printf (ops, "," TUNE ("t%u", ""), i);
  PUSH ("a", "ok", ops->str);
  for (gboolean more = TRUE; more; n_pages++)
    {
      g_autofree char *arguments = g_strdup_printf ("cursor := '%s', lim := 10", cursor);
      g_autofree char *said_more = NULL;
      g_autofree char *n = NULL;
      char *literal;

      g_assert_cmpuint (n_pages, <, 20);
      g_assert_cmpuint (server_pull (s, arguments), ==, 200);
      said_more = said (s, "more");
      more = strcmp (said_more, "true") == 0;
      g_free (cursor);
      cursor = said (s, "next");
      literal = PQescapeLiteral (s->super, s->last_answer, strlen (s->last_answer));
      n = server_value (s, "select sum (jsonb_array_length (value -> 'rows')) from jsonb_each (%s::jsonb -> 'tables')", literal);
      PQfreemem (literal);
      n_rows += atoi (n);
    }
  g_assert_cmpuint (n_rows, ==, 96);
  g_assert_cmpuint (n_pages, ==, 10);
  assert_said (s, "head", cursor);
}

static void
pages_end_at_so_many_bytes_but_have_a_row (void)
{
  g_autoptr (Server) s = server_new ();
  g_autofree char *abc = g_strnfill (90000, 'x');

  PUSH ("a", "ok", BOOK);
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (GString) ops = g_string_new (NULL);

      for (guint k = 0; k < 10; k++)
        g_string_append_printf (ops, "%s" TUNE ("t%u", ",'abc':'%s'"), k > 0 ? "," : "", i * 10 + k, abc);
      PUSH ("a", "ok", ops->str);
    }
  g_assert_cmpuint (server_pull (s, ""), ==, 200);
  assert_said (s, "more", "true");
  g_assert_cmpuint (strlen (s->last_answer), <, 4194304 + 200000);
  g_assert_cmpuint (strlen (s->last_answer), >, 3000000);
  /* A row larger than a page would stop everything after it. */
  server_exec (s->super, "update woodshed.feed set bytes = 5000000");
  g_assert_cmpuint (server_pull (s, ""), ==, 200);
  assert_said (s, "tables,book,rows,0,1", "1");
  server_exec (s->super, "update woodshed.feed set bytes = 100");
}

static void
tombstone_travels_without_its_values (void)
{
  g_autoptr (Server) s = server_new ();

  PUSH ("a", "ok", BOOK "," TUNE ("t1", ""));
  PUSH ("a", "ok", DEL ("tune", "t1", ""));
  g_assert_cmpuint (server_pull (s, ""), ==, 200);
  assert_said (s, "tables,tune,rows,0,3", "");
  assert_said (s, "tables,tune,rows,0,22", "true");
  g_assert_null (strstr (s->last_answer, "The Otter"));
  IS ("The Otter", "select title from woodshed.tune where space_id = $space");
}

static void
numbers_that_order_are_texts (void)
{
  g_autoptr (Server) s = server_new ();

  PUSH ("a", "ok", BOOK);
  g_assert_cmpuint (server_pull (s, ""), ==, 200);
  {
    char *literal = PQescapeLiteral (s->super, s->last_answer, strlen (s->last_answer));

    IS (
      "string string string string",
      "select concat_ws (' ', jsonb_typeof (a -> 'next'), jsonb_typeof (a -> 'head'), jsonb_typeof (a -> 'gc'),"
      " jsonb_typeof (a #> '{tables,book,rows,0,-1}')) from (select %s::jsonb as a) x",
      literal);
    PQfreemem (literal);
  }
  assert_said (s, "end", "true");
}

/* A number as a real of 53 bits would be its even neighbour. */
static void
numbers_beyond_53_bits_stay_what_they_are (void)
{
  g_autoptr (Server) s = server_new ();
  g_autofree char *before = server_value (s, "select nextval ('woodshed.seq')");
  g_autofree char *set_back = g_strdup_printf ("select setval ('woodshed.seq', %s)", before);

  g_free (server_value (s, "select setval ('woodshed.seq', 9007199254740993)"));
  PUSH ("a", "ok", BOOK);
  PUSH ("a", "ok", OP ("ins", "tune", "t1", ",'set':{'created_at':9007199254740993,'book_id':'#b1','title':'The Otter'}"));
  IS ("9007199254740993", "select created_at from woodshed.tune where space_id = $space");
  IS ("9007199254740995", "select max (seq) from woodshed.feed where space_id = $space");
  g_assert_cmpuint (server_pull (s, "cursor := '9007199254740994'"), ==, 200);
  assert_said (s, "next", "9007199254740995");
  g_assert_nonnull (strstr (s->last_answer, "9007199254740993"));
  g_assert_null (strstr (s->last_answer, "My tunes")); /* which is of the number before */
  g_free (server_value (s, "%s", set_back));
}

/* Old tombstones ------------------------------------------------------------------------------------------------------------ */

static void
old_tombstones_go_and_whoever_was_away_is_told (void)
{
  g_autoptr (Server) s = server_new ();
  g_autofree char *gc = NULL;
  g_autofree char *with = NULL;
  g_autofree char *cursor = NULL;

  PUSH ("a", "ok", BOOK "," TUNE ("t1", "") "," TUNE ("t2", "") "," ALIAS ("x1", "t1"));
  cursor = server_value (s, "select max (seq) from woodshed.feed where space_id = $space");
  PUSH ("a", "ok", DEL ("tune_alias", "x1", "") "," DEL ("tune", "t1", ""));
  PUSH ("a", "ok", DEL ("tune", "t2", ""));
  g_free (server_value (
    s, "update woodshed.feed set at = now () - interval '401 days' where space_id = $space and row_id <> '#t2'"));
  g_free (server_value (s, "update woodshed.clock set gc_at = now () - interval '25 hours' where space_id = $space"));
  g_free (hello (s, NULL, "n1", ""));
  IS ("1", "select count (*) from woodshed.tune where space_id = $space"); /* the one deleted lately */
  IS ("0", "select count (*) from woodshed.tune_alias where space_id = $space");
  IS ("1", "select count (*) from woodshed.book where space_id = $space"); /* old and alive */

  gc = server_value (s, "select gc_seq from woodshed.clock where space_id = $space");
  with = g_strdup_printf ("cursor := '%s'", cursor);
  g_assert_cmpuint (server_pull (s, with), ==, 200);
  assert_said (s, "reset", "gc");
  assert_said (s, "gc", gc);
  /* It has been told: the number that it now sends says so. From the start nothing was missed. */
  g_free (with);
  with = g_strdup_printf ("cursor := '%s', gc := '%s'", cursor, gc);
  g_assert_cmpuint (server_pull (s, with), ==, 200);
  assert_said (s, "more", "false");
  g_assert_cmpuint (server_pull (s, "cursor := '0'"), ==, 200);
  assert_said (s, "more", "false");
}

static void
head_never_falls_when_the_newest_entry_is_collected (void)
{
  g_autoptr (Server) s = server_new ();
  g_autofree char *before = NULL;

  PUSH ("a", "ok", BOOK);
  PUSH ("a", "ok", DEL ("book", "b1", ""));
  before = server_value (s, "select max (seq) from woodshed.feed where space_id = $space");
  g_free (server_value (s, "update woodshed.feed set at = now () - interval '401 days' where space_id = $space"));
  g_free (server_value (s, "update woodshed.clock set gc_at = null where space_id = $space"));
  g_free (hello (s, NULL, "n1", ""));
  assert_said (s, "spaces,0,head", before);
  IS ("0", "select count (*) from woodshed.book where space_id = $space");
}

static void
collecting_waits_for_what_points_at_a_row (void)
{
  g_autoptr (Server) s = server_new ();

  PUSH ("a", "ok", BOOK "," TUNE ("t1", "") "," ALIAS ("x1", "t1"));
  PUSH ("a", "ok", DEL ("tune_alias", "x1", "") "," DEL ("tune", "t1", ""));
  g_free (server_value (
    s, "update woodshed.feed set at = now () - interval '401 days' where space_id = $space and tbl = 'tune'"));
  g_free (server_value (s, "update woodshed.clock set gc_at = null where space_id = $space"));
  g_free (hello (s, NULL, "n1", ""));
  IS ("1", "select count (*) from woodshed.tune where space_id = $space");
}

static void
deleting_at_the_console_makes_a_tombstone (void)
{
  g_autoptr (Server) s = server_new ();

  PUSH ("a", "ok", BOOK "," TUNE ("t1", ""));
  g_free (server_value (s, "delete from woodshed.tune where space_id = $space"));
  IS (
    "t t",
    "select concat_ws (' ', deleted, rv = (select max (seq) from woodshed.feed f where f.space_id = $space)) from"
    " woodshed.tune where space_id = $space");
  g_free (server_value (s, "update woodshed.book set title = 'By hand' where space_id = $space"));
  IS ("book", "select tbl from woodshed.feed where space_id = $space order by seq desc limit 1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define RULE(name) g_test_add_func ("/protocol/" #name, name)
  RULE (resend_gets_the_same_answer_and_changes_nothing);
  RULE (used_id_with_other_operations_is_named);
  RULE (poisoned_group_holds_up_nobody);
  RULE (same_id_twice_in_one_request_runs_once);
  RULE (push_of_another_history_applies_nothing);
  RULE (space_without_a_clock_wants_a_hello_first);
  RULE (tokens_tell_a_copy_from_a_lost_answer);
  RULE (token_of_an_unknown_device_is_a_reset);
  RULE (cursor_from_ahead_starts_a_new_history_once_an_hour);
  RULE (hello_tells_up_to_which_number_two_histories_are_one);
  RULE (older_epoch_is_told_at_hello_and_at_pull);
  RULE (hello_tells_the_computers_when_it_is_asked);
  RULE (forgotten_computer_is_off_the_list_and_loses_nothing);
  RULE (forgetting_is_taken_back_and_never_meets_oneself);
  RULE (copy_of_a_forgotten_computer_does_not_bring_it_back);
  RULE (pages_end_at_so_many_rows_and_miss_none);
  RULE (pages_end_at_so_many_bytes_but_have_a_row);
  RULE (tombstone_travels_without_its_values);
  RULE (numbers_that_order_are_texts);
  RULE (numbers_beyond_53_bits_stay_what_they_are);
  RULE (old_tombstones_go_and_whoever_was_away_is_told);
  RULE (head_never_falls_when_the_newest_entry_is_collected);
  RULE (collecting_waits_for_what_points_at_a_row);
  RULE (deleting_at_the_console_makes_a_tombstone);
  return g_test_run ();
}

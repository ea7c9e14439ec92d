/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How two edits of one row become one, rule by rule, on the shipped SQL: classes of fields, inserting, whole groups, and the
 * questions that are left. Device a came first wherever the order matters. */
#include "server-fixture.h"
#include "server-ops.h"

#include <string.h>

#define RV "(select max (seq) from woodshed.feed where space_id = $space)"

/* Fields -------------------------------------------------------------------------------------------------------------------- */

static void
edit_of_what_was_seen_applies (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");

  PUSH ("b", "ok", UPD ("tune", "t1", "'title':'The Otter'", "'title':'The Brown Otter'"));
  TUNE_IS ("The Brown Otter", "title");
  QUESTIONS ("0", "true");
}

static void
same_edit_twice_is_one (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");
  g_autofree char *rv = NULL;
  g_autofree char *later = NULL;

  PUSH ("a", "ok", UPD ("tune", "t1", "'title':'The Otter'", "'title':'Otter'"));
  rv = server_value (s, "select " RV);
  PUSH ("b", "ok", UPD ("tune", "t1", "'title':'The Otter'", "'title':'Otter'"));
  later = server_value (s, "select " RV);
  g_assert_cmpstr (later, ==, rv);
}

static void
asked_field_keeps_the_first_and_asks (void)
{
  g_autoptr (Server) s = server_new_with_tune (",'key':'G'");

  PUSH ("a", "ok", UPD ("tune", "t1", "'key':'G'", "'key':'A'"));
  PUSH ("b", "conflict", UPD ("tune", "t1", "'key':'G'", "'key':'D'"));
  TUNE_IS ("A", "key");
  QUESTIONS (
    "1",
    "state = 'open' and tbl = 'tune' and row_id = '#t1' and grp = 'key' and tune_id = '#t1' and device_id = '#deviceb'");
  IS ("Laptop {\"key\": \"G\"} {\"key\": \"D\"} {\"key\": \"A\"}", QUESTION ("concat_ws (' ', device_name, base, mine, theirs)"));
  IS ("8", QUESTION ("substr (id::text, 15, 1)"));
}

/* The one who wrote this very field, not who wrote the row last. */
static void
question_names_who_wrote_what_is_in_use (void)
{
  g_autoptr (Server) s = server_new_with_tune (",'key':'G'");

  PUSH ("a", "ok", UPD ("tune", "t1", "'key':'G'", "'key':'A'"));
  PUSH ("b", "ok", UPD ("tune", "t1", "'composer':null", "'composer':'Turlough'"));
  PUSH ("b", "conflict", UPD ("tune", "t1", "'key':'G'", "'key':'D'"));
  PUSH ("b", "conflict", UPD ("tune", "t1", "'title':'Otter'", "'title':'An Dobharchú'"));
  IS ("Studio PC", "select other_device_name from woodshed.conflict where space_id = $space and grp = 'key'");
  IS ("t", "select other_device_id = '#devicea' from woodshed.conflict where space_id = $space and grp = 'key'");
  IS ("Studio PC", "select other_device_name from woodshed.conflict where space_id = $space and grp = 'title'");
}

static void
question_of_a_deletion_names_who_deleted (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");

  PUSH ("b", "ok", UPD ("tune", "t1", "'title':'The Otter'", "'title':'Otter'"));
  PUSH ("a", "ok", DEL ("tune", "t1", "'title':'Otter'"));
  PUSH ("b", "conflict", UPD ("tune", "t1", "'title':'Otter'", "'title':'Otters'"));
  IS ("Laptop Studio PC", QUESTION ("concat_ws (' ', device_name, other_device_name)"));
  /* It came back, so it is not deleted by anybody. */
  IS ("t", "select not written ? '-' from woodshed.tune where space_id = $space");
}

static void
question_of_a_deletion_names_who_edited (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");

  PUSH ("b", "ok", UPD ("tune", "t1", "'title':'The Otter'", "'title':'Otter'"));
  PUSH ("a", "conflict", DEL ("tune", "t1", TUNE_BASE));
  IS ("Studio PC Laptop", QUESTION ("concat_ws (' ', device_name, other_device_name)"));
}

/* Two texts that fit, whose merge does not: rejected it would be a problem that nobody can understand. */
static void
text_that_would_grow_too_long_is_asked_about (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");
  g_autofree char *much = g_strnfill (40000, 'x');
  g_autofree char *first = g_strdup_printf (UPD ("note", "n1", "'text':'A\\nB\\nC'", "'text':'A%s\\nB\\nC'"), much);
  g_autofree char *second = g_strdup_printf (UPD ("note", "n1", "'text':'A\\nB\\nC'", "'text':'A\\nB\\nC%s'"), much);

  PUSH ("a", "ok", NOTE ("n1", "t1", "A\\nB\\nC"));
  PUSH ("a", "ok", first);
  PUSH ("b", "conflict", second);
  QUESTIONS ("1", "tbl = 'note' and grp = 'text' and state = 'open'");
  IS ("40005", "select octet_length (text) from woodshed.note where space_id = $space");
}

static void
other_fields_are_both_kept (void)
{
  g_autoptr (Server) s = server_new_with_tune (",'key':'G'");

  PUSH ("a", "ok", UPD ("tune", "t1", "'key':'G'", "'key':'A'"));
  PUSH ("b", "ok", UPD ("tune", "t1", "'composer':null", "'composer':'Trad.'"));
  TUNE_IS ("A Trad.", "key || ' ' || composer");
}

static void
linked_fields_are_one_field (void)
{
  g_autoptr (Server) s = server_new_with_tune (",'kind':'reel','meter':'4/4'");

  PUSH ("a", "ok", UPD ("tune", "t1", "'kind':'reel','meter':'4/4','unit':null", "'kind':'jig','meter':'6/8','unit':null"));
  PUSH ("b", "conflict",
        UPD ("tune", "t1", "'kind':'reel','meter':'4/4','unit':null", "'kind':'reel','meter':'2/2','unit':null"));
  TUNE_IS ("jig 6/8", "kind || ' ' || meter");
  QUESTIONS ("1", "grp = 'kind' and mine::jsonb = '{\"kind\":\"reel\",\"meter\":\"2/2\",\"unit\":null}'");
}

static void
part_of_linked_fields_is_merged_by_that_part (void)
{
  g_autoptr (Server) s = server_new_with_tune (",'kind':'reel','meter':'4/4'");

  PUSH ("b", "ok", UPD ("tune", "t1", "'meter':'4/4'", "'meter':'2/2'"));
  TUNE_IS ("reel 2/2", "kind || ' ' || meter");
}

static void
last_writer_wins_where_nobody_asks (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");

  PUSH ("a", "ok", UPD ("tune", "t1", "'genre':null", "'genre':'Irish'"));
  PUSH ("b", "ok", UPD ("tune", "t1", "'genre':null", "'genre':'Scots'"));
  TUNE_IS ("Scots", "genre");
  QUESTIONS ("0", "true");
}

static void
greatest_stays (void)
{
  g_autoptr (Server) s = server_new_with_tune (",'best_bpm':90");

  PUSH ("a", "ok", UPD ("tune", "t1", "'best_bpm':90", "'best_bpm':120"));
  PUSH ("b", "ok", UPD ("tune", "t1", "'best_bpm':90", "'best_bpm':110"));
  TUNE_IS ("120", "best_bpm");
  PUSH ("b", "ok", UPD ("tune", "t1", "'best_bpm':90", "'best_bpm':null"));
  TUNE_IS ("120", "best_bpm");
  /* Somebody who has seen it may take it back. */
  PUSH ("b", "ok", UPD ("tune", "t1", "'best_bpm':120", "'best_bpm':100"));
  TUNE_IS ("100", "best_bpm");
}

static void
sets_take_what_was_added_and_lose_what_was_removed (void)
{
  g_autoptr (Server) s = server_new_with_tune (",'inferred':'[\\'key\\',\\'kind\\']'");

  PUSH ("a", "ok", UPD ("tune", "t1", "'inferred':'[\\'key\\',\\'kind\\']'", "'inferred':'[\\'kind\\']'"));
  PUSH ("b", "ok", UPD ("tune", "t1", "'inferred':'[\\'key\\',\\'kind\\']'", "'inferred':'[\\'key\\',\\'kind\\',\\'title\\']'"));
  TUNE_IS ("[\"kind\",\"title\"]", "inferred");
}

/* Nothing is cut out of it, and nothing else of it is lost: what is there stays, and what was refused is kept. */
static void
set_that_would_grow_too_large_is_refused_whole (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");
  g_autofree char *much = g_strnfill (600, 'x');
  g_autofree char *first = g_strdup_printf (UPD ("tune", "t1", "'inferred':'[]'", "'inferred':'[\\'a%s\\']'"), much);
  g_autofree char *second =
    g_strdup_printf (UPD ("tune", "t1", "'inferred':'[]','composer':null", "'inferred':'[\\'b%s\\']','composer':'Trad.'"), much);

  PUSH ("a", "ok", first);
  PUSH ("b", "rejected 23514", second);
  TUNE_IS ("605 -", "octet_length (inferred) || ' ' || coalesce (composer, '-')");
  IS ("t", "select strpos (ops::text, 'bxxx') > 0 and strpos (ops::text, 'Trad.') > 0 from woodshed.dead_letter"
           " where space_id = $space");
}

static void
counters_add_what_each_added (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");

  /* No column of today's list counts; the class is tried on one. */
  server_exec (s->super, "update woodshed.field set class = 'add' where tbl = 'tune' and name = 'tempo_bpm'");
  PUSH ("a", "ok", UPD ("tune", "t1", "'tempo_bpm':null", "'tempo_bpm':20"));
  PUSH ("b", "ok", UPD ("tune", "t1", "'tempo_bpm':null", "'tempo_bpm':5"));
  PUSH ("b", "ok", UPD ("tune", "t1", "'tempo_bpm':5", "'tempo_bpm':4"));
  TUNE_IS ("24", "tempo_bpm");
  /* Two who count the same are two all the same. */
  PUSH ("a", "ok", UPD ("tune", "t1", "'tempo_bpm':24", "'tempo_bpm':25"));
  PUSH ("b", "ok", UPD ("tune", "t1", "'tempo_bpm':24", "'tempo_bpm':25"));
  server_exec (s->super, "update woodshed.field set class = 'last' where tbl = 'tune' and name = 'tempo_bpm'");
  TUNE_IS ("26", "tempo_bpm");
}

static void
fixed_field_is_never_changed (void)
{
  g_autoptr (Server) s = server_new_with_tune (",'source':'A book'");

  PUSH ("b", "ok", UPD ("tune", "t1", "'source':'A book','created_at':1", "'source':'Another','created_at':2"));
  TUNE_IS ("A book 1", "source || ' ' || created_at");
}

static void
text_takes_both_edits_of_different_lines (void)
{
  g_autoptr (Server) s = server_new_with_tune (",'abc':'K:G\\nA\\nB\\nC\\nD\\n'");

  PUSH ("a", "ok", UPD ("tune", "t1", "'abc':'K:G\\nA\\nB\\nC\\nD\\n'", "'abc':'K:G\\nA1\\nB\\nC\\nD\\n'"));
  PUSH ("b", "ok", UPD ("tune", "t1", "'abc':'K:G\\nA\\nB\\nC\\nD\\n'", "'abc':'K:G\\nA\\nB\\nC\\nD2\\nE\\n'"));
  TUNE_IS ("K:G/A1/B/C/D2/E/", "replace (abc, E'\\n', '/')");
}

static void
text_asks_about_touching_lines (void)
{
  g_autoptr (Server) s = server_new_with_tune (",'abc':'K:G\\nA\\nB\\nC\\n'");

  PUSH ("a", "ok", UPD ("tune", "t1", "'abc':'K:G\\nA\\nB\\nC\\n'", "'abc':'K:G\\nA1\\nB\\nC\\n'"));
  PUSH ("b", "conflict", UPD ("tune", "t1", "'abc':'K:G\\nA\\nB\\nC\\n'", "'abc':'K:G\\nA\\nB2\\nC\\n'"));
  TUNE_IS ("K:G/A1/B/C/", "replace (abc, E'\\n', '/')");
  QUESTIONS ("1", "grp = 'abc' and mine::jsonb ->> 'abc' = E'K:G\\nA\\nB2\\nC\\n'");
}

static void
text_with_nothing_before_asks (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");

  PUSH ("a", "ok", UPD ("tune", "t1", "'abc':null", "'abc':'K:G\\nA'"));
  PUSH ("b", "conflict", UPD ("tune", "t1", "'abc':null", "'abc':'K:D\\nB'"));
  TUNE_IS ("K:G/A", "replace (abc, E'\\n', '/')");
}

static void
text_base_by_hash_applies_when_it_is_the_current_one (void)
{
  g_autoptr (Server) s = server_new_with_tune (",'abc':'long one'");
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "long one", -1);
  g_autofree char *second =
    g_strdup_printf (UPD ("tune", "t1", "'abc':{'sha256':'%s'}", "'abc':'longer'"), hash);
  g_autofree char *third = g_strdup_printf (UPD ("tune", "t1", "'abc':{'sha256':'%s'}", "'abc':'longest'"), hash);

  PUSH ("a", "ok", second);
  TUNE_IS ("longer", "abc");
  PUSH ("b", "conflict", third);
  TUNE_IS ("longer", "abc");
  QUESTIONS ("1", "grp = 'abc' and mine::jsonb ->> 'abc' = 'longest'");
}

static void
unseen_base_of_an_edit_asks (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");

  PUSH ("b", "conflict", OP ("upd", "tune", "t1", ",'set':{'title':'Blind'}"));
  TUNE_IS ("The Otter", "title");
}

static void
values_that_the_table_says_alike_are_equal (void)
{
  g_autoptr (Server) s = server_new ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  PUSH ("a", "ok", INS ("repertoire", "r1", "'name':'Fiddle','position':'a','archived':0"));
  before = server_value (s, "select " RV);
  PUSH ("b", "ok", UPD ("repertoire", "r1", "'archived':1,'name':'Fiddle'", "'archived':false,'name':'Fiddle'"));
  after = server_value (s, "select " RV);
  g_assert_cmpstr (before, ==, after);
}

/* Inserting ----------------------------------------------------------------------------------------------------------------- */

static void
insert_on_a_living_row_merges_what_was_set (void)
{
  g_autoptr (Server) s = server_new_with_tune (",'key':'G'");

  /* The same file on two computers; b had put in the composer. */
  PUSH ("b", "ok",
        INS_FROM ("tune", "t1", "'book_id':'#b1','title':'The Otter','key':'G','composer':null",
                  "'created_at':5,'book_id':'#b1','title':'The Otter','key':'G','composer':'Trad.'"));
  TUNE_IS ("Trad. G 1", "concat_ws (' ', composer, key, created_at)");
  QUESTIONS ("0", "true");
}

static void
insert_on_a_living_row_asks_where_both_were_set (void)
{
  g_autoptr (Server) s = server_new_with_tune (",'key':'A'");

  PUSH ("b", "conflict", INS_FROM ("tune", "t1", "'key':'G'", "'book_id':'#b1','title':'The Otter','key':'D'"));
  TUNE_IS ("A", "key");
  QUESTIONS ("1", "grp = 'key'");
}

static void
insert_leaves_alone_what_the_person_never_set (void)
{
  g_autoptr (Server) s = server_new ();

  PUSH ("a", "ok", INS ("repertoire", "r1", "'name':'Fiddle','position':'a','scheduler':'sm2','genre':'Irish'"));
  PUSH ("b", "ok",
        INS ("repertoire", "r1",
             "'name':'Fiddle','position':'a','scheduler':'fsrs','genre':null,'retention_permille':900"));
  IS ("sm2 Irish", "select scheduler || ' ' || genre from woodshed.repertoire where space_id = $space");
}

static void
insert_on_a_deleted_row_brings_it_back_with_its_values (void)
{
  g_autoptr (Server) s = server_new_with_tune (",'source':'Old'");

  PUSH ("a", "ok", DEL ("tune", "t1", "'title':'The Otter'"));
  PUSH ("b", "ok", INS ("tune", "t1", "'book_id':'#b1','title':'Otter again','source':'New'"));
  TUNE_IS ("Otter again New f", "concat_ws (' ', title, source, deleted)");
}

static void
restoring_insert_does_not_bring_back (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");

  PUSH ("a", "ok", DEL ("tune", "t1", "'title':'The Otter'"));
  PUSH ("b", "ok", OP ("ins", "tune", "t1", ",'restore':true,'set':{'created_at':1,'book_id':'#b1','title':'The Otter'}"));
  TUNE_IS ("t", "deleted");
}

static void
untouched_insert_from_a_file_does_not_bring_back (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");

  PUSH ("a", "ok", DEL ("tune", "t1", "'title':'The Otter'"));
  PUSH ("b", "ok",
        INS_FROM ("tune", "t1", "'created_at':1,'book_id':'#b1','title':'The Otter'",
                  "'created_at':1,'book_id':'#b1','title':'The Otter'"));
  TUNE_IS ("t", "deleted");
}

static void
edit_of_an_unknown_row_is_rejected (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");

  PUSH ("a", "rejected 23503", UPD ("tune", "t9", "'title':'x'", "'title':'y'"));
}

/* Questions ----------------------------------------------------------------------------------------------------------------- */

static Server *
with_question (void)
{
  Server *s = server_new_with_tune (",'key':'G'");

  PUSH ("a", "ok", UPD ("tune", "t1", "'key':'G'", "'key':'A'"));
  PUSH ("b", "conflict", UPD ("tune", "t1", "'key':'G'", "'key':'D'"));
  return s;
}

static void
one_question_a_field_and_device (void)
{
  g_autoptr (Server) s = with_question ();

  /* b goes on from its own value, which still stands on its screen. */
  PUSH ("b", "conflict", UPD ("tune", "t1", "'key':'D'", "'key':'E'"));
  QUESTIONS ("1", "true");
  IS ("{\"key\": \"E\"} {\"key\": \"G\"} open", QUESTION ("concat_ws (' ', mine, base, state)"));
  TUNE_IS ("A", "key");
}

static void
another_device_asks_its_own_question (void)
{
  g_autoptr (Server) s = with_question ();

  PUSH ("c", "conflict", UPD ("tune", "t1", "'key':'G'", "'key':'C'"));
  QUESTIONS ("2", "state = 'open'");
}

static void
question_closes_when_its_writer_goes_back (void)
{
  g_autoptr (Server) s = with_question ();

  PUSH ("b", "ok", UPD ("tune", "t1", "'key':'D'", "'key':'G'"));
  QUESTIONS ("1", "state = 'other'");
  TUNE_IS ("A", "key");
}

static char *
answer_of (Server *s, const char *from, const char *to)
{
  g_autofree char *id = server_value (s, QUESTION ("id"));

  return g_strdup_printf ("{'op':'upd','tbl':'conflict','id':'%s','base':{'state':'%s'},'set':{'state':'%s'}}", id, from, to);
}

static void
answer_is_one_group (void)
{
  g_autoptr (Server) s = with_question ();
  g_autofree char *answer = answer_of (s, "open", "mine");
  g_autofree char *group = g_strdup_printf (UPD ("tune", "t1", "'key':'A'", "'key':'D'") ",%s", answer);

  PUSH ("b", "ok", group);
  TUNE_IS ("D", "key");
  QUESTIONS ("1", "state = 'mine'");
}

static void
first_answer_wins (void)
{
  g_autoptr (Server) s = with_question ();
  g_autofree char *other = answer_of (s, "open", "other");
  g_autofree char *mine = answer_of (s, "open", "mine");
  g_autofree char *group = g_strdup_printf ("%s," UPD ("tune", "t1", "'key':'A'", "'key':'D'"), mine);

  PUSH ("a", "ok", other);
  PUSH ("b", "ok superseded", group);
  TUNE_IS ("A", "key");
  QUESTIONS ("1", "state = 'other'");
}

static void
answer_can_be_taken_back (void)
{
  g_autoptr (Server) s = with_question ();
  g_autofree char *answer = answer_of (s, "open", "mine");
  g_autofree char *group = g_strdup_printf ("%s," UPD ("tune", "t1", "'key':'A'", "'key':'D'"), answer);
  g_autofree char *back = answer_of (s, "mine", "open");
  g_autofree char *undo = g_strdup_printf ("%s," UPD ("tune", "t1", "'key':'D'", "'key':'A'"), back);

  PUSH ("b", "ok", group);
  PUSH ("b", "ok", undo);
  TUNE_IS ("A", "key");
  QUESTIONS ("1", "state = 'open'");
}

static void
question_closes_when_its_row_is_deleted (void)
{
  g_autoptr (Server) s = with_question ();

  PUSH ("a", "ok", DEL ("tune", "t1", "'key':'A'"));
  QUESTIONS ("1", "state = 'other'");
}

static void
question_closes_when_somebody_edits_who_has_seen_it (void)
{
  g_autoptr (Server) s = with_question ();
  g_autofree char *rv = server_value (s, QUESTION ("rv"));

  g_assert_cmpstr (server_push_with (s, "a", "00000000-0000-4000-8000-000000000001", "1",
                                     UPD ("tune", "t1", "'key':'A'", "'key':'B'")),
                   ==, "ok");
  QUESTIONS ("1", "state = 'open'");
  g_assert_cmpstr (
    server_push_with (s, "a", "00000000-0000-4000-8000-000000000002", rv, UPD ("tune", "t1", "'key':'B'", "'key':'C'")),
    ==, "ok");
  QUESTIONS ("1", "state = 'other'");
}

static void
nobody_makes_or_rewrites_questions (void)
{
  g_autoptr (Server) s = with_question ();
  g_autofree char *id = server_value (s, QUESTION ("id"));
  g_autofree char *rewrite = g_strdup_printf (
    "{'op':'upd','tbl':'conflict','id':'%s','base':{'state':'open'},'set':{'state':'mine','mine':'{}','tbl':'book'}}", id);
  g_autofree char *again = g_strdup_printf (
    "{'op':'ins','tbl':'conflict','id':'%s','set':{'state':'both','tbl':'tune','row_id':'#t1','grp':'key','created_at':1}}",
    id);

  PUSH ("b", "rejected PT422", INS ("conflict", "c9", "'tbl':'tune','row_id':'#t1','grp':'key','state':'open'"));
  PUSH ("b", "rejected PT422", again);
  QUESTIONS ("1", "state = 'open'");
  PUSH ("b", "ok", rewrite);
  IS ("tune {\"key\": \"D\"} mine", QUESTION ("concat_ws (' ', tbl, mine, state)"));
}

static void
name_of_a_device_cannot_stop_a_question (void)
{
  g_autoptr (Server) s = server_new_with_tune (",'key':'G'");

  g_assert_cmpuint (
    server_call (s, "hello",
                 "{'proto':1,'schema':1,'device':'#devicec','name':' \\u0007bad\\nname\\u007f ','nonce':'#n1'}"),
    ==, 200);
  PUSH ("a", "ok", UPD ("tune", "t1", "'key':'G'", "'key':'A'"));
  PUSH ("c", "conflict", UPD ("tune", "t1", "'key':'G'", "'key':'D'"));
  IS ("bad name", QUESTION ("device_name"));
}

/* Groups -------------------------------------------------------------------------------------------------------------------- */

static void
two_operations_on_one_row_are_refused (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");

  PUSH ("a", "rejected PT422",
        UPD ("tune", "t1", "'key':null", "'key':'G'") "," UPD ("tune", "t1", "'title':'The Otter'", "'title':'x'"));
  TUNE_IS ("The Otter", "title");
}

static void
group_is_all_or_nothing (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");

  PUSH ("a", "rejected 23514", UPD ("tune", "t1", "'title':'The Otter'", "'title':'Otter'") "," TUNE ("t2", ",'year':10000"));
  TUNE_IS ("The Otter", "title");
  IS ("23514", "select code from woodshed.dead_letter where space_id = $space");
}

static void
values_of_the_wrong_kind_reject_the_group (void)
{
  g_autoptr (Server) s = server_new_with_tune ("");

  PUSH ("a", "rejected 22P02", UPD ("tune", "t1", "'year':null", "'year':'soon'"));
  PUSH ("a", "rejected 22P02", UPD ("tune", "t1", "'year':null", "'year':1.5"));
  PUSH ("a", "rejected 22003", UPD ("tune", "t1", "'year':null", "'year':99999999999999999999"));
  PUSH ("a", "rejected PT422", UPD ("tune", "t1", "'title':'The Otter'", "'title':{'a':1}"));
  PUSH ("a", "rejected PT422", UPD ("tune", "t1", "'nonsense':null", "'nonsense':1"));
  PUSH ("a", "rejected PT422", UPD ("tune", "t1", "'rv':null", "'rv':1"));
  PUSH ("a", "rejected PT422", UPD ("tune", "t1", "'space_id':null", "'space_id':'#x'"));
  PUSH ("a", "rejected PT422", UPD ("tune", "t1", "'deleted':false", "'deleted':true"));
  PUSH ("a", "rejected PT422", UPD ("member", "t1", "", "'role':'owner'"));
  PUSH ("a", "rejected PT422", OP ("drop", "tune", "t1", ""));
  PUSH ("a", "rejected 23502", UPD ("tune", "t1", "'title':'The Otter'", "'title':null"));
  TUNE_IS ("The Otter", "title");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define RULE(name) g_test_add_func ("/merge/" #name, name)
  RULE (edit_of_what_was_seen_applies);
  RULE (same_edit_twice_is_one);
  RULE (asked_field_keeps_the_first_and_asks);
  RULE (question_names_who_wrote_what_is_in_use);
  RULE (question_of_a_deletion_names_who_deleted);
  RULE (question_of_a_deletion_names_who_edited);
  RULE (text_that_would_grow_too_long_is_asked_about);
  RULE (other_fields_are_both_kept);
  RULE (linked_fields_are_one_field);
  RULE (part_of_linked_fields_is_merged_by_that_part);
  RULE (last_writer_wins_where_nobody_asks);
  RULE (greatest_stays);
  RULE (sets_take_what_was_added_and_lose_what_was_removed);
  RULE (set_that_would_grow_too_large_is_refused_whole);
  RULE (counters_add_what_each_added);
  RULE (fixed_field_is_never_changed);
  RULE (text_takes_both_edits_of_different_lines);
  RULE (text_asks_about_touching_lines);
  RULE (text_with_nothing_before_asks);
  RULE (text_base_by_hash_applies_when_it_is_the_current_one);
  RULE (unseen_base_of_an_edit_asks);
  RULE (values_that_the_table_says_alike_are_equal);
  RULE (insert_on_a_living_row_merges_what_was_set);
  RULE (insert_on_a_living_row_asks_where_both_were_set);
  RULE (insert_leaves_alone_what_the_person_never_set);
  RULE (insert_on_a_deleted_row_brings_it_back_with_its_values);
  RULE (restoring_insert_does_not_bring_back);
  RULE (untouched_insert_from_a_file_does_not_bring_back);
  RULE (edit_of_an_unknown_row_is_rejected);
  RULE (one_question_a_field_and_device);
  RULE (another_device_asks_its_own_question);
  RULE (question_closes_when_its_writer_goes_back);
  RULE (answer_is_one_group);
  RULE (first_answer_wins);
  RULE (answer_can_be_taken_back);
  RULE (question_closes_when_its_row_is_deleted);
  RULE (question_closes_when_somebody_edits_who_has_seen_it);
  RULE (nobody_makes_or_rewrites_questions);
  RULE (name_of_a_device_cannot_stop_a_question);
  RULE (two_operations_on_one_row_are_refused);
  RULE (group_is_all_or_nothing);
  RULE (values_of_the_wrong_kind_reject_the_group);
  return g_test_run ();
}

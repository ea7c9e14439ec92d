/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nobody sees or changes a row of a space that is not theirs: every table by every verb for everybody who should not, every
 * function with arguments meant to harm, and settings made by hand. What came of it is printed as a table; after every attempt
 * the victim's rows are the same as before. */
#include <stdlib.h>
#include <string.h>

#include "server-fixture.h"
#include "server-ops.h"

#define SHARED "5a000000-0000-4000-8000-000000000001"

/* Somebody with rows in every table, and a band's space in which the fixture's user may only read. */
static Server *
victim_new (void)
{
  Server *v = server_new ();

  g_assert_cmpstr (server_push (v, "a",
                                BOOK "," TUNE ("t1", ",'key':'G'") "," REPERTOIRE "," ALIAS ("x1", "t1") "," NOTE (
                                  "n1", "t1", "secret") "," REPERTOIRE_TUNE ("rt1", "t1") "," RATING ("e1", "t1")),
                   ==, "ok");
  g_assert_cmpstr (server_push (v, "a", UPD ("tune", "t1", "'key':'G'", "'key':'A'")), ==, "ok");
  g_assert_cmpstr (server_push (v, "b", UPD ("tune", "t1", "'key':'G'", "'key':'D'")), ==, "conflict");
  g_assert_cmpstr (server_push (v, "b", UPD ("tune", "t9", "'key':'G'", "'key':'D'")), ==, "rejected 23503");
  return v;
}

/* Everything there is, in every space. */
static char *
everything (Server *v)
{
  g_autoptr (GString) sql = g_string_new ("select md5 (string_agg (x, ',' order by x)) from (");
  PGresult *tables = PQexec (
    v->super, "select c.relname from pg_class c where c.relnamespace = 'woodshed'::regnamespace and c.relkind = 'r'");

  for (int i = 0; i < PQntuples (tables); i++)
    g_string_append_printf (sql, "%s select '%s' || t::text as x from woodshed.\"%s\" t", i > 0 ? " union all" : "",
                            PQgetvalue (tables, i, 0), PQgetvalue (tables, i, 0));
  PQclear (tables);
  g_string_append (sql, ") y");
  return server_value (v, "%s", sql->str);
}

#define assert_untouched(v, before)                                                                                    \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_autofree char *now = everything (v);                                                                             \
    g_assert_cmpstr (now, ==, before);                                                                                 \
  }                                                                                                                    \
  G_STMT_END

typedef enum
{
  STRANGER,
  PLAYER_BESIDE, /* has a space, with rows of the same ids */
  VIEWER,        /* of the victim's space */
  VICTIM
} Person;

typedef struct
{
  const char *who;
  const char *role;
  const char *claims; /* %s: the person's id */
  const char *setup;  /* SQL before, as that role; %s: the victim's id */
  guint hello, push, pull;
  Person person;
} Caller;

#define SIGNED_IN "{\"sub\":\"%s\",\"role\":\"authenticated\"}"
#define BY_HAND                                                                                                        \
  "select set_config ('woodshed.space', '%s', true), set_config ('woodshed.role', 'owner', true), set_config"          \
  " ('woodshed.collecting', 'yes', true), set_config ('woodshed.hinted', 'yes', true)"

static const Caller callers[] = {
  { "anon", "anon", NULL, NULL, 400, 400, 400 },
  { "service_role", "service_role", NULL, NULL, 400, 400, 400 },
  { "authenticated, no claims", "authenticated", NULL, NULL, 401, 401, 401 },
  { "claims without sub", "authenticated", "{\"role\":\"authenticated\"}", NULL, 401, 401, 401 },
  { "empty claims", "authenticated", "", NULL, 401, 401, 401 },
  { "claims that are no JSON", "authenticated", "{\"sub\":", NULL, 401, 401, 401 },
  { "claims of another shape", "authenticated", "[\"%s\"]", NULL, 401, 401, 401 },
  { "sub that is no id", "authenticated", "{\"sub\":\"admin' or 1=1\"}", NULL, 401, 401, 401 },
  { "sub null", "authenticated", "{\"sub\":null}", NULL, 401, 401, 401 },
  { "stranger", "authenticated", SIGNED_IN, NULL, 200, 404, 404 },
  { "stranger, settings by hand", "authenticated", SIGNED_IN, BY_HAND, 200, 404, 404 },
  { "no sub, settings by hand", "authenticated", "{}", BY_HAND, 401, 401, 401 },
  { "anon, settings by hand", "anon", NULL, BY_HAND, 400, 400, 400 },
  { "player beside", "authenticated", SIGNED_IN, NULL, 200, 404, 404, PLAYER_BESIDE },
  { "player beside, by hand", "authenticated", SIGNED_IN, BY_HAND, 200, 404, 404, PLAYER_BESIDE },
  { "anon with a player's claims", "anon", SIGNED_IN, NULL, 400, 400, 400, VICTIM },
  { "service_role, player's claims", "service_role", SIGNED_IN, NULL, 400, 400, 400, VICTIM },
};

/* Who may do something by the functions, and as little by hand. Tokens that are forged or have expired come no further than the
 * gateway (recorded.py); these would be their claims. */
static const Caller members[] = {
  { "viewer", "authenticated", SIGNED_IN, NULL, 0, 0, 0, VIEWER },
  { "viewer, settings by hand", "authenticated", SIGNED_IN, BY_HAND, 0, 0, 0, VIEWER },
  { "the player", "authenticated", SIGNED_IN, NULL, 0, 0, 0, VICTIM },
  { "the player, expired", "authenticated", "{\"sub\":\"%s\",\"role\":\"authenticated\",\"exp\":1}", BY_HAND, 0, 0, 0, VICTIM },
  { "forged: role owner", "authenticated", "{\"sub\":\"%s\",\"role\":\"woodshed_owner\"}", BY_HAND, 0, 0, 0, VICTIM },
};

static const char *people[4]; /* ids by Person */

/* Everybody there is to try it with. */
static Server *
crowd_new (Server **beside)
{
  Server *v = victim_new ();
  g_autofree char *viewer = server_id ("viewer");
  g_autofree char *member = g_strdup_printf (
    "insert into woodshed.member (space_id, user_id, role) values ('%s', '%s', 'viewer')", v->user, viewer);

  *beside = victim_new ();
  server_exec (v->super, member);
  people[STRANGER] = g_intern_string ("57a46e20-0000-4000-8000-000000000001");
  people[PLAYER_BESIDE] = g_intern_string ((*beside)->user);
  people[VIEWER] = g_intern_string (viewer);
  people[VICTIM] = g_intern_string (v->user);
  return v;
}

/* As that caller comes, settings and all: for the session, so that they are there in the transaction of the call as well. */
static PGconn *
connect_as (Server *v, const Caller *c)
{
  PGconn *connection = server_connect ();

  if (c->setup != NULL)
    {
      g_autofree char *setup = g_strdup_printf (c->setup, v->user);
      g_auto (GStrv) parts = g_strsplit (setup, ", true)", -1);
      g_autofree char *session = g_strjoinv (", false)", parts);
      g_autofree char *role = g_strdup_printf ("SET ROLE %s", c->role);

      server_exec (connection, role);
      server_exec (connection, session);
      server_exec (connection, "RESET ROLE");
    }
  return connection;
}

static guint
call_as (Server *v, PGconn *connection, const Caller *c, const char *sql)
{
  g_autofree char *claims = c->claims != NULL ? g_strdup_printf (c->claims, people[c->person]) : NULL;

  return server_call_as (v, connection, c->role, claims, sql, NULL);
}

static const char *const verbs_by_hand[] = { "select * from woodshed.\"%s\"",
                                             "insert into woodshed.\"%s\" select * from woodshed.\"%s\"",
                                             "update woodshed.\"%s\" set space_id = space_id",
                                             "delete from woodshed.\"%s\"",
                                             "truncate woodshed.\"%s\"",
                                             "copy woodshed.\"%s\" to stdout" };

static guint
try_tables (Server *v, const Caller *c, PGresult *tables)
{
  PGconn *connection = connect_as (v, c);
  guint refused = 0;

  for (int t = 0; t < PQntuples (tables); t++)
    for (guint k = 0; k < G_N_ELEMENTS (verbs_by_hand); k++, refused++)
      {
        const char *name = PQgetvalue (tables, t, 0);
        g_autofree char *sql = g_strdup_printf (verbs_by_hand[k], name, name);
        guint status = call_as (v, connection, c, sql);

        if (status != 400 || strcmp (v->last_code, "42501") != 0)
          g_error ("%s: %s gave %u %s", c->who, sql, status, v->last_code);
      }
  PQfinish (connection);
  g_test_message ("%-30s %2d tables × select insert update delete truncate copy: %u refused (42501)", c->who,
                  PQntuples (tables), refused);
  return refused;
}

static void
no_table_opens_to_anybody (void)
{
  g_autoptr (Server) beside = NULL;
  g_autoptr (Server) v = crowd_new (&beside);
  g_autofree char *before = everything (v);
  PGresult *tables = PQexec (
    v->super, "select c.relname from pg_class c where c.relnamespace = 'woodshed'::regnamespace and c.relkind = 'r'"
              " order by 1");
  guint n = 0;

  g_assert_cmpint (PQntuples (tables), >=, 28);
  for (guint i = 0; i < G_N_ELEMENTS (callers) + G_N_ELEMENTS (members); i++)
    {
      n += try_tables (v, i < G_N_ELEMENTS (callers) ? &callers[i] : &members[i - G_N_ELEMENTS (callers)], tables);
      assert_untouched (v, before);
    }
  PQclear (tables);
  g_assert_cmpuint (n, >=, (G_N_ELEMENTS (callers) + G_N_ELEMENTS (members)) * 28 * 6);
  g_test_message ("%u attempts, none got through", n);
}

/* The functions run as this role: without having entered a space it sees nothing at all, and having entered one as a viewer it
 * changes nothing. */
static void
policies_hold_for_the_owner_of_the_tables (void)
{
  static const char *const own_tables[] = { "member", "clock", "feed", "mutation", "device", "dead_letter" };
  g_autoptr (Server) v = victim_new ();
  g_autofree char *before = everything (v);
  g_autofree char *viewer = g_strdup_printf ("set local woodshed.space = '%s'; set local woodshed.role = 'viewer'", v->user);
  g_autofree char *other = g_strdup_printf ("set local woodshed.space = '%s'; set local woodshed.role = 'owner'", SHARED);
  const struct
  {
    const char *who, *setup;
    gboolean reads;
  } cases[] = { { "nothing entered", "select 1", FALSE }, { "viewer", viewer, TRUE }, { "another space", other, FALSE },
                { "empty settings", "set local woodshed.space = ''; set local woodshed.role = ''", FALSE } };
  PGresult *tables = PQexec (v->super, "select distinct tbl from woodshed.field order by 1");

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    for (int t = 0; t < PQntuples (tables); t++)
      {
        const char *name = PQgetvalue (tables, t, 0);
        g_autofree char *all = server_value (v, "select count (*) from woodshed.\"%s\" where space_id = $space", name);
        g_autofree char *count = g_strdup_printf ("select count (*) from woodshed.\"%s\"", name);
        char *verbs[] = {
          g_strdup_printf ("with x as (update woodshed.\"%s\" set rv = rv returning 1) select count (*) from x", name),
          g_strdup_printf ("with x as (delete from woodshed.\"%s\" returning 1) select count (*) from x", name),
          g_strdup_printf ("insert into woodshed.\"%s\" (space_id, id) values ('%s', gen_random_uuid ())", name, v->user),
        };
        const char *settings = cases[c].setup;

        for (guint k = 0; k < 1 + G_N_ELEMENTS (verbs); k++)
          {
            PGresult *result;
            g_autofree char *got = NULL;

            server_exec (v->caller, "BEGIN; SET LOCAL ROLE woodshed_owner");
            server_exec (v->caller, settings);
            result = PQexec (v->caller, k == 0 ? count : verbs[k - 1]);
            got = g_strdup (PQntuples (result) > 0 ? PQgetvalue (result, 0, 0) : PQresultErrorField (result, PG_DIAG_SQLSTATE));
            PQclear (result);
            server_exec (v->caller, "ROLLBACK");
            g_assert_cmpstr (got, ==, k == 3 ? "42501" : k == 0 && cases[c].reads ? all : "0");
          }
        for (guint k = 0; k < G_N_ELEMENTS (verbs); k++)
          g_free (verbs[k]);
      }
  PQclear (tables);
  /* What the functions keep for themselves. */
  for (guint i = 0; i < G_N_ELEMENTS (own_tables) * 3 * 3; i++)
    {
      static const char *const verbs[] = { "select count (*) from woodshed.%s",
                                           "with x as (update woodshed.%s set space_id = space_id returning 1) select"
                                           " count (*) from x",
                                           "with x as (delete from woodshed.%s returning 1) select count (*) from x" };
      const guint which[] = { 0, 2, 3 };
      g_autofree char *sql = g_strdup_printf (verbs[i % 3], own_tables[i / 9]);
      PGresult *result;

      server_exec (v->caller, "BEGIN; SET LOCAL ROLE woodshed_owner");
      server_exec (v->caller, cases[which[i / 3 % 3]].setup);
      result = PQexec (v->caller, sql);
      g_assert_cmpstr (PQntuples (result) > 0 ? PQgetvalue (result, 0, 0) : PQresultErrorMessage (result), ==, "0");
      PQclear (result);
      server_exec (v->caller, "ROLLBACK");
    }
  assert_untouched (v, before);
}

static void
functions_answer_strangers_with_a_word (void)
{
  g_autoptr (Server) beside = NULL;
  g_autoptr (Server) v = crowd_new (&beside);
  g_autofree char *mid = server_id ("stranger");
  g_autofree char *ops = server_json (UPD ("tune", "t1", "'key':'A'", "'key':'X'") "," DEL ("note", "n1", ""));
  g_autofree char *hello = NULL;
  g_autofree char *push = NULL;
  g_autofree char *pull = NULL;
  g_autofree char *device = server_id ("devicea");

  hello = g_strdup_printf (
    "select public.woodshed_hello"
    " ('{\"proto\":1,\"schema\":1,\"device\":\"%s\",\"nonce\":\"%s\",\"spaces\":[{\"space\":\"%s\"}]}')",
    device, device, v->user);
  push = g_strdup_printf (
    "select public.woodshed_push ('{\"proto\":1,\"schema\":1,\"device\":\"%s\",\"space\":\"%s\",\"groups\":[{\"mid\":\"%s\","
    "\"ops\":[%s]}]}')",
    device, v->user, mid, ops);
  pull = g_strdup_printf ("select public.woodshed_pull ('%s')", v->user);
  for (guint c = 0; c < G_N_ELEMENTS (callers); c++)
    {
      PGconn *connection = connect_as (v, &callers[c]);
      g_autofree char *before = NULL;
      guint a, b, d;

      a = call_as (v, connection, &callers[c], hello);
      if (a == 200)
        g_assert_null (strstr (v->last_answer, v->user));
      before = everything (v);
      b = call_as (v, connection, &callers[c], push);
      d = call_as (v, connection, &callers[c], pull);
      g_test_message ("%-30s hello %u  push %u  pull %u", callers[c].who, a, b, d);
      g_assert_cmpuint (a, ==, callers[c].hello);
      g_assert_cmpuint (b, ==, callers[c].push);
      g_assert_cmpuint (d, ==, callers[c].pull);
      assert_untouched (v, before);
      PQfinish (connection);
    }
}

/* Settings by hand neither open another space beside one's own, nor does an id that another space has too. */
static void
own_call_touches_only_the_own_space (void)
{
  g_autoptr (Server) v = victim_new ();
  g_autoptr (Server) s = server_new ();
  g_autofree char *set = g_strdup_printf (
    "select set_config ('woodshed.space', '%s', false), set_config ('woodshed.role', 'owner', false)", v->user);
  g_autofree char *before =
    server_value (v, "select string_agg (t::text, ',' order by id) from woodshed.tune t where space_id = $space");

  server_exec (s->caller, set);
  g_assert_cmpstr (server_push (s, "a", UPD ("tune", "t1", "'key':'A'", "'key':'X'")), ==, "rejected 23503");
  g_assert_cmpstr (server_push (s, "a", DEL ("tune", "t1", "")), ==, "ok");
  g_assert_cmpstr (server_push (s, "a", TUNE ("t1", "")), ==, "rejected 23503");
  g_assert_cmpstr (server_push (s, "a", BOOK "," TUNE ("t1", ",'key':'X'")), ==, "ok");
  g_assert_cmpuint (server_pull (s, ""), ==, 200);
  g_assert_null (strstr (s->last_answer, "secret"));
  server_assert (v, before, "select string_agg (t::text, ',' order by id) from woodshed.tune t where space_id = $space");
}

static void
viewer_reads_and_never_writes (void)
{
  g_autoptr (Server) v = victim_new ();
  g_autoptr (Server) s = server_new ();
  g_autofree char *member = g_strdup_printf (
    "insert into woodshed.member (space_id, user_id, role) values ('%s', '%s', 'viewer')", v->user, s->user);
  g_autofree char *claims = g_strdup_printf (SIGNED_IN, s->user);
  g_autofree char *pull = g_strdup_printf ("select public.woodshed_pull ('%s')", v->user);
  g_autofree char *request = g_strdup_printf ("{'proto':1,'schema':1,'device':'#devicea','space':'%s','groups':[]}", v->user);
  g_autofree char *before = NULL;
  g_autofree char *editor = NULL;

  server_exec (v->super, member);
  before = everything (v);
  g_assert_cmpuint (server_call_as (s, s->caller, "authenticated", claims, pull, NULL), ==, 200);
  g_assert_nonnull (strstr (s->last_answer, "secret"));
  g_assert_cmpuint (server_call (s, "push", request), ==, 403);
  assert_untouched (v, before);
  editor = g_strdup_printf ("update woodshed.member set role = 'editor' where space_id = '%s' and user_id = '%s'",
                            v->user, s->user);
  server_exec (v->super, editor);
  g_assert_cmpuint (server_call (s, "push", request), ==, 200);
}

/* Arguments ----------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *what, *function, *rest;
  guint status;
  const char *says; /* must be in the answer, or NULL */
} Hostile;

#define HEAD "{'proto':1,'schema':1,'device':'#devicea','nonce':'#n','space':'$space'"
#define GROUP(ops) HEAD ",'groups':[{'mid':'#m%u','ops':[" ops "]}]}"

static const Hostile hostile[] = {
  { "null", "push", "null", 422, NULL },
  { "list", "push", "[]", 422, NULL },
  { "text", "push", "'x'", 422, NULL },
  { "number", "push", "1", 422, NULL },
  { "nothing in it", "push", "{}", 409, NULL },
  { "later protocol", "push", "{'proto':2}", 409, NULL },
  { "later schema", "push", "{'proto':1,'schema':99}", 409, NULL },
  { "schema no number", "push", "{'proto':1,'schema':'x'}", 422, NULL },
  { "schema huge", "push", "{'proto':1,'schema':99999999999999999999}", 422, NULL },
  { "schema of old", "push", "{'proto':1,'schema':-5,'device':'#devicea','space':'$space','groups':[]}", 200,
    "\"reset\": \"schema\"" },
  { "device no id", "push", "{'proto':1,'schema':1,'device':'x','space':'$space','groups':[]}", 422, NULL },
  { "no space", "push", "{'proto':1,'schema':1,'device':'#devicea','groups':[]}", 422, NULL },
  { "space of another kind", "push", "{'proto':1,'schema':1,'device':'#devicea','space':['$space'],'groups':[]}", 422,
    NULL },
  { "unknown space", "push", "{'proto':1,'schema':1,'device':'#devicea','space':'#nowhere','groups':[]}", 404, NULL },
  { "no groups", "push", HEAD "}", 422, NULL },
  { "groups no list", "push", HEAD ",'groups':{}}", 422, NULL },
  { "group null", "push", HEAD ",'groups':[null]}", 422, NULL },
  { "group a list", "push", HEAD ",'groups':[[]]}", 422, NULL },
  { "group without mid", "push", HEAD ",'groups':[{'ops':[]}]}", 422, NULL },
  { "mid no id", "push", HEAD ",'groups':[{'mid':'x','ops':[]}]}", 422, NULL },
  { "ops missing", "push", HEAD ",'groups':[{'mid':'#m%u'}]}", 200, "PT422" },
  { "ops no list", "push", HEAD ",'groups':[{'mid':'#m%u','ops':{}}]}", 200, "PT422" },
  { "op null", "push", GROUP ("null"), 200, "PT422" },
  { "op without table", "push", GROUP ("{'op':'ins','id':'#x'}"), 200, "PT422" },
  { "system table", "push", GROUP ("{'op':'ins','tbl':'pg_class','id':'#x','set':{}}"), 200, "PT422" },
  { "registry as table", "push", GROUP ("{'op':'upd','tbl':'field','id':'#x','set':{'class':'last'}}"), 200, "PT422" },
  { "members as table", "push", GROUP ("{'op':'ins','tbl':'member','id':'#x','set':{'role':'owner'}}"), 200, "PT422" },
  { "SQL in a table", "push", GROUP ("{'op':'del','tbl':'tune; drop table woodshed.tune','id':'#x'}"), 200, "PT422" },
  { "SQL in a column", "push", GROUP ("{'op':'ins','tbl':'tune','id':'#x','set':{'title) select 1; --':1}}"), 200,
    "PT422" },
  { "quote in a column", "push", GROUP ("{'op':'ins','tbl':'tune','id':'#x','set':{'title\\'':1}}"), 200, "PT422" },
  { "space as column", "push", GROUP ("{'op':'ins','tbl':'tune','id':'#x','set':{'space_id':'#nowhere'}}"), 200,
    "PT422" },
  { "number of a row", "push", GROUP ("{'op':'ins','tbl':'tune','id':'#x','set':{'rv':1}}"), 200, "PT422" },
  { "id null", "push",
    GROUP ("{'op':'ins','tbl':'book','id':null,'set':{'created_at':1,'title':'x','origin':'own','position':'a'}}"), 200,
    "23502" },
  { "id no id", "push", GROUP ("{'op':'del','tbl':'book','id':'x'}"), 200, "22P02" },
  { "set a list", "push", GROUP ("{'op':'ins','tbl':'book','id':'#x','set':[1]}"), 200, "PT422" },
  { "base a text", "push", GROUP ("{'op':'del','tbl':'book','id':'#b1','base':'x'}"), 200, "ok" },
  { "restore no boolean", "push", GROUP ("{'op':'ins','tbl':'book','id':'#x','restore':'perhaps','set':{}}"), 200,
    "22P02" },
  { "NaN", "push",
    GROUP ("{'op':'ins','tbl':'book','id':'#x','set':{'created_at':'NaN','title':'x','origin':'own','position':'a'}}"),
    200, "22P02" },
  { "infinite", "push", GROUP ("{'op':'ins','tbl':'book','id':'#x','set':{'created_at':1e999}}"), 200, "2200" },
  { "NUL", "push", GROUP ("{'op':'ins','tbl':'book','id':'#x','set':{'title':'a\\u0000b'}}"), 400, NULL },
  { "lone surrogate", "push", GROUP ("{'op':'ins','tbl':'book','id':'#x','set':{'title':'a\\ud800b'}}"), 400, NULL },
  { "broken JSON", "push", "{'proto':1", 400, NULL },
  { "deep", "push", HEAD ",'x':[[[[[[[[[[1]]]]]]]]]],'groups':[]}", 413, NULL },
  { "epoch no id", "push", HEAD ",'epoch':'x','groups':[]}", 422, NULL },
  { "another epoch", "push", HEAD ",'epoch':'#other','groups':[]}", 200, "\"reset\": \"epoch\"" },
  { "cursor from ahead", "push", HEAD ",'cursor':'9007199254740993','groups':[]}", 200, "\"reset\": \"rewound\"" },
  { "cursor negative", "push", HEAD ",'cursor':'-1','groups':[]}", 200, "\"results\": []" },
  { "cursor NaN", "push", HEAD ",'cursor':'NaN','groups':[]}", 422, NULL },
  { "cursor huge", "push", HEAD ",'cursor':'99999999999999999999','groups':[]}", 422, NULL },
  { "hello null", "hello", "null", 422, NULL },
  { "hello without device", "hello", "{'proto':1,'schema':1}", 422, NULL },
  { "hello without nonce", "hello", "{'proto':1,'schema':1,'device':'#devicea'}", 422, NULL },
  { "hello spaces null", "hello", "{'proto':1,'schema':1,'device':'#devicez','nonce':'#n','spaces':null}", 422, NULL },
  { "hello spaces odd", "hello", "{'proto':1,'schema':1,'device':'#devicez','nonce':'#n','spaces':[1,null,[],{}]}", 200,
    "\"spaces\": []" },
  { "hello space no id", "hello", "{'proto':1,'schema':1,'device':'#devicez','nonce':'#n','spaces':[{'space':'x'}]}",
    422, NULL },
  { "hello token no id", "hello",
    "{'proto':1,'schema':1,'device':'#devicez','nonce':'#n','spaces':[{'space':'$space','token':'x'}]}", 422, NULL },
  { "hello cursor NaN", "hello",
    "{'proto':1,'schema':1,'device':'#devicez','nonce':'#n','spaces':[{'space':'$space','cursor':'NaN'}]}", 422, NULL },
  { "hello name a list", "hello", "{'proto':1,'schema':1,'device':'#devicez','nonce':'#n','name':['x'],'app':{'x':1}}",
    200, NULL },
  { "hello forget a list", "hello", "{'proto':1,'schema':1,'device':'#devicez','nonce':'#n','forget':['#devicea']}", 422,
    NULL },
  { "hello forget null", "hello", "{'proto':1,'schema':1,'device':'#devicez','nonce':'#n','forget':null}", 422, NULL },
  { "hello forget no id", "hello", "{'proto':1,'schema':1,'device':'#devicez','nonce':'#n','forget':{'x':true}}", 422,
    NULL },
  { "hello forget perhaps", "hello", "{'proto':1,'schema':1,'device':'#devicez','nonce':'#n','forget':{'#devicea':'yes'}}",
    422, NULL },
  { "hello forget a stranger", "hello",
    "{'proto':1,'schema':1,'device':'#devicez','nonce':'#n','forget':{'#deviceb':true,'#unknown':false}}", 200, NULL },
  { "hello devices odd", "hello", "{'proto':1,'schema':1,'device':'#devicez','nonce':'#n','devices':{'x':[1]}}", 200, NULL },
};

static void
arguments_meant_to_harm_do_none (void)
{
  g_autoptr (Server) v = victim_new ();
  g_autoptr (Server) s = server_new ();
  g_autofree char *rows = server_value (v, "select string_agg (t::text, ',' order by id) from woodshed.tune t");
  g_autofree char *catalogue =
    server_value (v, "select count (*) || ' ' || (select count (*) from pg_proc) || ' ' || (select md5 (string_agg"
                     " (f::text, ',' order by f)) from woodshed.field f) from pg_class");

  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autoptr (GString) request = g_string_new (hostile[i].rest);
      g_autofree char *m = g_strdup_printf ("m%u", i);
      guint status;

      g_string_replace (request, "$space", s->user, 0);
      g_string_replace (request, "m%u", m, 0);
      status = server_call (s, hostile[i].function, request->str);
      g_test_message ("%-24s %-5s %u %s", hostile[i].what, hostile[i].function, status, status != 200 ? s->last_code : "");
      g_assert_cmpuint (status, ==, hostile[i].status);
      if (hostile[i].says != NULL && strstr (s->last_answer, hostile[i].says) == NULL)
        g_error ("%s: %s", hostile[i].what, s->last_answer);
      /* What PostgREST puts into the status line is ASCII of one line. */
      if (status >= 401)
        g_assert_true (g_str_is_ascii (s->last_answer));
    }
  server_assert (v, rows, "select string_agg (t::text, ',' order by id) from woodshed.tune t");
  server_assert (
    v, catalogue,
    "select count (*) || ' ' || (select count (*) from pg_proc) || ' ' || (select md5 (string_agg (f::text, ','"
    " order by f)) from woodshed.field f) from pg_class");
  server_assert (s, "0", "select count (*) from woodshed.tune where space_id = $space");
  /* A computer of the same id, in another space, is another one. */
  server_assert (v, "Studio PC,Laptop", "select string_agg (name, ',' order by name desc) from woodshed.device"
                                        " where space_id = $space and forgotten is null");
  server_assert (s, "1", "select count (*) from woodshed.device where space_id = $space and forgotten is not null");
}

static void
arguments_of_a_pull_do_no_harm (void)
{
  g_autoptr (Server) s = victim_new ();
  g_autofree char *before = everything (s);
  static const struct
  {
    const char *arguments;
    guint status;
    const char *says;
  } cases[] = {
    { "cursor := null", 200, "\"more\":false" },
    { "cursor := ''", 200, "\"more\":false" },
    { "cursor := '-1', gc := '0'", 200, NULL },
    { "cursor := '-9223372036854775808'", 200, NULL },
    { "cursor := 'NaN'", 422, NULL },
    { "cursor := '1e3'", 422, NULL },
    { "cursor := '0; drop table woodshed.tune'", 422, NULL },
    { "cursor := '99999999999999999999'", 422, NULL },
    { "cursor := '9007199254740993'", 200, "rewound" },
    { "gc := 'x'", 422, NULL },
    { "epoch := '00000000-0000-4000-8000-000000000000'", 200, "epoch" },
    { "lim := 0", 200, "\"more\":true" },
    { "lim := -1", 200, "\"more\":true" },
    { "lim := null", 200, "\"more\":false" },
    { "lim := 2147483647", 200, "\"more\":false" },
    { "schema := 99", 409, NULL },
    { "schema := -1", 200, "\"more\":false" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint status = server_pull (s, cases[i].arguments);

      g_test_message ("%-48s %u", cases[i].arguments, status);
      g_assert_cmpuint (status, ==, cases[i].status);
      if (cases[i].says != NULL && strstr (s->last_answer, cases[i].says) == NULL)
        g_error ("%s: %.300s", cases[i].arguments, s->last_answer);
    }
  assert_untouched (s, before);
}

static char *
request_with (Server *s, guint groups, guint ops, gsize padding)
{
  GString *request = g_string_new (NULL);
  g_autofree char *pad = g_strnfill (padding, 'x');

  g_string_printf (request, "{'x':'%s','proto':1,'schema':1,'device':'#devicea','space':'%s','groups':[", pad, s->user);
  for (guint i = 0; i < groups; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u-%u-%u", groups, ops, i);
      g_autofree char *mid = server_id (name);

      g_string_append_printf (request, "%s{'mid':'%s','ops':[", i > 0 ? "," : "", mid);
      for (guint k = 0; k < ops; k++)
        g_string_append_printf (request, "%s{'op':'del','tbl':'tag','id':'#t%u'}", k > 0 ? "," : "", k);
      g_string_append (request, "]}");
    }
  g_string_append (request, "]}");
  return g_string_free (request, FALSE);
}

static void
limits_of_a_request_are_where_hello_says (void)
{
  g_autoptr (Server) s = server_new ();
  static const struct
  {
    guint groups, ops, status;
  } cases[] = { { 500, 1, 200 }, { 501, 1, 413 }, { 1, 500, 200 }, { 1, 501, 413 } };
  g_autofree char *bare = request_with (s, 0, 0, 0);
  g_autofree char *json = server_json (bare);
  g_autofree char *length = server_value (s, "select octet_length ('%s'::jsonb::text)", json);
  gsize room = 1048576 - strtoul (length, NULL, 10);
  g_autofree char *full = request_with (s, 0, 0, room);
  g_autofree char *over = request_with (s, 0, 0, room + 1);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *request = request_with (s, cases[i].groups, cases[i].ops, 0);

      g_assert_cmpuint (server_call (s, "push", request), ==, cases[i].status);
    }
  g_assert_cmpuint (server_call (s, "push", full), ==, 200);
  g_assert_cmpuint (server_call (s, "push", over), ==, 413);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rls/no-table-opens-to-anybody", no_table_opens_to_anybody);
  g_test_add_func ("/rls/policies-hold-for-the-owner-of-the-tables", policies_hold_for_the_owner_of_the_tables);
  g_test_add_func ("/rls/functions-answer-strangers-with-a-word", functions_answer_strangers_with_a_word);
  g_test_add_func ("/rls/own-call-touches-only-the-own-space", own_call_touches_only_the_own_space);
  g_test_add_func ("/rls/viewer-reads-and-never-writes", viewer_reads_and_never_writes);
  g_test_add_func ("/rls/arguments-meant-to-harm-do-none", arguments_meant_to_harm_do_none);
  g_test_add_func ("/rls/arguments-of-a-pull-do-no-harm", arguments_of_a_pull_do_no_harm);
  g_test_add_func ("/rls/limits-of-a-request-are-where-hello-says", limits_of_a_request_are_where_hello_says);
  return g_test_run ();
}

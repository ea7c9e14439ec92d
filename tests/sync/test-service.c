/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sync service with everything real but the project, which breaks off after any byte, answers as thieves, proxies
 * and other projects do, or hands out rows that nobody should. Always: the state says what is the matter, writing here
 * goes on, and when the trouble is over everything is on both sides. WOODSHED_SWEEP=all: every byte of every answer. */
#include "pair-fixture.h"

#include <string.h>

#include "../fake-logind.h"

/* The trouble is over: everything on both sides, and nothing asked of anybody. */
static void
all_is_well (Pair *f)
{
  project_mend (f->project);
  pair_agree (f);
}

/* From when it is said to be under way. */
static void
ask_for_all (Player *self, gboolean load)
{
  gboolean loads = FALSE;
  guint n_rows;

  if (load)
    shed_sync_service_reload (self->service);
  else
    shed_sync_service_verify (self->service);
  while (!shed_sync_service_get_comparing (self->service, &loads, &n_rows))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (loads, ==, load);
}

/* Every byte */

static void
cut_anywhere (Pair *f, gconstpointer data)
{
  gboolean all = g_strcmp0 (g_getenv ("WOODSHED_SWEEP"), "all") == 0;
  gboolean with_hello = GPOINTER_TO_INT (data) != 0;
  gsize n_bytes, step;
  guint n_done = 0, n_said = 0;

  player_rename (f->player, f->tune, "Measured");
  if (with_hello)
    player_wait_a_day (f->player);
  project_cut (f->project, -1, WIRE_CLOSE);
  g_assert_cmpstr (player_sync (f->player), ==, "up-to-date");
  n_bytes = project_get_bytes (f->project);
  g_assert_cmpuint (n_bytes, >, 500);
  step = all ? 1 : g_getenv ("WOODSHED_TEST_SLOW") != NULL ? n_bytes / 8 : n_bytes / 45;
  for (gsize at = 0; at < n_bytes; at += step, n_done++)
    {
      g_autofree char *title = g_strdup_printf ("Cut at %zu", at), *waiting = NULL;
      const char *word;

      player_rename (f->player, f->tune, title);
      if (with_hello)
        player_wait_a_day (f->player);
      project_cut (f->project, (gssize) at, n_done % 2 ? WIRE_RESET : WIRE_CLOSE);
      word = player_sync (f->player);
      /* A page asked for on a dead connection is asked for again at once: then nothing was the matter. */
      if (strcmp (word, "up-to-date") != 0)
        {
          g_assert_true (strcmp (word, "offline") == 0 || strcmp (word, "server-trouble") == 0);
          g_assert_true (player_status (f->player)->trouble == SHED_SYNC_TROUBLE_OFFLINE ||
                         player_status (f->player)->trouble == SHED_SYNC_TROUBLE_TRUNCATED);
          n_said++;
        }
      project_mend (f->project);
      g_assert_cmpstr (player_sync (f->player), ==, "up-to-date");
      waiting = player_ask (f->player, "SELECT count(*) FROM outbox");
      g_assert_cmpstr (waiting, ==, "0");
    }
  g_test_message ("%u places of %zu, %u noticed", n_done, n_bytes, n_said);
  g_assert_cmpuint (n_said, >, n_done / 4);
  all_is_well (f);
}

/* What a project, or somebody in its place, may say */

typedef struct {
  const char     *name, *status, *type, *body;
  const char     *word, *code;
  ShedSyncTrouble trouble;
  gboolean        lasts; /* until the program or the account is another */
} Case;

#define HTML "text/html"

static const Case cases[] = {
  { "captive-portal", "200 OK", HTML, "<html>Welcome</html>", "portal", "", SHED_SYNC_TROUBLE_PORTAL, FALSE },
  { "captive-portal-redirects", "302 Found", HTML, "", "portal", "", SHED_SYNC_TROUBLE_PORTAL, FALSE },
  { "body-cut-with-its-length", "200 OK", NULL, "{\"proto\":1,\"tables\":{\"tune\":{\"col", "server-trouble", "",
    SHED_SYNC_TROUBLE_TRUNCATED, FALSE },
  { "somebody-elses-json", "200 OK", NULL, "{\"status\":\"ok\"}", "portal", "", SHED_SYNC_TROUBLE_PORTAL, FALSE },
  { "empty-object-of-ours", "200 OK", NULL, "{\"proto\":1,\"end\":true}", NULL, "", SHED_SYNC_TROUBLE_NONE, FALSE },
  { "results-that-are-no-list", "200 OK", NULL, "{\"proto\":1,\"results\":7,\"tables\":[],\"spaces\":{},\"end\":true}",
    NULL, "", SHED_SYNC_TROUBLE_NONE, FALSE },
  { "wrong-key", "401 Unauthorized", NULL, "{\"message\":\"Invalid API key\"}", "sign-in", "",
    SHED_SYNC_TROUBLE_SIGN_IN, FALSE },
  { "token-of-another-project", "401 Unauthorized", NULL,
    "{\"code\":\"PGRST301\",\"message\":\"No suitable key or wrong key type\"}", "sign-in", "PGRST301",
    SHED_SYNC_TROUBLE_SIGN_IN, FALSE },
  { "a-project-without-our-functions", "404 Not Found", NULL,
    "{\"code\":\"PGRST202\",\"message\":\"Could not find the function\"}", "server-trouble", "PGRST202",
    SHED_SYNC_TROUBLE_NOT_WOODSHED, FALSE },
  { "not-a-project", "404 Not Found", HTML, "<html>Not found</html>", "portal", "", SHED_SYNC_TROUBLE_PORTAL, FALSE },
  { "older-functions-than-the-program", "409 newer than this server", NULL,
    "{\"code\":\"PT409\",\"message\":\"newer\"}", "update-needed", "PT409", SHED_SYNC_TROUBLE_UPDATE, TRUE },
  { "newer-functions-than-the-program", "200 OK", NULL, "{\"proto\":1,\"reset\":\"schema\",\"end\":true}",
    "update-needed", "", SHED_SYNC_TROUBLE_NONE, TRUE },
  { "a-later-protocol", "200 OK", NULL, "{\"proto\":2,\"end\":true}", "update-needed", "", SHED_SYNC_TROUBLE_UPDATE,
    TRUE },
  { "not-a-member-any-more", "404 Not Found", NULL, "{\"code\":\"PT404\",\"message\":\"no such space\"}",
    "server-trouble", "PT404", SHED_SYNC_TROUBLE_REFUSED, FALSE },
  { "rate-limit", "429 Too Many Requests", NULL, "{\"message\":\"slow down\"}", "server-trouble", "",
    SHED_SYNC_TROUBLE_BUSY, FALSE },
  { "bad-gateway", "502 Bad Gateway", HTML, "<html>502</html>", "server-trouble", "", SHED_SYNC_TROUBLE_SERVER, FALSE },
  { "a-function-that-fails", "500 Internal Server Error", NULL, "{\"code\":\"XX000\",\"message\":\"oh\"}",
    "server-trouble", "XX000", SHED_SYNC_TROUBLE_SERVER, FALSE },
};

static void
one_case (Pair *f, gconstpointer data)
{
  const Case *c = data;
  g_autofree char *waiting = NULL, *new_tune = NULL;

  for (guint round = 0; round < 2; round++)
    {
      player_rename (f->player, f->tune, round == 0 ? "While it is so" : "Still so");
      if (round == 1)
        player_wait_a_day (f->player); /* a hello, too */
      project_say (f->project, "/rest/", G_MAXUINT, c->status, c->type, c->body);
      player_sync (f->player);
      if (c->word != NULL)
        {
          g_assert_cmpstr (shed_sync_service_get_word (f->player->service), ==, c->word);
          g_assert_cmpint (player_status (f->player)->trouble, ==, c->trouble);
          g_assert_cmpstr (player_status (f->player)->code, ==, c->code);
        }
      g_assert_cmpstr (shed_sync_service_get_word (f->player->service), !=, "up-to-date");
      if (c->lasts || strcmp (shed_sync_service_get_word (f->player->service), "sign-in") == 0)
        break;
    }
  new_tune = player_write (f->player, "Made meanwhile");
  waiting = player_ask (f->player, "SELECT count(*) FROM outbox WHERE state IN ('new', 'sent')");
  g_assert_cmpint (atoi (waiting), >=, 1);
  player_check (f->player);
  project_mend (f->project);
  if (c->lasts || strcmp (shed_sync_service_get_word (f->player->service), "sign-in") == 0)
    {
      /* The program is another one, or signed in anew: what waited is sent. */
      g_autoptr (GError) error = NULL;

      player_restart (f->player);
      player_sign_in (f->player, &error);
      g_assert_no_error (error);
    }
  all_is_well (f);
}

/* Rows that nobody should hand out */

typedef struct {
  const char *name, *from, *to;
  gboolean    is_fine; /* they are shown, or passed over; otherwise the state says trouble until they are gone */
} Rows;

static char million[1024 * 1024 + 1];

static const Rows rows[] = {
  { "unknown-tables", "\"tables\":{",
    "\"tables\":{\"zither\":{\"columns\":[\"id\",\"deleted\",\"rv\"],\"rows\":[[\"x\",false,\"9\"],7,null]},", TRUE },
  { "unknown-columns", "\"columns\":[\"id\",", "\"columns\":[\"id\",\"colour\",",
    FALSE }, /* every value in its neighbour's place */
  { "nul", "Second", "Sec\\u0000ond", FALSE },
  { "lone-surrogates", "Second", "Sec\\ud800ond", FALSE },
  { "a-note-of-a-megabyte", "Second", million, FALSE },
  { "no-columns", "\"columns\":", "\"kolumns\":", FALSE },
  { "rows-that-are-no-rows", "\"rows\":[[", "\"rows\":[null,7,\"x\",{},[],[[", FALSE },
};

static char *
twist (const char *body, gpointer data)
{
  const Rows *r = data;
  g_autoptr (GString) text = g_string_new (body);

  g_string_replace (text, r->from, r->to, 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
one_kind_of_rows (Pair *f, gconstpointer data)
{
  const Rows *r = data;
  g_autofree char *second = player_write (f->other, "Second"), *mine = NULL, *shown = NULL;
  const char *word;

  memset (million, 'a', sizeof million - 1);
  g_assert_cmpstr (player_sync (f->other), ==, "up-to-date");
  project_twist (f->project, twist, (gpointer) r);
  word = player_sync (f->player);
  if (r->is_fine)
    g_assert_cmpstr (word, ==, "up-to-date");
  else
    g_assert_true (strcmp (word, "up-to-date") == 0 || strcmp (word, "server-trouble") == 0 || strcmp (word, "portal") == 0 ||
                   strcmp (word, "waiting") == 0);
  player_check (f->player);
  shown = player_ask (
    f->player,
    "SELECT group_concat (title) FROM tune WHERE instr (CAST (title AS BLOB), x'00') > 0 OR length (title) > 100000");
  g_assert_null (shown);
  /* Work goes on, and is sent, whatever cannot be received. */
  mine = player_write (f->player, "Mine");
  player_sync (f->player);
  player_check (f->player);
  project_mend (f->project);
  player_sync (f->player);
  /* What was taken as it was said stays until it is loaded again: a person can ask for that. */
  ask_for_all (f->player, TRUE);
  player_sync (f->player);
  all_is_well (f);
}

static void
a_clock_two_days_off (Pair *f, gconstpointer data)
{
  gint64 off = GPOINTER_TO_INT (data) * G_GINT64_CONSTANT (24) * 3600 * 1000;
  Player *wrong = player_new (f->project, off);
  Player *all[] = { f->player, f->other, wrong };
  g_autofree char *tune = NULL, *title = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (player_sign_in (wrong, &error));
  tune = player_write (wrong, "Out of time");
  g_assert_cmpstr (player_sync (wrong), ==, "up-to-date");
  /* Said, so that the window can say it; nothing is decided by it: who came last to the server counts. */
  g_assert_cmpint (ABS (player_status (wrong)->clock_ahead_ms - off), <, 3600 * 1000);
  g_assert_cmpstr (player_sync (f->player), ==, "up-to-date");
  player_rename (f->player, tune, "In time");
  g_assert_cmpstr (player_sync (f->player), ==, "up-to-date");
  players_agree (all, 3);
  title = player_ask (wrong, "SELECT group_concat (title) FROM tune WHERE title = 'In time'");
  g_assert_cmpstr (title, ==, "In time");
  player_free (wrong);
}

static void
the_answer_to_a_push_is_lost_again_and_again (Pair *f, gconstpointer data)
{
  for (guint i = 0; i < 5; i++)
    {
      project_say (f->project, "woodshed_push", 1, "502 Bad Gateway", HTML, "<html></html>");
      player_rename (f->player, f->tune, i % 2 ? "Even" : "Odd");
      g_assert_cmpstr (player_sync (f->player), ==, "server-trouble");
    }
  all_is_well (f);
}

static void
a_push_that_never_arrives_is_sent_again (Pair *f, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    {
      project_lose (f->project, "woodshed_push", 1 + i % 2);
      player_rename (f->player, f->tune, i % 2 ? "Even" : "Odd");
      g_free (player_write (f->player, "New"));
      g_assert_cmpstr (player_sync (f->player), !=, "portal");
    }
  all_is_well (f);
}

/* 56: the token's hour ends between a push and its answer: it is renewed once and the same body sent, within one sync. */
static void
a_token_that_ends_on_the_way_is_renewed_and_the_same_body_sent (Pair *f, gconstpointer data)
{
  guint n_tokens = project_get_tokens (f->project), n_pushes = project_get_pushes (f->project);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  player_rename (f->player, f->tune, "Sent twice, written once");
  project_say (f->project, "woodshed_push", 1, "401 Unauthorized", NULL, "{\"code\":\"PGRST303\",\"message\":\"JWT expired\"}");
  g_assert_cmpstr (player_sync (f->player), ==, "up-to-date");
  g_assert_cmpuint (project_get_tokens (f->project), ==, n_tokens + 1);
  g_assert_cmpuint (project_get_pushes (f->project), ==, n_pushes + 2);
  first = project_dup_push (f->project, n_pushes);
  second = project_dup_push (f->project, n_pushes + 1);
  g_assert_cmpstr (strstr (first, "\r\n\r\n"), ==, strstr (second, "\r\n\r\n"));
  g_assert_nonnull (strstr (first, "\r\nAuthorization: Bearer "));
  g_assert_nonnull (strstr (second, "\r\nAuthorization: Bearer "));
  g_assert_cmpint (strncmp (strstr (first, "\r\nAuthorization: "), strstr (second, "\r\nAuthorization: "), 64), !=, 0);
  pair_agree (f);
}

/* It was begun, the project broke off, the program ended: the next one says that it goes on, and brings it to its end. */
static void
a_comparison_goes_on_after_a_restart (Pair *f, gconstpointer data)
{
  for (guint load = 0; load < 2; load++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *found = NULL;
      gboolean loads;
      guint n_rows;

      project_say (f->project, "woodshed_pull", G_MAXUINT, "502 Bad Gateway", HTML, "<html></html>");
      ask_for_all (f->player, load);
      g_assert_cmpstr (player_sync (f->player), ==, "server-trouble");
      player_restart (f->player);
      g_assert_true (player_go_on (f->player, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (player_sync (f->player), ==, "server-trouble");
      g_assert_true (shed_sync_service_get_comparing (f->player->service, &loads, &n_rows));
      g_assert_cmpint (loads, ==, load);
      project_mend (f->project);
      g_assert_cmpstr (player_sync (f->player), ==, "up-to-date");
      g_assert_false (shed_sync_service_get_comparing (f->player->service, &loads, &n_rows));
      found = player_ask (f->player, "SELECT json_extract (value, '$.loaded') FROM meta WHERE name = 'compared'");
      g_assert_cmpstr (found, ==, load ? "1" : "0");
    }
  all_is_well (f);
}

/* Nothing of it could begin, for the project had ended the session, and the program ended: it is done after the next signing in.
 * Whoever kills the program in the place of ending it finds the same file: it stands there before it is shown. */
static void
a_comparison_asked_for_is_kept_until_it_can_begin (Pair *f, gconstpointer data)
{
  for (guint load = 0; load < 2; load++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *kept = NULL, *found = NULL, *left = NULL;
      gboolean loads;
      guint n_rows;

      project_say (f->project, "/", G_MAXUINT, "401 Unauthorized", NULL,
                   "{\"code\":401,\"error_code\":\"session_not_found\",\"msg\":\"Session not found\"}");
      g_assert_cmpstr (player_sync (f->player), ==, "sign-in");
      ask_for_all (f->player, load);
      kept = player_ask (f->player, "SELECT value FROM meta WHERE name = 'compare_asked'");
      g_assert_cmpstr (kept, ==, load ? "1" : "0");
      player_restart (f->player);
      project_mend (f->project);
      g_assert_true (player_sign_in (f->player, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (player_sync (f->player), ==, "up-to-date");
      g_assert_false (shed_sync_service_get_comparing (f->player->service, &loads, &n_rows));
      found = player_ask (f->player, "SELECT json_extract (value, '$.loaded') FROM meta WHERE name = 'compared'");
      g_assert_cmpstr (found, ==, load ? "1" : "0");
      left = player_ask (f->player, "SELECT count(*) FROM meta WHERE name LIKE 'compare\\_%' ESCAPE '\\'");
      g_assert_cmpstr (left, ==, "0");
    }
  all_is_well (f);
}

/* What another version of the program wrote */

static gboolean
write_raw (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return shed_db_exec (db, data, error);
}

static void
player_write_raw (Player *self, const char *sql)
{
  g_autoptr (GError) error = NULL;

  shed_store_write (self->store, 0, 0, NULL, write_raw, (gpointer) sql, &error);
  g_assert_no_error (error);
}

/* Letters in two forms, blanks, lists in another order: this version would write none of it so. Nobody "corrects" it on
 * the way, or two versions would do so to each other for ever. */
static void
what_another_version_wrote_is_never_corrected (Pair *f, gconstpointer data)
{
  Player *all[] = { f->player, f->other };
  g_autofree char *title = NULL;
  char *cursors[2] = { NULL, NULL };

  player_write_raw (f->other,
                    "UPDATE tune SET title = 'Cafe' || char (769) || '  Reel', composer = 'e' || char (769), key = 'd dorian',"
                    " abc = 'X:1' || char (10, 10) || 'T:x' || char (10, 10) || 'K:D' || char (10) || 'd2',"
                    " inferred = '[\"meter\",\"key\"]'");
  g_assert_cmpstr (player_sync (f->other), ==, "up-to-date");
  g_assert_cmpstr (player_sync (f->player), ==, "up-to-date");
  title = player_ask (f->player,
                      "SELECT title = 'Cafe' || char (769) || '  Reel' AND abc LIKE 'X:1' || char (10, 10) || '%' FROM tune");
  g_assert_cmpstr (title, ==, "1");
  for (guint round = 0; round < 3; round++)
    for (guint i = 0; i < 2; i++)
      {
        g_autofree char *cursor = NULL;

        player_restart (all[i]);
        g_assert_true (player_sign_in (all[i], NULL));
        g_assert_cmpstr (player_sync (all[i]), ==, "up-to-date");
        g_assert_cmpuint (player_status (all[i])->pushed, ==, 0);
        cursor = player_ask (all[i], "SELECT value FROM meta WHERE name = 'cursor'");
        if (cursors[i] != NULL)
          g_assert_cmpstr (cursor, ==, cursors[i]);
        g_free (cursors[i]);
        cursors[i] = g_steal_pointer (&cursor);
      }
  g_assert_cmpstr (cursors[0], ==, cursors[1]);
  all_is_well (f);
  g_free (cursors[0]);
  g_free (cursors[1]);
}

static void
numbers_beyond_53_bits_arrive_as_they_are (Pair *f, gconstpointer data)
{
  g_autofree char *made = NULL;

  player_write_raw (f->other,
                    "INSERT INTO tune (id, created_at, book_id, title, merged, inferred)"
                    " SELECT '0193f3a0-0000-7000-8000-00000000abcd', 9007199254740993, book_id, 'Late', '[]', '[]'"
                    " FROM tune LIMIT 1");
  g_assert_cmpstr (player_sync (f->other), ==, "up-to-date");
  g_assert_cmpstr (player_sync (f->player), ==, "up-to-date");
  made = player_ask (f->player, "SELECT created_at FROM tune WHERE title = 'Late'");
  g_assert_cmpstr (made, ==, "9007199254740993");
  all_is_well (f);
}

/* Sleep. logind is a name on a bus of this test's own. */

typedef struct {
  Pair       pair;
  GTestDBus *bus;
} Sleeper;

static gboolean
is_syncing (Pair *f)
{
  return player_status (f->player)->state == SHED_SYNC_SYNCING;
}

static guint
count_requests (Project *project)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&project->mutex);

  return project->n_requests;
}

static gboolean
wake_loop (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* First of all: the process that ends the bus after a crash keeps every file open that was open before it, and locks. */
static void
set_up_with_bus (Sleeper *s, gconstpointer data)
{
  g_autofree char *session = g_strdup (g_getenv ("DBUS_SESSION_BUS_ADDRESS"));

  s->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (s->bus);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (s->bus), TRUE);
  if (session != NULL)
    g_setenv ("DBUS_SESSION_BUS_ADDRESS", session, TRUE);
  pair_set_up (&s->pair, data);
}

/* The bus ends before the program, which lives on. */
static void
tear_down_with_bus (Sleeper *s, gconstpointer data)
{
  gint64 limit = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, NULL);
  guint tick = g_timeout_add (20, wake_loop, NULL);

  g_test_dbus_stop (s->bus);
  g_object_unref (s->bus);
  while (!g_dbus_connection_is_closed (bus) && g_get_monotonic_time () < limit)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_dbus_connection_is_closed (bus));
  g_source_remove (tick);
  pair_tear_down (&s->pair, data);
}

static void
asleep_in_a_request_wakes_and_asks_at_once (Sleeper *s, gconstpointer data)
{
  Pair *f = &s->pair;
  g_autoptr (GDBusConnection) logind = test_logind_new (g_test_dbus_get_bus_address (s->bus));
  g_autoptr (GError) error = NULL;
  g_autofree char *waiting = NULL;
  gint64 limit = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  guint tick = g_timeout_add (20, wake_loop, NULL), n_requests;

  player_restart (f->player);
  f->player->listening = TRUE;
  g_assert_true (player_sign_in (f->player, &error));
  g_assert_cmpstr (player_sync (f->player), ==, "up-to-date");

  /* The answer to a push breaks off and nothing more comes. */
  player_rename (f->player, f->tune, "Asleep");
  project_cut (f->project, 10, WIRE_STALL);
  shed_clock_set (f->player->clock, shed_clock_now_ms (f->player->clock) + 11000, NULL);
  shed_sync_service_sync_now (f->player->service);
  while (project_get_bytes (f->project) < 10 && g_get_monotonic_time () < limit)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (is_syncing (f));
  while (is_syncing (f) && g_get_monotonic_time () < limit)
    {
      test_logind_say_sleep (logind, TRUE);
      for (guint i = 0; i < 5; i++)
        g_main_context_iteration (NULL, TRUE);
    }
  /* Given up, which is no failure: nobody is told of trouble after every night. */
  g_assert_false (is_syncing (f));
  g_assert_cmpuint (player_status (f->player)->n_failures, ==, 0);
  project_mend (f->project);

  /* Nothing is asked in one's sleep, by whatever. */
  n_requests = count_requests (f->project);
  player_rename (f->player, f->tune, "Half asleep");
  shed_clock_set (f->player->clock, shed_clock_now_ms (f->player->clock) + 3600 * 1000, NULL);
  shed_sync_service_sync_now (f->player->service);
  for (guint i = 0; i < 20; i++)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count_requests (f->project), ==, n_requests);

  /* Awake: at once, asked by nobody. */
  test_logind_say_sleep (logind, FALSE);
  while (g_strcmp0 (shed_sync_service_get_word (f->player->service), "up-to-date") != 0 && g_get_monotonic_time () < limit)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (shed_sync_service_get_word (f->player->service), ==, "up-to-date");
  waiting = player_ask (f->player, "SELECT count(*) FROM outbox");
  g_assert_cmpstr (waiting, ==, "0");
  all_is_well (f);

  g_source_remove (tick);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/service/cut-after-any-byte", Pair, GINT_TO_POINTER (0), pair_set_up, cut_anywhere, pair_tear_down);
  g_test_add ("/service/cut-after-any-byte-of-a-day-with-hello", Pair, GINT_TO_POINTER (1), pair_set_up, cut_anywhere,
              pair_tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/service/said/", cases[i].name, NULL);

      g_test_add (path, Pair, &cases[i], pair_set_up, one_case, pair_tear_down);
    }
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/service/rows/", rows[i].name, NULL);

      g_test_add (path, Pair, &rows[i], pair_set_up, one_kind_of_rows, pair_tear_down);
    }
  g_test_add ("/service/a-clock-two-days-ahead", Pair, GINT_TO_POINTER (2), pair_set_up, a_clock_two_days_off, pair_tear_down);
  g_test_add ("/service/a-clock-two-days-behind", Pair, GINT_TO_POINTER (-2), pair_set_up, a_clock_two_days_off, pair_tear_down);
  g_test_add ("/service/the-answer-to-a-push-is-lost-again-and-again", Pair, NULL, pair_set_up,
              the_answer_to_a_push_is_lost_again_and_again, pair_tear_down);
  g_test_add ("/service/a-push-that-never-arrives-is-sent-again", Pair, NULL, pair_set_up,
              a_push_that_never_arrives_is_sent_again, pair_tear_down);
  g_test_add ("/service/a-token-that-ends-on-the-way-is-renewed-and-the-same-body-sent", Pair, NULL, pair_set_up,
              a_token_that_ends_on_the_way_is_renewed_and_the_same_body_sent, pair_tear_down);
  g_test_add ("/service/a-comparison-asked-for-is-kept-until-it-can-begin", Pair, NULL, pair_set_up,
              a_comparison_asked_for_is_kept_until_it_can_begin, pair_tear_down);
  g_test_add ("/service/a-comparison-goes-on-after-a-restart", Pair, NULL, pair_set_up, a_comparison_goes_on_after_a_restart,
              pair_tear_down);
  g_test_add ("/service/what-another-version-wrote-is-never-corrected", Pair, NULL, pair_set_up,
              what_another_version_wrote_is_never_corrected, pair_tear_down);
  g_test_add ("/service/numbers-beyond-53-bits-arrive-as-they-are", Pair, NULL, pair_set_up,
              numbers_beyond_53_bits_arrive_as_they_are, pair_tear_down);
  g_test_add ("/service/asleep-in-a-request-wakes-and-asks-at-once", Sleeper, NULL, set_up_with_bus,
              asleep_in_a_request_wakes_and_asks_at_once, tear_down_with_bus);
  return g_test_run ();
}

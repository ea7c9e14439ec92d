/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What sync costs with everything real: account, library, service, sockets, the development gateway and its PostgreSQL
 * (tests/server/with-gateway.sh gives the address). Floors of the same minute: the same pages fetched by libsoup alone,
 * their rows put into a bare SQLite table. Once as it is, once with 50 ms put before each answer.
 *   --rows N   first syncs of up to so many rows (3,000; uploading 50,000 and 100,000 takes minutes)
 *   --fill COMMAND   what is above 3,000 rows is put into the server by "COMMAND SPACE N" instead of by a computer
 *   --first    first syncs alone
 *   --small    a fraction of everything, to see that it works */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bench-report.h"
#include "shed-command.h"
#include "shed-import.h"
#include "shed-library.h"
#include "shed-sync-adopt.h"
#include "shed-sync-service.h"

typedef struct {
  char            *folder;
  ShedProfile     *profile;
  ShedAccount     *account;
  ShedStore       *store;
  ShedSyncService *service;
  gint64           changed_at; /* when something of the other computer was shown */
} Player;

static const char *url, *key;
static guint n_players;

static double
ms_since (gint64 from)
{
  return (g_get_monotonic_time () - from) / 1000.0;
}

static double
cpu_ms (void)
{
  struct rusage use;

  getrusage (RUSAGE_SELF, &use);
  return (use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1e3 + (use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e3;
}

/* The gateway */

static char *
order (const char *rule)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *address = g_strconcat (url, "/__gateway", NULL);
  g_autoptr (SoupMessage) message = soup_message_new (rule != NULL ? "POST" : "GET", address);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = NULL;

  if (rule != NULL)
    {
      g_autoptr (GBytes) body = g_bytes_new (rule, strlen (rule));

      soup_message_set_request_body_from_bytes (message, "application/json", body);
    }
  answer = soup_session_send_and_read (session, message, NULL, &error);
  must (answer != NULL);
  return g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
}

static gint64
n_requests (void)
{
  g_autofree char *text = order (NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GList) values = NULL;
  gint64 n = 0;

  json_parser_load_from_data (parser, text, -1, NULL);
  values = json_object_get_values (json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)), "seen"));
  for (GList *v = values; v != NULL; v = v->next)
    n += json_node_get_int (v->data);
  return n;
}

static void
set_delay (guint ms)
{
  g_autofree char *reset = order ("{\"rule\":\"reset\"}");
  g_autofree char *rule = g_strdup_printf ("{\"rule\":\"delay\",\"match\":\"\",\"ms\":%u,\"count\":-1}", ms);

  if (ms > 0)
    g_free (order (rule));
}

/* Players */

static void
take (GObject *source, GAsyncResult *result, gpointer to)
{
  *(GAsyncResult **) to = g_object_ref (result);
}

static void
on_changed (ShedStore *store, ShedChanges *changes, gpointer data)
{
  if (shed_changes_is_from_server (changes) && shed_changes_has_table (changes, "tune"))
    ((Player *) data)->changed_at = g_get_monotonic_time ();
}

static gboolean
is_done (Player *self)
{
  const ShedSyncStatus *status = shed_sync_service_get_status (self->service);

  if (status->n_failures > 0)
    g_error ("trouble %d %s", status->trouble, status->code);
  return status->state == SHED_SYNC_UP_TO_DATE;
}

static void
wait_done (Player *self)
{
  while (!is_done (self))
    g_main_context_iteration (NULL, TRUE);
}

static Player *
player_new (void)
{
  Player *self = g_new0 (Player, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  self->folder = g_dir_make_tmp ("woodshed-bench-XXXXXX", NULL);
  self->profile = shed_profile_new (self->folder);
  self->account = shed_account_new (self->profile);
  shed_account_sign_in_async (self->account, url, key, "anna@example.org", "fiddle-and-flute", NULL, take, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  must (shed_account_sign_in_finish (self->account, result, &error));
  must (shed_sync_adopt (self->profile, shed_account_get_user_id (self->account), &error));
  self->store = shed_library_open (self->profile, NULL, NULL, &error);
  must (self->store != NULL);
  g_signal_connect (self->store, "changed", G_CALLBACK (on_changed), self);
  self->service = shed_sync_service_new (self->store, self->account, self->profile);
  g_autofree char *name = g_strdup_printf ("Bench %u", ++n_players);
  g_object_set (self->service, "listening", FALSE, "device-name", name, NULL);
  return self;
}

static void
sync_now (Player *self)
{
  shed_sync_service_sync_now (self->service);
  wait_done (self);
}

static void
player_free (Player *self)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", self->folder);
  g_autoptr (GAsyncResult) result = NULL;

  shed_sync_service_stop_async (self->service, take, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (self->service);
  shed_store_close (self->store);
  g_object_unref (self->store);
  g_object_unref (self->account);
  g_object_unref (self->profile);
  if (system (command) != 0)
    g_printerr ("%s: left there\n", self->folder);
  g_free (self->folder);
  g_free (self);
}

static void
add_tunes (Player *self, guint n)
{
  static guint made;
  g_autoptr (GString) abc = g_string_new (NULL);
  g_autoptr (GBytes) text = NULL;
  g_autoptr (ShedImportJob) job = shed_import_job_new (self->store);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++, made++)
    g_string_append_printf (
      abc, "X:%u\nT:Tune number %u\nR:reel\nM:4/4\nL:1/8\nK:D\n|:DEFG ABcd|e2dB AFED|%c2GF EDCB|ABcd efga:|\n\n", i + 1,
      made, "ABcdefg"[made % 7]);
  text = g_bytes_new (abc->str, abc->len);
  shed_import_job_add_text (job, "Book", text);
  must (shed_import_job_run (job, NULL, &error));
}

/* Without a computer that uploads. */
static void
fill_server (Player *self, const char *command, guint n)
{
  g_autofree char *line = g_strdup_printf ("%s %s %u", command, shed_account_get_user_id (self->account), n);

  if (system (line) != 0)
    g_error ("%s", line);
}

/* Floors */

static void
floor_of_first (const char *token, const char *user, double *wire, double *insert, guint *n_pages, gsize *n_bytes)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autofree char *cursor = g_strdup ("0"), *path = NULL;
  gboolean more = TRUE;
  gint64 from = g_get_monotonic_time ();
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;

  *n_bytes = 0;
  while (more)
    {
      g_autofree char *address =
        g_strdup_printf ("%s/rest/v1/rpc/woodshed_pull?space=%s&cursor=%s&lim=5000&schema=1", url, user, cursor);
      g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);
      g_autoptr (SoupMessage) message = soup_message_new ("GET", address);
      g_autoptr (GError) error = NULL;
      GBytes *page;
      const char *next, *text;

      soup_message_headers_replace (soup_message_get_request_headers (message), "apikey", key);
      soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization", bearer);
      page = soup_session_send_and_read (session, message, NULL, &error);
      must (page != NULL);
      g_ptr_array_add (pages, page);
      *n_bytes += g_bytes_get_size (page);
      text = g_bytes_get_data (page, NULL);
      next = g_strstr_len (text, (gssize) g_bytes_get_size (page), "\"next\"");
      must (next != NULL);
      next = strchr (next + 6, '"') + 1;
      g_free (cursor);
      cursor = g_strndup (next, strchr (next, '"') - next);
      next = g_strstr_len (text, (gssize) g_bytes_get_size (page), "\"more\"");
      more = next != NULL &&
             strncmp (next + strcspn (next, ":") + 1 + strspn (next + strcspn (next, ":") + 1, " "), "true", 4) == 0;
    }
  *n_pages = pages->len;
  *wire = ms_since (from);
  path = g_build_filename (g_get_tmp_dir (), "woodshed-bench-floor.db", NULL);
  g_remove (path);
  from = g_get_monotonic_time ();
  sqlite3_open (path, &db);
  sqlite3_exec (
    db,
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (id TEXT PRIMARY KEY, row TEXT) WITHOUT ROWID; BEGIN",
    NULL, NULL, NULL);
  sqlite3_prepare_v2 (
    db,
    "INSERT OR REPLACE INTO t SELECT json_extract (r.value, '$[0]'), r.value FROM json_each (?1, '$.tables') x,"
    " json_each (x.value, '$.rows') r",
    -1, &stmt, NULL);
  for (guint i = 0; i < pages->len; i++)
    {
      gsize n;
      const char *bytes = g_bytes_get_data (pages->pdata[i], &n);

      sqlite3_bind_text (stmt, 1, bytes, (int) n, SQLITE_STATIC);
      if (sqlite3_step (stmt) != SQLITE_DONE)
        g_error ("%s", sqlite3_errmsg (db));
      sqlite3_reset (stmt);
    }
  sqlite3_finalize (stmt);
  sqlite3_exec (db, "COMMIT", NULL, NULL, NULL);
  sqlite3_close (db);
  *insert = ms_since (from);
  g_remove (path);
}

/* What is measured */

static void
first_sync (Player *there, guint n, guint delay)
{
  Player *fresh;
  g_autofree char *token = NULL, *name = g_strdup_printf ("first sync of %u rows, +%u ms", n, delay), *detail = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  double wire, insert, took, cpu;
  guint n_pages;
  gsize n_bytes;
  gint64 from, requests;

  shed_account_get_token_async (there->account, NULL, NULL, take, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  token = shed_account_get_token_finish (there->account, result, NULL);
  fresh = player_new ();
  set_delay (delay);
  floor_of_first (token, shed_account_get_user_id (there->account), &wire, &insert, &n_pages, &n_bytes);
  requests = n_requests ();
  from = g_get_monotonic_time ();
  cpu = cpu_ms ();
  shed_sync_service_start (fresh->service);
  wait_done (fresh);
  took = ms_since (from);
  cpu = cpu_ms () - cpu;
  set_delay (0);
  detail = g_strdup_printf ("%.0f ms, %.0f ms of CPU, %d requests; floor: %u pages %.1f MB %.0f ms + insert %.0f ms", took, cpu,
                            (int) (n_requests () - requests), n_pages, n_bytes / 1e6, wire, insert);
  bench_report (name, took / (wire + insert), "x floor", 1.5, detail);
  player_free (fresh);
}

static void
offline_edits (Player *self, guint n, guint delay)
{
  static guint round;
  static gint64 asked_at = G_MININT64 / 2;
  g_autofree char *name = g_strdup_printf ("push of %u offline edits, +%u ms", n, delay), *detail = NULL;
  g_autoptr (GError) error = NULL;
  gint64 from, requests;
  double cpu, took;

  round++;
  g_object_set (self->service, "automatic", FALSE, NULL);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *title = g_strdup_printf ("Offline %u %u", round, i);
      const char *values[] = { title, NULL };
      g_autoptr (ShedCommand) command = shed_command_tune_new (NULL, (const char *[]){ "title", NULL }, values, NULL);

      must (shed_command_run (command, self->store, 0, NULL, &error));
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
  /* Asked for by hand, which counts once in ten seconds. */
  while (ms_since (asked_at) < 10500)
    g_main_context_iteration (NULL, FALSE);
  set_delay (delay);
  requests = n_requests ();
  cpu = cpu_ms ();
  from = asked_at = g_get_monotonic_time ();
  shed_sync_service_sync_now (self->service);
  while (shed_sync_service_get_status (self->service)->n_waiting > 0)
    g_main_context_iteration (NULL, TRUE);
  took = ms_since (from);
  wait_done (self);
  cpu = cpu_ms () - cpu;
  set_delay (0);
  detail = g_strdup_printf ("to the last answer; %.0f ms to the end with its pull, %.0f ms of CPU, %d requests",
                            ms_since (from), cpu, (int)(n_requests () - requests));
  bench_report (name, took, "ms", delay > 0 ? 1000 : 0, detail);
  g_object_set (self->service, "automatic", TRUE, NULL);
}

static void
follow (Player *here, Player *there, guint n, guint delay)
{
  g_autofree double *times = g_new (double, n);
  g_autofree char *p50 = g_strdup_printf ("edit here → shown there, p50, +%u ms", delay),
                  *p95 = g_strdup_printf ("the same, p95, +%u ms", delay);
  g_autoptr (GError) error = NULL;

  set_delay (delay);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *title = g_strdup_printf ("Followed %u %u", delay, i);
      const char *values[] = { title, NULL };
      g_autoptr (ShedCommand) command = shed_command_tune_new (NULL, (const char *[]){ "title", NULL }, values, NULL);
      gint64 from = g_get_monotonic_time ();

      there->changed_at = 0;
      must (shed_command_run (command, here->store, 0, NULL, &error));
      while (there->changed_at == 0 && ms_since (from) < 30000)
        g_main_context_iteration (NULL, TRUE);
      must (there->changed_at != 0);
      times[i] = (there->changed_at - from) / 1000.0;
      wait_done (here);
      wait_done (there);
    }
  set_delay (0);
  bench_report (p50, bench_median (times, n), "ms", 1500, "1000 ms of it: more may be typed");
  bench_report (p95, bench_percentile (times, n, 0.95), "ms", 3000, NULL);
}

static void
empty_sync (Player *self, guint n, guint delay)
{
  g_autofree char *name = g_strdup_printf ("empty sync, +%u ms: time", delay), *detail = NULL;
  double cpu, took;
  gint64 requests, from;

  set_delay (delay);
  sync_now (self);
  requests = n_requests ();
  cpu = cpu_ms ();
  from = g_get_monotonic_time ();
  for (guint i = 0; i < n; i++)
    {
      shed_sync_service_sync_now (self->service);
      wait_done (self);
    }
  took = ms_since (from) / n;
  cpu = (cpu_ms () - cpu) / n;
  detail = g_strdup_printf ("%.2f requests", (double) (n_requests () - requests) / n);
  set_delay (0);
  bench_report (name, took, "ms", 0, detail);
  if (delay == 0)
    bench_report ("empty sync: CPU here", cpu, "ms", 2, NULL);
}

static gint64
n_switches (void)
{
  g_autoptr (GDir) threads = g_dir_open ("/proc/self/task", 0, NULL);
  const char *name;
  gint64 n = 0;

  while ((name = g_dir_read_name (threads)) != NULL)
    {
      g_autofree char *path = g_strdup_printf ("/proc/self/task/%s/status", name), *text = NULL;
      const char *at;

      if (g_file_get_contents (path, &text, NULL, NULL) && (at = strstr (text, "\nvoluntary_ctxt_switches:")) != NULL)
        n += g_ascii_strtoll (at + strlen ("\nvoluntary_ctxt_switches:"), NULL, 10);
    }
  return n;
}

static gboolean
end (gpointer done)
{
  *(gboolean *) done = TRUE;
  return G_SOURCE_REMOVE;
}

static void
idle (guint seconds, gboolean report)
{
  gboolean done = FALSE;
  gint64 requests = n_requests (), switches;
  double cpu;
  g_autofree char *detail = NULL;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_timeout_add_seconds (seconds, end, &done);
  switches = n_switches ();
  cpu = cpu_ms ();
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  cpu = cpu_ms () - cpu;
  switches = n_switches () - switches;
  detail = g_strdup_printf ("%d requests and %.1f ms of CPU in %u s, two computers in one process",
                            (int)(n_requests () - requests), cpu, seconds);
  if (report)
    bench_report ("idle: wakeups a second and computer", switches / 2.0 / seconds, "/s", 2, detail);
}

int
main (int argc, char **argv)
{
  static const guint sizes[] = { 3000, 50000, 100000 };
  gboolean small = FALSE, first = FALSE;
  const char *fill = NULL;
  guint most = 3000;
  Player *here, *there;
  guint n = 0;

  url = g_getenv ("GATEWAY_URL");
  key = g_getenv ("GATEWAY_KEY");
  if (url == NULL || key == NULL)
    {
      g_printerr ("bench-sync: no gateway (tests/server/with-gateway.sh BUILD -- bench-sync)\n");
      return 2;
    }
  for (int i = 1; i < argc; i++)
    if (strcmp (argv[i], "--small") == 0)
      small = TRUE;
    else if (strcmp (argv[i], "--first") == 0)
      first = TRUE;
    else if (strcmp (argv[i], "--rows") == 0 && i + 1 < argc)
      most = (guint) g_ascii_strtoull (argv[++i], NULL, 10);
    else if (strcmp (argv[i], "--fill") == 0 && i + 1 < argc)
      fill = argv[++i];
    else
      {
        g_printerr ("bench-sync [--small] [--first] [--rows 3000|50000|100000] [--fill COMMAND]\n");
        return 2;
      }
  g_free (order ("{\"rule\":\"set\",\"timeout_ms\":60000}"));
  here = player_new ();
  there = player_new ();
  shed_sync_service_start (here->service);
  wait_done (here);
  shed_sync_service_start (there->service);
  wait_done (there);
  for (guint i = 0; i < 2 && !first; i++)
    {
      offline_edits (here, small ? 100 : 1000, i * 50);
      n += small ? 100 : 1000;
    }
  wait_done (there);
  g_object_set (here->service, "visible", TRUE, NULL);
  g_object_set (there->service, "visible", TRUE, NULL);
  idle (3, FALSE); /* both sockets are open */
  for (guint i = 0; i < 2 && !first; i++)
    {
      sync_now (there);
      follow (here, there, small ? 3 : 15, i * 50);
      empty_sync (here, small ? 5 : 50, i * 50);
    }
  if (!first)
    idle (small ? 5 : 60, TRUE);
  g_object_set (there->service, "automatic", FALSE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (sizes) && sizes[i] <= most; i++)
    {
      guint size = small ? sizes[i] / 50 : sizes[i];
      gint64 from = g_get_monotonic_time ();
      g_autofree char *detail = NULL, *name = g_strdup_printf ("upload until there are %u rows", size);

      if (i > 0 && size > n && fill != NULL)
        {
          /* Who was told of it would read it in the middle of what is measured. */
          g_object_set (here->service, "automatic", FALSE, NULL);
          fill_server (here, fill, size - n);
        }
      else
        {
          if (size > n)
            add_tunes (here, size - n);
          sync_now (here);
        }
      detail = g_strdup_printf ("%u rows", size > n ? size - n : 0);
      bench_report (name, ms_since (from), "ms", 0, detail);
      n = MAX (n, size);
      first_sync (here, size, 0);
      first_sync (here, size, 50);
    }
  player_free (here);
  player_free (there);
  return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine's ports on the GLib main loop: requests go through account and transport, jobs to the library's writing thread, one
 * timer is set for the next moment that matters. It decides nothing about rows and drops nothing: what it cannot do now waits in
 * the library. One process at a time drives an account: the lock is held as long as the service is started. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-service.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "shed-realtime.h"
#include "shed-sync-compare.h"
#include "shed-sync-job-run.h"
#include "shed-sync-world.h"
#include "shed-tables.h"

#define STOP_MS 2000
#define LOCK_SECONDS 30            /* between two looks whether the other process has gone */
#define AWAY_MS (5 * 60 * 1000)    /* without the focus: then coming back is a reason to look */
#define KEEP_TIME_MS (60 * 1000)   /* "last sync" is written that often at the most */

/* One request under way. */
typedef struct {
  ShedSyncService *service;
  ShedSyncRequest  request;
  GCancellable    *cancellable;
  char            *token;
  gboolean         again;          /* the token was refused once and asked for anew */
} Sending;

struct _ShedSyncService {
  GObject         parent_instance;
  ShedStore      *store;
  ShedAccount    *account;
  ShedProfile    *profile;
  ShedSyncEngine *engine;
  ShedSyncWorld  *world;           /* NULL: not listened to */
  ShedRealtime   *realtime;        /* NULL: closed */
  char           *realtime_token;
  Sending        *sending;         /* NULL: no request under way (not owned) */
  GSource        *timer, *lock_timer, *stop_timer;
  guint           changed_id;
  GTask          *stop_task;
  int             lock;            /* -1: not held */
  char           *device_name;
  gboolean        automatic, follow, visible, active, listening;
  gboolean        started, busy, stopped, signed_in;
  gboolean        comparing, reloading; /* a person asked, and it is not done */
  gboolean        asked_library;   /* whether one goes on that was begun before the start */
  guint           pulled_before;   /* rows that came before that */
  guint           staged_before;   /* rows of it that came before the start */
  gint64          left_at;         /* when the window lost the focus; 0: it has it */
  gint64          seen_sync, kept_sync, seen_try; /* each failure sets another time for the next try */
};
G_DEFINE_FINAL_TYPE (ShedSyncService, shed_sync_service, G_TYPE_OBJECT)

enum { PROP_0, PROP_AUTOMATIC, PROP_FOLLOW, PROP_VISIBLE, PROP_ACTIVE, PROP_LISTENING, PROP_DEVICE_NAME, N_PROPS };
static GParamSpec *properties[N_PROPS];
enum { CHANGED, FINISHED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void look_after_realtime (ShedSyncService *self);

static void
drop_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
set_timeout (ShedSyncService *self, GSource **source, gint64 delay_ms, const char *name, GSourceFunc func)
{
  drop_source (source);
  /* What is far away may come with other timers of the computer, on a whole second. */
  *source = delay_ms > 10000 ? g_timeout_source_new_seconds (delay_ms / 1000 + 1) : g_timeout_source_new (MAX (delay_ms, 1));
  g_source_set_static_name (*source, name);
  g_source_set_callback (*source, func, self, NULL);
  g_source_attach (*source, g_main_context_get_thread_default ());
}

static gint64
now (gpointer data)
{
  return shed_clock_now_ms (shed_store_get_clock (((ShedSyncService *)data)->store));
}

/* What follows each call of the engine */

static gboolean
emit_changed_cb (gpointer data)
{
  ShedSyncService *self = data;

  self->changed_id = 0;
  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
port_changed (gpointer data)
{
  ShedSyncService *self = data;

  if (self->changed_id == 0)
    self->changed_id = g_idle_add (emit_changed_cb, self);
}

static gboolean
keep_time_cb (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "INSERT INTO meta (name, value) VALUES ('last_sync', CAST (:at AS TEXT))"
                                                  " ON CONFLICT (name) DO UPDATE SET value = excluded.value", error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_int (stmt, ":at", *(gint64 *)data);
  return shed_stmt_run (stmt, error);
}

static void
finish_stop (ShedSyncService *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->stop_task);

  drop_source (&self->stop_timer);
  drop_source (&self->timer);
  self->stopped = TRUE;
  if (self->sending != NULL)
    g_cancellable_cancel (self->sending->cancellable);
  self->sending = NULL;
  if (self->lock >= 0)
    close (self->lock);
  self->lock = -1;
  g_task_return_boolean (task, TRUE);
}

/* A cycle has ended when nothing is under way and the engine has counted one, or a failure. */
static void
look_at_engine (ShedSyncService *self)
{
  const ShedSyncStatus *status = shed_sync_engine_get_status (self->engine);
  gboolean ended;

  if (!shed_sync_engine_is_idle (self->engine))
    return;
  ended = status->last_sync != self->seen_sync || (status->n_failures > 0 && status->next_try != self->seen_try) ||
          status->state == SHED_SYNC_UPDATE_NEEDED || status->state == SHED_SYNC_SIGN_IN;
  self->seen_try = status->next_try;
  if (status->last_sync != self->seen_sync)
    {
      self->seen_sync = status->last_sync;
      if (self->stop_task == NULL && ABS (status->last_sync - self->kept_sync) >= KEEP_TIME_MS)
        {
          self->kept_sync = status->last_sync;
          shed_store_write_async (self->store, SHED_WRITE_LOCAL, 0, NULL, keep_time_cb,
                                  g_memdup2 (&status->last_sync, sizeof status->last_sync), g_free, NULL, NULL, NULL);
        }
    }
  if (self->stop_task != NULL && self->sending == NULL)
    finish_stop (self);
  else if (ended)
    g_signal_emit (self, signals[FINISHED], 0);
}

static void
tell (ShedSyncService *self, ShedSyncEvent event, gint64 value)
{
  if (!self->started || self->busy || self->stopped)
    return;
  shed_sync_engine_event (self->engine, event, value);
  look_at_engine (self);
}

/* Requests */

static void
sending_free (Sending *sending)
{
  g_free (sending->request.body);
  g_free (sending->request.space);
  g_free (sending->token);
  g_object_unref (sending->cancellable);
  g_object_unref (sending->service);
  g_free (sending);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sending, sending_free)

/* FALSE: nobody waits for this one any more. */
static gboolean
is_wanted (Sending *sending)
{
  return sending->service->sending == sending && !sending->service->stopped;
}

static void
answer (Sending *sending, const ShedSyncAnswer *given)
{
  ShedSyncService *self = sending->service;
  ShedSyncAnswer own = *given;

  if (!is_wanted (sending))
    return;
  self->sending = NULL;
  own.id = sending->request.id;
  shed_sync_engine_answer (self->engine, &own);
  look_at_engine (self);
}

static ShedSyncTrouble
trouble_of (const GError *error)
{
  if (error->domain != SHED_TRANSPORT_ERROR)
    return SHED_SYNC_TROUBLE_OFFLINE;
  switch ((ShedTransportError)error->code)
    {
    case SHED_TRANSPORT_ERROR_TLS:
      return SHED_SYNC_TROUBLE_TLS;
    case SHED_TRANSPORT_ERROR_PORTAL:
      return SHED_SYNC_TROUBLE_PORTAL;
    case SHED_TRANSPORT_ERROR_SESSION:
    case SHED_TRANSPORT_ERROR_PASSWORD:
      return SHED_SYNC_TROUBLE_SIGN_IN;
    case SHED_TRANSPORT_ERROR_LIMIT:
      return SHED_SYNC_TROUBLE_BUSY;
    case SHED_TRANSPORT_ERROR_OFFLINE:
      return SHED_SYNC_TROUBLE_OFFLINE;
    default:
      return SHED_SYNC_TROUBLE_SERVER;
    }
}

static void show_token (ShedSyncService *self, const char *token);
static void on_token (GObject *source, GAsyncResult *result, gpointer data);

static void
on_called (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Sending) sending = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedTransportAnswer) called = shed_transport_call_finish (SHED_TRANSPORT (source), result, &error);

  if (!is_wanted (sending))
    return;
  if (called == NULL)
    {
      answer (sending, &(ShedSyncAnswer){ .trouble = SHED_SYNC_TROUBLE_OFFLINE });
      return;
    }
  /* A token that ran out on the way: another one, and the same body once more. */
  if (called->answer.trouble == SHED_SYNC_TROUBLE_SIGN_IN && !sending->again)
    {
      Sending *same = g_steal_pointer (&sending);
      g_autofree char *refused = g_steal_pointer (&same->token);

      same->again = TRUE;
      shed_account_get_token_async (same->service->account, refused, same->cancellable, on_token, same);
      return;
    }
  answer (sending, &called->answer);
}

static void
on_token (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Sending) sending = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = shed_account_get_token_finish (SHED_ACCOUNT (source), result, &error);
  ShedTransport *transport = shed_account_get_transport (SHED_ACCOUNT (source));
  ShedSyncService *self = sending->service;
  Sending *same;

  if (!is_wanted (sending))
    return;
  if (token == NULL || transport == NULL)
    {
      answer (sending, &(ShedSyncAnswer){ .trouble = error != NULL ? trouble_of (error) : SHED_SYNC_TROUBLE_SIGN_IN });
      return;
    }
  show_token (self, token);
  same = g_steal_pointer (&sending);
  g_free (same->token);
  same->token = g_steal_pointer (&token);
  shed_transport_call_async (transport, &same->request, same->token, same->cancellable, on_called, same);
}

static void
port_send (gpointer data, const ShedSyncRequest *request)
{
  ShedSyncService *self = data;
  Sending *sending = g_new0 (Sending, 1);

  sending->service = g_object_ref (self);
  sending->request = *request;
  sending->request.body = g_malloc (request->n_bytes + 1);
  memcpy (sending->request.body, request->body, request->n_bytes);
  sending->request.body[request->n_bytes] = '\0';
  sending->request.space = g_strdup (request->space);
  sending->cancellable = g_cancellable_new ();
  self->sending = sending;
  shed_account_get_token_async (self->account, NULL, sending->cancellable, on_token, sending);
}

static void
port_cancel (gpointer data, guint64 request_id)
{
  ShedSyncService *self = data;

  if (self->sending == NULL || self->sending->request.id != request_id)
    return;
  g_cancellable_cancel (self->sending->cancellable);
  self->sending = NULL;
}

/* Jobs */

typedef struct {
  ShedSyncService *service;
  ShedSyncJob     *job;
  gboolean         compares, loads; /* what a person asked for before it was made */
  gboolean         told;            /* what was found is kept */
  gboolean         asks, goes_on, goes_on_loading; /* the first job looks for a comparison begun before the start */
  guint            n_staged;
  gint64           now;
} Running;

/* On the writer's thread, in the job's own transaction. A comparison begins where everything is to be read anew and ends where it
 * is about to be shown; in both there is nothing to see for the engine. */
static gboolean
run_job (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Running *running = data;
  const char *name = shed_sync_job_get_name (running->job);

  if (running->asks && !shed_sync_compare_goes_on (db, &running->goes_on, &running->goes_on_loading, &running->n_staged, error))
    return FALSE;
  if (running->compares && strcmp (name, "reset") == 0 && !shed_sync_compare_begin (db, running->loads, error))
    return FALSE;
  if (strcmp (name, "apply") == 0 && !shed_sync_compare_end (db, running->now, &running->told, error))
    return FALSE;
  return shed_sync_job_run (db, running->job, cancellable, error);
}

static void
on_job_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Running *running = data;
  g_autoptr (ShedSyncService) self = running->service;
  g_autoptr (GError) error = NULL;

  if (!shed_store_write_finish (SHED_STORE (source), result, &error))
    g_message ("%s did not happen: %s", shed_sync_job_get_name (running->job), error->message);
  if (self->stopped)
    shed_sync_job_free (running->job);
  else
    {
      if (running->asks && error == NULL)
        {
          self->asked_library = TRUE;
          if (running->goes_on && !self->comparing && !self->reloading)
            {
              self->comparing = !running->goes_on_loading;
              self->reloading = running->goes_on_loading;
              self->staged_before = running->n_staged;
              port_changed (self);
            }
        }
      if (running->told && error == NULL)
        {
          self->comparing = self->reloading = FALSE;
          port_changed (self);
        }
      shed_sync_engine_job_done (self->engine, running->job, error);
      look_at_engine (self);
    }
  g_free (running);
}

static void
port_run (gpointer data, ShedSyncJob *job)
{
  ShedSyncService *self = data;
  Running *running = g_new0 (Running, 1);

  running->service = g_object_ref (self);
  running->job = job;
  shed_sync_job_set_names (job, self->device_name, SHED_VERSION);
  running->compares = self->comparing || self->reloading;
  running->loads = self->reloading;
  running->asks = !self->asked_library;
  running->now = now (self);
  shed_store_write_async (self->store, shed_sync_job_get_flags (job), 0, NULL, run_job, running, NULL, NULL,
                          on_job_done, running);
}

/* Time */

static guint64
port_random (gpointer data)
{
  return shed_random_next (shed_store_get_random (((ShedSyncService *)data)->store));
}

static gboolean
timer_cb (gpointer data)
{
  ShedSyncService *self = data;

  g_clear_pointer (&self->timer, g_source_unref);
  tell (self, SHED_SYNC_EVENT_TIMER, 0);
  return G_SOURCE_REMOVE;
}

static void
port_timer (gpointer data, gint64 at_ms)
{
  ShedSyncService *self = data;

  drop_source (&self->timer);
  if (at_ms != 0)
    set_timeout (self, &self->timer, at_ms - now (self), "[woodshed] next sync", timer_cb);
}

/* The world */

/* A person's change, here or by another program; what the server said has a mark of its own. */
static void
on_store_changed (ShedStore *store, ShedChanges *changes, gpointer data)
{
  const ShedTable *tables;
  guint n_tables;

  if (shed_changes_is_from_server (changes))
    return;
  tables = shed_tables_get (&n_tables);
  for (guint i = 0; i < n_tables; i++)
    if (shed_changes_has_table (changes, tables[i].name))
      {
        tell (data, SHED_SYNC_EVENT_LOCAL_COMMIT, 0);
        return;
      }
}

static void
on_account_changed (ShedSyncService *self)
{
  gboolean signed_in = shed_account_is_signed_in (self->account);

  port_changed (self);
  if (signed_in == self->signed_in)
    return;
  self->signed_in = signed_in;
  tell (self, signed_in ? SHED_SYNC_EVENT_SIGNED_IN : SHED_SYNC_EVENT_SIGNED_OUT, 0);
  look_after_realtime (self);
}

static void
on_network (ShedSyncService *self, gboolean up)
{
  tell (self, up ? SHED_SYNC_EVENT_NETWORK_UP : SHED_SYNC_EVENT_NETWORK_DOWN, 0);
}

static void
on_sleep (ShedSyncService *self, gboolean going)
{
  tell (self, going ? SHED_SYNC_EVENT_SUSPEND : SHED_SYNC_EVENT_RESUME, 0);
}

static void
on_saving (ShedSyncService *self, gboolean saving)
{
  tell (self, SHED_SYNC_EVENT_POWER_SAVING, saving);
}

/* Realtime */

#ifdef SHED_WITH_REALTIME

static void
show_token (ShedSyncService *self, const char *token)
{
  if (self->realtime == NULL || g_strcmp0 (self->realtime_token, token) == 0)
    return;
  g_free (self->realtime_token);
  self->realtime_token = g_strdup (token);
  shed_realtime_set_token (self->realtime, token);
}

static void
on_hint (ShedSyncService *self, guint64 seq)
{
  tell (self, SHED_SYNC_EVENT_HINT, seq);
}

static void
on_realtime_token (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ShedSyncService) self = data;
  char *token = shed_account_get_token_finish (SHED_ACCOUNT (source), result, NULL);

  if (token == NULL || self->realtime == NULL)
    {
      g_free (token);
      return;
    }
  g_free (self->realtime_token);
  self->realtime_token = token;
  shed_realtime_set_token (self->realtime, token);
  shed_realtime_start (self->realtime);
}

static void
on_need_token (ShedSyncService *self)
{
  shed_account_get_token_async (self->account, self->realtime_token, NULL, on_realtime_token, g_object_ref (self));
}

static void
close_realtime (ShedSyncService *self)
{
  if (self->realtime == NULL)
    return;
  shed_realtime_stop (self->realtime);
  g_signal_handlers_disconnect_by_data (self->realtime, self);
  g_clear_object (&self->realtime);
  g_clear_pointer (&self->realtime_token, g_free);
}

static void
look_after_realtime (ShedSyncService *self)
{
  gboolean wanted = self->started && !self->busy && !self->stopped && self->automatic && self->follow && self->visible &&
                    self->signed_in && shed_account_get_user_id (self->account) != NULL &&
                    shed_account_get_transport (self->account) != NULL;

  if (wanted == (self->realtime != NULL))
    return;
  if (!wanted)
    {
      close_realtime (self);
      return;
    }
  self->realtime = shed_realtime_new (shed_account_get_transport (self->account), shed_account_get_user_id (self->account));
  g_signal_connect_object (self->realtime, "hint", G_CALLBACK (on_hint), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->realtime, "need-token", G_CALLBACK (on_need_token), self, G_CONNECT_SWAPPED);
  on_need_token (self);
}

#else /* Hints only cost time when they are missing. */

static void
show_token (ShedSyncService *self, const char *token)
{
}

static void
close_realtime (ShedSyncService *self)
{
}

static void
look_after_realtime (ShedSyncService *self)
{
}

#endif

/* The lock */

static gboolean
take_lock (ShedSyncService *self)
{
  g_autofree char *path = shed_profile_dup_sync_lock (self->profile);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      g_message ("the lock of sync cannot be opened: %s", g_strerror (errno));
      return FALSE;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      close (fd);
      return FALSE;
    }
  self->lock = fd;
  return TRUE;
}

static void
begin (ShedSyncService *self)
{
  self->busy = FALSE;
  self->signed_in = shed_account_exists (self->account);
  tell (self, SHED_SYNC_EVENT_AUTOMATIC, self->automatic);
  tell (self, SHED_SYNC_EVENT_START, 0);
  if (self->signed_in)
    tell (self, SHED_SYNC_EVENT_SIGNED_IN, 0);
  look_after_realtime (self);
}

static gboolean
try_lock_cb (gpointer data)
{
  ShedSyncService *self = data;

  if (!take_lock (self))
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&self->lock_timer, g_source_unref);
  begin (self);
  port_changed (self);
  return G_SOURCE_REMOVE;
}

/* Public */

/**
 * shed_sync_service_new:
 * @store: the open library of the account
 * @account: whose tokens
 * @profile: where the lock is
 *
 * Returns: (transfer full): a service at rest
 */
ShedSyncService *
shed_sync_service_new (ShedStore *store, ShedAccount *account, ShedProfile *profile)
{
  static const ShedSyncPorts ports = { .now = now,
                                       .random = port_random,
                                       .send = port_send,
                                       .cancel = port_cancel,
                                       .timer = port_timer,
                                       .run = port_run,
                                       .changed = port_changed };
  ShedSyncService *self = g_object_new (SHED_TYPE_SYNC_SERVICE, NULL);

  self->store = g_object_ref (store);
  self->account = g_object_ref (account);
  self->profile = g_object_ref (profile);
  self->engine = shed_sync_engine_new (&ports, self);
  return self;
}

void
shed_sync_service_start (ShedSyncService *self)
{
  g_return_if_fail (SHED_IS_SYNC_SERVICE (self));

  if (self->started)
    return;
  self->started = TRUE;
  g_signal_connect_object (self->store, "changed", G_CALLBACK (on_store_changed), self, 0);
  g_signal_connect_object (self->account, "notify::signed-in", G_CALLBACK (on_account_changed), self, G_CONNECT_SWAPPED);
  if (self->listening)
    {
      self->world = shed_sync_world_new ();
      g_signal_connect_object (self->world, "network", G_CALLBACK (on_network), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->world, "sleep", G_CALLBACK (on_sleep), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->world, "saving", G_CALLBACK (on_saving), self, G_CONNECT_SWAPPED);
    }
  if (take_lock (self))
    {
      begin (self);
      return;
    }
  self->busy = TRUE;
  port_changed (self);
  set_timeout (self, &self->lock_timer, LOCK_SECONDS * 1000, "[woodshed] wait for the other sync", try_lock_cb);
}

static gboolean
stop_cb (gpointer data)
{
  ShedSyncService *self = data;

  g_clear_pointer (&self->stop_timer, g_source_unref);
  if (self->stop_task != NULL)
    finish_stop (self);
  return G_SOURCE_REMOVE;
}

void
shed_sync_service_stop_async (ShedSyncService *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SHED_IS_SYNC_SERVICE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, shed_sync_service_stop_async);
  drop_source (&self->lock_timer);
  close_realtime (self);
  g_clear_object (&self->world);
  if (!self->started || self->busy || self->stopped || self->stop_task != NULL)
    {
      self->stopped = TRUE;
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  self->stop_task = task;
  set_timeout (self, &self->stop_timer, STOP_MS, "[woodshed] last try of sync", stop_cb);
  tell (self, SHED_SYNC_EVENT_QUIT, 0);
}

void
shed_sync_service_stop_finish (ShedSyncService *self, GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));

  g_task_propagate_boolean (G_TASK (result), NULL);
}

void
shed_sync_service_sync_now (ShedSyncService *self)
{
  g_return_if_fail (SHED_IS_SYNC_SERVICE (self));

  tell (self, SHED_SYNC_EVENT_SYNC_NOW, 0);
}

static void
ask_for_all (ShedSyncService *self, gboolean load)
{
  if (!self->started || self->busy || self->stopped)
    return;
  self->comparing = !load;
  self->reloading = load;
  self->staged_before = 0;
  self->pulled_before = shed_sync_engine_get_status (self->engine)->pulled;
  tell (self, load ? SHED_SYNC_EVENT_RELOAD : SHED_SYNC_EVENT_VERIFY, 0);
  port_changed (self);
}

/**
 * shed_sync_service_get_comparing:
 * @self: the service
 * @loads: (out): by "Load everything again"
 * @n_rows: (out): that came so far
 *
 * Returns: whether a person asked for everything to be read anew, and it is not done
 */
gboolean
shed_sync_service_get_comparing (ShedSyncService *self, gboolean *loads, guint *n_rows)
{
  guint pulled;

  g_return_val_if_fail (SHED_IS_SYNC_SERVICE (self), FALSE);

  pulled = shed_sync_engine_get_status (self->engine)->pulled;
  *loads = self->reloading;
  *n_rows = self->staged_before + (pulled > self->pulled_before ? pulled - self->pulled_before : 0);
  return self->comparing || self->reloading;
}

void
shed_sync_service_reload (ShedSyncService *self)
{
  g_return_if_fail (SHED_IS_SYNC_SERVICE (self));

  ask_for_all (self, TRUE);
}

void
shed_sync_service_verify (ShedSyncService *self)
{
  g_return_if_fail (SHED_IS_SYNC_SERVICE (self));

  ask_for_all (self, FALSE);
}

void
shed_sync_service_look_at_devices (ShedSyncService *self)
{
  g_return_if_fail (SHED_IS_SYNC_SERVICE (self));

  tell (self, SHED_SYNC_EVENT_GREET, 0);
}

void
shed_sync_service_send_devices (ShedSyncService *self)
{
  g_return_if_fail (SHED_IS_SYNC_SERVICE (self));

  tell (self, SHED_SYNC_EVENT_GREET, 1);
}

const ShedSyncStatus *
shed_sync_service_get_status (ShedSyncService *self)
{
  g_return_val_if_fail (SHED_IS_SYNC_SERVICE (self), NULL);

  return shed_sync_engine_get_status (self->engine);
}

gboolean
shed_sync_service_is_busy (ShedSyncService *self)
{
  g_return_val_if_fail (SHED_IS_SYNC_SERVICE (self), FALSE);

  return self->busy;
}

/**
 * shed_sync_service_get_word:
 *
 * Returns: the state in one of the words of the command line
 */
const char *
shed_sync_service_get_word (ShedSyncService *self)
{
  static const char *const words[] = {
    [SHED_SYNC_UP_TO_DATE] = "up-to-date", [SHED_SYNC_WAITING] = "waiting",
    [SHED_SYNC_SYNCING] = "syncing",       [SHED_SYNC_OFFLINE] = "offline",
    [SHED_SYNC_PORTAL] = "portal",         [SHED_SYNC_SIGN_IN] = "sign-in",
    [SHED_SYNC_SERVER_TROUBLE] = "server-trouble", [SHED_SYNC_UPDATE_NEEDED] = "update-needed",
  };
  const ShedSyncStatus *status;

  g_return_val_if_fail (SHED_IS_SYNC_SERVICE (self), "no-account");

  status = shed_sync_engine_get_status (self->engine);
  if (!shed_account_exists (self->account))
    return "no-account";
  if (self->busy)
    return "busy";
  if (status->state == SHED_SYNC_UP_TO_DATE || status->state == SHED_SYNC_WAITING)
    {
      if (status->n_held > 0)
        return "problems";
      if (status->n_choices > 0)
        return "choices";
    }
  return words[status->state];
}

/* The object */

static void
set_active (ShedSyncService *self, gboolean active)
{
  gint64 t = g_get_monotonic_time () / 1000;

  if (self->active == active)
    return;
  self->active = active;
  if (!active)
    self->left_at = t;
  else if (self->left_at != 0 && t - self->left_at >= AWAY_MS)
    tell (self, SHED_SYNC_EVENT_RESUME, 0);
}

static void
shed_sync_service_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ShedSyncService *self = SHED_SYNC_SERVICE (object);

  switch (prop_id)
    {
    case PROP_AUTOMATIC:
      self->automatic = g_value_get_boolean (value);
      tell (self, SHED_SYNC_EVENT_AUTOMATIC, self->automatic);
      look_after_realtime (self);
      break;
    case PROP_FOLLOW:
      self->follow = g_value_get_boolean (value);
      look_after_realtime (self);
      break;
    case PROP_VISIBLE:
      self->visible = g_value_get_boolean (value);
      look_after_realtime (self);
      break;
    case PROP_ACTIVE:
      set_active (self, g_value_get_boolean (value));
      break;
    case PROP_LISTENING:
      self->listening = g_value_get_boolean (value);
      break;
    case PROP_DEVICE_NAME:
      g_free (self->device_name);
      self->device_name = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_sync_service_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ShedSyncService *self = SHED_SYNC_SERVICE (object);

  switch (prop_id)
    {
    case PROP_AUTOMATIC:
      g_value_set_boolean (value, self->automatic);
      break;
    case PROP_FOLLOW:
      g_value_set_boolean (value, self->follow);
      break;
    case PROP_VISIBLE:
      g_value_set_boolean (value, self->visible);
      break;
    case PROP_ACTIVE:
      g_value_set_boolean (value, self->active);
      break;
    case PROP_LISTENING:
      g_value_set_boolean (value, self->listening);
      break;
    case PROP_DEVICE_NAME:
      g_value_set_string (value, self->device_name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_sync_service_dispose (GObject *object)
{
  ShedSyncService *self = SHED_SYNC_SERVICE (object);

  self->stopped = TRUE;
  drop_source (&self->timer);
  drop_source (&self->lock_timer);
  drop_source (&self->stop_timer);
  g_clear_handle_id (&self->changed_id, g_source_remove);
  g_clear_object (&self->world);
  close_realtime (self);
  if (self->lock >= 0)
    close (self->lock);
  self->lock = -1;
  G_OBJECT_CLASS (shed_sync_service_parent_class)->dispose (object);
}

static void
shed_sync_service_finalize (GObject *object)
{
  ShedSyncService *self = SHED_SYNC_SERVICE (object);

  g_clear_pointer (&self->engine, shed_sync_engine_free);
  g_clear_object (&self->store);
  g_clear_object (&self->account);
  g_clear_object (&self->profile);
  g_free (self->device_name);
  g_free (self->realtime_token);
  G_OBJECT_CLASS (shed_sync_service_parent_class)->finalize (object);
}

static void
shed_sync_service_class_init (ShedSyncServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->set_property = shed_sync_service_set_property;
  object_class->get_property = shed_sync_service_get_property;
  object_class->dispose = shed_sync_service_dispose;
  object_class->finalize = shed_sync_service_finalize;
  properties[PROP_AUTOMATIC] = g_param_spec_boolean ("automatic", NULL, NULL, TRUE, flags);
  properties[PROP_FOLLOW] = g_param_spec_boolean ("follow", NULL, NULL, TRUE, flags);
  properties[PROP_VISIBLE] = g_param_spec_boolean ("visible", NULL, NULL, FALSE, flags);
  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, flags);
  properties[PROP_LISTENING] = g_param_spec_boolean ("listening", NULL, NULL, TRUE, flags);
  properties[PROP_DEVICE_NAME] = g_param_spec_string ("device-name", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED] = g_signal_new ("changed", SHED_TYPE_SYNC_SERVICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FINISHED] = g_signal_new ("finished", SHED_TYPE_SYNC_SERVICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
shed_sync_service_init (ShedSyncService *self)
{
  self->lock = -1;
  self->automatic = TRUE;
  self->follow = TRUE;
  self->listening = TRUE;
  self->device_name = g_strdup (g_get_host_name ());
}

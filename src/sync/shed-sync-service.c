/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine's ports on the GLib main loop: requests go through account and transport, jobs to the library's writing thread, one
 * timer is set for the next moment that matters. It decides nothing about rows and drops nothing: what it cannot do now waits in
 * the library. One process at a time drives an account: the lock is held as long as the service is started. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-service-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "shed-clock-steady.h"
#include "shed-tables.h"

#define STOP_MS 2000
#define LOCK_SECONDS 30            /* between two looks whether the other process has gone */
#define AWAY_MS (5 * 60 * 1000)    /* without the focus: then coming back is a reason to look */
#define KEEP_TIME_MS (60 * 1000)   /* "last sync" is written that often at the most */

G_DEFINE_FINAL_TYPE (ShedSyncService, shed_sync_service, G_TYPE_OBJECT)

enum { PROP_0, PROP_AUTOMATIC, PROP_FOLLOW, PROP_VISIBLE, PROP_ACTIVE, PROP_LISTENING, PROP_DEVICE_NAME, N_PROPS };
static GParamSpec *properties[N_PROPS];
enum { CHANGED, FINISHED, N_SIGNALS };
static guint signals[N_SIGNALS];

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

gint64
shed_sync_service_now (gpointer data)
{
  return shed_clock_now_ms (shed_store_get_clock (((ShedSyncService *)data)->store));
}

static gint64
port_steady (gpointer data)
{
  return shed_clock_steady_ms (shed_store_get_clock (((ShedSyncService *)data)->store));
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

void
shed_sync_service_changed (gpointer data)
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
  shed_sync_service_drop_request (self);
  if (self->lock >= 0)
    close (self->lock);
  self->lock = -1;
  g_task_return_boolean (task, TRUE);
}

/* A cycle has ended when nothing is under way and the engine has counted one, or a failure. */
void
shed_sync_service_look (ShedSyncService *self)
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

void
shed_sync_service_tell (ShedSyncService *self, ShedSyncEvent event, gint64 value)
{
  if (!self->started || self->busy || self->stopped)
    return;
  shed_sync_engine_event (self->engine, event, value);
  shed_sync_service_look (self);
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
  shed_sync_service_tell (self, SHED_SYNC_EVENT_TIMER, 0);
  return G_SOURCE_REMOVE;
}

static void
port_timer (gpointer data, gint64 at_ms)
{
  ShedSyncService *self = data;

  drop_source (&self->timer);
  if (at_ms != 0)
    set_timeout (self, &self->timer, at_ms - port_steady (self), "[woodshed] next sync", timer_cb);
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
        shed_sync_service_tell (data, SHED_SYNC_EVENT_LOCAL_COMMIT, 0);
        return;
      }
}

static void
on_account_changed (ShedSyncService *self)
{
  gboolean signed_in = shed_account_is_signed_in (self->account);

  shed_sync_service_changed (self);
  if (signed_in == self->signed_in)
    return;
  self->signed_in = signed_in;
  shed_sync_service_tell (self, signed_in ? SHED_SYNC_EVENT_SIGNED_IN : SHED_SYNC_EVENT_SIGNED_OUT, 0);
  shed_sync_service_look_after_realtime (self);
}

static void
on_network (ShedSyncService *self, gboolean up)
{
  shed_sync_service_tell (self, up ? SHED_SYNC_EVENT_NETWORK_UP : SHED_SYNC_EVENT_NETWORK_DOWN, 0);
}

/* What a failure means is another thing now; and where the way has opened it is tried at once. */
static void
on_portal (ShedSyncService *self, gboolean portal)
{
  const ShedSyncStatus *status = shed_sync_engine_get_status (self->engine);

  shed_sync_service_changed (self);
  if (portal)
    return;
  if (status->n_failures > 0 && status->state == SHED_SYNC_PORTAL && !self->asleep)
    shed_sync_service_tell (self, SHED_SYNC_EVENT_RESUME, 0);
  else
    shed_sync_service_tell (self, SHED_SYNC_EVENT_NETWORK_UP, 0);
}

static void
on_sleep (ShedSyncService *self, gboolean going)
{
  self->asleep = going;
  shed_sync_service_tell (self, going ? SHED_SYNC_EVENT_SUSPEND : SHED_SYNC_EVENT_RESUME, 0);
}

static void
on_saving (ShedSyncService *self, gboolean saving)
{
  shed_sync_service_tell (self, SHED_SYNC_EVENT_POWER_SAVING, saving);
}

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
  shed_sync_service_tell (self, SHED_SYNC_EVENT_AUTOMATIC, self->automatic);
  shed_sync_service_tell (self, SHED_SYNC_EVENT_START, 0);
  if (self->signed_in)
    shed_sync_service_tell (self, SHED_SYNC_EVENT_SIGNED_IN, 0);
  shed_sync_service_look_after_realtime (self);
}

static gboolean
try_lock_cb (gpointer data)
{
  ShedSyncService *self = data;

  if (!take_lock (self))
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&self->lock_timer, g_source_unref);
  begin (self);
  shed_sync_service_changed (self);
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
  static const ShedSyncPorts ports = { .now = shed_sync_service_now,
                                       .steady = port_steady,
                                       .random = port_random,
                                       .send = shed_sync_service_send,
                                       .cancel = shed_sync_service_cancel,
                                       .timer = port_timer,
                                       .run = shed_sync_service_run,
                                       .changed = shed_sync_service_changed };
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
      g_signal_connect_object (self->world, "portal", G_CALLBACK (on_portal), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->world, "sleep", G_CALLBACK (on_sleep), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->world, "saving", G_CALLBACK (on_saving), self, G_CONNECT_SWAPPED);
    }
  if (take_lock (self))
    {
      begin (self);
      return;
    }
  self->busy = TRUE;
  shed_sync_service_changed (self);
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
  shed_sync_service_close_realtime (self);
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
  shed_sync_service_tell (self, SHED_SYNC_EVENT_QUIT, 0);
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

  shed_sync_service_tell (self, SHED_SYNC_EVENT_SYNC_NOW, 0);
}

void
shed_sync_service_look_at_devices (ShedSyncService *self)
{
  g_return_if_fail (SHED_IS_SYNC_SERVICE (self));

  shed_sync_service_tell (self, SHED_SYNC_EVENT_GREET, 0);
}

void
shed_sync_service_send_devices (ShedSyncService *self)
{
  g_return_if_fail (SHED_IS_SYNC_SERVICE (self));

  shed_sync_service_tell (self, SHED_SYNC_EVENT_GREET, 1);
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

gboolean
shed_sync_service_meets_portal (ShedSyncService *self)
{
  const ShedSyncStatus *status;

  g_return_val_if_fail (SHED_IS_SYNC_SERVICE (self), FALSE);

  status = shed_sync_engine_get_status (self->engine);
  return self->world != NULL && status->n_failures > 0 &&
         (status->state == SHED_SYNC_OFFLINE || status->state == SHED_SYNC_PORTAL) && shed_sync_world_is_portal (self->world);
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
  return words[shed_sync_service_meets_portal (self) ? SHED_SYNC_PORTAL : status->state];
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
    shed_sync_service_tell (self, SHED_SYNC_EVENT_RESUME, 0);
}

static void
shed_sync_service_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ShedSyncService *self = SHED_SYNC_SERVICE (object);

  switch (prop_id)
    {
    case PROP_AUTOMATIC:
      self->automatic = g_value_get_boolean (value);
      shed_sync_service_tell (self, SHED_SYNC_EVENT_AUTOMATIC, self->automatic);
      shed_sync_service_look_after_realtime (self);
      break;
    case PROP_FOLLOW:
      self->follow = g_value_get_boolean (value);
      shed_sync_service_look_after_realtime (self);
      break;
    case PROP_VISIBLE:
      self->visible = g_value_get_boolean (value);
      shed_sync_service_look_after_realtime (self);
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
  shed_sync_service_close_realtime (self);
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

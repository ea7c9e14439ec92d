/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts and stops the service as library, account and settings come and go, and makes one view of what they say. Where
 * no service runs (signed out, or another program syncs) the library itself is asked what waits in it. */
#include "shed-sync-host.h"

#include <string.h>

#include "shed-sync-adopt.h"
#include "shed-sync-standing.h"
#include "shed-tables.h"

#define FRESH_MS (10 * 60 * 1000)     /* so long "in step" is true after the last look */
#define SHOW_SYNCING_MS 1500          /* a sync that is shorter is not shown */
#define CLOCK_IS_OFF_MS (5 * 60 * 1000)
#define FAILURES_SAID 3               /* trouble of the server that passes by itself is not spoken of */

struct _ShedSyncHost
{
  GObject parent_instance;

  ShedProfile     *profile;
  ShedSettings    *settings;
  ShedAccount     *account;
  ShedStore       *store;        /* nullable */
  ShedSyncService *service;      /* nullable */
  GCancellable    *cancellable;  /* of reads from this store */
  ShedSyncView     view;
  ShedSyncStanding standing;
  gboolean         reading, read_again;
  gboolean         signing_in;   /* no service meanwhile: whose library this is, is open */
  gboolean         refused;      /* the open library is another account's */
  gboolean         visible, focused;
  gboolean         says_syncing; /* it has taken long enough */
  guint            stale_id, syncing_id;
};

enum { CHANGED, SWITCH, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ShedSyncHost, shed_sync_host, G_TYPE_OBJECT)

static void look (ShedSyncHost *self);
static void read_standing (ShedSyncHost *self);

/* The view */

static gboolean
stale_cb (gpointer data)
{
  ShedSyncHost *self = data;

  self->stale_id = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static gboolean
syncing_cb (gpointer data)
{
  ShedSyncHost *self = data;

  self->syncing_id = 0;
  self->says_syncing = TRUE;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
fill_from_library (ShedSyncHost *self, ShedSyncView *view)
{
  view->n_waiting = self->standing.n_waiting;
  view->n_problems = self->standing.n_held;
  view->n_choices = self->standing.n_choices;
  view->checked_at = self->standing.last_sync;
}

/* What to say between two looks at the project, and while one is under way that is over in a moment. */
static const char *
word_at_rest (const ShedSyncView *view, gint64 now)
{
  gint64 age = now - view->checked_at;

  if (view->n_problems > 0)
    return "problems";
  if (view->n_choices > 0)
    return "choices";
  return view->n_waiting > 0 || view->checked_at == 0 || age < 0 || age >= FRESH_MS ? "waiting" : "up-to-date";
}

static void
fill_from_service (ShedSyncHost *self, ShedSyncView *view)
{
  const ShedSyncStatus *status = shed_sync_service_get_status (self->service);
  gint64 now = shed_clock_now_ms (shed_store_get_clock (self->store));
  guint n_rows;

  view->word = shed_sync_service_get_word (self->service);
  if (shed_sync_service_is_busy (self->service))
    {
      fill_from_library (self, view);
      return;
    }
  fill_from_library (self, view);
  if (status->loaded)
    {
      view->n_waiting = status->n_waiting;
      view->n_problems = status->n_held;
      view->n_choices = status->n_choices;
    }
  view->checked_at = MAX (status->last_contact, self->standing.last_sync);
  view->next_try = status->next_try;
  view->first = status->first_sync;
  view->n_loaded = status->pulled;
  if (ABS (status->clock_ahead_ms) >= CLOCK_IS_OFF_MS)
    view->clock_minutes = (int) CLAMP (status->clock_ahead_ms / (60 * 1000), G_MININT, G_MAXINT);
  if (shed_sync_service_get_comparing (self->service, &view->reloading, &n_rows))
    {
      view->comparing = !view->reloading;
      view->n_loaded = n_rows;
    }
  view->sending_library = self->standing.adopting;
  view->trouble = shed_sync_service_meets_portal (self->service) ? SHED_SYNC_TROUBLE_PORTAL : status->trouble;
  if (status->state == SHED_SYNC_SYNCING && !view->first && !view->sending_library && !view->comparing && !self->says_syncing)
    view->word = word_at_rest (view, now);
  else if (status->state == SHED_SYNC_SERVER_TROUBLE && status->n_failures < FAILURES_SAID &&
           status->trouble != SHED_SYNC_TROUBLE_NOT_WOODSHED)
    view->word = word_at_rest (view, now);
  /* The service speaks of the moment of its last turn. */
  else if (shed_sync_view_is (view, "up-to-date"))
    view->word = word_at_rest (view, now);
}

static void
arm_timers (ShedSyncHost *self)
{
  gboolean syncing = self->service != NULL && !shed_sync_service_is_busy (self->service) &&
                     shed_sync_service_get_status (self->service)->state == SHED_SYNC_SYNCING;

  g_clear_handle_id (&self->stale_id, g_source_remove);
  if (self->store != NULL && shed_sync_view_is (&self->view, "up-to-date"))
    {
      gint64 age = shed_clock_now_ms (shed_store_get_clock (self->store)) - self->view.checked_at;

      self->stale_id = g_timeout_add_seconds ((guint)((FRESH_MS - CLAMP (age, 0, FRESH_MS)) / 1000 + 1), stale_cb, self);
      g_source_set_name_by_id (self->stale_id, "[woodshed] in step no longer");
    }
  if (!syncing)
    {
      g_clear_handle_id (&self->syncing_id, g_source_remove);
      self->says_syncing = FALSE;
    }
  else if (!self->says_syncing && self->syncing_id == 0)
    self->syncing_id = g_timeout_add (SHOW_SYNCING_MS, syncing_cb, self);
}

static void
look (ShedSyncHost *self)
{
  ShedSyncView view;
  gboolean changed;

  memset (&view, 0, sizeof view); /* also between the members: it is compared as a whole */
  view.word = "no-account";
  view.automatic = shed_settings_get_boolean (self->settings, "sync-automatically");
  view.joined = self->standing.joined;
  view.n_discarded = self->standing.n_discarded;
  if (self->service != NULL)
    fill_from_service (self, &view);
  else
    {
      fill_from_library (self, &view);
      if (shed_account_exists (self->account))
        view.word = self->refused ? "server-trouble" : "waiting";
      if (self->refused)
        view.trouble = SHED_SYNC_TROUBLE_LIBRARY;
    }
  changed = memcmp (&view, &self->view, sizeof view) != 0;
  self->view = view;
  arm_timers (self);
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

/* What the library says */

typedef struct
{
  ShedSyncHost    *self;
  ShedSyncStanding standing;
} Reading;

static void
standing_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Reading *reading = data;
  g_autoptr (ShedSyncHost) self = reading->self;
  g_autoptr (GError) error = NULL;
  gboolean done = shed_store_read_finish (SHED_STORE (source), result, &error);

  if (self->store == SHED_STORE (source))
    {
      self->reading = FALSE;
      if (done)
        self->standing = reading->standing;
      else
        g_debug ("What waits was not read: %s", error->message);
      if (self->read_again)
        read_standing (self);
      look (self);
    }
  g_free (reading);
}

static void
read_standing (ShedSyncHost *self)
{
  Reading *reading;

  if (self->store == NULL)
    return;
  self->read_again = self->reading;
  if (self->reading)
    return;
  self->reading = TRUE;
  reading = g_new0 (Reading, 1);
  reading->self = g_object_ref (self);
  shed_store_read_async (self->store, shed_sync_standing_read, &reading->standing, NULL, self->cancellable,
                         standing_read_cb, reading);
}

static void
store_changed_cb (ShedSyncHost *self, ShedChanges *changes)
{
  if (self->standing.adopting || self->service == NULL || shed_sync_service_is_busy (self->service) ||
      shed_changes_has_table (changes, "meta"))
    read_standing (self);
}

/* The service */

static void
service_changed_cb (ShedSyncHost *self)
{
  if (self->standing.adopting || shed_sync_service_is_busy (self->service))
    read_standing (self);
  look (self);
}

/* What waited may have left without another view: a look that was over in a moment is not shown. */
static void
service_finished_cb (ShedSyncHost *self)
{
  look (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
apply_settings (ShedSyncHost *self)
{
  g_autofree char *name = shed_settings_dup_string (self->settings, "device-name");

  if (self->service == NULL)
    {
      look (self);
      return;
    }
  g_object_set (self->service, "automatic", shed_settings_get_boolean (self->settings, "sync-automatically"), "follow",
                shed_settings_get_boolean (self->settings, "follow-at-once"), "device-name",
                name != NULL && *name != '\0' ? name : g_get_host_name (), NULL);
  look (self);
}

static void
start_service (ShedSyncHost *self)
{
  if (self->store == NULL || self->service != NULL || self->signing_in || !shed_account_exists (self->account))
    return;
  self->service = shed_sync_service_new (self->store, self->account, self->profile);
  apply_settings (self);
  g_object_set (self->service, "visible", self->visible, "active", self->focused, NULL);
  g_signal_connect_object (self->service, "changed", G_CALLBACK (service_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->service, "finished", G_CALLBACK (service_finished_cb), self, G_CONNECT_SWAPPED);
  shed_sync_service_start (self->service);
  read_standing (self);
}

static void
stop_service (ShedSyncHost *self)
{
  g_autoptr (ShedSyncService) service = g_steal_pointer (&self->service);

  if (service == NULL)
    return;
  g_signal_handlers_disconnect_by_data (service, self);
  if (!shed_sync_service_is_busy (service) && shed_sync_service_get_status (service)->loaded)
    {
      const ShedSyncStatus *status = shed_sync_service_get_status (service);

      self->standing.n_waiting = status->n_waiting;
      self->standing.n_held = status->n_held;
      self->standing.n_choices = status->n_choices;
      self->standing.last_sync = MAX (self->standing.last_sync, status->last_sync);
    }
  /* What is under way holds it: it must let go of the lock and the timers now. */
  g_object_run_dispose (G_OBJECT (service));
}

static void
adopted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ShedSyncHost) self = data;
  g_autoptr (GError) error = NULL;
  ShedSyncAdoption adoption = shed_sync_adopt_open_finish (result, &error);

  if (self->store == NULL || self->signing_in)
    return;
  self->refused = adoption != SHED_SYNC_ADOPT_DONE;
  if (error != NULL)
    g_message ("The library was not given to the account: %s", error->message);
  if (!self->refused)
    start_service (self);
  look (self);
}

/* Whose is it? Asked each time: signing in may have been cut off before the library was told. */
static void
look_whose (ShedSyncHost *self)
{
  if (self->store == NULL || self->service != NULL || self->signing_in || !shed_account_exists (self->account))
    return;
  shed_sync_adopt_open_async (self->store, self->profile, shed_account_get_user_id (self->account), adopted_cb,
                              g_object_ref (self));
}

/* Public */

ShedAccount *
shed_sync_host_get_account (ShedSyncHost *self)
{
  g_return_val_if_fail (SHED_IS_SYNC_HOST (self), NULL);
  return self->account;
}

ShedSyncService *
shed_sync_host_get_service (ShedSyncHost *self)
{
  g_return_val_if_fail (SHED_IS_SYNC_HOST (self), NULL);
  return self->service;
}

const ShedSyncView *
shed_sync_host_get_view (ShedSyncHost *self)
{
  g_return_val_if_fail (SHED_IS_SYNC_HOST (self), NULL);
  return &self->view;
}

/**
 * shed_sync_host_open:
 * @self: the host
 * @store: the open library of the profile
 */
void
shed_sync_host_open (ShedSyncHost *self, ShedStore *store)
{
  g_return_if_fail (SHED_IS_SYNC_HOST (self));
  g_return_if_fail (SHED_IS_STORE (store));

  if (self->store == store && self->service != NULL)
    return;
  shed_sync_host_close (self);
  self->store = g_object_ref (store);
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  read_standing (self);
  look_whose (self);
  look (self);
}

void
shed_sync_host_close (ShedSyncHost *self)
{
  g_return_if_fail (SHED_IS_SYNC_HOST (self));

  stop_service (self);
  if (self->store != NULL)
    {
      g_cancellable_cancel (self->cancellable);
      g_clear_object (&self->cancellable);
      g_signal_handlers_disconnect_by_func (self->store, store_changed_cb, self);
      g_clear_object (&self->store);
    }
  self->reading = self->read_again = self->refused = FALSE;
  self->standing = (ShedSyncStanding) { 0 };
  look (self);
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  ShedSyncHost *self = g_task_get_source_object (task);

  shed_sync_service_stop_finish (SHED_SYNC_SERVICE (source), result);
  if (self->service == SHED_SYNC_SERVICE (source))
    stop_service (self);
  g_task_return_boolean (task, TRUE);
}

void
shed_sync_host_finish_async (ShedSyncHost *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SHED_IS_SYNC_HOST (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, shed_sync_host_finish_async);
  if (self->service == NULL)
    g_task_return_boolean (task, TRUE);
  else
    shed_sync_service_stop_async (self->service, stopped_cb, g_steal_pointer (&task));
}

void
shed_sync_host_finish_finish (ShedSyncHost *self, GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));

  g_task_propagate_boolean (G_TASK (result), NULL);
}

void
shed_sync_host_set_window (ShedSyncHost *self, gboolean visible, gboolean focused)
{
  g_return_if_fail (SHED_IS_SYNC_HOST (self));

  self->visible = visible;
  self->focused = focused;
  if (self->service != NULL)
    g_object_set (self->service, "visible", visible, "active", focused, NULL);
}

void
shed_sync_host_compare (ShedSyncHost *self)
{
  g_return_if_fail (SHED_IS_SYNC_HOST (self));

  if (self->service != NULL)
    shed_sync_service_verify (self->service);
}

void
shed_sync_host_load_again (ShedSyncHost *self)
{
  g_return_if_fail (SHED_IS_SYNC_HOST (self));

  if (self->service != NULL)
    shed_sync_service_reload (self->service);
}

void
shed_sync_host_sync_now (ShedSyncHost *self)
{
  g_return_if_fail (SHED_IS_SYNC_HOST (self));

  if (self->service != NULL)
    shed_sync_service_sync_now (self->service);
}

/* Signing in and out */

static void
end_signing_in (ShedSyncHost *self)
{
  self->signing_in = FALSE;
  look_whose (self);
  look (self);
}

static void
taken_along_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  ShedSyncHost *self = g_task_get_source_object (task);
  GError *error = NULL;
  ShedSyncAdoption adoption = shed_sync_adopt_open_finish (result, &error);

  self->signing_in = FALSE;
  self->refused = adoption == SHED_SYNC_ADOPT_FAILED;
  if (adoption == SHED_SYNC_ADOPT_OTHER)
    g_signal_emit (self, signals[SWITCH], 0, shed_account_get_user_id (self->account));
  else if (adoption == SHED_SYNC_ADOPT_DONE)
    {
      self->standing.joined = TRUE;
      start_service (self);
    }
  look (self);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  ShedSyncHost *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!shed_account_sign_in_finish (self->account, result, &error) || self->store == NULL)
    {
      end_signing_in (self);
      if (error != NULL)
        g_task_return_error (task, error);
      else
        g_task_return_boolean (task, TRUE);
      return;
    }
  shed_sync_adopt_open_async (self->store, self->profile, shed_account_get_user_id (self->account), taken_along_cb,
                              g_steal_pointer (&task));
}

void
shed_sync_host_sign_in_async (ShedSyncHost *self, const char *url, const char *key, const char *email, const char *password,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SHED_IS_SYNC_HOST (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, shed_sync_host_sign_in_async);
  /* Whoever comes: this library must not speak with their tokens before it is known to be theirs. */
  self->signing_in = TRUE;
  stop_service (self);
  shed_account_sign_in_async (self->account, url, key, email, password, cancellable, signed_in_cb, task);
}

gboolean
shed_sync_host_sign_in_finish (ShedSyncHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
signed_out_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (shed_account_sign_out_finish (SHED_ACCOUNT (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
shed_sync_host_sign_out_async (ShedSyncHost *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SHED_IS_SYNC_HOST (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, shed_sync_host_sign_out_async);
  stop_service (self);
  shed_account_sign_out_async (self->account, NULL, signed_out_cb, task);
  read_standing (self);
  look (self);
}

gboolean
shed_sync_host_sign_out_finish (ShedSyncHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* The object */

static void
account_changed_cb (ShedSyncHost *self)
{
  look (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
shed_sync_host_dispose (GObject *object)
{
  ShedSyncHost *self = SHED_SYNC_HOST (object);

  stop_service (self);
  g_clear_handle_id (&self->stale_id, g_source_remove);
  g_clear_handle_id (&self->syncing_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->store);
  g_clear_object (&self->account);
  g_clear_object (&self->settings);
  g_clear_object (&self->profile);
  G_OBJECT_CLASS (shed_sync_host_parent_class)->dispose (object);
}

static void
shed_sync_host_class_init (ShedSyncHostClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = shed_sync_host_dispose;
  signals[CHANGED] = g_signal_new ("changed", SHED_TYPE_SYNC_HOST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SWITCH] =
    g_signal_new ("switch", SHED_TYPE_SYNC_HOST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
shed_sync_host_init (ShedSyncHost *self)
{
  self->view.word = "no-account";
}

/**
 * shed_sync_host_new:
 * @profile: whose account
 * @settings: of this computer
 *
 * Returns: (transfer full): a host without a library
 */
ShedSyncHost *
shed_sync_host_new (ShedProfile *profile, ShedSettings *settings)
{
  ShedSyncHost *self = g_object_new (SHED_TYPE_SYNC_HOST, NULL);

  self->profile = g_object_ref (profile);
  self->settings = g_object_ref (settings);
  self->account = shed_account_new (profile);
  g_signal_connect_object (self->account, "notify", G_CALLBACK (account_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::sync-automatically", G_CALLBACK (apply_settings), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::follow-at-once", G_CALLBACK (apply_settings), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::device-name", G_CALLBACK (apply_settings), self, G_CONNECT_SWAPPED);
  look (self);
  return self;
}

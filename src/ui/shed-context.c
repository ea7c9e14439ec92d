/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds what the pages of one window share. It never shows anything itself: words go out as toasts by signal, so that
 * tests can listen without a window. */
#include "shed-context.h"

#include "shed-civil.h"
#include "shed-preferences.h"
#include "shed-teller.h"

#define DEFAULT_DAY_START_MINUTES 240

struct _ShedContext
{
  GObject parent_instance;

  ShedStore          *store;
  ShedHistory        *history;
  ShedRepertoireList *repertoires;
  ShedSettings       *settings;
  ShedProfile        *profile;
  ShedSyncHost       *sync; /* nullable */
  ShedTeller         *teller;

  ShedRepertoire     *repertoire;    /* nullable */
  char               *repertoire_id; /* nullable */
  char               *wanted_id;     /* chosen, but not in the list yet: one just made */
  int                 day_start_minutes;
  GCancellable       *cancellable;
  guint               n_running;         /* commands */
  guint               n_ratings_unsaved; /* and ratings, as the page says that holds them */
  guint               n_ratings_writing;
};

enum { PROP_0, PROP_STORE, PROP_HISTORY, PROP_REPERTOIRES, PROP_SETTINGS, PROP_PROFILE, PROP_REPERTOIRE,
       PROP_REPERTOIRE_ID, PROP_LOADED, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { TOAST, OPEN_TUNE, SHOW_PAGE, RETRY, UNSAVED_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ShedContext, shed_context, G_TYPE_OBJECT)

static void
repertoire_notify_cb (ShedContext *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPERTOIRE]);
}

static void
take_repertoire (ShedContext *self, ShedRepertoire *repertoire)
{
  const char *id = repertoire != NULL ? shed_repertoire_get_id (repertoire) : NULL;
  gboolean other = g_strcmp0 (id, self->repertoire_id) != 0;

  if (self->repertoire != repertoire)
    {
      if (self->repertoire != NULL)
        g_signal_handlers_disconnect_by_func (self->repertoire, repertoire_notify_cb, self);
      g_set_object (&self->repertoire, repertoire);
      if (repertoire != NULL)
        g_signal_connect_object (repertoire, "notify", G_CALLBACK (repertoire_notify_cb), self, G_CONNECT_SWAPPED);
    }
  if (other)
    {
      g_free (self->repertoire_id);
      self->repertoire_id = g_strdup (id);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPERTOIRE]);
  if (other)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPERTOIRE_ID]);
}

static ShedRepertoire *
first_in_use (ShedContext *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->repertoires));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ShedRepertoire) repertoire = g_list_model_get_item (G_LIST_MODEL (self->repertoires), i);
      gboolean archived;

      g_object_get (repertoire, "archived", &archived, NULL);
      if (!archived)
        return repertoire; /* the list keeps it */
    }
  return NULL;
}

/* The chosen one, else the one of the last time, else the first. */
static void
choose_repertoire (ShedContext *self)
{
  ShedRepertoire *repertoire = NULL;

  if (!shed_repertoire_list_is_loaded (self->repertoires))
    return;
  if (self->wanted_id != NULL)
    repertoire = shed_repertoire_list_find (self->repertoires, self->wanted_id);
  if (repertoire != NULL)
    g_clear_pointer (&self->wanted_id, g_free);
  else if (self->repertoire_id != NULL)
    repertoire = shed_repertoire_list_find (self->repertoires, self->repertoire_id);
  if (repertoire == NULL)
    {
      g_autofree char *kept = shed_settings_dup_string (self->settings, "current-repertoire");

      repertoire = shed_repertoire_list_find (self->repertoires, kept);
    }
  if (repertoire == NULL)
    repertoire = first_in_use (self);
  take_repertoire (self, repertoire);
}

static void
repertoires_loaded_cb (ShedContext *self)
{
  choose_repertoire (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
}

static void
preferences_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ShedContext *self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) preferences = shed_preferences_load_finish (result, &error);
  const char *text;

  if (preferences == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_message ("Preferences were not read: %s", error->message);
      return;
    }
  self = SHED_CONTEXT (user_data);
  text = g_hash_table_lookup (preferences, "day.start_minutes");
  if (text != NULL)
    self->day_start_minutes = CLAMP (atoi (text), 0, 24 * 60 - 1);
}

static void
store_changed_cb (ShedContext *self, ShedChanges *changes)
{
  if (shed_changes_has_table (changes, "preference"))
    shed_preferences_load_async (self->store, self->cancellable, preferences_loaded_cb, self);
}

static void
shed_context_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ShedContext *self = SHED_CONTEXT (object);

  switch (prop_id)
    {
    case PROP_STORE:
      g_value_set_object (value, self->store);
      break;
    case PROP_HISTORY:
      g_value_set_object (value, self->history);
      break;
    case PROP_REPERTOIRES:
      g_value_set_object (value, self->repertoires);
      break;
    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
      break;
    case PROP_PROFILE:
      g_value_set_object (value, self->profile);
      break;
    case PROP_REPERTOIRE:
      g_value_set_object (value, self->repertoire);
      break;
    case PROP_REPERTOIRE_ID:
      g_value_set_string (value, self->repertoire_id);
      break;
    case PROP_LOADED:
      g_value_set_boolean (value, shed_repertoire_list_is_loaded (self->repertoires));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_context_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ShedContext *self = SHED_CONTEXT (object);

  switch (prop_id)
    {
    case PROP_REPERTOIRE_ID:
      shed_context_set_repertoire_id (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_context_dispose (GObject *object)
{
  ShedContext *self = SHED_CONTEXT (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->repertoire != NULL)
    g_signal_handlers_disconnect_by_func (self->repertoire, repertoire_notify_cb, self);
  g_clear_object (&self->repertoire);
  g_clear_object (&self->repertoires);
  g_clear_object (&self->history);
  g_clear_object (&self->store);
  g_clear_object (&self->settings);
  g_clear_object (&self->profile);
  g_clear_object (&self->sync);
  g_clear_pointer (&self->repertoire_id, g_free);
  g_clear_pointer (&self->wanted_id, g_free);
  g_clear_object (&self->teller);

  G_OBJECT_CLASS (shed_context_parent_class)->dispose (object);
}

static void
shed_context_class_init (ShedContextClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags read_only = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = shed_context_get_property;
  object_class->set_property = shed_context_set_property;
  object_class->dispose = shed_context_dispose;

  properties[PROP_STORE] = g_param_spec_object ("store", NULL, NULL, SHED_TYPE_STORE, read_only);
  properties[PROP_HISTORY] = g_param_spec_object ("history", NULL, NULL, SHED_TYPE_HISTORY, read_only);
  properties[PROP_REPERTOIRES] =
    g_param_spec_object ("repertoires", NULL, NULL, SHED_TYPE_REPERTOIRE_LIST, read_only);
  properties[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, SHED_TYPE_SETTINGS, read_only);
  properties[PROP_PROFILE] = g_param_spec_object ("profile", NULL, NULL, SHED_TYPE_PROFILE, read_only);
  properties[PROP_REPERTOIRE] = g_param_spec_object ("repertoire", NULL, NULL, SHED_TYPE_REPERTOIRE, read_only);
  properties[PROP_REPERTOIRE_ID] = g_param_spec_string (
    "repertoire-id", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE, read_only);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[TOAST] = g_signal_new ("toast", SHED_TYPE_CONTEXT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 ADW_TYPE_TOAST);
  signals[OPEN_TUNE] = g_signal_new ("open-tune", SHED_TYPE_CONTEXT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SHOW_PAGE] = g_signal_new ("show-page", SHED_TYPE_CONTEXT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[UNSAVED_CHANGED] =
    g_signal_new ("unsaved-changed", SHED_TYPE_CONTEXT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RETRY] = g_signal_new ("retry", SHED_TYPE_CONTEXT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
shed_context_init (ShedContext *self)
{
  self->cancellable = g_cancellable_new ();
  self->day_start_minutes = DEFAULT_DAY_START_MINUTES;
}

ShedStore *
shed_context_get_store (ShedContext *self)
{
  g_return_val_if_fail (SHED_IS_CONTEXT (self), NULL);
  return self->store;
}

ShedHistory *
shed_context_get_history (ShedContext *self)
{
  g_return_val_if_fail (SHED_IS_CONTEXT (self), NULL);
  return self->history;
}

ShedRepertoireList *
shed_context_get_repertoires (ShedContext *self)
{
  g_return_val_if_fail (SHED_IS_CONTEXT (self), NULL);
  return self->repertoires;
}

ShedRepertoire *
shed_context_get_repertoire (ShedContext *self)
{
  g_return_val_if_fail (SHED_IS_CONTEXT (self), NULL);
  return self->repertoire;
}

const char *
shed_context_get_repertoire_id (ShedContext *self)
{
  g_return_val_if_fail (SHED_IS_CONTEXT (self), NULL);
  return self->repertoire_id;
}

/**
 * shed_context_set_repertoire_id:
 * @self: the context
 * @id: of the repertoire that the whole window shall show
 *
 * Kept for the next start. An id that is not in the list yet (one just made) is taken as soon as it arrives there.
 */
void
shed_context_set_repertoire_id (ShedContext *self, const char *id)
{
  ShedRepertoire *repertoire;

  g_return_if_fail (SHED_IS_CONTEXT (self));

  g_clear_pointer (&self->wanted_id, g_free);
  if (g_strcmp0 (id, self->repertoire_id) == 0)
    return;
  shed_settings_set_string (self->settings, "current-repertoire", id);
  repertoire = id != NULL ? shed_repertoire_list_find (self->repertoires, id) : NULL;
  if (repertoire != NULL)
    take_repertoire (self, repertoire);
  else
    self->wanted_id = g_strdup (id);
}

ShedSettings *
shed_context_get_settings (ShedContext *self)
{
  g_return_val_if_fail (SHED_IS_CONTEXT (self), NULL);
  return self->settings;
}

ShedProfile *
shed_context_get_profile (ShedContext *self)
{
  g_return_val_if_fail (SHED_IS_CONTEXT (self), NULL);
  return self->profile;
}

ShedSyncHost *
shed_context_get_sync (ShedContext *self)
{
  g_return_val_if_fail (SHED_IS_CONTEXT (self), NULL);
  return self->sync;
}

void
shed_context_set_sync (ShedContext *self, ShedSyncHost *sync)
{
  g_return_if_fail (SHED_IS_CONTEXT (self));
  g_return_if_fail (self->sync == NULL);

  self->sync = g_object_ref (sync);
}

ShedClock *
shed_context_get_clock (ShedContext *self)
{
  g_return_val_if_fail (SHED_IS_CONTEXT (self), NULL);
  return shed_store_get_clock (self->store);
}

gint64
shed_context_now_ms (ShedContext *self)
{
  return shed_clock_now_ms (shed_context_get_clock (self));
}

char *
shed_context_dup_time_zone (ShedContext *self)
{
  return shed_clock_dup_time_zone (shed_context_get_clock (self));
}

/**
 * shed_context_get_frame:
 * @self: the context
 *
 * Returns: now, the zone and the start of the day; the zone's name lives as long as the program
 */
ShedTimeFrame
shed_context_get_frame (ShedContext *self)
{
  ShedTimeFrame frame = { 0, "UTC", DEFAULT_DAY_START_MINUTES };
  g_autofree char *zone = NULL;

  g_return_val_if_fail (SHED_IS_CONTEXT (self), frame);

  zone = shed_context_dup_time_zone (self);
  frame.now_ms = shed_context_now_ms (self);
  frame.time_zone = g_intern_string (zone);
  frame.day_start_minutes = self->day_start_minutes;
  return frame;
}

int
shed_context_get_today (ShedContext *self)
{
  ShedTimeFrame frame = shed_context_get_frame (self);

  return shed_practice_day (frame.now_ms, frame.time_zone, frame.day_start_minutes);
}

void
shed_context_open_tune (ShedContext *self, const char *tune_id)
{
  g_return_if_fail (SHED_IS_CONTEXT (self));
  g_return_if_fail (tune_id != NULL);

  g_signal_emit (self, signals[OPEN_TUNE], 0, tune_id);
}

void
shed_context_show_page (ShedContext *self, const char *name)
{
  g_return_if_fail (SHED_IS_CONTEXT (self));

  g_signal_emit (self, signals[SHOW_PAGE], 0, name);
}

/* What is said goes out through this context, because the window listens to it. */
static void
said_cb (ShedContext *self, AdwToast *toast)
{
  g_signal_emit (self, signals[TOAST], 0, toast);
}

static void
again_cb (ShedContext *self, ShedCommand *command)
{
  shed_context_run (self, shed_command_ref (command));
}

void
shed_context_toast (ShedContext *self, const char *text)
{
  g_return_if_fail (SHED_IS_CONTEXT (self));
  shed_teller_say (self->teller, text);
}

void
shed_context_toast_action (ShedContext *self, const char *text, const char *button, const char *action)
{
  g_return_if_fail (SHED_IS_CONTEXT (self));
  shed_teller_say_with_action (self->teller, text, button, action);
}

void
shed_context_report (ShedContext *self, const GError *error)
{
  g_return_if_fail (SHED_IS_CONTEXT (self));
  shed_teller_report (self->teller, error);
}

static void
undo_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedContext) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!shed_history_undo_finish (SHED_HISTORY (source), result, &error) && error != NULL)
    shed_context_report (self, error);
}

static void
redo_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedContext) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!shed_history_redo_finish (SHED_HISTORY (source), result, &error) && error != NULL)
    shed_context_report (self, error);
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ShedContext *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedCommand) command = shed_history_run_finish (SHED_HISTORY (source), result, &error);

  self->n_running--;
  if (command == NULL)
    {
      shed_teller_say_failed (self->teller, g_task_get_task_data (task), error);
      g_signal_emit (self, signals[UNSAVED_CHANGED], 0);
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  g_signal_emit (self, signals[UNSAVED_CHANGED], 0);
  g_task_return_pointer (task, g_steal_pointer (&command), (GDestroyNotify) shed_command_unref);
}

/**
 * shed_context_run_async:
 * @self: the context
 * @command: (transfer full): what a person wants
 * @cancellable: (nullable): stops a long command between two transactions
 * @callback: called when it is committed, or has failed and the person has been told
 * @user_data: for @callback
 */
void
shed_context_run_async (ShedContext *self, ShedCommand *command, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SHED_IS_CONTEXT (self));
  g_return_if_fail (command != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, shed_context_run_async);
  g_task_set_check_cancellable (task, FALSE); /* what was committed is told also when it was late to stop */
  g_task_set_task_data (task, shed_command_ref (command), (GDestroyNotify) shed_command_unref);
  self->n_running++;
  shed_history_run_async (self->history, command, cancellable, ran_cb, task);
}

/**
 * shed_context_run_quietly_async:
 * @self: the context
 * @command: (transfer full): what a person wants
 * @callback: called when it is committed or has failed, which it has to say; finish with shed_history_run_finish()
 * @user_data: for @callback
 *
 * For a window of its own, so that the same is not said in two windows.
 */
void
shed_context_run_quietly_async (ShedContext *self, ShedCommand *command, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (SHED_IS_CONTEXT (self));

  shed_teller_leave (self->teller, command);
  shed_history_run_async (self->history, command, NULL, callback, user_data);
}

/**
 * shed_context_run_finish:
 * @self: the context
 * @result: from the callback
 *
 * Returns: (transfer full) (nullable): the command, to ask for its result; NULL when it failed, which has been said already
 */
ShedCommand *
shed_context_run_finish (ShedContext *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/**
 * shed_context_run:
 * @self: the context
 * @command: (transfer full): what a person wants
 *
 * Runs it and says what came of it.
 */
void
shed_context_run (ShedContext *self, ShedCommand *command)
{
  shed_context_run_async (self, command, NULL, NULL, NULL);
}

/**
 * shed_context_retry:
 * @self: the context
 *
 * Runs what failed again, in its order.
 */
void
shed_context_retry (ShedContext *self)
{
  g_autoptr (GPtrArray) failed = NULL;

  g_return_if_fail (SHED_IS_CONTEXT (self));

  failed = shed_teller_steal_failed (self->teller);
  for (guint i = 0; i < failed->len; i++)
    shed_context_run (self, shed_command_ref (g_ptr_array_index (failed, i)));
  g_signal_emit (self, signals[RETRY], 0);
}

guint
shed_context_get_n_unsaved (ShedContext *self)
{
  g_return_val_if_fail (SHED_IS_CONTEXT (self), 0);
  return shed_teller_get_n_failed (self->teller) + self->n_ratings_unsaved;
}

/**
 * shed_context_is_saving:
 * @self: the context
 *
 * Commands count only while the library is in trouble: otherwise they are made, however long it takes, before it is closed.
 *
 * Returns: whether an answer of the disk decides about something that must not be lost
 */
gboolean
shed_context_is_saving (ShedContext *self)
{
  ShedStoreState state;

  g_return_val_if_fail (SHED_IS_CONTEXT (self), FALSE);

  state = shed_store_get_state (self->store);
  return self->n_ratings_writing > 0 ||
         (self->n_running > 0 && state != SHED_STORE_READY && state != SHED_STORE_LOW_SPACE);
}

void
shed_context_set_ratings (ShedContext *self, guint n_unsaved, guint n_writing)
{
  g_return_if_fail (SHED_IS_CONTEXT (self));

  if (self->n_ratings_unsaved == n_unsaved && self->n_ratings_writing == n_writing)
    return;
  self->n_ratings_unsaved = n_unsaved;
  self->n_ratings_writing = n_writing;
  g_signal_emit (self, signals[UNSAVED_CHANGED], 0);
}

void
shed_context_undo (ShedContext *self)
{
  g_return_if_fail (SHED_IS_CONTEXT (self));
  shed_history_undo_async (self->history, undo_cb, g_object_ref (self));
}

void
shed_context_redo (ShedContext *self)
{
  g_return_if_fail (SHED_IS_CONTEXT (self));
  shed_history_redo_async (self->history, redo_cb, g_object_ref (self));
}

/**
 * shed_context_new:
 * @store: an open library
 * @settings: of this computer
 * @profile: whose library it is
 *
 * Returns: (transfer full): the context of one window
 */
ShedContext *
shed_context_new (ShedStore *store, ShedSettings *settings, ShedProfile *profile)
{
  ShedContext *self = g_object_new (SHED_TYPE_CONTEXT, NULL);

  self->store = g_object_ref (store);
  self->settings = g_object_ref (settings);
  self->profile = g_object_ref (profile);
  self->history = shed_history_new (store);
  self->repertoires = shed_repertoire_list_new (store);
  self->teller = shed_teller_new (self->history);
  g_signal_connect_object (self->teller, "said", G_CALLBACK (said_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->teller, "again", G_CALLBACK (again_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->repertoires, "notify::loaded", G_CALLBACK (repertoires_loaded_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->repertoires, "items-changed", G_CALLBACK (choose_repertoire), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  shed_preferences_load_async (store, self->cancellable, preferences_loaded_cb, self);
  choose_repertoire (self);
  return self;
}

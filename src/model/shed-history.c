/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Undo and redo over the commands since start. One thing runs at a time, on a worker thread, in the order in which it was asked
 * for. Undo takes nothing from the outbox: it writes the earlier values as an ordinary change. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-history.h"

#include "shed-thread.h"

/* Older steps than this are forgotten, with their journals. */
#define MAX_STEPS 300

typedef struct {
  ShedCommand *command;
  gint64       journal; /* what takes it back, or brings it again */
} HistoryEntry;

typedef enum { JOB_RUN, JOB_UNDO, JOB_REDO, JOB_UNDO_COMMAND } JobKind;

typedef struct {
  JobKind       kind;
  ShedCommand  *command;  /* to run, or whose undo is asked for */
  HistoryEntry *entry;    /* taken off its stack while it is reverted */
  gint64        journal;
  guint         n_left;
} Job;

struct _ShedHistory {
  GObject    parent_instance;
  ShedStore *store;
  GQueue     undo; /* HistoryEntry, newest at the tail */
  GQueue     redo;
  GQueue     jobs; /* GTask that wait; the one that runs is no longer among them */
  GTask     *running;
};

enum { PROP_CAN_UNDO = 1, PROP_CAN_REDO, PROP_BUSY, N_PROPS };
enum { RAN, UNDONE, REDONE, N_SIGNALS };
static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ShedHistory, shed_history, G_TYPE_OBJECT)

static void start_next (ShedHistory *self);

static HistoryEntry *
entry_new (ShedCommand *command,
           gint64       journal)
{
  HistoryEntry *entry = g_new0 (HistoryEntry, 1);

  entry->command = shed_command_ref (command);
  entry->journal = journal;
  return entry;
}

static void
entry_free (HistoryEntry *entry)
{
  shed_command_unref (entry->command);
  g_free (entry);
}

static void
forget (ShedHistory  *self,
        HistoryEntry *entry)
{
  shed_store_forget_journal (self->store, entry->journal);
  entry_free (entry);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->command, shed_command_unref);
  g_clear_pointer (&job->entry, entry_free);
  g_free (job);
}

static void
notify_all (ShedHistory *self)
{
  for (guint i = 1; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
}

static void
push_undo (ShedHistory *self,
           ShedCommand *command,
           gint64       journal)
{
  HistoryEntry *entry;

  g_queue_push_tail (&self->undo, entry_new (command, journal));
  while ((entry = g_queue_pop_tail (&self->redo)) != NULL)
    forget (self, entry);
  while (self->undo.length > MAX_STEPS)
    forget (self, g_queue_pop_head (&self->undo));
}

static gboolean
work (gpointer       source,
      gpointer       data,
      GCancellable  *cancellable,
      GError       **error)
{
  ShedHistory *self = source;
  Job *job = data;

  if (job->kind == JOB_RUN)
    return shed_command_run (job->command, self->store, job->journal, cancellable, error);
  return shed_store_revert (self->store, job->entry->journal, job->journal, &job->n_left, error);
}

/* What the work was for is told only when the stacks are in order again. */
static void
on_worked (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  ShedHistory *self = SHED_HISTORY (source);
  g_autoptr(GTask) outer = data;
  Job *job = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;
  gboolean ok = g_task_propagate_boolean (G_TASK (result), &error);
  guint signal_id = N_SIGNALS;
  g_autoptr(ShedCommand) command = NULL;

  if (job->kind == JOB_RUN)
    {
      command = shed_command_ref (job->command);
      /* What was done before an error, or before a cancel, can be taken back. */
      if (ok ? shed_command_get_count (command) > 0 : shed_command_is_started (command))
        push_undo (self, command, job->journal);
      else
        shed_store_forget_journal (self->store, job->journal);
      if (ok)
        signal_id = RAN;
    }
  else
    {
      gboolean redo = job->kind == JOB_REDO;
      HistoryEntry *entry = g_steal_pointer (&job->entry);

      command = shed_command_ref (entry->command);
      if (ok)
        {
          shed_store_forget_journal (self->store, entry->journal);
          entry->journal = job->journal;
          g_queue_push_tail (redo ? &self->undo : &self->redo, entry);
          signal_id = redo ? REDONE : UNDONE;
        }
      else
        g_queue_push_tail (redo ? &self->redo : &self->undo, entry);
    }
  g_clear_object (&self->running);
  notify_all (self);
  if (signal_id == RAN)
    g_signal_emit (self, signals[RAN], 0, command);
  else if (signal_id != N_SIGNALS)
    g_signal_emit (self, signals[signal_id], 0, command, job->n_left);
  if (!ok)
    g_task_return_error (outer, error);
  else if (job->kind == JOB_RUN)
    g_task_return_pointer (outer, shed_command_ref (command), (GDestroyNotify) shed_command_unref);
  else
    g_task_return_boolean (outer, TRUE);
  start_next (self);
}

/* The stacks are looked at when its turn comes, not when it was asked for. */
static gboolean
prepare (ShedHistory *self,
         Job         *job)
{
  GQueue *stack = job->kind == JOB_REDO ? &self->redo : &self->undo;
  HistoryEntry *last = g_queue_peek_tail (stack);

  if (job->kind == JOB_RUN)
    return TRUE;
  if (last == NULL || (job->kind == JOB_UNDO_COMMAND && last->command != job->command))
    return FALSE;
  job->entry = g_queue_pop_tail (stack);
  return TRUE;
}

static void
start_next (ShedHistory *self)
{
  while (self->running == NULL && self->jobs.length > 0)
    {
      GTask *outer = g_queue_pop_head (&self->jobs);
      Job *job = g_task_get_task_data (outer);
      g_autoptr(GTask) inner = NULL;
      Job *inner_job;

      if (!prepare (self, job))
        {
          g_task_return_boolean (outer, FALSE);
          g_object_unref (outer);
          continue;
        }
      inner_job = g_new0 (Job, 1);
      *inner_job = *job;
      inner_job->command = job->command != NULL ? shed_command_ref (job->command) : NULL;
      job->entry = NULL;
      inner_job->journal = shed_store_new_journal (self->store);
      inner = g_task_new (self, g_task_get_cancellable (outer), on_worked, outer);
      /* A write ends whole: its answer counts even when it was cancelled meanwhile. */
      g_task_set_check_cancellable (inner, FALSE);
      g_task_set_source_tag (inner, start_next);
      g_task_set_task_data (inner, inner_job, job_free);
      self->running = g_object_ref (inner);
      notify_all (self);
      shed_thread_run (inner, work);
    }
}

static void
enqueue (ShedHistory         *self,
         JobKind              kind,
         ShedCommand         *command,
         GCancellable        *cancellable,
         GAsyncReadyCallback  callback,
         gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->kind = kind;
  job->command = command != NULL ? shed_command_ref (command) : NULL;
  g_task_set_source_tag (task, enqueue);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, job_free);
  g_queue_push_tail (&self->jobs, task);
  start_next (self);
}

static void
shed_history_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  ShedHistory *self = SHED_HISTORY (object);

  switch (prop_id)
    {
    case PROP_CAN_UNDO:
      g_value_set_boolean (value, shed_history_can_undo (self));
      break;
    case PROP_CAN_REDO:
      g_value_set_boolean (value, shed_history_can_redo (self));
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->running != NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_history_finalize (GObject *object)
{
  ShedHistory *self = SHED_HISTORY (object);

  g_queue_clear_full (&self->undo, (GDestroyNotify) entry_free);
  g_queue_clear_full (&self->redo, (GDestroyNotify) entry_free);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (shed_history_parent_class)->finalize (object);
}

static void
shed_history_class_init (ShedHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = shed_history_get_property;
  object_class->finalize = shed_history_finalize;

  properties[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[RAN] =
    g_signal_new ("ran", SHED_TYPE_HISTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, SHED_TYPE_COMMAND);
  signals[UNDONE] = g_signal_new ("undone", SHED_TYPE_HISTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                  SHED_TYPE_COMMAND, G_TYPE_UINT);
  signals[REDONE] = g_signal_new ("redone", SHED_TYPE_HISTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                  SHED_TYPE_COMMAND, G_TYPE_UINT);
}

static void
shed_history_init (ShedHistory *self)
{
  g_queue_init (&self->undo);
  g_queue_init (&self->redo);
  g_queue_init (&self->jobs);
}

/**
 * shed_history_new:
 * @store: the library
 *
 * Returns: (transfer full): an empty history
 */
ShedHistory *
shed_history_new (ShedStore *store)
{
  ShedHistory *self;

  g_return_val_if_fail (SHED_IS_STORE (store), NULL);

  self = g_object_new (SHED_TYPE_HISTORY, NULL);
  self->store = g_object_ref (store);
  return self;
}

ShedStore *
shed_history_get_store (ShedHistory *self)
{
  g_return_val_if_fail (SHED_IS_HISTORY (self), NULL);

  return self->store;
}

/**
 * shed_history_run_async:
 * @command: (transfer full): what to do
 * @cancellable: (nullable): given to the steps; a step ends whole
 *
 * Runs a command after those that were asked for before. When it changed nothing it does not enter the history.
 */
void
shed_history_run_async (ShedHistory         *self,
                        ShedCommand         *command,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_return_if_fail (SHED_IS_HISTORY (self));
  g_return_if_fail (command != NULL);

  enqueue (self, JOB_RUN, command, cancellable, callback, user_data);
  shed_command_unref (command);
}

ShedCommand *
shed_history_run_finish (ShedHistory   *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
shed_history_push (ShedHistory *self,
                   ShedCommand *command,
                   gint64       journal)
{
  g_return_if_fail (SHED_IS_HISTORY (self));
  g_return_if_fail (command != NULL);

  push_undo (self, command, journal);
  notify_all (self);
  g_signal_emit (self, signals[RAN], 0, command);
  shed_command_unref (command);
}

void
shed_history_undo_async (ShedHistory         *self,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (SHED_IS_HISTORY (self));

  enqueue (self, JOB_UNDO, NULL, NULL, callback, user_data);
}

void
shed_history_redo_async (ShedHistory         *self,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (SHED_IS_HISTORY (self));

  enqueue (self, JOB_REDO, NULL, NULL, callback, user_data);
}

/**
 * shed_history_undo_command_async:
 * @command: a command that ran here
 *
 * Takes @command back if nothing was done after it. Ends as shed_history_undo_async() does.
 */
void
shed_history_undo_command_async (ShedHistory         *self,
                                 ShedCommand         *command,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_return_if_fail (SHED_IS_HISTORY (self));
  g_return_if_fail (command != NULL);

  enqueue (self, JOB_UNDO_COMMAND, command, NULL, callback, user_data);
}

gboolean
shed_history_undo_finish (ShedHistory   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
shed_history_redo_finish (ShedHistory   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return shed_history_undo_finish (self, result, error);
}

gboolean
shed_history_can_undo (ShedHistory *self)
{
  g_return_val_if_fail (SHED_IS_HISTORY (self), FALSE);

  return self->undo.length > 0;
}

gboolean
shed_history_can_redo (ShedHistory *self)
{
  g_return_val_if_fail (SHED_IS_HISTORY (self), FALSE);

  return self->redo.length > 0;
}

static ShedCommand *
peek (GQueue *stack)
{
  HistoryEntry *entry = g_queue_peek_tail (stack);

  return entry != NULL ? entry->command : NULL;
}

ShedCommand *
shed_history_get_undo (ShedHistory *self)
{
  g_return_val_if_fail (SHED_IS_HISTORY (self), NULL);

  return peek (&self->undo);
}

ShedCommand *
shed_history_get_redo (ShedHistory *self)
{
  g_return_val_if_fail (SHED_IS_HISTORY (self), NULL);

  return peek (&self->redo);
}

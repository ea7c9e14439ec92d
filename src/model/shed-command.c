/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A command: what was done, to how many things, and the steps that do it. Running it is one transaction, or several that share
 * one batch. It must never touch the window's objects: what changed is told by the store's signal. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-command-private.h"

#include "shed-uuid.h"

struct _ShedCommand {
  gatomicrefcount  ref_count;
  ShedCommandKind  kind;
  char            *subject;   /* nullable */
  char            *result_id; /* nullable */
  ShedCommandStep  step;
  gpointer         data;
  GDestroyNotify   free_data;
  gboolean         single;
  gboolean         bulk;

  /* What is committed, and what the transaction that runs now would add. */
  guint            done, done_now;
  guint            count, count_now;
  guint            already, already_now;
  gboolean         has_count;
  guint            n_committed;
  GPtrArray       *copied;       /* char*: new, old, new, old … */
  guint            n_copied;     /* of copied, committed */
  GPtrArray       *ids;          /* char*: made at first use, kept for another run */
};

G_DEFINE_BOXED_TYPE (ShedCommand, shed_command, shed_command_ref, shed_command_unref)

/**
 * shed_command_new:
 * @kind: what it does, for the sentence
 * @subject: (nullable): title or name of the one thing it is about
 * @step: one transaction of it
 * @data: (transfer full): for @step
 * @free_data: (nullable): frees @data
 *
 * Returns: (transfer full): a command, not yet run
 */
ShedCommand *
shed_command_new (ShedCommandKind  kind,
                  const char      *subject,
                  ShedCommandStep  step,
                  gpointer         data,
                  GDestroyNotify   free_data)
{
  ShedCommand *self = g_new0 (ShedCommand, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->kind = kind;
  self->subject = g_strdup (subject);
  self->step = step;
  self->data = data;
  self->free_data = free_data;
  self->copied = g_ptr_array_new_with_free_func (g_free);
  self->ids = g_ptr_array_new_with_free_func (g_free);
  return self;
}

ShedCommand *
shed_command_new_single (ShedCommandKind  kind,
                         const char      *subject,
                         ShedCommandStep  step,
                         gpointer         data,
                         GDestroyNotify   free_data)
{
  ShedCommand *self = shed_command_new (kind, subject, step, data, free_data);

  self->single = TRUE;
  return self;
}

ShedCommand *
shed_command_ref (ShedCommand *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
shed_command_unref (ShedCommand *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  if (self->free_data != NULL && self->data != NULL)
    self->free_data (self->data);
  g_free (self->subject);
  g_free (self->result_id);
  g_ptr_array_unref (self->copied);
  g_ptr_array_unref (self->ids);
  g_free (self);
}

ShedCommandKind
shed_command_get_kind (ShedCommand *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->kind;
}

const char *
shed_command_get_subject (ShedCommand *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->subject;
}

/**
 * shed_command_get_count:
 *
 * Returns: how many things it was about (1 when its steps do not say); 0: nothing was there to be done
 */
guint
shed_command_get_count (ShedCommand *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->has_count ? self->count : 1;
}

guint
shed_command_get_n_already (ShedCommand *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->already;
}

const char *
shed_command_get_result_id (ShedCommand *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->result_id;
}

/**
 * shed_command_dup_copied:
 *
 * Returns: (transfer full): ids of the tunes that were copied into "My tunes": the new one, the old one, the next new one …
 */
GStrv
shed_command_dup_copied (ShedCommand *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->n_copied; i++)
    g_strv_builder_add (builder, g_ptr_array_index (self->copied, i));
  return g_strv_builder_end (builder);
}

/**
 * shed_command_is_started:
 *
 * Returns: whether at least one of its transactions is committed, even if a later one failed
 */
gboolean
shed_command_is_started (ShedCommand *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->n_committed > 0;
}

void
shed_command_set_bulk (ShedCommand *self,
                       gboolean     bulk)
{
  g_return_if_fail (self != NULL);

  self->bulk = bulk;
}

void
shed_command_set_count (ShedCommand *self,
                        guint        count)
{
  g_return_if_fail (self != NULL);

  self->has_count = TRUE;
  self->count_now = count;
}

void
shed_command_add_count (ShedCommand *self,
                        guint        n)
{
  self->has_count = TRUE;
  self->count_now += n;
}

void
shed_command_add_already (ShedCommand *self,
                          guint        n)
{
  self->already_now += n;
}

void
shed_command_add_copied (ShedCommand *self,
                         const char  *new_id,
                         const char  *old_id)
{
  g_ptr_array_add (self->copied, g_strdup (new_id));
  g_ptr_array_add (self->copied, g_strdup (old_id));
}

void
shed_command_take_result_id (ShedCommand *self,
                             char        *id)
{
  g_return_if_fail (self != NULL);

  g_free (self->result_id);
  self->result_id = id;
}

void
shed_command_take_subject (ShedCommand *self,
                           char        *subject)
{
  g_return_if_fail (self != NULL);

  g_free (self->subject);
  self->subject = subject;
}

guint
shed_command_get_done (ShedCommand *self)
{
  return self->done_now;
}

void
shed_command_set_done (ShedCommand *self,
                       guint        done)
{
  self->done_now = done;
}

const char *
shed_command_id (ShedCommand *self,
                 ShedDb      *db,
                 guint        n)
{
  while (self->ids->len <= n)
    g_ptr_array_add (self->ids, shed_db_new_id (db));
  return g_ptr_array_index (self->ids, n);
}

typedef struct { ShedCommand *command; gboolean more; GCancellable *cancellable; } RunningStep;

static gboolean
run_step (ShedDb        *db,
          gpointer       data,
          GCancellable  *cancellable,
          GError       **error)
{
  RunningStep *running = data;
  ShedCommand *self = running->command;

  running->more = FALSE;
  self->done_now = self->done;
  self->count_now = self->count;
  self->already_now = self->already;
  g_ptr_array_set_size (self->copied, self->n_copied);
  return self->step (db, self->data, &running->more, running->cancellable, error);
}

/**
 * shed_command_run:
 * @store: the library
 * @journal: number under which its undo is kept, or 0
 * @cancellable: (nullable): given to the steps, which decide what a cancel means
 * @error: SHED_STORE_ERROR, or what a step sets
 *
 * Runs all steps, waiting. When one fails, what the steps before it committed stays; running the same command again goes on
 * from there.
 *
 * Returns: whether all of it was done
 */
gboolean
shed_command_run (ShedCommand   *self,
                  ShedStore     *store,
                  gint64         journal,
                  GCancellable  *cancellable,
                  GError       **error)
{
  RunningStep running = { .command = self, .more = TRUE, .cancellable = cancellable };
  g_autofree char *batch = NULL;
  gboolean ok = TRUE;
  gboolean was_bulk = FALSE;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (SHED_IS_STORE (store), FALSE);

  if (!self->single)
    batch = shed_uuid_new_v4 (shed_store_get_random (store));
  while (ok && running.more)
    {
      /* A step may find out that there is much to do: from the next one on the search index waits for the end. */
      gboolean bulk = self->bulk;

      ok = shed_store_write (store, SHED_WRITE_COMMAND | (bulk ? SHED_WRITE_BULK : 0), journal, batch, run_step, &running, error);
      if (!ok)
        break;
      was_bulk |= bulk;
      self->n_committed++;
      self->done = self->done_now;
      self->count = self->count_now;
      self->already = self->already_now;
      self->n_copied = self->copied->len;
    }
  if (was_bulk)
    {
      g_autoptr(GError) index_error = NULL;

      /* The rows are committed whatever happens here; opening the library finishes the index. */
      if (!shed_store_end_bulk (store, &index_error))
        g_warning ("the search index was not refreshed: %s", index_error->message);
    }
  return ok;
}

gboolean
shed_budget_take (ShedBudget *self,
                  guint       n_ops,
                  gsize       n_bytes)
{
  gboolean untouched = self->ops == SHED_STEP_MAX_OPS && self->bytes == SHED_STEP_MAX_BYTES;

  if (!untouched && (n_ops > self->ops || n_bytes > self->bytes))
    return FALSE;
  self->ops -= MIN (n_ops, self->ops);
  self->bytes -= MIN (n_bytes, self->bytes);
  return TRUE;
}

gpointer
shed_task_get_command (gpointer task)
{
  return ((ShedTask *) task)->command;
}

gboolean
shed_task_end_step (ShedTask           *task,
                    const char * const *ids,
                    guint               next,
                    gboolean           *more)
{
  shed_command_add_count (task->command, 0); /* none is a number, too */
  shed_command_set_done (task->command, next);
  *more = ids[next] != NULL;
  return TRUE;
}

/* The command owns its task; the task knows its command without owning it. */
ShedCommand *
shed_task_make_command (ShedTask        *task,
                        ShedCommandKind  kind,
                        const char      *subject,
                        ShedCommandStep  step,
                        GDestroyNotify   free_task,
                        gboolean         several)
{
  task->command = several ? shed_command_new (kind, subject, step, task, free_task)
                          : shed_command_new_single (kind, subject, step, task, free_task);
  return task->command;
}

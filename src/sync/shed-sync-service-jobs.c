/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs of the engine on the library's writing thread, and the comparison with the project that a person may ask for, which
 * stands beside them in their transactions. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-service-private.h"

#include "shed-sync-compare.h"
#include "shed-sync-job-run.h"
#include "shed-sync-joined.h"

typedef struct {
  ShedSyncService *service;
  ShedSyncJob     *job;
  gboolean         compares, loads; /* what a person asked for before it was made */
  gboolean         told;            /* what was found is kept */
  gboolean         asks, goes_on, goes_on_loading; /* the first job looks for a comparison begun before the start */
  gboolean         asked, asked_loading;           /* and for one that was asked for and did not begin */
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
  g_autoptr (GPtrArray) answers = NULL;

  if (running->asks &&
      (!shed_sync_compare_goes_on (db, &running->goes_on, &running->goes_on_loading, &running->n_staged, error) ||
       !shed_sync_compare_is_asked (db, &running->asked, &running->asked_loading, error)))
    return FALSE;
  if (running->compares && strcmp (name, "reset") == 0 && !shed_sync_compare_begin (db, running->loads, error))
    return FALSE;
  if (strcmp (name, "apply") != 0)
    return shed_sync_job_run (db, running->job, cancellable, error);
  if (!shed_sync_compare_end (db, running->now, &running->told, error))
    return FALSE;
  answers = shed_sync_joined_read (db, error);
  return answers != NULL && shed_sync_job_run (db, running->job, cancellable, error) &&
         shed_sync_joined_keep (db, answers, running->now, error);
}

static void
show_comparing (ShedSyncService *self, gboolean load, guint n_staged)
{
  self->comparing = !load;
  self->reloading = load;
  self->staged_before = n_staged;
  self->pulled_before = shed_sync_engine_get_status (self->engine)->pulled;
  shed_sync_service_changed (self);
}

/* It stands in the library. The engine needs to know before it decides what comes next. */
static void
begin_asked (ShedSyncService *self, gboolean load)
{
  show_comparing (self, load, 0);
  shed_sync_service_tell (self, load ? SHED_SYNC_EVENT_RELOAD : SHED_SYNC_EVENT_VERIFY, 0);
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
          if (running->asked && !self->comparing && !self->reloading)
            begin_asked (self, running->asked_loading);
          else if (running->goes_on && !self->comparing && !self->reloading)
            show_comparing (self, running->goes_on_loading, running->n_staged);
        }
      if (running->told && error == NULL)
        {
          self->comparing = self->reloading = FALSE;
          shed_sync_service_changed (self);
        }
      shed_sync_engine_job_done (self->engine, running->job, error);
      shed_sync_service_look (self);
    }
  g_free (running);
}

void
shed_sync_service_run (gpointer data, ShedSyncJob *job)
{
  ShedSyncService *self = data;
  Running *running = g_new0 (Running, 1);

  running->service = g_object_ref (self);
  running->job = job;
  shed_sync_job_set_names (job, self->device_name, SHED_VERSION);
  running->compares = self->comparing || self->reloading;
  running->loads = self->reloading;
  running->asks = !self->asked_library;
  running->now = shed_sync_service_now (self);
  shed_store_write_async (self->store, shed_sync_job_get_flags (job), 0, NULL, run_job, running, NULL, NULL,
                          on_job_done, running);
}

/* What a person asks for */

typedef struct {
  ShedSyncService *service;
  gboolean         load;
} Asked;

static gboolean
keep_asked (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return shed_sync_compare_ask (db, ((Asked *) data)->load, error);
}

static void
on_asked_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Asked *asked = data;
  g_autoptr (ShedSyncService) self = asked->service;
  g_autoptr (GError) error = NULL;

  /* Where it cannot be kept it is done all the same, as long as this program runs. */
  if (!shed_store_write_finish (SHED_STORE (source), result, &error))
    g_message ("that everything is to be read again could not be kept: %s", error->message);
  if (!self->stopped)
    begin_asked (self, asked->load);
}

static void
ask_for_all (ShedSyncService *self, gboolean load)
{
  Asked *asked;

  if (!self->started || self->busy || self->stopped)
    return;
  asked = g_new0 (Asked, 1);
  asked->service = g_object_ref (self);
  asked->load = load;
  shed_store_write_async (self->store, SHED_WRITE_LOCAL, 0, NULL, keep_asked, asked, NULL, NULL, on_asked_kept, asked);
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

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store as its own parts see it. */
#pragma once

#include "shed-changes-private.h"
#include "shed-db-private.h"
#include "shed-store.h"

G_BEGIN_DECLS

typedef struct
{
  char *name;
  int version;
  GStrv tables;
  ShedDeriveFunc func;
  gpointer data;
  GDestroyNotify free_data;
} ShedDeriver;

typedef struct
{
  ShedCheckFunc func;
  gpointer data;
} ShedCheck;

struct _ShedStore
{
  GObject parent_instance;

  char *path;
  char *backups_folder; /* nullable */
  ShedClock *clock;
  ShedRandom *random;
  GMainContext *context; /* where signals are emitted */
  gboolean read_only;    /* no writer connection */

  /* The writer's thread, and what only it touches. */
  GThread *thread;
  GAsyncQueue *jobs;
  ShedDb *writer;
  gint64 data_version;
  gint64 checked_space_at;
  ShedFirstNotesFunc first_notes;

  /* Readers. */
  GMutex lock; /* guards everything below */
  GCond cond;
  GPtrArray *idle_readers; /* ShedDb */
  guint n_readers;         /* borrowed ones */
  GThreadPool *reader_pool;
  ShedDbMode reader_mode;
  char *reader_path; /* path, or a private copy of a file that cannot be read where it is */
  GPtrArray *derivers;
  GArray *checks;
  ShedStoreState state;
  gint64 free_bytes;
  gint64 last_journal;
  gboolean closed;

  /* Main context only. */
  GFileMonitor *monitor;
  GSource *space_timer;
  int copied_day; /* civil day of the last daily copy that was tried */
};

void shed_store_set_state (ShedStore *self, ShedStoreState state);
/* Takes note of what an error says about the library. */
void shed_store_note_error (ShedStore *self, const GError *error);
void shed_store_emit_changed (ShedStore *self, ShedChanges *changes);
void shed_store_reader_thread (gpointer task, gpointer store); /* for the pool */
ShedDb *shed_store_borrow_reader (ShedStore *self, GError **error);
void shed_store_give_back_reader (ShedStore *self, ShedDb *db);
/* Runs on the writer's thread, waiting for its turn; outside any transaction. */
typedef gboolean (*ShedWriterFunc) (ShedStore *self, gpointer data, GError **error);
gboolean shed_store_run_on_writer (ShedStore *self, ShedWriterFunc func, gpointer data, GError **error);

/* As above without waiting; dropped when the store is closed. */
void shed_store_push_on_writer (ShedStore *self, ShedWriterFunc func, gpointer data, GDestroyNotify free_data);
/* When a connection came upon a damaged full-text index: has it made anew, later and without anyone waiting. */
void shed_store_mend_find (ShedStore *self, ShedDb *db);
gboolean shed_store_finish_bulk_on_writer (ShedStore *self, gpointer data, GError **error);
/* On the writer's thread: has another process committed since we last looked? Then everything may have changed. */
gboolean shed_store_note_foreign_commits (ShedStore *self, GError **error);

/* One write, start to commit, on the writer's thread (shed-store-commit.c). */
gboolean shed_store_commit (ShedStore *self,
                            ShedWriteFlags flags,
                            gint64 journal,
                            const char *batch,
                            ShedStoreFunc func,
                            gpointer data,
                            GCancellable *cancellable,
                            GError **error);

G_END_DECLS

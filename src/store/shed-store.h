/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A library: one SQLite file, one writer thread, readers beside it. It knows no musical word beyond its schema.
 *
 * Writing: a function runs on the writer's thread inside one transaction; derivers refresh derived tables, the outbox
 * group is closed, the transaction is committed (synchronous=FULL) and only then the change signal is sent on the main
 * context. The main thread never waits for any of it when the _async calls are used. */
#pragma once

#include <gio/gio.h>
#include "shed-clock.h"
#include "shed-db.h"
#include "shed-random.h"

G_BEGIN_DECLS

/* What a commit changed: tables and ids. After a commit by another process "everything" is TRUE and nothing is listed.
 */
typedef struct _ShedChanges ShedChanges;
#define SHED_TYPE_CHANGES (shed_changes_get_type ())
GType shed_changes_get_type (void);
gboolean shed_changes_is_everything (const ShedChanges *self);
gboolean shed_changes_has_table (const ShedChanges *self, const char *table); /* TRUE also for everything */
gboolean shed_changes_is_from_server (const ShedChanges *self); /* an applier's commit of this process: no person's change */
/* Ids of a table as a set (keys: char*), or NULL when none or everything. (transfer none) */
GHashTable *shed_changes_get_ids (const ShedChanges *self, const char *table);

#define SHED_TYPE_STORE (shed_store_get_type ())
G_DECLARE_FINAL_TYPE (ShedStore, shed_store, SHED, STORE, GObject)
/* signals: "changed" (ShedChanges *), on the main context the store was opened in.
 * properties: "state" (ShedStoreState), "free-bytes" (gint64; notified when it falls below or rises over the low mark)
 */

typedef enum
{
  SHED_STORE_READY,
  SHED_STORE_LOW_SPACE, /* below 200 MB free: works, says so */
  SHED_STORE_DISK_FULL, /* the last write failed for want of space; reading goes on */
  SHED_STORE_READ_ONLY,
  SHED_STORE_CORRUPT, /* reading what can be read; salvage offered */
} ShedStoreState;
#define SHED_TYPE_STORE_STATE (shed_store_state_get_type ())
GType shed_store_state_get_type (void);

typedef struct
{
  const char *path;           /* the .db file; its folder is made */
  const char *backups_folder; /* daily copies and copies before a migration; NULL: none */
  ShedClock *clock;           /* NULL: the system's */
  ShedRandom *random;         /* NULL: the kernel's */
  gboolean read_only;
} ShedStoreOptions;

/* Blocking; for the command line, tests and worker threads. Errors: SHED_STORE_ERROR. */
ShedStore *shed_store_open (const ShedStoreOptions *options, GError **error);
void shed_store_open_async (const ShedStoreOptions *options,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
ShedStore *shed_store_open_finish (GAsyncResult *result, GError **error);
/* Waits for the writer's queue, checkpoints, closes. Later calls fail. Disposing closes too. */
void shed_store_close (ShedStore *self);

const char *shed_store_get_path (ShedStore *self);
ShedClock *shed_store_get_clock (ShedStore *self);
ShedRandom *shed_store_get_random (ShedStore *self);
ShedStoreState shed_store_get_state (ShedStore *self);

/* FALSE with error set rolls everything back. Must not keep db. Runs on the writer's thread. */
typedef gboolean (*ShedStoreFunc) (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error);

typedef enum
{
  SHED_WRITE_COMMAND = 0,      /* fills the outbox; a person's change */
  SHED_WRITE_LOCAL = 1 << 0,   /* touches local tables only (view state, caches): no group, no journal */
  SHED_WRITE_APPLIER = 1 << 2, /* what the server said: no outbox, no journal, fixed columns may change; for sync */
  SHED_WRITE_BULK = 1 << 1, /* the search index is refreshed once after the batch: see shed_store_end_bulk; without an
                             * account it may be larger than a group, because none is made */
} ShedWriteFlags;

/* journal: 0, or the number under which the undo journal of this write is kept (several transactions of a batch share
 * it); batch: text put on each outbox group of one batch, or NULL. data is freed with free_data on the writer's
 * thread. */
void shed_store_write_async (ShedStore *self,
                             ShedWriteFlags flags,
                             gint64 journal,
                             const char *batch,
                             ShedStoreFunc func,
                             gpointer data,
                             GDestroyNotify free_data,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean shed_store_write_finish (ShedStore *self, GAsyncResult *result, GError **error);
/* The same, waiting (command line, tests, worker threads; never from the window's main thread). */
gboolean shed_store_write (ShedStore *self,
                           ShedWriteFlags flags,
                           gint64 journal,
                           const char *batch,
                           ShedStoreFunc func,
                           gpointer data,
                           GError **error);
/* Waiting; safe to be killed before it: setting the first-notes function after opening finishes it. Until then tunes
 * that a bulk inserted are not in tune_find; afterwards "changed" says everything. */
gboolean shed_store_end_bulk (ShedStore *self, GError **error);

/* Reading in a snapshot on a reader's thread (its own connection). */
void shed_store_read_async (ShedStore *self,
                            ShedStoreFunc func,
                            gpointer data,
                            GDestroyNotify free_data,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean shed_store_read_finish (ShedStore *self, GAsyncResult *result, GError **error);
gboolean shed_store_read (ShedStore *self, ShedStoreFunc func, gpointer data, GError **error); /* waiting, any thread */

/* Undo journal: every domain row (and staged_rating) that a write with journal != 0 touched is kept as it was before.
 * Reverting writes the earlier values back where the value is still the one that was written (others are left and
 * counted in *n_left), deletes what was inserted, inserts again what was deleted; a practice_event is never deleted:
 * it is voided. It runs as an ordinary write under the journal number revert_journal, so reverting that one is the
 * redo. At most 500 operations a transaction; larger journals take several, newest first. */
gint64 shed_store_new_journal (ShedStore *self);
void shed_store_revert_async (ShedStore *self,
                              gint64 journal,
                              gint64 revert_journal,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean shed_store_revert_finish (ShedStore *self, GAsyncResult *result, guint *n_left, GError **error);
gboolean shed_store_revert (ShedStore *self, gint64 journal, gint64 revert_journal, guint *n_left, GError **error);
void shed_store_forget_journal (ShedStore *self, gint64 journal);

/* Derived data. Called inside every writing transaction (commands, appliers, reverts, restore) that touched one of the
 * tables, before commit, with the ids touched; must write local tables only. everything: rebuild all (after a
 * migration, a restore, or when its version in meta differs). Register before the first write, right after opening;
 * registering with another version than the file's runs it once with everything. */
typedef gboolean (*ShedDeriveFunc) (
  ShedDb *db, ShedChanges *changes, gboolean everything, gpointer data, GError **error);
gboolean shed_store_add_deriver (ShedStore *self,
                                 const char *name,
                                 int version,
                                 const char *const *tables,
                                 ShedDeriveFunc func,
                                 gpointer data,
                                 GDestroyNotify free_data,
                                 GError **error);

/* The search index (tune_find): the function gives the text of a tune's first notes from its abc; called while
 * indexing. Set it right after opening: that is also when a batch somebody was killed in is brought to its end. */
typedef char *(*ShedFirstNotesFunc) (const char *abc);
void shed_store_set_first_notes_func (ShedStore *self, ShedFirstNotesFunc func);

/* Care. Waiting calls: run them in a thread. */
typedef struct
{
  gint64 tunes, events, outbox;
  GPtrArray *faults; /* char* */
} ShedCheckReport;
void shed_check_report_free (ShedCheckReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedCheckReport, shed_check_report_free)
/* Integrity, foreign keys, view = fold(shadow, outbox), search index; derivers that registered a check add theirs. */
ShedCheckReport *shed_store_check (ShedStore *self, GError **error);
typedef gboolean (*ShedCheckFunc) (ShedDb *db, GPtrArray *faults, gpointer data, GError **error);
void shed_store_add_check (ShedStore *self, ShedCheckFunc func, gpointer data);
gboolean shed_store_copy_to (ShedStore *self, const char *path, GError **error); /* by the backup API */
/* Daily copies in backups_folder, newest first: GPtrArray of path strings. Made by the store at most once a day. */
GPtrArray *shed_store_list_copies (ShedStore *self);
gboolean shed_store_make_daily_copy (ShedStore *self, GError **error);
/* Puts a copy in place of the library: the present file is kept beside it first. Call after closing every store on
 * path. */
gboolean shed_store_restore_copy (const char *library_path, const char *copy_path, GError **error);
/* Reads every row that can be read out of a damaged file into a new library; the damaged one is kept as
 * FILE.damaged-N. all: nothing was found that could not be read; what was lost without a trace nobody can tell. */
gboolean shed_store_salvage (const char *library_path, guint *n_rows, gboolean *all, GError **error);

G_END_DECLS

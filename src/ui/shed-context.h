/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every page of one window shares: the library and its undo history, the repertoires and the current one, settings and
 * clock; and the few things a page asks of the window: open a tune, show a toast, run a command.
 *
 * A page gets it when it is made and keeps a reference. When the library is closed (restore, salvage) the window throws its pages
 * away and makes them anew with another context. */
#pragma once

#include <adwaita.h>
#include "shed-history.h"
#include "shed-repertoire.h"
#include "shed-settings.h"
#include "shed-sync-host.h"
#include "shed-time-text.h"

G_BEGIN_DECLS

#define SHED_TYPE_CONTEXT (shed_context_get_type ())
G_DECLARE_FINAL_TYPE (ShedContext, shed_context, SHED, CONTEXT, GObject)
/* properties:
 *   "store", "history", "repertoires", "settings", "profile" (objects, read-only)
 *   "repertoire" (ShedRepertoire, nullable, read-only): notified when the object or anything in it changes
 *   "repertoire-id" (string, nullable, writable): notified only when another repertoire is chosen; kept in the settings
 *   "loaded" (boolean, read-only): the repertoires have been read once, so that NULL means "there is none"
 * signals, which the window answers:
 *   "toast" (AdwToast), "open-tune" (string id), "show-page" (string name)
 * signal "retry": there may be space again; write again what could not be written
 * signal "unsaved-changed": what shed_context_get_n_unsaved() and shed_context_is_saving() say may have changed */

ShedContext        *shed_context_new               (ShedStore *store, ShedSettings *settings, ShedProfile *profile);

ShedStore          *shed_context_get_store         (ShedContext *self);
ShedHistory        *shed_context_get_history       (ShedContext *self);
ShedRepertoireList *shed_context_get_repertoires   (ShedContext *self);
ShedRepertoire     *shed_context_get_repertoire    (ShedContext *self); /* (nullable) (transfer none) */
const char         *shed_context_get_repertoire_id (ShedContext *self); /* (nullable) */
void                shed_context_set_repertoire_id (ShedContext *self, const char *id);
ShedSettings       *shed_context_get_settings      (ShedContext *self);
ShedProfile        *shed_context_get_profile       (ShedContext *self);
/* Sync of the program; NULL where there is none (tests of pages). Set once, before the window gets the context. */
ShedSyncHost       *shed_context_get_sync          (ShedContext *self); /* (nullable) */
void                shed_context_set_sync          (ShedContext *self, ShedSyncHost *sync);
ShedClock          *shed_context_get_clock         (ShedContext *self);
gint64              shed_context_now_ms            (ShedContext *self);
char               *shed_context_dup_time_zone     (ShedContext *self); /* IANA name (transfer full) */
/* From where times are looked at: now, the zone, and when the player's day begins. Take it afresh each time. */
ShedTimeFrame       shed_context_get_frame         (ShedContext *self);
int                 shed_context_get_today         (ShedContext *self); /* practice day */

/* Opens a tune as a page in the window. */
void                shed_context_open_tune         (ShedContext *self, const char *tune_id);
/* "practice", "repertoire" or "catalog". */
void                shed_context_show_page         (ShedContext *self, const char *name);
/* A sentence at the foot of the window. */
void                shed_context_toast             (ShedContext *self, const char *text);
/* The same with a button: action is a detailed action name as "win.search". */
void                shed_context_toast_action      (ShedContext *self, const char *text, const char *button, const char *action);
/* Says a failure in words. Cancellation is silent. */
void                shed_context_report            (ShedContext *self, const GError *error);

/* Runs a command of a person through the history, off the main thread. When done, what happened is said in a toast with Undo
 * (where shed_command_text_dup_done() has a sentence for it); a failure is said with Try Again. Takes the command. */
void                shed_context_run               (ShedContext *self, ShedCommand *command /* (transfer full) */);
/* The same, and tells when: for what needs the result. The finish gives the command, or NULL when it failed (already said). */
void                shed_context_run_async         (ShedContext *self, ShedCommand *command /* (transfer full) */,
                                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ShedCommand        *shed_context_run_finish        (ShedContext *self, GAsyncResult *result); /* (transfer full) (nullable) */
/* For a window of its own, which says itself what came of it: runs the command, and no toast says so in the main window.
 * Finish with shed_history_run_finish(). */
void                shed_context_run_quietly_async (ShedContext *self, ShedCommand *command /* (transfer full) */,
                                                    GAsyncReadyCallback callback, gpointer user_data);
/* Runs again what failed and was not taken up since (after a full disk), and emits "retry". */
void                shed_context_retry             (ShedContext *self);
/* Changes that could not be saved and are kept in memory. */
guint               shed_context_get_n_unsaved     (ShedContext *self);
/* Whether something that must not be lost with the window has no answer from the disk yet. */
gboolean            shed_context_is_saving         (ShedContext *self);
/* From the page that holds ratings: how many could not be written, and how many are on their way. */
void                shed_context_set_ratings       (ShedContext *self, guint n_unsaved, guint n_writing);
void                shed_context_undo              (ShedContext *self);
void                shed_context_redo              (ShedContext *self);

G_END_DECLS

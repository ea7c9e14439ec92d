/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything a person can change, one constructor a verb. A command is run through a history (the window) or directly
 * (the command line); it is one transaction, or several sharing one batch when large. Undo needs nothing from it: the
 * store's journal keeps what every write replaced. A command never computes schedules: what a rating means for the
 * calendar is given to it. */
#pragma once

#include "shed-store.h"

G_BEGIN_DECLS

typedef struct _ShedCommand ShedCommand;
#define SHED_TYPE_COMMAND (shed_command_get_type ())

/* What was done; the window makes the sentence ("3 tunes removed from Fiddle"). */
typedef enum
{
  SHED_COMMAND_TUNE_NEW,
  SHED_COMMAND_TUNE_EDIT,
  SHED_COMMAND_TUNE_DELETE,
  SHED_COMMAND_TUNE_MERGE,
  SHED_COMMAND_TUNE_MOVE,
  SHED_COMMAND_ALIAS_EDIT,
  SHED_COMMAND_BOOK_NEW,
  SHED_COMMAND_BOOK_EDIT,
  SHED_COMMAND_BOOK_DELETE,
  SHED_COMMAND_BOOK_LOCAL_ONLY,
  SHED_COMMAND_REPERTOIRE_NEW,
  SHED_COMMAND_REPERTOIRE_EDIT,
  SHED_COMMAND_REPERTOIRE_DELETE,
  SHED_COMMAND_ADD_TUNES,
  SHED_COMMAND_REMOVE_TUNES,
  SHED_COMMAND_PAUSE,
  SHED_COMMAND_RESUME,
  SHED_COMMAND_GOAL,
  SHED_COMMAND_STAGE,
  SHED_COMMAND_PLAYED_KEY,
  SHED_COMMAND_TAG,
  SHED_COMMAND_UNTAG,
  SHED_COMMAND_OVERRIDE_DATE,
  SHED_COMMAND_PUT_OFF,
  SHED_COMMAND_KNOWN,
  SHED_COMMAND_START_AFRESH,
  SHED_COMMAND_SUBMIT,
  SHED_COMMAND_RATE,
  SHED_COMMAND_VOID,
  SHED_COMMAND_REPLACE_RATING,
  SHED_COMMAND_RESCHEDULE,
  SHED_COMMAND_QUEUE_ADD,
  SHED_COMMAND_QUEUE_RESET,
  SHED_COMMAND_NOTE_NEW,
  SHED_COMMAND_NOTE_EDIT,
  SHED_COMMAND_NOTE_DELETE,
  SHED_COMMAND_PREFERENCE,
  SHED_COMMAND_ANSWER,
  SHED_COMMAND_DISCARD,
  SHED_COMMAND_BRING_BACK,
  SHED_COMMAND_IMPORT,
  SHED_COMMAND_RESTORE,
} ShedCommandKind;

GType           shed_command_get_type    (void);
ShedCommand    *shed_command_ref         (ShedCommand *self);
void            shed_command_unref       (ShedCommand *self);
ShedCommandKind shed_command_get_kind    (ShedCommand *self);
const char     *shed_command_get_subject (ShedCommand *self); /* a title or name when it is about one thing, else NULL */
guint           shed_command_get_count   (ShedCommand *self); /* how many things it is about; after running */
const char     *shed_command_get_result_id (ShedCommand *self); /* id of what was made, after running; nullable */
guint           shed_command_get_n_already (ShedCommand *self); /* how many needed nothing: tunes that were in the repertoire */
GStrv           shed_command_dup_copied  (ShedCommand *self); /* ids of tunes copied into My tunes: new, old, new, old … */
gboolean        shed_command_is_started  (ShedCommand *self); /* something of it is committed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedCommand, shed_command_unref)

/* One transaction of the command (at most 500 operations). Sets *more while another is needed. Runs on the writer's thread.
 * For upper floors (import, restore) that bring their own commands. */
typedef gboolean (*ShedCommandStep) (ShedDb *db, gpointer data, gboolean *more, GCancellable *cancellable, GError **error);
ShedCommand *shed_command_new (
  ShedCommandKind kind, const char *subject, ShedCommandStep step, gpointer data, GDestroyNotify free_data);
void            shed_command_set_bulk (ShedCommand *self, gboolean bulk);
void            shed_command_set_count (ShedCommand *self, guint count);        /* from a step */
void            shed_command_take_result_id (ShedCommand *self, char *id);      /* from a step */
void            shed_command_take_subject (ShedCommand *self, char *subject);   /* from a step */

/* Runs all steps, waiting. For the command line, tests and worker threads. */
gboolean        shed_command_run (ShedCommand *self, ShedStore *store, gint64 journal, GCancellable *cancellable, GError **error);

/* Lists of ids are NULL-terminated and copied. Fields are column names of DATA.md; values text (NULL empties); numbers
 * as text. */
ShedCommand *shed_command_tune_new (const char *book_id /* NULL: My tunes */,
                                    const char *const *fields,
                                    const char *const *values,
                                    const char *const *aliases);
ShedCommand *shed_command_tune_set      (const char *tune_id, const char * const *fields, const char * const *values);
/* Facts and other names in one step; aliases NULL: they stay as they are. */
ShedCommand *shed_command_tune_edit (const char *tune_id,
                                     const char *const *fields,
                                     const char *const *values,
                                     const char *const *aliases);
ShedCommand *shed_command_tune_delete   (const char * const *tune_ids);
ShedCommand *shed_command_tune_merge    (const char *into_tune_id, const char * const *tune_ids);
ShedCommand *shed_command_tune_move     (const char * const *tune_ids, const char *book_id);
ShedCommand *shed_command_tune_set_aliases (const char *tune_id, const char * const *aliases);
ShedCommand *shed_command_book_new      (const char *title, gboolean local_only);
ShedCommand *shed_command_book_set      (const char *book_id, const char *field, const char *value);
ShedCommand *shed_command_book_delete   (const char *book_id, gboolean move_tunes);
ShedCommand *shed_command_book_set_local_only (const char *book_id, gboolean local_only);
ShedCommand *shed_command_repertoire_new (const char *name, const char *instrument);
ShedCommand *shed_command_repertoire_set (const char *repertoire_id, const char * const *fields, const char * const *values);
ShedCommand *shed_command_repertoire_delete (const char *repertoire_id);

typedef enum { SHED_ADD_LEARNING, SHED_ADD_KNOWN } ShedAddAs;
/* Known: a known event each, first reviews spread evenly over spread_days with at most max_a_day (defaults 56 and 5). Tunes of a
 * book that is on this computer only are copied into My tunes first. */
ShedCommand *shed_command_add_tunes (
  const char *repertoire_id, const char *const *tune_ids, ShedAddAs as, int spread_days, int max_a_day);
ShedCommand *shed_command_remove_tunes  (const char *repertoire_id, const char * const *tune_ids);
ShedCommand *shed_command_set_paused    (const char *repertoire_id, const char * const *tune_ids, gboolean paused);
ShedCommand *shed_command_set_goal      (const char *repertoire_id, const char * const *tune_ids, const char *goal);
ShedCommand *shed_command_set_stage     (const char *repertoire_id, const char * const *tune_ids, const char *stage);
ShedCommand *shed_command_set_played_key (const char *repertoire_id,
                                          const char *const *tune_ids,
                                          const char *key /* NULL: as written */);
ShedCommand *shed_command_add_tag (const char *const *tune_ids,
                                   const char *tag_name); /* makes the tag when there is none of that folded name */
ShedCommand *shed_command_remove_tag    (const char * const *tune_ids, const char *tag_id);
/* Due on the start of that civil day; a due event each. */
ShedCommand *shed_command_override_date (const char *repertoire_id, const char * const *tune_ids, int civil_day);
ShedCommand *shed_command_put_off (const char *repertoire_id,
                                   const char *const *tune_ids); /* till the next practice day */
ShedCommand *shed_command_mark_known    (const char *repertoire_id, const char * const *tune_ids, int spread_days, int max_a_day);
ShedCommand *shed_command_start_afresh  (const char *repertoire_id, const char *tune_id); /* voids the whole history */

/* What the player was shown and chose. */
typedef struct { int rating; int interval_days; gint64 due_at; } ShedChosenRating;
ShedCommand *shed_command_rate (const char *repertoire_id,
                                const char *tune_id,
                                const ShedChosenRating *chosen,
                                gint64 answered_at /* 0: now */);
ShedCommand *shed_command_void_event    (const char *event_id);
ShedCommand *shed_command_replace_rating (const char *event_id, const ShedChosenRating *chosen);
/* Commits every staged rating of that repertoire and practice day under one submit_id. */
ShedCommand *shed_command_submit        (const char *repertoire_id, int practice_day);
ShedCommand *shed_command_queue_add     (const char *repertoire_id, int practice_day, const char * const *tune_ids);
ShedCommand *shed_command_queue_reset (const char *repertoire_id,
                                       int practice_day); /* removes what is not done; the next look makes it anew */
ShedCommand *shed_command_note_new      (const char *tune_id, const char *repertoire_id /* nullable */, const char *text);
ShedCommand *shed_command_note_set      (const char *note_id, const char *text);
ShedCommand *shed_command_note_delete   (const char *note_id);
ShedCommand *shed_command_set_preference (const char *name, const char *json_value /* NULL: back to the default */);

/* Answers to questions of the server: "mine", "other" or "both" for each; texts (nullable, elements too): what a person made of a
 * joined text. One group a question, one undo for all. */
ShedCommand *
shed_command_answer_conflicts (const char *const *conflict_ids, const char *const *answers, const char *const *texts);
/* Takes back changes that the server refused; a copy of each stays in the library. */
ShedCommand *shed_command_discard_problems (const char * const *problem_ids);
/* A discarded change once more, from the copy that was kept of it. */
ShedCommand *shed_command_bring_back    (const char * const *problem_ids);
gboolean     shed_conflict_can_keep_both (const char *table, const char *group);
char        *shed_conflict_join_texts   (const char *theirs, const char *mine);

/* Staging is kept over a crash but is no step of the history: pressing again takes it off. These are SHED_WRITE_LOCAL
 * functions. */
typedef struct
{
  char *repertoire_id;
  int practice_day;
  char *tune_id;
  ShedChosenRating chosen;
} ShedStagedRating; /* rating 0: take off */
gboolean shed_staged_rating_write (ShedDb *db, gpointer staged_rating, GCancellable *cancellable, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the commands share: progress over several transactions, the budget of one, the moment of practice, and
 * the few ways to write a row. Everything here runs on the writer's thread inside a transaction. */
#pragma once

#include "shed-command.h"
#include "shed-civil.h"
#include "shed-tables.h"

G_BEGIN_DECLS

/* SYNC.md 3.2: a group has at most 500 operations and 512 KiB. JSON at most doubles a text without control characters. */
#define SHED_STEP_MAX_OPS   480
#define SHED_STEP_MAX_BYTES (200 * 1024)

typedef struct { guint ops; gsize bytes; } ShedBudget;
#define SHED_BUDGET_INIT { SHED_STEP_MAX_OPS, SHED_STEP_MAX_BYTES }
/* FALSE: this operation belongs into the next transaction. The first one always fits. */
gboolean shed_budget_take (ShedBudget *self, guint n_ops, gsize n_bytes);

/* The progress of a command counts only once its transaction is committed, so that a failed one can simply be run again. */
guint       shed_command_get_done     (ShedCommand *self);
void        shed_command_set_done     (ShedCommand *self, guint done);
void        shed_command_add_count    (ShedCommand *self, guint n);
void        shed_command_add_already  (ShedCommand *self, guint n);
void        shed_command_add_copied   (ShedCommand *self, const char *new_id, const char *old_id);
/* Random id number n of this command: the same again when the command is run again. (transfer none) */
const char *shed_command_id           (ShedCommand *self, ShedDb *db, guint n);
/* A command of one transaction. */
ShedCommand *shed_command_new_single (
  ShedCommandKind kind, const char *subject, ShedCommandStep step, gpointer data, GDestroyNotify free_data);

/* The data of the commands: each has its own struct that begins with this. */
typedef struct { ShedCommand *command; /* not owned */ } ShedTask;
gpointer     shed_task_get_command    (gpointer task);
/* The end of a step over @ids: those before @next are done, and whether there are @more. Always TRUE. */
gboolean     shed_task_end_step       (ShedTask *task, const char * const *ids, guint next, gboolean *more);
ShedCommand *shed_task_make_command (ShedTask *task,
                                     ShedCommandKind kind,
                                     const char *subject,
                                     ShedCommandStep step,
                                     GDestroyNotify free_task,
                                     gboolean several);

/* When it is, for practice. */
typedef struct {
  gint64 now_ms;
  char  *time_zone;
  char  *device_id; /* nullable */
  int    day_start_minutes;
  int    today;
} ShedMoment;
void     shed_moment_init  (ShedMoment *self, ShedDb *db);
void     shed_moment_clear (ShedMoment *self);
gint64   shed_moment_day_start (const ShedMoment *self, int civil_day);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ShedMoment, shed_moment_clear)

/* One column of a row to be written. */
typedef struct { const char *column; char type; const char *text; gint64 number; } ShedCell;
#define SHED_CELL_TEXT(column_name, value)    { .column = (column_name), .type = 't', .text = (value) }
#define SHED_CELL_INT(column_name, value)     { .column = (column_name), .type = 'i', .number = (value) }
#define SHED_CELL_NULL(column_name)           { .column = (column_name), .type = 'n' }
/* NULL for zero. */
#define SHED_CELL_INT_OR_NULL(column_name, value) { .column = (column_name), .type = 'z', .number = (value) }
#define SHED_CELLS_END                        { .column = NULL }

gboolean shed_write_insert   (ShedDb *db, const char *table, const char *id, const ShedCell *cells, GError **error);
/* Only the columns that differ are an operation: *changed says whether there was one. */
gboolean shed_write_update (
  ShedDb *db, const char *table, const char *id, const ShedCell *cells, gboolean *changed, GError **error);
gboolean shed_write_delete   (ShedDb *db, const char *table, const char *id, GError **error);
/* The row from_id once more as to_id, with some columns replaced. Nothing happens when to_id is there already. */
gboolean shed_write_copy (ShedDb *db,
                          const char *table,
                          const char *from_id,
                          const char *to_id,
                          const ShedCell *replaced,
                          gboolean *copied,
                          GError **error);
gboolean shed_row_exists     (ShedDb *db, const char *table, const char *id, gboolean *exists, GError **error);
/* The row as it stands, with all its columns or those of a JSON object. NULL without error when it is not there. */
char *shed_row_as_json (ShedDb *db, const ShedTable *table, const char *id, const char *columns_of, GError **error);
/* What a row would hang on again may have been deleted since: then the change can be sent once more, or that deletion
 * be taken back first, but without it the row would have no place. */
gboolean shed_can_point (ShedDb *db, const ShedColumn *column, const ShedCell *cell, GError **error);
gsize    shed_row_bytes      (ShedDb *db, const char *table, const char *id); /* of its texts */
/* A NOT_FOUND unless the row is there. */
gboolean shed_require_row    (ShedDb *db, const char *table, const char *id, GError **error);
/* First column of the first row of a statement with :a and :b. NULL without error when there is none. (transfer full) */
char    *shed_query_text     (ShedDb *db, const char *sql, const char *a, const char *b, GError **error);
gint64   shed_query_int      (ShedDb *db, const char *sql, const char *a, const char *b, gint64 otherwise);
/* First column of all rows. NULL with error. (transfer full) */
GPtrArray *shed_query_texts  (ShedDb *db, const char *sql, const char *a, const char *b, GError **error);

/* A value that a person gave for a column, made fit for it: cleaned, or NULL when nothing is left. FALSE with INVALID, in words
 * that name the column. *number is set for whole numbers. */
gboolean shed_value_prepare (
  const char *table, const char *column, const char *value, ShedCell *cell, char **keep, GError **error);
/* Fields and values to cells; strings are kept in keep. Columns outside allowed are INVALID. */
GArray *shed_values_prepare (const char *table,
                             const char *const *allowed,
                             const char *const *fields,
                             const char *const *values,
                             GPtrArray *keep,
                             GError **error);

/* Position after the last row of a table that matches; sql is a constant with :a and :b. (transfer full) */
char    *shed_next_position  (ShedDb *db, const char *sql, const char *a, const char *b, GError **error);

/* My tunes, made when it is not there. */
gboolean shed_ensure_my_tunes (ShedDb *db, ShedBudget *budget, GError **error);
/* The id under which a tune is practised: itself, or its copy in My tunes when its book is on this computer only. The
 * copy is made when there is none. *fits FALSE: the budget is spent, nothing was done. NULL with NOT_FOUND. (transfer
 * full) */
char *shed_resolve_tune (
  ShedDb *db, ShedCommand *command, ShedBudget *budget, const char *tune_id, gboolean *fits, GError **error);
/* A tune of a book that is on this computer only may not be practised: whether one is in use, as a statement with :a. */
#define SHED_TUNE_IN_USE_SQL \
  "SELECT EXISTS (SELECT 1 FROM repertoire_tune WHERE tune_id = :a) OR EXISTS (SELECT 1 FROM tune_set_item WHERE tune_id = :a)" \
  " OR EXISTS (SELECT 1 FROM setlist_item WHERE tune_id = :a)"
/* The same without making anything: *exists says whether the copy is there already. copied_from (nullable): the tune it
 * is, or would be, a copy of; with it a tune that is not there is NOT_FOUND. (transfer full) */
char    *shed_practised_id   (ShedDb *db, const char *tune_id, gboolean *exists, char **copied_from, GError **error);
/* The id under which a tune stands in a repertoire; NOT_FOUND when it does not. */
char *shed_resolve_tune_in (ShedDb *db,
                            ShedCommand *command,
                            ShedBudget *budget,
                            const char *repertoire_id,
                            const char *tune_id,
                            gboolean *fits,
                            GError **error);
/* Whether a tune can change its book within the budget: over the border of what stays on this computer its rows go along. */
gboolean shed_take_move      (ShedDb *db, ShedBudget *budget, const char *tune_id, gboolean over_border);
/* Deletes a row with what hangs on it by the foreign keys of the table list; tunes outlive their book. *gone FALSE: go
 * on in another transaction. */
gboolean shed_delete_tree    (ShedDb *db, ShedBudget *budget, const ShedTable *table, const char *id, int today, gboolean *gone,
                              GError **error);
/* Deletes as much of a tune as the budget allows, children first; *gone once the tune itself is deleted. */
gboolean shed_delete_tune    (ShedDb *db, ShedBudget *budget, const char *tune_id, int today, gboolean *gone, GError **error);
/* Puts a tune at the end of what is due on a day whose queue was made already; nothing when it was not, or when the
 * tune is on it. */
gboolean shed_queue_put_due (ShedDb *db, const char *repertoire_id, const char *tune_id, int practice_day, GError **error);
/* Open queue items of a day until another (SHED_DAY_NONE: and later), and staged ratings of those days (of all), of a tune in a
 * repertoire (NULL: in all). */
gboolean shed_delete_open_items (ShedDb *db,
                                 ShedBudget *budget,
                                 const char *repertoire_id,
                                 const char *tune_id,
                                 int first_day,
                                 int last_day,
                                 gboolean *all_gone,
                                 GError **error);
/* Whether an event counts: no counting void names it. */
gboolean shed_event_counts   (ShedDb *db, const char *event_id, gboolean *counts, GError **error);
/* Whether a tune has a counting rating on a practice day. */
gboolean shed_tune_is_done (
  ShedDb *db, const char *repertoire_id, const char *tune_id, const char *day_text, gboolean *done, GError **error);

/* One practice event; answered_at 0 and practice_day SHED_DAY_NONE: now. */
typedef struct {
  const char *repertoire_id, *tune_id, *kind, *goal, *voids, *submit_id;
  int         rating;         /* 0: none */
  gboolean    has_interval;
  int         interval_days;
  gint64      due_at;         /* 0: none */
  gint64      answered_at;
  int         practice_day;
} ShedEventRow;
gboolean shed_write_event    (ShedDb *db, const ShedMoment *moment, const char *id, const ShedEventRow *row, GError **error);

/* The days, counted from today, on which n tunes are first reviewed: in order, even, at most max_a_day with what is due already
 * (load[0] is tomorrow). The range grows by weeks when it is too small. (transfer full): n numbers ≥ 1 */
int     *shed_spread_days    (guint n, int spread_days, int max_a_day, GArray *load);

G_END_DECLS

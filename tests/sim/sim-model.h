/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server model as its own parts see it: rows in memory, numbered by one counter. */
#pragma once

#include <json-glib/json-glib.h>
#include "shed-tables.h"
#include "sim-server.h"

G_BEGIN_DECLS

#define SIM_MAX_COLUMNS 24

/* Who wrote something, and when by its clock (-1: not said). */
typedef struct
{
  char *device;
  gint64 at;
} SimWriter;

/* A column's value as text: numbers in decimal, booleans as 0 and 1; NULL: null. Column 0 is created_at. */
typedef struct
{
  const ShedTable *table;
  char *id;
  char *values[SIM_MAX_COLUMNS];
  gboolean deleted;
  char *deleted_by;
  GHashTable *written; /* field group ("": all, "-": the deletion) → SimWriter; NULL: nothing asks about this table */
  gint64 rv, at;
} SimRow;

typedef struct
{
  char *hash, *result; /* result: the object without its last brace */
} SimMutation;

typedef struct
{
  char *name, *app, *token, *previous_token, *nonce;
  gint64 seen;
  gboolean forgotten;
} SimDevice;

typedef struct
{
  GHashTable *rows;      /* "table id" → SimRow */
  GHashTable *mutations; /* mid → SimMutation */
  GHashTable *devices;   /* device → SimDevice */
  char *epoch;           /* NULL: nobody said hello yet */
  char *epoch_before;
  gint64 epoch_from;     /* the last number that both histories have in common */
  gint64 epoch_at, gc, gc_at, seq;
  gint64 late;           /* of a known bug: a number not yet committed */
} SimSpace;

/* A value of a request: what it says of each column; a long text may be named by its hash. */
typedef struct
{
  gboolean has[SIM_MAX_COLUMNS];
  gboolean hashed[SIM_MAX_COLUMNS];
  char *values[SIM_MAX_COLUMNS];
  gboolean is_null; /* there was no object at all */
} SimObject;

typedef struct
{
  SimServer parent;
  ShedRandom *random;
  GHashTable *spaces; /* user → SimSpace */
  SimSpace *space;    /* of the call */
  gint64 at;
  const char *device, *mid, *client_at;
  gint64 seen;        /* -1: not said */
  GPtrArray *undo;    /* of the running group */
  char code[16];
} SimModel;

/* Rows (sim-model-rows.c) */
GHashTable *sim_written_copy (GHashTable *written);
void sim_row_free (gpointer row);
char *sim_row_key (const char *table, const char *id); /* under which a space has it */
SimRow *sim_model_find (SimModel *self, const char *table, const char *id);
SimRow *sim_model_add (SimModel *self, const ShedTable *table, const char *id);
void sim_model_touch (SimModel *self, SimRow *row); /* before a change: remembered for undo; gets its number */
void sim_model_set (SimRow *row, guint column, const char *value);
void sim_model_take_back (SimModel *self); /* what the group touched so far */
gboolean sim_model_references_hold (SimModel *self); /* every one of them leads to a row, be it a tombstone */
SimSpace *sim_space_new (void);
SimSpace *sim_space_copy (SimSpace *space);
void sim_space_free (gpointer space);
guint sim_n_columns (const ShedTable *table);
guint sim_column_index (const ShedTable *table, const char *name);
#define SIM_VALUE(row, name) ((row)->values[sim_column_index ((row)->table, name)])
const char *sim_column_name (const ShedTable *table, guint i);
const ShedColumn *sim_column (const ShedTable *table, guint i); /* NULL: created_at */
const char *sim_group_of (const ShedTable *table, guint i);
void sim_append_value (GString *json, const ShedTable *table, guint i, const char *value); /* as JSON */

/* The list of computers in a hello: FALSE when what is asked of it makes no sense. */
gboolean sim_model_forget (SimModel *self, JsonObject *req, const char *device, gboolean known);
void sim_model_tell_devices (SimModel *self, JsonObject *req, GString *out);
void sim_append_string (GString *json, const char *text);

/* Questions, and who wrote what (sim-model-questions.c). TRUE: a question was asked, or stays open. */
gboolean sim_model_ask (SimModel *self, const ShedTable *table, const char *id, const char *group, const SimRow *about,
                        const char *base, const char *mine, const char *theirs);
void sim_model_close_questions (SimModel *self, const char *table, const char *id, const char *group, gint64 seen);
void sim_model_note_writer (SimModel *self, SimRow *row, const char *group); /* the row was touched before */

/* One group; "ok", "conflict" or "superseded"; NULL: rejected, with self->code. */
const char *sim_model_apply_group (SimModel *self, JsonObject *group);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and writes the local table view_state, off the main thread. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-view-state.h"

#include "shed-store-ask.h"

typedef struct { char *name; char *text; } State;

static State *
state_new (const char *name,
           const char *text)
{
  State *state = g_new0 (State, 1);

  state->name = g_strdup (name);
  state->text = g_strdup (text);
  return state;
}

static void
state_free (gpointer data)
{
  State *state = data;

  g_free (state->name);
  g_free (state->text);
  g_free (state);
}

static gboolean
write_in_thread (ShedDb        *db,
                 gpointer       data,
                 GCancellable  *cancellable,
                 GError       **error)
{
  State *state = data;
  g_autoptr(ShedStmt) stmt = shed_db_borrow (db, state->text != NULL
                                             ? "INSERT INTO view_state (name, value) VALUES (:name, :value)"
                                               " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
                                             : "DELETE FROM view_state WHERE name = :name", error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":name", state->name);
  if (state->text != NULL)
    shed_stmt_bind_text (stmt, ":value", state->text);
  return shed_stmt_run (stmt, error);
}

/**
 * shed_view_state_write_async:
 * @name: which text
 * @text: (nullable): NULL forgets it
 */
void
shed_view_state_write_async (ShedStore           *store,
                             const char          *name,
                             const char          *text,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (SHED_IS_STORE (store));
  g_return_if_fail (name != NULL);

  shed_store_write_async (store, SHED_WRITE_LOCAL, 0, NULL, write_in_thread, state_new (name, text), state_free, cancellable,
                          callback, user_data);
}

gboolean
shed_view_state_write_finish (ShedStore     *store,
                              GAsyncResult  *result,
                              GError       **error)
{
  return shed_store_write_finish (store, result, error);
}

static gboolean
read_in_thread (ShedDb        *db,
                gpointer       name,
                GCancellable  *cancellable,
                gpointer      *answer,
                GError       **error)
{
  g_autoptr(ShedStmt) stmt = shed_db_borrow (db, "SELECT value FROM view_state WHERE name = :name", error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":name", name);
  step = shed_stmt_step (stmt, error);
  if (step == SHED_STEP_ROW)
    *answer = shed_stmt_dup_text (stmt, 0);
  return step != SHED_STEP_ERROR;
}

void
shed_view_state_read_async (ShedStore           *store,
                            const char          *name,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_return_if_fail (SHED_IS_STORE (store));
  g_return_if_fail (name != NULL);

  shed_store_ask_async (store, NULL, read_in_thread, g_strdup (name), g_free, g_free, cancellable, callback, user_data);
}

char *
shed_view_state_read_finish (ShedStore     *store,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return shed_store_ask_finish (result, error);
}

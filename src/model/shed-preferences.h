/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The preferences that follow the player (table preference), with their defaults; a repertoire's own value wins. */
#pragma once

#include "shed-store.h"

G_BEGIN_DECLS

/* JSON text of a preference: the repertoire's value, else the player's, else the default. Unknown names give NULL.
 * A stored value that cannot be read counts as absent. (transfer full) */
char    *shed_preference_dup      (ShedDb *db, const char *name, const char *repertoire_id /* nullable */);
int      shed_preference_get_int  (ShedDb *db, const char *name, const char *repertoire_id);
gboolean shed_preference_get_bool (ShedDb *db, const char *name, const char *repertoire_id);
const char *shed_preference_get_default (const char *name);
const char * const *shed_preference_list_names (void);
/* A name of the list, or "repertoire/ID/" and one. */
gboolean shed_preference_is_name  (const char *name);
/* Whether a text is JSON of the kind that the preference has. */
gboolean shed_preference_accepts  (ShedDb *db, const char *name, const char *json_value);
/* All at once for the preferences window: name → JSON text. */
void shed_preferences_load_async (ShedStore *store,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
GHashTable *shed_preferences_load_finish (GAsyncResult *result, GError **error);

/* Practice day of now, by the store's clock and day.start_minutes. */
int      shed_preference_today    (ShedDb *db);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The account of a profile: which project, who, and its tokens. Address, key, e-mail and user id are kept in the profile's
 * config folder; tokens through libsecret only, or, where no keyring runs, in memory (kept is FALSE, and the window says so).
 * A refresh is done by one process at a time (a lock file) and the new token is stored before it is used. */
#pragma once

#include "shed-profile.h"
#include "shed-transport.h"

G_BEGIN_DECLS

#define SHED_TYPE_ACCOUNT (shed_account_get_type ())
G_DECLARE_FINAL_TYPE (ShedAccount, shed_account, SHED, ACCOUNT, GObject)
/* properties, all read-only and notified: "signed-in" (there are tokens), "url", "key", "email", "user-id", "kept" (the tokens
 * outlive the program) */

/* Reads the profile's file, at once; the keyring is asked when a token is first wanted, or by looking. */
ShedAccount *shed_account_new           (ShedProfile *profile);
gboolean     shed_account_exists        (ShedAccount *self); /* somebody signed in once and did not sign out */
gboolean     shed_account_is_signed_in  (ShedAccount *self);
const char  *shed_account_get_url       (ShedAccount *self);
const char  *shed_account_get_key       (ShedAccount *self);
const char  *shed_account_get_email     (ShedAccount *self);
const char  *shed_account_get_user_id   (ShedAccount *self); /* = the personal space */
gboolean     shed_account_get_kept      (ShedAccount *self);

/* Checks address and key, asks the project, signs in, keeps the tokens. Does not touch the library: see
 * shed_sync_service_adopt_async(). Errors: SHED_TRANSPORT_ERROR. */
void shed_account_sign_in_async (ShedAccount *self,
                                 const char *url,
                                 const char *key,
                                 const char *email,
                                 const char *password,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean     shed_account_sign_in_finish (ShedAccount *self, GAsyncResult *result, GError **error);
/* Forgets the tokens here and tells the server, if it can be reached. The library stays where it is. */
void shed_account_sign_out_async (ShedAccount *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean     shed_account_sign_out_finish (ShedAccount *self, GAsyncResult *result, GError **error);
/* A token good for five minutes at least: refreshed when it is not, or when refused is the token that the server just refused. */
void         shed_account_get_token_async  (ShedAccount *self, const char *refused /* nullable */, GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data);
char        *shed_account_get_token_finish (ShedAccount *self, GAsyncResult *result, GError **error); /* (transfer full) */
/* Whether there are tokens: asks the keyring, no server, and takes two seconds at most. */
void         shed_account_look_async  (ShedAccount *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean     shed_account_look_finish (ShedAccount *self, GAsyncResult *result);
/* What the project said of a token that it was shown, for the next program's look. */
void         shed_account_judge_async  (ShedAccount *self, const char *token, gboolean refused, GAsyncReadyCallback callback,
                                        gpointer user_data);
void         shed_account_judge_finish (ShedAccount *self, GAsyncResult *result);
void         shed_account_refused      (ShedAccount *self, const char *token);
ShedTransport *shed_account_get_transport  (ShedAccount *self); /* (nullable) (transfer none) */

G_END_DECLS

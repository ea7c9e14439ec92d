/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One session of one account, in the Secret Service (or the file that libsecret's environment variables name). Each question
 * is given two seconds: a keyring that is locked or hangs is as if there were none. */
#pragma once

#include "shed-transport.h"

G_BEGIN_DECLS

typedef struct {
  char *profile, *url, *user; /* the attributes by which it is found */
} ShedSecretName;

void         shed_secret_lookup_async  (const ShedSecretName *name, GAsyncReadyCallback callback, gpointer user_data);
ShedSession *shed_secret_lookup_finish (GAsyncResult *result); /* (transfer full) (nullable) */
void         shed_secret_store_async   (const ShedSecretName *name, const ShedSession *session, GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean     shed_secret_store_finish  (GAsyncResult *result); /* it is kept */
void         shed_secret_clear_async   (const ShedSecretName *name, GAsyncReadyCallback callback, gpointer user_data);
void         shed_secret_clear_finish  (GAsyncResult *result);

G_END_DECLS

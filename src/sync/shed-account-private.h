/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the account share. */
#pragma once

#include "shed-account-secret.h"
#include "shed-account.h"

G_BEGIN_DECLS

struct _ShedAccount {
  GObject        parent_instance;
  char          *profile_name;   /* by which the keyring knows the profile */
  char          *file, *lock;    /* config/account.json, config/account.lock; account.over: shed-account-look.c */
  char          *url, *key, *email, *user_id; /* NULL: nobody signed in */
  ShedTransport *transport;
  ShedSession   *session;        /* in memory; NULL: not asked for yet, or none */
  gboolean       signed_in, kept;
  guint          generation;     /* rises with each signing in and out */
  GPtrArray     *waiting;        /* GTask of those who wait for a token; NULL: nobody asks */
};

void     shed_account_fill_name   (ShedAccount *self, ShedSecretName *name); /* borrowed */
gboolean shed_account_is_good     (const ShedSession *session, const char *refused);
void     shed_account_adopt       (ShedAccount *self, ShedSession *session, gboolean kept); /* (transfer full) */
void     shed_account_set_signed_in (ShedAccount *self, gboolean signed_in);
void     shed_account_set_kept    (ShedAccount *self, gboolean kept);
/* The server said that this session is over: remembered for the next program. */
void     shed_account_mark_over_async (ShedAccount *self, const ShedSession *session, GAsyncReadyCallback callback,
                                       gpointer user_data);
void     shed_account_mark_over_finish (GAsyncResult *result);
/* Each ends the task with a boolean, after work on a worker: written; holds just this; gone. */
void     shed_account_file_write   (GTask *task, const char *path, const char *text);
void     shed_account_file_compare (GTask *task, const char *path, const char *text);
void     shed_account_file_remove  (GTask *task, const char *path);

G_END_DECLS

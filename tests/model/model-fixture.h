/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences for tests of commands and lists, on top of the store's fixture. */
#pragma once

#include "shed-command.h"
#include "store-fixture.h"

G_BEGIN_DECLS

#define MODEL_LATER(days) (FIXTURE_NOW + (days) * G_GINT64_CONSTANT (86400000))
/* Good, and to be seen again in eight days. */
extern const ShedChosenRating model_good;

#define STRV(...) ((const char * const[]) { __VA_ARGS__, NULL })

/* An open library. */
Fixture *model_fixture_new    (void);
/* Each takes the command. Runs it; fails the test when it does not succeed. Gives its count. */
guint    model_run            (Fixture *f, ShedCommand *command);
guint    model_run_journalled (Fixture *f, ShedCommand *command, gint64 journal);
char    *model_run_for_id     (Fixture *f, ShedCommand *command); /* (transfer full) */
gboolean model_try            (Fixture *f, ShedCommand *command, GError **error);
/* INVALID, with a message that begins with that word; nothing is written. */
void     model_assert_invalid (Fixture *f, ShedCommand *command, const char *word);
void     model_assert_not_found (Fixture *f, ShedCommand *command);

char    *model_new_tune       (Fixture *f, const char *title);
char    *model_new_repertoire (Fixture *f);
/* A book that is on this computer only, with n tunes; ids as a NULL-terminated list. (transfer full) */
GStrv    model_new_local_book (Fixture *f, const char *title, guint n, char **book_id);
int      model_today          (Fixture *f);
void     model_stage          (Fixture *f, const char *repertoire_id, const char *tune_id, int rating);
void     model_add_account    (Fixture *f);
/* Everything that a person can have in a library, as one text: domain tables and staged ratings, without voided events
 * and voids. */
char    *model_dump           (Fixture *f);
/* No foreign key dangles, no group of the outbox is larger than allowed, the store's check finds nothing. */
void     model_assert_sound   (Fixture *f);
/* For model_wait_until(): out of patience. data: a gboolean. */
gboolean model_late           (gpointer data);

G_END_DECLS

#define MODEL_PATIENCE_MS 20000

/* Iterates until what is told is true; fails when it never is. */
#define model_wait_until(condition) \
  G_STMT_START { \
    gboolean late_ = FALSE; \
    guint id_ = g_timeout_add (MODEL_PATIENCE_MS, model_late, &late_); \
    while (!(condition) && !late_) \
      g_main_context_iteration (NULL, TRUE); \
    g_assert_true (condition); \
    if (!late_) \
      g_source_remove (id_); \
  } G_STMT_END


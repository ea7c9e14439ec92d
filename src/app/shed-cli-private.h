/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the command line share: a call taken apart, the open library, one answer as JSON or as lines for
 * people. */
#pragma once

#include "shed-command.h"
#include "shed-json-writer.h"
#include "shed-profile.h"
#include "shed-store.h"
#include "shed-sync-standing.h"
#include "shed-sync-wire.h"

G_BEGIN_DECLS

/* DATA.md: every verb answers with one of these. */
typedef enum
{
  SHED_EXIT_DONE = 0,
  SHED_EXIT_NO = 1, /* could not be done, or the answer is no */
  SHED_EXIT_USAGE = 2,
  SHED_EXIT_CHOICES = 3,
  SHED_EXIT_OFFLINE = 4,
  SHED_EXIT_NO_ACCOUNT = 5,
  SHED_EXIT_PROBLEMS = 6,
  SHED_EXIT_BUSY = 7,
  SHED_EXIT_SECRET_NOT_KEPT = 8,
  SHED_EXIT_INTERNAL = 70,
} ShedExit;

#define SHED_CLI_ERROR (shed_cli_error_quark ())
GQuark shed_cli_error_quark (void);
typedef enum
{
  SHED_CLI_ERROR_USAGE,
  SHED_CLI_ERROR_NO_SUCH_TUNE,
  SHED_CLI_ERROR_NO_SUCH_BOOK,
  SHED_CLI_ERROR_NO_SUCH_NOTE,
  SHED_CLI_ERROR_NO_SUCH_REPERTOIRE,
  SHED_CLI_ERROR_AMBIGUOUS,
  SHED_CLI_ERROR_NO_ACCOUNT,
  SHED_CLI_ERROR_FAULTS,
} ShedCliError;

/**
 * ShedCli:
 * @verb: the word itself
 * @profile: whose library
 * @store: the open library; NULL for verbs that open none
 * @arguments: what stood on the line beside options, without the verb; ends with NULL
 * @json: whether the answer is wanted as JSON
 * @out: the JSON answer; written when the verb succeeds, or fails with an answer of its own (see @answered)
 * @answered: @out is the answer although the exit status is not 0
 */
typedef struct
{
  const char *verb;
  ShedProfile *profile;
  ShedStore *store;
  char **arguments;
  guint n_arguments;
  GHashTable *options; /* name → value, "" for one without */
  gboolean json;
  ShedJsonWriter *out;
  gboolean answered;
} ShedCli;

typedef ShedExit (*ShedCliFunc) (ShedCli *self, GError **error);

/* shed-cli-common.c */
gboolean shed_cli_has_option (ShedCli *self, const char *name);
const char *shed_cli_get_option (ShedCli *self, const char *name); /* nullable */
/* A line for people, on standard output, unless JSON is wanted. */
void shed_cli_say (ShedCli *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Sets USAGE and returns its exit status. */
ShedExit shed_cli_usage (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean shed_cli_run_command (ShedCli *self, ShedCommand *command, GError **error);
void shed_cli_add_time (ShedCli *self, const char *name, gint64 ms, const char *time_zone); /* 0: null */

/* Ids out of what a person writes: an id, or a name or title. (transfer full) */
char *shed_cli_find_repertoire (ShedDb *db, const char *name_or_id, GError **error);
char *shed_cli_find_book (ShedDb *db, const char *title_or_id, GError **error);
gboolean shed_cli_require_tune (ShedDb *db, const char *id, GError **error);

/* shed-cli-tunes.c */
ShedExit shed_cli_list (ShedCli *self, GError **error);
ShedExit shed_cli_tune (ShedCli *self, GError **error);
ShedExit shed_cli_note (ShedCli *self, GError **error);
/* shed-cli-practice.c */
ShedExit shed_cli_repertoire (ShedCli *self, GError **error);
ShedExit shed_cli_queue (ShedCli *self, GError **error);
ShedExit shed_cli_rate (ShedCli *self, GError **error);
/* shed-cli-library.c */
ShedExit shed_cli_import (ShedCli *self, GError **error);
ShedExit shed_cli_export (ShedCli *self, GError **error);
ShedExit shed_cli_check (ShedCli *self, GError **error);
ShedExit shed_cli_backup (ShedCli *self, GError **error);
ShedExit shed_cli_restore (ShedCli *self, GError **error);
/* shed-cli-account.c */
ShedExit shed_cli_account (ShedCli *self, GError **error);
/* shed-cli-sync.c */
ShedExit shed_cli_sync (ShedCli *self, GError **error);
/* Sets NO_ACCOUNT and returns its exit status. */
ShedExit shed_cli_no_account (GError **error);
/* Opens the library and reads how it stands with its project. */
gboolean shed_cli_open_standing (ShedCli *self, ShedSyncStanding *standing, GError **error);
/* In the library's zone. */
void shed_cli_add_local_time (ShedCli *self, const char *name, gint64 ms);
const char *shed_cli_trouble_text (ShedSyncTrouble trouble);
/* How a verb ends that tells a state. */
ShedExit shed_cli_exit_of_word (const char *word);
/* shed-cli-waiting.c */
ShedExit shed_cli_outbox (ShedCli *self, GError **error);
ShedExit shed_cli_conflicts (ShedCli *self, GError **error);
ShedExit shed_cli_resolve (ShedCli *self, GError **error);

G_END_DECLS

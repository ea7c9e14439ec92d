/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of the command line: takes the call apart, opens the library, runs the verb, prints one answer and gives an
 * exit status that a script can trust. It must need no display, session bus, GSettings schema or GTK call. */
#include "shed-cli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "shed-cli-private.h"
#include "shed-exchange-error.h"
#include "shed-library.h"
#include "shed-transport.h"

typedef struct
{
  const char *name;
  ShedCliFunc func;
  const char *options; /* separated by blanks; "=" behind those with a value */
  gboolean opens_library;
  const char *help;
} Verb;

static const Verb verbs[] = {
  { "import", shed_cli_import, "book= dry-run starter local-only", TRUE,
    "import FILE... [--book NAME] [--dry-run]      take tune books (ABC, CSV) or a Woodshed backup\n"
    "  import --starter                              take the starter book" },
  { "export", shed_cli_export, "format= book=", TRUE,
    "export --format abc|csv|json FILE             everything you own, into a file\n"
    "  export --format abc|csv --book BOOK FILE      the tunes of one book" },
  { "list", shed_cli_list, "search= book= limit=", TRUE,
    "list [--search TEXT] [--book BOOK] [--limit N]    tunes by title" },
  { "tune", shed_cli_tune, "title= kind= key= abc= book=", TRUE,
    "tune new --title TEXT [--kind K] [--key K] [--abc FILE] [--book BOOK]\n"
    "  tune show ID | tune set ID FIELD VALUE [FIELD VALUE...] | tune delete ID" },
  { "note", shed_cli_note, "", TRUE, "note add TUNE-ID TEXT | note list TUNE-ID | note set NOTE-ID TEXT" },
  { "repertoire", shed_cli_repertoire, "book= instrument= known", TRUE,
    "repertoire create NAME [--instrument I] | repertoire list\n"
    "  repertoire add NAME-OR-ID TUNE-ID... | repertoire add NAME-OR-ID --book BOOK    [--known]" },
  { "queue", shed_cli_queue, "repertoire= day= add", TRUE,
    "queue [--repertoire NAME] [--day YYYY-MM-DD] [--add TUNE-ID...]" },
  { "rate", shed_cli_rate, "repertoire= at=", TRUE,
    "rate TUNE-ID again|hard|good|easy [--repertoire NAME] [--at TIME]" },
  { "check", shed_cli_check, "", FALSE,
    "check                                         is everything whole? Exit status 1 at any fault" },
  { "backup", shed_cli_backup, "", TRUE, "backup FILE | restore FILE" },
  { "restore", shed_cli_restore, "dry-run", TRUE, NULL },
  { "account", shed_cli_account, "url= key= email=", FALSE,
    "account sign-in --url URL --key KEY --email MAIL   (password on standard input)\n"
    "  account sign-out | account status" },
  { "sync", shed_cli_sync, "verify reload", FALSE, "sync [--verify | --reload]" },
  { "outbox", shed_cli_outbox, "", FALSE, "outbox | conflicts | resolve ID mine|other|both" },
  { "conflicts", shed_cli_conflicts, "", FALSE, NULL },
  { "resolve", shed_cli_resolve, "", FALSE, NULL },
};

static const Verb *
find_verb (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (strcmp (verbs[i].name, name) == 0)
      return &verbs[i];
  return NULL;
}

static void
print_help (void)
{
  g_print ("Usage: woodshed [--profile DIR] [FILE...]\n"
           "       woodshed [--profile DIR] VERB ... [--json]\n\n"
           "Without a verb the window is started, or raised; it imports the files. A file that is called like a verb: "
           "./list\n\n");
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (verbs[i].help != NULL)
      g_print ("  %s\n", verbs[i].help);
  g_print ("\n  --profile DIR   keep library, cache and settings of this run in DIR\n"
           "  --json          one JSON value on standard output, messages on standard error\n"
           "  --help, --version\n\n"
           "Exit status: 0 done, 1 could not be done or the answer is no, 2 wrong call, 3 choices wait,\n"
           "4 offline, 5 sign in first, 6 problems, 7 busy, 8 done but the secret is not kept, 70 internal error.\n");
}

static const char *
get_error_word (const GError *error, ShedExit *ret_exit)
{
  static const char *const store_words[SHED_STORE_N_ERRORS] = {
    [SHED_STORE_ERROR_FAILED] = "failed",
    [SHED_STORE_ERROR_NOT_FOUND] = "not-found",
    [SHED_STORE_ERROR_INVALID] = "invalid",
    [SHED_STORE_ERROR_BUSY] = "busy",
    [SHED_STORE_ERROR_DISK_FULL] = "disk-full",
    [SHED_STORE_ERROR_READ_ONLY] = "read-only",
    [SHED_STORE_ERROR_CORRUPT] = "corrupt",
    [SHED_STORE_ERROR_NOT_A_LIBRARY] = "not-a-library",
    [SHED_STORE_ERROR_NEWER_SCHEMA] = "newer-library",
    [SHED_STORE_ERROR_IO] = "io",
    [SHED_STORE_ERROR_TOO_LARGE] = "too-large",
  };
  static const char *const cli_words[] = {
    [SHED_CLI_ERROR_USAGE] = "usage",
    [SHED_CLI_ERROR_NO_SUCH_TUNE] = "no-such-tune",
    [SHED_CLI_ERROR_NO_SUCH_BOOK] = "no-such-book",
    [SHED_CLI_ERROR_NO_SUCH_NOTE] = "no-such-note",
    [SHED_CLI_ERROR_NO_SUCH_REPERTOIRE] = "no-such-repertoire",
    [SHED_CLI_ERROR_AMBIGUOUS] = "ambiguous",
    [SHED_CLI_ERROR_NO_ACCOUNT] = "no-account",
    [SHED_CLI_ERROR_FAULTS] = "faults",
  };
  static const char *const transport_words[] = {
    [SHED_TRANSPORT_ERROR_ADDRESS] = "address",
    [SHED_TRANSPORT_ERROR_KEY] = "key",
    [SHED_TRANSPORT_ERROR_OFFLINE] = "offline",
    [SHED_TRANSPORT_ERROR_TLS] = "tls",
    [SHED_TRANSPORT_ERROR_PORTAL] = "portal",
    [SHED_TRANSPORT_ERROR_NOT_SUPABASE] = "not-supabase",
    [SHED_TRANSPORT_ERROR_KEY_REFUSED] = "key-refused",
    [SHED_TRANSPORT_ERROR_NO_FUNCTIONS] = "no-functions",
    [SHED_TRANSPORT_ERROR_TOO_OLD] = "project-too-old",
    [SHED_TRANSPORT_ERROR_TOO_NEW] = "update-needed",
    [SHED_TRANSPORT_ERROR_PASSWORD] = "password",
    [SHED_TRANSPORT_ERROR_SESSION] = "sign-in",
    [SHED_TRANSPORT_ERROR_LIMIT] = "too-many-tries",
    [SHED_TRANSPORT_ERROR_SERVER] = "server-trouble",
    [SHED_TRANSPORT_ERROR_FAILED] = "failed",
    [SHED_TRANSPORT_ERROR_SECRET_KEY] = "secret-key",
  };

  if (error->domain == SHED_STORE_ERROR && error->code >= 0 && error->code < SHED_STORE_N_ERRORS)
    {
      if (error->code == SHED_STORE_ERROR_BUSY)
        *ret_exit = SHED_EXIT_BUSY;
      if (error->code == SHED_STORE_ERROR_TOO_LARGE)
        *ret_exit = SHED_EXIT_INTERNAL;
      return store_words[error->code];
    }
  if (error->domain == SHED_CLI_ERROR && error->code >= 0 && error->code < (int)G_N_ELEMENTS (cli_words))
    return cli_words[error->code];
  if (error->domain == SHED_TRANSPORT_ERROR && error->code >= 0 && error->code < (int)G_N_ELEMENTS (transport_words))
    return transport_words[error->code];
  if (error->domain == SHED_EXCHANGE_ERROR && error->code >= 0 && error->code < SHED_EXCHANGE_N_ERRORS)
    return shed_exchange_error_get_word (error->code);
  if (error->domain == G_IO_ERROR || error->domain == G_FILE_ERROR)
    return "io";
  return "failed";
}

/* A script must not take a cut-off answer for a whole one. */
static int
finish_output (int status)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return status;
  g_printerr ("woodshed: the answer could not be written\n");
  return status == SHED_EXIT_DONE ? SHED_EXIT_NO : status;
}

/* A reader that has gone is an error like any other, not the end of the program in the middle of a write; and a file
 * that is opened must never become standard output because the caller had closed that. */
static void
guard_streams (void)
{
  signal (SIGPIPE, SIG_IGN);
  for (int fd = 0; fd <= 2; fd++)
    if (fcntl (fd, F_GETFD) == -1 && errno == EBADF && open ("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
      return;
}

/* What happened to the library as a whole or to the project, what was kept and what to do; the store's own words, which are for a
 * log, stand behind it. (transfer full) */
static char *
dup_error_text (const GError *error)
{
  static const char *const sentences[SHED_STORE_N_ERRORS] = {
    [SHED_STORE_ERROR_BUSY] = "another program is using the library; nothing was changed, try again when it has finished",
    [SHED_STORE_ERROR_DISK_FULL] = "the disk is full; what was written before is kept, free some space and try again",
    [SHED_STORE_ERROR_READ_ONLY] = "the library cannot be written; nothing was changed, make its folder writable",
    [SHED_STORE_ERROR_CORRUPT] = "the library is damaged and was left as it is; Woodshed's window saves what can still be "
                                 "read, or goes back to an automatic backup",
    [SHED_STORE_ERROR_NOT_A_LIBRARY] = "this file is not a Woodshed library and was left as it is; move it away, or start with "
                                       "another --profile",
    [SHED_STORE_ERROR_NEWER_SCHEMA] = "this library comes from a newer Woodshed and was left as it is; update "
                                      "Woodshed to open it",
    [SHED_STORE_ERROR_IO] = "the disk could not be read or written; what was saved before is kept",
  };
  static const char *const project_sentences[] = {
    [SHED_TRANSPORT_ERROR_KEY] = "this is not a publishable key",
    [SHED_TRANSPORT_ERROR_SECRET_KEY] = "this is a secret key, which Woodshed does not take; copy the publishable one",
    [SHED_TRANSPORT_ERROR_OFFLINE] = "the project cannot be reached; look at the address and whether this computer is online",
    [SHED_TRANSPORT_ERROR_TLS] = "the connection to the project is not safe; nothing was sent, look at this computer's clock",
    [SHED_TRANSPORT_ERROR_PORTAL] = "the network asks for something first; open a web page and sign in to the Wi-Fi",
    [SHED_TRANSPORT_ERROR_NOT_SUPABASE] = "there is no Supabase project at this address",
    [SHED_TRANSPORT_ERROR_KEY_REFUSED] = "the project does not know this key",
    [SHED_TRANSPORT_ERROR_NO_FUNCTIONS] = "the project is not set up for Woodshed yet; the help says what to run there once",
    [SHED_TRANSPORT_ERROR_TOO_OLD] = "the project is set up for an older Woodshed; run the newer files there",
    [SHED_TRANSPORT_ERROR_TOO_NEW] = "the project is set up for a newer Woodshed; update Woodshed on this computer",
    [SHED_TRANSPORT_ERROR_PASSWORD] = "e-mail and password do not fit together",
    [SHED_TRANSPORT_ERROR_SESSION] = "signing in has run out; sign in again, everything is kept here",
    [SHED_TRANSPORT_ERROR_LIMIT] = "that was tried too often; wait a few minutes",
    [SHED_TRANSPORT_ERROR_SERVER] = "the project has trouble; nothing was changed, try again later",
  };
  static const char check[] = "CHECK constraint failed: ";
  const char *bounds;

  /* What is wrong with an address it says best itself. */
  if (error->domain == SHED_TRANSPORT_ERROR && error->code >= 0 && error->code < (int)G_N_ELEMENTS (project_sentences) &&
      project_sentences[error->code] != NULL)
    return g_strdup (project_sentences[error->code]);
  if (error->domain != SHED_STORE_ERROR || error->code < 0 || error->code >= SHED_STORE_N_ERRORS)
    return g_strdup (error->message);
  if (sentences[error->code] != NULL)
    return g_strdup_printf ("%s (%s)", sentences[error->code], error->message);
  bounds = strstr (error->message, check);
  if (error->code == SHED_STORE_ERROR_INVALID && bounds != NULL)
    {
      const char *name = bounds + strlen (check);

      return g_strdup_printf ("%.*s: the library does not take this value", (int)strcspn (name, " ("), name);
    }
  return g_strdup (error->message);
}

static ShedExit
report_failure (gboolean json, const GError *error, ShedExit status)
{
  const char *word = get_error_word (error, &status);
  g_autofree char *message = dup_error_text (error);

  if (json)
    {
      g_autoptr (ShedJsonWriter) out = shed_json_writer_new (FALSE);
      g_autofree char *text = NULL;

      shed_json_begin_object (out);
      shed_json_name (out, "error");
      shed_json_begin_object (out);
      shed_json_add_string (out, "code", word);
      shed_json_add_string (out, "text", message);
      shed_json_end_object (out);
      shed_json_end_object (out);
      text = shed_json_writer_dup_text (out);
      g_print ("%s\n", text);
    }
  g_printerr ("woodshed: %s\n", message);
  return status;
}

/* One option of a verb: +1 takes a value, 0 takes none, -1 there is none of that name. */
static int
option_kind (const Verb *verb, const char *name)
{
  g_auto (GStrv) options = g_strsplit (verb->options, " ", -1);

  for (guint i = 0; options[i] != NULL; i++)
    {
      gsize length = strlen (options[i]);
      gboolean has_value = length > 0 && options[i][length - 1] == '=';

      if (has_value)
        options[i][length - 1] = '\0';
      if (length > 0 && strcmp (options[i], name) == 0)
        return has_value ? 1 : 0;
    }
  return -1;
}

typedef struct
{
  const Verb *verb;
  char *profile;
  gboolean json, help, version;
  GPtrArray *arguments;
  GHashTable *options;
} Call;

static void
call_clear (Call *call)
{
  g_free (call->profile);
  g_ptr_array_unref (call->arguments);
  g_hash_table_unref (call->options);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Call, call_clear)

/* The verb is the first word that is no option and no option's value. */
static const Verb *
search_verb (int argc, char **argv, gboolean *stranger)
{
  for (int i = 1; i < argc; i++)
    {
      if (strcmp (argv[i], "--profile") == 0)
        i++;
      else if (strcmp (argv[i], "--") == 0)
        return NULL; /* files for the window */
      else if (argv[i][0] != '-' || argv[i][1] == '\0')
        {
          const Verb *verb = find_verb (argv[i]);

          *stranger = verb == NULL;
          return verb;
        }
    }
  return NULL;
}

static gboolean
take_option (Call *call, int argc, char **argv, int *i, GError **error)
{
  const char *text = argv[*i] + 2, *equals = strchr (text, '=');
  g_autofree char *name = equals != NULL ? g_strndup (text, equals - text) : g_strdup (text);
  gboolean global = strcmp (name, "profile") == 0;
  int kind = global ? 1
             : strcmp (name, "json") == 0 || strcmp (name, "help") == 0 || strcmp (name, "version") == 0
               ? 0
               : option_kind (call->verb, name);

  if (kind < 0)
    return shed_cli_usage (error, "“%s” has no option --%s", call->verb->name, name), FALSE;
  if (kind == 0 && equals != NULL)
    return shed_cli_usage (error, "the option --%s takes no value", name), FALSE;
  if (kind == 1 && equals == NULL && *i + 1 >= argc)
    return shed_cli_usage (error, "the option --%s needs a value", name), FALSE;

  if (global)
    {
      g_free (call->profile);
      call->profile = g_strdup (equals != NULL ? equals + 1 : argv[++*i]);
      if (*call->profile == '\0')
        return shed_cli_usage (error, "the option --profile needs a folder"), FALSE;
    }
  else if (strcmp (name, "json") == 0)
    call->json = TRUE;
  else if (strcmp (name, "help") == 0)
    call->help = TRUE;
  else if (strcmp (name, "version") == 0)
    call->version = TRUE;
  else
    g_hash_table_insert (call->options, g_strdup (name),
                         g_strdup (kind == 0        ? ""
                                   : equals != NULL ? equals + 1
                                                    : argv[++*i]));
  return TRUE;
}

static gboolean
take_call (Call *call, int argc, char **argv, GError **error)
{
  gboolean verb_seen = FALSE, only_arguments = FALSE;

  /* Asked for before anything can be wrong, so that the complaint comes in the form that was wanted. */
  for (int i = 1; i < argc; i++)
    call->json |= strcmp (argv[i], "--json") == 0;
  for (int i = 1; i < argc; i++)
    if (!g_utf8_validate (argv[i], -1, NULL))
      return shed_cli_usage (error, "argument %d is not UTF-8", i), FALSE;
  for (int i = 1; i < argc; i++)
    {
      if (!only_arguments && strcmp (argv[i], "--") == 0)
        only_arguments = TRUE;
      else if (!only_arguments && strcmp (argv[i], "-h") == 0)
        call->help = TRUE;
      else if (!only_arguments && g_str_has_prefix (argv[i], "--"))
        {
          if (!take_option (call, argc, argv, &i, error))
            return FALSE;
        }
      else if (!verb_seen)
        verb_seen = TRUE;
      else
        g_ptr_array_add (call->arguments, g_strdup (argv[i]));
    }
  g_ptr_array_add (call->arguments, NULL);
  return TRUE;
}

/* A call without a verb: files that the window shall import, and nothing that it would not understand. */
static ShedExit
check_window_call (int argc, char **argv, GError **error)
{
  gboolean only_files = FALSE;

  for (int i = 1; i < argc; i++)
    {
      const char *word = argv[i];
      g_autofree char *scheme = NULL;

      if (!only_files && (strcmp (word, "--profile") == 0 || strcmp (word, "--profile=") == 0))
        {
          if (word[strlen ("--profile")] == '=' || i + 1 >= argc || argv[i + 1][0] == '\0')
            return shed_cli_usage (error, "the option --profile needs a folder");
          i++;
          continue;
        }
      if (!only_files && strcmp (word, "--") == 0)
        {
          only_files = TRUE;
          continue;
        }
      /* GApplication has options of its own, for the desktop. */
      if (!only_files && (g_str_has_prefix (word, "--profile=") || g_str_has_prefix (word, "--gapplication-")))
        continue;
      if (!only_files && word[0] == '-')
        return shed_cli_usage (error, "there is no option %s; “woodshed --help” lists them", word);
      scheme = g_uri_parse_scheme (word);
      if (scheme != NULL || g_file_test (word, G_FILE_TEST_EXISTS))
        continue;
      if (!only_files && strpbrk (word, "/.") == NULL)
        return shed_cli_usage (error, "there is no such verb, and no such file; “woodshed --help” lists the verbs");
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "there is no file “%s”", word);
      return SHED_EXIT_NO;
    }
  return SHED_EXIT_DONE;
}

static ShedExit
run_verb (Call *call, GError **error)
{
  g_autoptr (ShedProfile) profile = shed_profile_new (call->profile);
  g_autoptr (ShedStore) store = NULL;
  g_autoptr (ShedJsonWriter) out = shed_json_writer_new (FALSE);
  ShedCli cli = { .verb = call->verb->name,
                  .profile = profile,
                  .arguments = (char **)call->arguments->pdata,
                  .n_arguments = call->arguments->len - 1,
                  .options = call->options,
                  .json = call->json,
                  .out = out };
  g_autoptr (GError) copy_error = NULL;
  ShedExit status;

  if (call->verb->opens_library)
    {
      store = shed_library_open (profile, NULL, NULL, error);
      if (store == NULL)
        return SHED_EXIT_NO;
      cli.store = store;
      /* Who uses nothing but the command line has copies to go back to as well: the library as it was before the day's
       * first verb. */
      if (!shed_store_make_daily_copy (store, &copy_error))
        g_message ("No copy was made today: %s", copy_error->message);
    }
  status = call->verb->func (&cli, error);
  if (cli.store != NULL)
    shed_store_close (cli.store);
  if (cli.store != store)
    g_clear_object (&cli.store);
  if (cli.json && (status == SHED_EXIT_DONE || cli.answered))
    {
      g_autofree char *text = shed_json_writer_dup_text (out);

      g_print ("%s\n", text);
    }
  return status;
}

/**
 * shed_cli_run:
 * @argc: as main() got it
 * @argv: likewise
 * @handled: (out): %FALSE when the call has no verb and the window shall be started
 *
 * Runs a verb and prints its answer.
 *
 * Returns: the exit status
 */
int
shed_cli_run (int argc, char **argv, gboolean *handled)
{
  g_auto (Call) call = { .arguments = g_ptr_array_new_with_free_func (g_free),
                         .options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free) };
  g_autoptr (GError) error = NULL;
  gboolean stranger = FALSE;
  ShedExit status;

  *handled = TRUE;
  guard_streams ();
  call.verb = search_verb (argc, argv, &stranger);
  if (call.verb == NULL)
    {
      for (int i = 1; i < argc && strcmp (argv[i], "--") != 0; i++)
        {
          call.help |= strcmp (argv[i], "--help") == 0 || strcmp (argv[i], "-h") == 0;
          call.version |= strcmp (argv[i], "--version") == 0;
          call.json |= strcmp (argv[i], "--json") == 0;
        }
      if (call.help)
        print_help ();
      else if (call.version && !stranger)
        g_print ("Woodshed %s\n", SHED_VERSION);
      else if ((status = check_window_call (argc, argv, &error)) != SHED_EXIT_DONE)
        return finish_output (report_failure (call.json, error, status));
      else
        {
          *handled = FALSE;
          return SHED_EXIT_DONE;
        }
      return finish_output (SHED_EXIT_DONE);
    }

  if (!take_call (&call, argc, argv, &error))
    return finish_output (report_failure (call.json, error, SHED_EXIT_USAGE));
  if (call.help || call.version)
    {
      if (call.help)
        print_help ();
      else
        g_print ("Woodshed %s\n", SHED_VERSION);
      return finish_output (SHED_EXIT_DONE);
    }
  status = run_verb (&call, &error);
  if (error != NULL)
    status = report_failure (call.json, error, status == SHED_EXIT_DONE ? SHED_EXIT_NO : status);
  return finish_output (status);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table for each error domain of the floors below. A test walks the enums: no code without a row. */
#include "shed-error-text.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "shed-exchange-error.h"
#include "shed-score.h"
#include "shed-store-error.h"
#include "shed-transport.h"

typedef struct
{
  int         code;
  const char *what;
  const char *next_step;
} ErrorText;

static const ErrorText store_texts[] = {
  { SHED_STORE_ERROR_FAILED, N_("The library could not do that."),
    N_("Nothing was changed. Try again; if it stays so, restore an automatic backup.") },
  { SHED_STORE_ERROR_NOT_FOUND, N_("That is no longer in the library."),
    N_("It was deleted meanwhile. Nothing else was changed.") },
  { SHED_STORE_ERROR_INVALID, N_("The library cannot keep that."),
    N_("It is too long, or something it belongs to is missing. Nothing was changed.") },
  { SHED_STORE_ERROR_BUSY, N_("Another program is using the library."),
    N_("Nothing was changed. Wait until it has finished, then try again.") },
  { SHED_STORE_ERROR_DISK_FULL, N_("The disk is full."),
    N_("Your last change is kept here. Free some space, then try again.") },
  { SHED_STORE_ERROR_READ_ONLY, N_("The library can be read but not written."),
    N_("Nothing was changed. Make its folder writable, then try again.") },
  { SHED_STORE_ERROR_CORRUPT, N_("The library is damaged."),
    N_("What can still be read can be saved into a new library; the damaged file is kept beside it.") },
  { SHED_STORE_ERROR_NOT_A_LIBRARY, N_("This file is not a Woodshed library."),
    N_("It was left as it is. Move it away, or start with another profile.") },
  { SHED_STORE_ERROR_NEWER_SCHEMA, N_("This library comes from a newer Woodshed."),
    N_("Nothing was changed. Update Woodshed to open it, or go back to a backup from before.") },
  { SHED_STORE_ERROR_IO, N_("The disk could not be read or written."),
    N_("Nothing was lost that was saved before. Check the disk, then try again.") },
  { SHED_STORE_ERROR_TOO_LARGE, N_("That is too much for one step."),
    N_("Nothing was changed. Choose fewer tunes at a time.") },
};

static const ErrorText score_texts[] = {
  { SHED_SCORE_ERROR_NO_RENDERER, N_("Scores cannot be drawn on this computer."),
    N_("Install the program “abcm2ps”. The first bars are shown until then.") },
  { SHED_SCORE_ERROR_NO_MUSIC, N_("This tune has no notes yet."),
    N_("Edit it to write or paste its ABC.") },
  { SHED_SCORE_ERROR_FAILED, N_("This score could not be drawn."),
    N_("The notes are kept as they are. Look at its ABC for what is unusual.") },
  { SHED_SCORE_ERROR_TIMED_OUT, N_("Drawing this score took too long."),
    N_("The notes are kept as they are. Try again, or shorten the ABC.") },
  { SHED_SCORE_ERROR_TOO_LARGE, N_("This score is too large to draw."),
    N_("The notes are kept as they are. Split the tune into parts.") },
};

static const ErrorText exchange_texts[] = {
  { SHED_EXCHANGE_ERROR_UNREADABLE, N_("The file could not be read."),
    N_("Nothing was changed. See that it is there and that you may read it.") },
  { SHED_EXCHANGE_ERROR_FOLDER, N_("That is a folder."), N_("Choose the files in it.") },
  { SHED_EXCHANGE_ERROR_NOT_A_FILE, N_("That is not a file with tunes."), N_("Choose a tune book or a backup.") },
  { SHED_EXCHANGE_ERROR_EMPTY, N_("The file is empty."), N_("Nothing was changed. Choose another one.") },
  { SHED_EXCHANGE_ERROR_BINARY, N_("The file is not text."), N_("Choose a tune book in ABC, a CSV table or a backup.") },
  { SHED_EXCHANGE_ERROR_NO_TUNES, N_("There is no tune in the file."),
    N_("Nothing was changed. In a tune book each tune begins with a line “X:”.") },
  { SHED_EXCHANGE_ERROR_TOO_LARGE, N_("The file is too large."), N_("Nothing was changed. Split it into smaller books.") },
  { SHED_EXCHANGE_ERROR_DAMAGED, N_("The backup is damaged."),
    N_("Nothing of it was taken. Choose an older one.") },
  { SHED_EXCHANGE_ERROR_NEWER, N_("The backup comes from a newer Woodshed."),
    N_("Nothing of it was taken. Update Woodshed to restore it.") },
  { SHED_EXCHANGE_ERROR_NOT_WRITTEN, N_("The file could not be written."),
    N_("What was there before is still there. Choose another place.") },
  { SHED_EXCHANGE_ERROR_DISK_FULL, N_("The disk is full."),
    N_("What was there before is still there. Free some space, then try again.") },
  { SHED_EXCHANGE_ERROR_NO_SUCH_BOOK, N_("That tune book is no longer there."),
    N_("Nothing was changed. Choose another book.") },
};

static const ErrorText transport_texts[] = {
  { SHED_TRANSPORT_ERROR_ADDRESS, N_("This is not the address of a project."),
    N_("It begins with “https://” and stands in your project’s settings under API.") },
  { SHED_TRANSPORT_ERROR_KEY, N_("This is not a publishable key."),
    N_("It begins with “sb_publishable_”, or is the long “anon” key; both stand in your project’s settings under API Keys.") },
  { SHED_TRANSPORT_ERROR_SECRET_KEY, N_("This is a secret key."),
    N_("It opens everything to whoever holds it, so Woodshed does not take it. Copy the publishable one.") },
  { SHED_TRANSPORT_ERROR_OFFLINE, N_("The project cannot be reached."),
    N_("Look whether the address is right and this computer is online. A project that rests must be woken on its web page.") },
  { SHED_TRANSPORT_ERROR_TLS, N_("The connection to the project is not safe."),
    N_("Nothing was sent. Check this computer’s clock, the address and the network.") },
  { SHED_TRANSPORT_ERROR_PORTAL, N_("The network asks for something first."),
    N_("Open a web page and sign in to the Wi-Fi, then try again.") },
  { SHED_TRANSPORT_ERROR_NOT_SUPABASE, N_("There is no Supabase project at this address."),
    N_("Copy the address from your project’s settings.") },
  { SHED_TRANSPORT_ERROR_KEY_REFUSED, N_("The project does not know this key."),
    N_("Copy the publishable key once more, from the same project.") },
  { SHED_TRANSPORT_ERROR_NO_FUNCTIONS, N_("The project is not set up for Woodshed yet."),
    N_("How It Is Done tells step by step what to run there once.") },
  { SHED_TRANSPORT_ERROR_TOO_OLD, N_("The project is set up for an older Woodshed."),
    N_("Run the newer files there, as How It Is Done tells. Everything is kept here.") },
  { SHED_TRANSPORT_ERROR_TOO_NEW, N_("The project is set up for a newer Woodshed."),
    N_("Update Woodshed on this computer. Everything is kept here.") },
  { SHED_TRANSPORT_ERROR_PASSWORD, N_("E-mail and password do not fit together."),
    N_("Try again, or set a new password for this player on your project’s web page.") },
  { SHED_TRANSPORT_ERROR_SESSION, N_("Signing in has run out."), N_("Sign in again. Everything is kept here.") },
  { SHED_TRANSPORT_ERROR_LIMIT, N_("That was tried too often."), N_("Wait a few minutes, then try again.") },
  { SHED_TRANSPORT_ERROR_SERVER, N_("The project has trouble."), N_("Nothing was changed. Try again later.") },
  { SHED_TRANSPORT_ERROR_FAILED, N_("The project could not be asked."), N_("Nothing was changed. Try again.") },
};

/* What a chosen file can bring. */
static const ErrorText io_texts[] = {
  { G_IO_ERROR_NOT_FOUND, N_("The file is not there any more."), N_("Nothing was changed. Choose it again.") },
  { G_IO_ERROR_PERMISSION_DENIED, N_("That place cannot be opened."),
    N_("Nothing was changed. Choose a place where you may read and write.") },
  { G_IO_ERROR_NO_SPACE, N_("The disk is full."), N_("Nothing was lost. Free some space, then try again.") },
  { G_IO_ERROR_READ_ONLY, N_("That place can only be read."), N_("Nothing was changed. Choose another place.") },
  { G_IO_ERROR_IS_DIRECTORY, N_("That is a folder."), N_("Choose the files in it.") },
  { G_IO_ERROR_TIMED_OUT, N_("It took too long."), N_("Nothing was changed. Try again.") },
  { G_IO_ERROR_CANCELLED, N_("Stopped."), N_("What was finished before is kept.") },
};

static const ErrorText general = {
  0, N_("That did not work."), N_("Nothing was changed. Try again.")
};

static const ErrorText *
find (GQuark domain, int code)
{
  const ErrorText *texts;
  gsize n;

  if (domain == SHED_STORE_ERROR)
    texts = store_texts, n = G_N_ELEMENTS (store_texts);
  else if (domain == SHED_SCORE_ERROR)
    texts = score_texts, n = G_N_ELEMENTS (score_texts);
  else if (domain == SHED_EXCHANGE_ERROR)
    texts = exchange_texts, n = G_N_ELEMENTS (exchange_texts);
  else if (domain == SHED_TRANSPORT_ERROR)
    texts = transport_texts, n = G_N_ELEMENTS (transport_texts);
  else if (domain == G_IO_ERROR)
    texts = io_texts, n = G_N_ELEMENTS (io_texts);
  else
    return NULL;

  for (gsize i = 0; i < n; i++)
    if (texts[i].code == code)
      return &texts[i];
  return NULL;
}

/**
 * shed_error_text_has:
 * @domain: an error domain
 * @code: a code of it
 *
 * Returns: whether there are words of its own for it
 */
gboolean
shed_error_text_has (GQuark domain, int code)
{
  return find (domain, code) != NULL;
}

/**
 * shed_error_text_get:
 * @error: what went wrong
 * @what: (out): what happened, translated
 * @next_step: (out): what was kept and what can be done, translated
 *
 * Returns: whether there are words of its own for it
 */
gboolean
shed_error_text_get (const GError *error, const char **what, const char **next_step)
{
  const ErrorText *text = error != NULL ? find (error->domain, error->code) : NULL;
  gboolean own = text != NULL;

  if (!own)
    text = &general;
  *what = _(text->what);
  *next_step = _(text->next_step);
  return own;
}

/**
 * shed_error_text_dup:
 * @error: what went wrong
 *
 * Returns: (transfer full): both sentences
 */
char *
shed_error_text_dup (const GError *error)
{
  const char *what, *next_step;

  shed_error_text_get (error, &what, &next_step);
  return g_strdup_printf ("%s %s", what, next_step);
}

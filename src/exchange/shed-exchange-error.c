/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the error codes, which scripts read: they are never changed. */
#include "shed-exchange-error.h"

G_DEFINE_QUARK (shed-exchange-error-quark, shed_exchange_error)

static const char * const words[] = {
  "unreadable", "folder", "not-a-file", "empty", "binary", "no-tunes", "too-large", "damaged", "newer-backup",
  "not-written", "disk-full", "no-such-book",
};
G_STATIC_ASSERT (G_N_ELEMENTS (words) == SHED_EXCHANGE_N_ERRORS);

const char *
shed_exchange_error_get_word (ShedExchangeError code)
{
  g_return_val_if_fail ((guint) code < G_N_ELEMENTS (words), "unreadable");
  return words[code];
}

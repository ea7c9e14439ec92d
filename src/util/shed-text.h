/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text as it may enter the library: UTF-8, NFC, without NUL or control characters, names trimmed; and folding for
 * search and for natural ids. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* NFKD, U+0300-036F removed, casefold, ø ł đ ß æ œ þ ı spelt out, NFKC; # ♯ ♭ + & kept, other runs of blanks and
 * punctuation to one blank, trimmed; an empty result gives the NFC text itself (SYNC.md 3.10). The Unicode version is
 * part of ids: tests freeze it. (transfer full) */
char *shed_fold (const char *text);

/* NFC, invalid UTF-8 replaced by U+FFFD, control characters but LF and TAB removed. (transfer full) */
char *shed_text_clean (const char *text, gssize n_bytes);
/* As above, and on one line, trimmed, runs of blanks to one. NULL when nothing is left. */
char *shed_text_clean_name (const char *text);
/* At most max_bytes, cut between grapheme-safe characters (never inside a UTF-8 sequence). (transfer full) */
char *shed_text_truncate (const char *text, gsize max_bytes);
/* UTF-8 as it is; otherwise taken as Windows-1252/Latin-1, and *was_latin1 set. Length given, may hold NUL (dropped).
 */
char *shed_text_from_bytes (const guint8 *bytes, gsize n_bytes, gboolean *was_latin1);

G_END_DECLS

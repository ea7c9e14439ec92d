/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ABC 2.1 library, all of it: keys, music, tunes, the reader of books, guesses about a tune, and the writer.
 * Pure C on GLib: it opens no file, starts no process and keeps no state outside its objects, so it may run on any
 * thread.
 *
 * Start here:
 *   a book of tunes            shed_abc_reader_new, shed_abc_reader_next
 *   one tune's text            shed_abc_tune_new_from_text (the editor, the `abc` column, a paste of one tune)
 *   what it says               shed_abc_tune_get_title, _get_value (tune, 'N', i), _get_key, _get_symbols …
 *   what it leaves unsaid      shed_abc_guess (kind, structure)
 *   text for the world         shed_abc_append_tune (export)
 *   text for abcm2ps           shed_abc_dup_safe_text (made from the parsed music only)
 */
#pragma once

#include "shed-abc-key.h"
#include "shed-abc-music.h"
#include "shed-abc-remark.h"
#include "shed-abc-tune.h"
#include "shed-abc-reader.h"
#include "shed-abc-guess.h"
#include "shed-abc-notes.h"
#include "shed-abc-writer.h"

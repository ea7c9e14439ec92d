/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First notes of a tune's text, for the search index of the store; an import, which has read the text already, says
 * them ahead. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A ShedFirstNotesFunc; from any thread. (transfer full) */
char *shed_first_notes_of_abc   (const char *abc);
/* Until shed_first_notes_forget() the answer for this text is known. */
void  shed_first_notes_remember (const char *abc, const char *notes);
void  shed_first_notes_forget   (void);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One note as a card to write on. What is typed is saved by itself: a moment after the last key, when the caret leaves,
 * and when the card goes away. A card without a note makes one with its first save. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

#define SHED_TYPE_NOTE_CARD (shed_note_card_get_type ())
G_DECLARE_FINAL_TYPE (ShedNoteCard, shed_note_card, SHED, NOTE_CARD, GtkWidget)
/* signal "closed": an empty new card was given up */

GtkWidget  *shed_note_card_new      (ShedContext *context, const char *tune_id, ShedNote *note /* nullable: a new one */);
/* NULL until it is saved for the first time. */
const char *shed_note_card_get_id   (ShedNoteCard *self);
/* What the library has now. Text that is being typed is not touched. */
void        shed_note_card_refresh  (ShedNoteCard *self, ShedNote *note);
void        shed_note_card_edit     (ShedNoteCard *self);
gboolean    shed_note_card_is_dirty (ShedNoteCard *self);
/* This text is on its way into the library. */
gboolean    shed_note_card_is_saving (ShedNoteCard *self, const char *text);
/* Saves now what is not saved. */
void        shed_note_card_flush    (ShedNoteCard *self);

G_END_DECLS

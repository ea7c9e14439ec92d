/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions between two computers in a musician's words: what a field is called, what a value is, who wrote it and
 * when, and which words of two texts differ. */
#pragma once

#include <pango/pango.h>
#include "shed-choice-list.h"
#include "shed-time-text.h"

G_BEGIN_DECLS

typedef enum { SHED_CHOICE_MINE, SHED_CHOICE_OTHER, SHED_CHOICE_BOTH, SHED_CHOICE_N_SIDES } ShedChoiceSide;

/* What a question writes into the library: "mine", "other", "both". */
const char *shed_choice_side_word      (ShedChoiceSide side);

/* All give text to be freed. */
char *shed_choice_text_subject         (ShedChoice *choice);                    /* what it is about: a title */
char *shed_choice_text_kind (ShedChoice *choice); /* (nullable) "Tune book", "Repertoire" …; NULL for a tune */
char *shed_choice_text_field           (ShedChoice *choice);                    /* "Title", "Key", "Delete or keep?" */
char *shed_choice_text_value           (ShedChoice *choice, const char *json);  /* "E dorian"; "(nothing)" */
char *shed_choice_text_computer (ShedChoice *choice,
                                 ShedChoiceSide side); /* "This computer", "Kitchen laptop", "Another computer" */
char *shed_choice_text_when            (ShedChoice *choice, ShedChoiceSide side, const ShedTimeFrame *frame); /* (nullable) */
char *shed_choice_text_when_exact      (ShedChoice *choice, ShedChoiceSide side, const ShedTimeFrame *frame); /* (nullable) */
char *shed_choice_text_side            (ShedChoice *choice, ShedChoiceSide side); /* the value of a side, or what "both" does */
char *shed_choice_text_result          (ShedChoice *choice, ShedChoiceSide side); /* what will be, as one sentence */

/* Words of text that are not in other in the same order: bold and underlined. (transfer full) */
PangoAttrList *shed_choice_text_mark   (const char *text, const char *other);
/* The same words, for who cannot see them; NULL when there is none, or too many to read out. */
char *shed_choice_text_changed_words   (const char *text, const char *other);

G_END_DECLS

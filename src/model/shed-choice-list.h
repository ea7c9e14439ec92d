/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions that the server asks where two computers changed one thing, as objects and as a list that follows the
 * library. "Mine" is the value of the computer that the question names, "other" the one that is in use meanwhile; both
 * may be of other computers than this. */
#pragma once

#include "shed-rows.h"
#include "shed-store.h"

G_BEGIN_DECLS

#define SHED_TYPE_CHOICE (shed_choice_get_type ())
G_DECLARE_FINAL_TYPE (ShedChoice, shed_choice, SHED, CHOICE, GObject)
/* properties (read-only): "id", "table", "row-id", "group" (field group; "*": deleted against edited), "state" (open,
 * mine, other, both), "base", "mine", "theirs" (JSON objects by column, nullable), "mine-device", "other-device"
 * (names, nullable), "tune-id" (nullable), "title" (of the tune, or the name of the book, repertoire … it is about;
 * nullable), "abc" (of the tune, nullable), "mine-here", "other-here" (that is this computer), "has-row" (it is still
 * there), "mine-at", "other-at", "asked-at" (ms; 0: not known) */

const char *shed_choice_get_id       (ShedChoice *self);
const char *shed_choice_get_table    (ShedChoice *self);
const char *shed_choice_get_group    (ShedChoice *self);
const char *shed_choice_get_state    (ShedChoice *self);
const char *shed_choice_get_title    (ShedChoice *self);   /* (nullable) */
const char *shed_choice_get_tune_id  (ShedChoice *self);   /* (nullable) */
const char *shed_choice_get_abc      (ShedChoice *self);   /* (nullable) */
const char *shed_choice_get_base     (ShedChoice *self);   /* (nullable) */
const char *shed_choice_get_mine     (ShedChoice *self);   /* (nullable) */
const char *shed_choice_get_theirs   (ShedChoice *self);   /* (nullable) */
/* What the questions of one thing have in common: the tune, or else the row. */
const char *shed_choice_get_subject  (ShedChoice *self);
gboolean    shed_choice_is_deletion  (ShedChoice *self);   /* deleted against edited */
gboolean    shed_choice_mine_deleted (ShedChoice *self);   /* "mine" is who deleted */
/* Texts by lines: both can be joined and edited. */
gboolean    shed_choice_is_text      (ShedChoice *self);
gboolean    shed_choice_can_keep_both (ShedChoice *self);
/* A column of one of the values, as text. (transfer full) (nullable) */
char       *shed_choice_dup_value    (ShedChoice *self, const char *json, const char *column);
/* The columns of the field group, as a NULL-terminated list. (transfer full) */
GStrv       shed_choice_dup_columns  (ShedChoice *self);

typedef enum { SHED_CHOICES_OPEN, SHED_CHOICES_ANSWERED /* newest first, of the last thirty days */ } ShedChoices;

#define SHED_TYPE_CHOICE_LIST (shed_choice_list_get_type ())
G_DECLARE_FINAL_TYPE (
  ShedChoiceList, shed_choice_list, SHED, CHOICE_LIST, ShedRows) /* GListModel of ShedChoice; property "loaded" */

ShedChoiceList *shed_choice_list_new       (ShedStore *store, ShedChoices which);
ShedChoice     *shed_choice_list_find      (ShedChoiceList *self, const char *id); /* (transfer none) (nullable) */
gboolean        shed_choice_list_is_loaded (ShedChoiceList *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The facts of a tune that are shown and edited: column, name, how they are said and from which ABC field they come.
 * One table for the facts, the editor and their tests. */
#pragma once

#include "shed-abc-tune.h"
#include "shed-tune.h"

G_BEGIN_DECLS

/**
 * ShedTuneField:
 * @column: of the table tune
 * @name: message id
 * @abc_field: letter of the ABC header that says the same, or 0
 * @is_editable: whether a person may change it
 * @is_number: a whole number
 */
typedef struct
{
  const char *column;
  const char *name;
  char        abc_field;
  gboolean    is_editable;
  gboolean    is_number;
} ShedTuneField;

/* In the order to show them. */
const ShedTuneField *shed_tune_fields_list   (guint *ret_n_fields);
/* The value as a musician says it: "E dorian". (transfer full) (nullable) */
char                *shed_tune_field_dup_text (const ShedTuneField *field, const char *value);
/* What the header of parsed ABC says for it, as the column would hold it. (transfer full) (nullable) */
char                *shed_tune_field_from_abc (const ShedTuneField *field, const ShedAbcTune *abc);
/* What a person typed, as the column holds it: "E dorian" → "Edor", "Reels" → "reel". (transfer full) (nullable: nothing) */
char                *shed_tune_field_parse    (const ShedTuneField *field, const char *typed);
/* Why a text cannot be this fact, translated; NULL when it can. */
const char          *shed_tune_field_get_fault (const ShedTuneField *field, const char *typed);
/* Built-in values to choose from, translated; NULL when there are none. (transfer full) */
GStrv                shed_tune_field_dup_choices (const ShedTuneField *field);

G_END_DECLS

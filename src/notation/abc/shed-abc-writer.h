/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes ABC: a tune with its edited facts for a book (export), and text made from the parsed music alone for a program
 * that must not be trusted with a stranger's text (the renderer). */
#pragma once

#include "shed-abc-tune.h"

G_BEGIN_DECLS

/**
 * ShedAbcRecord:
 *
 * The facts of a tune as the library holds them, for export. In each member NULL means "leave what the text says"
 * (give NULL for a column that a guess filled) and "" means "not there". A fact equal to what the text already says
 * changes nothing, so the text of an unedited tune is written as it came.
 *
 * @title: first T:   @aliases: (array zero-terminated=1) (nullable): the other T: fields   @composer: C:   @kind: R:
 * @meter: M:   @unit: L:   @key: K:   @structure: P: in the header   @genre: G:   @region: O:   @source: S:   @url: F:
 * @tempo: Q: such as 1/4=120
 */
typedef struct
{
  const char *title;
  const char *const *aliases;
  const char *composer;
  const char *kind;
  const char *meter;
  const char *unit;
  const char *key;
  const char *structure;
  const char *genre;
  const char *region;
  const char *source;
  const char *url;
  const char *tempo;
} ShedAbcRecord;

void shed_abc_append_book_head (GString *book);
void shed_abc_append_tune (GString *book, guint number, const char *text, const ShedAbcRecord *record);

typedef enum
{
  SHED_ABC_SAFE_NO_TITLE = 1 << 0, /* leave T: and C: out: the page shows them */
  SHED_ABC_SAFE_FIRST_VOICE = 1 << 1,
  SHED_ABC_SAFE_NO_CHORDS = 1 << 2, /* leave chord names out */
  SHED_ABC_SAFE_NO_LYRICS = 1 << 3,
} ShedAbcSafeFlags;

char *shed_abc_dup_safe_text (const ShedAbcTune *tune, ShedAbcSafeFlags flags, int semitones);

G_END_DECLS

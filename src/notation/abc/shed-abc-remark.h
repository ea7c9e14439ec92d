/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the reader had to say about a tune: a code that a report and the window translate, a place, and English for
 * logs. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Each code has a word for JSON and scripts (shed_abc_remark_code_to_string): the name in lower case with dashes. */
typedef enum
{
  /* about the whole tune */
  SHED_ABC_REMARK_NO_TUNE, /* refused: neither K: nor music */
  SHED_ABC_REMARK_NO_TITLE,
  SHED_ABC_REMARK_NO_KEY,             /* no K: field: read as without accidentals */
  SHED_ABC_REMARK_NO_METER,           /* no M: field: bars are not checked */
  SHED_ABC_REMARK_NO_RHYTHM,          /* no R: field */
  SHED_ABC_REMARK_NO_MUSIC,           /* a header without a note */
  SHED_ABC_REMARK_NO_NUMBER,          /* no X: field, or no number in it */
  SHED_ABC_REMARK_DOUBLED_NUMBER,     /* detail: the number; number[0]: line where it stood first */
  SHED_ABC_REMARK_LATIN_1,            /* bytes that are not UTF-8 were read as Windows-1252 */
  SHED_ABC_REMARK_CONTROL_CHARACTERS, /* NUL and other control characters were left out; number[0]: how many */
  SHED_ABC_REMARK_TRUNCATED,          /* the book ends in the middle of the tune */
  SHED_ABC_REMARK_TOO_LONG,           /* only the first SHED_ABC_MAX_TEXT bytes were taken */
  SHED_ABC_REMARK_EMPTY_LINE,         /* an empty line inside the tune */
  SHED_ABC_REMARK_INHERITED,          /* a field of the book's head was written into the tune; detail: the letters */
  SHED_ABC_REMARK_LONG_TITLE,         /* a title was cut to 500 characters */
  SHED_ABC_REMARK_MISSING_BARS,       /* notes, but no bar line */
  /* about a field */
  SHED_ABC_REMARK_BAD_METER, /* detail: the text */
  SHED_ABC_REMARK_BAD_UNIT,
  SHED_ABC_REMARK_BAD_KEY,
  SHED_ABC_REMARK_BAD_TEMPO,
  SHED_ABC_REMARK_BAD_FIELD,   /* a field that may not stand there, or is unknown */
  SHED_ABC_REMARK_UNSUPPORTED, /* a directive (%% or I:), a macro …: kept but not followed; detail */
  /* about the music */
  SHED_ABC_REMARK_LONG_BAR, /* number[0]: bar, number[1]/number[2]: whole notes in it; detail: as text */
  SHED_ABC_REMARK_SHORT_BAR,
  SHED_ABC_REMARK_BAD_CHARACTER,  /* detail: the character */
  SHED_ABC_REMARK_BAD_TUPLET,     /* impossible figures, or too few notes */
  SHED_ABC_REMARK_BAD_LENGTH,     /* a length or octave out of bounds was cut to the nearest possible */
  SHED_ABC_REMARK_BAD_DECORATION, /* detail: the name of an unknown !decoration! */
  SHED_ABC_REMARK_UNCLOSED,       /* detail: the opening sign whose end is missing */
  SHED_ABC_REMARK_LONELY_TIE,     /* a tie or broken rhythm without a note on one side */
  SHED_ABC_REMARK_MORE,           /* there were more remarks than are kept; number[0]: how many */
  SHED_ABC_N_REMARK_CODES
} ShedAbcRemarkCode;

#define SHED_ABC_MAX_REMARKS 64

/**
 * ShedAbcRemark:
 * @code: a #ShedAbcRemarkCode
 * @line: in the book, from 1; for shed_abc_tune_new_from_text() in that text
 * @column: in characters from 1; 0: the remark is about the whole line or tune
 * @offset: in shed_abc_tune_get_text(), for marks in the editor; %G_MAXUINT32: no place in it
 * @length: bytes to mark
 * @number: figures, as the code says
 * @detail: (nullable): a piece of the tune, as the code says
 */
typedef struct
{
  guint16 code;
  guint16 column;
  guint32 line;
  guint32 offset;
  guint32 length;
  gint32 number[3];
  char *detail;
} ShedAbcRemark;

const char *shed_abc_remark_code_to_string (ShedAbcRemarkCode code);
char *shed_abc_remark_dup_text (const ShedAbcRemark *remark);
gboolean shed_abc_remark_is_worth_telling (ShedAbcRemarkCode code);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of music while it is read, shared by the parsers of notes, of bars and of all the rest. */
#pragma once

#include "shed-abc-parser-private.h"

G_BEGIN_DECLS

typedef struct
{
  ShedAbcParser *parser;
  ShedAbcVoice *voice;
  const char *at;
  const char *end;
} ShedAbcLine;

static inline guint32
shed_abc_line_offset (const ShedAbcLine *line, const char *at)
{
  return at - line->parser->text;
}

static inline void
shed_abc_line_remark (ShedAbcLine *line, ShedAbcRemarkCode code, const char *from, gsize length, gboolean with_detail)
{
  shed_abc_parser_remark (line->parser, code, shed_abc_line_offset (line, from), length, with_detail ? from : NULL,
                          length);
}

static inline void
shed_abc_line_end_symbol (const ShedAbcLine *line, ShedAbcSymbol *symbol)
{
  symbol->length = MIN (shed_abc_line_offset (line, line->at) - symbol->offset, G_MAXUINT16);
}

static inline gboolean
shed_abc_is_note_letter (char c)
{
  return (c >= 'A' && c <= 'G') || (c >= 'a' && c <= 'g');
}

static inline guint
shed_abc_gcd (guint a, guint b)
{
  while (b != 0)
    {
      guint rest = a % b;

      a = b;
      b = rest;
    }
  return a;
}

/* Notes */
void shed_abc_line_length (ShedAbcLine *line, guint *ret_numerator, guint *ret_denominator);
ShedAbcSymbol *shed_abc_line_note (ShedAbcLine *line, guint32 flags);
void shed_abc_line_give_signs (ShedAbcLine *line, ShedAbcSymbol *symbol);
void shed_abc_line_scale (ShedAbcParser *parser, int first, int last, guint numerator, guint denominator);
void shed_abc_line_end_event (ShedAbcLine *line, int first);
void shed_abc_line_end_tuplet (ShedAbcLine *line, gboolean is_complete);
void shed_abc_line_tuplet (ShedAbcLine *line);
void shed_abc_line_single_note (ShedAbcLine *line);
void shed_abc_line_rest (ShedAbcLine *line);
void shed_abc_line_tie (ShedAbcLine *line);
void shed_abc_line_broken (ShedAbcLine *line);

/* Bars */
void shed_abc_line_bar (ShedAbcLine *line);
void shed_abc_line_start_ending (ShedAbcLine *line, const char *from);
void shed_abc_line_end_bar (ShedAbcLine *line, gboolean at_border);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a book's bytes to the text of a tune, and from ABC's spellings of letters to the letters. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gboolean was_latin1;
  gboolean was_cut;
  guint n_control_characters;
} ShedAbcTextNews;

void shed_abc_text_append_line (GString *text, const char *line, gsize length, ShedAbcTextNews *news);
guint shed_abc_text_finish (GString *text, gsize limit, ShedAbcTextNews *news);
void shed_abc_text_append_decoded (GString *text, const char *value, gsize length);
void shed_abc_text_append_encoded (GString *text, const char *value);
gsize shed_abc_text_without_comment (const char *line, gsize length);

/* Blocks of text or PostScript between %%begin… and %%end…: no music, whatever stands in them. Starts as zeros. */
typedef struct
{
  gboolean is_inside;
  gboolean has_no_end; /* from here on no block is closed, so none is opened */
} ShedAbcBlock;

gboolean shed_abc_block_takes_line (ShedAbcBlock *block, const char *line, gsize length);

/* A line that begins with a field, "X:": its letter, else 0. Knows that "A:|" is music. */
char shed_abc_line_get_field (const char *line, gsize length);
gboolean shed_abc_line_is_empty (const char *line, gsize length);
gboolean shed_abc_line_looks_like_music (const char *line, gsize length);

G_END_DECLS

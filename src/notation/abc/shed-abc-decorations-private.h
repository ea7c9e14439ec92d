/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of decorations, for the music parser and the writer of safe text. */
#pragma once

#include "shed-abc-music.h"

G_BEGIN_DECLS

typedef struct
{
  guint32 sign;
  guint8 dynamic;
  guint8 finger;
} ShedAbcDecoration;

gboolean shed_abc_decoration_parse (const char *name, gsize length, ShedAbcDecoration *ret_decoration);
void shed_abc_decoration_append (GString *text, const ShedAbcSymbol *symbol);

G_END_DECLS

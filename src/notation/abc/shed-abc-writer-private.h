/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What both writers need. */
#pragma once

#include "shed-abc-key.h"

G_BEGIN_DECLS

void shed_abc_append_clef (GString *text, const ShedAbcClef *clef, gboolean with_octave);

G_END_DECLS

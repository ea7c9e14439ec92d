/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a book of ABC tunes one tune at a time. Memory does not grow with the book (but for the set of X: numbers
 * seen), nothing in it can make the reader fail, and each X: field gives exactly one tune, refused or not. */
#pragma once

#include "shed-abc-tune.h"

G_BEGIN_DECLS

typedef struct _ShedAbcReader ShedAbcReader;

ShedAbcReader *shed_abc_reader_new (GBytes *book);
void shed_abc_reader_free (ShedAbcReader *self);
ShedAbcTune *shed_abc_reader_next (ShedAbcReader *self);
gsize shed_abc_reader_get_position (const ShedAbcReader *self);
gsize shed_abc_reader_get_length (const ShedAbcReader *self);
guint shed_abc_reader_get_n_numbers (const ShedAbcReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedAbcReader, shed_abc_reader_free)

G_END_DECLS

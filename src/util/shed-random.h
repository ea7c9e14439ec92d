/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The port for randomness: the kernel's in the program, a seeded generator (xoshiro256**) in tests. Thread-safe. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define SHED_TYPE_RANDOM (shed_random_get_type ())
typedef struct _ShedRandom ShedRandom;

GType shed_random_get_type (void);
ShedRandom *shed_random_new_system (void);
ShedRandom *shed_random_new_seeded (guint64 seed);
ShedRandom *shed_random_ref (ShedRandom *self);
void shed_random_unref (ShedRandom *self);
guint64 shed_random_next (ShedRandom *self);
void shed_random_fill (ShedRandom *self, guint8 *bytes, gsize n_bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedRandom, shed_random_unref)

G_END_DECLS

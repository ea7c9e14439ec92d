/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a merge of one field must hold, tried on values made at random. */
#pragma once

#include "shed-random.h"

G_BEGIN_DECLS

/* One case more: what it breaks, or NULL. */
char *sim_try_merge (ShedRandom *random);
/* A value of a merge class as JSON or text, often NULL or alike; (transfer full) (nullable) */
char *sim_make_value (ShedRandom *random, const char *merge_class);
char *sim_change_value (ShedRandom *random, const char *merge_class, const char *value, guint who);

G_END_DECLS

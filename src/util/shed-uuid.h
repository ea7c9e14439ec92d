/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UUIDs as lower-case text: random ones (v4, v7) and those made from a natural key (v5, RFC 9562). */
#pragma once

#include "shed-random.h"

G_BEGIN_DECLS

/* The one namespace of the project: never change it, it is part of every natural id. */
#define SHED_UUID_NAMESPACE "9f2b6c1e-4d0a-5b7e-8c3f-61d0a7e54b92"

char *shed_uuid_new_v4 (ShedRandom *random);
char *shed_uuid_new_v7 (ShedRandom *random, gint64 now_ms);

/* v5 of table + U+001F + parts joined by U+001F (NULL ends the list). Parts are taken as they are: fold free text
 * first. */
char *shed_uuid_new_v5 (const char *table, ...) G_GNUC_NULL_TERMINATED;
char *shed_uuid_new_v5v (const char *table, const char *const *parts);
/* v5 of any name within any namespace. (transfer full) */
char *shed_uuid_new_v5_raw (const char *namespace_id, const char *name, gsize n_bytes);
gboolean shed_uuid_is_valid (const char *text); /* lower-case canonical form only */

G_END_DECLS

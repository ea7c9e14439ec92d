/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Closing the group of a write, and reading back what outbox and shadow say. */
#pragma once

#include "shed-outbox.h"
#include "shed-write-set.h"

G_BEGIN_DECLS

#define SHED_GROUP_MAX_OPS 500
#define SHED_GROUP_MAX_BYTES (512 * 1024)

/* Operations and bytes that the settled set would take on the wire; TOO_LARGE when that is more than a group may hold.
 */
gboolean shed_outbox_measure (ShedWriteSet *set, GError **error);
/* Writes the group of a command, inside its transaction: with an account one row in outbox and one op a row; without
 * one only first values. */
gboolean shed_outbox_close (ShedDb *db, ShedWriteSet *set, const char *batch, GError **error);
/* I1: what is shown is what shadow and outbox fold to. */
gboolean shed_outbox_check (ShedDb *db, GPtrArray *faults, GError **error);

G_END_DECLS

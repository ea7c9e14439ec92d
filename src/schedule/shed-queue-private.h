/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of the queue, for its neighbours. */
#pragma once

#include "shed-scheduler.h"

G_BEGIN_DECLS

gboolean shed_queue_is_made   (ShedDb *db, const char *repertoire_id, int practice_day, gboolean *made, GError **error);
/* Puts a tune of the repertoire on the queue of a day, behind the others, if it is not there. */
gboolean shed_queue_put (
  ShedDb *db, const char *repertoire_id, int practice_day, const char *tune_id, ShedBucket bucket, GError **error);

G_END_DECLS

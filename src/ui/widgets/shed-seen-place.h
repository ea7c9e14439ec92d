/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ShedSeenRows does with its places. */
#pragma once

#include "shed-seen-rows.h"

G_BEGIN_DECLS

int          shed_seen_place_get_kind    (ShedSeenPlace *self);
GtkWidget   *shed_seen_place_get_content (ShedSeenPlace *self); /* (nullable) */
ShedTuneRow *shed_seen_place_get_row     (ShedSeenPlace *self); /* (nullable) */
void         shed_seen_place_set_content (ShedSeenPlace *self, GtkWidget *content /* (transfer floating) */); /* once */
/* It has a row, and shows another one or the row as it was. */
gboolean     shed_seen_place_needs_showing (ShedSeenPlace *self);
void         shed_seen_place_set_stale   (ShedSeenPlace *self, gboolean stale);

/* Of the rows, for their places: the content is of no tune now; a place in sight is stale; sizes of places without content. */
void shed_seen_rows_forget    (ShedSeenRows *self, ShedSeenPlace *place, gboolean for_good);
void shed_seen_rows_show      (ShedSeenRows *self, ShedSeenPlace *place);
void shed_seen_rows_wake      (ShedSeenRows *self);
void shed_seen_rows_measured  (ShedSeenRows *self, int kind, GtkOrientation orientation, int for_size, int minimum, int natural);
void shed_seen_rows_guess (
  ShedSeenRows *self, int kind, GtkOrientation orientation, int for_size, int *minimum, int *natural);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A filter over the repertoire: a button in the shape of a chip whose menu offers what there is, with counts. */
#pragma once

#include <adwaita.h>
#include "shed-tune-list.h"

G_BEGIN_DECLS

#define SHED_TYPE_FILTER_CHIP (shed_filter_chip_get_type ())
G_DECLARE_FINAL_TYPE (ShedFilterChip, shed_filter_chip, SHED, FILTER_CHIP, AdwBin)
/* properties: "column" (string, as shed_tune_list_load_facets_async() knows it), "label" (string)
 * signal "changed": a person chose another value, or none */

void        shed_filter_chip_set_list  (ShedFilterChip *self, ShedTuneList *list);
const char *shed_filter_chip_get_value (ShedFilterChip *self); /* (nullable): no filter */
/* Without the signal. label: what to show of it. */
void        shed_filter_chip_set_value (ShedFilterChip *self, const char *value, const char *label);

G_END_DECLS

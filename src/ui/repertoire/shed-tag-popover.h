/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tags of several tunes at once: every tag there is, with a check where all of the tunes have it and a dash where some
 * have; pressing gives it to all or takes it from all. An entry makes a new one. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SHED_TYPE_TAG_POPOVER (shed_tag_popover_get_type ())
G_DECLARE_FINAL_TYPE (ShedTagPopover, shed_tag_popover, SHED, TAG_POPOVER, GtkPopover)
/* signals: "tag" (string name), "untag" (string id) */

/* tags: ShedFacet whose count is how many of the n tunes have it. */
void shed_tag_popover_set_tags (ShedTagPopover *self, GPtrArray *tags, guint n);

G_END_DECLS

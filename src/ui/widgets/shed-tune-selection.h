/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which tunes of a lazy list are chosen: a set of ids, never of positions, so that another search, another order or a change
 * of the list chooses nothing else. Moving with the arrow keys and a plain click choose nothing: Space, Ctrl and Shift do. */
#pragma once

#include <gtk/gtk.h>
#include "shed-tune-list.h"

G_BEGIN_DECLS

#define SHED_TYPE_TUNE_SELECTION (shed_tune_selection_get_type ())
G_DECLARE_FINAL_TYPE (
  ShedTuneSelection, shed_tune_selection, SHED, TUNE_SELECTION, GObject) /* GtkSelectionModel of ShedTuneRow */
/* Its rows are places (ShedTunePlaces): another question puts other tunes into them. Properties: "model"
 * (ShedTuneList), "n-selected" (uint: notified with each change); signal "exchanged": the rows answer another question.
 */

ShedTuneSelection *shed_tune_selection_new         (ShedTuneList *model);
ShedTuneList      *shed_tune_selection_get_model   (ShedTuneSelection *self);
guint              shed_tune_selection_get_n       (ShedTuneSelection *self);
GStrv              shed_tune_selection_dup_ids     (ShedTuneSelection *self); /* in the order they were chosen */
gboolean           shed_tune_selection_contains    (ShedTuneSelection *self, const char *tune_id);
void               shed_tune_selection_set         (ShedTuneSelection *self, const char *tune_id, gboolean selected);
void               shed_tune_selection_toggle      (ShedTuneSelection *self, const char *tune_id);
void               shed_tune_selection_clear       (ShedTuneSelection *self);

G_END_DECLS

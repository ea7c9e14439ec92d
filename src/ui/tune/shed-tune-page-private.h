/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the page shares with the file of its verbs. */
#pragma once

#include "shed-score-view.h"
#include "shed-standing.h"
#include "shed-state-bar.h"
#include "shed-tune-details.h"
#include "shed-tune-editor.h"
#include "shed-tune-history.h"
#include "shed-tune-notes.h"
#include "shed-tune-page.h"
#include "shed-tune-practice.h"
#include "shed-tune-sync.h"

G_BEGIN_DECLS

struct _ShedTunePage
{
  AdwBin parent_instance;

  ShedContext   *context;
  char          *tune_id;
  ShedTune      *tune;      /* nullable: not read yet, or deleted */
  ShedStanding  *standing;  /* nullable */
  char          *draft;     /* nullable: edits of an earlier time that were not saved */
  GCancellable  *cancellable;
  gboolean       loading_tune, tune_again;
  gboolean       loading_standing, standing_again;
  ShedTuneSync  *sync;      /* nullable: what the menu says of it */
  gboolean       leaving;   /* it was deleted here: do not mourn, go */
  gboolean       back_after_save;

  AdwWindowTitle  *window_title;
  GtkWidget       *back_button;
  GtkWidget       *discard_button;
  GtkWidget       *edit_button;
  GtkWidget       *menu_button;
  GtkWidget       *save_button;
  ShedStateBar    *state_bar;
  GtkInfoBar      *draft_bar;
  GtkStack        *stack;
  GtkScrolledWindow *scroller;
  GtkLabel        *title;
  GtkLabel        *facts;
  GtkLabel        *also;
  ShedTunePractice *practice;
  ShedScoreView   *score;
  ShedTuneDetails *details;
  ShedTuneNotes   *notes;
  ShedTuneHistory *history;
  AdwBin          *editor_bin;
  AdwStatusPage   *gone;
};

void shed_tune_page_install_actions (GtkWidgetClass *widget_class);
void shed_tune_page_update_actions  (ShedTunePage *self);
void shed_tune_page_edit            (ShedTunePage *self);
void shed_tune_page_stop_editing    (ShedTunePage *self);
ShedTuneEditor *shed_tune_page_get_editor (ShedTunePage *self); /* nullable */
void shed_tune_page_reload_standing (ShedTunePage *self);

G_END_DECLS

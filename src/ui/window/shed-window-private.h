/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window shares with the files of its views, its repertoires, what comes into it, and what it says when there is no
 * library. Of these only the views are called by the others. */
#pragma once

#include "shed-close-guard.h"
#include "shed-state-bar.h"
#include "shed-sync-indicator.h"
#include "shed-window.h"

G_BEGIN_DECLS

struct _ShedWindow
{
  AdwApplicationWindow parent_instance;

  ShedSettings   *settings;
  ShedProfile    *profile;
  ShedContext    *context; /* nullable */
  ShedCloseGuard *guard;
  guint           spinner_id;
  guint           narrow_id;
  gboolean        narrow;
  GtkWidget      *focus_before_tune; /* weak */
  GtkWidget      *preferences;       /* weak */

  AdwToastOverlay      *toasts;
  GtkStack             *root_stack;
  GtkSpinner           *loading_spinner;
  AdwStatusPage        *trouble;
  GtkWidget            *trouble_salvage;
  GtkWidget            *trouble_restore;
  GtkWidget            *trouble_again;
  AdwBin               *welcome_bin;
  AdwLeaflet           *leaflet;
  GtkWidget            *main_page;
  AdwBin               *tune_bin;
  GtkMenuButton        *repertoire_button;
  GtkImage             *repertoire_icon;
  GtkLabel             *repertoire_label;
  AdwViewSwitcherTitle *switcher_title;
  AdwViewSwitcherBar   *switcher_bar;
  ShedStateBar         *state_bar;
  ShedSyncIndicator    *sync_indicator;
  AdwViewStack         *stack;
};

/* The views: what is in view now. */
void shed_window_show_loading     (ShedWindow *self);
void shed_window_context_loaded   (ShedWindow *self); /* when the repertoires are known */
void shed_window_page_shown       (ShedWindow *self);
void shed_window_leaflet_moved    (ShedWindow *self);
void shed_window_drop_pages       (ShedWindow *self);
void shed_window_add_view_actions (ShedWindow *self);

/* The choice of a repertoire. */
void shed_window_update_repertoires     (ShedWindow *self);
void shed_window_add_repertoire_actions (ShedWindow *self);

/* Tunes that come in. */
void shed_window_add_intake_actions (ShedWindow *self);

/* No library. */
void shed_window_show_trouble        (ShedWindow *self, const GError *error);
void shed_window_add_trouble_actions (ShedWindow *self);

G_END_DECLS

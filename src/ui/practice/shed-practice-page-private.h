/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the Practice page shares with the files of its head, its list and its verbs. */
#pragma once

#include <gtk/gtk.h>

#include "shed-practice-cards.h"
#include "shed-practice-page.h"
#include "shed-practice-rows.h"
#include "shed-practice.h"

G_BEGIN_DECLS

struct _ShedPracticePage
{
  AdwBin parent_instance;

  ShedContext        *context;
  ShedPractice       *practice;
  ShedPracticeRows   *rows;
  GtkSingleSelection *selection;
  char               *view;      /* "list" or "cards" */
  gboolean            settled;   /* an answer has been shown once */
  gboolean            setting_calendar;
  gboolean            wants_focus;
  guint               check_id;
  GtkWindow          *window;    /* weak; while rooted */

  GtkWidget         *rollover_bar;
  GtkLabel          *rollover_label;
  GtkButton         *rollover_submit;
  GtkStack          *stack;
  GtkLabel          *date_label;
  GtkLabel          *counts_label;
  GtkMenuButton     *day_button;
  GtkPopover        *day_popover;
  GtkCalendar       *calendar;
  GtkStack          *day_stack;
  GtkListView       *list;
  ShedPracticeCards *cards;
  AdwStatusPage     *no_tunes;
  AdwStatusPage     *done;
  GtkButton         *done_more;
  GtkRevealer       *staged_revealer;
  GtkLabel          *staged_label;
  GtkButton         *submit_button;
};

/* The page: what is in view, and the tune that keys mean. */
gboolean       shed_practice_page_shows_cards         (ShedPracticePage *self);
gboolean       shed_practice_page_shows_list          (ShedPracticePage *self);
ShedQueueItem *shed_practice_page_current_item        (ShedPracticePage *self); /* nullable */
void           shed_practice_page_update_item_actions (ShedPracticePage *self);
void           shed_practice_page_rate                (ShedPracticePage *self, ShedQueueItem *item, int rating, gboolean go_on);

/* The head: the day and its counts in words. */
guint shed_practice_page_get_count          (ShedPracticePage *self, const char *property);
int   shed_practice_page_get_day_number     (ShedPracticePage *self, const char *property);
void  shed_practice_page_update_head        (ShedPracticePage *self);
void  shed_practice_page_update_staged      (ShedPracticePage *self);
void  shed_practice_page_update_rollover    (ShedPracticePage *self);
void  shed_practice_page_describe_empty_day (ShedPracticePage *self);

/* The list: rows, headers and where the selection is. */
void  shed_practice_page_set_up_list   (ShedPracticePage *self);
guint shed_practice_page_tune_row_from (ShedPracticePage *self, gint64 position, int by);
void  shed_practice_page_select_row    (ShedPracticePage *self, guint position, gboolean focus);

/* The verbs: actions and keys. */
void shed_practice_page_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS

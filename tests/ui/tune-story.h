/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A library with one tune that has a past, its page, and what the library says of it. */
#pragma once

#include "shed-score-view.h"
#include "shed-standing.h"
#include "shed-tune.h"
#include "ui-fixture.h"

G_BEGIN_DECLS

/* A reel in the repertoire, rated four times, the last time three days ago; it comes back in five. */
UiFixture     *tune_story_new          (void);
const char    *tune_story_id           (UiFixture *ui);
/* Its page, with the focus in it. */
GtkWidget     *tune_story_open         (UiFixture *ui);
ShedScoreView *tune_story_wait_score   (GtkWidget *page);
GtkWidget     *tune_story_find_editor  (GtkWidget *page);
/* Begins to edit; its editor. */
GtkWidget     *tune_story_edit         (GtkWidget *page);
void           tune_story_show_music   (GtkWidget *editor);
void           tune_story_type         (GtkWidget *text_view, const char *text);

/* How the tune stands in the library now. (transfer full) */
ShedStanding  *tune_story_get_standing (UiFixture *ui);
/* NULL: not in the library. (transfer full) */
ShedTune      *tune_story_get_tune     (UiFixture *ui);
void           tune_story_wait_reps    (UiFixture *ui, guint reps);
void           tune_story_wait_title   (UiFixture *ui, const char *title);

G_END_DECLS

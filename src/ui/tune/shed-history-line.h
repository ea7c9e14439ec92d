/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tune's practice as dots on a time line: a rating's shape and colour say how it went. Each dot is a button. */
#pragma once

#include "shed-repertoire.h"
#include "shed-time-text.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SHED_TYPE_HISTORY_LINE (shed_history_line_get_type ())
G_DECLARE_FINAL_TYPE (ShedHistoryLine, shed_history_line, SHED, HISTORY_LINE, GtkWidget)
/* signal "chosen" (ShedEvent, GtkWidget): a dot was pressed; the widget is the dot */

#define SHED_HISTORY_LINE_MAX_DOTS 120

/* Events oldest first; the last SHED_HISTORY_LINE_MAX_DOTS are shown. */
void shed_history_line_show (ShedHistoryLine *self, GPtrArray *events, const ShedTimeFrame *frame);

/* An event in words and as an icon. (transfer full) / (transfer none) */
char       *shed_event_text_name      (ShedEvent *event);   /* "Good", "Known", "Date set" */
char       *shed_event_text_line      (ShedEvent *event, const ShedTimeFrame *frame); /* "Good, 3 weeks ago, then 8 days" */
const char *shed_event_text_icon      (ShedEvent *event);
const char *shed_event_text_css_class (ShedEvent *event);   /* nullable */

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the Practice list: the queue's items with a header row before each bucket. Header rows are rows of the
 * model because lists of this GTK know no sections. */
#pragma once

#include <gio/gio.h>
#include "shed-practice.h"

G_BEGIN_DECLS

#define SHED_TYPE_PRACTICE_SECTION (shed_practice_section_get_type ())
G_DECLARE_FINAL_TYPE (ShedPracticeSection, shed_practice_section, SHED, PRACTICE_SECTION, GObject)
const char *shed_practice_section_get_title (ShedPracticeSection *self); /* translated */

#define SHED_TYPE_PRACTICE_ROWS (shed_practice_rows_get_type ())
G_DECLARE_FINAL_TYPE (ShedPracticeRows, shed_practice_rows, SHED, PRACTICE_ROWS, GObject)

/* items: a list of ShedQueueItem, bucket by bucket. Each row is a ShedQueueItem or a ShedPracticeSection. */
ShedPracticeRows *shed_practice_rows_new  (GListModel *items);
guint             shed_practice_rows_find (ShedPracticeRows *self, ShedQueueItem *item); /* GTK_INVALID_LIST_POSITION: none */

G_END_DECLS

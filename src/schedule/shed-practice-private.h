/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The practice day, for the two files that make it. */
#pragma once

#include <gio/gio.h>

#include "shed-practice.h"

G_BEGIN_DECLS

struct _ShedPractice
{
  GObject parent_instance;

  ShedHistory *history;
  ShedStore *store; /* owned by the history, but kept to be disconnected from */
  gulong changed_id;
  GCancellable *cancellable; /* of the reads; new after each change of what is shown */

  char *repertoire_id;
  int wanted_day; /* SHED_DAY_NONE: today */
  gboolean show_submitted;

  GPtrArray *items; /* ShedQueueItem */
  int day;
  int today;
  int day_start_minutes;
  gint64 read_at;
  guint n_due, n_new, n_done, n_staged, minutes;
  int rollover_day;
  guint n_rollover;
  int next_day;
  guint n_next;

  gboolean is_loading;
  gboolean must_load_again;
};

void shed_practice_start_loading (ShedPractice *self);
void shed_practice_report        (ShedPractice *self, const GError *error);
void shed_practice_report_no_more        (ShedPractice *self);
void shed_practice_set_n_staged  (ShedPractice *self, guint n);

G_END_DECLS

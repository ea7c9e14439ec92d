/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The practice day, for the two files that make it. */
#pragma once

#include <gio/gio.h>

#include "shed-practice.h"
#include "shed-practice-data.h"

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

  GHashTable *unsaved; /* ShedPracticeStaging by repertoire, tune and day: what could not be written */
  guint n_writing;     /* ratings on their way to the disk */

  gboolean is_loading;
  gboolean must_load_again;
};

void shed_practice_start_loading (ShedPractice *self);
void shed_practice_report        (ShedPractice *self, const GError *error);
void shed_practice_report_no_more        (ShedPractice *self);
void shed_practice_set_n_staged  (ShedPractice *self, guint n);

ShedPracticeStaging *shed_practice_staging_copy (const ShedPracticeStaging *staging);
GHashTable *shed_practice_unsaved_new        (void);
void        shed_practice_set_n_writing      (ShedPractice *self, guint n);
void        shed_practice_keep_unsaved       (ShedPractice *self, const ShedPracticeStaging *staging);
void        shed_practice_forget_unsaved     (ShedPractice *self, const ShedPracticeStaging *written);
void        shed_practice_forget_unsaved_day (ShedPractice *self, const char *repertoire_id, int day);
GPtrArray  *shed_practice_dup_unsaved        (ShedPractice *self);
void        shed_practice_unsaved_written    (ShedPractice *self, GPtrArray *stagings);
void        shed_practice_show_unsaved       (ShedPractice *self);

G_END_DECLS

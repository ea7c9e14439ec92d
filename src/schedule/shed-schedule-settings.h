/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a repertoire's schedule depends on besides its events: preferences, the repertoire's own columns, goals, the zone. */
#pragma once

#include "shed-db.h"
#include "shed-fsrs.h"
#include "shed-ladder.h"

G_BEGIN_DECLS

typedef struct
{
  char *repertoire_id;
  gboolean exists;           /* whether there is such a repertoire */
  gboolean is_sm2;
  ShedFsrsParams params;     /* prepared; with fuzz as the player has it */
  ShedFsrsParams plain_params; /* the same without fuzz */
  gboolean balance;
  double day_share[7];       /* of a normal day, Monday first */
  GArray *days_off;          /* int civil days */
  char *default_goal;        /* nullable: recall */
  GHashTable *own_goals;     /* goal id → OwnGoal */
  int day_start_minutes;
  char *time_zone;           /* of now */
} ShedScheduleSettings;

ShedScheduleSettings *shed_schedule_settings_load        (ShedDb                     *db,
                                                          const char                 *repertoire_id,
                                                          GError                    **error);
void                  shed_schedule_settings_free        (ShedScheduleSettings       *self);
const ShedLadder     *shed_schedule_settings_find_ladder (const ShedScheduleSettings *self,
                                                          const char                 *goal,
                                                          ShedLadder                 *space,
                                                          gboolean                   *ret_counts_recall);
char                 *shed_schedule_settings_fingerprint (const ShedScheduleSettings *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedScheduleSettings, shed_schedule_settings_free)

G_END_DECLS

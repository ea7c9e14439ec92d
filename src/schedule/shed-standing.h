/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How one tune stands: in the repertoire that is shown, with what each rating would bring, and in every other that holds it. */
#pragma once

#include "shed-scheduler.h"

G_BEGIN_DECLS

/* One repertoire that holds the tune. */
typedef struct {
  char        *repertoire_id, *name;
  char        *goal;              /* nullable: the repertoire's own; "": recall */
  char        *stage;             /* nullable */
  char        *played_key;        /* nullable: as written */
  gboolean     paused, archived;
  ShedSchedule schedule;
  double       retrievability;    /* 0…1 today; 0 when never practised */
} ShedPlace;

typedef struct {
  gboolean     has_repertoire;    /* the repertoire asked for is there */
  gboolean     is_in;             /* and holds the tune */
  ShedPlace    here;              /* when it does; else only empty */
  ShedSchedule preview[4];        /* when it does, at now_ms */
  gint64       now_ms;
  int          today;
  gboolean     is_local_only;     /* its book stays on this computer: adding copies the tune */
  GPtrArray   *places;            /* ShedPlace: all repertoires that hold it, by position */
} ShedStanding;

void          shed_standing_free        (ShedStanding *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedStanding, shed_standing_free)

/* Blocking: call inside a read. repertoire_id nullable. */
ShedStanding *shed_standing_load        (ShedDb *db, const char *repertoire_id, const char *tune_id, GError **error);
void shed_standing_load_async (ShedStore *store,
                               const char *repertoire_id,
                               const char *tune_id,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
ShedStanding *shed_standing_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS

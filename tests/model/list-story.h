/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of tunes over a library, and a mirror of it: rows that are put in and taken away only by what items-changed tells, as
 * by a view. */
#pragma once

#include "model-fixture.h"
#include "shed-tune-list.h"
#include "shed-tune-places.h"

G_BEGIN_DECLS

typedef struct {
  Fixture        *f;
  ShedTuneList   *list;
  ShedTunePlaces *places; /* nullable: of the list */
  GPtrArray      *mirror; /* of the places, or else of the list */
  guint           settled, changes, last_position, last_removed, last_added;
} ListStory;

ListStory *list_story_new        (void);
ListStory *list_story_new_places (void);
/* Before the first question: nothing is mirrored, and no row is held by it. */
void       list_story_let_go     (ListStory *story);
void       list_story_free       (ListStory *story);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ListStory, list_story_free)

G_END_DECLS

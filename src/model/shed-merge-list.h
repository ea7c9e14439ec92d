/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Things that were changed on two computers at a time, where both changes were kept and nobody had to be asked. */
#pragma once

#include "shed-rows.h"
#include "shed-store.h"

G_BEGIN_DECLS

#define SHED_TYPE_MERGE_NOTE (shed_merge_note_get_type ())
G_DECLARE_FINAL_TYPE (ShedMergeNote, shed_merge_note, SHED, MERGE_NOTE, GObject)
/* properties (read-only): "id", "table", "title" (nullable), "tune-id" (a tune that can be opened, nullable); columns
 * with blanks between, nullable: "here", "there" (as one of them had it), "both" (joined); "is-back" (it was deleted,
 * and is there again), "merged-at" (ms) */

#define SHED_TYPE_MERGE_LIST (shed_merge_list_get_type ())
G_DECLARE_FINAL_TYPE (
  ShedMergeList, shed_merge_list, SHED, MERGE_LIST, ShedRows) /* GListModel of ShedMergeNote, newest first; "loaded" */

ShedMergeList *shed_merge_list_new (ShedStore *store);

G_END_DECLS

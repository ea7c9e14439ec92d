/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Queue items as their list makes and changes them. */
#pragma once

#include "shed-practice.h"

G_BEGIN_DECLS

ShedQueueItem     *shed_queue_item_new        (ShedQueueItemData *data);
ShedQueueItemData *shed_queue_item_edit       (ShedQueueItem     *self);
void               shed_queue_item_changed    (ShedQueueItem     *self);
gboolean           shed_queue_item_take_over  (ShedQueueItem     *self,
                                               ShedQueueItemData *data);
void               shed_queue_item_data_free  (ShedQueueItemData *data);

/* What was asked for last, while it is on its way to the disk, and whether it never got there. */
int                shed_queue_item_get_wanted  (ShedQueueItem    *self);
void               shed_queue_item_set_wanted  (ShedQueueItem    *self,
                                                int               rating);
gboolean           shed_queue_item_is_unsaved  (ShedQueueItem    *self);
void               shed_queue_item_set_unsaved (ShedQueueItem    *self,
                                                gboolean          unsaved);

G_END_DECLS

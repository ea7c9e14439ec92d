/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The computers that keep this library, on the account page: name, when the project last heard of it, "this computer" marked,
 * Forget with an undo. Hidden until the project told of them. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

#define SHED_TYPE_DEVICES_GROUP (shed_devices_group_get_type ())
G_DECLARE_FINAL_TYPE (ShedDevicesGroup, shed_devices_group, SHED, DEVICES_GROUP, AdwPreferencesGroup)

/* Once. */
void shed_devices_group_set_context (ShedDevicesGroup *self, ShedContext *context);

G_END_DECLS

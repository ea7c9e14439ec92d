/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making the sets of changes that the store tells its listeners about. */
#pragma once

#include "shed-store.h"

G_BEGIN_DECLS

ShedChanges *shed_changes_new (void);
ShedChanges *shed_changes_new_everything (void);
ShedChanges *shed_changes_ref (ShedChanges *self);
void shed_changes_unref (ShedChanges *self);
void shed_changes_set_from_server (ShedChanges *self); /* before anybody else has it */
void shed_changes_add (ShedChanges *self, const char *table, const char *id);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedChanges, shed_changes_unref)

G_END_DECLS

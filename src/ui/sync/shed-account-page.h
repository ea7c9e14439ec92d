/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of Preferences for account and sync. Without an account: the project's address and key, which are checked as they are
 * typed, and who signs in. With one: who it is, how sync stands, what it may do by itself, and signing out. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

#define SHED_TYPE_ACCOUNT_PAGE (shed_account_page_get_type ())
G_DECLARE_FINAL_TYPE (ShedAccountPage, shed_account_page, SHED, ACCOUNT_PAGE, AdwPreferencesPage)

/* Once. Without sync in the context there is nothing to show. */
void shed_account_page_set_context (ShedAccountPage *self, ShedContext *context);

G_END_DECLS

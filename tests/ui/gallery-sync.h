/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screens of sync, for the table of screens. */
#pragma once

#include "gallery.h"

G_BEGIN_DECLS

void gallery_show_sync_in_step  (UiFixture *ui);
void gallery_show_sync_waiting  (UiFixture *ui);
void gallery_show_sync_loading  (UiFixture *ui);
void gallery_show_sync_offline  (UiFixture *ui);
void gallery_show_sync_portal   (UiFixture *ui);
void gallery_show_sync_sign_in  (UiFixture *ui);
void gallery_show_sync_trouble  (UiFixture *ui);
void gallery_show_sync_update   (UiFixture *ui);
void gallery_show_sync_choices  (UiFixture *ui);
void gallery_show_sync_problems (UiFixture *ui);
void gallery_show_sync_busy     (UiFixture *ui);
void gallery_show_sync_out      (UiFixture *ui);
void gallery_show_account_none  (UiFixture *ui);
void gallery_show_account_wrong (UiFixture *ui);
void gallery_show_account       (UiFixture *ui);
void gallery_show_account_out   (UiFixture *ui);
void gallery_show_account_devices (UiFixture *ui);
void gallery_show_account_older (UiFixture *ui);
void gallery_show_account_same (UiFixture *ui);
void gallery_show_account_differed (UiFixture *ui);
void gallery_show_sync_comparing (UiFixture *ui);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screens of choices and problems, for the table of screens. */
#pragma once

#include "gallery.h"

G_BEGIN_DECLS

void gallery_show_no_choices       (UiFixture *ui);
void gallery_show_no_problems      (UiFixture *ui);
void gallery_show_nothing_chosen   (UiFixture *ui);
void gallery_show_choices          (UiFixture *ui);
void gallery_show_choices_picked   (UiFixture *ui);
void gallery_show_choices_music    (UiFixture *ui);
void gallery_show_choices_deletion (UiFixture *ui);
void gallery_show_problems         (UiFixture *ui);
void gallery_show_discarded        (UiFixture *ui);
void gallery_show_chosen           (UiFixture *ui);
void gallery_show_merged           (UiFixture *ui);

G_END_DECLS

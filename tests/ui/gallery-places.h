/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screens of the pages and of what stands around them, for the table of screens: a paragraph a file. */
#pragma once

#include "gallery.h"

G_BEGIN_DECLS

/* The tunes that are chosen in the list in view. */
GtkSelectionModel *gallery_get_selection (UiFixture *ui);

void gallery_show_practice  (UiFixture *ui);
void gallery_show_day_menu  (UiFixture *ui);
void gallery_show_rated     (UiFixture *ui);
void gallery_show_card      (UiFixture *ui);
void gallery_show_card_back (UiFixture *ui);
void gallery_show_last_card (UiFixture *ui);
void gallery_show_done      (UiFixture *ui);
void gallery_show_rollover  (UiFixture *ui);
void gallery_show_day_again (UiFixture *ui);

void gallery_show_repertoire         (UiFixture *ui);
void gallery_show_chip               (UiFixture *ui);
void gallery_show_columns            (UiFixture *ui);
void gallery_show_repertoire_chosen  (UiFixture *ui);
void gallery_show_goals              (UiFixture *ui);
void gallery_show_tags               (UiFixture *ui);
void gallery_show_dates              (UiFixture *ui);
void gallery_show_repertoire_nothing (UiFixture *ui);
void gallery_show_repertoire_menu    (UiFixture *ui);
void gallery_show_new_repertoire     (UiFixture *ui);
void gallery_show_edit_repertoire    (UiFixture *ui);

void gallery_show_main_menu              (UiFixture *ui);
void gallery_show_preferences_scheduling (UiFixture *ui);
void gallery_show_preferences_general    (UiFixture *ui);
void gallery_show_reschedule             (UiFixture *ui);
void gallery_show_shortcuts              (UiFixture *ui);
void gallery_show_about                  (UiFixture *ui);
void gallery_show_restore                (UiFixture *ui);
void gallery_show_restore_none           (UiFixture *ui);
void gallery_show_low_space              (UiFixture *ui);
void gallery_show_disk_full              (UiFixture *ui);
void gallery_show_read_only              (UiFixture *ui);
void gallery_show_damaged                (UiFixture *ui);
void gallery_show_unsaved                (UiFixture *ui);
void gallery_show_trouble_damaged        (UiFixture *ui);
void gallery_show_salvage                (UiFixture *ui);
void gallery_show_trouble_newer          (UiFixture *ui);
void gallery_show_trouble_full           (UiFixture *ui);
void gallery_show_trouble_read_only      (UiFixture *ui);
void gallery_show_trouble_other_file     (UiFixture *ui);
void gallery_show_source                 (UiFixture *ui);
void gallery_show_ticks                  (UiFixture *ui);
void gallery_show_end_of_first_steps     (UiFixture *ui);

void gallery_show_catalog       (UiFixture *ui);
void gallery_show_found         (UiFixture *ui);
void gallery_show_nothing_found (UiFixture *ui);
void gallery_show_tunes_chosen  (UiFixture *ui);
void gallery_show_chosen_menu   (UiFixture *ui);
void gallery_show_add           (UiFixture *ui);
void gallery_show_add_one       (UiFixture *ui);
void gallery_show_move          (UiFixture *ui);
void gallery_show_merge         (UiFixture *ui);
void gallery_show_catalog_menu  (UiFixture *ui);
void gallery_show_books         (UiFixture *ui);
void gallery_show_book_menu     (UiFixture *ui);
void gallery_show_rename_book   (UiFixture *ui);
void gallery_show_delete_book   (UiFixture *ui);
void gallery_show_new_book      (UiFixture *ui);
void gallery_show_new_tune      (UiFixture *ui);
void gallery_show_failed        (UiFixture *ui);

void gallery_show_importing        (UiFixture *ui);
void gallery_show_cancelled_import (UiFixture *ui);
void gallery_show_imported         (UiFixture *ui);
void gallery_show_report           (UiFixture *ui);
void gallery_show_large_question   (UiFixture *ui);

void gallery_show_tune       (UiFixture *ui);
void gallery_show_tune_menu  (UiFixture *ui);
void gallery_show_tune_menu_waiting (UiFixture *ui);
void gallery_show_tune_date  (UiFixture *ui);
void gallery_show_tune_merge (UiFixture *ui);
void gallery_show_tune_edit  (UiFixture *ui);
void gallery_show_tune_music (UiFixture *ui);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The natural ids (version 5) of rows that two computers may make independently: DATA.md, column "id". The names of roles and of
 * the parts are part of the ids: they never change. Free text is folded here, callers pass it as it is. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *shed_id_my_tunes       (void); /* the book "My tunes" */
const char *shed_id_starter_book   (void);
char       *shed_id_imported_book  (const char *title, gboolean local_only);
/* content: the tune's text made regular (SYNC.md 3.10). */
char       *shed_id_imported_tune  (const char *book_id, const char *content);
char       *shed_id_starter_tune   (const char *name);
char       *shed_id_tune_copy      (const char *tune_id); /* of a tune that is on this computer only, in My tunes */
/* The row that stands for another row after its tune was copied or merged into tune_id. */
char       *shed_id_moved_row      (const char *table, const char *tune_id, const char *row_id);
char       *shed_id_tune_alias     (const char *tune_id, const char *text);
/* The same name in another spelling, where the row of the first spelling goes in the same moment. */
char       *shed_id_tune_alias_respelt (const char *tune_id, const char *text);
char       *shed_id_repertoire_tune (const char *repertoire_id, const char *tune_id);
char       *shed_id_queue_item     (const char *repertoire_id, int practice_day, const char *tune_id);
char       *shed_id_tune_tag       (const char *tune_id, const char *tag_id);
char       *shed_id_preference     (const char *name);

G_END_DECLS

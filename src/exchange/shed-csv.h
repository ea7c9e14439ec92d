/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comma-separated values as RFC 4180 has them, read record by record, and written. Reading takes semicolons and tabs too (what
 * the first line has most of), bare LF, and quotes within a field that are not doubled; it never fails. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _ShedCsvReader ShedCsvReader;

ShedCsvReader *shed_csv_reader_new      (GBytes *text);
void           shed_csv_reader_free     (ShedCsvReader *self);
/* The next record that is not empty, or NULL at the end: strings as they stand in the file, not yet UTF-8. (transfer full) */
GPtrArray     *shed_csv_reader_next     (ShedCsvReader *self);
gsize          shed_csv_reader_get_position (const ShedCsvReader *self);
guint          shed_csv_reader_get_line (const ShedCsvReader *self); /* on which the last record began, from 1 */

/* Appends one record with CR LF. NULL is an empty field. */
void           shed_csv_append_record   (GString *text, const char * const *fields, guint n_fields);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedCsvReader, shed_csv_reader_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes JSON into a GString or a stream function without a tree. Compact, or indented for people. Keys keep their
 * order. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _ShedJsonWriter ShedJsonWriter;
/* Called with each filled chunk; FALSE stops (the error is kept and given by _finish). */
typedef gboolean (*ShedJsonSink) (const char *bytes, gsize n_bytes, gpointer data, GError **error);

ShedJsonWriter *shed_json_writer_new (gboolean pretty);
ShedJsonWriter *shed_json_writer_new_for_sink (gboolean pretty, ShedJsonSink sink, gpointer data);
void shed_json_writer_free (ShedJsonWriter *self);

void shed_json_begin_object (ShedJsonWriter *self);
void shed_json_end_object (ShedJsonWriter *self);
void shed_json_begin_array (ShedJsonWriter *self);
void shed_json_end_array (ShedJsonWriter *self);
void shed_json_name (ShedJsonWriter *self, const char *name);
void shed_json_string (ShedJsonWriter *self, const char *value /* NULL: null */);
void shed_json_int (ShedJsonWriter *self, gint64 value);
void shed_json_double (ShedJsonWriter *self, double value); /* shortest text that reads back */
void shed_json_bool (ShedJsonWriter *self, gboolean value);
void shed_json_null (ShedJsonWriter *self);
/* Text that is one JSON value already: the caller vouches for it. */
void shed_json_raw (ShedJsonWriter *self, const char *json);
/* Name and value in one. */
void shed_json_add_string (ShedJsonWriter *self, const char *name, const char *value);
void shed_json_add_int (ShedJsonWriter *self, const char *name, gint64 value);
void shed_json_add_bool (ShedJsonWriter *self, const char *name, gboolean value);

gboolean shed_json_writer_finish (ShedJsonWriter *self, GError **error); /* flushes the sink */
char *shed_json_writer_dup_text (ShedJsonWriter *self);                  /* without a sink (transfer full) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedJsonWriter, shed_json_writer_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report of an import, and its JSON. */
#include "shed-import-report-private.h"

#include "shed-json-writer.h"

G_DEFINE_BOXED_TYPE (ShedImportReport, shed_import_report, shed_import_report_ref, shed_import_report_unref)

static void
remark_free (gpointer data)
{
  ShedImportRemark *remark = data;

  g_free (remark->x);
  g_free (remark->title);
  g_free (remark->tune_id);
  g_free (remark->text);
  g_free (remark->like_id);
  g_free (remark);
}

ShedImportReport *
shed_import_report_new (void)
{
  ShedImportReport *self = g_atomic_rc_box_new0 (ShedImportReport);

  self->book_ids = g_ptr_array_new_with_free_func (g_free);
  self->remarks = g_ptr_array_new_with_free_func (remark_free);
  self->strings = g_string_chunk_new (256);
  return self;
}

ShedImportReport *
shed_import_report_ref (ShedImportReport *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
report_clear (gpointer data)
{
  ShedImportReport *self = data;

  g_free (self->book_id);
  g_ptr_array_unref (self->book_ids);
  g_ptr_array_unref (self->remarks);
  g_string_chunk_free (self->strings);
}

void
shed_import_report_unref (ShedImportReport *self)
{
  g_atomic_rc_box_release_full (self, report_clear);
}

ShedImportRemark *
shed_import_report_add (ShedImportReport *self, const char *file, guint line, const char *code, const char *text)
{
  ShedImportRemark *remark = g_new0 (ShedImportRemark, 1);

  remark->file = g_string_chunk_insert_const (self->strings, file);
  remark->line = line;
  remark->code = g_string_chunk_insert_const (self->strings, code);
  remark->text = g_strdup (text);
  g_ptr_array_add (self->remarks, remark);
  return remark;
}

void
shed_import_report_add_book (ShedImportReport *self, const char *book_id)
{
  if (self->book_id == NULL)
    self->book_id = g_strdup (book_id);
  if (!g_ptr_array_find_with_equal_func (self->book_ids, book_id, g_str_equal, NULL))
    g_ptr_array_add (self->book_ids, g_strdup (book_id));
}

static void
write_remark (ShedJsonWriter *writer, const ShedImportRemark *remark)
{
  shed_json_begin_object (writer);
  shed_json_add_string (writer, "file", remark->file);
  shed_json_add_int (writer, "line", remark->line);
  shed_json_add_string (writer, "x", remark->x);
  shed_json_add_string (writer, "title", remark->title);
  shed_json_add_string (writer, "tune", remark->tune_id);
  shed_json_add_string (writer, "code", remark->code);
  shed_json_add_string (writer, "text", remark->text);
  if (remark->like_id != NULL)
    shed_json_add_string (writer, "like", remark->like_id);
  shed_json_end_object (writer);
}

char *
shed_import_report_to_json (const ShedImportReport *self)
{
  g_autoptr (ShedJsonWriter) writer = shed_json_writer_new (FALSE);

  shed_json_begin_object (writer);
  shed_json_add_int (writer, "taken", self->taken);
  shed_json_add_int (writer, "unchanged", self->unchanged);
  shed_json_add_int (writer, "remarked", self->remarked);
  shed_json_add_int (writer, "refused", self->refused);
  shed_json_add_string (writer, "book", self->book_id);
  shed_json_name (writer, "books");
  shed_json_begin_array (writer);
  for (guint i = 0; i < self->book_ids->len; i++)
    shed_json_string (writer, self->book_ids->pdata[i]);
  shed_json_end_array (writer);
  shed_json_add_int (writer, "updated", self->updated);
  shed_json_add_int (writer, "rows", self->rows);
  shed_json_add_int (writer, "files_refused", self->files_refused);
  shed_json_add_bool (writer, "cancelled", self->was_cancelled);
  shed_json_add_bool (writer, "dry_run", self->is_dry_run);
  shed_json_name (writer, "remarks");
  shed_json_begin_array (writer);
  for (guint i = 0; i < self->remarks->len; i++)
    write_remark (writer, self->remarks->pdata[i]);
  shed_json_end_array (writer);
  shed_json_end_object (writer);
  return shed_json_writer_dup_text (writer);
}

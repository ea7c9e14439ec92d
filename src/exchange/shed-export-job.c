/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An export while it runs, as the writers of the formats use it: where text goes, and what is counted. */
#define G_LOG_DOMAIN "Woodshed-exchange"

#include "shed-export-job-private.h"

gboolean
shed_export_put (ShedExportJob *job, GString *text, GError **error)
{
  gboolean ok = job->sink (text->str, text->len, job->sink_data, error);

  g_string_truncate (text, 0);
  return ok && !g_cancellable_set_error_if_cancelled (job->cancellable, error);
}

void
shed_export_count (ShedExportJob *job, const char *table, gint64 n_rows)
{
  guint n = job->result.n_tables++;

  g_return_if_fail (n < G_N_ELEMENTS (job->result.tables));
  job->result.tables[n].table = table;
  job->result.tables[n].n_rows = n_rows;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an import had to say, tune by tune: where, which tune, and what was done about it. */
#pragma once

#include "shed-context.h"
#include "shed-import-report.h"

G_BEGIN_DECLS

#define SHED_TYPE_IMPORT_REPORT_WINDOW (shed_import_report_window_get_type ())
G_DECLARE_FINAL_TYPE (ShedImportReportWindow, shed_import_report_window, SHED, IMPORT_REPORT_WINDOW, AdwWindow)

GtkWidget *shed_import_report_window_new (ShedContext *context, ShedImportReport *report);

G_END_DECLS

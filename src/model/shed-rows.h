/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small lists that are read whole and keep themselves fresh: repertoires, books, the events and notes of one tune. An object
 * that is still there stays the same object, so that what is bound to it stays bound. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SHED_TYPE_ROWS (shed_rows_get_type ())
G_DECLARE_DERIVABLE_TYPE (ShedRows, shed_rows, SHED, ROWS, GObject) /* GListModel; property "loaded" (boolean) */

struct _ShedRowsClass {
  GObjectClass parent_class;
};

G_END_DECLS

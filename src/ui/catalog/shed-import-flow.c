/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways into the library for tunes. */
#include "shed-import-flow.h"

/**
 * shed_import_choose:
 * @context: of the window
 * @parent: the window
 *
 * Asks for files and imports them.
 */
void
shed_import_choose (ShedContext *context, GtkWindow *parent)
{
}

/**
 * shed_import_files:
 * @context: of the window
 * @parent: the window
 * @files: #GFile objects
 */
void
shed_import_files (ShedContext *context, GtkWindow *parent, GListModel *files)
{
}

/**
 * shed_import_text:
 * @context: of the window
 * @parent: the window
 * @text: what was pasted or dropped
 *
 * Returns: whether it looked like ABC and is being imported
 */
gboolean
shed_import_text (ShedContext *context, GtkWindow *parent, const char *text)
{
  return FALSE;
}

/**
 * shed_import_new_tune:
 * @context: of the window
 * @parent: the window
 * @title: (nullable): how it is called
 */
void
shed_import_new_tune (ShedContext *context, GtkWindow *parent, const char *title)
{
}

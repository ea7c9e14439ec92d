/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work in another thread, whose task stays with the thread that asked. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* @source and @data are the task's. FALSE without @error is an answer, too. */
typedef gboolean (*ShedThreadWork) (gpointer source, gpointer data, GCancellable *cancellable, GError **error);

void shed_thread_run (GTask *task, ShedThreadWork work);

G_END_DECLS

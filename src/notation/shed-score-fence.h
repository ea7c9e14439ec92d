/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs one small helper program with nothing but its standard input and output, and tight limits. Waiting; for worker
 * threads. */
#pragma once

#include <gio/gio.h>

/* The program's standard output. Errors: SHED_SCORE_ERROR, or cancelled. environment and arguments as given, nothing
 * inherited. */
GBytes *shed_score_fence_run (const char *const *arguments,
                              const char *input,
                              gsize input_bytes,
                              gsize max_output,
                              guint max_ms,
                              GCancellable *cancellable,
                              GError **error);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests: other times than those of a real server. */
#pragma once

#include "shed-realtime.h"

G_BEGIN_DECLS

void shed_realtime_set_times (ShedRealtime *self, guint heartbeat_ms, guint answer_ms, guint retry_min_ms, guint retry_max_ms);

G_END_DECLS

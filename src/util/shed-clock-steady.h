/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clock's other time: what nobody sets, to wait by. Who shows or keeps a time asks shed-clock.h. */
#pragma once

#include "shed-clock.h"

G_BEGIN_DECLS

gint64 shed_clock_steady_ms (ShedClock *self); /* goes forwards only, whatever the clock is set to */

G_END_DECLS

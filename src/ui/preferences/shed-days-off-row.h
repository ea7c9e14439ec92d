/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row of Preferences for single days on which nothing is to come back: holidays, a concert, a journey. Days that follow one
 * another are shown as one row. It shows and tells; the window writes. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

#define SHED_TYPE_DAYS_OFF_ROW (shed_days_off_row_get_type ())
G_DECLARE_FINAL_TYPE (ShedDaysOffRow, shed_days_off_row, SHED, DAYS_OFF_ROW, AdwExpanderRow)
/* signal "changed": by a person */

void  shed_days_off_row_set_json (ShedDaysOffRow *self, const char *json /* nullable */, const ShedTimeFrame *frame);
char *shed_days_off_row_dup_json (ShedDaysOffRow *self);

G_END_DECLS

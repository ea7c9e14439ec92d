/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lazy list of tunes seen as places: another question puts other tunes into the rows that are there, and only the
 * change in length is told, so that a view need not make its rows anew for each letter of a search. A change of the
 * library moves rows as ever. */
#pragma once

#include "shed-tune-list.h"

G_BEGIN_DECLS

#define SHED_TYPE_TUNE_PLACES (shed_tune_places_get_type ())
G_DECLARE_FINAL_TYPE (ShedTunePlaces, shed_tune_places, SHED, TUNE_PLACES, GObject) /* GListModel of ShedTuneRow */
/* signals: "row-changed" (uint position): a row that somebody holds was filled or shows another tune;
 * "exchanged": the rows answer another question, each was told before */

ShedTunePlaces *shed_tune_places_new (ShedTuneList *list);

G_END_DECLS

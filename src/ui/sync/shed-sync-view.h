/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of sync at one moment, as plain values, and what is said of it: the words, the icon and the count of
 * the indicator. Pure functions of their arguments, so that a test reads every sentence. */
#pragma once

#include "shed-sync-engine.h"
#include "shed-time-text.h"

G_BEGIN_DECLS

/**
 * ShedSyncView:
 * @word: the state: one of the words of the command line, "up-to-date" … "no-account"
 * @n_waiting: changes that were made here and have not reached the project
 * @n_choices: choices that wait for an answer
 * @n_problems: changes that the project refused
 * @n_discarded: copies that are kept of discarded changes
 * @checked_at: when the project was last heard of, ms UTC; 0: never
 * @next_try: when it is tried again by itself, ms UTC; 0: when something happens
 * @first: not everything that the project holds is here yet
 * @n_loaded: how many pieces came so far
 * @comparing: everything here is being compared with what the project holds
 * @reloading: everything is being loaded again because somebody asked for it
 * @sending_library: what stood here before the account is being sent
 * @clock_minutes: how far this computer's clock is ahead of the project's; 0: they agree as far as it matters
 * @trouble: what the last failure was
 * @automatic: changes are sent without asking
 * @joined: the library belongs to an account, signed in or not
 */
typedef struct
{
  const char     *word;
  guint           n_waiting, n_choices, n_problems, n_discarded;
  gint64          checked_at, next_try;
  gboolean        first;
  guint           n_loaded;
  gboolean        sending_library, comparing, reloading;
  int             clock_minutes;
  ShedSyncTrouble trouble;
  gboolean        automatic, joined;
} ShedSyncView;

/* Whether there is anything to show: a library that never had an account has no indicator. */
gboolean    shed_sync_view_is_shown     (const ShedSyncView *view);
gboolean    shed_sync_view_is           (const ShedSyncView *view, const char *word);
const char *shed_sync_view_get_icon     (const ShedSyncView *view);
/* The small number beside the icon; 0: none. */
guint       shed_sync_view_get_count    (const ShedSyncView *view);
/* The state as a sentence. */
char       *shed_sync_view_dup_sentence (const ShedSyncView *view, const ShedTimeFrame *frame);
/* What follows from it, or what helps; NULL: nothing. */
char       *shed_sync_view_dup_advice   (const ShedSyncView *view, const ShedTimeFrame *frame);

G_END_DECLS

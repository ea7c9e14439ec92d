/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of known bugs; each stands in the code as SHED_BUG ("name"), or as NAME.sed in bugs/ for the server's SQL. */
#include "sim-bugs.h"

#include <string.h>

#include "shed-bug.h"

const SimBug sim_bugs[] = {
  /* The store: outbox and adoption */
  { "base-after-edit", 1, 200, "an edit's base is read after it was written" },
  { "undo-not-sent", 1, 200, "taking back writes no group" },
  { "join-into-sent", 1, 200, "a keystroke joins a group that is under way" },
  { "field-group-torn", 1, 200, "of a group of columns only the changed ones are sent" },
  { "shadow-not-kept", 1, 200, "the first edit of a row forgets what the server said of it" },
  { "adoption-loses-row", 1, 200, "signing in takes all rows along but one" },
  { "adoption-sends-edits-first", 150, 1000, "what was written during the adoption goes before what it hangs on" },
  /* The engine */
  { "ack-clears-newer-edit", 1, 200, "an acknowledgement is by row" },
  { "acked-is-lost-by-rollback", 1000000000, 400, "what a server that went back had acknowledged is not sent again" },
  { "cursor-moved-on-ack", 1, 200, "an acknowledgement moves the cursor" },
  { "cursor-before-apply", 1, 200, "the cursor is stored with a page, the rows are not" },
  { "checkpoint-in-part", 1, 200, "pages are applied one by one" },
  { "pull-overwrites-edit", 1, 200, "a pulled row replaces one with an edit that waits" },
  { "shadow-not-updated", 1, 200, "a pulled row with an edit that waits is forgotten" },
  { "deletion-hides-edit", 1, 200, "a deletion from elsewhere takes an edit that waits with it" },
  { "deletions-not-shown", 1, 200, "tombstones are passed over" },
  { "replace-instead-of-update", 1, 200, "a row is deleted and written again" },
  { "questions-not-pulled", 1, 200, "one table of a page is passed over" },
  { "refused-outlives-deletion", 1000000150, 100, "what was refused of a row stays when its deletion was answered" },
  { "group-split", 1, 200, "a group goes in two" },
  { "retry-with-new-id", 1, 200, "a repeated request has new ids" },
  { "drop-after-three-tries", 1, 300, "three failures and a write is gone" },
  { "sent-is-never-tried-again", 1, 200, "what was under way when the program ended stays so" },
  { "halving-loses-rest", 1000000000, 400, "after halving the rest shares the fate of the part that was sent" },
  { "too-large-is-dropped", 1000000000, 400, "a group that the server will not take is dropped" },
  { "poison-blocks", 1000000000, 400, "a rejected group holds up all others" },
  { "rejected-is-dropped", 1, 200, "a rejected group is dropped" },
  { "signed-out-drops-push", 1, 200, "a session that ended sets groups aside" },
  { "busy-is-final", 1, 200, "a busy server sets groups aside" },
  { "retry-after-ignored", 1, 200, "the server's wish to be left alone is not heeded" },
  { "waits-by-the-clock", 1, 200, "a clock that is set back holds up what waits for as long" },
  { "up-to-date-too-soon", 1, 200, "says that all is up to date while rows are missing" },
  { "reload-forgets-outbox", 1, 200, "loading everything again drops what waits" },
  { "rewound-unnoticed", 1000000000, 400, "a server that went back in time is not noticed" },
  { "rollback-is-believed", 1000000000, 400, "what a restored server lacks is deleted here" },
  { "histories-compared", 1000000000, 400, "numbers of a restored server are compared with those from before" },
  { "push-into-unknown-history", 1000000000, 400, "what waits goes to a restored server before its state is known" },
  { "copied-profile-keeps-its-name", 1000000000, 400, "a file put back from a copy goes on under its old name" },
  { "forgotten-rows-stay", 1000000000, 400, "what the server forgot as deleted stays here" },
  /* The server */
  { "requests-not-remembered", 1, 200, "a repeated request is done twice" },
  { "rejected-in-part", 1000000000, 400, "half of a rejected group stays" },
  { "last-write-wins", 1, 200, "the later edit replaces the earlier, unseen" },
  { "question-lost", 1, 200, "the losing value is not kept" },
  { "deletion-wins", 1, 200, "an edit of a deleted row is dropped" },
  { "blind-deletion", 1, 200, "a deletion takes edits along that it had not seen" },
  { "parent-stays-deleted", 1, 200, "a row comes back under a deleted parent" },
  { "field-group-merged-apart", 1, 200, "a group of columns is merged column by column" },
  { "text-loses-line", 1, 200, "a merged text lacks a line" },
  { "set-keeps-theirs", 1, 200, "a merged list lacks what was added here" },
  { "best-tempo-falls", 1, 200, "the lower of two best tempos wins" },
  { "counter-is-overwritten", 1, 200, "the later of two counts wins" },
  { "feed-by-time", 1, 200, "rows are numbered by the clock" },
  { "late-commit", 1, 200, "a number is given before the lock, a poller passes it" },
  { "next-is-head", 1, 200, "a page that is not the last one says that it is at the end" },
  { "console-takes-no-number", 1, 200, "a writer that is not Woodshed is not in the feed" },
  { "forgets-without-a-word", 1000000000, 400, "old deletions are collected, the mark stays" },
  { NULL, 0, 0, NULL },
};

static const SimBug *bug = NULL;

gboolean
shed_bug (const char *name)
{
  return G_UNLIKELY (bug != NULL) && strcmp (bug->name, name) == 0;
}

gboolean
sim_set_bug (const char *name)
{
  bug = NULL;
  if (name == NULL)
    return TRUE;
  for (guint i = 0; sim_bugs[i].name != NULL && bug == NULL; i++)
    if (strcmp (sim_bugs[i].name, name) == 0)
      bug = &sim_bugs[i];
  return bug != NULL;
}

const SimBug *
sim_get_bug (void)
{
  return bug;
}

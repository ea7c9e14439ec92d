/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A disk under SQLite that loses power and that fails. Installed as the default VFS of the process, it passes
 * everything on to the real one and remembers what was written since the last sync of each file. At a power failure
 * each of these writes is there, is not there or, sector by sector, is there in part, in any mixture: what a disk may
 * do that keeps SQLite's assumption that bytes beside a write stay as they are. Nothing here waits for a real disk: a
 * sync only forgets what it made safe. */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

typedef enum {
  FAULT_NONE,
  FAULT_POWER,    /* this call and all after it fail, until fault_vfs_crash() */
  FAULT_ONCE,     /* this call fails */
  FAULT_FOR_GOOD, /* this call and all after it fail, until fault_vfs_mend() */
  FAULT_FULL,     /* from this call on nothing that grows or changes a file works: no space */
} FaultKind;

void  fault_vfs_install (void);
/* At the n-th call from now (0: the next one). Of FAULT_POWER only writing, syncing, cutting and deleting counts. */
void  fault_vfs_arm     (FaultKind kind, guint n);
void  fault_vfs_mend    (void);
gboolean fault_vfs_struck (void);       /* since it was armed */
guint fault_vfs_get_count (void);       /* calls since it was armed */
/* The power comes back. Every connection must be closed. Returns how many writes had not been made safe. */
guint fault_vfs_crash   (GRand *dice);
/* A file that was given another name, which may be lost, too. */
void  fault_vfs_renamed (const char *from, const char *to);
void  fault_vfs_forget  (void);         /* of all files: those of another test */

G_END_DECLS

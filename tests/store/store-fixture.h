/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A library in a folder of its own, with a set clock and seeded randomness, and the few sentences the tests are told
 * in. */
#pragma once

#include "shed-store.h"

G_BEGIN_DECLS

#define FIXTURE_NOW G_GINT64_CONSTANT (1795168800000) /* 2026-11-20T10:00:00Z */

typedef struct
{
  char *folder, *path, *backups;
  ShedClock *clock;
  ShedRandom *random;
  ShedStore *store;
} Fixture;

Fixture *fixture_new (void);
/* Open, with a book, a repertoire, an event and so many tunes. */
Fixture *fixture_new_with_tunes (guint n_tunes);
void fixture_free (Fixture *self);
void fixture_open (Fixture *self);
void fixture_close (Fixture *self);
/* Runs SQL as one write; fails the test when it does not succeed. */
void fixture_write (Fixture *self, const char *sql);
gboolean fixture_try_write (
  Fixture *self, ShedWriteFlags flags, gint64 journal, const char *batch, const char *sql, GError **error);
/* shed_store_check() has nothing to say. */
void fixture_assert_clean (Fixture *self);
/* Behind the store's back. */
void test_exec_raw (const char *path, const char *sql);
gint64 test_ask_raw (const char *path, const char *sql);
/* Writes over these pages of a file that nobody has open. */
void test_damage_pages (const char *path, const gint64 *pages, gsize n_pages);
/* How many names in a folder have this part. */
guint test_count_files (const char *folder, const char *part);
/* Of a file's contents. (transfer full) */
char *test_dup_hash (const char *path);
/* First column of the first row as text, "" for NULL, NULL for no row. (transfer full) */
char *fixture_ask (Fixture *self, const char *sql);
gint64 fixture_ask_int (Fixture *self, const char *sql);
#define fixture_assert_answer(self, sql, expected)                                                                     \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_autofree char *answer_ = fixture_ask (self, sql);                                                                \
    g_assert_cmpstr (answer_, ==, expected);                                                                           \
  }                                                                                                                    \
  G_STMT_END

/* Whole ids out of a short number. (transfer none, static) */
const char *test_id (guint n);

/* Rows with sensible values, as SQL to be joined. (transfer full) */
char *sql_book (guint n, const char *title, const char *origin);
char *sql_tune (guint n, guint book, const char *title);
char *sql_repertoire (guint n, const char *name);
char *sql_event (guint n, guint repertoire, guint tune, int rating);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

G_END_DECLS

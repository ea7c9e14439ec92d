/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions and refused changes as the server and the engine leave them in a library, for tests and pictures. */
#pragma once

#include "ui-fixture.h"

G_BEGIN_DECLS

#define STORY_CHOICE "c0c0c0c0-0000-4000-8000-0000000000"  /* and two digits */
#define STORY_PROBLEM "d0d0d0d0-0000-4000-8000-0000000000"

/* SQL as the applier writes; tables of this computer that it touches are named in the change signal. */
void  story_server_says (UiFixture *ui, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* First column of the first row, "" for none. (transfer full) */
char *story_ask         (UiFixture *ui, const char *sql);
/* A question about one column of a tune; values are SQL expressions over that tune. */
void  story_ask_about   (UiFixture *ui, guint n, const char *tune_id, const char *column, const char *base, const char *mine);
/* A refused edit of a column of a row; of a tune's composer. */
void  story_refuse_row  (UiFixture *ui, guint n, const char *table, const char *column, const char *id, const char *code);
void  story_refuse      (UiFixture *ui, guint n, const char *tune_id, const char *code);
/* All kinds of questions and problems about the tunes of the library. */
void  story_everything  (UiFixture *ui);
/* Two tunes were changed on two computers, and nobody had to be asked. */
void story_merged (UiFixture *ui);

G_END_DECLS

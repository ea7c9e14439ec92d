/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A change that the server refused, in words: what it was, why it was refused, what helps. */
#pragma once

#include "shed-problem-list.h"

G_BEGIN_DECLS

char       *shed_problem_text_what (ShedProblem *problem); /* "Edit of “The Silver Spear”: composer" (transfer full) */
/* What happened and what helps, in one or two sentences; for any code, also one that nobody knows. */
const char *shed_problem_text_why  (const char *code);
/* "tune “The Silver Spear”", "note"; title is nullable. (transfer full) */
char       *shed_problem_text_named (const char *table, const char *title);
/* Columns with blanks between, as a person calls them: "title, key"; NULL: none that has a name. (transfer full) */
char       *shed_problem_text_fields (const char *fields);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the ABC library share: one table row becomes one test, and music and remarks become words to
 * compare. */
#pragma once

#include "shed-abc.h"

G_BEGIN_DECLS

/* Registers a test for each row of a table whose first member is the row's name (const char *). */
#define add_cases(prefix, cases, function)                                                                             \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    for (guint case_i = 0; case_i < G_N_ELEMENTS (cases); case_i++)                                                    \
      {                                                                                                                \
        g_autofree char *case_name = g_strdup (*(const char *const *) &cases[case_i]);                                 \
        g_autofree char *case_path =                                                                                   \
          g_strdup_printf ("%s/%s", prefix, *case_name != '\0' ? g_strdelimit (case_name, " /", '-') : "empty-text");  \
                                                                                                                       \
        g_test_add_data_func (case_path, &cases[case_i], function);                                                    \
      }                                                                                                                \
  }                                                                                                                    \
  G_STMT_END

GPtrArray *abc_read_all     (const char *book, gssize length);
char      *abc_dup_music    (const ShedAbcTune *tune);
char      *abc_dup_remarks  (const ShedAbcTune *tune, gboolean all);
char      *abc_dup_random   (GRand *random);

G_END_DECLS

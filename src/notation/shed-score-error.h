/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why there is no score. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SHED_SCORE_ERROR (shed_score_error_quark ())
GQuark shed_score_error_quark (void);

typedef enum
{
  SHED_SCORE_ERROR_NO_RENDERER, /* abcm2ps is not installed */
  SHED_SCORE_ERROR_NO_MUSIC,    /* no note in the text */
  SHED_SCORE_ERROR_FAILED,      /* it gave no picture */
  SHED_SCORE_ERROR_TIMED_OUT,
  SHED_SCORE_ERROR_TOO_LARGE, /* more than SHED_SCORE_MAX_BYTES of picture */
} ShedScoreError;
#define SHED_SCORE_N_ERRORS (SHED_SCORE_ERROR_TOO_LARGE + 1)

G_END_DECLS

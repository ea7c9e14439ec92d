/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One command of each kind, over rows of a library chosen at random: a row for each constructor. */
#pragma once

#include "model-fixture.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;                  /* of the constructor, without shed_command_ */
  ShedCommand *(*make) (Fixture *f); /* (nullable): the library has nothing to do it with */
} ModelMaker;

extern const ModelMaker model_makers[];
extern const guint model_n_makers;

G_END_DECLS

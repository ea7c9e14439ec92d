/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Objects that only show what was read: their properties are a table of names and places in the struct. A fresh reading is taken
 * over field by field, and only what differs is notified. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  SHED_FIELD_STRING,
  SHED_FIELD_STRV,
  SHED_FIELD_INT,
  SHED_FIELD_UINT,
  SHED_FIELD_INT64,
  SHED_FIELD_BOOLEAN
} ShedFieldType;
typedef struct { const char *name; ShedFieldType type; gsize offset; } ShedField;

/* Property number i + 1 is field i. */
void     shed_fields_install   (GObjectClass *klass, const ShedField *fields, guint n_fields);
void shed_fields_get (
  gpointer object, const ShedField *fields, guint n_fields, guint prop_id, GValue *value, GParamSpec *pspec);
/* Takes the values out of fresh, an object of the same class nobody else knows. TRUE when anything differed. */
gboolean shed_fields_take_over (gpointer object, gpointer fresh, const ShedField *fields, guint n_fields);
void     shed_fields_clear     (gpointer object, const ShedField *fields, guint n_fields);

G_END_DECLS

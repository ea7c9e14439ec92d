/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Properties of objects that only show what was read, from a table. It must never know what the fields mean. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-fields-private.h"

#include <string.h>

static GParamSpec *
make_pspec (const ShedField *field)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  switch (field->type)
    {
    case SHED_FIELD_STRING:
      return g_param_spec_string (field->name, NULL, NULL, NULL, flags);
    case SHED_FIELD_STRV:
      return g_param_spec_boxed (field->name, NULL, NULL, G_TYPE_STRV, flags);
    case SHED_FIELD_INT:
      return g_param_spec_int (field->name, NULL, NULL, G_MININT, G_MAXINT, 0, flags);
    case SHED_FIELD_UINT:
      return g_param_spec_uint (field->name, NULL, NULL, 0, G_MAXUINT, 0, flags);
    case SHED_FIELD_INT64:
      return g_param_spec_int64 (field->name, NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
    case SHED_FIELD_BOOLEAN:
    default:
      return g_param_spec_boolean (field->name, NULL, NULL, FALSE, flags);
    }
}

void
shed_fields_install (GObjectClass    *klass,
                     const ShedField *fields,
                     guint            n_fields)
{
  for (guint i = 0; i < n_fields; i++)
    g_object_class_install_property (klass, i + 1, make_pspec (&fields[i]));
}

void
shed_fields_get (gpointer         object,
                 const ShedField *fields,
                 guint            n_fields,
                 guint            prop_id,
                 GValue          *value,
                 GParamSpec      *pspec)
{
  const ShedField *field;
  gpointer place;

  if (prop_id == 0 || prop_id > n_fields)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }
  field = &fields[prop_id - 1];
  place = G_STRUCT_MEMBER_P (object, field->offset);
  switch (field->type)
    {
    case SHED_FIELD_STRING:
      g_value_set_string (value, *(char **) place);
      break;
    case SHED_FIELD_STRV:
      g_value_set_boxed (value, *(GStrv *) place);
      break;
    case SHED_FIELD_INT:
      g_value_set_int (value, *(int *) place);
      break;
    case SHED_FIELD_UINT:
      g_value_set_uint (value, *(guint *) place);
      break;
    case SHED_FIELD_INT64:
      g_value_set_int64 (value, *(gint64 *) place);
      break;
    case SHED_FIELD_BOOLEAN:
    default:
      g_value_set_boolean (value, *(gboolean *) place);
      break;
    }
}

static gboolean
strv_equal (GStrv a,
            GStrv b)
{
  return a == b || (a != NULL && b != NULL && g_strv_equal ((const char * const *) a, (const char * const *) b));
}

/* TRUE when they differ; then what was in fresh is in object. */
static gboolean
swap_field (gpointer         object,
            gpointer         fresh,
            const ShedField *field)
{
  gpointer here = G_STRUCT_MEMBER_P (object, field->offset);
  gpointer there = G_STRUCT_MEMBER_P (fresh, field->offset);
  gsize size;

  switch (field->type)
    {
    case SHED_FIELD_STRING:
      if (g_strcmp0 (*(char **) here, *(char **) there) == 0)
        return FALSE;
      size = sizeof (char *);
      break;
    case SHED_FIELD_STRV:
      if (strv_equal (*(GStrv *) here, *(GStrv *) there))
        return FALSE;
      size = sizeof (GStrv);
      break;
    case SHED_FIELD_INT64:
      size = sizeof (gint64);
      break;
    case SHED_FIELD_INT:
    case SHED_FIELD_UINT:
    case SHED_FIELD_BOOLEAN:
    default:
      size = sizeof (int);
      break;
    }
  if (memcmp (here, there, size) == 0)
    return FALSE;
  for (gsize i = 0; i < size; i++)
    {
      char byte = ((char *) here)[i];

      ((char *) here)[i] = ((char *) there)[i];
      ((char *) there)[i] = byte;
    }
  return TRUE;
}

gboolean
shed_fields_take_over (gpointer         object,
                       gpointer         fresh,
                       const ShedField *fields,
                       guint            n_fields)
{
  gboolean changed = FALSE;

  g_object_freeze_notify (object);
  for (guint i = 0; i < n_fields; i++)
    if (swap_field (object, fresh, &fields[i]))
      {
        changed = TRUE;
        g_object_notify (object, fields[i].name);
      }
  g_object_thaw_notify (object);
  return changed;
}

void
shed_fields_clear (gpointer         object,
                   const ShedField *fields,
                   guint            n_fields)
{
  for (guint i = 0; i < n_fields; i++)
    {
      gpointer place = G_STRUCT_MEMBER_P (object, fields[i].offset);

      if (fields[i].type == SHED_FIELD_STRING)
        g_clear_pointer ((char **) place, g_free);
      else if (fields[i].type == SHED_FIELD_STRV)
        g_clear_pointer ((GStrv *) place, g_strfreev);
    }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which computers there are, in the model: the same as woodshed.tell_devices() of the SQL. */
#include "sim-model.h"

#include <string.h>

gboolean
sim_model_forget (SimModel *self, JsonObject *req, const char *id, gboolean known)
{
  SimDevice *own = g_hash_table_lookup (self->space->devices, id);
  JsonNode *node = json_object_get_member (req, "forget");
  JsonObjectIter iter;
  const char *other;
  JsonNode *forget;

  if (node != NULL && !JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  if (own != NULL && known)
    own->forgotten = FALSE;
  if (node == NULL)
    return TRUE;
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &other, &forget))
    {
      SimDevice *device = g_hash_table_lookup (self->space->devices, other);

      if (!JSON_NODE_HOLDS_VALUE (forget) || json_node_get_value_type (forget) != G_TYPE_BOOLEAN)
        return FALSE;
      if (device != NULL && strcmp (other, id) != 0)
        device->forgotten = json_node_get_boolean (forget);
    }
  return TRUE;
}

static int
by_seen (gconstpointer a, gconstpointer b, gpointer devices)
{
  const char *x = *(const char *const *)a, *y = *(const char *const *)b;
  const SimDevice *first = g_hash_table_lookup (devices, x), *second = g_hash_table_lookup (devices, y);

  return first->seen != second->seen ? (first->seen < second->seen ? 1 : -1) : strcmp (x, y);
}

/* As a member of the space that hello is about to close. */
void
sim_model_tell_devices (SimModel *self, JsonObject *req, GString *out)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer id, value;

  if (!json_object_get_boolean_member_with_default (req, "devices", FALSE))
    return;
  g_hash_table_iter_init (&iter, self->space->devices);
  while (g_hash_table_iter_next (&iter, &id, &value))
    if (!((SimDevice *)value)->forgotten)
      g_ptr_array_add (ids, id);
  g_ptr_array_sort_with_data (ids, by_seen, self->space->devices);
  g_string_append (out, ",\"devices\":[");
  for (guint i = 0; i < MIN (ids->len, 100); i++)
    {
      const SimDevice *device = g_hash_table_lookup (self->space->devices, ids->pdata[i]);
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (device->seen / 1000);
      g_autofree char *seen = time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%S.000Z") : NULL;

      g_string_append_printf (out, "%s{\"device\":\"%s\",\"name\":", i > 0 ? "," : "", (char *)ids->pdata[i]);
      if (device->name != NULL)
        sim_append_string (out, device->name);
      else
        g_string_append (out, "null");
      g_string_append (out, ",\"app\":");
      if (device->app != NULL)
        sim_append_string (out, device->app);
      else
        g_string_append (out, "null");
      g_string_append_printf (out, ",\"seen\":%s%s%s}", seen != NULL ? "\"" : "", seen != NULL ? seen : "null",
                              seen != NULL ? "\"" : "");
    }
  g_string_append_c (out, ']');
}

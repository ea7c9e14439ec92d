/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tunes that come into the window: from files, from the clipboard, dropped on it, or begun by hand. */
#include "shed-window-private.h"

#include <glib/gi18n.h>

#include "shed-import-flow.h"

static void
import_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ShedWindow *self = user_data;

  shed_import_choose (self->context, GTK_WINDOW (self));
}

static void
new_tune_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ShedWindow *self = user_data;

  shed_import_new_tune (self->context, GTK_WINDOW (self), NULL);
}

static void
import_text (ShedWindow *self, const char *text)
{
  if (self->context == NULL || text == NULL)
    return;
  if (!shed_import_text (self->context, GTK_WINDOW (self), text))
    shed_window_toast (self, _("That does not look like ABC. Nothing was changed."));
}

static void
clipboard_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedWindow) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  import_text (self, text);
}

static void
paste_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ShedWindow *self = user_data;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL, clipboard_read_cb,
                                 g_object_ref (self));
}

static gboolean
drop_cb (ShedWindow *self, const GValue *value)
{
  if (self->context == NULL)
    return FALSE;
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

      for (GSList *l = g_value_get_boxed (value); l != NULL; l = l->next)
        g_list_store_append (files, l->data);
      shed_window_import (self, G_LIST_MODEL (files));
      return TRUE;
    }
  if (G_VALUE_HOLDS_STRING (value))
    {
      import_text (self, g_value_get_string (value));
      return TRUE;
    }
  return FALSE;
}

static void
add_drop_target (ShedWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_STRING };

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static const GActionEntry actions[] = {
  { .name = "import", .activate = import_action },
  { .name = "new-tune", .activate = new_tune_action },
  { .name = "paste", .activate = paste_action },
};

void
shed_window_add_intake_actions (ShedWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  add_drop_target (self);
}

/**
 * shed_window_import:
 * @self: the window
 * @files: #GFile objects
 */
void
shed_window_import (ShedWindow *self, GListModel *files)
{
  g_return_if_fail (SHED_IS_WINDOW (self));

  if (self->context != NULL)
    shed_import_files (self->context, GTK_WINDOW (self), files);
}

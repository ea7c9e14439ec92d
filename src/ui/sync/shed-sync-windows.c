/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shed-sync-windows.h"

#include "shed-choices-window.h"
#include "shed-problems-window.h"
#include "shed-sync-history-window.h"

/* The one of that kind that is open over the window, or a new one. NULL while the library is closed. */
static GtkWindow *
show (GtkWindow *window, GType type, GtkWidget *(*make) (ShedContext *context))
{
  g_autoptr (ShedContext) context = NULL;
  g_autoptr (GList) all = gtk_window_list_toplevels ();
  GtkWindow *found = NULL;

  g_object_get (window, "context", &context, NULL);
  if (context == NULL)
    return NULL;
  for (GList *l = all; l != NULL && found == NULL; l = l->next)
    if (G_TYPE_CHECK_INSTANCE_TYPE (l->data, type) && gtk_window_get_transient_for (l->data) == window)
      found = l->data;
  if (found == NULL)
    {
      found = GTK_WINDOW (make (context));
      gtk_window_set_transient_for (found, window);
    }
  gtk_window_present (found);
  return found;
}

static void
choices_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  show (user_data, SHED_TYPE_CHOICES_WINDOW, shed_choices_window_new);
}

static void
problems_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  show (user_data, SHED_TYPE_PROBLEMS_WINDOW, shed_problems_window_new);
}

static void
history_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  show (user_data, SHED_TYPE_SYNC_HISTORY_WINDOW, shed_sync_history_window_new);
}

static const GActionEntry actions[] = {
  { .name = "choices", .activate = choices_action },
  { .name = "problems", .activate = problems_action },
  { .name = "sync-history", .activate = history_action },
};

void
shed_sync_windows_add_actions (GtkApplicationWindow *window)
{
  g_action_map_add_action_entries (G_ACTION_MAP (window), actions, G_N_ELEMENTS (actions), window);
}

void
shed_sync_windows_close (GtkWindow *window)
{
  g_autoptr (GList) all = gtk_window_list_toplevels ();

  for (GList *l = all; l != NULL; l = l->next)
    if ((SHED_IS_CHOICES_WINDOW (l->data) || SHED_IS_PROBLEMS_WINDOW (l->data) || SHED_IS_SYNC_HISTORY_WINDOW (l->data)) &&
        gtk_window_get_transient_for (l->data) == window)
      gtk_window_destroy (l->data);
}

void
shed_sync_windows_show_choices (GtkWindow *window, ShedContext *context, const char *subject)
{
  GtkWindow *choices = show (window, SHED_TYPE_CHOICES_WINDOW, shed_choices_window_new);

  if (choices != NULL && subject != NULL)
    shed_choices_window_show_subject (SHED_CHOICES_WINDOW (choices), subject);
}

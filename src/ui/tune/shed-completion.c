/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A popover that never takes the focus: the caret stays in the entry. Matching folds case and accents; words that begin
 * with what is typed come before words that hold it. */
#include "shed-completion.h"

#include <glib/gi18n.h>
#include <string.h>

#include "shed-text.h"

#define MAX_SHOWN 6

struct _ShedCompletion
{
  GtkEditable        *entry; /* not owned */
  GtkWidget          *popover;
  GtkListBox         *list;
  GtkEventController *keys;  /* of the text inside the entry */
  GtkEventController *focus;
  GtkWidget          *text;
  GStrv               choices;
  GStrv               folded;
  gboolean            taking;
};

static void
hide (ShedCompletion *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static void
take (ShedCompletion *self, GtkListBoxRow *row)
{
  const char *choice = g_object_get_data (G_OBJECT (row), "choice");

  self->taking = TRUE;
  gtk_editable_set_text (self->entry, choice);
  gtk_editable_set_position (self->entry, -1);
  self->taking = FALSE;
  hide (self);
}

static void
row_activated_cb (ShedCompletion *self, GtkListBoxRow *row)
{
  take (self, row);
}

static guint
add_matches (ShedCompletion *self, const char *typed, gboolean at_start, guint n)
{
  for (guint i = 0; self->folded[i] != NULL && n < MAX_SHOWN; i++)
    {
      const char *found = strstr (self->folded[i], typed);
      GtkWidget *row, *label;

      if (found == NULL || (found == self->folded[i]) != at_start || strcmp (self->folded[i], typed) == 0)
        continue;
      row = gtk_list_box_row_new ();
      label = gtk_label_new (self->choices[i]);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_widget_set_margin_top (label, 6);
      gtk_widget_set_margin_bottom (label, 6);
      gtk_widget_set_margin_start (label, 9);
      gtk_widget_set_margin_end (label, 9);
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
      gtk_widget_set_focusable (row, FALSE);
      g_object_set_data_full (G_OBJECT (row), "choice", g_strdup (self->choices[i]), g_free);
      gtk_list_box_append (self->list, row);
      n++;
    }
  return n;
}

static void
changed_cb (ShedCompletion *self)
{
  g_autofree char *typed = NULL;
  GtkListBoxRow *row;
  guint n = 0;

  if (self->taking || self->choices == NULL)
    return;
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  if (*gtk_editable_get_text (self->entry) != '\0' && gtk_widget_has_focus (self->text))
    {
      typed = shed_fold (gtk_editable_get_text (self->entry));
      n = add_matches (self, typed, TRUE, 0);
      n = add_matches (self, typed, FALSE, n);
    }
  if (n == 0)
    {
      hide (self);
      return;
    }
  gtk_widget_set_size_request (self->popover, MAX (160, gtk_widget_get_width (GTK_WIDGET (self->entry)) / 2), -1);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
walk (ShedCompletion *self, int by)
{
  GtkListBoxRow *selected = gtk_list_box_get_selected_row (self->list);
  int index = selected != NULL ? gtk_list_box_row_get_index (selected) + by : (by > 0 ? 0 : -1);
  GtkListBoxRow *row = index >= 0 ? gtk_list_box_get_row_at_index (self->list, index) : NULL;

  gtk_list_box_select_row (self->list, row);
  /* Spoken: what the entry would become. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  row != NULL ? (const char *) g_object_get_data (G_OBJECT (row), "choice") : "", -1);
}

static gboolean
key_pressed_cb (ShedCompletion *self, guint keyval, guint keycode, GdkModifierType state)
{
  GtkListBoxRow *selected;

  if (!gtk_widget_get_visible (self->popover))
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      walk (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      walk (self, -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      hide (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
      selected = gtk_list_box_get_selected_row (self->list);
      if (selected == NULL)
        {
          hide (self);
          return GDK_EVENT_PROPAGATE;
        }
      take (self, selected);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/**
 * shed_completion_new:
 * @entry: where it is typed
 *
 * Returns: (transfer full): a completion without choices
 */
ShedCompletion *
shed_completion_new (GtkEditable *entry)
{
  ShedCompletion *self = g_new0 (ShedCompletion, 1);
  GtkEditable *delegate = gtk_editable_get_delegate (entry);

  self->entry = entry;
  while (delegate != NULL && gtk_editable_get_delegate (delegate) != NULL)
    delegate = gtk_editable_get_delegate (delegate);
  self->text = GTK_WIDGET (delegate != NULL ? delegate : entry);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_set_focusable (GTK_WIDGET (self->list), FALSE);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);
  self->popover = g_object_ref_sink (gtk_popover_new ());
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_BOTTOM);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->popover, "menu");
  gtk_popover_set_child (GTK_POPOVER (self->popover), GTK_WIDGET (self->list));
  gtk_widget_set_parent (self->popover, self->text);

  self->keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (self->keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (self->keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (self->text, self->keys);
  self->focus = gtk_event_controller_focus_new ();
  g_signal_connect_swapped (self->focus, "leave", G_CALLBACK (hide), self);
  gtk_widget_add_controller (self->text, self->focus);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (changed_cb), self);
  return self;
}

void
shed_completion_free (ShedCompletion *self)
{
  g_signal_handlers_disconnect_by_data (self->entry, self);
  gtk_widget_remove_controller (self->text, self->keys);
  gtk_widget_remove_controller (self->text, self->focus);
  gtk_widget_unparent (self->popover);
  g_object_unref (self->popover);
  g_strfreev (self->choices);
  g_strfreev (self->folded);
  g_free (self);
}

/**
 * shed_completion_set_choices:
 * @self: the completion
 * @choices: (array zero-terminated=1): words, best first
 */
void
shed_completion_set_choices (ShedCompletion *self, const char *const *choices)
{
  guint n = g_strv_length ((char **) choices);

  g_strfreev (self->choices);
  g_strfreev (self->folded);
  self->choices = g_strdupv ((char **) choices);
  self->folded = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    self->folded[i] = shed_fold (choices[i]);
}

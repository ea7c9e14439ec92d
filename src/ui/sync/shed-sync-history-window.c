/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answered questions, and what was merged without one, newest first. Asking again only opens the question; both values
 * are in it. */
#include "shed-sync-history-window.h"

#include <glib/gi18n.h>

#include "shed-choice-text.h"
#include "shed-merge-text.h"
#include "shed-sync-row.h"
#include "shed-ui.h"

struct _ShedSyncHistoryWindow
{
  AdwWindow parent_instance;

  ShedContext    *context;
  ShedChoiceList *choices;
  ShedMergeList  *merges;

  GtkStack   *stack;
  GtkWidget  *choices_box, *merges_box;
  GtkListBox *list, *merges_list;
};

G_DEFINE_FINAL_TYPE (ShedSyncHistoryWindow, shed_sync_history_window, ADW_TYPE_WINDOW)

static void
again_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedSyncHistoryWindow *self = SHED_SYNC_HISTORY_WINDOW (widget);
  const char *ids[] = { g_variant_get_string (parameter, NULL), NULL }, *answers[] = { "open", NULL };

  shed_context_run (self->context, shed_command_answer_conflicts (ids, answers, NULL));
  if (gtk_window_get_transient_for (GTK_WINDOW (self)) != NULL)
    gtk_widget_activate_action (GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self))), "win.choices", NULL);
}

/* A long text is only named here. */
static GtkWidget *
label_new (const char *text, const char *css_class)
{
  GtkWidget *label = shed_sync_label_new (text, css_class);

  gtk_label_set_lines (GTK_LABEL (label), 3);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  return label;
}

static ShedChoiceSide
side_of (ShedChoice *choice)
{
  const char *state = shed_choice_get_state (choice);

  return g_str_equal (state, "mine") ? SHED_CHOICE_MINE : g_str_equal (state, "both") ? SHED_CHOICE_BOTH : SHED_CHOICE_OTHER;
}

static GtkWidget *
row_new (gpointer item, gpointer user_data)
{
  ShedChoice *choice = item;
  ShedSyncHistoryWindow *self = user_data;
  ShedTimeFrame frame = shed_context_get_frame (self->context);
  ShedChoiceSide side = side_of (choice);
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *button = gtk_button_new_with_mnemonic (_("Ask _Again"));
  g_autofree char *subject = shed_choice_text_subject (choice);
  g_autofree char *field = shed_choice_text_field (choice);
  g_autofree char *heading = g_strdup_printf ("%s: %s", subject, field);
  g_autofree char *result = shed_choice_is_deletion (choice)
                              ? g_strdup (side == SHED_CHOICE_MINE ? _("Deleted") : _("Kept"))
                              : shed_choice_text_result (choice, side);
  g_autofree char *when = NULL;
  g_autofree char *spoken = g_strdup_printf (_("Ask again: %s"), heading);
  gint64 asked_at;
  gboolean has_row;

  g_object_get (choice, "asked-at", &asked_at, "has-row", &has_row, NULL);
  when = shed_time_text_relative (asked_at, &frame);
  gtk_box_append (GTK_BOX (box), label_new (heading, "heading"));
  gtk_box_append (GTK_BOX (box), label_new (result, NULL));
  if (!shed_choice_is_deletion (choice) && side != SHED_CHOICE_BOTH)
    {
      g_autofree char *loser = shed_choice_text_side (choice, 1 - side);
      g_autofree char *text = g_strdup_printf (_("Not chosen: %s"), loser);

      gtk_box_append (GTK_BOX (box), label_new (text, "dim-label"));
    }
  gtk_box_append (GTK_BOX (box), label_new (when, "dim-label"));
  gtk_widget_set_hexpand (box, TRUE);
  gtk_box_append (GTK_BOX (outer), box);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  /* There is nothing left to choose for. */
  gtk_widget_set_visible (button, has_row);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "history.again");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", shed_choice_get_id (choice));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_box_append (GTK_BOX (outer), button);
  return shed_sync_row_new (outer);
}

static GtkWidget *
merge_row_new (gpointer item, gpointer user_data)
{
  ShedSyncHistoryWindow *self = user_data;
  ShedTimeFrame frame = shed_context_get_frame (self->context);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *what = shed_merge_text_what (item);
  g_autofree char *how = shed_merge_text_how (item);
  g_autofree char *when = NULL;
  gint64 merged_at;

  g_object_get (item, "merged-at", &merged_at, NULL);
  when = shed_time_text_relative (merged_at, &frame);
  gtk_box_append (GTK_BOX (box), label_new (what, "heading"));
  gtk_box_append (GTK_BOX (box), shed_sync_label_new (how, NULL));
  gtk_box_append (GTK_BOX (box), label_new (when, "dim-label"));
  return shed_sync_row_new (box);
}

static void
changed_cb (ShedSyncHistoryWindow *self)
{
  guint n_choices = g_list_model_get_n_items (G_LIST_MODEL (self->choices));
  guint n_merges = g_list_model_get_n_items (G_LIST_MODEL (self->merges));

  gtk_stack_set_visible_child_name (self->stack, n_choices + n_merges > 0 ? "list" : "empty");
  gtk_widget_set_visible (self->choices_box, n_choices > 0);
  gtk_widget_set_visible (self->merges_box, n_merges > 0);
}

static void
shed_sync_history_window_dispose (GObject *object)
{
  ShedSyncHistoryWindow *self = SHED_SYNC_HISTORY_WINDOW (object);

  shed_sync_list_release (self->list, (GListModel **) &self->choices, self);
  shed_sync_list_release (self->merges_list, (GListModel **) &self->merges, self);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (shed_sync_history_window_parent_class)->dispose (object);
}

static void
shed_sync_history_window_class_init (ShedSyncHistoryWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = shed_sync_history_window_dispose;
  gtk_widget_class_install_action (widget_class, "history.again", "s", again_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-sync-history-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedSyncHistoryWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, ShedSyncHistoryWindow, list);
  gtk_widget_class_bind_template_child (widget_class, ShedSyncHistoryWindow, merges_list);
  gtk_widget_class_bind_template_child (widget_class, ShedSyncHistoryWindow, choices_box);
  gtk_widget_class_bind_template_child (widget_class, ShedSyncHistoryWindow, merges_box);
}

static void
shed_sync_history_window_init (ShedSyncHistoryWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  shed_ui_fit_to_parent (GTK_WINDOW (self));
}

/**
 * shed_sync_history_window_new:
 * @context: of the window
 *
 * Returns: (transfer none): a window that follows what is chosen and merged
 */
GtkWidget *
shed_sync_history_window_new (ShedContext *context)
{
  ShedSyncHistoryWindow *self = g_object_new (SHED_TYPE_SYNC_HISTORY_WINDOW, NULL);

  self->context = g_object_ref (context);
  self->choices = shed_choice_list_new (shed_context_get_store (context), SHED_CHOICES_ANSWERED);
  self->merges = shed_merge_list_new (shed_context_get_store (context));
  g_signal_connect_object (self->choices, "items-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->merges, "items-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->choices), row_new, self, NULL);
  gtk_list_box_bind_model (self->merges_list, G_LIST_MODEL (self->merges), merge_row_new, self, NULL);
  changed_cb (self);
  return GTK_WIDGET (self);
}

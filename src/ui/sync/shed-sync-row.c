/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of lists that a person reads rather than chooses from. */
#include "shed-sync-row.h"

/**
 * shed_sync_label_new:
 * @text: what is said
 * @css_class: (nullable): how it looks
 *
 * Returns: (transfer floating): a label that wraps
 */
GtkWidget *
shed_sync_label_new (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/**
 * shed_sync_row_new:
 * @content: (transfer floating): what stands in it
 *
 * Returns: (transfer floating): a row of a list box that can be neither activated nor focused
 */
GtkWidget *
shed_sync_row_new (GtkWidget *content)
{
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_widget_set_margin_top (content, 12);
  gtk_widget_set_margin_bottom (content, 12);
  gtk_widget_set_margin_start (content, 12);
  gtk_widget_set_margin_end (content, 12);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), content);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  return row;
}

void
shed_sync_list_release (GtkListBox *box, GListModel **model, gpointer window)
{
  if (box != NULL)
    gtk_list_box_bind_model (box, NULL, NULL, NULL, NULL);
  if (*model == NULL)
    return;
  g_signal_handlers_disconnect_by_data (*model, window);
  g_object_run_dispose (G_OBJECT (*model));
  g_clear_object (model);
}

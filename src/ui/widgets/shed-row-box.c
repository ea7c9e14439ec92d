/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plainest container for a ShedRowLayout. */
#include "shed-row-box.h"

struct _ShedRowBox
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (ShedRowBox, shed_row_box, GTK_TYPE_WIDGET)

static void
shed_row_box_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (shed_row_box_parent_class)->dispose (object);
}

static void
shed_row_box_class_init (ShedRowBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = shed_row_box_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), SHED_TYPE_ROW_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "rowbox");
}

static void
shed_row_box_init (ShedRowBox *self)
{
}

/**
 * shed_row_box_new:
 *
 * Returns: (transfer floating): an empty box; its layout is a #ShedRowLayout
 */
GtkWidget *
shed_row_box_new (void)
{
  return g_object_new (SHED_TYPE_ROW_BOX, NULL);
}

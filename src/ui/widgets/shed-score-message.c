/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sheet without a score. */
#include "shed-score-message.h"

#include "shed-incipit-view.h"

/**
 * shed_score_message_new:
 * @what: what is the matter
 * @next_step: what can be done
 * @abc: (nullable): the tune's text
 * @title: (nullable): of the tune
 *
 * Returns: (transfer floating): the message
 */
GtkWidget *
shed_score_message_new (const char *what, const char *next_step, const char *abc, const char *title)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *incipit = shed_incipit_view_new ();
  GtkWidget *heading = gtk_label_new (what), *hint = gtk_label_new (next_step);

  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  shed_incipit_view_set_tune (SHED_INCIPIT_VIEW (incipit), abc, title);
  gtk_widget_set_halign (incipit, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_bottom (incipit, 12);
  gtk_widget_set_visible (incipit, shed_incipit_view_has_music (SHED_INCIPIT_VIEW (incipit)));
  gtk_box_append (GTK_BOX (box), incipit);
  if (!gtk_widget_get_visible (incipit))
    {
      GtkWidget *icon = gtk_image_new_from_icon_name ("shed-score-symbolic");

      gtk_image_set_pixel_size (GTK_IMAGE (icon), 48);
      gtk_widget_add_css_class (icon, "dim-label");
      gtk_box_append (GTK_BOX (box), icon);
    }
  gtk_label_set_wrap (GTK_LABEL (heading), TRUE);
  gtk_label_set_justify (GTK_LABEL (heading), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (heading, "heading");
  gtk_box_append (GTK_BOX (box), heading);
  gtk_label_set_wrap (GTK_LABEL (hint), TRUE);
  gtk_label_set_justify (GTK_LABEL (hint), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (hint, "dim-label");
  gtk_box_append (GTK_BOX (box), hint);
  return box;
}

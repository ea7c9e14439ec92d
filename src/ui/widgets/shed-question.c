/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libadwaita 1.7 keeps a heading in two labels, a large one that does not wrap and a small one that does, says that the
 * narrower of the two is enough, and then asks the large one for its height at that width, of which GTK 4.18 warns. Where both
 * may become equally narrow there is nothing to warn of; which of them is shown goes by the natural width, and is as before. */
#include "shed-question.h"

/* Wider than the widest letter, narrower than any dialog. */
#define LEAST_HEADING_WIDTH 96

static void
settle_headings (GtkWidget *widget)
{
  const gboolean large = gtk_widget_has_css_class (widget, "title-2");

  if (GTK_IS_LABEL (widget) && (large || gtk_widget_has_css_class (widget, "title-4")))
    {
      gtk_widget_set_size_request (widget, LEAST_HEADING_WIDTH, -1);
      gtk_label_set_wrap (GTK_LABEL (widget), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (widget), PANGO_WRAP_WORD_CHAR);
      /* Its natural width stays that of one line. */
      if (large)
        gtk_label_set_natural_wrap_mode (GTK_LABEL (widget), GTK_NATURAL_WRAP_NONE);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    settle_headings (child);
}

/**
 * shed_question_settle:
 * @dialog: made from a template, without a child of its own that has such headings
 */
void
shed_question_settle (AdwMessageDialog *dialog)
{
  g_return_if_fail (ADW_IS_MESSAGE_DIALOG (dialog));

  settle_headings (GTK_WIDGET (dialog));
}

/**
 * shed_question_new:
 * @parent: (nullable): the window that it belongs to
 * @heading: what is asked
 * @body: (nullable): what follows from the answers
 *
 * Returns: (transfer none): an #AdwMessageDialog
 */
GtkWidget *
shed_question_new (GtkWindow *parent, const char *heading, const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);

  shed_question_settle (ADW_MESSAGE_DIALOG (dialog));
  return dialog;
}

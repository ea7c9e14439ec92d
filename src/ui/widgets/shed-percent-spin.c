/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows "90 %" and reads what begins with a number. */
#include "shed-percent-spin.h"

#include <glib/gi18n.h>

static gboolean
output_cb (GtkSpinButton *button)
{
  /* Translators: a share in percent, on a spin button. */
  g_autofree char *text = g_strdup_printf (_("%d %%"), gtk_spin_button_get_value_as_int (button));

  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (button)), text))
    gtk_editable_set_text (GTK_EDITABLE (button), text);
  return TRUE;
}

static int
input_cb (GtkSpinButton *button, double *value)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (button));

  /* The sign may stand before the number. */
  text += strcspn (text, "0123456789");
  if (*text == '\0')
    return GTK_INPUT_ERROR;
  *value = g_strtod (text, NULL);
  return TRUE;
}

/**
 * shed_percent_spin_setup:
 * @button: whose value is a share in percent; it must not be numeric
 */
void
shed_percent_spin_setup (GtkSpinButton *button)
{
  g_signal_connect (button, "output", G_CALLBACK (output_cb), NULL);
  g_signal_connect (button, "input", G_CALLBACK (input_cb), NULL);
  gtk_spin_button_update (button);
}

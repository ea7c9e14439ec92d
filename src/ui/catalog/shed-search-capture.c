/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GtkSearchEntry's own key capture gives every key to the entry: Delete, Ctrl+C, Ctrl+V and Ctrl+Z would end there,
 * though a row has the focus. Here only what writes a letter does; and an empty entry leaves undo to the window. */
#include "shed-search-capture.h"

static gboolean
writes_a_letter (guint keyval, GdkModifierType state)
{
  gunichar letter = gdk_keyval_to_unicode (keyval);

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK)) != 0)
    return FALSE;
  return keyval == GDK_KEY_BackSpace || (letter > ' ' && letter != 0x7F);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, GtkEditable *search)
{
  GtkWidget *page = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  GtkRoot *root = gtk_widget_get_root (page);
  GtkEditable *text = gtk_editable_get_delegate (search);

  if (!writes_a_letter (keyval, state) || text == NULL || !gtk_widget_get_mapped (GTK_WIDGET (search)))
    return FALSE;
  /* What another entry does not take is not meant for this one. */
  if (root != NULL && GTK_IS_EDITABLE (gtk_root_get_focus (root)))
    return FALSE;
  gtk_text_grab_focus_without_selecting (GTK_TEXT (text));
  gtk_editable_set_position (search, -1);
  return gtk_event_controller_key_forward (controller, GTK_WIDGET (text));
}

/* A search that is empty has no typing to take back, but GtkText would keep the key: what was last done to the library
 * is meant. */
static gboolean
search_key_cb (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, GtkEditable *search)
{
  const GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();
  const guint key = gdk_keyval_to_lower (keyval);
  const gboolean undo = modifiers == GDK_CONTROL_MASK && key == GDK_KEY_z;
  const gboolean redo = (modifiers == (GDK_CONTROL_MASK | GDK_SHIFT_MASK) && key == GDK_KEY_z) ||
                        (modifiers == GDK_CONTROL_MASK && key == GDK_KEY_y);

  if ((!undo && !redo) || *gtk_editable_get_text (search) != '\0')
    return FALSE;
  gtk_widget_activate_action (GTK_WIDGET (search), undo ? "win.undo" : "win.redo", NULL);
  return TRUE;
}

/**
 * shed_search_capture:
 * @page: where typing is heard
 * @search: of that page
 */
void
shed_search_capture (GtkWidget *page, GtkSearchEntry *search)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), search, 0);
  gtk_widget_add_controller (page, keys);
  keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (search_key_cb), search, 0);
  gtk_widget_add_controller (GTK_WIDGET (search), keys);
}

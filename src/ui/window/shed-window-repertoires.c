/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window's choice of a repertoire: the button in the header bar, its menu, and the verbs of repertoires. */
#include "shed-window-private.h"

#include <glib/gi18n.h>

#include "shed-lists.h"
#include "shed-name.h"
#include "shed-repertoire-editor.h"

/* The name too: the button may have no room for the whole of it. */
static void
show_repertoire_tooltip (ShedWindow *self, const char *name)
{
  const char *verb = _("Choose a Repertoire (Ctrl+1 … 9)");
  g_autofree char *text = name != NULL ? g_strdup_printf ("%s\n%s", name, verb) : g_strdup (verb);

  gtk_widget_set_tooltip_text (GTK_WIDGET (self->repertoire_button), text);
}

void
shed_window_update_repertoires (ShedWindow *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) list = g_menu_new ();
  g_autoptr (GMenu) resting = g_menu_new ();
  g_autoptr (GMenu) verbs = g_menu_new ();
  ShedRepertoire *current = self->context != NULL ? shed_context_get_repertoire (self->context) : NULL;
  const char *name = current != NULL ? shed_repertoire_get_name (current) : _("Repertoire");
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "repertoire");
  GListModel *repertoires =
    self->context != NULL ? G_LIST_MODEL (shed_context_get_repertoires (self->context)) : NULL;
  guint n = repertoires != NULL ? g_list_model_get_n_items (repertoires) : 0;
  guint n_in_use = 0;
  const ShedInstrument *instrument;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ShedRepertoire) repertoire = g_list_model_get_item (repertoires, i);
      g_autoptr (GMenuItem) item = NULL;
      g_autofree char *shown = shed_name_dup_for_menu (shed_repertoire_get_name (repertoire));
      g_autofree char *label = NULL;
      gboolean archived;
      guint n_due = shed_repertoire_get_n_due (repertoire);

      g_object_get (repertoire, "archived", &archived, NULL);
      if (n_due > 0 && !archived)
        /* Translators: a repertoire and how many of its tunes are due today, as "Fiddle · 8 due". */
        label = g_strdup_printf (_("%s · %u due"), shown, n_due);
      item = g_menu_item_new (label != NULL ? label : shown, NULL);
      g_menu_item_set_action_and_target (item, "win.repertoire", "s", shed_repertoire_get_id (repertoire));
      if (archived)
        {
          g_menu_append_item (resting, item);
          continue;
        }
      if (++n_in_use <= 9)
        {
          g_autofree char *accel = g_strdup_printf ("<Control>%u", n_in_use);

          g_menu_item_set_attribute (item, "accel", "s", accel);
        }
      g_menu_append_item (list, item);
    }
  g_menu_append (verbs, _("_New Repertoire…"), "win.new-repertoire");
  g_menu_append (verbs, _("_Edit Repertoire…"), "win.edit-repertoire");
  if (g_menu_model_get_n_items (G_MENU_MODEL (resting)) > 0)
    g_menu_append_submenu (verbs, _("_Archived"), G_MENU_MODEL (resting));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (list));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (verbs));
  gtk_menu_button_set_menu_model (self->repertoire_button, G_MENU_MODEL (menu));

  instrument = current != NULL ? shed_instrument_lookup (shed_repertoire_get_instrument (current)) : NULL;
  gtk_image_set_from_icon_name (self->repertoire_icon,
                                instrument != NULL && instrument->icon != NULL ? instrument->icon
                                                                               : "shed-instrument-other-symbolic");
  gtk_label_set_label (self->repertoire_label, name);
  show_repertoire_tooltip (self, current != NULL ? name : NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->repertoire_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  current != NULL ? name : _("Choose a Repertoire"), -1);
  g_simple_action_set_state (G_SIMPLE_ACTION (action),
                             g_variant_new_string (current != NULL ? shed_repertoire_get_id (current) : ""));
}

static void
repertoire_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ShedWindow *self = user_data;

  if (self->context != NULL)
    shed_context_set_repertoire_id (self->context, g_variant_get_string (parameter, NULL));
}

static void
nth_repertoire_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ShedWindow *self = user_data;
  guint nth = (guint) g_variant_get_int32 (parameter);
  GListModel *repertoires;

  if (self->context == NULL)
    return;
  repertoires = G_LIST_MODEL (shed_context_get_repertoires (self->context));
  for (guint i = 0; i < g_list_model_get_n_items (repertoires); i++)
    {
      g_autoptr (ShedRepertoire) repertoire = g_list_model_get_item (repertoires, i);
      gboolean archived;

      g_object_get (repertoire, "archived", &archived, NULL);
      if (archived || nth-- > 0)
        continue;
      shed_context_set_repertoire_id (self->context, shed_repertoire_get_id (repertoire));
      return;
    }
}

static void
new_repertoire_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ShedWindow *self = user_data;

  shed_repertoire_editor_present (self->context, GTK_WINDOW (self), NULL);
}

static void
edit_repertoire_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ShedWindow *self = user_data;

  shed_repertoire_editor_present (self->context, GTK_WINDOW (self), shed_context_get_repertoire_id (self->context));
}

static const GActionEntry actions[] = {
  { .name = "repertoire", .activate = repertoire_action, .parameter_type = "s", .state = "''" },
  { .name = "nth-repertoire", .activate = nth_repertoire_action, .parameter_type = "i" },
  { .name = "new-repertoire", .activate = new_repertoire_action },
  { .name = "edit-repertoire", .activate = edit_repertoire_action },
};

void
shed_window_add_repertoire_actions (ShedWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}

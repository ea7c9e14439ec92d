/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one window. Pages are made when they are first shown and thrown away with their context. */
#include "shed-window.h"

#include <glib/gi18n.h>
#include <string.h>

#include "shed-catalog-page.h"
#include "shed-error-text.h"
#include "shed-import-flow.h"
#include "shed-lists.h"
#include "shed-page.h"
#include "shed-practice-page.h"
#include "shed-preferences-window.h"
#include "shed-repertoire-editor.h"
#include "shed-repertoire-page.h"
#include "shed-restore-dialog.h"
#include "shed-name.h"
#include "shed-state-bar.h"
#include "shed-sync-indicator.h"
#include "shed-sync-windows.h"
#include "shed-tune-page.h"
#include "shed-ui.h"
#include "shed-welcome.h"

#define LOADING_SPINNER_MS 400
/* Below this the view switcher is at the foot. The width decides, not what fits: hiding a
 * label to make room would make room for what was hidden for want of it, and so on for ever. */
#define NARROW_WIDTH 720

struct _ShedWindow
{
  AdwApplicationWindow parent_instance;

  ShedSettings *settings;
  ShedProfile  *profile;
  ShedContext  *context; /* nullable */
  guint         spinner_id;
  guint         narrow_id;
  gboolean      narrow;
  GtkWidget    *focus_before_tune; /* weak */
  GtkWidget    *preferences;       /* weak */

  AdwToastOverlay      *toasts;
  GtkStack             *root_stack;
  GtkSpinner           *loading_spinner;
  AdwStatusPage        *trouble;
  GtkWidget            *trouble_salvage;
  GtkWidget            *trouble_restore;
  GtkWidget            *trouble_again;
  AdwBin               *welcome_bin;
  AdwLeaflet           *leaflet;
  GtkWidget            *main_page;
  AdwBin               *tune_bin;
  GtkMenuButton        *repertoire_button;
  GtkImage             *repertoire_icon;
  GtkLabel             *repertoire_label;
  AdwViewSwitcherTitle *switcher_title;
  AdwViewSwitcherBar   *switcher_bar;
  ShedStateBar         *state_bar;
  ShedSyncIndicator    *sync_indicator;
  AdwViewStack         *stack;
};

enum { PROP_0, PROP_CONTEXT, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { REOPEN, SALVAGE, RESTORE_COPY, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ShedWindow, shed_window, ADW_TYPE_APPLICATION_WINDOW)

static const struct
{
  const char *name;
  GtkWidget *(*make) (ShedContext *context);
} pages[] = {
  { "practice", shed_practice_page_new },
  { "repertoire", shed_repertoire_page_new },
  { "catalog", shed_catalog_page_new },
};

static gboolean
shows_main (ShedWindow *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->root_stack), "main") == 0;
}

static gboolean
shows_tune (ShedWindow *self)
{
  return shows_main (self) && adw_leaflet_get_visible_child (self->leaflet) == GTK_WIDGET (self->tune_bin) &&
         adw_bin_get_child (self->tune_bin) != NULL;
}

/* The page in view, made now if this is the first time. NULL while there is none. */
static ShedPage *
ensure_page (ShedWindow *self)
{
  AdwBin *bin = ADW_BIN (adw_view_stack_get_visible_child (self->stack));
  const char *name = adw_view_stack_get_visible_child_name (self->stack);
  GtkWidget *page;

  if (self->context == NULL || bin == NULL)
    return NULL;
  page = adw_bin_get_child (bin);
  for (guint i = 0; page == NULL && i < G_N_ELEMENTS (pages); i++)
    if (g_strcmp0 (pages[i].name, name) == 0)
      {
        page = pages[i].make (self->context);
        adw_bin_set_child (bin, page);
      }
  return SHED_PAGE (page);
}

static ShedPage *
visible_page (ShedWindow *self)
{
  if (shows_tune (self))
    return SHED_PAGE (adw_bin_get_child (self->tune_bin));
  if (shows_main (self))
    return ensure_page (self);
  return NULL;
}

static void
set_enabled (ShedWindow *self, const char *name, gboolean enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), name)), enabled);
}

static void
update_actions (ShedWindow *self)
{
  ShedHistory *history = self->context != NULL ? shed_context_get_history (self->context) : NULL;
  gboolean open = self->context != NULL;

  set_enabled (self, "undo", history != NULL && shed_history_can_undo (history));
  set_enabled (self, "redo", history != NULL && shed_history_can_redo (history));
  set_enabled (self, "import", open);
  set_enabled (self, "new-tune", open);
  set_enabled (self, "new-repertoire", open);
  set_enabled (self, "edit-repertoire", open && shed_context_get_repertoire (self->context) != NULL);
  set_enabled (self, "search", open);
  set_enabled (self, "paste", open);
  set_enabled (self, "preferences", open);
  set_enabled (self, "show-page", open);
  set_enabled (self, "account", open && shed_context_get_sync (self->context) != NULL);
  set_enabled (self, "sync-now", open && shed_context_get_sync (self->context) != NULL);
}

static void
page_shown_cb (ShedWindow *self)
{
  ShedPage *page;

  if (!shows_main (self))
    return;
  page = ensure_page (self);
  if (page != NULL && !shows_tune (self))
    shed_page_shown (page);
}

/* After the way back the tune's page is not needed any more. */
static void
leaflet_moved_cb (ShedWindow *self)
{
  if (adw_leaflet_get_child_transition_running (self->leaflet) ||
      adw_leaflet_get_visible_child (self->leaflet) != self->main_page)
    return;
  adw_bin_set_child (self->tune_bin, NULL);
}

static void
show_main (ShedWindow *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self->toasts), "over-actions");
  gtk_stack_set_visible_child_name (self->root_stack, "main");
  page_shown_cb (self);
}

static void
welcome_done_cb (ShedWindow *self)
{
  shed_settings_set_boolean (self->settings, "first-run-done", TRUE);
  show_main (self);
  adw_bin_set_child (self->welcome_bin, NULL);
}

/* When the repertoires are known: the first steps for who has none, else the views. */
static void
context_loaded_cb (ShedWindow *self)
{
  gboolean loaded;

  if (self->context == NULL || shows_main (self) ||
      g_strcmp0 (gtk_stack_get_visible_child_name (self->root_stack), "welcome") == 0)
    return;
  g_object_get (self->context, "loaded", &loaded, NULL);
  if (!loaded)
    return;

  g_clear_handle_id (&self->spinner_id, g_source_remove);
  gtk_spinner_stop (self->loading_spinner);
  if (shed_context_get_repertoire (self->context) == NULL &&
      !shed_settings_get_boolean (self->settings, "first-run-done"))
    {
      GtkWidget *welcome = shed_welcome_new (self->context);

      g_signal_connect_object (welcome, "done", G_CALLBACK (welcome_done_cb), self, G_CONNECT_SWAPPED);
      adw_bin_set_child (self->welcome_bin, welcome);
      gtk_stack_set_visible_child_name (self->root_stack, "welcome");
      /* Its buttons are at the foot, where words would cover them. */
      gtk_widget_add_css_class (GTK_WIDGET (self->toasts), "over-actions");
      return;
    }
  show_main (self);
}

static gboolean
spinner_cb (gpointer user_data)
{
  ShedWindow *self = user_data;

  self->spinner_id = 0;
  gtk_spinner_start (self->loading_spinner);
  return G_SOURCE_REMOVE;
}

static void
show_loading (ShedWindow *self)
{
  gtk_stack_set_visible_child_name (self->root_stack, "loading");
  if (self->spinner_id == 0)
    self->spinner_id = g_timeout_add (LOADING_SPINNER_MS, spinner_cb, self);
}

/* The name too: the button may have no room for the whole of it. */
static void
show_repertoire_tooltip (ShedWindow *self, const char *name)
{
  const char *verb = _("Choose a Repertoire (Ctrl+1 … 9)");
  g_autofree char *text = name != NULL ? g_strdup_printf ("%s\n%s", name, verb) : g_strdup (verb);

  gtk_widget_set_tooltip_text (GTK_WIDGET (self->repertoire_button), text);
}

static void
update_repertoires (ShedWindow *self)
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
  update_actions (self);
}

static void
toast_cb (ShedWindow *self, AdwToast *toast)
{
  adw_toast_overlay_add_toast (self->toasts, g_object_ref (toast));
}

static void
history_changed_cb (ShedWindow *self)
{
  update_actions (self);
}

static void
undo_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  shed_context_undo (SHED_WINDOW (user_data)->context);
}

static void
redo_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  shed_context_redo (SHED_WINDOW (user_data)->context);
}

static void
back_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ShedWindow *self = user_data;
  ShedPage *page = visible_page (self);

  if (page != NULL && shed_page_back (page))
    return;
  if (!shows_tune (self))
    return;
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
  if (self->focus_before_tune != NULL && gtk_widget_get_mapped (self->main_page))
    gtk_widget_grab_focus (self->focus_before_tune);
  g_clear_weak_pointer (&self->focus_before_tune);
  page = ensure_page (self);
  if (page != NULL)
    shed_page_shown (page);
}

static void
search_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ShedWindow *self = user_data;
  ShedPage *page = visible_page (self);

  if (page == NULL || shed_page_start_search (page))
    return;
  /* What has no search of its own sends to where every tune is found. */
  shed_window_show_page (self, "catalog");
  page = visible_page (self);
  if (page != NULL)
    shed_page_start_search (page);
}

static void
show_page_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  shed_window_show_page (user_data, g_variant_get_string (parameter, NULL));
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

static void
import_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ShedWindow *self = user_data;

  shed_import_choose (self->context, GTK_WINDOW (self));
}

static void
new_tune_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ShedWindow *self = user_data;

  shed_import_new_tune (self->context, GTK_WINDOW (self), NULL);
}

static void
import_text (ShedWindow *self, const char *text)
{
  if (self->context == NULL || text == NULL)
    return;
  if (!shed_import_text (self->context, GTK_WINDOW (self), text))
    shed_window_toast (self, _("That does not look like ABC. Nothing was changed."));
}

static void
clipboard_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedWindow) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  import_text (self, text);
}

static void
paste_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ShedWindow *self = user_data;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL, clipboard_read_cb,
                                 g_object_ref (self));
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ShedWindow *self = user_data;
  GtkWidget *window = shed_preferences_window_new (self->context);

  g_set_weak_pointer (&self->preferences, window);
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (window));
}

static void
account_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ShedWindow *self = user_data;

  preferences_action (action, parameter, user_data);
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (self->preferences), "sync");
}

static void
sync_now_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  shed_sync_host_sync_now (shed_context_get_sync (SHED_WINDOW (user_data)->context));
}

static void
retry_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ShedWindow *self = user_data;

  if (self->context != NULL)
    shed_context_retry (self->context);
  else
    g_signal_emit (self, signals[REOPEN], 0);
}

static void
salvage_response_cb (ShedWindow *self, const char *response)
{
  if (g_str_equal (response, "salvage"))
    g_signal_emit (self, signals[SALVAGE], 0);
}

static void
salvage_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ShedWindow *self = user_data;
  GtkWidget *dialog = adw_message_dialog_new (
    GTK_WINDOW (self), _("Save What Is Readable?"),
    _("Everything that can still be read goes into a new library. The damaged file is kept beside it. An automatic backup "
      "may hold more."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "salvage", _("_Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "salvage", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (salvage_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
restore_chosen_cb (ShedWindow *self, const char *path)
{
  g_signal_emit (self, signals[RESTORE_COPY], 0, path);
}

static void
restore_copy_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ShedWindow *self = user_data;
  GtkWidget *dialog = shed_restore_dialog_new (self->profile);

  g_signal_connect_object (dialog, "chosen", G_CALLBACK (restore_chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (dialog));
}

static const GActionEntry actions[] = {
  { .name = "undo", .activate = undo_action },
  { .name = "redo", .activate = redo_action },
  { .name = "back", .activate = back_action },
  { .name = "search", .activate = search_action },
  { .name = "show-page", .activate = show_page_action, .parameter_type = "s" },
  { .name = "repertoire", .activate = repertoire_action, .parameter_type = "s", .state = "''" },
  { .name = "nth-repertoire", .activate = nth_repertoire_action, .parameter_type = "i" },
  { .name = "new-repertoire", .activate = new_repertoire_action },
  { .name = "edit-repertoire", .activate = edit_repertoire_action },
  { .name = "import", .activate = import_action },
  { .name = "new-tune", .activate = new_tune_action },
  { .name = "paste", .activate = paste_action },
  { .name = "preferences", .activate = preferences_action },
  { .name = "account", .activate = account_action },
  { .name = "sync-now", .activate = sync_now_action },
  { .name = "retry", .activate = retry_action },
  { .name = "salvage", .activate = salvage_action },
  { .name = "restore-copy", .activate = restore_copy_action },
};

static gboolean
drop_cb (ShedWindow *self, const GValue *value)
{
  if (self->context == NULL)
    return FALSE;
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

      for (GSList *l = g_value_get_boxed (value); l != NULL; l = l->next)
        g_list_store_append (files, l->data);
      shed_window_import (self, G_LIST_MODEL (files));
      return TRUE;
    }
  if (G_VALUE_HOLDS_STRING (value))
    {
      import_text (self, g_value_get_string (value));
      return TRUE;
    }
  return FALSE;
}

static void
add_drop_target (ShedWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_STRING };

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
apply_narrow (ShedWindow *self)
{
  /* Even an empty title keeps room for five letters, which the repertoire's name has more use for. */
  gtk_widget_set_visible (GTK_WIDGET (self->switcher_title), !self->narrow);
  adw_view_switcher_bar_set_reveal (self->switcher_bar,
                                    self->narrow || adw_view_switcher_title_get_title_visible (self->switcher_title));
}

static gboolean
narrow_cb (gpointer user_data)
{
  ShedWindow *self = user_data;

  self->narrow_id = 0;
  apply_narrow (self);
  return G_SOURCE_REMOVE;
}

/* Not at once: a layout must not change while it is being made. */
static void
update_narrow_soon (ShedWindow *self)
{
  if (self->narrow_id == 0)
    self->narrow_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, narrow_cb, self, NULL);
}

static void
shed_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ShedWindow *self = SHED_WINDOW (widget);
  gboolean narrow = width < NARROW_WIDTH;

  GTK_WIDGET_CLASS (shed_window_parent_class)->size_allocate (widget, width, height, baseline);
  if (narrow == self->narrow)
    return;
  self->narrow = narrow;
  update_narrow_soon (self);
}

/* What is on the screen is kept in step at once. */
static void
tell_sync (ShedWindow *self)
{
  ShedSyncHost *sync = self->context != NULL ? shed_context_get_sync (self->context) : NULL;
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (self));
  gboolean visible = gtk_widget_get_mapped (GTK_WIDGET (self));

  if (sync == NULL)
    return;
  if (visible && GDK_IS_TOPLEVEL (surface))
    visible = (gdk_toplevel_get_state (GDK_TOPLEVEL (surface)) & GDK_TOPLEVEL_STATE_MINIMIZED) == 0;
  shed_sync_host_set_window (sync, visible, gtk_window_is_active (GTK_WINDOW (self)));
}

static void
shed_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (shed_window_parent_class)->map (widget);
  g_signal_connect_object (gtk_native_get_surface (GTK_NATIVE (widget)), "notify::state", G_CALLBACK (tell_sync), widget,
                           G_CONNECT_SWAPPED);
  tell_sync (SHED_WINDOW (widget));
}

static void
shed_window_unmap (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_native_get_surface (GTK_NATIVE (widget)), tell_sync, widget);
  GTK_WIDGET_CLASS (shed_window_parent_class)->unmap (widget);
  tell_sync (SHED_WINDOW (widget));
}

static gboolean
shed_window_close_request (GtkWindow *window)
{
  ShedWindow *self = SHED_WINDOW (window);
  int width, height;

  gtk_window_get_default_size (window, &width, &height);
  shed_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (window));
  if (width > 0 && height > 0)
    {
      shed_settings_set_int (self->settings, "window-width", width);
      shed_settings_set_int (self->settings, "window-height", height);
    }
  return GTK_WINDOW_CLASS (shed_window_parent_class)->close_request (window);
}

static void
drop_pages (ShedWindow *self)
{
  g_autoptr (GtkSelectionModel) all = adw_view_stack_get_pages (self->stack);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (all)); i++)
    {
      g_autoptr (AdwViewStackPage) page = g_list_model_get_item (G_LIST_MODEL (all), i);

      adw_bin_set_child (ADW_BIN (adw_view_stack_page_get_child (page)), NULL);
    }
  adw_bin_set_child (self->tune_bin, NULL);
  adw_bin_set_child (self->welcome_bin, NULL);
  adw_leaflet_set_visible_child (self->leaflet, self->main_page);
}

static void
release_context (ShedWindow *self)
{
  if (self->context == NULL)
    return;
  /* It is of that library. */
  if (self->preferences != NULL)
    gtk_window_destroy (GTK_WINDOW (self->preferences));
  shed_sync_windows_close (GTK_WINDOW (self));
  g_signal_handlers_disconnect_by_data (self->context, self);
  g_signal_handlers_disconnect_by_data (shed_context_get_history (self->context), self);
  g_signal_handlers_disconnect_by_data (shed_context_get_repertoires (self->context), self);
  shed_state_bar_set_context (self->state_bar, NULL);
  shed_sync_indicator_set_context (self->sync_indicator, NULL);
  g_clear_object (&self->context);
}

static void
shed_window_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, SHED_WINDOW (object)->context);
}

static void
shed_window_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  shed_window_set_context (SHED_WINDOW (object), g_value_get_object (value));
}

static void
shed_window_dispose (GObject *object)
{
  ShedWindow *self = SHED_WINDOW (object);

  g_clear_handle_id (&self->spinner_id, g_source_remove);
  g_clear_handle_id (&self->narrow_id, g_source_remove);
  if (self->state_bar != NULL)
    {
      drop_pages (self);
      release_context (self);
    }
  g_clear_weak_pointer (&self->focus_before_tune);
  g_clear_weak_pointer (&self->preferences);
  g_clear_object (&self->settings);
  g_clear_object (&self->profile);

  G_OBJECT_CLASS (shed_window_parent_class)->dispose (object);
}

static void
shed_window_class_init (ShedWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = shed_window_get_property;
  object_class->set_property = shed_window_set_property;
  object_class->dispose = shed_window_dispose;
  widget_class->map = shed_window_map;
  widget_class->unmap = shed_window_unmap;
  widget_class->size_allocate = shed_window_size_allocate;
  GTK_WINDOW_CLASS (klass)->close_request = shed_window_close_request;

  properties[PROP_CONTEXT] = g_param_spec_object ("context", NULL, NULL, SHED_TYPE_CONTEXT,
                                                  G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[REOPEN] = g_signal_new ("reopen", SHED_TYPE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SALVAGE] = g_signal_new ("salvage", SHED_TYPE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RESTORE_COPY] = g_signal_new ("restore-copy", SHED_TYPE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (SHED_TYPE_STATE_BAR);
  g_type_ensure (SHED_TYPE_SYNC_INDICATOR);
  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, ShedWindow, root_stack);
  gtk_widget_class_bind_template_child (widget_class, ShedWindow, loading_spinner);
  gtk_widget_class_bind_template_child (widget_class, ShedWindow, trouble);
  gtk_widget_class_bind_template_child (widget_class, ShedWindow, trouble_salvage);
  gtk_widget_class_bind_template_child (widget_class, ShedWindow, trouble_restore);
  gtk_widget_class_bind_template_child (widget_class, ShedWindow, trouble_again);
  gtk_widget_class_bind_template_child (widget_class, ShedWindow, welcome_bin);
  gtk_widget_class_bind_template_child (widget_class, ShedWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, ShedWindow, main_page);
  gtk_widget_class_bind_template_child (widget_class, ShedWindow, tune_bin);
  gtk_widget_class_bind_template_child (widget_class, ShedWindow, repertoire_button);
  gtk_widget_class_bind_template_child (widget_class, ShedWindow, repertoire_icon);
  gtk_widget_class_bind_template_child (widget_class, ShedWindow, repertoire_label);
  gtk_widget_class_bind_template_child (widget_class, ShedWindow, switcher_title);
  gtk_widget_class_bind_template_child (widget_class, ShedWindow, switcher_bar);
  gtk_widget_class_bind_template_child (widget_class, ShedWindow, state_bar);
  gtk_widget_class_bind_template_child (widget_class, ShedWindow, sync_indicator);
  gtk_widget_class_bind_template_child (widget_class, ShedWindow, stack);
  gtk_widget_class_bind_template_callback (widget_class, page_shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, leaflet_moved_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_narrow_soon);

  /* Not accelerators of the application: those come before the entry that has the caret, and Ctrl+Z in a text is the text's. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "win.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.redo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_y, GDK_CONTROL_MASK, "win.redo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "win.paste", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "win.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Left, GDK_ALT_MASK, "win.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Back, 0, "win.back", NULL);
}

static void
shed_window_init (ShedWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  shed_sync_windows_add_actions (GTK_APPLICATION_WINDOW (self));
  add_drop_target (self);
  apply_narrow (self);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (tell_sync), NULL);
  update_repertoires (self);
  page_shown_cb (self);
  show_loading (self);
}

/**
 * shed_window_new:
 * @application: (nullable): the application
 * @settings: of this computer
 * @profile: whose window it is
 *
 * Returns: (transfer none): the window, without a library yet
 */
ShedWindow *
shed_window_new (GtkApplication *application, ShedSettings *settings, ShedProfile *profile)
{
  ShedWindow *self = g_object_new (SHED_TYPE_WINDOW, "application", application, NULL);

  self->settings = g_object_ref (settings);
  self->profile = g_object_ref (profile);
  gtk_window_set_default_size (GTK_WINDOW (self), shed_settings_get_int (settings, "window-width"),
                               shed_settings_get_int (settings, "window-height"));
  if (shed_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  return self;
}

ShedContext *
shed_window_get_context (ShedWindow *self)
{
  g_return_val_if_fail (SHED_IS_WINDOW (self), NULL);
  return self->context;
}

/**
 * shed_window_set_context:
 * @self: the window
 * @context: (nullable): an open library; NULL while it is closed
 *
 * Every page is thrown away and made anew.
 */
void
shed_window_set_context (ShedWindow *self, ShedContext *context)
{
  g_return_if_fail (SHED_IS_WINDOW (self));

  if (self->context == context)
    return;
  drop_pages (self);
  release_context (self);
  show_loading (self);
  self->context = context != NULL ? g_object_ref (context) : NULL;
  if (context != NULL)
    {
      g_signal_connect_object (context, "toast", G_CALLBACK (toast_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (context, "open-tune", G_CALLBACK (shed_window_open_tune), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (context, "show-page", G_CALLBACK (shed_window_show_page), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (context, "notify::repertoire", G_CALLBACK (update_repertoires), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (context, "notify::loaded", G_CALLBACK (context_loaded_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (shed_context_get_repertoires (context), "items-changed", G_CALLBACK (update_repertoires),
                               self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
      g_signal_connect_object (shed_context_get_history (context), "notify", G_CALLBACK (history_changed_cb), self,
                               G_CONNECT_SWAPPED);
      shed_state_bar_set_context (self->state_bar, context);
      shed_sync_indicator_set_context (self->sync_indicator, context);
      tell_sync (self);
      context_loaded_cb (self);
    }
  update_repertoires (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONTEXT]);
}

/**
 * shed_window_set_trouble:
 * @self: the window
 * @error: why the library could not be opened
 */
void
shed_window_set_trouble (ShedWindow *self, const GError *error)
{
  const char *what, *next_step;
  g_autofree char *title = NULL;
  gboolean corrupt = g_error_matches (error, SHED_STORE_ERROR, SHED_STORE_ERROR_CORRUPT);
  gboolean newer = g_error_matches (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NEWER_SCHEMA);

  g_return_if_fail (SHED_IS_WINDOW (self));

  shed_window_set_context (self, NULL);
  g_clear_handle_id (&self->spinner_id, g_source_remove);
  gtk_spinner_stop (self->loading_spinner);

  shed_error_text_get (error, &what, &next_step);
  title = g_strdup (what);
  if (g_str_has_suffix (title, ".")) /* a sentence elsewhere, here a heading */
    title[strlen (title) - 1] = '\0';
  adw_status_page_set_title (self->trouble, title);
  adw_status_page_set_description (self->trouble, next_step);
  adw_status_page_set_icon_name (self->trouble, newer ? "software-update-available-symbolic" : "dialog-warning-symbolic");
  gtk_widget_set_visible (self->trouble_salvage, corrupt);
  gtk_widget_set_visible (self->trouble_restore,
                          corrupt || newer || g_error_matches (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_A_LIBRARY));
  gtk_widget_set_visible (self->trouble_again, !corrupt && !newer);
  gtk_stack_set_visible_child_name (self->root_stack, "trouble");
}

/**
 * shed_window_open_tune:
 * @self: the window
 * @tune_id: which tune
 */
void
shed_window_open_tune (ShedWindow *self, const char *tune_id)
{
  GtkWidget *page;

  g_return_if_fail (SHED_IS_WINDOW (self));

  if (self->context == NULL)
    return;
  if (!shows_tune (self))
    g_set_weak_pointer (&self->focus_before_tune, gtk_window_get_focus (GTK_WINDOW (self)));
  page = shed_tune_page_new (self->context, tune_id);
  adw_bin_set_child (self->tune_bin, page);
  gtk_stack_set_visible_child_name (self->root_stack, "main");
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->tune_bin));
  shed_page_shown (SHED_PAGE (page));
}

/**
 * shed_window_show_page:
 * @self: the window
 * @name: "practice", "repertoire" or "catalog"
 */
void
shed_window_show_page (ShedWindow *self, const char *name)
{
  g_return_if_fail (SHED_IS_WINDOW (self));

  if (self->context == NULL)
    return;
  adw_leaflet_set_visible_child (self->leaflet, self->main_page);
  adw_view_stack_set_visible_child_name (self->stack, name);
  if (!shows_main (self))
    show_main (self);
}

/**
 * shed_window_import:
 * @self: the window
 * @files: #GFile objects
 */
void
shed_window_import (ShedWindow *self, GListModel *files)
{
  g_return_if_fail (SHED_IS_WINDOW (self));

  if (self->context != NULL)
    shed_import_files (self->context, GTK_WINDOW (self), files);
}

void
shed_window_toast (ShedWindow *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast;

  g_return_if_fail (SHED_IS_WINDOW (self));

  /* What became of a library is not said in passing: it stays until it is put away. */
  toast = adw_toast_new (escaped);
  adw_toast_set_timeout (toast, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one window. Pages are made when they are first shown and thrown away with their context. */
#include "shed-window-private.h"

#include "shed-preferences-window.h"
#include "shed-sync-windows.h"
#include "shed-ui.h"

/* Below this the view switcher is at the foot. The width decides, not what fits: hiding a
 * label to make room would make room for what was hidden for want of it, and so on for ever. */
#define NARROW_WIDTH 720

enum { PROP_0, PROP_CONTEXT, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ShedWindow, shed_window, ADW_TYPE_APPLICATION_WINDOW)

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
toast_cb (ShedWindow *self, AdwToast *toast)
{
  adw_toast_overlay_add_toast (self->toasts, g_object_ref (toast));
}

static void
repertoires_changed_cb (ShedWindow *self)
{
  shed_window_update_repertoires (self);
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

static const GActionEntry actions[] = {
  { .name = "undo", .activate = undo_action },
  { .name = "redo", .activate = redo_action },
  { .name = "preferences", .activate = preferences_action },
  { .name = "account", .activate = account_action },
  { .name = "sync-now", .activate = sync_now_action },
};

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
  if (!shed_close_guard_may_close (self->guard))
    return GDK_EVENT_STOP;
  return GTK_WINDOW_CLASS (shed_window_parent_class)->close_request (window);
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
  shed_close_guard_set_context (self->guard, NULL);
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
      shed_window_drop_pages (self);
      release_context (self);
    }
  g_clear_weak_pointer (&self->focus_before_tune);
  g_clear_weak_pointer (&self->preferences);
  g_clear_object (&self->guard);
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

  g_signal_new ("reopen", SHED_TYPE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("salvage", SHED_TYPE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("restore-copy", SHED_TYPE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

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
  gtk_widget_class_bind_template_callback_full (widget_class, "page_shown_cb", G_CALLBACK (shed_window_page_shown));
  gtk_widget_class_bind_template_callback_full (widget_class, "leaflet_moved_cb", G_CALLBACK (shed_window_leaflet_moved));
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
  self->guard = shed_close_guard_new (GTK_WINDOW (self));
  gtk_widget_init_template (GTK_WIDGET (self));
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  shed_window_add_view_actions (self);
  shed_window_add_repertoire_actions (self);
  shed_window_add_intake_actions (self);
  shed_window_add_trouble_actions (self);
  shed_sync_windows_add_actions (GTK_APPLICATION_WINDOW (self));
  apply_narrow (self);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (tell_sync), NULL);
  repertoires_changed_cb (self);
  shed_window_page_shown (self);
  shed_window_show_loading (self);
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
  shed_window_drop_pages (self);
  release_context (self);
  shed_window_show_loading (self);
  self->context = context != NULL ? g_object_ref (context) : NULL;
  if (context != NULL)
    {
      g_signal_connect_object (context, "toast", G_CALLBACK (toast_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (context, "open-tune", G_CALLBACK (shed_window_open_tune), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (context, "show-page", G_CALLBACK (shed_window_show_page), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (context, "notify::repertoire", G_CALLBACK (repertoires_changed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (context, "notify::loaded", G_CALLBACK (shed_window_context_loaded), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (shed_context_get_repertoires (context), "items-changed", G_CALLBACK (repertoires_changed_cb),
                               self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
      g_signal_connect_object (shed_context_get_history (context), "notify", G_CALLBACK (update_actions), self,
                               G_CONNECT_SWAPPED);
      shed_close_guard_set_context (self->guard, context);
      shed_state_bar_set_context (self->state_bar, context);
      shed_sync_indicator_set_context (self->sync_indicator, context);
      tell_sync (self);
      shed_window_context_loaded (self);
    }
  repertoires_changed_cb (self);
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
  g_return_if_fail (SHED_IS_WINDOW (self));

  shed_window_set_context (self, NULL);
  shed_window_show_trouble (self, error);
}

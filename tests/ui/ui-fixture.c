/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fixture of the window tests. */
#include "ui-fixture.h"

#include <glib/gstdio.h>
#include <locale.h>

#include "../remove-tree.h"
#include "shed-library.h"
#include "shed-ui.h"

#define WAIT_SECONDS 40

/* How the pictures of a run shall look: "dark", "rtl", "large". */
static void
wear_look (const char *look)
{
  if (g_strcmp0 (look, "dark") == 0)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  else if (g_strcmp0 (look, "rtl") == 0)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  else if (g_strcmp0 (look, "large") == 0)
    g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 147456, NULL);
}

void
ui_fixture_init (int *argc, char ***argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  gtk_test_init (argc, argv, NULL);
  shed_ui_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  wear_look (g_getenv ("WOODSHED_LOOK"));
}

UiFixture *
ui_fixture_new (void)
{
  UiFixture *self = g_new0 (UiFixture, 1);
  g_autoptr (ShedRandom) chance = shed_random_new_seeded (2026);
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("shed-ui-XXXXXX", &error);
  g_assert_no_error (error);
  self->profile = shed_profile_new (self->folder);
  self->clock = shed_clock_new_fixed (UI_FIXTURE_NOW, "Europe/Dublin");
  self->settings = shed_settings_new_memory ();
  shed_settings_set_boolean (self->settings, "first-run-done", TRUE);
  self->store = shed_library_open (self->profile, self->clock, chance, &error);
  g_assert_no_error (error);
  self->tune_ids = g_ptr_array_new_with_free_func (g_free);
  return self;
}

UiFixture *
ui_fixture_open (const char *profile)
{
  UiFixture *self = g_new0 (UiFixture, 1);
  g_autoptr (GError) error = NULL;

  self->profile = shed_profile_new (profile);
  self->clock = shed_clock_new_system ();
  self->settings = shed_settings_new_memory ();
  shed_settings_set_boolean (self->settings, "first-run-done", TRUE);
  self->store = shed_library_open (self->profile, self->clock, NULL, &error);
  g_assert_no_error (error);
  self->tune_ids = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

void
ui_fixture_close_window (UiFixture *self)
{
  gpointer window = self->window;

  if (window == NULL)
    return;
  /* What waits to ask the display about the window (tooltips do) is asked while there is one. */
  for (int i = 0; i < 200 && g_main_context_iteration (NULL, FALSE); i++)
    ;
  g_object_add_weak_pointer (G_OBJECT (self->window), &window);
  gtk_window_destroy (GTK_WINDOW (self->window));
  ui_wait_for (is_gone, &window, "the window to be freed");
  self->window = NULL;
  g_clear_object (&self->context);
}

void
ui_fixture_free (UiFixture *self)
{
  ui_fixture_close_window (self);
  g_clear_object (&self->sync);
  shed_store_close (self->store);
  g_clear_object (&self->store);
  g_clear_object (&self->settings);
  g_clear_object (&self->profile);
  g_clear_pointer (&self->clock, shed_clock_unref);
  g_clear_pointer (&self->tune_ids, g_ptr_array_unref);
  if (self->folder != NULL)
    test_remove_tree (self->folder);
  g_free (self->folder);
  g_free (self->repertoire_id);
  g_free (self);
}

char *
ui_fixture_run (UiFixture *self, ShedCommand *command)
{
  g_autoptr (GError) error = NULL;
  char *id;

  shed_command_run (command, self->store, 0, NULL, &error);
  g_assert_no_error (error);
  id = g_strdup (shed_command_get_result_id (command));
  shed_command_unref (command);
  return id;
}

void
ui_fixture_add_repertoire (UiFixture *self)
{
  self->repertoire_id = ui_fixture_run (self, shed_command_repertoire_new ("Fiddle", "fiddle"));
}

void
ui_fixture_add_tunes (UiFixture *self, guint n)
{
  static const char *const keys[] = { "D", "Edor", "G", "Amix" };
  static const char *const kinds[] = { "reel", "jig", "hornpipe" };
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < n; i++)
    {
      guint number = self->tune_ids->len + 1;
      g_autofree char *title = g_strdup_printf ("Tune %u", number);
      const char *key = keys[number % G_N_ELEMENTS (keys)];
      g_autofree char *abc = g_strdup_printf ("X:%u\nT:%s\nM:4/4\nL:1/8\nK:%s\nDEFG ABcd|e2d2 c2B2|AGFE DEFG|A4 D4|\n", number,
                                              title, key);
      char *id = ui_fixture_run (
        self, shed_command_tune_new (NULL, (const char *const[]) { "title", "kind", "meter", "unit", "key", "abc", NULL },
                                     (const char *const[]) { title, kinds[number % G_N_ELEMENTS (kinds)], "4/4", "1/8", key,
                                                             abc, NULL },
                                     NULL));

      g_assert_nonnull (id);
      g_ptr_array_add (self->tune_ids, id);
      g_ptr_array_add (ids, id);
    }
  g_ptr_array_add (ids, NULL);
  if (self->repertoire_id != NULL)
    g_free (ui_fixture_run (self, shed_command_add_tunes (self->repertoire_id, (const char *const *) ids->pdata,
                                                          SHED_ADD_LEARNING, 56, 5)));
}

void
ui_fixture_rate (UiFixture *self, guint tune, int rating, int days_ago, int interval_days)
{
  gint64 at = UI_FIXTURE_NOW - days_ago * UI_FIXTURE_DAY_MS;
  ShedChosenRating chosen = { rating, interval_days, at + interval_days * UI_FIXTURE_DAY_MS };

  g_free (ui_fixture_run (self, shed_command_rate (self->repertoire_id, g_ptr_array_index (self->tune_ids, tune), &chosen, at)));
}

static gboolean
window_is_ready (gpointer data)
{
  UiFixture *self = data;
  gboolean loaded;

  g_object_get (self->context, "loaded", &loaded, NULL);
  return loaded && gtk_widget_get_mapped (GTK_WIDGET (self->window)) && gtk_window_is_active (GTK_WINDOW (self->window));
}

void
ui_fixture_show (UiFixture *self)
{
  self->context = shed_context_new (self->store, self->settings, self->profile);
  if (self->sync == NULL)
    self->sync = shed_sync_host_new (self->profile, self->settings);
  shed_context_set_sync (self->context, self->sync);
  self->window = shed_window_new (NULL, self->settings, self->profile);
  shed_window_set_context (self->window, self->context);
  gtk_window_present (GTK_WINDOW (self->window));
  ui_wait_for (window_is_ready, self, "the window");
}

static gboolean
timeout_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
print_labels (GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_LABEL (widget) && *gtk_label_get_label (GTK_LABEL (widget)) != '\0')
    g_printerr ("  shown: %s\n", gtk_label_get_label (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    print_labels (child);
}

/* What a failed wait leaves in the log. */
static void
print_windows (void)
{
  g_autoptr (GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      print_labels (window);
    }
}

void
ui_wait_for (UiCondition condition, gpointer data, const char *what)
{
  gint64 end = g_get_monotonic_time () + WAIT_SECONDS * G_USEC_PER_SEC;

  while (!condition (data))
    {
      gboolean tick = FALSE;
      guint id = g_timeout_add (20, timeout_cb, &tick);

      if (g_get_monotonic_time () > end)
        {
          print_windows ();
          g_error ("waited in vain for %s", what);
        }
      g_main_context_iteration (NULL, TRUE);
      if (!tick)
        g_source_remove (id);
    }
}

void
ui_wait_ms (guint ms)
{
  gboolean done = FALSE;

  g_timeout_add (ms, timeout_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

typedef struct
{
  GtkWindow *window;
  int width, height;
} Wanted;

/* A window that has just come up is still told of its place by the window manager. What arrives after the request, and was sent
 * before it, has the old size, and the toolkit takes that for the new wish: it is asked for again then. */
static gboolean
has_size (gpointer data)
{
  Wanted *wanted = data;
  int width, height;

  gtk_window_get_default_size (wanted->window, &width, &height);
  if (width != wanted->width || height != wanted->height)
    gtk_window_set_default_size (wanted->window, wanted->width, wanted->height);
  return ABS (gtk_widget_get_width (GTK_WIDGET (wanted->window)) - wanted->width) <= 12; /* with or without a shadow */
}

void
ui_resize (UiFixture *self, int width, int height)
{
  Wanted wanted = { GTK_WINDOW (self->window), width, height };

  /* What was sent before is answered in the end; then the size stays. */
  for (int n_kept = 0, n_looks = 0; n_kept < 3; n_looks++)
    {
      g_assert_cmpint (n_looks, <, 100);
      ui_wait_for (has_size, &wanted, "the window's width");
      ui_wait_ms (30);
      n_kept = has_size (&wanted) ? n_kept + 1 : 0;
    }
}

static gboolean
is_called (GtkWidget *widget, const char *name)
{
  static const char *const properties[] = { "label", "title", "tooltip-text", "text" };
  const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget));

  if (g_strcmp0 (id, name) == 0)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    {
      GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (widget), properties[i]);
      g_autofree char *value = NULL;

      if (pspec == NULL || pspec->value_type != G_TYPE_STRING)
        continue;
      g_object_get (widget, properties[i], &value, NULL);
      if (g_strcmp0 (value, name) == 0)
        return TRUE;
    }
  return FALSE;
}

GtkWidget *
ui_find (gpointer root, GType type, const char *name)
{
  GtkWidget *widget = GTK_WIDGET (root);

  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if ((type == G_TYPE_NONE || g_type_is_a (G_OBJECT_TYPE (widget), type)) && (name == NULL || is_called (widget, name)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = ui_find (child, type, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

typedef struct
{
  gpointer    root;
  GType       type;
  const char *name;
} Search;

static gboolean
is_found (gpointer data)
{
  Search *search = data;

  return ui_find (search->root, search->type, search->name) != NULL;
}

GtkWidget *
ui_wait_find (gpointer root, GType type, const char *name)
{
  Search search = { root, type, name };

  ui_wait_for (is_found, &search, name != NULL ? name : g_type_name (type));
  return ui_find (root, type, name);
}

static gboolean
press_on (GtkWidget *widget, guint keyval, GdkModifierType state, GtkPropagationPhase phase)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      gboolean capture = gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE;

      if (capture != (phase == GTK_PHASE_CAPTURE))
        continue;
      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        {
          gboolean handled = FALSE;

          g_signal_emit_by_name (controller, "key-pressed", keyval, 0u, state, &handled);
          if (handled)
            return TRUE;
        }
      if (GTK_IS_SHORTCUT_CONTROLLER (controller))
        for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (controller)); j++)
          {
            g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);
            GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

            if (GTK_IS_KEYVAL_TRIGGER (trigger) && gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == keyval &&
                gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)) == state &&
                gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), GTK_SHORTCUT_ACTION_EXCLUSIVE, widget,
                                              gtk_shortcut_get_arguments (shortcut)))
              return TRUE;
          }
    }
  return FALSE;
}

static gboolean
press_down_to (GtkWidget *widget, guint keyval, GdkModifierType state)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  if (parent != NULL && press_down_to (parent, keyval, state))
    return TRUE;
  return press_on (widget, keyval, state, GTK_PHASE_CAPTURE);
}

GtkWidget *
ui_find_question (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (toplevels, i);

      if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_mapped (window))
        return window;
    }
  return NULL;
}

gboolean
ui_press (ShedWindow *window, guint keyval, GdkModifierType state)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));

  if (focus == NULL)
    focus = GTK_WIDGET (window);
  if (press_down_to (focus, keyval, state))
    return TRUE;
  for (GtkWidget *widget = focus; widget != NULL; widget = gtk_widget_get_parent (widget))
    if (press_on (widget, keyval, state, GTK_PHASE_BUBBLE))
      return TRUE;
  return FALSE;
}

void
ui_shot (UiFixture *self, const char *name)
{
  const char *folder = g_getenv ("WOODSHED_SHOTS");
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GtkSnapshot) snapshot = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree char *path = NULL;
  int width, height;

  if (folder == NULL)
    return;
  ui_wait_ms (100);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (self->window));
  paintable = gtk_widget_paintable_new (GTK_WIDGET (self->window));
  width = gdk_paintable_get_intrinsic_width (paintable);
  height = gdk_paintable_get_intrinsic_height (paintable);
  snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (self->window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  path = g_strdup_printf ("%s/%s.png", folder, name);
  gdk_texture_save_to_png (texture, path);
}

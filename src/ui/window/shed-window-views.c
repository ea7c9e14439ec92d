/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is in view in the window: the library being opened, the first steps, one of the pages, or a tune on top of them. */
#include "shed-window-private.h"

#include "shed-catalog-page.h"
#include "shed-page.h"
#include "shed-practice-page.h"
#include "shed-repertoire-page.h"
#include "shed-tune-page.h"
#include "shed-welcome.h"

#define LOADING_SPINNER_MS 400

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

void
shed_window_page_shown (ShedWindow *self)
{
  ShedPage *page;

  if (!shows_main (self))
    return;
  page = ensure_page (self);
  if (page != NULL && !shows_tune (self))
    shed_page_shown (page);
}

/* After the way back the tune's page is not needed any more. */
void
shed_window_leaflet_moved (ShedWindow *self)
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
  shed_window_page_shown (self);
}

static void
welcome_done_cb (ShedWindow *self)
{
  shed_settings_set_boolean (self->settings, "first-run-done", TRUE);
  show_main (self);
  adw_bin_set_child (self->welcome_bin, NULL);
}

/* When the repertoires are known: the first steps for who has none, else the views. */
void
shed_window_context_loaded (ShedWindow *self)
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

void
shed_window_show_loading (ShedWindow *self)
{
  gtk_stack_set_visible_child_name (self->root_stack, "loading");
  if (self->spinner_id == 0)
    self->spinner_id = g_timeout_add (LOADING_SPINNER_MS, spinner_cb, self);
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

void
shed_window_drop_pages (ShedWindow *self)
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

static const GActionEntry actions[] = {
  { .name = "back", .activate = back_action },
  { .name = "search", .activate = search_action },
  { .name = "show-page", .activate = show_page_action, .parameter_type = "s" },
};

void
shed_window_add_view_actions (ShedWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}

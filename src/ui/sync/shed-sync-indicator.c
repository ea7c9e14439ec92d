/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The indicator and its popover. The popover is a menu with a head: what waits for the player stands in it with its
 * number, and only when something waits. */
#include "shed-sync-indicator.h"

#include <glib/gi18n.h>

#include "shed-ui.h"

#define SENTENCE_SECONDS 30 /* while the popover is open, "2 minutes ago" must not stand still */

struct _ShedSyncIndicator
{
  AdwBin parent_instance;

  ShedContext *context; /* nullable */
  guint        minute_id;
  guint        n_choices, n_problems, n_discarded; /* as they stand in the menu */
  gboolean     filled;

  GtkMenuButton  *button;
  GtkImage       *icon;
  GtkLabel       *count;
  GtkWidget      *popover;
  GMenu          *list;
  GtkWidget      *head;
  GtkImage       *head_icon;
  GtkLabel       *sentence;
  GtkLabel       *advice;
  GtkWidget      *sync_now;
  GtkWidget      *sign_in;
};

G_DEFINE_FINAL_TYPE (ShedSyncIndicator, shed_sync_indicator, ADW_TYPE_BIN)

/* Not by hidden-when: a section whose hidden items go takes others with it (GTK 4.8). */
static void
append (ShedSyncIndicator *self, const char *label, const char *action)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *detailed = g_strconcat ("win.", action, NULL);

  if (G_IS_ACTION_GROUP (root) && g_action_group_get_action_enabled (G_ACTION_GROUP (root), action))
    g_menu_append (self->list, label, detailed);
}

static void
fill_list (ShedSyncIndicator *self, const ShedSyncView *view)
{
  g_autofree char *choices = NULL;
  g_autofree char *problems = NULL;
  gboolean same = self->filled && view->n_choices == self->n_choices && view->n_problems == self->n_problems &&
                  view->n_discarded == self->n_discarded;

  /* Not under the hand of who has it open. */
  if (gtk_widget_get_visible (self->popover))
    {
      self->filled = same;
      return;
    }
  if (same)
    return;
  self->filled = gtk_widget_get_root (GTK_WIDGET (self)) != NULL;
  self->n_choices = view->n_choices;
  self->n_problems = view->n_problems;
  self->n_discarded = view->n_discarded;

  choices = g_strdup_printf (_("_Choices (%u)"), view->n_choices);
  problems = g_strdup_printf (_("_Problems (%u)"), view->n_problems);
  if (g_menu_model_get_n_items (G_MENU_MODEL (self->list)) > 0)
    g_menu_remove_all (self->list); /* nothing taken from nothing takes the section below (GTK 4.8) */
  if (view->n_choices > 0)
    append (self, choices, "choices");
  if (view->n_problems > 0)
    append (self, problems, "problems");
  else if (view->n_discarded > 0)
    append (self, _("_Discarded Changes"), "problems");
  append (self, _("_History"), "sync-history");
}

static void
make_popover (ShedSyncIndicator *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) head = g_menu_new ();
  g_autoptr (GMenu) more = g_menu_new ();
  g_autoptr (GMenuItem) item = g_menu_item_new (NULL, NULL);

  self->list = g_menu_new ();
  g_menu_item_set_attribute (item, "custom", "s", "head");
  g_menu_append_item (head, item);
  g_menu_append (more, _("_Account and Sync…"), "win.account");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (head));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (self->list));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (more));
  self->popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_popover_menu_add_child (GTK_POPOVER_MENU (self->popover), self->head, "head");
  gtk_menu_button_set_popover (self->button, self->popover);
}

static void
set_accessible (ShedSyncIndicator *self, const char *sentence, const char *advice)
{
  /* Translators: the name of the button that tells of sync: "Sync: in step, checked just now". */
  g_autofree char *name = g_strdup_printf (_("Sync: %s"), sentence);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, advice != NULL ? advice : "", -1);
}

/**
 * shed_sync_indicator_show:
 * @self: the indicator
 * @view: what is known of sync
 * @frame: from where times are looked at
 */
void
shed_sync_indicator_show (ShedSyncIndicator *self, const ShedSyncView *view, const ShedTimeFrame *frame)
{
  g_autofree char *sentence = NULL;
  g_autofree char *advice = NULL;
  g_autofree char *count = NULL;
  g_autofree char *tip = NULL;
  guint n;
  gboolean needs_sign_in;

  g_return_if_fail (SHED_IS_SYNC_INDICATOR (self));

  gtk_widget_set_visible (GTK_WIDGET (self), shed_sync_view_is_shown (view));
  sentence = shed_sync_view_dup_sentence (view, frame);
  advice = shed_sync_view_dup_advice (view, frame);
  n = shed_sync_view_get_count (view);
  count = g_strdup_printf ("%u", n);
  gtk_image_set_from_icon_name (self->icon, shed_sync_view_get_icon (view));
  gtk_label_set_label (self->count, count);
  gtk_widget_set_visible (GTK_WIDGET (self->count), n > 0);
  tip = advice != NULL ? g_strdup_printf ("%s\n%s", sentence, advice) : g_strdup (sentence);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), tip);
  set_accessible (self, sentence, advice);

  gtk_image_set_from_icon_name (self->head_icon, shed_sync_view_get_icon (view));
  gtk_label_set_label (self->sentence, sentence);
  gtk_label_set_label (self->advice, advice != NULL ? advice : "");
  gtk_widget_set_visible (GTK_WIDGET (self->advice), advice != NULL);
  needs_sign_in = shed_sync_view_is (view, "sign-in") || shed_sync_view_is (view, "no-account");
  gtk_widget_set_visible (self->sync_now, !needs_sign_in && !shed_sync_view_is (view, "busy") &&
                                            !shed_sync_view_is (view, "update-needed"));
  gtk_widget_set_sensitive (self->sync_now, !shed_sync_view_is (view, "syncing"));
  gtk_widget_set_visible (self->sign_in, needs_sign_in);
  fill_list (self, view);
}

void
shed_sync_indicator_popup (ShedSyncIndicator *self)
{
  g_return_if_fail (SHED_IS_SYNC_INDICATOR (self));

  gtk_menu_button_popup (self->button);
}

static void
look (ShedSyncIndicator *self)
{
  ShedSyncHost *host = self->context != NULL ? shed_context_get_sync (self->context) : NULL;
  ShedTimeFrame frame;

  if (host == NULL)
    {
      gtk_widget_hide (GTK_WIDGET (self));
      return;
    }
  frame = shed_context_get_frame (self->context);
  shed_sync_indicator_show (self, shed_sync_host_get_view (host), &frame);
}

static gboolean
minute_cb (gpointer data)
{
  look (data);
  return G_SOURCE_CONTINUE;
}

static void
popover_moved_cb (ShedSyncIndicator *self)
{
  g_clear_handle_id (&self->minute_id, g_source_remove);
  if (self->context == NULL)
    return;
  look (self);
  if (gtk_widget_get_visible (self->popover))
    self->minute_id = g_timeout_add_seconds (SENTENCE_SECONDS, minute_cb, self);
}

static void
release (ShedSyncIndicator *self)
{
  g_clear_handle_id (&self->minute_id, g_source_remove);
  if (self->context != NULL && shed_context_get_sync (self->context) != NULL)
    g_signal_handlers_disconnect_by_data (shed_context_get_sync (self->context), self);
  g_clear_object (&self->context);
}

/**
 * shed_sync_indicator_set_context:
 * @self: the indicator
 * @context: (nullable): whose sync to show
 */
void
shed_sync_indicator_set_context (ShedSyncIndicator *self, ShedContext *context)
{
  g_return_if_fail (SHED_IS_SYNC_INDICATOR (self));

  if (self->context == context)
    return;
  release (self);
  self->context = context != NULL ? g_object_ref (context) : NULL;
  if (context != NULL && shed_context_get_sync (context) != NULL)
    g_signal_connect_object (shed_context_get_sync (context), "changed", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  look (self);
}

static void
shed_sync_indicator_dispose (GObject *object)
{
  ShedSyncIndicator *self = SHED_SYNC_INDICATOR (object);

  release (self);
  g_clear_object (&self->list);
  G_OBJECT_CLASS (shed_sync_indicator_parent_class)->dispose (object);
}

static void
shed_sync_indicator_class_init (ShedSyncIndicatorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = shed_sync_indicator_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-sync-indicator.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedSyncIndicator, button);
  gtk_widget_class_bind_template_child (widget_class, ShedSyncIndicator, icon);
  gtk_widget_class_bind_template_child (widget_class, ShedSyncIndicator, count);
  gtk_widget_class_bind_template_child (widget_class, ShedSyncIndicator, head);
  gtk_widget_class_bind_template_child (widget_class, ShedSyncIndicator, head_icon);
  gtk_widget_class_bind_template_child (widget_class, ShedSyncIndicator, sentence);
  gtk_widget_class_bind_template_child (widget_class, ShedSyncIndicator, advice);
  gtk_widget_class_bind_template_child (widget_class, ShedSyncIndicator, sync_now);
  gtk_widget_class_bind_template_child (widget_class, ShedSyncIndicator, sign_in);
}

static void
shed_sync_indicator_init (ShedSyncIndicator *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  make_popover (self);
  g_signal_connect_object (self->popover, "notify::visible", G_CALLBACK (popover_moved_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_hide (GTK_WIDGET (self));
}

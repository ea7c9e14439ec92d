/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Practice view: today's queue of the current repertoire, as a list and as cards. It shows a ShedPractice and
 * decides what is in view; it computes nothing. */
#include "shed-practice-page-private.h"

#include <glib/gi18n.h>

#include "shed-page.h"
#include "shed-row-box.h"
#include "shed-ui.h"

#define DAY_CHECK_SECONDS 30

enum { PROP_0, PROP_CONTEXT, PROP_VIEW, PROP_SHOW_SUBMITTED, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void page_iface_init (ShedPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ShedPracticePage, shed_practice_page, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (SHED_TYPE_PAGE, page_iface_init))

gboolean
shed_practice_page_shows_cards (ShedPracticePage *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->day_stack), "cards") == 0;
}

gboolean
shed_practice_page_shows_list (ShedPracticePage *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->day_stack), "list") == 0;
}

/* The tune that keys mean: the card in view, or the selected row. */
ShedQueueItem *
shed_practice_page_current_item (ShedPracticePage *self)
{
  gpointer selected;

  if (shed_practice_page_shows_cards (self))
    return shed_practice_cards_get_item (self->cards);
  if (!shed_practice_page_shows_list (self))
    return NULL;
  selected = gtk_single_selection_get_selected_item (self->selection);
  return SHED_IS_QUEUE_ITEM (selected) ? selected : NULL;
}

void
shed_practice_page_update_item_actions (ShedPracticePage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  ShedQueueItem *item = shed_practice_page_current_item (self);
  gboolean there = item != NULL;
  gboolean open = there && !shed_queue_item_get (item)->done;

  gtk_widget_action_set_enabled (widget, "practice.rate", open);
  gtk_widget_action_set_enabled (widget, "practice.open", there);
  gtk_widget_action_set_enabled (widget, "practice.pause", there);
  gtk_widget_action_set_enabled (widget, "practice.put-off", open);
  gtk_widget_action_set_enabled (widget, "practice.known", open);
  gtk_widget_action_set_enabled (widget, "practice.start-afresh", there);
}

static void
update_state (ShedPracticePage *self)
{
  ShedRepertoire *repertoire = shed_context_get_repertoire (self->context);
  gboolean loaded;

  g_object_get (self->context, "loaded", &loaded, NULL);
  if (!loaded)
    gtk_stack_set_visible_child_name (self->stack, "loading");
  else if (repertoire == NULL)
    gtk_stack_set_visible_child_name (self->stack, "no-repertoire");
  else if (!self->settled)
    gtk_stack_set_visible_child_name (self->stack, "loading");
  else
    {
      if (g_list_model_get_n_items (G_LIST_MODEL (self->practice)) > 0)
        gtk_stack_set_visible_child_name (self->day_stack, self->view);
      else if (shed_repertoire_get_n_tunes (repertoire) == 0 && shed_practice_page_get_count (self, "n-done") == 0)
        gtk_stack_set_visible_child_name (self->day_stack, "no-tunes");
      else
        {
          shed_practice_page_describe_empty_day (self);
          gtk_stack_set_visible_child_name (self->day_stack, "done");
        }
      gtk_stack_set_visible_child_name (self->stack, "day");
      shed_practice_page_update_head (self);
    }
  shed_practice_page_update_item_actions (self);
}

static void
take_focus (ShedPracticePage *self)
{
  if (shed_practice_page_shows_cards (self))
    gtk_widget_grab_focus (GTK_WIDGET (self->cards));
  else if (shed_practice_page_shows_list (self))
    {
      guint selected = gtk_single_selection_get_selected (self->selection);

      guint from = selected == GTK_INVALID_LIST_POSITION ? 0 : selected;

      shed_practice_page_select_row (self, shed_practice_page_tune_row_from (self, from, 1), TRUE);
    }
  else
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
settled_cb (ShedPracticePage *self)
{
  self->settled = TRUE;
  update_state (self);
  shed_practice_page_update_staged (self);
  shed_practice_page_update_rollover (self);
  if (shed_practice_page_shows_list (self) && shed_practice_page_current_item (self) == NULL)
    shed_practice_page_select_row (self, shed_practice_page_tune_row_from (self, 0, 1), FALSE);
  if (self->wants_focus && gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      self->wants_focus = FALSE;
      take_focus (self);
    }
}

static void
items_changed_cb (ShedPracticePage *self)
{
  if (self->settled)
    update_state (self);
}

static void
repertoire_changed_cb (ShedPracticePage *self)
{
  self->settled = FALSE;
  shed_practice_set_repertoire (self->practice, shed_context_get_repertoire_id (self->context));
  update_state (self);
}

static void
failed_cb (ShedPracticePage *self, const GError *error)
{
  shed_context_report (self->context, error);
}

/* The window does not close over them. */
static void
unsaved_changed_cb (ShedPracticePage *self)
{
  shed_context_set_ratings (self->context, shed_practice_page_get_count (self, "n-unsaved"),
                            shed_practice_page_get_count (self, "n-writing"));
}

/* A button that did nothing would leave one wondering. */
static void
no_more_cb (ShedPracticePage *self)
{
  shed_context_toast (self->context, _("All tunes of this repertoire are on this day already"));
}

static void
retry_cb (ShedPracticePage *self)
{
  shed_practice_retry (self->practice);
}

/* The first write that has room again takes the bar away that says what waits: nobody would press Try Again any more. */
static void
store_state_cb (ShedPracticePage *self, GParamSpec *pspec, ShedStore *store)
{
  ShedStoreState state = shed_store_get_state (store);

  if (state == SHED_STORE_READY || state == SHED_STORE_LOW_SPACE)
    shed_practice_retry (self->practice);
}

void
shed_practice_page_rate (ShedPracticePage *self, ShedQueueItem *item, int rating, gboolean go_on)
{
  gboolean taken_off = shed_queue_item_get (item)->staged_rating == rating;

  shed_practice_stage (self->practice, item, rating);
  if (!go_on || taken_off)
    return;
  if (shed_practice_page_shows_cards (self))
    shed_practice_cards_move (self->cards, 1);
  else
    {
      guint position = shed_practice_rows_find (self->rows, item);

      if (position != GTK_INVALID_LIST_POSITION)
        shed_practice_page_select_row (self, shed_practice_page_tune_row_from (self, (gint64) position + 1, 1), TRUE);
    }
}

static void
card_rated_cb (ShedPracticePage *self, int rating)
{
  ShedQueueItem *item = shed_practice_cards_get_item (self->cards);

  if (item != NULL)
    shed_practice_page_rate (self, item, rating, TRUE);
}

static gboolean
check_day_cb (gpointer user_data)
{
  ShedPracticePage *self = user_data;

  shed_practice_check_day (self->practice);
  return G_SOURCE_CONTINUE;
}

static void
window_active_cb (ShedPracticePage *self, GParamSpec *pspec, GtkWindow *window)
{
  if (gtk_window_is_active (window))
    shed_practice_check_day (self->practice);
}

static void
shed_practice_page_map (GtkWidget *widget)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (widget);

  GTK_WIDGET_CLASS (shed_practice_page_parent_class)->map (widget);
  shed_practice_check_day (self->practice);
  if (self->check_id == 0)
    self->check_id = g_timeout_add_seconds (DAY_CHECK_SECONDS, check_day_cb, self);
}

static void
shed_practice_page_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&SHED_PRACTICE_PAGE (widget)->check_id, g_source_remove);
  GTK_WIDGET_CLASS (shed_practice_page_parent_class)->unmap (widget);
}

static void
shed_practice_page_root (GtkWidget *widget)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (widget);

  GTK_WIDGET_CLASS (shed_practice_page_parent_class)->root (widget);
  if (GTK_IS_WINDOW (gtk_widget_get_root (widget)))
    {
      g_set_weak_pointer (&self->window, GTK_WINDOW (gtk_widget_get_root (widget)));
      g_signal_connect_object (self->window, "notify::is-active", G_CALLBACK (window_active_cb), self,
                               G_CONNECT_SWAPPED);
    }
}

static void
shed_practice_page_unroot (GtkWidget *widget)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (widget);

  if (self->window != NULL)
    g_signal_handlers_disconnect_by_func (self->window, window_active_cb, self);
  g_clear_weak_pointer (&self->window);
  GTK_WIDGET_CLASS (shed_practice_page_parent_class)->unroot (widget);
}

static gboolean
page_back (ShedPage *page)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (page);

  if (!shed_practice_page_shows_cards (self))
    return FALSE;
  if (shed_practice_cards_is_flipped (self->cards))
    shed_practice_cards_flip (self->cards);
  else
    g_object_set (self, "view", "list", NULL);
  return TRUE;
}

static void
page_shown (ShedPage *page)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (page);

  if (self->settled)
    {
      update_state (self);
      take_focus (self);
    }
  else
    self->wants_focus = TRUE;
}

static void
page_iface_init (ShedPageInterface *iface)
{
  iface->back = page_back;
  iface->shown = page_shown;
}

static void
set_view (ShedPracticePage *self, const char *view)
{
  ShedQueueItem *item;

  if (g_strcmp0 (view, "cards") != 0)
    view = "list";
  if (g_strcmp0 (self->view, view) == 0)
    return;
  item = self->practice != NULL ? shed_practice_page_current_item (self) : NULL;
  g_free (self->view);
  self->view = g_strdup (view);
  if (self->context != NULL)
    shed_settings_set_string (shed_context_get_settings (self->context), "practice-view", view);
  if (self->practice != NULL && self->settled)
    {
      update_state (self);
      if (shed_practice_page_shows_cards (self))
        shed_practice_cards_show_item (self->cards, item);
      else if (shed_practice_page_shows_list (self) && item != NULL)
        shed_practice_page_select_row (self, shed_practice_rows_find (self->rows, item), FALSE);
      take_focus (self);
      shed_practice_page_update_item_actions (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VIEW]);
}

static void
set_up (ShedPracticePage *self)
{
  self->view = shed_settings_dup_string (shed_context_get_settings (self->context), "practice-view");
  self->practice = shed_practice_new (shed_context_get_history (self->context));
  shed_practice_page_set_up_list (self);
  shed_practice_cards_set_up (self->cards, self->context, self->practice);

  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (shed_practice_page_update_item_actions),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->practice, "settled", G_CALLBACK (settled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->practice, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->practice, "notify::n-unsaved", G_CALLBACK (unsaved_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->practice, "notify::n-writing", G_CALLBACK (unsaved_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->practice, "no-more", G_CALLBACK (no_more_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->practice, "day-changed", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->practice, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->practice, "notify::n-staged", G_CALLBACK (shed_practice_page_update_staged), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->practice, "notify::n-staged", G_CALLBACK (shed_practice_page_update_item_actions),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->practice, "notify::n-rollover", G_CALLBACK (shed_practice_page_update_rollover), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->practice, "notify::rollover-day", G_CALLBACK (shed_practice_page_update_rollover), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->practice, "notify::n-done", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->context, "notify::repertoire-id", G_CALLBACK (repertoire_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->context, "notify::repertoire", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->context, "notify::loaded", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->context, "retry", G_CALLBACK (retry_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (shed_context_get_store (self->context), "notify::state", G_CALLBACK (store_state_cb), self,
                           G_CONNECT_SWAPPED);

  shed_practice_set_repertoire (self->practice, shed_context_get_repertoire_id (self->context));
  shed_practice_page_update_staged (self);
  update_state (self);
}

static void
shed_practice_page_constructed (GObject *object)
{
  G_OBJECT_CLASS (shed_practice_page_parent_class)->constructed (object);
  set_up (SHED_PRACTICE_PAGE (object));
}

static void
shed_practice_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (object);

  switch (prop_id)
    {
    case PROP_CONTEXT:
      g_value_set_object (value, self->context);
      break;
    case PROP_VIEW:
      g_value_set_string (value, self->view != NULL ? self->view : "list");
      break;
    case PROP_SHOW_SUBMITTED:
      if (self->practice != NULL)
        g_object_get_property (G_OBJECT (self->practice), "show-submitted", value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_practice_page_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (object);

  switch (prop_id)
    {
    case PROP_CONTEXT:
      self->context = g_value_dup_object (value);
      break;
    case PROP_VIEW:
      set_view (self, g_value_get_string (value));
      break;
    case PROP_SHOW_SUBMITTED:
      if (self->practice == NULL)
        break;
      g_object_set_property (G_OBJECT (self->practice), "show-submitted", value);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_practice_page_dispose (GObject *object)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (object);

  g_clear_handle_id (&self->check_id, g_source_remove);
  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->selection);
  g_clear_object (&self->rows);
  if (self->practice != NULL)
    g_signal_handlers_disconnect_by_data (self->practice, self);
  g_clear_object (&self->practice);
  g_clear_object (&self->context);
  g_clear_pointer (&self->view, g_free);

  G_OBJECT_CLASS (shed_practice_page_parent_class)->dispose (object);
}

static void
shed_practice_page_class_init (ShedPracticePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = shed_practice_page_constructed;
  object_class->get_property = shed_practice_page_get_property;
  object_class->set_property = shed_practice_page_set_property;
  object_class->dispose = shed_practice_page_dispose;
  widget_class->map = shed_practice_page_map;
  widget_class->unmap = shed_practice_page_unmap;
  widget_class->root = shed_practice_page_root;
  widget_class->unroot = shed_practice_page_unroot;

  properties[PROP_CONTEXT] = g_param_spec_object ("context", NULL, NULL, SHED_TYPE_CONTEXT,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_VIEW] = g_param_spec_string ("view", NULL, NULL, "list", flags);
  properties[PROP_SHOW_SUBMITTED] = g_param_spec_boolean ("show-submitted", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (SHED_TYPE_ROW_BOX);
  g_type_ensure (SHED_TYPE_PRACTICE_CARDS);
  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-practice-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedPracticePage, rollover_bar);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticePage, rollover_label);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticePage, rollover_submit);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticePage, stack);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticePage, date_label);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticePage, counts_label);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticePage, day_button);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticePage, day_popover);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticePage, calendar);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticePage, day_stack);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticePage, list);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticePage, cards);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticePage, no_tunes);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticePage, done);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticePage, done_more);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticePage, staged_revealer);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticePage, staged_label);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticePage, submit_button);
  gtk_widget_class_bind_template_callback (widget_class, card_rated_cb);

  shed_practice_page_install_actions (widget_class);
}

static void
shed_practice_page_init (ShedPracticePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * shed_practice_page_new:
 * @context: of the window
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
shed_practice_page_new (ShedContext *context)
{
  return g_object_new (SHED_TYPE_PRACTICE_PAGE, "context", context, NULL);
}

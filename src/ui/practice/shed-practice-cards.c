/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flashcards over the items of a practice day. The order is the queue's; done items are passed over. */
#include "shed-practice-cards.h"

#include <glib/gi18n.h>

#include "shed-facts-text.h"
#include "shed-incipit-view.h"
#include "shed-practice-row.h"
#include "shed-preferences.h"
#include "shed-rating-buttons.h"
#include "shed-score-text.h"
#include "shed-score-view.h"
#include "shed-ui.h"

struct _ShedPracticeCards
{
  AdwBin parent_instance;

  ShedContext   *context;
  ShedPractice  *practice;
  ShedQueueItem *item; /* NULL: the end */
  const char    *chip_class;
  gboolean       incipit_in_front;
  GListModel    *notes; /* of the card that was turned; NULL before */
  GCancellable  *cancellable;

  GtkProgressBar    *progress;
  GtkStack          *stack;
  GtkWidget         *card;
  GtkStack          *sides;
  GtkLabel          *front_title;
  ShedIncipitView   *front_incipit;
  GtkLabel          *front_facts;
  GtkLabel          *chip;
  GtkLabel          *back_title;
  GtkLabel          *back_facts;
  GtkScrolledWindow *scroller;
  ShedScoreView     *score;
  GtkLabel          *notes_label;
  ShedRatingButtons *ratings;
  AdwStatusPage     *end;
  GtkButton         *end_submit;
};

enum { RATED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ShedPracticeCards, shed_practice_cards, ADW_TYPE_BIN)

static guint
n_items (ShedPracticeCards *self)
{
  return self->practice != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->practice)) : 0;
}

static ShedQueueItem *
item_at (ShedPracticeCards *self, guint position)
{
  g_autoptr (ShedQueueItem) item = g_list_model_get_item (G_LIST_MODEL (self->practice), position);

  return item; /* the model keeps it */
}

static guint
position_of (ShedPracticeCards *self, ShedQueueItem *item)
{
  guint n = n_items (self);

  for (guint i = 0; item != NULL && i < n; i++)
    if (item_at (self, i) == item)
      return i;
  return n;
}

static void
show_progress (ShedPracticeCards *self)
{
  guint n = n_items (self), rated = 0;

  for (guint i = 0; i < n; i++)
    {
      const ShedQueueItemData *data = shed_queue_item_get (item_at (self, i));

      if (data->staged_rating > 0 || data->done)
        rated++;
    }
  gtk_progress_bar_set_fraction (self->progress, n > 0 ? (double) rated / n : 0);
}

static void
show_end (ShedPracticeCards *self)
{
  guint n_staged = 0;
  g_autofree char *label = NULL;

  if (self->practice != NULL)
    g_object_get (self->practice, "n-staged", &n_staged, NULL);
  label = g_strdup_printf (ngettext ("_Submit %u Rating", "_Submit %u Ratings", n_staged), n_staged);
  gtk_button_set_label (self->end_submit, label);
  gtk_button_set_use_underline (self->end_submit, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->end_submit), n_staged > 0);
  gtk_stack_set_visible_child_name (self->stack, "end");
}

static void
show_item (ShedPracticeCards *self)
{
  const ShedQueueItemData *data;
  ShedTimeFrame frame;
  gboolean incipit;
  g_autofree char *facts = NULL;

  show_progress (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "cards.previous",
                                 self->practice != NULL && position_of (self, self->item) > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "cards.next", self->item != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "cards.flip", self->item != NULL);
  if (self->item == NULL)
    {
      show_end (self);
      return;
    }
  data = shed_queue_item_get (self->item);
  frame = shed_context_get_frame (self->context);

  shed_incipit_view_set_tune (self->front_incipit, data->abc, NULL);
  incipit = self->incipit_in_front && shed_incipit_view_has_music (self->front_incipit);
  gtk_widget_set_visible (GTK_WIDGET (self->front_incipit), incipit);
  gtk_widget_set_visible (GTK_WIDGET (self->front_title), !incipit);
  gtk_label_set_label (self->front_title, data->title);
  gtk_label_set_label (self->back_title, data->title);
  facts = shed_practice_text_facts (data, &frame);
  gtk_label_set_label (self->front_facts, facts);
  gtk_label_set_label (self->back_facts, facts);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->card), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  incipit ? _("Card with the first bars") : data->title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, facts, -1);

  shed_practice_show_standing (data, &frame, self->chip, &self->chip_class, self->ratings);
  gtk_stack_set_visible_child_name (self->stack, "card");
}

static void
show_notes (ShedPracticeCards *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; self->notes != NULL && i < g_list_model_get_n_items (self->notes); i++)
    {
      g_autoptr (GObject) note = g_list_model_get_item (self->notes, i);
      g_autofree char *line = NULL;

      g_object_get (note, "text", &line, NULL);
      if (line != NULL && *line != '\0')
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
    }
  gtk_label_set_label (self->notes_label, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->notes_label), text->len > 0);
  g_string_free (text, TRUE);
}

static void
forget_notes (ShedPracticeCards *self)
{
  if (self->notes != NULL)
    g_signal_handlers_disconnect_by_func (self->notes, show_notes, self);
  g_clear_object (&self->notes);
}

/* Notes are read and the score is drawn when a card is turned, not for every card that passes. */
static void
load_back (ShedPracticeCards *self)
{
  const ShedQueueItemData *data;
  g_autoptr (ShedAbcTune) parsed = NULL;
  g_autofree char *words = NULL;

  if (self->notes != NULL || self->item == NULL)
    return;
  data = shed_queue_item_get (self->item);
  shed_score_view_set_title (self->score, data->title);
  if (data->abc != NULL)
    {
      parsed = shed_abc_tune_new_from_text (data->abc, -1);
      words = shed_score_text_describe (parsed, data->kind, data->key, data->meter, NULL);
    }
  shed_score_view_set_description (self->score, words);
  shed_score_view_set_abc (self->score, data->abc != NULL ? data->abc : "");
  self->notes = shed_note_list_new (shed_context_get_store (self->context), shed_queue_item_get (self->item)->tune_id);
  g_signal_connect_object (self->notes, "items-changed", G_CALLBACK (show_notes), self, G_CONNECT_SWAPPED);
  show_notes (self);
}

static void
scroll_to (ShedPracticeCards *self, gboolean foot)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  gtk_adjustment_set_value (adjustment, foot ? gtk_adjustment_get_upper (adjustment) : 0);
}

static void
set_item (ShedPracticeCards *self, ShedQueueItem *item)
{
  if (self->item != item)
    {
      if (self->item != NULL)
        g_signal_handlers_disconnect_by_func (self->item, show_item, self);
      g_set_object (&self->item, item);
      forget_notes (self);
      show_notes (self);
      shed_score_view_set_abc (self->score, NULL);
      if (item != NULL)
        g_signal_connect_object (item, "changed", G_CALLBACK (show_item), self, G_CONNECT_SWAPPED);
      /* The next card must not show its back while the old one fades. */
      gtk_stack_set_transition_type (self->sides, GTK_STACK_TRANSITION_TYPE_NONE);
      gtk_stack_set_visible_child_name (self->sides, "front");
      scroll_to (self, FALSE);
      gtk_stack_set_transition_type (self->sides, GTK_STACK_TRANSITION_TYPE_CROSSFADE);
    }
  show_item (self);
}

static void
items_changed_cb (ShedPracticeCards *self)
{
  if (self->item != NULL && position_of (self, self->item) < n_items (self))
    show_item (self);
  else
    shed_practice_cards_show_item (self, NULL);
}

static void
card_clicked_cb (ShedPracticeCards *self, int n_press)
{
  shed_practice_cards_flip (self);
}

/* It is at the foot of the card, which does not scroll to what has the focus. */
static void
open_focused_cb (ShedPracticeCards *self)
{
  scroll_to (self, TRUE);
}

static void
rated_cb (ShedPracticeCards *self, int rating)
{
  g_signal_emit (self, signals[RATED], 0, rating);
}

static void
previous_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  shed_practice_cards_move (SHED_PRACTICE_CARDS (widget), -1);
}

static void
next_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  shed_practice_cards_move (SHED_PRACTICE_CARDS (widget), 1);
}

static void
flip_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  shed_practice_cards_flip (SHED_PRACTICE_CARDS (widget));
}

/* Left is the card before where lines run from left to right, and the next one where they do not. */
static gboolean
left_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  shed_practice_cards_move (SHED_PRACTICE_CARDS (widget),
                            gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL ? 1 : -1);
  return TRUE;
}

static gboolean
right_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  shed_practice_cards_move (SHED_PRACTICE_CARDS (widget),
                            gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL ? -1 : 1);
  return TRUE;
}

static gboolean
shed_practice_cards_grab_focus (GtkWidget *widget)
{
  ShedPracticeCards *self = SHED_PRACTICE_CARDS (widget);

  return gtk_widget_grab_focus (self->item != NULL ? self->card : GTK_WIDGET (self->end_submit));
}

static void
preferences_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ShedPracticeCards *self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) preferences = shed_preferences_load_finish (result, &error);

  if (preferences == NULL)
    return;
  self = SHED_PRACTICE_CARDS (user_data);
  self->incipit_in_front = g_strcmp0 (g_hash_table_lookup (preferences, "practice.flashcard_front"), "\"incipit\"") == 0;
  show_item (self);
}

static void
store_changed_cb (ShedPracticeCards *self, ShedChanges *changes)
{
  if (shed_changes_has_table (changes, "preference"))
    shed_preferences_load_async (shed_context_get_store (self->context), self->cancellable, preferences_loaded_cb, self);
}

static void
shed_practice_cards_dispose (GObject *object)
{
  ShedPracticeCards *self = SHED_PRACTICE_CARDS (object);

  g_cancellable_cancel (self->cancellable);
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_func (self->item, show_item, self);
  g_clear_object (&self->item);
  forget_notes (self);
  if (self->practice != NULL)
    g_signal_handlers_disconnect_by_data (self->practice, self);
  g_clear_object (&self->practice);
  g_clear_object (&self->context);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (shed_practice_cards_parent_class)->dispose (object);
}

static void
shed_practice_cards_class_init (ShedPracticeCardsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = shed_practice_cards_dispose;
  widget_class->grab_focus = shed_practice_cards_grab_focus;

  signals[RATED] = g_signal_new ("rated", SHED_TYPE_PRACTICE_CARDS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, G_TYPE_INT);

  g_type_ensure (SHED_TYPE_INCIPIT_VIEW);
  g_type_ensure (SHED_TYPE_RATING_BUTTONS);
  g_type_ensure (SHED_TYPE_SCORE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-practice-cards.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedPracticeCards, progress);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticeCards, stack);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticeCards, card);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticeCards, sides);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticeCards, front_title);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticeCards, front_incipit);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticeCards, front_facts);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticeCards, chip);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticeCards, back_title);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticeCards, back_facts);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticeCards, scroller);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticeCards, score);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticeCards, notes_label);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticeCards, ratings);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticeCards, end);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticeCards, end_submit);
  gtk_widget_class_bind_template_callback (widget_class, card_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_focused_cb);
  gtk_widget_class_bind_template_callback (widget_class, rated_cb);

  gtk_widget_class_install_action (widget_class, "cards.previous", NULL, previous_action);
  gtk_widget_class_install_action (widget_class, "cards.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "cards.flip", NULL, flip_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_space, 0, "cards.flip", NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, 0, left_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, 0, right_cb, NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Up, 0, "cards.previous", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Down, 0, "cards.next", NULL);
}

static void
shed_practice_cards_init (ShedPracticeCards *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * shed_practice_cards_set_up:
 * @self: the cards
 * @context: of the window
 * @practice: the day they show
 */
void
shed_practice_cards_set_up (ShedPracticeCards *self, ShedContext *context, ShedPractice *practice)
{
  g_autofree char *cache = NULL;

  g_return_if_fail (SHED_IS_PRACTICE_CARDS (self));
  g_return_if_fail (self->practice == NULL);

  self->context = g_object_ref (context);
  self->practice = g_object_ref (practice);
  cache = shed_profile_dup_cache (shed_context_get_profile (context));
  shed_score_view_set_cache_folder (self->score, cache);
  g_signal_connect_object (practice, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (practice, "notify::n-staged", G_CALLBACK (show_item), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (shed_context_get_store (context), "changed", G_CALLBACK (store_changed_cb), self,
                           G_CONNECT_SWAPPED);
  shed_preferences_load_async (shed_context_get_store (context), self->cancellable, preferences_loaded_cb, self);
  shed_practice_cards_show_item (self, NULL);
}

ShedQueueItem *
shed_practice_cards_get_item (ShedPracticeCards *self)
{
  g_return_val_if_fail (SHED_IS_PRACTICE_CARDS (self), NULL);
  return self->item;
}

/**
 * shed_practice_cards_show_item:
 * @self: the cards
 * @item: (nullable): which; NULL: the first that is not rated yet
 */
void
shed_practice_cards_show_item (ShedPracticeCards *self, ShedQueueItem *item)
{
  guint n = n_items (self);

  g_return_if_fail (SHED_IS_PRACTICE_CARDS (self));

  for (guint i = 0; item == NULL && i < n; i++)
    {
      ShedQueueItem *candidate = item_at (self, i);
      const ShedQueueItemData *data = shed_queue_item_get (candidate);

      if (!data->done && data->staged_rating == 0)
        item = candidate;
    }
  set_item (self, item);
}

/**
 * shed_practice_cards_move:
 * @self: the cards
 * @by: 1 the next, -1 the one before; behind the last comes the end
 */
void
shed_practice_cards_move (ShedPracticeCards *self, int by)
{
  gint64 position = position_of (self, self->item);
  gint64 n = n_items (self);

  g_return_if_fail (SHED_IS_PRACTICE_CARDS (self));

  for (position += by; position >= 0 && position < n; position += by)
    if (!shed_queue_item_get (item_at (self, (guint) position))->done)
      {
        set_item (self, item_at (self, (guint) position));
        gtk_widget_grab_focus (GTK_WIDGET (self));
        return;
      }
  if (by > 0)
    {
      set_item (self, NULL);
      gtk_widget_grab_focus (GTK_WIDGET (self));
    }
}

gboolean
shed_practice_cards_flip (ShedPracticeCards *self)
{
  g_return_val_if_fail (SHED_IS_PRACTICE_CARDS (self), FALSE);

  if (self->item == NULL)
    return FALSE;
  load_back (self);
  scroll_to (self, FALSE);
  gtk_stack_set_visible_child_name (self->sides, shed_practice_cards_is_flipped (self) ? "front" : "back");
  return TRUE;
}

gboolean
shed_practice_cards_is_flipped (ShedPracticeCards *self)
{
  g_return_val_if_fail (SHED_IS_PRACTICE_CARDS (self), FALSE);
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->sides), "back") == 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of the Practice list. Rows are used again for other items while the list scrolls. */
#include "shed-practice-row.h"

#include <glib/gi18n.h>

#include "shed-facts-text.h"
#include "shed-incipit-view.h"
#include "shed-rating-buttons.h"
#include "shed-row-layout.h"
#include "shed-tune-sync.h"
#include "shed-ui.h"

struct _ShedPracticeRow
{
  GtkWidget parent_instance;

  ShedContext   *context;
  ShedQueueItem *item; /* nullable */
  const char    *chip_class;

  ShedIncipitView   *incipit;
  GtkWidget         *text;
  GtkLabel          *title;
  GtkLabel          *chip;
  GtkLabel          *facts;
  ShedRatingButtons *ratings;
  GtkMenuButton     *menu_button;
  GMenuModel        *row_menu;
  ShedTuneSync      *sync;     /* of the menu; nullable until it is opened */
};

enum { RATED, MENU_OPENED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ShedPracticeRow, shed_practice_row, GTK_TYPE_WIDGET)

/**
 * shed_practice_text_facts:
 * @data: an item of the queue
 * @frame: from where times are looked at
 *
 * Returns: (transfer full): one line: kind, key, and when it was practised last or comes back
 */
char *
shed_practice_text_facts (const ShedQueueItemData *data, const ShedTimeFrame *frame)
{
  g_autofree char *kind = shed_facts_text_kind (data->kind);
  g_autofree char *key = shed_facts_text_key_short (data->key);
  g_autofree char *goal = NULL;
  g_autofree char *when = NULL;
  char *line;

  if (data->goal != NULL && !g_str_equal (data->goal, "recall"))
    goal = shed_facts_text_goal (data->goal);
  if (data->staged_rating > 0)
    when = shed_time_text_back (data->staged_due_at, frame);
  else if (data->done && data->done_due_at > 0)
    when = shed_time_text_back (data->done_due_at, frame);
  else if (data->last_at > 0)
    when = shed_time_text_relative (data->last_at, frame);
  line = shed_facts_text_join (kind != NULL ? kind : "", key != NULL ? key : "", goal != NULL ? goal : "",
                               when != NULL ? when : "", NULL);
  return line != NULL ? line : g_strdup ("");
}

/**
 * shed_practice_text_description:
 * @data: an item of the queue
 * @frame: from where times are looked at
 *
 * Returns: (transfer full): what is known of it, a line each, with exact times
 */
char *
shed_practice_text_description (const ShedQueueItemData *data, const ShedTimeFrame *frame)
{
  GString *text = g_string_new (data->title);

  if (data->last_at > 0)
    {
      g_autofree char *last = shed_time_text_exact (data->last_at, frame);

      g_string_append_c (text, '\n');
      g_string_append_printf (text, _("Last practised: %s"), last);
    }
  if (data->staged_rating > 0 && data->staged_due_at > 0)
    {
      g_autofree char *back = shed_time_text_exact (data->staged_due_at, frame);

      g_string_append_c (text, '\n');
      g_string_append_printf (text, _("Back: %s"), back);
    }
  else if (data->due_at > 0)
    {
      g_autofree char *due = shed_time_text_exact (data->due_at, frame);

      g_string_append_c (text, '\n');
      g_string_append_printf (text, _("Due: %s"), due);
    }
  if (data->stability > 0)
    {
      g_autofree char *span = shed_time_text_span (data->stability);

      g_string_append_c (text, '\n');
      g_string_append_printf (text, _("Stays in memory for about %s"), span);
    }
  if (data->goal != NULL)
    {
      g_autofree char *goal = shed_facts_text_goal (data->goal);

      g_string_append_c (text, '\n');
      g_string_append_printf (text, _("Goal: %s"), goal != NULL ? goal : data->goal);
    }
  if (data->n_notes > 0)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text, ngettext ("%u note", "%u notes", data->n_notes), data->n_notes);
    }
  return g_string_free (text, FALSE);
}

/* A word or two that matter most, and their style class. NULL: none. */
static char *
dup_chip (const ShedQueueItemData *data, const ShedTimeFrame *frame, const char **css_class)
{
  int days;

  *css_class = "due";
  if (data->done)
    {
      *css_class = "done";
      return g_strdup (data->done_rating > 0 ? shed_rating_get_name (data->done_rating) : _("done"));
    }
  if (data->paused)
    return g_strdup (_("paused"));
  if (data->bucket == SHED_BUCKET_NEW)
    {
      *css_class = "new";
      return g_strdup (C_("tune", "new"));
    }
  days = data->due_at > 0 ? shed_time_days_overdue (data->due_at, frame) : 0;
  if (days > 0)
    {
      *css_class = "overdue";
      return g_strdup_printf (ngettext ("overdue %d d", "overdue %d d", days), days);
    }
  return NULL;
}

/**
 * shed_practice_show_standing:
 * @data: an item of the queue
 * @frame: from where times are looked at
 * @chip: the chip beside the title; hidden when there is nothing to say
 * @chip_class: (inout): its style class as it was set last, %NULL at first
 * @ratings: the buttons, which show what each rating would bring and which one is staged
 */
void
shed_practice_show_standing (const ShedQueueItemData *data, const ShedTimeFrame *frame, GtkLabel *chip, const char **chip_class,
                             ShedRatingButtons *ratings)
{
  const char *style;
  g_autofree char *text = dup_chip (data, frame, &style);
  ShedRatingPreview previews[4];

  if (*chip_class != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (chip), *chip_class);
  *chip_class = style;
  gtk_widget_add_css_class (GTK_WIDGET (chip), style);
  gtk_label_set_label (chip, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (chip), text != NULL);

  for (guint i = 0; i < G_N_ELEMENTS (previews); i++)
    previews[i] = (ShedRatingPreview) { data->preview[i].interval_days, data->preview[i].due_at };
  shed_rating_buttons_set_previews (ratings, previews, frame);
  shed_rating_buttons_set_rating (ratings, data->staged_rating);
}

static gboolean
tooltip_cb (ShedPracticeRow *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  g_autofree char *description = NULL;
  ShedTimeFrame frame;

  if (self->item == NULL)
    return FALSE;
  frame = shed_context_get_frame (self->context);
  description = shed_practice_text_description (shed_queue_item_get (self->item), &frame);
  gtk_tooltip_set_text (tooltip, description);
  return TRUE;
}

static void
show_item (ShedPracticeRow *self)
{
  const ShedQueueItemData *data;
  ShedTimeFrame frame;
  g_autofree char *facts = NULL;
  g_autofree char *more = NULL;

  if (self->item == NULL)
    return;
  data = shed_queue_item_get (self->item);
  frame = shed_context_get_frame (self->context);

  shed_incipit_view_set_tune (self->incipit, data->abc, data->title);
  gtk_label_set_label (self->title, data->title);
  facts = shed_practice_text_facts (data, &frame);
  gtk_label_set_label (self->facts, facts);
  more = g_strdup_printf (_("More for “%s”"), data->title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL, more, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, data->title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, facts, -1);

  shed_practice_show_standing (data, &frame, self->chip, &self->chip_class, self->ratings);
}

static void
rated_cb (ShedPracticeRow *self, int rating)
{
  g_signal_emit (self, signals[RATED], 0, rating);
}

static void
create_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  ShedPracticeRow *self = user_data;

  if (self->sync == NULL)
    self->sync = shed_tune_sync_new (self->context, NULL, G_MENU (self->row_menu), "practice.sync-state");
  shed_tune_sync_set_tune (self->sync, self->item != NULL ? shed_queue_item_get (self->item)->tune_id : NULL);
  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_popover (button, gtk_popover_menu_new_from_model (self->row_menu));
  g_signal_emit (self, signals[MENU_OPENED], 0);
}

static void
shed_practice_row_dispose (GObject *object)
{
  ShedPracticeRow *self = SHED_PRACTICE_ROW (object);
  GtkWidget *child;

  shed_practice_row_set_item (self, NULL);
  if (self->sync != NULL)
    g_object_run_dispose (G_OBJECT (self->sync));
  g_clear_object (&self->sync);
  g_clear_object (&self->context);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (shed_practice_row_parent_class)->dispose (object);
}

static void
shed_practice_row_class_init (ShedPracticeRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = shed_practice_row_dispose;

  signals[RATED] = g_signal_new ("rated", SHED_TYPE_PRACTICE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 G_TYPE_INT);
  signals[MENU_OPENED] = g_signal_new ("menu-opened", SHED_TYPE_PRACTICE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);

  g_type_ensure (SHED_TYPE_ROW_LAYOUT);
  g_type_ensure (SHED_TYPE_INCIPIT_VIEW);
  g_type_ensure (SHED_TYPE_RATING_BUTTONS);
  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-practice-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedPracticeRow, incipit);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticeRow, text);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticeRow, title);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticeRow, chip);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticeRow, facts);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticeRow, ratings);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticeRow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, ShedPracticeRow, row_menu);
  gtk_widget_class_bind_template_callback (widget_class, rated_cb);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
shed_practice_row_init (ShedPracticeRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_has_tooltip (self->text, TRUE);
  g_signal_connect_object (self->text, "query-tooltip", G_CALLBACK (tooltip_cb), self, G_CONNECT_SWAPPED);
  /* A popover a row, made when it is opened: a list holds some two hundred rows. */
  gtk_menu_button_set_create_popup_func (self->menu_button, create_menu_cb, self, NULL);
}

/**
 * shed_practice_row_new:
 * @context: of the window
 *
 * Returns: (transfer floating): a row without an item
 */
GtkWidget *
shed_practice_row_new (ShedContext *context)
{
  ShedPracticeRow *self = g_object_new (SHED_TYPE_PRACTICE_ROW, NULL);

  self->context = g_object_ref (context);
  return GTK_WIDGET (self);
}

/**
 * shed_practice_row_set_item:
 * @self: the row
 * @item: (nullable): what to show
 */
void
shed_practice_row_set_item (ShedPracticeRow *self, ShedQueueItem *item)
{
  g_return_if_fail (SHED_IS_PRACTICE_ROW (self));

  if (self->item != NULL)
    g_signal_handlers_disconnect_by_func (self->item, show_item, self);
  g_set_object (&self->item, item);
  if (item != NULL)
    {
      g_signal_connect_object (item, "changed", G_CALLBACK (show_item), self, G_CONNECT_SWAPPED);
      show_item (self);
    }
}

ShedQueueItem *
shed_practice_row_get_item (ShedPracticeRow *self)
{
  g_return_val_if_fail (SHED_IS_PRACTICE_ROW (self), NULL);
  return self->item;
}

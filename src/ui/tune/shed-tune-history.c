/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the event list of the model; corrections are commands, and what is shown follows the library. */
#include "shed-tune-history.h"

#include <glib/gi18n.h>

#include "shed-correction.h"
#include "shed-history-line.h"
#include "shed-rating-buttons.h"
#include "shed-ui.h"

#define FEW_ROWS 5

struct _ShedTuneHistory
{
  GtkWidget parent_instance;

  ShedContext  *context;
  char         *repertoire_id;
  char         *tune_id;
  GListModel   *events;
  GCancellable *cancellable;
  gboolean      show_voided;
  gboolean      show_all;
  guint         update_id;

  ShedEvent    *chosen;        /* which the popover is about */
  GtkWidget    *anchor;        /* not owned: its parent while it is open */

  GtkStack          *stack;
  ShedHistoryLine   *line;
  GtkListBox        *list;
  GtkWidget         *more;
  GtkWidget         *voided;
  GtkWidget         *popover;
  GtkLabel          *popover_label;
  ShedRatingButtons *popover_ratings;
  GtkWidget         *popover_void;
};

enum { PROP_0, PROP_SHOW_VOIDED, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ShedTuneHistory, shed_tune_history, GTK_TYPE_WIDGET)

static gboolean
event_counts (ShedEvent *event)
{
  gboolean counts;

  g_object_get (event, "counts", &counts, NULL);
  return counts;
}

static gboolean
is_rating (ShedEvent *event)
{
  g_autofree char *kind = NULL;

  g_object_get (event, "kind", &kind, NULL);
  return g_strcmp0 (kind, "rating") == 0;
}

static void
close_popover (ShedTuneHistory *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

/* The popover sits on the dot or row it is about; it must not go away with it. */
static void
move_popover (ShedTuneHistory *self, GtkWidget *anchor)
{
  if (gtk_widget_get_parent (self->popover) != NULL)
    gtk_widget_unparent (self->popover);
  if (anchor != NULL)
    gtk_widget_set_parent (self->popover, anchor);
  self->anchor = anchor;
}

static void
corrections_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ShedTuneHistory *self;
  ShedCorrection corrections[4];
  ShedRatingPreview previews[4];
  g_autoptr (GError) error = NULL;
  ShedTimeFrame frame;
  gint64 at;

  if (!shed_correction_load_finish (result, corrections, &error))
    return; /* without previews: the rating itself looks again */
  self = SHED_TUNE_HISTORY (user_data);
  if (self->chosen == NULL)
    return;
  for (int i = 0; i < 4; i++)
    previews[i] = (ShedRatingPreview) { corrections[i].interval_days, corrections[i].due_at };
  g_object_get (self->chosen, "answered-at", &at, NULL);
  frame = shed_context_get_frame (self->context);
  frame.now_ms = at; /* as it was shown then */
  shed_rating_buttons_set_previews (self->popover_ratings, previews, &frame);
}

static void
open_popover (ShedTuneHistory *self, ShedEvent *event, GtkWidget *anchor)
{
  ShedTimeFrame frame = shed_context_get_frame (self->context);
  g_autofree char *line = shed_event_text_line (event, &frame);
  g_autofree char *id = NULL;
  g_autofree char *repertoire_id = NULL;
  gboolean counts = event_counts (event);
  gboolean rating = is_rating (event);
  int value;

  g_set_object (&self->chosen, event);
  g_object_get (event, "rating", &value, "id", &id, "repertoire-id", &repertoire_id, NULL);
  gtk_label_set_label (self->popover_label, line);
  shed_rating_buttons_set_rating (self->popover_ratings, rating ? value : 0);
  shed_rating_buttons_set_previews (self->popover_ratings, NULL, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->popover_ratings), rating && counts);
  gtk_widget_set_visible (self->popover_void, counts);
  move_popover (self, anchor);
  gtk_popover_popup (GTK_POPOVER (self->popover));
  if (rating && counts)
    shed_correction_load_async (shed_context_get_store (self->context), repertoire_id, self->tune_id, id, self->cancellable,
                                corrections_cb, self);
}

static void
void_cb (ShedTuneHistory *self)
{
  g_autofree char *id = NULL;

  if (self->chosen == NULL)
    return;
  g_object_get (self->chosen, "id", &id, NULL);
  close_popover (self);
  shed_context_run (self->context, shed_command_void_event (id));
}

typedef struct
{
  ShedContext *context;
  char *event_id;
  int rating;
} Replacement;

static void
replace_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Replacement *replacement = user_data;
  g_autoptr (ShedContext) context = replacement->context;
  g_autofree char *event_id = replacement->event_id;
  int rating = replacement->rating;
  ShedCorrection corrections[4];
  g_autoptr (GError) error = NULL;

  g_free (replacement);
  if (!shed_correction_load_finish (result, corrections, &error))
    {
      shed_context_report (context, error);
      return;
    }
  shed_context_run (context, shed_command_replace_rating (event_id, &(ShedChosenRating) {
                                                            .rating = rating,
                                                            .interval_days = corrections[rating - 1].interval_days,
                                                            .due_at = corrections[rating - 1].due_at }));
}

static void
rated_cb (ShedTuneHistory *self, int rating)
{
  Replacement *replacement;
  g_autofree char *repertoire_id = NULL;
  int before;

  if (self->chosen == NULL)
    return;
  close_popover (self);
  g_object_get (self->chosen, "rating", &before, "repertoire-id", &repertoire_id, NULL);
  if (before == rating)
    return;
  replacement = g_new0 (Replacement, 1);
  replacement->context = g_object_ref (self->context);
  g_object_get (self->chosen, "id", &replacement->event_id, NULL);
  replacement->rating = rating;
  shed_correction_load_async (shed_context_get_store (self->context), repertoire_id, self->tune_id, replacement->event_id, NULL,
                              replace_cb, replacement);
}

static void
chosen_cb (ShedTuneHistory *self, ShedEvent *event, GtkWidget *dot)
{
  open_popover (self, event, dot);
}

static void
row_activated_cb (ShedTuneHistory *self, GtkListBoxRow *row)
{
  ShedEvent *event = g_object_get_data (G_OBJECT (row), "event");

  if (event != NULL)
    open_popover (self, event, GTK_WIDGET (row));
}

static void
add_row (ShedTuneHistory *self, ShedEvent *event, const ShedTimeFrame *frame)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name (shed_event_text_icon (event));
  g_autofree char *name = shed_event_text_name (event);
  g_autofree char *line = shed_event_text_line (event, frame);
  g_autofree char *when = NULL;
  g_autofree char *after = NULL;
  GtkWidget *name_label = gtk_label_new (name);
  GtkWidget *when_label, *after_label;
  const char *css_class = shed_event_text_css_class (event);
  gint64 at;
  int interval_days;

  g_object_get (event, "answered-at", &at, "interval-days", &interval_days, NULL);
  when = shed_time_text_relative (at, frame);
  when_label = gtk_label_new (when);
  if (interval_days > 0)
    {
      g_autofree char *span = shed_time_text_span (interval_days);

      after = g_strdup_printf (_("next after %s"), span);
    }
  after_label = gtk_label_new (after);
  if (css_class != NULL)
    gtk_widget_add_css_class (icon, css_class);
  gtk_label_set_xalign (GTK_LABEL (name_label), 0);
  gtk_label_set_xalign (GTK_LABEL (when_label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (when_label), PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize (GTK_LABEL (after_label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (when_label, TRUE);
  gtk_widget_add_css_class (when_label, "dim-label");
  gtk_widget_add_css_class (after_label, "dim-label");
  gtk_widget_add_css_class (after_label, "numeric");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), name_label);
  gtk_box_append (GTK_BOX (box), when_label);
  gtk_box_append (GTK_BOX (box), after_label);
  gtk_widget_set_margin_top (box, 9);
  gtk_widget_set_margin_bottom (box, 9);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  if (!event_counts (event))
    {
      PangoAttrList *struck = pango_attr_list_new ();

      pango_attr_list_insert (struck, pango_attr_strikethrough_new (TRUE));
      gtk_label_set_attributes (GTK_LABEL (name_label), struck);
      gtk_label_set_attributes (GTK_LABEL (when_label), struck);
      pango_attr_list_unref (struck);
      gtk_label_set_label (GTK_LABEL (after_label), _("taken back"));
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), event_counts (event));
  gtk_widget_set_tooltip_text (row, line);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, line, -1);
  g_object_set_data_full (G_OBJECT (row), "event", g_object_ref (event), g_object_unref);
  gtk_list_box_append (self->list, row);
}

static void
update (ShedTuneHistory *self)
{
  g_autoptr (GPtrArray) shown = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (self->events), n_voided = 0;
  ShedTimeFrame frame = shed_context_get_frame (self->context);
  g_autofree char *more = NULL;
  g_autofree char *voided = NULL;
  GtkListBoxRow *row;

  g_clear_handle_id (&self->update_id, g_source_remove);
  close_popover (self);
  move_popover (self, NULL);
  g_clear_object (&self->chosen);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ShedEvent) event = g_list_model_get_item (self->events, i);

      if (!event_counts (event))
        {
          n_voided++;
          if (!self->show_voided)
            continue;
        }
      g_ptr_array_add (shown, g_steal_pointer (&event));
    }
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < shown->len && (self->show_all || i < FEW_ROWS); i++)
    add_row (self, g_ptr_array_index (shown, shown->len - 1 - i), &frame);
  shed_history_line_show (self->line, shown, &frame);
  gtk_widget_set_visible (GTK_WIDGET (self->list), shown->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->line), shown->len > 0);

  more = g_strdup_printf (_("Show _All %u"), shown->len);
  gtk_button_set_label (GTK_BUTTON (self->more), self->show_all ? _("Show _Fewer") : more);
  gtk_widget_set_visible (self->more, shown->len > FEW_ROWS);
  voided = g_strdup_printf (ngettext ("Show %u _Taken Back", "Show %u _Taken Back", n_voided), n_voided);
  gtk_button_set_label (GTK_BUTTON (self->voided), voided);
  gtk_widget_set_visible (self->voided, n_voided > 0);
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "events" : "empty");
}

static gboolean
update_idle_cb (gpointer user_data)
{
  ShedTuneHistory *self = user_data;

  self->update_id = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

/* Once for all that changed together. */
static void
queue_update (ShedTuneHistory *self)
{
  if (self->update_id == 0)
    self->update_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, update_idle_cb, self, NULL);
}

static void
items_changed_cb (ShedTuneHistory *self, guint position, guint removed, guint added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (ShedEvent) event = g_list_model_get_item (self->events, i);

      g_signal_handlers_disconnect_by_func (event, queue_update, self);
      g_signal_connect_object (event, "notify::counts", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
    }
  queue_update (self);
}

static void
more_cb (ShedTuneHistory *self)
{
  self->show_all = !self->show_all;
  update (self);
  gtk_widget_grab_focus (self->more);
}

static void
shed_tune_history_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, SHED_TUNE_HISTORY (object)->show_voided);
}

static void
shed_tune_history_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ShedTuneHistory *self = SHED_TUNE_HISTORY (object);

  if (self->show_voided == g_value_get_boolean (value))
    return;
  self->show_voided = g_value_get_boolean (value);
  if (self->events != NULL)
    queue_update (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
drop_events (ShedTuneHistory *self)
{
  g_clear_handle_id (&self->update_id, g_source_remove);
  if (self->events == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->events, self);
  for (guint i = 0; i < g_list_model_get_n_items (self->events); i++)
    {
      g_autoptr (ShedEvent) event = g_list_model_get_item (self->events, i);

      g_signal_handlers_disconnect_by_data (event, self);
    }
  g_clear_object (&self->events);
}

static void
shed_tune_history_dispose (GObject *object)
{
  ShedTuneHistory *self = SHED_TUNE_HISTORY (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  drop_events (self);
  if (self->popover != NULL)
    {
      move_popover (self, NULL);
      g_clear_object (&self->popover);
    }
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->chosen);
  g_clear_object (&self->context);
  g_clear_pointer (&self->repertoire_id, g_free);
  g_clear_pointer (&self->tune_id, g_free);

  G_OBJECT_CLASS (shed_tune_history_parent_class)->dispose (object);
}

static void
shed_tune_history_class_init (ShedTuneHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = shed_tune_history_get_property;
  object_class->set_property = shed_tune_history_set_property;
  object_class->dispose = shed_tune_history_dispose;

  properties[PROP_SHOW_VOIDED] = g_param_spec_boolean ("show-voided", NULL, NULL, FALSE,
                                                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (SHED_TYPE_HISTORY_LINE);
  g_type_ensure (SHED_TYPE_RATING_BUTTONS);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-tune-history.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedTuneHistory, stack);
  gtk_widget_class_bind_template_child (widget_class, ShedTuneHistory, line);
  gtk_widget_class_bind_template_child (widget_class, ShedTuneHistory, list);
  gtk_widget_class_bind_template_child (widget_class, ShedTuneHistory, more);
  gtk_widget_class_bind_template_child (widget_class, ShedTuneHistory, voided);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, more_cb);
}

/* Not in the template: it moves from dot to dot. */
static void
make_popover (ShedTuneHistory *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->popover = g_object_ref_sink (gtk_popover_new ());
  self->popover_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->popover_label, TRUE);
  gtk_label_set_max_width_chars (self->popover_label, 36);
  gtk_label_set_xalign (self->popover_label, 0);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->popover_label));
  self->popover_ratings = SHED_RATING_BUTTONS (shed_rating_buttons_new ());
  g_signal_connect_object (self->popover_ratings, "rated", G_CALLBACK (rated_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->popover_ratings));
  self->popover_void = gtk_button_new_with_mnemonic (_("_Take Back"));
  gtk_widget_set_halign (self->popover_void, GTK_ALIGN_START);
  g_signal_connect_object (self->popover_void, "clicked", G_CALLBACK (void_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->popover_void);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_popover_set_child (GTK_POPOVER (self->popover), box);
}

static void
shed_tune_history_init (ShedTuneHistory *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  g_object_bind_property (self, "show-voided", self->voided, "active", G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  make_popover (self);
}

/**
 * shed_tune_history_set_tune:
 * @self: the history
 * @context: of the window
 * @repertoire_id: (nullable): where it was practised; NULL: anywhere
 * @tune_id: whose history
 */
void
shed_tune_history_set_tune (ShedTuneHistory *self, ShedContext *context, const char *repertoire_id, const char *tune_id)
{
  g_return_if_fail (SHED_IS_TUNE_HISTORY (self));

  if (self->events != NULL && g_strcmp0 (self->repertoire_id, repertoire_id) == 0 && g_strcmp0 (self->tune_id, tune_id) == 0)
    return;
  drop_events (self);
  g_set_object (&self->context, context);
  g_free (self->repertoire_id);
  self->repertoire_id = g_strdup (repertoire_id);
  g_free (self->tune_id);
  self->tune_id = g_strdup (tune_id);
  self->events = shed_event_list_new (shed_context_get_store (context), repertoire_id, tune_id);
  g_signal_connect_object (self->events, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  items_changed_cb (self, 0, 0, g_list_model_get_n_items (self->events));
}

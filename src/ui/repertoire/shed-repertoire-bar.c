/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bar of the chosen tunes. What they have in common (paused or not, which tags) is read again with each change of
 * the choice and of the library. */
#include "shed-repertoire-bar.h"

#include <glib/gi18n.h>

#include "shed-calendar-keys.h"
#include "shed-chosen.h"
#include "shed-civil.h"
#include "shed-lists.h"
#include "shed-tag-popover.h"
#include "shed-time-text.h"
#include "shed-ui.h"

struct _ShedRepertoireBar
{
  GtkWidget parent_instance;

  ShedContext       *context;
  ShedTuneSelection *selection;
  GCancellable      *cancellable;
  int                wide_width; /* what all words need */
  gboolean           narrow;
  guint              narrow_id;

  GtkWidget      *bar;
  GtkLabel       *count_label;
  GtkWidget      *practise_label, *pause_label, *goal_label, *tag_label, *remove_label;
  GtkImage       *pause_icon;
  GtkWidget      *pause_button;
  GtkMenuButton  *goal_button, *tag_button, *more_button;
  ShedTagPopover *tags;
  GtkPopover     *date_popover;
  GtkCalendar    *calendar;
  GtkButton      *date_button;
  GtkWidget      *asked_from; /* weak: what had the focus when a date was asked for */
};

G_DEFINE_FINAL_TYPE (ShedRepertoireBar, shed_repertoire_bar, GTK_TYPE_WIDGET)

/* ---- what is known of the chosen tunes ---- */

static void
show_pause (ShedRepertoireBar *self, gboolean all_paused)
{
  const char *word = all_paused ? _("Resume") : _("Pause");
  const char *spoken = all_paused ? _("Resume the chosen tunes") : _("Pause the chosen tunes");

  if (g_strcmp0 (gtk_label_get_label (GTK_LABEL (self->pause_label)), word) == 0)
    return;
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->pause_button), all_paused ? "repertoire.resume" : "repertoire.pause");
  gtk_image_set_from_icon_name (self->pause_icon, all_paused ? "media-playback-start-symbolic" : "shed-pause-symbolic");
  gtk_label_set_label (GTK_LABEL (self->pause_label), word);
  gtk_widget_set_tooltip_text (self->pause_button, all_paused ? _("Resume (Ctrl+Shift+P)") : _("Pause (Ctrl+P)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->pause_button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedChosen) chosen = shed_chosen_load_finish (result, &error);
  ShedRepertoireBar *self = user_data;

  if (chosen == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_warning ("the chosen tunes were not counted: %s", error->message);
      return;
    }
  show_pause (self, chosen->n > 0 && chosen->n_paused == chosen->n);
  shed_tag_popover_set_tags (self->tags, chosen->tags, shed_tune_selection_get_n (self->selection));
}

static void
show_count (ShedRepertoireBar *self)
{
  guint n = shed_tune_selection_get_n (self->selection);
  g_autofree char *text = g_strdup_printf (ngettext ("%'u chosen", "%'u chosen", n), n);
  g_autofree char *number = g_strdup_printf ("%'u", n);

  /* While the bar slides away it goes on saying how many there were. */
  if (n == 0)
    return;
  gtk_label_set_label (self->count_label, self->narrow ? number : text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->count_label), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
load (ShedRepertoireBar *self)
{
  const char *repertoire_id = shed_context_get_repertoire_id (self->context);
  guint n = shed_tune_selection_get_n (self->selection);
  g_auto (GStrv) ids = NULL;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (n == 0 || repertoire_id == NULL)
    return;
  show_count (self);
  ids = shed_tune_selection_dup_ids (self->selection);
  self->cancellable = g_cancellable_new ();
  shed_chosen_load_async (shed_context_get_store (self->context), repertoire_id, (const char *const *)ids,
                          self->cancellable, loaded_cb, self);
}

/* ---- what is asked for ---- */

static void
tag_cb (ShedRepertoireBar *self, const char *name)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "repertoire.add-tag", "s", name);
}

static void
untag_cb (ShedRepertoireBar *self, const char *id)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "repertoire.untag", "s", id);
}

static int
get_chosen_day (ShedRepertoireBar *self)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (self->calendar);

  return shed_civil_from_ymd (g_date_time_get_year (date), g_date_time_get_month (date), g_date_time_get_day_of_month (date));
}

/* A calendar tells nobody who cannot see it which day is chosen; the button says it. */
static void
date_changed_cb (ShedRepertoireBar *self)
{
  ShedTimeFrame frame;
  g_autofree char *day = NULL;
  g_autofree char *text = NULL;

  if (self->context == NULL)
    return;
  frame = shed_context_get_frame (self->context);
  day = shed_time_text_day (get_chosen_day (self), &frame);
  /* Translators: a button; "Due on Saturday 21 November". */
  text = g_strdup_printf (_("Due on %s"), day);
  gtk_button_set_label (self->date_button, text);
}

/* Back to the row it was about, not to whatever is next to the bar. */
static void
date_closed_cb (ShedRepertoireBar *self)
{
  if (self->asked_from != NULL && gtk_widget_get_mapped (self->asked_from))
    gtk_widget_grab_focus (self->asked_from);
  g_clear_weak_pointer (&self->asked_from);
}

static void
date_chosen_cb (ShedRepertoireBar *self)
{
  int day = get_chosen_day (self);

  gtk_popover_popdown (self->date_popover);
  gtk_widget_activate_action (GTK_WIDGET (self), "repertoire.set-date", "i", day);
}

static GMenuModel *
make_goal_menu (void)
{
  g_autoptr (GMenu) menu = g_menu_new (), goals = g_menu_new (), usual = g_menu_new ();

  g_menu_append (usual, _("As the Repertoire Has It"), "repertoire.goal::");
  for (const ShedGoal *const *goal = shed_goal_list (); *goal != NULL; goal++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_((*goal)->name), NULL);

      g_menu_item_set_action_and_target (item, "repertoire.goal", "s", (*goal)->id);
      g_menu_append_item (goals, item);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (goals));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (usual));
  return G_MENU_MODEL (g_steal_pointer (&menu));
}

void
shed_repertoire_bar_ask_tag (ShedRepertoireBar *self)
{
  g_return_if_fail (SHED_IS_REPERTOIRE_BAR (self));
  gtk_menu_button_popup (self->tag_button);
}

void
shed_repertoire_bar_ask_goal (ShedRepertoireBar *self)
{
  g_return_if_fail (SHED_IS_REPERTOIRE_BAR (self));
  gtk_menu_button_popup (self->goal_button);
}

void
shed_repertoire_bar_ask_date (ShedRepertoireBar *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (GDateTime) date = NULL;
  int year, month, day;

  g_return_if_fail (SHED_IS_REPERTOIRE_BAR (self));

  g_set_weak_pointer (&self->asked_from, root != NULL ? gtk_root_get_focus (root) : NULL);
  shed_civil_to_ymd (shed_context_get_today (self->context) + 1, &year, &month, &day);
  date = g_date_time_new_local (year, month, day, 12, 0, 0);
  gtk_calendar_select_day (self->calendar, date);
  date_changed_cb (self);
  gtk_popover_popup (self->date_popover);
}

/* ---- the widget ---- */

static gboolean
narrow_cb (gpointer data)
{
  ShedRepertoireBar *self = data;
  GtkWidget *words[] = { self->practise_label, self->pause_label, self->goal_label, self->tag_label, self->remove_label };

  self->narrow_id = 0;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    gtk_widget_set_visible (words[i], !self->narrow);
  if (self->selection != NULL)
    show_count (self);
  return G_SOURCE_REMOVE;
}

static GtkSizeRequestMode
shed_repertoire_bar_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

/* The words do not count: they go when there is no room, and must not keep a window from becoming narrow. */
static void
shed_repertoire_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                             int *minimum_baseline, int *natural_baseline)
{
  ShedRepertoireBar *self = SHED_REPERTOIRE_BAR (widget);

  gtk_widget_measure (self->bar, orientation, -1, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL && gtk_widget_get_visible (self->pause_label))
    *minimum = MIN (*minimum, 320);
}

static void
shed_repertoire_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ShedRepertoireBar *self = SHED_REPERTOIRE_BAR (widget);
  int minimum, count;
  gboolean narrow;

  gtk_widget_measure (self->bar, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_measure (GTK_WIDGET (self->count_label), GTK_ORIENTATION_HORIZONTAL, -1, NULL, &count, NULL, NULL);
  gtk_widget_allocate (self->bar, MAX (width, minimum), height, baseline, NULL);
  gtk_popover_present (self->date_popover);
  if (gtk_widget_get_visible (self->pause_label))
    self->wide_width = minimum + count; /* its natural width has both sides alike */
  narrow = width < self->wide_width;
  if (narrow == self->narrow)
    return;
  self->narrow = narrow;
  if (self->narrow_id == 0)
    self->narrow_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, narrow_cb, self, NULL);
}

static void
shed_repertoire_bar_dispose (GObject *object)
{
  ShedRepertoireBar *self = SHED_REPERTOIRE_BAR (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->narrow_id, g_source_remove);
  g_clear_weak_pointer (&self->asked_from);
  if (self->date_popover != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->date_popover));
  self->date_popover = NULL;
  g_clear_object (&self->selection);
  g_clear_object (&self->context);
  gtk_widget_dispose_template (GTK_WIDGET (self), SHED_TYPE_REPERTOIRE_BAR);

  G_OBJECT_CLASS (shed_repertoire_bar_parent_class)->dispose (object);
}

static void
shed_repertoire_bar_class_init (ShedRepertoireBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = shed_repertoire_bar_dispose;
  widget_class->get_request_mode = shed_repertoire_bar_get_request_mode;
  widget_class->measure = shed_repertoire_bar_measure;
  widget_class->size_allocate = shed_repertoire_bar_size_allocate;

  g_type_ensure (SHED_TYPE_TAG_POPOVER);
  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-repertoire-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireBar, bar);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireBar, count_label);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireBar, practise_label);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireBar, pause_label);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireBar, goal_label);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireBar, tag_label);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireBar, remove_label);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireBar, pause_icon);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireBar, pause_button);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireBar, goal_button);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireBar, tag_button);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireBar, more_button);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireBar, tags);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireBar, date_popover);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireBar, calendar);
  gtk_widget_class_bind_template_callback (widget_class, tag_cb);
  gtk_widget_class_bind_template_callback (widget_class, untag_cb);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireBar, date_button);
  gtk_widget_class_bind_template_callback (widget_class, date_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, date_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, date_closed_cb);
}

static void
shed_repertoire_bar_init (ShedRepertoireBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  shed_calendar_choose_by_keys (self->calendar);
  /* A menu button that has a menu takes no second popover, so this one hangs on it by hand. */
  gtk_widget_set_parent (GTK_WIDGET (self->date_popover), GTK_WIDGET (self));
}

/**
 * shed_repertoire_bar_set_context:
 * @self: the bar
 * @context: of the window; once
 * @selection: the chosen tunes
 * @more: everything else that can be done with them
 */
void
shed_repertoire_bar_set_context (ShedRepertoireBar *self, ShedContext *context, ShedTuneSelection *selection, GMenuModel *more)
{
  g_autoptr (GMenuModel) goals = make_goal_menu ();

  g_return_if_fail (SHED_IS_REPERTOIRE_BAR (self));
  g_return_if_fail (self->context == NULL);

  self->context = g_object_ref (context);
  self->selection = g_object_ref (selection);
  gtk_menu_button_set_menu_model (self->goal_button, goals);
  gtk_menu_button_set_menu_model (self->more_button, more);
  g_signal_connect_object (selection, "notify::n-selected", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (shed_context_get_store (context), "changed", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
}

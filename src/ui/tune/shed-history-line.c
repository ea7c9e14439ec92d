/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places dots by their time, then pushes apart what would overlap. Time runs with the direction of reading. */
#include "shed-history-line.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "shed-civil.h"
#include "shed-rating-buttons.h"

#define DOT 24
#define LABEL_GAP 2
#define LINE_HEIGHT 1

struct _ShedHistoryLine
{
  GtkWidget parent_instance;

  GPtrArray *dots;    /* GtkWidget, not owned */
  GArray    *times;   /* gint64 */
  gint64     now_ms;
  GtkWidget *first_label;
  GtkWidget *last_label;
};

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ShedHistoryLine, shed_history_line, GTK_TYPE_WIDGET)

static int
rating_of (ShedEvent *event)
{
  g_autofree char *kind = NULL;
  int rating;

  g_object_get (event, "kind", &kind, "rating", &rating, NULL);
  return g_strcmp0 (kind, "rating") == 0 && rating >= 1 && rating <= 4 ? rating : 0;
}

/**
 * shed_event_text_name:
 * @event: of a tune's history
 *
 * Returns: (transfer full): what it was
 */
char *
shed_event_text_name (ShedEvent *event)
{
  g_autofree char *kind = NULL;
  int rating = rating_of (event);

  g_object_get (event, "kind", &kind, NULL);
  if (rating > 0)
    return g_strdup (shed_rating_get_name (rating));
  if (g_strcmp0 (kind, "known") == 0)
    return g_strdup (_("Known"));
  if (g_strcmp0 (kind, "due") == 0)
    return g_strdup (_("Date set"));
  if (g_strcmp0 (kind, "time") == 0)
    return g_strdup (_("Practised"));
  return g_strdup (_("Remark"));
}

const char *
shed_event_text_icon (ShedEvent *event)
{
  g_autofree char *kind = NULL;
  int rating = rating_of (event);

  g_object_get (event, "kind", &kind, NULL);
  if (rating > 0)
    return shed_rating_get_icon_name (rating);
  if (g_strcmp0 (kind, "known") == 0)
    return "shed-known-symbolic";
  return g_strcmp0 (kind, "due") == 0 ? "shed-put-off-symbolic" : "shed-practice-symbolic";
}

const char *
shed_event_text_css_class (ShedEvent *event)
{
  int rating = rating_of (event);

  return rating > 0 ? shed_rating_get_css_class (rating) : NULL;
}

/**
 * shed_event_text_line:
 * @event: of a tune's history
 * @frame: from where it is looked at
 *
 * Returns: (transfer full): what it was, when, and what followed
 */
char *
shed_event_text_line (ShedEvent *event, const ShedTimeFrame *frame)
{
  g_autofree char *name = shed_event_text_name (event);
  g_autofree char *kind = NULL;
  g_autofree char *when = NULL;
  gint64 answered_at, due_at;
  int interval_days;
  gboolean counts;

  g_object_get (event, "kind", &kind, "answered-at", &answered_at, "due-at", &due_at, "interval-days", &interval_days, "counts",
                &counts, NULL);
  when = shed_time_text_exact (answered_at, frame);
  if (interval_days > 0)
    {
      g_autofree char *span = shed_time_text_span (interval_days);

      return counts ? /* Translators: "Good, 21 November 2026, 09:50, next after 9 days" */
                      g_strdup_printf (_("%s, %s, next after %s"), name, when, span)
                    : /* Translators: "Good, 21 November 2026, 09:50, next after 9 days, taken back" */
                      g_strdup_printf (_("%s, %s, next after %s, taken back"), name, when, span);
    }
  if (g_strcmp0 (kind, "due") == 0 && due_at != 0)
    {
      g_autofree char *day = shed_time_text_day (shed_practice_day (due_at, frame->time_zone, frame->day_start_minutes), frame);

      return counts ? /* Translators: "Date set, 21 November 2026, 09:50, to 29 November" */
                      g_strdup_printf (_("%s, %s, to %s"), name, when, day)
                    : /* Translators: "Date set, 21 November 2026, 09:50, to 29 November, taken back" */
                      g_strdup_printf (_("%s, %s, to %s, taken back"), name, when, day);
    }
  return counts ? /* Translators: "Known, 21 November 2026, 09:50" */
                  g_strdup_printf (_("%s, %s"), name, when)
                : /* Translators: "Known, 21 November 2026, 09:50, taken back" */
                  g_strdup_printf (_("%s, %s, taken back"), name, when);
}

static void
dot_clicked_cb (ShedHistoryLine *self, GtkWidget *dot)
{
  g_signal_emit (self, signals[CHOSEN], 0, g_object_get_data (G_OBJECT (dot), "event"), dot);
}

static GtkWidget *
make_dot (ShedHistoryLine *self, ShedEvent *event, const ShedTimeFrame *frame)
{
  GtkWidget *dot = gtk_button_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (shed_event_text_icon (event));
  g_autofree char *line = shed_event_text_line (event, frame);
  const char *css_class = shed_event_text_css_class (event);
  gboolean counts;

  g_object_get (event, "counts", &counts, NULL);
  gtk_button_set_child (GTK_BUTTON (dot), icon);
  gtk_widget_add_css_class (dot, "flat");
  gtk_widget_add_css_class (dot, "history-dot");
  if (css_class != NULL)
    gtk_widget_add_css_class (icon, css_class);
  if (!counts)
    gtk_widget_add_css_class (dot, "dim-label");
  gtk_widget_set_tooltip_text (dot, line);
  gtk_accessible_update_property (GTK_ACCESSIBLE (dot), GTK_ACCESSIBLE_PROPERTY_LABEL, line, -1);
  g_object_set_data_full (G_OBJECT (dot), "event", g_object_ref (event), g_object_unref);
  g_signal_connect_object (dot, "clicked", G_CALLBACK (dot_clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (dot, GTK_WIDGET (self));
  return dot;
}

static void
shed_history_line_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                           int *minimum_baseline, int *natural_baseline)
{
  ShedHistoryLine *self = SHED_HISTORY_LINE (widget);
  int first, last;

  gtk_widget_measure (self->first_label, orientation, -1, &first, NULL, NULL, NULL);
  gtk_widget_measure (self->last_label, orientation, -1, &last, NULL, NULL, NULL);
  for (guint i = 0; i < self->dots->len; i++)
    gtk_widget_measure (g_ptr_array_index (self->dots, i), orientation, -1, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MAX (2 * DOT, first + last);
      *natural = MAX (*minimum, 300);
    }
  else
    *minimum = *natural = DOT + LABEL_GAP + MAX (first, last);
}

static void
shed_history_line_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ShedHistoryLine *self = SHED_HISTORY_LINE (widget);
  const guint n = self->dots->len;
  const double room = MAX (width - DOT, 1);
  const gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  g_autofree double *x = g_new (double, n + 1);
  double gap = n > 1 ? MIN (18, room / (n - 1)) : 0;
  int label_height, label_width;

  if (n > 0)
    {
      gint64 first = g_array_index (self->times, gint64, 0);
      double span = MAX (self->now_ms - first, 1);

      for (guint i = 0; i < n; i++)
        x[i] = CLAMP ((g_array_index (self->times, gint64, i) - first) / span, 0, 1) * room;
      for (guint i = 1; i < n; i++)
        x[i] = MAX (x[i], x[i - 1] + gap);
      x[n - 1] = MIN (x[n - 1], room);
      for (guint i = n - 1; i > 0; i--)
        x[i - 1] = MIN (x[i - 1], x[i] - gap);
    }
  for (guint i = 0; i < n; i++)
    {
      int minimum;
      GtkWidget *dot = g_ptr_array_index (self->dots, i);

      gtk_widget_measure (dot, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      gtk_widget_size_allocate (dot, &(GtkAllocation) { (int) (mirrored ? room - x[i] : x[i]), 0, MAX (DOT, minimum), DOT }, -1);
    }
  gtk_widget_measure (self->first_label, GTK_ORIENTATION_VERTICAL, -1, &label_height, NULL, NULL, NULL);
  gtk_widget_measure (self->first_label, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &label_width, NULL, NULL);
  gtk_widget_size_allocate (
    self->first_label,
    &(GtkAllocation){ mirrored ? width - label_width : 0, DOT + LABEL_GAP, label_width, label_height }, -1);
  gtk_widget_measure (self->last_label, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &label_width, NULL, NULL);
  gtk_widget_size_allocate (
    self->last_label,
    &(GtkAllocation){ mirrored ? 0 : width - label_width, DOT + LABEL_GAP, label_width, label_height }, -1);
}

static void
shed_history_line_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  colour.alpha *= 0.2f;
  gtk_snapshot_append_color (snapshot, &colour,
                             &GRAPHENE_RECT_INIT (DOT / 2.0f, DOT / 2.0f, MAX (gtk_widget_get_width (widget) - DOT, 0),
                                                  LINE_HEIGHT));
  GTK_WIDGET_CLASS (shed_history_line_parent_class)->snapshot (widget, snapshot);
}

static void
clear_dots (ShedHistoryLine *self)
{
  for (guint i = 0; i < self->dots->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->dots, i));
  g_ptr_array_set_size (self->dots, 0);
  g_array_set_size (self->times, 0);
}

static void
shed_history_line_dispose (GObject *object)
{
  ShedHistoryLine *self = SHED_HISTORY_LINE (object);

  clear_dots (self);
  g_clear_pointer (&self->first_label, gtk_widget_unparent);
  g_clear_pointer (&self->last_label, gtk_widget_unparent);

  G_OBJECT_CLASS (shed_history_line_parent_class)->dispose (object);
}

static void
shed_history_line_finalize (GObject *object)
{
  ShedHistoryLine *self = SHED_HISTORY_LINE (object);

  g_ptr_array_unref (self->dots);
  g_array_unref (self->times);

  G_OBJECT_CLASS (shed_history_line_parent_class)->finalize (object);
}

static void
shed_history_line_class_init (ShedHistoryLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = shed_history_line_dispose;
  object_class->finalize = shed_history_line_finalize;
  widget_class->measure = shed_history_line_measure;
  widget_class->size_allocate = shed_history_line_size_allocate;
  widget_class->snapshot = shed_history_line_snapshot;

  signals[CHOSEN] = g_signal_new ("chosen", SHED_TYPE_HISTORY_LINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                  SHED_TYPE_EVENT, GTK_TYPE_WIDGET);

  gtk_widget_class_set_css_name (widget_class, "historyline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
make_label (ShedHistoryLine *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_parent (label, GTK_WIDGET (self));
  return label;
}

static void
shed_history_line_init (ShedHistoryLine *self)
{
  self->dots = g_ptr_array_new ();
  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->first_label = make_label (self);
  self->last_label = make_label (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Practice over time"), -1);
}

/**
 * shed_history_line_show:
 * @self: the line
 * @events: (element-type ShedEvent): oldest first
 * @frame: from where they are looked at
 */
void
shed_history_line_show (ShedHistoryLine *self, GPtrArray *events, const ShedTimeFrame *frame)
{
  guint first = events->len > SHED_HISTORY_LINE_MAX_DOTS ? events->len - SHED_HISTORY_LINE_MAX_DOTS : 0;

  g_return_if_fail (SHED_IS_HISTORY_LINE (self));

  clear_dots (self);
  self->now_ms = frame->now_ms;
  for (guint i = first; i < events->len; i++)
    {
      ShedEvent *event = g_ptr_array_index (events, i);
      gint64 at;

      g_object_get (event, "answered-at", &at, NULL);
      g_array_append_val (self->times, at);
      g_ptr_array_add (self->dots, make_dot (self, event, frame));
    }
  if (self->times->len > 0)
    {
      g_autofree char *text = shed_time_text_relative (g_array_index (self->times, gint64, 0), frame);

      gtk_label_set_label (GTK_LABEL (self->first_label), text);
    }
  gtk_label_set_label (GTK_LABEL (self->last_label), _("today"));
  gtk_widget_set_visible (self->last_label, self->times->len > 1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days off are a sorted set of civil days. Days that are over are kept for a year, so that a wrong clock loses none. */
#include "shed-days-off-row.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "shed-calendar-keys.h"
#include "shed-civil.h"
#include "shed-ui.h"

#define KEPT_DAYS 366
/* The schedule reads no more. */
#define MAX_DAYS 4000

struct _ShedDaysOffRow
{
  AdwExpanderRow parent_instance;

  GArray       *days; /* int, sorted, each once */
  GPtrArray    *rows; /* GtkWidget, not owned */
  int           today;

  GtkPopover    *popover;
  GtkCalendar   *calendar;
  GtkSpinButton *length;
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ShedDaysOffRow, shed_days_off_row, ADW_TYPE_EXPANDER_ROW)

static int
compare_days (gconstpointer a, gconstpointer b)
{
  const int *first = a, *second = b;

  return *first < *second ? -1 : *first > *second;
}

static void
sort_days (ShedDaysOffRow *self)
{
  g_array_sort (self->days, compare_days);
  for (guint i = 1; i < self->days->len;)
    if (g_array_index (self->days, int, i) == g_array_index (self->days, int, i - 1))
      g_array_remove_index (self->days, i);
    else
      i++;
  while (self->days->len > 0 && self->today != SHED_DAY_NONE && g_array_index (self->days, int, 0) < self->today - KEPT_DAYS)
    g_array_remove_index (self->days, 0);
  if (self->days->len > MAX_DAYS)
    g_array_set_size (self->days, MAX_DAYS);
}

static char *
day_text (int day)
{
  int year, month, day_of_month;
  g_autoptr (GDateTime) date = NULL;
  char *text;

  shed_civil_to_ymd (day, &year, &month, &day_of_month);
  date = g_date_time_new_utc (year, month, day_of_month, 12, 0, 0);
  /* Translators: a day with its year, see g_date_time_format(): "24 December 2026". */
  text = date != NULL ? g_date_time_format (date, _("%-e %B %Y")) : NULL;
  return text != NULL ? text : g_strdup ("");
}

static void show_days (ShedDaysOffRow *self);

static void
remove_clicked_cb (ShedDaysOffRow *self, GtkWidget *button)
{
  int first = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "first"));
  int last = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "last"));

  for (guint i = 0; i < self->days->len;)
    if (g_array_index (self->days, int, i) >= first && g_array_index (self->days, int, i) <= last)
      g_array_remove_index (self->days, i);
    else
      i++;
  show_days (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
add_range_row (ShedDaysOffRow *self, int first, int last)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *from = day_text (first);
  g_autofree char *to = day_text (last);
  /* Translators: from one day to another: "24 December 2026 – 2 January 2027". */
  g_autofree char *title = first == last ? g_strdup (from) : g_strdup_printf (_("%s – %s"), from, to);
  g_autofree char *label = g_strdup_printf (_("Remove %s"), title);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (last > first)
    {
      int n = last - first + 1;
      g_autofree char *subtitle = g_strdup_printf (ngettext ("%d day", "%d days", n), n);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
    }
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data (G_OBJECT (button), "first", GINT_TO_POINTER (first));
  g_object_set_data (G_OBJECT (button), "last", GINT_TO_POINTER (last));
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_clicked_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
show_days (ShedDaysOffRow *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < self->days->len; i++)
    {
      int first = g_array_index (self->days, int, i), last = first;

      if (self->today != SHED_DAY_NONE && first < self->today)
        continue;
      while (i + 1 < self->days->len && g_array_index (self->days, int, i + 1) == last + 1)
        {
          last++;
          i++;
        }
      add_range_row (self, first, last);
    }
}

static void
add_clicked_cb (ShedDaysOffRow *self)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (self->calendar);
  int first = shed_civil_from_ymd (g_date_time_get_year (date), g_date_time_get_month (date),
                                   g_date_time_get_day_of_month (date));
  int n = gtk_spin_button_get_value_as_int (self->length);

  for (int day = first; day < first + n; day++)
    g_array_append_val (self->days, day);
  sort_days (self);
  gtk_popover_popdown (self->popover);
  gtk_spin_button_set_value (self->length, 1);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
  show_days (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
shed_days_off_row_finalize (GObject *object)
{
  ShedDaysOffRow *self = SHED_DAYS_OFF_ROW (object);

  g_array_unref (self->days);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (shed_days_off_row_parent_class)->finalize (object);
}

static void
shed_days_off_row_class_init (ShedDaysOffRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = shed_days_off_row_finalize;

  signals[CHANGED] = g_signal_new ("changed", SHED_TYPE_DAYS_OFF_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                   0);

  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-days-off-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedDaysOffRow, popover);
  gtk_widget_class_bind_template_child (widget_class, ShedDaysOffRow, calendar);
  gtk_widget_class_bind_template_child (widget_class, ShedDaysOffRow, length);
  gtk_widget_class_bind_template_child_full (widget_class, "take_off", FALSE, 0);
  gtk_widget_class_bind_template_callback (widget_class, add_clicked_cb);
}

static void
shed_days_off_row_init (ShedDaysOffRow *self)
{
  self->days = g_array_new (FALSE, FALSE, sizeof (int));
  self->rows = g_ptr_array_new ();
  self->today = SHED_DAY_NONE;
  gtk_widget_init_template (GTK_WIDGET (self));
  shed_calendar_choose_by_keys (self->calendar);
  /* Before the days that are chosen have been read, a choice would overwrite them. */
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
}

/**
 * shed_days_off_row_set_json:
 * @self: the row
 * @json: (nullable): a list of civil days; what is none is passed over
 * @frame: from where days are looked at
 */
void
shed_days_off_row_set_json (ShedDaysOffRow *self, const char *json, const ShedTimeFrame *frame)
{
  g_autoptr (JsonNode) node = json != NULL ? json_from_string (json, NULL) : NULL;
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  int year, month, day_of_month;
  int before = self->today;
  g_autoptr (GDateTime) today = NULL;

  g_return_if_fail (SHED_IS_DAYS_OFF_ROW (self));

  self->today = shed_practice_day (frame->now_ms, frame->time_zone, frame->day_start_minutes);
  g_array_set_size (self->days, 0);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      int day = SHED_DAY_NONE;

      if (json_node_get_value_type (element) == G_TYPE_STRING)
        day = shed_civil_parse (json_node_get_string (element));
      if (day != SHED_DAY_NONE)
        g_array_append_val (self->days, day);
    }
  sort_days (self);
  shed_civil_to_ymd (self->today, &year, &month, &day_of_month);
  today = g_date_time_new_local (year, month, day_of_month, 12, 0, 0);
  /* A day that somebody is about to choose stays chosen. */
  if (today != NULL && self->today != before)
    gtk_calendar_select_day (self->calendar, today);
  show_days (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
}

/**
 * shed_days_off_row_dup_json:
 * @self: the row
 *
 * Returns: (transfer full): the days as a preference holds them
 */
char *
shed_days_off_row_dup_json (ShedDaysOffRow *self)
{
  GString *json = g_string_new ("[");

  g_return_val_if_fail (SHED_IS_DAYS_OFF_ROW (self), NULL);

  for (guint i = 0; i < self->days->len; i++)
    {
      g_autofree char *day = shed_civil_format (g_array_index (self->days, int, i));

      g_string_append_printf (json, "%s\"%s\"", i > 0 ? "," : "", day);
    }
  g_string_append_c (json, ']');
  return g_string_free (json, FALSE);
}

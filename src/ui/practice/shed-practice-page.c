/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Practice view: today's queue of the current repertoire, as a list and as cards. It shows a ShedPractice and turns keys and
 * buttons into its verbs and into commands; it computes nothing. */
#include "shed-practice-page.h"

#include <glib/gi18n.h>

#include "shed-civil.h"
#include "shed-page.h"
#include "shed-practice-cards.h"
#include "shed-practice-row.h"
#include "shed-practice-rows.h"
#include "shed-practice.h"
#include "shed-row-box.h"
#include "shed-ui.h"

#define MORE_TUNES 5
#define DAY_CHECK_SECONDS 30
/* Defaults of "I know these": first reviews over eight weeks, at most five a day. */
#define KNOWN_SPREAD_DAYS 56
#define KNOWN_MAX_A_DAY 5

struct _ShedPracticePage
{
  AdwBin parent_instance;

  ShedContext        *context;
  ShedPractice       *practice;
  ShedPracticeRows   *rows;
  GtkSingleSelection *selection;
  char               *view;      /* "list" or "cards" */
  gboolean            settled;   /* an answer has been shown once */
  gboolean            setting_calendar;
  gboolean            wants_focus;
  guint               check_id;
  GtkWindow          *window;    /* weak; while rooted */

  GtkWidget         *rollover_bar;
  GtkLabel          *rollover_label;
  GtkButton         *rollover_submit;
  GtkStack          *stack;
  GtkLabel          *date_label;
  GtkLabel          *counts_label;
  GtkMenuButton     *day_button;
  GtkPopover        *day_popover;
  GtkCalendar       *calendar;
  GtkStack          *day_stack;
  GtkListView       *list;
  ShedPracticeCards *cards;
  AdwStatusPage     *no_tunes;
  AdwStatusPage     *done;
  GtkButton         *done_more;
  GtkRevealer       *staged_revealer;
  GtkLabel          *staged_label;
  GtkButton         *submit_button;
};

enum { PROP_0, PROP_CONTEXT, PROP_VIEW, PROP_SHOW_SUBMITTED, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void page_iface_init (ShedPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ShedPracticePage, shed_practice_page, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (SHED_TYPE_PAGE, page_iface_init))

static guint
get_count (ShedPracticePage *self, const char *property)
{
  guint count = 0;

  g_object_get (self->practice, property, &count, NULL);
  return count;
}

static int
get_day_property (ShedPracticePage *self, const char *property)
{
  int day = SHED_DAY_NONE;

  g_object_get (self->practice, property, &day, NULL);
  return day;
}

static gboolean
shows_cards (ShedPracticePage *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->day_stack), "cards") == 0;
}

static gboolean
shows_list (ShedPracticePage *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->day_stack), "list") == 0;
}

/* The tune that keys mean: the card in view, or the selected row. */
static ShedQueueItem *
current_item (ShedPracticePage *self)
{
  gpointer selected;

  if (shows_cards (self))
    return shed_practice_cards_get_item (self->cards);
  if (!shows_list (self))
    return NULL;
  selected = gtk_single_selection_get_selected_item (self->selection);
  return SHED_IS_QUEUE_ITEM (selected) ? selected : NULL;
}

static void
update_item_actions (ShedPracticePage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  ShedQueueItem *item = current_item (self);
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
update_head (ShedPracticePage *self)
{
  ShedTimeFrame frame = shed_context_get_frame (self->context);
  int day = shed_practice_get_day (self->practice);
  int today = shed_practice_get_today (self->practice);
  guint n_due = get_count (self, "n-due"), n_new = get_count (self, "n-new"), n_done = get_count (self, "n-done");
  guint minutes = get_count (self, "minutes");
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *date = NULL;
  g_autofree char *counts = NULL;
  int year, month, day_of_month;
  g_autoptr (GDateTime) shown = NULL;

  if (day == SHED_DAY_NONE)
    day = today;
  if (day == SHED_DAY_NONE)
    return;
  date = shed_time_text_day (day, &frame);
  gtk_label_set_label (self->date_label, date);

  /* Translators: parts of the head of the day, as "8 due · 3 new · 4 done · 18 min". */
  g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u due", "%u due", n_due), n_due));
  if (n_new > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u new", "%u new", n_new), n_new));
  if (n_done > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u done", "%u done", n_done), n_done));
  if (minutes > 0)
    g_ptr_array_add (parts, shed_time_text_minutes (minutes));
  g_ptr_array_add (parts, NULL);
  counts = g_strjoinv (" · ", (char **) parts->pdata);
  gtk_label_set_label (self->counts_label, counts);

  if (day == today)
    gtk_menu_button_set_label (self->day_button, _("Today"));
  else
    {
      g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc ((gint64) day * 86400);
      /* Translators: a day on a button, see g_date_time_format(): "22 Nov". */
      g_autofree char *label = at != NULL ? g_date_time_format (at, _("%-e %b")) : NULL;

      gtk_menu_button_set_label (self->day_button, label != NULL ? label : "");
    }
  shed_civil_to_ymd (day, &year, &month, &day_of_month);
  shown = g_date_time_new_local (year, month, day_of_month, 12, 0, 0);
  if (shown != NULL)
    {
      self->setting_calendar = TRUE;
      gtk_calendar_select_day (self->calendar, shown);
      self->setting_calendar = FALSE;
    }
}

static void
update_staged (ShedPracticePage *self)
{
  guint n = get_count (self, "n-staged");
  g_autofree char *rated = g_strdup_printf (ngettext ("%u rated", "%u rated", n), n);
  g_autofree char *submit = g_strdup_printf (_("_Submit %u"), n);

  if (n > 0)
    {
      gtk_label_set_label (self->staged_label, rated);
      gtk_button_set_label (self->submit_button, submit);
      gtk_button_set_use_underline (self->submit_button, TRUE);
    }
  gtk_revealer_set_reveal_child (self->staged_revealer, n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "practice.submit", n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "practice.discard", n > 0);
}

static void
update_rollover (ShedPracticePage *self)
{
  int day = get_day_property (self, "rollover-day");
  guint n = get_count (self, "n-rollover");
  int today = shed_practice_get_today (self->practice);

  if (day == SHED_DAY_NONE || n == 0 || today == SHED_DAY_NONE)
    {
      gtk_info_bar_set_revealed (GTK_INFO_BAR (self->rollover_bar), FALSE);
      return;
    }
  else
    {
      ShedTimeFrame frame = shed_context_get_frame (self->context);
      gboolean near = today - day < 7;
      g_autofree char *now_name = shed_time_text_weekday (today);
      g_autofree char *then_name = near ? shed_time_text_weekday (day) : shed_time_text_day (day, &frame);
      /* Translators: "It is Sunday now. 3 ratings from Saturday wait." */
      g_autofree char *text = g_strdup_printf (ngettext ("It is %s now. %u rating from %s waits.",
                                                         "It is %s now. %u ratings from %s wait.", n),
                                               now_name, n, then_name);
      g_autofree char *submit = g_strdup_printf (_("_Submit as %s"), then_name);

      gtk_label_set_label (self->rollover_label, text);
      gtk_button_set_label (self->rollover_submit, submit);
      gtk_button_set_use_underline (self->rollover_submit, TRUE);
      gtk_info_bar_set_revealed (GTK_INFO_BAR (self->rollover_bar), TRUE);
    }
}

/* What an empty day says: what was done, and when there is something again. */
static void
describe_empty_day (ShedPracticePage *self)
{
  ShedTimeFrame frame = shed_context_get_frame (self->context);
  guint n_done = get_count (self, "n-done"), minutes = get_count (self, "minutes"), n_next = get_count (self, "n-next");
  int next_day = get_day_property (self, "next-day");
  int today = shed_practice_get_today (self->practice);
  int day = shed_practice_get_day (self->practice);
  gboolean is_today = day == SHED_DAY_NONE || day == today;
  GString *text = g_string_new (NULL);

  if (n_done > 0)
    {
      g_string_append_printf (text, ngettext ("You practised %u tune", "You practised %u tunes", n_done), n_done);
      if (minutes > 0)
        {
          g_autofree char *spent = shed_time_text_minutes (minutes);

          g_string_append_printf (text, _(" in %s"), spent);
        }
      g_string_append_c (text, '.');
    }
  if (next_day != SHED_DAY_NONE && n_next > 0)
    {
      g_autofree char *name = next_day == today + 1 ? g_strdup (_("Tomorrow"))
                              : next_day - today < 7 ? shed_time_text_weekday (next_day)
                                                     : shed_time_text_day (next_day, &frame);

      if (text->len > 0)
        g_string_append_c (text, ' ');
      /* Translators: "Tomorrow: 6 tunes." */
      g_string_append_printf (text, ngettext ("%s: %u tune.", "%s: %u tunes.", n_next), name, n_next);
    }
  adw_status_page_set_title (self->done, n_done > 0 ? (is_today ? _("Done for Today") : _("Done for That Day"))
                                                    : (is_today ? _("Nothing Due Today") : _("Nothing Due That Day")));
  adw_status_page_set_description (self->done, text->len > 0 ? text->str : NULL);
  gtk_button_set_label (self->done_more, n_done > 0 ? _("_Five More") : _("_Practise Ahead"));
  gtk_button_set_use_underline (self->done_more, TRUE);
  g_string_free (text, TRUE);
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
      else if (shed_repertoire_get_n_tunes (repertoire) == 0 && get_count (self, "n-done") == 0)
        gtk_stack_set_visible_child_name (self->day_stack, "no-tunes");
      else
        {
          describe_empty_day (self);
          gtk_stack_set_visible_child_name (self->day_stack, "done");
        }
      gtk_stack_set_visible_child_name (self->stack, "day");
      update_head (self);
    }
  update_item_actions (self);
}

static void
grab_list_focus (ShedPracticePage *self, guint position)
{
  GtkWidget *child;
  g_autoptr (GObject) wanted = g_list_model_get_item (G_LIST_MODEL (self->rows), position);

  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
  for (child = gtk_widget_get_first_child (GTK_WIDGET (self->list)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *row = gtk_widget_get_first_child (child);

      if (SHED_IS_PRACTICE_ROW (row) && (gpointer) shed_practice_row_get_item (SHED_PRACTICE_ROW (row)) == wanted)
        {
          gtk_widget_grab_focus (child);
          return;
        }
    }
}

/* The next row from a position on that is a tune, in steps of by. GTK_INVALID_LIST_POSITION: none. */
static guint
tune_row_from (ShedPracticePage *self, gint64 position, int by)
{
  gint64 n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));

  for (; position >= 0 && position < n; position += by)
    {
      g_autoptr (GObject) row = g_list_model_get_item (G_LIST_MODEL (self->rows), (guint) position);

      if (SHED_IS_QUEUE_ITEM (row))
        return (guint) position;
    }
  return GTK_INVALID_LIST_POSITION;
}

static void
select_row (ShedPracticePage *self, guint position, gboolean focus)
{
  if (position == GTK_INVALID_LIST_POSITION)
    return;
  gtk_single_selection_set_selected (self->selection, position);
  if (focus)
    grab_list_focus (self, position);
}

static void
take_focus (ShedPracticePage *self)
{
  if (shows_cards (self))
    gtk_widget_grab_focus (GTK_WIDGET (self->cards));
  else if (shows_list (self))
    {
      guint selected = gtk_single_selection_get_selected (self->selection);

      select_row (self, tune_row_from (self, selected == GTK_INVALID_LIST_POSITION ? 0 : selected, 1), TRUE);
    }
  else
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
settled_cb (ShedPracticePage *self)
{
  self->settled = TRUE;
  update_state (self);
  update_staged (self);
  update_rollover (self);
  if (shows_list (self) && current_item (self) == NULL)
    select_row (self, tune_row_from (self, 0, 1), FALSE);
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

static void
retry_cb (ShedPracticePage *self)
{
  shed_practice_reload (self->practice);
}

static void
rate (ShedPracticePage *self, ShedQueueItem *item, int rating, gboolean go_on)
{
  gboolean taken_off = shed_queue_item_get (item)->staged_rating == rating;

  shed_practice_stage (self->practice, item, rating);
  if (!go_on || taken_off)
    return;
  if (shows_cards (self))
    shed_practice_cards_move (self->cards, 1);
  else
    {
      guint position = shed_practice_rows_find (self->rows, item);

      if (position != GTK_INVALID_LIST_POSITION)
        select_row (self, tune_row_from (self, (gint64) position + 1, 1), TRUE);
    }
}

static void
rate_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (widget);
  ShedQueueItem *item = current_item (self);

  if (item != NULL)
    rate (self, item, g_variant_get_int32 (parameter), TRUE);
}

static void
row_rated_cb (ShedPracticePage *self, int rating, ShedPracticeRow *row)
{
  ShedQueueItem *item = shed_practice_row_get_item (row);

  if (item == NULL)
    return;
  select_row (self, shed_practice_rows_find (self->rows, item), FALSE);
  rate (self, item, rating, FALSE);
}

static void
card_rated_cb (ShedPracticePage *self, int rating)
{
  ShedQueueItem *item = shed_practice_cards_get_item (self->cards);

  if (item != NULL)
    rate (self, item, rating, TRUE);
}

static void
row_menu_opened_cb (ShedPracticePage *self, ShedPracticeRow *row)
{
  ShedQueueItem *item = shed_practice_row_get_item (row);

  if (item != NULL)
    select_row (self, shed_practice_rows_find (self->rows, item), FALSE);
  update_item_actions (self);
}

static void
row_activated_cb (ShedPracticePage *self, guint position)
{
  g_autoptr (GObject) row = g_list_model_get_item (G_LIST_MODEL (self->rows), position);

  if (SHED_IS_QUEUE_ITEM (row))
    shed_context_open_tune (self->context, shed_queue_item_get (SHED_QUEUE_ITEM (row))->tune_id);
}

static void
open_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (widget);
  ShedQueueItem *item = current_item (self);

  if (item != NULL)
    shed_context_open_tune (self->context, shed_queue_item_get (item)->tune_id);
}

static void
pause_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (widget);
  ShedQueueItem *item = current_item (self);
  const ShedQueueItemData *data = item != NULL ? shed_queue_item_get (item) : NULL;

  if (data != NULL)
    shed_context_run (self->context,
                      shed_command_set_paused (shed_context_get_repertoire_id (self->context),
                                               (const char *const[]) { data->tune_id, NULL }, !data->paused));
}

static void
put_off_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (widget);
  ShedQueueItem *item = current_item (self);

  if (item != NULL)
    shed_context_run (self->context,
                      shed_command_put_off (shed_context_get_repertoire_id (self->context),
                                            (const char *const[]) { shed_queue_item_get (item)->tune_id, NULL }));
}

static void
known_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (widget);
  ShedQueueItem *item = current_item (self);

  if (item != NULL)
    shed_context_run (self->context,
                      shed_command_mark_known (shed_context_get_repertoire_id (self->context),
                                               (const char *const[]) { shed_queue_item_get (item)->tune_id, NULL },
                                               KNOWN_SPREAD_DAYS, KNOWN_MAX_A_DAY));
}

static void
start_afresh_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (widget);
  ShedQueueItem *item = current_item (self);

  if (item != NULL)
    shed_context_run (self->context, shed_command_start_afresh (shed_context_get_repertoire_id (self->context),
                                                                shed_queue_item_get (item)->tune_id));
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedPracticePage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!shed_practice_submit_finish (SHED_PRACTICE (source), result, &error) && self->context != NULL)
    shed_context_report (self->context, error);
}

static void
submit_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (widget);

  shed_practice_submit_async (self->practice, submitted_cb, g_object_ref (self));
}

static void
discard_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  shed_practice_discard (SHED_PRACTICE_PAGE (widget)->practice);
}

static void
add_more_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  shed_practice_add_more (SHED_PRACTICE_PAGE (widget)->practice, MORE_TUNES);
}

static void
day_reset_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedPracticePage) self = user_data;
  g_autoptr (ShedCommand) command = shed_context_run_finish (SHED_CONTEXT (source), result);

  if (command != NULL && self->context != NULL)
    shed_practice_reload (self->practice);
}

static void
reset_day_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (widget);
  const char *repertoire_id = shed_context_get_repertoire_id (self->context);
  int day = shed_practice_get_day (self->practice);

  if (repertoire_id == NULL)
    return;
  if (day == SHED_DAY_NONE)
    day = shed_practice_get_today (self->practice);
  shed_context_run_async (self->context, shed_command_queue_reset (repertoire_id, day), NULL, day_reset_cb,
                          g_object_ref (self));
}

static void
set_day (ShedPracticePage *self, int day)
{
  self->settled = FALSE;
  shed_practice_set_day (self->practice, day);
  gtk_popover_popdown (self->day_popover);
}

static void
today_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  set_day (SHED_PRACTICE_PAGE (widget), SHED_DAY_NONE);
}

static void
day_selected_cb (ShedPracticePage *self)
{
  g_autoptr (GDateTime) date = NULL;
  int day;

  if (self->setting_calendar)
    return;
  date = gtk_calendar_get_date (self->calendar);
  day = shed_civil_from_ymd (g_date_time_get_year (date), g_date_time_get_month (date),
                             g_date_time_get_day_of_month (date));
  set_day (self, day == shed_practice_get_today (self->practice) ? SHED_DAY_NONE : day);
}

static void
submit_rollover_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  shed_practice_submit_rollover (SHED_PRACTICE_PAGE (widget)->practice);
}

static void
move_rollover_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  shed_practice_move_rollover (SHED_PRACTICE_PAGE (widget)->practice);
}

static void
toggle_view_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (widget);

  g_object_set (self, "view", g_str_equal (self->view, "cards") ? "list" : "cards", NULL);
}

static void
setup_row_cb (ShedPracticePage *self, GtkListItem *list_item)
{
  /* What a row is made of depends on its item, which is known when it is bound. */
}

static void
bind_row_cb (ShedPracticePage *self, GtkListItem *list_item)
{
  gpointer item = gtk_list_item_get_item (list_item);
  GtkWidget *child = gtk_list_item_get_child (list_item);

  if (SHED_IS_PRACTICE_SECTION (item))
    {
      if (!GTK_IS_LABEL (child))
        {
          child = gtk_label_new (NULL);
          gtk_label_set_xalign (GTK_LABEL (child), 0);
          gtk_widget_add_css_class (child, "group-header");
          gtk_list_item_set_child (list_item, child);
        }
      gtk_label_set_label (GTK_LABEL (child), shed_practice_section_get_title (item));
      gtk_list_item_set_selectable (list_item, FALSE);
      gtk_list_item_set_activatable (list_item, FALSE);
      return;
    }
  if (!SHED_IS_PRACTICE_ROW (child))
    {
      child = shed_practice_row_new (self->context);
      g_signal_connect_object (child, "rated", G_CALLBACK (row_rated_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (child, "menu-opened", G_CALLBACK (row_menu_opened_cb), self, G_CONNECT_SWAPPED);
      gtk_list_item_set_child (list_item, child);
    }
  shed_practice_row_set_item (SHED_PRACTICE_ROW (child), item);
  gtk_list_item_set_selectable (list_item, TRUE);
  gtk_list_item_set_activatable (list_item, TRUE);
}

static void
unbind_row_cb (ShedPracticePage *self, GtkListItem *list_item)
{
  GtkWidget *child = gtk_list_item_get_child (list_item);

  if (SHED_IS_PRACTICE_ROW (child))
    shed_practice_row_set_item (SHED_PRACTICE_ROW (child), NULL);
}

/* Up and Down pass over the headers, which are rows of the model but nothing to stand on. */
static gboolean
list_key_cb (ShedPracticePage *self, guint keyval, guint keycode, GdkModifierType state)
{
  guint selected = gtk_single_selection_get_selected (self->selection);
  int by;

  if ((state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  if (keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down)
    by = 1;
  else if (keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up)
    by = -1;
  else
    return FALSE;
  if (selected == GTK_INVALID_LIST_POSITION)
    select_row (self, tune_row_from (self, 0, 1), TRUE);
  else
    {
      guint next = tune_row_from (self, (gint64) selected + by, by);

      /* Before the first tune its header comes into view. */
      if (next == GTK_INVALID_LIST_POSITION && by < 0)
        gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", 0u);
      select_row (self, next, TRUE);
    }
  return TRUE;
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
      g_signal_connect_object (self->window, "notify::is-active", G_CALLBACK (window_active_cb), self, G_CONNECT_SWAPPED);
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

  if (!shows_cards (self))
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
  item = self->practice != NULL ? current_item (self) : NULL;
  g_free (self->view);
  self->view = g_strdup (view);
  if (self->context != NULL)
    shed_settings_set_string (shed_context_get_settings (self->context), "practice-view", view);
  if (self->practice != NULL && self->settled)
    {
      update_state (self);
      if (shows_cards (self))
        shed_practice_cards_show_item (self->cards, item);
      else if (shows_list (self) && item != NULL)
        select_row (self, shed_practice_rows_find (self->rows, item), FALSE);
      take_focus (self);
      update_item_actions (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VIEW]);
}

static void
set_up (ShedPracticePage *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->view = shed_settings_dup_string (shed_context_get_settings (self->context), "practice-view");
  self->practice = shed_practice_new (shed_context_get_history (self->context));
  self->rows = shed_practice_rows_new (G_LIST_MODEL (self->practice));
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->rows)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_row_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_row_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_row_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (list_key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);
  shed_practice_cards_set_up (self->cards, self->context, self->practice);

  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (update_item_actions), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->practice, "settled", G_CALLBACK (settled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->practice, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->practice, "day-changed", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->practice, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->practice, "notify::n-staged", G_CALLBACK (update_staged), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->practice, "notify::n-staged", G_CALLBACK (update_item_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->practice, "notify::n-rollover", G_CALLBACK (update_rollover), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->practice, "notify::rollover-day", G_CALLBACK (update_rollover), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->practice, "notify::n-done", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->context, "notify::repertoire-id", G_CALLBACK (repertoire_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->context, "notify::repertoire", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->context, "notify::loaded", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->context, "retry", G_CALLBACK (retry_cb), self, G_CONNECT_SWAPPED);

  shed_practice_set_repertoire (self->practice, shed_context_get_repertoire_id (self->context));
  update_staged (self);
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
add_key (GtkWidgetClass *widget_class, guint keyval, guint keypad, GdkModifierType state, const char *action)
{
  gtk_widget_class_add_binding_action (widget_class, keyval, state, action, NULL);
  if (keypad != 0)
    gtk_widget_class_add_binding_action (widget_class, keypad, state, action, NULL);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "practice.rate", "i", rate_action);
  gtk_widget_class_install_action (widget_class, "practice.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "practice.pause", NULL, pause_action);
  gtk_widget_class_install_action (widget_class, "practice.put-off", NULL, put_off_action);
  gtk_widget_class_install_action (widget_class, "practice.known", NULL, known_action);
  gtk_widget_class_install_action (widget_class, "practice.start-afresh", NULL, start_afresh_action);
  gtk_widget_class_install_action (widget_class, "practice.submit", NULL, submit_action);
  gtk_widget_class_install_action (widget_class, "practice.discard", NULL, discard_action);
  gtk_widget_class_install_action (widget_class, "practice.add-more", NULL, add_more_action);
  gtk_widget_class_install_action (widget_class, "practice.reset-day", NULL, reset_day_action);
  gtk_widget_class_install_action (widget_class, "practice.today", NULL, today_action);
  gtk_widget_class_install_action (widget_class, "practice.submit-rollover", NULL, submit_rollover_action);
  gtk_widget_class_install_action (widget_class, "practice.move-rollover", NULL, move_rollover_action);
  gtk_widget_class_install_action (widget_class, "practice.toggle-view", NULL, toggle_view_action);
  gtk_widget_class_install_property_action (widget_class, "practice.view", "view");
  gtk_widget_class_install_property_action (widget_class, "practice.show-submitted", "show-submitted");

  for (int rating = 1; rating <= 4; rating++)
    {
      gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0 + (guint) rating, 0, "practice.rate", "i", rating);
      gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_0 + (guint) rating, 0, "practice.rate", "i", rating);
    }
  add_key (widget_class, GDK_KEY_p, 0, 0, "practice.pause");
  add_key (widget_class, GDK_KEY_minus, GDK_KEY_KP_Subtract, 0, "practice.put-off");
  add_key (widget_class, GDK_KEY_k, 0, 0, "practice.known");
  add_key (widget_class, GDK_KEY_Return, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, "practice.submit");
  add_key (widget_class, GDK_KEY_plus, GDK_KEY_KP_Add, GDK_CONTROL_MASK, "practice.add-more");
  add_key (widget_class, GDK_KEY_l, 0, GDK_CONTROL_MASK, "practice.toggle-view");
  /* In the cards; the list activates its rows by itself. */
  add_key (widget_class, GDK_KEY_Return, GDK_KEY_KP_Enter, 0, "practice.open");
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
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, card_rated_cb);
  gtk_widget_class_bind_template_callback (widget_class, day_selected_cb);

  install_actions (widget_class);
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

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One repertoire's practice day as a list model: what it reads and shows; its verbs are in shed-practice-verbs.c. Reads run
 * on the store's threads; what is shown changes when they answer. Rows are kept as objects and only those that came or went
 * are told. It must never wait on the main thread.
 */
#define G_LOG_DOMAIN "Woodshed-schedule"

#include "shed-practice-private.h"

#include "shed-civil.h"
#include "shed-practice-data.h"
#include "shed-queue-item-private.h"

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ShedPractice, shed_practice, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

enum
{
  PROP_REPERTOIRE_ID = 1,
  PROP_DAY,
  PROP_TODAY,
  PROP_LOADING,
  PROP_N_DUE,
  PROP_N_NEW,
  PROP_N_DONE,
  PROP_N_STAGED,
  PROP_MINUTES,
  PROP_SHOW_SUBMITTED,
  PROP_ROLLOVER_DAY,
  PROP_N_ROLLOVER,
  PROP_NEXT_DAY,
  PROP_N_NEXT,
  PROP_N_UNSAVED,
  PROP_N_WRITING,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

enum { SETTLED, DAY_CHANGED, FAILED, NO_MORE, N_SIGNALS };
static guint signals[N_SIGNALS];

/* What a row shows, and what the counts are made of. Not staged_rating: that is only written from here. */
static const char *const shown_tables[] = {
  "queue_item", "practice_event", "repertoire_tune", "repertoire", "tune", "preference", "goal", "note", "conflict", NULL,
};

static GType
list_model_get_item_type (GListModel *model)
{
  return SHED_TYPE_QUEUE_ITEM;
}

static guint
list_model_get_n_items (GListModel *model)
{
  return SHED_PRACTICE (model)->items->len;
}

static gpointer
list_model_get_item (GListModel *model, guint position)
{
  ShedPractice *self = SHED_PRACTICE (model);

  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = list_model_get_item_type;
  iface->get_n_items = list_model_get_n_items;
  iface->get_item = list_model_get_item;
}

static void
set_uint (ShedPractice *self, guint *field, guint value, guint property)
{
  if (*field == value)
    return;
  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_int (ShedPractice *self, int *field, int value, guint property)
{
  if (*field == value)
    return;
  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_loading (ShedPractice *self, gboolean loading)
{
  if (self->is_loading == loading)
    return;
  self->is_loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

/* Tells of an error; being cancelled is none. */
void
shed_practice_report (ShedPractice *self, const GError *error)
{
  if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_debug ("Practice: %s", error->message);
  g_signal_emit (self, signals[FAILED], 0, error);
}

void
shed_practice_report_no_more (ShedPractice *self)
{
  g_signal_emit (self, signals[NO_MORE], 0);
}

/* Puts new rows in place of old ones; an item that is in both stays the same object. */
static void
show_rows (ShedPractice *self, GPtrArray *rows)
{
  g_autoptr (GHashTable) old = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) changed = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *gone;
  guint n_before = self->items->len, head = 0, tail = 0;

  for (guint i = 0; i < n_before; i++)
    g_hash_table_insert (old, shed_queue_item_get (self->items->pdata[i])->id, self->items->pdata[i]);
  for (guint i = 0; i < rows->len; i++)
    {
      ShedQueueItemData *data = g_steal_pointer (&rows->pdata[i]);
      ShedQueueItem *item = g_hash_table_lookup (old, data->id);

      if (item == NULL)
        {
          g_ptr_array_add (items, shed_queue_item_new (data));
          continue;
        }
      /* The key of the table lies in what is taken over. */
      g_hash_table_remove (old, data->id);
      if (shed_queue_item_take_over (item, data))
        g_ptr_array_add (changed, g_object_ref (item));
      g_ptr_array_add (items, g_object_ref (item));
    }

  while (head < n_before && head < items->len && self->items->pdata[head] == items->pdata[head])
    head++;
  while (tail < n_before - head && tail < items->len - head
         && self->items->pdata[n_before - 1 - tail] == items->pdata[items->len - 1 - tail])
    tail++;
  gone = self->items;
  self->items = g_steal_pointer (&items);
  if (head + tail < n_before || head + tail < self->items->len)
    g_list_model_items_changed (G_LIST_MODEL (self), head, n_before - head - tail, self->items->len - head - tail);
  g_ptr_array_unref (gone);
  for (guint i = 0; i < changed->len; i++)
    shed_queue_item_changed (changed->pdata[i]);
}

void
shed_practice_set_n_staged (ShedPractice *self, guint n)
{
  set_uint (self, &self->n_staged, n, PROP_N_STAGED);
}

void
shed_practice_set_n_writing (ShedPractice *self, guint n)
{
  set_uint (self, &self->n_writing, n, PROP_N_WRITING);
}

static guint
count_staged (ShedPractice *self)
{
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++)
    n += shed_queue_item_get (self->items->pdata[i])->staged_rating != 0;
  return n;
}

/* Ratings of tunes that are not in the list. */
static guint
count_staged_elsewhere (ShedPracticeDay *answer)
{
  guint n = 0;

  for (guint i = 0; i < answer->rows->len; i++)
    n += ((ShedQueueItemData *) answer->rows->pdata[i])->staged_rating != 0;
  return answer->n_staged > n ? answer->n_staged - n : 0;
}

static void
show_day (ShedPractice *self, ShedPracticeDay *answer)
{
  gboolean day_changed = self->today != SHED_DAY_NONE && self->today != answer->today;
  guint n_elsewhere = count_staged_elsewhere (answer);

  self->read_at = answer->read_at;
  self->day_start_minutes = answer->day_start_minutes;
  g_object_freeze_notify (G_OBJECT (self));
  set_int (self, &self->today, answer->today, PROP_TODAY);
  set_int (self, &self->day, answer->day, PROP_DAY);
  show_rows (self, answer->rows);
  shed_practice_show_unsaved (self);
  set_uint (self, &self->n_due, answer->n_due, PROP_N_DUE);
  set_uint (self, &self->n_new, answer->n_new, PROP_N_NEW);
  set_uint (self, &self->n_done, answer->n_done, PROP_N_DONE);
  /* A rating that was written while the day was read is in the answer, and will be counted when its own answer comes. */
  set_uint (self, &self->n_staged, n_elsewhere + count_staged (self), PROP_N_STAGED);
  set_uint (self, &self->minutes, answer->minutes, PROP_MINUTES);
  set_int (self, &self->rollover_day, answer->rollover_day, PROP_ROLLOVER_DAY);
  set_uint (self, &self->n_rollover, answer->n_rollover, PROP_N_ROLLOVER);
  set_int (self, &self->next_day, answer->next_day, PROP_NEXT_DAY);
  set_uint (self, &self->n_next, answer->n_next, PROP_N_NEXT);
  g_object_thaw_notify (G_OBJECT (self));
  if (day_changed)
    g_signal_emit (self, signals[DAY_CHANGED], 0);
}

/* One loading: read; make the queue if there is none; then read again. */
typedef struct
{
  ShedPractice *practice;
  ShedPracticeDay *day;
  gboolean was_made;
} Loading;

static void
loading_free (Loading *self)
{
  g_object_unref (self->practice);
  shed_practice_day_data_free (self->day);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Loading, loading_free)

static void on_read (GObject *source, GAsyncResult *result, gpointer data);

static gboolean
is_still_wanted (ShedPractice *self, const ShedPracticeDay *day)
{
  return self->store != NULL && g_strcmp0 (self->repertoire_id, day->repertoire_id) == 0
         && self->wanted_day == day->wanted_day && self->show_submitted == day->show_submitted;
}

static void
finish_loading (ShedPractice *self)
{
  set_loading (self, FALSE);
  if (self->must_load_again && self->store != NULL)
    shed_practice_start_loading (self);
}

static void
on_queue_made (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Loading) loading = data;
  ShedPractice *self = loading->practice;
  g_autoptr (GError) error = NULL;

  loading->was_made = TRUE;
  if (!shed_store_write_finish (SHED_STORE (source), result, &error))
    shed_practice_report (self, error);
  if (!is_still_wanted (self, loading->day))
    {
      finish_loading (self);
      return;
    }
  shed_store_read_async (self->store, shed_practice_read, loading->day, NULL, self->cancellable, on_read, loading);
  g_steal_pointer (&loading);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Loading) loading = data;
  ShedPractice *self = loading->practice;
  g_autoptr (GError) error = NULL;
  gboolean done = shed_store_read_finish (SHED_STORE (source), result, &error);

  if (!is_still_wanted (self, loading->day))
    {
      finish_loading (self);
      return;
    }
  if (done && loading->day->needs_queue && !loading->was_made)
    {
      shed_store_write_async (self->store, SHED_WRITE_COMMAND, 0, NULL, shed_practice_make_queue, loading->day, NULL, NULL,
                              on_queue_made, loading);
      g_steal_pointer (&loading);
      return;
    }
  if (done)
    show_day (self, loading->day);
  else
    shed_practice_report (self, error);
  /* Also when it is to be read again: while much is written, an answer that is a little old is better than none. */
  finish_loading (self);
  g_signal_emit (self, signals[SETTLED], 0);
}

/* Reads the day; once more when it is being read already. */
void
shed_practice_start_loading (ShedPractice *self)
{
  Loading *loading;

  if (self->repertoire_id == NULL || self->store == NULL)
    return;
  if (self->is_loading)
    {
      self->must_load_again = TRUE;
      return;
    }
  self->must_load_again = FALSE;
  set_loading (self, TRUE);
  loading = g_new0 (Loading, 1);
  loading->practice = g_object_ref (self);
  loading->day = shed_practice_day_data_new (self->repertoire_id, self->wanted_day, self->show_submitted);
  shed_store_read_async (self->store, shed_practice_read, loading->day, NULL, self->cancellable, on_read, loading);
}

/* Forgets what is shown, because something else will be. */
static void
show_nothing (ShedPractice *self)
{
  guint n = self->items->len;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_ptr_array_set_size (self->items, 0);
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
  g_object_freeze_notify (G_OBJECT (self));
  set_uint (self, &self->n_due, 0, PROP_N_DUE);
  set_uint (self, &self->n_new, 0, PROP_N_NEW);
  set_uint (self, &self->n_done, 0, PROP_N_DONE);
  set_uint (self, &self->n_staged, 0, PROP_N_STAGED);
  set_uint (self, &self->minutes, 0, PROP_MINUTES);
  set_int (self, &self->rollover_day, SHED_DAY_NONE, PROP_ROLLOVER_DAY);
  set_uint (self, &self->n_rollover, 0, PROP_N_ROLLOVER);
  set_int (self, &self->next_day, SHED_DAY_NONE, PROP_NEXT_DAY);
  set_uint (self, &self->n_next, 0, PROP_N_NEXT);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
on_store_changed (ShedPractice *self, ShedChanges *changes)
{
  for (guint i = 0; shown_tables[i] != NULL; i++)
    if (shed_changes_has_table (changes, shown_tables[i]))
      {
        shed_practice_start_loading (self);
        return;
      }
}

/**
 * shed_practice_new:
 * @history: the history that its verbs enter
 *
 * Returns: (transfer full): a practice day of no repertoire yet
 */
ShedPractice *
shed_practice_new (ShedHistory *history)
{
  ShedPractice *self;

  g_return_val_if_fail (SHED_IS_HISTORY (history), NULL);

  self = g_object_new (SHED_TYPE_PRACTICE, NULL);
  self->history = g_object_ref (history);
  self->store = g_object_ref (shed_history_get_store (history));
  self->changed_id = g_signal_connect_swapped (self->store, "changed", G_CALLBACK (on_store_changed), self);
  return self;
}

/**
 * shed_practice_set_repertoire:
 * @self: a practice day
 * @repertoire_id: (nullable): a repertoire
 *
 * Shows another repertoire, on today.
 */
void
shed_practice_set_repertoire (ShedPractice *self, const char *repertoire_id)
{
  g_return_if_fail (SHED_IS_PRACTICE (self));

  if (g_strcmp0 (self->repertoire_id, repertoire_id) == 0)
    return;
  g_free (self->repertoire_id);
  self->repertoire_id = g_strdup (repertoire_id);
  self->wanted_day = SHED_DAY_NONE;
  show_nothing (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPERTOIRE_ID]);
  shed_practice_start_loading (self);
}

/**
 * shed_practice_set_day:
 * @self: a practice day
 * @civil_day: the day to show, or %SHED_DAY_NONE to follow today
 */
void
shed_practice_set_day (ShedPractice *self, int civil_day)
{
  g_return_if_fail (SHED_IS_PRACTICE (self));

  if (civil_day == self->today)
    civil_day = SHED_DAY_NONE;
  if (self->wanted_day == civil_day)
    return;
  self->wanted_day = civil_day;
  show_nothing (self);
  shed_practice_start_loading (self);
}

/**
 * shed_practice_get_day:
 * @self: a practice day
 *
 * Returns: the day that is shown, %SHED_DAY_NONE before the first answer
 */
int
shed_practice_get_day (ShedPractice *self)
{
  g_return_val_if_fail (SHED_IS_PRACTICE (self), SHED_DAY_NONE);

  return self->wanted_day == SHED_DAY_NONE ? self->today : self->wanted_day;
}

/**
 * shed_practice_get_today:
 * @self: a practice day
 *
 * Returns: today's practice day, %SHED_DAY_NONE before the first answer
 */
int
shed_practice_get_today (ShedPractice *self)
{
  g_return_val_if_fail (SHED_IS_PRACTICE (self), SHED_DAY_NONE);

  return self->today;
}

/**
 * shed_practice_reload:
 * @self: a practice day
 *
 * Reads the day again.
 */
void
shed_practice_reload (ShedPractice *self)
{
  g_return_if_fail (SHED_IS_PRACTICE (self));

  shed_practice_start_loading (self);
}

/**
 * shed_practice_check_day:
 * @self: a practice day
 *
 * Looks whether today is another day than before, by the clock alone. Cheap.
 */
void
shed_practice_check_day (ShedPractice *self)
{
  ShedClock *clock;
  g_autofree char *zone = NULL;

  g_return_if_fail (SHED_IS_PRACTICE (self));

  if (self->today == SHED_DAY_NONE || self->store == NULL)
    return;
  clock = shed_store_get_clock (self->store);
  zone = shed_clock_dup_time_zone (clock);
  if (shed_practice_day (shed_clock_now_ms (clock), zone, self->day_start_minutes) != self->today)
    shed_practice_start_loading (self);
}

static void
shed_practice_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ShedPractice *self = SHED_PRACTICE (object);

  switch (prop_id)
    {
    case PROP_REPERTOIRE_ID:
      g_value_set_string (value, self->repertoire_id);
      break;
    case PROP_DAY:
      g_value_set_int (value, shed_practice_get_day (self));
      break;
    case PROP_TODAY:
      g_value_set_int (value, self->today);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->is_loading);
      break;
    case PROP_N_DUE:
      g_value_set_uint (value, self->n_due);
      break;
    case PROP_N_NEW:
      g_value_set_uint (value, self->n_new);
      break;
    case PROP_N_DONE:
      g_value_set_uint (value, self->n_done);
      break;
    case PROP_N_STAGED:
      g_value_set_uint (value, self->n_staged);
      break;
    case PROP_MINUTES:
      g_value_set_uint (value, self->minutes);
      break;
    case PROP_SHOW_SUBMITTED:
      g_value_set_boolean (value, self->show_submitted);
      break;
    case PROP_ROLLOVER_DAY:
      g_value_set_int (value, self->rollover_day);
      break;
    case PROP_N_ROLLOVER:
      g_value_set_uint (value, self->n_rollover);
      break;
    case PROP_NEXT_DAY:
      g_value_set_int (value, self->next_day);
      break;
    case PROP_N_NEXT:
      g_value_set_uint (value, self->n_next);
      break;
    case PROP_N_UNSAVED:
      g_value_set_uint (value, g_hash_table_size (self->unsaved));
      break;
    case PROP_N_WRITING:
      g_value_set_uint (value, self->n_writing);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_practice_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ShedPractice *self = SHED_PRACTICE (object);

  switch (prop_id)
    {
    case PROP_REPERTOIRE_ID:
      shed_practice_set_repertoire (self, g_value_get_string (value));
      break;
    case PROP_DAY:
      shed_practice_set_day (self, g_value_get_int (value));
      break;
    case PROP_SHOW_SUBMITTED:
      if (self->show_submitted == g_value_get_boolean (value))
        break;
      self->show_submitted = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
      shed_practice_start_loading (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_practice_dispose (GObject *object)
{
  ShedPractice *self = SHED_PRACTICE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->store != NULL)
    g_clear_signal_handler (&self->changed_id, self->store);
  g_clear_object (&self->store);
  g_clear_object (&self->history);
  G_OBJECT_CLASS (shed_practice_parent_class)->dispose (object);
}

static void
shed_practice_finalize (GObject *object)
{
  ShedPractice *self = SHED_PRACTICE (object);

  g_clear_object (&self->cancellable);
  g_hash_table_unref (self->unsaved);
  g_ptr_array_unref (self->items);
  g_free (self->repertoire_id);
  G_OBJECT_CLASS (shed_practice_parent_class)->finalize (object);
}

static void
install_count (guint property, const char *name)
{
  properties[property] = g_param_spec_uint (name, NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
install_day (guint property, const char *name, GParamFlags flags)
{
  properties[property] = g_param_spec_int (name, NULL, NULL, G_MININT, G_MAXINT, SHED_DAY_NONE, flags | G_PARAM_STATIC_STRINGS);
}

static void
shed_practice_class_init (ShedPracticeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags writable = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = shed_practice_get_property;
  object_class->set_property = shed_practice_set_property;
  object_class->dispose = shed_practice_dispose;
  object_class->finalize = shed_practice_finalize;

  properties[PROP_REPERTOIRE_ID] = g_param_spec_string ("repertoire-id", NULL, NULL, NULL, writable);
  properties[PROP_LOADING]
      = g_param_spec_boolean ("loading", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHOW_SUBMITTED] = g_param_spec_boolean ("show-submitted", NULL, NULL, FALSE, writable);
  install_day (PROP_DAY, "day", G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY);
  install_day (PROP_TODAY, "today", G_PARAM_READABLE);
  install_day (PROP_ROLLOVER_DAY, "rollover-day", G_PARAM_READABLE);
  install_day (PROP_NEXT_DAY, "next-day", G_PARAM_READABLE);
  install_count (PROP_N_DUE, "n-due");
  install_count (PROP_N_NEW, "n-new");
  install_count (PROP_N_DONE, "n-done");
  install_count (PROP_N_STAGED, "n-staged");
  install_count (PROP_MINUTES, "minutes");
  install_count (PROP_N_ROLLOVER, "n-rollover");
  install_count (PROP_N_NEXT, "n-next");
  install_count (PROP_N_UNSAVED, "n-unsaved");
  install_count (PROP_N_WRITING, "n-writing");
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /* An answer has been shown. */
  signals[SETTLED] = g_signal_new ("settled", SHED_TYPE_PRACTICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[NO_MORE] = g_signal_new ("no-more", SHED_TYPE_PRACTICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[DAY_CHANGED]
      = g_signal_new ("day-changed", SHED_TYPE_PRACTICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /* A write that did not happen. */
  signals[FAILED]
      = g_signal_new ("failed", SHED_TYPE_PRACTICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
shed_practice_init (ShedPractice *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  self->unsaved = shed_practice_unsaved_new ();
  self->wanted_day = self->day = self->today = self->rollover_day = self->next_day = SHED_DAY_NONE;
}

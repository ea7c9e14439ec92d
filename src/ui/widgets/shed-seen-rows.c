/* SPDX-License-Identifier: GPL-3.0-or-later */
/* After a list has been laid out, and before it is painted, the places that have come into sight are shown; what that
 * moves is laid out again in the same frame. Those next to the edges are shown when there is time, so that scrolling
 * seldom needs the second time. */
#include "shed-seen-place.h"

/* So far beyond the edges counts as in sight. */
#define EDGE_PX 4
/* So far beyond the edges rows are made ready, also for who listens to the row that an arrow key goes to next. */
#define MARGIN_PX 240
/* At a time. */
#define MAX_READY 40
/* A frame is laid out anew a few times at most (GDK 4.8): what came after the last of them would be painted without a place. */
#define MAX_LOOKS 3
/* Widths for which a height is known; more come only while a window is made wider. */
#define MAX_GUESSES 512

struct _ShedSeenRows
{
  GObject parent_instance;

  GtkWidget     *view; /* not owned; NULL when closed */
  int            usual_height;
  ShedSeenMake   make;
  ShedSeenShow   show;
  gpointer       data;
  GPtrArray     *filled; /* ShedSeenPlace, not owned: those with a content */
  GHashTable    *sizes;  /* key_of() → Size */
  gboolean       is_guess_new; /* places out of sight still have a height of before */
  GdkFrameClock *frames; /* owned while the view is realized */
  guint          ready_id; /* idle */
  gint64         frame;  /* the last one in which something was shown */
  int            n_looks; /* in it */
};

typedef struct
{
  int minimum, natural;
} Size;

G_DEFINE_FINAL_TYPE (ShedSeenRows, shed_seen_rows, G_TYPE_OBJECT)

/* ---- sizes of places without a content ---- */

static gpointer
key_of (int kind, GtkOrientation orientation, int for_size)
{
  return GSIZE_TO_POINTER (((gsize) (for_size + 1) * 32 + kind) * 2 + orientation);
}

/* The least that was measured: a row that says more than others is the exception. */
void
shed_seen_rows_measured (ShedSeenRows *self, int kind, GtkOrientation orientation, int for_size, int minimum, int natural)
{
  gpointer key = key_of (kind, orientation, for_size);
  Size *size = g_hash_table_lookup (self->sizes, key);

  if (size == NULL)
    {
      if (g_hash_table_size (self->sizes) >= MAX_GUESSES)
        g_hash_table_remove_all (self->sizes);
      size = g_new0 (Size, 1);
      *size = (Size) { minimum, natural };
      g_hash_table_insert (self->sizes, key, size);
      self->is_guess_new |= orientation == GTK_ORIENTATION_VERTICAL && minimum != self->usual_height;
      return;
    }
  if (orientation == GTK_ORIENTATION_VERTICAL && minimum < size->minimum)
    {
      *size = (Size) { minimum, natural };
      self->is_guess_new = TRUE;
    }
  else if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *size = (Size) { MAX (minimum, size->minimum), MAX (natural, size->natural) };
}

void
shed_seen_rows_guess (ShedSeenRows *self, int kind, GtkOrientation orientation, int for_size, int *minimum, int *natural)
{
  const Size *size = g_hash_table_lookup (self->sizes, key_of (kind, orientation, for_size));

  *minimum = size != NULL ? size->minimum : orientation == GTK_ORIENTATION_VERTICAL ? self->usual_height : 0;
  *natural = size != NULL ? size->natural : *minimum;
}

/* ---- what is in sight ---- */

static GtkWidget *
find_list (ShedSeenRows *self)
{
  GtkWidget *list = self->view;

  if (!GTK_IS_LIST_VIEW (list))
    for (list = gtk_widget_get_first_child (self->view); list != NULL && !GTK_IS_LIST_VIEW (list);)
      list = gtk_widget_get_next_sibling (list);
  return list;
}

static void
resize_empty (GtkWidget *widget)
{
  if (SHED_IS_SEEN_PLACE (widget))
    {
      if (shed_seen_place_get_content (SHED_SEEN_PLACE (widget)) == NULL)
        gtk_widget_queue_resize (widget);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    resize_empty (child);
}

static void
find_places (GtkWidget *widget, GPtrArray *places)
{
  if (SHED_IS_SEEN_PLACE (widget))
    {
      if (shed_seen_place_needs_showing (SHED_SEEN_PLACE (widget)))
        g_ptr_array_add (places, widget);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    find_places (child, places);
}

/* Those that do not show what they should. */
static GPtrArray *
find_places_in_sight (ShedSeenRows *self, int margin)
{
  GPtrArray *places = g_ptr_array_new ();
  GtkWidget *list = find_list (self);
  int height = list != NULL ? gtk_widget_get_height (list) : 0;

  if (list == NULL || height <= 0)
    return places;
  for (GtkWidget *child = gtk_widget_get_first_child (list); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkAllocation at;

      gtk_widget_get_allocation (child, &at);
      if (at.height > 0 && at.y + at.height > -margin && at.y < height + margin)
        find_places (child, places);
    }
  return places;
}

void
shed_seen_rows_forget (ShedSeenRows *self, ShedSeenPlace *place, gboolean for_good)
{
  if (for_good)
    g_ptr_array_remove_fast (self->filled, place);
  if (self->view != NULL)
    self->show (shed_seen_place_get_content (place), shed_seen_place_get_kind (place), NULL, self->data);
}

void
shed_seen_rows_show (ShedSeenRows *self, ShedSeenPlace *place)
{
  int kind = shed_seen_place_get_kind (place);

  if (self->view == NULL)
    return;
  if (shed_seen_place_get_content (place) == NULL)
    {
      shed_seen_place_set_content (place, self->make (kind, self->data));
      g_ptr_array_add (self->filled, place);
    }
  shed_seen_place_set_stale (place, FALSE);
  self->show (shed_seen_place_get_content (place), kind, shed_seen_place_get_row (place), self->data);
}

static gboolean
next_frame_cb (GtkWidget *view, GdkFrameClock *frames, gpointer unused)
{
  gdk_frame_clock_request_phase (frames, GDK_FRAME_CLOCK_PHASE_LAYOUT);
  return G_SOURCE_REMOVE;
}

static gboolean
ready_cb (gpointer data)
{
  ShedSeenRows *self = data;
  g_autoptr (GPtrArray) places = find_places_in_sight (self, MARGIN_PX);

  for (guint i = 0; i < MIN (places->len, MAX_READY); i++)
    shed_seen_rows_show (self, places->pdata[i]);
  self->ready_id = 0;
  return G_SOURCE_REMOVE;
}

static void
laid_out_cb (ShedSeenRows *self)
{
  g_autoptr (GPtrArray) places = NULL;
  gint64 frame = gdk_frame_clock_get_frame_counter (self->frames);

  if (!gtk_widget_get_mapped (self->view))
    return;
  places = find_places_in_sight (self, EDGE_PX);
  if (self->ready_id == 0)
    self->ready_id = g_idle_add (ready_cb, self);
  if (places->len == 0 && !self->is_guess_new)
    return;
  if (self->frame != frame)
    self->n_looks = 0;
  self->frame = frame;
  if (++self->n_looks > MAX_LOOKS)
    {
      gtk_widget_add_tick_callback (self->view, next_frame_cb, NULL, NULL);
      return;
    }
  for (guint i = 0; i < places->len; i++)
    shed_seen_rows_show (self, places->pdata[i]);
  if (self->is_guess_new)
    resize_empty (find_list (self));
  self->is_guess_new = FALSE;
}

void
shed_seen_rows_wake (ShedSeenRows *self)
{
  if (self->frames != NULL)
    gdk_frame_clock_request_phase (self->frames, GDK_FRAME_CLOCK_PHASE_LAYOUT);
}

static void
realized_cb (ShedSeenRows *self)
{
  self->frames = g_object_ref (gtk_widget_get_frame_clock (self->view));
  g_signal_connect_swapped (self->frames, "layout", G_CALLBACK (laid_out_cb), self);
}

static void
unrealized_cb (ShedSeenRows *self)
{
  if (self->frames != NULL)
    g_signal_handlers_disconnect_by_data (self->frames, self);
  g_clear_object (&self->frames);
}

static void
shed_seen_rows_finalize (GObject *object)
{
  ShedSeenRows *self = SHED_SEEN_ROWS (object);

  shed_seen_rows_close (self);
  g_ptr_array_unref (self->filled);
  g_hash_table_unref (self->sizes);

  G_OBJECT_CLASS (shed_seen_rows_parent_class)->finalize (object);
}

static void
shed_seen_rows_class_init (ShedSeenRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = shed_seen_rows_finalize;
}

static void
shed_seen_rows_init (ShedSeenRows *self)
{
  self->filled = g_ptr_array_new ();
  self->sizes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

/**
 * shed_seen_rows_new:
 * @view: the list or table
 * @usual_height: of a row before the first one was measured
 * @make: makes a content
 * @show: fills it
 * @data: for both
 *
 * Returns: (transfer full): the rows of a list whose items are made by shed_seen_place_new()
 */
ShedSeenRows *
shed_seen_rows_new (GtkWidget *view, int usual_height, ShedSeenMake make, ShedSeenShow show, gpointer data)
{
  ShedSeenRows *self = g_object_new (SHED_TYPE_SEEN_ROWS, NULL);

  self->view = view;
  self->usual_height = usual_height;
  self->make = make;
  self->show = show;
  self->data = data;
  g_signal_connect_swapped (view, "realize", G_CALLBACK (realized_cb), self);
  g_signal_connect_swapped (view, "unrealize", G_CALLBACK (unrealized_cb), self);
  if (gtk_widget_get_realized (view))
    realized_cb (self);
  return self;
}

void
shed_seen_rows_close (ShedSeenRows *self)
{
  g_return_if_fail (SHED_IS_SEEN_ROWS (self));

  if (self->view == NULL)
    return;
  unrealized_cb (self);
  g_signal_handlers_disconnect_by_data (self->view, self);
  g_clear_handle_id (&self->ready_id, g_source_remove);
  self->view = NULL;
}

void
shed_seen_rows_changed (ShedSeenRows *self)
{
  g_return_if_fail (SHED_IS_SEEN_ROWS (self));

  for (guint i = 0; i < self->filled->len; i++)
    shed_seen_place_set_stale (self->filled->pdata[i], TRUE);
  shed_seen_rows_wake (self);
}

void
shed_seen_rows_foreach (ShedSeenRows *self, GFunc func, gpointer data)
{
  g_return_if_fail (SHED_IS_SEEN_ROWS (self));

  for (guint i = 0; i < self->filled->len; i++)
    func (shed_seen_place_get_content (self->filled->pdata[i]), data);
}

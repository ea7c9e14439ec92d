/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An item of a list: as large as its content, or while it is out of sight as large as contents of its kind are. */
#include "shed-seen-place.h"

struct _ShedSeenPlace
{
  GtkWidget parent_instance;

  ShedSeenRows *rows;
  ShedTuneRow  *row;     /* nullable */
  GtkWidget    *content; /* nullable */
  int           kind;
  gboolean      is_stale;
};

G_DEFINE_FINAL_TYPE (ShedSeenPlace, shed_seen_place, GTK_TYPE_WIDGET)

static GtkSizeRequestMode
shed_seen_place_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
shed_seen_place_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  ShedSeenPlace *self = SHED_SEEN_PLACE (widget);

  if (self->content == NULL)
    {
      shed_seen_rows_guess (self->rows, self->kind, orientation, for_size, minimum, natural);
      return;
    }
  gtk_widget_measure (self->content, orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);
  shed_seen_rows_measured (self->rows, self->kind, orientation, for_size, *minimum, *natural);
}

static void
shed_seen_place_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ShedSeenPlace *self = SHED_SEEN_PLACE (widget);

  if (self->content != NULL)
    gtk_widget_allocate (self->content, width, height, baseline, NULL);
}

static void
row_loaded_cb (ShedSeenPlace *self)
{
  self->is_stale = TRUE;
  if (self->content != NULL)
    shed_seen_rows_wake (self->rows);
}

static void
set_row (ShedSeenPlace *self, ShedTuneRow *row)
{
  if (self->row == row)
    return;
  if (self->row != NULL)
    g_signal_handlers_disconnect_by_func (self->row, row_loaded_cb, self);
  g_set_object (&self->row, row);
  if (row != NULL)
    g_signal_connect_swapped (row, "loaded", G_CALLBACK (row_loaded_cb), self);
}

static void
shed_seen_place_dispose (GObject *object)
{
  ShedSeenPlace *self = SHED_SEEN_PLACE (object);

  set_row (self, NULL);
  if (self->content != NULL)
    shed_seen_rows_forget (self->rows, self, TRUE);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->rows);

  G_OBJECT_CLASS (shed_seen_place_parent_class)->dispose (object);
}

static void
shed_seen_place_class_init (ShedSeenPlaceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = shed_seen_place_dispose;
  widget_class->get_request_mode = shed_seen_place_get_request_mode;
  widget_class->measure = shed_seen_place_measure;
  widget_class->size_allocate = shed_seen_place_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "place");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GENERIC);
}

static void
shed_seen_place_init (ShedSeenPlace *self)
{
}

/**
 * shed_seen_place_new:
 * @rows: of the list
 * @kind: which of its kinds of contents belongs here
 *
 * Returns: (transfer floating): a place without a row
 */
GtkWidget *
shed_seen_place_new (ShedSeenRows *rows, int kind)
{
  ShedSeenPlace *self = g_object_new (SHED_TYPE_SEEN_PLACE, NULL);

  self->rows = g_object_ref (rows);
  self->kind = kind;
  return GTK_WIDGET (self);
}

/**
 * shed_seen_place_bind:
 * @self: a place
 * @item: (nullable): whose child it is, with its row; %NULL: it has none any more
 */
void
shed_seen_place_bind (ShedSeenPlace *self, GtkListItem *item)
{
  g_return_if_fail (SHED_IS_SEEN_PLACE (self));

  set_row (self, item != NULL ? gtk_list_item_get_item (item) : NULL);
  self->is_stale = TRUE;
  if (self->content != NULL)
    shed_seen_rows_forget (self->rows, self, FALSE);
}

GtkWidget *
shed_seen_place_get_content (ShedSeenPlace *self)
{
  return self->content;
}

/**
 * shed_seen_place_show_now:
 * @self: a place
 *
 * For who cannot wait for the next frame, as a key on a row that has just come into sight.
 *
 * Returns: (nullable): the content, which shows the tune; %NULL: there is none
 */
GtkWidget *
shed_seen_place_show_now (ShedSeenPlace *self)
{
  g_return_val_if_fail (SHED_IS_SEEN_PLACE (self), NULL);

  if (shed_seen_place_needs_showing (self))
    shed_seen_rows_show (self->rows, self);
  return self->row != NULL ? self->content : NULL;
}

void
shed_seen_place_set_content (ShedSeenPlace *self, GtkWidget *content)
{
  g_return_if_fail (self->content == NULL);

  self->content = content;
  gtk_widget_set_parent (content, GTK_WIDGET (self));
}

int
shed_seen_place_get_kind (ShedSeenPlace *self)
{
  return self->kind;
}

ShedTuneRow *
shed_seen_place_get_row (ShedSeenPlace *self)
{
  return self->row;
}

gboolean
shed_seen_place_needs_showing (ShedSeenPlace *self)
{
  return self->row != NULL && self->is_stale;
}

void
shed_seen_place_set_stale (ShedSeenPlace *self, gboolean stale)
{
  self->is_stale = stale;
}

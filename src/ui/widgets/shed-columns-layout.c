/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns side by side or stacked, by height for width. The least width is that of the stack, so that a window opens as
 * narrow as it was asked for. */
#include "shed-columns-layout.h"

#include "shed-row-layout.h"

#define SPACING 12

struct _ShedColumnsLayout
{
  GtkLayoutManager parent_instance;

  guint letters;     /* what a column wants at least, so that it grows with them */
};

G_DEFINE_FINAL_TYPE (ShedColumnsLayout, shed_columns_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
shed_columns_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* Returns: how many are shown; least and wished are the widths of the widest. */
static int
measure_widths (GtkWidget *widget, int *least, int *wished)
{
  int n = 0;

  *least = *wished = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int minimum, natural;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
      *least = MAX (*least, minimum);
      *wished = MAX (*wished, natural);
      n++;
    }
  return n;
}

static int
column_width (int n, int width)
{
  return (width - (n - 1) * SPACING) / n;
}

static gboolean
is_stacked (ShedColumnsLayout *self, GtkWidget *widget, int n, int least, int width)
{
  return column_width (n, width) < MAX (least, (int) (self->letters * shed_row_layout_letter_size (widget)));
}

static void
shed_columns_layout_measure (GtkLayoutManager *manager, GtkWidget *widget, GtkOrientation orientation, int for_size,
                             int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  int least, wished;
  const int n = measure_widths (widget, &least, &wished);
  const int whole = n * wished + MAX (0, n - 1) * SPACING;
  const int width = for_size < 0 ? whole : MAX (for_size, least);
  gboolean stacked;
  int height = 0;

  *minimum = *natural = 0;
  if (n == 0)
    return;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = least;
      *natural = whole;
      return;
    }
  stacked = is_stacked (SHED_COLUMNS_LAYOUT (manager), widget, n, least, width);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int wanted;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, stacked ? width : column_width (n, width), &wanted, NULL, NULL, NULL);
      height = stacked ? height + wanted : MAX (height, wanted);
    }
  *minimum = *natural = height + (stacked ? (n - 1) * SPACING : 0);
}

static void
shed_columns_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  const gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int least, wished, x = 0, y = 0;
  const int n = measure_widths (widget, &least, &wished);
  gboolean stacked;

  if (n == 0)
    return;
  stacked = is_stacked (SHED_COLUMNS_LAYOUT (manager), widget, n, least, width);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      const int own_width = stacked ? width : column_width (n, width);
      int own_height = height;

      if (!gtk_widget_should_layout (child))
        continue;
      if (stacked)
        gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, own_width, &own_height, NULL, NULL, NULL);
      gtk_widget_size_allocate (child, &(GtkAllocation){ mirrored ? width - x - own_width : x, y, own_width, own_height }, -1);
      if (stacked)
        y += own_height + SPACING;
      else
        x += own_width + SPACING;
    }
}

static void
shed_columns_layout_class_init (ShedColumnsLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = shed_columns_layout_get_request_mode;
  layout_class->measure = shed_columns_layout_measure;
  layout_class->allocate = shed_columns_layout_allocate;
}

static void
shed_columns_layout_init (ShedColumnsLayout *self)
{
}

/**
 * shed_columns_layout_new:
 * @letters: the least width of a column, in heights of a letter
 *
 * Returns: (transfer full): a layout of equal columns
 */
GtkLayoutManager *
shed_columns_layout_new (guint letters)
{
  ShedColumnsLayout *self = g_object_new (SHED_TYPE_COLUMNS_LAYOUT, NULL);

  self->letters = letters;
  return GTK_LAYOUT_MANAGER (self);
}

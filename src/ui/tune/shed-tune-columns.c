/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decides by the width it is given. It must never hide a block: narrow means below, not away. */
#include "shed-tune-columns.h"

#define N_BLOCKS 4

typedef enum { PRACTICE, SCORE, DETAILS, HISTORY } Block;

struct _ShedTuneColumns
{
  GtkWidget parent_instance;

  int break_width;
  int side_width;
  int spacing;
};

enum { PROP_0, PROP_BREAK_WIDTH, PROP_SIDE_WIDTH, PROP_SPACING, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ShedTuneColumns, shed_tune_columns, GTK_TYPE_WIDGET)

static GtkWidget *
get_block (ShedTuneColumns *self, Block block)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  for (guint i = 0; i < block && child != NULL; i++)
    child = gtk_widget_get_next_sibling (child);
  return child != NULL && gtk_widget_should_layout (child) ? child : NULL;
}

static int
block_height (ShedTuneColumns *self, Block block, int width)
{
  GtkWidget *child = get_block (self, block);
  int minimum, natural;

  if (child == NULL)
    return 0;
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, MAX (width, minimum), NULL, &natural, NULL, NULL);
  return natural;
}

static int
column_height (ShedTuneColumns *self, const Block *blocks, guint n_blocks, int width)
{
  int height = 0;

  for (guint i = 0; i < n_blocks; i++)
    {
      int block = block_height (self, blocks[i], width);

      if (block > 0)
        height += block + (height > 0 ? self->spacing : 0);
    }
  return height;
}

/* Never narrower than what stands in it. */
static int
side_width (ShedTuneColumns *self)
{
  int width = self->side_width;

  for (guint i = 0; i < N_BLOCKS; i++)
    {
      GtkWidget *child = i == PRACTICE || i == DETAILS ? get_block (self, i) : NULL;
      int minimum;

      if (child == NULL)
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      width = MAX (width, minimum);
    }
  return width;
}

static const Block one_column[] = { PRACTICE, SCORE, DETAILS, HISTORY };
static const Block main_column[] = { SCORE, HISTORY };
static const Block side_column[] = { PRACTICE, DETAILS };

static GtkSizeRequestMode
shed_tune_columns_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
shed_tune_columns_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                           int *minimum_baseline, int *natural_baseline)
{
  ShedTuneColumns *self = SHED_TUNE_COLUMNS (widget);
  int side;

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      for (guint i = 0; i < N_BLOCKS; i++)
        {
          GtkWidget *child = get_block (self, i);
          int child_minimum, child_natural;

          if (child == NULL)
            continue;
          gtk_widget_measure (child, orientation, -1, &child_minimum, &child_natural, NULL, NULL);
          *minimum = MAX (*minimum, child_minimum);
          *natural = MAX (*natural, child_natural);
        }
      *natural = MAX (*natural, self->break_width);
      return;
    }
  if (for_size < 0)
    for_size = self->break_width;
  side = side_width (self);
  if (for_size < self->break_width)
    *minimum = column_height (self, one_column, G_N_ELEMENTS (one_column), for_size);
  else
    *minimum = MAX (column_height (self, main_column, G_N_ELEMENTS (main_column), for_size - side - self->spacing),
                    column_height (self, side_column, G_N_ELEMENTS (side_column), side));
  *natural = *minimum;
}

static void
allocate_column (ShedTuneColumns *self, const Block *blocks, guint n_blocks, int x, int width)
{
  int y = 0;

  for (guint i = 0; i < n_blocks; i++)
    {
      GtkWidget *child = get_block (self, blocks[i]);
      int height = block_height (self, blocks[i], width);
      int minimum;

      if (child == NULL)
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      gtk_widget_size_allocate (child, &(GtkAllocation) { x, y, MAX (width, minimum), height }, -1);
      y += height + self->spacing;
    }
}

static void
shed_tune_columns_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ShedTuneColumns *self = SHED_TUNE_COLUMNS (widget);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int side = side_width (self);
  int main_width = width - side - self->spacing;

  if (width < self->break_width)
    {
      allocate_column (self, one_column, G_N_ELEMENTS (one_column), 0, width);
      return;
    }
  allocate_column (self, main_column, G_N_ELEMENTS (main_column), mirrored ? side + self->spacing : 0, main_width);
  allocate_column (self, side_column, G_N_ELEMENTS (side_column), mirrored ? 0 : main_width + self->spacing, side);
}

static int *
find_property (ShedTuneColumns *self, guint prop_id)
{
  switch (prop_id)
    {
    case PROP_BREAK_WIDTH:
      return &self->break_width;
    case PROP_SIDE_WIDTH:
      return &self->side_width;
    case PROP_SPACING:
      return &self->spacing;
    default:
      return NULL;
    }
}

static void
shed_tune_columns_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  int *field = find_property (SHED_TUNE_COLUMNS (object), prop_id);

  if (field != NULL)
    g_value_set_int (value, *field);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
shed_tune_columns_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  int *field = find_property (SHED_TUNE_COLUMNS (object), prop_id);

  if (field == NULL)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }
  *field = g_value_get_int (value);
  gtk_widget_queue_resize (GTK_WIDGET (object));
}

static void
shed_tune_columns_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (shed_tune_columns_parent_class)->dispose (object);
}

static void
shed_tune_columns_class_init (ShedTuneColumnsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = shed_tune_columns_get_property;
  object_class->set_property = shed_tune_columns_set_property;
  object_class->dispose = shed_tune_columns_dispose;
  widget_class->get_request_mode = shed_tune_columns_get_request_mode;
  widget_class->measure = shed_tune_columns_measure;
  widget_class->size_allocate = shed_tune_columns_size_allocate;

  properties[PROP_BREAK_WIDTH] = g_param_spec_int ("break-width", NULL, NULL, 0, 10000, 800, flags);
  properties[PROP_SIDE_WIDTH] = g_param_spec_int ("side-width", NULL, NULL, 0, 10000, 360, flags);
  properties[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, 1000, 24, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
shed_tune_columns_init (ShedTuneColumns *self)
{
  self->break_width = 800;
  self->side_width = 360;
  self->spacing = 24;
}

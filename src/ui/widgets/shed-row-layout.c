/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row that is one line when wide and a small card when narrow, by height for width. Where the text would have too
 * little room, as with large letters, the first bars before it are given less. */
#include "shed-row-layout.h"

#include <pango/pangocairo.h>

/* What a title with its mark wants, in heights of a letter, so that it grows with the letters. */
#define TEXT_EMS 18
#define LEAST_LEAD_WIDTH 120
/* In steps, lest rows whose buttons differ by a pixel begin their titles at different places. */
#define LEAD_STEP 24

struct _ShedRowLayout
{
  GtkLayoutManager parent_instance;

  int lead_width;
  int break_width;
  int spacing;
};

enum { PROP_0, PROP_LEAD_WIDTH, PROP_BREAK_WIDTH, PROP_SPACING, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ShedRowLayout, shed_row_layout, GTK_TYPE_LAYOUT_MANAGER)

enum { LEAD, TEXT, TAIL, END, N_PARTS };

/* The parts that are shown; NULL for those that are not. */
static void
get_parts (GtkWidget *widget, GtkWidget **parts)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  for (int i = 0; i < N_PARTS; i++)
    {
      parts[i] = child != NULL && gtk_widget_should_layout (child) ? child : NULL;
      if (child != NULL)
        child = gtk_widget_get_next_sibling (child);
    }
}

static int
width_of (GtkWidget *child, gboolean natural)
{
  int minimum = 0, wished = 0;

  if (child != NULL)
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &wished, NULL, NULL);
  return natural ? wished : minimum;
}

static int
height_of (GtkWidget *child, int width)
{
  int minimum = 0;

  if (child != NULL)
    gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, MAX (width, width_of (child, FALSE)), &minimum, NULL, NULL, NULL);
  return minimum;
}

/**
 * shed_row_layout_letter_size:
 * @widget: where letters stand
 *
 * Returns: their size in pixels
 */
double
shed_row_layout_letter_size (GtkWidget *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double size = (double) pango_font_description_get_size (font) / PANGO_SCALE;

  return pango_font_description_get_size_is_absolute (font) ? size : size * pango_cairo_context_get_resolution (context) / 72;
}

/* What is left for the text in one line. */
static int
text_width (ShedRowLayout *self, GtkWidget **parts, int width, int *lead, int *tail, int *end)
{
  int left;

  *tail = width_of (parts[TAIL], TRUE);
  *end = width_of (parts[END], TRUE);
  left = width - (*tail > 0 ? *tail + self->spacing : 0) - (*end > 0 ? *end + self->spacing : 0);
  *lead = 0;
  if (parts[LEAD] == NULL)
    return left;
  if (parts[TEXT] != NULL)
    *lead = (left - self->spacing - (int) (TEXT_EMS * shed_row_layout_letter_size (parts[TEXT]))) / LEAD_STEP * LEAD_STEP;
  else
    *lead = self->lead_width;
  *lead = MAX (width_of (parts[LEAD], FALSE), CLAMP (*lead, MIN (LEAST_LEAD_WIDTH, self->lead_width), self->lead_width));
  return left - *lead - self->spacing;
}

static gboolean
is_stacked (ShedRowLayout *self, GtkWidget **parts, int width)
{
  int lead, tail, end;

  return width < self->break_width || text_width (self, parts, width, &lead, &tail, &end) < width_of (parts[TEXT], FALSE);
}

static GtkSizeRequestMode
shed_row_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_width (ShedRowLayout *self, GtkWidget **parts, int *minimum, int *natural)
{
  int stacked = MAX (width_of (parts[LEAD], FALSE), width_of (parts[TAIL], FALSE));
  int line = width_of (parts[TEXT], FALSE) + (parts[END] != NULL ? width_of (parts[END], FALSE) + self->spacing : 0);
  int wide = width_of (parts[TEXT], TRUE);

  *minimum = MAX (stacked, line);
  if (parts[LEAD] != NULL)
    wide += self->lead_width + self->spacing;
  if (parts[TAIL] != NULL)
    wide += width_of (parts[TAIL], TRUE) + self->spacing;
  if (parts[END] != NULL)
    wide += width_of (parts[END], TRUE) + self->spacing;
  *natural = MAX (*minimum, wide);
}

static int
measure_height (ShedRowLayout *self, GtkWidget **parts, int width)
{
  int lead, tail, end;
  int text;
  int height = 0;

  if (is_stacked (self, parts, width))
    {
      int n = 0;

      text = width - (parts[END] != NULL ? width_of (parts[END], TRUE) + self->spacing : 0);
      if (parts[LEAD] != NULL)
        height += height_of (parts[LEAD], width), n++;
      if (parts[TEXT] != NULL || parts[END] != NULL)
        height += MAX (height_of (parts[TEXT], text), height_of (parts[END], width_of (parts[END], TRUE))), n++;
      if (parts[TAIL] != NULL)
        height += height_of (parts[TAIL], width), n++;
      return height + MAX (0, n - 1) * (self->spacing / 2);
    }
  text = text_width (self, parts, width, &lead, &tail, &end);
  height = MAX (height_of (parts[LEAD], lead), height_of (parts[TEXT], text));
  height = MAX (height, height_of (parts[TAIL], tail));
  return MAX (height, height_of (parts[END], end));
}

static void
shed_row_layout_measure (GtkLayoutManager *manager, GtkWidget *widget, GtkOrientation orientation, int for_size,
                         int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  ShedRowLayout *self = SHED_ROW_LAYOUT (manager);
  GtkWidget *parts[N_PARTS];
  int least, wished;

  get_parts (widget, parts);
  measure_width (self, parts, &least, &wished);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = least;
      *natural = wished;
      return;
    }
  *minimum = *natural = measure_height (self, parts, for_size < 0 ? wished : MAX (for_size, least));
}

static void
place (GtkWidget *widget, GtkWidget *child, int x, int y, int width, int height, int whole)
{
  if (child == NULL)
    return;
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    x = whole - x - width;
  gtk_widget_size_allocate (child, &(GtkAllocation) { x, y, width, height }, -1);
}

static void
shed_row_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  ShedRowLayout *self = SHED_ROW_LAYOUT (manager);
  GtkWidget *parts[N_PARTS];
  int lead, text, tail, end;
  int x = 0, y = 0, h;

  get_parts (widget, parts);
  if (is_stacked (self, parts, width))
    {
      if (parts[LEAD] != NULL)
        {
          h = height_of (parts[LEAD], width);
          place (widget, parts[LEAD], 0, y, width, h, width);
          y += h + self->spacing / 2;
        }
      end = width_of (parts[END], TRUE);
      text = width - (parts[END] != NULL ? end + self->spacing : 0);
      h = MAX (height_of (parts[TEXT], text), height_of (parts[END], end));
      place (widget, parts[TEXT], 0, y, text, h, width);
      place (widget, parts[END], width - end, y, end, h, width);
      if (parts[TEXT] != NULL || parts[END] != NULL)
        y += h + self->spacing / 2;
      if (parts[TAIL] != NULL)
        place (widget, parts[TAIL], 0, y, width, MAX (height - y, height_of (parts[TAIL], width)), width);
      return;
    }

  text = text_width (self, parts, width, &lead, &tail, &end);
  if (parts[LEAD] != NULL)
    {
      place (widget, parts[LEAD], x, 0, lead, height, width);
      x += lead + self->spacing;
    }
  place (widget, parts[TEXT], x, 0, text, height, width);
  x += text + self->spacing;
  if (parts[TAIL] != NULL)
    {
      place (widget, parts[TAIL], x, 0, tail, height, width);
      x += tail + self->spacing;
    }
  place (widget, parts[END], x, 0, end, height, width);
}

static void
shed_row_layout_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ShedRowLayout *self = SHED_ROW_LAYOUT (object);

  switch (prop_id)
    {
    case PROP_LEAD_WIDTH:
      g_value_set_int (value, self->lead_width);
      break;
    case PROP_BREAK_WIDTH:
      g_value_set_int (value, self->break_width);
      break;
    case PROP_SPACING:
      g_value_set_int (value, self->spacing);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_row_layout_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ShedRowLayout *self = SHED_ROW_LAYOUT (object);
  int *field;

  switch (prop_id)
    {
    case PROP_LEAD_WIDTH:
      field = &self->lead_width;
      break;
    case PROP_BREAK_WIDTH:
      field = &self->break_width;
      break;
    case PROP_SPACING:
      field = &self->spacing;
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }
  if (*field == g_value_get_int (value))
    return;
  *field = g_value_get_int (value);
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
  g_object_notify_by_pspec (object, pspec);
}

static void
shed_row_layout_class_init (ShedRowLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = shed_row_layout_get_property;
  object_class->set_property = shed_row_layout_set_property;
  layout_class->get_request_mode = shed_row_layout_get_request_mode;
  layout_class->measure = shed_row_layout_measure;
  layout_class->allocate = shed_row_layout_allocate;

  properties[PROP_LEAD_WIDTH] = g_param_spec_int ("lead-width", NULL, NULL, 0, G_MAXINT, 240, flags);
  properties[PROP_BREAK_WIDTH] = g_param_spec_int ("break-width", NULL, NULL, 0, G_MAXINT, 620, flags);
  properties[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT, 12, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
shed_row_layout_init (ShedRowLayout *self)
{
  self->lead_width = 240;
  self->break_width = 620;
  self->spacing = 12;
}

/**
 * shed_row_layout_new:
 *
 * Returns: (transfer full): a layout with the widths of a list of tunes
 */
GtkLayoutManager *
shed_row_layout_new (void)
{
  return g_object_new (SHED_TYPE_ROW_LAYOUT, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws a ShedIncipit. The layout takes a fraction of a millisecond and is shared by all views of the same text; nothing is
 * drawn by a subprocess and nothing is a picture, so it is sharp at every scale. */
#include "shed-incipit-view.h"

#include <glib/gi18n.h>

#include "shed-incipit.h"
#include "shed-recent.h"

#define DEFAULT_BARS 4
#define DEFAULT_HEIGHT 44
#define MIN_WIDTH 96
#define STAVE_ALPHA 0.4
#define CACHE_SIZE 600

struct _ShedIncipitView
{
  GtkWidget parent_instance;

  char        *abc;
  char        *title;
  guint        bars;
  int          line_height;
  ShedIncipit *incipit;   /* NULL: no music, or not laid out yet */
  gboolean     laid_out;
};

enum { PROP_0, PROP_ABC, PROP_TITLE, PROP_BARS, PROP_LINE_HEIGHT, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ShedIncipitView, shed_incipit_view, GTK_TYPE_WIDGET)

/* Layouts seen last are kept, and which texts hold no note. Main thread only. */
static ShedIncipit *
lookup (const char *abc, guint bars)
{
  static ShedRecent *recent;
  g_autofree char *key = g_strdup_printf ("%u\n%s", bars, abc);
  gpointer incipit;

  if (recent == NULL)
    recent = shed_recent_new (CACHE_SIZE, (GDestroyNotify) shed_incipit_unref);
  if (!shed_recent_lookup (recent, key, &incipit))
    {
      incipit = shed_incipit_new (abc, bars);
      shed_recent_keep (recent, key, incipit);
    }
  return incipit != NULL ? shed_incipit_ref (incipit) : NULL;
}

static void
ensure_layout (ShedIncipitView *self)
{
  if (self->laid_out)
    return;
  self->laid_out = TRUE;
  if (self->abc != NULL && *self->abc != '\0')
    self->incipit = lookup (self->abc, self->bars);
}

static void
forget_layout (ShedIncipitView *self)
{
  self->laid_out = FALSE;
  g_clear_pointer (&self->incipit, shed_incipit_unref);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
update_label (ShedIncipitView *self)
{
  g_autofree char *label = NULL;

  if (self->title != NULL)
    label = g_strdup_printf (_("First bars of “%s”"), self->title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label != NULL ? label : _("First bars"), -1);
}

static GtkSizeRequestMode
shed_incipit_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
shed_incipit_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                           int *minimum_baseline, int *natural_baseline)
{
  ShedIncipitView *self = SHED_INCIPIT_VIEW (widget);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = *natural = self->line_height;
      return;
    }
  ensure_layout (self);
  *minimum = MIN_WIDTH;
  *natural = MIN_WIDTH;
  if (self->incipit != NULL)
    *natural = MAX (MIN_WIDTH, (int) (shed_incipit_get_width (self->incipit, self->line_height) + 0.999));
}

static void
shed_incipit_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ShedIncipitView *self = SHED_INCIPIT_VIEW (widget);
  const int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const int drawn = MIN (height, self->line_height);
  GdkRGBA colour;
  ShedInk ink, stave;
  cairo_t *cr;

  ensure_layout (self);
  if (self->incipit == NULL || width <= 0 || drawn <= 0)
    return;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  ink = (ShedInk) { colour.red, colour.green, colour.blue, colour.alpha };
  stave = ink;
  stave.alpha *= STAVE_ALPHA;

  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cairo_translate (cr, 0, (height - drawn) / 2);
  shed_incipit_draw (self->incipit, cr, width, drawn, &ink, &stave);
  cairo_destroy (cr);
}

static void
shed_incipit_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ShedIncipitView *self = SHED_INCIPIT_VIEW (object);

  switch (prop_id)
    {
    case PROP_ABC:
      g_value_set_string (value, self->abc);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_BARS:
      g_value_set_uint (value, self->bars);
      break;
    case PROP_LINE_HEIGHT:
      g_value_set_int (value, self->line_height);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_incipit_view_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ShedIncipitView *self = SHED_INCIPIT_VIEW (object);

  switch (prop_id)
    {
    case PROP_ABC:
      shed_incipit_view_set_abc (self, g_value_get_string (value));
      break;
    case PROP_TITLE:
      shed_incipit_view_set_title (self, g_value_get_string (value));
      break;
    case PROP_BARS:
      if (self->bars == g_value_get_uint (value))
        break;
      self->bars = g_value_get_uint (value);
      forget_layout (self);
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_LINE_HEIGHT:
      if (self->line_height == g_value_get_int (value))
        break;
      self->line_height = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_incipit_view_finalize (GObject *object)
{
  ShedIncipitView *self = SHED_INCIPIT_VIEW (object);

  g_free (self->abc);
  g_free (self->title);
  g_clear_pointer (&self->incipit, shed_incipit_unref);

  G_OBJECT_CLASS (shed_incipit_view_parent_class)->finalize (object);
}

static void
shed_incipit_view_class_init (ShedIncipitViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = shed_incipit_view_get_property;
  object_class->set_property = shed_incipit_view_set_property;
  object_class->finalize = shed_incipit_view_finalize;
  widget_class->get_request_mode = shed_incipit_view_get_request_mode;
  widget_class->measure = shed_incipit_view_measure;
  widget_class->snapshot = shed_incipit_view_snapshot;

  properties[PROP_ABC] = g_param_spec_string ("abc", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_BARS] = g_param_spec_uint ("bars", NULL, NULL, 1, 64, DEFAULT_BARS, flags);
  properties[PROP_LINE_HEIGHT] = g_param_spec_int ("line-height", NULL, NULL, 16, 400, DEFAULT_HEIGHT, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "incipit");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
shed_incipit_view_init (ShedIncipitView *self)
{
  self->bars = DEFAULT_BARS;
  self->line_height = DEFAULT_HEIGHT;
  gtk_widget_add_css_class (GTK_WIDGET (self), "incipit");
  /* Music runs from left to right in every script. */
  gtk_widget_set_direction (GTK_WIDGET (self), GTK_TEXT_DIR_LTR);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  update_label (self);
}

/**
 * shed_incipit_view_new:
 *
 * Returns: (transfer floating): a view of nothing yet
 */
GtkWidget *
shed_incipit_view_new (void)
{
  return g_object_new (SHED_TYPE_INCIPIT_VIEW, NULL);
}

/**
 * shed_incipit_view_set_abc:
 * @self: the view
 * @abc: (nullable): the tune's text
 */
void
shed_incipit_view_set_abc (ShedIncipitView *self, const char *abc)
{
  g_return_if_fail (SHED_IS_INCIPIT_VIEW (self));

  if (g_strcmp0 (self->abc, abc) == 0)
    return;
  g_free (self->abc);
  self->abc = g_strdup (abc);
  forget_layout (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ABC]);
}

/**
 * shed_incipit_view_set_title:
 * @self: the view
 * @title: (nullable): for screen readers
 */
void
shed_incipit_view_set_title (ShedIncipitView *self, const char *title)
{
  g_return_if_fail (SHED_IS_INCIPIT_VIEW (self));

  if (g_strcmp0 (self->title, title) == 0)
    return;
  g_free (self->title);
  self->title = g_strdup (title);
  update_label (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

void
shed_incipit_view_set_tune (ShedIncipitView *self, const char *abc, const char *title)
{
  shed_incipit_view_set_abc (self, abc);
  shed_incipit_view_set_title (self, title);
}

/**
 * shed_incipit_view_has_music:
 * @self: the view
 *
 * Returns: whether there is a note to draw
 */
gboolean
shed_incipit_view_has_music (ShedIncipitView *self)
{
  g_return_val_if_fail (SHED_IS_INCIPIT_VIEW (self), FALSE);

  ensure_layout (self);
  return self->incipit != NULL;
}

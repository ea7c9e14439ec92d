/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the picture of a score. All work that takes milliseconds is done by a worker. It must never show a picture of
 * another text as if it were this one's. */
#include "shed-score-view.h"

#include <glib/gi18n.h>
#include <math.h>

#include "shed-error-text.h"
#include "shed-score-message.h"
#include "shed-score-picture.h"

#define MAX_PAGE_WIDTH 980
#define MIN_PAGE_WIDTH 240
#define PAGE_WIDTH_STEP 20
#define NATURAL_WIDTH 760
#define MIN_WIDTH 200
#define EMPTY_HEIGHT 180
#define ZOOM_STEP 1.2
/* While a border is being dragged the old picture is stretched; the new one is asked for when the hand rests. */
#define SETTLE_MS 80

struct _ShedScoreView
{
  GtkWidget parent_instance;

  char         *abc;
  char         *title;
  char         *description;
  char         *cache_folder;
  double        zoom;
  double        gesture_zoom;
  ShedScorePicture *picture; /* nullable; may be of an earlier width, zoom or colour, never of another text */
  GError       *error;       /* nullable: why there is none */
  char         *message_text;
  GCancellable *cancellable; /* of the worker that is busy */
  guint         settle_id;

  GtkWidget    *message;     /* nullable: shown instead of a score */
};

enum { PROP_0, PROP_ABC, PROP_TITLE, PROP_DESCRIPTION, PROP_CACHE_FOLDER, PROP_ZOOM, PROP_BUSY, PROP_MESSAGE, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ShedScoreView, shed_score_view, GTK_TYPE_WIDGET)

static ShedInk
get_ink (ShedScoreView *self)
{
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &colour);
  return (ShedInk) { colour.red, colour.green, colour.blue, colour.alpha };
}

static int
page_width_for (ShedScoreView *self, int width)
{
  int page = (int) (MIN (width, MAX_PAGE_WIDTH) / self->zoom);

  return MAX (page - page % PAGE_WIDTH_STEP, MIN_PAGE_WIDTH);
}

static gboolean
has_text (ShedScoreView *self)
{
  return self->abc != NULL && *self->abc != '\0';
}

static void
set_message (ShedScoreView *self, const GError *error)
{
  const char *what, *next_step;

  g_clear_pointer (&self->message, gtk_widget_unparent);
  g_clear_pointer (&self->message_text, g_free);
  if (error != NULL)
    {
      shed_error_text_get (error, &what, &next_step);
      self->message_text = g_strdup_printf ("%s %s", what, next_step);
      self->message = shed_score_message_new (what, next_step, self->abc, self->title);
      gtk_widget_set_parent (self->message, GTK_WIDGET (self));
    }
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
}

static void
set_picture (ShedScoreView *self, ShedScorePicture *picture)
{
  g_clear_pointer (&self->picture, shed_score_picture_unref);
  if (picture != NULL)
    self->picture = shed_score_picture_ref (picture);
  g_clear_error (&self->error);
  if (self->message != NULL)
    set_message (self, NULL);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
stop_worker (ShedScoreView *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->settle_id, g_source_remove);
}

static void
painted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ShedScoreView *self = SHED_SCORE_VIEW (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedScorePicture) picture = shed_score_picture_make_finish (result, &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return; /* something else is wanted by now */
  g_clear_object (&self->cancellable);
  if (picture != NULL)
    {
      shed_score_picture_keep (picture);
      set_picture (self, picture);
    }
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_debug ("No score: %s", error->message);
      set_picture (self, NULL);
      self->error = g_steal_pointer (&error);
      set_message (self, self->error);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

/* Asks for the picture that fits this text, width, scale and colour, unless it is there. */
static void
update_picture (ShedScoreView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const int width = gtk_widget_get_width (widget);
  const ShedScoreWish wish = {
    .abc = self->abc,
    .page_width = page_width_for (self, width),
    .pixel_width = width * gtk_widget_get_scale_factor (widget),
    .ink = get_ink (self),
  };
  ShedScorePicture *kept;

  g_clear_handle_id (&self->settle_id, g_source_remove);
  if (!has_text (self) || width < 1 || !gtk_widget_get_mapped (widget))
    return;
  if (self->error != NULL)
    return; /* another width would not help */
  if (self->picture != NULL && shed_score_picture_fits (self->picture, &wish))
    {
      if (self->cancellable != NULL)
        {
          stop_worker (self);
          g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
        }
      return;
    }
  stop_worker (self);
  kept = shed_score_picture_find_recent (&wish);
  if (kept != NULL)
    {
      set_picture (self, kept);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
      return;
    }

  self->cancellable = g_cancellable_new ();
  shed_score_picture_make_async (G_OBJECT (self), &wish, self->picture, self->cache_folder, self->cancellable, painted_cb,
                                 NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static gboolean
settled_cb (gpointer user_data)
{
  ShedScoreView *self = user_data;

  self->settle_id = 0;
  update_picture (self);
  return G_SOURCE_REMOVE;
}

/* At once for the first picture, else when the size has come to rest. */
static void
want_picture (ShedScoreView *self)
{
  if (self->picture == NULL && self->cancellable == NULL)
    {
      if (self->settle_id == 0)
        self->settle_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, settled_cb, self, NULL);
      return;
    }
  g_clear_handle_id (&self->settle_id, g_source_remove);
  self->settle_id = g_timeout_add (SETTLE_MS, settled_cb, self);
}

static void
update_accessible (ShedScoreView *self)
{
  g_autofree char *label = self->title != NULL ? g_strdup_printf (_("Score of “%s”"), self->title) : NULL;

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label != NULL ? label : _("Score"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->description != NULL ? self->description : "", -1);
}

static GtkSizeRequestMode
shed_score_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
shed_score_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  ShedScoreView *self = SHED_SCORE_VIEW (widget);
  int child_minimum = 0, child_natural = 0;

  if (self->message != NULL)
    gtk_widget_measure (self->message, orientation, for_size, &child_minimum, &child_natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MAX (MIN_WIDTH, child_minimum);
      *natural = MAX (NATURAL_WIDTH, child_natural);
      return;
    }
  if (self->picture == NULL)
    {
      *minimum = *natural = MAX (EMPTY_HEIGHT, child_natural);
      return;
    }
  *natural = (int) ceil (self->picture->height * (for_size > 0 ? for_size : NATURAL_WIDTH) / self->picture->width);
  *minimum = *natural;
#if GTK_CHECK_VERSION(4, 12, 0)
  /* A narrower score is less high: from 4.12 on, at no width in particular, it may ask no more than at the least one; up to
   * then it may ask no less there than a wide one needs in a box. */
  if (for_size <= 0)
    *minimum = (int) ceil (self->picture->height * MIN_WIDTH / self->picture->width);
#endif
}

static void
shed_score_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ShedScoreView *self = SHED_SCORE_VIEW (widget);

  if (self->message != NULL)
    gtk_widget_allocate (self->message, width, height, -1, NULL);
  if (self->picture == NULL || self->picture->wish.pixel_width != width * gtk_widget_get_scale_factor (widget))
    want_picture (self);
}

static void
shed_score_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ShedScoreView *self = SHED_SCORE_VIEW (widget);
  const int width = gtk_widget_get_width (widget);

  if (self->message != NULL)
    gtk_widget_snapshot_child (widget, self->message, snapshot);
  if (self->picture == NULL)
    return;
  /* A picture of the right size falls on device pixels; one of another is stretched until its better follows. */
  gtk_snapshot_append_texture (
    snapshot, self->picture->texture,
    &GRAPHENE_RECT_INIT (0, 0, width,
                         (float) gdk_texture_get_height (self->picture->texture) * width /
                           gdk_texture_get_width (self->picture->texture)));
}

static void
shed_score_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  ShedScoreView *self = SHED_SCORE_VIEW (widget);
  ShedInk ink;

  GTK_WIDGET_CLASS (shed_score_view_parent_class)->css_changed (widget, change);
  if (self->picture == NULL)
    return;
  ink = get_ink (self);
  if (!shed_score_picture_has_ink (self->picture, &ink))
    want_picture (self);
}

static void
shed_score_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (shed_score_view_parent_class)->map (widget);
  want_picture (SHED_SCORE_VIEW (widget));
}

static void
zoom_in_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  shed_score_view_step_zoom (SHED_SCORE_VIEW (widget), 1);
}

static void
zoom_out_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  shed_score_view_step_zoom (SHED_SCORE_VIEW (widget), -1);
}

static void
zoom_reset_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  shed_score_view_step_zoom (SHED_SCORE_VIEW (widget), 0);
}

static gboolean
scroll_cb (ShedScoreView *self, double dx, double dy, GtkEventControllerScroll *controller)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if ((state & GDK_CONTROL_MASK) == 0 || fabs (dy) < 0.01)
    return GDK_EVENT_PROPAGATE;
  shed_score_view_set_zoom (self, self->zoom * pow (ZOOM_STEP, -CLAMP (dy, -1, 1)));
  return GDK_EVENT_STOP;
}

static void
pinch_begin_cb (ShedScoreView *self)
{
  self->gesture_zoom = self->zoom;
}

static void
pinch_cb (ShedScoreView *self, double scale)
{
  shed_score_view_set_zoom (self, self->gesture_zoom * scale);
}

static void
scale_changed_cb (ShedScoreView *self)
{
  want_picture (self);
}

static void
shed_score_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ShedScoreView *self = SHED_SCORE_VIEW (object);

  switch (prop_id)
    {
    case PROP_ABC:
      g_value_set_string (value, self->abc);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, self->description);
      break;
    case PROP_CACHE_FOLDER:
      g_value_set_string (value, self->cache_folder);
      break;
    case PROP_ZOOM:
      g_value_set_double (value, self->zoom);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, shed_score_view_is_busy (self));
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message_text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_score_view_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ShedScoreView *self = SHED_SCORE_VIEW (object);

  switch (prop_id)
    {
    case PROP_ABC:
      shed_score_view_set_abc (self, g_value_get_string (value));
      break;
    case PROP_TITLE:
      shed_score_view_set_title (self, g_value_get_string (value));
      break;
    case PROP_DESCRIPTION:
      shed_score_view_set_description (self, g_value_get_string (value));
      break;
    case PROP_CACHE_FOLDER:
      shed_score_view_set_cache_folder (self, g_value_get_string (value));
      break;
    case PROP_ZOOM:
      shed_score_view_set_zoom (self, g_value_get_double (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_score_view_dispose (GObject *object)
{
  ShedScoreView *self = SHED_SCORE_VIEW (object);

  stop_worker (self);
  g_clear_pointer (&self->message, gtk_widget_unparent);
  g_clear_pointer (&self->picture, shed_score_picture_unref);

  G_OBJECT_CLASS (shed_score_view_parent_class)->dispose (object);
}

static void
shed_score_view_finalize (GObject *object)
{
  ShedScoreView *self = SHED_SCORE_VIEW (object);

  g_free (self->abc);
  g_free (self->title);
  g_free (self->description);
  g_free (self->cache_folder);
  g_free (self->message_text);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (shed_score_view_parent_class)->finalize (object);
}

static void
shed_score_view_class_init (ShedScoreViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags read_only = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = shed_score_view_get_property;
  object_class->set_property = shed_score_view_set_property;
  object_class->dispose = shed_score_view_dispose;
  object_class->finalize = shed_score_view_finalize;
  widget_class->get_request_mode = shed_score_view_get_request_mode;
  widget_class->measure = shed_score_view_measure;
  widget_class->size_allocate = shed_score_view_size_allocate;
  widget_class->snapshot = shed_score_view_snapshot;
  widget_class->css_changed = shed_score_view_css_changed;
  widget_class->map = shed_score_view_map;

  properties[PROP_ABC] = g_param_spec_string ("abc", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL, flags);
  properties[PROP_CACHE_FOLDER] = g_param_spec_string ("cache-folder", NULL, NULL, NULL, flags);
  properties[PROP_ZOOM] = g_param_spec_double ("zoom", NULL, NULL, SHED_SCORE_MIN_ZOOM, SHED_SCORE_MAX_ZOOM, 1, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, read_only);
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, read_only);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "score.zoom-in", NULL, zoom_in_action);
  gtk_widget_class_install_action (widget_class, "score.zoom-out", NULL, zoom_out_action);
  gtk_widget_class_install_action (widget_class, "score.zoom-reset", NULL, zoom_reset_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_plus, GDK_CONTROL_MASK, "score.zoom-in", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_equal, GDK_CONTROL_MASK, "score.zoom-in", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Add, GDK_CONTROL_MASK, "score.zoom-in", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_minus, GDK_CONTROL_MASK, "score.zoom-out", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Subtract, GDK_CONTROL_MASK, "score.zoom-out", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0, GDK_CONTROL_MASK, "score.zoom-reset", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_0, GDK_CONTROL_MASK, "score.zoom-reset", NULL);

  gtk_widget_class_set_css_name (widget_class, "score");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
shed_score_view_init (ShedScoreView *self)
{
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkGesture *pinch = gtk_gesture_zoom_new ();

  self->zoom = 1;
  gtk_widget_add_css_class (GTK_WIDGET (self), "score-card");
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (pinch));
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (scale_changed_cb), NULL);
  update_accessible (self);
}

/**
 * shed_score_view_new:
 *
 * Returns: (transfer floating): an empty sheet
 */
GtkWidget *
shed_score_view_new (void)
{
  return g_object_new (SHED_TYPE_SCORE_VIEW, NULL);
}

/**
 * shed_score_view_set_abc:
 * @self: the view
 * @abc: (nullable): the tune's text
 *
 * The picture of the text before stays until that of this one is there: a preview must not flicker at each key.
 */
void
shed_score_view_set_abc (ShedScoreView *self, const char *abc)
{
  g_return_if_fail (SHED_IS_SCORE_VIEW (self));

  if (g_strcmp0 (self->abc, abc) == 0)
    return;
  g_free (self->abc);
  self->abc = g_strdup (abc);
  g_clear_error (&self->error);
  if (has_text (self))
    {
      stop_worker (self);
      update_picture (self);
    }
  else
    {
      g_autoptr (GError) error = g_error_new_literal (SHED_SCORE_ERROR, SHED_SCORE_ERROR_NO_MUSIC, "no text");

      stop_worker (self);
      set_picture (self, NULL);
      set_message (self, error);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ABC]);
}

void
shed_score_view_set_title (ShedScoreView *self, const char *title)
{
  g_return_if_fail (SHED_IS_SCORE_VIEW (self));

  if (g_strcmp0 (self->title, title) == 0)
    return;
  g_free (self->title);
  self->title = g_strdup (title);
  update_accessible (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

void
shed_score_view_set_description (ShedScoreView *self, const char *description)
{
  g_return_if_fail (SHED_IS_SCORE_VIEW (self));

  if (g_strcmp0 (self->description, description) == 0)
    return;
  g_free (self->description);
  self->description = g_strdup (description);
  update_accessible (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DESCRIPTION]);
}

void
shed_score_view_set_cache_folder (ShedScoreView *self, const char *folder)
{
  g_return_if_fail (SHED_IS_SCORE_VIEW (self));

  if (g_strcmp0 (self->cache_folder, folder) == 0)
    return;
  g_free (self->cache_folder);
  self->cache_folder = g_strdup (folder);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CACHE_FOLDER]);
}

double
shed_score_view_get_zoom (ShedScoreView *self)
{
  g_return_val_if_fail (SHED_IS_SCORE_VIEW (self), 1);
  return self->zoom;
}

/**
 * shed_score_view_set_zoom:
 * @self: the view
 * @zoom: 1 is the usual size of music; held within %SHED_SCORE_MIN_ZOOM and %SHED_SCORE_MAX_ZOOM
 */
void
shed_score_view_set_zoom (ShedScoreView *self, double zoom)
{
  g_return_if_fail (SHED_IS_SCORE_VIEW (self));

  zoom = CLAMP (zoom, SHED_SCORE_MIN_ZOOM, SHED_SCORE_MAX_ZOOM);
  if (fabs (self->zoom - zoom) < 0.001)
    return;
  self->zoom = zoom;
  want_picture (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
}

void
shed_score_view_step_zoom (ShedScoreView *self, int step)
{
  g_return_if_fail (SHED_IS_SCORE_VIEW (self));

  shed_score_view_set_zoom (self, step == 0 ? 1 : self->zoom * pow (ZOOM_STEP, step));
}

gboolean
shed_score_view_is_busy (ShedScoreView *self)
{
  g_return_val_if_fail (SHED_IS_SCORE_VIEW (self), FALSE);
  return self->cancellable != NULL || self->settle_id != 0;
}

const char *
shed_score_view_get_message (ShedScoreView *self)
{
  g_return_val_if_fail (SHED_IS_SCORE_VIEW (self), NULL);
  return self->message_text;
}

GdkTexture *
shed_score_view_get_texture (ShedScoreView *self)
{
  g_return_val_if_fail (SHED_IS_SCORE_VIEW (self), NULL);
  return self->picture != NULL ? self->picture->texture : NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Four toggle buttons that never toggle by themselves: they show the rating they were given, so that what is seen is
 * what was kept. */
#include "shed-rating-buttons.h"

#include <glib/gi18n.h>

#define N_RATINGS 4

struct _ShedRatingButtons
{
  GtkWidget parent_instance;

  int        rating;
  gboolean   large;
  gboolean   showing; /* guards against our own changes */
  GtkWidget *buttons[N_RATINGS];
  GtkLabel  *intervals[N_RATINGS];
  GtkWidget *caps[N_RATINGS];
  char      *tooltips[N_RATINGS]; /* nullable */
};

enum { PROP_0, PROP_RATING, PROP_LARGE, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { RATED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ShedRatingButtons, shed_rating_buttons, GTK_TYPE_WIDGET)

static const struct
{
  const char *name;
  const char *css_class;
  const char *icon_name;
} ratings[N_RATINGS] = {
  { N_("Again"), "rating-again", "shed-rating-again-symbolic" },
  { N_("Hard"), "rating-hard", "shed-rating-hard-symbolic" },
  { N_("Good"), "rating-good", "shed-rating-good-symbolic" },
  { N_("Easy"), "rating-easy", "shed-rating-easy-symbolic" },
};

const char *
shed_rating_get_name (int rating)
{
  g_return_val_if_fail (rating >= 1 && rating <= N_RATINGS, "");
  return _(ratings[rating - 1].name);
}

const char *
shed_rating_get_css_class (int rating)
{
  g_return_val_if_fail (rating >= 1 && rating <= N_RATINGS, "");
  return ratings[rating - 1].css_class;
}

const char *
shed_rating_get_icon_name (int rating)
{
  g_return_val_if_fail (rating >= 1 && rating <= N_RATINGS, "");
  return ratings[rating - 1].icon_name;
}

static void
show_rating (ShedRatingButtons *self)
{
  self->showing = TRUE;
  for (int i = 0; i < N_RATINGS; i++)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->buttons[i]), self->rating == i + 1);
  self->showing = FALSE;
}

static void
toggled_cb (ShedRatingButtons *self, GtkToggleButton *button)
{
  if (self->showing)
    return;
  show_rating (self);
  for (int i = 0; i < N_RATINGS; i++)
    if (self->buttons[i] == GTK_WIDGET (button))
      g_signal_emit (self, signals[RATED], 0, i + 1);
}

static void
show_large (ShedRatingButtons *self)
{
  if (self->large)
    gtk_widget_add_css_class (GTK_WIDGET (self), "flashcard-ratings");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "flashcard-ratings");
  for (int i = 0; i < N_RATINGS; i++)
    gtk_widget_set_visible (self->caps[i], self->large);
}

/* Given when asked for: setting one asks the display where the pointer is, four times a row. */
static gboolean
tooltip_cb (GtkWidget *button, int x, int y, gboolean keyboard, GtkTooltip *tooltip, ShedRatingButtons *self)
{
  for (int i = 0; i < N_RATINGS; i++)
    if (self->buttons[i] == button && self->tooltips[i] != NULL)
      {
        gtk_tooltip_set_text (tooltip, self->tooltips[i]);
        return TRUE;
      }
  return FALSE;
}

static void
add_button (ShedRatingButtons *self, int i)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *name = gtk_label_new (_(ratings[i].name));
  g_autofree char *number = g_strdup_printf ("%d", i + 1);

  self->buttons[i] = gtk_toggle_button_new ();
  self->intervals[i] = GTK_LABEL (gtk_label_new (NULL));
  self->caps[i] = gtk_label_new (number);
  gtk_widget_add_css_class (self->caps[i], "key-cap");
  gtk_widget_set_valign (self->caps[i], GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->intervals[i]), "interval");
  gtk_widget_set_halign (line, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), self->caps[i]);
  gtk_box_append (GTK_BOX (line), name);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->intervals[i]));
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (self->buttons[i]), box);
  gtk_widget_add_css_class (self->buttons[i], "rating");
  gtk_widget_add_css_class (self->buttons[i], ratings[i].css_class);
  gtk_widget_set_hexpand (self->buttons[i], TRUE);
  /* The keys 1 to 4 act on the row; a click must not take the focus from it. */
  gtk_widget_set_focus_on_click (self->buttons[i], FALSE);
  g_signal_connect_swapped (self->buttons[i], "toggled", G_CALLBACK (toggled_cb), self);
  gtk_widget_set_has_tooltip (self->buttons[i], TRUE);
  g_signal_connect (self->buttons[i], "query-tooltip", G_CALLBACK (tooltip_cb), self);
  gtk_widget_set_parent (self->buttons[i], GTK_WIDGET (self));
}

static void
shed_rating_buttons_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ShedRatingButtons *self = SHED_RATING_BUTTONS (object);

  switch (prop_id)
    {
    case PROP_RATING:
      g_value_set_int (value, self->rating);
      break;
    case PROP_LARGE:
      g_value_set_boolean (value, self->large);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_rating_buttons_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ShedRatingButtons *self = SHED_RATING_BUTTONS (object);

  switch (prop_id)
    {
    case PROP_RATING:
      shed_rating_buttons_set_rating (self, g_value_get_int (value));
      break;
    case PROP_LARGE:
      if (self->large == g_value_get_boolean (value))
        break;
      self->large = g_value_get_boolean (value);
      show_large (self);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_rating_buttons_dispose (GObject *object)
{
  ShedRatingButtons *self = SHED_RATING_BUTTONS (object);

  for (int i = 0; i < N_RATINGS; i++)
    {
      g_clear_pointer (&self->buttons[i], gtk_widget_unparent);
      g_clear_pointer (&self->tooltips[i], g_free);
    }

  G_OBJECT_CLASS (shed_rating_buttons_parent_class)->dispose (object);
}

static void
shed_rating_buttons_class_init (ShedRatingButtonsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = shed_rating_buttons_get_property;
  object_class->set_property = shed_rating_buttons_set_property;
  object_class->dispose = shed_rating_buttons_dispose;

  properties[PROP_RATING] = g_param_spec_int ("rating", NULL, NULL, 0, N_RATINGS, 0, flags);
  properties[PROP_LARGE] = g_param_spec_boolean ("large", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[RATED] = g_signal_new ("rated", SHED_TYPE_RATING_BUTTONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, G_TYPE_INT);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "ratings");
}

static void
shed_rating_buttons_init (ShedRatingButtons *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  gtk_box_layout_set_homogeneous (layout, TRUE);
  gtk_box_layout_set_spacing (layout, 6);
  for (int i = 0; i < N_RATINGS; i++)
    add_button (self, i);
  show_large (self);
  shed_rating_buttons_set_previews (self, NULL, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Rating"), -1);
}

/**
 * shed_rating_buttons_new:
 *
 * Returns: (transfer floating): four buttons without intervals
 */
GtkWidget *
shed_rating_buttons_new (void)
{
  return g_object_new (SHED_TYPE_RATING_BUTTONS, NULL);
}

/**
 * shed_rating_buttons_set_rating:
 * @self: the buttons
 * @rating: 1–4 which is pressed; 0: none
 */
void
shed_rating_buttons_set_rating (ShedRatingButtons *self, int rating)
{
  g_return_if_fail (SHED_IS_RATING_BUTTONS (self));
  g_return_if_fail (rating >= 0 && rating <= N_RATINGS);

  if (self->rating == rating)
    return;
  self->rating = rating;
  show_rating (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RATING]);
}

int
shed_rating_buttons_get_rating (ShedRatingButtons *self)
{
  g_return_val_if_fail (SHED_IS_RATING_BUTTONS (self), 0);
  return self->rating;
}

/**
 * shed_rating_buttons_set_previews:
 * @self: the buttons
 * @previews: (nullable) (array fixed-size=4): what each rating would bring
 * @frame: (nullable): from where the times are looked at; needed with @previews
 */
void
shed_rating_buttons_set_previews (ShedRatingButtons *self, const ShedRatingPreview *previews, const ShedTimeFrame *frame)
{
  g_return_if_fail (SHED_IS_RATING_BUTTONS (self));
  g_return_if_fail (previews == NULL || frame != NULL);

  for (int i = 0; i < N_RATINGS; i++)
    {
      g_autofree char *interval = NULL;
      g_autofree char *back = NULL;
      g_autofree char *label = NULL;
      g_autofree char *tooltip = NULL;

      if (previews != NULL)
        {
          interval = shed_time_text_until (previews[i].due_at, previews[i].interval_days, frame);
          back = shed_time_text_back (previews[i].due_at, frame);
          /* Translators: a rating and what it brings, for screen readers: "Good, back on 29 November". */
          label = g_strdup_printf (_("%s, %s"), _(ratings[i].name), back);
          /* Translators: tooltip of a rating: its key and what it brings: "Key 3: back on 29 November". */
          tooltip = g_strdup_printf (_("Key %d: %s"), i + 1, back);
        }
      gtk_label_set_label (self->intervals[i], interval != NULL ? interval : "\u2007");
      g_free (self->tooltips[i]);
      self->tooltips[i] = g_steal_pointer (&tooltip);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->buttons[i]), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      label != NULL ? label : _(ratings[i].name), -1);
    }
}

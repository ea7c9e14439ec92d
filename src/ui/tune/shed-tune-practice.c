/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a standing; computes nothing. */
#include "shed-tune-practice.h"

#include <glib/gi18n.h>

#include "shed-facts-text.h"
#include "shed-rating-buttons.h"
#include "shed-standing-text.h"
#include "shed-ui.h"

struct _ShedTunePractice
{
  GtkWidget parent_instance;

  GtkLabel          *heading;
  GtkStack          *stack;
  GtkLabel          *due;
  GtkLabel          *strength;
  GtkLabel          *past;
  GtkWidget         *resume;
  ShedRatingButtons *ratings;
  GtkLabel          *absent;
  GtkLabel          *copied;
};

G_DEFINE_FINAL_TYPE (ShedTunePractice, shed_tune_practice, GTK_TYPE_WIDGET)

static void
rated_cb (ShedTunePractice *self, int rating)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "tune.rate", "i", rating);
}

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
show_standing (ShedTunePractice *self, ShedContext *context, const ShedStanding *standing)
{
  static const char *const classes[] = { "due", "overdue", "new" };
  ShedTimeFrame frame = shed_context_get_frame (context);
  ShedRatingPreview previews[4];
  g_autofree char *due = shed_standing_text_due (&standing->here, &frame);
  g_autofree char *strength = shed_standing_text_strength (&standing->here);
  g_autofree char *recall = shed_standing_text_recall (&standing->here);
  g_autofree char *past = shed_standing_text_past (&standing->here, &frame);
  g_autofree char *goal = shed_facts_text_goal (standing->here.goal);
  g_autofree char *both = NULL;
  const char *css_class = shed_standing_text_get_css_class (&standing->here, &frame);

  set_text (self->due, due);
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (g_str_equal (classes[i], css_class))
      gtk_widget_add_css_class (GTK_WIDGET (self->due), classes[i]);
    else
      gtk_widget_remove_css_class (GTK_WIDGET (self->due), classes[i]);
  if (standing->here.schedule.due_at != 0)
    {
      g_autofree char *exact = shed_time_text_exact (standing->here.schedule.due_at, &frame);

      gtk_widget_set_tooltip_text (GTK_WIDGET (self->due), exact);
    }
  else
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->due), NULL);
  set_text (self->strength, strength);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->strength), recall);
  both = shed_facts_text_join (past != NULL ? past : "", goal != NULL ? goal : "", NULL);
  set_text (self->past, both);
  gtk_widget_set_visible (self->resume, standing->here.paused);

  for (int i = 0; i < 4; i++)
    {
      previews[i].interval_days = standing->preview[i].interval_days;
      previews[i].due_at = standing->preview[i].due_at;
    }
  frame.now_ms = standing->now_ms;
  shed_rating_buttons_set_previews (self->ratings, previews, &frame);
}

/**
 * shed_tune_practice_show:
 * @self: the group
 * @context: of the window
 * @standing: (nullable): how the tune stands; NULL while it is being read
 */
void
shed_tune_practice_show (ShedTunePractice *self, ShedContext *context, const ShedStanding *standing)
{
  ShedRepertoire *repertoire = shed_context_get_repertoire (context);
  const char *name = repertoire != NULL ? shed_repertoire_get_name (repertoire) : NULL;
  g_autofree char *heading = NULL;

  g_return_if_fail (SHED_IS_TUNE_PRACTICE (self));

  heading = shed_facts_text_join (_("Practice"), name != NULL ? name : "", NULL);
  gtk_label_set_label (self->heading, heading);
  if (standing == NULL)
    return;
  if (name == NULL || !standing->has_repertoire)
    gtk_stack_set_visible_child_name (self->stack, "no-repertoire");
  else if (standing->is_in)
    {
      show_standing (self, context, standing);
      gtk_stack_set_visible_child_name (self->stack, "in");
    }
  else
    {
      /* Translators: the name of a repertoire: "Not in Fiddle". */
      g_autofree char *absent = g_strdup_printf (_("Not in %s"), name);

      set_text (self->absent, absent);
      gtk_widget_set_visible (GTK_WIDGET (self->copied), standing->is_local_only);
      gtk_stack_set_visible_child_name (self->stack, "absent");
    }
}

static void
shed_tune_practice_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (shed_tune_practice_parent_class)->dispose (object);
}

static void
shed_tune_practice_class_init (ShedTunePracticeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = shed_tune_practice_dispose;
  g_type_ensure (SHED_TYPE_RATING_BUTTONS);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-tune-practice.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedTunePractice, heading);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePractice, stack);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePractice, due);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePractice, strength);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePractice, past);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePractice, resume);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePractice, ratings);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePractice, absent);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePractice, copied);
  gtk_widget_class_bind_template_callback (widget_class, rated_cb);
}

static void
shed_tune_practice_init (ShedTunePractice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

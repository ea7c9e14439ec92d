/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values are labels inside check buttons that exclude each other: arrows move between them, Space chooses, a screen
 * reader says field, computer, value and time in one breath. */
#include "shed-choice-card.h"

#include <glib/gi18n.h>

#include "shed-columns-layout.h"
#include "shed-command.h"
#include "shed-incipit-view.h"
#include "shed-sync-row.h"

/* What a column wants at least, in heights of a letter. */
#define VALUE_LETTERS 10
#define TEXT_LETTERS 15

struct _ShedChoiceCard
{
  GtkWidget parent_instance;

  ShedChoice     *choice;
  GtkWidget      *box;
  GtkWidget      *sides;                            /* box of the answers */
  GtkCheckButton *buttons[SHED_CHOICE_N_SIDES];     /* NULL: not an answer to this question */
  GtkWidget      *earlier;                          /* label, nullable */
  GtkWidget      *joined_frame;                     /* nullable: both texts, to be edited */
  GtkTextView    *joined;
};

enum { PICKED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ShedChoiceCard, shed_choice_card, GTK_TYPE_WIDGET)

static gboolean
is_music (ShedChoiceCard *self)
{
  return g_str_equal (shed_choice_get_table (self->choice), "tune") && g_str_equal (shed_choice_get_group (self->choice), "abc");
}

static const char *
json_of (ShedChoiceCard *self, ShedChoiceSide side)
{
  return side == SHED_CHOICE_MINE ? shed_choice_get_mine (self->choice) : shed_choice_get_theirs (self->choice);
}

/* What stands under the computer's name. */
static void
append_value (ShedChoiceCard *self, GtkBox *box, ShedChoiceSide side)
{
  g_autofree char *text = shed_choice_text_side (self->choice, side);
  GtkWidget *label = shed_sync_label_new (text, side == SHED_CHOICE_BOTH ? "dim-label" : NULL);

  if (is_music (self) && side != SHED_CHOICE_BOTH)
    {
      g_autofree char *abc = shed_choice_dup_value (self->choice, json_of (self, side), "abc");
      GtkWidget *incipit = shed_incipit_view_new ();

      shed_incipit_view_set_tune (SHED_INCIPIT_VIEW (incipit), abc, shed_choice_get_title (self->choice));
      gtk_widget_set_visible (incipit, shed_incipit_view_has_music (SHED_INCIPIT_VIEW (incipit)));
      gtk_box_append (box, incipit);
      gtk_widget_add_css_class (label, "monospace");
      gtk_widget_add_css_class (label, "caption");
    }
  if (side != SHED_CHOICE_BOTH)
    {
      g_autofree char *other =
        shed_choice_text_side (self->choice, side == SHED_CHOICE_MINE ? SHED_CHOICE_OTHER : SHED_CHOICE_MINE);
      g_autoptr (PangoAttrList) marks = shed_choice_text_mark (text, other);

      gtk_label_set_attributes (GTK_LABEL (label), marks);
    }
  gtk_box_append (box, label);
}

/* Of a deletion, who did what. */
static void
append_reason (GtkBox *box, ShedChoiceSide side, const char *computer)
{
  g_autofree char *text = g_strdup_printf (
    side == SHED_CHOICE_MINE ? _ ("%s deleted it") : _ ("%s edited it or added something, so it was kept"), computer);

  gtk_box_append (box, shed_sync_label_new (text, "dim-label"));
}

static char *
dup_spoken (ShedChoiceCard *self, ShedChoiceSide side, const char *computer, const char *when)
{
  g_autofree char *field = shed_choice_text_field (self->choice);
  g_autofree char *value = shed_choice_text_side (self->choice, side);
  g_autofree char *other =
    side != SHED_CHOICE_BOTH
      ? shed_choice_text_side (self->choice, side == SHED_CHOICE_MINE ? SHED_CHOICE_OTHER : SHED_CHOICE_MINE)
      : NULL;
  g_autofree char *changed =
    other != NULL && !shed_choice_is_deletion (self->choice) ? shed_choice_text_changed_words (value, other) : NULL;
  GString *text = g_string_new (NULL);

  /* Translators: for screen readers: field, computer and value, as "Title, Kitchen laptop: The Silver Spears". */
  g_string_append_printf (text, _("%s, %s: %s"), field, computer, value);
  if (when != NULL)
    g_string_append_printf (text, ", %s", when);
  if (changed != NULL)
    {
      g_string_append (text, ". ");
      g_string_append_printf (text, _("Different here: %s"), changed);
    }
  return g_string_free (text, FALSE);
}

static void
toggled_cb (ShedChoiceCard *self)
{
  gboolean both = shed_choice_card_get_picked (self) == SHED_CHOICE_BOTH;

  if (self->joined_frame != NULL)
    gtk_widget_set_visible (self->joined_frame, both);
  g_signal_emit (self, signals[PICKED], 0);
}

static void
add_side (ShedChoiceCard *self, ShedChoiceSide side, const ShedTimeFrame *frame)
{
  GtkWidget *button = gtk_check_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *computer = NULL;
  g_autofree char *when = shed_choice_text_when (self->choice, side, frame);
  g_autofree char *exact = shed_choice_text_when_exact (self->choice, side, frame);
  g_autofree char *spoken = NULL;
  gboolean deletion = shed_choice_is_deletion (self->choice);
  /* In the one question about a deletion the answers are not the computers. */
  ShedChoiceSide writer = deletion && !shed_choice_mine_deleted (self->choice) ? 1 - side : side;

  if (deletion)
    {
      g_free (when);
      g_free (exact);
      when = shed_choice_text_when (self->choice, writer, frame);
      exact = shed_choice_text_when_exact (self->choice, writer, frame);
    }
  computer = shed_choice_text_computer (self->choice, deletion ? writer : side);
  spoken = dup_spoken (self, side, computer, when);
  if (deletion)
    {
      g_autofree char *verb = shed_choice_text_side (self->choice, side);

      gtk_box_append (GTK_BOX (box), shed_sync_label_new (verb, "heading"));
      append_reason (GTK_BOX (box), side, computer);
    }
  else
    {
      gtk_box_append (GTK_BOX (box), shed_sync_label_new (computer, "heading"));
      append_value (self, GTK_BOX (box), side);
    }
  if (when != NULL)
    gtk_box_append (GTK_BOX (box), shed_sync_label_new (when, "dim-label"));
  gtk_widget_set_tooltip_text (box, exact);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_set_margin_start (box, 6);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (button), box);
  /* The mark stands beside the name, also where the value is long. */
  if (gtk_widget_get_first_child (button) != box)
    gtk_widget_set_valign (gtk_widget_get_first_child (button), GTK_ALIGN_START);
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_add_css_class (button, "choice-side");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  if (self->buttons[SHED_CHOICE_MINE] != NULL)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (button), self->buttons[SHED_CHOICE_MINE]);
  self->buttons[side] = GTK_CHECK_BUTTON (button);
  g_signal_connect_object (button, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  /* Two texts, or two ways of writing music, need the width: what keeps both stands below them. */
  gtk_box_append (GTK_BOX (side == SHED_CHOICE_BOTH && shed_choice_is_text (self->choice) ? self->box : self->sides), button);
}

static void
add_joined (ShedChoiceCard *self)
{
  g_autofree char *theirs =
    shed_choice_dup_value (self->choice, shed_choice_get_theirs (self->choice), shed_choice_get_group (self->choice));
  g_autofree char *mine =
    shed_choice_dup_value (self->choice, shed_choice_get_mine (self->choice), shed_choice_get_group (self->choice));
  g_autofree char *joined = shed_conflict_join_texts (theirs, mine);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->joined = GTK_TEXT_VIEW (gtk_text_view_new ());
  gtk_text_view_set_wrap_mode (self->joined, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (self->joined, FALSE);
  gtk_text_view_set_monospace (self->joined, is_music (self));
  g_object_set (self->joined, "top-margin", 9, "bottom-margin", 9, "left-margin", 9, "right-margin", 9, NULL);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->joined), joined, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->joined), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Both texts together"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->joined));
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), 120);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 260);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  self->joined_frame = gtk_frame_new (NULL);
  gtk_frame_set_child (GTK_FRAME (self->joined_frame), scroller);
  gtk_widget_set_visible (self->joined_frame, FALSE);
  gtk_box_append (GTK_BOX (self->box), self->joined_frame);
}

static void
add_head (ShedChoiceCard *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  g_autofree char *field = shed_choice_text_field (self->choice);
  GtkWidget *heading = shed_sync_label_new (field, "heading");

  gtk_widget_set_hexpand (heading, TRUE);
  gtk_box_append (GTK_BOX (head), heading);
  gtk_box_append (GTK_BOX (self->box), head);
  if (shed_choice_get_base (self->choice) != NULL && !shed_choice_is_text (self->choice) &&
      !shed_choice_is_deletion (self->choice))
    {
      g_autofree char *value = shed_choice_text_value (self->choice, shed_choice_get_base (self->choice));
      g_autofree char *text = g_strdup_printf (_("earlier: %s"), value);

      self->earlier = shed_sync_label_new (text, "dim-label");
      gtk_label_set_ellipsize (GTK_LABEL (self->earlier), PANGO_ELLIPSIZE_END);
      gtk_label_set_wrap (GTK_LABEL (self->earlier), FALSE);
      gtk_widget_set_tooltip_text (self->earlier, value);
      gtk_box_append (GTK_BOX (head), self->earlier);
    }
}

/* What the text was on both before, when somebody wants to see it. */
static void
add_earlier_text (ShedChoiceCard *self)
{
  g_autofree char *earlier =
    shed_choice_get_base (self->choice) != NULL
      ? shed_choice_dup_value (self->choice, shed_choice_get_base (self->choice), shed_choice_get_group (self->choice))
      : NULL;
  GtkWidget *expander, *label;

  if (earlier == NULL || *earlier == '\0')
    return;
  expander = gtk_expander_new_with_mnemonic (_("_Earlier Text"));
  label = shed_sync_label_new (earlier, "dim-label");
  if (is_music (self))
    {
      gtk_widget_add_css_class (label, "monospace");
      gtk_widget_add_css_class (label, "caption");
    }
  gtk_expander_set_child (GTK_EXPANDER (expander), label);
  gtk_box_append (GTK_BOX (self->box), expander);
}

static void
shed_choice_card_dispose (GObject *object)
{
  ShedChoiceCard *self = SHED_CHOICE_CARD (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->choice);

  G_OBJECT_CLASS (shed_choice_card_parent_class)->dispose (object);
}

static void
shed_choice_card_class_init (ShedChoiceCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = shed_choice_card_dispose;
  signals[PICKED] = g_signal_new ("picked", SHED_TYPE_CHOICE_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
shed_choice_card_init (ShedChoiceCard *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_add_css_class (self->box, "card");
  gtk_widget_add_css_class (self->box, "choice-card");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * shed_choice_card_new:
 * @choice: a question
 * @frame: from where its times are looked at
 */
GtkWidget *
shed_choice_card_new (ShedChoice *choice, const ShedTimeFrame *frame)
{
  ShedChoiceCard *self = g_object_new (SHED_TYPE_CHOICE_CARD, NULL);
  g_autofree char *field = NULL;

  self->choice = g_object_ref (choice);
  field = shed_choice_text_field (choice);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, field, -1);
  add_head (self);
  self->sides = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_layout_manager (self->sides,
                                 shed_columns_layout_new (shed_choice_is_text (choice) ? TEXT_LETTERS : VALUE_LETTERS));
  gtk_box_append (GTK_BOX (self->box), self->sides);
  add_side (self, SHED_CHOICE_MINE, frame);
  add_side (self, SHED_CHOICE_OTHER, frame);
  if (shed_choice_can_keep_both (choice))
    add_side (self, SHED_CHOICE_BOTH, frame);
  if (shed_choice_is_text (choice))
    {
      add_earlier_text (self);
      add_joined (self);
    }
  return GTK_WIDGET (self);
}

ShedChoice *
shed_choice_card_get_choice (ShedChoiceCard *self)
{
  g_return_val_if_fail (SHED_IS_CHOICE_CARD (self), NULL);
  return self->choice;
}

ShedChoiceSide
shed_choice_card_get_picked (ShedChoiceCard *self)
{
  g_return_val_if_fail (SHED_IS_CHOICE_CARD (self), SHED_CHOICE_N_SIDES);

  for (guint i = 0; i < SHED_CHOICE_N_SIDES; i++)
    if (self->buttons[i] != NULL && gtk_check_button_get_active (self->buttons[i]))
      return i;
  return SHED_CHOICE_N_SIDES;
}

void
shed_choice_card_pick (ShedChoiceCard *self, ShedChoiceSide side)
{
  g_return_if_fail (SHED_IS_CHOICE_CARD (self));

  if (side < SHED_CHOICE_N_SIDES && self->buttons[side] != NULL)
    gtk_check_button_set_active (self->buttons[side], TRUE);
}

char *
shed_choice_card_dup_text (ShedChoiceCard *self)
{
  GtkTextBuffer *buffer;
  GtkTextIter start, end;

  g_return_val_if_fail (SHED_IS_CHOICE_CARD (self), NULL);

  if (self->joined == NULL || shed_choice_card_get_picked (self) != SHED_CHOICE_BOTH)
    return NULL;
  buffer = gtk_text_view_get_buffer (self->joined);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

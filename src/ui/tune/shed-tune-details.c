/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows and chips made anew from what was read. Each change is a command; what is shown follows the library. */
#include "shed-tune-details.h"

#include <glib/gi18n.h>
#include <string.h>

#include "shed-completion.h"
#include "shed-facts-text.h"
#include "shed-standing-text.h"
#include "shed-tune-fields.h"
#include "shed-tune-list.h"
#include "shed-ui.h"

#define MAX_TAG_CHARACTERS 100

struct _ShedTuneDetails
{
  GtkWidget parent_instance;

  ShedContext    *context;
  ShedTune       *tune;
  GCancellable   *cancellable;
  ShedTuneList   *tags_source; /* knows all tags with their counts */
  ShedCompletion *completion;

  GtkListBox *facts;
  GtkFlowBox *tags;
  GtkEntry   *tag_entry;
  GtkWidget  *places_group;
  GtkListBox *places;
};

G_DEFINE_FINAL_TYPE (ShedTuneDetails, shed_tune_details, GTK_TYPE_WIDGET)

static void
clear_list (GtkListBox *list)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (list, 0)) != NULL)
    gtk_list_box_remove (list, GTK_WIDGET (row));
}

static void
confirm_cb (ShedTuneDetails *self, GtkButton *button)
{
  const char *column = g_object_get_data (G_OBJECT (button), "column");
  const char *value = shed_tune_get_field (self->tune, column);

  shed_context_run (self->context, shed_command_tune_set (shed_tune_get_id (self->tune), (const char *const[]) { column, NULL },
                                                          (const char *const[]) { value, NULL }));
}

static GtkWidget *
make_value_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_RIGHT);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_lines (GTK_LABEL (label), 6);
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

/* One fact: its name at the start, what it is at the end. */
static void
add_fact (ShedTuneDetails *self, const char *name, const char *text, const char *column, gboolean is_guess)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name_label = gtk_label_new (name);
  GtkWidget *value = make_value_label (text);

  gtk_widget_add_css_class (name_label, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (name_label), 0);
  gtk_widget_set_valign (name_label, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), name_label);
  gtk_box_append (GTK_BOX (box), value);
  if (is_guess)
    {
      GtkWidget *chip = gtk_label_new (_("guessed"));
      GtkWidget *confirm = gtk_button_new_from_icon_name ("object-select-symbolic");
      g_autofree char *confirm_label = g_strdup_printf (_("%s is right"), name);

      gtk_widget_add_css_class (chip, "chip");
      gtk_widget_add_css_class (chip, "new");
      gtk_widget_set_valign (chip, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (confirm, "flat");
      gtk_widget_add_css_class (confirm, "circular");
      gtk_widget_set_valign (confirm, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (confirm, "small-button");
      gtk_widget_set_tooltip_text (confirm, _("That Is Right"));
      gtk_accessible_update_property (GTK_ACCESSIBLE (confirm), GTK_ACCESSIBLE_PROPERTY_LABEL, confirm_label, -1);
      g_object_set_data_full (G_OBJECT (confirm), "column", g_strdup (column), g_free);
      g_signal_connect_object (confirm, "clicked", G_CALLBACK (confirm_cb), self, G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (box), chip);
      gtk_box_append (GTK_BOX (box), confirm);
    }
  gtk_widget_set_margin_top (box, 9);
  gtk_widget_set_margin_bottom (box, 9);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  gtk_list_box_append (self->facts, row);
}

static void
show_facts (ShedTuneDetails *self)
{
  guint n_fields;
  const ShedTuneField *fields = shed_tune_fields_list (&n_fields);
  g_autofree char *book = NULL, *book_id = NULL;

  clear_list (self->facts);
  for (guint i = 0; i < n_fields; i++)
    {
      g_autofree char *text = shed_tune_field_dup_text (&fields[i], shed_tune_get_field (self->tune, fields[i].column));

      if (text != NULL && !g_str_equal (fields[i].column, "title"))
        add_fact (self, _(fields[i].name), text, fields[i].column, shed_tune_is_inferred (self->tune, fields[i].column));
    }
  g_object_get (self->tune, "book-title", &book, "book-id", &book_id, NULL);
  if (book != NULL)
    add_fact (self, _("Tune Book"), shed_facts_text_book (book_id, book), "book_id", FALSE);
}

static void
untag_cb (ShedTuneDetails *self, GtkButton *button)
{
  const char *ids[] = { shed_tune_get_id (self->tune), NULL };

  shed_context_run (self->context, shed_command_remove_tag (ids, g_object_get_data (G_OBJECT (button), "tag-id")));
}

static void
add_tag_chip (ShedTuneDetails *self, const char *name, const char *id)
{
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *label = gtk_label_new (name);
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  g_autofree char *remove = g_strdup_printf (_("Remove the tag “%s”"), name);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  gtk_widget_add_css_class (chip, "chip");
  gtk_widget_add_css_class (chip, "tag-chip");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_add_css_class (button, "small-button");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, remove);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, remove, -1);
  g_object_set_data_full (G_OBJECT (button), "tag-id", g_strdup (id), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (untag_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (chip), label);
  gtk_box_append (GTK_BOX (chip), button);
  gtk_widget_set_halign (chip, GTK_ALIGN_START);
  gtk_flow_box_append (self->tags, chip);
}

static void
show_tags (ShedTuneDetails *self)
{
  const char *const *names = shed_tune_get_tags (self->tune);
  const char *const *ids = shed_tune_get_tag_ids (self->tune);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->tags))) != NULL)
    gtk_flow_box_remove (self->tags, child);
  for (guint i = 0; names[i] != NULL; i++)
    {
      add_tag_chip (self, names[i], ids[i]);
      gtk_widget_set_focusable (GTK_WIDGET (gtk_flow_box_get_child_at_index (self->tags, (int) i)), FALSE);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->tags), names[0] != NULL);
}

static void
facets_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ShedTuneDetails *self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) facets = shed_tune_list_load_facets_finish (SHED_TUNE_LIST (source), result, &error);
  g_autoptr (GStrvBuilder) builder = NULL;
  g_auto (GStrv) names = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = SHED_TUNE_DETAILS (user_data);
  if (facets == NULL)
    return;
  builder = g_strv_builder_new ();
  for (guint i = 0; i < facets->len; i++)
    {
      ShedFacet *facet = g_ptr_array_index (facets, i);

      if (facet->label != NULL && *facet->label != '\0')
        g_strv_builder_add (builder, facet->label);
    }
  names = g_strv_builder_end (builder);
  shed_completion_set_choices (self->completion, (const char *const *) names);
}

/* All tags there are, when a person is about to give one. */
static void
tag_focus_cb (ShedTuneDetails *self)
{
  ShedTuneQuery query = { .state = SHED_STATE_ANY };

  if (self->context == NULL)
    return;
  if (self->tags_source == NULL)
    {
      self->tags_source = shed_tune_list_new (shed_context_get_store (self->context));
      shed_tune_list_set_query (self->tags_source, &query);
    }
  shed_tune_list_load_facets_async (self->tags_source, "tag", self->cancellable, facets_cb, self);
}

static void
tag_activate_cb (ShedTuneDetails *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->tag_entry))));
  const char *ids[] = { NULL, NULL };

  if (*name == '\0' || self->tune == NULL)
    return;
  ids[0] = shed_tune_get_id (self->tune);
  shed_context_run (self->context, shed_command_add_tag (ids, name));
  gtk_editable_set_text (GTK_EDITABLE (self->tag_entry), "");
}

static void
place_activated_cb (ShedTuneDetails *self, GtkListBoxRow *row)
{
  const char *id = g_object_get_data (G_OBJECT (row), "repertoire-id");

  if (id != NULL)
    shed_context_set_repertoire_id (self->context, id);
}

static void
shed_tune_details_dispose (GObject *object)
{
  ShedTuneDetails *self = SHED_TUNE_DETAILS (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->completion, shed_completion_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->tags_source);
  g_clear_object (&self->tune);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (shed_tune_details_parent_class)->dispose (object);
}

static void
shed_tune_details_class_init (ShedTuneDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = shed_tune_details_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-tune-details.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedTuneDetails, facts);
  gtk_widget_class_bind_template_child (widget_class, ShedTuneDetails, tags);
  gtk_widget_class_bind_template_child (widget_class, ShedTuneDetails, tag_entry);
  gtk_widget_class_bind_template_child (widget_class, ShedTuneDetails, places_group);
  gtk_widget_class_bind_template_child (widget_class, ShedTuneDetails, places);
  gtk_widget_class_bind_template_callback (widget_class, tag_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, place_activated_cb);
}

static void
shed_tune_details_init (ShedTuneDetails *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->completion = shed_completion_new (GTK_EDITABLE (self->tag_entry));
  gtk_entry_set_max_length (self->tag_entry, MAX_TAG_CHARACTERS);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (tag_focus_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->tag_entry), focus);
}

void
shed_tune_details_set_context (ShedTuneDetails *self, ShedContext *context)
{
  g_return_if_fail (SHED_IS_TUNE_DETAILS (self));
  g_set_object (&self->context, context);
}

/**
 * shed_tune_details_show_tune:
 * @self: the details
 * @tune: as it is now
 */
void
shed_tune_details_show_tune (ShedTuneDetails *self, ShedTune *tune)
{
  g_return_if_fail (SHED_IS_TUNE_DETAILS (self));

  g_set_object (&self->tune, tune);
  show_facts (self);
  show_tags (self);
}

/**
 * shed_tune_details_show_standing:
 * @self: the details
 * @standing: which repertoires hold it
 */
void
shed_tune_details_show_standing (ShedTuneDetails *self, const ShedStanding *standing)
{
  ShedTimeFrame frame = shed_context_get_frame (self->context);
  const char *current = shed_context_get_repertoire_id (self->context);

  clear_list (self->places);
  for (guint i = 0; i < standing->places->len; i++)
    {
      const ShedPlace *place = g_ptr_array_index (standing->places, i);
      GtkWidget *row = adw_action_row_new ();
      g_autofree char *due = shed_standing_text_due (place, &frame);
      g_autofree char *name = g_markup_escape_text (place->name, -1);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 3);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), due);
      if (g_strcmp0 (place->repertoire_id, current) == 0)
        {
          GtkWidget *mark = gtk_image_new_from_icon_name ("object-select-symbolic");

          gtk_widget_set_tooltip_text (mark, _("Shown in the window"));
          gtk_accessible_update_property (GTK_ACCESSIBLE (mark), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Shown in the window"), -1);
          adw_action_row_add_suffix (ADW_ACTION_ROW (row), mark);
        }
      else
        {
          gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
          gtk_widget_set_tooltip_text (row, _("Show this repertoire"));
        }
      g_object_set_data_full (G_OBJECT (row), "repertoire-id", g_strdup (place->repertoire_id), g_free);
      gtk_list_box_append (self->places, row);
    }
  gtk_widget_set_visible (self->places_group, standing->places->len > 0);
}

void
shed_tune_details_start_tag (ShedTuneDetails *self)
{
  g_return_if_fail (SHED_IS_TUNE_DETAILS (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->tag_entry));
}

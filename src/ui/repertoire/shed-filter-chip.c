/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A filter chip. What it offers is asked for when its menu opens, so that the counts are of that moment and nothing is
 * counted that nobody looks at. */
#include "shed-filter-chip.h"

#include <glib/gi18n.h>

#include "shed-facts-text.h"
#include "shed-repertoire-cell.h"
#include "shed-ui.h"

struct _ShedFilterChip
{
  AdwBin parent_instance;

  ShedTuneList *list;
  GCancellable *cancellable;
  char         *column, *label;
  char         *value, *value_label; /* nullable: no filter */

  GtkMenuButton *button;
  GtkPopover    *popover;
  GtkStack      *stack;
  GtkListBox    *list_box;
};

enum { PROP_0, PROP_COLUMN, PROP_LABEL, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ShedFilterChip, shed_filter_chip, ADW_TYPE_BIN)

static char *
dup_words (ShedFilterChip *self, const char *value, const char *label)
{
  if (g_str_equal (self->column, "kind"))
    return shed_facts_text_kind (value);
  if (g_str_equal (self->column, "key"))
    return shed_facts_text_key (value);
  if (g_str_equal (self->column, "goal"))
    return shed_facts_text_goal (value);
  if (g_str_equal (self->column, "state"))
    return g_strdup (shed_repertoire_state_text ((int) g_ascii_strtoll (value, NULL, 10)));
  return g_strdup (label);
}

static void
update_button (ShedFilterChip *self)
{
  g_autofree char *spoken = NULL;

  gtk_menu_button_set_label (self->button, self->value != NULL ? self->value_label : self->label);
  if (self->value != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->button), "active");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->button), "active");
  /* Translators: a filter and its value, for screen readers: "Kind: reel". */
  spoken = self->value != NULL ? g_strdup_printf (_("%s: %s"), self->label, self->value_label) : g_strdup (self->label);
  /* Setting a tooltip asks the display where the pointer is, also when it says nothing new. */
  if (self->value != NULL || gtk_widget_get_has_tooltip (GTK_WIDGET (self->button)))
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), self->value != NULL ? spoken : NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
clear_rows (ShedFilterChip *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list_box))) != NULL && GTK_IS_LIST_BOX_ROW (row))
    gtk_list_box_remove (self->list_box, row);
}

static void
add_row (ShedFilterChip *self, const char *value, const char *label, const char *count)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = gtk_label_new (label), *number = gtk_label_new (count);
  GtkWidget *check = gtk_image_new_from_icon_name ("object-select-symbolic");

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 28);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (number, "dim-label");
  gtk_widget_add_css_class (number, "numeric");
  gtk_widget_set_opacity (check, g_strcmp0 (value, self->value) == 0 ? 1 : 0);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), number);
  gtk_box_append (GTK_BOX (box), check);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "value", g_strdup (value), g_free);
  g_object_set_data_full (G_OBJECT (row), "words", g_strdup (label), g_free);
  gtk_list_box_append (self->list_box, row);
}

/* The menu opened before it had rows: the arrow keys begin at what is chosen now. */
static void
focus_row (ShedFilterChip *self)
{
  GtkListBoxRow *row;

  if (!gtk_widget_get_visible (GTK_WIDGET (self->popover)))
    return;
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list_box, i)) != NULL; i++)
    if (g_strcmp0 (g_object_get_data (G_OBJECT (row), "value"), self->value) == 0)
      {
        gtk_widget_grab_focus (GTK_WIDGET (row));
        return;
      }
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) facets = shed_tune_list_load_facets_finish (SHED_TUNE_LIST (source), result, &error);
  ShedFilterChip *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  clear_rows (self);
  add_row (self, NULL, _("All"), "");
  for (guint i = 0; facets != NULL && i < facets->len; i++)
    {
      const ShedFacet *facet = g_ptr_array_index (facets, i);
      g_autofree char *words = NULL;
      g_autofree char *count = g_strdup_printf ("%'u", facet->count);

      if (facet->value == NULL || *facet->value == '\0' || (facet->count == 0 && g_strcmp0 (facet->value, self->value) != 0))
        continue;
      words = dup_words (self, facet->value, facet->label != NULL ? facet->label : facet->value);
      add_row (self, facet->value, words != NULL ? words : facet->value, count);
    }
  gtk_stack_set_visible_child_name (self->stack, facets == NULL ? "failed" : "list");
  focus_row (self);
}

static void
shown_cb (ShedFilterChip *self)
{
  if (self->list == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  shed_tune_list_load_facets_async (self->list, self->column, self->cancellable, loaded_cb, self);
}

static void
row_activated_cb (ShedFilterChip *self, GtkListBoxRow *row)
{
  const char *value = g_object_get_data (G_OBJECT (row), "value");
  g_autofree char *label = g_strdup (g_object_get_data (G_OBJECT (row), "words"));

  gtk_popover_popdown (self->popover);
  if (g_strcmp0 (value, self->value) == 0)
    return;
  shed_filter_chip_set_value (self, value, label);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
shed_filter_chip_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ShedFilterChip *self = SHED_FILTER_CHIP (object);

  g_value_set_string (value, prop_id == PROP_COLUMN ? self->column : self->label);
}

static void
shed_filter_chip_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ShedFilterChip *self = SHED_FILTER_CHIP (object);
  char **member = prop_id == PROP_COLUMN ? &self->column : &self->label;

  g_free (*member);
  *member = g_value_dup_string (value);
  if (prop_id == PROP_LABEL && self->label != NULL)
    update_button (self);
}

static void
shed_filter_chip_dispose (GObject *object)
{
  ShedFilterChip *self = SHED_FILTER_CHIP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->list);

  G_OBJECT_CLASS (shed_filter_chip_parent_class)->dispose (object);
}

static void
shed_filter_chip_finalize (GObject *object)
{
  ShedFilterChip *self = SHED_FILTER_CHIP (object);

  g_free (self->column);
  g_free (self->label);
  g_free (self->value);
  g_free (self->value_label);

  G_OBJECT_CLASS (shed_filter_chip_parent_class)->finalize (object);
}

static void
shed_filter_chip_class_init (ShedFilterChipClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = shed_filter_chip_get_property;
  object_class->set_property = shed_filter_chip_set_property;
  object_class->dispose = shed_filter_chip_dispose;
  object_class->finalize = shed_filter_chip_finalize;

  properties[PROP_COLUMN] = g_param_spec_string ("column", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED] = g_signal_new ("changed", SHED_TYPE_FILTER_CHIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-filter-chip.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedFilterChip, button);
  gtk_widget_class_bind_template_child (widget_class, ShedFilterChip, popover);
  gtk_widget_class_bind_template_child (widget_class, ShedFilterChip, stack);
  gtk_widget_class_bind_template_child (widget_class, ShedFilterChip, list_box);
  gtk_widget_class_bind_template_callback (widget_class, shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
shed_filter_chip_init (ShedFilterChip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
shed_filter_chip_set_list (ShedFilterChip *self, ShedTuneList *list)
{
  g_return_if_fail (SHED_IS_FILTER_CHIP (self));
  g_set_object (&self->list, list);
}

const char *
shed_filter_chip_get_value (ShedFilterChip *self)
{
  g_return_val_if_fail (SHED_IS_FILTER_CHIP (self), NULL);
  return self->value;
}

void
shed_filter_chip_set_value (ShedFilterChip *self, const char *value, const char *label)
{
  char *kept = g_strdup (value), *kept_label = g_strdup (label);

  g_return_if_fail (SHED_IS_FILTER_CHIP (self));

  g_free (self->value);
  g_free (self->value_label);
  self->value = kept;
  self->value_label = kept_label;
  update_button (self);
}

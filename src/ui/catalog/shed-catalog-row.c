/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of the catalog. Rows are used again for other tunes while the list scrolls; a tune that is not read yet is an empty row
 * of the same height, filled in place. */
#include "shed-catalog-row.h"

#include <glib/gi18n.h>

#include "shed-facts-text.h"
#include "shed-incipit-view.h"
#include "shed-match-text.h"
#include "shed-row-layout.h"
#include "shed-ui.h"

struct _ShedCatalogRow
{
  GtkWidget parent_instance;

  ShedTuneRow *row; /* nullable */

  ShedIncipitView *incipit;
  GtkLabel        *title;
  GtkLabel        *also;
  GtkLabel        *facts;
  GtkStack        *end;
  GtkWidget       *add_button;
  GtkWidget       *there;
  GtkCheckButton  *tick;
};

G_DEFINE_FINAL_TYPE (ShedCatalogRow, shed_catalog_row, GTK_TYPE_WIDGET)

static void
show_title (ShedCatalogRow *self, const ShedTuneRowData *data, const char *search)
{
  const char *title = data->title != NULL ? data->title : "";
  /* Of what was searched for only the matching letters are bold, so that the eye finds them. */
  gboolean is_searching = search != NULL && *search != '\0';
  g_autofree char *markup = shed_match_text_markup (title, search);

  gtk_label_set_markup (self->title, markup);
  if (is_searching)
    gtk_widget_remove_css_class (GTK_WIDGET (self->title), "heading");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->title), "heading");
}

static void
show_other_name (ShedCatalogRow *self, const ShedTuneRowData *data, const char *search)
{
  g_autofree char *name = NULL;
  g_autofree char *markup = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->also), data->matched_alias != NULL);
  if (data->matched_alias == NULL)
    return;
  name = shed_match_text_markup (data->matched_alias, search);
  /* Translators: before another name of a tune. */
  markup = g_strdup_printf (_("also: %s"), name);
  gtk_label_set_markup (self->also, markup);
}

/* A tooltip that is set, even to the same words, asks the display where the pointer is. */
static void
set_tooltip (GtkWidget *widget, const char *text)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) != 0)
    gtk_widget_set_tooltip_text (widget, text);
}

static void
show_end (ShedCatalogRow *self, const ShedTuneRowData *data, const ShedCatalogRowStyle *style)
{
  const char *repertoire_name = style->repertoire_name;
  g_autofree char *text = NULL;
  g_autofree char *tooltip = NULL;

  if (style->has_ticks && !(data->in_repertoire && repertoire_name != NULL))
    {
      gtk_stack_set_visible_child_name (self->end, "tick");
      return;
    }
  if (data->id == NULL || repertoire_name == NULL)
    {
      gtk_stack_set_visible_child_name (self->end, "none");
      return;
    }
  if (data->in_repertoire)
    {
      text = g_strdup_printf (_("In %s"), repertoire_name);
      set_tooltip (self->there, text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->there), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
      gtk_stack_set_visible_child_name (self->end, "there");
      return;
    }
  /* Translators: the first is the title of a tune, the second the name of a repertoire. */
  text = g_strdup_printf (_("Add “%s” to %s"), data->title, repertoire_name);
  /* Translators: the name of a repertoire. */
  tooltip = g_strdup_printf (_("Add to %s"), repertoire_name);
  set_tooltip (self->add_button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add_button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->add_button), "s", data->id);
  gtk_stack_set_visible_child_name (self->end, "add");
}

static void
shed_catalog_row_dispose (GObject *object)
{
  ShedCatalogRow *self = SHED_CATALOG_ROW (object);
  GtkWidget *child;

  g_clear_object (&self->row);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (shed_catalog_row_parent_class)->dispose (object);
}

static void
shed_catalog_row_class_init (ShedCatalogRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = shed_catalog_row_dispose;

  g_type_ensure (SHED_TYPE_ROW_LAYOUT);
  g_type_ensure (SHED_TYPE_INCIPIT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-catalog-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogRow, incipit);
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogRow, title);
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogRow, also);
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogRow, facts);
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogRow, end);
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogRow, add_button);
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogRow, there);
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogRow, tick);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
shed_catalog_row_init (ShedCatalogRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * shed_catalog_row_new:
 *
 * Returns: (transfer floating): a row without a tune
 */
GtkWidget *
shed_catalog_row_new (void)
{
  return g_object_new (SHED_TYPE_CATALOG_ROW, NULL);
}

/**
 * shed_catalog_row_bind:
 * @self: the row
 * @row: (nullable): a tune of the list, read or not
 */
void
shed_catalog_row_bind (ShedCatalogRow *self, ShedTuneRow *row)
{
  g_return_if_fail (SHED_IS_CATALOG_ROW (self));

  g_set_object (&self->row, row);
}

ShedTuneRow *
shed_catalog_row_get_row (ShedCatalogRow *self)
{
  g_return_val_if_fail (SHED_IS_CATALOG_ROW (self), NULL);
  return self->row;
}

/**
 * shed_catalog_row_show:
 * @self: the row
 * @style: what all rows of the list have in common
 *
 * Shows the tune as it is now.
 */
void
shed_catalog_row_show (ShedCatalogRow *self, const ShedCatalogRowStyle *style)
{
  const ShedTuneRowData *data;
  g_autofree char *line = NULL;
  g_autofree char *facts = NULL;

  g_return_if_fail (SHED_IS_CATALOG_ROW (self));

  if (self->row == NULL)
    return;
  data = shed_tune_row_get (self->row);
  shed_incipit_view_set_tune (self->incipit, data->abc, data->title);
  show_title (self, data, style->search);
  show_other_name (self, data, style->search);
  line = shed_facts_text_line (data->kind, data->key);
  facts = shed_facts_text_join (
    line != NULL ? line : "",
    style->shows_book && data->book_title != NULL ? shed_facts_text_book (data->book_id, data->book_title) : "", NULL);
  /* A blank keeps the height of a row that is not read yet. */
  gtk_label_set_label (self->facts, facts != NULL ? facts : " ");
  show_end (self, data, style);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  data->title != NULL ? data->title : "", GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  facts != NULL ? facts : "", -1);
}

/**
 * shed_catalog_row_set_ticked:
 * @self: the row
 * @ticked: whether its tune is chosen
 */
void
shed_catalog_row_set_ticked (ShedCatalogRow *self, gboolean ticked)
{
  g_return_if_fail (SHED_IS_CATALOG_ROW (self));

  gtk_check_button_set_active (self->tick, ticked);
}

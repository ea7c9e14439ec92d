/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of the repertoire, and the rows that stand in its place where it is narrow. It must never ask for a row that
 * is not on screen. */
#include "shed-repertoire-table-private.h"

#include <glib/gi18n.h>

#include "shed-ui.h"

#define NARROW_WIDTH 600

G_DEFINE_FINAL_TYPE (ShedRepertoireTable, shed_repertoire_table, GTK_TYPE_WIDGET)

static void
show_cells (ShedRepertoireTable *self)
{
  shed_seen_rows_changed (self->narrow ? self->narrow_rows : self->cells);
}

/* The menus are in the usual order, wherever the columns stand. */
static void
fill_menus (ShedRepertoireTable *self)
{
  for (int n = 0; n < SHED_N_COLUMNS; n++)
    {
      const ShedColumnSpec *spec = shed_repertoire_column_get (n);
      g_autofree char *visible = g_strconcat ("columns.", spec->name, NULL);
      g_autofree char *sort = g_strconcat ("columns.sort::", spec->name, NULL);
      g_autofree char *first = g_strconcat ("columns.first::", spec->name, NULL);

      if (spec->sort >= 0)
        g_menu_append (self->sort_menu, _(spec->title), sort);
      if (n == SHED_COLUMN_TITLE)
        continue;
      g_menu_append (self->shown_menu, _(spec->title), visible);
      g_menu_append (self->first_menu, _(spec->title), first);
    }
}

static void
make_actions (ShedRepertoireTable *self)
{
  g_autoptr (GMenu) order = g_menu_new (), usual = g_menu_new ();

  shed_repertoire_table_add_sort_actions (self);
  shed_repertoire_table_add_column_actions (self);
  g_menu_append (order, _("From Last to First"), "columns.descending");
  g_menu_append_section (self->sort_menu, NULL, G_MENU_MODEL (order));
  g_menu_append_submenu (self->menu, _("Sort By"), G_MENU_MODEL (self->sort_menu));
  g_menu_append_submenu (self->menu, _("Put First"), G_MENU_MODEL (self->first_menu));
  g_menu_append_section (self->menu, NULL, G_MENU_MODEL (self->shown_menu));
  g_menu_append (usual, _("Usual Columns"), "columns.usual");
  g_menu_append_section (self->menu, NULL, G_MENU_MODEL (usual));
}

static gboolean
narrow_cb (gpointer data)
{
  ShedRepertoireTable *self = data;

  self->narrow_id = 0;
  gtk_stack_set_visible_child_name (self->stack, self->narrow ? "rows" : "table");
  /* The hidden one keeps no rows. */
  gtk_list_view_set_model (self->list, self->narrow ? GTK_SELECTION_MODEL (self->selection) : NULL);
  gtk_column_view_set_model (self->table, self->narrow ? NULL : GTK_SELECTION_MODEL (self->selection));
  return G_SOURCE_REMOVE;
}

static void
shed_repertoire_table_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                               int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (SHED_REPERTOIRE_TABLE (widget)->stack), orientation, for_size, minimum, natural, NULL, NULL);
}

static GtkSizeRequestMode
shed_repertoire_table_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

/* The width decides, so that a list needs no state for "narrow". */
static void
shed_repertoire_table_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ShedRepertoireTable *self = SHED_REPERTOIRE_TABLE (widget);
  gboolean narrow = width < NARROW_WIDTH;

  gtk_widget_allocate (GTK_WIDGET (self->stack), width, height, baseline, NULL);
  if (width != self->width)
    {
      self->width = width;
      shed_repertoire_table_fit_soon (self);
    }
  if (narrow == self->narrow || self->selection == NULL)
    return;
  self->narrow = narrow;
  if (self->narrow_id == 0)
    self->narrow_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, narrow_cb, self, NULL);
}

static void
activated_cb (ShedRepertoireTable *self, guint position)
{
  g_autoptr (ShedTuneRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  g_autofree char *id = row != NULL ? g_strdup (shed_tune_row_get (row)->id) : NULL;

  if (id != NULL)
    g_signal_emit_by_name (self, "open", id);
}

void
shed_repertoire_table_take_focus (ShedRepertoireTable *self)
{
  g_return_if_fail (SHED_IS_REPERTOIRE_TABLE (self));
  gtk_widget_child_focus (self->narrow ? GTK_WIDGET (self->list) : GTK_WIDGET (self->table), GTK_DIR_TAB_FORWARD);
}

gboolean
shed_repertoire_table_is_narrow (ShedRepertoireTable *self)
{
  g_return_val_if_fail (SHED_IS_REPERTOIRE_TABLE (self), FALSE);
  return self->narrow;
}

GMenuModel *
shed_repertoire_table_get_menu (ShedRepertoireTable *self)
{
  g_return_val_if_fail (SHED_IS_REPERTOIRE_TABLE (self), NULL);
  return G_MENU_MODEL (self->menu);
}

GActionGroup *
shed_repertoire_table_get_actions (ShedRepertoireTable *self)
{
  g_return_val_if_fail (SHED_IS_REPERTOIRE_TABLE (self), NULL);
  return G_ACTION_GROUP (self->actions);
}

/**
 * shed_repertoire_table_set_context:
 * @self: the table
 * @context: of the window; once
 * @selection: over the list that is shown
 */
void
shed_repertoire_table_set_context (ShedRepertoireTable *self, ShedContext *context, ShedTuneSelection *selection)
{
  g_autoptr (GtkListItemFactory) factory = NULL;

  g_return_if_fail (SHED_IS_REPERTOIRE_TABLE (self));
  g_return_if_fail (self->context == NULL);

  self->context = g_object_ref (context);
  self->selection = g_object_ref (selection);
  fill_menus (self);
  make_actions (self);
  shed_repertoire_table_restore_columns (self);
  shed_repertoire_table_restore_sort (self);
  g_signal_connect_object (gtk_column_view_get_sorter (self->table), "changed",
                           G_CALLBACK (shed_repertoire_table_sorter_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_columns (self->table), "items-changed",
                           G_CALLBACK (shed_repertoire_table_save_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (shed_tune_selection_get_model (selection), "settled", G_CALLBACK (show_cells), self,
                           G_CONNECT_SWAPPED);
  factory = shed_repertoire_table_new_factory (self->narrow_rows, SHED_COLUMN_ROW);
  gtk_list_view_set_factory (self->list, factory);
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (selection));
}

static void
shed_repertoire_table_dispose (GObject *object)
{
  ShedRepertoireTable *self = SHED_REPERTOIRE_TABLE (object);

  shed_repertoire_table_save_now (self);
  /* What the columns say while they go away is no wish of anybody's. */
  self->restoring = TRUE;
  g_clear_handle_id (&self->narrow_id, g_source_remove);
  g_clear_handle_id (&self->fit_id, g_source_remove);
  shed_seen_rows_close (self->cells);
  shed_seen_rows_close (self->narrow_rows);
  if (self->table != NULL)
    gtk_column_view_set_model (self->table, NULL);
  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->context);
  g_clear_object (&self->actions);
  g_clear_object (&self->menu);
  g_clear_object (&self->shown_menu);
  g_clear_object (&self->sort_menu);
  g_clear_object (&self->first_menu);
  for (int n = 0; n < SHED_N_COLUMNS; n++)
    g_clear_object (&self->factory[n]);
  gtk_widget_dispose_template (GTK_WIDGET (self), SHED_TYPE_REPERTOIRE_TABLE);

  G_OBJECT_CLASS (shed_repertoire_table_parent_class)->dispose (object);
}

static void
shed_repertoire_table_finalize (GObject *object)
{
  g_clear_object (&SHED_REPERTOIRE_TABLE (object)->cells);
  g_clear_object (&SHED_REPERTOIRE_TABLE (object)->narrow_rows);

  G_OBJECT_CLASS (shed_repertoire_table_parent_class)->finalize (object);
}

static void
shed_repertoire_table_class_init (ShedRepertoireTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = shed_repertoire_table_dispose;
  object_class->finalize = shed_repertoire_table_finalize;
  widget_class->measure = shed_repertoire_table_measure;
  widget_class->get_request_mode = shed_repertoire_table_get_request_mode;
  widget_class->size_allocate = shed_repertoire_table_size_allocate;

  g_signal_new ("open", SHED_TYPE_REPERTOIRE_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_signal_new ("menu", SHED_TYPE_REPERTOIRE_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3, GTK_TYPE_WIDGET,
                G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  g_signal_new ("sort-changed", SHED_TYPE_REPERTOIRE_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "table.menu", NULL, shed_repertoire_table_menu_of_focus);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "table.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "table.menu", NULL);

  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-repertoire-table.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireTable, stack);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireTable, table);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireTable, list);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
}

static void
shed_repertoire_table_init (ShedRepertoireTable *self)
{
  self->actions = g_simple_action_group_new ();
  self->menu = g_menu_new ();
  self->shown_menu = g_menu_new ();
  self->sort_menu = g_menu_new ();
  self->first_menu = g_menu_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  shed_repertoire_table_make_rows (self);
}

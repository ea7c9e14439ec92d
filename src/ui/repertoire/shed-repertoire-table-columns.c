/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of the repertoire's table: which are shown, where and how wide; kept as they were left. */
#include "shed-repertoire-table-private.h"

#include <glib/gi18n.h>

#define SAVE_MS 400
#define TITLE_MIN_WIDTH 200

static guint
position_of (ShedRepertoireTable *self, int n)
{
  GListModel *model = gtk_column_view_get_columns (self->table);
  guint i;

  for (i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (model, i);

      if (column == self->column[n])
        break;
    }
  return i;
}

/* Widths are made for text of the usual size; the incipit is drawn always alike. */
static int
usual_width (ShedRepertoireTable *self, int n)
{
  int width = shed_repertoire_column_get (n)->width, dpi = 0;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi", &dpi, NULL);
  if (width < 0 || n == SHED_COLUMN_INCIPIT || dpi <= 0)
    return width;
  return (int) ((gint64) width * dpi / (96 * 1024));
}

/* A hidden column still counts in the layout of a row (GTK 4.8), which then stands beside its headers from right to left, and its
 * cells are still made and filled: so it has neither a width nor a factory while nobody sees it. */
static void
set_width (ShedRepertoireTable *self, int n, int width)
{
  gboolean visible = gtk_column_view_column_get_visible (self->column[n]), fitting = self->fitting;

  self->fitting = TRUE;
  self->kept_width[n] = width;
  gtk_column_view_column_set_fixed_width (self->column[n], visible ? width : 0);
  gtk_column_view_column_set_factory (self->column[n], visible ? self->factory[n] : NULL);
  self->fitting = fitting;
}

static int
get_width (ShedRepertoireTable *self, int n)
{
  return gtk_column_view_column_get_visible (self->column[n]) ? gtk_column_view_column_get_fixed_width (self->column[n])
                                                               : self->kept_width[n];
}

static int
column_index (ShedRepertoireTable *self, GtkColumnViewColumn *column)
{
  for (int i = 0; i < SHED_N_COLUMNS; i++)
    if (self->column[i] == column)
      return i;
  return -1;
}

static gboolean
save_cb (gpointer data)
{
  ShedRepertoireTable *self = data;
  GListModel *model = gtk_column_view_get_columns (self->table);
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sbi)"));

  self->save_id = 0;
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (model, i);
      int n = column_index (self, column), width = n >= 0 ? get_width (self, n) : -1;

      if (n == SHED_COLUMN_TITLE && !self->title_is_fixed)
        width = -1;
      if (n >= 0)
        g_variant_builder_add (&builder, "(sbi)", shed_repertoire_column_get (n)->name,
                               gtk_column_view_column_get_visible (column),
                               width == usual_width (self, n) || width < 0 ? 0 : width);
    }
  shed_settings_set_value (shed_context_get_settings (self->context), "repertoire-columns", g_variant_builder_end (&builder));
  return G_SOURCE_REMOVE;
}

void
shed_repertoire_table_save_soon (ShedRepertoireTable *self)
{
  if (!self->restoring && self->save_id == 0)
    self->save_id = g_timeout_add (SAVE_MS, save_cb, self);
}

/* The title has what the other columns leave: a column that expands does not do it while others have a width of their own. */
static gboolean
fit_cb (gpointer data)
{
  ShedRepertoireTable *self = data;
  int left = self->width;

  self->fit_id = 0;
  if (self->title_is_fixed || self->column[SHED_COLUMN_TITLE] == NULL)
    return G_SOURCE_REMOVE;
  for (int n = 0; n < SHED_N_COLUMNS; n++)
    if (n != SHED_COLUMN_TITLE && gtk_column_view_column_get_visible (self->column[n]))
      left -= gtk_column_view_column_get_fixed_width (self->column[n]);
  self->fitting = TRUE;
  gtk_column_view_column_set_fixed_width (self->column[SHED_COLUMN_TITLE], MAX (left, TITLE_MIN_WIDTH));
  self->fitting = FALSE;
  return G_SOURCE_REMOVE;
}

void
shed_repertoire_table_fit_soon (ShedRepertoireTable *self)
{
  if (self->fit_id == 0)
    self->fit_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, fit_cb, self, NULL);
}

static void
column_changed_cb (ShedRepertoireTable *self, GParamSpec *pspec, GtkColumnViewColumn *column)
{
  if (self->fitting || self->restoring)
    return;
  if (g_str_equal (pspec->name, "visible"))
    set_width (self, column_index (self, column), self->kept_width[column_index (self, column)]);
  else if (gtk_column_view_column_get_visible (column))
    self->kept_width[column_index (self, column)] = gtk_column_view_column_get_fixed_width (column);
  if (column == self->column[SHED_COLUMN_TITLE] && g_str_equal (pspec->name, "fixed-width"))
    self->title_is_fixed = gtk_column_view_column_get_fixed_width (column) > 0;
  shed_repertoire_table_fit_soon (self);
  shed_repertoire_table_save_soon (self);
}

static void
add_column (ShedRepertoireTable *self, int n, gboolean visible, int width)
{
  GtkColumnViewColumn *column = gtk_column_view_column_new (_(shed_repertoire_column_get (n)->title), NULL);

  self->column[n] = column;
  self->factory[n] = shed_repertoire_table_new_factory (self->cells, n);
  gtk_column_view_column_set_resizable (column, TRUE);
  if (n == SHED_COLUMN_TITLE)
    self->title_is_fixed = width > 0;
  gtk_column_view_column_set_visible (column, visible || n == SHED_COLUMN_TITLE);
  set_width (self, n, width > 0 ? CLAMP (width, 40, 1200) : usual_width (self, n));
  if (shed_repertoire_column_get (n)->sort >= 0)
    shed_repertoire_table_add_sorter (self, n);
  gtk_column_view_append_column (self->table, column);
  g_object_unref (column);
  g_signal_connect_object (column, "notify::visible", G_CALLBACK (column_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (column, "notify::fixed-width", G_CALLBACK (column_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_column_view_column_set_header_menu (column, G_MENU_MODEL (self->menu));
  if (n != SHED_COLUMN_TITLE)
    {
      g_autoptr (GPropertyAction) shown = g_property_action_new (shed_repertoire_column_get (n)->name, column, "visible");

      g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (shown));
    }
}

void
shed_repertoire_table_restore_columns (ShedRepertoireTable *self)
{
  ShedSettings *settings = shed_context_get_settings (self->context);
  g_autoptr (GVariant) kept = shed_settings_get_value (settings, "repertoire-columns");
  GVariantIter iter;
  const char *name;
  gboolean visible;
  int width, n;

  self->restoring = TRUE;
  if (kept != NULL && g_variant_is_of_type (kept, G_VARIANT_TYPE ("a(sbi)")))
    {
      g_variant_iter_init (&iter, kept);
      while (g_variant_iter_next (&iter, "(&sbi)", &name, &visible, &width))
        if ((n = shed_repertoire_column_find (name)) >= 0 && self->column[n] == NULL)
          add_column (self, n, visible, width);
    }
  for (n = 0; n < SHED_N_COLUMNS; n++)
    if (self->column[n] == NULL)
      add_column (self, n, shed_repertoire_column_get (n)->visible, 0);
  self->restoring = FALSE;
}

void
shed_repertoire_table_save_now (ShedRepertoireTable *self)
{
  if (self->save_id == 0)
    return;
  g_clear_handle_id (&self->save_id, g_source_remove);
  save_cb (self);
}

/* The title stays where it is; the column goes next to it. Done again with others, every order can be made without a pointer. */
static void
first_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ShedRepertoireTable *self = user_data;
  int n = shed_repertoire_column_find (g_variant_get_string (parameter, NULL));
  guint title, own;

  if (n < 0 || n == SHED_COLUMN_TITLE)
    return;
  title = position_of (self, SHED_COLUMN_TITLE);
  own = position_of (self, n);
  /* A column that stands before the title lets it move up when it goes. */
  gtk_column_view_insert_column (self->table, own < title ? title : title + 1, self->column[n]);
  gtk_column_view_column_set_visible (self->column[n], TRUE);
}

static void
usual_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ShedRepertoireTable *self = user_data;

  for (int i = 0; i < SHED_N_COLUMNS; i++)
    {
      const ShedColumnSpec *spec = shed_repertoire_column_get (i);

      gtk_column_view_insert_column (self->table, i, self->column[i]);
      gtk_column_view_column_set_visible (self->column[i], spec->visible);
      set_width (self, i, usual_width (self, i));
    }
  self->title_is_fixed = FALSE;
  shed_repertoire_table_fit_soon (self);
  shed_repertoire_table_save_soon (self);
}

void
shed_repertoire_table_add_column_actions (ShedRepertoireTable *self)
{
  static const GActionEntry entries[] = {
    { .name = "first", .activate = first_action, .parameter_type = "s" },
    { .name = "usual", .activate = usual_action },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
}

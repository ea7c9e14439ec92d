/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells of the repertoire's table: which tune one shows, what a click and a held finger in it mean, and which one has the
 * focus. */
#include "shed-repertoire-table-private.h"

/* Until the first row is there. */
#define USUAL_HEIGHT 46
#define USUAL_NARROW_HEIGHT 110

/* What a cell is: kept on its widget. */
typedef struct
{
  ShedRepertoireTable *table;
  ShedRepertoireColumn column;
  ShedTuneRow *row; /* nullable, owned */
  GtkWidget *widget;
} Cell;

static G_DEFINE_QUARK (shed-repertoire-cell, cell)

static void
show_cell (GtkWidget *widget, int column, ShedTuneRow *row, gpointer unused)
{
  Cell *cell = g_object_get_qdata (G_OBJECT (widget), cell_quark ());

  g_set_object (&cell->row, row);
  if (row != NULL && cell->table->context != NULL)
    shed_repertoire_cell_show (widget, column, shed_tune_row_get (row), cell->table->context);
}

/* Made when it is asked for: a tooltip that is set while a list scrolls asks the display where the pointer is, for each cell. */
static gboolean
cell_tooltip_cb (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer unused)
{
  Cell *cell = g_object_get_qdata (G_OBJECT (widget), cell_quark ());
  g_autofree char *text = NULL;

  if (cell->row != NULL && cell->table->context != NULL)
    text = shed_repertoire_cell_dup_tooltip (cell->column, shed_tune_row_get (cell->row), cell->table->context);
  gtk_tooltip_set_text (tooltip, text);
  return text != NULL && *text != '\0';
}

static void
cell_free (gpointer data)
{
  Cell *cell = data;

  g_clear_object (&cell->row);
  g_free (cell);
}

static void
cell_secondary_cb (GtkGestureClick *gesture, int n_press, double x, double y, Cell *cell)
{
  const char *id = cell->row != NULL ? shed_tune_row_get (cell->row)->id : NULL;

  if (id == NULL)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (!shed_tune_selection_contains (cell->table->selection, id))
    {
      shed_tune_selection_clear (cell->table->selection);
      shed_tune_selection_set (cell->table->selection, id, TRUE);
    }
  g_signal_emit_by_name (cell->table, "menu", cell->widget, x, y);
}

/* A finger has no Ctrl. */
static void
cell_held_cb (GtkGestureLongPress *gesture, double x, double y, Cell *cell)
{
  const char *id = cell->row != NULL ? shed_tune_row_get (cell->row)->id : NULL;

  if (id == NULL)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  shed_tune_selection_toggle (cell->table->selection, id);
}

static GtkWidget *
make_cell (int column, gpointer table)
{
  GtkWidget *widget = shed_repertoire_cell_new (column);
  GtkGesture *secondary = gtk_gesture_click_new (), *held = gtk_gesture_long_press_new ();
  Cell *cell = g_new0 (Cell, 1);

  cell->table = table;
  cell->column = column;
  cell->widget = widget;
  g_object_set_qdata_full (G_OBJECT (widget), cell_quark (), cell, cell_free);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect (secondary, "pressed", G_CALLBACK (cell_secondary_cb), cell);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (secondary));
  gtk_widget_set_has_tooltip (widget, TRUE);
  g_signal_connect (widget, "query-tooltip", G_CALLBACK (cell_tooltip_cb), NULL);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (held), TRUE);
  g_signal_connect (held, "pressed", G_CALLBACK (cell_held_cb), cell);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (held));
  return widget;
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer column)
{
  gtk_list_item_set_child (item, shed_seen_place_new (g_object_get_data (G_OBJECT (factory), "rows"), GPOINTER_TO_INT (column)));
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  shed_seen_place_bind (SHED_SEEN_PLACE (gtk_list_item_get_child (item)), item);
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  shed_seen_place_bind (SHED_SEEN_PLACE (gtk_list_item_get_child (item)), NULL);
}

GtkListItemFactory *
shed_repertoire_table_new_factory (ShedSeenRows *rows, ShedRepertoireColumn column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_object_set_data_full (G_OBJECT (factory), "rows", g_object_ref (rows), g_object_unref);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GINT_TO_POINTER (column));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  return factory;
}

static GtkWidget *
find_cell (GtkWidget *widget)
{
  GtkWidget *found;

  if (SHED_IS_SEEN_PLACE (widget))
    return shed_seen_place_show_now (SHED_SEEN_PLACE (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if ((found = find_cell (child)) != NULL)
      return found;
  return NULL;
}

static Cell *
focused_cell (ShedRepertoireTable *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *cell;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self)) || GTK_IS_COLUMN_VIEW (focus) ||
      GTK_IS_LIST_VIEW (focus))
    return NULL;
  cell = find_cell (focus);
  return cell != NULL ? g_object_get_qdata (G_OBJECT (cell), cell_quark ()) : NULL;
}

char *
shed_repertoire_table_dup_focused (ShedRepertoireTable *self)
{
  Cell *cell;

  g_return_val_if_fail (SHED_IS_REPERTOIRE_TABLE (self), NULL);

  cell = focused_cell (self);
  return cell != NULL && cell->row != NULL ? g_strdup (shed_tune_row_get (cell->row)->id) : NULL;
}

void
shed_repertoire_table_menu_of_focus (GtkWidget *widget, const char *name, GVariant *parameter)
{
  Cell *cell = focused_cell (SHED_REPERTOIRE_TABLE (widget));

  if (cell == NULL || cell->row == NULL || shed_tune_row_get (cell->row)->id == NULL)
    return;
  if (!shed_tune_selection_contains (cell->table->selection, shed_tune_row_get (cell->row)->id))
    {
      shed_tune_selection_clear (cell->table->selection);
      shed_tune_selection_set (cell->table->selection, shed_tune_row_get (cell->row)->id, TRUE);
    }
  g_signal_emit_by_name (cell->table, "menu", cell->widget, gtk_widget_get_width (cell->widget) / 2.,
                         gtk_widget_get_height (cell->widget) / 2.);
}

void
shed_repertoire_table_make_rows (ShedRepertoireTable *self)
{
  self->cells = shed_seen_rows_new (GTK_WIDGET (self->table), USUAL_HEIGHT, make_cell, show_cell, self);
  self->narrow_rows = shed_seen_rows_new (GTK_WIDGET (self->list), USUAL_NARROW_HEIGHT, make_cell, show_cell, self);
}

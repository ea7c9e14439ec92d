/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of the repertoire. The order is the library's: a click on a header only says which column and which way
 * (GTK 4.8 cannot be asked for it, so each column has a sorter that records that it was called). It must never ask for
 * a row that is not on screen. */
#include "shed-repertoire-table.h"

#include <glib/gi18n.h>

#include "shed-repertoire-cell.h"
#include "shed-seen-rows.h"
#include "shed-ui.h"

#define NARROW_WIDTH 600
#define SAVE_MS 400
#define TITLE_MIN_WIDTH 200
/* Until the first row is there. */
#define USUAL_HEIGHT 46
#define USUAL_NARROW_HEIGHT 110

struct _ShedRepertoireTable
{
  GtkWidget parent_instance;

  ShedContext        *context;
  ShedTuneSelection  *selection;
  GtkColumnViewColumn *column[SHED_N_COLUMNS]; /* owned by the view */
  GtkListItemFactory *factory[SHED_N_COLUMNS];
  int                 kept_width[SHED_N_COLUMNS]; /* of a column while it is hidden */
  ShedSeenRows       *cells, *narrow_rows;
  GSimpleActionGroup *actions;
  GMenu              *menu, *shown_menu, *sort_menu, *first_menu;
  int                 sort_column;
  gboolean            descending, restoring;
  int                 recorded;   /* column whose sorter was called */
  gboolean            narrow;
  int                 width;          /* of the whole */
  gboolean            title_is_fixed; /* by a person; else it has what the other columns leave */
  gboolean            fitting;
  guint               narrow_id, save_id, fit_id;

  GtkStack      *stack;
  GtkColumnView *table;
  GtkListView   *list;
};

enum { OPEN, MENU, SORT_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ShedRepertoireTable, shed_repertoire_table, GTK_TYPE_WIDGET)

/* What a cell is: kept on its widget. */
typedef struct
{
  ShedRepertoireTable *table;
  ShedRepertoireColumn column;
  ShedTuneRow *row; /* nullable, owned */
  GtkWidget *widget;
} Cell;

static GQuark cell_quark;

/* ---- cells ---- */

static void
show_cell (GtkWidget *widget, int column, ShedTuneRow *row, gpointer unused)
{
  Cell *cell = g_object_get_qdata (G_OBJECT (widget), cell_quark);

  g_set_object (&cell->row, row);
  if (row != NULL && cell->table->context != NULL)
    shed_repertoire_cell_show (widget, column, shed_tune_row_get (row), cell->table->context);
}

/* Made when it is asked for: a tooltip that is set while a list scrolls asks the display where the pointer is, for each cell. */
static gboolean
cell_tooltip_cb (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer unused)
{
  Cell *cell = g_object_get_qdata (G_OBJECT (widget), cell_quark);
  g_autofree char *text = NULL;

  if (cell->row != NULL && cell->table->context != NULL)
    text = shed_repertoire_cell_dup_tooltip (cell->column, shed_tune_row_get (cell->row), cell->table->context);
  gtk_tooltip_set_text (tooltip, text);
  return text != NULL && *text != '\0';
}

static void
show_cells (ShedRepertoireTable *self)
{
  shed_seen_rows_changed (self->narrow ? self->narrow_rows : self->cells);
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
  g_signal_emit (cell->table, signals[MENU], 0, cell->widget, x, y);
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
  g_object_set_qdata_full (G_OBJECT (widget), cell_quark, cell, cell_free);
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

static GtkListItemFactory *
new_factory (ShedSeenRows *rows, ShedRepertoireColumn column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_object_set_data_full (G_OBJECT (factory), "rows", g_object_ref (rows), g_object_unref);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GINT_TO_POINTER (column));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  return factory;
}

/* ---- sorting ---- */

typedef struct { ShedRepertoireTable *table; int column; } Recorder;

static int
record_sorter (gconstpointer a, gconstpointer b, gpointer data)
{
  Recorder *recorder = data;

  if (recorder->table->recorded < 0)
    recorder->table->recorded = recorder->column;
  return GTK_ORDERING_SMALLER;
}

/* The same words for who has no header under the hand: rows instead of a table, or a keyboard alone. */
static void
show_sort (ShedRepertoireTable *self)
{
  GAction *sort = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "sort");
  GAction *downwards = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "descending");

  g_simple_action_set_state (G_SIMPLE_ACTION (sort), g_variant_new_string (shed_repertoire_column_get (self->sort_column)->name));
  g_simple_action_set_state (G_SIMPLE_ACTION (downwards), g_variant_new_boolean (self->descending));
}

static void
sorter_changed_cb (ShedRepertoireTable *self)
{
  GtkOrdering ordering;

  if (self->restoring)
    return;
  self->recorded = -1;
  /* Any two different objects will do: the sorters look at neither. */
  ordering = gtk_sorter_compare (gtk_column_view_get_sorter (self->table), self, self->selection);
  if (self->recorded < 0)
    return;
  self->sort_column = self->recorded;
  self->descending = ordering == GTK_ORDERING_LARGER;
  shed_settings_set_string (shed_context_get_settings (self->context), "repertoire-sort-column",
                            shed_repertoire_column_get (self->sort_column)->name);
  shed_settings_set_boolean (shed_context_get_settings (self->context), "repertoire-sort-descending", self->descending);
  show_sort (self);
  g_signal_emit (self, signals[SORT_CHANGED], 0);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0)
    for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->table)); child != NULL;
         child = gtk_widget_get_next_sibling (child))
      gtk_widget_activate_action (child, "list.scroll-to-item", "u", 0);
}

static void
sort_by (ShedRepertoireTable *self, int column, gboolean descending)
{
  gtk_column_view_sort_by_column (self->table, self->column[column], descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

static void
sort_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  int column = shed_repertoire_column_find (g_variant_get_string (parameter, NULL));

  if (column >= 0 && shed_repertoire_column_get (column)->sort >= 0)
    sort_by (user_data, column, FALSE);
}

static void
descending_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ShedRepertoireTable *self = user_data;

  sort_by (self, self->sort_column, !self->descending);
}

ShedTuneSort
shed_repertoire_table_get_sort (ShedRepertoireTable *self, gboolean *ret_descending)
{
  g_return_val_if_fail (SHED_IS_REPERTOIRE_TABLE (self), SHED_SORT_TITLE);

  *ret_descending = self->descending;
  return shed_repertoire_column_get (self->sort_column)->sort;
}

/* ---- columns as they were left ---- */

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

static void save_soon (ShedRepertoireTable *self);
static void fit_soon (ShedRepertoireTable *self);

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
  fit_soon (self);
  save_soon (self);
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

static void
save_soon (ShedRepertoireTable *self)
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

static void
fit_soon (ShedRepertoireTable *self)
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
  fit_soon (self);
  save_soon (self);
}

static void
add_column (ShedRepertoireTable *self, int n, gboolean visible, int width)
{
  GtkColumnViewColumn *column = gtk_column_view_column_new (_(shed_repertoire_column_get (n)->title), NULL);

  self->column[n] = column;
  self->factory[n] = new_factory (self->cells, n);
  gtk_column_view_column_set_resizable (column, TRUE);
  if (n == SHED_COLUMN_TITLE)
    self->title_is_fixed = width > 0;
  gtk_column_view_column_set_visible (column, visible || n == SHED_COLUMN_TITLE);
  set_width (self, n, width > 0 ? CLAMP (width, 40, 1200) : usual_width (self, n));
  if (shed_repertoire_column_get (n)->sort >= 0)
    {
      Recorder *recorder = g_new0 (Recorder, 1);
      g_autoptr (GtkSorter) sorter = NULL;

      *recorder = (Recorder) { self, n };
      sorter = GTK_SORTER (gtk_custom_sorter_new (record_sorter, recorder, g_free));
      gtk_column_view_column_set_sorter (column, sorter);
    }
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
  static const GActionEntry entries[] = {
    { .name = "sort", .activate = sort_action, .parameter_type = "s", .state = "'title'" },
    { .name = "descending", .activate = descending_action, .state = "false" },
    { .name = "first", .activate = first_action, .parameter_type = "s" },
    { .name = "usual", .activate = usual_action },
  };
  g_autoptr (GMenu) order = g_menu_new (), usual = g_menu_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  g_menu_append (order, _("From Last to First"), "columns.descending");
  g_menu_append_section (self->sort_menu, NULL, G_MENU_MODEL (order));
  g_menu_append_submenu (self->menu, _("Sort By"), G_MENU_MODEL (self->sort_menu));
  g_menu_append_submenu (self->menu, _("Put First"), G_MENU_MODEL (self->first_menu));
  g_menu_append_section (self->menu, NULL, G_MENU_MODEL (self->shown_menu));
  g_menu_append (usual, _("Usual Columns"), "columns.usual");
  g_menu_append_section (self->menu, NULL, G_MENU_MODEL (usual));
}

static void
restore_columns (ShedRepertoireTable *self)
{
  ShedSettings *settings = shed_context_get_settings (self->context);
  g_autoptr (GVariant) kept = shed_settings_get_value (settings, "repertoire-columns");
  g_autofree char *sort = shed_settings_dup_string (settings, "repertoire-sort-column");
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

  n = shed_repertoire_column_find (sort);
  self->sort_column = n >= 0 && shed_repertoire_column_get (n)->sort >= 0 ? n : SHED_COLUMN_TITLE;
  self->descending = shed_settings_get_boolean (settings, "repertoire-sort-descending");
  gtk_column_view_sort_by_column (self->table, self->column[self->sort_column],
                                  self->descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
  self->restoring = FALSE;
  show_sort (self);
}

/* ---- the widget ---- */

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
      fit_soon (self);
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
    g_signal_emit (self, signals[OPEN], 0, id);
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
  return cell != NULL ? g_object_get_qdata (G_OBJECT (cell), cell_quark) : NULL;
}

char *
shed_repertoire_table_dup_focused (ShedRepertoireTable *self)
{
  Cell *cell;

  g_return_val_if_fail (SHED_IS_REPERTOIRE_TABLE (self), NULL);

  cell = focused_cell (self);
  return cell != NULL && cell->row != NULL ? g_strdup (shed_tune_row_get (cell->row)->id) : NULL;
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  Cell *cell = focused_cell (SHED_REPERTOIRE_TABLE (widget));

  if (cell == NULL || cell->row == NULL || shed_tune_row_get (cell->row)->id == NULL)
    return;
  if (!shed_tune_selection_contains (cell->table->selection, shed_tune_row_get (cell->row)->id))
    {
      shed_tune_selection_clear (cell->table->selection);
      shed_tune_selection_set (cell->table->selection, shed_tune_row_get (cell->row)->id, TRUE);
    }
  g_signal_emit (cell->table, signals[MENU], 0, cell->widget, gtk_widget_get_width (cell->widget) / 2.,
                 gtk_widget_get_height (cell->widget) / 2.);
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
  restore_columns (self);
  g_signal_connect_object (gtk_column_view_get_sorter (self->table), "changed", G_CALLBACK (sorter_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_columns (self->table), "items-changed", G_CALLBACK (save_soon), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (shed_tune_selection_get_model (selection), "settled", G_CALLBACK (show_cells), self,
                           G_CONNECT_SWAPPED);
  factory = new_factory (self->narrow_rows, SHED_COLUMN_ROW);
  gtk_list_view_set_factory (self->list, factory);
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (selection));
}

static void
shed_repertoire_table_dispose (GObject *object)
{
  ShedRepertoireTable *self = SHED_REPERTOIRE_TABLE (object);

  if (self->save_id != 0)
    {
      g_clear_handle_id (&self->save_id, g_source_remove);
      save_cb (self);
    }
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

  cell_quark = g_quark_from_static_string ("shed-repertoire-cell");
  object_class->dispose = shed_repertoire_table_dispose;
  object_class->finalize = shed_repertoire_table_finalize;
  widget_class->measure = shed_repertoire_table_measure;
  widget_class->get_request_mode = shed_repertoire_table_get_request_mode;
  widget_class->size_allocate = shed_repertoire_table_size_allocate;

  signals[OPEN] = g_signal_new ("open", SHED_TYPE_REPERTOIRE_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, G_TYPE_STRING);
  signals[MENU] = g_signal_new ("menu", SHED_TYPE_REPERTOIRE_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                GTK_TYPE_WIDGET, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[SORT_CHANGED] =
    g_signal_new ("sort-changed", SHED_TYPE_REPERTOIRE_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "table.menu", NULL, menu_action);
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
  self->cells = shed_seen_rows_new (GTK_WIDGET (self->table), USUAL_HEIGHT, make_cell, show_cell, self);
  self->narrow_rows = shed_seen_rows_new (GTK_WIDGET (self->list), USUAL_NARROW_HEIGHT, make_cell, show_cell, self);
}

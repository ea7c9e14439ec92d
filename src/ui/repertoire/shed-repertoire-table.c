/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of the repertoire. The order is the library's: a click on a header only says which column and which way (GTK 4.8 cannot be
 * asked for it, so each column has a sorter that records that it was called). It must never ask for a row that is not on screen. */
#include "shed-repertoire-table.h"

#include <glib/gi18n.h>

#include "shed-facts-text.h"
#include "shed-incipit-view.h"
#include "shed-row-box.h"
#include "shed-ui.h"

#define NARROW_WIDTH 600
#define SAVE_MS 400

typedef enum
{
  COLUMN_TITLE, COLUMN_INCIPIT, COLUMN_KIND, COLUMN_KEY, COLUMN_STATE, COLUMN_DUE, COLUMN_LAST, COLUMN_GOAL, COLUMN_TAGS,
  COLUMN_STABILITY, COLUMN_REPS, COLUMN_LAPSES, COLUMN_ADDED, N_COLUMNS,
  ROW /* the whole row of the narrow list */
} ColumnId;

static const struct
{
  const char *name, *title;
  int sort; /* -1: cannot be sorted */
  int width;
  gboolean visible, numeric;
} columns[N_COLUMNS] = {
  [COLUMN_TITLE] = { "title", N_("Title"), SHED_SORT_TITLE, 240, TRUE, FALSE },
  [COLUMN_INCIPIT] = { "incipit", N_("First Bars"), -1, 230, TRUE, FALSE },
  [COLUMN_KIND] = { "kind", N_("Kind"), SHED_SORT_KIND, 100, TRUE, FALSE },
  [COLUMN_KEY] = { "key", N_("Key"), SHED_SORT_KEY, 110, TRUE, FALSE },
  [COLUMN_STATE] = { "state", N_("State"), SHED_SORT_STATE, 100, TRUE, FALSE },
  [COLUMN_DUE] = { "due", N_("Due"), SHED_SORT_DUE, 120, TRUE, FALSE },
  [COLUMN_LAST] = { "last", N_("Last Practised"), SHED_SORT_LAST, 120, TRUE, FALSE },
  [COLUMN_GOAL] = { "goal", N_("Goal"), SHED_SORT_GOAL, 110, TRUE, FALSE },
  [COLUMN_TAGS] = { "tags", N_("Tags"), SHED_SORT_TAGS, 120, TRUE, FALSE },
  [COLUMN_STABILITY] = { "stability", N_("Stays For"), SHED_SORT_STABILITY, 100, FALSE, FALSE },
  [COLUMN_REPS] = { "reps", N_("Ratings"), SHED_SORT_REPS, 80, FALSE, TRUE },
  [COLUMN_LAPSES] = { "lapses", N_("Lapses"), SHED_SORT_LAPSES, 80, FALSE, TRUE },
  [COLUMN_ADDED] = { "added", N_("Added"), SHED_SORT_ADDED, 120, FALSE, FALSE },
};

struct _ShedRepertoireTable
{
  GtkWidget parent_instance;

  ShedContext        *context;
  ShedTuneSelection  *selection;
  GtkColumnViewColumn *column[N_COLUMNS]; /* owned by the view */
  GHashTable         *bound;      /* cells on screen; not owned */
  GSimpleActionGroup *actions;
  GMenu              *menu;
  int                 sort_column;
  gboolean            descending, restoring;
  int                 recorded;   /* column whose sorter was called */
  gboolean            narrow;
  guint               narrow_id, save_id;

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
  ColumnId column;
  ShedTuneRow *row; /* nullable, owned */
  guint position;
  GtkWidget *widget;
  GHashTable *bound; /* of the table, which may go before the last cell */
} Cell;

static GQuark cell_quark;

const char *
shed_repertoire_state_text (int state)
{
  switch (state)
    {
    case SHED_STATE_NEW: return C_("state of a tune", "new");
    case SHED_STATE_LEARNING: return C_("state of a tune", "learning");
    case SHED_STATE_REVIEW: return C_("state of a tune", "learned");
    case SHED_STATE_RELEARNING: return C_("state of a tune", "relearning");
    case SHED_STATE_PAUSED: return C_("state of a tune", "paused");
    case SHED_STATE_DUE: return C_("state of a tune", "due");
    default: return "";
    }
}

/* ---- cells ---- */

static void
set_chip (GtkLabel *label, const char *text, const char *style)
{
  static const char *const styles[] = { "chip", "due", "overdue", "new", "dim-label" };

  gtk_label_set_label (label, text);
  /* Most rows are as the one before: a class taken away and put back costs the label its style. */
  if (style != NULL && gtk_widget_has_css_class (GTK_WIDGET (label), style))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (label), styles[i]);
  if (style == NULL)
    return;
  if (g_str_equal (style, "dim-label"))
    gtk_widget_add_css_class (GTK_WIDGET (label), style);
  else
    {
      gtk_widget_add_css_class (GTK_WIDGET (label), "chip");
      gtk_widget_add_css_class (GTK_WIDGET (label), style);
    }
}

static void
show_due (ShedRepertoireTable *self, GtkLabel *label, const ShedTuneRowData *data)
{
  ShedTimeFrame frame = shed_context_get_frame (self->context);
  g_autofree char *text = NULL;

  if (data->paused)
    set_chip (label, shed_repertoire_state_text (SHED_STATE_PAUSED), "dim-label");
  else if (data->due_at == 0)
    set_chip (label, data->id != NULL && data->state == 0 ? shed_repertoire_state_text (SHED_STATE_NEW) : "", data->id != NULL && data->state == 0 ? "new" : NULL);
  else
    {
      int overdue = shed_time_days_overdue (data->due_at, &frame);

      if (overdue > 0)
        text = g_strdup_printf (ngettext ("overdue %d d", "overdue %d d", overdue), overdue);
      else
        text = shed_time_text_relative (data->due_at, &frame);
      set_chip (label, text, overdue > 0 ? "overdue" : data->due_at <= frame.now_ms || g_str_equal (text, _("today")) ? "due" : NULL);
    }
}

static void
show_time (ShedRepertoireTable *self, GtkLabel *label, gint64 at)
{
  ShedTimeFrame frame = shed_context_get_frame (self->context);
  g_autofree char *text = at != 0 ? shed_time_text_relative (at, &frame) : NULL;

  gtk_label_set_label (label, text != NULL ? text : "");
}

static void
take_text (GtkLabel *label, char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  g_free (text);
}

static void
show_title (GtkWidget *box, const ShedTuneRowData *data)
{
  GtkWidget *title = gtk_widget_get_first_child (box), *also = gtk_widget_get_next_sibling (title);
  g_autofree char *text = shed_facts_text_also (data->aliases);

  gtk_label_set_label (GTK_LABEL (title), data->title != NULL ? data->title : "");
  gtk_label_set_label (GTK_LABEL (also), text != NULL ? text : "");
  gtk_widget_set_visible (also, text != NULL && *text != '\0');
}

static void
show_row (ShedRepertoireTable *self, GtkWidget *row, const ShedTuneRowData *data)
{
  GtkWidget *incipit = gtk_widget_get_first_child (row), *text = gtk_widget_get_next_sibling (incipit);
  GtkWidget *due = gtk_widget_get_last_child (row);
  GtkWidget *title = gtk_widget_get_first_child (text), *facts = gtk_widget_get_last_child (text);

  shed_incipit_view_set_tune (SHED_INCIPIT_VIEW (incipit), data->abc, data->title);
  gtk_label_set_label (GTK_LABEL (title), data->title != NULL ? data->title : "");
  take_text (GTK_LABEL (facts), shed_facts_text_line (data->kind, data->key));
  show_due (self, GTK_LABEL (due), data);
}

static void
show_cell (Cell *cell)
{
  ShedRepertoireTable *self = cell->table;
  const ShedTuneRowData *data;
  GtkLabel *label = GTK_IS_LABEL (cell->widget) ? GTK_LABEL (cell->widget) : NULL;

  if (cell->row == NULL || self->context == NULL)
    return;
  data = shed_tune_row_get (cell->row);
  switch (cell->column)
    {
    case COLUMN_TITLE: show_title (cell->widget, data); break;
    case COLUMN_INCIPIT: shed_incipit_view_set_tune (SHED_INCIPIT_VIEW (cell->widget), data->abc, data->title); break;
    case COLUMN_KIND: take_text (label, shed_facts_text_kind (data->kind)); break;
    case COLUMN_KEY: take_text (label, shed_facts_text_key (data->repertoire_key != NULL ? data->repertoire_key : data->key)); break;
    case COLUMN_STATE:
      gtk_label_set_label (label, data->id == NULL ? "" : shed_repertoire_state_text (data->paused ? SHED_STATE_PAUSED : data->state));
      break;
    case COLUMN_DUE: show_due (self, label, data); break;
    case COLUMN_LAST: show_time (self, label, data->last_at); break;
    case COLUMN_GOAL: take_text (label, shed_facts_text_goal (data->goal)); break;
    case COLUMN_TAGS:
      {
        g_autofree char *tags = g_strdup (data->tags != NULL ? data->tags : "");
        g_auto (GStrv) names = g_strsplit (tags, "\n", -1);

        take_text (label, g_strjoinv (", ", names));
      }
      break;
    case COLUMN_STABILITY: take_text (label, data->stability > 0 ? shed_time_text_span (data->stability) : NULL); break;
    case COLUMN_REPS: take_text (label, data->reps > 0 ? g_strdup_printf ("%u", data->reps) : NULL); break;
    case COLUMN_LAPSES: take_text (label, data->lapses > 0 ? g_strdup_printf ("%u", data->lapses) : NULL); break;
    case COLUMN_ADDED: show_time (self, label, data->added_at); break;
    case ROW: show_row (self, cell->widget, data); break;
    case N_COLUMNS:
    default: break;
    }
}

/* Made when it is asked for: a tooltip that is set while a list scrolls asks the display where the pointer is, for each cell. */
static gboolean
cell_tooltip_cb (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer unused)
{
  Cell *cell = g_object_get_qdata (G_OBJECT (widget), cell_quark);
  const ShedTuneRowData *data = cell->row != NULL ? shed_tune_row_get (cell->row) : NULL;
  g_autofree char *text = NULL;
  ShedTimeFrame frame;
  gint64 at = 0;

  if (data == NULL || cell->table->context == NULL)
    return FALSE;
  switch (cell->column)
    {
    case COLUMN_TITLE: text = g_strdup (data->title); break;
    case COLUMN_TAGS: text = g_strdup (gtk_label_get_label (GTK_LABEL (widget))); break;
    case COLUMN_LAST: at = data->last_at; break;
    case COLUMN_ADDED: at = data->added_at; break;
    case COLUMN_DUE:
    case ROW: at = data->paused ? 0 : data->due_at; break;
    default: break;
    }
  frame = shed_context_get_frame (cell->table->context);
  if (at != 0)
    text = shed_time_text_exact (at, &frame);
  if (text == NULL || *text == '\0')
    return FALSE;
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
cell_loaded_cb (Cell *cell)
{
  show_cell (cell);
  if (cell->column == COLUMN_TITLE || cell->column == ROW)
    shed_tune_selection_row_loaded (cell->table->selection, cell->position);
}

static void
show_cells (ShedRepertoireTable *self)
{
  GHashTableIter iter;
  gpointer cell;

  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, &cell, NULL))
    show_cell (cell);
}

static GtkWidget *
new_label (gboolean numeric, const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), numeric ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (numeric)
    gtk_widget_add_css_class (label, "numeric");
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
new_text_box (const char *title_style)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), new_label (FALSE, title_style));
  gtk_box_append (GTK_BOX (box), new_label (FALSE, "dim-label"));
  return box;
}

static GtkWidget *
new_cell_widget (ColumnId column)
{
  GtkWidget *widget;

  switch (column)
    {
    case COLUMN_TITLE: return new_text_box ("heading");
    case COLUMN_INCIPIT: return shed_incipit_view_new ();
    case ROW:
      widget = shed_row_box_new ();
      gtk_widget_set_margin_top (widget, 6);
      gtk_widget_set_margin_bottom (widget, 6);
      gtk_widget_set_margin_start (widget, 6);
      gtk_widget_set_margin_end (widget, 6);
      gtk_widget_set_parent (shed_incipit_view_new (), widget);
      gtk_widget_set_parent (new_text_box ("heading"), widget);
      {
        GtkWidget *tail = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *due = new_label (FALSE, NULL);

        gtk_widget_set_visible (tail, FALSE);
        gtk_widget_set_parent (tail, widget);
        gtk_widget_set_valign (due, GTK_ALIGN_CENTER);
        gtk_widget_set_parent (due, widget);
      }
      return widget;
    case COLUMN_DUE:
      widget = new_label (FALSE, NULL);
      gtk_widget_set_halign (widget, GTK_ALIGN_START);
      gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
      return widget;
    default:
      return new_label (columns[column].numeric, NULL);
    }
}

static void
cell_free (gpointer data)
{
  Cell *cell = data;

  g_hash_table_remove (cell->bound, cell);
  g_clear_object (&cell->row);
  g_hash_table_unref (cell->bound);
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

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer column)
{
  ShedRepertoireTable *self = g_object_get_data (G_OBJECT (factory), "table");
  GtkWidget *widget = new_cell_widget (GPOINTER_TO_INT (column));
  GtkGesture *secondary = gtk_gesture_click_new ();
  Cell *cell = g_new0 (Cell, 1);

  cell->table = self;
  cell->column = GPOINTER_TO_INT (column);
  cell->widget = widget;
  cell->bound = g_hash_table_ref (self->bound);
  g_object_set_qdata_full (G_OBJECT (widget), cell_quark, cell, cell_free);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect (secondary, "pressed", G_CALLBACK (cell_secondary_cb), cell);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (secondary));
  gtk_widget_set_has_tooltip (widget, TRUE);
  g_signal_connect (widget, "query-tooltip", G_CALLBACK (cell_tooltip_cb), NULL);
  gtk_list_item_set_child (item, widget);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  Cell *cell = g_object_get_qdata (G_OBJECT (gtk_list_item_get_child (item)), cell_quark);

  g_set_object (&cell->row, gtk_list_item_get_item (item));
  cell->position = gtk_list_item_get_position (item);
  g_signal_connect_swapped (cell->row, "loaded", G_CALLBACK (cell_loaded_cb), cell);
  g_hash_table_add (cell->table->bound, cell);
  show_cell (cell);
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  Cell *cell = g_object_get_qdata (G_OBJECT (gtk_list_item_get_child (item)), cell_quark);

  g_signal_handlers_disconnect_by_func (cell->row, cell_loaded_cb, cell);
  g_hash_table_remove (cell->table->bound, cell);
  g_clear_object (&cell->row);
}

static GtkListItemFactory *
new_factory (ShedRepertoireTable *self, ColumnId column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_object_set_data (G_OBJECT (factory), "table", self);
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
  shed_settings_set_string (shed_context_get_settings (self->context), "repertoire-sort-column", columns[self->sort_column].name);
  shed_settings_set_boolean (shed_context_get_settings (self->context), "repertoire-sort-descending", self->descending);
  g_signal_emit (self, signals[SORT_CHANGED], 0);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0)
    for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->table)); child != NULL; child = gtk_widget_get_next_sibling (child))
      gtk_widget_activate_action (child, "list.scroll-to-item", "u", 0);
}

ShedTuneSort
shed_repertoire_table_get_sort (ShedRepertoireTable *self, gboolean *ret_descending)
{
  g_return_val_if_fail (SHED_IS_REPERTOIRE_TABLE (self), SHED_SORT_TITLE);

  *ret_descending = self->descending;
  return columns[self->sort_column].sort;
}

/* ---- columns as they were left ---- */

static int
find_column (const char *name)
{
  for (int i = 0; i < N_COLUMNS; i++)
    if (g_strcmp0 (columns[i].name, name) == 0)
      return i;
  return -1;
}

static int
column_index (ShedRepertoireTable *self, GtkColumnViewColumn *column)
{
  for (int i = 0; i < N_COLUMNS; i++)
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
      int n = column_index (self, column), width = gtk_column_view_column_get_fixed_width (column);

      if (n >= 0)
        g_variant_builder_add (&builder, "(sbi)", columns[n].name, gtk_column_view_column_get_visible (column),
                               width == columns[n].width || width < 0 ? 0 : width);
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

static void
add_column (ShedRepertoireTable *self, int n, gboolean visible, int width)
{
  GtkColumnViewColumn *column = gtk_column_view_column_new (_(columns[n].title), new_factory (self, n));
  g_autofree char *action = g_strconcat ("columns.", columns[n].name, NULL);

  self->column[n] = column;
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_fixed_width (column, width > 0 ? CLAMP (width, 40, 1200) : columns[n].width);
  gtk_column_view_column_set_expand (column, n == COLUMN_TITLE);
  gtk_column_view_column_set_visible (column, visible || n == COLUMN_TITLE);
  if (columns[n].sort >= 0)
    {
      Recorder *recorder = g_new0 (Recorder, 1);
      g_autoptr (GtkSorter) sorter = NULL;

      *recorder = (Recorder) { self, n };
      sorter = GTK_SORTER (gtk_custom_sorter_new (record_sorter, recorder, g_free));
      gtk_column_view_column_set_sorter (column, sorter);
    }
  gtk_column_view_append_column (self->table, column);
  g_object_unref (column);
  g_signal_connect_object (column, "notify::visible", G_CALLBACK (save_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (column, "notify::fixed-width", G_CALLBACK (save_soon), self, G_CONNECT_SWAPPED);
  if (n != COLUMN_TITLE)
    {
      g_autoptr (GPropertyAction) visible_action = g_property_action_new (columns[n].name, column, "visible");

      g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (visible_action));
      g_menu_append (self->menu, _(columns[n].title), action);
    }
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
        if ((n = find_column (name)) >= 0 && self->column[n] == NULL)
          add_column (self, n, visible, width);
    }
  for (n = 0; n < N_COLUMNS; n++)
    if (self->column[n] == NULL)
      add_column (self, n, columns[n].visible, 0);

  n = find_column (sort);
  self->sort_column = n >= 0 && columns[n].sort >= 0 ? n : COLUMN_TITLE;
  self->descending = shed_settings_get_boolean (settings, "repertoire-sort-descending");
  gtk_column_view_sort_by_column (self->table, self->column[self->sort_column], self->descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
  self->restoring = FALSE;
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

  if (g_object_get_qdata (G_OBJECT (widget), cell_quark) != NULL)
    return widget;
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

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self)) || GTK_IS_COLUMN_VIEW (focus) || GTK_IS_LIST_VIEW (focus))
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
  g_signal_emit (cell->table, signals[MENU], 0, cell->widget, gtk_widget_get_width (cell->widget) / 2., gtk_widget_get_height (cell->widget) / 2.);
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
  restore_columns (self);
  g_signal_connect_object (gtk_column_view_get_sorter (self->table), "changed", G_CALLBACK (sorter_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_columns (self->table), "items-changed", G_CALLBACK (save_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (shed_tune_selection_get_model (selection), "settled", G_CALLBACK (show_cells), self, G_CONNECT_SWAPPED);
  factory = new_factory (self, ROW);
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
  if (self->table != NULL)
    gtk_column_view_set_model (self->table, NULL);
  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->context);
  g_clear_object (&self->actions);
  g_clear_object (&self->menu);
  gtk_widget_dispose_template (GTK_WIDGET (self), SHED_TYPE_REPERTOIRE_TABLE);

  G_OBJECT_CLASS (shed_repertoire_table_parent_class)->dispose (object);
}

static void
shed_repertoire_table_finalize (GObject *object)
{
  g_hash_table_unref (SHED_REPERTOIRE_TABLE (object)->bound);

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

  signals[OPEN] = g_signal_new ("open", SHED_TYPE_REPERTOIRE_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[MENU] = g_signal_new ("menu", SHED_TYPE_REPERTOIRE_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                GTK_TYPE_WIDGET, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[SORT_CHANGED] = g_signal_new ("sort-changed", SHED_TYPE_REPERTOIRE_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

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
  self->bound = g_hash_table_new (NULL, NULL);
  self->actions = g_simple_action_group_new ();
  self->menu = g_menu_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* By what the repertoire's table is sorted. The order is the library's: a click on a header only says which column and which
 * way (GTK 4.8 cannot be asked for it, so each column has a sorter that records that it was called). */
#include "shed-repertoire-table-private.h"

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

void
shed_repertoire_table_sorter_changed (ShedRepertoireTable *self)
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
  g_signal_emit_by_name (self, "sort-changed");
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

void
shed_repertoire_table_add_sort_actions (ShedRepertoireTable *self)
{
  static const GActionEntry entries[] = {
    { .name = "sort", .activate = sort_action, .parameter_type = "s", .state = "'title'" },
    { .name = "descending", .activate = descending_action, .state = "false" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
}

void
shed_repertoire_table_add_sorter (ShedRepertoireTable *self, int column)
{
  Recorder *recorder = g_new0 (Recorder, 1);
  g_autoptr (GtkSorter) sorter = NULL;

  *recorder = (Recorder) { self, column };
  sorter = GTK_SORTER (gtk_custom_sorter_new (record_sorter, recorder, g_free));
  gtk_column_view_column_set_sorter (self->column[column], sorter);
}

void
shed_repertoire_table_restore_sort (ShedRepertoireTable *self)
{
  ShedSettings *settings = shed_context_get_settings (self->context);
  g_autofree char *sort = shed_settings_dup_string (settings, "repertoire-sort-column");
  int n = shed_repertoire_column_find (sort);

  self->restoring = TRUE;
  self->sort_column = n >= 0 && shed_repertoire_column_get (n)->sort >= 0 ? n : SHED_COLUMN_TITLE;
  self->descending = shed_settings_get_boolean (settings, "repertoire-sort-descending");
  sort_by (self, self->sort_column, self->descending);
  self->restoring = FALSE;
  show_sort (self);
}

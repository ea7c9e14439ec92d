/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of the Practice page: its rows and headers, and the way of the selection and the focus through them. */
#include "shed-practice-page-private.h"

#include "shed-practice-row.h"

static void
grab_list_focus (ShedPracticePage *self, guint position)
{
  GtkWidget *child;
  g_autoptr (GObject) wanted = g_list_model_get_item (G_LIST_MODEL (self->rows), position);

  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
  for (child = gtk_widget_get_first_child (GTK_WIDGET (self->list)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *row = gtk_widget_get_first_child (child);

      if (SHED_IS_PRACTICE_ROW (row) && (gpointer) shed_practice_row_get_item (SHED_PRACTICE_ROW (row)) == wanted)
        {
          gtk_widget_grab_focus (child);
          return;
        }
    }
}

/* The next row from a position on that is a tune, in steps of by. GTK_INVALID_LIST_POSITION: none. */
guint
shed_practice_page_tune_row_from (ShedPracticePage *self, gint64 position, int by)
{
  gint64 n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));

  for (; position >= 0 && position < n; position += by)
    {
      g_autoptr (GObject) row = g_list_model_get_item (G_LIST_MODEL (self->rows), (guint) position);

      if (SHED_IS_QUEUE_ITEM (row))
        return (guint) position;
    }
  return GTK_INVALID_LIST_POSITION;
}

void
shed_practice_page_select_row (ShedPracticePage *self, guint position, gboolean focus)
{
  if (position == GTK_INVALID_LIST_POSITION)
    return;
  gtk_single_selection_set_selected (self->selection, position);
  if (focus)
    grab_list_focus (self, position);
}

static void
row_rated_cb (ShedPracticePage *self, int rating, ShedPracticeRow *row)
{
  ShedQueueItem *item = shed_practice_row_get_item (row);

  if (item == NULL)
    return;
  shed_practice_page_select_row (self, shed_practice_rows_find (self->rows, item), FALSE);
  shed_practice_page_rate (self, item, rating, FALSE);
}

static void
row_menu_opened_cb (ShedPracticePage *self, ShedPracticeRow *row)
{
  ShedQueueItem *item = shed_practice_row_get_item (row);

  if (item != NULL)
    shed_practice_page_select_row (self, shed_practice_rows_find (self->rows, item), FALSE);
  shed_practice_page_update_item_actions (self);
}

static void
row_activated_cb (ShedPracticePage *self, guint position)
{
  g_autoptr (GObject) row = g_list_model_get_item (G_LIST_MODEL (self->rows), position);

  if (SHED_IS_QUEUE_ITEM (row))
    shed_context_open_tune (self->context, shed_queue_item_get (SHED_QUEUE_ITEM (row))->tune_id);
}

static void
setup_row_cb (ShedPracticePage *self, GtkListItem *list_item)
{
  /* What a row is made of depends on its item, which is known when it is bound. */
}

static void
bind_row_cb (ShedPracticePage *self, GtkListItem *list_item)
{
  gpointer item = gtk_list_item_get_item (list_item);
  GtkWidget *child = gtk_list_item_get_child (list_item);

  if (SHED_IS_PRACTICE_SECTION (item))
    {
      if (!GTK_IS_LABEL (child))
        {
          child = gtk_label_new (NULL);
          gtk_label_set_xalign (GTK_LABEL (child), 0);
          gtk_widget_add_css_class (child, "group-header");
          gtk_list_item_set_child (list_item, child);
        }
      gtk_label_set_label (GTK_LABEL (child), shed_practice_section_get_title (item));
      gtk_list_item_set_selectable (list_item, FALSE);
      gtk_list_item_set_activatable (list_item, FALSE);
      return;
    }
  if (!SHED_IS_PRACTICE_ROW (child))
    {
      child = shed_practice_row_new (self->context);
      g_signal_connect_object (child, "rated", G_CALLBACK (row_rated_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (child, "menu-opened", G_CALLBACK (row_menu_opened_cb), self, G_CONNECT_SWAPPED);
      gtk_list_item_set_child (list_item, child);
    }
  shed_practice_row_set_item (SHED_PRACTICE_ROW (child), item);
  gtk_list_item_set_selectable (list_item, TRUE);
  gtk_list_item_set_activatable (list_item, TRUE);
}

static void
unbind_row_cb (ShedPracticePage *self, GtkListItem *list_item)
{
  GtkWidget *child = gtk_list_item_get_child (list_item);

  if (SHED_IS_PRACTICE_ROW (child))
    shed_practice_row_set_item (SHED_PRACTICE_ROW (child), NULL);
}

/* Up and Down pass over the headers, which are rows of the model but nothing to stand on. */
static gboolean
list_key_cb (ShedPracticePage *self, guint keyval, guint keycode, GdkModifierType state)
{
  guint selected = gtk_single_selection_get_selected (self->selection);
  int by;

  if ((state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  if (keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down)
    by = 1;
  else if (keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up)
    by = -1;
  else
    return FALSE;
  if (selected == GTK_INVALID_LIST_POSITION)
    shed_practice_page_select_row (self, shed_practice_page_tune_row_from (self, 0, 1), TRUE);
  else
    {
      guint next = shed_practice_page_tune_row_from (self, (gint64) selected + by, by);

      /* Before the first tune its header comes into view. */
      if (next == GTK_INVALID_LIST_POSITION && by < 0)
        gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", 0u);
      shed_practice_page_select_row (self, next, TRUE);
    }
  return TRUE;
}

void
shed_practice_page_set_up_list (ShedPracticePage *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->rows = shed_practice_rows_new (G_LIST_MODEL (self->practice));
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->rows)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_row_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_row_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_row_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (list_key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);
  g_signal_connect_object (self->list, "activate", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list over ShedTuneList. A plain click opens (or, once something is chosen, chooses too); Ctrl, Shift, Space and a
 * long press choose. It must never ask for a row that is not on screen. */
#include "shed-catalog-list.h"

#include <glib/gi18n.h>

#include "shed-catalog-row.h"
#include "shed-seen-rows.h"
#include "shed-ui.h"

/* Until the first row is there. */
#define USUAL_HEIGHT 60

struct _ShedCatalogList
{
  AdwBin parent_instance;

  ShedContext       *context;
  ShedTuneList      *model;
  ShedTuneSelection *selection;
  ShedSeenRows      *rows;
  char              *book_id; /* nullable */
  char              *search;  /* as typed */
  gboolean           has_ticks;
  char              *shown_style; /* what all rows have in common, as it was shown last */

  GtkListView *list;
};

enum { PROP_0, PROP_HAS_TICKS, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { OPEN, MENU, SETTLED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ShedCatalogList, shed_catalog_list, ADW_TYPE_BIN)

static void
show_row (GtkWidget *content, int kind, ShedTuneRow *tune, gpointer data)
{
  ShedCatalogList *self = data;
  ShedCatalogRow *row = SHED_CATALOG_ROW (content);
  ShedRepertoire *repertoire = shed_context_get_repertoire (self->context);
  ShedCatalogRowStyle style = {
    .search = self->search,
    .repertoire_name = repertoire != NULL ? shed_repertoire_get_name (repertoire) : NULL,
    .shows_book = self->book_id == NULL,
    .has_ticks = self->has_ticks,
  };

  shed_catalog_row_bind (row, tune);
  if (tune == NULL)
    return;
  shed_catalog_row_show (row, &style);
  if (self->has_ticks)
    shed_catalog_row_set_ticked (row, shed_tune_selection_contains (self->selection, shed_tune_row_get (tune)->id));
}

static void
show_rows (ShedCatalogList *self)
{
  shed_seen_rows_changed (self->rows);
}

/* A row says itself when its tune is another; what they have in common, the list. */
static void
show_rows_in_another_style (ShedCatalogList *self)
{
  ShedRepertoire *repertoire = shed_context_get_repertoire (self->context);
  g_autofree char *style = g_strdup_printf ("%s\n%d%d\n%s", self->search != NULL ? self->search : "", self->book_id == NULL,
                                            self->has_ticks, repertoire != NULL ? shed_repertoire_get_name (repertoire) : "");

  if (g_strcmp0 (style, self->shown_style) == 0)
    return;
  g_free (self->shown_style);
  self->shown_style = g_steal_pointer (&style);
  show_rows (self);
}

static void
open_row (ShedCatalogList *self, ShedTuneRow *row)
{
  const ShedTuneRowData *data = row != NULL ? shed_tune_row_get (row) : NULL;
  g_autofree char *id = data != NULL ? g_strdup (data->id) : NULL;
  g_autofree char *title = data != NULL ? g_strdup (data->title) : NULL;

  if (id != NULL)
    g_signal_emit (self, signals[OPEN], 0, id, title);
}

static void
press_row (ShedCatalogList *self, ShedTuneRow *row)
{
  const char *id = shed_tune_row_get (row)->id;

  if (self->has_ticks || shed_tune_selection_get_n (self->selection) > 0)
    shed_tune_selection_toggle (self->selection, id);
  else
    open_row (self, row);
}

static void
row_activated_cb (ShedCatalogList *self, guint position)
{
  g_autoptr (ShedTuneRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (row == NULL)
    return;
  if (self->has_ticks)
    press_row (self, row);
  else
    open_row (self, row);
}

static void
row_released_cb (GtkGestureClick *gesture, int n_press, double x, double y, ShedCatalogRow *row)
{
  GtkWidget *self = gtk_widget_get_ancestor (GTK_WIDGET (row), SHED_TYPE_CATALOG_LIST);
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  if (self == NULL || shed_catalog_row_get_row (row) == NULL || (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) != 0 ||
      !gtk_widget_contains (GTK_WIDGET (row), x, y))
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (gtk_widget_get_parent (GTK_WIDGET (row)));
  press_row (SHED_CATALOG_LIST (self), shed_catalog_row_get_row (row));
}

static void
ask_menu (ShedCatalogList *self, ShedCatalogRow *row, double x, double y)
{
  const char *id = shed_tune_row_get (shed_catalog_row_get_row (row))->id;

  if (id == NULL || self->has_ticks)
    return;
  /* As in a file manager: on another row the menu is about that row. */
  if (!shed_tune_selection_contains (self->selection, id))
    {
      shed_tune_selection_clear (self->selection);
      shed_tune_selection_set (self->selection, id, TRUE);
    }
  g_signal_emit (self, signals[MENU], 0, row, x, y);
}

static void
row_secondary_cb (GtkGestureClick *gesture, int n_press, double x, double y, ShedCatalogRow *row)
{
  GtkWidget *self = gtk_widget_get_ancestor (GTK_WIDGET (row), SHED_TYPE_CATALOG_LIST);

  if (self == NULL || shed_catalog_row_get_row (row) == NULL)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  ask_menu (SHED_CATALOG_LIST (self), row, x, y);
}

static void
row_long_pressed_cb (GtkGestureLongPress *gesture, double x, double y, ShedCatalogRow *row)
{
  GtkWidget *self = gtk_widget_get_ancestor (GTK_WIDGET (row), SHED_TYPE_CATALOG_LIST);

  if (self == NULL || shed_catalog_row_get_row (row) == NULL)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  shed_tune_selection_toggle (SHED_CATALOG_LIST (self)->selection,
                              shed_tune_row_get (shed_catalog_row_get_row (row))->id);
}

static GtkWidget *
make_row (int kind, gpointer unused)
{
  GtkWidget *row = shed_catalog_row_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *secondary = gtk_gesture_click_new ();
  GtkGesture *long_press = gtk_gesture_long_press_new ();

  g_signal_connect (click, "released", G_CALLBACK (row_released_cb), row);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect (secondary, "pressed", G_CALLBACK (row_secondary_cb), row);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (secondary));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (long_press), TRUE);
  g_signal_connect (long_press, "pressed", G_CALLBACK (row_long_pressed_cb), row);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (long_press));
  return row;
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, ShedSeenRows *rows)
{
  gtk_list_item_set_child (item, shed_seen_place_new (rows, 0));
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  shed_seen_place_bind (SHED_SEEN_PLACE (gtk_list_item_get_child (item)), item);
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  shed_seen_place_bind (SHED_SEEN_PLACE (gtk_list_item_get_child (item)), NULL);
}

static void
ask (ShedCatalogList *self)
{
  ShedTuneQuery query = {
    .repertoire_id = shed_context_get_repertoire_id (self->context),
    .book_id = self->book_id,
    .search = self->search,
    .state = SHED_STATE_ANY,
    .sort = SHED_SORT_TITLE,
  };

  shed_tune_list_set_query (self->model, &query);
}

static void
settled_cb (ShedCatalogList *self)
{
  show_rows_in_another_style (self);
  g_signal_emit (self, signals[SETTLED], 0);
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedCatalogList *self = SHED_CATALOG_LIST (widget);
  GtkWidget *row = shed_catalog_list_get_focus_row (self);

  if (row != NULL)
    ask_menu (self, SHED_CATALOG_ROW (row), gtk_widget_get_width (row) / 2.0, gtk_widget_get_height (row) / 2.0);
}

static void
shed_catalog_list_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, SHED_CATALOG_LIST (object)->has_ticks);
}

static void
shed_catalog_list_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SHED_CATALOG_LIST (object)->has_ticks = g_value_get_boolean (value);
}

static void
shed_catalog_list_dispose (GObject *object)
{
  ShedCatalogList *self = SHED_CATALOG_LIST (object);

  if (self->rows != NULL)
    shed_seen_rows_close (self->rows);
  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  g_clear_object (&self->rows);
  if (self->context != NULL)
    g_signal_handlers_disconnect_by_data (self->context, self);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (shed_catalog_list_parent_class)->dispose (object);
}

static void
shed_catalog_list_finalize (GObject *object)
{
  ShedCatalogList *self = SHED_CATALOG_LIST (object);

  g_free (self->shown_style);
  g_free (self->book_id);
  g_free (self->search);

  G_OBJECT_CLASS (shed_catalog_list_parent_class)->finalize (object);
}

static void
shed_catalog_list_class_init (ShedCatalogListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = shed_catalog_list_get_property;
  object_class->set_property = shed_catalog_list_set_property;
  object_class->dispose = shed_catalog_list_dispose;
  object_class->finalize = shed_catalog_list_finalize;

  properties[PROP_HAS_TICKS] = g_param_spec_boolean ("has-ticks", NULL, NULL, FALSE,
                                                     G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[OPEN] = g_signal_new ("open", SHED_TYPE_CATALOG_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                G_TYPE_STRING, G_TYPE_STRING);
  signals[MENU] = g_signal_new ("menu", SHED_TYPE_CATALOG_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                GTK_TYPE_WIDGET, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[SETTLED] = g_signal_new ("settled", SHED_TYPE_CATALOG_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "tunes.menu", NULL, menu_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "tunes.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "tunes.menu", NULL);

  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-catalog-list.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogList, list);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
shed_catalog_list_init (ShedCatalogList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * shed_catalog_list_set_context:
 * @self: the list
 * @context: of the window; once
 *
 * It is empty until the first shed_catalog_list_find().
 */
void
shed_catalog_list_set_context (ShedCatalogList *self, ShedContext *context)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_return_if_fail (SHED_IS_CATALOG_LIST (self));
  g_return_if_fail (self->context == NULL);

  self->context = g_object_ref (context);
  self->model = shed_tune_list_new (shed_context_get_store (context));
  self->selection = shed_tune_selection_new (self->model);
  g_signal_connect_object (self->model, "settled", G_CALLBACK (settled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::n-selected", G_CALLBACK (show_rows), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "exchanged", G_CALLBACK (show_rows_in_another_style), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "notify::repertoire-id", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "notify::repertoire", G_CALLBACK (show_rows), self, G_CONNECT_SWAPPED);

  self->rows = shed_seen_rows_new (GTK_WIDGET (self->list), USUAL_HEIGHT, make_row, show_row, self);
  g_signal_connect_data (factory, "setup", G_CALLBACK (setup_cb), g_object_ref (self->rows),
                         (GClosureNotify)(GCallback)g_object_unref, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
}

ShedTuneList *
shed_catalog_list_get_model (ShedCatalogList *self)
{
  g_return_val_if_fail (SHED_IS_CATALOG_LIST (self), NULL);
  return self->model;
}

ShedTuneSelection *
shed_catalog_list_get_selection (ShedCatalogList *self)
{
  g_return_val_if_fail (SHED_IS_CATALOG_LIST (self), NULL);
  return self->selection;
}

/**
 * shed_catalog_list_find:
 * @self: the list
 * @book_id: (nullable): tunes of this book only
 * @search: as typed
 *
 * Asks at once; the answer to an earlier question is dropped.
 */
void
shed_catalog_list_find (ShedCatalogList *self, const char *book_id, const char *search)
{
  g_return_if_fail (SHED_IS_CATALOG_LIST (self));
  g_return_if_fail (self->context != NULL);

  if (book_id != self->book_id)
    {
      g_free (self->book_id);
      self->book_id = g_strdup (book_id);
    }
  g_free (self->search);
  self->search = g_strdup (search != NULL ? search : "");
  ask (self);
}

GtkWidget *
shed_catalog_list_get_focus_row (ShedCatalogList *self)
{
  GtkRoot *root;
  GtkWidget *focus, *row;

  g_return_val_if_fail (SHED_IS_CATALOG_LIST (self), NULL);

  root = gtk_widget_get_root (GTK_WIDGET (self));
  focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list)))
    return NULL;
  row = gtk_widget_get_ancestor (focus, SHED_TYPE_CATALOG_ROW);
  if (row == NULL && SHED_IS_SEEN_PLACE (gtk_widget_get_first_child (focus)))
    row = shed_seen_place_show_now (SHED_SEEN_PLACE (gtk_widget_get_first_child (focus)));
  return row != NULL && shed_catalog_row_get_row (SHED_CATALOG_ROW (row)) != NULL ? row : NULL;
}

static gboolean
get_tune (ShedTuneRow *row, char **ret_id, char **ret_title)
{
  const ShedTuneRowData *data = shed_tune_row_get (row);

  if (data->id == NULL)
    return FALSE;
  *ret_id = g_strdup (data->id);
  *ret_title = g_strdup (data->title);
  return TRUE;
}

gboolean
shed_catalog_list_get_focused (ShedCatalogList *self, char **ret_id, char **ret_title)
{
  GtkWidget *row = shed_catalog_list_get_focus_row (self);

  return row != NULL && get_tune (shed_catalog_row_get_row (SHED_CATALOG_ROW (row)), ret_id, ret_title);
}

gboolean
shed_catalog_list_get_first (ShedCatalogList *self, char **ret_id, char **ret_title)
{
  g_autoptr (ShedTuneRow) row = NULL;

  g_return_val_if_fail (SHED_IS_CATALOG_LIST (self), FALSE);

  row = g_list_model_get_item (G_LIST_MODEL (self->model), 0);
  return row != NULL && get_tune (row, ret_id, ret_title);
}

typedef struct
{
  const char *id;
  char *title;
} Naming;

static void
find_title (gpointer row, gpointer user_data)
{
  ShedTuneRow *tune = shed_catalog_row_get_row (row);
  Naming *naming = user_data;

  if (tune != NULL && naming->title == NULL && g_strcmp0 (shed_tune_row_get (tune)->id, naming->id) == 0)
    naming->title = g_strdup (shed_tune_row_get (tune)->title);
}

char *
shed_catalog_list_dup_title (ShedCatalogList *self, const char *tune_id)
{
  Naming naming = { tune_id, NULL };

  g_return_val_if_fail (SHED_IS_CATALOG_LIST (self), NULL);

  shed_seen_rows_foreach (self->rows, find_title, &naming);
  return naming.title;
}

gboolean
shed_catalog_list_take_focus (ShedCatalogList *self)
{
  g_return_val_if_fail (SHED_IS_CATALOG_LIST (self), FALSE);
  return gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

void
shed_catalog_list_to_top (ShedCatalogList *self)
{
  g_return_if_fail (SHED_IS_CATALOG_LIST (self));

  if (g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0)
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", 0);
}

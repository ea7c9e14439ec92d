/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of books: "All Tunes" and a row a book. There are few of them, so rows are made by hand; a row follows its book. */
#include "shed-books-sidebar.h"

#include <glib/gi18n.h>

#include "shed-book-dialogs.h"
#include "shed-export-flow.h"
#include "shed-facts-text.h"
#include "shed-id.h"
#include "shed-menu.h"
#include "shed-ui.h"

struct _ShedBooksSidebar
{
  AdwBin parent_instance;

  ShedContext  *context;
  ShedBookList *books;
  char         *book_id; /* nullable: all */
  gboolean      is_filling;
  GtkWidget    *popover; /* nullable */

  GtkListBox *list;
  GMenuModel *book_menu;
};

enum { PROP_0, PROP_BOOK_ID, PROP_LOCAL_ONLY, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ShedBooksSidebar, shed_books_sidebar, ADW_TYPE_BIN)

/**
 * shed_book_dup_shown_title:
 * @book: a tune book
 *
 * Returns: (transfer full): its title; "My Tunes" in the player's language while nobody has renamed it
 */
char *
shed_book_dup_shown_title (ShedBook *book)
{
  return g_strdup (shed_facts_text_book (shed_book_get_id (book), shed_book_get_title (book)));
}

static ShedBook *
row_book (GtkListBoxRow *row)
{
  return row != NULL ? g_object_get_data (G_OBJECT (row), "book") : NULL;
}

static const char *
row_book_id (GtkListBoxRow *row)
{
  ShedBook *book = row_book (row);

  return book != NULL ? shed_book_get_id (book) : NULL;
}

static ShedBook *
chosen_book (ShedBooksSidebar *self)
{
  return row_book (gtk_list_box_get_selected_row (self->list));
}

static void
update_actions (ShedBooksSidebar *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  ShedBook *book = chosen_book (self);
  const char *id = book != NULL ? shed_book_get_id (book) : NULL;
  gboolean is_mine = g_strcmp0 (id, shed_id_my_tunes ()) == 0;
  gboolean is_starter = g_strcmp0 (id, shed_id_starter_book ()) == 0;

  gtk_widget_action_set_enabled (widget, "books.rename", book != NULL);
  gtk_widget_action_set_enabled (widget, "books.export", book != NULL);
  gtk_widget_action_set_enabled (widget, "books.delete", book != NULL && !is_mine);
  gtk_widget_action_set_enabled (widget, "books.local-only", book != NULL && !is_mine && !is_starter);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOCAL_ONLY]);
}

static void
set_count (GtkLabel *label, guint count)
{
  g_autofree char *text = g_strdup_printf ("%'u", count);

  gtk_label_set_label (label, text);
}

static void
update_total (ShedBooksSidebar *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, 0);
  guint total = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->books)); i++)
    {
      g_autoptr (ShedBook) book = g_list_model_get_item (G_LIST_MODEL (self->books), i);
      guint n_tunes;

      g_object_get (book, "n-tunes", &n_tunes, NULL);
      total += n_tunes;
    }
  if (row != NULL)
    set_count (g_object_get_data (G_OBJECT (row), "count"), total);
}

static void
update_row (GtkListBoxRow *row)
{
  ShedBook *book = row_book (row);
  g_autofree char *title = shed_book_dup_shown_title (book);
  g_autofree char *count = NULL;
  g_autofree char *label = NULL;
  gboolean local_only;
  guint n_tunes;

  g_object_get (book, "n-tunes", &n_tunes, "local-only", &local_only, NULL);
  gtk_label_set_label (g_object_get_data (G_OBJECT (row), "title"), title);
  gtk_widget_set_visible (g_object_get_data (G_OBJECT (row), "local"), local_only);
  set_count (g_object_get_data (G_OBJECT (row), "count"), n_tunes);
  count = g_strdup_printf (ngettext ("%'u tune", "%'u tunes", n_tunes), n_tunes);
  label = g_strdup_printf ("%s, %s", title, count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (row), title);
}

static void
book_changed_cb (GtkListBoxRow *row)
{
  GtkWidget *self = gtk_widget_get_ancestor (GTK_WIDGET (row), SHED_TYPE_BOOKS_SIDEBAR);

  update_row (row);
  if (self != NULL)
    update_total (SHED_BOOKS_SIDEBAR (self));
}

static const char *
icon_of (ShedBook *book)
{
  g_autofree char *origin = NULL;

  g_object_get (book, "origin", &origin, NULL);
  if (g_strcmp0 (origin, "own") == 0)
    return "avatar-default-symbolic";
  if (g_strcmp0 (origin, "starter") == 0)
    return "shed-starter-symbolic";
  return "shed-tune-book-symbolic";
}

static gboolean
focus_cb (gpointer list)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (list);

  if (row != NULL && gtk_widget_get_mapped (GTK_WIDGET (row)))
    gtk_widget_grab_focus (GTK_WIDGET (row));
  return G_SOURCE_REMOVE;
}

/* Else nothing has the focus after a file was chosen. Not before the menu is quite away. */
static void
menu_closed_cb (ShedBooksSidebar *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, focus_cb, g_object_ref (self->list), g_object_unref);
}

/* The menu is not a child of the row: it would show the row's tooltip, over a surface that goes with the menu. */
static void
show_menu (ShedBooksSidebar *self, GtkWidget *row, double x, double y)
{
  gboolean is_new = self->popover == NULL;

  shed_menu_popup_at (GTK_WIDGET (self), &self->popover, self->book_menu, row, x, y);
  if (is_new && self->popover != NULL)
    g_signal_connect_object (self->popover, "closed", G_CALLBACK (menu_closed_cb), self, G_CONNECT_SWAPPED);
}

static void
row_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, GtkListBoxRow *row)
{
  GtkWidget *self = gtk_widget_get_ancestor (GTK_WIDGET (row), SHED_TYPE_BOOKS_SIDEBAR);

  if (self == NULL || row_book (row) == NULL)
    return;
  gtk_list_box_select_row (SHED_BOOKS_SIDEBAR (self)->list, row);
  show_menu (SHED_BOOKS_SIDEBAR (self), GTK_WIDGET (row), x, y);
}

static GtkWidget *
row_new (ShedBook *book)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *icon = gtk_image_new_from_icon_name (book != NULL ? icon_of (book) : "shed-catalog-symbolic");
  GtkWidget *title = gtk_label_new (_("All Tunes"));
  GtkWidget *local = gtk_image_new_from_icon_name ("computer-symbolic");
  GtkWidget *count = gtk_label_new (NULL);
  GtkGesture *gesture;

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_set_tooltip_text (local, _("On This Computer Only"));
  gtk_widget_add_css_class (local, "dim-label");
  gtk_widget_set_visible (local, FALSE);
  gtk_widget_add_css_class (count, "dim-label");
  gtk_widget_add_css_class (count, "numeric");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), local);
  gtk_box_append (GTK_BOX (box), count);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data (G_OBJECT (row), "title", title);
  g_object_set_data (G_OBJECT (row), "local", local);
  g_object_set_data (G_OBJECT (row), "count", count);
  if (book == NULL)
    return row;

  g_object_set_data_full (G_OBJECT (row), "book", g_object_ref (book), g_object_unref);
  g_signal_connect_object (book, "notify", G_CALLBACK (book_changed_cb), row, G_CONNECT_SWAPPED);
  gesture = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_SECONDARY);
  g_signal_connect (gesture, "pressed", G_CALLBACK (row_pressed_cb), row);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (gesture));
  update_row (GTK_LIST_BOX_ROW (row));
  return row;
}

/* The row of the chosen book; a book that is gone gives way to all. */
static void
select_chosen (ShedBooksSidebar *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (g_strcmp0 (row_book_id (row), self->book_id) == 0)
      {
        gtk_list_box_select_row (self->list, row);
        return;
      }
  if (shed_book_list_is_loaded (self->books))
    shed_books_sidebar_set_book_id (self, NULL);
}

/* Returns: whether it had the focus */
static gboolean
remove_row (ShedBooksSidebar *self, GtkListBoxRow *row)
{
  gboolean focused = gtk_widget_get_focus_child (GTK_WIDGET (self->list)) == GTK_WIDGET (row);

  if (self->popover != NULL && gtk_list_box_row_is_selected (row))
    gtk_popover_popdown (GTK_POPOVER (self->popover));
  gtk_list_box_remove (self->list, GTK_WIDGET (row));
  return focused;
}

/* Rows of books that stay are left alone, with the focus or an open menu on them. */
static void
fill (ShedBooksSidebar *self)
{
  const int n = (int) g_list_model_get_n_items (G_LIST_MODEL (self->books));
  gboolean focused = FALSE;
  GtkListBoxRow *row;

  self->is_filling = TRUE;
  if (gtk_list_box_get_row_at_index (self->list, 0) == NULL)
    gtk_list_box_append (self->list, row_new (NULL));
  for (int i = 0; i < n; i++)
    {
      g_autoptr (ShedBook) book = g_list_model_get_item (G_LIST_MODEL (self->books), i);
      int at = i + 1;

      while ((row = gtk_list_box_get_row_at_index (self->list, at)) != NULL && row_book (row) != book)
        at++;
      if (row == NULL)
        gtk_list_box_insert (self->list, row_new (book), i + 1);
      else
        for (; at > i + 1; at--)
          focused = remove_row (self, gtk_list_box_get_row_at_index (self->list, at - 1)) || focused;
    }
  while ((row = gtk_list_box_get_row_at_index (self->list, n + 1)) != NULL)
    focused = remove_row (self, row) || focused;
  update_total (self);
  select_chosen (self);
  self->is_filling = FALSE;
  update_actions (self);
  row = gtk_list_box_get_selected_row (self->list);
  if (focused && row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
take_book_id (ShedBooksSidebar *self, const char *book_id)
{
  if (g_strcmp0 (book_id, self->book_id) == 0)
    return;
  g_free (self->book_id);
  self->book_id = g_strdup (book_id);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BOOK_ID]);
}

static void
row_selected_cb (ShedBooksSidebar *self, GtkListBoxRow *row)
{
  if (self->is_filling || row == NULL)
    return;
  take_book_id (self, row_book_id (row));
  update_actions (self);
}

static void
row_activated_cb (ShedBooksSidebar *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[CHOSEN], 0);
}

static GtkWindow *
window_of (gpointer self)
{
  return GTK_WINDOW (gtk_widget_get_root (self));
}

static void
rename_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedBooksSidebar *self = SHED_BOOKS_SIDEBAR (widget);

  if (chosen_book (self) != NULL)
    shed_book_dialog_rename (self->context, window_of (self), shed_book_get_id (chosen_book (self)),
                             shed_book_get_title (chosen_book (self)));
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedBooksSidebar *self = SHED_BOOKS_SIDEBAR (widget);

  if (chosen_book (self) != NULL)
    shed_book_dialog_delete (self->context, window_of (self), chosen_book (self));
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedBooksSidebar *self = SHED_BOOKS_SIDEBAR (widget);
  ShedBook *book = chosen_book (self);

  if (book != NULL)
    shed_export_book (self->context, window_of (self), shed_book_get_id (book), shed_book_get_title (book),
                      g_variant_get_string (parameter, NULL));
}

/* The book with the other mark is another one: it is to be shown in place of the old. */
static void
book_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedBooksSidebar) self = user_data;
  g_autoptr (ShedCommand) command = shed_context_run_finish (SHED_CONTEXT (source), result);

  if (command != NULL && shed_command_get_result_id (command) != NULL && self->books != NULL)
    shed_books_sidebar_set_book_id (self, shed_command_get_result_id (command));
}

static void
new_book_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  book_made_cb (source, result, g_object_ref (user_data));
}

static gboolean
is_local_only (ShedBooksSidebar *self)
{
  ShedBook *book = chosen_book (self);
  gboolean local_only = FALSE;

  if (book != NULL)
    g_object_get (book, "local-only", &local_only, NULL);
  return local_only;
}

static void
set_local_only (ShedBooksSidebar *self, gboolean local_only)
{
  ShedBook *book = chosen_book (self);

  if (book == NULL || local_only == is_local_only (self))
    return;
  shed_context_run_async (self->context, shed_command_book_set_local_only (shed_book_get_id (book), local_only), NULL,
                          book_made_cb, g_object_ref (self));
}

static void
new_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedBooksSidebar *self = SHED_BOOKS_SIDEBAR (widget);

  shed_book_dialog_new (self->context, window_of (self), new_book_made_cb, self);
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedBooksSidebar *self = SHED_BOOKS_SIDEBAR (widget);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (row_book (row) != NULL)
    show_menu (self, GTK_WIDGET (row), 12, gtk_widget_get_height (GTK_WIDGET (row)));
}

static void
shed_books_sidebar_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ShedBooksSidebar *self = SHED_BOOKS_SIDEBAR (object);

  switch (prop_id)
    {
    case PROP_BOOK_ID:
      g_value_set_string (value, self->book_id);
      break;
    case PROP_LOCAL_ONLY:
      g_value_set_boolean (value, is_local_only (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_books_sidebar_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ShedBooksSidebar *self = SHED_BOOKS_SIDEBAR (object);

  switch (prop_id)
    {
    case PROP_BOOK_ID:
      shed_books_sidebar_set_book_id (self, g_value_get_string (value));
      break;
    case PROP_LOCAL_ONLY:
      set_local_only (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_books_sidebar_dispose (GObject *object)
{
  ShedBooksSidebar *self = SHED_BOOKS_SIDEBAR (object);

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  if (self->books != NULL)
    g_signal_handlers_disconnect_by_data (self->books, self);
  g_clear_object (&self->books);
  g_clear_object (&self->context);
  g_clear_pointer (&self->book_id, g_free);

  G_OBJECT_CLASS (shed_books_sidebar_parent_class)->dispose (object);
}

static void
shed_books_sidebar_class_init (ShedBooksSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = shed_books_sidebar_get_property;
  object_class->set_property = shed_books_sidebar_set_property;
  object_class->dispose = shed_books_sidebar_dispose;

  properties[PROP_BOOK_ID] = g_param_spec_string ("book-id", NULL, NULL, NULL,
                                                  G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  /* Of the chosen book; for the check in its menu. */
  properties[PROP_LOCAL_ONLY] = g_param_spec_boolean ("local-only", NULL, NULL, FALSE,
                                                      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHOSEN] = g_signal_new ("chosen", SHED_TYPE_BOOKS_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "books.rename", NULL, rename_action);
  gtk_widget_class_install_property_action (widget_class, "books.local-only", "local-only");
  gtk_widget_class_install_action (widget_class, "books.export", "s", export_action);
  gtk_widget_class_install_action (widget_class, "books.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "books.new", NULL, new_action);
  gtk_widget_class_install_action (widget_class, "books.menu", NULL, menu_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "books.rename", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "books.delete", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "books.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "books.menu", NULL);

  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-books-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedBooksSidebar, list);
  gtk_widget_class_bind_template_child (widget_class, ShedBooksSidebar, book_menu);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
shed_books_sidebar_init (ShedBooksSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update_actions (self);
}

/**
 * shed_books_sidebar_set_context:
 * @self: the sidebar
 * @context: of the window; once
 */
void
shed_books_sidebar_set_context (ShedBooksSidebar *self, ShedContext *context)
{
  g_return_if_fail (SHED_IS_BOOKS_SIDEBAR (self));
  g_return_if_fail (self->context == NULL);

  self->context = g_object_ref (context);
  self->books = shed_book_list_new (shed_context_get_store (context));
  g_signal_connect_object (self->books, "items-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->books, "notify::loaded", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
}

ShedBookList *
shed_books_sidebar_get_books (ShedBooksSidebar *self)
{
  g_return_val_if_fail (SHED_IS_BOOKS_SIDEBAR (self), NULL);
  return self->books;
}

const char *
shed_books_sidebar_get_book_id (ShedBooksSidebar *self)
{
  g_return_val_if_fail (SHED_IS_BOOKS_SIDEBAR (self), NULL);
  return self->book_id;
}

/**
 * shed_books_sidebar_set_book_id:
 * @self: the sidebar
 * @book_id: (nullable): a book, also one that will be in the list soon; %NULL: all tunes
 */
void
shed_books_sidebar_set_book_id (ShedBooksSidebar *self, const char *book_id)
{
  GtkListBoxRow *row;

  g_return_if_fail (SHED_IS_BOOKS_SIDEBAR (self));

  if (book_id != NULL && *book_id == '\0')
    book_id = NULL;
  take_book_id (self, book_id);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (g_strcmp0 (row_book_id (row), self->book_id) == 0)
      gtk_list_box_select_row (self->list, row);
}

/**
 * shed_books_sidebar_dup_title:
 * @self: the sidebar
 *
 * Returns: (transfer full): the title of the chosen book
 */
char *
shed_books_sidebar_dup_title (ShedBooksSidebar *self)
{
  ShedBook *book;

  g_return_val_if_fail (SHED_IS_BOOKS_SIDEBAR (self), NULL);

  book = self->books != NULL && self->book_id != NULL ? shed_book_list_find (self->books, self->book_id) : NULL;
  return book != NULL ? shed_book_dup_shown_title (book) : g_strdup (_("All Tunes"));
}

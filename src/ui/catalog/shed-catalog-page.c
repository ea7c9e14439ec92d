/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Catalog view: every tune in every tune book on this computer. It knows which book and which words are looked for and which
 * tunes are chosen; what is done with them are commands. It never reads a tune by itself. */
#include "shed-catalog-page.h"

#include <glib/gi18n.h>

#include "shed-add-dialog.h"
#include "shed-book-dialogs.h"
#include "shed-books-sidebar.h"
#include "shed-catalog-list.h"
#include "shed-export-flow.h"
#include "shed-id.h"
#include "shed-import-bar.h"
#include "shed-import-flow.h"
#include "shed-importer.h"
#include "shed-menu.h"
#include "shed-page.h"
#include "shed-search-capture.h"
#include "shed-text.h"
#include "shed-tune-dialogs.h"
#include "shed-tune-sync.h"
#include "shed-ui.h"

struct _ShedCatalogPage
{
  AdwBin parent_instance;

  ShedContext       *context;
  ShedTuneSelection *selection;
  GtkWidget         *popover; /* nullable */
  ShedTuneSync      *sync;    /* of the menu of a row; nullable */
  gboolean           to_top;  /* another question: its answer begins at the top */

  AdwFlap          *flap;
  ShedBooksSidebar *sidebar;
  ShedImportBar    *import_bar;
  GtkWidget        *books_button;
  GtkEditable      *search;
  GtkLabel         *count_label;
  GtkStack         *stack;
  ShedCatalogList  *list;
  GtkLabel         *nothing_label;
  GtkWidget        *all_books_button;
  GtkLabel         *new_label;
  GtkRevealer      *chosen_revealer;
  GtkLabel         *chosen_label;
  GtkWidget        *add_button;
  GtkLabel         *add_label;
  GMenuModel       *tunes_menu;
};

enum { PROP_0, PROP_CONTEXT, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void page_iface_init (ShedPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ShedCatalogPage, shed_catalog_page, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (SHED_TYPE_PAGE, page_iface_init))

static GtkWindow *
window_of (ShedCatalogPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static const char *
search_text (ShedCatalogPage *self)
{
  return gtk_editable_get_text (self->search);
}

static gboolean
is_searching (ShedCatalogPage *self)
{
  g_autofree char *text = g_strstrip (g_strdup (search_text (self)));

  return *text != '\0';
}

static void
set_enabled (ShedCatalogPage *self, const char *action, gboolean enabled)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), action, enabled);
}

/* The chosen tunes; with none the one that has the focus. NULL: there is none. */
static GStrv
dup_target (ShedCatalogPage *self)
{
  g_autofree char *id = NULL;
  g_autofree char *title = NULL;

  if (shed_tune_selection_get_n (self->selection) > 0)
    return shed_tune_selection_dup_ids (self->selection);
  if (!shed_catalog_list_get_focused (self->list, &id, &title))
    return NULL;
  return g_strdupv ((char *[]) { id, NULL });
}

static void
update_chosen (ShedCatalogPage *self)
{
  ShedRepertoire *repertoire = shed_context_get_repertoire (self->context);
  guint n = shed_tune_selection_get_n (self->selection);
  g_autofree char *chosen = g_strdup_printf (ngettext ("%'u chosen", "%'u chosen", n), n);
  g_autofree char *add = NULL;

  if (n > 0)
    gtk_label_set_label (self->chosen_label, chosen);
  gtk_widget_set_visible (self->add_button, repertoire != NULL);
  if (repertoire != NULL && n > 0)
    {
      /* Translators: a number of tunes, and the name of a repertoire. */
      add = g_strdup_printf (ngettext ("Add %'u to %s", "Add %'u to %s", n), n, shed_repertoire_get_name (repertoire));
      gtk_label_set_label (self->add_label, add);
    }
  gtk_revealer_set_reveal_child (self->chosen_revealer, n > 0);
  set_enabled (self, "catalog.clear", n > 0);
  set_enabled (self, "catalog.open", n == 1);
  set_enabled (self, "catalog.add", repertoire != NULL);
  set_enabled (self, "catalog.merge", n >= 2 && n <= SHED_MERGE_MAX);
}

static void
update_count (ShedCatalogPage *self)
{
  ShedTuneList *model = shed_catalog_list_get_model (self->list);
  g_autofree char *book = shed_books_sidebar_dup_title (self->sidebar);
  g_autofree char *count = NULL;
  g_autofree char *text = NULL;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (model));

  if (is_searching (self))
    count = g_strdup_printf (ngettext ("%'u tune found", "%'u tunes found", n), n);
  else
    count = g_strdup_printf (ngettext ("%'u tune", "%'u tunes", n), n);
  text = g_strdup_printf ("%s · %s", book, count);
  gtk_label_set_label (self->count_label, text);
}

static void
show_nothing_found (ShedCatalogPage *self)
{
  g_autofree char *text = g_strstrip (g_strdup (search_text (self)));
  g_autofree char *title = g_strdup_printf (_("No tune called “%s”"), text);
  g_autofree char *label = g_strdup_printf (_("New Tune “%s”"), text);

  gtk_label_set_label (self->nothing_label, title);
  gtk_label_set_label (self->new_label, label);
  gtk_widget_set_visible (self->all_books_button, shed_books_sidebar_get_book_id (self->sidebar) != NULL);
  gtk_stack_set_visible_child_name (self->stack, "nothing");
}

/* With its last row the list goes out of view: who was in it goes on in the search. GTK takes the focus from a row that is gone
 * only with the next frame, and then has no row to give it to. */
static void
keep_focus (ShedCatalogPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (gtk_widget_get_mapped (GTK_WIDGET (self)) &&
      (focus == NULL || gtk_widget_get_root (focus) != root || gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list))))
    gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
settled_cb (ShedCatalogPage *self)
{
  ShedTuneList *model = shed_catalog_list_get_model (self->list);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (model));
  g_autofree char *trouble = NULL;

  g_object_get (model, "error-message", &trouble, NULL);
  if (n == 0)
    keep_focus (self);
  gtk_widget_set_visible (GTK_WIDGET (self->count_label), n > 0);
  if (trouble != NULL)
    gtk_stack_set_visible_child_name (self->stack, "failed");
  else if (n > 0)
    gtk_stack_set_visible_child_name (self->stack, "list");
  else if (is_searching (self))
    show_nothing_found (self);
  else if (shed_books_sidebar_get_book_id (self->sidebar) != NULL)
    gtk_stack_set_visible_child_name (self->stack, "empty-book");
  else
    gtk_stack_set_visible_child_name (self->stack, "empty");
  if (self->to_top)
    shed_catalog_list_to_top (self->list);
  self->to_top = FALSE;
  update_count (self);
}

static void
find (ShedCatalogPage *self)
{
  self->to_top = TRUE;
  shed_catalog_list_find (self->list, shed_books_sidebar_get_book_id (self->sidebar), search_text (self));
}

static void
search_changed_cb (ShedCatalogPage *self)
{
  if (self->context != NULL)
    find (self);
}

static void
search_activated_cb (ShedCatalogPage *self)
{
  g_autofree char *id = NULL;
  g_autofree char *title = NULL;

  if (is_searching (self) && shed_catalog_list_get_first (self->list, &id, &title))
    shed_context_open_tune (self->context, id);
}

static gboolean
back (ShedCatalogPage *self)
{
  if (adw_flap_get_folded (self->flap) && adw_flap_get_reveal_flap (self->flap))
    {
      adw_flap_set_reveal_flap (self->flap, FALSE);
      return TRUE;
    }
  if (shed_tune_selection_get_n (self->selection) > 0)
    {
      shed_tune_selection_clear (self->selection);
      return TRUE;
    }
  if (*search_text (self) != '\0')
    {
      gtk_editable_set_text (self->search, "");
      return TRUE;
    }
  return FALSE;
}

static void
search_stopped_cb (ShedCatalogPage *self)
{
  back (self);
}

static void
book_changed_cb (ShedCatalogPage *self)
{
  const char *book_id = shed_books_sidebar_get_book_id (self->sidebar);

  if (self->context == NULL)
    return;
  shed_settings_set_string (shed_context_get_settings (self->context), "catalog-book", book_id != NULL ? book_id : "");
  find (self);
}

static void
book_chosen_cb (ShedCatalogPage *self)
{
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
}

static void
folded_cb (ShedCatalogPage *self)
{
  gtk_widget_set_visible (self->books_button, adw_flap_get_folded (self->flap));
}

static void
open_cb (ShedCatalogPage *self, const char *tune_id, const char *title)
{
  shed_context_open_tune (self->context, tune_id);
}

static void
menu_cb (ShedCatalogPage *self, GtkWidget *row, double x, double y)
{
  g_auto (GStrv) ids = dup_target (self);

  if (self->sync == NULL)
    self->sync = shed_tune_sync_new_for_rows (self->context, self->tunes_menu, "catalog.sync-state");
  shed_tune_sync_set_tune (self->sync, ids != NULL && g_strv_length (ids) == 1 ? ids[0] : NULL);
  shed_menu_popup_at (GTK_WIDGET (self), &self->popover, shed_tune_sync_get_menu (self->sync), row, x, y);
}

/* What is done with tunes */

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedCatalogPage *self = SHED_CATALOG_PAGE (widget);
  g_auto (GStrv) ids = dup_target (self);

  if (ids != NULL)
    shed_context_open_tune (self->context, ids[0]);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedCatalogPage) self = user_data;
  g_autoptr (ShedCommand) command = shed_context_run_finish (SHED_CONTEXT (source), result);

  if (command == NULL || self->selection == NULL)
    return;
  shed_tune_selection_clear (self->selection);
  if (shed_command_get_kind (command) == SHED_COMMAND_ADD_TUNES && shed_command_get_count (command) == 0)
    shed_context_toast (self->context, _("Everything chosen was there already"));
}

static void
add (ShedCatalogPage *self, const char * const *ids)
{
  g_autofree char *title = NULL;

  if (ids[1] == NULL)
    title = shed_catalog_list_dup_title (self->list, ids[0]);
  shed_add_dialog_present (self->context, window_of (self), ids, title, added_cb, g_object_ref (self), g_object_unref);
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedCatalogPage *self = SHED_CATALOG_PAGE (widget);
  g_auto (GStrv) ids = dup_target (self);
  g_autofree char *id = NULL;
  g_autofree char *title = NULL;

  /* While typing, the tune that Enter would open. */
  if (ids == NULL && is_searching (self) && shed_catalog_list_get_first (self->list, &id, &title))
    ids = g_strdupv ((char *[]) { id, NULL });
  if (ids != NULL)
    add (self, (const char * const *) ids);
}

static void
add_one_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *ids[] = { g_variant_get_string (parameter, NULL), NULL };

  add (SHED_CATALOG_PAGE (widget), ids);
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedCatalogPage *self = SHED_CATALOG_PAGE (widget);
  g_auto (GStrv) ids = dup_target (self);

  if (ids == NULL)
    return;
  shed_tune_selection_clear (self->selection);
  shed_context_run (self->context, shed_command_tune_delete ((const char * const *) ids));
}

static void
move_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedCatalogPage *self = SHED_CATALOG_PAGE (widget);
  g_auto (GStrv) ids = dup_target (self);

  if (ids != NULL)
    shed_tune_dialog_move (self->context, window_of (self), (const char * const *) ids,
                           shed_books_sidebar_get_books (self->sidebar));
}

static void
merge_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedCatalogPage *self = SHED_CATALOG_PAGE (widget);
  g_auto (GStrv) ids = dup_target (self);

  if (ids != NULL && g_strv_length (ids) >= 2)
    shed_tune_dialog_merge (self->context, window_of (self), (const char * const *) ids, added_cb, self);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedCatalogPage *self = SHED_CATALOG_PAGE (widget);
  g_auto (GStrv) ids = dup_target (self);

  if (ids != NULL)
    shed_export_copy (self->context, widget, (const char * const *) ids);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedCatalogPage *self = SHED_CATALOG_PAGE (widget);
  g_auto (GStrv) ids = dup_target (self);

  if (ids != NULL)
    shed_export_tunes (self->context, window_of (self), (const char * const *) ids, g_variant_get_string (parameter, NULL));
}

static void
export_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedCatalogPage *self = SHED_CATALOG_PAGE (widget);

  shed_export_library (self->context, window_of (self), g_variant_get_string (parameter, NULL));
}

static void
clear_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  shed_tune_selection_clear (SHED_CATALOG_PAGE (widget)->selection);
}

static void
new_named_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedCatalogPage *self = SHED_CATALOG_PAGE (widget);

  shed_import_new_tune (self->context, window_of (self), search_text (self));
}

static void
new_book_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (GTK_WIDGET (SHED_CATALOG_PAGE (widget)->sidebar), "books.new", NULL);
}

static void
all_books_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  shed_books_sidebar_set_book_id (SHED_CATALOG_PAGE (widget)->sidebar, NULL);
}

static void
starter_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  shed_importer_add_starter (shed_importer_get (SHED_CATALOG_PAGE (widget)->context));
}

static void
retry_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  find (SHED_CATALOG_PAGE (widget));
}

static void
books_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedCatalogPage *self = SHED_CATALOG_PAGE (widget);

  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, !adw_flap_get_reveal_flap (self->flap));
  if (!adw_flap_get_folded (self->flap) || adw_flap_get_reveal_flap (self->flap))
    gtk_widget_child_focus (GTK_WIDGET (self->sidebar), GTK_DIR_TAB_FORWARD);
}

/* Imports */

static void
show_import_cb (ShedCatalogPage *self, const char *book_id)
{
  gtk_editable_set_text (self->search, "");
  shed_books_sidebar_set_book_id (self->sidebar, book_id);
}

/* Who has gone elsewhere meanwhile is told there; what was taken is said anyway, with Undo. */
static void
import_done_cb (ShedCatalogPage *self)
{
  ShedImportReport *report = shed_importer_get_report (shed_importer_get (self->context));
  g_autofree char *text = NULL;

  if (gtk_widget_get_mapped (GTK_WIDGET (self)) || report->taken + report->rows > 0)
    return;
  text = shed_importer_dup_text (shed_importer_get (self->context));
  shed_context_toast_action (self->context, text, _("_Show"), "win.show-page::catalog");
}

static void
books_changed_cb (ShedCatalogPage *self)
{
  ShedBookList *books = shed_books_sidebar_get_books (self->sidebar);

  set_enabled (self, "catalog.starter",
               shed_book_list_is_loaded (books) && shed_book_list_find (books, shed_id_starter_book ()) == NULL);
  update_count (self);
}

static gboolean
search_key_cb (ShedCatalogPage *self, guint keyval, guint keycode, GdkModifierType state)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();

  if (modifiers == 0 && (keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down))
    return shed_catalog_list_take_focus (self->list);
  if ((modifiers == GDK_CONTROL_MASK && (keyval == GDK_KEY_v || keyval == GDK_KEY_V)) ||
      (modifiers == GDK_SHIFT_MASK && keyval == GDK_KEY_Insert))
    {
      shed_import_paste_into (self->context, self->search);
      return TRUE;
    }
  return FALSE;
}

static gboolean
page_start_search (ShedPage *page)
{
  ShedCatalogPage *self = SHED_CATALOG_PAGE (page);

  gtk_widget_grab_focus (GTK_WIDGET (self->search));
  gtk_editable_select_region (self->search, 0, -1);
  return TRUE;
}

static gboolean
page_back (ShedPage *page)
{
  return back (SHED_CATALOG_PAGE (page));
}

static void
page_shown (ShedPage *page)
{
  ShedCatalogPage *self = SHED_CATALOG_PAGE (page);
  GtkWidget *focus = gtk_window_get_focus (window_of (self));

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
page_iface_init (ShedPageInterface *iface)
{
  iface->start_search = page_start_search;
  iface->back = page_back;
  iface->shown = page_shown;
}

static void
shed_catalog_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, SHED_CATALOG_PAGE (object)->context);
}

static void
shed_catalog_page_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SHED_CATALOG_PAGE (object)->context = g_value_dup_object (value);
}

static void
shed_catalog_page_constructed (GObject *object)
{
  ShedCatalogPage *self = SHED_CATALOG_PAGE (object);
  ShedImporter *importer = shed_importer_get (self->context);
  g_autofree char *book = shed_settings_dup_string (shed_context_get_settings (self->context), "catalog-book");

  G_OBJECT_CLASS (shed_catalog_page_parent_class)->constructed (object);

  shed_import_bar_set_context (self->import_bar, self->context, TRUE);
  shed_catalog_list_set_context (self->list, self->context);
  self->selection = g_object_ref (shed_catalog_list_get_selection (self->list));
  g_signal_connect_object (self->selection, "notify::n-selected", G_CALLBACK (update_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->context, "notify::repertoire", G_CALLBACK (update_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (importer, "show", G_CALLBACK (show_import_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (importer, "done", G_CALLBACK (import_done_cb), self, G_CONNECT_SWAPPED);
  if (book != NULL && *book != '\0')
    shed_books_sidebar_set_book_id (self->sidebar, book);
  shed_books_sidebar_set_context (self->sidebar, self->context);
  g_signal_connect_object (shed_books_sidebar_get_books (self->sidebar), "items-changed", G_CALLBACK (books_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (shed_books_sidebar_get_books (self->sidebar), "notify::loaded", G_CALLBACK (books_changed_cb), self,
                           G_CONNECT_SWAPPED);
  find (self);
  update_chosen (self);
  books_changed_cb (self);
}

static void
shed_catalog_page_dispose (GObject *object)
{
  ShedCatalogPage *self = SHED_CATALOG_PAGE (object);

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  if (self->sync != NULL)
    g_object_run_dispose (G_OBJECT (self->sync));
  g_clear_object (&self->sync);
  g_clear_object (&self->selection);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (shed_catalog_page_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "catalog.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "catalog.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "catalog.add-one", "s", add_one_action);
  gtk_widget_class_install_action (widget_class, "catalog.move", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "catalog.merge", NULL, merge_action);
  gtk_widget_class_install_action (widget_class, "catalog.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "catalog.export", "s", export_action);
  gtk_widget_class_install_action (widget_class, "catalog.export-all", "s", export_all_action);
  gtk_widget_class_install_action (widget_class, "catalog.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "catalog.clear", NULL, clear_action);
  gtk_widget_class_install_action (widget_class, "catalog.new-named", NULL, new_named_action);
  gtk_widget_class_install_action (widget_class, "catalog.new-book", NULL, new_book_action);
  gtk_widget_class_install_action (widget_class, "catalog.all-books", NULL, all_books_action);
  gtk_widget_class_install_action (widget_class, "catalog.starter", NULL, starter_action);
  gtk_widget_class_install_action (widget_class, "catalog.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "catalog.books", NULL, books_action);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "catalog.add", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, "catalog.add", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_m, GDK_CONTROL_MASK, "catalog.move", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_j, GDK_CONTROL_MASK, "catalog.merge", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "catalog.copy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK, "catalog.export", "s", "abc");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "catalog.export-all",
                                       "s", "abc");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "catalog.delete", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F9, 0, "catalog.books", NULL);
}

static void
shed_catalog_page_class_init (ShedCatalogPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = shed_catalog_page_get_property;
  object_class->set_property = shed_catalog_page_set_property;
  object_class->constructed = shed_catalog_page_constructed;
  object_class->dispose = shed_catalog_page_dispose;

  properties[PROP_CONTEXT] = g_param_spec_object ("context", NULL, NULL, SHED_TYPE_CONTEXT,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  install_actions (widget_class);

  g_type_ensure (SHED_TYPE_BOOKS_SIDEBAR);
  g_type_ensure (SHED_TYPE_CATALOG_LIST);
  g_type_ensure (SHED_TYPE_IMPORT_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-catalog-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogPage, flap);
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogPage, sidebar);
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogPage, import_bar);
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogPage, books_button);
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogPage, search);
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogPage, count_label);
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogPage, list);
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogPage, nothing_label);
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogPage, all_books_button);
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogPage, new_label);
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogPage, chosen_revealer);
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogPage, chosen_label);
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogPage, add_button);
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogPage, add_label);
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogPage, tunes_menu);
  gtk_widget_class_bind_template_callback (widget_class, folded_cb);
  gtk_widget_class_bind_template_callback (widget_class, book_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, book_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_bind_template_callback (widget_class, menu_cb);
  gtk_widget_class_bind_template_callback (widget_class, settled_cb);
}

static void
shed_catalog_page_init (ShedCatalogPage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  shed_search_capture (GTK_WIDGET (self), GTK_SEARCH_ENTRY (self->search));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (search_key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->search), keys);
}

/**
 * shed_catalog_page_new:
 * @context: of the window
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
shed_catalog_page_new (ShedContext *context)
{
  return g_object_new (SHED_TYPE_CATALOG_PAGE, "context", context, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A search over all books; one tune is chosen. It changes nothing itself. */
#include "shed-tune-chooser.h"

#include <glib/gi18n.h>

#include "shed-facts-text.h"
#include "shed-incipit-view.h"
#include "shed-tune-list.h"
#include "shed-ui.h"

struct _ShedTuneChooser
{
  AdwWindow parent_instance;

  ShedContext        *context;
  char               *except_id;
  ShedTuneList       *tunes;
  GtkSingleSelection *selection;

  GtkSearchEntry *search;
  GtkListView    *list;
  GtkStack       *stack;
  GtkWidget      *merge_button;
};

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ShedTuneChooser, shed_tune_chooser, ADW_TYPE_WINDOW)

static const char *
chosen_id (ShedTuneChooser *self)
{
  gpointer row = gtk_single_selection_get_selected_item (self->selection);
  const char *id = SHED_IS_TUNE_ROW (row) ? shed_tune_row_get (row)->id : NULL;

  return g_strcmp0 (id, self->except_id) != 0 ? id : NULL;
}

static void
update (ShedTuneChooser *self)
{
  gtk_widget_set_sensitive (self->merge_button, chosen_id (self) != NULL);
  gtk_stack_set_visible_child_name (self->stack, g_list_model_get_n_items (G_LIST_MODEL (self->tunes)) > 0 ||
                                                   shed_tune_list_is_loading (self->tunes) ? "list" : "none");
}

static void
search_changed_cb (ShedTuneChooser *self)
{
  ShedTuneQuery query = { .search = gtk_editable_get_text (GTK_EDITABLE (self->search)), .state = SHED_STATE_ANY };

  if (self->tunes != NULL)
    shed_tune_list_set_query (self->tunes, &query);
}

static void
merge_cb (ShedTuneChooser *self)
{
  g_autofree char *id = g_strdup (chosen_id (self));

  if (id == NULL)
    return;
  g_signal_emit (self, signals[CHOSEN], 0, id);
  gtk_window_close (GTK_WINDOW (self));
}

static void
show_row (ShedTuneRow *row, GtkWidget *box)
{
  const char *except_id = g_object_get_data (G_OBJECT (box), "except-id");
  const ShedTuneRowData *data = shed_tune_row_get (row);
  GtkWidget *incipit = gtk_widget_get_first_child (box);
  GtkWidget *text = gtk_widget_get_next_sibling (incipit);
  GtkWidget *title = gtk_widget_get_first_child (text);
  GtkWidget *facts = gtk_widget_get_next_sibling (title);
  g_autofree char *line = shed_facts_text_line (data->kind, data->key);
  g_autofree char *both = shed_facts_text_join (line != NULL ? line : "", 
                           data->book_title != NULL ? shed_facts_text_book (data->book_id, data->book_title) : "", NULL);

  shed_incipit_view_set_tune (SHED_INCIPIT_VIEW (incipit), data->abc, data->title);
  gtk_label_set_label (GTK_LABEL (title), data->title != NULL ? data->title : "");
  gtk_label_set_label (GTK_LABEL (facts), both != NULL ? both : "");
  /* It is found by its own title, and stands there to be compared; it cannot be merged with itself. */
  if (g_strcmp0 (data->id, except_id) == 0)
    gtk_label_set_label (GTK_LABEL (facts), _("The tune you came from"));
  gtk_widget_set_sensitive (box, g_strcmp0 (data->id, except_id) != 0);
}

static void
setup_cb (ShedTuneChooser *self, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *incipit = shed_incipit_view_new ();
  GtkWidget *text = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *title = gtk_label_new (NULL);
  GtkWidget *facts = gtk_label_new (NULL);

  gtk_widget_set_size_request (incipit, 140, -1);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (title, "heading");
  gtk_label_set_xalign (GTK_LABEL (facts), 0);
  gtk_label_set_ellipsize (GTK_LABEL (facts), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (facts, "dim-label");
  gtk_widget_set_valign (text, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (text), title);
  gtk_box_append (GTK_BOX (text), facts);
  gtk_box_append (GTK_BOX (box), incipit);
  gtk_box_append (GTK_BOX (box), text);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  g_object_set_data_full (G_OBJECT (box), "except-id", g_strdup (self->except_id), g_free);
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (ShedTuneChooser *self, GtkListItem *item)
{
  ShedTuneRow *row = gtk_list_item_get_item (item);
  GtkWidget *box = gtk_list_item_get_child (item);

  g_signal_connect_object (row, "loaded", G_CALLBACK (show_row), box, 0);
  g_signal_connect_object (row, "loaded", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  show_row (row, box);
}

static void
unbind_cb (ShedTuneChooser *self, GtkListItem *item)
{
  ShedTuneRow *row = gtk_list_item_get_item (item);

  g_signal_handlers_disconnect_by_func (row, show_row, gtk_list_item_get_child (item));
  g_signal_handlers_disconnect_by_func (row, update, self);
}

static void
shed_tune_chooser_dispose (GObject *object)
{
  ShedTuneChooser *self = SHED_TUNE_CHOOSER (object);

  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  self->list = NULL;
  if (self->tunes != NULL)
    g_signal_handlers_disconnect_by_data (self->tunes, self);
  g_clear_object (&self->selection);
  g_clear_object (&self->tunes);
  g_clear_object (&self->context);
  g_clear_pointer (&self->except_id, g_free);

  G_OBJECT_CLASS (shed_tune_chooser_parent_class)->dispose (object);
}

static void
shed_tune_chooser_class_init (ShedTuneChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = shed_tune_chooser_dispose;

  signals[CHOSEN] = g_signal_new ("chosen", SHED_TYPE_TUNE_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-tune-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedTuneChooser, search);
  gtk_widget_class_bind_template_child (widget_class, ShedTuneChooser, list);
  gtk_widget_class_bind_template_child (widget_class, ShedTuneChooser, stack);
  gtk_widget_class_bind_template_child (widget_class, ShedTuneChooser, merge_button);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, merge_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
shed_tune_chooser_init (ShedTuneChooser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  shed_ui_fit_to_parent (GTK_WINDOW (self));
}

/**
 * shed_tune_chooser_new:
 * @context: of the window
 * @except_id: the tune not to offer
 * @title: what is searched for at first
 *
 * Returns: (transfer none): the window
 */
GtkWidget *
shed_tune_chooser_new (ShedContext *context, const char *except_id, const char *title)
{
  ShedTuneChooser *self = g_object_new (SHED_TYPE_TUNE_CHOOSER, NULL);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->context = g_object_ref (context);
  self->except_id = g_strdup (except_id);
  self->tunes = shed_tune_list_new (shed_context_get_store (context));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->tunes)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tunes, "settled", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  gtk_editable_set_text (GTK_EDITABLE (self->search), title != NULL ? title : "");
  search_changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
  update (self);
  return GTK_WIDGET (self);
}

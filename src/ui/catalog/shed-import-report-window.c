/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of the remarks, what was left out first, what is harmless last. Enter or a double click opens the tune. The
 * list model holds only the number of a remark: a book may bring tens of thousands. */
#include "shed-import-report-window.h"

#include <glib/gi18n.h>

#include "shed-remark-text.h"
#include "shed-ui.h"

/* A list view makes some 200 rows ahead: they come a few at a time, so that the window is there and free at once; then
 * the rest. */
#define FEW_ROWS 20
#define ROWS_AHEAD 240

struct _ShedImportReportWindow
{
  AdwWindow parent_instance;

  ShedContext      *context;
  ShedImportReport *report;
  GArray           *order; /* guint: place in the report, what matters most first */
  GtkStringList    *rows;  /* as many as are shown by now */
  guint             rows_id;

  AdwWindowTitle *title;
  GtkListView    *list;
};

G_DEFINE_FINAL_TYPE (ShedImportReportWindow, shed_import_report_window, ADW_TYPE_WINDOW)

static ShedImportRemark *
remark_at (ShedImportReportWindow *self, guint position)
{
  return self->report->remarks->pdata[g_array_index (self->order, guint, position)];
}

static char *
dup_heading (const ShedImportRemark *remark)
{
  if (remark->title != NULL && *remark->title != '\0')
    return g_strdup (remark->title);
  if (remark->line == 0 && remark->file != NULL)
    return g_path_get_basename (remark->file);
  return g_strdup (_("Untitled"));
}

static GtkWidget *
label_new (const char *css_class, gboolean wraps)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (wraps)
    {
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
    }
  else
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_widget_set_margin_top (box, 9);
  gtk_widget_set_margin_bottom (box, 9);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_box_append (GTK_BOX (box), label_new ("heading", FALSE));
  gtk_box_append (GTK_BOX (box), label_new (NULL, TRUE));
  gtk_box_append (GTK_BOX (box), label_new ("dim-label", FALSE));
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, ShedImportReportWindow *self)
{
  ShedImportRemark *remark = remark_at (self, gtk_list_item_get_position (item));
  GtkWidget *heading = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *sentence = gtk_widget_get_next_sibling (heading);
  GtkWidget *place = gtk_widget_get_next_sibling (sentence);
  g_autofree char *heading_text = dup_heading (remark);
  g_autofree char *sentence_text = shed_remark_text_sentence (remark);
  g_autofree char *place_text = shed_remark_text_place (remark);

  gtk_label_set_label (GTK_LABEL (heading), heading_text);
  gtk_label_set_label (GTK_LABEL (sentence), sentence_text);
  gtk_label_set_label (GTK_LABEL (place), place_text);
  gtk_list_item_set_activatable (item, remark->tune_id != NULL);
}

static void
row_activated_cb (ShedImportReportWindow *self, guint position)
{
  ShedImportRemark *remark = remark_at (self, position);
  g_autofree char *id = g_strdup (remark->tune_id);

  if (id == NULL)
    return;
  shed_context_open_tune (self->context, id);
  gtk_window_close (GTK_WINDOW (self));
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedImportReportWindow *self = SHED_IMPORT_REPORT_WINDOW (widget);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *summary = shed_remark_text_summary (self->report);

  g_string_append_printf (text, "%s\n", summary);
  for (guint i = 0; i < self->order->len; i++)
    {
      ShedImportRemark *remark = remark_at (self, i);
      g_autofree char *heading = dup_heading (remark);
      g_autofree char *sentence = shed_remark_text_sentence (remark);
      g_autofree char *place = shed_remark_text_place (remark);

      g_string_append_printf (text, "%s\t%s\t%s\n", place, heading, sentence);
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
}

static gboolean
add_rows_cb (gpointer user_data)
{
  ShedImportReportWindow *self = user_data;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  guint n_more = n < ROWS_AHEAD ? MIN (FEW_ROWS, self->order->len - n) : self->order->len - n;
  g_autofree const char **rows = g_new0 (const char *, n_more + 1);

  for (guint i = 0; i < n_more; i++)
    rows[i] = "";
  gtk_string_list_splice (self->rows, n, 0, rows);
  if (n + n_more < self->order->len)
    return G_SOURCE_CONTINUE;
  self->rows_id = 0;
  return G_SOURCE_REMOVE;
}

static void
shed_import_report_window_dispose (GObject *object)
{
  ShedImportReportWindow *self = SHED_IMPORT_REPORT_WINDOW (object);

  g_clear_handle_id (&self->rows_id, g_source_remove);
  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (shed_import_report_window_parent_class)->dispose (object);
}

static void
shed_import_report_window_finalize (GObject *object)
{
  ShedImportReportWindow *self = SHED_IMPORT_REPORT_WINDOW (object);

  g_clear_pointer (&self->report, shed_import_report_unref);
  g_clear_pointer (&self->order, g_array_unref);
  g_clear_object (&self->rows);

  G_OBJECT_CLASS (shed_import_report_window_parent_class)->finalize (object);
}

static void
shed_import_report_window_class_init (ShedImportReportWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = shed_import_report_window_dispose;
  object_class->finalize = shed_import_report_window_finalize;

  gtk_widget_class_install_action (widget_class, "report.copy", NULL, copy_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "report.copy", NULL);

  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-import-report-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedImportReportWindow, title);
  gtk_widget_class_bind_template_child (widget_class, ShedImportReportWindow, list);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
shed_import_report_window_init (ShedImportReportWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  shed_ui_fit_to_parent (GTK_WINDOW (self));
}

enum { RANK_REFUSED, RANK_ALIKE, RANK_UNUSUAL, RANK_HARMLESS, N_RANKS };

/* What hardly anybody acts upon must not hide the rest: whole books name no kinds of tunes. */
static int
rank_of (const ShedImportRemark *remark)
{
  static const char *const harmless[] = { "no-rhythm",  "no-number", "doubled-number", "no-meter", "inherited",
                                          "empty-line", NULL };

  if (remark->is_refused)
    return RANK_REFUSED;
  if (g_strcmp0 (remark->code, "looks-like") == 0)
    return RANK_ALIKE;
  return g_strv_contains (harmless, remark->code) ? RANK_HARMLESS : RANK_UNUSUAL;
}

static void
make_order (ShedImportReportWindow *self)
{
  self->order = g_array_new (FALSE, FALSE, sizeof (guint));
  for (int rank = 0; rank < N_RANKS; rank++)
    for (guint i = 0; i < self->report->remarks->len; i++)
      if (rank_of (self->report->remarks->pdata[i]) == rank)
        g_array_append_val (self->order, i);
}

/**
 * shed_import_report_window_new:
 * @context: of the window
 * @report: what is to be shown
 *
 * Returns: (transfer none): a window
 */
GtkWidget *
shed_import_report_window_new (ShedContext *context, ShedImportReport *report)
{
  ShedImportReportWindow *self = g_object_new (SHED_TYPE_IMPORT_REPORT_WINDOW, NULL);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autofree char *summary = shed_remark_text_summary (report);

  self->context = g_object_ref (context);
  self->report = shed_import_report_ref (report);
  make_order (self);
  adw_window_title_set_subtitle (self->title, summary);

  self->rows = gtk_string_list_new (NULL);
  self->rows_id = g_idle_add (add_rows_cb, self);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  gtk_list_view_set_factory (self->list, factory);
  {
    g_autoptr (GtkNoSelection) selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->rows)));

    gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  }
  return GTK_WIDGET (self);
}

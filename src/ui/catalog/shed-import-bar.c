/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the window's importer. It holds no state of its own but how often it has pulsed. */
#include "shed-import-bar.h"

#include <glib/gi18n.h>

#include "shed-import-report-window.h"
#include "shed-row-box.h"
#include "shed-ui.h"

struct _ShedImportBar
{
  AdwBin parent_instance;

  ShedContext  *context;
  ShedImporter *importer;
  gboolean      can_show; /* there is a place that shows what came */

  GtkRevealer    *revealer;
  GtkLabel       *label;
  GtkWidget      *result_buttons;
  GtkWidget      *report_button;
  GtkWidget      *show_button;
  GtkStack       *end;
  GtkProgressBar *progress;
  GtkWidget      *separator;
};

G_DEFINE_FINAL_TYPE (ShedImportBar, shed_import_bar, ADW_TYPE_BIN)

static void
show_result (ShedImportBar *self)
{
  ShedImportReport *report = shed_importer_get_report (self->importer);
  gboolean has_remarks = report != NULL && report->remarks->len > 0;
  gboolean has_tunes = report != NULL && report->taken + report->unchanged > 0;

  gtk_widget_set_visible (self->report_button, has_remarks);
  gtk_widget_set_visible (self->show_button, has_tunes && self->can_show);
  gtk_widget_set_visible (self->result_buttons, has_remarks || (has_tunes && self->can_show));
}

static void
update (ShedImportBar *self)
{
  ShedImporterState state = shed_importer_get_state (self->importer);
  gboolean busy = shed_importer_is_busy (self->importer);
  double fraction = shed_importer_get_fraction (self->importer);
  g_autofree char *text = NULL;

  if (state == SHED_IMPORTER_IDLE)
    {
      gtk_revealer_set_reveal_child (self->revealer, FALSE);
      return;
    }
  text = shed_importer_dup_text (self->importer);
  if (g_strcmp0 (gtk_label_get_label (self->label), text) != 0)
    gtk_label_set_label (self->label, text);
  gtk_stack_set_visible_child_name (self->end, busy ? "cancel" : "close");
  gtk_widget_set_visible (GTK_WIDGET (self->progress), busy);
  gtk_widget_set_visible (self->separator, !busy);
  if (busy && fraction > 0)
    gtk_progress_bar_set_fraction (self->progress, fraction);
  else if (busy)
    gtk_progress_bar_pulse (self->progress);
  if (busy)
    gtk_widget_set_visible (self->result_buttons, FALSE);
  else
    show_result (self);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  shed_importer_cancel (SHED_IMPORT_BAR (widget)->importer);
}

static void
dismiss_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  shed_importer_dismiss (SHED_IMPORT_BAR (widget)->importer);
}

static void
show_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  shed_importer_show (SHED_IMPORT_BAR (widget)->importer);
}

static void
report_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedImportBar *self = SHED_IMPORT_BAR (widget);
  ShedImportReport *report = shed_importer_get_report (self->importer);
  GtkWidget *window;

  if (report == NULL)
    return;
  window = shed_import_report_window_new (self->context, report);
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (gtk_widget_get_root (widget)));
  gtk_window_present (GTK_WINDOW (window));
}

static void
shed_import_bar_dispose (GObject *object)
{
  ShedImportBar *self = SHED_IMPORT_BAR (object);

  if (self->importer != NULL)
    g_signal_handlers_disconnect_by_func (self->importer, update, self);
  g_clear_object (&self->importer);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (shed_import_bar_parent_class)->dispose (object);
}

static void
shed_import_bar_class_init (ShedImportBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = shed_import_bar_dispose;

  gtk_widget_class_install_action (widget_class, "import.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "import.dismiss", NULL, dismiss_action);
  gtk_widget_class_install_action (widget_class, "import.show", NULL, show_action);
  gtk_widget_class_install_action (widget_class, "import.report", NULL, report_action);

  g_type_ensure (SHED_TYPE_ROW_BOX);
  g_type_ensure (SHED_TYPE_ROW_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-import-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedImportBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, ShedImportBar, label);
  gtk_widget_class_bind_template_child (widget_class, ShedImportBar, result_buttons);
  gtk_widget_class_bind_template_child (widget_class, ShedImportBar, report_button);
  gtk_widget_class_bind_template_child (widget_class, ShedImportBar, show_button);
  gtk_widget_class_bind_template_child (widget_class, ShedImportBar, end);
  gtk_widget_class_bind_template_child (widget_class, ShedImportBar, progress);
  gtk_widget_class_bind_template_child (widget_class, ShedImportBar, separator);
}

static void
shed_import_bar_init (ShedImportBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * shed_import_bar_set_context:
 * @self: the bar
 * @context: of the window; once
 * @can_show: whether there is a "Show Them" beside it
 */
void
shed_import_bar_set_context (ShedImportBar *self, ShedContext *context, gboolean can_show)
{
  g_return_if_fail (SHED_IS_IMPORT_BAR (self));
  g_return_if_fail (self->context == NULL);

  self->context = g_object_ref (context);
  self->can_show = can_show;
  self->importer = g_object_ref (shed_importer_get (context));
  g_signal_connect_object (self->importer, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

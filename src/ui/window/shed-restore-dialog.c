/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists the copies in the backups folder of a profile. It reads names and times of files and nothing in them, so that
 * it also works when the library itself cannot be opened. */
#include "shed-restore-dialog.h"

#include <glib/gi18n.h>

#include "shed-ui.h"

struct _ShedRestoreDialog
{
  AdwWindow parent_instance;

  ShedProfile    *profile;
  GtkCheckButton *first; /* of the group; owned by its row */
  char           *chosen;

  GtkStack   *content_stack;
  GtkListBox *copies;
};

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ShedRestoreDialog, shed_restore_dialog, ADW_TYPE_WINDOW)

typedef struct
{
  char   *path;
  gint64  made;
  goffset bytes;
} Copy;

static void
copy_free (Copy *copy)
{
  g_free (copy->path);
  g_free (copy);
}

static gint
newest_first (gconstpointer a, gconstpointer b)
{
  const Copy *left = *(const Copy * const *) a, *right = *(const Copy * const *) b;

  return (left->made < right->made) - (left->made > right->made);
}

static GPtrArray *
list_copies (ShedProfile *profile)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func ((GDestroyNotify) copy_free);
  g_autofree char *path = shed_profile_dup_backups (profile);
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autoptr (GFileEnumerator) files =
    g_file_enumerate_children (folder,
                               G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_SIZE
                               "," G_FILE_ATTRIBUTE_TIME_MODIFIED "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
                               G_FILE_QUERY_INFO_NONE, NULL, NULL);
  GFileInfo *info;
  GFile *file;

  while (files != NULL && g_file_enumerator_iterate (files, &info, &file, NULL, NULL) && info != NULL)
    {
      g_autoptr (GDateTime) modified = g_file_info_get_modification_date_time (info);
      Copy *copy;

      if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR ||
          !g_str_has_suffix (g_file_info_get_name (info), ".db") || g_file_info_get_size (info) == 0)
        continue;
      copy = g_new0 (Copy, 1);
      copy->path = g_file_get_path (file);
      copy->made = modified != NULL ? g_date_time_to_unix (modified) : 0;
      copy->bytes = g_file_info_get_size (info);
      g_ptr_array_add (copies, copy);
    }
  g_ptr_array_sort (copies, newest_first);
  return copies;
}

static void
toggled_cb (ShedRestoreDialog *self, GtkCheckButton *check)
{
  if (!gtk_check_button_get_active (check))
    return;
  g_free (self->chosen);
  self->chosen = g_strdup (g_object_get_data (G_OBJECT (check), "path"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "restore.choose", TRUE);
}

static void
add_copy (ShedRestoreDialog *self, const Copy *copy)
{
  g_autoptr (GDateTime) made = g_date_time_new_from_unix_local (copy->made);
  g_autofree char *title = g_date_time_format (made, _("%A, %e %B %Y, %H:%M"));
  g_autofree char *size = g_format_size (copy->bytes);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), size);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_check_button_set_group (GTK_CHECK_BUTTON (check), self->first);
  if (self->first == NULL)
    self->first = GTK_CHECK_BUTTON (check);
  g_object_set_data_full (G_OBJECT (check), "path", g_strdup (copy->path), g_free);
  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  gtk_list_box_append (self->copies, row);
}

static void
choose_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  /* Closing lets the window's own reference go. */
  g_autoptr (ShedRestoreDialog) self = g_object_ref (SHED_RESTORE_DIALOG (widget));
  g_autofree char *path = g_strdup (self->chosen);

  gtk_window_close (GTK_WINDOW (self));
  g_signal_emit (self, signals[CHOSEN], 0, path);
}

static void
shed_restore_dialog_dispose (GObject *object)
{
  ShedRestoreDialog *self = SHED_RESTORE_DIALOG (object);

  g_clear_object (&self->profile);
  g_clear_pointer (&self->chosen, g_free);

  G_OBJECT_CLASS (shed_restore_dialog_parent_class)->dispose (object);
}

static void
shed_restore_dialog_class_init (ShedRestoreDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = shed_restore_dialog_dispose;

  signals[CHOSEN] = g_signal_new ("chosen", SHED_TYPE_RESTORE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-restore-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedRestoreDialog, content_stack);
  gtk_widget_class_bind_template_child (widget_class, ShedRestoreDialog, copies);
  gtk_widget_class_install_action (widget_class, "restore.choose", NULL, choose_action);
}

static void
shed_restore_dialog_init (ShedRestoreDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  shed_ui_fit_to_parent (GTK_WINDOW (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "restore.choose", FALSE);
}

/**
 * shed_restore_dialog_new:
 * @profile: whose copies
 *
 * Returns: (transfer none): the dialog; set its parent and present it
 */
GtkWidget *
shed_restore_dialog_new (ShedProfile *profile)
{
  ShedRestoreDialog *self = g_object_new (SHED_TYPE_RESTORE_DIALOG, NULL);
  g_autoptr (GPtrArray) copies = list_copies (profile);

  self->profile = g_object_ref (profile);
  for (guint i = 0; i < copies->len; i++)
    add_copy (self, g_ptr_array_index (copies, i));
  gtk_stack_set_visible_child_name (self->content_stack, copies->len > 0 ? "copies" : "empty");
  return GTK_WIDGET (self);
}

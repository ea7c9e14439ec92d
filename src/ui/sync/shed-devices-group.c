/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows are made anew only when what they show is another, so that nothing moves or loses the focus while time goes on. */
#include "shed-devices-group.h"

#include <glib/gi18n.h>

#include "shed-sync-devices.h"

#define NOW_MS (60 * 60 * 1000) /* so long a computer counts as one that is there now */

struct _ShedDevicesGroup
{
  AdwPreferencesGroup parent_instance;

  ShedContext  *context;     /* nullable */
  GCancellable *cancellable;
  GPtrArray    *rows;        /* GtkWidget, of the group */
  char         *shown;       /* what the rows say */
  gboolean      reading, again;
};

G_DEFINE_FINAL_TYPE (ShedDevicesGroup, shed_devices_group, ADW_TYPE_PREFERENCES_GROUP)

static void read_devices (ShedDevicesGroup *self);

static const char *
name_of (const ShedSyncDevice *device)
{
  return *device->name != '\0' ? device->name : _("A computer without a name");
}

/* Forgetting */

static void
forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedDevicesGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  ShedSyncService *service;

  if (self->context == NULL)
    return;
  if (!shed_sync_devices_forget_finish (SHED_STORE (source), result, &error))
    {
      shed_context_report (self->context, error);
      return;
    }
  read_devices (self);
  service = shed_sync_host_get_service (shed_context_get_sync (self->context));
  if (service != NULL)
    shed_sync_service_send_devices (service);
}

static void
set_forgotten (ShedDevicesGroup *self, const char *id, gboolean forget)
{
  if (self->context != NULL)
    shed_sync_devices_forget_async (shed_context_get_store (self->context), id, forget, forgotten_cb, g_object_ref (self));
}

static void
undo_cb (ShedDevicesGroup *self, AdwToast *toast)
{
  set_forgotten (self, g_object_get_data (G_OBJECT (toast), "shed-device"), FALSE);
}

static void
forget_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedDevicesGroup *self = SHED_DEVICES_GROUP (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  const char *id, *device;
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;
  AdwToast *toast;

  g_variant_get (parameter, "(&s&s)", &id, &device);
  set_forgotten (self, id, TRUE);
  /* The row goes; the one who chose it by the keyboard is left in the list. */
  gtk_widget_child_focus (GTK_WIDGET (root), GTK_DIR_TAB_BACKWARD);
  if (!ADW_IS_PREFERENCES_WINDOW (root))
    return;
  /* Translators: %s is the name of a computer. */
  text = g_strdup_printf (_("“%s” is off the list"), device);
  markup = g_markup_escape_text (text, -1);
  toast = adw_toast_new (markup);
  adw_toast_set_button_label (toast, _("Undo"));
  g_object_set_data_full (G_OBJECT (toast), "shed-device", g_strdup (id), g_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (root), toast);
}

static void
help_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (gtk_widget_get_parent (widget), "account.help", NULL);
}

/* The rows */

static char *
dup_seen (const ShedSyncDevice *device, const ShedTimeFrame *frame)
{
  g_autofree char *relative = NULL;

  if (device->here)
    return g_strdup (_("This computer"));
  if (device->seen_ms == 0)
    return g_strdup ("");
  if (ABS (frame->now_ms - device->seen_ms) < NOW_MS)
    return g_strdup (_("Last seen just now"));
  relative = shed_time_text_relative (device->seen_ms, frame);
  /* Translators: %s is a time in the past as "3 weeks ago" or "yesterday". */
  return g_strdup_printf (_("Last seen %s"), relative);
}

static void
add_row (ShedDevicesGroup *self, GtkWidget *row)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static GtkWidget *
row_new (const char *icon, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *image = g_object_new (GTK_TYPE_IMAGE, "icon-name", icon, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  return row;
}

static void
add_device (ShedDevicesGroup *self, const ShedSyncDevice *device, const ShedTimeFrame *frame)
{
  g_autofree char *seen = dup_seen (device, frame);
  GtkWidget *row = row_new ("computer-symbolic", name_of (device), seen);

  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  if (device->seen_ms != 0)
    {
      g_autofree char *exact = shed_time_text_exact (device->seen_ms, frame);
      /* Translators: the version of the program on another computer, and a date. */
      g_autofree char *tooltip =
        *device->app != '\0' ? g_strdup_printf (_ ("Woodshed %s\n%s"), device->app, exact) : g_strdup (exact);

      gtk_widget_set_tooltip_text (row, tooltip);
    }
  if (!device->here)
    {
      GtkWidget *button = gtk_button_new_with_label (_("Forget"));
      /* Translators: %s is the name of a computer. */
      g_autofree char *spoken = g_strdup_printf (_("Forget “%s”"), name_of (device));

      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (button, "flat");
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "devices.forget");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", device->id, name_of (device));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
  add_row (self, row);
}

/* The project's SQL is older than this program: everything else goes on as it did. */
static void
add_untold (ShedDevicesGroup *self)
{
  GtkWidget *row = row_new ("shed-sync-update-needed-symbolic", _("Your project does not tell which computers there are"),
                            _("Run its new files, as after each update of Woodshed. Everything else goes on as before."));
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_How"));

  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "devices.help");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  add_row (self, row);
}

static void
show_devices (ShedDevicesGroup *self, const ShedSyncDevices *known)
{
  ShedTimeFrame frame = shed_context_get_frame (self->context);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "%d", known->state);
  for (guint i = 0; i < known->devices->len; i++)
    {
      const ShedSyncDevice *device = g_ptr_array_index (known->devices, i);
      g_autofree char *seen = dup_seen (device, &frame);

      g_string_append_printf (text, "\n%s\n%s\n%s", device->id, device->name, seen);
    }
  if (g_strcmp0 (self->shown, text->str) == 0)
    return;
  g_free (self->shown);
  self->shown = g_strdup (text->str);
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  adw_preferences_group_set_description (
    ADW_PREFERENCES_GROUP (self),
    known->state == SHED_SYNC_DEVICES_TOLD && known->devices->len > 1
      ? _("A computer that you take off this list keeps its library, and is on the list again when it syncs.")
      : NULL);
  if (known->state == SHED_SYNC_DEVICES_UNTOLD)
    add_untold (self);
  for (guint i = 0; i < known->devices->len; i++)
    add_device (self, g_ptr_array_index (known->devices, i), &frame);
  gtk_widget_set_visible (GTK_WIDGET (self), self->rows->len > 0);
}

/* Reading */

static void
devices_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedDevicesGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedSyncDevices) devices = shed_sync_devices_read_finish (SHED_STORE (source), result, &error);

  self->reading = FALSE;
  if (self->context == NULL)
    return;
  if (devices != NULL)
    show_devices (self, devices);
  else
    g_debug ("The list of computers was not read: %s", error->message);
  if (self->again)
    read_devices (self);
}

static void
read_devices (ShedDevicesGroup *self)
{
  self->again = self->reading;
  if (self->reading || self->context == NULL)
    return;
  self->reading = TRUE;
  shed_sync_devices_read_async (shed_context_get_store (self->context), self->cancellable, devices_read_cb, g_object_ref (self));
}

static void
account_changed_cb (ShedDevicesGroup *self)
{
  if (shed_account_exists (shed_sync_host_get_account (shed_context_get_sync (self->context))))
    read_devices (self);
  else
    {
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      g_clear_pointer (&self->shown, g_free);
    }
}

/* The object */

/**
 * shed_devices_group_set_context:
 * @self: the group
 * @context: whose account and library
 */
void
shed_devices_group_set_context (ShedDevicesGroup *self, ShedContext *context)
{
  ShedSyncService *service;

  g_return_if_fail (SHED_IS_DEVICES_GROUP (self));
  g_return_if_fail (self->context == NULL && shed_context_get_sync (context) != NULL);

  self->context = g_object_ref (context);
  g_signal_connect_object (shed_context_get_sync (context), "changed", G_CALLBACK (account_changed_cb), self, G_CONNECT_SWAPPED);
  account_changed_cb (self);
  /* The list may be a day old. */
  service = shed_sync_host_get_service (shed_context_get_sync (context));
  if (service != NULL)
    shed_sync_service_look_at_devices (service);
}

static void
shed_devices_group_dispose (GObject *object)
{
  ShedDevicesGroup *self = SHED_DEVICES_GROUP (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (shed_devices_group_parent_class)->dispose (object);
}

static void
shed_devices_group_finalize (GObject *object)
{
  ShedDevicesGroup *self = SHED_DEVICES_GROUP (object);

  g_ptr_array_unref (self->rows);
  g_free (self->shown);
  G_OBJECT_CLASS (shed_devices_group_parent_class)->finalize (object);
}

static void
shed_devices_group_class_init (ShedDevicesGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = shed_devices_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = shed_devices_group_finalize;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "devices.forget", "(ss)", forget_action);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "devices.help", NULL, help_action);
}

static void
shed_devices_group_init (ShedDevicesGroup *self)
{
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _("Computers"));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form and what is said about it. What is typed is asked of the project when the typing has paused; a secret key is
 * never sent anywhere. The password goes to the project alone and is not kept. */
#include "shed-account-page.h"

#include <glib/gi18n.h>

#include "shed-compare-group.h"
#include "shed-devices-group.h"
#include "shed-error-text.h"
#include "shed-question.h"
#include "shed-ui.h"

#define PROBE_DELAY_MS 700
#define HELP_URI "help:woodshed/sync"

struct _ShedAccountPage
{
  AdwPreferencesPage parent_instance;

  ShedContext   *context;     /* nullable */
  GCancellable  *cancellable; /* of signing in */
  ShedTransport *probed;      /* nullable: the project that is asked, or was */
  GCancellable  *probe;
  guint          probe_id;
  gboolean       loading, busy;

  GtkWidget   *account_group, *project_group, *person_group, *choices_group;
  ShedDevicesGroup *devices_group;
  ShedCompareGroup *compare_group;
  GtkWidget   *account_row, *state_row, *keyring_row, *follow_row;
  GtkImage    *state_icon;
  GtkWidget   *sign_out, *sync_now;
  GtkEditable *url, *key, *email, *password, *device_name;
  GtkWidget   *project_box, *person_box;
  GtkImage    *project_icon;
  GtkLabel    *project_text, *person_text;
  GtkWidget   *sign_in;
  GtkStack    *sign_in_stack;
  GtkSpinner  *spinner;
  GtkSwitch   *automatic, *follow;
};

G_DEFINE_FINAL_TYPE (ShedAccountPage, shed_account_page, ADW_TYPE_PREFERENCES_PAGE)

static ShedSyncHost *
sync_of (ShedAccountPage *self)
{
  return self->context != NULL ? shed_context_get_sync (self->context) : NULL;
}

/* Somebody is signed in, or was and has to again. */
static gboolean
is_again (ShedAccountPage *self)
{
  ShedAccount *account = shed_sync_host_get_account (sync_of (self));

  return shed_account_exists (account) && !shed_account_is_signed_in (account);
}

/* What is wrong with the form */

static void
set_wrong (gpointer row, gboolean wrong, GtkLabel *text)
{
  if (wrong)
    gtk_widget_add_css_class (row, "error");
  else
    gtk_widget_remove_css_class (row, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, text, NULL, -1);
}

static gboolean
is_of_key (const GError *error)
{
  return g_error_matches (error, SHED_TRANSPORT_ERROR, SHED_TRANSPORT_ERROR_KEY) ||
         g_error_matches (error, SHED_TRANSPORT_ERROR, SHED_TRANSPORT_ERROR_KEY_REFUSED) ||
         g_error_matches (error, SHED_TRANSPORT_ERROR, SHED_TRANSPORT_ERROR_SECRET_KEY);
}

static gboolean
is_of_person (const GError *error)
{
  return g_error_matches (error, SHED_TRANSPORT_ERROR, SHED_TRANSPORT_ERROR_PASSWORD);
}

static void
say_project (ShedAccountPage *self, const char *icon, const char *css, const char *text)
{
  gtk_widget_set_visible (self->project_box, text != NULL);
  gtk_widget_remove_css_class (self->project_box, "error");
  gtk_widget_remove_css_class (self->project_box, "success");
  gtk_widget_remove_css_class (self->project_box, "dim-label");
  set_wrong (self->url, FALSE, self->project_text);
  set_wrong (self->key, FALSE, self->project_text);
  if (text == NULL)
    return;
  gtk_widget_add_css_class (self->project_box, css);
  gtk_image_set_from_icon_name (self->project_icon, icon);
  gtk_label_set_label (self->project_text, text);
}

static void
say_project_error (ShedAccountPage *self, const GError *error)
{
  g_autofree char *text = shed_error_text_dup (error);

  say_project (self, "dialog-warning-symbolic", "error", text);
  set_wrong (is_of_key (error) ? self->key : self->url, TRUE, self->project_text);
}

static void
say_person (ShedAccountPage *self, const char *text, gboolean wrong)
{
  gtk_widget_set_visible (self->person_box, text != NULL);
  gtk_label_set_label (self->person_text, text != NULL ? text : "");
  set_wrong (self->password, wrong, self->person_text);
}

/* State */

/* A text that is locked under the cursor never hears that the focus has gone (GTK 4.8). */
static void
take_focus_away (ShedAccountPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    gtk_root_set_focus (root, NULL);
}

static void
update_form (ShedAccountPage *self)
{
  const char *typed_url = gtk_editable_get_text (self->url), *typed_key = gtk_editable_get_text (self->key);
  gboolean complete = *gtk_editable_get_text (self->email) != '\0' && *gtk_editable_get_text (self->password) != '\0' &&
                      (is_again (self) || (shed_transport_check_url (typed_url, NULL, NULL) &&
                                           shed_transport_check_key (typed_key, NULL)));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.sign-in", complete && !self->busy);
  for (guint i = 0; i < 4; i++)
    gtk_widget_set_sensitive ((GtkWidget *const[]){ GTK_WIDGET (self->url), GTK_WIDGET (self->key), GTK_WIDGET (self->email),
                                                    GTK_WIDGET (self->password) }[i],
                              !self->busy);
  gtk_stack_set_visible_child_name (self->sign_in_stack, self->busy ? "busy" : "rest");
  gtk_spinner_set_spinning (self->spinner, self->busy);
}

static char *
dup_host (const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;

  return g_strdup (uri != NULL && g_uri_get_host (uri) != NULL ? g_uri_get_host (uri) : "");
}

static void
show_state (ShedAccountPage *self)
{
  const ShedSyncView *view = shed_sync_host_get_view (sync_of (self));
  ShedTimeFrame frame = shed_context_get_frame (self->context);
  g_autofree char *sentence = shed_sync_view_dup_sentence (view, &frame);
  g_autofree char *advice = shed_sync_view_dup_advice (view, &frame);

  gtk_image_set_from_icon_name (self->state_icon, shed_sync_view_get_icon (view));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->state_row), sentence);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->state_row), advice != NULL ? advice : "");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.sync-now",
                                 !shed_sync_view_is (view, "syncing") && shed_sync_host_get_service (sync_of (self)) != NULL &&
                                   !shed_sync_view_is (view, "busy") && !shed_sync_view_is (view, "update-needed"));
}

/* What signing in will do, said before it is done. */
static const char *
what_happens (ShedAccountPage *self)
{
  if (is_again (self))
    return _("Your project wants the password again. Everything is kept here meanwhile.");
  if (shed_sync_host_get_view (sync_of (self))->joined)
    return _ (
      "The same player goes on where they left off. Another player gets a library of their own; this one stays on this"
      " computer.");
  return _ (
    "What is in this library goes along. If your project holds a library already, the two become one and nothing is lost.");
}

static void
show_account (ShedAccountPage *self)
{
  ShedAccount *account = shed_sync_host_get_account (sync_of (self));
  gboolean exists = shed_account_exists (account), signed_in = exists && shed_account_is_signed_in (account);
  g_autofree char *host = dup_host (shed_account_get_url (account));

  gtk_widget_set_visible (self->account_group, exists);
  gtk_widget_set_visible (self->project_group, !exists);
  gtk_widget_set_visible (self->person_group, !signed_in);
  gtk_widget_set_visible (self->choices_group, exists);
  gtk_widget_set_visible (self->keyring_row, signed_in && !shed_account_get_kept (account));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->person_group), what_happens (self));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->account_row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->account_row), exists && shed_account_get_email (account) != NULL
                                                                            ? shed_account_get_email (account)
                                                                            : _("Signed in"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->account_row), host);
  if (is_again (self) && *gtk_editable_get_text (self->email) == '\0' && shed_account_get_email (account) != NULL)
    gtk_editable_set_text (self->email, shed_account_get_email (account));
  show_state (self);
  update_form (self);
}

/* Asking the project */

static void
stop_probe (ShedAccountPage *self)
{
  g_clear_handle_id (&self->probe_id, g_source_remove);
  if (self->probe != NULL)
    g_cancellable_cancel (self->probe);
  g_clear_object (&self->probe);
  g_clear_object (&self->probed);
}

static void
probed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedAccountPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean good = shed_transport_probe_finish (SHED_TRANSPORT (source), result, &error);

  /* Something else was typed meanwhile. */
  if (self->probed != SHED_TRANSPORT (source))
    return;
  if (good)
    say_project (self, "emblem-ok-symbolic", "success", _("This project is ready for Woodshed."));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    say_project_error (self, error);
}

static gboolean
probe_cb (gpointer user_data)
{
  ShedAccountPage *self = user_data;
  g_autofree char *clean = NULL;
  g_autofree char *typed_key = g_strstrip (g_strdup (gtk_editable_get_text (self->key)));
  g_autoptr (GError) error = NULL;

  self->probe_id = 0;
  if (*gtk_editable_get_text (self->url) != '\0' && !shed_transport_check_url (gtk_editable_get_text (self->url), &clean, &error))
    say_project_error (self, error);
  else if (*typed_key != '\0' && !shed_transport_check_key (typed_key, &error))
    say_project_error (self, error);
  else if (clean != NULL && *typed_key != '\0')
    {
      self->probed = shed_transport_new (clean, typed_key);
      self->probe = g_cancellable_new ();
      say_project (self, "content-loading-symbolic", "dim-label", _("Asking the project…"));
      shed_transport_probe_async (self->probed, self->probe, probed_cb, g_object_ref (self));
    }
  return G_SOURCE_REMOVE;
}

static void
project_changed_cb (ShedAccountPage *self)
{
  if (self->loading)
    return;
  stop_probe (self);
  say_project (self, NULL, NULL, NULL);
  say_person (self, NULL, FALSE);
  self->probe_id = g_timeout_add (PROBE_DELAY_MS, probe_cb, self);
  update_form (self);
}

static void
person_changed_cb (ShedAccountPage *self)
{
  if (self->loading)
    return;
  say_person (self, NULL, FALSE);
  update_form (self);
}

/* Signing in and out */

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedAccountPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = shed_sync_host_sign_in_finish (SHED_SYNC_HOST (source), result, &error);

  if (self->context == NULL)
    return;
  self->busy = FALSE;
  if (done)
    {
      self->loading = TRUE;
      gtk_editable_set_text (self->password, "");
      self->loading = FALSE;
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *text = shed_error_text_dup (error);
      gboolean of_project = !is_again (self) && !is_of_person (error) && error->domain == SHED_TRANSPORT_ERROR;

      if (of_project)
        say_project_error (self, error);
      else
        say_person (self, text, is_of_person (error));
    }
  show_account (self);
  if (!done && is_of_person (error))
    gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

static void
sign_in_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedAccountPage *self = SHED_ACCOUNT_PAGE (widget);
  ShedAccount *account = shed_sync_host_get_account (sync_of (self));
  gboolean again = is_again (self);

  stop_probe (self);
  say_person (self, NULL, FALSE);
  self->busy = TRUE;
  take_focus_away (self);
  update_form (self);
  shed_sync_host_sign_in_async (sync_of (self), again ? shed_account_get_url (account) : gtk_editable_get_text (self->url),
                                again ? shed_account_get_key (account) : gtk_editable_get_text (self->key),
                                gtk_editable_get_text (self->email), gtk_editable_get_text (self->password), self->cancellable,
                                signed_in_cb, g_object_ref (self));
}

static void
entry_activated_cb (ShedAccountPage *self)
{
  if (*gtk_editable_get_text (self->password) == '\0')
    gtk_widget_grab_focus (GTK_WIDGET (self->password));
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "account.sign-in", NULL);
}

static void
signed_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedAccountPage) self = user_data;

  if (!shed_sync_host_sign_out_finish (SHED_SYNC_HOST (source), result, NULL))
    g_debug ("The project was not told of signing out");
}

static void
sign_out_response_cb (ShedAccountPage *self, const char *response)
{
  ShedAccount *account;

  if (self->context == NULL || !g_str_equal (response, "sign-out"))
    return;
  /* So that signing in again does not begin with looking for the key. */
  account = shed_sync_host_get_account (sync_of (self));
  self->loading = TRUE;
  gtk_editable_set_text (self->url, shed_account_get_url (account) != NULL ? shed_account_get_url (account) : "");
  gtk_editable_set_text (self->key, shed_account_get_key (account) != NULL ? shed_account_get_key (account) : "");
  gtk_editable_set_text (self->email, shed_account_get_email (account) != NULL ? shed_account_get_email (account) : "");
  gtk_editable_set_text (self->password, "");
  self->loading = FALSE;
  shed_sync_host_sign_out_async (sync_of (self), signed_out_cb, g_object_ref (self));
}

static void
sign_out_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedAccountPage *self = SHED_ACCOUNT_PAGE (widget);
  const ShedSyncView *view = shed_sync_host_get_view (sync_of (self));
  guint n = view->n_waiting + view->n_problems;
  g_autofree char *body =
    n > 0
      ? g_strdup_printf (
          ngettext (
            "%u change has not reached your project yet. It stays in this library, and is sent when you sign in again.",
            "%u changes have not reached your project yet. They stay in this library, and are sent when you sign in again.",
            n),
          n)
      : g_strdup (
          _ ("Your library stays on this computer, and everything you do in it is kept for when you sign in again."));
  GtkWidget *dialog = shed_question_new (GTK_WINDOW (gtk_widget_get_root (widget)), _("Sign Out?"), body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "sign-out", _("Sign _Out"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (sign_out_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
sync_now_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  shed_sync_host_sync_now (sync_of (SHED_ACCOUNT_PAGE (widget)));
}

static void
help_shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedAccountPage) self = user_data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (!gtk_show_uri_full_finish (GTK_WINDOW (source), result, NULL) && ADW_IS_PREFERENCES_WINDOW (root))
    adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (root),
                                      adw_toast_new (_("There is no program for help pages on this computer.")));
}

static void
help_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_show_uri_full (GTK_WINDOW (gtk_widget_get_root (widget)), HELP_URI, GDK_CURRENT_TIME, NULL, help_shown_cb,
                     g_object_ref (widget));
}

/* Settings of this computer */

static void
show_settings (ShedAccountPage *self)
{
  ShedSettings *settings = shed_context_get_settings (self->context);
  g_autofree char *name = shed_settings_dup_string (settings, "device-name");

  self->loading = TRUE;
  gtk_switch_set_active (self->automatic, shed_settings_get_boolean (settings, "sync-automatically"));
  gtk_switch_set_active (self->follow, shed_settings_get_boolean (settings, "follow-at-once"));
  gtk_editable_set_text (self->device_name, name != NULL && *name != '\0' ? name : g_get_host_name ());
  gtk_widget_set_sensitive (self->follow_row, gtk_switch_get_active (self->automatic));
  self->loading = FALSE;
}

static void
switch_moved_cb (ShedAccountPage *self)
{
  ShedSettings *settings;

  if (self->loading || self->context == NULL)
    return;
  settings = shed_context_get_settings (self->context);
  shed_settings_set_boolean (settings, "sync-automatically", gtk_switch_get_active (self->automatic));
  shed_settings_set_boolean (settings, "follow-at-once", gtk_switch_get_active (self->follow));
  gtk_widget_set_sensitive (self->follow_row, gtk_switch_get_active (self->automatic));
}

static void
name_applied_cb (ShedAccountPage *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->device_name)));

  shed_settings_set_string (shed_context_get_settings (self->context), "device-name", name);
}

/* The object */

/**
 * shed_account_page_set_context:
 * @self: the page
 * @context: whose account
 */
void
shed_account_page_set_context (ShedAccountPage *self, ShedContext *context)
{
  g_return_if_fail (SHED_IS_ACCOUNT_PAGE (self));
  g_return_if_fail (self->context == NULL && shed_context_get_sync (context) != NULL);

  self->context = g_object_ref (context);
  g_signal_connect_object (sync_of (self), "changed", G_CALLBACK (show_account), self, G_CONNECT_SWAPPED);
  show_settings (self);
  show_account (self);
  shed_devices_group_set_context (self->devices_group, context);
  shed_compare_group_set_context (self->compare_group, context);
}

static void
shed_account_page_dispose (GObject *object)
{
  ShedAccountPage *self = SHED_ACCOUNT_PAGE (object);

  stop_probe (self);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (shed_account_page_parent_class)->dispose (object);
}

static void
shed_account_page_class_init (ShedAccountPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = shed_account_page_dispose;
  g_type_ensure (SHED_TYPE_DEVICES_GROUP);
  g_type_ensure (SHED_TYPE_COMPARE_GROUP);
  gtk_widget_class_install_action (widget_class, "account.sign-in", NULL, sign_in_action);
  gtk_widget_class_install_action (widget_class, "account.sign-out", NULL, sign_out_action);
  gtk_widget_class_install_action (widget_class, "account.sync-now", NULL, sync_now_action);
  gtk_widget_class_install_action (widget_class, "account.help", NULL, help_action);
  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-account-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, account_group);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, project_group);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, person_group);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, choices_group);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, devices_group);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, compare_group);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, account_row);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, state_row);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, keyring_row);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, follow_row);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, state_icon);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, sign_out);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, sync_now);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, url);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, key);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, email);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, password);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, device_name);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, project_box);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, person_box);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, project_icon);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, project_text);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, person_text);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, sign_in);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, sign_in_stack);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, automatic);
  gtk_widget_class_bind_template_child (widget_class, ShedAccountPage, follow);
  gtk_widget_class_bind_template_callback (widget_class, project_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, person_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, switch_moved_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_applied_cb);
}

static void
shed_account_page_init (ShedAccountPage *self)
{
  self->cancellable = g_cancellable_new ();
  self->loading = TRUE; /* the template's own values are nobody's choice */
  gtk_widget_init_template (GTK_WIDGET (self));
  say_project (self, NULL, NULL, NULL);
  say_person (self, NULL, FALSE);
  self->loading = FALSE;
}

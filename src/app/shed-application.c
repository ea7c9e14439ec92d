/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One application a profile: its id has a suffix, so that windows on several profiles can be open, and a second start
 * raises the first window. The library is opened while the window is being made. */
#include "shed-application.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "shed-about.h"
#include "shed-cli.h"
#include "shed-first-frame.h"
#include "shed-library.h"
#include "shed-sync-adopt.h"
#include "shed-thread.h"
#include "shed-ui.h"
#include "shed-window.h"

#define APPLICATION_ID "io.github.woodshed_app.Woodshed"
/* The window waits so long for its first content, so that it does not appear empty and then full. */
#define FIRST_FRAME_MS 150

struct _ShedApplication
{
  AdwApplication parent_instance;

  ShedProfile *profile;
  ShedSettings *settings;
  ShedWindow *window;   /* owned by GTK; weak */
  ShedContext *context; /* nullable */
  ShedSyncHost *sync;
  GError *trouble;      /* why there is no context */
  GListStore *files;    /* to import as soon as the library is open */
  GCancellable *cancellable;
  guint present_id;
  gboolean opening;
  gboolean finishing; /* the window is gone, what waits is being sent */
};

G_DEFINE_FINAL_TYPE (ShedApplication, shed_application, ADW_TYPE_APPLICATION)

static void
present (ShedApplication *self)
{
  g_clear_handle_id (&self->present_id, g_source_remove);
  if (self->window != NULL)
    gtk_window_present (GTK_WINDOW (self->window));
}

static gboolean
present_timeout_cb (gpointer user_data)
{
  ShedApplication *self = user_data;

  self->present_id = 0;
  present (self);
  return G_SOURCE_REMOVE;
}

static void
import_waiting (ShedApplication *self)
{
  if (self->files == NULL || self->context == NULL || self->window == NULL)
    return;
  shed_window_import (self->window, G_LIST_MODEL (self->files));
  g_clear_object (&self->files);
}

static void
context_loaded_cb (ShedApplication *self)
{
  /* Behind the window's own handler, which has shown the page by now. */
  if (self->present_id != 0)
    present (self);
  import_waiting (self);
  if (!self->finishing)
    shed_sync_host_open (self->sync, shed_context_get_store (self->context));
}

static void
show_library (ShedApplication *self)
{
  gboolean loaded = FALSE;

  if (self->window == NULL || self->opening)
    return;
  if (self->context == NULL)
    {
      if (self->trouble != NULL)
        shed_window_set_trouble (self->window, self->trouble);
      if (self->present_id != 0)
        present (self);
      return;
    }
  shed_window_set_context (self->window, self->context);
  g_object_get (self->context, "loaded", &loaded, NULL);
  if (loaded)
    context_loaded_cb (self);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedStore) store = shed_library_open_finish (result, &error);

  self->opening = FALSE;
  g_application_release (G_APPLICATION (self));
  if (store == NULL)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      g_message ("The library was not opened: %s", error->message);
      self->trouble = g_steal_pointer (&error);
    }
  else
    {
      self->context = shed_context_new (store, self->settings, self->profile);
      shed_context_set_sync (self->context, self->sync);
      if (self->window != NULL)
        {
          /* The window's handlers first, then ours. */
          shed_window_set_context (self->window, self->context);
        }
      g_signal_connect_object (self->context, "notify::loaded", G_CALLBACK (context_loaded_cb), self,
                               G_CONNECT_SWAPPED);
    }
  show_library (self);
}

static gboolean
adopt_in_thread (gpointer source, gpointer data, GCancellable *cancellable, GError **error)
{
  ShedApplication *self = source;

  return shed_sync_adopt (self->profile, data, error);
}

static void
adopted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ShedApplication *self = SHED_APPLICATION (source);
  g_autoptr (GError) error = NULL;

  /* Then what is open is what was open before, and sync says that it does not run. */
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_message ("The library of the account is not there yet: %s", error->message);
  shed_library_open_async (self->profile, self->cancellable, opened_cb, g_object_ref (self));
}

/* An account that has come since the library was last open, or whose coming was cut off, gets its file first. */
static void
open_library (ShedApplication *self)
{
  const char *space = shed_account_get_user_id (shed_sync_host_get_account (self->sync));

  if (self->opening || self->context != NULL)
    return;
  g_clear_error (&self->trouble);
  self->opening = TRUE;
  g_application_hold (G_APPLICATION (self));
  if (space != NULL && shed_sync_adopt_is_due (self->profile, space))
    {
      g_autoptr (GTask) task = g_task_new (self, NULL, adopted_cb, NULL);

      g_task_set_task_data (task, g_strdup (space), g_free);
      shed_thread_run (task, adopt_in_thread);
    }
  else
    shed_library_open_async (self->profile, self->cancellable, opened_cb, g_object_ref (self));
}

static void
close_library (ShedApplication *self)
{
  g_autoptr (ShedContext) context = g_steal_pointer (&self->context);

  if (context == NULL)
    return;
  g_signal_handlers_disconnect_by_data (context, self);
  shed_sync_host_close (self->sync);
  if (self->window != NULL)
    shed_window_set_context (self->window, NULL);
  shed_store_close (shed_context_get_store (context));
}

/* Care of the file, off the main thread and with the library closed. */
typedef struct
{
  char *library;
  char *copy; /* NULL: salvage */
  guint n_rows;
  gboolean all; /* nothing was found that could not be read */
} Care;

static void
care_free (Care *care)
{
  g_free (care->library);
  g_free (care->copy);
  g_free (care);
}

static gboolean
care_in_thread (gpointer source, gpointer data, GCancellable *cancellable, GError **error)
{
  Care *care = data;

  return care->copy != NULL ? shed_store_restore_copy (care->library, care->copy, error)
                            : shed_store_salvage (care->library, &care->n_rows, &care->all, error);
}

static void
cared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ShedApplication *self = SHED_APPLICATION (source);
  Care *care = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  g_application_release (G_APPLICATION (self));
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_message ("Care of the library failed: %s", error->message);
      if (self->window != NULL)
        shed_window_toast (self->window, care->copy != NULL
                                           ? _ ("The backup could not be restored. The library is as it was.")
                                           : _ ("Nothing could be read. The damaged file is kept as it was."));
    }
  else if (self->window != NULL)
    {
      if (care->copy != NULL)
        shed_window_toast (self->window, _ ("Restored. The library as it was before is kept beside it."));
      else
        {
          g_autofree char *text = g_strdup_printf (
            care->all ? ngettext ("%u thing could be saved. The damaged file is kept beside the new library.",
                                  "%u things could be saved. The damaged file is kept beside the new library.",
                                  care->n_rows)
                      : ngettext ("%u thing could be saved, others could not be read any more."
                                  " The damaged file is kept beside the new library.",
                                  "%u things could be saved, others could not be read any more."
                                  " The damaged file is kept beside the new library.",
                                  care->n_rows),
            care->n_rows);

          shed_window_toast (self->window, text);
        }
    }
  open_library (self);
}

static void
care (ShedApplication *self, const char *copy)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, cared_cb, NULL);
  Care *data = g_new0 (Care, 1);

  data->library = shed_profile_dup_library (self->profile);
  data->copy = g_strdup (copy);
  g_task_set_task_data (task, data, (GDestroyNotify)care_free);
  close_library (self);
  g_application_hold (G_APPLICATION (self));
  shed_thread_run (task, care_in_thread);
}

/* Another account signed in, and has a library of its own. */
static void
switch_cb (ShedApplication *self)
{
  close_library (self);
  open_library (self);
}

static void
salvage_cb (ShedApplication *self)
{
  care (self, NULL);
}

static void
restore_copy_cb (ShedApplication *self, const char *path)
{
  care (self, path);
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ShedApplication *self = user_data;
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));
  GtkWidget *about = shed_about_new (SHED_VERSION);

  gtk_window_set_transient_for (GTK_WINDOW (about), parent);
  gtk_window_set_modal (GTK_WINDOW (about), parent != NULL);
  gtk_window_present (GTK_WINDOW (about));
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ShedApplication *self = user_data;

  if (self->window != NULL)
    gtk_window_close (GTK_WINDOW (self->window));
  else
    g_application_quit (G_APPLICATION (self));
}

static const GActionEntry actions[] = {
  { .name = "about", .activate = about_action },
  { .name = "quit", .activate = quit_action },
};

static void
set_accel (ShedApplication *self, const char *action, const char *accel)
{
  const char *accels[] = { accel, NULL };

  gtk_application_set_accels_for_action (GTK_APPLICATION (self), action, accels);
}

static void
add_accels (ShedApplication *self)
{
  set_accel (self, "app.quit", "<Control>q");
  set_accel (self, "window.close", "<Control>w");
  set_accel (self, "win.search", "<Control>f");
  set_accel (self, "win.preferences", "<Control>comma");
  set_accel (self, "win.import", "<Control>o");
  set_accel (self, "win.new-tune", "<Control>n");
  set_accel (self, "win.sync-now", "F5");
  set_accel (self, "win.show-page::practice", "<Alt>1");
  set_accel (self, "win.show-page::repertoire", "<Alt>2");
  set_accel (self, "win.show-page::catalog", "<Alt>3");
  for (int i = 0; i < 9; i++)
    {
      g_autofree char *action = g_strdup_printf ("win.nth-repertoire(%d)", i);
      g_autofree char *accel = g_strdup_printf ("<Control>%d", i + 1);

      set_accel (self, action, accel);
    }
}

static void
apply_colour_scheme (ShedApplication *self)
{
  g_autofree char *scheme = shed_settings_dup_string (self->settings, "colour-scheme");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      g_str_equal (scheme, "dark")    ? ADW_COLOR_SCHEME_FORCE_DARK
                                      : g_str_equal (scheme, "light") ? ADW_COLOR_SCHEME_FORCE_LIGHT
                                                                      : ADW_COLOR_SCHEME_DEFAULT);
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedApplication) self = user_data;

  shed_sync_host_finish_finish (SHED_SYNC_HOST (source), result);
  self->finishing = FALSE;
  /* Somebody came back meanwhile. */
  if (self->window != NULL && self->context != NULL)
    shed_sync_host_open (self->sync, shed_context_get_store (self->context));
  g_application_release (G_APPLICATION (self));
}

/* The window is gone at once; what waits gets two seconds to reach the other computers, and is safe here if it does not. */
static void
window_removed_cb (ShedApplication *self)
{
  if (self->context == NULL || self->finishing)
    return;
  self->finishing = TRUE;
  g_application_hold (G_APPLICATION (self));
  shed_sync_host_finish_async (self->sync, finished_cb, g_object_ref (self));
}

static void
make_window (ShedApplication *self)
{
  ShedWindow *window = shed_window_new (GTK_APPLICATION (self), self->settings, self->profile);

  g_set_weak_pointer (&self->window, window);
  g_signal_connect_object (window, "destroy", G_CALLBACK (window_removed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "reopen", G_CALLBACK (open_library), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "salvage", G_CALLBACK (salvage_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "restore-copy", G_CALLBACK (restore_copy_cb), self, G_CONNECT_SWAPPED);
  shed_first_frame_watch (GTK_WINDOW (window));
  self->present_id = g_timeout_add (FIRST_FRAME_MS, present_timeout_cb, self);
  show_library (self);
}

static void
shed_application_startup (GApplication *application)
{
  ShedApplication *self = SHED_APPLICATION (application);

  /* A profile's suffix must not change where the resources are. */
  g_application_set_resource_base_path (application, SHED_RESOURCE_PATH);
  shed_ui_register_resources ();
  open_library (self);

  G_APPLICATION_CLASS (shed_application_parent_class)->startup (application);

  shed_ui_init ();
  gtk_window_set_default_icon_name (APPLICATION_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  add_accels (self);
  apply_colour_scheme (self);
  g_signal_connect_object (self->settings, "changed::colour-scheme", G_CALLBACK (apply_colour_scheme), self,
                           G_CONNECT_SWAPPED);
}

static void
shed_application_activate (GApplication *application)
{
  ShedApplication *self = SHED_APPLICATION (application);

  if (self->window == NULL)
    make_window (self);
  else
    present (self);
}

static void
shed_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  ShedApplication *self = SHED_APPLICATION (application);

  /* Those of an earlier call that still wait stay. */
  if (self->files == NULL)
    self->files = g_list_store_new (G_TYPE_FILE);
  for (int i = 0; i < n_files; i++)
    g_list_store_append (self->files, files[i]);
  shed_application_activate (application);
  import_waiting (self);
}

static void
shed_application_shutdown (GApplication *application)
{
  ShedApplication *self = SHED_APPLICATION (application);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->present_id, g_source_remove);
  close_library (self);

  G_APPLICATION_CLASS (shed_application_parent_class)->shutdown (application);
}

static void
shed_application_dispose (GObject *object)
{
  ShedApplication *self = SHED_APPLICATION (object);

  g_clear_handle_id (&self->present_id, g_source_remove);
  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->context);
  g_clear_object (&self->sync);
  g_clear_object (&self->settings);
  g_clear_object (&self->profile);
  g_clear_object (&self->files);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->trouble);

  G_OBJECT_CLASS (shed_application_parent_class)->dispose (object);
}

static void
shed_application_class_init (ShedApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = shed_application_dispose;
  application_class->startup = shed_application_startup;
  application_class->activate = shed_application_activate;
  application_class->open = shed_application_open;
  application_class->shutdown = shed_application_shutdown;
}

static void
shed_application_init (ShedApplication *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * shed_application_new:
 * @profile_folder: (nullable): where the profile keeps everything; NULL: the default profile
 *
 * Returns: (transfer full): the application
 */
ShedApplication *
shed_application_new (const char *profile_folder)
{
  g_autoptr (ShedProfile) profile = shed_profile_new (profile_folder);
  g_autofree char *suffix = shed_profile_dup_id_suffix (profile);
  g_autofree char *id = g_strconcat (APPLICATION_ID, suffix, NULL);
  ShedApplication *self =
    g_object_new (SHED_TYPE_APPLICATION, "application-id", id, "flags", G_APPLICATION_HANDLES_OPEN, NULL);

  self->profile = g_steal_pointer (&profile);
  self->settings = shed_settings_new (self->profile);
  self->sync = shed_sync_host_new (self->profile, self->settings);
  g_signal_connect_object (self->sync, "switch", G_CALLBACK (switch_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/* Takes --profile DIR and --profile=DIR out of the arguments: it must be known before there is an application. */
static char *
take_profile (int *argc, char **argv)
{
  char *folder = NULL;
  int kept = 1;

  for (int i = 1; i < *argc; i++)
    {
      const char *value = NULL;

      if (g_str_has_prefix (argv[i], "--profile="))
        value = argv[i] + strlen ("--profile=");
      else if (g_str_equal (argv[i], "--profile") && i + 1 < *argc)
        value = argv[++i];
      else
        {
          argv[kept++] = argv[i];
          continue;
        }
      g_free (folder);
      folder = g_canonicalize_filename (value, NULL);
    }
  argv[kept] = NULL;
  *argc = kept;
  return folder;
}

/**
 * shed_application_main:
 * @argc: of main()
 * @argv: of main()
 *
 * Returns: the exit status
 */
int
shed_application_main (int argc, char **argv)
{
  g_autoptr (ShedApplication) application = NULL;
  g_autofree char **arguments = g_new0 (char *, argc + 1);
  g_autofree char *folder = NULL;
  gboolean handled = FALSE;
  int status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, SHED_LOCALE_FOLDER);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  status = shed_cli_run (argc, argv, &handled);
  if (handled)
    return status;

  memcpy (arguments, argv, sizeof (char *) * (gsize)argc);
  folder = take_profile (&argc, arguments);
  g_set_application_name ("Woodshed");
  application = shed_application_new (folder);
  return g_application_run (G_APPLICATION (application), argc, arguments);
}

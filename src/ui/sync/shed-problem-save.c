/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chooser first, then the text from the library, then the file: what is saved is what stands there at that moment. */
#include "shed-problem-save.h"

#include <glib/gi18n.h>
#include <string.h>

#define CHOOSER "shed-problem-chooser"

typedef struct
{
  GtkWindow       *window;
  ShedStore       *store;
  ShedStoreFunc    read;
  ShedProblemSaved saved;
  GFile           *file;
  char            *id;
  ShedProblemText  text;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_object_unref (saving->window);
  g_object_unref (saving->store);
  g_clear_object (&saving->file);
  g_free (saving->id);
  g_free (saving->text.json);
  g_free (saving);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  g_autoptr (GError) error = NULL;

  g_file_replace_contents_finish (G_FILE (source), result, NULL, &error);
  saving->saved (saving->window, error);
}

static void
text_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  g_autoptr (GError) error = NULL;

  if (!shed_store_read_finish (SHED_STORE (source), result, &error))
    {
      saving->saved (saving->window, error);
      return;
    }
  {
    GFile *file = saving->file;
    const char *json = saving->text.json;

    g_file_replace_contents_async (file, json, strlen (json), NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, NULL,
                                   written_cb, g_steal_pointer (&saving));
  }
}

static void
chosen_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  Saving *saving = user_data;
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  g_object_set_data (G_OBJECT (saving->window), CHOOSER, NULL);
  if (response != GTK_RESPONSE_ACCEPT || file == NULL)
    {
      saving_free (saving);
      return;
    }
  saving->file = g_steal_pointer (&file);
  saving->text.id = saving->id;
  shed_store_read_async (saving->store, saving->read, &saving->text, NULL, NULL, text_read_cb, saving);
}

/**
 * shed_problem_save:
 * @window: over which a place is chosen; one at a time
 * @store: the library
 * @read: (scope forever): how the text is read
 * @id: of the change
 * @saved: (scope async): what to say then
 */
void
shed_problem_save (GtkWindow *window, ShedStore *store, ShedStoreFunc read, const char *id, ShedProblemSaved saved)
{
  Saving *saving;
  GtkFileChooserNative *chooser;

  if (g_object_get_data (G_OBJECT (window), CHOOSER) != NULL)
    return;
  saving = g_new0 (Saving, 1);
  saving->window = g_object_ref (window);
  saving->store = g_object_ref (store);
  saving->read = read;
  saving->saved = saved;
  saving->id = g_strdup (id);
  chooser = gtk_file_chooser_native_new (_("Save a Copy"), window, GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  g_object_set_data_full (G_OBJECT (window), CHOOSER, chooser, g_object_unref);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), _("change.json"));
  g_signal_connect (chooser, "response", G_CALLBACK (chosen_cb), saving);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways into the library for tunes. Each ends at the window's importer, or at a dialog of its own; the Catalog comes
 * into view, because there the import shows how far it is. */
#include "shed-import-flow.h"

#include <glib/gi18n.h>

#include "shed-importer.h"
#include "shed-new-tune-dialog.h"
#include "shed-text.h"

/* No title is longer, and what is longer than any would only be laid out in vain. */
#define SEARCH_BYTES 1000

/* Enough of a text to see whether it is ABC, and quickly looked through while the window waits. */
#define LOOK_BYTES (64 * 1024)

/* A chooser is kept by itself until it is answered. */
typedef struct
{
  ShedContext     *context;
  GtkWindow       *parent; /* weak */
  ShedImportChosen chosen;
  GObject         *target; /* owned, nullable */
} Choice;

static void
choice_free (Choice *choice)
{
  g_object_unref (choice->context);
  g_clear_weak_pointer (&choice->parent);
  g_clear_object (&choice->target);
  g_free (choice);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Choice, choice_free)

static GtkFileFilter *
filter_new (const char *name, const char * const *suffixes)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (guint i = 0; suffixes != NULL && suffixes[i] != NULL; i++)
    gtk_file_filter_add_suffix (filter, suffixes[i]);
  if (suffixes == NULL)
    gtk_file_filter_add_pattern (filter, "*");
  return filter;
}

static void
files_chosen_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autoptr (Choice) choice = user_data;
  g_autoptr (GListModel) files = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
      choice->chosen (choice->context, choice->parent, files, choice->target);
    }
  g_object_unref (dialog);
}

/**
 * shed_import_choose_for:
 * @context: of the window
 * @parent: the window
 * @chosen: called with the files
 * @target: (nullable): for @chosen; kept until the chooser is closed
 */
void
shed_import_choose_for (ShedContext *context, GtkWindow *parent, ShedImportChosen chosen, GObject *target)
{
  static const char * const tune_suffixes[] = { "abc", "txt", "csv", "json", NULL };
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_("Import Tunes"), parent, GTK_FILE_CHOOSER_ACTION_OPEN,
                                                              _("_Import"), _("_Cancel"));
  g_autoptr (GtkFileFilter) tunes = filter_new (_("Tune Books, Tables and Backups"), tune_suffixes);
  g_autoptr (GtkFileFilter) all = filter_new (_("All Files"), NULL);
  Choice *choice = g_new0 (Choice, 1);

  choice->context = g_object_ref (context);
  g_set_weak_pointer (&choice->parent, parent);
  choice->chosen = chosen;
  choice->target = target != NULL ? g_object_ref (target) : NULL;
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), tunes);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), all);
  g_signal_connect (dialog, "response", G_CALLBACK (files_chosen_cb), choice);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
import_chosen (ShedContext *context, GtkWindow *parent, GListModel *files, GObject *target)
{
  shed_import_files (context, parent, files);
}

/**
 * shed_import_choose:
 * @context: of the window
 * @parent: the window
 *
 * Asks for files and imports them.
 */
void
shed_import_choose (ShedContext *context, GtkWindow *parent)
{
  shed_import_choose_for (context, parent, import_chosen, NULL);
}

/**
 * shed_import_files:
 * @context: of the window
 * @parent: (nullable): the window
 * @files: #GFile objects
 */
void
shed_import_files (ShedContext *context, GtkWindow *parent, GListModel *files)
{
  g_return_if_fail (SHED_IS_CONTEXT (context));

  if (g_list_model_get_n_items (files) == 0)
    return;
  shed_context_show_page (context, "catalog");
  shed_importer_add_files (shed_importer_get (context), parent, files);
}

/* Whether a line begins with the field and holds something after it. */
static gboolean
is_field (const char *line, char field)
{
  const char *p = line;

  if (p[0] != field || p[1] != ':')
    return FALSE;
  for (p += 2; *p == ' ' || *p == '\t'; p++)
    ;
  return *p != '\0' && *p != '\r' && *p != '\n';
}

typedef struct
{
  gboolean has_number, has_title, has_key, has_music;
} Look;

static Look
look_at (const char *text)
{
  Look look = { FALSE };
  g_auto (GStrv) lines = g_strsplit (text, "\n", 2000);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strchug (lines[i]);

      look.has_number |= line[0] == 'X' && line[1] == ':';
      look.has_title |= is_field (line, 'T');
      look.has_music |=
        look.has_key && !(g_ascii_isalpha (line[0]) && line[1] == ':') && strpbrk (line, "abcdefgABCDEFG") != NULL;
      look.has_key |= is_field (line, 'K');
    }
  return look;
}

/**
 * shed_import_text:
 * @context: of the window
 * @parent: the window
 * @text: (nullable): what was pasted or dropped; of a long one the beginning says what it is
 *
 * Returns: whether it looked like ABC and is being imported
 */
gboolean
shed_import_text (ShedContext *context, GtkWindow *parent, const char *text)
{
  const char *number = "";
  g_autofree char *start = NULL;
  g_autofree char *clean = NULL;
  Look look;

  g_return_val_if_fail (SHED_IS_CONTEXT (context), FALSE);

  if (text == NULL)
    return FALSE;
  while (g_ascii_isspace (*text))
    text++;
  start = shed_text_truncate (text, LOOK_BYTES);
  clean = shed_text_clean (start, -1);
  look = look_at (clean);
  if (!look.has_number && !(look.has_key && (look.has_music || look.has_title)))
    return FALSE;
  /* From a web page or a message a tune often comes without its number. */
  if (!look.has_number)
    number = "X:1\n";
  shed_context_show_page (context, "catalog");
  shed_importer_add_text (shed_importer_get (context), number, text);
  return TRUE;
}

typedef struct
{
  ShedContext *context;
  GtkEditable *editable; /* weak */
} Paste;

static void
paste_free (Paste *paste)
{
  g_object_unref (paste->context);
  g_clear_weak_pointer (&paste->editable);
  g_free (paste);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Paste, paste_free)

static void
clipboard_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Paste) paste = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  g_autofree char *words = NULL;
  GtkRoot *root;
  int position;

  if (text == NULL || paste->editable == NULL)
    return;
  root = gtk_widget_get_root (GTK_WIDGET (paste->editable));
  if (root == NULL || shed_import_text (paste->context, GTK_WINDOW (root), text))
    return;
  words = g_strdelimit (shed_text_truncate (text, SEARCH_BYTES), "\r\n\t", ' ');
  gtk_editable_delete_selection (paste->editable);
  position = gtk_editable_get_position (paste->editable);
  gtk_editable_insert_text (paste->editable, words, -1, &position);
  gtk_editable_set_position (paste->editable, position);
}

/**
 * shed_import_paste_into:
 * @context: of the window
 * @editable: where words are typed
 *
 * ABC pasted into a search is meant as a tune; anything else is searched for.
 */
void
shed_import_paste_into (ShedContext *context, GtkEditable *editable)
{
  Paste *paste = g_new0 (Paste, 1);

  paste->context = g_object_ref (context);
  g_set_weak_pointer (&paste->editable, editable);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (editable)), NULL, clipboard_read_cb, paste);
}

/**
 * shed_import_new_tune:
 * @context: of the window
 * @parent: the window
 * @title: (nullable): how it is called; %NULL: asks
 */
void
shed_import_new_tune (ShedContext *context, GtkWindow *parent, const char *title)
{
  g_autofree char *name = title != NULL ? shed_text_clean_name (title) : NULL;

  g_return_if_fail (SHED_IS_CONTEXT (context));

  if (name != NULL)
    shed_new_tune_make (context, name, NULL, NULL);
  else
    shed_new_tune_dialog_present (context, parent);
}

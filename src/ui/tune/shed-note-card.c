/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saves go one after the other: while one is on its way further typing waits for the next. It must never overwrite what
 * a person is typing, nor drop it. */
#include "shed-note-card.h"

#include <glib/gi18n.h>
#include <string.h>

#include "shed-ui.h"

#define SAVE_AFTER_MS 1500

struct _ShedNoteCard
{
  GtkWidget parent_instance;

  ShedContext *context;
  char        *tune_id;
  char        *note_id;   /* nullable: not saved yet */
  char        *saved;     /* the text in the library */
  guint        save_id;
  gboolean     saving;
  char        *saving_text;
  gboolean     showing;   /* guards against our own changes */
  gboolean     deleted;

  GtkTextView *view;
  GtkLabel    *about;
};

enum { CLOSED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ShedNoteCard, shed_note_card, GTK_TYPE_WIDGET)

static char *
dup_text (ShedNoteCard *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\n")] == '\0';
}

static void save (ShedNoteCard *self);

typedef struct
{
  ShedNoteCard *card; /* owned */
  char *text;
} Saving;

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saving *saving = user_data;
  g_autoptr (ShedNoteCard) self = saving->card;
  g_autofree char *text = saving->text;
  g_autoptr (ShedCommand) command = shed_context_run_finish (SHED_CONTEXT (source), result);

  g_free (saving);
  self->saving = FALSE;
  if (command == NULL)
    return; /* said already, with Try Again; the text is still here */
  if (self->note_id == NULL)
    self->note_id = g_strdup (shed_command_get_result_id (command));
  g_free (self->saved);
  self->saved = g_steal_pointer (&text);
  if (shed_note_card_is_dirty (self) && self->save_id == 0)
    save (self);
}

static void
save (ShedNoteCard *self)
{
  g_autofree char *text = NULL;
  ShedCommand *command;
  Saving *saving;

  g_clear_handle_id (&self->save_id, g_source_remove);
  if (self->saving || self->deleted || self->context == NULL || !shed_note_card_is_dirty (self))
    return;
  text = dup_text (self);
  if (is_blank (text))
    return; /* an emptied note is not thrown away by itself */
  command = self->note_id == NULL ? shed_command_note_new (self->tune_id, NULL, text)
                                  : shed_command_note_set (self->note_id, text);
  self->saving = TRUE;
  saving = g_new0 (Saving, 1);
  saving->card = g_object_ref (self);
  g_free (self->saving_text);
  self->saving_text = g_strdup (text);
  saving->text = g_steal_pointer (&text);
  shed_context_run_async (self->context, command, NULL, saved_cb, saving);
}

static gboolean
save_timeout_cb (gpointer user_data)
{
  ShedNoteCard *self = user_data;

  self->save_id = 0;
  save (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (ShedNoteCard *self)
{
  if (self->showing)
    return;
  g_clear_handle_id (&self->save_id, g_source_remove);
  self->save_id = g_timeout_add (SAVE_AFTER_MS, save_timeout_cb, self);
}

static void
focus_left_cb (ShedNoteCard *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *text = NULL;

  if (root == NULL || self->context == NULL)
    return; /* going away: what was typed is saved already */
  save (self);
  /* Another window may have the keyboard for a while: the caret is still here. */
  if (gtk_root_get_focus (root) == GTK_WIDGET (self->view))
    return;
  text = dup_text (self);
  if (self->note_id == NULL && !self->saving && is_blank (text))
    g_signal_emit (self, signals[CLOSED], 0);
}

static void
delete_cb (ShedNoteCard *self)
{
  if (self->note_id == NULL)
    {
      g_signal_emit (self, signals[CLOSED], 0);
      return;
    }
  shed_note_card_flush (self);
  self->deleted = TRUE;
  shed_context_run (self->context, shed_command_note_delete (self->note_id));
}

static void
shed_note_card_dispose (GObject *object)
{
  ShedNoteCard *self = SHED_NOTE_CARD (object);
  GtkWidget *child;

  g_clear_handle_id (&self->save_id, g_source_remove);
  g_clear_object (&self->context);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->tune_id, g_free);
  g_clear_pointer (&self->note_id, g_free);
  g_clear_pointer (&self->saved, g_free);
  g_clear_pointer (&self->saving_text, g_free);

  G_OBJECT_CLASS (shed_note_card_parent_class)->dispose (object);
}

/* Leaving the page must not lose the last words. */
static void
shed_note_card_unroot (GtkWidget *widget)
{
  shed_note_card_flush (SHED_NOTE_CARD (widget));
  GTK_WIDGET_CLASS (shed_note_card_parent_class)->unroot (widget);
}

static void
shed_note_card_class_init (ShedNoteCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = shed_note_card_dispose;
  widget_class->unroot = shed_note_card_unroot;

  signals[CLOSED] = g_signal_new ("closed", SHED_TYPE_NOTE_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-note-card.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedNoteCard, view);
  gtk_widget_class_bind_template_child (widget_class, ShedNoteCard, about);
  gtk_widget_class_bind_template_callback (widget_class, delete_cb);
}

static void
shed_note_card_init (ShedNoteCard *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->saved = g_strdup ("");
  g_signal_connect_object (gtk_text_view_get_buffer (self->view), "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (focus_left_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->view), focus);
}

GtkWidget *
shed_note_card_new (ShedContext *context, const char *tune_id, ShedNote *note)
{
  ShedNoteCard *self = g_object_new (SHED_TYPE_NOTE_CARD, NULL);

  self->context = g_object_ref (context);
  self->tune_id = g_strdup (tune_id);
  if (note != NULL)
    shed_note_card_refresh (self, note);
  else
    gtk_label_set_label (self->about, _("New note"));
  return GTK_WIDGET (self);
}

const char *
shed_note_card_get_id (ShedNoteCard *self)
{
  g_return_val_if_fail (SHED_IS_NOTE_CARD (self), NULL);
  return self->note_id;
}

gboolean
shed_note_card_is_dirty (ShedNoteCard *self)
{
  g_autofree char *text = dup_text (self);

  return strcmp (text, self->saved) != 0;
}

/**
 * shed_note_card_refresh:
 * @self: the card
 * @note: what the library has
 */
void
shed_note_card_refresh (ShedNoteCard *self, ShedNote *note)
{
  ShedTimeFrame frame = shed_context_get_frame (self->context);
  gboolean dirty = shed_note_card_is_dirty (self) || self->saving;
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;
  g_autofree char *repertoire_id = NULL;
  g_autofree char *when = NULL;
  g_autofree char *exact = NULL;
  g_autofree char *about = NULL;
  gint64 created_at;
  ShedRepertoire *repertoire = NULL;

  g_object_get (note, "id", &id, "text", &text, "repertoire-id", &repertoire_id, "created-at", &created_at, NULL);
  if (self->note_id == NULL)
    self->note_id = g_steal_pointer (&id);
  if (!dirty && g_strcmp0 (text, self->saved) != 0)
    {
      self->showing = TRUE;
      gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), text != NULL ? text : "", -1);
      self->showing = FALSE;
      g_free (self->saved);
      self->saved = dup_text (self);
    }
  if (repertoire_id != NULL)
    repertoire = shed_repertoire_list_find (shed_context_get_repertoires (self->context), repertoire_id);
  when = shed_time_text_relative (created_at, &frame);
  exact = shed_time_text_exact (created_at, &frame);
  about = g_strdup_printf ("%s%s%s", when, repertoire != NULL ? " · " : "",
                           repertoire != NULL ? shed_repertoire_get_name (repertoire) : "");
  gtk_label_set_label (self->about, about);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->about), exact);
}

gboolean
shed_note_card_is_saving (ShedNoteCard *self, const char *text)
{
  g_return_val_if_fail (SHED_IS_NOTE_CARD (self), FALSE);
  return self->saving && g_strcmp0 (self->saving_text, text) == 0;
}

void
shed_note_card_edit (ShedNoteCard *self)
{
  g_return_if_fail (SHED_IS_NOTE_CARD (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

void
shed_note_card_flush (ShedNoteCard *self)
{
  g_return_if_fail (SHED_IS_NOTE_CARD (self));
  save (self);
}

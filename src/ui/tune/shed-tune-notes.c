/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cards follow the list of notes by id: a card that is being written on keeps its place and its caret whatever else changes. */
#include "shed-tune-notes.h"

#include <glib/gi18n.h>

#include "shed-note-card.h"
#include "shed-ui.h"

struct _ShedTuneNotes
{
  GtkWidget parent_instance;

  ShedContext *context;
  char        *tune_id;
  GListModel  *notes;

  GtkBox      *cards;
};

G_DEFINE_FINAL_TYPE (ShedTuneNotes, shed_tune_notes, GTK_TYPE_WIDGET)

static ShedNoteCard *
find_card (ShedTuneNotes *self, const char *id)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->cards)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (g_strcmp0 (shed_note_card_get_id (SHED_NOTE_CARD (child)), id) == 0)
      return SHED_NOTE_CARD (child);
  return NULL;
}

static gboolean
is_in_library (ShedTuneNotes *self, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->notes); i++)
    {
      g_autoptr (ShedNote) note = g_list_model_get_item (self->notes, i);
      g_autofree char *note_id = NULL;

      g_object_get (note, "id", &note_id, NULL);
      if (g_strcmp0 (note_id, id) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
closed_cb (ShedTuneNotes *self, ShedNoteCard *card)
{
  gtk_box_remove (self->cards, GTK_WIDGET (card));
}

static ShedNoteCard *
append_card (ShedTuneNotes *self, ShedNote *note)
{
  GtkWidget *card = shed_note_card_new (self->context, self->tune_id, note);

  g_signal_connect_object (card, "closed", G_CALLBACK (closed_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->cards, card);
  return SHED_NOTE_CARD (card);
}

/* The one new card whose first save this may be. */
static ShedNoteCard *
find_unsaved (ShedTuneNotes *self)
{
  GtkWidget *last = gtk_widget_get_last_child (GTK_WIDGET (self->cards));

  return last != NULL && shed_note_card_get_id (SHED_NOTE_CARD (last)) == NULL ? SHED_NOTE_CARD (last) : NULL;
}

static void
notes_changed_cb (ShedTuneNotes *self)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->cards));

  while (child != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (child);
      const char *id = shed_note_card_get_id (SHED_NOTE_CARD (child));

      if (id != NULL && !is_in_library (self, id))
        gtk_box_remove (self->cards, child);
      child = next;
    }
  for (guint i = 0; i < g_list_model_get_n_items (self->notes); i++)
    {
      g_autoptr (ShedNote) note = g_list_model_get_item (self->notes, i);
      g_autofree char *id = NULL;
      g_autofree char *text = NULL;
      ShedNoteCard *card;

      g_object_get (note, "id", &id, "text", &text, NULL);
      card = find_card (self, id);
      if (card == NULL)
        {
          /* The change may be told before the save that made it. */
          card = find_unsaved (self);
          if (card != NULL && !shed_note_card_is_saving (card, text))
            card = NULL;
        }
      if (card != NULL)
        shed_note_card_refresh (card, note);
      else
        append_card (self, note);
    }
}

static void
note_notify_cb (ShedTuneNotes *self, GParamSpec *pspec, ShedNote *note)
{
  g_autofree char *id = NULL;
  ShedNoteCard *card;

  g_object_get (note, "id", &id, NULL);
  card = find_card (self, id);
  if (card != NULL)
    shed_note_card_refresh (card, note);
}

static void
items_changed_cb (ShedTuneNotes *self, guint position, guint removed, guint added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (ShedNote) note = g_list_model_get_item (self->notes, i);

      g_signal_handlers_disconnect_by_func (note, note_notify_cb, self);
      g_signal_connect_object (note, "notify", G_CALLBACK (note_notify_cb), self, G_CONNECT_SWAPPED);
    }
  notes_changed_cb (self);
}

static void
add_clicked_cb (ShedTuneNotes *self)
{
  shed_tune_notes_add (self);
}

static void
shed_tune_notes_dispose (GObject *object)
{
  ShedTuneNotes *self = SHED_TUNE_NOTES (object);
  GtkWidget *child;

  if (self->notes != NULL)
    g_signal_handlers_disconnect_by_data (self->notes, self);
  g_clear_object (&self->notes);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->context);
  g_clear_pointer (&self->tune_id, g_free);

  G_OBJECT_CLASS (shed_tune_notes_parent_class)->dispose (object);
}

static void
shed_tune_notes_class_init (ShedTuneNotesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = shed_tune_notes_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-tune-notes.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedTuneNotes, cards);
  gtk_widget_class_bind_template_callback (widget_class, add_clicked_cb);
}

static void
shed_tune_notes_init (ShedTuneNotes *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * shed_tune_notes_set_tune:
 * @self: the notes
 * @context: of the window
 * @tune_id: whose notes
 */
void
shed_tune_notes_set_tune (ShedTuneNotes *self, ShedContext *context, const char *tune_id)
{
  g_return_if_fail (SHED_IS_TUNE_NOTES (self));
  g_return_if_fail (self->notes == NULL);

  self->context = g_object_ref (context);
  self->tune_id = g_strdup (tune_id);
  self->notes = shed_note_list_new (shed_context_get_store (context), tune_id);
  g_signal_connect_object (self->notes, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  items_changed_cb (self, 0, 0, g_list_model_get_n_items (self->notes));
}

/**
 * shed_tune_notes_add:
 * @self: the notes
 *
 * An empty card with the caret in it.
 */
void
shed_tune_notes_add (ShedTuneNotes *self)
{
  ShedNoteCard *card = find_unsaved (self);

  if (card == NULL)
    card = append_card (self, NULL);
  shed_note_card_edit (card);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asked anew when the library or the state of sync is another. "In step" is said with the time of the last look, because nobody
 * knows what was changed elsewhere since. */
#include "shed-tune-sync.h"

#include <glib/gi18n.h>

struct _ShedTuneSync
{
  GObject parent_instance;

  ShedContext      *context;     /* nullable: disposed */
  GCancellable     *cancellable;
  char             *tune_id, *action, *shown;
  GMenu            *menu, *section;
  ShedSyncTuneState state;
  gboolean          reading, again;
};

G_DEFINE_FINAL_TYPE (ShedTuneSync, shed_tune_sync, G_TYPE_OBJECT)

char *
shed_tune_sync_text_dup (ShedSyncTuneState state, const ShedSyncView *view, const ShedTimeFrame *frame)
{
  ShedSyncView in_step = { .word = "up-to-date", .checked_at = view->checked_at };

  switch (state)
    {
    case SHED_SYNC_TUNE_LOCAL_ONLY:
      return g_strdup (_("On this computer only"));
    case SHED_SYNC_TUNE_WAITING:
      return g_strdup (_("Saved here, not sent yet"));
    case SHED_SYNC_TUNE_REFUSED:
      return g_strdup (_("Saved here, could not be sent"));
    case SHED_SYNC_TUNE_SENT:
      /* While the first load is under way nobody knows what comes. */
      return view->checked_at == 0 || view->first ? NULL : shed_sync_view_dup_sentence (&in_step, frame);
    case SHED_SYNC_TUNE_UNKNOWN:
    default:
      return NULL;
    }
}

static void
show_state (ShedTuneSync *self)
{
  ShedSyncHost *sync;
  ShedTimeFrame frame;
  g_autofree char *text = NULL;

  if (self->context == NULL)
    return;
  sync = shed_context_get_sync (self->context);
  frame = shed_context_get_frame (self->context);
  if (shed_account_exists (shed_sync_host_get_account (sync)))
    text = shed_tune_sync_text_dup (self->state, shed_sync_host_get_view (sync), &frame);
  if (g_strcmp0 (text, self->shown) == 0)
    return;
  if (self->shown != NULL) /* nothing taken from nothing takes the section below (GTK 4.8) */
    g_menu_remove_all (self->section);
  if (text != NULL)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (NULL, self->action);

      g_menu_item_set_attribute (item, G_MENU_ATTRIBUTE_LABEL, "s", text);
      g_menu_append_item (self->section, item);
    }
  g_free (self->shown);
  self->shown = g_steal_pointer (&text);
}

static void read_state (ShedTuneSync *self);

static void
state_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedTuneSync) self = user_data;
  g_autoptr (GError) error = NULL;
  ShedSyncTuneState state = shed_sync_tune_read_finish (SHED_STORE (source), result, &error);

  self->reading = FALSE;
  if (self->context == NULL)
    return;
  if (self->again)
    {
      /* Of another tune, or of a moment ago. */
      read_state (self);
      return;
    }
  self->state = state;
  show_state (self);
}

static void
read_state (ShedTuneSync *self)
{
  self->again = self->reading;
  if (self->reading || self->context == NULL || self->tune_id == NULL ||
      !shed_account_exists (shed_sync_host_get_account (shed_context_get_sync (self->context))))
    {
      show_state (self);
      return;
    }
  self->reading = TRUE;
  shed_sync_tune_read_async (shed_context_get_store (self->context), self->tune_id, self->cancellable, state_read_cb,
                             g_object_ref (self));
}

void
shed_tune_sync_update (ShedTuneSync *self)
{
  g_return_if_fail (SHED_IS_TUNE_SYNC (self));

  read_state (self);
}

static void
shed_tune_sync_dispose (GObject *object)
{
  ShedTuneSync *self = SHED_TUNE_SYNC (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (shed_tune_sync_parent_class)->dispose (object);
}

static void
shed_tune_sync_finalize (GObject *object)
{
  ShedTuneSync *self = SHED_TUNE_SYNC (object);

  g_free (self->tune_id);
  g_free (self->action);
  g_free (self->shown);
  g_object_unref (self->menu);
  g_object_unref (self->section);
  G_OBJECT_CLASS (shed_tune_sync_parent_class)->finalize (object);
}

static void
shed_tune_sync_class_init (ShedTuneSyncClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = shed_tune_sync_dispose;
  G_OBJECT_CLASS (klass)->finalize = shed_tune_sync_finalize;
}

static void
shed_tune_sync_init (ShedTuneSync *self)
{
  self->cancellable = g_cancellable_new ();
  self->section = g_menu_new ();
}

/**
 * shed_tune_sync_new:
 * @context: of the window
 * @tune_id: (nullable): which tune
 * @menu: its menu
 * @action: of the line
 *
 * Returns: (transfer full): it
 */
ShedTuneSync *
shed_tune_sync_new (ShedContext *context, const char *tune_id, GMenu *menu, const char *action)
{
  ShedTuneSync *self = g_object_new (SHED_TYPE_TUNE_SYNC, NULL);

  self->menu = g_object_ref (menu);
  self->tune_id = g_strdup (tune_id);
  self->action = g_strdup (action);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (self->section));
  /* Pages are tried without sync. */
  if (shed_context_get_sync (context) == NULL)
    return self;
  self->context = g_object_ref (context);
  g_signal_connect_object (shed_context_get_store (context), "changed", G_CALLBACK (read_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (shed_context_get_sync (context), "changed", G_CALLBACK (read_state), self, G_CONNECT_SWAPPED);
  read_state (self);
  return self;
}

/**
 * shed_tune_sync_new_for_rows:
 * @context: of the window
 * @menu: of the rows
 * @action: of the line
 *
 * Returns: (transfer full): it, for no tune yet
 */
ShedTuneSync *
shed_tune_sync_new_for_rows (ShedContext *context, GMenuModel *menu, const char *action)
{
  g_autoptr (GMenu) copy = g_menu_new ();

  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new_from_model (menu, i);

      g_menu_append_item (copy, item);
    }
  return shed_tune_sync_new (context, NULL, copy, action);
}

GMenuModel *
shed_tune_sync_get_menu (ShedTuneSync *self)
{
  g_return_val_if_fail (SHED_IS_TUNE_SYNC (self), NULL);

  return G_MENU_MODEL (self->menu);
}

void
shed_tune_sync_set_tune (ShedTuneSync *self, const char *tune_id)
{
  g_return_if_fail (SHED_IS_TUNE_SYNC (self));

  if (g_strcmp0 (self->tune_id, tune_id) != 0)
    {
      g_free (self->tune_id);
      self->tune_id = g_strdup (tune_id);
      self->state = SHED_SYNC_TUNE_UNKNOWN;
      show_state (self);
    }
  read_state (self);
}

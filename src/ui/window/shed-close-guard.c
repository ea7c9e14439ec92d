/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When the window is to close and changes could not be saved, they are tried once more; what is left then is for the person to
 * decide. It must never hold a window whose changes are all saved, and never let one go that holds something, unasked.
 */
#include "shed-close-guard.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "shed-question.h"

struct _ShedCloseGuard
{
  GObject parent_instance;

  GtkWindow   *window;  /* weak: it owns this */
  ShedContext *context; /* nullable */
  GtkWidget   *dialog;  /* weak */
  gboolean     closing;
  gboolean     given_up; /* the person lets go of what is not saved */
  guint        inhibited;
};

G_DEFINE_FINAL_TYPE (ShedCloseGuard, shed_close_guard, G_TYPE_OBJECT)

static gboolean
close_cb (gpointer user_data)
{
  ShedCloseGuard *self = user_data;

  if (self->window != NULL)
    gtk_window_close (self->window);
  return G_SOURCE_REMOVE;
}

/* The dialog is still in use while its answer is told, and goes with the window. */
static void
close_soon (ShedCloseGuard *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, close_cb, g_object_ref (self), g_object_unref);
}

static void
response_cb (ShedCloseGuard *self, const char *response)
{
  g_clear_weak_pointer (&self->dialog);
  if (g_str_equal (response, "close"))
    {
      self->given_up = TRUE;
      close_soon (self);
    }
  else if (g_str_equal (response, "again") && self->context != NULL)
    shed_context_retry (self->context);
  else
    self->closing = FALSE;
}

static const char *
why_not_saved (ShedCloseGuard *self)
{
  switch (shed_store_get_state (shed_context_get_store (self->context)))
    {
    case SHED_STORE_DISK_FULL:
      return _("The disk is full. What you did last is kept in this window alone; free some space and press Try Again.");
    case SHED_STORE_READ_ONLY:
      return _("The library cannot be written. What you did last is kept in this window alone; make its folder writable and "
               "press Try Again.");
    default:
      return _("What you did last is kept in this window alone.");
    }
}

static void
ask (ShedCloseGuard *self)
{
  guint n = shed_context_get_n_unsaved (self->context);
  g_autofree char *heading =
    g_strdup_printf (ngettext ("%u Change Is Not Saved", "%u Changes Are Not Saved", MAX (n, 1)), MAX (n, 1));
  GtkWidget *dialog;

  if (self->dialog != NULL)
    return;
  dialog = shed_question_new (self->window, heading, why_not_saved (self));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "stay", _("_Keep Open"), "close",
                                    ngettext ("_Close and Lose It", "_Close and Lose Them", MAX (n, 1)), "again",
                                    _("_Try Again"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "close", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "again", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "again");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  gtk_window_set_destroy_with_parent (GTK_WINDOW (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, G_CONNECT_SWAPPED);
  g_set_weak_pointer (&self->dialog, dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* The session asks before it ends, too. */
static void
inhibit (ShedCloseGuard *self)
{
  GtkApplication *application = self->window != NULL ? gtk_window_get_application (self->window) : NULL;
  gboolean wanted = self->context != NULL && shed_context_get_n_unsaved (self->context) > 0;

  if (application == NULL || wanted == (self->inhibited != 0))
    return;
  if (wanted)
    self->inhibited = gtk_application_inhibit (application, self->window, GTK_APPLICATION_INHIBIT_LOGOUT,
                                               _("Changes are not saved yet."));
  else
    {
      gtk_application_uninhibit (application, self->inhibited);
      self->inhibited = 0;
    }
}

static void
unsaved_changed_cb (ShedCloseGuard *self)
{
  inhibit (self);
  if (!self->closing || shed_context_is_saving (self->context))
    return;
  if (shed_context_get_n_unsaved (self->context) > 0)
    {
      ask (self);
      return;
    }
  if (self->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (self->dialog));
  close_soon (self);
}

/**
 * shed_close_guard_may_close:
 * @self: a guard
 *
 * Returns: whether the window may close now. Otherwise the changes are on their way to the disk or the person is asked, and the
 *   window is closed when that has come to an end.
 */
gboolean
shed_close_guard_may_close (ShedCloseGuard *self)
{
  guint n;

  g_return_val_if_fail (SHED_IS_CLOSE_GUARD (self), TRUE);

  if (self->context == NULL || self->given_up)
    return TRUE;
  n = shed_context_get_n_unsaved (self->context);
  if (n == 0 && !shed_context_is_saving (self->context))
    return TRUE;
  if (self->closing)
    {
      /* Asked for again while a disk does not answer. */
      ask (self);
      return FALSE;
    }
  self->closing = TRUE;
  if (n > 0)
    shed_context_retry (self->context);
  if (!shed_context_is_saving (self->context))
    ask (self);
  return FALSE;
}

/**
 * shed_close_guard_set_context:
 * @self: a guard
 * @context: (nullable): whose changes are looked after
 */
void
shed_close_guard_set_context (ShedCloseGuard *self, ShedContext *context)
{
  g_return_if_fail (SHED_IS_CLOSE_GUARD (self));

  if (self->context == context)
    return;
  if (self->context != NULL)
    g_signal_handlers_disconnect_by_data (self->context, self);
  g_set_object (&self->context, context);
  self->closing = FALSE;
  if (context != NULL)
    g_signal_connect_object (context, "unsaved-changed", G_CALLBACK (unsaved_changed_cb), self, G_CONNECT_SWAPPED);
  inhibit (self);
}

static void
shed_close_guard_dispose (GObject *object)
{
  ShedCloseGuard *self = SHED_CLOSE_GUARD (object);

  shed_close_guard_set_context (self, NULL);
  g_clear_weak_pointer (&self->dialog);
  g_clear_weak_pointer (&self->window);

  G_OBJECT_CLASS (shed_close_guard_parent_class)->dispose (object);
}

static void
shed_close_guard_class_init (ShedCloseGuardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = shed_close_guard_dispose;
}

static void
shed_close_guard_init (ShedCloseGuard *self)
{
}

/**
 * shed_close_guard_new:
 * @window: which owns the guard, and asks it when it is to close
 *
 * Returns: (transfer full): a guard
 */
ShedCloseGuard *
shed_close_guard_new (GtkWindow *window)
{
  ShedCloseGuard *self = g_object_new (SHED_TYPE_CLOSE_GUARD, NULL);

  g_set_weak_pointer (&self->window, window);
  return self;
}

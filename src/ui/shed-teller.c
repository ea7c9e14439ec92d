/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says what came of a person's changes, in toasts: done (with Undo), undone, failed (with Try Again). It makes the toasts and
 * never shows them; it keeps what failed for a reason that may pass. */
#include "shed-teller.h"

#include <glib/gi18n.h>

#include "shed-command-text.h"
#include "shed-error-text.h"

#define SAME_REPORT_US (6 * G_USEC_PER_SEC)

struct _ShedTeller
{
  GObject parent_instance;

  ShedHistory *history;
  char        *last_report; /* said last, and when: one full disk is not said four times */
  gint64       last_report_us;
  GPtrArray   *failed;      /* ShedCommand: not made for a reason that may pass */
  GPtrArray   *left;        /* ShedCommand: said by another window */
};

enum { SAID, AGAIN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ShedTeller, shed_teller, G_TYPE_OBJECT)

/* A title may hold & or <: AdwToast reads markup. */
static AdwToast *
toast_new (const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  return adw_toast_new (escaped);
}

static void
emit_toast (ShedTeller *self, AdwToast *toast)
{
  g_signal_emit (self, signals[SAID], 0, toast);
  g_object_unref (toast);
}

void
shed_teller_say (ShedTeller *self, const char *text)
{
  g_return_if_fail (SHED_IS_TELLER (self));

  emit_toast (self, toast_new (text));
}

void
shed_teller_say_with_action (ShedTeller *self, const char *text, const char *button, const char *action)
{
  AdwToast *toast = toast_new (text);

  g_return_if_fail (SHED_IS_TELLER (self));

  adw_toast_set_button_label (toast, button);
  adw_toast_set_detailed_action_name (toast, action);
  emit_toast (self, toast);
}

void
shed_teller_report (ShedTeller *self, const GError *error)
{
  g_autofree char *text = NULL;
  gint64 now_us;

  g_return_if_fail (SHED_IS_TELLER (self));

  if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_message ("%s", error->message);
  text = shed_error_text_dup (error);
  now_us = g_get_monotonic_time ();
  if (g_strcmp0 (text, self->last_report) == 0 && now_us - self->last_report_us < SAME_REPORT_US)
    return;
  shed_teller_say (self, text);
  g_free (self->last_report);
  self->last_report = g_steal_pointer (&text);
  self->last_report_us = now_us;
}

/* What was undone or redone, and what stayed because it had been changed since. */
static void
say_reverted (ShedTeller *self, ShedCommand *command, guint n_left, gboolean redone)
{
  g_autofree char *what = shed_command_text_dup_label (command);
  g_autofree char *text = g_strdup_printf (redone ? _("Done Again: %s") : _("Undone: %s"), what);

  if (n_left > 0)
    {
      g_autofree char *left = g_strdup_printf (
        ngettext ("%u thing was changed since and stays as it is", "%u things were changed since and stay as they are",
                  n_left), n_left);
      g_autofree char *both = g_strdup_printf ("%s. %s", text, left);

      shed_teller_say (self, both);
      return;
    }
  shed_teller_say_with_action (self, text, redone ? _("_Undo") : _("_Redo"), redone ? "win.undo" : "win.redo");
}

static void
undone_cb (ShedTeller *self, ShedCommand *command, guint n_left)
{
  say_reverted (self, command, n_left, FALSE);
}

static void
redone_cb (ShedTeller *self, ShedCommand *command, guint n_left)
{
  say_reverted (self, command, n_left, TRUE);
}

typedef struct
{
  ShedTeller *teller; /* weak */
  ShedCommand *command;
} ToastTarget;

static ToastTarget *
toast_target_new (ShedTeller *teller, ShedCommand *command)
{
  ToastTarget *target = g_new0 (ToastTarget, 1);

  g_set_weak_pointer (&target->teller, teller);
  target->command = shed_command_ref (command);
  return target;
}

static void
toast_target_free (gpointer data, GClosure *closure)
{
  ToastTarget *target = data;

  g_clear_weak_pointer (&target->teller);
  shed_command_unref (target->command);
  g_free (target);
}

static void
undo_command_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedTeller) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!shed_history_undo_finish (SHED_HISTORY (source), result, &error) && error != NULL)
    shed_teller_report (self, error);
}

static void
toast_undo_cb (AdwToast *toast, ToastTarget *target)
{
  if (target->teller != NULL)
    shed_history_undo_command_async (target->teller->history, target->command, undo_command_cb,
                                     g_object_ref (target->teller));
}

static void
toast_again_cb (AdwToast *toast, ToastTarget *target)
{
  g_autoptr (ShedCommand) command = shed_command_ref (target->command);

  if (target->teller != NULL && g_ptr_array_remove (target->teller->failed, command))
    g_signal_emit (target->teller, signals[AGAIN], 0, command);
}

static gboolean
may_pass (const GError *error)
{
  return error->domain == SHED_STORE_ERROR &&
         (error->code == SHED_STORE_ERROR_DISK_FULL || error->code == SHED_STORE_ERROR_READ_ONLY ||
          error->code == SHED_STORE_ERROR_BUSY || error->code == SHED_STORE_ERROR_IO);
}

static void
say_ran (ShedTeller *self, ShedCommand *command)
{
  g_autofree char *text = NULL;
  AdwToast *toast;

  if (g_ptr_array_remove (self->left, command))
    return;
  text = shed_command_text_dup_done (command);
  if (text == NULL)
    return;
  toast = toast_new (text);
  adw_toast_set_button_label (toast, _("_Undo"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (toast_undo_cb), toast_target_new (self, command),
                         toast_target_free, 0);
  emit_toast (self, toast);
}

/**
 * shed_teller_leave:
 * @self: the teller
 * @command: about to be run
 *
 * That it is done is said by the window that runs it. Its undo and redo are told here as ever. One that fails is kept until
 * the teller goes: it may still be run again.
 */
void
shed_teller_leave (ShedTeller *self, ShedCommand *command)
{
  g_return_if_fail (SHED_IS_TELLER (self));
  g_ptr_array_add (self->left, shed_command_ref (command));
}

/**
 * shed_teller_say_failed:
 * @self: the teller
 * @command: what was not made
 * @error: why
 *
 * Where the reason may pass, with Try Again, and the command is kept until it is tried again.
 */
void
shed_teller_say_failed (ShedTeller *self, ShedCommand *command, const GError *error)
{
  g_autofree char *text = NULL;
  AdwToast *toast;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_message ("A change was not made: %s", error->message);
  text = shed_error_text_dup (error);
  if (!may_pass (error))
    {
      shed_teller_say (self, text);
      return;
    }
  g_ptr_array_add (self->failed, shed_command_ref (command));
  toast = toast_new (text);
  adw_toast_set_timeout (toast, 0);
  adw_toast_set_button_label (toast, _("_Try Again"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (toast_again_cb), toast_target_new (self, command),
                         toast_target_free, 0);
  emit_toast (self, toast);
}

/**
 * shed_teller_steal_failed:
 * @self: the teller
 *
 * Returns: (transfer full) (element-type ShedCommand): what failed and was not tried again since, in its order
 */
GPtrArray *
shed_teller_steal_failed (ShedTeller *self)
{
  GPtrArray *failed;

  g_return_val_if_fail (SHED_IS_TELLER (self), NULL);

  failed = self->failed;
  self->failed = g_ptr_array_new_with_free_func ((GDestroyNotify) shed_command_unref);
  return failed;
}

guint
shed_teller_get_n_failed (ShedTeller *self)
{
  g_return_val_if_fail (SHED_IS_TELLER (self), 0);
  return self->failed->len;
}

static void
shed_teller_dispose (GObject *object)
{
  ShedTeller *self = SHED_TELLER (object);

  g_clear_object (&self->history);
  g_clear_pointer (&self->last_report, g_free);
  g_ptr_array_set_size (self->failed, 0);

  G_OBJECT_CLASS (shed_teller_parent_class)->dispose (object);
}

static void
shed_teller_finalize (GObject *object)
{
  g_ptr_array_unref (SHED_TELLER (object)->failed);
  g_ptr_array_unref (SHED_TELLER (object)->left);

  G_OBJECT_CLASS (shed_teller_parent_class)->finalize (object);
}

static void
shed_teller_class_init (ShedTellerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = shed_teller_dispose;
  object_class->finalize = shed_teller_finalize;

  signals[SAID] = g_signal_new ("said", SHED_TYPE_TELLER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                ADW_TYPE_TOAST);
  signals[AGAIN] = g_signal_new ("again", SHED_TYPE_TELLER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 SHED_TYPE_COMMAND | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
shed_teller_init (ShedTeller *self)
{
  self->left = g_ptr_array_new_with_free_func ((GDestroyNotify) shed_command_unref);
  self->failed = g_ptr_array_new_with_free_func ((GDestroyNotify) shed_command_unref);
}

/**
 * shed_teller_new:
 * @history: whose commands are told
 *
 * Returns: (transfer full): the teller of one window
 */
ShedTeller *
shed_teller_new (ShedHistory *history)
{
  ShedTeller *self = g_object_new (SHED_TYPE_TELLER, NULL);

  self->history = g_object_ref (history);
  g_signal_connect_object (history, "ran", G_CALLBACK (say_ran), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (history, "undone", G_CALLBACK (undone_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (history, "redone", G_CALLBACK (redone_cb), self, G_CONNECT_SWAPPED);
  return self;
}

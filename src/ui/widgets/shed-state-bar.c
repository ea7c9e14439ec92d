/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the state of the store in words. It offers what helps and does nothing by itself. */
#include "shed-state-bar.h"

#include <glib/gi18n.h>

#include "shed-ui.h"

struct _ShedStateBar
{
  AdwBin parent_instance;

  ShedContext *context; /* nullable */

  GtkInfoBar *bar;
  GtkLabel   *label;
  GtkButton  *button;
};

enum { PROP_0, PROP_CONTEXT, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ShedStateBar, shed_state_bar, ADW_TYPE_BIN)

static const struct
{
  GtkMessageType type;
  const char    *text;
  const char    *button;
  const char    *action;
} states[] = {
  [SHED_STORE_READY] = { GTK_MESSAGE_INFO, NULL, NULL, NULL },
  [SHED_STORE_LOW_SPACE] = { GTK_MESSAGE_INFO, N_("Little space is left on the disk. Everything is saved so far."), NULL,
                             NULL },
  [SHED_STORE_DISK_FULL] = { GTK_MESSAGE_WARNING,
                             N_("The disk is full. What you did last is kept here; free some space, then try again."),
                             N_("_Try Again"), "win.retry" },
  [SHED_STORE_READ_ONLY] = { GTK_MESSAGE_WARNING,
                             N_("The library can be read but not written. Changes cannot be kept until its folder is "
                                "writable."),
                             NULL, NULL },
  [SHED_STORE_CORRUPT] = { GTK_MESSAGE_WARNING,
                           N_("The library is damaged. What can still be read is shown; the file is left as it is."),
                           N_("_Save What Is Readable…"), "win.salvage" },
};

static void
show_state (ShedStateBar *self)
{
  ShedStoreState state = SHED_STORE_READY;

  if (self->context != NULL)
    state = shed_store_get_state (shed_context_get_store (self->context));
  if (state >= G_N_ELEMENTS (states) || states[state].text == NULL)
    {
      gtk_info_bar_set_revealed (self->bar, FALSE);
      return;
    }
  gtk_info_bar_set_message_type (self->bar, states[state].type);
  gtk_label_set_label (self->label, _(states[state].text));
  gtk_widget_set_visible (GTK_WIDGET (self->button), states[state].button != NULL);
  if (states[state].button != NULL)
    gtk_button_set_label (self->button, _(states[state].button));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), states[state].action);
  gtk_info_bar_set_revealed (self->bar, TRUE);
}

/**
 * shed_state_bar_set_context:
 * @self: the bar
 * @context: (nullable): whose library to watch
 */
void
shed_state_bar_set_context (ShedStateBar *self, ShedContext *context)
{
  g_return_if_fail (SHED_IS_STATE_BAR (self));

  if (self->context == context)
    return;
  if (self->context != NULL)
    g_signal_handlers_disconnect_by_func (shed_context_get_store (self->context), show_state, self);
  g_set_object (&self->context, context);
  if (context != NULL)
    g_signal_connect_object (shed_context_get_store (context), "notify::state", G_CALLBACK (show_state), self,
                             G_CONNECT_SWAPPED);
  show_state (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONTEXT]);
}

static void
shed_state_bar_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, SHED_STATE_BAR (object)->context);
}

static void
shed_state_bar_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  shed_state_bar_set_context (SHED_STATE_BAR (object), g_value_get_object (value));
}

static void
shed_state_bar_dispose (GObject *object)
{
  ShedStateBar *self = SHED_STATE_BAR (object);

  if (self->context != NULL)
    g_signal_handlers_disconnect_by_func (shed_context_get_store (self->context), show_state, self);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (shed_state_bar_parent_class)->dispose (object);
}

static void
shed_state_bar_class_init (ShedStateBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = shed_state_bar_get_property;
  object_class->set_property = shed_state_bar_set_property;
  object_class->dispose = shed_state_bar_dispose;

  properties[PROP_CONTEXT] = g_param_spec_object ("context", NULL, NULL, SHED_TYPE_CONTEXT,
                                                  G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-state-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedStateBar, bar);
  gtk_widget_class_bind_template_child (widget_class, ShedStateBar, label);
  gtk_widget_class_bind_template_child (widget_class, ShedStateBar, button);
}

static void
shed_state_bar_init (ShedStateBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first run: three pages, each of which can be skipped. Emits "done" when the person has come to the end or skipped it. */
#include "shed-welcome.h"

#include <glib/gi18n.h>

#include "shed-page.h"
#include "shed-ui.h"

struct _ShedWelcome
{
  AdwBin parent_instance;

  ShedContext *context;

  AdwStatusPage *status;
};

enum { PROP_0, PROP_CONTEXT, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { DONE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void page_iface_init (ShedPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ShedWelcome, shed_welcome, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (SHED_TYPE_PAGE, page_iface_init))

static void
page_iface_init (ShedPageInterface *iface)
{
}

static void
shed_welcome_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, SHED_WELCOME (object)->context);
}

static void
shed_welcome_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SHED_WELCOME (object)->context = g_value_dup_object (value);
}

static void
shed_welcome_dispose (GObject *object)
{
  ShedWelcome *self = SHED_WELCOME (object);

  g_clear_object (&self->context);

  G_OBJECT_CLASS (shed_welcome_parent_class)->dispose (object);
}

static void
skip_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_signal_emit (widget, signals[DONE], 0);
}

static void
shed_welcome_class_init (ShedWelcomeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = shed_welcome_get_property;
  object_class->set_property = shed_welcome_set_property;
  object_class->dispose = shed_welcome_dispose;

  properties[PROP_CONTEXT] = g_param_spec_object ("context", NULL, NULL, SHED_TYPE_CONTEXT,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[DONE] = g_signal_new ("done", SHED_TYPE_WELCOME, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "welcome.skip", NULL, skip_action);

  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedWelcome, status);
}

static void
shed_welcome_init (ShedWelcome *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * shed_welcome_new:
 * @context: of the window
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
shed_welcome_new (ShedContext *context)
{
  return g_object_new (SHED_TYPE_WELCOME, "context", context, NULL);
}

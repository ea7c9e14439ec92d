/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One tune as a page of the window: score, practice, facts, notes, history. It brings its own header bar. */
#include "shed-tune-page.h"

#include <glib/gi18n.h>

#include "shed-page.h"
#include "shed-ui.h"

struct _ShedTunePage
{
  AdwBin parent_instance;

  ShedContext *context;
  char        *tune_id;

  AdwStatusPage *status;
};

enum { PROP_0, PROP_CONTEXT, PROP_TUNE_ID, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void page_iface_init (ShedPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ShedTunePage, shed_tune_page, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (SHED_TYPE_PAGE, page_iface_init))

static void
page_iface_init (ShedPageInterface *iface)
{
}

static void
shed_tune_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ShedTunePage *self = SHED_TUNE_PAGE (object);

  switch (prop_id)
    {
    case PROP_CONTEXT:
      g_value_set_object (value, self->context);
      break;
    case PROP_TUNE_ID:
      g_value_set_string (value, self->tune_id);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_tune_page_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ShedTunePage *self = SHED_TUNE_PAGE (object);

  switch (prop_id)
    {
    case PROP_CONTEXT:
      self->context = g_value_dup_object (value);
      break;
    case PROP_TUNE_ID:
      self->tune_id = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_tune_page_dispose (GObject *object)
{
  ShedTunePage *self = SHED_TUNE_PAGE (object);

  g_clear_object (&self->context);
  g_clear_pointer (&self->tune_id, g_free);

  G_OBJECT_CLASS (shed_tune_page_parent_class)->dispose (object);
}

static void
shed_tune_page_class_init (ShedTunePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = shed_tune_page_get_property;
  object_class->set_property = shed_tune_page_set_property;
  object_class->dispose = shed_tune_page_dispose;

  properties[PROP_CONTEXT] = g_param_spec_object ("context", NULL, NULL, SHED_TYPE_CONTEXT,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_TUNE_ID] = g_param_spec_string ("tune-id", NULL, NULL, NULL,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-tune-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedTunePage, status);
}

static void
shed_tune_page_init (ShedTunePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * shed_tune_page_new:
 * @context: of the window
 * @tune_id: which tune
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
shed_tune_page_new (ShedContext *context, const char *tune_id)
{
  return g_object_new (SHED_TYPE_TUNE_PAGE, "context", context, "tune-id", tune_id, NULL);
}

const char *
shed_tune_page_get_tune_id (ShedTunePage *self)
{
  g_return_val_if_fail (SHED_IS_TUNE_PAGE (self), NULL);
  return self->tune_id;
}

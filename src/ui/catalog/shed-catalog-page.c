/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Catalog view: every tune in every tune book on this computer. */
#include "shed-catalog-page.h"

#include <glib/gi18n.h>

#include "shed-page.h"
#include "shed-ui.h"

struct _ShedCatalogPage
{
  AdwBin parent_instance;

  ShedContext *context;

  AdwStatusPage *status;
};

enum { PROP_0, PROP_CONTEXT, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void page_iface_init (ShedPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ShedCatalogPage, shed_catalog_page, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (SHED_TYPE_PAGE, page_iface_init))

static void
page_iface_init (ShedPageInterface *iface)
{
}

static void
shed_catalog_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, SHED_CATALOG_PAGE (object)->context);
}

static void
shed_catalog_page_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SHED_CATALOG_PAGE (object)->context = g_value_dup_object (value);
}

static void
shed_catalog_page_dispose (GObject *object)
{
  ShedCatalogPage *self = SHED_CATALOG_PAGE (object);

  g_clear_object (&self->context);

  G_OBJECT_CLASS (shed_catalog_page_parent_class)->dispose (object);
}

static void
shed_catalog_page_class_init (ShedCatalogPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = shed_catalog_page_get_property;
  object_class->set_property = shed_catalog_page_set_property;
  object_class->dispose = shed_catalog_page_dispose;

  properties[PROP_CONTEXT] = g_param_spec_object ("context", NULL, NULL, SHED_TYPE_CONTEXT,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-catalog-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedCatalogPage, status);
}

static void
shed_catalog_page_init (ShedCatalogPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * shed_catalog_page_new:
 * @context: of the window
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
shed_catalog_page_new (ShedContext *context)
{
  return g_object_new (SHED_TYPE_CATALOG_PAGE, "context", context, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interface between the window and its pages. */
#include "shed-page.h"

G_DEFINE_INTERFACE (ShedPage, shed_page, GTK_TYPE_WIDGET)

static void
shed_page_default_init (ShedPageInterface *iface)
{
}

/**
 * shed_page_start_search:
 * @self: a page
 *
 * Returns: whether the page has a search and has taken the caret there
 */
gboolean
shed_page_start_search (ShedPage *self)
{
  ShedPageInterface *iface;

  g_return_val_if_fail (SHED_IS_PAGE (self), FALSE);

  iface = SHED_PAGE_GET_IFACE (self);
  return iface->start_search != NULL && iface->start_search (self);
}

/**
 * shed_page_back:
 * @self: a page
 *
 * Returns: whether the page had something to close
 */
gboolean
shed_page_back (ShedPage *self)
{
  ShedPageInterface *iface;

  g_return_val_if_fail (SHED_IS_PAGE (self), FALSE);

  iface = SHED_PAGE_GET_IFACE (self);
  return iface->back != NULL && iface->back (self);
}

/**
 * shed_page_shown:
 * @self: a page that has just come into view
 */
void
shed_page_shown (ShedPage *self)
{
  ShedPageInterface *iface;

  g_return_if_fail (SHED_IS_PAGE (self));

  iface = SHED_PAGE_GET_IFACE (self);
  if (iface->shown != NULL)
    iface->shown (self);
}

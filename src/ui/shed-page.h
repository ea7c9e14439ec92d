/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window asks of the pages it shows: search, step back, and take the focus. Every page is a GtkWidget. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SHED_TYPE_PAGE (shed_page_get_type ())
G_DECLARE_INTERFACE (ShedPage, shed_page, SHED, PAGE, GtkWidget)

/**
 * ShedPageInterface:
 * @start_search: puts the caret into the page's search entry; FALSE: it has none
 * @back: Escape or Alt+Left: closes a search, a selection, a side view; FALSE: there was nothing to close
 * @shown: the page has come into view: takes the focus, says the times anew
 *
 * All are optional.
 */
struct _ShedPageInterface
{
  GTypeInterface parent_iface;

  gboolean (*start_search) (ShedPage *self);
  gboolean (*back)         (ShedPage *self);
  void     (*shown)        (ShedPage *self);
};

gboolean shed_page_start_search (ShedPage *self);
gboolean shed_page_back         (ShedPage *self);
void     shed_page_shown        (ShedPage *self);

G_END_DECLS

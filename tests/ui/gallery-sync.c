/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every state of the indicator with its popover open: the view is given, everything behind it is the window's own. */
#include "gallery-sync.h"

#include "shed-sync-indicator.h"

#define MINUTE (60 * 1000)

static void
show (UiFixture *ui, ShedSyncView view)
{
  GtkWidget *indicator;
  ShedTimeFrame frame = shed_context_get_frame (ui->context);

  shed_window_show_page (ui->window, "practice");
  indicator = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (ui->window), SHED_TYPE_WINDOW, "sync_indicator"));
  view.joined = view.automatic = TRUE;
  if (view.permille == 0)
    view.permille = -1;
  if (view.checked_at == 0)
    view.checked_at = frame.now_ms - 2 * MINUTE;
  /* The library of the picture has no account: it is not looked at. */
  shed_sync_indicator_set_context (SHED_SYNC_INDICATOR (indicator), NULL);
  shed_sync_indicator_show (SHED_SYNC_INDICATOR (indicator), &view, &frame);
  shed_sync_indicator_popup (SHED_SYNC_INDICATOR (indicator));
}

void
gallery_show_sync_in_step (UiFixture *ui)
{
  show (ui, (ShedSyncView){ .word = "up-to-date" });
}

void
gallery_show_sync_waiting (UiFixture *ui)
{
  show (ui, (ShedSyncView){ .word = "waiting", .n_waiting = 3 });
}

void
gallery_show_sync_loading (UiFixture *ui)
{
  show (ui, (ShedSyncView){ .word = "syncing", .first = TRUE, .permille = 420 });
}

void
gallery_show_sync_offline (UiFixture *ui)
{
  show (ui, (ShedSyncView){ .word = "offline", .n_waiting = 3 });
}

void
gallery_show_sync_portal (UiFixture *ui)
{
  show (ui, (ShedSyncView){ .word = "portal", .n_waiting = 1, .trouble = SHED_SYNC_TROUBLE_PORTAL });
}

void
gallery_show_sync_sign_in (UiFixture *ui)
{
  show (ui, (ShedSyncView){ .word = "sign-in", .n_waiting = 12 });
}

void
gallery_show_sync_trouble (UiFixture *ui)
{
  show (ui, (ShedSyncView){ .word = "server-trouble", .n_waiting = 2, .trouble = SHED_SYNC_TROUBLE_NOT_WOODSHED });
}

void
gallery_show_sync_update (UiFixture *ui)
{
  show (ui, (ShedSyncView){ .word = "update-needed", .n_waiting = 2 });
}

void
gallery_show_sync_choices (UiFixture *ui)
{
  show (ui, (ShedSyncView){ .word = "choices", .n_choices = 2 });
}

void
gallery_show_sync_problems (UiFixture *ui)
{
  show (ui, (ShedSyncView){ .word = "problems", .n_choices = 2, .n_problems = 1 });
}

void
gallery_show_sync_busy (UiFixture *ui)
{
  show (ui, (ShedSyncView){ .word = "busy" });
}

void
gallery_show_sync_out (UiFixture *ui)
{
  show (ui, (ShedSyncView){ .word = "no-account", .n_waiting = 3 });
}

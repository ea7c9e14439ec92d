/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of sync. "In step" is said only when it is true; what waits here is always said to be safe, because it is. */
#include "shed-sync-view.h"

#include <glib/gi18n.h>
#include <string.h>

#define MINUTE_MS (60 * 1000)
#define HOUR_MS (60 * MINUTE_MS)

gboolean
shed_sync_view_is (const ShedSyncView *view, const char *word)
{
  return g_strcmp0 (view->word, word) == 0;
}

gboolean
shed_sync_view_is_shown (const ShedSyncView *view)
{
  return view->joined || !shed_sync_view_is (view, "no-account");
}

const char *
shed_sync_view_get_icon (const ShedSyncView *view)
{
  static const struct
  {
    const char *word, *icon;
  } icons[] = {
    { "up-to-date", "shed-sync-up-to-date-symbolic" },         { "waiting", "shed-sync-waiting-symbolic" },
    { "syncing", "shed-sync-syncing-symbolic" },               { "offline", "shed-sync-offline-symbolic" },
    { "portal", "shed-sync-portal-symbolic" },                 { "sign-in", "shed-sync-sign-in-symbolic" },
    { "server-trouble", "shed-sync-server-trouble-symbolic" }, { "update-needed", "shed-sync-update-needed-symbolic" },
    { "choices", "shed-sync-choices-symbolic" },               { "problems", "shed-sync-problems-symbolic" },
    { "busy", "shed-sync-busy-symbolic" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (icons); i++)
    if (shed_sync_view_is (view, icons[i].word))
      return icons[i].icon;
  return "shed-sync-no-account-symbolic";
}

guint
shed_sync_view_get_count (const ShedSyncView *view)
{
  if (shed_sync_view_is (view, "choices"))
    return view->n_choices;
  if (shed_sync_view_is (view, "problems"))
    return view->n_problems;
  /* What is sent in a moment by itself is no news: a number that comes and goes with each change would only be in the way. */
  if (shed_sync_view_is (view, "up-to-date") || shed_sync_view_is (view, "syncing") || shed_sync_view_is (view, "busy") ||
      (shed_sync_view_is (view, "waiting") && view->automatic))
    return 0;
  return view->n_waiting;
}

/* "checked 2 minutes ago", as the end of a sentence. */
static char *
dup_ago (gint64 at_ms, const ShedTimeFrame *frame)
{
  gint64 ms = frame->now_ms - at_ms;
  g_autofree char *relative = NULL;

  /* A clock that was set back is not spoken of here. */
  if (ms < MINUTE_MS)
    return g_strdup (_("checked just now"));
  if (ms < HOUR_MS)
    return g_strdup_printf (ngettext ("checked %d minute ago", "checked %d minutes ago", (gulong)(ms / MINUTE_MS)),
                            (int)(ms / MINUTE_MS));
  if (ms < 24 * (gint64)HOUR_MS)
    return g_strdup_printf (ngettext ("checked %d hour ago", "checked %d hours ago", (gulong)(ms / HOUR_MS)),
                            (int)(ms / HOUR_MS));
  relative = shed_time_text_relative (at_ms, frame);
  /* Translators: %s is a time in the past as "3 weeks ago". */
  return g_strdup_printf (_("checked %s"), relative);
}

static char *
dup_waiting (const ShedSyncView *view)
{
  return g_strdup_printf (ngettext ("%u change waits here, safe.", "%u changes wait here, safe.", view->n_waiting),
                          view->n_waiting);
}

/* It decides nothing between computers, but the days of practice follow it. */
static char *
dup_clock (const ShedSyncView *view)
{
  gboolean ahead = view->clock_minutes > 0;
  guint minutes = (guint) ABS ((gint64) view->clock_minutes), hours = minutes / 60, days = hours / 24;

  if (minutes == 0)
    return NULL;
  if (hours < 1)
    return g_strdup_printf (
      ahead ? ngettext ("This computer’s clock is %u minute ahead.", "This computer’s clock is %u minutes ahead.", minutes)
            : ngettext ("This computer’s clock is %u minute behind.", "This computer’s clock is %u minutes behind.", minutes),
      minutes);
  if (hours < 48)
    return g_strdup_printf (
      ahead ? ngettext ("This computer’s clock is %u hour ahead.", "This computer’s clock is %u hours ahead.", hours)
            : ngettext ("This computer’s clock is %u hour behind.", "This computer’s clock is %u hours behind.", hours),
      hours);
  return g_strdup_printf (
    ahead ? ngettext ("This computer’s clock is %u day ahead.", "This computer’s clock is %u days ahead.", days)
          : ngettext ("This computer’s clock is %u day behind.", "This computer’s clock is %u days behind.", days),
    days);
}

static char *
dup_syncing (const ShedSyncView *view)
{
  if (view->comparing && view->n_loaded > 0)
    return g_strdup_printf (ngettext ("Comparing with your project: %'u thing so far",
                                      "Comparing with your project: %'u things so far", view->n_loaded),
                            view->n_loaded);
  if (view->comparing)
    return g_strdup (_("Comparing with your project…"));
  if (view->first && view->n_loaded > 0)
    return g_strdup_printf (
      ngettext ("Loading your library: %'u thing so far", "Loading your library: %'u things so far", view->n_loaded),
      view->n_loaded);
  if (view->first)
    return g_strdup (_("Loading your library…"));
  if (view->sending_library && view->n_waiting > 0)
    return g_strdup (_("Sending your library…"));
  if (view->n_waiting > 0)
    return g_strdup_printf (ngettext ("Sending %u change…", "Sending %u changes…", view->n_waiting), view->n_waiting);
  return g_strdup (_("Looking for changes…"));
}

static const char *
trouble_sentence (ShedSyncTrouble trouble)
{
  switch (trouble)
    {
    case SHED_SYNC_TROUBLE_BUSY:
      return _("Your project is busy");
    case SHED_SYNC_TROUBLE_NOT_WOODSHED:
      return _("Your project is not set up for Woodshed");
    case SHED_SYNC_TROUBLE_LIBRARY:
      return _("The library on this computer could not be written");
    case SHED_SYNC_TROUBLE_TRUNCATED:
      return _("The connection to your project breaks off");
    case SHED_SYNC_TROUBLE_NONE:
    case SHED_SYNC_TROUBLE_OFFLINE:
    case SHED_SYNC_TROUBLE_PORTAL:
    case SHED_SYNC_TROUBLE_TLS:
    case SHED_SYNC_TROUBLE_SIGN_IN:
    case SHED_SYNC_TROUBLE_REFUSED:
    case SHED_SYNC_TROUBLE_SERVER:
    case SHED_SYNC_TROUBLE_UPDATE:
    default:
      return _("Your project has trouble");
    }
}

/**
 * shed_sync_view_dup_sentence:
 * @view: what is known
 * @frame: from where times are looked at
 *
 * Returns: (transfer full): the state as a person would say it
 */
char *
shed_sync_view_dup_sentence (const ShedSyncView *view, const ShedTimeFrame *frame)
{
  g_autofree char *ago = view->checked_at != 0 ? dup_ago (view->checked_at, frame) : NULL;

  if (shed_sync_view_is (view, "up-to-date"))
    /* Translators: the second part is "checked 2 minutes ago". */
    return ago != NULL ? g_strdup_printf (_("In step, %s"), ago) : g_strdup (_("In step"));
  if (shed_sync_view_is (view, "syncing"))
    return dup_syncing (view);
  if (shed_sync_view_is (view, "offline"))
    return g_strdup (_("Offline"));
  if (shed_sync_view_is (view, "portal"))
    return g_strdup (view->trouble == SHED_SYNC_TROUBLE_TLS ? _("The connection to your project is not safe")
                                                             : _("The network asks for something first"));
  if (shed_sync_view_is (view, "sign-in"))
    return g_strdup (_("Sign in again to go on syncing"));
  if (shed_sync_view_is (view, "server-trouble"))
    return g_strdup (trouble_sentence (view->trouble));
  if (shed_sync_view_is (view, "update-needed"))
    return g_strdup (_("Woodshed and your project do not fit together any more"));
  if (shed_sync_view_is (view, "choices"))
    return g_strdup_printf (ngettext ("%u choice waits for you", "%u choices wait for you", view->n_choices), view->n_choices);
  if (shed_sync_view_is (view, "problems"))
    return g_strdup_printf (ngettext ("%u change could not be sent", "%u changes could not be sent", view->n_problems),
                            view->n_problems);
  if (shed_sync_view_is (view, "busy"))
    return g_strdup (_("Another Woodshed is syncing this library"));
  if (shed_sync_view_is (view, "no-account"))
    return g_strdup (_("Signed out"));
  if (view->n_waiting > 0)
    return g_strdup_printf (ngettext ("%u change waits to be sent", "%u changes wait to be sent", view->n_waiting),
                            view->n_waiting);
  if (ago == NULL)
    return g_strdup (_("Not checked yet"));
  /* Translators: "Last checked 25 minutes ago" is made of "checked 25 minutes ago". */
  return g_strdup_printf (_("Last %s"), ago);
}

/**
 * shed_sync_view_dup_advice:
 * @view: what is known
 * @frame: from where times are looked at
 *
 * Returns: (transfer full) (nullable): what the sentence leaves open
 */
char *
shed_sync_view_dup_advice (const ShedSyncView *view, const ShedTimeFrame *frame)
{
  g_autofree char *waiting = view->n_waiting > 0 ? dup_waiting (view) : g_strdup (_("Everything is kept here."));
  g_autofree char *ago = NULL;

  if (shed_sync_view_is (view, "offline"))
    return g_steal_pointer (&waiting);
  if (shed_sync_view_is (view, "portal"))
    return g_strdup_printf (view->trouble == SHED_SYNC_TROUBLE_TLS
                              ? _ ("Nothing was sent. Check this computer’s clock and its network. %s")
                              : _ ("Open a web page and sign in to the Wi-Fi. %s"),
                            waiting);
  if (shed_sync_view_is (view, "sign-in") || shed_sync_view_is (view, "no-account"))
    return view->n_waiting > 0 ? g_steal_pointer (&waiting) : NULL;
  if (shed_sync_view_is (view, "server-trouble"))
    return view->trouble == SHED_SYNC_TROUBLE_LIBRARY ? g_strdup (_("See what the window says of it."))
                                                       : g_strdup_printf (_("Woodshed tries again by itself. %s"), waiting);
  if (shed_sync_view_is (view, "update-needed"))
    return g_strdup_printf (_("One of them needs an update; the help says how. %s"), waiting);
  if (shed_sync_view_is (view, "syncing") && (view->first || view->comparing))
    return g_strdup (_("You can practise meanwhile, and close Woodshed at any time: it goes on from here."));
  if (shed_sync_view_is (view, "syncing") && view->sending_library && view->n_waiting > 0)
    return g_strdup_printf (ngettext ("%u part to go. You can close Woodshed at any time: it goes on from here.",
                                      "%u parts to go. You can close Woodshed at any time: it goes on from here.",
                                      view->n_waiting),
                            view->n_waiting);
  if (shed_sync_view_is (view, "waiting") && !view->automatic && view->n_waiting > 0)
    return g_strdup (_("They are safe here until you sync."));
  if ((shed_sync_view_is (view, "choices") || shed_sync_view_is (view, "problems")) && view->checked_at != 0)
    {
      ago = dup_ago (view->checked_at, frame);
      /* Translators: "Everything else is in step, checked 2 minutes ago." */
      return view->n_waiting > 0 ? g_steal_pointer (&waiting) : g_strdup_printf (_("Everything else is in step, %s."), ago);
    }
  if (shed_sync_view_is (view, "up-to-date"))
    return dup_clock (view);
  return NULL;
}

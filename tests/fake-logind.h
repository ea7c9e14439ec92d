/* SPDX-License-Identifier: GPL-3.0-or-later */
/* logind, for tests: its name on a bus, which tells of sleep what it is told to tell. */
#pragma once

#include <gio/gio.h>

/* (transfer full) */
static inline GDBusConnection *
test_logind_new (const char *bus_address)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) owned = NULL;
  GDBusConnection *logind = g_dbus_connection_new_for_address_sync (
    bus_address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL,
    &error);

  g_assert_no_error (error);
  owned = g_dbus_connection_call_sync (logind, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                       "RequestName", g_variant_new ("(su)", "org.freedesktop.login1", 0),
                                       G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  return logind;
}

/* The computer goes to sleep, or is awake again: on the bus when this returns. */
static inline void
test_logind_say_sleep (GDBusConnection *logind, gboolean going)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (logind, NULL, "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep",
                                 g_variant_new ("(b)", going), &error);
  g_assert_no_error (error);
  g_dbus_connection_flush_sync (logind, NULL, &error);
  g_assert_no_error (error);
}

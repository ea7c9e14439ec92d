/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GNetworkMonitor, logind's PrepareForSleep, UPower's OnBattery and the power profile, joined into four signals. NetworkManager's
 * monitor tells by "notify" alone what a network costs and whether it wants to be signed in to: both are known only after the
 * routes that "network-changed" speaks of. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-world.h"

struct _ShedSyncWorld {
  GObject               parent_instance;
  GNetworkMonitor      *network;
  GPowerProfileMonitor *profile;
  GDBusConnection      *bus;          /* NULL: not yet, or none */
  guint                 sleep_subscription, power_subscription;
  GCancellable         *cancellable;
  gboolean              up, portal, on_battery, saving;
};
G_DEFINE_FINAL_TYPE (ShedSyncWorld, shed_sync_world, G_TYPE_OBJECT)

enum { NETWORK, PORTAL, SLEEP, SAVING, N_SIGNALS };
static guint signals[N_SIGNALS];

#define UPOWER_NAME "org.freedesktop.UPower"
#define UPOWER_PATH "/org/freedesktop/UPower"

static void
look_at_saving (ShedSyncWorld *self)
{
  gboolean saving = self->on_battery || g_network_monitor_get_network_metered (self->network) ||
                    (self->profile != NULL && g_power_profile_monitor_get_power_saver_enabled (self->profile));

  if (saving == self->saving)
    return;
  self->saving = saving;
  g_signal_emit (self, signals[SAVING], 0, saving);
}

static void
on_network_changed (GNetworkMonitor *network,
                    gboolean         available,
                    gpointer         data)
{
  ShedSyncWorld *self = data;

  look_at_saving (self);
  if (available == self->up)
    return;
  self->up = available;
  g_signal_emit (self, signals[NETWORK], 0, available);
}

static void
look_at_portal (ShedSyncWorld *self)
{
  gboolean portal = shed_sync_world_is_portal (self);

  if (portal == self->portal)
    return;
  self->portal = portal;
  g_signal_emit (self, signals[PORTAL], 0, portal);
}

static void
on_prepare_for_sleep (GDBusConnection *bus,
                      const char      *sender,
                      const char      *path,
                      const char      *interface,
                      const char      *signal,
                      GVariant        *parameters,
                      gpointer         data)
{
  gboolean going;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;
  g_variant_get (parameters, "(b)", &going);
  g_signal_emit (data, signals[SLEEP], 0, going);
}

static void
take_battery (ShedSyncWorld *self,
              GVariant      *value)
{
  self->on_battery = g_variant_get_boolean (value);
  look_at_saving (self);
}

static void
on_power_changed (GDBusConnection *bus,
                  const char      *sender,
                  const char      *path,
                  const char      *interface,
                  const char      *signal,
                  GVariant        *parameters,
                  gpointer         data)
{
  g_autoptr (GVariant) changed = NULL;
  g_autoptr (GVariant) value = NULL;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sa{sv}as)")))
    return;
  changed = g_variant_get_child_value (parameters, 1);
  value = g_variant_lookup_value (changed, "OnBattery", G_VARIANT_TYPE_BOOLEAN);
  if (value != NULL)
    take_battery (data, value);
}

static void
on_battery_asked (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  g_autoptr (ShedSyncWorld) self = data;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autoptr (GVariant) inner = NULL;

  if (answer == NULL)
    return;
  g_variant_get (answer, "(v)", &inner);
  if (g_variant_is_of_type (inner, G_VARIANT_TYPE_BOOLEAN))
    take_battery (self, inner);
}

static void
on_bus (GObject      *source,
        GAsyncResult *result,
        gpointer      data)
{
  g_autoptr (ShedSyncWorld) self = data;

  self->bus = g_bus_get_finish (result, NULL);
  /* Whatever the bus will say, or where there is none. */
  if (!g_cancellable_is_cancelled (self->cancellable))
    look_at_saving (self);
  /* A bus that is started anew says nothing more; that is no reason to end, which GDBus takes it for. */
  if (self->bus != NULL)
    g_dbus_connection_set_exit_on_close (self->bus, FALSE);
  if (self->bus == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  self->sleep_subscription = g_dbus_connection_signal_subscribe (
    self->bus, "org.freedesktop.login1", "org.freedesktop.login1.Manager", "PrepareForSleep", "/org/freedesktop/login1",
    NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_prepare_for_sleep, self, NULL);
  self->power_subscription = g_dbus_connection_signal_subscribe (
    self->bus, UPOWER_NAME, "org.freedesktop.DBus.Properties", "PropertiesChanged", UPOWER_PATH, UPOWER_NAME,
    G_DBUS_SIGNAL_FLAGS_NONE, on_power_changed, self, NULL);
  g_dbus_connection_call (self->bus, UPOWER_NAME, UPOWER_PATH, "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", UPOWER_NAME, "OnBattery"), G_VARIANT_TYPE ("(v)"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->cancellable, on_battery_asked,
                          g_object_ref (self));
}

static void
shed_sync_world_dispose (GObject *object)
{
  ShedSyncWorld *self = SHED_SYNC_WORLD (object);

  g_cancellable_cancel (self->cancellable);
  if (self->sleep_subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->sleep_subscription);
  if (self->power_subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->power_subscription);
  self->sleep_subscription = self->power_subscription = 0;
  g_clear_object (&self->bus);
  g_clear_object (&self->profile);
  G_OBJECT_CLASS (shed_sync_world_parent_class)->dispose (object);
}

static void
shed_sync_world_finalize (GObject *object)
{
  ShedSyncWorld *self = SHED_SYNC_WORLD (object);

  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (shed_sync_world_parent_class)->finalize (object);
}

static void
shed_sync_world_class_init (ShedSyncWorldClass *klass)
{
  static const char *const names[] = { "network", "portal", "sleep", "saving" };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = shed_sync_world_dispose;
  object_class->finalize = shed_sync_world_finalize;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], SHED_TYPE_SYNC_WORLD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                               G_TYPE_BOOLEAN);
}

static void
shed_sync_world_init (ShedSyncWorld *self)
{
  self->cancellable = g_cancellable_new ();
  self->network = g_network_monitor_get_default ();
  self->up = g_network_monitor_get_network_available (self->network);
  self->portal = shed_sync_world_is_portal (self);
  g_signal_connect_object (self->network, "network-changed", G_CALLBACK (on_network_changed), self, 0);
  g_signal_connect_object (self->network, "notify::network-metered", G_CALLBACK (look_at_saving), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->network, "notify::connectivity", G_CALLBACK (look_at_portal), self, G_CONNECT_SWAPPED);
  self->profile = g_power_profile_monitor_dup_default ();
  g_signal_connect_object (self->profile, "notify::power-saver-enabled", G_CALLBACK (look_at_saving), self, G_CONNECT_SWAPPED);
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, on_bus, g_object_ref (self));
}

/**
 * shed_sync_world_new:
 *
 * Returns: (transfer full): a listener; connect, then the first signals come from the main loop
 */
ShedSyncWorld *
shed_sync_world_new (void)
{
  return g_object_new (SHED_TYPE_SYNC_WORLD, NULL);
}

gboolean
shed_sync_world_is_portal (ShedSyncWorld *self)
{
  g_return_val_if_fail (SHED_IS_SYNC_WORLD (self), FALSE);
  return g_network_monitor_get_connectivity (self->network) == G_NETWORK_CONNECTIVITY_PORTAL;
}

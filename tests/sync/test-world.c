/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the computer says of network and power, and what the service makes of it. The network monitor is this test's own and is
 * changed as NetworkManager's is: by "notify" alone. UPower is a name on a bus of this test's. */
#include "project-fixture.h"
#include "shed-sync-service-private.h"

/* A monitor */

#define TEST_TYPE_MONITOR (test_monitor_get_type ())
G_DECLARE_FINAL_TYPE (TestMonitor, test_monitor, TEST, MONITOR, GObject)

struct _TestMonitor {
  GObject              parent_instance;
  GNetworkConnectivity connectivity;
  gboolean             metered;
};

static gboolean
monitor_begin (GInitable *initable, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
initable_init (GInitableIface *iface)
{
  iface->init = monitor_begin;
}

static gboolean
can_reach (GNetworkMonitor *monitor, GSocketConnectable *where, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
monitor_init (GNetworkMonitorInterface *iface)
{
  iface->can_reach = can_reach;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestMonitor, test_monitor, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, initable_init)
                                 G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR, monitor_init))

enum { PROP_0, PROP_AVAILABLE, PROP_METERED, PROP_CONNECTIVITY };

static void
test_monitor_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  TestMonitor *self = TEST_MONITOR (object);

  if (prop_id == PROP_AVAILABLE)
    g_value_set_boolean (value, TRUE);
  else if (prop_id == PROP_METERED)
    g_value_set_boolean (value, self->metered);
  else
    g_value_set_enum (value, self->connectivity);
}

static void
test_monitor_class_init (TestMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = test_monitor_get_property;
  g_object_class_override_property (object_class, PROP_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROP_METERED, "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY, "connectivity");
}

static void
test_monitor_init (TestMonitor *self)
{
  self->connectivity = G_NETWORK_CONNECTIVITY_FULL;
}

static TestMonitor *
the_monitor (void)
{
  return TEST_MONITOR (g_network_monitor_get_default ());
}

static void
set_metered (gboolean metered)
{
  the_monitor ()->metered = metered;
  g_object_notify (G_OBJECT (the_monitor ()), "network-metered");
}

static void
set_connectivity (GNetworkConnectivity connectivity)
{
  the_monitor ()->connectivity = connectivity;
  g_object_notify (G_OBJECT (the_monitor ()), "connectivity");
}

/* UPower */

static gboolean on_battery;
static GDBusConnection *upower;

static GVariant *
get_battery (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *name, GError **error,
             gpointer data)
{
  return g_variant_new_boolean (on_battery);
}

static guint
own_upower (void)
{
  static const GDBusInterfaceVTable vtable = { .get_property = get_battery };
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (
    "<node><interface name='org.freedesktop.UPower'><property name='OnBattery' type='b' access='read'/></interface></node>",
    NULL);
  g_autoptr (GVariant) owned = NULL;
  g_autoptr (GError) error = NULL;
  guint id;

  upower = g_dbus_connection_new_for_address_sync (
    g_getenv ("DBUS_SYSTEM_BUS_ADDRESS"),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, &error);
  g_assert_no_error (error);
  id = g_dbus_connection_register_object (upower, "/org/freedesktop/UPower", info->interfaces[0], &vtable, NULL, NULL, &error);
  g_assert_no_error (error);
  owned = g_dbus_connection_call_sync (upower, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                       "RequestName", g_variant_new ("(su)", "org.freedesktop.UPower", 0),
                                       G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  return id;
}

static void
say_battery (gboolean is)
{
  GVariantBuilder changed;

  on_battery = is;
  g_variant_builder_init (&changed, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (&changed, "{sv}", "OnBattery", g_variant_new_boolean (is));
  g_assert_true (g_dbus_connection_emit_signal (upower, NULL, "/org/freedesktop/UPower", "org.freedesktop.DBus.Properties",
                                                "PropertiesChanged",
                                                g_variant_new ("(sa{sv}as)", "org.freedesktop.UPower", &changed, NULL), NULL));
}

/* What is heard */

typedef struct {
  int saving, portal; /* -1: nothing was said */
} Heard;

static void
on_saving (Heard *heard, gboolean saving)
{
  heard->saving = saving;
}

static void
on_portal (Heard *heard, gboolean portal)
{
  heard->portal = portal;
}

static gboolean
wake_loop (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
expect (int *said, int wanted)
{
  gint64 limit = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  guint tick = g_timeout_add (20, wake_loop, NULL);

  while (*said != wanted && g_get_monotonic_time () < limit)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
  g_assert_cmpint (*said, ==, wanted);
}

static ShedSyncWorld *
listen (Heard *heard)
{
  ShedSyncWorld *world = shed_sync_world_new ();

  *heard = (Heard){ -1, -1 };
  g_signal_connect_swapped (world, "saving", G_CALLBACK (on_saving), heard);
  g_signal_connect_swapped (world, "portal", G_CALLBACK (on_portal), heard);
  return world;
}

/* It may live on until the bus has answered, and must have nobody to tell then. */
static void
end (ShedSyncWorld *world, Heard *heard)
{
  g_signal_handlers_disconnect_by_data (world, heard);
  g_object_run_dispose (G_OBJECT (world));
  g_object_unref (world);
}

static void
metered_at_the_start_is_heeded_without_upower (void)
{
  Heard heard;
  ShedSyncWorld *world;

  set_metered (TRUE);
  world = listen (&heard);
  expect (&heard.saving, TRUE);
  set_metered (FALSE);
  g_assert_cmpint (heard.saving, ==, FALSE);
  end (world, &heard);
}

static void
what_a_network_costs_is_said_after_it_came (void)
{
  Heard heard;
  ShedSyncWorld *world = listen (&heard);

  set_metered (TRUE);
  g_assert_cmpint (heard.saving, ==, TRUE);
  set_metered (FALSE);
  g_assert_cmpint (heard.saving, ==, FALSE);
  end (world, &heard);
}

static void
battery_is_asked_for_and_followed (void)
{
  Heard heard;
  ShedSyncWorld *world;
  guint id;

  on_battery = TRUE;
  id = own_upower ();
  world = listen (&heard);
  expect (&heard.saving, TRUE);
  say_battery (FALSE);
  expect (&heard.saving, FALSE);
  say_battery (TRUE);
  expect (&heard.saving, TRUE);
  /* One of two reasons is enough. */
  set_metered (TRUE);
  say_battery (FALSE);
  set_metered (FALSE);
  expect (&heard.saving, FALSE);
  end (world, &heard);
  g_assert_true (g_dbus_connection_unregister_object (upower, id));
  g_assert_true (g_dbus_connection_close_sync (upower, NULL, NULL));
  g_clear_object (&upower);
}

static void
wifi_that_wants_to_be_signed_in_to_is_told (void)
{
  Heard heard;
  ShedSyncWorld *world = listen (&heard);

  g_assert_false (shed_sync_world_is_portal (world));
  set_connectivity (G_NETWORK_CONNECTIVITY_PORTAL);
  g_assert_cmpint (heard.portal, ==, TRUE);
  g_assert_true (shed_sync_world_is_portal (world));
  set_connectivity (G_NETWORK_CONNECTIVITY_FULL);
  g_assert_cmpint (heard.portal, ==, FALSE);
  end (world, &heard);
}

/* The service: a Wi-Fi that lets nothing through is called by its name, and passed at once when it opens. What the computer
 * says of a network that works is not believed. */
static void
service_calls_a_portal_by_its_name_and_is_through_at_once (void)
{
  static const WireAfter ends[] = { WIRE_RESET, WIRE_KEEP };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      Project *project = project_new ();
      Player *player = player_new (project, 0);
      g_autoptr (GError) error = NULL;
      g_autofree char *tune = NULL;
      gint64 limit;
      guint tick;

      player->listening = TRUE;
      g_assert_true (player_sign_in (player, &error));
      g_assert_no_error (error);
      set_connectivity (G_NETWORK_CONNECTIVITY_PORTAL);
      g_assert_cmpstr (player_sync (player), ==, "up-to-date");
      tune = player_write (player, "Behind a page");
      if (ends[i] == WIRE_RESET)
        project_lose (project, "/", 1000);
      else
        project_say (project, "/rest/", G_MAXUINT, "200 OK", "text/html", "<html>Welcome</html>");
      g_assert_cmpstr (player_sync (player), ==, "portal");
      g_assert_true (shed_sync_service_meets_portal (player->service));
      project_mend (project);
      set_connectivity (G_NETWORK_CONNECTIVITY_FULL);
      tick = g_timeout_add (20, wake_loop, NULL);
      limit = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
      while (g_strcmp0 (shed_sync_service_get_word (player->service), "up-to-date") != 0 && g_get_monotonic_time () < limit)
        g_main_context_iteration (NULL, TRUE);
      g_assert_cmpstr (shed_sync_service_get_word (player->service), ==, "up-to-date");
      g_assert_false (shed_sync_service_meets_portal (player->service));
      g_source_remove (tick);
      players_agree (&player, 1);
      player_free (player);
      project_free (project);
    }
}

static guint
count_requests (Project *project)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&project->mutex);

  return project->n_requests;
}

/* So many minutes later the service's timer comes: whether it asks the project for anything. */
static gboolean
asks_after (Player *player, int minutes)
{
  guint before = count_requests (player->project), tick = g_timeout_add (20, wake_loop, NULL);
  gint64 limit = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  gboolean asks;

  shed_clock_set (player->clock, shed_clock_now_ms (player->clock) + minutes * 60 * 1000, NULL);
  shed_sync_service_tell (player->service, SHED_SYNC_EVENT_TIMER, 0);
  asks = player_status (player)->state == SHED_SYNC_SYNCING;
  while (player_status (player)->state == SHED_SYNC_SYNCING && g_get_monotonic_time () < limit)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
  g_assert_true (asks == (count_requests (player->project) > before));
  return asks;
}

static void
service_asks_every_five_minutes_and_every_thirty_where_it_costs (void)
{
  Project *project = project_new ();
  Player *player = player_new (project, 0);
  g_autoptr (GError) error = NULL;

  player->listening = TRUE;
  g_assert_true (player_sign_in (player, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (player_sync (player), ==, "up-to-date");
  g_assert_false (asks_after (player, 4));
  g_assert_true (asks_after (player, 2));
  set_metered (TRUE);
  g_assert_false (asks_after (player, 6));
  g_assert_false (asks_after (player, 20));
  g_assert_true (asks_after (player, 5));
  set_metered (FALSE);
  g_assert_true (asks_after (player, 6));
  players_agree (&player, 1);
  player_free (player);
  project_free (project);
}

int
main (int argc, char **argv)
{
  GTestDBus *bus;
  g_autoptr (GDBusConnection) system = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  g_io_extension_point_register (G_NETWORK_MONITOR_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_NETWORK_MONITOR_EXTENSION_POINT_NAME, TEST_TYPE_MONITOR, "woodshed-test", 1000);
  g_setenv ("GIO_USE_NETWORK_MONITOR", "woodshed-test", TRUE);
  {
    g_autofree char *session = g_strdup (g_getenv ("DBUS_SESSION_BUS_ADDRESS"));

    bus = g_test_dbus_new (G_TEST_DBUS_NONE);
    g_test_dbus_up (bus);
    g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (bus), TRUE);
    if (session != NULL)
      g_setenv ("DBUS_SESSION_BUS_ADDRESS", session, TRUE);
  }
#define RULE(name, func) g_test_add_func ("/world/" name, func)
  RULE ("metered-at-the-start-is-heeded-without-upower", metered_at_the_start_is_heeded_without_upower);
  RULE ("what-a-network-costs-is-said-after-it-came", what_a_network_costs_is_said_after_it_came);
  RULE ("battery-is-asked-for-and-followed", battery_is_asked_for_and_followed);
  RULE ("wifi-that-wants-to-be-signed-in-to-is-told", wifi_that_wants_to_be_signed_in_to_is_told);
  RULE ("service-calls-a-portal-by-its-name-and-is-through-at-once", service_calls_a_portal_by_its_name_and_is_through_at_once);
  RULE ("service-asks-every-five-minutes-and-every-thirty-where-it-costs",
        service_asks_every_five_minutes_and_every_thirty_where_it_costs);
  status = g_test_run ();
  system = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, NULL);
  if (system != NULL)
    g_dbus_connection_set_exit_on_close (system, FALSE);
  g_test_dbus_stop (bus);
  g_object_unref (bus);
  return status;
}

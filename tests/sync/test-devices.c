/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of computers: as two of them see it, what forgetting does and does not do, and lists that nobody should send. */
#include "pair-fixture.h"

#include <string.h>

#include "shed-sync-devices.h"

static void
set_up (Pair *f, gconstpointer data)
{
  pair_sign_in (f);
  g_object_set (f->player->service, "device-name", "Studio PC", NULL);
  g_object_set (f->other->service, "device-name", "Kitchen laptop", NULL);
  f->tune = player_write (f->player, "First");
  pair_sync (f);
}

static void
keep_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static ShedSyncDevices *
look (Player *player)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ShedSyncDevices *devices;

  shed_sync_devices_read_async (player->store, NULL, keep_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  devices = shed_sync_devices_read_finish (player->store, result, &error);
  g_assert_no_error (error);
  return devices;
}

static void
forget (Player *player, const char *id, gboolean yes)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  shed_sync_devices_forget_async (player->store, id, yes, keep_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  shed_sync_devices_forget_finish (player->store, result, &error);
  g_assert_no_error (error);
}

/* A day later everybody has said hello again. */
static void
greet (Player *player)
{
  player_wait_a_day (player);
  g_assert_cmpstr (player_sync (player), ==, "up-to-date");
}

static void
assert_names (Player *player, const char *expected)
{
  g_autoptr (ShedSyncDevices) devices = look (player);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < devices->devices->len; i++)
    {
      const ShedSyncDevice *device = g_ptr_array_index (devices->devices, i);

      g_string_append_printf (names, "%s%s%s", i > 0 ? ", " : "", device->name, device->here ? " (here)" : "");
    }
  g_assert_cmpstr (names->str, ==, expected);
}

static char *
id_of (Player *player)
{
  return player_ask (player, "SELECT value FROM meta WHERE name = 'device'");
}

static void
each_sees_both_and_itself_first (Pair *f, gconstpointer data)
{
  g_autoptr (ShedSyncDevices) devices = NULL;

  greet (f->player);
  greet (f->other);
  greet (f->player);
  assert_names (f->player, "Studio PC (here), Kitchen laptop");
  assert_names (f->other, "Kitchen laptop (here), Studio PC");
  devices = look (f->player);
  g_assert_cmpint (devices->state, ==, SHED_SYNC_DEVICES_TOLD);
  g_assert_cmpint (((ShedSyncDevice *)g_ptr_array_index (devices->devices, 1))->seen_ms, >, 0);
}

static void
forgotten_one_loses_nothing_and_comes_back_by_itself (Pair *f, gconstpointer data)
{
  g_autofree char *other = id_of (f->other);

  greet (f->other);
  greet (f->player);
  /* It has changes of its own that wait, and knows of everything else. */
  player_rename (f->other, f->tune, "Written while it was forgotten");
  forget (f->player, other, TRUE);
  assert_names (f->player, "Studio PC (here)");
  greet (f->player);
  assert_names (f->player, "Studio PC (here)");
  g_assert_cmpstr (player_sync (f->other), ==, "up-to-date");
  pair_agree (f);
  {
    g_autofree char *title = player_ask (f->player, "SELECT title FROM tune");
    g_autofree char *still = id_of (f->other);

    g_assert_cmpstr (title, ==, "Written while it was forgotten");
    /* It kept its name: nobody took it for a copy. */
    g_assert_cmpstr (still, ==, other);
  }
  /* Beside it the new computer on which all was compared. */
  greet (f->player);
  {
    g_autoptr (ShedSyncDevices) devices = look (f->player);
    guint n_found = 0;

    for (guint i = 0; i < devices->devices->len; i++)
      n_found += strcmp (((ShedSyncDevice *)g_ptr_array_index (devices->devices, i))->name, "Kitchen laptop") == 0;
    g_assert_cmpuint (n_found, ==, 1);
  }
}

static void
decision_waits_for_the_network_and_can_be_taken_back (Pair *f, gconstpointer data)
{
  g_autofree char *other = id_of (f->other);
  g_autofree char *waiting = NULL;

  greet (f->other);
  greet (f->player);
  project_say (f->project, "/rest/", G_MAXUINT, "503 Service Unavailable", NULL, "{}");
  forget (f->player, other, TRUE);
  player_wait_a_day (f->player);
  g_assert_cmpstr (player_sync (f->player), !=, "up-to-date");
  assert_names (f->player, "Studio PC (here)");
  player_restart (f->player);
  project_mend (f->project);
  g_assert_true (player_sign_in (f->player, NULL));
  g_object_set (f->player->service, "device-name", "Studio PC", NULL);
  greet (f->player);
  assert_names (f->player, "Studio PC (here)");
  waiting = player_ask (f->player, "SELECT count(*) FROM meta WHERE name GLOB 'forget/*'");
  g_assert_cmpstr (waiting, ==, "0");
  forget (f->player, other, FALSE);
  greet (f->player);
  assert_names (f->player, "Studio PC (here), Kitchen laptop");
}

static gboolean
exec_cb (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return shed_db_exec (db, data, error);
}

static void
odd_lists_are_read_as_far_as_they_make_sense (Pair *f, gconstpointer data)
{
  static const struct
  {
    const char          *told, *names;
    ShedSyncDevicesState state;
  } lists[] = {
    { "[]", "", SHED_SYNC_DEVICES_TOLD },
    { "null", "", SHED_SYNC_DEVICES_UNTOLD },
    { "{", "", SHED_SYNC_DEVICES_UNTOLD },
    { "{\"device\":1}", "", SHED_SYNC_DEVICES_UNTOLD },
    { "[1,null,\"x\",[],{}]", "", SHED_SYNC_DEVICES_TOLD },
    { "[{\"device\":7},{\"device\":\"x\"},{\"device\":{\"a\":1}}]", "", SHED_SYNC_DEVICES_TOLD },
    { "[{\"device\":\"00000000-0000-4000-8000-00000000000A\",\"name\":\" a\\u0000b\\nc\\u2028d \",\"seen\":\"never\"}]", "a",
      SHED_SYNC_DEVICES_TOLD },
    { "[{\"device\":\"00000000-0000-4000-8000-00000000000a\",\"name\":\"b\\nc\\u2028d\\ud800\",\"app\":[1],\"seen\":5}]",
      "b c d\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", SHED_SYNC_DEVICES_TOLD },
    { "[{\"device\":\"00000000-0000-4000-8000-00000000000a\"}]", "", SHED_SYNC_DEVICES_TOLD },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autofree char *sql =
        g_strdup_printf ("INSERT OR REPLACE INTO meta (name, value) VALUES ('devices', '%s')", lists[i].told);
      g_autoptr (ShedSyncDevices) devices = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (shed_store_write (f->player->store, SHED_WRITE_LOCAL, 0, NULL, exec_cb, sql, &error));
      g_assert_no_error (error);
      devices = look (f->player);
      g_assert_cmpint (devices->state, ==, lists[i].state);
      assert_names (f->player, lists[i].names);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/devices/each-sees-both-and-itself-first", Pair, NULL, set_up, each_sees_both_and_itself_first, pair_tear_down);
  g_test_add ("/devices/forgotten-one-loses-nothing-and-comes-back-by-itself", Pair, NULL, set_up,
              forgotten_one_loses_nothing_and_comes_back_by_itself, pair_tear_down);
  g_test_add ("/devices/decision-waits-for-the-network-and-can-be-taken-back", Pair, NULL, set_up,
              decision_waits_for_the_network_and_can_be_taken_back, pair_tear_down);
  g_test_add ("/devices/odd-lists-are-read-as-far-as-they-make-sense", Pair, NULL, set_up,
              odd_lists_are_read_as_far_as_they_make_sense, pair_tear_down);
  return g_test_run ();
}

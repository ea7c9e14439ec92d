/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Natural ids, a profile's folders, a tune read as a whole, and the small lists that keep themselves fresh. */
#include <string.h>

#include "model-fixture.h"
#include "shed-id.h"
#include "shed-preferences.h"
#include "shed-profile.h"
#include "shed-repertoire.h"
#include "shed-tune.h"

/* Ids are on other computers: these must never change. */
static void
test_ids_are_frozen (void)
{
  const char *tune = "11111111-1111-4111-8111-111111111111";
  const char *other = "22222222-2222-4222-8222-222222222222";
  g_autofree char *book = shed_id_imported_book ("O'Neill’s  Music", FALSE);
  g_autofree char *same_book = shed_id_imported_book ("o neill s music", FALSE);
  g_autofree char *local_book = shed_id_imported_book ("O'Neill’s  Music", TRUE);
  g_autofree char *alias = shed_id_tune_alias (tune, "An tSleá Airgid");
  g_autofree char *same_alias = shed_id_tune_alias (tune, "an tslea airgid");
  g_autofree char *pair = shed_id_repertoire_tune (other, tune);
  g_autofree char *item = shed_id_queue_item (other, 20777, tune);
  g_autofree char *copy = shed_id_tune_copy (tune);
  g_autofree char *preference = shed_id_preference ("queue.max");

  g_assert_cmpstr (shed_id_my_tunes (), ==, "91f795b6-6ee2-5300-b5cf-d4748791e6e0");
  g_assert_cmpstr (shed_id_starter_book (), ==, "478a8c5e-cf20-5c8e-8895-3179c8cee509");
  g_assert_cmpstr (book, ==, same_book);
  g_assert_cmpstr (book, ==, "ecd1e673-3d5b-5b14-957f-97978b1d5164");
  g_assert_cmpstr (local_book, !=, book);
  g_assert_cmpstr (alias, ==, same_alias);
  g_assert_cmpstr (alias, ==, "122f7f99-f80e-5a01-a377-3a99c56d6db3");
  g_assert_cmpstr (pair, ==, "708e2bbb-af59-517a-83ad-5f81c0fa0a75");
  g_assert_cmpstr (item, ==, "7a4ae129-a983-5675-93c1-884288be32de");
  g_assert_cmpstr (copy, ==, "54817de7-4662-5981-a260-73cd2cc68d41");
  g_assert_cmpstr (preference, ==, "3ba417e4-79b4-5847-8281-6b7bb15c69db");
}

static void
test_profile_keeps_everything_under_its_folder (void)
{
  g_autofree char *folder = g_dir_make_tmp ("woodshed-profile-XXXXXX", NULL);
  g_autoptr(ShedProfile) profile = shed_profile_new (folder);
  g_autoptr(ShedProfile) again = shed_profile_new (folder);
  g_autoptr(ShedProfile) usual = shed_profile_new (NULL);
  g_autofree char *library = shed_profile_dup_library (profile);
  g_autofree char *backups = shed_profile_dup_backups (profile);
  g_autofree char *cache = shed_profile_dup_cache (profile);
  g_autofree char *suffix = shed_profile_dup_id_suffix (profile);
  g_autofree char *same_suffix = shed_profile_dup_id_suffix (again);
  g_autofree char *no_suffix = shed_profile_dup_id_suffix (usual);
  g_autofree char *expected = g_build_filename (folder, "spaces", "local.db", NULL);
  g_autofree char *application_id = g_strconcat ("io.github.woodshed_app.Woodshed", suffix, NULL);

  g_assert_cmpstr (library, ==, expected);
  g_assert_true (g_str_has_prefix (backups, folder) && g_file_test (backups, G_FILE_TEST_IS_DIR));
  g_assert_true (g_str_has_prefix (cache, folder));
  g_assert_false (shed_profile_is_default (profile));
  g_assert_true (shed_profile_is_default (usual));
  g_assert_cmpstr (no_suffix, ==, "");
  g_assert_cmpstr (suffix, ==, same_suffix);
  g_assert_true (g_application_id_is_valid (application_id));
}

typedef struct { const char *id; ShedTune *tune; GError *error; } Loading;

static gboolean
load (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Loading *loading = data;

  loading->tune = shed_tune_load (db, loading->id, &loading->error);
  return TRUE;
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  Loading *loading = data;

  loading->tune = shed_tune_load_finish (result, &loading->error);
}

static void
test_tune_is_read_as_a_whole (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_new_repertoire (f);
  g_autofree char *id = model_run_for_id (f, shed_command_tune_new (NULL, STRV ("title", "kind", "tempo_bpm", "inferred"),
                                                                    STRV ("The Silver Spear", "reel", "112", "[\"kind\"]"),
                                                                    STRV ("An tSleá Airgid")));
  Loading loading = { .id = id };
  g_autofree char *title = NULL;
  g_auto(GStrv) tags = NULL;
  int tempo = 0;

  model_run (f, shed_command_add_tunes (repertoire, STRV (id), SHED_ADD_LEARNING, 0, 0));
  model_run (f, shed_command_add_tag (STRV (id), "session"));
  shed_tune_load_async (f->store, id, NULL, on_loaded, &loading);
  model_wait_until (loading.tune != NULL || loading.error != NULL);
  g_assert_no_error (loading.error);
  g_object_get (loading.tune, "title", &title, "tempo-bpm", &tempo, "tags", &tags, NULL);
  g_assert_cmpstr (title, ==, "The Silver Spear");
  g_assert_cmpint (tempo, ==, 112);
  g_assert_cmpstr (tags[0], ==, "session");
  g_assert_cmpstr (shed_tune_get_field (loading.tune, "tempo_bpm"), ==, "112");
  g_assert_null (shed_tune_get_field (loading.tune, "composer"));
  g_assert_null (shed_tune_get_field (loading.tune, "no_such"));
  g_assert_cmpstr (shed_tune_get_aliases (loading.tune)[0], ==, "An tSleá Airgid");
  g_assert_cmpstr (shed_tune_get_repertoires (loading.tune)[0], ==, repertoire);
  g_assert_true (shed_tune_is_inferred (loading.tune, "kind"));
  g_assert_false (shed_tune_is_inferred (loading.tune, "key"));
  g_clear_object (&loading.tune);
  loading.id = test_id (1);
  g_assert_true (shed_store_read (f->store, load, &loading, NULL));
  g_assert_null (loading.tune);
  g_assert_error (loading.error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_FOUND);
  g_clear_error (&loading.error);
}

static guint
count_of (gpointer object, const char *name)
{
  guint count;

  g_object_get (object, name, &count, NULL);
  return count;
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, guint *n_changes)
{
  (*n_changes)++;
}

static void
test_repertoires_stay_the_same_objects_and_count (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *first = model_run_for_id (f, shed_command_repertoire_new ("Fiddle", "fiddle"));
  g_autofree char *tune = model_new_tune (f, "A");
  g_autofree char *second = NULL;
  g_autoptr(ShedRepertoireList) list = shed_repertoire_list_new (f->store);
  ShedRepertoire *fiddle;
  guint n_changes = 0;

  model_wait_until (shed_repertoire_list_is_loaded (list));
  fiddle = shed_repertoire_list_find (list, first);
  g_assert_cmpstr (shed_repertoire_get_name (fiddle), ==, "Fiddle");
  g_assert_cmpuint (shed_repertoire_get_n_tunes (fiddle), ==, 0);
  g_signal_connect (list, "items-changed", G_CALLBACK (on_items_changed), &n_changes);
  model_run (f, shed_command_add_tunes (first, STRV (tune), SHED_ADD_LEARNING, 0, 0));
  model_wait_until (shed_repertoire_get_n_tunes (fiddle) == 1);
  g_assert_cmpuint (shed_repertoire_get_n_new (fiddle), ==, 1);
  model_run (f, shed_command_set_paused (first, STRV (tune), TRUE));
  model_wait_until (shed_repertoire_get_n_new (fiddle) == 0);
  model_run (f, shed_command_repertoire_set (first, STRV ("name"), STRV ("Violin")));
  model_wait_until (strcmp (shed_repertoire_get_name (fiddle), "Violin") == 0);
  g_assert_cmpuint (n_changes, ==, 0);
  second = model_run_for_id (f, shed_command_repertoire_new ("Banjo", "banjo"));
  model_wait_until (g_list_model_get_n_items (G_LIST_MODEL (list)) == 2);
  g_assert_true (shed_repertoire_list_find (list, first) == fiddle);
  g_assert_cmpuint (n_changes, ==, 1);
  model_run (f, shed_command_repertoire_delete (first));
  model_wait_until (g_list_model_get_n_items (G_LIST_MODEL (list)) == 1);
  g_assert_null (shed_repertoire_list_find (list, first));
  g_assert_nonnull (shed_repertoire_list_find (list, second));
  g_assert_null (shed_repertoire_list_find (list, NULL));
}

static void
test_due_is_counted_to_the_end_of_the_practice_day (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_new_repertoire (f);
  g_autofree char *a = model_new_tune (f, "A");
  g_autofree char *b = model_new_tune (f, "B");
  g_autofree char *sql = NULL;
  g_autoptr(ShedRepertoireList) list = NULL;
  /* Four in the morning in Dublin, in winter. */
  gint64 end = FIXTURE_NOW + 18 * G_GINT64_CONSTANT (3600000);

  model_run (f, shed_command_add_tunes (repertoire, STRV (a, b), SHED_ADD_LEARNING, 0, 0));
  sql = g_strdup_printf (
    "INSERT INTO schedule (repertoire_id, tune_id, due_at, state) VALUES ('%s', '%s', %" G_GINT64_FORMAT ", 2),"
    " ('%s', '%s', %" G_GINT64_FORMAT ", 2)",
    repertoire, a, end - 1, repertoire, b, end);
  fixture_write (f, sql);
  list = shed_repertoire_list_new (f->store);
  model_wait_until (shed_repertoire_list_is_loaded (list));
  g_assert_cmpuint (shed_repertoire_get_n_due (shed_repertoire_list_find (list, repertoire)), ==, 1);
}

static void
test_books_stand_with_ones_own_first (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *zebra = model_run_for_id (f, shed_command_book_new ("Zebra", FALSE));
  g_autofree char *apple = model_run_for_id (f, shed_command_book_new ("ápple", TRUE));
  g_autofree char *tune = model_new_tune (f, "A");
  g_autoptr(ShedBookList) list = shed_book_list_new (f->store);
  g_autoptr(GString) titles = g_string_new (NULL);
  g_autoptr(ShedBook) first = NULL;

  model_wait_until (g_list_model_get_n_items (G_LIST_MODEL (list)) == 3);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(ShedBook) book = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_string_append_printf (titles, "%s %u|", shed_book_get_title (book), count_of (book, "n-tunes"));
    }
  g_assert_cmpstr (titles->str, ==, "My tunes 1|ápple 0|Zebra 0|");
  first = g_list_model_get_item (G_LIST_MODEL (list), 0);
  model_run (f, shed_command_tune_move (STRV (tune), zebra));
  model_wait_until (count_of (first, "n-tunes") == 0);
  g_assert_cmpuint (count_of (shed_book_list_find (list, zebra), "n-tunes"), ==, 1);
}

static void
test_history_shows_what_counts_and_what_was_joined (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_new_repertoire (f);
  g_autofree char *other = model_run_for_id (f, shed_command_repertoire_new ("Banjo", NULL));
  g_autofree char *into = model_new_tune (f, "A");
  g_autofree char *from = model_new_tune (f, "B");
  g_autoptr(GListModel) here = shed_event_list_new (f->store, repertoire, into);
  g_autoptr(GListModel) everywhere = shed_event_list_new (f->store, NULL, into);
  ShedChosenRating good = { 3, 5, FIXTURE_NOW };
  g_autofree char *second = NULL, *id = NULL;
  g_autoptr(GObject) event = NULL;
  gboolean counts = TRUE;

  model_run (f, shed_command_add_tunes (repertoire, STRV (into, from), SHED_ADD_LEARNING, 0, 0));
  model_run (f, shed_command_add_tunes (other, STRV (into), SHED_ADD_LEARNING, 0, 0));
  model_run (f, shed_command_rate (repertoire, from, &good, FIXTURE_NOW - 1000));
  second = model_run_for_id (f, shed_command_rate (repertoire, into, &good, 0));
  model_run (f, shed_command_rate (other, into, &good, 0));
  model_run (f, shed_command_tune_merge (into, STRV (from)));
  model_run (f, shed_command_void_event (second));
  model_wait_until (g_list_model_get_n_items (everywhere) == 3);
  model_run (f, shed_command_rate (repertoire, into, &good, FIXTURE_NOW + 1000));
  model_wait_until (g_list_model_get_n_items (here) == 3 && g_list_model_get_n_items (everywhere) == 4);
  event = g_list_model_get_item (here, 1);
  g_object_get (event, "id", &id, "counts", &counts, NULL);
  g_assert_cmpstr (id, ==, second);
  g_assert_false (counts);
}

static void
test_notes_follow_edits (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *tune = model_new_tune (f, "A");
  g_autofree char *first = model_run_for_id (f, shed_command_note_new (tune, NULL, "One"));
  g_autofree char *second = model_run_for_id (f, shed_command_note_new (tune, NULL, "Two\nlines"));
  g_autoptr(GListModel) notes = shed_note_list_new (f->store, tune);
  g_autoptr(GObject) note = NULL;
  g_autofree char *id = NULL, *text = NULL;

  model_wait_until (g_list_model_get_n_items (notes) == 2);
  note = g_list_model_get_item (notes, 1);
  g_object_get (note, "id", &id, "text", &text, NULL);
  g_assert_cmpstr (id, ==, second);
  g_assert_cmpstr (text, ==, "Two\nlines");
  model_run (f, shed_command_note_set (second, "Three"));
  do
    {
      g_main_context_iteration (NULL, TRUE);
      g_free (text);
      g_object_get (note, "text", &text, NULL);
    }
  while (strcmp (text, "Three") != 0);
  model_run (f, shed_command_note_delete (first));
  model_wait_until (g_list_model_get_n_items (notes) == 1);
  model_assert_not_found (f, shed_command_note_delete (first));
  model_assert_invalid (f, shed_command_note_set (second, " "), "text");
}

typedef struct { GHashTable *values; gboolean done; } Preferences;

static void
on_preferences (GObject *source, GAsyncResult *result, gpointer data)
{
  Preferences *preferences = data;
  g_autoptr(GError) error = NULL;

  preferences->values = shed_preferences_load_finish (result, &error);
  g_assert_no_error (error);
  preferences->done = TRUE;
}

static void
test_preferences_come_with_their_defaults (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  Preferences preferences = { NULL };

  model_run (f, shed_command_set_preference ("queue.max", "20"));
  shed_preferences_load_async (f->store, NULL, on_preferences, &preferences);
  model_wait_until (preferences.done);
  g_assert_cmpstr (g_hash_table_lookup (preferences.values, "queue.max"), ==, "20");
  g_assert_cmpstr (g_hash_table_lookup (preferences.values, "queue.new"), ==, "5");
  g_hash_table_unref (preferences.values);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/id/never-changes", test_ids_are_frozen);
  g_test_add_func ("/profile/keeps-everything-under-its-folder", test_profile_keeps_everything_under_its_folder);
  g_test_add_func ("/tune/is-read-as-a-whole", test_tune_is_read_as_a_whole);
  g_test_add_func ("/repertoire/objects-stay-and-count", test_repertoires_stay_the_same_objects_and_count);
  g_test_add_func ("/repertoire/due-is-counted-to-the-end-of-the-practice-day",
                   test_due_is_counted_to_the_end_of_the_practice_day);
  g_test_add_func ("/book/ones-own-stand-first", test_books_stand_with_ones_own_first);
  g_test_add_func ("/event/history-shows-what-counts-and-what-was-joined", test_history_shows_what_counts_and_what_was_joined);
  g_test_add_func ("/note/follows-edits", test_notes_follow_edits);
  g_test_add_func ("/preference/comes-with-its-default", test_preferences_come_with_their_defaults);
  return g_test_run ();
}

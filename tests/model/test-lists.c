/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The built-in lists: what is in them is whole, and what a musician writes finds it. */
#define G_LOG_DOMAIN "test-lists"
#include <glib.h>

#include "shed-lists.h"
#include "shed-lists-strings.h"
#include "shed-text.h"

typedef struct
{
  const char *written;
  const char *kind; /* NULL: none */
} KindCase;

static const KindCase kind_cases[] = {
  { "reel", "reel" },
  { "Reels", "reel" },
  { "double jig", "jig" },
  { "Jig", "jig" },
  { "jigs", "jig" },
  { "slip jig", "slip jig" },
  { "slip-jig", "slip jig" },
  { "slipjig", "slip jig" },
  { "SLIP  JIGS", "slip jig" },
  { "waltzes", "waltz" },
  { "marches", "march" },
  { "vals", "waltz" },
  { "bourree", "bourrée" },
  { "Bourrées", "bourrée" },
  { "slangpolska", "slängpolska" },
  { "piobaireachd", "pibroch" },
  { "old-time breakdown", "breakdown" },
  { "3/2 hornpipe", "three-two" },
  { "bossa", "bossa nova" },
  { "blues", "blues" },
  { "", NULL },
  { "s", NULL },
  { "es", NULL },
  { " - ", NULL },
  { "The Silver Spear", NULL },
  { "jiggs hat", NULL },
};

static void
test_kind_is_found_as_written (gconstpointer data)
{
  const KindCase *c = data;
  const ShedKind *kind = shed_kind_lookup (c->written);

  g_assert_cmpstr (kind != NULL ? kind->id : NULL, ==, c->kind);
  g_assert_cmpstr (shed_kind_lookup_id (c->written, NULL), ==, c->kind);
}

static void
test_nothing_is_no_name (void)
{
  g_assert_null (shed_kind_lookup (NULL));
  g_assert_null (shed_instrument_lookup (NULL));
  g_assert_null (shed_kind_lookup_id (NULL, NULL));
}

/* "6/8" or "1/8": two numbers above zero. */
static void
assert_fraction (const char *text)
{
  guint64 numerator, denominator;
  g_auto(GStrv) parts = g_strsplit (text, "/", -1);

  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  g_assert_true (g_ascii_string_to_unsigned (parts[0], 10, 1, 64, &numerator, NULL));
  g_assert_true (g_ascii_string_to_unsigned (parts[1], 10, 1, 64, &denominator, NULL));
  g_assert_cmpuint (denominator & (denominator - 1), ==, 0);
}

static void
test_kinds_are_whole (void)
{
  const ShedKind *const *kinds = shed_kind_list ();

  for (guint i = 0; kinds[i] != NULL; i++)
    {
      const ShedKind *kind = kinds[i];

      g_test_message ("%s", kind->id);
      assert_fraction (kind->unit);
      if (kind->meter != NULL)
        assert_fraction (kind->meter);
      if (kind->tempo_bpm != 0)
        {
          g_assert_nonnull (kind->beat);
          assert_fraction (kind->beat);
          g_assert_cmpuint (kind->tempo_bpm, >=, 30);
          g_assert_cmpuint (kind->tempo_bpm, <=, 300);
        }
      g_assert_cmpuint (kind->swing_percent, >=, 50);
      g_assert_cmpuint (kind->swing_percent, <=, 75);
      g_assert_nonnull (kind->genres[0]);
      for (guint g = 0; kind->genres[g] != NULL; g++)
        {
          const ShedGenre *genre = shed_genre_lookup (kind->genres[g]);

          g_assert_nonnull (genre);
          g_assert_cmpstr (genre->id, ==, kind->genres[g]);
          g_assert_true (shed_kind_has_genre (kind, genre->id));
        }
      g_assert_false (shed_kind_has_genre (kind, "no such genre"));
    }
  g_assert_cmpuint (shed_kind_lookup ("slip jig")->tempo_bpm, >, 0);
  g_assert_cmpstr (shed_kind_lookup ("slip jig")->meter, ==, "9/8");
  g_assert_cmpuint (shed_kind_lookup ("hornpipe")->swing_percent, >, 50);
}

static void
test_every_genre_groups_kinds (void)
{
  const ShedGenre *const *genres = shed_genre_list ();
  const ShedKind *const *kinds = shed_kind_list ();

  for (guint g = 0; genres[g] != NULL; g++)
    {
      guint n = 0;

      for (guint k = 0; kinds[k] != NULL; k++)
        n += shed_kind_has_genre (kinds[k], genres[g]->id);
      g_test_message ("%s: %u", genres[g]->id, n);
      g_assert_cmpuint (n, >, 0);
    }
}

static void
test_instruments_are_whole (void)
{
  const ShedInstrument *const *instruments = shed_instrument_list ();
  const char *const clefs[] = { "treble", "alto", "bass", "percussion", NULL };
  const char *icons = g_getenv ("WOODSHED_ICON_DIR");
  guint n_tiles = 0;

  g_assert_nonnull (icons);
  for (guint i = 0; instruments[i] != NULL; i++)
    {
      const ShedInstrument *instrument = instruments[i];
      g_autofree char *file = g_strconcat (icons, "/", instrument->icon, ".svg", NULL);

      g_test_message ("%s", instrument->id);
      g_assert_true (g_strv_contains (clefs, instrument->clef));
      if (instrument->lowest >= 0 && instrument->highest >= 0)
        g_assert_cmpint (instrument->lowest, <, instrument->highest);
      g_assert_cmpint (ABS (instrument->transposition), <=, 24);
      g_assert_true (g_file_test (file, G_FILE_TEST_IS_REGULAR));
      n_tiles += instrument->is_tile;
    }
  g_assert_cmpuint (n_tiles, >=, 12);
  g_assert_cmpint (shed_instrument_lookup ("violin")->lowest, ==, 55);
  g_assert_cmpint (shed_instrument_lookup ("alto sax")->lowest, ==, 58);
  g_assert_cmpint (shed_instrument_lookup ("trumpet")->lowest, ==, 54);
  g_assert_cmpstr (shed_instrument_lookup ("Tin Whistle")->id, ==, "whistle");
  g_assert_cmpint (shed_instrument_lookup ("Tin Whistle")->transposition, ==, 12);
  g_assert_cmpstr (shed_instrument_lookup ("bodhran")->id, ==, "bodhrán");
}

static void
test_modes_are_rotations_of_major (void)
{
  const ShedMode *const *modes = shed_mode_list ();
  const guint8 *major = shed_mode_lookup ("major")->steps;

  for (guint m = 0; modes[m] != NULL; m++)
    {
      gboolean fits = FALSE;

      for (guint turn = 0; turn < 7 && !fits; turn++)
        {
          fits = TRUE;
          for (guint s = 0; s < 7; s++)
            fits &= modes[m]->steps[s] == (major[(s + turn) % 7] + 12 - major[turn]) % 12;
        }
      g_test_message ("%s", modes[m]->id);
      g_assert_true (fits);
    }
  g_assert_true (shed_mode_lookup ("Aeolian") == shed_mode_lookup ("minor"));
  g_assert_cmpstr (shed_mode_lookup ("Dor")->abc, ==, "dor");
}

static void
test_ladders_rise (void)
{
  const ShedGoal *const *goals = shed_goal_list ();

  g_assert_null (shed_goal_lookup ("recall")->ladder_minutes);
  for (guint g = 0; goals[g] != NULL; g++)
    for (guint r = 1; r < goals[g]->n_rungs; r++)
      g_assert_cmpuint (goals[g]->ladder_minutes[r - 1], <, goals[g]->ladder_minutes[r]);
}

static void
test_session_ready_starts_at_half_a_day (void)
{
  const ShedGoal *goal = shed_goal_lookup ("Session Ready");

  g_assert_nonnull (goal);
  g_assert_cmpstr (goal->id, ==, "session-ready");
  g_assert_cmpuint (goal->n_rungs, ==, 5);
  g_assert_cmpuint (goal->ladder_minutes[0], ==, 12 * 60);
  g_assert_cmpuint (goal->ladder_minutes[4], ==, 5 * 24 * 60);
}

/* What the five types have in common. */
typedef struct
{
  const char *id;
  const char *name;
  const char *const *aliases;
} Entry;

static void
assert_spelling_is_new (GHashTable *seen, const char *spelling, const char *id)
{
  g_autofree char *folded = shed_fold (spelling);
  const char *owner = g_hash_table_lookup (seen, folded);

  if (owner != NULL && owner != id)
    g_error ("“%s” names both “%s” and “%s”", spelling, owner, id);
  g_hash_table_insert (seen, g_steal_pointer (&folded), (gpointer) id);
}

static void
assert_spellings_name_one_entry (gconstpointer const *entries)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_assert_nonnull (entries[0]);
  for (guint i = 0; entries[i] != NULL; i++)
    {
      const Entry *entry = entries[i];

      assert_spelling_is_new (seen, entry->id, entry->id);
      assert_spelling_is_new (seen, entry->name, entry->id);
      for (guint a = 0; entry->aliases[a] != NULL; a++)
        assert_spelling_is_new (seen, entry->aliases[a], entry->id);
    }
}

static void
test_a_spelling_names_one_entry (void)
{
  assert_spellings_name_one_entry ((gconstpointer const *) shed_kind_list ());
  assert_spellings_name_one_entry ((gconstpointer const *) shed_genre_list ());
  assert_spellings_name_one_entry ((gconstpointer const *) shed_instrument_list ());
  assert_spellings_name_one_entry ((gconstpointer const *) shed_mode_list ());
  assert_spellings_name_one_entry ((gconstpointer const *) shed_goal_list ());
}

static void
assert_names (gconstpointer const *entries, const char *const *names, gsize n_names)
{
  gsize n = 0;

  for (; entries[n] != NULL; n++)
    {
      g_assert_cmpuint (n, <, n_names);
      g_assert_cmpstr (((const Entry *) entries[n])->name, ==, names[n]);
    }
  g_assert_cmpuint (n, ==, n_names);
}

static void
test_translators_see_every_name (void)
{
  assert_names ((gconstpointer const *) shed_kind_list (), shed_kind_names, G_N_ELEMENTS (shed_kind_names));
  assert_names ((gconstpointer const *) shed_genre_list (), shed_genre_names, G_N_ELEMENTS (shed_genre_names));
  assert_names ((gconstpointer const *) shed_instrument_list (), shed_instrument_names,
                G_N_ELEMENTS (shed_instrument_names));
  assert_names ((gconstpointer const *) shed_mode_list (), shed_mode_names, G_N_ELEMENTS (shed_mode_names));
  assert_names ((gconstpointer const *) shed_goal_list (), shed_goal_names, G_N_ELEMENTS (shed_goal_names));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (kind_cases); i++)
    {
      g_autofree char *shown = g_strdelimit (g_strdup (kind_cases[i].written), "/", ':');
      g_autofree char *path = g_strdup_printf ("/lists/kind-is-found-as-written/%02u %s", (guint) i, shown);

      g_test_add_data_func (path, &kind_cases[i], test_kind_is_found_as_written);
    }
  g_test_add_func ("/lists/nothing-is-no-name", test_nothing_is_no_name);
  g_test_add_func ("/lists/kinds-are-whole", test_kinds_are_whole);
  g_test_add_func ("/lists/every-genre-groups-kinds", test_every_genre_groups_kinds);
  g_test_add_func ("/lists/instruments-are-whole", test_instruments_are_whole);
  g_test_add_func ("/lists/modes-are-rotations-of-major", test_modes_are_rotations_of_major);
  g_test_add_func ("/lists/ladders-rise", test_ladders_rise);
  g_test_add_func ("/lists/session-ready-starts-at-half-a-day", test_session_ready_starts_at_half_a_day);
  g_test_add_func ("/lists/a-spelling-names-one-entry", test_a_spelling_names_one_entry);
  g_test_add_func ("/lists/translators-see-every-name", test_translators_see_every_name);
  return g_test_run ();
}

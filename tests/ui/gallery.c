/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of every screen in one state, for looking at: gallery STATE OUT_DIR, where STATE is light, dark, narrow, empty, long, rtl or
 * large. Writes OUT_DIR/<screen>-<state>.png. The library is made for the picture: the starter book, a repertoire, some weeks of practice. */

#include "shed-import.h"
#include "ui-fixture.h"

static const char *state;

static gboolean
is (const char *name)
{
  return g_str_equal (state, name);
}

static gboolean
collect_ids (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "SELECT id FROM tune ORDER BY title, id", error);

  if (stmt == NULL)
    return FALSE;
  while (shed_stmt_step (stmt, error) == SHED_STEP_ROW)
    g_ptr_array_add (data, shed_stmt_dup_text (stmt, 0));
  return TRUE;
}

static void
add_tune (UiFixture *ui, const char *title, const char *kind, const char *key)
{
  static const char *const fields[] = { "title", "kind", "key", "abc", NULL };
  const char *values[] = { title, kind, key, NULL, NULL };
  g_autofree char *abc = g_strdup_printf ("X:1\nT:%.60s\nM:4/4\nL:1/8\nK:%s\n|:A2FA dAFA|B2GB dBGB|A2FA dAFA|edce d4:|\n", "t", key);

  values[3] = abc;
  g_free (ui_fixture_run (ui, shed_command_tune_new (NULL, fields, values, NULL)));
}

static void
fill (UiFixture *ui)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ShedImportJob) job = shed_import_job_new (ui->store);

  ui_fixture_add_repertoire (ui);
  if (is ("long"))
    {
      g_autofree char *endless = g_strnfill (480, 'a');

      add_tune (ui, "The Long and Winding Reel That Somebody Once Called After the Man Who Lived Beside the Third Bridge on the Road to Lisdoonvarna", "reel", "D");
      add_tune (ui, endless, "jig", "G");
      add_tune (ui, "שיר הנוסע בדרך הארוכה אל ההרים", "waltz", "Am");
      add_tune (ui, "🎻 The Fiddler’s 🪕 Emoji 🎶 Breakdown", "breakdown", "A");
      add_tune (ui, "An Ríl a Bhí ag Pádraig Ó Súilleabháin", "reel", "Edor");
    }
  else
    {
      shed_import_job_add_starter (job, NULL);
      shed_import_job_run (job, NULL, &error);
      g_assert_no_error (error);
    }
  shed_store_read (ui->store, collect_ids, all, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < MIN (all->len, 40u); i++)
    {
      const char *one[] = { g_ptr_array_index (all, i), NULL };

      g_free (ui_fixture_run (ui, shed_command_add_tunes (ui->repertoire_id, one, SHED_ADD_LEARNING, 0, 0)));
      g_ptr_array_add (ui->tune_ids, g_strdup (one[0]));
    }
  for (guint i = 0; i < ui->tune_ids->len * 2 / 3; i++)
    {
      ui_fixture_rate (ui, i, 3, 40 - i % 7, 9);
      ui_fixture_rate (ui, i, 2 + i % 3, 30 - i % 9, 30 - i % 9 + (int) (i % 5) - 3);
    }
}

static void
shoot (UiFixture *ui, const char *screen)
{
  g_autofree char *name = g_strdup_printf ("%s-%s", screen, state);

  ui_wait_ms (500);
  ui_shot (ui, name);
}

static void
shoot_page (UiFixture *ui, const char *page)
{
  shed_window_show_page (ui->window, page);
  shoot (ui, page);
}

static UiFixture *
open_window (gboolean filled, gboolean first_steps)
{
  UiFixture *ui = ui_fixture_new ();

  if (first_steps)
    shed_settings_set_boolean (ui->settings, "first-run-done", FALSE);
  if (is ("narrow"))
    {
      shed_settings_set_int (ui->settings, "window-width", 360);
      shed_settings_set_int (ui->settings, "window-height", 720);
    }
  if (filled)
    fill (ui);
  ui_fixture_show (ui);
  ui_wait_ms (400);
  return ui;
}

int
main (int argc, char **argv)
{
  g_autoptr (UiFixture) ui = NULL, first = NULL;

  g_assert_cmpint (argc, ==, 3);
  state = argv[1];
  argc = 1;
  g_setenv ("WOODSHED_LOOK", state, TRUE);
  g_setenv ("WOODSHED_SHOTS", argv[2], TRUE);
  ui_fixture_init (&argc, &argv);

  ui = open_window (!is ("empty"), FALSE);
  shoot_page (ui, "practice");
  if (!is ("empty"))
    {
      ui_press (ui->window, GDK_KEY_3, 0);
      ui_wait_ms (300);
      ui_press (ui->window, GDK_KEY_1, 0);
      shoot (ui, "practice-rated");
      g_object_set (ui_find (ui->window, g_type_from_name ("ShedPracticePage"), NULL), "view", "cards", NULL);
      shoot (ui, "practice-card");
      ui_press (ui->window, GDK_KEY_space, 0);
      shoot (ui, "practice-card-back");
    }
  shoot_page (ui, "repertoire");
  if (!is ("empty"))
    {
      ui_press (ui->window, GDK_KEY_a, GDK_CONTROL_MASK);
      shoot (ui, "repertoire-chosen");
    }
  shoot_page (ui, "catalog");
  if (!is ("empty"))
    {
      shed_window_open_tune (ui->window, g_ptr_array_index (ui->tune_ids, 2));
      ui_wait_ms (900);
      shoot (ui, "tune");
      gtk_widget_activate_action (ui_find (ui->window, g_type_from_name ("ShedTunePage"), NULL), "tune.edit", NULL);
      ui_wait_ms (600);
      shoot (ui, "tune-edit");
    }
  g_clear_pointer (&ui, ui_fixture_free);

  first = open_window (FALSE, TRUE);
  shoot (first, "first-steps");
  return 0;
}

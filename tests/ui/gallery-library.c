/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The libraries behind the pictures. Everything in them is made here, with a clock that stands still and seeded chance,
 * so that a picture made again is the same. */
#include "gallery.h"
#include "shed-import.h"

#define NARROW_WIDTH 360
#define NARROW_HEIGHT 720
#define LONG_TITLE                                                                                                     \
  "The Long and Winding Reel That Somebody Once Called After the Man Who Lived Beside the Third Bridge"                \
  " on the Road to Lisdoonvarna"

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
  g_autofree char *abc =
    g_strdup_printf ("X:1\nT:%.60s\nM:4/4\nL:1/8\nK:%s\n|:A2FA dAFA|B2GB dBGB|A2FA dAFA|edce d4:|\n", "t", key);

  values[3] = abc;
  g_free (ui_fixture_run (ui, shed_command_tune_new (NULL, fields, values, NULL)));
}

static void
add_long_titles (UiFixture *ui)
{
  g_autofree char *endless = g_strnfill (480, 'a');
  g_autofree char *book = NULL;

  add_tune (ui, LONG_TITLE, "reel", "D");
  add_tune (ui, endless, "jig", "G");
  add_tune (ui, "שיר הנוסע בדרך הארוכה אל ההרים", "waltz", "Am");
  add_tune (ui, "🎻 The Fiddler’s 🪕 Emoji 🎶 Breakdown", "breakdown", "A");
  add_tune (ui, "An Ríl a Bhí ag Pádraig Ó Súilleabháin", "reel", "Edor");
  book = ui_fixture_run (
    ui, shed_command_book_new ("Tunes That My Grandfather Wrote Down in the Winter of the Great Snow", FALSE));
}

static void
add_starter (UiFixture *ui)
{
  g_autoptr (ShedImportJob) job = shed_import_job_new (ui->store);
  g_autoptr (GError) error = NULL;

  shed_import_job_add_starter (job, NULL);
  shed_import_job_run (job, NULL, &error);
  g_assert_no_error (error);
}

static void
add_facts (UiFixture *ui)
{
  const char *first[] = { g_ptr_array_index (ui->tune_ids, 2), NULL };
  const char *more[] = { g_ptr_array_index (ui->tune_ids, 1), g_ptr_array_index (ui->tune_ids, 3), NULL };

  g_free (ui_fixture_run (ui, shed_command_add_tag (first, "session")));
  g_free (ui_fixture_run (ui, shed_command_add_tag (more, "slow air set")));
  g_free (ui_fixture_run (
    ui, shed_command_note_new (first[0], NULL, "Start low, let the second part ring.\nEnd on the open string.")));
}

static void
fill (UiFixture *ui)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  if (gallery_get_state () == GALLERY_LONG)
    {
      g_free (ui_fixture_run (
        ui, shed_command_repertoire_new ("Uilleann Pipes for the Sunday Session at the Crossroads", "pipes")));
      ui->repertoire_id = ui_fixture_run (
        ui, shed_command_repertoire_new ("Fiddle, for the Long Evenings with the Neighbours from the Valley", "fiddle"));
      add_long_titles (ui);
    }
  else
    {
      ui_fixture_add_repertoire (ui);
      g_free (ui_fixture_run (ui, shed_command_repertoire_new ("Tenor Banjo", "banjo")));
      add_starter (ui);
      add_tune (ui, "The Kitchen Table", "jig", "G");
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
  add_facts (ui);
}

/* What the application brings: without one its menu items would be grey. */
static void
add_application_actions (UiFixture *ui)
{
  g_autoptr (GSimpleActionGroup) application = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) about = g_simple_action_new ("about", NULL);
  g_autoptr (GSimpleAction) shortcuts = g_simple_action_new ("show-help-overlay", NULL);

  g_action_map_add_action (G_ACTION_MAP (application), G_ACTION (about));
  gtk_widget_insert_action_group (GTK_WIDGET (ui->window), "app", G_ACTION_GROUP (application));
  g_action_map_add_action (G_ACTION_MAP (ui->window), G_ACTION (shortcuts));
}

static GPtrArray *toasts;

static void
toast_cb (ShedContext *context, AdwToast *toast)
{
  if (toasts == NULL)
    toasts = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (toasts, g_object_ref (toast));
}

void
gallery_drop_toasts (void)
{
  for (guint i = 0; toasts != NULL && i < toasts->len; i++)
    adw_toast_dismiss (toasts->pdata[i]);
  if (toasts != NULL)
    g_ptr_array_set_size (toasts, 0);
}

UiFixture *
gallery_open_library (GalleryLibrary library)
{
  UiFixture *ui = ui_fixture_new ();

  shed_settings_set_boolean (ui->settings, "first-run-done", library != GALLERY_FIRST_RUN);
  if (gallery_get_state () == GALLERY_NARROW)
    {
      shed_settings_set_int (ui->settings, "window-width", NARROW_WIDTH);
      shed_settings_set_int (ui->settings, "window-height", NARROW_HEIGHT);
    }
  if (library == GALLERY_FILLED || library == GALLERY_ACCOUNT)
    fill (ui);
  else if (library == GALLERY_BARE)
    ui_fixture_add_repertoire (ui);
  else if (library == GALLERY_FIRST_RUN && gallery_get_state () == GALLERY_LONG)
    add_long_titles (ui); /* as from a book of one's own, beside the starter book */
  if (ui->repertoire_id != NULL)
    shed_settings_set_string (ui->settings, "current-repertoire", ui->repertoire_id);
  if (library == GALLERY_ACCOUNT)
    ui->sync = gallery_new_account (ui);
  ui_fixture_show (ui);
  add_application_actions (ui);
  g_signal_connect (ui->context, "toast", G_CALLBACK (toast_cb), NULL);
  return ui;
}

char *
gallery_dup_poor_book (void)
{
  GString *text = g_string_new (NULL);

  if (gallery_get_state () == GALLERY_LONG)
    g_string_append (text, "X:30\nT:" LONG_TITLE "\nM:6/8\nL:1/8\nK:G\n|:GAB c2A|BGE D3:|\n\n");
  for (int i = 1; i <= 24; i++)
    g_string_append_printf (
      text,
      "X:%d\nT:Tune of the Old Book, No. %d\nR:reel\nM:4/4\nL:1/8\nK:D\n|:A2FA dAFA|B2GB dBGB|A2FA dAFA|edce d4:|\n\n",
      i, i);
  g_string_append (text, "X:25\nT:No Kind Is Named\nM:6/8\nL:1/8\nK:G\n|:GAB c2A|BGE D3:|\n\n"
                         "X:25\nT:The Same Number Again\nR:jig\nM:6/8\nK:G\n|:GAB c2A|BGE D3:|\n\n"
                         "X:26\nT:A Bar Too Long\nR:reel\nM:4/4\nL:1/8\nK:Ador\n|:A2FA dAFA BB|B2GB dBGB|A2FA dAFA|edce d4:|\n\n"
                         "X:27\nT:Without a Key\nR:reel\nM:4/4\nL:1/8\n|:A2FA dAFA|B2GB dBGB:|\n\n"
                         "X:28\nR:reel\nM:4/4\nL:1/8\nK:G\n|:G2BG dGBG:|\n\n"
                         "X:29\nT:Signs That Mean Nothing\nR:reel\nM:4/4\nL:1/8\nK:G\n|:G2BG ?;dG\\BG:|\n\n");
  return g_string_free (text, FALSE);
}

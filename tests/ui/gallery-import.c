/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screens of an import: on its way, stopped, done, and too large to begin unasked.
 *
 * One waits in the middle, held by a rule that derives nothing. */
#include "gallery-hand.h"
#include "gallery-places.h"

#include <glib/gstdio.h>

#include "shed-import-bar.h"
#include "shed-importer.h"

#define TUNES_OF_A_LARGE_BOOK 5200

static GMutex hold_lock;
static GCond hold_changed;
static gboolean is_held, may_go;
static guint n_steps;

static gboolean
hold (ShedDb *db, ShedChanges *changes, gboolean everything, gpointer data, GError **error)
{
  g_mutex_lock (&hold_lock);
  if (!everything && ++n_steps == 1)
    {
      is_held = TRUE;
      while (!may_go)
        g_cond_wait (&hold_changed, &hold_lock);
    }
  g_mutex_unlock (&hold_lock);
  return TRUE;
}

static gboolean
import_is_held (gpointer data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&hold_lock);

  return is_held;
}

static char *
dup_large_book (guint n_tunes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 1; i <= n_tunes; i++)
    g_string_append_printf (
      text, "X:%u\nT:Tune of the Large Book, No. %u\nR:reel\nM:4/4\nL:1/8\nK:D\n|:A2FA dAFA|B2GB dBGB:|\n\n", i, i);
  return g_string_free (text, FALSE);
}

void
gallery_show_importing (UiFixture *ui)
{
  static const char *const tables[] = { "tune", NULL };
  ShedImporter *importer = shed_importer_get (ui->context);
  g_autofree char *text = dup_large_book (6000);
  g_autoptr (GError) error = NULL;

  gallery_show_catalog (ui);
  shed_store_add_deriver (ui->store, "gallery-hold", 1, tables, hold, NULL, NULL, &error);
  g_assert_no_error (error);
  shed_importer_add_text (importer, "", text);
  ui_wait_for (import_is_held, NULL, "an import under way");
  g_signal_emit_by_name (importer, "changed");
}

static gboolean
import_is_done (gpointer data)
{
  return shed_importer_get_state (data) == SHED_IMPORTER_DONE;
}

void
gallery_show_cancelled_import (UiFixture *ui)
{
  ShedImporter *importer = shed_importer_get (ui->context);

  shed_importer_cancel (importer);
  g_mutex_lock (&hold_lock);
  may_go = TRUE;
  g_cond_signal (&hold_changed);
  g_mutex_unlock (&hold_lock);
  ui_wait_for (import_is_done, importer, "the import to stop");
}

void
gallery_show_imported (UiFixture *ui)
{
  ShedImporter *importer = shed_importer_get (ui->context);
  g_autofree char *text = gallery_dup_poor_book ();

  shed_importer_dismiss (importer);
  shed_context_undo (ui->context);
  gallery_show_catalog (ui);
  shed_importer_add_text (importer, "", text);
  ui_wait_for (import_is_done, importer, "the import");
}

void
gallery_show_report (UiFixture *ui)
{
  gallery_act (ui, SHED_TYPE_IMPORT_BAR, "import.report");
}

void
gallery_show_large_question (UiFixture *ui)
{
  ShedImporter *importer = shed_importer_get (ui->context);
  g_autofree char *text = dup_large_book (TUNES_OF_A_LARGE_BOOK);
  g_autofree char *path = g_build_filename (ui->folder, "Tunes of the Valley.abc", NULL);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  shed_importer_dismiss (importer);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_list_store_append (files, file);
  shed_importer_add_files (importer, GTK_WINDOW (ui->window), G_LIST_MODEL (files));
  while (shed_importer_get_state (importer) != SHED_IMPORTER_ASKING)
    ui_wait_ms (20);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two rows say what they would do, then how far they are, then what they found. */
#include "shed-compare-group.h"

#include <glib/gi18n.h>

#define MAX_KINDS 3 /* that are named */

struct _ShedCompareGroup
{
  AdwPreferencesGroup parent_instance;

  ShedContext      *context;     /* nullable */
  GCancellable     *cancellable;
  ShedSyncCompared *compared;    /* nullable */
  GtkWidget        *compare_row, *load_row;
  GtkWidget        *compare_spinner, *load_spinner;
  gboolean          reading, again;
};

G_DEFINE_FINAL_TYPE (ShedCompareGroup, shed_compare_group, ADW_TYPE_PREFERENCES_GROUP)

/* Words */

static char *
dup_count (const ShedSyncDifference *difference)
{
  const char *table = difference->table;
  guint n = difference->n;

  if (g_str_equal (table, "book"))
    return g_strdup_printf (ngettext ("%'u book", "%'u books", n), n);
  if (g_str_equal (table, "tune"))
    return g_strdup_printf (ngettext ("%'u tune", "%'u tunes", n), n);
  if (g_str_equal (table, "tune_alias"))
    return g_strdup_printf (ngettext ("%'u other name", "%'u other names", n), n);
  if (g_str_equal (table, "repertoire"))
    return g_strdup_printf (ngettext ("%'u repertoire", "%'u repertoires", n), n);
  if (g_str_equal (table, "repertoire_tune"))
    return g_strdup_printf (ngettext ("%'u tune of a repertoire", "%'u tunes of repertoires", n), n);
  if (g_str_equal (table, "practice_event"))
    return g_strdup_printf (ngettext ("%'u practice", "%'u practices", n), n);
  if (g_str_equal (table, "queue_item"))
    return g_strdup_printf (ngettext ("%'u tune of a day’s list", "%'u tunes of days’ lists", n), n);
  if (g_str_equal (table, "note"))
    return g_strdup_printf (ngettext ("%'u note", "%'u notes", n), n);
  if (g_str_equal (table, "reference"))
    return g_strdup_printf (ngettext ("%'u reference", "%'u references", n), n);
  if (g_str_equal (table, "tag"))
    return g_strdup_printf (ngettext ("%'u tag", "%'u tags", n), n);
  if (g_str_equal (table, "tune_tag"))
    return g_strdup_printf (ngettext ("%'u tag of a tune", "%'u tags of tunes", n), n);
  if (g_str_equal (table, "tune_set"))
    return g_strdup_printf (ngettext ("%'u set", "%'u sets", n), n);
  if (g_str_equal (table, "tune_set_item"))
    return g_strdup_printf (ngettext ("%'u tune of a set", "%'u tunes of sets", n), n);
  if (g_str_equal (table, "setlist"))
    return g_strdup_printf (ngettext ("%'u set list", "%'u set lists", n), n);
  if (g_str_equal (table, "setlist_item"))
    return g_strdup_printf (ngettext ("%'u line of a set list", "%'u lines of set lists", n), n);
  if (g_str_equal (table, "goal"))
    return g_strdup_printf (ngettext ("%'u goal", "%'u goals", n), n);
  if (g_str_equal (table, "media"))
    return g_strdup_printf (ngettext ("%'u recording", "%'u recordings", n), n);
  if (g_str_equal (table, "media_marker"))
    return g_strdup_printf (ngettext ("%'u marker", "%'u markers", n), n);
  if (g_str_equal (table, "preference"))
    return g_strdup_printf (ngettext ("%'u preference", "%'u preferences", n), n);
  if (g_str_equal (table, "conflict"))
    return g_strdup_printf (ngettext ("%'u choice", "%'u choices", n), n);
  return g_strdup_printf (ngettext ("%'u other thing", "%'u other things", n), n);
}

char *
shed_compare_text_dup (const ShedSyncCompared *compared, const ShedTimeFrame *frame)
{
  g_autofree char *when = compared->at_ms != 0 ? shed_time_text_exact (compared->at_ms, frame) : NULL;
  g_autofree char *kinds = NULL;

  if (when == NULL)
    return NULL;
  if (!compared->is_known)
    /* Translators: %s is a date with the time. */
    return g_strdup_printf (_("Everything was read again. %s."), when);
  if (compared->n_differed == 0)
    return g_strdup_printf (ngettext ("Everything is the same on both: %'u thing. %s.",
                                      "Everything is the same on both: %'u things. %s.", compared->n_rows),
                            compared->n_rows, when);
  for (guint i = 0; i < MIN (compared->differed->len, MAX_KINDS); i++)
    {
      g_autofree char *count = dup_count (&g_array_index (compared->differed, ShedSyncDifference, i));
      g_autofree char *before = g_steal_pointer (&kinds);

      /* Translators: puts together "2 tunes, 1 note, 3 tags": what stands there so far, and the next. */
      kinds = before != NULL ? g_strdup_printf (_("%s, %s"), before, count) : g_steal_pointer (&count);
    }
  if (compared->differed->len > MAX_KINDS)
    {
      g_autofree char *before = g_steal_pointer (&kinds);

      /* Translators: %s is "2 tunes, 1 note, 3 tags". */
      kinds = g_strdup_printf (_("%s and more"), before);
    }
  /* Translators: the first %s is "2 tunes, 1 note", the second a date with the time. */
  return g_strdup_printf (ngettext ("%s differed and was put right. %s.", "%s differed and were put right. %s.",
                                    compared->n_differed),
                          kinds, when);
}

static char *
dup_progress (const ShedSyncView *view)
{
  if (!shed_sync_view_is (view, "syncing"))
    return g_strdup (_("Goes on as soon as your project can be reached"));
  if (view->n_loaded == 0)
    return g_strdup (_("Begun…"));
  return g_strdup_printf (ngettext ("%'u thing so far…", "%'u things so far…", view->n_loaded), view->n_loaded);
}

/* What is shown */

static void
show_row (ShedCompareGroup *self, GtkWidget *row, GtkWidget *spinner, gboolean running, gboolean found, const char *offer)
{
  const ShedSyncView *view = shed_sync_host_get_view (shed_context_get_sync (self->context));
  ShedTimeFrame frame = shed_context_get_frame (self->context);
  g_autofree char *text = running ? dup_progress (view) : found ? shed_compare_text_dup (self->compared, &frame) : NULL;

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text != NULL ? text : offer);
  gtk_widget_set_visible (spinner, running);
  gtk_spinner_set_spinning (GTK_SPINNER (spinner), running && shed_sync_view_is (view, "syncing"));
}

static void
show (ShedCompareGroup *self)
{
  ShedSyncHost *sync = shed_context_get_sync (self->context);
  ShedAccount *account = shed_sync_host_get_account (sync);
  const ShedSyncView *view = shed_sync_host_get_view (sync);
  gboolean can = shed_sync_host_get_service (sync) != NULL && shed_account_is_signed_in (account) && !view->first &&
                 !view->comparing && !view->reloading && !shed_sync_view_is (view, "busy") &&
                 !shed_sync_view_is (view, "sign-in") && !shed_sync_view_is (view, "update-needed");

  gtk_widget_set_visible (GTK_WIDGET (self), shed_account_exists (account));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compare.compare", can);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compare.load", can);
  show_row (self, self->compare_row, self->compare_spinner, view->comparing,
            self->compared != NULL && !self->compared->loaded, _("Reads everything there, tells what differs and puts it right"));
  show_row (self, self->load_row, self->load_spinner, view->reloading, self->compared != NULL && self->compared->loaded,
            _("When something is missing here. What waits to be sent stays, and is sent."));
}

static void read_compared (ShedCompareGroup *self);

static void
compared_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedCompareGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  ShedSyncCompared *compared = shed_sync_compared_read_finish (SHED_STORE (source), result, &error);

  self->reading = FALSE;
  if (self->context == NULL || compared == NULL)
    {
      g_clear_pointer (&compared, shed_sync_compared_free);
      return;
    }
  g_clear_pointer (&self->compared, shed_sync_compared_free);
  self->compared = compared;
  show (self);
  if (self->again)
    read_compared (self);
}

static void
read_compared (ShedCompareGroup *self)
{
  self->again = self->reading;
  if (self->reading)
    return;
  self->reading = TRUE;
  shed_sync_compared_read_async (shed_context_get_store (self->context), self->cancellable, compared_read_cb,
                                 g_object_ref (self));
}

static void
account_changed_cb (ShedCompareGroup *self)
{
  show (self);
  read_compared (self);
}

static void
compare_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  shed_sync_host_compare (shed_context_get_sync (SHED_COMPARE_GROUP (widget)->context));
}

static void
load_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  shed_sync_host_load_again (shed_context_get_sync (SHED_COMPARE_GROUP (widget)->context));
}

/* The object */

static GtkWidget *
row_new (const char *title, const char *button_text, const char *action, GtkWidget **spinner)
{
  GtkWidget *row = adw_action_row_new (), *button = gtk_button_new_with_mnemonic (button_text);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  *spinner = gtk_spinner_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (*spinner), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), *spinner);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

/**
 * shed_compare_group_set_context:
 * @self: the group
 * @context: whose account and library
 */
void
shed_compare_group_set_context (ShedCompareGroup *self, ShedContext *context)
{
  g_return_if_fail (SHED_IS_COMPARE_GROUP (self));
  g_return_if_fail (self->context == NULL && shed_context_get_sync (context) != NULL);

  self->context = g_object_ref (context);
  g_signal_connect_object (shed_context_get_sync (context), "changed", G_CALLBACK (account_changed_cb), self, G_CONNECT_SWAPPED);
  account_changed_cb (self);
}

static void
shed_compare_group_dispose (GObject *object)
{
  ShedCompareGroup *self = SHED_COMPARE_GROUP (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->context);
  g_clear_pointer (&self->compared, shed_sync_compared_free);
  G_OBJECT_CLASS (shed_compare_group_parent_class)->dispose (object);
}

static void
shed_compare_group_class_init (ShedCompareGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = shed_compare_group_dispose;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "compare.compare", NULL, compare_action);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "compare.load", NULL, load_action);
}

static void
shed_compare_group_init (ShedCompareGroup *self)
{
  self->cancellable = g_cancellable_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _("If Something Looks Wrong"));
  self->compare_row = row_new (_("Compare With Your Project"), _("_Compare"), "compare.compare", &self->compare_spinner);
  self->load_row = row_new (_("Load Everything Again"), _("_Load Again"), "compare.load", &self->load_spinner);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->compare_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->load_row);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

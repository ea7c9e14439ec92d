/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One tune as a page of the window: score, practice, facts, notes, history. It reads the tune and how it stands off the
 * main thread and reads again what a change of the library touched; nothing is shown before it is in the library. */
#include "shed-tune-page-private.h"

#include <glib/gi18n.h>

#include "shed-abc-tune.h"
#include "shed-error-text.h"
#include "shed-facts-text.h"
#include "shed-page.h"
#include "shed-question.h"
#include "shed-row-box.h"
#include "shed-score-text.h"
#include "shed-tune-columns.h"
#include "shed-ui.h"
#include "shed-view-state.h"

enum { PROP_0, PROP_CONTEXT, PROP_TUNE_ID, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void page_iface_init (ShedPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ShedTunePage, shed_tune_page, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (SHED_TYPE_PAGE, page_iface_init))

static void load_tune (ShedTunePage *self);

static gboolean
shows (ShedTunePage *self, const char *name)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), name) == 0;
}

ShedTuneEditor *
shed_tune_page_get_editor (ShedTunePage *self)
{
  GtkWidget *editor = adw_bin_get_child (self->editor_bin);

  return editor != NULL ? SHED_TUNE_EDITOR (editor) : NULL;
}

/* The header says the title when the page's own is scrolled out of view. */
static void
update_header (ShedTunePage *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  gboolean editing = shows (self, "edit");
  gboolean scrolled =
    shows (self, "tune") && gtk_adjustment_get_value (adjustment) > gtk_widget_get_height (GTK_WIDGET (self->title));
  const char *title = self->tune != NULL ? shed_tune_get_title (self->tune) : "";
  g_autofree char *line = NULL;

  if (self->tune != NULL && scrolled)
    line = shed_facts_text_line (shed_tune_get_field (self->tune, "kind"), shed_tune_get_field (self->tune, "key"));
  adw_window_title_set_title (self->window_title, editing ? _("Edit") : scrolled ? title : "");
  adw_window_title_set_subtitle (self->window_title, line != NULL ? line : "");
  gtk_widget_set_visible (self->back_button, !editing);
  gtk_widget_set_visible (self->discard_button, editing);
  gtk_widget_set_visible (self->save_button, editing);
  gtk_widget_set_visible (self->edit_button, shows (self, "tune"));
  gtk_widget_set_visible (self->menu_button, shows (self, "tune"));
}

static void
show_state (ShedTunePage *self, const char *name)
{
  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_info_bar_set_revealed (self->draft_bar, self->draft != NULL && g_str_equal (name, "tune"));
  update_header (self);
  shed_tune_page_update_actions (self);
}

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static char *
dup_music_in_words (ShedTunePage *self, const char *abc)
{
  g_autoptr (ShedAbcTune) parsed = NULL;

  if (abc == NULL)
    return NULL;
  parsed = shed_abc_tune_new_from_text (abc, -1);
  return shed_score_text_describe (parsed, shed_tune_get_field (self->tune, "kind"), shed_tune_get_field (self->tune, "key"),
                                   shed_tune_get_field (self->tune, "meter"), shed_tune_get_field (self->tune, "structure"));
}

static void
show_tune (ShedTunePage *self)
{
  const char *abc = shed_tune_get_field (self->tune, "abc");
  const char *structure = shed_tune_get_field (self->tune, "structure");
  const char *composer = shed_tune_get_field (self->tune, "composer");
  g_autofree char *kind = shed_facts_text_kind (shed_tune_get_field (self->tune, "kind"));
  g_autofree char *key = shed_facts_text_key (shed_tune_get_field (self->tune, "key"));
  g_autofree char *aliases = g_strjoinv ("\n", (char **) shed_tune_get_aliases (self->tune));
  g_autofree char *also = shed_facts_text_also (aliases);
  g_autofree char *facts = NULL;
  g_autofree char *words = dup_music_in_words (self, abc);

  facts = shed_facts_text_join (kind != NULL ? kind : "", key != NULL ? key : "", structure != NULL ? structure : "",
                                composer != NULL ? composer : "", NULL);
  gtk_label_set_label (self->title, shed_tune_get_title (self->tune));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), shed_tune_get_title (self->tune));
  set_text (self->facts, facts);
  set_text (self->also, also);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->also), also);
  shed_score_view_set_title (self->score, shed_tune_get_title (self->tune));
  shed_score_view_set_description (self->score, words);
  shed_score_view_set_abc (self->score, abc != NULL ? abc : "");
  shed_tune_details_show_tune (self->details, self->tune);
}

static void
show_gone (ShedTunePage *self)
{
  g_clear_object (&self->tune);
  if (self->leaving)
    return;
  adw_status_page_set_icon_name (self->gone, "user-trash-symbolic");
  adw_status_page_set_title (self->gone, _("This Tune Was Deleted"));
  adw_status_page_set_description (self->gone, _("What was practised of it is kept."));
  show_state (self, "gone");
}

static void
show_fault (ShedTunePage *self, const GError *error)
{
  const char *what, *next_step;

  shed_error_text_get (error, &what, &next_step);
  adw_status_page_set_icon_name (self->gone, "dialog-warning-symbolic");
  adw_status_page_set_title (self->gone, what);
  adw_status_page_set_description (self->gone, next_step);
  show_state (self, "gone");
}

static void
tune_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ShedTunePage *self;
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedTune) tune = shed_tune_load_finish (result, &error);
  ShedTuneEditor *editor;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = SHED_TUNE_PAGE (user_data);
  self->loading_tune = FALSE;
  if (self->tune_again)
    {
      load_tune (self);
      return;
    }
  editor = shed_tune_page_get_editor (self);
  if (tune != NULL)
    {
      g_set_object (&self->tune, tune);
      show_tune (self);
      if (editor != NULL)
        shed_tune_editor_refresh (editor, tune);
      else if (!shows (self, "tune"))
        show_state (self, "tune");
      else
        shed_tune_page_update_actions (self);
      update_header (self);
    }
  else if (editor != NULL)
    {
      g_clear_object (&self->tune);
      shed_tune_editor_refresh (editor, NULL);
    }
  else if (g_error_matches (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_FOUND))
    show_gone (self);
  else
    show_fault (self, error);
}

static void
load_tune (ShedTunePage *self)
{
  self->tune_again = self->loading_tune;
  if (self->loading_tune)
    return;
  self->loading_tune = TRUE;
  shed_tune_load_async (shed_context_get_store (self->context), self->tune_id, self->cancellable, tune_loaded_cb, self);
}

static void
standing_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ShedTunePage *self;
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedStanding) standing = shed_standing_load_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = SHED_TUNE_PAGE (user_data);
  self->loading_standing = FALSE;
  if (self->standing_again)
    {
      shed_tune_page_reload_standing (self);
      return;
    }
  if (standing == NULL)
    {
      g_message ("How a tune stands was not read: %s", error->message);
      return;
    }
  g_clear_pointer (&self->standing, shed_standing_free);
  self->standing = g_steal_pointer (&standing);
  shed_tune_practice_show (self->practice, self->context, self->standing);
  shed_tune_details_show_standing (self->details, self->standing);
  shed_tune_page_update_actions (self);
}

/* Again after the one that is on its way, never beside it: the last answer is the newest. */
void
shed_tune_page_reload_standing (ShedTunePage *self)
{
  self->standing_again = self->loading_standing;
  if (self->loading_standing)
    return;
  self->loading_standing = TRUE;
  shed_standing_load_async (shed_context_get_store (self->context), shed_context_get_repertoire_id (self->context), self->tune_id,
                            self->cancellable, standing_loaded_cb, self);
}

static void
store_changed_cb (ShedTunePage *self, ShedChanges *changes)
{
  static const char *const of_tune[] = { "tune_alias", "tune_tag", "tag", "book" };
  static const char *const of_standing[] = { "repertoire_tune", "practice_event", "repertoire", "preference", "goal" };
  GHashTable *ids = shed_changes_get_ids (changes, "tune");
  gboolean tune = shed_changes_is_everything (changes) || (ids != NULL && g_hash_table_contains (ids, self->tune_id));
  gboolean standing = shed_changes_is_everything (changes);

  for (guint i = 0; i < G_N_ELEMENTS (of_tune); i++)
    tune |= shed_changes_has_table (changes, of_tune[i]);
  for (guint i = 0; i < G_N_ELEMENTS (of_standing); i++)
    standing |= shed_changes_has_table (changes, of_standing[i]);
  if (tune)
    load_tune (self);
  if (standing || tune)
    shed_tune_page_reload_standing (self);
}

static void
repertoire_changed_cb (ShedTunePage *self)
{
  shed_tune_history_set_tune (self->history, self->context, shed_context_get_repertoire_id (self->context), self->tune_id);
  shed_tune_practice_show (self->practice, self->context, NULL);
  shed_tune_page_reload_standing (self);
}

static void
draft_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ShedTunePage *self;
  g_autoptr (GError) error = NULL;
  g_autofree char *draft = shed_view_state_read_finish (SHED_STORE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || draft == NULL)
    return;
  self = SHED_TUNE_PAGE (user_data);
  g_free (self->draft);
  self->draft = g_steal_pointer (&draft);
  if (shows (self, "tune"))
    gtk_info_bar_set_revealed (self->draft_bar, TRUE);
}

static void
read_draft (ShedTunePage *self)
{
  g_autofree char *name = shed_tune_editor_dup_draft_name (self->tune_id);

  shed_view_state_read_async (shed_context_get_store (self->context), name, self->cancellable, draft_read_cb, self);
}

static void
zoom_changed_cb (ShedTunePage *self)
{
  shed_settings_set_double (shed_context_get_settings (self->context), "score-zoom", shed_score_view_get_zoom (self->score));
}

static void
editor_changed_cb (ShedTunePage *self)
{
  shed_tune_page_update_actions (self);
}

static void
editor_saved_cb (ShedTunePage *self, const char *id)
{
  gboolean other = g_strcmp0 (id, self->tune_id) != 0;

  g_clear_pointer (&self->draft, g_free);
  shed_tune_page_stop_editing (self);
  if (other)
    shed_context_open_tune (self->context, id);
  else if (self->back_after_save)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
  self->back_after_save = FALSE;
}

void
shed_tune_page_edit (ShedTunePage *self)
{
  GtkWidget *editor;

  if (self->tune == NULL || shed_tune_page_get_editor (self) != NULL)
    return;
  editor = shed_tune_editor_new (self->context, self->tune, self->draft);
  g_signal_connect_object (editor, "notify::dirty", G_CALLBACK (editor_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (editor, "notify::can-save", G_CALLBACK (editor_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (editor, "saved", G_CALLBACK (editor_saved_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->editor_bin, editor);
  show_state (self, "edit");
  gtk_widget_child_focus (editor, GTK_DIR_TAB_FORWARD);
}

void
shed_tune_page_stop_editing (ShedTunePage *self)
{
  if (shed_tune_page_get_editor (self) == NULL)
    return;
  if (self->tune != NULL)
    show_state (self, "tune");
  adw_bin_set_child (self->editor_bin, NULL);
  if (self->tune == NULL)
    show_gone (self);
  if (gtk_widget_get_visible (self->edit_button))
    gtk_widget_grab_focus (self->edit_button);
}

static void
leave_response_cb (ShedTunePage *self, const char *response)
{
  ShedTuneEditor *editor = shed_tune_page_get_editor (self);

  if (editor == NULL)
    return;
  if (g_str_equal (response, "save"))
    shed_tune_editor_save (editor);
  else if (g_str_equal (response, "discard"))
    gtk_widget_activate_action (GTK_WIDGET (self), "tune.discard", NULL);
}

/* Leaving with something unsaved asks; nothing is lost whatever is answered. */
static gboolean
shed_tune_page_back (ShedPage *page)
{
  ShedTunePage *self = SHED_TUNE_PAGE (page);
  ShedTuneEditor *editor = shed_tune_page_get_editor (self);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog;

  if (editor == NULL)
    return FALSE;
  if (!shed_tune_editor_is_dirty (editor))
    {
      shed_tune_page_stop_editing (self);
      return TRUE;
    }
  dialog = shed_question_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, _("Save Changes?"),
                              _("What you typed is not saved yet. It is kept until you decide."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Keep Editing"), "discard", _("_Discard"), "save",
                                    _("_Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "save", shed_tune_editor_can_save (editor));
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (leave_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  return TRUE;
}

static void
take_focus (ShedTunePage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    gtk_widget_grab_focus (gtk_widget_get_visible (self->back_button) ? self->back_button : self->save_button);
}

static void
shed_tune_page_shown (ShedPage *page)
{
  ShedTunePage *self = SHED_TUNE_PAGE (page);

  if (self->context != NULL)
    shed_tune_page_reload_standing (self);
  take_focus (self);
}

/* The keys of the page must not go to what lies behind it. */
static void
shed_tune_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (shed_tune_page_parent_class)->map (widget);
  take_focus (SHED_TUNE_PAGE (widget));
}

static void
page_iface_init (ShedPageInterface *iface)
{
  iface->back = shed_tune_page_back;
  iface->shown = shed_tune_page_shown;
}

static void
shed_tune_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ShedTunePage *self = SHED_TUNE_PAGE (object);

  switch (prop_id)
    {
    case PROP_CONTEXT:
      g_value_set_object (value, self->context);
      break;
    case PROP_TUNE_ID:
      g_value_set_string (value, self->tune_id);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_tune_page_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ShedTunePage *self = SHED_TUNE_PAGE (object);

  switch (prop_id)
    {
    case PROP_CONTEXT:
      self->context = g_value_dup_object (value);
      break;
    case PROP_TUNE_ID:
      self->tune_id = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_tune_page_constructed (GObject *object)
{
  ShedTunePage *self = SHED_TUNE_PAGE (object);
  g_autofree char *cache = NULL;

  G_OBJECT_CLASS (shed_tune_page_parent_class)->constructed (object);
  if (self->context == NULL || self->tune_id == NULL)
    return;
  g_object_set (self->state_bar, "context", self->context, NULL);
  cache = shed_profile_dup_cache (shed_context_get_profile (self->context));
  shed_score_view_set_cache_folder (self->score, cache);
  shed_score_view_set_zoom (self->score, shed_settings_get_double (shed_context_get_settings (self->context), "score-zoom"));
  g_signal_connect_object (self->score, "notify::zoom", G_CALLBACK (zoom_changed_cb), self, G_CONNECT_SWAPPED);
  shed_tune_details_set_context (self->details, self->context);
  shed_tune_notes_set_tune (self->notes, self->context, self->tune_id);
  shed_tune_history_set_tune (self->history, self->context, shed_context_get_repertoire_id (self->context), self->tune_id);
  shed_tune_practice_show (self->practice, self->context, NULL);
  g_signal_connect_object (shed_context_get_store (self->context), "changed", G_CALLBACK (store_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->context, "notify::repertoire-id", G_CALLBACK (repertoire_changed_cb), self, G_CONNECT_SWAPPED);
  self->sync = shed_tune_sync_new (self->context, self->tune_id,
                                   G_MENU (gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (self->menu_button))),
                                   "tune.sync-state");
  g_signal_connect_object (self->menu_button, "notify::active", G_CALLBACK (shed_tune_sync_update), self->sync,
                           G_CONNECT_SWAPPED);
  load_tune (self);
  shed_tune_page_reload_standing (self);
  read_draft (self);
}

static void
shed_tune_page_dispose (GObject *object)
{
  ShedTunePage *self = SHED_TUNE_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->sync != NULL)
    g_object_run_dispose (G_OBJECT (self->sync));
  g_clear_object (&self->sync);
  g_clear_pointer (&self->standing, shed_standing_free);
  g_clear_object (&self->tune);
  g_clear_object (&self->context);
  g_clear_pointer (&self->tune_id, g_free);
  g_clear_pointer (&self->draft, g_free);

  G_OBJECT_CLASS (shed_tune_page_parent_class)->dispose (object);
}

static void
shed_tune_page_class_init (ShedTunePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = shed_tune_page_get_property;
  object_class->set_property = shed_tune_page_set_property;
  object_class->constructed = shed_tune_page_constructed;
  object_class->dispose = shed_tune_page_dispose;
  widget_class->map = shed_tune_page_map;

  properties[PROP_CONTEXT] = g_param_spec_object ("context", NULL, NULL, SHED_TYPE_CONTEXT,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_TUNE_ID] = g_param_spec_string ("tune-id", NULL, NULL, NULL,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (SHED_TYPE_ROW_BOX);
  g_type_ensure (SHED_TYPE_SCORE_VIEW);
  g_type_ensure (SHED_TYPE_STATE_BAR);
  g_type_ensure (SHED_TYPE_TUNE_COLUMNS);
  g_type_ensure (SHED_TYPE_TUNE_DETAILS);
  g_type_ensure (SHED_TYPE_TUNE_HISTORY);
  g_type_ensure (SHED_TYPE_TUNE_NOTES);
  g_type_ensure (SHED_TYPE_TUNE_PRACTICE);
  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-tune-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedTunePage, window_title);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePage, back_button);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePage, discard_button);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePage, edit_button);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePage, save_button);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePage, state_bar);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePage, draft_bar);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePage, stack);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePage, scroller);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePage, title);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePage, facts);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePage, also);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePage, practice);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePage, score);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePage, details);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePage, notes);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePage, history);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePage, editor_bin);
  gtk_widget_class_bind_template_child (widget_class, ShedTunePage, gone);
  gtk_widget_class_bind_template_callback (widget_class, update_header);
  shed_tune_page_install_actions (widget_class);
}

static void
shed_tune_page_init (ShedTunePage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "value-changed",
                           G_CALLBACK (update_header), self, G_CONNECT_SWAPPED);
  update_header (self);
  shed_tune_page_update_actions (self);
}

/**
 * shed_tune_page_new:
 * @context: of the window
 * @tune_id: which tune
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
shed_tune_page_new (ShedContext *context, const char *tune_id)
{
  return g_object_new (SHED_TYPE_TUNE_PAGE, "context", context, "tune-id", tune_id, NULL);
}

const char *
shed_tune_page_get_tune_id (ShedTunePage *self)
{
  g_return_val_if_fail (SHED_IS_TUNE_PAGE (self), NULL);
  return self->tune_id;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window reads the live list of questions and groups it by what they are about. Cards of the subject in view are
 * made anew only when its questions are others, so that what a person has picked and not used yet stays. */
#include "shed-choices-window.h"

#include <glib/gi18n.h>

#include "shed-choice-card.h"
#include "shed-command.h"
#include "shed-command-text.h"
#include "shed-error-text.h"
#include "shed-incipit-view.h"
#include "shed-ui.h"

struct _ShedChoicesWindow
{
  AdwWindow parent_instance;

  ShedContext    *context;
  ShedChoiceList *choices;
  GHashTable     *answered_here;  /* ids: their going is no news */
  char           *subject;        /* in view, nullable */
  GPtrArray      *shown;          /* ShedChoiceCard, of the subject in view; not owned */
  guint           stale_id;
  gboolean        filling;

  AdwToastOverlay *toasts;
  GtkStack        *stack;
  AdwLeaflet      *leaflet;
  GtkWidget       *sidebar;
  GtkWidget       *content;
  AdwWindowTitle  *count_title;
  AdwWindowTitle  *subject_title;
  GtkListBox      *subjects;
  ShedIncipitView *incipit;
  GtkBox          *cards;
  GtkLabel        *preview;
  GtkMenuButton   *all_button;
};

G_DEFINE_FINAL_TYPE (ShedChoicesWindow, shed_choices_window, ADW_TYPE_WINDOW)

static ShedChoice *
nth (ShedChoicesWindow *self, guint i)
{
  g_autoptr (ShedChoice) choice = g_list_model_get_item (G_LIST_MODEL (self->choices), i);

  return choice; /* the list keeps it */
}

static guint
n_choices (ShedChoicesWindow *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->choices));
}

static void
say (ShedChoicesWindow *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

/* What will be */

static void
show_preview (ShedChoicesWindow *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_picked = 0;

  for (guint i = 0; i < self->shown->len; i++)
    {
      ShedChoiceCard *card = self->shown->pdata[i];
      ShedChoiceSide side = shed_choice_card_get_picked (card);

      if (side == SHED_CHOICE_N_SIDES)
        continue;
      {
        g_autofree char *result = shed_choice_text_result (shed_choice_card_get_choice (card), side);

        g_string_append_printf (text, "%s%s", n_picked++ > 0 ? " · " : "", result);
      }
    }
  if (n_picked > 0)
    {
      g_autofree char *whole = g_strdup_printf (_("Then: %s"), text->str);

      gtk_label_set_label (self->preview, whole);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->preview), n_picked > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "choices.use", n_picked > 0);
}

static gboolean
shows_these (ShedChoicesWindow *self, GPtrArray *wanted)
{
  if (wanted->len != self->shown->len)
    return FALSE;
  for (guint i = 0; i < wanted->len; i++)
    if (shed_choice_card_get_choice (self->shown->pdata[i]) != wanted->pdata[i])
      return FALSE;
  return TRUE;
}

static void show_cards (ShedChoicesWindow *self);

static gboolean
stale_idle_cb (gpointer user_data)
{
  ShedChoicesWindow *self = user_data;

  self->stale_id = 0;
  g_ptr_array_set_size (self->shown, 0);
  show_cards (self);
  return G_SOURCE_REMOVE;
}

/* Another value came for a question that is in view. */
static void
stale_cb (ShedChoicesWindow *self)
{
  if (self->stale_id == 0)
    self->stale_id = g_idle_add (stale_idle_cb, self);
}

static void
show_cards (ShedChoicesWindow *self)
{
  g_autoptr (GPtrArray) wanted = g_ptr_array_new ();
  ShedTimeFrame frame = shed_context_get_frame (self->context);
  GtkWidget *child;
  ShedChoice *first;
  g_autofree char *title = NULL;
  g_autofree char *kind = NULL;

  for (guint i = 0; i < n_choices (self); i++)
    if (g_strcmp0 (shed_choice_get_subject (nth (self, i)), self->subject) == 0)
      g_ptr_array_add (wanted, nth (self, i));
  if (!shows_these (self, wanted))
    {
      while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->cards))) != NULL)
        gtk_box_remove (self->cards, child);
      g_ptr_array_set_size (self->shown, 0);
      for (guint i = 0; i < wanted->len; i++)
        {
          GtkWidget *card = shed_choice_card_new (wanted->pdata[i], &frame);

          g_signal_connect_object (card, "picked", G_CALLBACK (show_preview), self, G_CONNECT_SWAPPED);
          g_signal_handlers_disconnect_by_func (wanted->pdata[i], stale_cb, self);
          g_signal_connect_object (wanted->pdata[i], "notify", G_CALLBACK (stale_cb), self, G_CONNECT_SWAPPED);
          gtk_box_append (self->cards, card);
          g_ptr_array_add (self->shown, card);
        }
    }
  first = wanted->len > 0 ? wanted->pdata[0] : NULL;
  title = first != NULL ? shed_choice_text_subject (first) : g_strdup ("");
  kind = first != NULL ? shed_choice_text_kind (first) : NULL;
  adw_window_title_set_title (self->subject_title, title);
  adw_window_title_set_subtitle (self->subject_title, kind != NULL ? kind : "");
  shed_incipit_view_set_tune (self->incipit, first != NULL ? shed_choice_get_abc (first) : NULL, title);
  gtk_widget_set_visible (GTK_WIDGET (self->incipit), shed_incipit_view_has_music (self->incipit));
  show_preview (self);
}

/* The list at the left */

static GtkWidget *
row_new (ShedChoice *choice, guint n)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *row = gtk_list_box_row_new ();
  g_autofree char *title = shed_choice_text_subject (choice);
  g_autofree char *count = g_strdup_printf ("%u", n);
  g_autofree char *spoken = g_strdup_printf (ngettext ("%s, %u choice", "%s, %u choices", n), title, n);
  GtkWidget *label = gtk_label_new (title), *number = gtk_label_new (count);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_tooltip_text (label, title);
  gtk_widget_add_css_class (number, "dim-label");
  gtk_widget_add_css_class (number, "numeric");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), number);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data_full (G_OBJECT (row), "subject", g_strdup (shed_choice_get_subject (choice)), g_free);
  return row;
}

static const char *
subject_of_row (GtkListBoxRow *row)
{
  return row != NULL ? g_object_get_data (G_OBJECT (row), "subject") : NULL;
}

/* Who can be right in everything. */
static void
show_all_menu (ShedChoicesWindow *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) counts = g_array_new (FALSE, TRUE, sizeof (guint));
  g_autoptr (GMenuItem) in_use = NULL;
  g_autofree char *text = NULL;
  guint n = n_choices (self);

  for (guint i = 0; i < n; i++)
    for (ShedChoiceSide side = SHED_CHOICE_MINE; side <= SHED_CHOICE_OTHER && !shed_choice_is_deletion (nth (self, i)); side++)
      {
        char *name = shed_choice_text_computer (nth (self, i), side);
        guint at;

        if (g_ptr_array_find_with_equal_func (names, name, g_str_equal, &at))
          g_free (name);
        else
          {
            at = names->len;
            g_ptr_array_add (names, name);
            g_array_set_size (counts, names->len);
          }
        g_array_index (counts, guint, at)++;
      }
  for (guint i = 0; i < names->len; i++)
    {
      /* Translators: a computer's name, and how many choices that answers, as "Kitchen laptop for All (6)". */
      g_autofree char *label = g_strdup_printf (_("%s for All (%u)"), (char *) names->pdata[i], g_array_index (counts, guint, i));
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "choices.all", "s", names->pdata[i]);
      g_menu_append_item (menu, item);
    }
  text = g_strdup_printf (ngettext ("Leave It as It Is Now", "Leave All %u as They Are Now", n), n);
  in_use = g_menu_item_new (text, NULL);
  g_menu_item_set_action_and_target (in_use, "choices.all", "s", "");
  g_menu_append_item (menu, in_use);
  gtk_menu_button_set_menu_model (self->all_button, G_MENU_MODEL (menu));
}

static void
fill (ShedChoicesWindow *self)
{
  GtkWidget *child;
  g_autofree char *wanted = g_strdup (self->subject);
  GtkListBoxRow *select = NULL;
  guint n = n_choices (self), n_subjects = 0;
  g_autofree char *count = g_strdup_printf (ngettext ("%u waits", "%u wait", n), n);

  self->filling = TRUE;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->subjects))) != NULL)
    gtk_list_box_remove (self->subjects, child);
  for (guint i = 0; i < n;)
    {
      const char *subject = shed_choice_get_subject (nth (self, i));
      guint first = i;
      GtkWidget *row;

      while (i < n && g_strcmp0 (shed_choice_get_subject (nth (self, i)), subject) == 0)
        i++;
      row = row_new (nth (self, first), i - first);
      gtk_list_box_append (self->subjects, row);
      n_subjects++;
      if (select == NULL || g_strcmp0 (subject, wanted) == 0)
        select = GTK_LIST_BOX_ROW (row);
    }
  self->filling = FALSE;
  if (select != NULL && g_strcmp0 (subject_of_row (select), wanted) != 0)
    {
      /* What was in view is answered: the next one. */
      g_free (self->subject);
      self->subject = g_strdup (subject_of_row (select));
    }
  gtk_list_box_select_row (self->subjects, select);
  adw_window_title_set_subtitle (self->count_title, count);
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "choices" : "empty");
  show_all_menu (self);
  show_cards (self);
}

static void
row_selected_cb (ShedChoicesWindow *self, GtkListBoxRow *row)
{
  if (self->filling || row == NULL || g_strcmp0 (subject_of_row (row), self->subject) == 0)
    return;
  g_free (self->subject);
  self->subject = g_strdup (subject_of_row (row));
  show_cards (self);
}

static void
row_activated_cb (ShedChoicesWindow *self, GtkListBoxRow *row)
{
  row_selected_cb (self, row);
  adw_leaflet_set_visible_child (self->leaflet, self->content);
  if (self->shown->len > 0)
    gtk_widget_child_focus (self->shown->pdata[0], GTK_DIR_TAB_FORWARD);
}

static void
folded_cb (ShedChoicesWindow *self)
{
  if (!adw_leaflet_get_folded (self->leaflet))
    adw_leaflet_set_visible_child (self->leaflet, self->content);
}

/* Answers */

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedChoicesWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!shed_history_undo_finish (SHED_HISTORY (source), result, &error) && error != NULL && self->context != NULL)
    shed_context_report (self->context, error);
}

static void
undo (ShedChoicesWindow *self)
{
  ShedHistory *history = shed_context_get_history (self->context);
  ShedCommand *command = shed_history_get_undo (history);

  /* Only what is seen here goes back from here. */
  if (command == NULL || shed_command_get_kind (command) != SHED_COMMAND_ANSWER)
    return;
  shed_history_undo_async (history, undone_cb, g_object_ref (self));
}

static void
update_undo (ShedChoicesWindow *self)
{
  ShedCommand *command = shed_history_get_undo (shed_context_get_history (self->context));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "choices.undo",
                                 command != NULL && shed_command_get_kind (command) == SHED_COMMAND_ANSWER);
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedChoicesWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedCommand) command = shed_history_run_finish (SHED_HISTORY (source), result, &error);
  g_autofree char *text = NULL;

  if (self->context == NULL)
    return;
  if (command == NULL)
    {
      const char *what, *next_step;

      g_hash_table_remove_all (self->answered_here);
      shed_error_text_get (error, &what, &next_step);
      say (self, what);
      return;
    }
  if (shed_command_get_n_already (command) > 0)
    say (self, _("Answered on another computer meanwhile"));
  text = shed_command_text_dup_done (command);
  if (text != NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (text, -1);
      AdwToast *toast = adw_toast_new (escaped);

      adw_toast_set_button_label (toast, _("_Undo"));
      adw_toast_set_action_name (toast, "choices.undo");
      adw_toast_overlay_add_toast (self->toasts, toast);
    }
}

static void
run (ShedChoicesWindow *self, GPtrArray *ids, GPtrArray *answers, GPtrArray *texts)
{
  if (ids->len == 0)
    return;
  for (guint i = 0; i < ids->len; i++)
    g_hash_table_add (self->answered_here, g_strdup (ids->pdata[i]));
  g_ptr_array_add (ids, NULL);
  g_ptr_array_add (answers, NULL);
  g_ptr_array_add (texts, NULL);
  shed_context_run_quietly_async (self->context,
                                  shed_command_answer_conflicts ((const char *const *) ids->pdata,
                                                                 (const char *const *) answers->pdata,
                                                                 (const char *const *) texts->pdata),
                                  ran_cb, g_object_ref (self));
}

static void
use_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedChoicesWindow *self = SHED_CHOICES_WINDOW (widget);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GPtrArray) answers = g_ptr_array_new ();
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->shown->len; i++)
    {
      ShedChoiceCard *card = self->shown->pdata[i];
      ShedChoiceSide side = shed_choice_card_get_picked (card);

      if (side == SHED_CHOICE_N_SIDES)
        continue;
      g_ptr_array_add (ids, (gpointer) shed_choice_get_id (shed_choice_card_get_choice (card)));
      g_ptr_array_add (answers, (gpointer) shed_choice_side_word (side));
      g_ptr_array_add (texts, shed_choice_card_dup_text (card));
    }
  run (self, ids, answers, texts);
}

/* One computer is right in everything it said; what it did not say, and deletions, are still asked. "": what is in use stays. */
static void
all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedChoicesWindow *self = SHED_CHOICES_WINDOW (widget);
  const char *computer = g_variant_get_string (parameter, NULL);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GPtrArray) answers = g_ptr_array_new ();
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();

  for (guint i = 0; i < n_choices (self); i++)
    {
      ShedChoice *choice = nth (self, i);
      ShedChoiceSide side = *computer == '\0' ? SHED_CHOICE_OTHER : SHED_CHOICE_N_SIDES;

      for (ShedChoiceSide k = SHED_CHOICE_MINE; k <= SHED_CHOICE_OTHER && side == SHED_CHOICE_N_SIDES; k++)
        {
          g_autofree char *who = shed_choice_text_computer (choice, k);

          if (!shed_choice_is_deletion (choice) && g_str_equal (who, computer))
            side = k;
        }
      if (side == SHED_CHOICE_N_SIDES)
        continue;
      g_ptr_array_add (ids, (gpointer) shed_choice_get_id (choice));
      g_ptr_array_add (answers, (gpointer) shed_choice_side_word (side));
      g_ptr_array_add (texts, NULL);
    }
  run (self, ids, answers, texts);
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  undo (SHED_CHOICES_WINDOW (widget));
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedChoicesWindow *self = SHED_CHOICES_WINDOW (widget);

  if (adw_leaflet_get_folded (self->leaflet) && adw_leaflet_get_visible_child (self->leaflet) == self->content)
    adw_leaflet_set_visible_child (self->leaflet, self->sidebar);
  else
    gtk_window_close (GTK_WINDOW (self));
}

/* Something that was not answered here went away: said quietly. */
static void
changed_cb (ShedChoicesWindow *self, guint position, guint n_removed, guint n_added)
{
  gboolean elsewhere = FALSE;

  for (guint i = 0; i < self->shown->len; i++)
    {
      const char *id = shed_choice_get_id (shed_choice_card_get_choice (self->shown->pdata[i]));

      if (shed_choice_list_find (self->choices, id) == NULL && !g_hash_table_remove (self->answered_here, id))
        elsewhere = TRUE;
    }
  if (elsewhere)
    say (self, _("Answered on another computer meanwhile"));
  fill (self);
}

static void
shed_choices_window_dispose (GObject *object)
{
  ShedChoicesWindow *self = SHED_CHOICES_WINDOW (object);

  g_clear_handle_id (&self->stale_id, g_source_remove);
  if (self->choices != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->choices, self);
      g_object_run_dispose (G_OBJECT (self->choices));
    }
  g_clear_object (&self->choices);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (shed_choices_window_parent_class)->dispose (object);
}

static void
shed_choices_window_finalize (GObject *object)
{
  ShedChoicesWindow *self = SHED_CHOICES_WINDOW (object);

  g_ptr_array_unref (self->shown);
  g_hash_table_unref (self->answered_here);
  g_free (self->subject);

  G_OBJECT_CLASS (shed_choices_window_parent_class)->finalize (object);
}

static void
shed_choices_window_class_init (ShedChoicesWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = shed_choices_window_dispose;
  object_class->finalize = shed_choices_window_finalize;

  gtk_widget_class_install_action (widget_class, "choices.use", NULL, use_action);
  gtk_widget_class_install_action (widget_class, "choices.all", "s", all_action);
  gtk_widget_class_install_action (widget_class, "choices.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "choices.back", NULL, back_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "choices.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "choices.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "choices.use", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, "choices.use", NULL);

  g_type_ensure (SHED_TYPE_INCIPIT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-choices-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedChoicesWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, ShedChoicesWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, ShedChoicesWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, ShedChoicesWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, ShedChoicesWindow, content);
  gtk_widget_class_bind_template_child (widget_class, ShedChoicesWindow, count_title);
  gtk_widget_class_bind_template_child (widget_class, ShedChoicesWindow, subject_title);
  gtk_widget_class_bind_template_child (widget_class, ShedChoicesWindow, subjects);
  gtk_widget_class_bind_template_child (widget_class, ShedChoicesWindow, incipit);
  gtk_widget_class_bind_template_child (widget_class, ShedChoicesWindow, cards);
  gtk_widget_class_bind_template_child (widget_class, ShedChoicesWindow, preview);
  gtk_widget_class_bind_template_child (widget_class, ShedChoicesWindow, all_button);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, folded_cb);
}

static void
shed_choices_window_init (ShedChoicesWindow *self)
{
  self->shown = g_ptr_array_new ();
  self->answered_here = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  shed_ui_fit_to_parent (GTK_WINDOW (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "choices.use", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "choices.undo", FALSE);
}

/**
 * shed_choices_window_new:
 * @context: of the window
 *
 * Returns: (transfer none): a window that follows the questions
 */
GtkWidget *
shed_choices_window_new (ShedContext *context)
{
  ShedChoicesWindow *self = g_object_new (SHED_TYPE_CHOICES_WINDOW, NULL);

  self->context = g_object_ref (context);
  self->choices = shed_choice_list_new (shed_context_get_store (context), SHED_CHOICES_OPEN);
  g_signal_connect_object (self->choices, "items-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->choices, "notify::loaded", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (shed_context_get_history (context), "notify", G_CALLBACK (update_undo), self, G_CONNECT_SWAPPED);
  adw_leaflet_set_visible_child (self->leaflet, self->content);
  update_undo (self);
  show_cards (self);
  return GTK_WIDGET (self);
}

/**
 * shed_choices_window_show_subject:
 * @self: the window
 * @subject: id of a tune, or of another row that a question is about
 */
void
shed_choices_window_show_subject (ShedChoicesWindow *self, const char *subject)
{
  g_return_if_fail (SHED_IS_CHOICES_WINDOW (self));

  g_free (self->subject);
  self->subject = g_strdup (subject);
  if (shed_choice_list_is_loaded (self->choices))
    fill (self);
}

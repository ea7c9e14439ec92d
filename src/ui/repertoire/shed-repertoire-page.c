/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Repertoire view: the tunes one plays on one instrument. It knows what is searched and filtered and which tunes
 * are chosen; what is done with them are commands. It never reads a tune by itself. */
#include "shed-repertoire-page.h"

#include <glib/gi18n.h>

#include "shed-filter-chip.h"
#include "shed-menu.h"
#include "shed-page.h"
#include "shed-civil.h"
#include "shed-repertoire-bar.h"
#include "shed-repertoire-table.h"
#include "shed-search-capture.h"
#include "shed-tune-sync.h"
#include "shed-ui.h"

/* Defaults of "I know these": first reviews over eight weeks, at most five a day. */
#define KNOWN_SPREAD_DAYS 56
#define KNOWN_MAX_A_DAY 5

struct _ShedRepertoirePage
{
  AdwBin parent_instance;

  ShedContext       *context;
  ShedTuneList      *model;
  ShedTuneSelection *selection;
  GtkWidget         *popover; /* nullable */
  ShedTuneSync      *sync;    /* of the menu of a row; nullable */
  gboolean           settled;
  gboolean           wants_focus; /* shown before there was anything to give it to */

  GtkEditable         *search;
  GtkMenuButton       *columns_button;
  GtkWidget           *chips_box;
  ShedFilterChip      *kind_chip, *key_chip, *tag_chip, *state_chip, *set_chip, *goal_chip;
  GtkLabel            *count_label;
  GtkWidget           *clear_button;
  GtkStack            *stack;
  ShedRepertoireTable *table;
  GtkRevealer         *chosen_revealer;
  ShedRepertoireBar   *bar;
  GMenuModel          *tunes_menu;
};

enum { PROP_0, PROP_CONTEXT, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void page_iface_init (ShedPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ShedRepertoirePage, shed_repertoire_page, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (SHED_TYPE_PAGE, page_iface_init))

static gboolean
is_searching (ShedRepertoirePage *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->search)));

  return *text != '\0';
}

static ShedFilterChip *
chip_at (ShedRepertoirePage *self, guint n)
{
  ShedFilterChip *chips[] = { self->kind_chip,  self->key_chip, self->tag_chip,
                              self->state_chip, self->set_chip, self->goal_chip };

  return n < G_N_ELEMENTS (chips) ? chips[n] : NULL;
}

static gboolean
is_filtered (ShedRepertoirePage *self)
{
  ShedFilterChip *chip;

  if (is_searching (self))
    return TRUE;
  for (guint i = 0; (chip = chip_at (self, i)) != NULL; i++)
    if (shed_filter_chip_get_value (chip) != NULL)
      return TRUE;
  return FALSE;
}

static void
ask (ShedRepertoirePage *self)
{
  const char *state = shed_filter_chip_get_value (self->state_chip);
  ShedTimeFrame frame;
  ShedTuneQuery query = {
    .repertoire_id = shed_context_get_repertoire_id (self->context),
    .only_repertoire = TRUE,
    .search = gtk_editable_get_text (self->search),
    .kind = shed_filter_chip_get_value (self->kind_chip),
    .key = shed_filter_chip_get_value (self->key_chip),
    .tag_id = shed_filter_chip_get_value (self->tag_chip),
    .set_id = shed_filter_chip_get_value (self->set_chip),
    .goal = shed_filter_chip_get_value (self->goal_chip),
    .state = state != NULL ? (ShedStateFilter) g_ascii_strtoll (state, NULL, 10) : SHED_STATE_ANY,
  };

  if (query.repertoire_id == NULL)
    return;
  frame = shed_context_get_frame (self->context);
  query.due_before = shed_practice_day_end (shed_context_get_today (self->context), frame.time_zone, frame.day_start_minutes);
  query.sort = shed_repertoire_table_get_sort (self->table, &query.descending);
  shed_tune_list_set_query (self->model, &query);
}

static void
ask_cb (ShedRepertoirePage *self)
{
  if (self->context != NULL)
    ask (self);
}

static void
update_chosen (ShedRepertoirePage *self)
{
  guint n = shed_tune_selection_get_n (self->selection);

  gtk_revealer_set_reveal_child (self->chosen_revealer, n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "repertoire.clear", n > 0);
}

/* Who stood in the table when its last row went stands at the button of what is there instead. Left to GTK, the focus would go to
 * the next best place a frame later, which may be a message, and keys that come before that would reach nobody. */
static void
show_empty (ShedRepertoirePage *self, const char *name)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean loses_focus = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "table") == 0 &&
                         gtk_widget_get_mapped (GTK_WIDGET (self)) &&
                         (focus == NULL || gtk_widget_get_root (focus) != root ||
                          gtk_widget_is_ancestor (focus, GTK_WIDGET (self->table)));

  gtk_stack_set_visible_child_name (self->stack, name);
  if (loses_focus)
    gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
update_state (ShedRepertoirePage *self)
{
  ShedRepertoire *repertoire = shed_context_get_repertoire (self->context);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model)), total = shed_tune_list_get_total (self->model);
  gboolean loaded, filtered = is_filtered (self), has_tunes;
  g_autofree char *trouble = NULL;
  g_autofree char *text = NULL;
  g_autofree char *all = NULL;
  g_autofree char *shown = NULL;

  g_object_get (self->context, "loaded", &loaded, NULL);
  g_object_get (self->model, "error-message", &trouble, NULL);
  has_tunes = repertoire != NULL && self->settled && (n > 0 || total > 0 || filtered);
  gtk_widget_set_visible (self->chips_box, has_tunes);
  gtk_widget_set_sensitive (GTK_WIDGET (self->search), has_tunes);
  gtk_widget_set_visible (GTK_WIDGET (self->count_label), has_tunes);
  gtk_widget_set_visible (self->clear_button, has_tunes && filtered);
  all = g_strdup_printf (ngettext ("%'u tune", "%'u tunes", total), total);
  if (filtered)
    {
      /* Translators: after "143 tunes, ". */
      shown = g_strdup_printf (ngettext ("%'u shown", "%'u shown", n), n);
      text = g_strdup_printf (_("%s, %s"), all, shown);
    }
  gtk_label_set_label (self->count_label, text != NULL ? text : all);

  if (!loaded)
    gtk_stack_set_visible_child_name (self->stack, "loading");
  else if (repertoire == NULL)
    gtk_stack_set_visible_child_name (self->stack, "no-repertoire");
  else if (!self->settled)
    gtk_stack_set_visible_child_name (self->stack, "loading");
  else if (trouble != NULL)
    gtk_stack_set_visible_child_name (self->stack, "failed");
  else if (n > 0)
    gtk_stack_set_visible_child_name (self->stack, "table");
  else
    show_empty (self, filtered ? "nothing" : "empty");
}

/* Into the table when it is there, but never out of something that a person types in. */
static void
give_focus (ShedRepertoirePage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (!self->wants_focus || g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "table") != 0)
    return;
  self->wants_focus = FALSE;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && (focus == NULL || !GTK_IS_EDITABLE (focus)))
    shed_repertoire_table_take_focus (self->table);
}

static void
settled_cb (ShedRepertoirePage *self)
{
  self->settled = TRUE;
  update_state (self);
  give_focus (self);
}

static void
clear_filters (ShedRepertoirePage *self)
{
  ShedFilterChip *chip;

  for (guint i = 0; (chip = chip_at (self, i)) != NULL; i++)
    shed_filter_chip_set_value (chip, NULL, NULL);
  if (*gtk_editable_get_text (self->search) != '\0')
    gtk_editable_set_text (self->search, "");
  ask (self);
}

static void
repertoire_id_cb (ShedRepertoirePage *self)
{
  self->settled = FALSE;
  shed_tune_selection_clear (self->selection);
  clear_filters (self);
  update_state (self);
}

static gboolean
back (ShedRepertoirePage *self)
{
  if (shed_tune_selection_get_n (self->selection) > 0)
    shed_tune_selection_clear (self->selection);
  else if (is_filtered (self))
    clear_filters (self);
  else
    return FALSE;
  return TRUE;
}

static void
search_stopped_cb (ShedRepertoirePage *self)
{
  back (self);
}

/* Down goes to what was found, not to the chips between. */
static gboolean
search_key_cb (ShedRepertoirePage *self, guint keyval, guint keycode, GdkModifierType state)
{
  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0 || (keyval != GDK_KEY_Down && keyval != GDK_KEY_KP_Down) ||
      g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "table") != 0)
    return FALSE;
  shed_repertoire_table_take_focus (self->table);
  return TRUE;
}

static void
open_cb (ShedRepertoirePage *self, const char *tune_id)
{
  shed_context_open_tune (self->context, tune_id);
}

/* ---- what is done with tunes ---- */

/* The chosen tunes; with none the one that has the focus. NULL: there is none. */
static GStrv
dup_target (ShedRepertoirePage *self)
{
  g_autofree char *id = NULL;

  if (shed_tune_selection_get_n (self->selection) > 0)
    return shed_tune_selection_dup_ids (self->selection);
  id = shed_repertoire_table_dup_focused (self->table);
  return id != NULL ? g_strdupv ((char *[]) { id, NULL }) : NULL;
}

static void
menu_cb (ShedRepertoirePage *self, GtkWidget *cell, double x, double y)
{
  g_auto (GStrv) ids = dup_target (self);

  if (self->sync == NULL)
    self->sync = shed_tune_sync_new_for_rows (self->context, self->tunes_menu, "repertoire.sync-state");
  shed_tune_sync_set_tune (self->sync, ids != NULL && g_strv_length (ids) == 1 ? ids[0] : NULL);
  shed_menu_popup_at (GTK_WIDGET (self), &self->popover, shed_tune_sync_get_menu (self->sync), cell, x, y);
}

typedef ShedCommand *(*CommandFunc) (ShedRepertoirePage *self,
                                     const char *repertoire_id,
                                     const char *const *ids,
                                     GVariant *parameter);

static void
run (ShedRepertoirePage *self, CommandFunc func, GVariant *parameter)
{
  g_auto (GStrv) ids = dup_target (self);
  const char *repertoire_id = shed_context_get_repertoire_id (self->context);

  if (ids != NULL && repertoire_id != NULL)
    shed_context_run (self->context, func (self, repertoire_id, (const char * const *) ids, parameter));
}

static ShedCommand *
make_practise (ShedRepertoirePage *self, const char *repertoire_id, const char * const *ids, GVariant *parameter)
{
  return shed_command_queue_add (repertoire_id, shed_context_get_today (self->context), ids);
}

static ShedCommand *
make_paused (ShedRepertoirePage *self, const char *repertoire_id, const char * const *ids, GVariant *parameter)
{
  return shed_command_set_paused (repertoire_id, ids, g_variant_get_boolean (parameter));
}

static ShedCommand *
make_goal (ShedRepertoirePage *self, const char *repertoire_id, const char * const *ids, GVariant *parameter)
{
  const char *goal = g_variant_get_string (parameter, NULL);

  return shed_command_set_goal (repertoire_id, ids, *goal != '\0' ? goal : NULL);
}

static ShedCommand *
make_put_off (ShedRepertoirePage *self, const char *repertoire_id, const char * const *ids, GVariant *parameter)
{
  return shed_command_put_off (repertoire_id, ids);
}

static ShedCommand *
make_known (ShedRepertoirePage *self, const char *repertoire_id, const char * const *ids, GVariant *parameter)
{
  return shed_command_mark_known (repertoire_id, ids, KNOWN_SPREAD_DAYS, KNOWN_MAX_A_DAY);
}

static ShedCommand *
make_afresh (ShedRepertoirePage *self, const char *repertoire_id, const char * const *ids, GVariant *parameter)
{
  return shed_command_start_afresh (repertoire_id, ids[0]);
}

static ShedCommand *
make_remove (ShedRepertoirePage *self, const char *repertoire_id, const char * const *ids, GVariant *parameter)
{
  return shed_command_remove_tunes (repertoire_id, ids);
}

static ShedCommand *
make_tag (ShedRepertoirePage *self, const char *repertoire_id, const char * const *ids, GVariant *parameter)
{
  return shed_command_add_tag (ids, g_variant_get_string (parameter, NULL));
}

static ShedCommand *
make_untag (ShedRepertoirePage *self, const char *repertoire_id, const char * const *ids, GVariant *parameter)
{
  return shed_command_remove_tag (ids, g_variant_get_string (parameter, NULL));
}

static ShedCommand *
make_date (ShedRepertoirePage *self, const char *repertoire_id, const char * const *ids, GVariant *parameter)
{
  return shed_command_override_date (repertoire_id, ids, g_variant_get_int32 (parameter));
}

static void
verb_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const struct { const char *name; CommandFunc func; } verbs[] = {
    { "repertoire.practise", make_practise }, { "repertoire.goal", make_goal }, { "repertoire.put-off", make_put_off },
    { "repertoire.known", make_known }, { "repertoire.start-afresh", make_afresh }, { "repertoire.untag", make_untag },
    { "repertoire.add-tag", make_tag }, { "repertoire.set-date", make_date },
  };

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (verbs[i].name, name))
      run (SHED_REPERTOIRE_PAGE (widget), verbs[i].func, parameter);
}

static void
pause_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GVariant) paused = g_variant_ref_sink (g_variant_new_boolean (g_str_equal (name, "repertoire.pause")));

  run (SHED_REPERTOIRE_PAGE (widget), make_paused, paused);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedRepertoirePage *self = SHED_REPERTOIRE_PAGE (widget);
  g_auto (GStrv) ids = dup_target (self);
  const char *repertoire_id = shed_context_get_repertoire_id (self->context);

  if (ids == NULL || repertoire_id == NULL)
    return;
  shed_tune_selection_clear (self->selection);
  shed_context_run (self->context, make_remove (self, repertoire_id, (const char * const *) ids, NULL));
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_auto (GStrv) ids = dup_target (SHED_REPERTOIRE_PAGE (widget));

  if (ids != NULL)
    shed_context_open_tune (SHED_REPERTOIRE_PAGE (widget)->context, ids[0]);
}

/* What is asked for at the bar is asked about chosen tunes: with none, the one that has the focus is chosen first. */
static void
ask_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedRepertoirePage *self = SHED_REPERTOIRE_PAGE (widget);
  g_autofree char *id = NULL;

  if (shed_tune_selection_get_n (self->selection) == 0)
    {
      id = shed_repertoire_table_dup_focused (self->table);
      if (id == NULL)
        return;
      shed_tune_selection_set (self->selection, id, TRUE);
    }
  if (g_str_equal (name, "repertoire.tag"))
    shed_repertoire_bar_ask_tag (self->bar);
  else if (g_str_equal (name, "repertoire.ask-goal"))
    shed_repertoire_bar_ask_goal (self->bar);
  else
    shed_repertoire_bar_ask_date (self->bar);
}

static void
choose_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_selection_model_select_all (GTK_SELECTION_MODEL (SHED_REPERTOIRE_PAGE (widget)->selection));
}

static void
columns_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_menu_button_popup (SHED_REPERTOIRE_PAGE (widget)->columns_button);
}

static void
clear_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  shed_tune_selection_clear (SHED_REPERTOIRE_PAGE (widget)->selection);
}

static void
clear_filters_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  clear_filters (SHED_REPERTOIRE_PAGE (widget));
}

static void
retry_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ask (SHED_REPERTOIRE_PAGE (widget));
}

static void
catalog_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  shed_context_show_page (SHED_REPERTOIRE_PAGE (widget)->context, "catalog");
}

/* ---- the page ---- */

static gboolean
page_start_search (ShedPage *page)
{
  ShedRepertoirePage *self = SHED_REPERTOIRE_PAGE (page);

  gtk_widget_grab_focus (GTK_WIDGET (self->search));
  gtk_editable_select_region (self->search, 0, -1);
  return TRUE;
}

static gboolean
page_back (ShedPage *page)
{
  return back (SHED_REPERTOIRE_PAGE (page));
}

static void
page_shown (ShedPage *page)
{
  ShedRepertoirePage *self = SHED_REPERTOIRE_PAGE (page);

  /* "Due" moves with the day. */
  ask (self);
  self->wants_focus = TRUE;
  if (self->settled)
    give_focus (self);
}

static void
page_iface_init (ShedPageInterface *iface)
{
  iface->start_search = page_start_search;
  iface->back = page_back;
  iface->shown = page_shown;
}

static void
shed_repertoire_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, SHED_REPERTOIRE_PAGE (object)->context);
}

static void
shed_repertoire_page_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SHED_REPERTOIRE_PAGE (object)->context = g_value_dup_object (value);
}

static void
shed_repertoire_page_constructed (GObject *object)
{
  ShedRepertoirePage *self = SHED_REPERTOIRE_PAGE (object);
  ShedFilterChip *chip;

  G_OBJECT_CLASS (shed_repertoire_page_parent_class)->constructed (object);

  self->model = shed_tune_list_new (shed_context_get_store (self->context));
  self->selection = shed_tune_selection_new (self->model);
  for (guint i = 0; (chip = chip_at (self, i)) != NULL; i++)
    shed_filter_chip_set_list (chip, self->model);
  shed_repertoire_table_set_context (self->table, self->context, self->selection);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "columns", shed_repertoire_table_get_actions (self->table));
  gtk_menu_button_set_menu_model (self->columns_button, shed_repertoire_table_get_menu (self->table));
  shed_repertoire_bar_set_context (self->bar, self->context, self->selection, self->tunes_menu);
  g_signal_connect_object (self->model, "settled", G_CALLBACK (settled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::n-selected", G_CALLBACK (update_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->context, "notify::repertoire-id", G_CALLBACK (repertoire_id_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->context, "notify::loaded", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->context, "notify::repertoire", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  ask (self);
  update_chosen (self);
  update_state (self);
}

static void
shed_repertoire_page_dispose (GObject *object)
{
  ShedRepertoirePage *self = SHED_REPERTOIRE_PAGE (object);

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  if (self->sync != NULL)
    g_object_run_dispose (G_OBJECT (self->sync));
  g_clear_object (&self->sync);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (shed_repertoire_page_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "repertoire.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "repertoire.practise", NULL, verb_action);
  gtk_widget_class_install_action (widget_class, "repertoire.pause", NULL, pause_action);
  gtk_widget_class_install_action (widget_class, "repertoire.resume", NULL, pause_action);
  gtk_widget_class_install_action (widget_class, "repertoire.goal", "s", verb_action);
  gtk_widget_class_install_action (widget_class, "repertoire.tag", NULL, ask_action);
  gtk_widget_class_install_action (widget_class, "repertoire.untag", "s", verb_action);
  gtk_widget_class_install_action (widget_class, "repertoire.date", NULL, ask_action);
  gtk_widget_class_install_action (widget_class, "repertoire.ask-goal", NULL, ask_action);
  gtk_widget_class_install_action (widget_class, "repertoire.add-tag", "s", verb_action);
  gtk_widget_class_install_action (widget_class, "repertoire.set-date", "i", verb_action);
  gtk_widget_class_install_action (widget_class, "repertoire.choose-all", NULL, choose_all_action);
  gtk_widget_class_install_action (widget_class, "repertoire.columns", NULL, columns_action);
  gtk_widget_class_install_action (widget_class, "repertoire.put-off", NULL, verb_action);
  gtk_widget_class_install_action (widget_class, "repertoire.known", NULL, verb_action);
  gtk_widget_class_install_action (widget_class, "repertoire.start-afresh", NULL, verb_action);
  gtk_widget_class_install_action (widget_class, "repertoire.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "repertoire.clear", NULL, clear_action);
  gtk_widget_class_install_action (widget_class, "repertoire.clear-filters", NULL, clear_filters_action);
  gtk_widget_class_install_action (widget_class, "repertoire.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "repertoire.catalog", NULL, catalog_action);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "repertoire.practise", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "repertoire.remove", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "repertoire.pause", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "repertoire.resume", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_t, GDK_CONTROL_MASK, "repertoire.tag", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_g, GDK_CONTROL_MASK, "repertoire.ask-goal", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_a, GDK_CONTROL_MASK, "repertoire.choose-all", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "repertoire.columns", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_d, GDK_CONTROL_MASK, "repertoire.date", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_k, GDK_CONTROL_MASK, "repertoire.known", NULL);
}

static void
shed_repertoire_page_class_init (ShedRepertoirePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = shed_repertoire_page_get_property;
  object_class->set_property = shed_repertoire_page_set_property;
  object_class->constructed = shed_repertoire_page_constructed;
  object_class->dispose = shed_repertoire_page_dispose;

  properties[PROP_CONTEXT] = g_param_spec_object ("context", NULL, NULL, SHED_TYPE_CONTEXT,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  install_actions (widget_class);

  g_type_ensure (SHED_TYPE_FILTER_CHIP);
  g_type_ensure (SHED_TYPE_REPERTOIRE_BAR);
  g_type_ensure (SHED_TYPE_REPERTOIRE_TABLE);
  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-repertoire-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoirePage, search);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoirePage, columns_button);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoirePage, chips_box);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoirePage, kind_chip);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoirePage, key_chip);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoirePage, tag_chip);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoirePage, state_chip);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoirePage, set_chip);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoirePage, goal_chip);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoirePage, count_label);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoirePage, clear_button);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoirePage, stack);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoirePage, table);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoirePage, chosen_revealer);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoirePage, bar);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoirePage, tunes_menu);
  gtk_widget_class_bind_template_callback (widget_class, ask_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_bind_template_callback (widget_class, menu_cb);
}

static void
shed_repertoire_page_init (ShedRepertoirePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  shed_search_capture (GTK_WIDGET (self), GTK_SEARCH_ENTRY (self->search));
}

/**
 * shed_repertoire_page_new:
 * @context: of the window
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
shed_repertoire_page_new (ShedContext *context)
{
  return g_object_new (SHED_TYPE_REPERTOIRE_PAGE, "context", context, NULL);
}

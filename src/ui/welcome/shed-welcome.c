/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first run: three pages, each of which can be skipped. The repertoire is made when the second page is left, so
 * that going back to the first leaves none behind; whatever it does is a command and can be undone. Emits "done" at the
 * end. */
#include "shed-welcome.h"

#include <glib/gi18n.h>

#include "shed-add-dialog.h"
#include "shed-catalog-list.h"
#include "shed-facts-text.h"
#include "shed-import-bar.h"
#include "shed-import-flow.h"
#include "shed-importer.h"
#include "shed-lists.h"
#include "shed-name.h"
#include "shed-search-capture.h"
#include "shed-text.h"
#include "shed-ui.h"

/* As many as a first day is to bring to who knows all tunes already. */
#define FIRST_DAY_TUNES 5

struct _ShedWelcome
{
  AdwBin parent_instance;

  ShedContext          *context;
  const ShedInstrument *instrument;    /* nullable: skipped, or not chosen yet */
  char                 *repertoire_id; /* nullable: not made yet */
  char                 *made_name;     /* nullable: how it was called last */
  gboolean              is_making;     /* the repertoire */
  gboolean              settles_then;  /* when it is made, something else was chosen meanwhile */
  gboolean              ends_then;     /* when it is made, it is the end */
  GPtrArray            *waiting;       /* GStrv: tunes to be added when it is made */
  GArray               *waiting_as;    /* ShedAddAs, beside it */
  guint                 n_known, n_learning;
  GPtrArray            *known;         /* ids of the first of those */

  GtkWidget       *back_button;
  GtkButton       *skip_button;
  GtkLabel        *step_label;
  GtkStack        *stack;
  GtkFlowBox      *tiles;
  GtkRevealer     *own_revealer;
  GtkEditable     *own_entry;
  ShedImportBar   *import_bar;
  GtkEditable     *search;
  GtkStack        *tunes_stack;
  ShedCatalogList *list;
  GtkLabel        *nothing_label;
  GtkLabel        *chosen_label;
  GtkWidget       *known_button;
};

enum { PROP_0, PROP_CONTEXT, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { DONE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ShedWelcome, shed_welcome, ADW_TYPE_BIN)

static const char *const steps[] = { "instrument", "source", "tunes" };

static int
current_step (ShedWelcome *self)
{
  const char *name = gtk_stack_get_visible_child_name (self->stack);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_strcmp0 (name, steps[i]) == 0)
      return (int) i;
  return 0;
}

static ShedTuneSelection *
selection_of (ShedWelcome *self)
{
  return shed_catalog_list_get_selection (self->list);
}

static gboolean
is_own (const ShedInstrument *instrument)
{
  return instrument != NULL && g_str_equal (instrument->id, "other");
}

/* How the repertoire is called; NULL while nothing says so. */
static char *
dup_name (ShedWelcome *self)
{
  if (is_own (self->instrument))
    return shed_text_clean_name (gtk_editable_get_text (self->own_entry));
  return self->instrument != NULL ? shed_facts_text_instrument (self->instrument->id) : NULL;
}

static void
update (ShedWelcome *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int step = current_step (self);
  guint n_ticked = self->context != NULL ? shed_tune_selection_get_n (selection_of (self)) : 0;
  guint n_added = self->n_known + self->n_learning;
  g_autofree char *name = dup_name (self);
  g_autofree char *place = g_strdup_printf (_("%d of %d"), step + 1, (int) G_N_ELEMENTS (steps));
  g_autofree char *chosen = NULL;

  gtk_label_set_label (self->step_label, place);
  gtk_widget_set_visible (self->back_button, step > 0);
  gtk_widget_action_set_enabled (widget, "welcome.next", step == 0 && name != NULL);
  gtk_widget_action_set_enabled (widget, "welcome.known", step == 2 && n_ticked > 0);
  gtk_widget_action_set_enabled (widget, "welcome.learning", step == 2 && n_ticked > 0);
  if (step == 2 && n_added > 0)
    {
      gtk_button_set_label (self->skip_button, _("_Start Practising"));
      gtk_widget_add_css_class (GTK_WIDGET (self->skip_button), "suggested-action");
    }
  else
    {
      gtk_button_set_label (self->skip_button, _("_Skip"));
      gtk_widget_remove_css_class (GTK_WIDGET (self->skip_button), "suggested-action");
    }
  if (n_ticked > 0)
    {
      gtk_widget_add_css_class (self->known_button, "suggested-action");
      chosen = g_strdup_printf (ngettext ("%'u ticked", "%'u ticked", n_ticked), n_ticked);
    }
  else
    {
      gtk_widget_remove_css_class (self->known_button, "suggested-action");
      chosen = n_added > 0 ? g_strdup_printf (ngettext ("%'u added", "%'u added", n_added), n_added) : g_strdup ("");
    }
  gtk_label_set_label (self->chosen_label, chosen);
}

static void
show_step (ShedWelcome *self, int step)
{
  gtk_stack_set_visible_child_name (self->stack, steps[step]);
  update (self);
  if (step == 2)
    {
      shed_catalog_list_find (self->list, NULL, gtk_editable_get_text (self->search));
      gtk_widget_grab_focus (GTK_WIDGET (self->search));
    }
  else
    gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
}

/* Whoever knows all of them has nothing due for weeks: the first day is a look at a few. */
static void
find_something_to_do (ShedWelcome *self)
{
  if (self->repertoire_id == NULL || self->n_learning > 0 || self->known->len == 0)
    return;
  g_ptr_array_add (self->known, NULL);
  shed_context_run (self->context,
                    shed_command_queue_add (self->repertoire_id, shed_context_get_today (self->context),
                                            (const char * const *) self->known->pdata));
  g_ptr_array_set_size (self->known, 0);
}

static void
finish (ShedWelcome *self)
{
  find_something_to_do (self);
  shed_context_show_page (self->context, "practice");
  g_signal_emit (self, signals[DONE], 0);
}

/* Adding */

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedWelcome) self = user_data;
  g_autoptr (ShedCommand) command = shed_context_run_finish (SHED_CONTEXT (source), result);

  if (command != NULL && self->context != NULL)
    update (self);
}

static void
run_add (ShedWelcome *self, const char * const *ids, ShedAddAs as)
{
  shed_context_run_async (self->context, shed_command_add_tunes (self->repertoire_id, ids, as, SHED_KNOWN_SPREAD_DAYS,
                                                                 SHED_KNOWN_MAX_A_DAY),
                          NULL, added_cb, g_object_ref (self));
}

static void
add_ticked (ShedWelcome *self, ShedAddAs as)
{
  ShedTuneSelection *selection = selection_of (self);
  g_auto (GStrv) ids = shed_tune_selection_dup_ids (selection);
  guint n = g_strv_length (ids);

  if (n == 0)
    return;
  if (as == SHED_ADD_KNOWN)
    {
      self->n_known += n;
      for (guint i = 0; i < n && self->known->len < FIRST_DAY_TUNES; i++)
        g_ptr_array_add (self->known, g_strdup (ids[i]));
    }
  else
    self->n_learning += n;
  if (self->repertoire_id != NULL)
    run_add (self, (const char * const *) ids, as);
  else
    {
      g_ptr_array_add (self->waiting, g_steal_pointer (&ids));
      g_array_append_val (self->waiting_as, as);
    }
  shed_tune_selection_clear (selection);
  update (self);
}

/* The repertoire */

static void settle_repertoire (ShedWelcome *self);

static void
repertoire_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedWelcome) self = user_data;
  g_autoptr (ShedCommand) command = shed_context_run_finish (SHED_CONTEXT (source), result);

  self->is_making = FALSE;
  if (command == NULL || self->context == NULL)
    return;
  self->repertoire_id = g_strdup (shed_command_get_result_id (command));
  shed_context_set_repertoire_id (self->context, self->repertoire_id);
  if (self->settles_then)
    settle_repertoire (self);
  for (guint i = 0; i < self->waiting->len; i++)
    run_add (self, self->waiting->pdata[i], g_array_index (self->waiting_as, ShedAddAs, i));
  g_ptr_array_set_size (self->waiting, 0);
  g_array_set_size (self->waiting_as, 0);
  if (self->ends_then)
    finish (self);
}

/* Makes it, or gives the one that was made what was chosen meanwhile. */
static void
settle_repertoire (ShedWelcome *self)
{
  static const char * const fields[] = { "name", "instrument", NULL };
  g_autofree char *name = dup_name (self);
  const char *values[3] = { name != NULL ? name : _("My Repertoire"), NULL, NULL };

  if (self->instrument != NULL)
    values[1] = is_own (self->instrument) ? name : self->instrument->id;
  if (self->repertoire_id != NULL)
    {
      if (name != NULL && g_strcmp0 (name, self->made_name) != 0)
        {
          g_free (self->made_name);
          self->made_name = g_strdup (name);
          shed_context_run (self->context, shed_command_repertoire_set (self->repertoire_id, fields, values));
        }
      return;
    }
  if (self->is_making)
    {
      self->settles_then = TRUE;
      return;
    }
  self->is_making = TRUE;
  self->made_name = g_strdup (values[0]);
  shed_context_run_async (self->context, shed_command_repertoire_new (values[0], values[1]), NULL, repertoire_made_cb,
                          g_object_ref (self));
}

static void
end (ShedWelcome *self)
{
  if (self->is_making)
    self->ends_then = TRUE;
  else
    finish (self);
}

/* The first page */

static void
tile_toggled_cb (ShedWelcome *self, GtkToggleButton *tile)
{
  if (!gtk_toggle_button_get_active (tile))
    return;
  self->instrument = g_object_get_data (G_OBJECT (tile), "instrument");
  gtk_revealer_set_reveal_child (self->own_revealer, is_own (self->instrument));
  if (is_own (self->instrument))
    gtk_widget_grab_focus (GTK_WIDGET (self->own_entry));
  update (self);
}

static void
own_changed_cb (ShedWelcome *self)
{
  update (self);
}

static void
own_activated_cb (ShedWelcome *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "welcome.next", NULL);
}

static GtkWidget *
tile_new (const ShedInstrument *instrument)
{
  GtkWidget *tile = gtk_toggle_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *label = gtk_label_new (_(instrument->name));

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (instrument->icon));
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_width_chars (GTK_LABEL (label), 10);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 12);
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (tile), box);
  gtk_widget_add_css_class (tile, "instrument-tile");
  gtk_widget_add_css_class (tile, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (tile), GTK_ACCESSIBLE_PROPERTY_LABEL, _(instrument->name), -1);
  g_object_set_data (G_OBJECT (tile), "instrument", (gpointer) instrument);
  return tile;
}

static void
fill_tiles (ShedWelcome *self)
{
  GtkToggleButton *first = NULL;

  for (const ShedInstrument * const *instrument = shed_instrument_list (); *instrument != NULL; instrument++)
    {
      GtkWidget *tile;
      GtkWidget *child;

      if (!(*instrument)->is_tile)
        continue;
      tile = tile_new (*instrument);
      if (first == NULL)
        first = GTK_TOGGLE_BUTTON (tile);
      else
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (tile), first);
      g_signal_connect_object (tile, "toggled", G_CALLBACK (tile_toggled_cb), self, G_CONNECT_SWAPPED);
      gtk_flow_box_append (self->tiles, tile);
      /* One stop for Tab a tile, not two. */
      child = gtk_widget_get_parent (tile);
      gtk_widget_set_focusable (child, FALSE);
    }
}

/* The second page */

static void
starter_cb (ShedWelcome *self)
{
  settle_repertoire (self);
  shed_importer_add_starter (shed_importer_get (self->context));
  show_step (self, 2);
}

static void
files_chosen (ShedContext *context, GtkWindow *parent, GListModel *files, GObject *target)
{
  ShedWelcome *self = SHED_WELCOME (target);

  if (self->context == NULL)
    return;
  settle_repertoire (self);
  shed_importer_add_files (shed_importer_get (context), parent, files);
  show_step (self, 2);
}

static void
import_cb (ShedWelcome *self)
{
  shed_import_choose_for (self->context, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), files_chosen, G_OBJECT (self));
}

static void
empty_cb (ShedWelcome *self)
{
  settle_repertoire (self);
  end (self);
}

/* The third page */

static void
search_changed_cb (ShedWelcome *self)
{
  if (self->context != NULL)
    shed_catalog_list_find (self->list, NULL, gtk_editable_get_text (self->search));
}

/* Enter ticks the first that is found, and the next name can be typed. */
static void
search_activated_cb (ShedWelcome *self)
{
  g_autofree char *id = NULL;
  g_autofree char *title = NULL;

  if (*gtk_editable_get_text (self->search) == '\0' || !shed_catalog_list_get_first (self->list, &id, &title))
    return;
  shed_tune_selection_toggle (selection_of (self), id);
  gtk_editable_select_region (self->search, 0, -1);
}

static gboolean
search_key_cb (ShedWelcome *self, guint keyval, guint keycode, GdkModifierType state)
{
  return (state & gtk_accelerator_get_default_mod_mask ()) == 0 && (keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down) &&
         shed_catalog_list_take_focus (self->list);
}

static void
settled_cb (ShedWelcome *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (shed_catalog_list_get_model (self->list)));
  const char *text = gtk_editable_get_text (self->search);
  g_autofree char *nothing = NULL;

  gtk_stack_set_visible_child_name (self->tunes_stack, n > 0 ? "list" : "nothing");
  if (n > 0)
    return;
  if (*text != '\0')
    nothing = g_strdup_printf (_("No tune called “%s”"), text);
  else if (shed_importer_is_busy (shed_importer_get (self->context)))
    nothing = g_strdup (_("The tunes are coming…"));
  else
    nothing = g_strdup (_("No tunes yet. You can take some later in the Catalog."));
  gtk_label_set_label (self->nothing_label, nothing);
}

/* The tunes themselves say that they came; only what was unusual is worth a line. */
static void
import_done_cb (ShedWelcome *self)
{
  ShedImporter *importer = shed_importer_get (self->context);
  ShedImportReport *report = shed_importer_get_report (importer);

  if (report->remarks->len == 0 && report->taken + report->unchanged + report->rows > 0)
    shed_importer_dismiss (importer);
  settled_cb (self);
}

/* Actions */

static void
next_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedWelcome *self = SHED_WELCOME (widget);

  show_step (self, MIN (current_step (self) + 1, (int) G_N_ELEMENTS (steps) - 1));
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedWelcome *self = SHED_WELCOME (widget);

  if (current_step (self) > 0)
    show_step (self, current_step (self) - 1);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedWelcome) self = user_data;
  g_autoptr (ShedCommand) command = shed_context_run_finish (SHED_CONTEXT (source), result);

  if (command != NULL && self->context != NULL)
    finish (self);
}

static void
skip_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedWelcome *self = SHED_WELCOME (widget);
  g_auto (GStrv) ids = NULL;

  switch (current_step (self))
    {
    case 0:
      self->instrument = NULL;
      show_step (self, 1);
      break;
    case 1:
      /* Who skips both gets nothing that was not asked for. */
      if (self->instrument != NULL)
        settle_repertoire (self);
      end (self);
      break;
    default:
      ids = shed_tune_selection_dup_ids (selection_of (self));
      if (*ids != NULL && self->repertoire_id != NULL && shed_context_get_repertoire (self->context) != NULL)
        shed_add_dialog_present (self->context, GTK_WINDOW (gtk_widget_get_root (widget)), (const char * const *) ids, NULL,
                                 asked_cb, g_object_ref (self), g_object_unref);
      else
        end (self);
    }
}

static void
known_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  add_ticked (SHED_WELCOME (widget), SHED_ADD_KNOWN);
}

static void
learning_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  add_ticked (SHED_WELCOME (widget), SHED_ADD_LEARNING);
}

static void
shed_welcome_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, SHED_WELCOME (object)->context);
}

static void
shed_welcome_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SHED_WELCOME (object)->context = g_value_dup_object (value);
}

/* A library that came from another computer has answered the first question: whoever signed in here is not asked it. */
static void
repertoire_came_cb (ShedWelcome *self)
{
  if (shed_context_get_repertoire (self->context) != NULL && self->repertoire_id == NULL && !self->is_making &&
      current_step (self) == 0)
    finish (self);
}

static void
shed_welcome_constructed (GObject *object)
{
  ShedWelcome *self = SHED_WELCOME (object);

  G_OBJECT_CLASS (shed_welcome_parent_class)->constructed (object);

  shed_import_bar_set_context (self->import_bar, self->context, FALSE);
  shed_catalog_list_set_context (self->list, self->context);
  g_signal_connect_object (selection_of (self), "notify::n-selected", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (shed_importer_get (self->context), "done", G_CALLBACK (import_done_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->context, "notify::repertoire", G_CALLBACK (repertoire_came_cb), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
shed_welcome_dispose (GObject *object)
{
  ShedWelcome *self = SHED_WELCOME (object);

  g_clear_object (&self->context);

  G_OBJECT_CLASS (shed_welcome_parent_class)->dispose (object);
}

static void
shed_welcome_finalize (GObject *object)
{
  ShedWelcome *self = SHED_WELCOME (object);

  g_free (self->repertoire_id);
  g_free (self->made_name);
  g_ptr_array_unref (self->waiting);
  g_ptr_array_unref (self->known);
  g_array_unref (self->waiting_as);

  G_OBJECT_CLASS (shed_welcome_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "welcome.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "welcome.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "welcome.skip", NULL, skip_action);
  gtk_widget_class_install_action (widget_class, "welcome.known", NULL, known_action);
  gtk_widget_class_install_action (widget_class, "welcome.learning", NULL, learning_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "welcome.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Right, GDK_ALT_MASK, "welcome.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "welcome.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_k, GDK_CONTROL_MASK, "welcome.known", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, GDK_CONTROL_MASK, "welcome.learning", NULL);
}

static void
shed_welcome_class_init (ShedWelcomeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = shed_welcome_get_property;
  object_class->set_property = shed_welcome_set_property;
  object_class->constructed = shed_welcome_constructed;
  object_class->dispose = shed_welcome_dispose;
  object_class->finalize = shed_welcome_finalize;

  properties[PROP_CONTEXT] = g_param_spec_object ("context", NULL, NULL, SHED_TYPE_CONTEXT,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[DONE] = g_signal_new ("done", SHED_TYPE_WELCOME, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  install_actions (widget_class);

  g_type_ensure (SHED_TYPE_CATALOG_LIST);
  g_type_ensure (SHED_TYPE_IMPORT_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedWelcome, back_button);
  gtk_widget_class_bind_template_child (widget_class, ShedWelcome, skip_button);
  gtk_widget_class_bind_template_child (widget_class, ShedWelcome, step_label);
  gtk_widget_class_bind_template_child (widget_class, ShedWelcome, stack);
  gtk_widget_class_bind_template_child (widget_class, ShedWelcome, tiles);
  gtk_widget_class_bind_template_child (widget_class, ShedWelcome, own_revealer);
  gtk_widget_class_bind_template_child (widget_class, ShedWelcome, own_entry);
  gtk_widget_class_bind_template_child (widget_class, ShedWelcome, import_bar);
  gtk_widget_class_bind_template_child (widget_class, ShedWelcome, search);
  gtk_widget_class_bind_template_child (widget_class, ShedWelcome, tunes_stack);
  gtk_widget_class_bind_template_child (widget_class, ShedWelcome, list);
  gtk_widget_class_bind_template_child (widget_class, ShedWelcome, nothing_label);
  gtk_widget_class_bind_template_child (widget_class, ShedWelcome, chosen_label);
  gtk_widget_class_bind_template_child (widget_class, ShedWelcome, known_button);
  gtk_widget_class_bind_template_callback (widget_class, own_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, own_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, starter_cb);
  gtk_widget_class_bind_template_callback (widget_class, import_cb);
  gtk_widget_class_bind_template_callback (widget_class, empty_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, settled_cb);
}

static void
shed_welcome_init (ShedWelcome *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  self->known = g_ptr_array_new_with_free_func (g_free);
  self->waiting_as = g_array_new (FALSE, FALSE, sizeof (ShedAddAs));
  gtk_widget_init_template (GTK_WIDGET (self));
  shed_name_limit_entry (self->own_entry);
  fill_tiles (self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (search_key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->search), keys);
  shed_search_capture (GTK_WIDGET (self), GTK_SEARCH_ENTRY (self->search));
}

/**
 * shed_welcome_new:
 * @context: of the window
 *
 * Returns: (transfer floating): the first steps
 */
GtkWidget *
shed_welcome_new (ShedContext *context)
{
  return g_object_new (SHED_TYPE_WELCOME, "context", context, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only what a person changed is saved, so that a change made elsewhere meanwhile stays. Facts that still say what the
 * ABC says follow it while it is typed. */
#include "shed-tune-editor.h"

#include <glib/gi18n.h>
#include <string.h>

#include "shed-abc-editor.h"
#include "shed-completion.h"
#include "shed-text.h"
#include "shed-tune-fields.h"
#include "shed-ui.h"
#include "shed-view-state.h"

#define DRAFT_AFTER_MS 700
#define ALIASES_KEY "aliases"
#define ABC_KEY "abc"

/* One fact being edited. */
typedef struct
{
  const ShedTuneField *field;
  AdwEntryRow         *row;
  ShedCompletion      *completion;
  GtkWidget           *guess;     /* "guessed", until confirmed */
  char                *base;      /* in the library; nullable */
  char                *shown;     /* how the base was put into the row */
  char                *from_abc;  /* what the ABC said when it was read last; nullable */
  gboolean             confirmed;
} Fact;

struct _ShedTuneEditor
{
  GtkWidget parent_instance;

  ShedContext  *context;
  ShedTune     *tune;       /* nullable: deleted meanwhile */
  char         *tune_id;
  GArray       *facts;      /* Fact */
  GPtrArray    *alias_rows; /* AdwEntryRow, the last one empty */
  char         *base_aliases; /* joined by LF */
  char         *base_abc;
  guint         draft_id;
  gboolean      has_draft;  /* one is in the library, or on its way */
  gboolean      filling;    /* guards against our own changes */
  gboolean      saving;
  gboolean      dirty, can_save;

  GtkInfoBar    *notice;
  GtkLabel      *notice_label;
  GtkStack      *stack;
  GtkListBox    *fact_list;
  GtkListBox    *alias_list;
  ShedAbcEditor *abc;
};

enum { PROP_0, PROP_DIRTY, PROP_CAN_SAVE, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { SAVED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ShedTuneEditor, shed_tune_editor, GTK_TYPE_WIDGET)

char *
shed_tune_editor_dup_draft_name (const char *tune_id)
{
  return g_strconcat ("tune-draft/", tune_id, NULL);
}

static const char *
text_of (Fact *fact)
{
  return gtk_editable_get_text (GTK_EDITABLE (fact->row));
}

/* As it stands in the entry: numbers bare, keys and kinds in words. */
static char *
dup_shown (const ShedTuneField *field, const char *value)
{
  char *text = field->is_number ? g_strdup (value) : shed_tune_field_dup_text (field, value);

  return text != NULL ? text : g_strdup ("");
}

static gboolean
fact_is_changed (Fact *fact)
{
  g_autofree char *value = NULL;

  if (fact->confirmed)
    return TRUE;
  if (strcmp (text_of (fact), fact->shown) == 0)
    return FALSE;
  value = shed_tune_field_parse (fact->field, text_of (fact));
  return g_strcmp0 (value, fact->base) != 0;
}

/* Other names as they are typed, one a line, blank ones left out. */
static char *
dup_aliases (ShedTuneEditor *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->alias_rows->len; i++)
    {
      g_autofree char *name = shed_text_clean_name (gtk_editable_get_text (g_ptr_array_index (self->alias_rows, i)));

      if (name != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", name);
    }
  return g_string_free (text, FALSE);
}

static gboolean
aliases_are_changed (ShedTuneEditor *self)
{
  g_autofree char *aliases = dup_aliases (self);

  return strcmp (aliases, self->base_aliases) != 0;
}

static gboolean
abc_is_changed (ShedTuneEditor *self)
{
  g_autofree char *text = shed_abc_editor_dup_text (self->abc);

  return strcmp (text, self->base_abc) != 0;
}

static char *
dup_draft (ShedTuneEditor *self)
{
  GVariantBuilder builder;
  g_autoptr (GVariant) draft = NULL;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  for (guint i = 0; i < self->facts->len; i++)
    {
      Fact *fact = &g_array_index (self->facts, Fact, i);

      if (fact_is_changed (fact))
        g_variant_builder_add (&builder, "{ss}", fact->field->column, text_of (fact));
    }
  if (aliases_are_changed (self))
    {
      g_autofree char *aliases = dup_aliases (self);

      g_variant_builder_add (&builder, "{ss}", ALIASES_KEY, aliases);
    }
  if (abc_is_changed (self))
    {
      g_autofree char *text = shed_abc_editor_dup_text (self->abc);

      g_variant_builder_add (&builder, "{ss}", ABC_KEY, text);
    }
  draft = g_variant_ref_sink (g_variant_builder_end (&builder));
  return g_variant_print (draft, FALSE);
}

static void
draft_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!shed_view_state_write_finish (SHED_STORE (source), result, &error))
    g_message ("A draft was not kept: %s", error->message);
}

static void
write_draft (ShedTuneEditor *self)
{
  g_autofree char *name = shed_tune_editor_dup_draft_name (self->tune_id);
  g_autofree char *draft = NULL;

  g_clear_handle_id (&self->draft_id, g_source_remove);
  if (!self->dirty && !self->has_draft)
    return;
  if (self->dirty)
    draft = dup_draft (self);
  self->has_draft = self->dirty;
  shed_view_state_write_async (shed_context_get_store (self->context), name, draft, NULL, draft_written_cb, NULL);
}

static gboolean
draft_cb (gpointer user_data)
{
  ShedTuneEditor *self = user_data;

  self->draft_id = 0;
  write_draft (self);
  return G_SOURCE_REMOVE;
}

static void
show_fault (Fact *fact, const char *fault)
{
  g_autofree char *title = NULL;
  g_autofree char *escaped = NULL;

  if (fault != NULL)
    {
      /* Translators: the name of a fact and what is asked for: "Key: a key such as D, E dorian or Am". */
      title = g_strdup_printf (_("%s: %s"), _(fact->field->name), fault);
      gtk_widget_add_css_class (GTK_WIDGET (fact->row), "error");
    }
  else
    gtk_widget_remove_css_class (GTK_WIDGET (fact->row), "error");
  escaped = g_markup_escape_text (title != NULL ? title : _(fact->field->name), -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (fact->row), escaped);
  gtk_accessible_update_state (GTK_ACCESSIBLE (fact->row), GTK_ACCESSIBLE_STATE_INVALID,
                               fault != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

/* What is typed now: is it another thing than in the library, and could it be kept? */
static void
update (ShedTuneEditor *self)
{
  gboolean dirty = aliases_are_changed (self) || abc_is_changed (self);
  gboolean valid = TRUE;

  for (guint i = 0; i < self->facts->len; i++)
    {
      Fact *fact = &g_array_index (self->facts, Fact, i);
      gboolean changed = fact_is_changed (fact);
      const char *fault = changed ? shed_tune_field_get_fault (fact->field, text_of (fact)) : NULL;

      dirty |= changed;
      valid &= fault == NULL;
      show_fault (fact, fault);
      gtk_widget_set_visible (fact->guess,
                              self->tune != NULL && !changed && shed_tune_is_inferred (self->tune, fact->field->column));
    }
  dirty |= self->tune == NULL; /* a deleted tune can be made anew */
  if (self->dirty != dirty)
    {
      self->dirty = dirty;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DIRTY]);
    }
  if (self->can_save != (dirty && valid && !self->saving))
    {
      self->can_save = dirty && valid && !self->saving;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_SAVE]);
    }
}

static void
edited_cb (ShedTuneEditor *self)
{
  if (self->filling)
    return;
  update (self);
  if (self->draft_id == 0)
    self->draft_id = g_timeout_add (DRAFT_AFTER_MS, draft_cb, self);
}

static void
confirm_cb (ShedTuneEditor *self, GtkButton *button)
{
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "fact"));

  g_array_index (self->facts, Fact, index).confirmed = TRUE;
  edited_cb (self);
}

static void
add_fact (ShedTuneEditor *self, const ShedTuneField *field)
{
  Fact fact = { .field = field };
  GtkWidget *chip = gtk_label_new (_("guessed"));
  GtkWidget *confirm = gtk_button_new_from_icon_name ("object-select-symbolic");
  g_autofree char *confirm_label = g_strdup_printf (_("%s is right"), _(field->name));
  g_auto (GStrv) choices = shed_tune_field_dup_choices (field);

  fact.row = ADW_ENTRY_ROW (adw_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (fact.row), _(field->name));
  gtk_widget_add_css_class (chip, "chip");
  gtk_widget_add_css_class (chip, "new");
  gtk_widget_set_valign (chip, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (confirm, "flat");
  gtk_widget_set_valign (confirm, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (confirm, _("That Is Right"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (confirm), GTK_ACCESSIBLE_PROPERTY_LABEL, confirm_label, -1);
  g_object_set_data (G_OBJECT (confirm), "fact", GUINT_TO_POINTER (self->facts->len));
  g_signal_connect_object (confirm, "clicked", G_CALLBACK (confirm_cb), self, G_CONNECT_SWAPPED);
  fact.guess = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (fact.guess), chip);
  gtk_box_append (GTK_BOX (fact.guess), confirm);
  adw_entry_row_add_suffix (fact.row, fact.guess);
  if (field->is_number)
    adw_entry_row_set_input_purpose (fact.row, GTK_INPUT_PURPOSE_DIGITS);
  gtk_list_box_append (self->fact_list, GTK_WIDGET (fact.row));
  if (choices != NULL)
    {
      fact.completion = shed_completion_new (GTK_EDITABLE (fact.row));
      shed_completion_set_choices (fact.completion, (const char *const *) choices);
    }
  g_signal_connect_object (fact.row, "changed", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
  g_array_append_val (self->facts, fact);
}

static void alias_edited_cb (ShedTuneEditor *self);

static void
add_alias_row (ShedTuneEditor *self, const char *name)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Other Name"));
  gtk_editable_set_text (GTK_EDITABLE (row), name);
  g_signal_connect_object (row, "changed", G_CALLBACK (alias_edited_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (self->alias_list, row);
  g_ptr_array_add (self->alias_rows, row);
}

/* There is always an empty one at the end to write the next name into. */
static void
alias_edited_cb (ShedTuneEditor *self)
{
  GtkEditable *last;

  if (self->filling)
    return;
  last = g_ptr_array_index (self->alias_rows, self->alias_rows->len - 1);
  if (*gtk_editable_get_text (last) != '\0')
    add_alias_row (self, "");
  edited_cb (self);
}

static void
set_aliases (ShedTuneEditor *self, const char *joined)
{
  g_auto (GStrv) names = g_strsplit (joined, "\n", -1);

  for (guint i = 0; i < self->alias_rows->len; i++)
    gtk_list_box_remove (self->alias_list, g_ptr_array_index (self->alias_rows, i));
  g_ptr_array_set_size (self->alias_rows, 0);
  for (guint i = 0; names[i] != NULL; i++)
    if (*names[i] != '\0')
      add_alias_row (self, names[i]);
  add_alias_row (self, "");
}

/* A fact that says what the ABC said before follows it. */
static void
parsed_cb (ShedTuneEditor *self)
{
  ShedAbcTune *abc = shed_abc_editor_get_tune (self->abc);

  for (guint i = 0; i < self->facts->len; i++)
    {
      Fact *fact = &g_array_index (self->facts, Fact, i);
      g_autofree char *now = shed_tune_field_from_abc (fact->field, abc);
      g_autofree char *typed = shed_tune_field_parse (fact->field, text_of (fact));

      if (!self->filling && now != NULL && g_strcmp0 (now, fact->from_abc) != 0 &&
          (typed == NULL || g_strcmp0 (typed, fact->from_abc) == 0))
        {
          g_autofree char *shown = dup_shown (fact->field, now);

          gtk_editable_set_text (GTK_EDITABLE (fact->row), shown);
        }
      g_free (fact->from_abc);
      fact->from_abc = g_steal_pointer (&now);
    }
}

/* Rows that were not touched take what the library has; the others keep what was typed. */
static void
take_base (ShedTuneEditor *self, gboolean first)
{
  g_autofree char *aliases = g_strjoinv ("\n", (char **) shed_tune_get_aliases (self->tune));
  const char *abc = shed_tune_get_field (self->tune, "abc");
  gboolean aliases_typed = !first && aliases_are_changed (self);
  gboolean abc_typed = !first && abc_is_changed (self);

  self->filling = TRUE;
  for (guint i = 0; i < self->facts->len; i++)
    {
      Fact *fact = &g_array_index (self->facts, Fact, i);
      const char *value = shed_tune_get_field (self->tune, fact->field->column);
      gboolean typed = !first && fact_is_changed (fact) && !fact->confirmed;

      g_free (fact->base);
      fact->base = g_strdup (value);
      g_free (fact->shown);
      fact->shown = dup_shown (fact->field, value);
      if (!typed && strcmp (text_of (fact), fact->shown) != 0)
        gtk_editable_set_text (GTK_EDITABLE (fact->row), fact->shown);
    }
  if (!aliases_typed && (first || strcmp (aliases, self->base_aliases) != 0))
    set_aliases (self, aliases);
  g_free (self->base_aliases);
  self->base_aliases = g_steal_pointer (&aliases);
  if (!abc_typed && (first || g_strcmp0 (abc != NULL ? abc : "", self->base_abc) != 0))
    shed_abc_editor_set_text (self->abc, abc);
  g_free (self->base_abc);
  self->base_abc = g_strdup (abc != NULL ? abc : "");
  if (!abc_typed)
    {
      /* A buffer may hold the same text with other line ends: then that is the base. */
      g_free (self->base_abc);
      self->base_abc = shed_abc_editor_dup_text (self->abc);
    }
  shed_abc_editor_set_title (self->abc, shed_tune_get_title (self->tune));
  self->filling = FALSE;
}

static void
take_draft (ShedTuneEditor *self, const char *text)
{
  g_autoptr (GVariant) draft = g_variant_parse (G_VARIANT_TYPE ("a{ss}"), text, NULL, NULL, NULL);
  const char *value;

  if (draft == NULL)
    return;
  self->has_draft = TRUE;
  self->filling = TRUE;
  if (g_variant_lookup (draft, ABC_KEY, "&s", &value))
    shed_abc_editor_set_text (self->abc, value);
  if (g_variant_lookup (draft, ALIASES_KEY, "&s", &value))
    set_aliases (self, value);
  for (guint i = 0; i < self->facts->len; i++)
    {
      Fact *fact = &g_array_index (self->facts, Fact, i);

      if (!g_variant_lookup (draft, fact->field->column, "&s", &value))
        continue;
      fact->confirmed = strcmp (value, fact->shown) == 0;
      gtk_editable_set_text (GTK_EDITABLE (fact->row), value);
    }
  self->filling = FALSE;
}

static void
show_notice (ShedTuneEditor *self, const char *text)
{
  gtk_label_set_label (self->notice_label, text != NULL ? text : "");
  gtk_info_bar_set_revealed (self->notice, text != NULL);
}

static void
forget_draft (ShedTuneEditor *self)
{
  g_autofree char *name = shed_tune_editor_dup_draft_name (self->tune_id);

  g_clear_handle_id (&self->draft_id, g_source_remove);
  self->has_draft = FALSE;
  shed_view_state_write_async (shed_context_get_store (self->context), name, NULL, NULL, draft_written_cb, NULL);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedTuneEditor) self = user_data;
  g_autoptr (ShedCommand) command = shed_context_run_finish (SHED_CONTEXT (source), result);

  self->saving = FALSE;
  if (command == NULL)
    {
      /* Said already. What was typed is here, and in the draft. */
      if (gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
        update (self);
      return;
    }
  self->dirty = FALSE;
  forget_draft (self);
  g_signal_emit (self, signals[SAVED], 0, shed_command_get_result_id (command));
}

void
shed_tune_editor_save (ShedTuneEditor *self)
{
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) aliases = NULL;
  ShedCommand *command;

  g_return_if_fail (SHED_IS_TUNE_EDITOR (self));

  update (self);
  if (!self->can_save)
    return;
  for (guint i = 0; i < self->facts->len; i++)
    {
      Fact *fact = &g_array_index (self->facts, Fact, i);
      gboolean same = strcmp (text_of (fact), fact->shown) == 0;

      if (self->tune != NULL && !fact_is_changed (fact))
        continue;
      g_ptr_array_add (columns, (char *) fact->field->column);
      g_ptr_array_add (values, same ? g_strdup (fact->base) : shed_tune_field_parse (fact->field, text_of (fact)));
    }
  if (self->tune == NULL || abc_is_changed (self))
    {
      g_ptr_array_add (columns, (char *) "abc");
      g_ptr_array_add (values, shed_abc_editor_dup_text (self->abc));
    }
  g_ptr_array_add (columns, NULL);
  g_ptr_array_add (values, NULL);
  if (self->tune == NULL || aliases_are_changed (self))
    {
      g_autofree char *joined = dup_aliases (self);

      aliases = g_strsplit (joined, "\n", -1);
    }
  if (self->tune != NULL)
    command = shed_command_tune_edit (self->tune_id, (const char *const *) columns->pdata, (const char *const *) values->pdata,
                                      (const char *const *) aliases);
  else
    command = shed_command_tune_new (NULL, (const char *const *) columns->pdata, (const char *const *) values->pdata,
                                     (const char *const *) aliases);
  write_draft (self);
  self->saving = TRUE;
  update (self);
  shed_context_run_async (self->context, command, NULL, saved_cb, g_object_ref (self));
}

void
shed_tune_editor_discard (ShedTuneEditor *self)
{
  g_return_if_fail (SHED_IS_TUNE_EDITOR (self));

  self->dirty = FALSE;
  forget_draft (self);
}

/**
 * shed_tune_editor_refresh:
 * @self: the editor
 * @tune: (nullable): as it is now in the library
 */
void
shed_tune_editor_refresh (ShedTuneEditor *self, ShedTune *tune)
{
  gboolean was_dirty = self->dirty && self->tune != NULL;
  gboolean back = self->tune == NULL && tune != NULL;

  g_return_if_fail (SHED_IS_TUNE_EDITOR (self));

  if (self->saving && tune != NULL)
    return; /* our own change */
  g_set_object (&self->tune, tune);
  if (tune == NULL)
    show_notice (self, _("This tune was deleted meanwhile. Save makes it anew with what stands here."));
  else
    {
      take_base (self, FALSE);
      show_notice (self, was_dirty && !back
                           ? _ ("This tune was changed elsewhere meanwhile. What you typed is kept here.")
                           : NULL);
    }
  update (self);
}

gboolean
shed_tune_editor_is_dirty (ShedTuneEditor *self)
{
  g_return_val_if_fail (SHED_IS_TUNE_EDITOR (self), FALSE);
  return self->dirty;
}

gboolean
shed_tune_editor_can_save (ShedTuneEditor *self)
{
  g_return_val_if_fail (SHED_IS_TUNE_EDITOR (self), FALSE);
  return self->can_save;
}

static void
shed_tune_editor_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ShedTuneEditor *self = SHED_TUNE_EDITOR (object);

  g_value_set_boolean (value, prop_id == PROP_DIRTY ? self->dirty : self->can_save);
}

/* Leaving in whatever way keeps what was typed. */
static void
shed_tune_editor_unroot (GtkWidget *widget)
{
  ShedTuneEditor *self = SHED_TUNE_EDITOR (widget);

  if (self->draft_id != 0)
    write_draft (self);
  GTK_WIDGET_CLASS (shed_tune_editor_parent_class)->unroot (widget);
}

static void
shed_tune_editor_dispose (GObject *object)
{
  ShedTuneEditor *self = SHED_TUNE_EDITOR (object);
  GtkWidget *child;

  g_clear_handle_id (&self->draft_id, g_source_remove);
  self->filling = TRUE;
  for (guint i = 0; self->facts != NULL && i < self->facts->len; i++)
    {
      Fact *fact = &g_array_index (self->facts, Fact, i);

      g_clear_pointer (&fact->completion, shed_completion_free);
      g_free (fact->base);
      g_free (fact->shown);
      g_free (fact->from_abc);
    }
  g_clear_pointer (&self->facts, g_array_unref);
  g_clear_pointer (&self->alias_rows, g_ptr_array_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->tune);
  g_clear_object (&self->context);
  g_clear_pointer (&self->tune_id, g_free);
  g_clear_pointer (&self->base_aliases, g_free);
  g_clear_pointer (&self->base_abc, g_free);

  G_OBJECT_CLASS (shed_tune_editor_parent_class)->dispose (object);
}

static void
shed_tune_editor_class_init (ShedTuneEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = shed_tune_editor_get_property;
  object_class->dispose = shed_tune_editor_dispose;
  widget_class->unroot = shed_tune_editor_unroot;

  properties[PROP_DIRTY] = g_param_spec_boolean ("dirty", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_SAVE] = g_param_spec_boolean ("can-save", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SAVED] = g_signal_new ("saved", SHED_TYPE_TUNE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 G_TYPE_STRING);

  g_type_ensure (SHED_TYPE_ABC_EDITOR);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-tune-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedTuneEditor, notice);
  gtk_widget_class_bind_template_child (widget_class, ShedTuneEditor, notice_label);
  gtk_widget_class_bind_template_child (widget_class, ShedTuneEditor, stack);
  gtk_widget_class_bind_template_child (widget_class, ShedTuneEditor, fact_list);
  gtk_widget_class_bind_template_child (widget_class, ShedTuneEditor, alias_list);
  gtk_widget_class_bind_template_child (widget_class, ShedTuneEditor, abc);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, parsed_cb);
}

static void
shed_tune_editor_init (ShedTuneEditor *self)
{
  guint n_fields;
  const ShedTuneField *fields = shed_tune_fields_list (&n_fields);

  self->facts = g_array_new (FALSE, FALSE, sizeof (Fact));
  self->alias_rows = g_ptr_array_new ();
  self->base_aliases = g_strdup ("");
  self->base_abc = g_strdup ("");
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < n_fields; i++)
    if (fields[i].is_editable)
      add_fact (self, &fields[i]);
  self->filling = FALSE;
}

/**
 * shed_tune_editor_new:
 * @context: of the window
 * @tune: what to edit
 * @draft: (nullable): what was typed at an earlier time and not saved
 *
 * Returns: (transfer floating): the editor
 */
GtkWidget *
shed_tune_editor_new (ShedContext *context, ShedTune *tune, const char *draft)
{
  ShedTuneEditor *self = g_object_new (SHED_TYPE_TUNE_EDITOR, NULL);
  g_autofree char *cache = shed_profile_dup_cache (shed_context_get_profile (context));

  self->context = g_object_ref (context);
  self->tune = g_object_ref (tune);
  self->tune_id = g_strdup (shed_tune_get_id (tune));
  shed_abc_editor_set_cache_folder (self->abc, cache);
  take_base (self, TRUE);
  if (draft != NULL)
    take_draft (self, draft);
  update (self);
  return GTK_WIDGET (self);
}

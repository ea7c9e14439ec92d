/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells hold labels and incipits only, made once and filled again for each tune that scrolls into them. */
#include "shed-repertoire-cell.h"

#include <glib/gi18n.h>

#include "shed-facts-text.h"
#include "shed-incipit-view.h"
#include "shed-row-box.h"

static const ShedColumnSpec columns[SHED_N_COLUMNS] = {
  [SHED_COLUMN_TITLE] = { "title", N_("Title"), SHED_SORT_TITLE, -1, TRUE, FALSE },
  [SHED_COLUMN_INCIPIT] = { "incipit", N_("Incipit"), -1, 186, TRUE, FALSE },
  [SHED_COLUMN_KIND] = { "kind", N_("Kind"), SHED_SORT_KIND, 88, TRUE, FALSE },
  [SHED_COLUMN_KEY] = { "key", N_("Key"), SHED_SORT_KEY, 96, TRUE, FALSE },
  [SHED_COLUMN_STATE] = { "state", N_("State"), SHED_SORT_STATE, 86, TRUE, FALSE },
  [SHED_COLUMN_DUE] = { "due", N_("Due"), SHED_SORT_DUE, 104, TRUE, FALSE },
  [SHED_COLUMN_LAST] = { "last", N_("Last"), SHED_SORT_LAST, 100, TRUE, FALSE },
  [SHED_COLUMN_GOAL] = { "goal", N_("Goal"), SHED_SORT_GOAL, 84, TRUE, FALSE },
  [SHED_COLUMN_TAGS] = { "tags", N_("Tags"), SHED_SORT_TAGS, 92, TRUE, FALSE },
  [SHED_COLUMN_STABILITY] = { "stability", N_("Stability"), SHED_SORT_STABILITY, 100, FALSE, FALSE },
  [SHED_COLUMN_REPS] = { "reps", N_("Reps"), SHED_SORT_REPS, 80, FALSE, TRUE },
  [SHED_COLUMN_LAPSES] = { "lapses", N_("Lapses"), SHED_SORT_LAPSES, 80, FALSE, TRUE },
  [SHED_COLUMN_ADDED] = { "added", N_("Added"), SHED_SORT_ADDED, 116, FALSE, FALSE },
};

const ShedColumnSpec *
shed_repertoire_column_get (ShedRepertoireColumn column)
{
  g_return_val_if_fail (column < SHED_N_COLUMNS, NULL);
  return &columns[column];
}

int
shed_repertoire_column_find (const char *name)
{
  for (int i = 0; i < SHED_N_COLUMNS; i++)
    if (g_strcmp0 (columns[i].name, name) == 0)
      return i;
  return -1;
}

const char *
shed_repertoire_state_text (int state)
{
  switch (state)
    {
    case SHED_STATE_NEW: return C_("state of a tune", "new");
    case SHED_STATE_LEARNING: return C_("state of a tune", "learning");
    case SHED_STATE_REVIEW: return C_("state of a tune", "learned");
    case SHED_STATE_RELEARNING: return C_("state of a tune", "relearning");
    case SHED_STATE_PAUSED: return C_("state of a tune", "paused");
    case SHED_STATE_DUE: return C_("state of a tune", "due");
    default: return "";
    }
}

/* ---- what is shown ---- */

static void
set_chip (GtkLabel *label, const char *text, const char *style)
{
  static const char *const styles[] = { "chip", "due", "overdue", "new", "dim-label" };

  gtk_label_set_label (label, text);
  /* Most rows are as the one before: a class taken away and put back costs the label its style. */
  if (style != NULL && gtk_widget_has_css_class (GTK_WIDGET (label), style))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (label), styles[i]);
  if (style == NULL)
    return;
  if (g_str_equal (style, "dim-label"))
    gtk_widget_add_css_class (GTK_WIDGET (label), style);
  else
    {
      gtk_widget_add_css_class (GTK_WIDGET (label), "chip");
      gtk_widget_add_css_class (GTK_WIDGET (label), style);
    }
}

static void
show_due (ShedContext *context, GtkLabel *label, const ShedTuneRowData *data)
{
  ShedTimeFrame frame = shed_context_get_frame (context);
  g_autofree char *text = NULL;

  if (data->paused)
    set_chip (label, shed_repertoire_state_text (SHED_STATE_PAUSED), "dim-label");
  else if (data->due_at == 0)
    set_chip (label, data->id != NULL && data->state == 0 ? shed_repertoire_state_text (SHED_STATE_NEW) : "",
              data->id != NULL && data->state == 0 ? "new" : NULL);
  else
    {
      int overdue = shed_time_days_overdue (data->due_at, &frame);

      if (overdue > 0)
        text = g_strdup_printf (ngettext ("overdue %d d", "overdue %d d", overdue), overdue);
      else
        text = shed_time_text_relative (data->due_at, &frame);
      set_chip (label, text,
                overdue > 0                                                       ? "overdue"
                : data->due_at <= frame.now_ms || g_str_equal (text, _ ("today")) ? "due"
                                                                                  : NULL);
    }
}

static void
show_time (ShedContext *context, GtkLabel *label, gint64 at)
{
  ShedTimeFrame frame = shed_context_get_frame (context);
  g_autofree char *text = at != 0 ? shed_time_text_relative (at, &frame) : NULL;

  gtk_label_set_label (label, text != NULL ? text : "");
}

static void
take_text (GtkLabel *label, char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  g_free (text);
}

static const char *
played_key (const ShedTuneRowData *data)
{
  return data->repertoire_key != NULL ? data->repertoire_key : data->key;
}

static void
show_title (GtkWidget *box, const ShedTuneRowData *data)
{
  GtkWidget *title = gtk_widget_get_first_child (box), *also = gtk_widget_get_next_sibling (title);
  g_autofree char *text = shed_facts_text_also (data->aliases);

  gtk_label_set_label (GTK_LABEL (title), data->title != NULL ? data->title : "");
  gtk_label_set_label (GTK_LABEL (also), text != NULL ? text : "");
  gtk_widget_set_visible (also, text != NULL && *text != '\0');
}

static void
show_row (ShedContext *context, GtkWidget *row, const ShedTuneRowData *data)
{
  GtkWidget *incipit = gtk_widget_get_first_child (row), *text = gtk_widget_get_next_sibling (incipit);
  GtkWidget *due = gtk_widget_get_last_child (row);
  GtkWidget *title = gtk_widget_get_first_child (text), *facts = gtk_widget_get_last_child (text);
  g_autofree char *spoken = NULL;

  shed_incipit_view_set_tune (SHED_INCIPIT_VIEW (incipit), data->abc, data->title);
  gtk_label_set_label (GTK_LABEL (title), data->title != NULL ? data->title : "");
  take_text (GTK_LABEL (facts), shed_facts_text_line (data->kind, played_key (data)));
  show_due (context, GTK_LABEL (due), data);
  spoken = shed_facts_text_join (gtk_label_get_label (GTK_LABEL (facts)), gtk_label_get_label (GTK_LABEL (due)), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, data->title != NULL ? data->title : "",
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, spoken != NULL ? spoken : "", -1);
}

/* Without a goal of its own a tune has that of the repertoire; the dim letters say whose it is. */
static void
show_goal (ShedContext *context, GtkLabel *label, const ShedTuneRowData *data)
{
  ShedRepertoire *repertoire = shed_context_get_repertoire (context);
  gboolean own = data->goal != NULL;
  g_autofree char *usual = NULL;

  if (!own && data->id != NULL && repertoire != NULL)
    g_object_get (repertoire, "default-goal", &usual, NULL);
  take_text (label, own ? shed_facts_text_goal (data->goal)
                        : data->id != NULL ? shed_facts_text_goal (usual != NULL ? usual : "recall") : NULL);
  if (own)
    gtk_widget_remove_css_class (GTK_WIDGET (label), "dim-label");
  else
    gtk_widget_add_css_class (GTK_WIDGET (label), "dim-label");
}

static void
show_tags (GtkLabel *label, const char *tags)
{
  g_auto (GStrv) names = g_strsplit (tags != NULL ? tags : "", "\n", -1);

  take_text (label, g_strjoinv (", ", names));
}

/**
 * shed_repertoire_cell_show:
 * @widget: made by shed_repertoire_cell_new() for the same @column
 * @column: which
 * @data: the tune; all empty while it is not read yet
 * @context: of the window
 */
void
shed_repertoire_cell_show (GtkWidget *widget, ShedRepertoireColumn column, const ShedTuneRowData *data, ShedContext *context)
{
  GtkLabel *label = GTK_IS_LABEL (widget) ? GTK_LABEL (widget) : NULL;

  switch (column)
    {
    case SHED_COLUMN_TITLE: show_title (widget, data); break;
    case SHED_COLUMN_INCIPIT: shed_incipit_view_set_tune (SHED_INCIPIT_VIEW (widget), data->abc, data->title); break;
    case SHED_COLUMN_KIND: take_text (label, shed_facts_text_kind (data->kind)); break;
    case SHED_COLUMN_KEY: take_text (label, shed_facts_text_key (played_key (data))); break;
    case SHED_COLUMN_STATE:
      gtk_label_set_label (
        label, data->id == NULL ? "" : shed_repertoire_state_text (data->paused ? SHED_STATE_PAUSED : data->state));
      break;
    case SHED_COLUMN_DUE: show_due (context, label, data); break;
    case SHED_COLUMN_LAST: show_time (context, label, data->last_at); break;
    case SHED_COLUMN_GOAL: show_goal (context, label, data); break;
    case SHED_COLUMN_TAGS: show_tags (label, data->tags); break;
    case SHED_COLUMN_STABILITY: take_text (label, data->stability > 0 ? shed_time_text_span (data->stability) : NULL); break;
    case SHED_COLUMN_REPS: take_text (label, data->reps > 0 ? g_strdup_printf ("%u", data->reps) : NULL); break;
    case SHED_COLUMN_LAPSES: take_text (label, data->lapses > 0 ? g_strdup_printf ("%u", data->lapses) : NULL); break;
    case SHED_COLUMN_ADDED: show_time (context, label, data->added_at); break;
    case SHED_COLUMN_ROW: show_row (context, widget, data); break;
    case SHED_N_COLUMNS:
    default: break;
    }
}

/**
 * shed_repertoire_cell_dup_tooltip:
 * @column: which
 * @data: the tune
 * @context: of the window
 *
 * Returns: (transfer full) (nullable): what the cell has no room for: a whole title, all tags, an exact time
 */
char *
shed_repertoire_cell_dup_tooltip (ShedRepertoireColumn column, const ShedTuneRowData *data, ShedContext *context)
{
  g_auto (GStrv) tags = NULL;
  ShedTimeFrame frame;
  gint64 at = 0;

  switch (column)
    {
    case SHED_COLUMN_TITLE: return g_strdup (data->title);
    case SHED_COLUMN_TAGS:
      tags = g_strsplit (data->tags != NULL ? data->tags : "", "\n", -1);
      return g_strjoinv (", ", tags);
    case SHED_COLUMN_LAST: at = data->last_at; break;
    case SHED_COLUMN_ADDED: at = data->added_at; break;
    case SHED_COLUMN_DUE:
    case SHED_COLUMN_ROW: at = data->paused ? 0 : data->due_at; break;
    default: break;
    }
  frame = shed_context_get_frame (context);
  return at != 0 ? shed_time_text_exact (at, &frame) : NULL;
}

/* ---- the widgets ---- */

static GtkWidget *
new_label (gboolean numeric, const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), numeric ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (numeric)
    gtk_widget_add_css_class (label, "numeric");
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
new_text_box (const char *title_style)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), new_label (FALSE, title_style));
  gtk_box_append (GTK_BOX (box), new_label (FALSE, "dim-label"));
  return box;
}

GtkWidget *
shed_repertoire_cell_new (ShedRepertoireColumn column)
{
  GtkWidget *widget;

  switch (column)
    {
    case SHED_COLUMN_TITLE: return new_text_box ("heading");
    case SHED_COLUMN_INCIPIT: return shed_incipit_view_new ();
    case SHED_COLUMN_ROW:
      widget = shed_row_box_new ();
      gtk_widget_set_margin_top (widget, 6);
      gtk_widget_set_margin_bottom (widget, 6);
      gtk_widget_set_margin_start (widget, 6);
      gtk_widget_set_margin_end (widget, 6);
      gtk_widget_set_parent (shed_incipit_view_new (), widget);
      gtk_widget_set_parent (new_text_box ("heading"), widget);
      {
        GtkWidget *tail = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *due = new_label (FALSE, NULL);

        gtk_widget_set_visible (tail, FALSE);
        gtk_widget_set_parent (tail, widget);
        gtk_widget_set_valign (due, GTK_ALIGN_CENTER);
        gtk_widget_set_parent (due, widget);
      }
      return widget;
    case SHED_COLUMN_DUE:
      widget = new_label (FALSE, NULL);
      gtk_widget_set_halign (widget, GTK_ALIGN_START);
      gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
      return widget;
    default:
      return new_label (columns[column].numeric, NULL);
    }
}

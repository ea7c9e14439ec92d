/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text is read on the main thread (96 KiB take about a millisecond), the score is drawn by a worker. */
#include "shed-abc-editor.h"

#include <glib/gi18n.h>
#include <string.h>

#include "shed-abc-words.h"
#include "shed-score-text.h"
#include "shed-score-view.h"
#include "shed-ui.h"

#define BREAK_WIDTH 700
#define SPACING 12
#define GUTTER_WIDTH 22
#define MARK_RADIUS 4.0
#define MAX_ROWS 20

typedef struct
{
  guint line;   /* of the buffer, from 0 */
  guint column; /* in characters, from 0 */
  char *words;
} Mark;

struct _ShedAbcEditor
{
  GtkWidget parent_instance;

  ShedAbcTune   *tune;
  GArray        *marks; /* Mark */
  GtkTextTag    *fault_tag;
  guint          parse_id;
  gboolean       setting;
  gboolean       tagging;

  GtkWidget     *source_box;
  GtkWidget     *score_box;
  GtkTextView   *view;
  ShedScoreView *score;
  GtkListBox    *remarks;
  GtkWidget     *remarks_scroller;
  GtkLabel      *fine;
  GtkWidget     *gutter;
};

enum { CHANGED, PARSED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ShedAbcEditor, shed_abc_editor, GTK_TYPE_WIDGET)

static void
mark_clear (gpointer data)
{
  g_free (((Mark *) data)->words);
}

static GtkTextBuffer *
buffer_of (ShedAbcEditor *self)
{
  return gtk_text_view_get_buffer (self->view);
}

static void
mark_to_iter (ShedAbcEditor *self, const Mark *mark, GtkTextIter *iter)
{
  GtkTextBuffer *buffer = buffer_of (self);
  int line = MIN ((int) mark->line, gtk_text_buffer_get_line_count (buffer) - 1);
  guint n_characters;

  gtk_text_buffer_get_iter_at_line (buffer, iter, line);
  n_characters = (guint) gtk_text_iter_get_chars_in_line (iter);
  gtk_text_iter_set_line_offset (iter, (int) MIN (mark->column, n_characters > 0 ? n_characters - 1 : 0));
}

static void
draw_gutter (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  ShedAbcEditor *self = user_data;
  GdkRGBA colour;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (area)), "warning_color", &colour))
    gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &colour);
  gdk_cairo_set_source_rgba (cr, &colour);
  for (guint i = 0; i < self->marks->len; i++)
    {
      GtkTextIter iter;
      GdkRectangle place;
      int x, y;

      mark_to_iter (self, &g_array_index (self->marks, Mark, i), &iter);
      gtk_text_view_get_iter_location (self->view, &iter, &place);
      gtk_text_view_buffer_to_window_coords (self->view, GTK_TEXT_WINDOW_LEFT, 0, place.y, &x, &y);
      if (y + place.height < 0 || y > height)
        continue;
      /* A triangle: a shape, not only a colour. */
      cairo_move_to (cr, width / 2.0, y + place.height / 2.0 - MARK_RADIUS);
      cairo_line_to (cr, width / 2.0 + MARK_RADIUS + 1, y + place.height / 2.0 + MARK_RADIUS);
      cairo_line_to (cr, width / 2.0 - MARK_RADIUS - 1, y + place.height / 2.0 + MARK_RADIUS);
      cairo_close_path (cr);
      cairo_fill (cr);
    }
}

/* The words of the line under the pointer, in the margin. */
static gboolean
gutter_tooltip_cb (ShedAbcEditor *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  GtkTextIter at;
  int buffer_x, buffer_y;
  GString *text = g_string_new (NULL);
  gboolean found;

  gtk_text_view_window_to_buffer_coords (self->view, GTK_TEXT_WINDOW_LEFT, 0, y, &buffer_x, &buffer_y);
  gtk_text_view_get_line_at_y (self->view, &at, buffer_y, NULL);
  for (guint i = 0; i < self->marks->len; i++)
    {
      const Mark *mark = &g_array_index (self->marks, Mark, i);

      if ((int) mark->line == gtk_text_iter_get_line (&at))
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", mark->words);
    }
  found = text->len > 0;
  if (found)
    gtk_tooltip_set_text (tooltip, text->str);
  g_string_free (text, TRUE);
  return found;
}

static void
show_remarks (ShedAbcEditor *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->remarks, 0)) != NULL)
    gtk_list_box_remove (self->remarks, GTK_WIDGET (row));
  for (guint i = 0; i < self->marks->len && i < MAX_ROWS; i++)
    {
      const Mark *mark = &g_array_index (self->marks, Mark, i);
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
      GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
      GtkWidget *label = gtk_label_new (mark->words);
      g_autofree char *place = g_strdup_printf (_("line %u"), mark->line + 1);
      GtkWidget *place_label = gtk_label_new (place);

      gtk_widget_add_css_class (icon, "warning");
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_set_hexpand (label, TRUE);
      gtk_widget_add_css_class (place_label, "dim-label");
      gtk_widget_add_css_class (place_label, "numeric");
      gtk_box_append (GTK_BOX (box), icon);
      gtk_box_append (GTK_BOX (box), label);
      gtk_box_append (GTK_BOX (box), place_label);
      gtk_widget_set_margin_top (box, 6);
      gtk_widget_set_margin_bottom (box, 6);
      gtk_widget_set_margin_start (box, 9);
      gtk_widget_set_margin_end (box, 9);
      row = GTK_LIST_BOX_ROW (gtk_list_box_row_new ());
      gtk_list_box_row_set_child (row, box);
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, mark->words,
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, place, -1);
      gtk_list_box_append (self->remarks, GTK_WIDGET (row));
    }
  gtk_widget_set_visible (self->remarks_scroller, self->marks->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->fine), self->marks->len == 0);
  gtk_widget_queue_draw (self->gutter);
}

static void
tag_faults (ShedAbcEditor *self)
{
  guint n_remarks;
  const ShedAbcRemark *remarks = shed_abc_tune_get_remarks (self->tune, &n_remarks);
  GtkTextIter start, end;

  self->tagging = TRUE;
  gtk_text_buffer_get_bounds (buffer_of (self), &start, &end);
  gtk_text_buffer_remove_tag (buffer_of (self), self->fault_tag, &start, &end);
  g_array_set_size (self->marks, 0);
  for (guint i = 0; i < n_remarks; i++)
    {
      const ShedAbcRemark *remark = &remarks[i];
      Mark mark = { 0 };

      if (!shed_abc_words_is_shown (remark->code))
        continue;
      mark.line = remark->line > 0 ? remark->line - 1 : 0;
      mark.column = remark->column > 0 ? remark->column - 1 : 0;
      mark.words = shed_abc_words_remark (remark);
      g_array_append_val (self->marks, mark);
      if (remark->column == 0 || remark->length == 0)
        continue;
      mark_to_iter (self, &mark, &start);
      end = start;
      gtk_text_iter_forward_chars (&end, (int) MIN (remark->length, 2000));
      gtk_text_buffer_apply_tag (buffer_of (self), self->fault_tag, &start, &end);
    }
  self->tagging = FALSE;
}

static void
parse (ShedAbcEditor *self)
{
  g_autofree char *text = shed_abc_editor_dup_text (self);
  g_autofree char *words = NULL;

  g_clear_handle_id (&self->parse_id, g_source_remove);
  g_clear_pointer (&self->tune, shed_abc_tune_unref);
  self->tune = shed_abc_tune_new_from_text (text, -1);
  tag_faults (self);
  show_remarks (self);
  words = shed_score_text_describe (self->tune, NULL, NULL, NULL, NULL);
  shed_score_view_set_description (self->score, words);
  shed_score_view_set_abc (self->score, text);
  g_signal_emit (self, signals[PARSED], 0);
}

static gboolean
parse_cb (gpointer user_data)
{
  ShedAbcEditor *self = user_data;

  self->parse_id = 0;
  parse (self);
  return G_SOURCE_REMOVE;
}

static void
buffer_changed_cb (ShedAbcEditor *self)
{
  if (self->setting || self->tagging)
    return;
  g_clear_handle_id (&self->parse_id, g_source_remove);
  self->parse_id = g_timeout_add (SHED_ABC_EDITOR_DELAY_MS, parse_cb, self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
remark_activated_cb (ShedAbcEditor *self, GtkListBoxRow *row)
{
  int index = gtk_list_box_row_get_index (row);
  GtkTextIter iter;

  if (index < 0 || index >= (int) self->marks->len)
    return;
  mark_to_iter (self, &g_array_index (self->marks, Mark, index), &iter);
  gtk_text_buffer_place_cursor (buffer_of (self), &iter);
  gtk_text_view_scroll_to_iter (self->view, &iter, 0.1, FALSE, 0, 0);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
gutter_moved_cb (ShedAbcEditor *self)
{
  gtk_widget_queue_draw (self->gutter);
}

static void
vadjustment_cb (ShedAbcEditor *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view));

  if (adjustment != NULL)
    g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (gutter_moved_cb), self, G_CONNECT_SWAPPED);
}

static void
shed_abc_editor_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  ShedAbcEditor *self = SHED_ABC_EDITOR (widget);
  int source_minimum, source_natural, score_minimum, score_natural;

  gtk_widget_measure (self->source_box, orientation, -1, &source_minimum, &source_natural, NULL, NULL);
  gtk_widget_measure (self->score_box, orientation, -1, &score_minimum, &score_natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MAX (source_minimum, score_minimum);
      *natural = MAX (*minimum, 2 * MAX (source_natural, score_natural) + SPACING);
    }
  else
    {
      *minimum = source_minimum + score_minimum + SPACING;
      *natural = MAX (*minimum, source_natural + score_natural + SPACING);
    }
}

/* Side by side where both have room, else the score above what is typed. */
static void
shed_abc_editor_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ShedAbcEditor *self = SHED_ABC_EDITOR (widget);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int minimum, half = (width - SPACING) / 2;

  if (width >= BREAK_WIDTH)
    {
      gtk_widget_size_allocate (self->source_box, &(GtkAllocation) { mirrored ? half + SPACING : 0, 0, half, height }, -1);
      gtk_widget_size_allocate (self->score_box, &(GtkAllocation) { mirrored ? 0 : half + SPACING, 0, half, height }, -1);
      return;
    }
  gtk_widget_measure (self->source_box, GTK_ORIENTATION_VERTICAL, width, &minimum, NULL, NULL, NULL);
  half = MIN ((height - SPACING) * 45 / 100, height - SPACING - minimum);
  gtk_widget_measure (self->score_box, GTK_ORIENTATION_VERTICAL, width, &minimum, NULL, NULL, NULL);
  half = MAX (half, minimum);
  gtk_widget_size_allocate (self->score_box, &(GtkAllocation) { 0, 0, width, half }, -1);
  gtk_widget_size_allocate (self->source_box, &(GtkAllocation) { 0, half + SPACING, width, height - half - SPACING }, -1);
}

static void
shed_abc_editor_dispose (GObject *object)
{
  ShedAbcEditor *self = SHED_ABC_EDITOR (object);
  GtkWidget *child;

  g_clear_handle_id (&self->parse_id, g_source_remove);
  self->setting = TRUE;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->tune, shed_abc_tune_unref);
  g_clear_pointer (&self->marks, g_array_unref);

  G_OBJECT_CLASS (shed_abc_editor_parent_class)->dispose (object);
}

static void
shed_abc_editor_class_init (ShedAbcEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = shed_abc_editor_dispose;
  widget_class->measure = shed_abc_editor_measure;
  widget_class->size_allocate = shed_abc_editor_size_allocate;

  signals[CHANGED] = g_signal_new ("changed", SHED_TYPE_ABC_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PARSED] = g_signal_new ("parsed", SHED_TYPE_ABC_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (SHED_TYPE_SCORE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-abc-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedAbcEditor, source_box);
  gtk_widget_class_bind_template_child (widget_class, ShedAbcEditor, score_box);
  gtk_widget_class_bind_template_child (widget_class, ShedAbcEditor, view);
  gtk_widget_class_bind_template_child (widget_class, ShedAbcEditor, score);
  gtk_widget_class_bind_template_child (widget_class, ShedAbcEditor, remarks);
  gtk_widget_class_bind_template_child (widget_class, ShedAbcEditor, remarks_scroller);
  gtk_widget_class_bind_template_child (widget_class, ShedAbcEditor, fine);
  gtk_widget_class_bind_template_callback (widget_class, remark_activated_cb);
}

static void
shed_abc_editor_init (ShedAbcEditor *self)
{
  self->marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  g_array_set_clear_func (self->marks, mark_clear);
  gtk_widget_init_template (GTK_WIDGET (self));
  /* ABC is written from left to right. */
  gtk_widget_set_direction (GTK_WIDGET (self->view), GTK_TEXT_DIR_LTR);
  self->fault_tag = gtk_text_buffer_create_tag (buffer_of (self), "fault", "underline", PANGO_UNDERLINE_ERROR, NULL);
  self->gutter = gtk_drawing_area_new ();
  gtk_widget_set_size_request (self->gutter, GUTTER_WIDTH, -1);
  gtk_widget_set_has_tooltip (self->gutter, TRUE);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->gutter), draw_gutter, self, NULL);
  g_signal_connect_object (self->gutter, "query-tooltip", G_CALLBACK (gutter_tooltip_cb), self, G_CONNECT_SWAPPED);
  gtk_text_view_set_gutter (self->view, GTK_TEXT_WINDOW_LEFT, self->gutter);
  g_signal_connect_object (buffer_of (self), "changed", G_CALLBACK (buffer_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "notify::vadjustment", G_CALLBACK (vadjustment_cb), self, G_CONNECT_SWAPPED);
  vadjustment_cb (self);
}

char *
shed_abc_editor_dup_text (ShedAbcEditor *self)
{
  GtkTextIter start, end;

  g_return_val_if_fail (SHED_IS_ABC_EDITOR (self), NULL);

  gtk_text_buffer_get_bounds (buffer_of (self), &start, &end);
  return gtk_text_buffer_get_text (buffer_of (self), &start, &end, TRUE);
}

/**
 * shed_abc_editor_set_text:
 * @self: the editor
 * @text: (nullable): ABC
 */
void
shed_abc_editor_set_text (ShedAbcEditor *self, const char *text)
{
  GtkTextIter start;

  g_return_if_fail (SHED_IS_ABC_EDITOR (self));

  self->setting = TRUE;
  gtk_text_buffer_set_text (buffer_of (self), text != NULL ? text : "", -1);
  gtk_text_buffer_get_start_iter (buffer_of (self), &start);
  gtk_text_buffer_place_cursor (buffer_of (self), &start);
  self->setting = FALSE;
  parse (self);
}

ShedAbcTune *
shed_abc_editor_get_tune (ShedAbcEditor *self)
{
  g_return_val_if_fail (SHED_IS_ABC_EDITOR (self), NULL);
  return self->tune;
}

guint
shed_abc_editor_get_n_remarks (ShedAbcEditor *self)
{
  g_return_val_if_fail (SHED_IS_ABC_EDITOR (self), 0);
  return self->marks->len;
}

void
shed_abc_editor_set_cache_folder (ShedAbcEditor *self, const char *folder)
{
  g_return_if_fail (SHED_IS_ABC_EDITOR (self));
  shed_score_view_set_cache_folder (self->score, folder);
}

void
shed_abc_editor_set_title (ShedAbcEditor *self, const char *title)
{
  g_return_if_fail (SHED_IS_ABC_EDITOR (self));
  shed_score_view_set_title (self->score, title);
}

GtkTextView *
shed_abc_editor_get_view (ShedAbcEditor *self)
{
  g_return_val_if_fail (SHED_IS_ABC_EDITOR (self), NULL);
  return self->view;
}

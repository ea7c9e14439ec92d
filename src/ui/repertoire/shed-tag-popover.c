/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The popover of tags. It changes nothing by itself: it says what is wished and is told afterwards how it is. */
#include "shed-tag-popover.h"

#include <string.h>

#include "shed-tune-list.h"
#include "shed-ui.h"

struct _ShedTagPopover
{
  GtkPopover parent_instance;

  guint n; /* tunes that it is about */

  GtkEditable *entry;
  GtkWidget   *scroller;
  GtkListBox  *list_box;
};

enum { TAG, UNTAG, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ShedTagPopover, shed_tag_popover, GTK_TYPE_POPOVER)

typedef struct { char *id, *name; guint count; GtkCheckButton *check; } Tag;

static void
tag_free (gpointer data)
{
  Tag *tag = data;

  g_free (tag->id);
  g_free (tag->name);
  g_free (tag);
}

static Tag *
tag_of (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "tag");
}

static void
show_row (ShedTagPopover *self, GtkListBoxRow *row)
{
  Tag *tag = tag_of (row);
  gboolean all = tag->count > 0 && tag->count >= self->n, some = tag->count > 0 && !all;

  gtk_check_button_set_active (tag->check, all);
  gtk_check_button_set_inconsistent (tag->check, some);
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_CHECKED,
                               all    ? GTK_ACCESSIBLE_TRISTATE_TRUE
                               : some ? GTK_ACCESSIBLE_TRISTATE_MIXED
                                      : GTK_ACCESSIBLE_TRISTATE_FALSE,
                               -1);
}

static GtkWidget *
new_row (ShedTagPopover *self, const ShedFacet *facet)
{
  /* A check box that is asked: the row has the focus, so that arrows walk. */
  GtkWidget *row = g_object_new (GTK_TYPE_LIST_BOX_ROW, "accessible-role", GTK_ACCESSIBLE_ROLE_CHECKBOX, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *check = gtk_check_button_new (),
            *name = gtk_label_new (facet->label);
  Tag *tag = g_new0 (Tag, 1);

  *tag = (Tag) { g_strdup (facet->value), g_strdup (facet->label), facet->count, GTK_CHECK_BUTTON (check) };
  g_object_set_data_full (G_OBJECT (row), "tag", tag, tag_free);
  gtk_widget_set_can_target (check, FALSE);
  gtk_widget_set_can_focus (check, FALSE);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 28);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_box_append (GTK_BOX (box), check);
  gtk_box_append (GTK_BOX (box), name);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, facet->label, -1);
  show_row (self, GTK_LIST_BOX_ROW (row));
  return row;
}

static void
row_activated_cb (ShedTagPopover *self, GtkListBoxRow *row)
{
  Tag *tag = tag_of (row);

  if (tag->count > 0 && tag->count >= self->n)
    g_signal_emit (self, signals[UNTAG], 0, tag->id);
  else
    g_signal_emit (self, signals[TAG], 0, tag->name);
}

static void
entered_cb (ShedTagPopover *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));

  if (*name == '\0')
    return;
  gtk_editable_set_text (self->entry, "");
  g_signal_emit (self, signals[TAG], 0, name);
  gtk_popover_popdown (GTK_POPOVER (self));
}

/* Typing narrows the list to the tags that may be meant. */
static gboolean
is_meant (GtkListBoxRow *row, gpointer user_data)
{
  ShedTagPopover *self = user_data;
  g_autofree char *typed = g_utf8_casefold (gtk_editable_get_text (self->entry), -1);
  g_autofree char *name = g_utf8_casefold (tag_of (row)->name, -1);

  return strstr (name, g_strstrip (typed)) != NULL;
}

static void
typed_cb (ShedTagPopover *self)
{
  gtk_list_box_invalidate_filter (self->list_box);
}

static void
shown_cb (ShedTagPopover *self)
{
  gtk_editable_set_text (self->entry, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
shed_tag_popover_class_init (ShedTagPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[TAG] =
    g_signal_new ("tag", SHED_TYPE_TAG_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[UNTAG] = g_signal_new ("untag", SHED_TYPE_TAG_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-tag-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedTagPopover, entry);
  gtk_widget_class_bind_template_child (widget_class, ShedTagPopover, scroller);
  gtk_widget_class_bind_template_child (widget_class, ShedTagPopover, list_box);
  gtk_widget_class_bind_template_callback (widget_class, entered_cb);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
shed_tag_popover_init (ShedTagPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_filter_func (self->list_box, is_meant, self, NULL);
}

/* Whether the rows stand for these tags already; then only their marks change, and the focus stays where it is. */
static gboolean
has_rows_of (ShedTagPopover *self, GPtrArray *tags)
{
  guint i;

  for (i = 0; i < tags->len; i++)
    {
      const ShedFacet *facet = tags->pdata[i];
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list_box, (int) i);

      if (row == NULL || g_strcmp0 (tag_of (row)->id, facet->value) != 0 || g_strcmp0 (tag_of (row)->name, facet->label) != 0)
        return FALSE;
    }
  return gtk_list_box_get_row_at_index (self->list_box, (int) i) == NULL;
}

/**
 * shed_tag_popover_set_tags:
 * @self: the popover
 * @tags: (element-type ShedFacet): id, name, and how many of the tunes have it
 * @n: how many tunes
 */
void
shed_tag_popover_set_tags (ShedTagPopover *self, GPtrArray *tags, guint n)
{
  GtkListBoxRow *row;

  g_return_if_fail (SHED_IS_TAG_POPOVER (self));
  g_return_if_fail (tags != NULL);

  self->n = n;
  if (has_rows_of (self, tags))
    {
      for (guint i = 0; i < tags->len; i++)
        {
          row = gtk_list_box_get_row_at_index (self->list_box, (int) i);
          tag_of (row)->count = ((ShedFacet *) tags->pdata[i])->count;
          show_row (self, row);
        }
      return;
    }
  while ((row = gtk_list_box_get_row_at_index (self->list_box, 0)) != NULL)
    gtk_list_box_remove (self->list_box, GTK_WIDGET (row));
  for (guint i = 0; i < tags->len; i++)
    gtk_list_box_append (self->list_box, new_row (self, tags->pdata[i]));
  gtk_widget_set_visible (self->scroller, tags->len > 0);
}

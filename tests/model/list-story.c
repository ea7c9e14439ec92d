/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "list-story.h"

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, ListStory *story)
{
  g_assert_cmpuint (position + removed, <=, story->mirror->len);
  if (removed > 0)
    g_ptr_array_remove_range (story->mirror, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (story->mirror, position + i, g_list_model_get_item (model, position + i));
  g_assert_cmpuint (story->mirror->len, ==, g_list_model_get_n_items (model));
  story->changes++;
  story->last_position = position;
  story->last_removed = removed;
  story->last_added = added;
}

static void
on_settled (ShedTuneList *list, ListStory *story)
{
  story->settled++;
}

static ListStory *
begin (gboolean with_places)
{
  ListStory *story = g_new0 (ListStory, 1);

  story->f = model_fixture_new ();
  story->list = shed_tune_list_new (story->f->store);
  story->places = with_places ? shed_tune_places_new (story->list) : NULL;
  story->mirror = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect (with_places ? (gpointer) story->places : story->list, "items-changed", G_CALLBACK (on_items_changed), story);
  g_signal_connect (story->list, "settled", G_CALLBACK (on_settled), story);
  return story;
}

ListStory *
list_story_new (void)
{
  return begin (FALSE);
}

ListStory *
list_story_new_places (void)
{
  return begin (TRUE);
}

void
list_story_let_go (ListStory *story)
{
  g_signal_handlers_disconnect_by_func (story->list, on_items_changed, story);
}

void
list_story_free (ListStory *story)
{
  g_ptr_array_unref (story->mirror);
  g_object_run_dispose (G_OBJECT (story->list));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&story->places);
  g_object_unref (story->list);
  fixture_free (story->f);
  g_free (story);
}

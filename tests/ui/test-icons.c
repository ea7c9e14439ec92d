/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The project's own symbolic icons: all of them are in the window's resource, and GTK can recolour them. GTK 4.8 recolours by
 * a style sheet over path, rect and circle and gives fills a colour only; a stroke or a gradient would come out black or
 * filled in. */
#include <gio/gio.h>

#include "shed-data-resources.h"

#define ICONS_PATH "/io/github/woodshed_app/Woodshed/icons/scalable/actions"

typedef struct
{
  guint n_shapes;
} Drawing;

static void
on_start_element (GMarkupParseContext *context, const char *element, const char **names, const char **values,
                  gpointer user_data, GError **error)
{
  static const char *const shapes[] = { "path", "rect", "circle", NULL };
  static const char *const outer[] = { "svg", "g", NULL };
  static const char *const refused[] = { "stroke", "style", "class", "mask", "clip-path", "filter", "href", NULL };
  Drawing *drawing = user_data;
  gboolean is_shape = g_strv_contains (shapes, element);

  if (!is_shape && !g_strv_contains (outer, element))
    g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "<%s> is not recoloured", element);
  drawing->n_shapes += is_shape;
  for (guint i = 0; names[i] != NULL && *error == NULL; i++)
    {
      if (g_strv_contains (refused, names[i]) || (g_str_equal (names[i], "fill") && values[i][0] != '#'))
        g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "%s=\"%s\"", names[i], values[i]);
      if (g_str_equal (element, "svg") && g_str_equal (names[i], "viewBox") && !g_str_equal (values[i], "0 0 16 16"))
        g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "not on the 16 px grid: %s", values[i]);
    }
}

static void
test_can_be_recoloured (gconstpointer data)
{
  const char *name = data;
  const GMarkupParser parser = { .start_element = on_start_element };
  g_autofree char *path = g_strdup_printf (ICONS_PATH "/%s", name);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  g_autoptr(GMarkupParseContext) context = NULL;
  Drawing drawing = { 0 };

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (name, "shed-"));
  g_assert_true (g_str_has_suffix (name, "-symbolic.svg") || g_str_has_suffix (name, "-symbolic-rtl.svg"));
  context = g_markup_parse_context_new (&parser, 0, &drawing, NULL);
  g_markup_parse_context_parse (context, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (drawing.n_shapes, >, 0);
}

static void
test_every_drawing_is_in_the_resource (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = g_dir_open (g_getenv ("WOODSHED_ICON_DIR"), 0, &error);
  guint n_files = 0;
  g_auto(GStrv) children = NULL;
  const char *name;

  g_assert_no_error (error);
  children = g_resources_enumerate_children (ICONS_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      if (!g_str_has_suffix (name, ".svg"))
        continue;
      g_test_message ("%s", name);
      g_assert_true (g_strv_contains ((const char *const *) children, name));
      n_files++;
    }
  g_assert_cmpuint (n_files, ==, g_strv_length (children));
}

/* The states of the sync indicator (DATA.md, state words) and the four ratings. */
static void
test_every_state_has_its_icon (void)
{
  static const char *const states[] = { "up-to-date", "waiting", "syncing", "offline", "portal", "sign-in", "server-trouble",
                                        "update-needed", "choices", "problems", "busy", "no-account" };
  static const char *const ratings[] = { "again", "hard", "good", "easy" };

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autofree char *path = g_strdup_printf (ICONS_PATH "/shed-sync-%s-symbolic.svg", states[i]);

      g_assert_true (g_resources_get_info (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL, NULL, NULL));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (ratings); i++)
    {
      g_autofree char *path = g_strdup_printf (ICONS_PATH "/shed-rating-%s-symbolic.svg", ratings[i]);

      g_assert_true (g_resources_get_info (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL, NULL, NULL));
    }
}

int
main (int argc, char *argv[])
{
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) icons = NULL;

  g_test_init (&argc, &argv, NULL);
  shed_data_register_resource ();
  icons = g_resources_enumerate_children (ICONS_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  g_assert_no_error (error);
  for (guint i = 0; icons[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/icons/can-be-recoloured/%s", icons[i]);

      g_test_add_data_func (path, icons[i], test_can_be_recoloured);
    }
  g_test_add_func ("/icons/every-drawing-is-in-the-resource", test_every_drawing_is_in_the_resource);
  g_test_add_func ("/icons/every-state-has-its-icon", test_every_state_has_its_icon);
  return g_test_run ();
}

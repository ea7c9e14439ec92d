/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of every screen in one state, for looking at: gallery STATE OUT_DIR [SCREEN…], where STATE is light, dark,
 * narrow, empty, long, rtl or large. Writes OUT_DIR/<screen>-<state>.png. In the light state every template of the
 * window must have been in a picture. */

#include "gallery.h"
#include "shed-ui.h"

static const struct
{
  const char  *name;
  GalleryState state;
} states[] = {
  { "light", GALLERY_LIGHT }, { "dark", GALLERY_DARK }, { "narrow", GALLERY_NARROW }, { "empty", GALLERY_EMPTY },
  { "long", GALLERY_LONG },   { "rtl", GALLERY_RTL },   { "large", GALLERY_LARGE },
};

static GalleryState state;

GalleryState
gallery_get_state (void)
{
  return state;
}

static gboolean
is_wanted (const GalleryScreen *screen, char **names)
{
  return (screen->states & state) != 0 && (*names == NULL || g_strv_contains ((const char *const *) names, screen->name));
}

static void
take_library (GalleryLibrary library, char **names)
{
  UiFixture *ui = NULL;

  for (guint i = 0; i < gallery_n_screens; i++)
    {
      const GalleryScreen *screen = &gallery_screens[i];

      if (screen->library != library || !is_wanted (screen, names))
        continue;
      if (ui == NULL)
        ui = gallery_open_library (library);
      if (screen->show != NULL)
        screen->show (ui);
      gallery_take (ui, screen->name);
      gallery_clear (ui);
    }
  g_clear_pointer (&ui, ui_fixture_free);
}

/* The class that a template makes. (nullable) (transfer full) */
static char *
template_class (const char *file)
{
  g_autofree char *path = g_strconcat (SHED_UI_PATH, file, NULL);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, NULL) : NULL;
  const char *mark = text != NULL ? g_strstr_len (text, (gssize) g_bytes_get_size (bytes), "<template class=\"") : NULL;
  const char *name = mark != NULL ? mark + strlen ("<template class=\"") : NULL;

  return name != NULL ? g_strndup (name, strcspn (name, "\"")) : NULL;
}

/* A new page or dialog gets its row in the table of screens, or this fails. */
static gboolean
every_template_was_seen (void)
{
  g_auto (GStrv) files = g_resources_enumerate_children (SHED_UI_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gboolean complete = files != NULL && files[0] != NULL;

  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    {
      g_autofree char *name = template_class (files[i]);

      if (name == NULL || g_hash_table_contains (gallery_get_seen (), name))
        continue;
      g_printerr ("gallery: %s is in no picture: give it a row in gallery-screens.c\n", name);
      complete = FALSE;
    }
  return complete;
}

int
main (int argc, char **argv)
{
  int n = 1;

  if (argc < 3)
    return 2;
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (states[i].name, argv[1]))
      state = states[i].state;
  if (state == 0)
    return 2;
  g_setenv ("WOODSHED_LOOK", argv[1], TRUE);
  g_setenv ("WOODSHED_SHOTS", argv[2], TRUE);
  ui_fixture_init (&n, &argv);
  /* A caret that blinks and a pointer that hovers would make every picture another one. */
  g_object_set (gtk_settings_get_default (), "gtk-cursor-blink", FALSE, NULL);

  for (GalleryLibrary library = 0; library < GALLERY_N_LIBRARIES; library++)
    take_library (library, argv + 3);
  return argv[3] != NULL || state != GALLERY_LIGHT || every_template_was_seen () ? 0 : 1;
}

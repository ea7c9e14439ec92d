/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first bars as a drawing: how much is laid out, that it stays inside its box, and that no text can break it. */
#include <string.h>

#include "shed-incipit.h"

#define HEAD "X:1\nT:t\nM:4/4\nL:1/8\nK:"

static const ShedInk ink = { 0, 0, 0, 1 }, stave_ink = { 0, 0, 0, 0.4 };

/* Columns of a drawing that hold more than stave lines. */
static guint
count_inked (cairo_surface_t *surface, int from_x)
{
  const guint8 *pixels = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  guint n = 0;

  for (int x = from_x; x < cairo_image_surface_get_width (surface); x++)
    for (int y = 0; y < cairo_image_surface_get_height (surface); y++)
      if ((((const guint32 *)(pixels + (gsize)y * stride))[x] >> 24) > 0x80)
        {
          n++;
          break;
        }
  return n;
}

static cairo_surface_t *
draw (ShedIncipit *incipit, int width, int height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);

  shed_incipit_draw (incipit, cr, width, height, &ink, &stave_ink);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static void
test_text_without_notes_has_none (void)
{
  g_assert_null (shed_incipit_new (NULL, 2));
  g_assert_null (shed_incipit_new ("", 2));
  g_assert_null (shed_incipit_new ("X:1\nT:t\nK:D\n", 2));
  g_assert_null (shed_incipit_new ("\xff\xfe", 2));
}

static void
test_tune_without_a_key_is_drawn_as_one_in_none (void)
{
  static const char *const texts[] = { HEAD "none\nA2FA|B2GB|\n", HEAD "\nA2FA|B2GB|\n", HEAD "D\nA2FA|B2GB|\n" };
  cairo_surface_t *drawn[3];
  gsize size = 0;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(ShedIncipit) incipit = shed_incipit_new (texts[i], 2);

      g_assert_nonnull (incipit);
      drawn[i] = draw (incipit, 300, 44);
      size = (gsize)cairo_image_surface_get_stride (drawn[i]) * 44;
    }
  g_assert_cmpint (
    memcmp (cairo_image_surface_get_data (drawn[1]), cairo_image_surface_get_data (drawn[0]), size), ==, 0);
  g_assert_cmpint (
    memcmp (cairo_image_surface_get_data (drawn[2]), cairo_image_surface_get_data (drawn[0]), size), !=, 0);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    cairo_surface_destroy (drawn[i]);
}

static void
test_more_bars_are_wider (void)
{
  g_autoptr(ShedIncipit) one = shed_incipit_new (HEAD "D\nA2FA dAFA|B2GB dBGB|A2FA dAFA|edce d4|\n", 1);
  g_autoptr(ShedIncipit) two = shed_incipit_new (HEAD "D\nA2FA dAFA|B2GB dBGB|A2FA dAFA|edce d4|\n", 2);
  g_autoptr(ShedIncipit) all = shed_incipit_new (HEAD "D\nA2FA dAFA|B2GB dBGB|A2FA dAFA|edce d4|\n", 9);

  g_assert_cmpfloat (shed_incipit_get_width (one, 44), >, 100);
  g_assert_cmpfloat (shed_incipit_get_width (two, 44), >, shed_incipit_get_width (one, 44) + 60);
  g_assert_cmpfloat (shed_incipit_get_width (all, 44), >, shed_incipit_get_width (two, 44) + 100);
}

static void
test_upbeat_is_not_counted (void)
{
  g_autoptr(ShedIncipit) plain = shed_incipit_new (HEAD "D\nA2FA dAFA|B2GB dBGB|\n", 1);
  g_autoptr(ShedIncipit) upbeat = shed_incipit_new (HEAD "D\nFG|A2FA dAFA|B2GB dBGB|\n", 1);

  g_assert_cmpfloat (shed_incipit_get_width (upbeat, 44), >, shed_incipit_get_width (plain, 44) + 15);
}

static void
test_drawing_ends_where_it_is_cut (void)
{
  g_autoptr(ShedIncipit) incipit = shed_incipit_new (HEAD "D\nA2FA dAFA|B2GB dBGB|A2FA dAFA|edce d4|\n", 4);

  for (int width = 60; width < 400; width += 17)
    {
      cairo_surface_t *surface = draw (incipit, width + 40, 44), *cut = draw (incipit, width, 44);

      g_assert_cmpuint (count_inked (cut, 0), >, 0);
      g_assert_cmpuint (count_inked (surface, 0), >=, count_inked (cut, 0));
      cairo_surface_destroy (surface);
      cairo_surface_destroy (cut);
    }
}

static void
test_whole_drawing_stays_in_its_box (void)
{
  static const char *const bodies[] = {
    "D\nA2FA dAFA|", "Gm\nG,2A,2 B,4|g'2a'2 b'4|", "C\n[CEG]2 [ce]2 {gab}c'4|", "E\n(3Bcd ef g>f ed|", "D clef=bass\nD,2F,2 A,4|",
    "C clef=alto\nc2d2 e4|", "none\n^c=c_c^^c __c2 z2|z8|", "Hp\nA>A e2{ceg}|", "A\nC,,,2 c''''2 x4|", "D\nd8-|d8|d4 z4|z2z2z4|",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autofree char *abc = g_strconcat (HEAD, bodies[i], "\n", NULL);
      g_autoptr(ShedIncipit) incipit = shed_incipit_new (abc, 4);
      cairo_surface_t *surface;
      int width;

      g_assert_nonnull (incipit);
      width = (int)shed_incipit_get_width (incipit, 44);
      surface = draw (incipit, width + 30, 44);
      g_assert_cmpuint (count_inked (surface, 0), >, 10);
      g_assert_cmpuint (count_inked (surface, width + 1), ==, 0);
      cairo_surface_destroy (surface);
    }
}

static void
test_hostile_text_is_drawn_or_refused (void)
{
  GString *many = g_string_new (HEAD "C\n");
  g_autoptr(GRand) rand = g_rand_new_with_seed (44);
  static const char alphabet[] = "abcdefgABCDEFG|:[](){}<>-/0123456789^_=zxZ,'\"!~&K:M\n \\";

  for (guint i = 0; i < 5000; i++)
    g_string_append (many, "c/64");
  for (guint round = 0; round < 400; round++)
    {
      g_autoptr(GString) text = g_string_new (HEAD "C\n");
      g_autoptr(ShedIncipit) incipit = NULL;

      for (guint i = 0; i < 60; i++)
        g_string_append_c (text, alphabet[g_rand_int_range (rand, 0, sizeof alphabet - 1)]);
      incipit = shed_incipit_new (round == 0 ? many->str : text->str, 1 + round % 5);
      if (incipit != NULL)
        cairo_surface_destroy (draw (incipit, 200, 44));
    }
  g_string_free (many, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/incipit/text-without-notes-has-none", test_text_without_notes_has_none);
  g_test_add_func ("/incipit/tune-without-a-key-is-drawn-as-one-in-none", test_tune_without_a_key_is_drawn_as_one_in_none);
  g_test_add_func ("/incipit/more-bars-are-wider", test_more_bars_are_wider);
  g_test_add_func ("/incipit/upbeat-is-not-counted", test_upbeat_is_not_counted);
  g_test_add_func ("/incipit/drawing-ends-where-it-is-cut", test_drawing_ends_where_it_is_cut);
  g_test_add_func ("/incipit/whole-drawing-stays-in-its-box", test_whole_drawing_stays_in_its_box);
  g_test_add_func ("/incipit/hostile-text-is-drawn-or-refused", test_hostile_text_is_drawn_or_refused);
  return g_test_run ();
}

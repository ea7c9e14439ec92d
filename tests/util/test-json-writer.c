/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written is read back by json-glib as the same values. */
#include "shed-json-writer.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "shed-random.h"

static char *
random_text (ShedRandom *random)
{
  GString *text = g_string_new (NULL);

  for (guint64 n = shed_random_next (random) % 12; n > 0; n--)
    {
      static const gunichar ranges[] = { 0x80, 0x80, 0x800, 0xd800, 0x110000 };
      gunichar c = (gunichar) (shed_random_next (random) % ranges[shed_random_next (random) % G_N_ELEMENTS (ranges)]);

      if (c != 0 && g_unichar_validate (c))
        g_string_append_unichar (text, c);
    }
  return g_string_free (text, FALSE);
}

/* Writes a random value and gives the tree that it means. */
static JsonNode *
write_random (ShedJsonWriter *writer, ShedRandom *random, guint depth)
{
  g_autofree char *text = NULL;
  JsonObject *object;
  JsonArray *array;
  JsonNode *node;
  gint64 number;

  switch (shed_random_next (random) % (depth > 4 ? 5 : 7))
    {
    case 0:
      shed_json_null (writer);
      return json_node_new (JSON_NODE_NULL);
    case 1:
      number = (gint64) shed_random_next (random) >> (shed_random_next (random) % 64);
      shed_json_int (writer, number);
      return json_node_init_int (json_node_alloc (), number);
    case 2:
      shed_json_bool (writer, TRUE);
      return json_node_init_boolean (json_node_alloc (), TRUE);
    case 3:
      shed_json_double (writer, (double) (number = (gint64) (shed_random_next (random) % 1000)) + 0.5);
      return json_node_init_double (json_node_alloc (), (double) number + 0.5);
    case 4:
      text = random_text (random);
      shed_json_string (writer, text);
      return json_node_init_string (json_node_alloc (), text);
    case 5:
      shed_json_begin_array (writer);
      array = json_array_new ();
      for (guint64 n = shed_random_next (random) % 5; n > 0; n--)
        json_array_add_element (array, write_random (writer, random, depth + 1));
      shed_json_end_array (writer);
      node = json_node_init_array (json_node_alloc (), array);
      json_array_unref (array);
      return node;
    default:
      shed_json_begin_object (writer);
      object = json_object_new ();
      for (guint64 n = shed_random_next (random) % 5; n > 0; n--)
        {
          g_autofree char *name = random_text (random);

          if (json_object_has_member (object, name))
            continue;
          shed_json_name (writer, name);
          json_object_set_member (object, name, write_random (writer, random, depth + 1));
        }
      shed_json_end_object (writer);
      node = json_node_init_object (json_node_alloc (), object);
      json_object_unref (object);
      return node;
    }
}

static void
test_random_values_read_back (gconstpointer pretty)
{
  g_autoptr (ShedRandom) random = shed_random_new_seeded (5);

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (ShedJsonWriter) writer = shed_json_writer_new (GPOINTER_TO_INT (pretty));
      g_autoptr (JsonNode) expected = write_random (writer, random, 0);
      g_autofree char *text = shed_json_writer_dup_text (writer);
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) read = json_from_string (text, &error);

      g_assert_no_error (error);
      g_assert_true (json_node_equal (read, expected));
    }
}

static void
test_layout (void)
{
  g_autoptr (ShedJsonWriter) compact = shed_json_writer_new (FALSE);
  g_autoptr (ShedJsonWriter) pretty = shed_json_writer_new (TRUE);
  ShedJsonWriter *writers[] = { compact, pretty };
  g_autofree char *compact_text = NULL;
  g_autofree char *pretty_text = NULL;

  for (guint i = 0; i < 2; i++)
    {
      shed_json_begin_object (writers[i]);
      shed_json_add_int (writers[i], "b", 1);
      shed_json_add_string (writers[i], "a", "x\ty\"\\\n\x01");
      shed_json_name (writers[i], "list");
      shed_json_begin_array (writers[i]);
      shed_json_bool (writers[i], FALSE);
      shed_json_begin_object (writers[i]);
      shed_json_end_object (writers[i]);
      shed_json_end_array (writers[i]);
      shed_json_add_string (writers[i], "none", NULL);
      shed_json_end_object (writers[i]);
    }
  compact_text = shed_json_writer_dup_text (compact);
  pretty_text = shed_json_writer_dup_text (pretty);
  g_assert_cmpstr (compact_text, ==, "{\"b\":1,\"a\":\"x\\ty\\\"\\\\\\n\\u0001\",\"list\":[false,{}],\"none\":null}");
  g_assert_cmpstr (pretty_text, ==,
                   "{\n  \"b\": 1,\n  \"a\": \"x\\ty\\\"\\\\\\n\\u0001\",\n  \"list\": [\n    false,\n    {}\n  ],\n"
                   "  \"none\": null\n}");
}

static char *
double_text (double value)
{
  g_autoptr (ShedJsonWriter) writer = shed_json_writer_new (FALSE);

  shed_json_double (writer, value);
  return shed_json_writer_dup_text (writer);
}

static void
test_doubles_are_short_and_exact (void)
{
  static const struct { double value; const char *text; } cases[] = {
    { 0, "0" }, { 0.1, "0.1" }, { 2.3065, "2.3065" }, { 2.11810397, "2.11810397" }, { -1.5, "-1.5" }, { 100, "100" },
    { 1e300, "1e300" }, { 5e-324, "4.94065645841247e-324" }, { 0.1 + 0.2, "0.30000000000000004" }, { 1e-7, "1e-7" },
    { 9007199254740993.0, "9007199254740992" }, { 1.0 / 3, "0.3333333333333333" }, { G_MAXDOUBLE, "1.7976931348623157e308" },
  };
  g_autoptr (ShedRandom) random = shed_random_new_seeded (9);
  const double infinite = g_ascii_strtod ("inf", NULL);
  g_autofree char *nothing = double_text (infinite);

  g_assert_cmpstr (nothing, ==, "null");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = double_text (cases[i].value);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
  for (guint i = 0; i < 20000; i++)
    {
      guint64 bits = shed_random_next (random);
      double value;
      g_autofree char *text = NULL;

      memcpy (&value, &bits, sizeof value);
      if (value - value != 0)
        continue;
      text = double_text (value);
      g_assert_true (g_ascii_strtod (text, NULL) == value);
    }
}

static void
test_wrong_utf8_is_mended (void)
{
  g_autoptr (ShedJsonWriter) writer = shed_json_writer_new (FALSE);
  g_autofree char *text = NULL;

  shed_json_string (writer, "caf\xe9");
  text = shed_json_writer_dup_text (writer);
  g_assert_cmpstr (text, ==, "\"caf\xef\xbf\xbd\"");
}

static gboolean
collect (const char *bytes, gsize n_bytes, gpointer data, GError **error)
{
  g_assert_cmpuint (n_bytes, >, 0);
  g_string_append_len (data, bytes, (gssize) n_bytes);
  return TRUE;
}

static gboolean
fail_second (const char *bytes, gsize n_bytes, gpointer data, GError **error)
{
  guint *n_calls = data;

  if (++*n_calls < 2)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "full");
  return FALSE;
}

static void
write_much (ShedJsonWriter *writer)
{
  shed_json_begin_array (writer);
  for (guint i = 0; i < 100000; i++)
    shed_json_int (writer, i);
  shed_json_end_array (writer);
}

static void
test_sink_gets_all (void)
{
  g_autoptr (GString) collected = g_string_new (NULL);
  g_autoptr (ShedJsonWriter) streamed = shed_json_writer_new_for_sink (TRUE, collect, collected);
  g_autoptr (ShedJsonWriter) whole = shed_json_writer_new (TRUE);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  write_much (streamed);
  write_much (whole);
  g_assert_true (shed_json_writer_finish (streamed, &error));
  g_assert_no_error (error);
  text = shed_json_writer_dup_text (whole);
  g_assert_cmpstr (collected->str, ==, text);
}

static void
test_sink_that_fails_is_told_of_once (void)
{
  guint n_calls = 0;
  g_autoptr (ShedJsonWriter) writer = shed_json_writer_new_for_sink (FALSE, fail_second, &n_calls);
  g_autoptr (GError) error = NULL;

  write_much (writer);
  g_assert_false (shed_json_writer_finish (writer, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpuint (n_calls, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/json-writer/random-values-read-back", GINT_TO_POINTER (FALSE), test_random_values_read_back);
  g_test_add_data_func ("/json-writer/random-values-read-back-pretty", GINT_TO_POINTER (TRUE), test_random_values_read_back);
  g_test_add_func ("/json-writer/layout", test_layout);
  g_test_add_func ("/json-writer/doubles-are-short-and-exact", test_doubles_are_short_and_exact);
  g_test_add_func ("/json-writer/wrong-utf8-is-mended", test_wrong_utf8_is_mended);
  g_test_add_func ("/json-writer/sink-gets-all", test_sink_gets_all);
  g_test_add_func ("/json-writer/sink-that-fails-is-told-of-once", test_sink_that_fails_is_told_of_once);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The single functions of FSRS-6 against the unit vectors of the reference, and rules that hold for every history. */
#include "shed-fsrs-fuzz.h"
#include "shed-fsrs-math.h"
#include "shed-fsrs-number.h"
#include "shed-fsrs.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define NOON G_GINT64_CONSTANT (1700000000000)

static JsonObject *units;

static double
number (JsonArray *array,
        guint      index)
{
  return json_array_get_double_element (array, index);
}

static void
numbers (JsonObject *object,
         const char *name,
         double     *ret,
         guint      *ret_n)
{
  JsonArray *array = json_object_get_array_member (object, name);

  *ret_n = json_array_get_length (array);
  g_assert_cmpuint (*ret_n, <=, SHED_FSRS_N_WEIGHTS);
  for (guint i = 0; i < *ret_n; i++)
    ret[i] = number (array, i);
}

/* The vectors of one function; at least so many must be there. */
static JsonArray *
vectors (const char *name,
         guint       at_least)
{
  JsonArray *array = json_object_get_array_member (units, name);

  g_assert_cmpuint (json_array_get_length (array), >=, at_least);
  return array;
}

static void
test_default_weights (void)
{
  JsonArray *array = vectors ("default_w", 21);
  ShedFsrsParams params;

  shed_fsrs_params_init (&params);
  for (guint i = 0; i < SHED_FSRS_N_WEIGHTS; i++)
    g_assert_cmpfloat (params.weights[i], ==, number (array, i));
}

static void
test_next_state (void)
{
  JsonArray *array = vectors ("next_state", 1000);
  ShedFsrsParams params;

  shed_fsrs_params_init (&params);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonArray *v = json_array_get_array_element (array, i);
      double d = number (v, 1), s = number (v, 2);
      int days = (int) number (v, 3), rating = (int) number (v, 4);

      params.short_term = number (v, 0) != 0;
      shed_fsrs_params_prepare (&params);
      g_assert_cmpfloat (shed_fsrs_next_difficulty (&params, d, rating), ==, number (v, 5));
      g_assert_cmpfloat (shed_fsrs_next_stability (&params, d, s, days, rating), ==, number (v, 6));
    }
}

static void
test_interval (void)
{
  JsonArray *array = vectors ("interval", 100);
  ShedFsrsParams params;

  shed_fsrs_params_init (&params);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonArray *v = json_array_get_array_element (array, i);

      params.retention = number (v, 0);
      shed_fsrs_params_prepare (&params);
      g_assert_cmpfloat (params.interval_modifier, ==, number (v, 1));
      g_assert_cmpint (shed_fsrs_interval_from_stability (&params, number (v, 2)), ==, (int) number (v, 3));
    }
}

static void
test_fuzz_range (void)
{
  JsonArray *array = vectors ("fuzz_range", 100);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonArray *v = json_array_get_array_element (array, i);
      int low, high;

      shed_fsrs_fuzz_range ((int) number (v, 0), (int) number (v, 1), (int) number (v, 2), &low, &high);
      g_assert_cmpint (low, ==, (int) number (v, 3));
      g_assert_cmpint (high, ==, (int) number (v, 4));
    }
}

static void
test_forgetting_curve (void)
{
  JsonArray *array = vectors ("forgetting_curve", 100);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonArray *v = json_array_get_array_element (array, i);

      g_assert_cmpfloat (shed_fsrs_forgetting_curve (number (v, 0), number (v, 1), number (v, 2)), ==, number (v, 3));
    }
}

static void
test_clip (void)
{
  JsonArray *array = vectors ("clip", 50);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *v = json_array_get_object_element (array, i);
      double in[SHED_FSRS_N_WEIGHTS], out[SHED_FSRS_N_WEIGHTS], wanted[SHED_FSRS_N_WEIGHTS];
      guint n_in, n_wanted;

      numbers (v, "w", in, &n_in);
      numbers (v, "out", wanted, &n_wanted);
      shed_fsrs_clip_weights (in, n_in, (guint) json_object_get_int_member (v, "relearning_steps"),
                              json_object_get_boolean_member (v, "short_term"), out);
      g_assert_cmpmem (out, n_in * sizeof *out, wanted, n_wanted * sizeof *wanted);
    }
}

static void
test_migrate (void)
{
  JsonArray *array = vectors ("migrate", 2);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *v = json_array_get_object_element (array, i);
      double in[SHED_FSRS_N_WEIGHTS], out[SHED_FSRS_N_WEIGHTS], wanted[SHED_FSRS_N_WEIGHTS];
      guint n_in, n_wanted;

      numbers (v, "in", in, &n_in);
      numbers (v, "out", wanted, &n_wanted);
      g_assert_cmpuint (n_wanted, ==, SHED_FSRS_N_WEIGHTS);
      g_assert_true (shed_fsrs_migrate_weights (in, n_in, 0, TRUE, out));
      g_assert_cmpmem (out, sizeof out, wanted, sizeof wanted);
    }
}

static void
test_other_lengths_of_weights_give_the_defaults (void)
{
  double out[SHED_FSRS_N_WEIGHTS];

  g_assert_false (shed_fsrs_migrate_weights (shed_fsrs_default_weights, 18, 1, TRUE, out));
  g_assert_cmpmem (out, sizeof out, shed_fsrs_default_weights, sizeof shed_fsrs_default_weights);
}

/* First numbers of the generator of ts-fsrs 5.4.2 for some seeds. */
static void
test_alea (void)
{
  static const struct
  {
    const char *seed;
    double first;
  } known[] = {
    { "", 0x1.5550abd000000p-3 },
    { "a", 0x1.b2bf237000000p-2 },
    { "12345", 0x1.15e523c400000p-2 },
    { "1700000000000_1_0", 0x1.3591b51800000p-2 },
    { "1749183661754_2_33.26961396", 0x1.97ffe57800000p-1 },
    { "1721123456789_17_1234.5678901234567", 0x1.c1b175e000000p-4 },
  };
  JsonArray *array = vectors ("alea", 0);

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    g_assert_cmpfloat (shed_fsrs_alea (known[i].seed, strlen (known[i].seed)), ==, known[i].first);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonArray *v = json_array_get_array_element (array, i);
      const char *seed = json_array_get_string_element (v, 0);

      g_assert_cmpfloat (shed_fsrs_alea (seed, strlen (seed)), ==, number (v, 1));
    }
}

static void
test_seed_is_time_reps_and_product (void)
{
  const char *seed = "1700000000000_4_12.3456789";

  g_assert_cmpfloat (shed_fsrs_fuzz_factor (NOON, 4, 1, 12.3456789), ==, shed_fsrs_alea (seed, strlen (seed)));
  seed = "-5_1_0";
  g_assert_cmpfloat (shed_fsrs_fuzz_factor (-5, 1, 0, 0), ==, shed_fsrs_alea (seed, strlen (seed)));
}

static void
test_numbers_are_written_as_in_ecmascript (void)
{
  static const struct
  {
    double value;
    const char *text;
  } known[] = {
    { 0, "0" },
    { -0.0, "0" },
    { 1, "1" },
    { -17, "-17" },
    { 1e15, "1000000000000000" },
    { 1e21, "1e+21" },
    { 123456789012345680000.0, "123456789012345680000" },
    { 0.1, "0.1" },
    { 0.1 + 0.2, "0.30000000000000004" },
    { 0.000001, "0.000001" },
    { 0.0000001, "1e-7" },
    { 1.5e-7, "1.5e-7" },
    { 41.46289325 * 4.01060897, "166.29145159060243" },
    { 5e-324, "5e-324" },
    { 1.7976931348623157e308, "1.7976931348623157e+308" },
    { 6.617444900424222e-24, "6.617444900424222e-24" },
    { 36500.12345678, "36500.12345678" },
    { 9007199254740993.0, "9007199254740992" },
    { 2.5, "2.5" },
    { -8.2956, "-8.2956" },
    { 0.5, "0.5" },
  };
  char text[SHED_FSRS_NUMBER_SIZE];

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      guint length = shed_fsrs_format_double (known[i].value, text);

      g_assert_cmpstr (text, ==, known[i].text);
      g_assert_cmpuint (length, ==, strlen (text));
    }
}

static void
test_written_numbers_read_back_and_none_is_longer_than_needed (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (17);
  char text[SHED_FSRS_NUMBER_SIZE], shorter[SHED_FSRS_NUMBER_SIZE];

  for (int i = 0; i < 20000; i++)
    {
      double x = g_rand_double_range (rand, 1, 10) * shed_fsrs_exp (g_rand_double_range (rand, -7, 12));
      guint digits = 0;

      if (i % 2 == 0)
        x = shed_fsrs_round_8 (x);
      shed_fsrs_format_double (x, text);
      g_assert_cmpfloat (g_ascii_strtod (text, NULL), ==, x);
      for (const char *c = text; *c != '\0'; c++)
        digits += g_ascii_isdigit (*c) && (digits > 0 || *c != '0');
      if (digits > 1)
        {
          g_autofree char *format = g_strdup_printf ("%%.%ug", digits - 1);

          g_ascii_formatd (shorter, sizeof shorter, format, x);
          g_assert_cmpfloat (g_ascii_strtod (shorter, NULL), !=, x);
        }
    }
}

/* Values of the reference's engine, given bit by bit: no C library's own answer is good enough. */
static void
test_functions_give_the_bits_of_the_reference (void)
{
  static const struct
  {
    char function;
    double x, y, result;
  } known[] = {
    { 'e', 2.5002, 0, 0x1.85eaf3cb4363ep3 },
    { 'e', 1.8722, 0, 0x1.a02a5fffcdc30p2 },
    { 'e', -0.25, 0, 0x1.8ebef9eac820bp-1 },
    { 'e', 1, 0, 0x1.5bf0a8b145769p1 },
    { 'e', 5.5, 0, 0x1.e96244f21bbf6p7 },
    { 'e', 0.1042, 0, 0x1.1c1d521457b1bp0 },
    { 'e', -12.5, 0, 0x1.f42ed3f68e690p-19 },
    { 'l', 0.9, 0, -0x1.af8e8210a415cp-4 },
    { 'l', 1.2599, 0, 0x1.d9277d7a7fc44p-3 },
    { 'l', 3.5, 0, 0x1.40b512eb53d60p0 },
    { 'l', 0.004, 0, -0x1.615f9d9d17124p2 },
    { 'l', 1.0000001, 0, 0x1.ad7f2847b6492p-24 },
    { 'l', 2.7, 0, 0x1.fc8b7f138bdeap-1 },
    { 'p', 7.986357628748719, -0.5, 0x1.6a5906bb329adp-2 },
    { 'p', 7.958099365452059, -0.2394362016854497, 0x1.37970df18965ep-1 },
    { 'p', 1.0245, -0.1542, 0x1.fe17b41accc5dp-1 },
    { 'p', 8.2956, -0.1666, 0x1.67e81cb3e2f2ap-1 },
    { 'p', 41.46289325, -0.0658, 0x1.90b53c390335ep-1 },
    { 'p', 9.2956, 0.2629, 0x1.cc0b7643ac5f4p0 },
    { 'p', 6.4133, -0.0614, 0x1.c8c9da91ab231p-1 },
    { 'p', 0.9, -6.485084306095981, 0x1.faf7fce4410f9p0 },
    { 'p', 0.001, -0.1666, 0x1.9495ce4e6453fp1 },
    { 'p', 36500, 0.2629, 0x1.fa7f335e55151p3 },
    { 'p', 2, 0.34, 0x1.44089fc7cc77dp0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      double result = known[i].function == 'e'   ? shed_fsrs_exp (known[i].x)
                      : known[i].function == 'l' ? shed_fsrs_log (known[i].x)
                                                 : shed_fsrs_pow (known[i].x, known[i].y);

      g_assert_cmpmem (&result, sizeof result, &known[i].result, sizeof result);
    }
}

static void
test_halves_are_rounded_up (void)
{
  g_assert_cmpfloat (shed_fsrs_round (0.5), ==, 1);
  g_assert_cmpfloat (shed_fsrs_round (-0.5), ==, 0);
  g_assert_cmpfloat (shed_fsrs_round (-1.5), ==, -1);
  g_assert_cmpfloat (shed_fsrs_round (2.5), ==, 3);
  g_assert_cmpfloat (shed_fsrs_round (0.49999999999999994), ==, 0);
  g_assert_cmpfloat (shed_fsrs_round_8_exact (1.005), ==, 1.005);
  g_assert_cmpfloat (shed_fsrs_round_8_exact (0.001953125), ==, 0.00195313);
}

static void
test_steps_are_read_as_people_write_them (void)
{
  static const struct
  {
    const char *text;
    int minutes; /* -1: none */
  } known[] = {
    { "1m", 1 }, { "10m", 10 }, { "1h", 60 }, { "2d", 2880 }, { "0m", 0 }, { "", -1 }, { "m", -1 }, { "10", -1 },
    { "1.5h", -1 }, { "-1m", -1 }, { "10 m", -1 }, { "10mm", -1 }, { "99999999999999999999d", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      int minutes = -1;

      g_assert_cmpint (shed_fsrs_step_from_text (known[i].text, &minutes), ==, known[i].minutes >= 0);
      g_assert_cmpint (minutes, ==, known[i].minutes);
    }
}

static void
test_impossible_parameters_are_corrected (void)
{
  ShedFsrsParams params, defaults;

  shed_fsrs_params_init (&params);
  shed_fsrs_params_init (&defaults);
  params.retention = 0;
  params.max_interval_days = -3;
  params.weights[0] = NAN;
  params.weights[4] = 1e300;
  shed_fsrs_params_prepare (&params);
  g_assert_cmpfloat (params.retention, ==, 0.9);
  g_assert_cmpint (params.max_interval_days, ==, 1);
  g_assert_cmpfloat (params.weights[0], ==, 0.001);
  g_assert_cmpfloat (params.weights[4], ==, 10);
  g_assert_cmpfloat (params.weights[8], ==, defaults.weights[8]);
}

static void
test_good_twice_graduates_because_the_step_is_kept (void)
{
  ShedFsrsParams params;
  ShedFsrsCard card = { 0 };

  shed_fsrs_params_init (&params);
  shed_fsrs_review (&params, &card, NOON, 0, SHED_RATING_GOOD, &card);
  g_assert_cmpint (card.state, ==, SHED_FSRS_LEARNING);
  g_assert_cmpint (card.step, ==, 1);
  g_assert_cmpint (card.due_ms, ==, NOON + 10 * 60000);
  shed_fsrs_review (&params, &card, card.due_ms, 0, SHED_RATING_GOOD, &card);
  g_assert_cmpint (card.state, ==, SHED_FSRS_REVIEW);
  g_assert_cmpint (card.interval_days, ==, 2);
}

static void
test_days_that_ran_backwards_count_as_none (void)
{
  ShedFsrsParams params;
  ShedFsrsCard card = { 0 }, same_day, backwards;

  shed_fsrs_params_init (&params);
  shed_fsrs_review (&params, &card, NOON, 0, SHED_RATING_EASY, &card);
  shed_fsrs_review (&params, &card, NOON, 0, SHED_RATING_GOOD, &same_day);
  shed_fsrs_review (&params, &card, NOON, -400, SHED_RATING_GOOD, &backwards);
  g_assert_true (shed_fsrs_card_equal (&same_day, &backwards));
}

/* What the other three ratings would have been never changes what this one is. */
static void
test_previews_equal_reviews (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (21);

  for (int history = 0; history < 400; history++)
    {
      ShedFsrsParams params;
      ShedFsrsCard card = { 0 };
      gint64 now_ms = NOON;

      shed_fsrs_params_init (&params);
      params.fuzz = history & 1;
      params.short_term = (history & 2) == 0;
      params.n_learning_steps = history % 3;
      params.n_relearning_steps = history % 2;
      params.retention = g_rand_double_range (rand, 0.7, 0.97);
      params.max_interval_days = history % 5 == 0 ? 60 : 36500;
      shed_fsrs_params_prepare (&params);
      for (int step = 0; step < 30; step++)
        {
          ShedFsrsCard after[4];
          int rating = g_rand_int_range (rand, 1, 5);
          int days = g_rand_int_range (rand, 0, 3) * g_rand_int_range (rand, 0, card.interval_days + 2);

          now_ms += days * SHED_FSRS_DAY_MS;
          shed_fsrs_preview (&params, &card, now_ms, days, after);
          shed_fsrs_review (&params, &card, now_ms, days, rating, &card);
          g_assert_true (shed_fsrs_card_equal (&card, &after[rating - 1]));
        }
    }
}

static void
test_better_ratings_never_come_back_sooner (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (22);

  for (int history = 0; history < 400; history++)
    {
      ShedFsrsParams params;
      ShedFsrsCard card = { 0 };
      gint64 now_ms = NOON;

      shed_fsrs_params_init (&params);
      params.fuzz = history & 1;
      params.short_term = (history & 2) == 0;
      shed_fsrs_params_prepare (&params);
      for (int step = 0; step < 30; step++)
        {
          ShedFsrsCard after[4];
          int days = g_rand_int_range (rand, 0, 2 * card.interval_days + 2);

          now_ms += days * SHED_FSRS_DAY_MS;
          shed_fsrs_preview (&params, &card, now_ms, days, after);
          for (int i = 0; i < 3; i++)
            {
              g_assert_cmpint (after[i].due_ms, <=, after[i + 1].due_ms);
              g_assert_cmpint (after[i].interval_days, <=, after[i + 1].interval_days);
              g_assert_cmpfloat (after[i].stability, <=, after[i + 1].stability);
              g_assert_cmpfloat (after[i].difficulty, >=, after[i + 1].difficulty);
            }
          card = after[g_rand_int_range (rand, 0, 4)];
          g_assert_cmpfloat (card.difficulty, >=, 1);
          g_assert_cmpfloat (card.difficulty, <=, 10);
          g_assert_cmpfloat (card.stability, >=, SHED_FSRS_STABILITY_MIN);
          g_assert_cmpfloat (card.stability, <=, SHED_FSRS_STABILITY_MAX);
        }
    }
}

static void
test_fuzz_stays_in_its_range_and_is_the_same_each_time (void)
{
  ShedFsrsParams plain, fuzzy;
  guint n_moved = 0;

  shed_fsrs_params_init (&plain);
  shed_fsrs_params_init (&fuzzy);
  fuzzy.fuzz = TRUE;
  shed_fsrs_params_prepare (&fuzzy);
  for (int i = 0; i < 500; i++)
    {
      ShedFsrsCard new_card = { 0 }, without, with, again;
      gint64 now_ms = NOON + i * 1009;
      int low, high;

      shed_fsrs_review (&plain, &new_card, now_ms, 0, SHED_RATING_EASY, &without);
      shed_fsrs_review (&fuzzy, &new_card, now_ms, 0, SHED_RATING_EASY, &with);
      shed_fsrs_review (&fuzzy, &new_card, now_ms, 0, SHED_RATING_EASY, &again);
      shed_fsrs_fuzz_range (without.interval_days, 0, 36500, &low, &high);
      g_assert_cmpint (with.interval_days, >=, low);
      g_assert_cmpint (with.interval_days, <=, high);
      g_assert_cmpint (with.interval_days, ==, again.interval_days);
      n_moved += with.interval_days != without.interval_days;
    }
  g_assert_cmpuint (n_moved, >, 250);
}

static void
test_recall_is_the_desired_one_when_due (void)
{
  ShedFsrsParams params;

  shed_fsrs_params_init (&params);
  for (int i = 0; i < 4; i++)
    {
      static const double retention[] = { 0.7, 0.8, 0.9, 0.97 };
      ShedFsrsCard card = { .stability = 1000, .difficulty = 5, .state = SHED_FSRS_REVIEW };
      double recall;

      params.retention = retention[i];
      shed_fsrs_params_prepare (&params);
      recall = shed_fsrs_retrievability (&params, &card, shed_fsrs_interval_from_stability (&params, card.stability));
      g_assert_cmpfloat_with_epsilon (recall, retention[i], 0.0005);
    }
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *path = g_build_filename (g_getenv ("FSRS_DATA"), "units.json", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  units = json_node_get_object (json_parser_get_root (parser));

  g_test_add_func ("/fsrs/reference/default-weights", test_default_weights);
  g_test_add_func ("/fsrs/reference/next-state", test_next_state);
  g_test_add_func ("/fsrs/reference/interval", test_interval);
  g_test_add_func ("/fsrs/reference/fuzz-range", test_fuzz_range);
  g_test_add_func ("/fsrs/reference/forgetting-curve", test_forgetting_curve);
  g_test_add_func ("/fsrs/reference/clip", test_clip);
  g_test_add_func ("/fsrs/reference/migrate", test_migrate);
  g_test_add_func ("/fsrs/reference/alea", test_alea);
  g_test_add_func ("/fsrs/reference/functions-give-the-bits-of-the-reference", test_functions_give_the_bits_of_the_reference);
  g_test_add_func ("/fsrs/params/other-lengths-of-weights-give-the-defaults", test_other_lengths_of_weights_give_the_defaults);
  g_test_add_func ("/fsrs/params/impossible-parameters-are-corrected", test_impossible_parameters_are_corrected);
  g_test_add_func ("/fsrs/params/steps-are-read-as-people-write-them", test_steps_are_read_as_people_write_them);
  g_test_add_func ("/fsrs/fuzz/seed-is-time-reps-and-product", test_seed_is_time_reps_and_product);
  g_test_add_func ("/fsrs/fuzz/stays-in-its-range-and-is-the-same-each-time",
                   test_fuzz_stays_in_its_range_and_is_the_same_each_time);
  g_test_add_func ("/fsrs/number/written-as-in-ecmascript", test_numbers_are_written_as_in_ecmascript);
  g_test_add_func ("/fsrs/number/reads-back-and-is-shortest", test_written_numbers_read_back_and_none_is_longer_than_needed);
  g_test_add_func ("/fsrs/number/halves-are-rounded-up", test_halves_are_rounded_up);
  g_test_add_func ("/fsrs/review/good-twice-graduates-because-the-step-is-kept",
                   test_good_twice_graduates_because_the_step_is_kept);
  g_test_add_func ("/fsrs/review/days-that-ran-backwards-count-as-none", test_days_that_ran_backwards_count_as_none);
  g_test_add_func ("/fsrs/review/previews-equal-reviews", test_previews_equal_reviews);
  g_test_add_func ("/fsrs/review/better-ratings-never-come-back-sooner", test_better_ratings_never_come_back_sooner);
  g_test_add_func ("/fsrs/review/recall-is-the-desired-one-when-due", test_recall_is_the_desired_one_when_due);
  return g_test_run ();
}

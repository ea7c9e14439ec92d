/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of 1,000 and 50,000 tunes in the window itself: the first rows, what a frame costs while the Catalog and the
 * Repertoire scroll (beside a bare list view and a bare table of as many strings), and a letter typed in the search
 * until its rows are painted. What a frame, first rows and a letter cost is processor time of the main thread with
 * everything that runs between two frames, so that a busy machine does not count. Needs a display. bench-window
 * [--small] */
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../ui/ui-fixture.h"
#include "bench-library.h"
#include "bench-title.h"
#include "bench-report.h"
#include "shed-catalog-row.h"

#define N_FRAMES 300
#define N_COLUMNS 9 /* of the Repertoire, as they are at first */
#define STEP_PX 90  /* a frame: as fast as a finger flings */
#define N_ROUNDS 7

static double
thread_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1000. + now.tv_nsec / 1e6;
}

typedef struct
{
  GtkAdjustment *adjustment;
  double cost[N_FRAMES], last;
  int n; /* frames painted since the first step; -1 before it */
  int wanted;
} Scroll;

static gboolean
step_cb (GtkWidget *widget, GdkFrameClock *frames, gpointer data)
{
  Scroll *scroll = data;

  gtk_adjustment_set_value (scroll->adjustment, gtk_adjustment_get_value (scroll->adjustment) + STEP_PX);
  return G_SOURCE_CONTINUE;
}

static void
after_paint_cb (Scroll *scroll)
{
  double now = thread_ms ();

  if (scroll->n >= 0 && scroll->n < N_FRAMES)
    scroll->cost[scroll->n] = now - scroll->last;
  scroll->n++;
  scroll->last = now;
}

static gboolean
is_scrolled (gpointer data)
{
  Scroll *scroll = data;

  return scroll->n >= scroll->wanted;
}

/* Gives the median. */
static double
measure_scrolling (GtkWidget *view, const char *name, double floor_ms, const char *floor_name)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (view, GTK_TYPE_SCROLLED_WINDOW);
  GdkFrameClock *frames = gtk_widget_get_frame_clock (view);
  Scroll scroll = { gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)), { 0 }, 0, -1, 0 };
  g_autofree char *title = g_strdup_printf ("scrolling %s, a frame, p95", name);
  g_autofree char *detail = NULL;
  gulong handler = g_signal_connect_swapped (frames, "after-paint", G_CALLBACK (after_paint_cb), &scroll);
  guint tick = gtk_widget_add_tick_callback (view, step_cb, &scroll, NULL), n_over = 0;
  double median;

  /* Some frames at a time: on a busy machine all of them take longer than anything is waited for. */
  while (scroll.wanted < N_FRAMES)
    {
      scroll.wanted = MIN (scroll.wanted + 20, N_FRAMES);
      ui_wait_for (is_scrolled, &scroll, "the list to scroll");
    }
  gtk_widget_remove_tick_callback (view, tick);
  g_signal_handler_disconnect (frames, handler);
  for (guint i = 0; i < N_FRAMES; i++)
    n_over += scroll.cost[i] > 16;
  median = bench_median (scroll.cost, N_FRAMES);
  detail = floor_ms > 0 ? g_strdup_printf ("p50 %.2f ms = %.1f × %s; %u of %d frames over 16 ms", median, median / floor_ms,
                                           floor_name, n_over, N_FRAMES)
                        : g_strdup_printf ("p50 %.2f ms; the floor", median);
  bench_report (title, bench_percentile (scroll.cost, N_FRAMES, 0.95), "ms", floor_ms > 0 ? 16 : 0, detail);
  return median;
}

/* The floor */

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, gtk_label_new (NULL));
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkLabel *label = GTK_LABEL (gtk_list_item_get_child (item));

  gtk_label_set_label (label, gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

static gboolean
is_mapped (gpointer widget)
{
  return gtk_widget_get_mapped (widget);
}

static GtkListItemFactory *
new_label_factory (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  return factory;
}

/* n_columns 0: a list view; else a table whose first column has what the others leave, as ours. */
static double
measure_floor (guint n_rows, guint n_columns)
{
  GtkStringList *strings = gtk_string_list_new (NULL);
  GtkSelectionModel *model = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (strings)));
  GtkWidget *window = gtk_window_new (), *scroller = gtk_scrolled_window_new (), *view;
  double median;

  for (guint i = 0; i < n_rows; i++)
    {
      g_autofree char *title = bench_title (i);

      gtk_string_list_append (strings, title);
    }
  view = n_columns == 0 ? gtk_list_view_new (model, new_label_factory ()) : gtk_column_view_new (model);
  for (guint i = 0; i < n_columns; i++)
    {
      g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new ("Column", new_label_factory ());

      gtk_column_view_column_set_fixed_width (column, i == 0 ? 1080 - (n_columns - 1) * 100 : 100);
      gtk_column_view_append_column (GTK_COLUMN_VIEW (view), column);
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_window_set_child (GTK_WINDOW (window), scroller);
  gtk_window_set_default_size (GTK_WINDOW (window), 1080, 760);
  gtk_window_present (GTK_WINDOW (window));
  ui_wait_for (is_mapped, view, "the bare list");
  median = measure_scrolling (n_columns == 0 ? view : gtk_widget_get_first_child (view),
                              n_columns == 0 ? "a bare list view" : "a bare table", 0, NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  return median;
}

/* First rows and searching */

typedef struct
{
  ShedWindow *window;
  const char *letters; /* NULL: any row */
  double      painted_ms; /* of the thread's processor time, 0: not yet */
} Rows;

/* A row of the catalog with its text, and what was typed in it. */
static gboolean
shows_rows (GtkWidget *widget, const char *letters)
{
  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  if (SHED_IS_CATALOG_ROW (widget))
    {
      ShedTuneRow *row = shed_catalog_row_get_row (SHED_CATALOG_ROW (widget));
      const char *title = row != NULL && shed_tune_row_is_loaded (row) ? shed_tune_row_get (row)->title : NULL;
      g_autofree char *fold = title != NULL ? g_utf8_strdown (title, -1) : NULL;

      return fold != NULL && (letters == NULL || strstr (fold, letters) != NULL);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (shows_rows (child, letters))
      return TRUE;
  return FALSE;
}

static void
rows_painted_cb (Rows *rows)
{
  if (rows->painted_ms == 0 && shows_rows (GTK_WIDGET (rows->window), rows->letters))
    rows->painted_ms = thread_ms ();
}

static gboolean
are_painted (gpointer data)
{
  return ((Rows *) data)->painted_ms > 0;
}

/* Until a frame with rows has been painted, from what begin does on: what the main thread worked, and what went by meanwhile. */
static double
time_rows (UiFixture *fixture, const char *letters, GCallback begin, gpointer data, double *ret_elapsed_ms)
{
  Rows rows = { fixture->window, letters, 0 };
  GdkFrameClock *frames = gtk_widget_get_frame_clock (GTK_WIDGET (fixture->window));
  gint64 start = g_get_monotonic_time ();
  double start_ms = thread_ms ();
  gulong handler;

  ((void (*) (UiFixture *, gpointer)) begin) (fixture, data);
  handler = g_signal_connect_swapped (frames, "after-paint", G_CALLBACK (rows_painted_cb), &rows);
  ui_wait_for (are_painted, &rows, "rows to be painted");
  g_signal_handler_disconnect (frames, handler);
  if (ret_elapsed_ms != NULL)
    *ret_elapsed_ms = (g_get_monotonic_time () - start) / 1000.;
  return rows.painted_ms - start_ms;
}

static void
show_catalog (UiFixture *fixture, gpointer unused)
{
  shed_window_show_page (fixture->window, "catalog");
}

static void
type_letters (UiFixture *fixture, gpointer entry)
{
  int position = g_utf8_strlen (gtk_editable_get_text (entry), -1);
  const char *letter = g_object_get_data (entry, "letter");

  gtk_editable_insert_text (entry, letter, 1, &position);
}

static UiFixture *
open_window (guint n_tunes)
{
  UiFixture *fixture = ui_fixture_new ();

  bench_library_fill (fixture->store, n_tunes, n_tunes);
  return fixture;
}

static double
measure_first_rows (UiFixture *fixture)
{
  double ms;

  ui_fixture_show (fixture);
  ms = time_rows (fixture, NULL, G_CALLBACK (show_catalog), NULL, NULL);
  return ms;
}

/* The window away and everything it made, the library stays. */
static gboolean
is_null (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static void
close_window (UiFixture *fixture)
{
  gpointer window = fixture->window;

  g_object_add_weak_pointer (G_OBJECT (fixture->window), &window);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  ui_wait_for (is_null, &window, "the window to be freed");
  fixture->window = NULL;
  g_clear_object (&fixture->context);
}

static void
measure_typing (UiFixture *fixture, guint n_tunes, guint n_rounds)
{
  static const char *const words[] = { "silver", "morning", "zovati", "the reel" };
  GtkWidget *entry = ui_wait_find (fixture->window, GTK_TYPE_SEARCH_ENTRY, NULL);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) elapsed = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *name = g_strdup_printf ("letter typed to painted rows, %u tunes, p95", n_tunes);
  g_autofree char *detail = NULL;

  for (guint round = 0; round < n_rounds; round++)
    for (guint i = 0; i < G_N_ELEMENTS (words); i++)
      {
        gtk_editable_set_text (GTK_EDITABLE (entry), "");
        ui_wait_ms (60);
        for (guint n = 1; n <= strlen (words[i]); n++)
          {
            g_autofree char *letters = g_strndup (words[i], n);
            char letter[2] = { words[i][n - 1], '\0' };
            double ms, elapsed_ms;

            if (letter[0] == ' ')
              {
                g_object_set_data_full (G_OBJECT (entry), "letter", g_strdup (letter), g_free);
                type_letters (fixture, entry);
                continue;
              }
            g_object_set_data_full (G_OBJECT (entry), "letter", g_strdup (letter), g_free);
            ms = time_rows (fixture, strchr (letters, ' ') != NULL ? strrchr (letters, ' ') + 1 : letters,
                            G_CALLBACK (type_letters), entry, &elapsed_ms);
            g_array_append_val (all, ms);
            g_array_append_val (elapsed, elapsed_ms);
          }
      }
  detail = g_strdup_printf ("p50 %.1f ms; with reading and waiting for the frame p50 %.1f ms",
                            bench_percentile ((double *) (gpointer) all->data, all->len, 0.5),
                            bench_percentile ((double *) (gpointer) elapsed->data, elapsed->len, 0.5));
  bench_report (name, bench_percentile ((double *) (gpointer) all->data, all->len, 0.95), "ms", 16.7, detail);
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
}

int
main (int argc, char **argv)
{
  gboolean small = argc > 1 && strcmp (argv[1], "--small") == 0;
  guint n_large = small ? 5000 : 50000;
  g_autoptr (UiFixture) few = NULL;
  g_autoptr (UiFixture) many = NULL;
  g_autofree char *title = g_strdup_printf ("first rows painted, %u tunes against 1,000", n_large);
  g_autofree char *memory_title = g_strdup_printf ("memory (PSS) after scrolling %u tunes", n_large);
  g_autofree char *detail = NULL;
  double first[2][N_ROUNDS], ratios[N_ROUNDS], floor_ms, table_floor_ms;
  gint64 pss, rss;

  ui_fixture_init (&argc, &argv);
  floor_ms = measure_floor (n_large, 0);
  table_floor_ms = measure_floor (n_large, N_COLUMNS);
  few = open_window (1000);
  many = open_window (n_large);
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      if (few->window != NULL)
        close_window (few);
      first[0][i] = measure_first_rows (few);
      if (many->window != NULL)
        close_window (many);
      first[1][i] = measure_first_rows (many);
      ratios[i] = first[1][i] / first[0][i];
    }
  detail = g_strdup_printf ("%.1f ms, of 1,000 %.1f ms", bench_median (first[1], N_ROUNDS), bench_median (first[0], N_ROUNDS));
  bench_report (title, bench_median (ratios, N_ROUNDS), "×", 1.3, detail);
  close_window (few);

  measure_scrolling (ui_wait_find (many->window, SHED_TYPE_CATALOG_ROW, NULL), "the Catalog", floor_ms, "a bare list view");
  measure_typing (many, n_large, small ? 1 : 5);
  shed_window_show_page (many->window, "repertoire");
  measure_scrolling (gtk_widget_get_first_child (ui_wait_find (many->window, GTK_TYPE_COLUMN_VIEW, NULL)),
                     "the Repertoire", table_floor_ms, "a bare table");
  if (bench_read_memory (getpid (), &pss, &rss))
    bench_report (memory_title, pss / 1024., "MB", 0, NULL);
  return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sanitizer's own test: what GLib promises about threads is not taken for a race, and a race is found ("race"). */
#include <gio/gio.h>

static int number; /* without a lock: what is tested is the order */
static GMutex lock;
static GCond cond;
static gboolean ready;
static GMainLoop *loop;

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  int *seen = data;

  g_assert_cmpint (*seen, ==, 1);
  *seen = 2;
  g_task_return_int (task, 3);
}

static void
worked (GObject *source, GAsyncResult *result, gpointer data)
{
  int *seen = g_task_get_task_data (G_TASK (result));

  g_assert_cmpint (g_task_propagate_int (G_TASK (result), NULL), ==, 3);
  g_assert_cmpint (*seen, ==, 2);
  *seen = 4;
  g_main_loop_quit (loop);
}

static void
test_task (void)
{
  for (int i = 0; i < 200; i++)
    {
      GTask *task = g_task_new (NULL, NULL, worked, NULL);
      int *seen = g_new (int, 1);

      *seen = 1;
      g_task_set_task_data (task, seen, g_free);
      g_task_run_in_thread (task, work);
      g_object_unref (task);
      g_main_loop_run (loop);
    }
}

static gboolean
on_main (gpointer data)
{
  number++;
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static gpointer
send (gpointer data)
{
  GAsyncQueue *queue = data;

  for (;;)
    {
      int *item = g_async_queue_pop (queue);

      if (*item < 0)
        return NULL;
      number = *item;
      if (number % 2 == 0)
        {
          g_autoptr (GSource) source = g_idle_source_new ();

          g_source_set_callback (source, on_main, NULL, NULL);
          g_source_attach (source, NULL);
        }
      else
        g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, on_main, NULL, NULL);
    }
}

static void
test_queue_and_source (void)
{
  GAsyncQueue *queue = g_async_queue_new ();
  GThread *thread = g_thread_new ("edges", send, queue);
  int items[101];

  g_assert_true (g_main_context_acquire (NULL)); /* or "invoke" would call in the other thread between two runs */
  for (int i = 0; i < 100; i++)
    {
      items[i] = i;
      g_async_queue_push (queue, &items[i]);
      g_main_loop_run (loop);
      g_assert_cmpint (number, ==, i + 1);
    }
  items[100] = -1;
  g_async_queue_push (queue, &items[100]);
  g_thread_join (thread);
  g_async_queue_unref (queue);
  g_main_context_release (NULL);
}

static gpointer
signal_it (gpointer data)
{
  g_mutex_lock (&lock);
  number = 7;
  ready = TRUE;
  g_cond_signal (&cond);
  g_mutex_unlock (&lock);
  return NULL;
}

static void
test_lock (void)
{
  GThread *thread = g_thread_new ("edges", signal_it, NULL);

  g_mutex_lock (&lock);
  while (!ready)
    g_cond_wait (&cond, &lock);
  g_assert_cmpint (number, ==, 7);
  g_mutex_unlock (&lock);
  g_thread_join (thread);
}

static int *
made_once (void)
{
  static int *made = NULL;

  if (g_once_init_enter (&made))
    {
      int *new = g_new (int, 1);

      *new = 5;
      g_once_init_leave (&made, new);
    }
  return made;
}

static void
in_pool (gpointer item, gpointer data)
{
  g_assert_cmpint (*made_once (), ==, 5);
  g_assert_cmpint (*(int *)item, ==, 6);
  g_free (item);
  g_mutex_lock (&lock);
  number++;
  g_mutex_unlock (&lock);
}

static void
test_pool_and_once (void)
{
  GThreadPool *pool = g_thread_pool_new (in_pool, NULL, 2, FALSE, NULL);

  number = 0;
  for (int i = 0; i < 100; i++)
    {
      int *item = g_new (int, 1);

      *item = 6;
      g_thread_pool_push (pool, item, NULL);
    }
  g_thread_pool_free (pool, FALSE, TRUE);
  g_assert_cmpint (number, ==, 100);
}

static gpointer
race (gpointer data)
{
  for (int i = 0; i < 1000; i++)
    number++;
  return NULL;
}

int
main (int argc, char **argv)
{
  loop = g_main_loop_new (NULL, FALSE);
  if (argc > 1 && g_str_equal (argv[1], "race"))
    {
      GThread *one = g_thread_new ("one", race, NULL), *other = g_thread_new ("other", race, NULL);

      g_thread_join (one);
      g_thread_join (other);
      g_main_loop_unref (loop);
      return 0;
    }
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/threads/task", test_task);
  g_test_add_func ("/threads/queue-and-source", test_queue_and_source);
  g_test_add_func ("/threads/lock", test_lock);
  g_test_add_func ("/threads/pool-and-once", test_pool_and_once);
  return g_test_run ();
}

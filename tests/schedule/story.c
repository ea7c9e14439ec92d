/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "story.h"

#include "shed-civil.h"
#include "shed-id.h"
#include "shed-uuid.h"

#include <string.h>

#define BOOK 1
#define FIRST_TUNE 1000
#define FIRST_EVENT 200000

const char *
story_tune (guint n)
{
  return test_id (FIRST_TUNE + n);
}

const char *
story_event_id (guint n)
{
  return test_id (FIRST_EVENT + n);
}

void
story_sql (Story *self, const char *format, ...)
{
  g_autofree char *sql = NULL;
  va_list args;

  va_start (args, format);
  sql = g_strdup_vprintf (format, args);
  va_end (args);
  fixture_write (self->fixture, sql);
}

void
story_prefer (Story *self, const char *name, const char *json)
{
  g_autofree char *id = shed_uuid_new_v5 ("preference", name, NULL);

  story_sql (self, "INSERT INTO preference (id, created_at, name, value) VALUES ('%s', 1, '%s', '%s')"
             " ON CONFLICT (id) DO UPDATE SET value = excluded.value", id, name, json);
}

Story *
story_begin (void)
{
  Story *self = g_new0 (Story, 1);
  g_autofree char *book = sql_book (BOOK, "Tunes", "own");
  g_autofree char *repertoire = sql_repertoire (STORY_REPERTOIRE, "Fiddle");
  g_autoptr (GError) error = NULL;

  self->fixture = fixture_new ();
  fixture_open (self->fixture);
  shed_scheduler_install (self->fixture->store, &error);
  g_assert_no_error (error);
  fixture_write (self->fixture, book);
  fixture_write (self->fixture, repertoire);
  story_prefer (self, "fsrs.fuzz", "false");
  story_prefer (self, "fsrs.balance", "false");
  return self;
}

void
story_end (Story *self)
{
  fixture_free (self->fixture);
  g_free (self);
}

void
story_set_time (Story *self, const char *rfc3339, const char *zone)
{
  gint64 ms;

  g_assert_true (shed_time_parse_rfc3339 (rfc3339, &ms));
  shed_clock_set (self->fixture->clock, ms, zone);
}

gint64
story_now (Story *self)
{
  return shed_clock_now_ms (self->fixture->clock);
}

static int
practice_day (Story *self, gint64 ms)
{
  g_autofree char *zone = shed_clock_dup_time_zone (self->fixture->clock);

  return shed_practice_day (ms, zone, 240);
}

int
story_today (Story *self)
{
  return practice_day (self, story_now (self));
}

void
story_add_tunes (Story *self, guint n)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  for (guint i = 0; i < n; i++, self->n_tunes++)
    {
      g_autofree char *tune = sql_tune (FIRST_TUNE + self->n_tunes, BOOK, "Tune");
      g_autofree char *pair = shed_id_repertoire_tune (test_id (STORY_REPERTOIRE), story_tune (self->n_tunes));

      g_string_append_printf (sql, "%s INSERT INTO repertoire_tune (id, created_at, repertoire_id, tune_id)"
                              " VALUES ('%s', %u, '%s', '%s');", tune, pair, self->n_tunes + 1,
                              test_id (STORY_REPERTOIRE), story_tune (self->n_tunes));
    }
  fixture_write (self->fixture, sql->str);
}

typedef struct
{
  guint tune;
  gint64 now_ms;
  ShedSchedule *ret;
} Look;

static gboolean
do_preview (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  return shed_scheduler_preview (db, test_id (STORY_REPERTOIRE), story_tune (look->tune), look->now_ms, look->ret, error);
}

/* Every preview is made twice: from the row, and from the events. */
void
story_preview (Story *self, guint tune, ShedSchedule ret[4])
{
  ShedSchedule from_events[4];
  Look look = { tune, story_now (self), ret }, look_again = { tune, story_now (self), from_events };
  g_autoptr (GError) error = NULL;
  g_autofree char *forget = g_strdup_printf ("UPDATE schedule SET replayed_to = NULL WHERE tune_id = '%s'", story_tune (tune));

  shed_store_read (self->fixture->store, do_preview, &look, &error);
  g_assert_no_error (error);
  fixture_try_write (self->fixture, SHED_WRITE_LOCAL, 0, NULL, forget, &error);
  g_assert_no_error (error);
  shed_store_read (self->fixture->store, do_preview, &look_again, &error);
  g_assert_no_error (error);
  for (int i = 0; i < 4; i++)
    g_assert_true (story_is_equal (&ret[i], &from_events[i]));
}

static char *
number_or_null (gboolean is_null, gint64 number)
{
  return is_null ? g_strdup ("NULL") : g_strdup_printf ("%" G_GINT64_FORMAT, number);
}

static guint
add_event (Story *self, guint tune, const char *kind, int rating, int interval_days, gint64 due_at, const char *voids)
{
  g_autofree char *zone = shed_clock_dup_time_zone (self->fixture->clock);
  g_autofree char *day = shed_civil_format (story_today (self));
  g_autofree char *rating_text = number_or_null (rating == 0, rating);
  g_autofree char *interval_text = number_or_null (interval_days < 0, interval_days);
  g_autofree char *due_text = number_or_null (due_at == 0, due_at);
  g_autofree char *voids_text = voids == NULL ? g_strdup ("NULL") : g_strdup_printf ("'%s'", voids);

  story_sql (
    self,
    "INSERT INTO practice_event (id, created_at, repertoire_id, tune_id, kind, rating, goal, answered_at, time_zone,"
    " practice_day, day_start_minutes, interval_days, due_at, voids) VALUES ('%s', 1, '%s', '%s', '%s', %s,"
    " (SELECT coalesce (t.goal, r.default_goal) FROM repertoire_tune t JOIN repertoire r ON r.id = t.repertoire_id"
    "  WHERE t.repertoire_id = '%s' AND t.tune_id = '%s'), %" G_GINT64_FORMAT ", '%s', '%s', 240, %s, %s, %s)",
    story_event_id (self->n_events), test_id (STORY_REPERTOIRE), story_tune (tune), kind, rating_text,
    test_id (STORY_REPERTOIRE), story_tune (tune), story_now (self), zone, day, interval_text, due_text, voids_text);
  return self->n_events++;
}

guint
story_event (Story *self, guint tune, const char *kind, int rating, int interval_days, gint64 due_at)
{
  return add_event (self, tune, kind, rating, interval_days, due_at, NULL);
}

guint
story_rate (Story *self, guint tune, int rating)
{
  ShedSchedule shown[4];

  story_preview (self, tune, shown);
  return story_event (self, tune, "rating", rating, shown[rating - 1].interval_days, shown[rating - 1].due_at);
}

guint
story_void (Story *self, guint tune, guint event)
{
  return add_event (self, tune, "void", 0, -1, 0, story_event_id (event));
}

static gboolean
do_get (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  return shed_scheduler_get (db, test_id (STORY_REPERTOIRE), story_tune (look->tune), look->ret, error);
}

static gboolean
do_replay (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  return shed_scheduler_replay (db, test_id (STORY_REPERTOIRE), story_tune (look->tune), look->ret, error);
}

gboolean
story_is_equal (const ShedSchedule *a, const ShedSchedule *b)
{
  return a->state == b->state && a->step == b->step && a->stability == b->stability && a->difficulty == b->difficulty
         && a->interval_days == b->interval_days && a->due_at == b->due_at && a->last_at == b->last_at && a->reps == b->reps
         && a->lapses == b->lapses && a->last_rating == b->last_rating && a->last_day == b->last_day;
}

ShedSchedule
story_schedule (Story *self, guint tune)
{
  ShedSchedule cached, replayed;
  Look get = { tune, 0, &cached }, replay = { tune, 0, &replayed };
  g_autoptr (GError) error = NULL;

  shed_store_read (self->fixture->store, do_get, &get, &error);
  g_assert_no_error (error);
  shed_store_read (self->fixture->store, do_replay, &replay, &error);
  g_assert_no_error (error);
  g_assert_true (story_is_equal (&cached, &replayed));
  return cached;
}

typedef struct
{
  int day;
  gboolean made;
} Making;

static gboolean
do_ensure (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Making *making = data;

  return shed_queue_ensure (db, test_id (STORY_REPERTOIRE), making->day, &making->made, error);
}

gboolean
story_make_queue (Story *self, int day)
{
  Making making = { day, FALSE };
  g_autoptr (GError) error = NULL;

  shed_store_write (self->fixture->store, SHED_WRITE_COMMAND, 0, NULL, do_ensure, &making, &error);
  g_assert_no_error (error);
  return making.made;
}

char *
story_queue (Story *self, int day)
{
  g_autofree char *text = shed_civil_format (day);
  g_autofree char *sql = NULL;

  sql = g_strdup_printf ("SELECT group_concat (word, ' ') FROM (SELECT substr ('donl', bucket, 1) || n AS word FROM ("
                         "SELECT q.bucket, q.position, q.id, (SELECT count (*) FROM tune t WHERE t.id < q.tune_id) AS n"
                         " FROM queue_item q WHERE practice_day = '%s' ORDER BY bucket, position, id))", text);
  return fixture_ask (self->fixture, sql);
}

void
story_assert_sound (Story *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedCheckReport) report = shed_store_check (self->fixture->store, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < report->faults->len; i++)
    g_test_message ("%s", (char *) report->faults->pdata[i]);
  g_assert_cmpuint (report->faults->len, ==, 0);
}

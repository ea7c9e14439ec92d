/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table list (DATA.md, column by column). The frozen SQL under data/sql makes the tables and indexes; triggers,
 * the outbox, the undo journal and the backup are made from this list, and a test holds list and SQL together. It must
 * never say anything that the SQL does not do: a column added here needs a migration in the same commit. */
#define G_LOG_DOMAIN "Woodshed-store"

#include "shed-tables.h"

#include <string.h>

#include "shed-text.h"

#define KIB 1024
#define NAME_BYTES (4 * SHED_NAME_MAX_CHARACTERS)

/* clang-format off */
/* Column makers: what most columns share, so that a row of the list says only what is its own. */
#define NAME(n, required, class) \
  { n, SHED_COLUMN_NAME, required, SHED_CLASS_##class, NULL, NULL, NAME_BYTES, NULL, NULL }
#define TEXT(n, required, class, bytes) \
  { n, SHED_COLUMN_TEXT, required, SHED_CLASS_##class, NULL, NULL, bytes, NULL, NULL }
#define WORD(n, class, words, fallback) \
  { n, SHED_COLUMN_TEXT, TRUE, SHED_CLASS_##class, NULL, NULL, 64, fallback, "IN (" words ")" }
#define POSITION { "position", SHED_COLUMN_TEXT, TRUE, SHED_CLASS_LAST, NULL, NULL, KIB, NULL, NULL }
#define JSON(n, required, class, bytes, fallback) \
  { n, SHED_COLUMN_JSON, required, SHED_CLASS_##class, NULL, NULL, bytes, fallback, NULL }
#define FLAG(n, class) { n, SHED_COLUMN_BOOLEAN, TRUE, SHED_CLASS_##class, NULL, NULL, 0, "0", NULL }
#define NUMBER(n, class, check) \
  { n, SHED_COLUMN_INTEGER, FALSE, SHED_CLASS_##class, NULL, NULL, 0, NULL, check }
#define NUMBER_IN(n, class, group, check) \
  { n, SHED_COLUMN_INTEGER, FALSE, SHED_CLASS_##class, group, NULL, 0, NULL, check }
#define TIME(n, required, class) \
  { n, SHED_COLUMN_TIME, required, SHED_CLASS_##class, NULL, NULL, 0, NULL, NULL }
#define DAY(n, required, class) \
  { n, SHED_COLUMN_DAY, required, SHED_CLASS_##class, NULL, NULL, 10, NULL, NULL }
#define REFERENCE(n, required, class, table) \
  { n, SHED_COLUMN_ID, required, SHED_CLASS_##class, NULL, table, 36, NULL, NULL }
#define ID(n, required, class) \
  { n, SHED_COLUMN_ID, required, SHED_CLASS_##class, NULL, NULL, 36, NULL, NULL }
/* clang-format on */

static const ShedColumn book_columns[] = {
  NAME ("title", TRUE, ASK),
  TEXT ("note", FALSE, TEXT, 64 * KIB),
  WORD ("origin", FIXED, "'own', 'import', 'starter', 'shared'", NULL),
  TEXT ("source", FALSE, FIXED, 2 * KIB),
  TEXT ("rights", FALSE, LAST, 2 * KIB),
  POSITION,
  FLAG ("local_only", FIXED),
};

static const ShedColumn tune_columns[] = {
  REFERENCE ("book_id", TRUE, LAST, "book"),
  NAME ("title", TRUE, ASK),
  NAME ("composer", FALSE, ASK),
  { "kind", SHED_COLUMN_NAME, FALSE, SHED_CLASS_ASK, "kind", NULL, NAME_BYTES, NULL, NULL },
  { "meter", SHED_COLUMN_NAME, FALSE, SHED_CLASS_ASK, "kind", NULL, NAME_BYTES, NULL, NULL },
  { "unit", SHED_COLUMN_NAME, FALSE, SHED_CLASS_ASK, "kind", NULL, NAME_BYTES, NULL, NULL },
  NAME ("key", FALSE, ASK),
  NAME ("structure", FALSE, ASK),
  TEXT ("abc", FALSE, TEXT, 96 * KIB),
  NAME ("genre", FALSE, LAST),
  NAME ("region", FALSE, LAST),
  NAME ("artist", FALSE, LAST),
  NUMBER ("year", LAST, "BETWEEN 1 AND 9999"),
  NUMBER ("tempo_bpm", LAST, "BETWEEN 1 AND 1000"),
  NUMBER ("best_bpm", MAX, "BETWEEN 1 AND 1000"),
  JSON ("merged", TRUE, SET, 16 * KIB, "'[]'"),
  TEXT ("source", FALSE, FIXED, 2 * KIB),
  TEXT ("source_url", FALSE, LAST, 2 * KIB),
  TEXT ("rights", FALSE, LAST, 2 * KIB),
  JSON ("inferred", TRUE, SET, KIB, "'[]'"),
};

static const ShedColumn tune_alias_columns[] = {
  REFERENCE ("tune_id", TRUE, FIXED, "tune"),
  NAME ("text", TRUE, FIXED),
  NAME ("language", FALSE, LAST),
};

static const ShedColumn repertoire_columns[] = {
  NAME ("name", TRUE, ASK),
  NAME ("instrument", FALSE, LAST),
  NAME ("tuning", FALSE, LAST),
  NAME ("clef", FALSE, LAST),
  NAME ("genre", FALSE, LAST),
  WORD ("scheduler", LAST, "'fsrs', 'sm2'", "'fsrs'"),
  { "retention_permille", SHED_COLUMN_INTEGER, TRUE, SHED_CLASS_LAST, "retention", NULL, 0, "900",
    "BETWEEN 700 AND 970" },
  { "max_interval_days", SHED_COLUMN_INTEGER, TRUE, SHED_CLASS_LAST, "retention", NULL, 0, "36500",
    "BETWEEN 1 AND 36500" },
  NAME ("default_goal", FALSE, LAST),
  POSITION,
  FLAG ("archived", LAST),
};

static const ShedColumn repertoire_tune_columns[] = {
  REFERENCE ("repertoire_id", TRUE, FIXED, "repertoire"),
  REFERENCE ("tune_id", TRUE, FIXED, "tune"),
  NAME ("goal", FALSE, LAST),
  FLAG ("paused", LAST),
  NAME ("key", FALSE, LAST),
  WORD ("stage", LAST, "'wanted', 'learning', 'known'", "'learning'"),
};

/* Events outlive a deleted tune or repertoire: those two columns carry no foreign key. */
static const ShedColumn practice_event_columns[] = {
  ID ("repertoire_id", TRUE, FIXED),
  ID ("tune_id", TRUE, FIXED),
  NAME ("part", FALSE, FIXED),
  WORD ("kind", FIXED, "'rating', 'void', 'known', 'due', 'time', 'note'", NULL),
  NUMBER ("rating", FIXED, "BETWEEN 1 AND 4"),
  NAME ("goal", FALSE, FIXED),
  NAME ("technique", FALSE, FIXED),
  TIME ("answered_at", TRUE, FIXED),
  NAME ("time_zone", TRUE, FIXED),
  DAY ("practice_day", TRUE, FIXED),
  { "day_start_minutes", SHED_COLUMN_INTEGER, TRUE, SHED_CLASS_FIXED, NULL, NULL, 0, NULL, "BETWEEN 0 AND 1439" },
  NUMBER_IN ("interval_days", FIXED, "due", ">= 0"),
  { "due_at", SHED_COLUMN_TIME, FALSE, SHED_CLASS_FIXED, "due", NULL, 0, NULL, NULL },
  NUMBER ("duration_ms", FIXED, ">= 0"),
  NUMBER ("tempo_bpm", FIXED, "BETWEEN 1 AND 1000"),
  REFERENCE ("voids", FALSE, FIXED, "practice_event"),
  ID ("submit_id", FALSE, FIXED),
  ID ("device_id", FALSE, FIXED),
};

static const ShedColumn queue_item_columns[] = {
  REFERENCE ("repertoire_id", TRUE, FIXED, "repertoire"),
  ID ("tune_id", TRUE, FIXED),
  DAY ("practice_day", TRUE, FIXED),
  { "bucket", SHED_COLUMN_INTEGER, TRUE, SHED_CLASS_FIXED, NULL, NULL, 0, NULL, "BETWEEN 1 AND 4" },
  POSITION,
  WORD ("added", FIXED, "'auto', 'hand'", "'auto'"),
};

static const ShedColumn note_columns[] = {
  REFERENCE ("tune_id", TRUE, FIXED, "tune"),
  REFERENCE ("repertoire_id", FALSE, FIXED, "repertoire"),
  TEXT ("text", TRUE, TEXT, 64 * KIB),
  POSITION,
  FLAG ("favourite", LAST),
};

static const ShedColumn reference_columns[] = {
  REFERENCE ("tune_id", TRUE, FIXED, "tune"),
  TEXT ("url", TRUE, ASK, 2 * KIB),
  NAME ("title", FALSE, LAST),
  WORD ("kind", LAST, "'website', 'audio', 'video', 'sheet-music', 'article', 'social', 'lesson', 'other'", "'other'"),
  TEXT ("comment", FALSE, TEXT, 64 * KIB),
  POSITION,
  FLAG ("favourite", LAST),
};

static const ShedColumn tag_columns[] = {
  NAME ("name", TRUE, ASK),
  NAME ("colour", FALSE, LAST),
};

static const ShedColumn tune_tag_columns[] = {
  REFERENCE ("tune_id", TRUE, FIXED, "tune"),
  REFERENCE ("tag_id", TRUE, FIXED, "tag"),
};

static const ShedColumn tune_set_columns[] = {
  NAME ("name", TRUE, ASK),
  NAME ("kind", FALSE, LAST),
  TEXT ("note", FALSE, TEXT, 64 * KIB),
};

static const ShedColumn tune_set_item_columns[] = {
  REFERENCE ("set_id", TRUE, FIXED, "tune_set"),
  REFERENCE ("tune_id", TRUE, FIXED, "tune"),
  POSITION,
  NUMBER ("times_through", LAST, "BETWEEN 1 AND 99"),
  NAME ("key", FALSE, LAST),
};

static const ShedColumn setlist_columns[] = {
  NAME ("name", TRUE, ASK),
  DAY ("day", FALSE, LAST),
  NAME ("place", FALSE, LAST),
  TEXT ("note", FALSE, TEXT, 64 * KIB),
};

/* One of set_id, tune_id and text: they change together, or two edits could leave a row with two of them. */
static const ShedColumn setlist_item_columns[] = {
  REFERENCE ("setlist_id", TRUE, FIXED, "setlist"),
  { "set_id", SHED_COLUMN_ID, FALSE, SHED_CLASS_LAST, "what", "tune_set", 36, NULL, NULL },
  { "tune_id", SHED_COLUMN_ID, FALSE, SHED_CLASS_LAST, "what", "tune", 36, NULL, NULL },
  { "text", SHED_COLUMN_NAME, FALSE, SHED_CLASS_LAST, "what", NULL, NAME_BYTES, NULL, NULL },
  POSITION,
};

static const ShedColumn goal_columns[] = {
  NAME ("name", TRUE, ASK),
  JSON ("ladder_minutes", TRUE, LAST, KIB, "'[]'"),
  FLAG ("counts_recall", LAST),
};

static const ShedColumn media_columns[] = {
  REFERENCE ("tune_id", TRUE, FIXED, "tune"),
  REFERENCE ("parent_id", FALSE, FIXED, "media"),
  WORD ("kind", FIXED, "'recording', 'take', 'scan', 'cover', 'thumbnail', 'package'", NULL),
  NAME ("title", FALSE, ASK),
  { "sha256", SHED_COLUMN_TEXT, TRUE, SHED_CLASS_FIXED, NULL, NULL, 64, NULL, NULL },
  { "bytes", SHED_COLUMN_INTEGER, TRUE, SHED_CLASS_FIXED, NULL, NULL, 0, NULL, ">= 0" },
  { "type", SHED_COLUMN_NAME, TRUE, SHED_CLASS_FIXED, NULL, NULL, NAME_BYTES, NULL, NULL },
  NUMBER ("duration_ms", FIXED, ">= 0"),
  TIME ("taken_at", FALSE, FIXED),
  NUMBER ("rating", LAST, "BETWEEN 0 AND 5"),
  POSITION,
};

static const ShedColumn media_marker_columns[] = {
  REFERENCE ("media_id", TRUE, FIXED, "media"),
  WORD ("kind", FIXED, "'marker', 'loop'", NULL),
  { "start_ms", SHED_COLUMN_INTEGER, TRUE, SHED_CLASS_LAST, "span", NULL, 0, NULL, ">= 0" },
  NUMBER_IN ("end_ms", LAST, "span", ">= 0"),
  NAME ("name", FALSE, LAST),
  NUMBER_IN ("speed_permille", LAST, "pace", "BETWEEN 100 AND 4000"),
  NUMBER_IN ("pitch_cents", LAST, "pace", "BETWEEN -2400 AND 2400"),
  POSITION,
};

static const ShedColumn preference_columns[] = {
  NAME ("name", TRUE, FIXED),
  JSON ("value", TRUE, LAST, 16 * KIB, NULL),
};

static const ShedColumn conflict_columns[] = {
  TEXT ("tbl", TRUE, FIXED, 64),
  ID ("row_id", TRUE, FIXED),
  TEXT ("grp", TRUE, FIXED, 64),
  JSON ("base", FALSE, FIXED, 512 * KIB, NULL),
  JSON ("mine", FALSE, FIXED, 512 * KIB, NULL),
  JSON ("theirs", FALSE, FIXED, 512 * KIB, NULL),
  ID ("device_id", FALSE, FIXED),
  NAME ("device_name", FALSE, FIXED),
  TIME ("client_at", FALSE, FIXED),
  ID ("tune_id", FALSE, FIXED), /* no foreign key: an answered conflict outlives its tune */
  WORD ("state", LAST, "'open', 'mine', 'other', 'both'", "'open'"),
  ID ("other_device_id", FALSE, FIXED), /* who wrote what is in use, or deleted */
  NAME ("other_device_name", FALSE, FIXED),
  TIME ("other_at", FALSE, FIXED),
};

#define BY_TUNE "(SELECT book_id FROM tune WHERE id = {row}.tune_id)"
#define TABLE(n, path, file, check, append)                                                                            \
  {                                                                                                                    \
#n, n##_columns, G_N_ELEMENTS(n##_columns), path, file, check, append                                              \
  }

/* Events and queue items carry no foreign key to their tune and may outlive it, so they hang on no book either: a tune
 * of a local-only book is copied into another one before it can be practised. */
static const ShedTable tables[] = {
  TABLE (book, "{row}.id", "{row}.origin IN ('import', 'starter')", NULL, FALSE),
  TABLE (tune,
         "{row}.book_id",
         "({row}.source IS NOT NULL OR (SELECT origin FROM book WHERE id = {row}.book_id) IN ('import', 'starter'))",
         NULL,
         FALSE),
  TABLE (tune_alias,
         BY_TUNE,
         "(SELECT tune.source IS NOT NULL OR book.origin IN ('import', 'starter') FROM tune JOIN book ON book.id = "
         "tune.book_id"
         " WHERE tune.id = {row}.tune_id)",
         NULL,
         FALSE),
  TABLE (repertoire, NULL, NULL, NULL, FALSE),
  TABLE (repertoire_tune, BY_TUNE, NULL, NULL, FALSE),
  TABLE (practice_event,
         NULL,
         NULL,
         "(kind = 'void') = (voids IS NOT NULL) AND (kind <> 'rating' OR rating IS NOT NULL)",
         TRUE),
  TABLE (queue_item, NULL, NULL, NULL, FALSE),
  TABLE (note, BY_TUNE, NULL, NULL, FALSE),
  TABLE (reference, BY_TUNE, NULL, NULL, FALSE),
  TABLE (tag, NULL, NULL, NULL, FALSE),
  TABLE (tune_tag, BY_TUNE, NULL, NULL, FALSE),
  TABLE (tune_set, NULL, NULL, NULL, FALSE),
  TABLE (tune_set_item, BY_TUNE, NULL, NULL, FALSE),
  TABLE (setlist, NULL, NULL, NULL, FALSE),
  TABLE (setlist_item, BY_TUNE, NULL, "(set_id IS NOT NULL) + (tune_id IS NOT NULL) + (text IS NOT NULL) = 1", FALSE),
  TABLE (goal, NULL, NULL, NULL, FALSE),
  TABLE (media, BY_TUNE, NULL, NULL, FALSE),
  TABLE (media_marker,
         "(SELECT book_id FROM tune WHERE id = (SELECT tune_id FROM media WHERE id = {row}.media_id))",
         NULL,
         "end_ms IS NULL OR end_ms >= start_ms",
         FALSE),
  TABLE (preference, NULL, NULL, NULL, FALSE),
  TABLE (conflict, NULL, NULL, NULL, FALSE),
};

G_STATIC_ASSERT (G_N_ELEMENTS (tables) == SHED_N_TABLES);

const ShedTable *
shed_tables_get (guint *n_tables)
{
  if (n_tables != NULL)
    *n_tables = G_N_ELEMENTS (tables);
  return tables;
}

const ShedTable *
shed_table_find (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (strcmp (tables[i].name, name) == 0)
      return &tables[i];
  return NULL;
}

const ShedColumn *
shed_table_find_column (const ShedTable *table, const char *name)
{
  g_return_val_if_fail (table != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < table->n_columns; i++)
    if (strcmp (table->columns[i].name, name) == 0)
      return &table->columns[i];
  return NULL;
}

guint
shed_table_get_index (const ShedTable *table)
{
  g_return_val_if_fail (table >= tables && table < tables + G_N_ELEMENTS (tables), 0);

  return table - tables;
}

char *
shed_column_clip (const ShedColumn *column, const char *text)
{
  g_autofree char *clean = NULL;
  g_autofree char *cut = NULL;

  g_return_val_if_fail (column != NULL, NULL);

  if (text == NULL)
    return NULL;
  if (column->type == SHED_COLUMN_NAME)
    {
      clean = shed_text_clean_name (text);
      if (clean == NULL)
        return NULL;
      if (g_utf8_strlen (clean, -1) > SHED_NAME_MAX_CHARACTERS)
        {
          *g_utf8_offset_to_pointer (clean, SHED_NAME_MAX_CHARACTERS) = '\0';
          g_strchomp (clean);
        }
      return g_steal_pointer (&clean);
    }
  clean = shed_text_clean (text, -1);
  if (column->max_bytes == 0)
    return g_steal_pointer (&clean);
  cut = shed_text_truncate (clean, column->max_bytes);
  return *cut != '\0' ? g_steal_pointer (&cut) : NULL;
}

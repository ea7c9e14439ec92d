-- SPDX-License-Identifier: GPL-3.0-or-later
-- The first schema of a library: the synced tables of DATA.md (the list in src/store/shed-tables.c says the same, and a test
-- holds the two together), then the tables of this computer. Frozen once released: changes are new steps beside this one.
-- Control characters and broken UTF-8 are refused by the store before the commit; limits are counted in bytes of UTF-8, those
-- of names in characters. Words are compared one by one: IN with three words or more opens a temporary table at each insert, which
-- costs more than the insert. Foreign keys are immediate and never cascade: the outbox must see every row go by itself.

CREATE TABLE "book" (
  "id" TEXT NOT NULL PRIMARY KEY CHECK (length ("id") = 36 AND "id" NOT GLOB '*[^0-9a-f-]*'),
  "created_at" INTEGER NOT NULL,
  "title" TEXT NOT NULL CHECK (length ("title") BETWEEN 1 AND 500 AND trim ("title") = "title"),
  "note" TEXT CHECK (length (CAST ("note" AS BLOB)) <= 65536),
  "origin" TEXT NOT NULL CHECK ("origin" = 'own' OR "origin" = 'import' OR "origin" = 'starter' OR "origin" = 'shared'),
  "source" TEXT CHECK (length (CAST ("source" AS BLOB)) <= 2048),
  "rights" TEXT CHECK (length (CAST ("rights" AS BLOB)) <= 2048),
  "position" TEXT NOT NULL CHECK (length (CAST ("position" AS BLOB)) <= 1024),
  "local_only" INTEGER NOT NULL DEFAULT 0 CHECK ("local_only" IN (0, 1))
) STRICT;
CREATE INDEX "book_by_local_only" ON "book" ("local_only") WHERE "local_only" = 1;

CREATE TABLE "tune" (
  "id" TEXT NOT NULL PRIMARY KEY CHECK (length ("id") = 36 AND "id" NOT GLOB '*[^0-9a-f-]*'),
  "created_at" INTEGER NOT NULL,
  "book_id" TEXT NOT NULL REFERENCES "book" ("id"),
  "title" TEXT NOT NULL CHECK (length ("title") BETWEEN 1 AND 500 AND trim ("title") = "title"),
  "composer" TEXT CHECK (length ("composer") BETWEEN 1 AND 500 AND trim ("composer") = "composer"),
  "kind" TEXT CHECK (length ("kind") BETWEEN 1 AND 500 AND trim ("kind") = "kind"),
  "meter" TEXT CHECK (length ("meter") BETWEEN 1 AND 500 AND trim ("meter") = "meter"),
  "unit" TEXT CHECK (length ("unit") BETWEEN 1 AND 500 AND trim ("unit") = "unit"),
  "key" TEXT CHECK (length ("key") BETWEEN 1 AND 500 AND trim ("key") = "key"),
  "structure" TEXT CHECK (length ("structure") BETWEEN 1 AND 500 AND trim ("structure") = "structure"),
  "abc" TEXT CHECK (length (CAST ("abc" AS BLOB)) <= 98304),
  "genre" TEXT CHECK (length ("genre") BETWEEN 1 AND 500 AND trim ("genre") = "genre"),
  "region" TEXT CHECK (length ("region") BETWEEN 1 AND 500 AND trim ("region") = "region"),
  "artist" TEXT CHECK (length ("artist") BETWEEN 1 AND 500 AND trim ("artist") = "artist"),
  "year" INTEGER CHECK ("year" BETWEEN 1 AND 9999),
  "tempo_bpm" INTEGER CHECK ("tempo_bpm" BETWEEN 1 AND 1000),
  "best_bpm" INTEGER CHECK ("best_bpm" BETWEEN 1 AND 1000),
  "merged" TEXT NOT NULL DEFAULT '[]' CHECK (length (CAST ("merged" AS BLOB)) <= 16384),
  "source" TEXT CHECK (length (CAST ("source" AS BLOB)) <= 2048),
  "source_url" TEXT CHECK (length (CAST ("source_url" AS BLOB)) <= 2048),
  "rights" TEXT CHECK (length (CAST ("rights" AS BLOB)) <= 2048),
  "inferred" TEXT NOT NULL DEFAULT '[]' CHECK (length (CAST ("inferred" AS BLOB)) <= 1024)
) STRICT;
CREATE INDEX "tune_by_book_id" ON "tune" ("book_id");

CREATE TABLE "tune_alias" (
  "id" TEXT NOT NULL PRIMARY KEY CHECK (length ("id") = 36 AND "id" NOT GLOB '*[^0-9a-f-]*'),
  "created_at" INTEGER NOT NULL,
  "tune_id" TEXT NOT NULL REFERENCES "tune" ("id"),
  "text" TEXT NOT NULL CHECK (length ("text") BETWEEN 1 AND 500 AND trim ("text") = "text"),
  "language" TEXT CHECK (length ("language") BETWEEN 1 AND 500 AND trim ("language") = "language")
) STRICT;
CREATE INDEX "tune_alias_by_tune_id" ON "tune_alias" ("tune_id");

CREATE TABLE "repertoire" (
  "id" TEXT NOT NULL PRIMARY KEY CHECK (length ("id") = 36 AND "id" NOT GLOB '*[^0-9a-f-]*'),
  "created_at" INTEGER NOT NULL,
  "name" TEXT NOT NULL CHECK (length ("name") BETWEEN 1 AND 500 AND trim ("name") = "name"),
  "instrument" TEXT CHECK (length ("instrument") BETWEEN 1 AND 500 AND trim ("instrument") = "instrument"),
  "tuning" TEXT CHECK (length ("tuning") BETWEEN 1 AND 500 AND trim ("tuning") = "tuning"),
  "clef" TEXT CHECK (length ("clef") BETWEEN 1 AND 500 AND trim ("clef") = "clef"),
  "genre" TEXT CHECK (length ("genre") BETWEEN 1 AND 500 AND trim ("genre") = "genre"),
  "scheduler" TEXT NOT NULL DEFAULT 'fsrs' CHECK ("scheduler" = 'fsrs' OR "scheduler" = 'sm2'),
  "retention_permille" INTEGER NOT NULL DEFAULT 900 CHECK ("retention_permille" BETWEEN 700 AND 970),
  "max_interval_days" INTEGER NOT NULL DEFAULT 36500 CHECK ("max_interval_days" BETWEEN 1 AND 36500),
  "default_goal" TEXT CHECK (length ("default_goal") BETWEEN 1 AND 500 AND trim ("default_goal") = "default_goal"),
  "position" TEXT NOT NULL CHECK (length (CAST ("position" AS BLOB)) <= 1024),
  "archived" INTEGER NOT NULL DEFAULT 0 CHECK ("archived" IN (0, 1))
) STRICT;

CREATE TABLE "repertoire_tune" (
  "id" TEXT NOT NULL PRIMARY KEY CHECK (length ("id") = 36 AND "id" NOT GLOB '*[^0-9a-f-]*'),
  "created_at" INTEGER NOT NULL,
  "repertoire_id" TEXT NOT NULL REFERENCES "repertoire" ("id"),
  "tune_id" TEXT NOT NULL REFERENCES "tune" ("id"),
  "goal" TEXT CHECK (length ("goal") BETWEEN 1 AND 500 AND trim ("goal") = "goal"),
  "paused" INTEGER NOT NULL DEFAULT 0 CHECK ("paused" IN (0, 1)),
  "key" TEXT CHECK (length ("key") BETWEEN 1 AND 500 AND trim ("key") = "key"),
  "stage" TEXT NOT NULL DEFAULT 'learning' CHECK ("stage" = 'wanted' OR "stage" = 'learning' OR "stage" = 'known')
) STRICT;
CREATE INDEX "repertoire_tune_by_tune_id" ON "repertoire_tune" ("tune_id");
CREATE INDEX "repertoire_tune_by_repertoire" ON "repertoire_tune" ("repertoire_id", "tune_id");

CREATE TABLE "practice_event" (
  "id" TEXT NOT NULL PRIMARY KEY CHECK (length ("id") = 36 AND "id" NOT GLOB '*[^0-9a-f-]*'),
  "created_at" INTEGER NOT NULL,
  "repertoire_id" TEXT NOT NULL CHECK (length ("repertoire_id") = 36),
  "tune_id" TEXT NOT NULL CHECK (length ("tune_id") = 36),
  "part" TEXT CHECK (length ("part") BETWEEN 1 AND 500 AND trim ("part") = "part"),
  "kind" TEXT NOT NULL CHECK ("kind" = 'rating' OR "kind" = 'void' OR "kind" = 'known' OR "kind" = 'due' OR "kind" = 'time' OR "kind" = 'note'),
  "rating" INTEGER CHECK ("rating" BETWEEN 1 AND 4),
  "goal" TEXT CHECK (length ("goal") BETWEEN 1 AND 500 AND trim ("goal") = "goal"),
  "technique" TEXT CHECK (length ("technique") BETWEEN 1 AND 500 AND trim ("technique") = "technique"),
  "answered_at" INTEGER NOT NULL,
  "time_zone" TEXT NOT NULL CHECK (length ("time_zone") BETWEEN 1 AND 500 AND trim ("time_zone") = "time_zone"),
  "practice_day" TEXT NOT NULL CHECK ("practice_day" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  "day_start_minutes" INTEGER NOT NULL CHECK ("day_start_minutes" BETWEEN 0 AND 1439),
  "interval_days" INTEGER CHECK ("interval_days" >= 0),
  "due_at" INTEGER,
  "duration_ms" INTEGER CHECK ("duration_ms" >= 0),
  "tempo_bpm" INTEGER CHECK ("tempo_bpm" BETWEEN 1 AND 1000),
  "voids" TEXT REFERENCES "practice_event" ("id"),
  "submit_id" TEXT CHECK (length ("submit_id") = 36),
  "device_id" TEXT CHECK (length ("device_id") = 36),
  CHECK ((kind = 'void') = (voids IS NOT NULL) AND (kind <> 'rating' OR rating IS NOT NULL))
) STRICT;
CREATE INDEX "practice_event_by_day" ON "practice_event" ("repertoire_id", "practice_day", "tune_id", "kind");
CREATE INDEX "practice_event_by_tune" ON "practice_event" ("repertoire_id", "tune_id", "answered_at");
CREATE INDEX "practice_event_by_voids" ON "practice_event" ("voids") WHERE "voids" IS NOT NULL;

CREATE TABLE "queue_item" (
  "id" TEXT NOT NULL PRIMARY KEY CHECK (length ("id") = 36 AND "id" NOT GLOB '*[^0-9a-f-]*'),
  "created_at" INTEGER NOT NULL,
  "repertoire_id" TEXT NOT NULL REFERENCES "repertoire" ("id"),
  "tune_id" TEXT NOT NULL CHECK (length ("tune_id") = 36),
  "practice_day" TEXT NOT NULL CHECK ("practice_day" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  "bucket" INTEGER NOT NULL CHECK ("bucket" BETWEEN 1 AND 4),
  "position" TEXT NOT NULL CHECK (length (CAST ("position" AS BLOB)) <= 1024),
  "added" TEXT NOT NULL DEFAULT 'auto' CHECK ("added" = 'auto' OR "added" = 'hand')
) STRICT;
CREATE INDEX "queue_item_by_day" ON "queue_item" ("repertoire_id", "practice_day", "bucket", "position", "id");
CREATE INDEX "queue_item_by_tune" ON "queue_item" ("tune_id");

CREATE TABLE "note" (
  "id" TEXT NOT NULL PRIMARY KEY CHECK (length ("id") = 36 AND "id" NOT GLOB '*[^0-9a-f-]*'),
  "created_at" INTEGER NOT NULL,
  "tune_id" TEXT NOT NULL REFERENCES "tune" ("id"),
  "repertoire_id" TEXT REFERENCES "repertoire" ("id"),
  "text" TEXT NOT NULL CHECK (length (CAST ("text" AS BLOB)) <= 65536),
  "position" TEXT NOT NULL CHECK (length (CAST ("position" AS BLOB)) <= 1024),
  "favourite" INTEGER NOT NULL DEFAULT 0 CHECK ("favourite" IN (0, 1))
) STRICT;
CREATE INDEX "note_by_tune_id" ON "note" ("tune_id");
CREATE INDEX "note_by_repertoire_id" ON "note" ("repertoire_id") WHERE "repertoire_id" IS NOT NULL;

CREATE TABLE "reference" (
  "id" TEXT NOT NULL PRIMARY KEY CHECK (length ("id") = 36 AND "id" NOT GLOB '*[^0-9a-f-]*'),
  "created_at" INTEGER NOT NULL,
  "tune_id" TEXT NOT NULL REFERENCES "tune" ("id"),
  "url" TEXT NOT NULL CHECK (length (CAST ("url" AS BLOB)) <= 2048),
  "title" TEXT CHECK (length ("title") BETWEEN 1 AND 500 AND trim ("title") = "title"),
  "kind" TEXT NOT NULL DEFAULT 'other' CHECK ("kind" = 'website' OR "kind" = 'audio' OR "kind" = 'video' OR "kind" = 'sheet-music' OR "kind" = 'article' OR "kind" = 'social' OR "kind" = 'lesson' OR "kind" = 'other'),
  "comment" TEXT CHECK (length (CAST ("comment" AS BLOB)) <= 65536),
  "position" TEXT NOT NULL CHECK (length (CAST ("position" AS BLOB)) <= 1024),
  "favourite" INTEGER NOT NULL DEFAULT 0 CHECK ("favourite" IN (0, 1))
) STRICT;
CREATE INDEX "reference_by_tune_id" ON "reference" ("tune_id");

CREATE TABLE "tag" (
  "id" TEXT NOT NULL PRIMARY KEY CHECK (length ("id") = 36 AND "id" NOT GLOB '*[^0-9a-f-]*'),
  "created_at" INTEGER NOT NULL,
  "name" TEXT NOT NULL CHECK (length ("name") BETWEEN 1 AND 500 AND trim ("name") = "name"),
  "colour" TEXT CHECK (length ("colour") BETWEEN 1 AND 500 AND trim ("colour") = "colour")
) STRICT;

CREATE TABLE "tune_tag" (
  "id" TEXT NOT NULL PRIMARY KEY CHECK (length ("id") = 36 AND "id" NOT GLOB '*[^0-9a-f-]*'),
  "created_at" INTEGER NOT NULL,
  "tune_id" TEXT NOT NULL REFERENCES "tune" ("id"),
  "tag_id" TEXT NOT NULL REFERENCES "tag" ("id")
) STRICT;
CREATE INDEX "tune_tag_by_tune_id" ON "tune_tag" ("tune_id");
CREATE INDEX "tune_tag_by_tag_id" ON "tune_tag" ("tag_id");

CREATE TABLE "tune_set" (
  "id" TEXT NOT NULL PRIMARY KEY CHECK (length ("id") = 36 AND "id" NOT GLOB '*[^0-9a-f-]*'),
  "created_at" INTEGER NOT NULL,
  "name" TEXT NOT NULL CHECK (length ("name") BETWEEN 1 AND 500 AND trim ("name") = "name"),
  "kind" TEXT CHECK (length ("kind") BETWEEN 1 AND 500 AND trim ("kind") = "kind"),
  "note" TEXT CHECK (length (CAST ("note" AS BLOB)) <= 65536)
) STRICT;

CREATE TABLE "tune_set_item" (
  "id" TEXT NOT NULL PRIMARY KEY CHECK (length ("id") = 36 AND "id" NOT GLOB '*[^0-9a-f-]*'),
  "created_at" INTEGER NOT NULL,
  "set_id" TEXT NOT NULL REFERENCES "tune_set" ("id"),
  "tune_id" TEXT NOT NULL REFERENCES "tune" ("id"),
  "position" TEXT NOT NULL CHECK (length (CAST ("position" AS BLOB)) <= 1024),
  "times_through" INTEGER CHECK ("times_through" BETWEEN 1 AND 99),
  "key" TEXT CHECK (length ("key") BETWEEN 1 AND 500 AND trim ("key") = "key")
) STRICT;
CREATE INDEX "tune_set_item_by_set_id" ON "tune_set_item" ("set_id");
CREATE INDEX "tune_set_item_by_tune_id" ON "tune_set_item" ("tune_id");

CREATE TABLE "setlist" (
  "id" TEXT NOT NULL PRIMARY KEY CHECK (length ("id") = 36 AND "id" NOT GLOB '*[^0-9a-f-]*'),
  "created_at" INTEGER NOT NULL,
  "name" TEXT NOT NULL CHECK (length ("name") BETWEEN 1 AND 500 AND trim ("name") = "name"),
  "day" TEXT CHECK ("day" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  "place" TEXT CHECK (length ("place") BETWEEN 1 AND 500 AND trim ("place") = "place"),
  "note" TEXT CHECK (length (CAST ("note" AS BLOB)) <= 65536)
) STRICT;

CREATE TABLE "setlist_item" (
  "id" TEXT NOT NULL PRIMARY KEY CHECK (length ("id") = 36 AND "id" NOT GLOB '*[^0-9a-f-]*'),
  "created_at" INTEGER NOT NULL,
  "setlist_id" TEXT NOT NULL REFERENCES "setlist" ("id"),
  "set_id" TEXT REFERENCES "tune_set" ("id"),
  "tune_id" TEXT REFERENCES "tune" ("id"),
  "text" TEXT CHECK (length ("text") BETWEEN 1 AND 500 AND trim ("text") = "text"),
  "position" TEXT NOT NULL CHECK (length (CAST ("position" AS BLOB)) <= 1024),
  CHECK ((set_id IS NOT NULL) + (tune_id IS NOT NULL) + (text IS NOT NULL) = 1)
) STRICT;
CREATE INDEX "setlist_item_by_setlist_id" ON "setlist_item" ("setlist_id");
CREATE INDEX "setlist_item_by_set_id" ON "setlist_item" ("set_id") WHERE "set_id" IS NOT NULL;
CREATE INDEX "setlist_item_by_tune_id" ON "setlist_item" ("tune_id") WHERE "tune_id" IS NOT NULL;

CREATE TABLE "goal" (
  "id" TEXT NOT NULL PRIMARY KEY CHECK (length ("id") = 36 AND "id" NOT GLOB '*[^0-9a-f-]*'),
  "created_at" INTEGER NOT NULL,
  "name" TEXT NOT NULL CHECK (length ("name") BETWEEN 1 AND 500 AND trim ("name") = "name"),
  "ladder_minutes" TEXT NOT NULL DEFAULT '[]' CHECK (length (CAST ("ladder_minutes" AS BLOB)) <= 1024),
  "counts_recall" INTEGER NOT NULL DEFAULT 0 CHECK ("counts_recall" IN (0, 1))
) STRICT;

CREATE TABLE "media" (
  "id" TEXT NOT NULL PRIMARY KEY CHECK (length ("id") = 36 AND "id" NOT GLOB '*[^0-9a-f-]*'),
  "created_at" INTEGER NOT NULL,
  "tune_id" TEXT NOT NULL REFERENCES "tune" ("id"),
  "parent_id" TEXT REFERENCES "media" ("id"),
  "kind" TEXT NOT NULL CHECK ("kind" = 'recording' OR "kind" = 'take' OR "kind" = 'scan' OR "kind" = 'cover' OR "kind" = 'thumbnail' OR "kind" = 'package'),
  "title" TEXT CHECK (length ("title") BETWEEN 1 AND 500 AND trim ("title") = "title"),
  "sha256" TEXT NOT NULL CHECK (length (CAST ("sha256" AS BLOB)) <= 64),
  "bytes" INTEGER NOT NULL CHECK ("bytes" >= 0),
  "type" TEXT NOT NULL CHECK (length ("type") BETWEEN 1 AND 500 AND trim ("type") = "type"),
  "duration_ms" INTEGER CHECK ("duration_ms" >= 0),
  "taken_at" INTEGER,
  "rating" INTEGER CHECK ("rating" BETWEEN 0 AND 5),
  "position" TEXT NOT NULL CHECK (length (CAST ("position" AS BLOB)) <= 1024)
) STRICT;
CREATE INDEX "media_by_tune_id" ON "media" ("tune_id");
CREATE INDEX "media_by_parent_id" ON "media" ("parent_id") WHERE "parent_id" IS NOT NULL;

CREATE TABLE "media_marker" (
  "id" TEXT NOT NULL PRIMARY KEY CHECK (length ("id") = 36 AND "id" NOT GLOB '*[^0-9a-f-]*'),
  "created_at" INTEGER NOT NULL,
  "media_id" TEXT NOT NULL REFERENCES "media" ("id"),
  "kind" TEXT NOT NULL CHECK ("kind" = 'marker' OR "kind" = 'loop'),
  "start_ms" INTEGER NOT NULL CHECK ("start_ms" >= 0),
  "end_ms" INTEGER CHECK ("end_ms" >= 0),
  "name" TEXT CHECK (length ("name") BETWEEN 1 AND 500 AND trim ("name") = "name"),
  "speed_permille" INTEGER CHECK ("speed_permille" BETWEEN 100 AND 4000),
  "pitch_cents" INTEGER CHECK ("pitch_cents" BETWEEN -2400 AND 2400),
  "position" TEXT NOT NULL CHECK (length (CAST ("position" AS BLOB)) <= 1024),
  CHECK (end_ms IS NULL OR end_ms >= start_ms)
) STRICT;
CREATE INDEX "media_marker_by_media_id" ON "media_marker" ("media_id");

CREATE TABLE "preference" (
  "id" TEXT NOT NULL PRIMARY KEY CHECK (length ("id") = 36 AND "id" NOT GLOB '*[^0-9a-f-]*'),
  "created_at" INTEGER NOT NULL,
  "name" TEXT NOT NULL CHECK (length ("name") BETWEEN 1 AND 500 AND trim ("name") = "name"),
  "value" TEXT NOT NULL CHECK (length (CAST ("value" AS BLOB)) <= 16384)
) STRICT;

CREATE TABLE "conflict" (
  "id" TEXT NOT NULL PRIMARY KEY CHECK (length ("id") = 36 AND "id" NOT GLOB '*[^0-9a-f-]*'),
  "created_at" INTEGER NOT NULL,
  "tbl" TEXT NOT NULL CHECK (length (CAST ("tbl" AS BLOB)) <= 64),
  "row_id" TEXT NOT NULL CHECK (length ("row_id") = 36),
  "grp" TEXT NOT NULL CHECK (length (CAST ("grp" AS BLOB)) <= 64),
  "base" TEXT CHECK (length (CAST ("base" AS BLOB)) <= 524288),
  "mine" TEXT CHECK (length (CAST ("mine" AS BLOB)) <= 524288),
  "theirs" TEXT CHECK (length (CAST ("theirs" AS BLOB)) <= 524288),
  "device_id" TEXT CHECK (length ("device_id") = 36),
  "device_name" TEXT CHECK (length ("device_name") BETWEEN 1 AND 500 AND trim ("device_name") = "device_name"),
  "client_at" INTEGER,
  "tune_id" TEXT CHECK (length ("tune_id") = 36),
  "state" TEXT NOT NULL DEFAULT 'open' CHECK ("state" = 'open' OR "state" = 'mine' OR "state" = 'other' OR "state" = 'both')
) STRICT;
CREATE INDEX "conflict_open_by_tune" ON "conflict" ("tune_id") WHERE "state" = 'open';
CREATE INDEX "conflict_by_row" ON "conflict" ("tbl", "row_id");

-- What follows is never synced.

-- Small facts of this file: space, device, cursor, versions of derived data.
CREATE TABLE "meta" (
  "name" TEXT NOT NULL PRIMARY KEY,
  "value" TEXT
) STRICT, WITHOUT ROWID;

-- The fold over a tune's events, kept by the schedule floor. State: 0 new, 1 learning, 2 review, 3 relearning. part: '' is the
-- whole tune. due_at is NULL while nothing was ever practised.
CREATE TABLE "schedule" (
  "repertoire_id" TEXT NOT NULL,
  "tune_id" TEXT NOT NULL,
  "part" TEXT NOT NULL DEFAULT '',
  "state" INTEGER NOT NULL DEFAULT 0,
  "step" INTEGER NOT NULL DEFAULT 0,
  "stability" REAL,
  "difficulty" REAL,
  "due_at" INTEGER,
  "interval_days" INTEGER,
  "reps" INTEGER NOT NULL DEFAULT 0,
  "lapses" INTEGER NOT NULL DEFAULT 0,
  "last_at" INTEGER,
  "last_day" TEXT,
  "last_rating" INTEGER,
  "replayed_to" TEXT,
  PRIMARY KEY ("repertoire_id", "tune_id", "part")
) STRICT, WITHOUT ROWID;
CREATE INDEX "schedule_by_due" ON "schedule" ("repertoire_id", "due_at");

-- Events that do not count because a void that itself counts names them. Kept by the store from practice_event.
CREATE TABLE "event_voided" (
  "event_id" TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Ratings chosen and not yet submitted.
CREATE TABLE "staged_rating" (
  "repertoire_id" TEXT NOT NULL,
  "practice_day" TEXT NOT NULL,
  "tune_id" TEXT NOT NULL,
  "rating" INTEGER NOT NULL CHECK ("rating" BETWEEN 1 AND 4),
  "interval_days" INTEGER,
  "due_at" INTEGER,
  "goal" TEXT,
  "at" INTEGER NOT NULL,
  PRIMARY KEY ("repertoire_id", "practice_day", "tune_id")
) STRICT, WITHOUT ROWID;

-- The search index and the order of titles: n is the row key of lists and of the full-text index beside it.
CREATE TABLE "tune_find" (
  "n" INTEGER PRIMARY KEY,
  "tune_id" TEXT NOT NULL UNIQUE,
  "book_id" TEXT NOT NULL,
  "title_fold" TEXT NOT NULL,
  "text_fold" TEXT NOT NULL DEFAULT '',
  "first_notes" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX "tune_find_by_title" ON "tune_find" ("title_fold", "tune_id");
CREATE INDEX "tune_find_by_book" ON "tune_find" ("book_id", "title_fold", "tune_id");
CREATE VIRTUAL TABLE "tune_fts" USING fts5 ("title_fold", "text_fold", "first_notes", content = 'tune_find', content_rowid = 'n',
  tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co M*'", prefix = '1 2 3');

-- The last known state of a row on the server. json is NULL while the row equals it.
CREATE TABLE "shadow" (
  "tbl" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "rv" INTEGER NOT NULL,
  "deleted" INTEGER NOT NULL DEFAULT 0,
  "json" TEXT,
  "extra" TEXT,
  PRIMARY KEY ("tbl", "id")
) STRICT, WITHOUT ROWID;

-- Groups not yet acknowledged, and their operations: one row for each row that the transaction touched. mid is random and needs
-- no index to be unique: every index here is a page more to write at each commit.
CREATE TABLE "outbox" (
  "n" INTEGER PRIMARY KEY,
  "mid" TEXT NOT NULL,
  "batch" TEXT,
  "seen" TEXT,
  "state" TEXT NOT NULL DEFAULT 'new' CHECK ("state" = 'new' OR "state" = 'sent' OR "state" = 'acked' OR "state" = 'held'),
  "upto" TEXT,
  "at" INTEGER NOT NULL,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "last_try" INTEGER,
  "last_error" TEXT
) STRICT;
CREATE TABLE "outbox_op" (
  "grp" INTEGER NOT NULL REFERENCES "outbox" ("n"),
  "k" INTEGER NOT NULL,
  "tbl" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "op" TEXT NOT NULL CHECK ("op" = 'ins' OR "op" = 'upd' OR "op" = 'del'),
  "base" TEXT,
  "new" TEXT,
  "from_file" INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY ("grp", "k")
) STRICT, WITHOUT ROWID;
CREATE INDEX "outbox_op_by_row" ON "outbox_op" ("tbl", "id", "grp");

-- What a column of a row from a file or the starter book said before its first edit, while there is no account.
CREATE TABLE "first_value" (
  "tbl" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "col" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  PRIMARY KEY ("tbl", "id", "col")
) STRICT, WITHOUT ROWID;

-- Pulled rows not yet shown.
CREATE TABLE "stage" (
  "tbl" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "rv" INTEGER NOT NULL,
  "deleted" INTEGER NOT NULL DEFAULT 0,
  "json" TEXT,
  PRIMARY KEY ("tbl", "id")
) STRICT, WITHOUT ROWID;

-- Files by content, and what is to be moved between here and the server.
CREATE TABLE "blob" (
  "sha256" TEXT NOT NULL PRIMARY KEY,
  "path" TEXT NOT NULL,
  "bytes" INTEGER NOT NULL,
  "kept" INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;
CREATE TABLE "transfer" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "direction" TEXT NOT NULL CHECK ("direction" = 'up' OR "direction" = 'down'),
  "media_id" TEXT,
  "sha256" TEXT NOT NULL,
  "kind" TEXT,
  "bytes" INTEGER,
  "bytes_done" INTEGER NOT NULL DEFAULT 0,
  "tus_url" TEXT,
  "url_made_at" INTEGER,
  "state" TEXT NOT NULL DEFAULT 'pending' CHECK ("state" = 'pending' OR "state" = 'uploading' OR "state" = 'completed' OR "state" = 'failed'),
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "last_error" TEXT,
  "priority" INTEGER NOT NULL DEFAULT 0,
  "created_at" INTEGER NOT NULL,
  "completed_at" INTEGER
) STRICT, WITHOUT ROWID;

-- Ids that became other ids (a copy made in another book, a merged tune).
CREATE TABLE "id_map" (
  "tbl" TEXT NOT NULL,
  "old_id" TEXT NOT NULL,
  "new_id" TEXT NOT NULL,
  PRIMARY KEY ("tbl", "old_id")
) STRICT, WITHOUT ROWID;

-- What a view looked like when it was left.
CREATE TABLE "view_state" (
  "name" TEXT NOT NULL PRIMARY KEY,
  "value" TEXT
) STRICT, WITHOUT ROWID;

-- SPDX-License-Identifier: GPL-3.0-or-later
-- Woodshed on a player's own Supabase project (or any PostgreSQL 15+ prepared by tests/server/plain.sql): the tables. Run by
-- a role without superuser that may create roles, as often as one likes: nothing here takes anything away.
--
-- Everything lives in the schema woodshed, which is never exposed; the three functions of 0003 are the only way in. Every
-- synced row belongs to a space and is found by (space_id, id). The domain tables mirror the program's own list, column by
-- column; a test holds the two together. Texts that hold JSON stay text, so that what one computer wrote the other reads.

do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'woodshed_owner') then
    create role woodshed_owner nologin nobypassrls noinherit;
  end if;
  -- From 16 on a role that made another one may hand itself membership, but has to say that it wants to use it.
  if pg_catalog.current_setting ('server_version_num')::int >= 160000 then
    execute pg_catalog.format ('grant woodshed_owner to %I with set true', current_user);
  else
    execute pg_catalog.format ('grant woodshed_owner to %I', current_user);
  end if;
end
$$;

create schema if not exists woodshed authorization woodshed_owner;
set role woodshed_owner;
revoke all on schema woodshed from public;

-- One row lock a space (the row of clock), then one number from this sequence: that order is what makes the feed complete.
create sequence if not exists woodshed.seq;

create table if not exists woodshed.space (
  "id" uuid primary key,
  "kind" text not null default 'personal' check ("kind" in ('personal', 'shared')),
  "name" text check (char_length ("name") <= 500),
  "made_at" timestamptz not null default pg_catalog.now ()
);
create table if not exists woodshed.member (
  "space_id" uuid not null references woodshed.space ("id"),
  "user_id" uuid not null,
  "role" text not null check ("role" in ('owner', 'editor', 'viewer')),
  primary key ("space_id", "user_id")
);
create index if not exists member_by_user on woodshed.member ("user_id");
create table if not exists woodshed.clock (
  "space_id" uuid primary key references woodshed.space ("id"),
  "epoch" uuid not null default pg_catalog.gen_random_uuid (),
  "epoch_at" timestamptz,          -- when it last changed because the server's history was replaced
  "epoch_before" uuid,             -- the one before that,
  "epoch_from" bigint,             -- and the last number that both histories have in common
  "gc_seq" bigint not null default 0,
  "gc_at" timestamptz
);
-- One entry a row, with the number of its last change. Written by the trigger of the rows alone, whose own key holds the space.
create table if not exists woodshed.feed (
  "space_id" uuid not null,
  "seq" bigint not null,
  "tbl" text not null,
  "row_id" uuid not null,
  "bytes" bigint not null,
  "at" timestamptz not null default pg_catalog.now (),
  primary key ("space_id", "tbl", "row_id")
);
create unique index if not exists feed_by_seq on woodshed.feed ("space_id", "seq");
-- What was answered to a group, for the day its answer got lost. Kept 400 days.
create table if not exists woodshed.mutation (
  "space_id" uuid not null references woodshed.space ("id"),
  "mid" uuid not null,
  "user_id" uuid not null,
  "device_id" uuid not null,
  "hash" bytea not null,
  "result" jsonb not null,
  "at" timestamptz not null default pg_catalog.now (),
  primary key ("space_id", "mid")
);
create table if not exists woodshed.device (
  "space_id" uuid not null references woodshed.space ("id"),
  "device_id" uuid not null,
  "user_id" uuid not null,
  "name" text check (char_length ("name") <= 500),
  "app" text check (char_length ("app") <= 100),
  "cursor_seq" bigint,
  "token" uuid not null,
  "previous_token" uuid,
  "nonce" uuid,
  "seen" timestamptz not null default pg_catalog.now (),
  primary key ("space_id", "device_id")
);
-- Groups that were rejected, for whoever looks into it.
create table if not exists woodshed.dead_letter (
  "space_id" uuid not null references woodshed.space ("id"),
  "mid" uuid not null,
  "user_id" uuid not null,
  "ops" jsonb not null,
  "code" text not null,
  "msg" text,
  "at" timestamptz not null default pg_catalog.now (),
  primary key ("space_id", "mid")
);
-- How each column merges. tbl_n: parents before children.
create table if not exists woodshed.field (
  "tbl" text not null,
  "tbl_n" int not null,
  "name" text not null,
  "n" int not null,
  "kind" text not null check ("kind" in ('id', 'text', 'name', 'integer', 'boolean', 'time', 'day', 'json')),
  "class" text not null check ("class" in ('ask', 'last', 'text', 'set', 'max', 'add', 'fixed')),
  "grp" text not null,
  "parent" text,                   -- the table it points at
  "fallback" jsonb,                -- its default
  primary key ("tbl", "name")
);

create table if not exists woodshed."book" (
  "space_id" uuid not null references woodshed.space ("id"),
  "id" uuid not null,
  "created_at" bigint not null,
  "title" text not null check (char_length ("title") between 1 and 500 and btrim ("title") = "title") check ("title" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "note" text check (octet_length ("note") <= 65536) check ("note" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "origin" text not null check ("origin" in ('own', 'import', 'starter', 'shared')),
  "source" text check (octet_length ("source") <= 2048) check ("source" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "rights" text check (octet_length ("rights") <= 2048) check ("rights" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "position" text not null check (octet_length ("position") <= 1024) check ("position" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "local_only" boolean not null default false,
  "deleted" boolean not null default false,
  "deleted_by" uuid,
  "rv" bigint not null default 0,
  primary key ("space_id", "id")
);

create table if not exists woodshed."tune" (
  "space_id" uuid not null references woodshed.space ("id"),
  "id" uuid not null,
  "created_at" bigint not null,
  "book_id" uuid not null,
  "title" text not null check (char_length ("title") between 1 and 500 and btrim ("title") = "title") check ("title" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "composer" text check (char_length ("composer") between 1 and 500 and btrim ("composer") = "composer") check ("composer" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "kind" text check (char_length ("kind") between 1 and 500 and btrim ("kind") = "kind") check ("kind" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "meter" text check (char_length ("meter") between 1 and 500 and btrim ("meter") = "meter") check ("meter" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "unit" text check (char_length ("unit") between 1 and 500 and btrim ("unit") = "unit") check ("unit" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "key" text check (char_length ("key") between 1 and 500 and btrim ("key") = "key") check ("key" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "structure" text check (char_length ("structure") between 1 and 500 and btrim ("structure") = "structure") check ("structure" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "abc" text check (octet_length ("abc") <= 98304) check ("abc" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "genre" text check (char_length ("genre") between 1 and 500 and btrim ("genre") = "genre") check ("genre" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "region" text check (char_length ("region") between 1 and 500 and btrim ("region") = "region") check ("region" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "artist" text check (char_length ("artist") between 1 and 500 and btrim ("artist") = "artist") check ("artist" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "year" bigint check ("year" between 1 and 9999),
  "tempo_bpm" bigint check ("tempo_bpm" between 1 and 1000),
  "best_bpm" bigint check ("best_bpm" between 1 and 1000),
  "merged" text not null default '[]' check (octet_length ("merged") <= 16384) check ("merged" !~ '[\x01-\x08\x0b-\x1f\x7f]') check (json_typeof ("merged"::json) <> ''),
  "source" text check (octet_length ("source") <= 2048) check ("source" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "source_url" text check (octet_length ("source_url") <= 2048) check ("source_url" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "rights" text check (octet_length ("rights") <= 2048) check ("rights" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "inferred" text not null default '[]' check (octet_length ("inferred") <= 1024) check ("inferred" !~ '[\x01-\x08\x0b-\x1f\x7f]') check (json_typeof ("inferred"::json) <> ''),
  "deleted" boolean not null default false,
  "deleted_by" uuid,
  "rv" bigint not null default 0,
  primary key ("space_id", "id"),
  foreign key ("space_id", "book_id") references woodshed."book" ("space_id", "id") deferrable initially deferred
);

create table if not exists woodshed."tune_alias" (
  "space_id" uuid not null references woodshed.space ("id"),
  "id" uuid not null,
  "created_at" bigint not null,
  "tune_id" uuid not null,
  "text" text not null check (char_length ("text") between 1 and 500 and btrim ("text") = "text") check ("text" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "language" text check (char_length ("language") between 1 and 500 and btrim ("language") = "language") check ("language" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "deleted" boolean not null default false,
  "deleted_by" uuid,
  "rv" bigint not null default 0,
  primary key ("space_id", "id"),
  foreign key ("space_id", "tune_id") references woodshed."tune" ("space_id", "id") deferrable initially deferred
);

create table if not exists woodshed."repertoire" (
  "space_id" uuid not null references woodshed.space ("id"),
  "id" uuid not null,
  "created_at" bigint not null,
  "name" text not null check (char_length ("name") between 1 and 500 and btrim ("name") = "name") check ("name" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "instrument" text check (char_length ("instrument") between 1 and 500 and btrim ("instrument") = "instrument") check ("instrument" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "tuning" text check (char_length ("tuning") between 1 and 500 and btrim ("tuning") = "tuning") check ("tuning" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "clef" text check (char_length ("clef") between 1 and 500 and btrim ("clef") = "clef") check ("clef" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "genre" text check (char_length ("genre") between 1 and 500 and btrim ("genre") = "genre") check ("genre" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "scheduler" text not null default 'fsrs' check ("scheduler" in ('fsrs', 'sm2')),
  "retention_permille" bigint not null default 900 check ("retention_permille" between 700 and 970),
  "max_interval_days" bigint not null default 36500 check ("max_interval_days" between 1 and 36500),
  "default_goal" text check (char_length ("default_goal") between 1 and 500 and btrim ("default_goal") = "default_goal") check ("default_goal" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "position" text not null check (octet_length ("position") <= 1024) check ("position" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "archived" boolean not null default false,
  "deleted" boolean not null default false,
  "deleted_by" uuid,
  "rv" bigint not null default 0,
  primary key ("space_id", "id")
);

create table if not exists woodshed."repertoire_tune" (
  "space_id" uuid not null references woodshed.space ("id"),
  "id" uuid not null,
  "created_at" bigint not null,
  "repertoire_id" uuid not null,
  "tune_id" uuid not null,
  "goal" text check (char_length ("goal") between 1 and 500 and btrim ("goal") = "goal") check ("goal" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "paused" boolean not null default false,
  "key" text check (char_length ("key") between 1 and 500 and btrim ("key") = "key") check ("key" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "stage" text not null default 'learning' check ("stage" in ('wanted', 'learning', 'known')),
  "deleted" boolean not null default false,
  "deleted_by" uuid,
  "rv" bigint not null default 0,
  primary key ("space_id", "id"),
  foreign key ("space_id", "repertoire_id") references woodshed."repertoire" ("space_id", "id") deferrable initially deferred,
  foreign key ("space_id", "tune_id") references woodshed."tune" ("space_id", "id") deferrable initially deferred
);

create table if not exists woodshed."practice_event" (
  "space_id" uuid not null references woodshed.space ("id"),
  "id" uuid not null,
  "created_at" bigint not null,
  "repertoire_id" uuid not null,
  "tune_id" uuid not null,
  "part" text check (char_length ("part") between 1 and 500 and btrim ("part") = "part") check ("part" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "kind" text not null check ("kind" in ('rating', 'void', 'known', 'due', 'time', 'note')),
  "rating" bigint check ("rating" between 1 and 4),
  "goal" text check (char_length ("goal") between 1 and 500 and btrim ("goal") = "goal") check ("goal" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "technique" text check (char_length ("technique") between 1 and 500 and btrim ("technique") = "technique") check ("technique" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "answered_at" bigint not null,
  "time_zone" text not null check (char_length ("time_zone") between 1 and 500 and btrim ("time_zone") = "time_zone") check ("time_zone" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "practice_day" text not null check ("practice_day" ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  "day_start_minutes" bigint not null check ("day_start_minutes" between 0 and 1439),
  "interval_days" bigint check ("interval_days" >= 0),
  "due_at" bigint,
  "duration_ms" bigint check ("duration_ms" >= 0),
  "tempo_bpm" bigint check ("tempo_bpm" between 1 and 1000),
  "voids" uuid,
  "submit_id" uuid,
  "device_id" uuid,
  "deleted" boolean not null default false,
  "deleted_by" uuid,
  "rv" bigint not null default 0,
  primary key ("space_id", "id"),
  foreign key ("space_id", "voids") references woodshed."practice_event" ("space_id", "id") deferrable initially deferred,
  check ((kind = 'void') = (voids is not null) and (kind <> 'rating' or rating is not null))
);

create table if not exists woodshed."queue_item" (
  "space_id" uuid not null references woodshed.space ("id"),
  "id" uuid not null,
  "created_at" bigint not null,
  "repertoire_id" uuid not null,
  "tune_id" uuid not null,
  "practice_day" text not null check ("practice_day" ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  "bucket" bigint not null check ("bucket" between 1 and 4),
  "position" text not null check (octet_length ("position") <= 1024) check ("position" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "added" text not null default 'auto' check ("added" in ('auto', 'hand')),
  "deleted" boolean not null default false,
  "deleted_by" uuid,
  "rv" bigint not null default 0,
  primary key ("space_id", "id"),
  foreign key ("space_id", "repertoire_id") references woodshed."repertoire" ("space_id", "id") deferrable initially deferred
);

create table if not exists woodshed."note" (
  "space_id" uuid not null references woodshed.space ("id"),
  "id" uuid not null,
  "created_at" bigint not null,
  "tune_id" uuid not null,
  "repertoire_id" uuid,
  "text" text not null check (octet_length ("text") <= 65536) check ("text" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "position" text not null check (octet_length ("position") <= 1024) check ("position" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "favourite" boolean not null default false,
  "deleted" boolean not null default false,
  "deleted_by" uuid,
  "rv" bigint not null default 0,
  primary key ("space_id", "id"),
  foreign key ("space_id", "tune_id") references woodshed."tune" ("space_id", "id") deferrable initially deferred,
  foreign key ("space_id", "repertoire_id") references woodshed."repertoire" ("space_id", "id") deferrable initially deferred
);

create table if not exists woodshed."reference" (
  "space_id" uuid not null references woodshed.space ("id"),
  "id" uuid not null,
  "created_at" bigint not null,
  "tune_id" uuid not null,
  "url" text not null check (octet_length ("url") <= 2048) check ("url" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "title" text check (char_length ("title") between 1 and 500 and btrim ("title") = "title") check ("title" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "kind" text not null default 'other' check ("kind" in ('website', 'audio', 'video', 'sheet-music', 'article', 'social', 'lesson', 'other')),
  "comment" text check (octet_length ("comment") <= 65536) check ("comment" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "position" text not null check (octet_length ("position") <= 1024) check ("position" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "favourite" boolean not null default false,
  "deleted" boolean not null default false,
  "deleted_by" uuid,
  "rv" bigint not null default 0,
  primary key ("space_id", "id"),
  foreign key ("space_id", "tune_id") references woodshed."tune" ("space_id", "id") deferrable initially deferred
);

create table if not exists woodshed."tag" (
  "space_id" uuid not null references woodshed.space ("id"),
  "id" uuid not null,
  "created_at" bigint not null,
  "name" text not null check (char_length ("name") between 1 and 500 and btrim ("name") = "name") check ("name" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "colour" text check (char_length ("colour") between 1 and 500 and btrim ("colour") = "colour") check ("colour" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "deleted" boolean not null default false,
  "deleted_by" uuid,
  "rv" bigint not null default 0,
  primary key ("space_id", "id")
);

create table if not exists woodshed."tune_tag" (
  "space_id" uuid not null references woodshed.space ("id"),
  "id" uuid not null,
  "created_at" bigint not null,
  "tune_id" uuid not null,
  "tag_id" uuid not null,
  "deleted" boolean not null default false,
  "deleted_by" uuid,
  "rv" bigint not null default 0,
  primary key ("space_id", "id"),
  foreign key ("space_id", "tune_id") references woodshed."tune" ("space_id", "id") deferrable initially deferred,
  foreign key ("space_id", "tag_id") references woodshed."tag" ("space_id", "id") deferrable initially deferred
);

create table if not exists woodshed."tune_set" (
  "space_id" uuid not null references woodshed.space ("id"),
  "id" uuid not null,
  "created_at" bigint not null,
  "name" text not null check (char_length ("name") between 1 and 500 and btrim ("name") = "name") check ("name" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "kind" text check (char_length ("kind") between 1 and 500 and btrim ("kind") = "kind") check ("kind" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "note" text check (octet_length ("note") <= 65536) check ("note" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "deleted" boolean not null default false,
  "deleted_by" uuid,
  "rv" bigint not null default 0,
  primary key ("space_id", "id")
);

create table if not exists woodshed."tune_set_item" (
  "space_id" uuid not null references woodshed.space ("id"),
  "id" uuid not null,
  "created_at" bigint not null,
  "set_id" uuid not null,
  "tune_id" uuid not null,
  "position" text not null check (octet_length ("position") <= 1024) check ("position" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "times_through" bigint check ("times_through" between 1 and 99),
  "key" text check (char_length ("key") between 1 and 500 and btrim ("key") = "key") check ("key" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "deleted" boolean not null default false,
  "deleted_by" uuid,
  "rv" bigint not null default 0,
  primary key ("space_id", "id"),
  foreign key ("space_id", "set_id") references woodshed."tune_set" ("space_id", "id") deferrable initially deferred,
  foreign key ("space_id", "tune_id") references woodshed."tune" ("space_id", "id") deferrable initially deferred
);

create table if not exists woodshed."setlist" (
  "space_id" uuid not null references woodshed.space ("id"),
  "id" uuid not null,
  "created_at" bigint not null,
  "name" text not null check (char_length ("name") between 1 and 500 and btrim ("name") = "name") check ("name" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "day" text check ("day" ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  "place" text check (char_length ("place") between 1 and 500 and btrim ("place") = "place") check ("place" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "note" text check (octet_length ("note") <= 65536) check ("note" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "deleted" boolean not null default false,
  "deleted_by" uuid,
  "rv" bigint not null default 0,
  primary key ("space_id", "id")
);

create table if not exists woodshed."setlist_item" (
  "space_id" uuid not null references woodshed.space ("id"),
  "id" uuid not null,
  "created_at" bigint not null,
  "setlist_id" uuid not null,
  "set_id" uuid,
  "tune_id" uuid,
  "text" text check (char_length ("text") between 1 and 500 and btrim ("text") = "text") check ("text" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "position" text not null check (octet_length ("position") <= 1024) check ("position" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "deleted" boolean not null default false,
  "deleted_by" uuid,
  "rv" bigint not null default 0,
  primary key ("space_id", "id"),
  foreign key ("space_id", "setlist_id") references woodshed."setlist" ("space_id", "id") deferrable initially deferred,
  foreign key ("space_id", "set_id") references woodshed."tune_set" ("space_id", "id") deferrable initially deferred,
  foreign key ("space_id", "tune_id") references woodshed."tune" ("space_id", "id") deferrable initially deferred,
  check (num_nonnulls (set_id, tune_id, text) = 1)
);

create table if not exists woodshed."goal" (
  "space_id" uuid not null references woodshed.space ("id"),
  "id" uuid not null,
  "created_at" bigint not null,
  "name" text not null check (char_length ("name") between 1 and 500 and btrim ("name") = "name") check ("name" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "ladder_minutes" text not null default '[]' check (octet_length ("ladder_minutes") <= 1024) check ("ladder_minutes" !~ '[\x01-\x08\x0b-\x1f\x7f]') check (json_typeof ("ladder_minutes"::json) <> ''),
  "counts_recall" boolean not null default false,
  "deleted" boolean not null default false,
  "deleted_by" uuid,
  "rv" bigint not null default 0,
  primary key ("space_id", "id")
);

create table if not exists woodshed."media" (
  "space_id" uuid not null references woodshed.space ("id"),
  "id" uuid not null,
  "created_at" bigint not null,
  "tune_id" uuid not null,
  "parent_id" uuid,
  "kind" text not null check ("kind" in ('recording', 'take', 'scan', 'cover', 'thumbnail', 'package')),
  "title" text check (char_length ("title") between 1 and 500 and btrim ("title") = "title") check ("title" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "sha256" text not null check (octet_length ("sha256") <= 64) check ("sha256" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "bytes" bigint not null check ("bytes" >= 0),
  "type" text not null check (char_length ("type") between 1 and 500 and btrim ("type") = "type") check ("type" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "duration_ms" bigint check ("duration_ms" >= 0),
  "taken_at" bigint,
  "rating" bigint check ("rating" between 0 and 5),
  "position" text not null check (octet_length ("position") <= 1024) check ("position" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "deleted" boolean not null default false,
  "deleted_by" uuid,
  "rv" bigint not null default 0,
  primary key ("space_id", "id"),
  foreign key ("space_id", "tune_id") references woodshed."tune" ("space_id", "id") deferrable initially deferred,
  foreign key ("space_id", "parent_id") references woodshed."media" ("space_id", "id") deferrable initially deferred
);

create table if not exists woodshed."media_marker" (
  "space_id" uuid not null references woodshed.space ("id"),
  "id" uuid not null,
  "created_at" bigint not null,
  "media_id" uuid not null,
  "kind" text not null check ("kind" in ('marker', 'loop')),
  "start_ms" bigint not null check ("start_ms" >= 0),
  "end_ms" bigint check ("end_ms" >= 0),
  "name" text check (char_length ("name") between 1 and 500 and btrim ("name") = "name") check ("name" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "speed_permille" bigint check ("speed_permille" between 100 and 4000),
  "pitch_cents" bigint check ("pitch_cents" between -2400 and 2400),
  "position" text not null check (octet_length ("position") <= 1024) check ("position" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "deleted" boolean not null default false,
  "deleted_by" uuid,
  "rv" bigint not null default 0,
  primary key ("space_id", "id"),
  foreign key ("space_id", "media_id") references woodshed."media" ("space_id", "id") deferrable initially deferred,
  check (end_ms is null or end_ms >= start_ms)
);

create table if not exists woodshed."preference" (
  "space_id" uuid not null references woodshed.space ("id"),
  "id" uuid not null,
  "created_at" bigint not null,
  "name" text not null check (char_length ("name") between 1 and 500 and btrim ("name") = "name") check ("name" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "value" text not null check (octet_length ("value") <= 16384) check ("value" !~ '[\x01-\x08\x0b-\x1f\x7f]') check (json_typeof ("value"::json) <> ''),
  "deleted" boolean not null default false,
  "deleted_by" uuid,
  "rv" bigint not null default 0,
  primary key ("space_id", "id")
);

create table if not exists woodshed."conflict" (
  "space_id" uuid not null references woodshed.space ("id"),
  "id" uuid not null,
  "created_at" bigint not null,
  "tbl" text not null check (octet_length ("tbl") <= 64) check ("tbl" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "row_id" uuid not null,
  "grp" text not null check (octet_length ("grp") <= 64) check ("grp" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "base" text check (octet_length ("base") <= 524288) check ("base" !~ '[\x01-\x08\x0b-\x1f\x7f]') check (json_typeof ("base"::json) <> ''),
  "mine" text check (octet_length ("mine") <= 524288) check ("mine" !~ '[\x01-\x08\x0b-\x1f\x7f]') check (json_typeof ("mine"::json) <> ''),
  "theirs" text check (octet_length ("theirs") <= 524288) check ("theirs" !~ '[\x01-\x08\x0b-\x1f\x7f]') check (json_typeof ("theirs"::json) <> ''),
  "device_id" uuid,
  "device_name" text check (char_length ("device_name") between 1 and 500 and btrim ("device_name") = "device_name") check ("device_name" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "client_at" bigint,
  "tune_id" uuid,
  "state" text not null default 'open' check ("state" in ('open', 'mine', 'other', 'both')),
  "other_device_id" uuid,
  "other_device_name" text check (char_length ("other_device_name") between 1 and 500 and btrim ("other_device_name") = "other_device_name") check ("other_device_name" !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  "other_at" bigint,
  "deleted" boolean not null default false,
  "deleted_by" uuid,
  "rv" bigint not null default 0,
  primary key ("space_id", "id")
);

-- What came to these tables after some project had them.
alter table woodshed."conflict" add column if not exists "other_device_id" uuid;
alter table woodshed."conflict" add column if not exists "other_device_name" text check (char_length ("other_device_name") between 1 and 500 and btrim ("other_device_name") = "other_device_name") check ("other_device_name" !~ '[\x01-\x08\x0b-\x1f\x7f]');
alter table woodshed."conflict" add column if not exists "other_at" bigint;
-- The longest a merged text may become, in bytes.
alter table woodshed.field add column if not exists "most" int;
-- Who wrote what stands in a row about which there may be a question: field group: [computer, its time]; "" for all that came with
-- the row itself, "-" for its deletion. Of the server alone.
do $$
declare
  t text;
begin
  foreach t in array array['book', 'tune', 'repertoire', 'note', 'reference', 'tag', 'tune_set', 'setlist', 'goal', 'media'] loop
    execute format ('alter table woodshed.%I add column if not exists "written" jsonb', t);
  end loop;
end
$$;

-- The space second: while a table is still small, two indexes that both begin with it look the same to the planner, and a plan made
-- then, which a connection keeps, would look for one row among all of the space. Earlier ones had it first.
do $$
declare
  old record;
begin
  for old in select c.relname as name from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
             join pg_catalog.pg_namespace n on n.oid = c.relnamespace
             join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
             where n.nspname = 'woodshed' and a.attname = 'space_id' and i.indnatts = 2 and i.indpred is null and not i.indisunique loop
    execute pg_catalog.format ('drop index woodshed.%I', old.name);
  end loop;
end
$$;
create index if not exists "tune_by_book_id" on woodshed."tune" ("book_id", "space_id");
create index if not exists "tune_alias_by_tune_id" on woodshed."tune_alias" ("tune_id", "space_id");
create index if not exists "repertoire_tune_by_repertoire_id" on woodshed."repertoire_tune" ("repertoire_id", "space_id");
create index if not exists "repertoire_tune_by_tune_id" on woodshed."repertoire_tune" ("tune_id", "space_id");
create index if not exists "practice_event_by_voids" on woodshed."practice_event" ("voids", "space_id");
create index if not exists "queue_item_by_repertoire_id" on woodshed."queue_item" ("repertoire_id", "space_id");
create index if not exists "note_by_tune_id" on woodshed."note" ("tune_id", "space_id");
create index if not exists "note_by_repertoire_id" on woodshed."note" ("repertoire_id", "space_id");
create index if not exists "reference_by_tune_id" on woodshed."reference" ("tune_id", "space_id");
create index if not exists "tune_tag_by_tune_id" on woodshed."tune_tag" ("tune_id", "space_id");
create index if not exists "tune_tag_by_tag_id" on woodshed."tune_tag" ("tag_id", "space_id");
create index if not exists "tune_set_item_by_set_id" on woodshed."tune_set_item" ("set_id", "space_id");
create index if not exists "tune_set_item_by_tune_id" on woodshed."tune_set_item" ("tune_id", "space_id");
create index if not exists "setlist_item_by_setlist_id" on woodshed."setlist_item" ("setlist_id", "space_id");
create index if not exists "setlist_item_by_set_id" on woodshed."setlist_item" ("set_id", "space_id");
create index if not exists "setlist_item_by_tune_id" on woodshed."setlist_item" ("tune_id", "space_id");
create index if not exists "media_by_tune_id" on woodshed."media" ("tune_id", "space_id");
create index if not exists "media_by_parent_id" on woodshed."media" ("parent_id", "space_id");
create index if not exists "media_marker_by_media_id" on woodshed."media_marker" ("media_id", "space_id");
create index if not exists "conflict_open" on woodshed."conflict" ("space_id", "tbl", "row_id", "grp") where "state" = 'open' and not "deleted";
create index if not exists "practice_event_by_tune" on woodshed."practice_event" ("tune_id", "space_id");

-- Rows that went together come back together.
create index if not exists "book_by_deleted_by" on woodshed."book" ("space_id", "deleted_by") where "deleted";
create index if not exists "tune_by_deleted_by" on woodshed."tune" ("space_id", "deleted_by") where "deleted";
create index if not exists "tune_alias_by_deleted_by" on woodshed."tune_alias" ("space_id", "deleted_by") where "deleted";
create index if not exists "repertoire_by_deleted_by" on woodshed."repertoire" ("space_id", "deleted_by") where "deleted";
create index if not exists "repertoire_tune_by_deleted_by" on woodshed."repertoire_tune" ("space_id", "deleted_by") where "deleted";
create index if not exists "practice_event_by_deleted_by" on woodshed."practice_event" ("space_id", "deleted_by") where "deleted";
create index if not exists "queue_item_by_deleted_by" on woodshed."queue_item" ("space_id", "deleted_by") where "deleted";
create index if not exists "note_by_deleted_by" on woodshed."note" ("space_id", "deleted_by") where "deleted";
create index if not exists "reference_by_deleted_by" on woodshed."reference" ("space_id", "deleted_by") where "deleted";
create index if not exists "tag_by_deleted_by" on woodshed."tag" ("space_id", "deleted_by") where "deleted";
create index if not exists "tune_tag_by_deleted_by" on woodshed."tune_tag" ("space_id", "deleted_by") where "deleted";
create index if not exists "tune_set_by_deleted_by" on woodshed."tune_set" ("space_id", "deleted_by") where "deleted";
create index if not exists "tune_set_item_by_deleted_by" on woodshed."tune_set_item" ("space_id", "deleted_by") where "deleted";
create index if not exists "setlist_by_deleted_by" on woodshed."setlist" ("space_id", "deleted_by") where "deleted";
create index if not exists "setlist_item_by_deleted_by" on woodshed."setlist_item" ("space_id", "deleted_by") where "deleted";
create index if not exists "goal_by_deleted_by" on woodshed."goal" ("space_id", "deleted_by") where "deleted";
create index if not exists "media_by_deleted_by" on woodshed."media" ("space_id", "deleted_by") where "deleted";
create index if not exists "media_marker_by_deleted_by" on woodshed."media_marker" ("space_id", "deleted_by") where "deleted";
create index if not exists "preference_by_deleted_by" on woodshed."preference" ("space_id", "deleted_by") where "deleted";
create index if not exists "conflict_by_deleted_by" on woodshed."conflict" ("space_id", "deleted_by") where "deleted";

insert into woodshed.field (tbl, tbl_n, name, n, kind, class, grp, parent, fallback) values
  ('book', 1, 'created_at', 0, 'time', 'fixed', 'created_at', null, null),
  ('tune', 2, 'created_at', 0, 'time', 'fixed', 'created_at', null, null),
  ('tune_alias', 3, 'created_at', 0, 'time', 'fixed', 'created_at', null, null),
  ('repertoire', 4, 'created_at', 0, 'time', 'fixed', 'created_at', null, null),
  ('repertoire_tune', 5, 'created_at', 0, 'time', 'fixed', 'created_at', null, null),
  ('practice_event', 6, 'created_at', 0, 'time', 'fixed', 'created_at', null, null),
  ('queue_item', 7, 'created_at', 0, 'time', 'fixed', 'created_at', null, null),
  ('note', 8, 'created_at', 0, 'time', 'fixed', 'created_at', null, null),
  ('reference', 9, 'created_at', 0, 'time', 'fixed', 'created_at', null, null),
  ('tag', 10, 'created_at', 0, 'time', 'fixed', 'created_at', null, null),
  ('tune_tag', 11, 'created_at', 0, 'time', 'fixed', 'created_at', null, null),
  ('tune_set', 12, 'created_at', 0, 'time', 'fixed', 'created_at', null, null),
  ('tune_set_item', 13, 'created_at', 0, 'time', 'fixed', 'created_at', null, null),
  ('setlist', 14, 'created_at', 0, 'time', 'fixed', 'created_at', null, null),
  ('setlist_item', 15, 'created_at', 0, 'time', 'fixed', 'created_at', null, null),
  ('goal', 16, 'created_at', 0, 'time', 'fixed', 'created_at', null, null),
  ('media', 17, 'created_at', 0, 'time', 'fixed', 'created_at', null, null),
  ('media_marker', 18, 'created_at', 0, 'time', 'fixed', 'created_at', null, null),
  ('preference', 19, 'created_at', 0, 'time', 'fixed', 'created_at', null, null),
  ('conflict', 20, 'created_at', 0, 'time', 'fixed', 'created_at', null, null),
  ('book', 1, 'title', 1, 'name', 'ask', 'title', null, null),
  ('book', 1, 'note', 2, 'text', 'text', 'note', null, null),
  ('book', 1, 'origin', 3, 'text', 'fixed', 'origin', null, null),
  ('book', 1, 'source', 4, 'text', 'fixed', 'source', null, null),
  ('book', 1, 'rights', 5, 'text', 'last', 'rights', null, null),
  ('book', 1, 'position', 6, 'text', 'last', 'position', null, null),
  ('book', 1, 'local_only', 7, 'boolean', 'fixed', 'local_only', null, 'false'),
  ('tune', 2, 'book_id', 1, 'id', 'last', 'book_id', 'book', null),
  ('tune', 2, 'title', 2, 'name', 'ask', 'title', null, null),
  ('tune', 2, 'composer', 3, 'name', 'ask', 'composer', null, null),
  ('tune', 2, 'kind', 4, 'name', 'ask', 'kind', null, null),
  ('tune', 2, 'meter', 5, 'name', 'ask', 'kind', null, null),
  ('tune', 2, 'unit', 6, 'name', 'ask', 'kind', null, null),
  ('tune', 2, 'key', 7, 'name', 'ask', 'key', null, null),
  ('tune', 2, 'structure', 8, 'name', 'ask', 'structure', null, null),
  ('tune', 2, 'abc', 9, 'text', 'text', 'abc', null, null),
  ('tune', 2, 'genre', 10, 'name', 'last', 'genre', null, null),
  ('tune', 2, 'region', 11, 'name', 'last', 'region', null, null),
  ('tune', 2, 'artist', 12, 'name', 'last', 'artist', null, null),
  ('tune', 2, 'year', 13, 'integer', 'last', 'year', null, null),
  ('tune', 2, 'tempo_bpm', 14, 'integer', 'last', 'tempo_bpm', null, null),
  ('tune', 2, 'best_bpm', 15, 'integer', 'max', 'best_bpm', null, null),
  ('tune', 2, 'merged', 16, 'json', 'set', 'merged', null, '"[]"'),
  ('tune', 2, 'source', 17, 'text', 'fixed', 'source', null, null),
  ('tune', 2, 'source_url', 18, 'text', 'last', 'source_url', null, null),
  ('tune', 2, 'rights', 19, 'text', 'last', 'rights', null, null),
  ('tune', 2, 'inferred', 20, 'json', 'set', 'inferred', null, '"[]"'),
  ('tune_alias', 3, 'tune_id', 1, 'id', 'fixed', 'tune_id', 'tune', null),
  ('tune_alias', 3, 'text', 2, 'name', 'fixed', 'text', null, null),
  ('tune_alias', 3, 'language', 3, 'name', 'last', 'language', null, null),
  ('repertoire', 4, 'name', 1, 'name', 'ask', 'name', null, null),
  ('repertoire', 4, 'instrument', 2, 'name', 'last', 'instrument', null, null),
  ('repertoire', 4, 'tuning', 3, 'name', 'last', 'tuning', null, null),
  ('repertoire', 4, 'clef', 4, 'name', 'last', 'clef', null, null),
  ('repertoire', 4, 'genre', 5, 'name', 'last', 'genre', null, null),
  ('repertoire', 4, 'scheduler', 6, 'text', 'last', 'scheduler', null, '"fsrs"'),
  ('repertoire', 4, 'retention_permille', 7, 'integer', 'last', 'retention', null, '900'),
  ('repertoire', 4, 'max_interval_days', 8, 'integer', 'last', 'retention', null, '36500'),
  ('repertoire', 4, 'default_goal', 9, 'name', 'last', 'default_goal', null, null),
  ('repertoire', 4, 'position', 10, 'text', 'last', 'position', null, null),
  ('repertoire', 4, 'archived', 11, 'boolean', 'last', 'archived', null, 'false'),
  ('repertoire_tune', 5, 'repertoire_id', 1, 'id', 'fixed', 'repertoire_id', 'repertoire', null),
  ('repertoire_tune', 5, 'tune_id', 2, 'id', 'fixed', 'tune_id', 'tune', null),
  ('repertoire_tune', 5, 'goal', 3, 'name', 'last', 'goal', null, null),
  ('repertoire_tune', 5, 'paused', 4, 'boolean', 'last', 'paused', null, 'false'),
  ('repertoire_tune', 5, 'key', 5, 'name', 'last', 'key', null, null),
  ('repertoire_tune', 5, 'stage', 6, 'text', 'last', 'stage', null, '"learning"'),
  ('practice_event', 6, 'repertoire_id', 1, 'id', 'fixed', 'repertoire_id', null, null),
  ('practice_event', 6, 'tune_id', 2, 'id', 'fixed', 'tune_id', null, null),
  ('practice_event', 6, 'part', 3, 'name', 'fixed', 'part', null, null),
  ('practice_event', 6, 'kind', 4, 'text', 'fixed', 'kind', null, null),
  ('practice_event', 6, 'rating', 5, 'integer', 'fixed', 'rating', null, null),
  ('practice_event', 6, 'goal', 6, 'name', 'fixed', 'goal', null, null),
  ('practice_event', 6, 'technique', 7, 'name', 'fixed', 'technique', null, null),
  ('practice_event', 6, 'answered_at', 8, 'time', 'fixed', 'answered_at', null, null),
  ('practice_event', 6, 'time_zone', 9, 'name', 'fixed', 'time_zone', null, null),
  ('practice_event', 6, 'practice_day', 10, 'day', 'fixed', 'practice_day', null, null),
  ('practice_event', 6, 'day_start_minutes', 11, 'integer', 'fixed', 'day_start_minutes', null, null),
  ('practice_event', 6, 'interval_days', 12, 'integer', 'fixed', 'due', null, null),
  ('practice_event', 6, 'due_at', 13, 'time', 'fixed', 'due', null, null),
  ('practice_event', 6, 'duration_ms', 14, 'integer', 'fixed', 'duration_ms', null, null),
  ('practice_event', 6, 'tempo_bpm', 15, 'integer', 'fixed', 'tempo_bpm', null, null),
  ('practice_event', 6, 'voids', 16, 'id', 'fixed', 'voids', 'practice_event', null),
  ('practice_event', 6, 'submit_id', 17, 'id', 'fixed', 'submit_id', null, null),
  ('practice_event', 6, 'device_id', 18, 'id', 'fixed', 'device_id', null, null),
  ('queue_item', 7, 'repertoire_id', 1, 'id', 'fixed', 'repertoire_id', 'repertoire', null),
  ('queue_item', 7, 'tune_id', 2, 'id', 'fixed', 'tune_id', null, null),
  ('queue_item', 7, 'practice_day', 3, 'day', 'fixed', 'practice_day', null, null),
  ('queue_item', 7, 'bucket', 4, 'integer', 'fixed', 'bucket', null, null),
  ('queue_item', 7, 'position', 5, 'text', 'last', 'position', null, null),
  ('queue_item', 7, 'added', 6, 'text', 'fixed', 'added', null, '"auto"'),
  ('note', 8, 'tune_id', 1, 'id', 'fixed', 'tune_id', 'tune', null),
  ('note', 8, 'repertoire_id', 2, 'id', 'fixed', 'repertoire_id', 'repertoire', null),
  ('note', 8, 'text', 3, 'text', 'text', 'text', null, null),
  ('note', 8, 'position', 4, 'text', 'last', 'position', null, null),
  ('note', 8, 'favourite', 5, 'boolean', 'last', 'favourite', null, 'false'),
  ('reference', 9, 'tune_id', 1, 'id', 'fixed', 'tune_id', 'tune', null),
  ('reference', 9, 'url', 2, 'text', 'ask', 'url', null, null),
  ('reference', 9, 'title', 3, 'name', 'last', 'title', null, null),
  ('reference', 9, 'kind', 4, 'text', 'last', 'kind', null, '"other"'),
  ('reference', 9, 'comment', 5, 'text', 'text', 'comment', null, null),
  ('reference', 9, 'position', 6, 'text', 'last', 'position', null, null),
  ('reference', 9, 'favourite', 7, 'boolean', 'last', 'favourite', null, 'false'),
  ('tag', 10, 'name', 1, 'name', 'ask', 'name', null, null),
  ('tag', 10, 'colour', 2, 'name', 'last', 'colour', null, null),
  ('tune_tag', 11, 'tune_id', 1, 'id', 'fixed', 'tune_id', 'tune', null),
  ('tune_tag', 11, 'tag_id', 2, 'id', 'fixed', 'tag_id', 'tag', null),
  ('tune_set', 12, 'name', 1, 'name', 'ask', 'name', null, null),
  ('tune_set', 12, 'kind', 2, 'name', 'last', 'kind', null, null),
  ('tune_set', 12, 'note', 3, 'text', 'text', 'note', null, null),
  ('tune_set_item', 13, 'set_id', 1, 'id', 'fixed', 'set_id', 'tune_set', null),
  ('tune_set_item', 13, 'tune_id', 2, 'id', 'fixed', 'tune_id', 'tune', null),
  ('tune_set_item', 13, 'position', 3, 'text', 'last', 'position', null, null),
  ('tune_set_item', 13, 'times_through', 4, 'integer', 'last', 'times_through', null, null),
  ('tune_set_item', 13, 'key', 5, 'name', 'last', 'key', null, null),
  ('setlist', 14, 'name', 1, 'name', 'ask', 'name', null, null),
  ('setlist', 14, 'day', 2, 'day', 'last', 'day', null, null),
  ('setlist', 14, 'place', 3, 'name', 'last', 'place', null, null),
  ('setlist', 14, 'note', 4, 'text', 'text', 'note', null, null),
  ('setlist_item', 15, 'setlist_id', 1, 'id', 'fixed', 'setlist_id', 'setlist', null),
  ('setlist_item', 15, 'set_id', 2, 'id', 'last', 'what', 'tune_set', null),
  ('setlist_item', 15, 'tune_id', 3, 'id', 'last', 'what', 'tune', null),
  ('setlist_item', 15, 'text', 4, 'name', 'last', 'what', null, null),
  ('setlist_item', 15, 'position', 5, 'text', 'last', 'position', null, null),
  ('goal', 16, 'name', 1, 'name', 'ask', 'name', null, null),
  ('goal', 16, 'ladder_minutes', 2, 'json', 'last', 'ladder_minutes', null, '"[]"'),
  ('goal', 16, 'counts_recall', 3, 'boolean', 'last', 'counts_recall', null, 'false'),
  ('media', 17, 'tune_id', 1, 'id', 'fixed', 'tune_id', 'tune', null),
  ('media', 17, 'parent_id', 2, 'id', 'fixed', 'parent_id', 'media', null),
  ('media', 17, 'kind', 3, 'text', 'fixed', 'kind', null, null),
  ('media', 17, 'title', 4, 'name', 'ask', 'title', null, null),
  ('media', 17, 'sha256', 5, 'text', 'fixed', 'sha256', null, null),
  ('media', 17, 'bytes', 6, 'integer', 'fixed', 'bytes', null, null),
  ('media', 17, 'type', 7, 'name', 'fixed', 'type', null, null),
  ('media', 17, 'duration_ms', 8, 'integer', 'fixed', 'duration_ms', null, null),
  ('media', 17, 'taken_at', 9, 'time', 'fixed', 'taken_at', null, null),
  ('media', 17, 'rating', 10, 'integer', 'last', 'rating', null, null),
  ('media', 17, 'position', 11, 'text', 'last', 'position', null, null),
  ('media_marker', 18, 'media_id', 1, 'id', 'fixed', 'media_id', 'media', null),
  ('media_marker', 18, 'kind', 2, 'text', 'fixed', 'kind', null, null),
  ('media_marker', 18, 'start_ms', 3, 'integer', 'last', 'span', null, null),
  ('media_marker', 18, 'end_ms', 4, 'integer', 'last', 'span', null, null),
  ('media_marker', 18, 'name', 5, 'name', 'last', 'name', null, null),
  ('media_marker', 18, 'speed_permille', 6, 'integer', 'last', 'pace', null, null),
  ('media_marker', 18, 'pitch_cents', 7, 'integer', 'last', 'pace', null, null),
  ('media_marker', 18, 'position', 8, 'text', 'last', 'position', null, null),
  ('preference', 19, 'name', 1, 'name', 'fixed', 'name', null, null),
  ('preference', 19, 'value', 2, 'json', 'last', 'value', null, null),
  ('conflict', 20, 'tbl', 1, 'text', 'fixed', 'tbl', null, null),
  ('conflict', 20, 'row_id', 2, 'id', 'fixed', 'row_id', null, null),
  ('conflict', 20, 'grp', 3, 'text', 'fixed', 'grp', null, null),
  ('conflict', 20, 'base', 4, 'json', 'fixed', 'base', null, null),
  ('conflict', 20, 'mine', 5, 'json', 'fixed', 'mine', null, null),
  ('conflict', 20, 'theirs', 6, 'json', 'fixed', 'theirs', null, null),
  ('conflict', 20, 'device_id', 7, 'id', 'fixed', 'device_id', null, null),
  ('conflict', 20, 'device_name', 8, 'name', 'fixed', 'device_name', null, null),
  ('conflict', 20, 'client_at', 9, 'time', 'fixed', 'client_at', null, null),
  ('conflict', 20, 'tune_id', 10, 'id', 'fixed', 'tune_id', null, null),
  ('conflict', 20, 'state', 11, 'text', 'last', 'state', null, '"open"'),
  ('conflict', 20, 'other_device_id', 12, 'id', 'fixed', 'other_device_id', null, null),
  ('conflict', 20, 'other_device_name', 13, 'name', 'fixed', 'other_device_name', null, null),
  ('conflict', 20, 'other_at', 14, 'time', 'fixed', 'other_at', null, null)
on conflict (tbl, name) do update set tbl_n = excluded.tbl_n, n = excluded.n, kind = excluded.kind, class = excluded.class,
  grp = excluded.grp, parent = excluded.parent, fallback = excluded.fallback;
update woodshed.field f set most = case when f.tbl = 'tune' then 98304 else 65536 end where f.class = 'text';

reset role;

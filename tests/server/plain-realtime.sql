-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a plain PostgreSQL lacks of a project's realtime service, so that the shipped trigger and policy work unchanged with the
-- development gateway: it listens to the notifications that send() makes, and asks the policy before somebody joins. Run by a
-- superuser, before the migrations; never a part of them.
create schema if not exists realtime;
grant usage on schema realtime to public;

create table if not exists realtime.messages (
  id uuid primary key default gen_random_uuid (), topic text not null, extension text not null, payload jsonb, event text,
  private boolean not null default false, inserted_at timestamp not null default now ()
);
alter table realtime.messages enable row level security;
alter table realtime.messages owner to woodshed_admin;
grant select, insert on realtime.messages to anon, authenticated;

-- The topic that somebody wants to join, while the policies are asked.
create or replace function realtime.topic () returns text language sql stable
return nullif (current_setting ('realtime.topic', true), '')::text;

create or replace function realtime.send (payload jsonb, event text, topic text, private boolean default true) returns void
language sql volatile as $$
  select pg_notify ('woodshed_gateway',
                    jsonb_build_object ('topic', topic, 'event', event, 'payload', payload, 'private', private)::text)
$$;

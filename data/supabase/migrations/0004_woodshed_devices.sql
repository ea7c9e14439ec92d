-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which computers keep this library: hello tells them when it is asked, and takes one off the list, or puts it back. Whoever is
-- off the list loses nothing by it: its row stays with the tokens by which its history is known, what it sent is known by the
-- ids of its groups as before, and when it says hello or sends something it is on the list again.
--
-- In hello's request: "devices": true asks for the list, "forget": {DEVICE: true | false} changes it (never for the computer that
-- asks). In each space of the answer then: "devices": [{"device", "name", "app", "seen"}], the last one seen first, only the
-- caller's own. A program that does not ask is answered as before.

set role woodshed_owner;

alter table woodshed.device add column if not exists "forgotten" timestamptz;

-- The settings that a look at a space's rows needs stand as hello left them: each space is entered anew.
create or replace function woodshed.tell_devices (req jsonb, answer jsonb) returns jsonb
language plpgsql volatile as $$
declare
  me uuid := woodshed.uid ();
  the_device uuid := (req ->> 'device')::uuid;
  spaces jsonb := '[]';
  s jsonb;
  the_space uuid;
begin
  if req -> 'forget' is not null then
    if jsonb_typeof (req -> 'forget') <> 'object' then
      raise sqlstate 'PT422' using message = 'not a request';
    end if;
    if (select count (*) from jsonb_object_keys (req -> 'forget')) > 500 then
      raise sqlstate 'PT413' using message = 'too large';
    end if;
    if exists (select from jsonb_each (req -> 'forget') e (k, v) where jsonb_typeof (v) <> 'boolean') then
      raise sqlstate 'PT422' using message = 'not a request';
    end if;
  end if;
  for s in select v from jsonb_array_elements (answer -> 'spaces') with ordinality e (v, i) order by i loop
    the_space := (s ->> 'space')::uuid;
    perform woodshed.enter (the_space);
    -- Only whoever is known by its token is back: a copy gets a name of its own first.
    if s ->> 'token' is not null then
      update woodshed.device x set forgotten = null where x.space_id = the_space and x.device_id = the_device and x.forgotten is not null;
    end if;
    update woodshed.device x set forgotten = case when f.v::boolean then coalesce (x.forgotten, now ()) end
      from (select k::uuid as device, v from jsonb_each (coalesce (req -> 'forget', '{}')) e (k, v)) f
      where x.space_id = the_space and x.device_id = f.device and x.device_id <> the_device and x.user_id = me;
    if req -> 'devices' = 'true' then
      s := s || jsonb_build_object ('devices', coalesce (
        (select jsonb_agg (jsonb_build_object ('device', d.device_id, 'name', d.name, 'app', d.app, 'seen',
                                               to_char (d.seen at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
                           order by d.seen desc, d.device_id)
           from (select * from woodshed.device x where x.space_id = the_space and x.user_id = me and x.forgotten is null
                 order by x.seen desc, x.device_id limit 100) d), '[]'));
    end if;
    spaces := spaces || jsonb_build_array (s);
  end loop;
  return answer || jsonb_build_object ('spaces', spaces);
end
$$;

-- Whoever sends is there: on the list, and seen now. Asked after push has entered the space and taken its lock.
create or replace function woodshed.see_device (req jsonb) returns void
language sql volatile as $$
  update woodshed.device x set seen = now (), forgotten = null
    where x.space_id = (req ->> 'space')::uuid and x.device_id = (req ->> 'device')::uuid and x.user_id = woodshed.uid ()
$$;

reset role;
grant create on schema public to woodshed_owner;
set role woodshed_owner;

create or replace function public.woodshed_hello (req jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s' as $$
begin
  return woodshed.tell_devices (req, woodshed.hello (req));
exception when serialization_failure or deadlock_detected or lock_not_available then
  raise sqlstate 'PT503' using message = 'busy';
when invalid_text_representation or invalid_parameter_value or numeric_value_out_of_range then
  raise sqlstate 'PT422' using message = 'not a request';
end
$$;

create or replace function public.woodshed_push (req jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s' as $$
declare
  answer jsonb;
begin
  answer := woodshed.push (req);
  if not answer ? 'reset' then
    perform woodshed.see_device (req);
  end if;
  return answer;
exception when serialization_failure or deadlock_detected or lock_not_available then
  raise sqlstate 'PT503' using message = 'busy';
when invalid_text_representation or invalid_parameter_value or numeric_value_out_of_range then
  raise sqlstate 'PT422' using message = 'not a request';
end
$$;

-- As at the end of 0003: hosted projects hand out EXECUTE by default.
do $$
declare
  f record;
  r text;
begin
  for f in select p.oid::regprocedure as name, n.nspname as schema from pg_proc p join pg_namespace n on n.oid = p.pronamespace
           where n.nspname = 'woodshed' or (n.nspname = 'public' and p.proname in ('woodshed_hello', 'woodshed_push', 'woodshed_pull')) loop
    execute format ('revoke all on function %s from public', f.name);
    foreach r in array array['anon', 'authenticated', 'service_role'] loop
      if to_regrole (r) is not null then
        execute format ('revoke all on function %s from %I', f.name, r);
      end if;
    end loop;
    if f.schema = 'public' and to_regrole ('authenticated') is not null then
      execute format ('grant execute on function %s to authenticated', f.name);
    end if;
  end loop;
end
$$;
reset role;
revoke create on schema public from woodshed_owner;
notify pgrst, 'reload schema';

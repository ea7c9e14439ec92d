-- SPDX-License-Identifier: GPL-3.0-or-later
-- The only way in: woodshed_hello, woodshed_push, woodshed_pull. Before them the trigger that numbers every change of every
-- writer under the space's lock and keeps the feed, and the policies. The functions belong to woodshed_owner, a role without
-- any right to pass over policies; which space a call is about is a setting of its transaction, made after one look whether
-- the caller is a member. Errors that a computer shall see are PTnnn with fixed ASCII words.

set role woodshed_owner;

-- Who ---------------------------------------------------------------------------------------------------------------------------

-- The signed-in user, from what PostgREST says of the token. Settings that were set once are '' afterwards, not null.
create or replace function woodshed.uid () returns uuid
language plpgsql stable set search_path = '' as $$
begin
  return coalesce (nullif (current_setting ('request.jwt.claim.sub', true), ''),
                   nullif (current_setting ('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid;
exception when invalid_text_representation then
  return null;
end
$$;

create or replace function woodshed.may_write () returns boolean language sql stable as $$
  select coalesce (current_setting ('woodshed.role', true) in ('owner', 'editor'), false)
$$;

-- The policies below say the same two things in place, because a function with a path of its own is never inlined and would be
-- called for every statement of a push.

-- The one look: is the caller a member? Everything else follows from the two settings.
create or replace function woodshed.enter (p_space uuid) returns text
language plpgsql stable as $$
declare
  found_role text;
begin
  perform set_config ('woodshed.space', '', true), set_config ('woodshed.role', '', true);
  if woodshed.uid () is null then
    raise sqlstate 'PT401' using message = 'not signed in';
  end if;
  select m.role into found_role from woodshed.member m where m.space_id = p_space and m.user_id = woodshed.uid ();
  if found_role is null then
    raise sqlstate 'PT404' using message = 'no such space';
  end if;
  perform set_config ('woodshed.space', p_space::text, true), set_config ('woodshed.role', found_role, true);
  return found_role;
end
$$;

create or replace function woodshed.lock (p_space uuid) returns void
language sql volatile set search_path = '' as $$
  select c.space_id from woodshed.clock c where c.space_id = p_space for update
$$;

create or replace function woodshed.head (p_space uuid) returns bigint
language sql stable as $$
  select greatest ((select max (f.seq) from woodshed.feed f where f.space_id = p_space),
                   (select c.gc_seq from woodshed.clock c where c.space_id = p_space), 0)
$$;

-- Every change of every writer ----------------------------------------------------------------------------------------------

create or replace function woodshed.touch () returns trigger
language plpgsql set search_path = '' as $$
begin
  if tg_op = 'UPDATE' and (new.space_id <> old.space_id or new.id <> old.id) then
    raise sqlstate 'PT422' using message = 'a row keeps its id and its space';
  end if;
  perform from woodshed.clock c where c.space_id = new.space_id for update;
  new.rv := nextval ('woodshed.seq');
  insert into woodshed.feed (space_id, seq, tbl, row_id, bytes, at)
    values (new.space_id, new.rv, tg_table_name, new.id, octet_length (new::text), now ())
    on conflict (space_id, tbl, row_id) do update set seq = excluded.seq, bytes = excluded.bytes, at = excluded.at;
  if coalesce (current_setting ('woodshed.hinted', true), '') <> new.space_id::text then
    perform set_config ('woodshed.hinted', new.space_id::text, true);
    perform woodshed.hint (new.space_id, new.rv);
  end if;
  return new;
end
$$;

create or replace function woodshed.bury () returns trigger
language plpgsql set search_path = '' as $$
begin
  if current_setting ('woodshed.collecting', true) = 'yes' then
    return old;
  end if;
  execute format ('update woodshed.%I set deleted = true, deleted_by = gen_random_uuid () where space_id = $1 and id = $2 and not deleted',
                  tg_table_name) using old.space_id, old.id;
  return null;
end
$$;

create or replace function woodshed.refuse () returns trigger
language plpgsql set search_path = '' as $$
begin
  raise sqlstate 'PT422' using message = 'not in one stroke';
end
$$;

-- "Something changed", over the project's realtime service where there is one. Never fails a write.
create or replace function woodshed.hint (p_space uuid, p_seq bigint) returns void
language plpgsql volatile set search_path = '' as $$
begin
  if to_regprocedure ('realtime.send(jsonb,text,text,boolean)') is null then
    return;
  end if;
  execute 'select realtime.send ($1, $2, $3, true)'
    using jsonb_build_object ('space', p_space, 'seq', p_seq::text), 'change', 'woodshed:' || p_space::text;
exception when others then
  null;
end
$$;

do $$
declare
  t text;
  here text := 'space_id = (select nullif (current_setting (''woodshed.space'', true), '''')::uuid)';
  writing text := ' and (select coalesce (current_setting (''woodshed.role'', true) in (''owner'', ''editor''), false))';
begin
  for t in select distinct f.tbl from woodshed.field f loop
    execute format ('drop trigger if exists touch on woodshed.%I', t);
    execute format ('create trigger touch before insert or update on woodshed.%I for each row execute function woodshed.touch ()', t);
    execute format ('drop trigger if exists bury on woodshed.%I', t);
    execute format ('create trigger bury before delete on woodshed.%I for each row execute function woodshed.bury ()', t);
    execute format ('drop trigger if exists refuse on woodshed.%I', t);
    execute format ('create trigger refuse before truncate on woodshed.%I for each statement execute function woodshed.refuse ()', t);
    execute format ('alter table woodshed.%I enable row level security', t);
    execute format ('alter table woodshed.%I force row level security', t);
    execute format ('drop policy if exists entered_read on woodshed.%I', t);
    execute format ('create policy entered_read on woodshed.%I for select to woodshed_owner using (%s)', t, here);
    execute format ('drop policy if exists entered_add on woodshed.%I', t);
    execute format ('create policy entered_add on woodshed.%I for insert to woodshed_owner with check (%s%s)', t, here, writing);
    execute format ('drop policy if exists entered_change on woodshed.%I', t);
    execute format ('create policy entered_change on woodshed.%I for update to woodshed_owner using (%s%s) with check (%s%s)',
                    t, here, writing, here, writing);
    execute format ('drop policy if exists entered_collect on woodshed.%I', t);
    execute format ('create policy entered_collect on woodshed.%I for delete to woodshed_owner using (%s%s)', t, here, writing);
  end loop;
  foreach t in array array['clock', 'feed', 'mutation', 'device', 'dead_letter'] loop
    execute format ('alter table woodshed.%I enable row level security', t);
    execute format ('alter table woodshed.%I force row level security', t);
    execute format ('drop policy if exists entered on woodshed.%I', t);
    execute format ('create policy entered on woodshed.%I for all to woodshed_owner using (%s) with check (%s)', t, here, here);
  end loop;
end
$$;

-- A policy on member that reads member would never end: here the user is asked for directly.
alter table woodshed.member enable row level security;
alter table woodshed.member force row level security;
drop policy if exists own on woodshed.member;
create policy own on woodshed.member for select to woodshed_owner using (user_id = woodshed.uid ());
drop policy if exists own_personal on woodshed.member;
create policy own_personal on woodshed.member for insert to woodshed_owner
  with check (user_id = woodshed.uid () and space_id = woodshed.uid ());
alter table woodshed.space enable row level security;
alter table woodshed.space force row level security;
drop policy if exists member_of on woodshed.space;
create policy member_of on woodshed.space for select to woodshed_owner
  using (id = woodshed.uid () or exists (select from woodshed.member m where m.space_id = id));
drop policy if exists own_personal on woodshed.space;
create policy own_personal on woodshed.space for insert to woodshed_owner with check (id = woodshed.uid () and kind = 'personal');
alter table woodshed.field enable row level security;
alter table woodshed.field force row level security;
drop policy if exists everybody on woodshed.field;
create policy everybody on woodshed.field for all to woodshed_owner using (true) with check (true);

-- A group ------------------------------------------------------------------------------------------------------------------------

-- One group of operations: all of it, or an error of class 22, 23 or PT422. Answers ok, conflict or superseded.
create or replace function woodshed.apply_group (p_space uuid, p_device uuid, p_group jsonb) returns text
language plpgsql volatile as $$
declare
  ops jsonb := p_group -> 'ops';
  n_ops int;
  mid uuid := (p_group ->> 'mid')::uuid;
  parents text[];                  -- column and table
  parent uuid;
  alive text[] := '{}';            -- table and id of parents that are there; nothing goes before the deletions at the end
  o record;
  f record;
  cur jsonb;
  base jsonb;
  mine jsonb;
  asked boolean := false;
  child uuid;
  gone jsonb;                      -- table: ids of the group's deletions
  dead text[] := '{}';             -- table and id of inserts of deleted rows
  holding text[] := '{}';          -- table and id of those that something living hangs on
  above text[];
  ids uuid[];
  offends boolean;
  root_tbl text;
  root_id uuid;
  moved boolean;
  fresh boolean;
begin
  if jsonb_typeof (ops) is distinct from 'array' then
    raise sqlstate 'PT422' using message = 'no operations';
  end if;
  n_ops := jsonb_array_length (ops);
  p_group := jsonb_build_object ('mid', p_group -> 'mid', 'seen', p_group -> 'seen', 'at_ms', woodshed.client_ms (p_group ->> 'at'));
  if exists (select from jsonb_array_elements (ops) e (op)
             where jsonb_typeof (op) <> 'object' or not (coalesce (op ->> 'op', '') in ('ins', 'upd', 'del'))
                or woodshed.columns (op ->> 'tbl') is null) then
    raise sqlstate 'PT422' using message = 'unknown operation';
  end if;
  if n_ops > 1
     and exists (select from jsonb_array_elements (ops) e (op) group by op ->> 'tbl', (op ->> 'id')::uuid having count (*) > 1) then
    raise sqlstate 'PT422' using message = 'two operations on one row';
  end if;

  -- An answer to a question that somebody else has answered changes nothing, with all that came with it.
  for o in select (op ->> 'id')::uuid as id, op -> 'base' as base from jsonb_array_elements (ops) e (op)
           where op ->> 'tbl' = 'conflict' and op ->> 'op' = 'upd' and op -> 'set' ? 'state' loop
    cur := woodshed.row_of (p_space, 'conflict', o.id);
    if cur is null then
      raise foreign_key_violation using message = 'no such question';
    end if;
    if (cur ->> 'state') is distinct from (o.base ->> 'state') or (cur ->> 'deleted')::boolean then
      return 'superseded';
    end if;
  end loop;

  -- A row that comes back takes along what went with it; an insert of such a row is still one of a deleted row.
  if n_ops > 1 then
    for o in select op ->> 'tbl' as tbl, array_agg ((op ->> 'id')::uuid) as ids from jsonb_array_elements (ops) e (op)
             where op ->> 'op' = 'ins' group by 1 loop
      execute format ('select array_agg (%L || t.id) from woodshed.%I t where t.space_id = $1 and t.id = any ($2) and t.deleted',
                      o.tbl, o.tbl) into above using p_space, o.ids;
      dead := dead || coalesce (above, '{}');
    end loop;
  end if;

  -- Answers first, or the edit that comes with one would close the question by itself.
  for o in select op ->> 'op' as kind, op ->> 'tbl' as tbl, (op ->> 'id')::uuid as id, op -> 'base' as base, op -> 'set' as set,
                  coalesce ((op ->> 'restore')::boolean, false) as restore
           from jsonb_array_elements (ops) with ordinality e (op, i)
           where op ->> 'op' <> 'del' order by (op ->> 'tbl' = 'conflict') desc, i loop
    fresh := false;
    cur := woodshed.row_of (p_space, o.tbl, o.id);
    base := woodshed.canonical (o.tbl, o.base);
    mine := coalesce (woodshed.canonical (o.tbl, o.set), '{}');
    if jsonb_path_exists (mine, 'strict $.* ? (@.type () == "object")') then
      raise sqlstate 'PT422' using message = 'a value is no object';
    end if;
    -- Not even over an existing one, or an insert would answer what somebody else has answered.
    if o.kind = 'ins' and o.tbl = 'conflict' then
      raise sqlstate 'PT422' using message = 'questions are asked here';
    end if;
    if o.kind = 'upd' and cur is null then
      raise foreign_key_violation using message = 'no such row';
    end if;
    if o.kind = 'ins' and cur is null then
      perform woodshed.add (p_space, o.tbl, o.id, mine || jsonb_build_object ('written', woodshed.writer (p_group, p_device, '')));
      fresh := true;
    elsif o.kind = 'ins' and ((cur ->> 'deleted')::boolean or o.tbl || o.id::text = any (dead)) then
      if o.restore or mine = base then
        continue;
      end if;
      perform woodshed.revive (p_space, o.tbl, o.id);
      perform woodshed.put (p_space, o.tbl, o.id, mine || jsonb_build_object ('written', woodshed.writer (p_group, p_device, '')));
    elsif o.kind = 'ins' then
      -- What the person never set does not count: it started as the file, or the table, has it.
      base := coalesce ((select jsonb_object_agg (k, coalesce (base -> k, x.fallback, 'null'))
                         from jsonb_object_keys (mine) k join woodshed.field x on x.tbl = o.tbl and x.name = k), '{}');
      asked := woodshed.merge_row (p_group, p_space, p_device, o.tbl, o.id, cur, base,
                                   (select coalesce (jsonb_object_agg (k, v), '{}') from jsonb_each (mine) e (k, v)
                                    where (base -> k) is distinct from v
                                       or exists (select from woodshed.field x join woodshed.field y on y.tbl = x.tbl and y.grp = x.grp
                                                  where x.tbl = o.tbl and x.name = k and mine ? y.name
                                                    and (base -> y.name) is distinct from (mine -> y.name)))) or asked;
    else
      if o.tbl = 'conflict' then
        mine := woodshed.only (mine, array['state']);
      end if;
      if (cur ->> 'deleted')::boolean then
        asked := woodshed.revive_for (p_group, p_space, p_device, o.tbl, o.id, mine) or asked;
        cur := woodshed.row_of (p_space, o.tbl, o.id);
      end if;
      asked := woodshed.merge_row (p_group, p_space, p_device, o.tbl, o.id, cur, base, mine) or asked;
    end if;

    -- What it hangs on is there again.
    parents := woodshed.parents (o.tbl);
    if parents <> '{}' then
      cur := case when fresh then mine else woodshed.row_of (p_space, o.tbl, o.id) end;
      if fresh or not (cur ->> 'deleted')::boolean then
        for i in 1 .. array_length (parents, 1) loop
          parent := (cur ->> parents[i][1])::uuid;
          if parent is not null and not (parents[i][2] || parent) = any (alive) then
            asked := woodshed.revive_for (p_group, p_space, p_device, parents[i][2], parent, null) or asked;
            alive := array_append (alive, parents[i][2] || parent);
          end if;
        end loop;
      end if;
    end if;
    -- So does a rating, which has no such reference.
    if o.tbl = 'practice_event' and o.kind = 'ins' and mine ->> 'kind' = 'rating' then
      asked := woodshed.revive_for (p_group, p_space, p_device, 'tune', (mine ->> 'tune_id')::uuid, null) or asked;
      asked := woodshed.revive_for (p_group, p_space, p_device, 'repertoire', (mine ->> 'repertoire_id')::uuid, null) or asked;
      for child in select r.id from woodshed.repertoire_tune r where r.space_id = p_space and r.deleted
                     and r.tune_id = (mine ->> 'tune_id')::uuid and r.repertoire_id = (mine ->> 'repertoire_id')::uuid loop
        perform woodshed.revive (p_space, 'repertoire_tune', child);
      end loop;
    end if;
  end loop;

  -- Deletions: all or none. None when somebody edited one of the rows since, or added something that hangs on one. What hangs on
  -- which is asked once a table, not once a row: a book may take hundreds of tunes along.
  if not jsonb_path_exists (ops, '$[*] ? (@.op == "del")') then
    return case when asked then 'conflict' else 'ok' end;
  end if;
  gone := coalesce ((select jsonb_object_agg (x.tbl, x.ids)
                     from (select op ->> 'tbl' as tbl, jsonb_agg (op ->> 'id') as ids from jsonb_array_elements (ops) e (op)
                           where op ->> 'op' = 'del' group by 1) x), '{}');
  if gone ?| array['practice_event', 'conflict'] then
    raise sqlstate 'PT422' using message = 'kept for ever';
  end if;
  for f in select x.tbl, x.name, x.parent from woodshed.field x where gone ? x.parent order by x.tbl_n, x.n loop
    execute format ('select array_agg (distinct %L || t.%I) from woodshed.%I t where t.space_id = $1 and t.%I = any ($2) and not t.deleted'
                    ' and t.id <> all ($3)', f.parent, f.name, f.tbl, f.name)
      into above using p_space, array (select v::uuid from jsonb_array_elements_text (gone -> f.parent) e (v)),
                       array (select v::uuid from jsonb_array_elements_text (coalesce (gone -> f.tbl, '[]')) e (v));
    holding := holding || coalesce (above, '{}');
  end loop;
  for o in select op ->> 'tbl' as tbl, (op ->> 'id')::uuid as id, op -> 'base' as base
           from jsonb_array_elements (ops) with ordinality e (op, i) where op ->> 'op' = 'del' order by i loop
    cur := woodshed.row_of (p_space, o.tbl, o.id);
    if cur is null or (cur ->> 'deleted')::boolean then
      continue;
    end if;
    base := woodshed.canonical (o.tbl, o.base);
    offends := (o.tbl || o.id) = any (holding)
               or not woodshed.same (cur, woodshed.only (coalesce (base, '{}'), array (
                        select x.name from woodshed.field x where x.tbl = o.tbl and x.class <> 'last')));
    if offends then
      -- The question is about the highest row of this group that the offending one hangs on.
      root_tbl := o.tbl;
      root_id := o.id;
      moved := true;
      while moved loop
        moved := false;
        cur := woodshed.row_of (p_space, root_tbl, root_id);
        for f in select x.name, x.parent from woodshed.field x where x.tbl = root_tbl and x.parent is not null order by x.n loop
          if exists (select from jsonb_array_elements (ops) e (op) where op ->> 'op' = 'del' and op ->> 'tbl' = f.parent
                     and (op ->> 'id')::uuid = (cur ->> f.name)::uuid and (f.parent, (cur ->> f.name)::uuid) <> (root_tbl, root_id)) then
            root_id := (cur ->> f.name)::uuid;
            root_tbl := f.parent;
            moved := true;
            exit;
          end if;
        end loop;
      end loop;
      cur := woodshed.row_of (p_space, root_tbl, root_id);
      perform woodshed.ask (p_group, p_space, p_device, root_tbl, root_id, '*', cur, null, null,
                            woodshed.only (cur, array (select x.name from woodshed.field x where x.tbl = root_tbl)));
      return 'conflict';
    end if;
  end loop;
  for f in select distinct x.tbl, x.tbl_n from woodshed.field x where gone ? x.tbl order by x.tbl_n desc loop
    execute format ('with dead as (update woodshed.%I t set deleted = true, deleted_by = $2%s where t.space_id = $1 and t.id = any ($3)'
                    ' and not t.deleted returning t.id) select array_agg (id) from dead', f.tbl,
                    case when exists (select from woodshed.field x where x.tbl = f.tbl and x.class in ('ask', 'text'))
                         then ', written = coalesce (t.written, ''{}'') || $4' else '' end)
      into ids using p_space, mid, array (select v::uuid from jsonb_array_elements_text (gone -> f.tbl) e (v)),
                     woodshed.writer (p_group, p_device, '-');
    update woodshed.conflict c set state = 'other'
      where c.space_id = p_space and c.tbl = f.tbl and c.row_id = any (ids) and c.state = 'open' and not c.deleted;
  end loop;
  return case when asked then 'conflict' else 'ok' end;
end
$$;

-- Old tombstones ------------------------------------------------------------------------------------------------------------

create or replace function woodshed.collect (p_space uuid, p_before timestamptz) returns void
language plpgsql volatile set search_path = '' as $$
declare
  t record;
  still text;
  up_to bigint;
begin
  perform woodshed.lock (p_space);
  perform set_config ('woodshed.collecting', 'yes', true);
  for t in select distinct x.tbl, x.tbl_n from woodshed.field x order by x.tbl_n desc loop
    -- Not while something still points at it, were it a tombstone itself.
    select string_agg (format (' and not exists (select from woodshed.%I c where c.space_id = t.space_id and c.%I = t.id)', x.tbl, x.name), '')
      into still from woodshed.field x where x.parent = t.tbl;
    execute format ('with gone as (delete from woodshed.%I t where t.space_id = $1 and t.deleted and exists (select from woodshed.feed f'
                    ' where f.space_id = $1 and f.tbl = %L and f.row_id = t.id and f.at < $2)%s returning t.id),'
                    ' fed as (delete from woodshed.feed f using gone where f.space_id = $1 and f.tbl = %L and f.row_id = gone.id returning f.seq)'
                    ' select max (seq) from fed', t.tbl, t.tbl, coalesce (still, ''), t.tbl)
      into up_to using p_space, p_before;
    if up_to is not null then
      update woodshed.clock c set gc_seq = greatest (c.gc_seq, up_to) where c.space_id = p_space;
    end if;
  end loop;
  perform set_config ('woodshed.collecting', '', true);
  delete from woodshed.mutation m where m.space_id = p_space and m.at < p_before;
  delete from woodshed.dead_letter d where d.space_id = p_space and d.at < p_before;
end
$$;

-- The three functions ---------------------------------------------------------------------------------------------------------

create or replace function woodshed.check_request (req jsonb) returns void
language plpgsql stable as $$
begin
  if jsonb_typeof (req) is distinct from 'object' then
    raise sqlstate 'PT422' using message = 'not a request';
  end if;
  if octet_length (req::text) > 1048576 or jsonb_path_exists (req, '$.**{9 to last}') then
    raise sqlstate 'PT413' using message = 'too large';
  end if;
  if (req ->> 'proto') is distinct from '1' or coalesce ((req ->> 'schema')::int, 0) > woodshed.schema_version () then
    raise sqlstate 'PT409' using message = 'newer than this server';
  end if;
end
$$;

create or replace function woodshed.schema_version () returns int language sql immutable as 'select 1';
create or replace function woodshed.min_schema () returns int language sql immutable as 'select 1';

create or replace function woodshed.hello (req jsonb) returns jsonb
language plpgsql volatile as $$
declare
  me uuid := woodshed.uid ();
  wanted record;
  the_device uuid;
  the_nonce uuid;
  d woodshed.device;
  c woodshed.clock;
  role text;
  reset text;
  known boolean; -- by its token
  answer jsonb := '[]';
  shown uuid;
  cur bigint;
  given uuid;
  their_epoch uuid;
begin
  perform woodshed.check_request (req);
  if me is null then
    raise sqlstate 'PT401' using message = 'not signed in';
  end if;
  the_device := (req ->> 'device')::uuid;
  the_nonce := (req ->> 'nonce')::uuid;
  if the_device is null or the_nonce is null or jsonb_typeof (coalesce (req -> 'spaces', '[]')) <> 'array' then
    raise sqlstate 'PT422' using message = 'not a request';
  end if;
  insert into woodshed.space (id, kind) values (me, 'personal') on conflict do nothing;
  insert into woodshed.member (space_id, user_id, role) values (me, me, 'owner') on conflict do nothing;

  for wanted in
    select m.space_id as space, (select e.v from jsonb_array_elements (req -> 'spaces') e (v) where (e.v ->> 'space')::uuid = m.space_id limit 1) as v
      from woodshed.member m
      where m.user_id = me and (coalesce (jsonb_array_length (req -> 'spaces'), 0) = 0
                                or m.space_id in (select (e.v ->> 'space')::uuid from jsonb_array_elements (req -> 'spaces') e (v)))
      order by m.space_id loop
    role := woodshed.enter (wanted.space);
    insert into woodshed.clock (space_id) values (wanted.space) on conflict do nothing;
    perform woodshed.lock (wanted.space);
    select * into c from woodshed.clock x where x.space_id = wanted.space;
    reset := null;
    shown := (wanted.v ->> 'token')::uuid;
    cur := nullif (wanted.v ->> 'cursor', '')::bigint;
    their_epoch := (wanted.v ->> 'epoch')::uuid;
    select * into d from woodshed.device x where x.space_id = wanted.space and x.device_id = the_device;

    -- Tokens: whoever shows neither the last one nor the one before went back in time, or is a copy.
    if d.device_id is null then
      if shown is null then
        given := gen_random_uuid ();
        insert into woodshed.device (space_id, device_id, user_id, token, nonce) values (wanted.space, the_device, me, given, the_nonce);
      else
        reset := 'token';
      end if;
    elsif d.user_id <> me then
      reset := 'token';
    elsif shown = d.token then
      given := gen_random_uuid ();
      update woodshed.device x set previous_token = d.token, token = given, nonce = the_nonce
        where x.space_id = wanted.space and x.device_id = the_device;
    elsif shown is not distinct from d.previous_token then
      if the_nonce = d.nonce then
        given := d.token;
      elsif shown is null or shown = d.previous_token then
        given := gen_random_uuid ();
        update woodshed.device x set token = given, nonce = the_nonce where x.space_id = wanted.space and x.device_id = the_device;
      end if;
    else
      reset := 'token';
    end if;

    known := reset is null;
    if cur > woodshed.head (wanted.space) then
      -- The server's history is older than what this computer saw: it was put back. Its tokens went back with it, so that they
      -- prove nothing here, and without a new epoch the other computers would never learn of it.
      if role in ('owner', 'editor') and coalesce (c.epoch_at < now () - interval '1 hour', true) then
        update woodshed.clock x set epoch = gen_random_uuid (), epoch_at = now (), epoch_before = x.epoch,
               epoch_from = woodshed.head (wanted.space)
          where x.space_id = wanted.space returning * into c;
      end if;
      reset := 'rewound';
    end if;
    if known then
      if reset is null and their_epoch is not null and their_epoch <> c.epoch then
        reset := 'epoch';
      end if;
      -- The name goes into questions, whose columns take no signs of control and no blanks around.
      update woodshed.device x set app = left (req ->> 'app', 100),
             name = coalesce (nullif (btrim (left (regexp_replace (req ->> 'name', '[\x01-\x1f\x7f]+', ' ', 'g'), 500)), ''), x.name),
             cursor_seq = coalesce (cur, x.cursor_seq), seen = now ()
        where x.space_id = wanted.space and x.device_id = the_device;
    end if;
    if role in ('owner', 'editor') and coalesce (c.gc_at < now () - interval '1 day', true) then
      update woodshed.clock x set gc_at = now () where x.space_id = wanted.space;
      perform woodshed.collect (wanted.space, now () - interval '400 days');
      select * into c from woodshed.clock x where x.space_id = wanted.space;
    end if;
    answer := answer || jsonb_build_object (
      'space', wanted.space, 'kind', (select s.kind from woodshed.space s where s.id = wanted.space),
      'name', (select s.name from woodshed.space s where s.id = wanted.space), 'role', role, 'epoch', c.epoch,
      'head', woodshed.head (wanted.space)::text, 'gc', c.gc_seq::text,
      'token', case when known then given end, 'reset', reset,
      -- Up to which number the history that this computer knows is the one of today; of a history that nothing is known of, none.
      'common', case when their_epoch is null or (their_epoch = c.epoch and reset is distinct from 'rewound') then null
                     when their_epoch = c.epoch_before then c.epoch_from::text
                     else '0' end);
  end loop;
  return jsonb_build_object (
    'proto', 1, 'schema', woodshed.schema_version (), 'min_schema', woodshed.min_schema (), 'user', me, 'spaces', answer,
    'limits', jsonb_build_object ('groups', 500, 'ops', 500, 'body', 1048576),
    'server_time', to_char (now () at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'end', true);
end
$$;

create or replace function woodshed.push (req jsonb) returns jsonb
language plpgsql volatile as $$
declare
  the_space uuid;
  the_device uuid;
  role text;
  c woodshed.clock;
  g jsonb;
  m record;
  the_mid uuid;
  hash bytea;
  said text;
  result jsonb;
  results jsonb[] := '{}';
  me uuid := woodshed.uid ();
  code text;
  words text;
begin
  perform woodshed.check_request (req);
  the_space := (req ->> 'space')::uuid;
  the_device := (req ->> 'device')::uuid;
  if the_space is null or the_device is null or jsonb_typeof (req -> 'groups') is distinct from 'array' then
    raise sqlstate 'PT422' using message = 'not a request';
  end if;
  if jsonb_array_length (req -> 'groups') > 500
     or exists (select from jsonb_array_elements (req -> 'groups') e (v)
                where case when jsonb_typeof (v -> 'ops') = 'array' then jsonb_array_length (v -> 'ops') > 500 else false end) then
    raise sqlstate 'PT413' using message = 'too large';
  end if;
  if exists (select from jsonb_array_elements (req -> 'groups') e (v) where jsonb_typeof (v) <> 'object' or v ->> 'mid' is null) then
    raise sqlstate 'PT422' using message = 'not a request';
  end if;
  role := woodshed.enter (the_space);
  if not woodshed.may_write () then
    raise sqlstate 'PT403' using message = 'for reading only';
  end if;
  if coalesce ((req ->> 'schema')::int, 0) < woodshed.min_schema () then
    return jsonb_build_object ('proto', 1, 'reset', 'schema', 'end', true);
  end if;
  perform woodshed.lock (the_space);
  select * into c from woodshed.clock x where x.space_id = the_space;
  if c.space_id is null then
    -- Without that row there was nothing to lock.
    raise sqlstate 'PT404' using message = 'say hello first';
  end if;
  if (req ->> 'epoch') is not null and (req ->> 'epoch')::uuid is distinct from c.epoch then
    return jsonb_build_object ('proto', 1, 'reset', 'epoch', 'epoch', c.epoch, 'end', true);
  end if;
  if nullif (req ->> 'cursor', '')::bigint > woodshed.head (the_space) then
    return jsonb_build_object ('proto', 1, 'reset', 'rewound', 'epoch', c.epoch, 'end', true);
  end if;

  for g in select v from jsonb_array_elements (req -> 'groups') with ordinality e (v, i) order by i loop
    the_mid := (g ->> 'mid')::uuid;
    hash := sha256 (convert_to (coalesce (g -> 'ops', 'null')::text, 'UTF8'));
    select x.hash, x.result into m from woodshed.mutation x where x.space_id = the_space and x.mid = the_mid;
    if found then
      results := array_append (results, case when m.hash = hash then m.result || '{"dup": true}'
                                             else jsonb_build_object ('mid', the_mid, 's', 'id_reuse') end);
      continue;
    end if;
    begin
      said := woodshed.apply_group (the_space, the_device, g);
      set constraints all immediate;
      set constraints all deferred;
      result := case said when 'superseded' then jsonb_build_object ('mid', the_mid, 's', 'ok', 'superseded', true)
                          else jsonb_build_object ('mid', the_mid, 's', said) end;
    exception when others then
      get stacked diagnostics code = returned_sqlstate, words = message_text;
      if left (code, 2) not in ('22', '23') and code <> 'PT422' then
        raise;
      end if;
      result := jsonb_build_object ('mid', the_mid, 's', 'rejected', 'code', code);
      insert into woodshed.dead_letter (space_id, mid, user_id, ops, code, msg)
        values (the_space, the_mid, woodshed.uid (), coalesce (g -> 'ops', 'null'), code, left (words, 500)) on conflict do nothing;
    end;
    insert into woodshed.mutation (space_id, mid, user_id, device_id, hash, result)
      values (the_space, the_mid, me, the_device, hash, result);
    results := array_append (results, result);
  end loop;
  return jsonb_build_object ('proto', 1, 'epoch', c.epoch, 'head', woodshed.head (the_space)::text, 'results', to_jsonb (results), 'end', true);
end
$$;

create or replace function woodshed.pull (p_space uuid, p_cursor bigint, p_epoch uuid, p_gc bigint, p_lim int, p_schema int) returns json
language plpgsql stable as $$
declare
  c woodshed.clock;
  head bigint;
  last bigint;
  more boolean;
  t record;
  columns text[];
  part json;
  tables text := '';
begin
  perform woodshed.enter (p_space);
  if p_schema > woodshed.schema_version () then
    raise sqlstate 'PT409' using message = 'newer than this server';
  end if;
  if p_schema > 0 and p_schema < woodshed.min_schema () then
    return json_build_object ('proto', 1, 'reset', 'schema', 'end', true);
  end if;
  select * into c from woodshed.clock x where x.space_id = p_space;
  if c.space_id is null then
    raise sqlstate 'PT404' using message = 'say hello first';
  end if;
  head := woodshed.head (p_space);
  if p_epoch is not null and p_epoch <> c.epoch then
    return json_build_object ('proto', 1, 'reset', 'epoch', 'epoch', c.epoch, 'end', true);
  end if;
  if p_cursor > head then
    return json_build_object ('proto', 1, 'reset', 'rewound', 'epoch', c.epoch, 'end', true);
  end if;
  if p_cursor <> 0 and p_cursor < c.gc_seq and p_gc is distinct from c.gc_seq then
    return json_build_object ('proto', 1, 'reset', 'gc', 'epoch', c.epoch, 'gc', c.gc_seq::text, 'end', true);
  end if;

  -- A page: so many rows, or so many bytes; one row at least.
  for t in
    select x.tbl, array_agg (x.row_id order by x.seq) as ids, max (x.seq) as seq
      from (select p.*, row_number () over (order by p.seq) as n, sum (p.bytes) over (order by p.seq) as total
              from (select f.tbl, f.row_id, f.seq, f.bytes from woodshed.feed f where f.space_id = p_space and f.seq > p_cursor
                    order by f.seq limit least (greatest (p_lim, 1), 5000)) p) x
      where x.n = 1 or x.total <= 4194304
      group by x.tbl order by x.tbl loop
    last := greatest (last, t.seq);
    select array['id'] || array_agg (f.name order by f.n) || array['deleted', 'rv'] into columns from woodshed.field f where f.tbl = t.tbl;
    execute format (
      'select json_agg (case when t.deleted then json_build_array (t.id, %s, true, t.rv::text) else json_build_array (t.id, %s, false, t.rv::text) end order by t.rv)'
      ' from woodshed.%I t where t.space_id = $1 and t.id = any ($2)',
      (select string_agg ('null', ', ') from woodshed.field f where f.tbl = t.tbl),
      (select string_agg (format ('t.%I', f.name), ', ' order by f.n) from woodshed.field f where f.tbl = t.tbl), t.tbl)
      into part using p_space, t.ids;
    tables := tables || case when tables = '' then '' else ',' end || to_json (t.tbl)::text || ':{"columns":' || to_json (columns)::text
              || ',"rows":' || coalesce (part::text, '[]') || '}';
  end loop;
  more := exists (select from woodshed.feed f where f.space_id = p_space and f.seq > coalesce (last, p_cursor));
  begin
    perform set_config ('response.headers', '[{"Cache-Control": "no-store"}]', true);
  exception when others then
    null;
  end;
  return ('{"proto":1,"epoch":' || to_json (c.epoch)::text || ',"gc":' || to_json (c.gc_seq::text)::text
          || ',"next":' || to_json ((case when more then last else head end)::text)::text || ',"head":' || to_json (head::text)::text
          || ',"more":' || more::text || ',"tables":{' || tables || '},"end":true}')::json;
end
$$;

reset role;
grant create on schema public to woodshed_owner;
set role woodshed_owner;

-- What may never leave a function: PostgREST gives no answer at all to a serialization failure. It becomes "busy".
create or replace function public.woodshed_hello (req jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s' as $$
begin
  return woodshed.hello (req);
exception when serialization_failure or deadlock_detected or lock_not_available then
  raise sqlstate 'PT503' using message = 'busy';
when invalid_text_representation or invalid_parameter_value or numeric_value_out_of_range then
  raise sqlstate 'PT422' using message = 'not a request';
end
$$;

create or replace function public.woodshed_push (req jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s' as $$
begin
  return woodshed.push (req);
exception when serialization_failure or deadlock_detected or lock_not_available then
  raise sqlstate 'PT503' using message = 'busy';
when invalid_text_representation or invalid_parameter_value or numeric_value_out_of_range then
  raise sqlstate 'PT422' using message = 'not a request';
end
$$;

create or replace function public.woodshed_pull (space uuid, cursor text default '0', epoch uuid default null, gc text default null,
                                                 lim int default 1000, schema int default 0) returns json
language plpgsql stable security definer set search_path = '' set lock_timeout = '3s' as $$
begin
  return woodshed.pull (space, coalesce (nullif (cursor, '')::bigint, 0), epoch, nullif (gc, '')::bigint, coalesce (lim, 1000),
                        coalesce (schema, 0));
exception when serialization_failure or deadlock_detected or lock_not_available then
  raise sqlstate 'PT503' using message = 'busy';
when invalid_text_representation or invalid_parameter_value or numeric_value_out_of_range then
  raise sqlstate 'PT422' using message = 'not a request';
end
$$;

-- Nobody but a signed-in user calls these three; nobody at all anything else. Hosted projects hand out EXECUTE by default.
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

-- Where there is a realtime service: who may listen to a space's hints. The topic of one's own space for now.
do $$
begin
  if to_regclass ('realtime.messages') is not null then
    execute 'drop policy if exists woodshed_listen on realtime.messages';
    execute 'create policy woodshed_listen on realtime.messages for select to authenticated using ('
            'extension = ''broadcast'' and realtime.topic () = ''woodshed:'' || '
            '(nullif (current_setting (''request.jwt.claims'', true), '''')::jsonb ->> ''sub''))';
  end if;
exception when insufficient_privilege then
  raise notice 'The policy for realtime hints could not be made; computers will learn of changes by asking.';
end
$$;
notify pgrst, 'reload schema';

-- SPDX-License-Identifier: GPL-3.0-or-later
-- How two edits of one row become one: the merge of a field by its class, and what deleting and bringing back mean. Pure
-- functions first, then those that read and write rows of the space that the caller has entered (0003). None is exposed; those
-- without a search_path of their own run under the empty one of the three functions, and cost a third of what they would with it.
-- What a push calls for every operation is PL/pgSQL: its statements are planned once a connection, an SQL function's at each call.
-- The order of two edits is the order in which they took the space's lock; no clock of a computer decides anything.

set role woodshed_owner;

-- Texts, line by line ---------------------------------------------------------------------------------------------------------

-- For every line of a the line of b that it became (0: none), rising. Common beginning and end first; between them the lines
-- that stand once on both sides, the longest run of them in the same order; each such pair grows over equal neighbours.
create or replace function woodshed.match_lines (a text[], b text[]) returns int[]
language plpgsql immutable set search_path = '' set enable_nestloop = off as $$
declare
  n int := coalesce (array_length (a, 1), 0);
  m int := coalesce (array_length (b, 1), 0);
  found int[] := array_fill (0, array[greatest (n, 1)]);
  top int := 0;          -- lines of the common beginning
  tail int := 0;         -- lines of the common end
  ai int[];
  bi int[];
  k int;
  piles int[] := '{}';   -- index of the pair that ends the best run of each length
  before int[];          -- the pair before a pair in its run
  lo int; hi int; mid int;
  run int[] := '{}';
  i int; j int; last_i int; last_j int; next_i int; next_j int;
begin
  while top < n and top < m and a[top + 1] = b[top + 1] loop
    top := top + 1;
    found[top] := top;
  end loop;
  while tail < n - top and tail < m - top and a[n - tail] = b[m - tail] loop
    found[n - tail] := m - tail;
    tail := tail + 1;
  end loop;

  select array_agg (x.i order by x.i), array_agg (y.i order by x.i) into ai, bi
    from (select u.line, min (u.i)::int as i from unnest (a[top + 1 : n - tail]) with ordinality u (line, i)
          group by u.line having count (*) = 1) x
    join (select u.line, min (u.i)::int as i from unnest (b[top + 1 : m - tail]) with ordinality u (line, i)
          group by u.line having count (*) = 1) y using (line);
  if ai is null then
    return case when n = 0 then '{}'::int[] else found end;
  end if;

  before := array_fill (0, array[array_length (ai, 1)]);
  for k in 1 .. array_length (ai, 1) loop
    lo := 1;
    hi := coalesce (array_length (piles, 1), 0) + 1;
    while lo < hi loop
      mid := (lo + hi) / 2;
      if bi[piles[mid]] < bi[k] then lo := mid + 1; else hi := mid; end if;
    end loop;
    piles[lo] := k;
    before[k] := case when lo > 1 then piles[lo - 1] else 0 end;
  end loop;
  k := piles[array_length (piles, 1)];
  while k > 0 loop
    run := array_append (run, k);
    k := before[k];
  end loop;

  -- run holds the pairs from last to first
  last_i := top;
  last_j := top;
  for r in reverse array_length (run, 1) .. 1 loop
    i := ai[run[r]] + top;
    j := bi[run[r]] + top;
    if i > last_i and j > last_j then
      found[i] := j;
      while i - 1 > last_i and j - 1 > last_j and a[i - 1] = b[j - 1] loop
        i := i - 1;
        j := j - 1;
        found[i] := j;
      end loop;
    end if;
    i := greatest (ai[run[r]] + top, last_i);
    j := greatest (bi[run[r]] + top, last_j);
    next_i := case when r > 1 then ai[run[r - 1]] + top else n - tail + 1 end;
    next_j := case when r > 1 then bi[run[r - 1]] + top else m - tail + 1 end;
    while i + 1 < next_i and j + 1 < next_j and a[i + 1] = b[j + 1] loop
      i := i + 1;
      j := j + 1;
      found[i] := j;
    end loop;
    last_i := i;
    last_j := j;
  end loop;
  return found;
end
$$;

-- Three texts with one origin. settled is false where both changed the same or touching lines differently.
create or replace function woodshed.merge_lines (base text, theirs text, mine text, out settled boolean, out result text)
language plpgsql immutable set search_path = '' as $$
declare
  o text[] := string_to_array (base, E'\n');
  a text[] := string_to_array (theirs, E'\n');
  b text[] := string_to_array (mine, E'\n');
  n int := coalesce (array_length (o, 1), 0);
  in_a int[] := woodshed.match_lines (o, a);
  in_b int[] := woodshed.match_lines (o, b);
  merged text[] := '{}';
  i int := 0; j int := 0; k int := 0;      -- the last line settled in base, theirs, mine
  o_part text[]; a_part text[]; b_part text[];
  i_end int; j_end int; k_end int;
begin
  settled := true;
  for line in 1 .. n + 1 loop
    if line <= n and (in_a[line] = 0 or in_b[line] = 0) then
      continue;
    end if;
    i_end := line - 1;
    j_end := case when line <= n then in_a[line] - 1 else coalesce (array_length (a, 1), 0) end;
    k_end := case when line <= n then in_b[line] - 1 else coalesce (array_length (b, 1), 0) end;
    -- Most lines stand between two settled ones: no slices are cut for those.
    if i_end > i or j_end > j or k_end > k then
      o_part := o[i + 1 : i_end];
      a_part := a[j + 1 : j_end];
      b_part := b[k + 1 : k_end];
      if a_part = b_part or b_part = o_part then
        merged := merged || a_part;
      elsif a_part = o_part then
        merged := merged || b_part;
      else
        settled := false;
        result := null;
        return;
      end if;
    end if;
    if line <= n then
      merged := array_append (merged, o[line]);
      i := line;
      j := in_a[line];
      k := in_b[line];
    end if;
  end loop;
  result := array_to_string (merged, E'\n');
end
$$;

-- Sets --------------------------------------------------------------------------------------------------------------------------

-- Lists as compact JSON text. What either side added is there, what either side took away is gone; order: theirs, then what
-- mine added in its order.
create or replace function woodshed.merge_set (base text, theirs text, mine text) returns text
language sql immutable as $$
  select '[' || coalesce (string_agg (v::text, ',' order by side, i), '') || ']'
    from (select 1 as side, i, v from jsonb_array_elements (coalesce (theirs, '[]')::jsonb) with ordinality t (v, i)
          where not (v in (select * from jsonb_array_elements (coalesce (base, '[]')::jsonb))
                     and v not in (select * from jsonb_array_elements (coalesce (mine, '[]')::jsonb)))
          union all
          select 2, i, v from jsonb_array_elements (coalesce (mine, '[]')::jsonb) with ordinality t (v, i)
          where v not in (select * from jsonb_array_elements (coalesce (base, '[]')::jsonb))
            and v not in (select * from jsonb_array_elements (coalesce (theirs, '[]')::jsonb))) x
$$;

-- Rows ------------------------------------------------------------------------------------------------------------------------

-- Made from the registry, a branch a table: such statements are planned once a connection, where text that is put together and
-- run would be planned for every operation of a push, and that was most of its time.
do $$
declare
  t record;
  columns text := '';
  parents text := '';
  word text := 'if';
  reads text := '';
  writes text := '';
  inserts text := '';
  says text := '';
begin
  for t in select f.tbl, string_agg (format ('%I', f.name), ', ' order by f.n) as names,
                  string_agg (format ('r.%I', f.name), ', ' order by f.n) as columns,
                  case when bool_or (f.class in ('ask', 'text')) then ', written' else '' end as written,
                  case when bool_or (f.class in ('ask', 'text')) then ', r.written' else '' end as r_written,
                  coalesce (jsonb_object_agg (f.name, f.fallback) filter (where f.fallback is not null), '{}') as fallbacks,
                  array_agg (f.name order by f.n) as all_names,
                  coalesce (array_agg (array[f.name, f.parent] order by f.n) filter (where f.parent is not null), '{}') as parents
           from woodshed.field f group by f.tbl, f.tbl_n order by f.tbl_n loop
    reads := reads || format (
      E'  %s p_tbl = %L then\n'
      '    select to_jsonb (t) into answer from woodshed.%I t where t.space_id = p_space and t.id = p_id;\n', word, t.tbl, t.tbl);
    says := says || format (
      E'  %s p_tbl = %L then\n'
      '    answer := to_jsonb (jsonb_populate_record (null::woodshed.%I, p_object));\n', word, t.tbl, t.tbl);
    writes := writes || format (
      E'  %s p_tbl = %L then\n'
      '    update woodshed.%I t set (%s) = (select %s from jsonb_populate_record (t, p_object) r)\n'
      '      where t.space_id = p_space and t.id = p_id;\n', word, t.tbl, t.tbl, t.names || t.written, t.columns || t.r_written);
    inserts := inserts || format (
      E'  %s p_tbl = %L then\n'
      '    insert into woodshed.%I (space_id, id, %s)\n'
      '      select p_space, p_id, %s from jsonb_populate_record (null::woodshed.%I, %L::jsonb || p_object) r;\n',
      word, t.tbl, t.tbl, t.names || t.written, t.columns || t.r_written, t.tbl, t.fallbacks);
    columns := columns || format (' when %L then %L::text[]', t.tbl, t.all_names);
    parents := parents || format (' when %L then %L::text[]', t.tbl, t.parents);
    word := 'elsif';
  end loop;
  -- Of a table that is not synced, nothing.
  execute format ('create or replace function woodshed.columns (p_tbl text) returns text[] language sql immutable as %L',
                  'select case p_tbl' || columns || ' end');
  -- What it hangs on: column and table.
  execute format ('create or replace function woodshed.parents (p_tbl text) returns text[] language sql immutable as %L',
                  'select case p_tbl' || parents || ' end');
  execute format ('create or replace function woodshed.row_of (p_space uuid, p_tbl text, p_id uuid) returns jsonb'
                  ' language plpgsql stable as %L', E'declare\n  answer jsonb;\nbegin\n' || reads || E'  end if;\n  return answer;\nend');
  execute format ('create or replace function woodshed.said (p_tbl text, p_object jsonb) returns jsonb'
                  ' language plpgsql stable as %L', E'declare\n  answer jsonb;\nbegin\n' || says || E'  end if;\n  return answer;\nend');
  execute format ('create or replace function woodshed.put (p_space uuid, p_tbl text, p_id uuid, p_object jsonb) returns void'
                  ' language plpgsql volatile as %L',
                  E'begin\n  if p_object = ''{}'' then\n    return;\n  end if;\n' || writes || E'  end if;\nend');
  execute format ('create or replace function woodshed.add (p_space uuid, p_tbl text, p_id uuid, p_object jsonb) returns void'
                  ' language plpgsql volatile as %L', E'begin\n' || inserts || E'  end if;\nend');
end
$$;

-- An object of columns as the table itself would say it: right types, ids in lower case, 0 and 1 of a boolean as false and
-- true. A text's base may be {"sha256": …} and stays so. Unknown columns reject the group.
create or replace function woodshed.canonical (p_tbl text, p_object jsonb) returns jsonb
language plpgsql stable as $$
declare
  answer jsonb;
begin
  if p_object is null or jsonb_typeof (p_object) = 'null' then
    return null;
  end if;
  if jsonb_typeof (p_object) <> 'object' then
    raise sqlstate 'PT422' using message = 'not an object';
  end if;
  if p_object - woodshed.columns (p_tbl) <> '{}' then
    raise sqlstate 'PT422' using message = 'unknown column';
  end if;
  answer := woodshed.said (p_tbl, p_object);
  return coalesce ((select jsonb_object_agg (k, case when jsonb_typeof (v) = 'object' then v else answer -> k end)
                    from jsonb_each (p_object) e (k, v)), '{}'::jsonb);
end
$$;

create or replace function woodshed.only (p_object jsonb, p_columns text[]) returns jsonb
language plpgsql immutable as $$
begin
  return coalesce ((select jsonb_object_agg (k, v) from jsonb_each (p_object) e (k, v) where k = any (p_columns)), '{}'::jsonb);
end
$$;

-- Is what stands there what the writer had seen? A base may name a long text by its hash.
create or replace function woodshed.same (p_current jsonb, p_base jsonb) returns boolean
language plpgsql immutable as $$
begin
  return not exists (
    select from jsonb_each (p_base) e (k, v)
    where case when jsonb_typeof (v) = 'object'
               then (v ->> 'sha256') is distinct from encode (sha256 (convert_to (p_current ->> k, 'UTF8')), 'hex')
               else coalesce (p_current -> k, 'null'::jsonb) <> v end);
end
$$;

-- Conflicts -----------------------------------------------------------------------------------------------------------------

-- What a computer's clock said, for showing only; nonsense is nothing.
create or replace function woodshed.client_ms (p_at text) returns bigint
language plpgsql stable as $$
begin
  return (extract (epoch from p_at::timestamptz) * 1000)::bigint;
exception when others then
  return null;
end
$$;

-- A computer and its time, as "written" keeps them of every field group. Here and below a group is what is needed of it besides
-- its operations: its mid, what its writer had seen, and at_ms.
create or replace function woodshed.writer (p_group jsonb, p_device uuid, p_grp text) returns jsonb
language sql stable as $$
  select jsonb_build_object (p_grp, jsonb_build_array (p_device, (p_group ->> 'at_ms')::bigint))
$$;

-- Who wrote what stands in a field group; in a whole row (*): who deleted it, or else the latest of all.
create or replace function woodshed.writer_of (p_row jsonb, p_grp text) returns jsonb
language plpgsql stable as $$
begin
  return case when p_grp <> '*' then coalesce (p_row -> 'written' -> p_grp, p_row -> 'written' -> '')
              else coalesce (p_row -> 'written' -> '-',
                             (select v from jsonb_each (case when jsonb_typeof (p_row -> 'written') = 'object' then p_row -> 'written'
                                                             else '{}' end) e (k, v)
                              order by k = '', (v ->> 1)::bigint desc nulls last, k limit 1)) end;
end
$$;

-- One question for a field and device: an open one whose "mine" is what this edit started from takes the new value. Answers
-- whether something is left to ask.
create or replace function woodshed.ask (p_group jsonb, p_space uuid, p_device uuid, p_tbl text, p_id uuid, p_grp text,
                                         p_row jsonb, p_base jsonb, p_mine jsonb, p_theirs jsonb) returns boolean
language plpgsql volatile as $$
declare
  open_one record;
  digest bytea;
  new_id uuid;
  writer jsonb := woodshed.writer_of (p_row, p_grp);
begin
  select c.id, c.base, c.mine into open_one from woodshed.conflict c
    where c.space_id = p_space and c.tbl = p_tbl and c.row_id = p_id and c.grp = p_grp and c.state = 'open' and not c.deleted
      and (p_grp = '*' or (c.device_id = p_device and c.mine::jsonb = p_base))
    order by c.rv limit 1;
  if found then
    if p_grp = '*' then
      return true;
    end if;
    if p_mine = open_one.base::jsonb or p_mine = p_theirs then
      update woodshed.conflict c set mine = p_mine::text, state = 'other' where c.space_id = p_space and c.id = open_one.id;
      return false;
    end if;
    update woodshed.conflict c set mine = p_mine::text where c.space_id = p_space and c.id = open_one.id;
    return true;
  end if;
  -- What hangs on a row may have kept it, by nobody who wrote the row.
  if p_grp = '*' and p_theirs is not null and (writer ->> 0)::uuid = p_device then
    writer := null;
  end if;
  digest := sha256 (convert_to (concat_ws (E'\x1f', p_group ->> 'mid', p_tbl, p_id, p_grp), 'UTF8'));
  -- version 8, variant 10
  digest := set_byte (set_byte (digest, 6, (get_byte (digest, 6) & 15) | 128), 8, (get_byte (digest, 8) & 63) | 128);
  new_id := encode (substring (digest from 1 for 16), 'hex')::uuid;
  insert into woodshed.conflict (space_id, id, created_at, tbl, row_id, grp, base, mine, theirs, device_id, device_name, client_at,
                                 tune_id, state, other_device_id, other_device_name, other_at)
    values (p_space, new_id, woodshed.now_ms (), p_tbl, p_id, p_grp, p_base::text, p_mine::text, p_theirs::text, p_device,
            (select nullif (btrim (left (d.name, 500)), '') from woodshed.device d where d.space_id = p_space and d.device_id = p_device),
            (p_group ->> 'at_ms')::bigint,
            case when p_tbl = 'tune' then p_id else (p_row ->> 'tune_id')::uuid end, 'open', (writer ->> 0)::uuid,
            (select nullif (btrim (left (d.name, 500)), '') from woodshed.device d
             where d.space_id = p_space and d.device_id = (writer ->> 0)::uuid),
            (writer ->> 1)::bigint)
    on conflict (space_id, id) do nothing;
  return true;
end
$$;

create or replace function woodshed.now_ms () returns bigint language sql stable as $$
  select (extract (epoch from now ()) * 1000)::bigint
$$;

create or replace function woodshed.close_conflicts (p_space uuid, p_tbl text, p_id uuid, p_grp text, p_seen bigint) returns void
language plpgsql volatile as $$
begin
  update woodshed.conflict c set state = 'other'
    where c.space_id = p_space and c.tbl = p_tbl and c.row_id = p_id and c.state = 'open' and not c.deleted
      and c.grp = p_grp and c.rv <= p_seen;
end
$$;

-- Coming back -----------------------------------------------------------------------------------------------------------------

-- The deleted row that is highest above a row, or the row itself.
create or replace function woodshed.root_of (p_space uuid, p_tbl text, p_id uuid, out tbl text, out id uuid)
language plpgsql stable as $$
declare
  f record;
  cur jsonb;
  above jsonb;
  moved boolean := true;
begin
  tbl := p_tbl;
  id := p_id;
  while moved loop
    moved := false;
    cur := woodshed.row_of (p_space, tbl, id);
    for f in select x.name, x.parent from woodshed.field x where x.tbl = root_of.tbl and x.parent is not null order by x.n loop
      above := woodshed.row_of (p_space, f.parent, (cur ->> f.name)::uuid);
      if (above ->> 'deleted')::boolean and not (f.parent = tbl and (cur ->> f.name)::uuid = id) then
        tbl := f.parent;
        id := (above ->> 'id')::uuid;
        moved := true;
        exit;
      end if;
    end loop;
  end loop;
end
$$;

-- A question about it that closed with the deletion stays closed: whoever deleted had what was in use before them, the other value is
-- kept in the question's row, and a person can ask for it again from the list of what was answered.
-- Brings a deleted row back, with everything that went in the same group, and the deleted rows they hang on, with what went
-- with those. A statement a table and not a call a row: a book comes back with its hundreds of tunes.
create or replace function woodshed.revive (p_space uuid, p_tbl text, p_id uuid) returns void
language plpgsql volatile as $$
declare
  tbls text[] := array[p_tbl];     -- what is left to bring back
  ids uuid[] := array[p_id];
  at int := 0;
  cur jsonb;
  t record;
  f record;
  back uuid[];
  above uuid[];
begin
  while at < array_length (ids, 1) loop
    at := at + 1;
    cur := woodshed.row_of (p_space, tbls[at], ids[at]);
    continue when cur is null or not (cur ->> 'deleted')::boolean;
    for t in select distinct x.tbl, x.tbl_n from woodshed.field x where x.tbl = tbls[at] or cur ->> 'deleted_by' is not null
             order by x.tbl_n loop
      execute format ('with back as (update woodshed.%I t set deleted = false, deleted_by = null%s'
                      ' where t.space_id = $1 and t.deleted and %s returning t.id) select array_agg (id) from back',
                      t.tbl, case when exists (select from woodshed.field x where x.tbl = t.tbl and x.class in ('ask', 'text'))
                                  then ', written = t.written - ''-''' else '' end,
                      case when cur ->> 'deleted_by' is null then 't.id = $3' else 't.deleted_by = $2' end)
        into back using p_space, (cur ->> 'deleted_by')::uuid, ids[at];
      continue when back is null;
      for f in select x.name, x.parent from woodshed.field x where x.tbl = t.tbl and x.parent is not null order by x.n loop
        execute format ('select array_agg (p.id) from woodshed.%I p where p.space_id = $1 and p.deleted'
                        ' and p.id in (select c.%I from woodshed.%I c where c.space_id = $1 and c.id = any ($2))', f.parent, f.name, t.tbl)
          into above using p_space, back;
        continue when above is null;
        ids := ids || above;
        tbls := tbls || array_fill (f.parent, array[array_length (above, 1)]);
      end loop;
    end loop;
  end loop;
end
$$;

-- The same for an edit: it wins over the deletion, and says so.
create or replace function woodshed.revive_for (p_group jsonb, p_space uuid, p_device uuid, p_tbl text, p_id uuid, p_mine jsonb) returns boolean
language plpgsql volatile as $$
declare
  cur jsonb := woodshed.row_of (p_space, p_tbl, p_id);
  root record;
  dead jsonb;
begin
  if cur is null or not (cur ->> 'deleted')::boolean then
    return false;
  end if;
  select * into root from woodshed.root_of (p_space, p_tbl, p_id);
  dead := woodshed.row_of (p_space, root.tbl, root.id);
  perform woodshed.revive (p_space, p_tbl, p_id);
  if not exists (select from woodshed.field f where f.tbl = root.tbl and f.class = 'ask') then
    return false;
  end if;
  return woodshed.ask (p_group, p_space, p_device, root.tbl, root.id, '*', dead, null,
                       case when root.tbl = p_tbl and root.id = p_id then p_mine else '{}'::jsonb end, null);
end
$$;

-- Merging ---------------------------------------------------------------------------------------------------------------------

-- An edit of a living row, field group by field group. Answers whether a question came of it.
create or replace function woodshed.merge_row (p_group jsonb, p_space uuid, p_device uuid, p_tbl text, p_id uuid, p_cur jsonb,
                                               p_base jsonb, p_set jsonb) returns boolean
language plpgsql volatile as $$
declare
  g record;
  cur jsonb;
  base jsonb;
  mine jsonb;
  name text;
  merged record;
  put jsonb := '{}';
  written jsonb := '{}';
  asked boolean := false;
  seen bigint := nullif (p_group ->> 'seen', '')::bigint;
  questions boolean; -- are there open ones? Looked at once a row
begin
  for g in select f.grp, min (f.class) as class, max (f.most) as most, array_agg (f.name order by f.n) as names,
                  jsonb_object_agg (f.name, p_cur -> f.name) as cur, jsonb_object_agg (f.name, p_set -> f.name) as mine,
                  coalesce (jsonb_object_agg (f.name, p_base -> f.name) filter (where p_base ? f.name), '{}') as base
           from woodshed.field f where f.tbl = p_tbl and p_set ? f.name group by f.grp order by min (f.n) loop
    cur := g.cur;
    mine := g.mine;
    base := g.base;
    name := g.names[1];
    -- Two who each counted one more counted two.
    if (cur = mine and g.class <> 'add') or g.class = 'fixed' then
      continue;
    end if;
    if (base ?& g.names and (base = cur or woodshed.same (cur, base))) or g.class = 'last' then
      put := put || mine;
    elsif g.class = 'add' then
      put := put || jsonb_build_object (name, coalesce ((cur ->> name)::bigint, 0) + coalesce ((mine ->> name)::bigint, 0)
                                              - coalesce ((base ->> name)::bigint, 0));
    elsif g.class = 'max' then
      put := put || jsonb_build_object (name, greatest ((cur ->> name)::bigint, (mine ->> name)::bigint));
    elsif g.class = 'set' then
      put := put || jsonb_build_object (name, woodshed.merge_set (base ->> name, cur ->> name, mine ->> name));
    elsif g.class = 'text' and jsonb_typeof (base -> name) = 'string' and jsonb_typeof (cur -> name) = 'string'
          and jsonb_typeof (mine -> name) = 'string' then
      select * into merged from woodshed.merge_lines (base ->> name, cur ->> name, mine ->> name);
      -- Two texts that fit may be one that does not: a person has to shorten it.
      if merged.settled and octet_length (merged.result) <= coalesce (g.most, 65536) then
        put := put || jsonb_build_object (name, merged.result);
      else
        asked := woodshed.ask (p_group, p_space, p_device, p_tbl, p_id, g.grp, p_cur, base, mine, cur) or asked;
        continue;
      end if;
    else
      asked := woodshed.ask (p_group, p_space, p_device, p_tbl, p_id, g.grp, p_cur, base, mine, cur) or asked;
      continue;
    end if;
    if p_cur ? 'written' and g.class in ('ask', 'text') then
      written := written || woodshed.writer (p_group, p_device, g.grp);
    end if;
    if seen is not null then
      questions := coalesce (questions, exists (select from woodshed.conflict c where c.space_id = p_space and c.tbl = p_tbl
                                                and c.row_id = p_id and c.state = 'open' and not c.deleted));
      if questions then
        perform woodshed.close_conflicts (p_space, p_tbl, p_id, g.grp, seen);
      end if;
    end if;
  end loop;
  if written <> '{}' then
    put := put || jsonb_build_object ('written', coalesce (nullif (p_cur -> 'written', 'null'), '{}') || written);
  end if;
  perform woodshed.put (p_space, p_tbl, p_id, put);
  return asked;
end
$$;

reset role;

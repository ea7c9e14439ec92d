-- SPDX-License-Identifier: GPL-3.0-or-later
-- The functions that the recorded answers were recorded with, as far as the development gateway serves their like.
create or replace function public.sync_push (payload jsonb) returns jsonb language sql volatile as $$
  select jsonb_build_object ('n', jsonb_array_length (payload -> 'ops'), 'got', payload, 'uid', current_setting ('request.jwt.claims', true)::jsonb ->> 'sub')
$$;
create or replace function public.ret_scalar (a int default 1) returns int language sql immutable return a + 1;
create or replace function public.ret_null () returns text language sql volatile return null::text;
create or replace function public.raise_pt (code text) returns void language plpgsql as $$
begin
  raise sqlstate 'PT409' using message = 'revision conflict', detail = '{"have":5}', hint = 'pull first';
end
$$;
create or replace function public.raise_plain () returns void language plpgsql as $$
begin
  raise exception 'plain failure %', 1;
end
$$;
create or replace function public.raise_code (code text) returns void language plpgsql as $$
begin
  raise exception using errcode = code, message = 'm ' || code, detail = 'd ' || code, hint = 'h ' || code;
end
$$;
create or replace function public.slow (s float8) returns void language sql volatile as 'select pg_sleep (s)';
create or replace function public.secret_fn () returns void language sql volatile as 'select null::void';
revoke all on function public.secret_fn () from public;
create table if not exists public.written (a int);
grant insert on public.written to authenticated;
create or replace function public.write_in_get () returns int language plpgsql stable as $$
begin
  insert into public.written values (1);
  return 1;
end
$$;

-- SPDX-License-Identifier: GPL-3.0-or-later
-- The accounts of the development gateway: what a hosted project's own service keeps in its schema "auth". For development and
-- tests only, never a part of the migrations. Passwords are hashed once, without any of the care that real accounts need.
create schema if not exists gateway;
revoke all on schema gateway from public;

create table if not exists gateway.setting (name text primary key, value text not null);
create table if not exists gateway.account (
  id uuid primary key default gen_random_uuid (), email text not null unique, salt text not null default gen_random_uuid ()::text,
  password bytea not null, created_at timestamptz not null default now (), signed_in_at timestamptz
);
create table if not exists gateway.session (
  id uuid primary key default gen_random_uuid (), account uuid not null references gateway.account on delete cascade,
  created_at timestamptz not null default now ()
);
create table if not exists gateway.token (
  id bigint generated always as identity primary key, token text not null unique, parent text,
  session uuid not null references gateway.session on delete cascade, revoked boolean not null default false,
  updated_at timestamptz not null default clock_timestamp ()
);

create or replace function gateway.hash (p_salt text, p_password text) returns bytea language sql immutable
return sha256 (convert_to (p_salt || p_password, 'UTF8'));

-- As the hosted service shows an account.
create or replace function gateway.shown (p_account uuid) returns jsonb language sql stable as $$
  select jsonb_build_object (
    'id', a.id, 'aud', 'authenticated', 'role', 'authenticated', 'email', a.email, 'email_confirmed_at', a.created_at, 'phone', '',
    'confirmed_at', a.created_at, 'last_sign_in_at', a.signed_in_at,
    'app_metadata', '{"provider": "email", "providers": ["email"]}'::jsonb, 'user_metadata', '{"email_verified": true}'::jsonb,
    'identities', '[]'::jsonb, 'created_at', a.created_at, 'updated_at', coalesce (a.signed_in_at, a.created_at),
    'is_anonymous', false)
  from gateway.account a where a.id = p_account
$$;

create or replace function gateway.wrong (p_status int, p_code text, p_message text) returns jsonb language sql immutable
return jsonb_build_object ('status', p_status, 'code', p_code, 'message', p_message);

create or replace function gateway.begin_session (p_account uuid, p_token text) returns jsonb language plpgsql as $$
declare
  the_session uuid;
begin
  update gateway.account set signed_in_at = now () where id = p_account;
  insert into gateway.session (account) values (p_account) returning id into the_session;
  insert into gateway.token (token, session) values (p_token, the_session);
  return jsonb_build_object ('token', p_token, 'session', the_session, 'user', gateway.shown (p_account));
end
$$;

create or replace function gateway.sign_up (p_email text, p_password text, p_token text) returns jsonb language plpgsql as $$
declare
  made gateway.account;
  the_salt text := gen_random_uuid ();
begin
  if coalesce (p_email, '') !~ '^[^@\s]+@[^@\s]+$' then
    return gateway.wrong (400, 'validation_failed', 'Unable to validate email address: invalid format');
  elsif length (coalesce (p_password, '')) < 6 then
    return gateway.wrong (422, 'weak_password', 'Password should be at least 6 characters.');
  end if;
  insert into gateway.account (email, salt, password) values (lower (p_email), the_salt, gateway.hash (the_salt, p_password))
    on conflict do nothing returning * into made;
  if made.id is null then
    return gateway.wrong (422, 'user_already_exists', 'User already registered');
  end if;
  return gateway.begin_session (made.id, p_token);
end
$$;

create or replace function gateway.sign_in (p_email text, p_password text, p_token text) returns jsonb language plpgsql as $$
declare
  a gateway.account;
begin
  select * into a from gateway.account where email = lower (p_email);
  if a.id is null or a.password <> gateway.hash (a.salt, coalesce (p_password, '')) then
    return gateway.wrong (400, 'invalid_credentials', 'Invalid login credentials');
  end if;
  return gateway.begin_session (a.id, p_token);
end
$$;

-- A refresh token is good once. Used again it is taken while it is fresh, or while it is the parent of the newest one (whose
-- answer may have been lost); otherwise somebody has a copy, and every token of the session ends.
create or replace function gateway.refresh (p_old text, p_new text, p_reuse_ms bigint) returns jsonb language plpgsql as $$
declare
  t gateway.token;
  active gateway.token;
  given text := p_new;
  who uuid;
begin
  select * into t from gateway.token where token = p_old;
  if t.id is null then
    return gateway.wrong (400, 'refresh_token_not_found', 'Invalid Refresh Token: Refresh Token Not Found');
  end if;
  select account into who from gateway.session where id = t.session for update;
  select * into t from gateway.token where token = p_old;
  if t.revoked then
    select * into active from gateway.token where session = t.session and not revoked order by id desc limit 1;
    if active.parent is not distinct from t.token and active.id is not null then
      given := active.token;
    elsif t.updated_at + p_reuse_ms * interval '1 millisecond' < clock_timestamp () then
      update gateway.token set revoked = true where session = t.session;
      return gateway.wrong (400, 'refresh_token_already_used', 'Invalid Refresh Token: Already Used');
    end if;
  end if;
  if given = p_new then
    update gateway.token set revoked = true, updated_at = clock_timestamp () where id = t.id and not revoked;
    insert into gateway.token (token, parent, session) values (p_new, t.token, t.session);
  end if;
  return jsonb_build_object ('token', given, 'session', t.session, 'user', gateway.shown (who));
end
$$;

create or replace function gateway.sign_out (p_account uuid, p_session uuid, p_scope text) returns void language sql as $$
  delete from gateway.session
    where account = p_account
      and case p_scope when 'local' then id = p_session when 'others' then id <> p_session else true end
$$;

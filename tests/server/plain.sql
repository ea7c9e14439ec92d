-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a plain PostgreSQL lacks before the migrations under data/supabase can run: the roles that a Supabase project has. Run
-- by a superuser, once a cluster; never a part of the migrations.
do $$
declare
  name text;
begin
  foreach name in array array['anon', 'authenticated', 'service_role'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = name) then
      execute pg_catalog.format ('create role %I nologin noinherit', name);
    end if;
  end loop;
  if not exists (select from pg_catalog.pg_roles where rolname = 'authenticator') then
    create role authenticator login noinherit;
  end if;
  -- Runs the migrations, as the role "postgres" of a hosted project does: no superuser, but it may make roles.
  if not exists (select from pg_catalog.pg_roles where rolname = 'woodshed_admin') then
    create role woodshed_admin login nosuperuser createrole createdb;
  end if;
  grant anon, authenticated, service_role to authenticator;
  execute pg_catalog.format ('alter database %I owner to woodshed_admin', pg_catalog.current_database ());
end
$$;
alter role service_role bypassrls;

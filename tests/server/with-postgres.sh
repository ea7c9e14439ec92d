#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a command beside a throw-away PostgreSQL that has Woodshed's SQL: a cluster of its own in a temporary folder, reached by a
# socket only, gone afterwards whatever happens. The command finds it by PGHOST, PGUSER (a superuser) and PGDATABASE; the
# migrations ran as the role "woodshed_admin", which is no superuser.
#   with-postgres.sh [--data DIR] [--durable] [--bare] -- COMMAND...
#     --data DIR   keep the cluster in DIR (made when it is not there, left afterwards)
#     --durable    with fsync, for benchmarks
#     --bare       without Woodshed's SQL
#     --realtime   with a stand-in for a project's realtime service
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
data='' durable=off bare='' realtime=''
while [ $# -gt 0 ]; do
  case $1 in
    --data) data=$2; shift ;;
    --durable) durable=on ;;
    --bare) bare=1 ;;
    --realtime) realtime=1 ;;
    --) shift; break ;;
    *) sed -n '3,12s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
  shift
done
[ $# -gt 0 ] || { echo "with-postgres: no command" >&2; exit 2; }

bin=''
for folder in /usr/lib/postgresql/*/bin; do [ -x "$folder/initdb" ] && bin=$folder; done
[ -n "$bin" ] || { echo "with-postgres: PostgreSQL is not installed" >&2; exit 1; }

# PostgreSQL refuses to run as root.
as=()
if [ "$(id -u)" = 0 ]; then as=(setpriv --reuid=postgres --regid=postgres --clear-groups --); fi

run=$(mktemp -d "${TMPDIR:-/tmp}/woodshed-pg.XXXXXX")
chmod 755 "$run"
keep=1
if [ -z "$data" ]; then data=$run/data keep=''; fi
mkdir -p "$data" "$run/socket"
if [ "$(id -u)" = 0 ]; then chown postgres: "$data" "$run/socket"; fi
chmod 700 "$data"

child=''
cleanup() {
  local status=$?
  trap - EXIT INT TERM
  [ -z "$child" ] || kill -TERM "$child" 2>/dev/null || true
  "${as[@]}" "$bin/pg_ctl" -D "$data" -m immediate stop >/dev/null 2>&1 || true
  if [ -n "$keep" ]; then rm -rf "$run"; else rm -rf "$run" "$data"; fi
  exit $status
}
trap cleanup EXIT
trap 'exit 143' INT TERM

new=''
if [ ! -e "$data/PG_VERSION" ]; then
  new=1
  (cd / && "${as[@]}" "$bin/initdb" -D "$data" -U super --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null)
fi
(cd / && "${as[@]}" "$bin/pg_ctl" -D "$data" -w -l "$data/log" -o "-c listen_addresses='' -c unix_socket_directories='$run/socket' \
  -c fsync=$durable -c synchronous_commit=$durable -c full_page_writes=$durable -c shared_buffers=64MB -c max_connections=60" \
  start >/dev/null) || { cat "$data/log" >&2; exit 1; }

export PGHOST=$run/socket PGUSER=super PGDATABASE=woodshed PGPORT=5432
if [ -n "$new" ]; then
  psql -q -X -d postgres -c 'create database woodshed'
  if [ -z "$bare" ]; then
    psql -q -X -v ON_ERROR_STOP=1 -f "$here/plain.sql" >/dev/null
    [ -z "$realtime" ] || PGOPTIONS='-c client_min_messages=warning' psql -q -X -v ON_ERROR_STOP=1 -f "$here/plain-realtime.sql" >/dev/null
    for file in "$top"/data/supabase/migrations/*.sql; do
      PGOPTIONS='-c client_min_messages=warning' PGUSER=woodshed_admin psql -q -X -v ON_ERROR_STOP=1 -f "$file" >/dev/null
    done
  fi
fi

"$@" &
child=$!
wait "$child" && status=0 || status=$?
child=''
exit "$status"

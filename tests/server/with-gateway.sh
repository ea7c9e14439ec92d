#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a command beside a development gateway of its own, gone afterwards. The command finds it by GATEWAY_URL, GATEWAY_KEY and
# GATEWAY_READY (the whole line of JSON, accounts and all).
#   with-gateway.sh BUILD-FOLDER [DEV-SERVER OPTIONS] -- COMMAND...
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$1
shift
options=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do options+=("$1"); shift; done
shift
run=$(mktemp -d "${TMPDIR:-/tmp}/woodshed-gateway.XXXXXX")
server='' child=''
cleanup() {
  local status=$?
  trap - EXIT INT TERM
  [ -z "$child" ] || kill -TERM "$child" 2>/dev/null || true
  if [ -n "$server" ]; then
    kill -TERM "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$run"
  exit $status
}
trap cleanup EXIT
trap 'exit 143' INT TERM
mkfifo "$run/ready"
"$top/build-aux/dev-server" --build "$build" ${options[@]+"${options[@]}"} >"$run/ready" &
server=$!
exec 7<"$run/ready"
read -r -t 120 GATEWAY_READY <&7 || { echo "with-gateway: the gateway did not start" >&2; exit 1; }
GATEWAY_URL=$(sed 's/.*"url":"\([^"]*\)".*/\1/' <<<"$GATEWAY_READY")
GATEWAY_KEY=$(sed 's/.*"key":"\(sb_[^"]*\)".*/\1/' <<<"$GATEWAY_READY")
export GATEWAY_READY GATEWAY_URL GATEWAY_KEY
"$@" 7<&- &
child=$!
wait "$child" && status=0 || status=$?
child=''
exit "$status"

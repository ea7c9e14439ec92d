#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the pinned client packages into the build folder, once for each lock file, and runs conformance.mjs against a gateway.
#   conformance.sh BUILD-FOLDER
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$(cd "$1" && pwd)
npm=$build/tests/npm
if ! cmp -s "$here/../package-lock.json" "$npm/installed.json"; then
  rm -rf "$npm"
  mkdir -p "$npm"
  cp "$here/../package.json" "$here/../package-lock.json" "$npm/"
  (cd "$npm" && npm ci --no-audit --no-fund --ignore-scripts >npm.log 2>&1) || { cat "$npm/npm.log" >&2; exit 1; }
  cp "$here/../package-lock.json" "$npm/installed.json"
fi
exec "$here/with-gateway.sh" "$build" -- node "$here/conformance.mjs" "$npm"

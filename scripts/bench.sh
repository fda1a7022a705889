#!/usr/bin/env bash
# This server and its peers, side by side in one run: docs/benchmarks.md and docs/benchmarks.json. Options are
# handed on, for example: scripts/bench.sh --seconds 5 --scenarios s1,s2
set -euo pipefail
cd "$(dirname "$0")/.."
for peer in hocuspocus y-websocket; do
  (cd "tests/bench/peers/$peer" && npm install --no-save --no-audit --no-fund >/dev/null)
done
cargo build --release --locked --bins
exec node tests/bench/run.mjs "$@"

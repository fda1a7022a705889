#!/usr/bin/env bash
# This server and its peers, side by side in one run: docs/benchmarks.md and docs/benchmarks.json. Options are
# handed on, for example: scripts/bench.sh --seconds 5 --scenarios s1,s2
set -euo pipefail
cd "$(dirname "$0")/.."

# The peers are their released packages, fetched here and kept nowhere else. One that cannot be installed is left out
# of the table, which says so.
installed=target/bench-peers
without() { echo "bench: $1 could not be installed; the run goes on" >&2; }

for peer in hocuspocus y-websocket; do
  (cd "tests/bench/peers/$peer" && npm install --no-save --no-audit --no-fund >/dev/null) || without "$peer"
done
cargo build --release --locked --quiet --manifest-path tests/bench/peers/yrs-warp/Cargo.toml \
  --target-dir "$installed/yrs-warp" || without yrs-warp
if ! cargo install --list --root "$installed" | grep '^y-sweet v0\.9\.1:' >/dev/null; then
  cargo install y-sweet --version 0.9.1 --locked --quiet --root "$installed" || without y-sweet
fi

cargo build --release --locked --bins
exec node tests/bench/run.mjs "$@"

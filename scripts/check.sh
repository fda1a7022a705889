#!/usr/bin/env bash
# Formatting and lints of everything.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo fmt --all -- --check
cargo fmt --manifest-path tests/bench/peers/yrs-warp/Cargo.toml -- --check
cargo clippy --workspace --all-targets --locked --quiet -- -D warnings
(cd web && npm run --silent check)

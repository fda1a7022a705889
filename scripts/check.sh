#!/usr/bin/env bash
# Formatting and lints of everything.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo fmt --all -- --check
cargo clippy --workspace --all-targets --locked --quiet -- -D warnings
(cd web && npm run --silent check)

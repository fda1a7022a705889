#!/usr/bin/env bash
# The fuzz targets, one after the other, each for FUZZ_SECONDS; or those that are named: scripts/fuzz.sh firewall.
# What is found lies in crates/pact-wire/fuzz/artifacts, and what was learned in its folder corpus.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${FUZZ_SECONDS:-600}
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(frame firewall update_apply differential places)

# The one compiler of this project is a stable one; libFuzzer's instruments are switched on all the same.
export RUSTC_BOOTSTRAP=1
tool=target/tools/bin/cargo-fuzz
[ -x "$tool" ] ||
  CARGO_TARGET_DIR=target/tools/build cargo install cargo-fuzz --version 0.13.2 --locked --root target/tools
PATH="$PWD/target/tools/bin:$PATH"
(cd tests/interop && npm install --no-save --no-audit --no-fund >/dev/null)

env -u RUSTC_BOOTSTRAP cargo run --quiet --locked -p pact-tests --bin fuzz_seeds crates/pact-wire/fuzz/corpus

cd crates/pact-wire
for target in "${targets[@]}"; do
  echo "── $target for $seconds s"
  # Memory: yrs and the shadow of a document are many times its size. Time: ten times what the slowest input takes.
  cargo fuzz run "$target" "fuzz/corpus/$target" -- \
    -max_total_time="$seconds" -max_len=16384 -timeout=20 -rss_limit_mb=4096 -print_final_stats=1
done

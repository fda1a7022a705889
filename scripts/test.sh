#!/usr/bin/env bash
# Every test of the project, in the order in which a failure is cheapest to learn. Ends with the summary
# lines of each runner and one line with the sum.
set -uo pipefail
cd "$(dirname "$0")/.."

logs=.run/test
rm -rf "$logs" && mkdir -p "$logs"
failed=()

step() { # name, command...
  local name=$1; shift
  local started=$SECONDS
  echo "── $name"
  if "$@" >"$logs/$name.log" 2>&1; then
    echo "   done in $((SECONDS - started)) s"
  else
    echo "   FAILED after $((SECONDS - started)) s; the end of $logs/$name.log:"
    tail -n 80 "$logs/$name.log"
    failed+=("$name")
  fi
}

require() { # a step the others cannot do without
  step "$@"
  [ ${#failed[@]} -eq 0 ] || finish
}

browser() {
  # By its path: a name would also be found when it is a function of this script.
  [ -x "${PATTOVIVO_TEST_CHROMIUM:-/usr/bin/chromium}" ] && return
  [ "$(id -u)" = 0 ] || { echo "please install the Debian package chromium"; return 1; }
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium
}

packages() {
  for folder in web tests/interop tests/e2e; do
    [ -f "$folder/package.json" ] || continue
    # Not `npm ci`: it refuses a lock file that lacks the native packages of other platforms.
    (cd "$folder" && npm install --no-save --no-audit --no-fund) || return 1
  done
}

finish() {
  echo
  echo "── summary"
  grep -hE '^test result: ' "$logs"/rust*.log 2>/dev/null | grep -v ' 0 passed; 0 failed; 0 ignored' 
  grep -hE '^ +(Tests|Test Files) ' "$logs"/web-unit.log 2>/dev/null
  grep -hE '^ +[0-9]+ (passed|failed|flaky|did not run)' "$logs"/e2e.log 2>/dev/null
  local passed
  passed=$(
    {
      grep -hoE '^test result: .* ([0-9]+) passed' "$logs"/rust*.log | grep -oE '[0-9]+ passed'
      sed 's/\x1b\[[0-9;]*m//g' "$logs"/web-unit.log | grep -E '^ +Tests ' | grep -oE '[0-9]+ passed'
      sed 's/\x1b\[[0-9;]*m//g' "$logs"/e2e.log | grep -oE '^ +[0-9]+ passed'
    } 2>/dev/null | awk '{ sum += $1 } END { print sum + 0 }'
  )
  if [ ${#failed[@]} -gt 0 ]; then
    echo "failed: ${failed[*]}"
    echo "$passed passed, ${#failed[@]} failed"
    exit 1
  fi
  echo "$passed passed, 0 failed"
  exit 0
}

require services scripts/services.sh
require browser browser
require packages packages
step web-check npm --prefix web run check
step web-unit npm --prefix web test
require web-build npm --prefix web run build
step web-budget npm --prefix web run budget
step fmt cargo fmt --all -- --check
step clippy cargo clippy --workspace --all-targets --locked -- -D warnings
require rust-build cargo build --workspace --locked --bins
step rust-unit cargo test --workspace --locked --exclude pact-tests
step rust-system cargo test --locked -p pact-tests -- --test-threads=2
step e2e npm --prefix tests/e2e test
finish

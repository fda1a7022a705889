#!/usr/bin/env bash
# Starts the services the tests talk to, as Debian packages them, where they do not answer yet.
set -euo pipefail

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

wait_for() { # port, name
  for _ in $(seq 50); do answers "$1" && return 0; sleep 0.2; done
  echo "$2 does not answer on 127.0.0.1:$1" >&2
  return 1
}

install_missing() { # command or file, package
  [ -e "$1" ] || command -v "$1" >/dev/null 2>&1 || {
    echo "installing $2" >&2
    [ "$(id -u)" = 0 ] || { echo "please install the Debian package $2" >&2; return 1; }
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$2" >/dev/null
  }
}

if ! answers 5432; then
  install_missing /usr/lib/postgresql postgresql
  version=$(ls /etc/postgresql | sort -n | tail -n 1)
  pg_ctlcluster --skip-systemctl-redirect "$version" main start || true
  wait_for 5432 PostgreSQL
fi

if ! answers 4222; then
  install_missing nats-server nats-server
  mkdir -p .run
  nohup nats-server -a 127.0.0.1 -p 4222 >.run/nats.log 2>&1 &
  wait_for 4222 NATS
fi
echo "PostgreSQL answers on 127.0.0.1:5432, NATS on 127.0.0.1:4222"

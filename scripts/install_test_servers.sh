#!/bin/sh
# Installs what the tests start themselves, where it is missing: a PostgreSQL server and the Chromium browser.
set -eu

say() { echo "marsad: $*" >&2; }

has_postgresql() {
    for initdb in /usr/lib/postgresql/*/bin/initdb; do
        [ -x "$initdb" ] && return 0
    done
    command -v initdb >/dev/null 2>&1
}

missing=""
has_postgresql || missing="postgresql"
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
[ -z "$missing" ] && exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    say "The tests start a database server and a browser, and these are missing: $missing"
    say "Install them and try again: sudo apt-get install $missing"
    exit 1
fi
say "installing for the tests: $missing"
apt-get update -qq >/dev/null 2>&1 || true
# shellcheck disable=SC2086 – a list of names
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null

#!/bin/sh
# Installs the PostgreSQL server that the tests of the store start themselves, where it is missing.
set -eu

say() { echo "marsad: $*" >&2; }

for initdb in /usr/lib/postgresql/*/bin/initdb; do
    [ -x "$initdb" ] && exit 0
done
command -v initdb >/dev/null 2>&1 && exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    say "The tests of the store need a PostgreSQL server to start. Install it and try again: sudo apt-get install postgresql"
    exit 1
fi
say "installing PostgreSQL for the tests of the store"
apt-get update -qq >/dev/null 2>&1 || true
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null

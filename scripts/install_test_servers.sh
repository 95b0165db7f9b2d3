#!/bin/sh
# Installs what the tests start themselves, where it is missing: a PostgreSQL server and the Chromium browser.
set -eu
. "$(dirname "$0")/packages.sh"

has_postgresql() {
    for initdb in /usr/lib/postgresql/*/bin/initdb; do
        [ -x "$initdb" ] && return 0
    done
    has initdb
}

missing=""
has_postgresql || missing="postgresql"
has chromium || missing="$missing chromium"
[ -z "$missing" ] && exit 0
# shellcheck disable=SC2086 – a list of names
get_packages "The tests start a database server and a browser themselves." $missing

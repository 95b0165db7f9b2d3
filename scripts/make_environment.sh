#!/bin/sh
# Makes the virtual environment that the Makefile works in, and says what is missing where it can't.
set -eu

say() { echo "marsad: $*" >&2; }

if ! command -v "$PYTHON" >/dev/null 2>&1; then
    say "$PYTHON was not found. Install Python 3.11 or newer: apt-get install python3 python3-venv"
    exit 1
fi
if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    say "Python 3.11 or newer is needed; $PYTHON is $("$PYTHON" -V 2>&1 | cut -d' ' -f2)."
    say "Name another one: make run PYTHON=python3.12"
    exit 1
fi
[ -x "$VENV/bin/python" ] && "$VENV/bin/python" -m pip --version >/dev/null 2>&1 && exit 0

# Debian keeps ensurepip in a package of its own.
if ! "$PYTHON" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "installing python3-venv"
        apt-get update -qq >/dev/null 2>&1 || true
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
    else
        say "Python's venv module is missing. Install it and try again: sudo apt-get install python3-venv"
        exit 1
    fi
fi
say "making the environment in $VENV"
"$PYTHON" -m venv --clear "$VENV"

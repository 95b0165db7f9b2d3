#!/bin/sh
# Makes the virtual environment that the Makefile works in, and says what is missing where it can't.
set -eu
. "$(dirname "$0")/packages.sh"

if ! has "$PYTHON"; then
    if [ "$PYTHON" != python3 ]; then
        say "$PYTHON was not found. Name a Python 3.11 or newer that is installed: make run PYTHON=python3"
        exit 1
    fi
    get_packages "Python 3.11 or newer is needed, and python3 was not found." python3 python3-venv
fi
if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    say "Python 3.11 or newer is needed; $PYTHON is $("$PYTHON" -V 2>&1 | cut -d' ' -f2)."
    say "Name another one that is installed: make run PYTHON=python3.12"
    exit 1
fi
[ -x "$VENV/bin/python" ] && "$VENV/bin/python" -m pip --version >/dev/null 2>&1 && exit 0

# Debian keeps ensurepip in a package of its own.
if ! "$PYTHON" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    get_packages "Python's venv module is missing." python3-venv
fi
say "making the environment in $VENV"
"$PYTHON" -m venv --clear "$VENV"

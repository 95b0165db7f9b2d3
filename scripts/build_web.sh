#!/bin/sh
# Bundles the site's styles and scripts from web/ into src/marsad/web/static/.
# Needs node 18 or newer; installs Debian's where it is missing and may.
set -eu
cd "$(dirname "$0")/../web"

say() { echo "marsad: $*" >&2; }

enough() {
    command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 \
        && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ]
}

if ! enough; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        say "The site's styles and scripts are bundled with node 18 or newer and npm. Install them and try again: sudo apt-get install nodejs npm"
        exit 1
    fi
    say "installing nodejs and npm for the site's styles and scripts"
    apt-get update -qq >/dev/null 2>&1 || true
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null
    enough || { say "This system's nodejs is older than version 18. Install a newer one from nodejs.org."; exit 1; }
fi

# Installed anew only when the lock file has changed.
if ! cmp -s package-lock.json node_modules/.marsad-lock 2>/dev/null; then
    say "installing the packages of the site's scripts"
    npm ci --silent --no-fund --no-audit
    cp package-lock.json node_modules/.marsad-lock
fi
npm run --silent build -- --logLevel warn

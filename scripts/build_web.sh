#!/bin/sh
# Bundles the site's styles and scripts from web/ into src/marsad/web/static/.
# Needs node 18 or newer; installs Debian's where it is missing and may.
set -eu
. "$(dirname "$0")/packages.sh"
cd "$(dirname "$0")/../web"

has node npm || get_packages "The site's styles and scripts are bundled with Node.js 18 or newer and npm." nodejs npm
if [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 18 ]; then
    say "Node.js 18 or newer is needed; node is $(node -v). Install a newer one from nodejs.org and try again."
    exit 1
fi

# Installed anew only when the lock file has changed.
if ! cmp -s package-lock.json node_modules/.marsad-lock 2>/dev/null; then
    say "installing the packages of the site's scripts"
    npm ci --loglevel error --no-fund --no-audit || {
        say "npm could not get the packages; what it said is above. Is the network there? Then try again."
        exit 1
    }
    cp package-lock.json node_modules/.marsad-lock
fi
npm run --silent build -- --logLevel warn

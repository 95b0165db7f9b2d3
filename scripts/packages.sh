# Sourced by the other scripts: gets Debian packages that are missing, or says which and how.

say() { echo "marsad: $*" >&2; }

# has COMMAND…: whether all of them are installed
has() {
    for command in "$@"; do
        command -v "$command" >/dev/null 2>&1 || return 1
    done
}

# get_packages REASON PACKAGE…: installs them as root on Debian; otherwise says what to do, and ends the script.
get_packages() {
    reason=$1
    shift
    if [ "$(id -u)" != 0 ] || ! has apt-get; then
        say "$reason"
        say "Install it and try again. On Debian and Ubuntu: sudo apt-get install $*"
        exit 1
    fi
    say "installing $*"
    apt-get update -qq >/dev/null 2>&1 || true
    if ! said=$(DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" 2>&1); then
        echo "$said" >&2
        say "apt-get could not install $*; what it said is above. $reason"
        exit 1
    fi
}

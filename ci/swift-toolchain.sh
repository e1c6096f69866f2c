#!/usr/bin/env bash
# Puts a Swift toolchain into a cached folder and runs a command in it.
#
#   ci/swift-toolchain.sh install             prepare the folder (once; about 5 minutes, 3.4 GB)
#   ci/swift-toolchain.sh run COMMAND [ARG…]  run COMMAND inside, in this project at /project
#
# Debian trixie carries Swift, older releases do not: so the folder is a trixie of
# its own, made by debootstrap from the mirror that apt already uses, entered by
# chroot. Needs root. COMETCHAT_SWIFT_ROOT names another folder.
set -euo pipefail

project=$(cd "$(dirname "$0")/.." && pwd)
root=${COMETCHAT_SWIFT_ROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/cometchat-users/swift-trixie}

mirror() {
    # The first Debian archive (not the security one) that apt is set up with.
    apt-get indextargets --format '$(SITE) $(ORIGIN) $(LABEL)' 'Created-By: Packages' 2>/dev/null |
        awk '$2 == "Debian" && $3 == "Debian" { print $1; exit }'
}

# Runs a command in the folder. What it mounts there is its own and goes with it, so that
# runs at the same time do not disturb each other.
enter() {
    mkdir -p "$root/project"
    unshare --mount --propagation private sh -ec '
        root=$1 project=$2
        shift 2
        mount -t proc proc "$root/proc"
        mount --bind /dev "$root/dev"
        mount --bind "$project" "$root/project"
        exec chroot "$root" "$@"' sh "$root" "$project" "$@"
}

install_toolchain() {
    [ ! -e "$root/.complete" ] || return 0
    command -v debootstrap >/dev/null ||
        { apt-get update -qq && apt-get install -y -qq debootstrap; }
    local from
    from=$(mirror)
    [ -n "$from" ] || { apt-get update -qq && from=$(mirror); }
    [ -n "$from" ] || { echo "swift-toolchain: apt knows no Debian archive to install from" >&2; exit 1; }
    rm -rf --one-file-system "$root"
    mkdir -p "$root"
    debootstrap --variant=minbase trixie "$root" "$from"
    enter env DEBIAN_FRONTEND=noninteractive sh -ec '
        apt-get update -qq
        apt-get install -y -qq --no-install-recommends \
            swiftlang libc6-dev libstdc++-14-dev git ca-certificates
        apt-get clean'
    enter swift --version
    touch "$root/.complete"
}

case ${1:-} in
install)
    install_toolchain
    ;;
run)
    shift
    install_toolchain
    enter env -i HOME=/root PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8 \
        sh -c 'cd /project && exec "$@"' sh "$@"
    ;;
*)
    sed -n '2,9p' "$0" | sed 's/^# \{0,1\}//'
    exit 2
    ;;
esac

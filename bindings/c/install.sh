#!/bin/sh
# Install the header, the libraries, and the files by which pkg-config and CMake find them.
#
#     bindings/c/install.sh PREFIX [--libdir lib] [--from target/release]
#
# DESTDIR, if set, is put in front of PREFIX. What is installed may be moved as a whole.
set -eu

# What the static library needs, besides what a compiler links by itself, from
# `cargo rustc --release --crate-type staticlib -- --print native-static-libs`.
system_libraries="util rt pthread m dl"

usage() {
    echo "usage: install.sh PREFIX [--libdir lib] [--from target/release]" >&2
    exit 2
}

root=$(cd "$(dirname "$0")/../.." && pwd)
prefix=
libdir=lib
from=$root/target/release
while [ $# -gt 0 ]; do
    case $1 in
        --libdir) [ $# -ge 2 ] || usage; libdir=$2; shift ;;
        --from) [ $# -ge 2 ] || usage; from=$2; shift ;;
        -*) usage ;;
        *) [ -z "$prefix" ] || usage; prefix=$1 ;;
    esac
    shift
done
[ -n "$prefix" ] || usage
case $libdir in
    /* | *..*) echo "install.sh: --libdir is a folder inside PREFIX" >&2; exit 2 ;;
esac

version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/Cargo.toml" | head -n 1)
[ -n "$version" ] || { echo "install.sh: no version in Cargo.toml" >&2; exit 1; }

# From lib/pkgconfig and lib/cmake/CometChatUsers back to PREFIX.
up=$(printf '%s\n' "$libdir" | sed 's|/*$||; s|[^/][^/]*|..|g')

# fill TEMPLATE FILE WAY_TO_PREFIX
fill() {
    sed -e "s|@version@|$version|g" \
        -e "s|@libdir@|$libdir|g" \
        -e "s|@to_prefix@|$3|g" \
        -e "s|@link_flags@|-l$(echo "$system_libraries" | sed 's/ / -l/g')|g" \
        -e "s|@link_list@|$(echo "$system_libraries" | tr ' ' ';')|g" \
        "$root/bindings/c/$1" >"$2"
    chmod 644 "$2"
}

into=${DESTDIR:-}$prefix
install -d "$into/include" "$into/$libdir/pkgconfig" "$into/$libdir/cmake/CometChatUsers"
install -m 644 "$root/include/cometchat_users.h" "$into/include/"
install -m 755 "$from/libcometchat_users.so" "$into/$libdir/"
install -m 644 "$from/libcometchat_users.a" "$into/$libdir/"
fill cometchat-users.pc.in "$into/$libdir/pkgconfig/cometchat-users.pc" "../$up"
for name in CometChatUsersConfig CometChatUsersConfigVersion; do
    fill "$name.cmake.in" "$into/$libdir/cmake/CometChatUsers/$name.cmake" "../../$up"
done
echo "installed cometchat-users $version in $into"

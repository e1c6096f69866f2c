#!/usr/bin/env bash
# The tests of the C ABI, the client and the server under AddressSanitizer and LeakSanitizer,
# SQLite and ring included.
#
#     ci/sanitize.sh [TEST...]
set -euo pipefail
cd "$(dirname "$0")/.."

[ $# -ne 0 ] || set -- contract concurrency storage cloud server
tests=()
for test in "$@"; do tests+=(--test "$test"); done

target=$(rustc --version --verbose | sed -n 's/^host: //p')
# The flag is not stable. Only what is built for a target by name gets it, not build scripts.
export RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Zsanitizer=address CARGO_TARGET_DIR=target/sanitized
export CFLAGS_${target//-/_}="-fsanitize=address -fno-omit-frame-pointer"
cargo test --locked --features cli --target "$target" --lib "${tests[@]}"

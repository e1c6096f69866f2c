#!/usr/bin/env bash
# Run each fuzz target for a while, from the corpus that is kept, which stays as it is.
#
#     ci/fuzz.sh [SECONDS]
#
# An input that fails is left in target/fuzz/failures/TARGET/. What is worth keeping of what was
# found, in target/fuzz/corpus/TARGET/, goes into the corpus by
#
#     target/fuzz/HOST/release/TARGET -set_cover_merge=1 -max_len=1500 \
#         fuzz/corpus/TARGET target/fuzz/corpus/TARGET
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-30}
version=0.13.1
tools=$PWD/target/tools
cargo_fuzz=$tools/bin/cargo-fuzz

"$cargo_fuzz" --version 2>/dev/null | grep -qF " $version" ||
    cargo install cargo-fuzz --locked --version "$version" --root "$tools"

# The flags that libFuzzer needs are not stable.
export RUSTC_BOOTSTRAP=1
"$cargo_fuzz" build --target-dir target/fuzz
host=$(rustc --version --verbose | sed -n 's/^host: //p')
failed=0
for target in $("$cargo_fuzz" list); do
    scratch=target/fuzz/corpus/$target failures=target/fuzz/failures/$target log=target/fuzz/$target.log
    rm -rf "$scratch"
    mkdir -p "$scratch" "$failures" "fuzz/corpus/$target"
    # What is found goes into the first folder.
    if "target/fuzz/$host/release/$target" "$scratch" "fuzz/corpus/$target" \
        -max_total_time="$seconds" -timeout=20 -max_len=4096 \
        -artifact_prefix="$failures/" >"$log" 2>&1; then
        echo "ok - $target: $(grep -E '^Done' "$log")"
    else
        echo "not ok - $target: the input is in $failures"
        tail -n 40 "$log" | sed 's/^/    /'
        failed=1
    fi
done
exit $failed

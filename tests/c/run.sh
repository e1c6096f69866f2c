#!/bin/sh
# Build and run the C tests against the library as it was built.
#
#     tests/c/run.sh [--debug] [FOLDER [PART...]]
#
# FOLDER is where the programs are built, target/c if absent. The parts are quick, sanitizers
# and valgrind; all run if none is named. The library is target/release/libcometchat_users.so
# and .a, or those in target/debug with --debug. One line is printed per check. A tool that is
# not installed skips its checks, or fails them where CI=true.
set -u

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
libraries=$target/release
if [ "${1:-}" = --debug ]; then
    libraries=$target/debug
    shift
fi
mkdir -p "${1:-$target/c}" || exit 2
build=$(cd "${1:-$target/c}" && pwd)
[ $# -eq 0 ] || shift
[ $# -ne 0 ] || set -- quick sanitizers valgrind

cc=${CC:-cc}
cxx=${CXX:-c++}
header=$root/include/cometchat_users.h
library=$libraries/libcometchat_users
programs="tour tour_app misuse requests threads"
failed=0

[ -f "$library.so" ] && [ -f "$library.a" ] ||
    { echo "run.sh: no $library.so and .a; build them first" >&2; exit 2; }

# -- How a check is done --

# check SENTENCE COMMAND...: what the command prints first is shown if it fails.
check() {
    sentence=$1
    shift
    if "$@" >"$build/log" 2>&1 </dev/null; then
        echo "ok - $sentence"
    else
        echo "not ok - $sentence"
        head -n 40 "$build/log" | sed 's/^/    /'
        failed=1
    fi
}

# have TOOL SENTENCE: whether a tool is there; if not, say what is not checked.
have() {
    command -v "$1" >/dev/null && return
    if [ "${CI:-}" = true ]; then
        echo "not ok - $2: $1 is not installed"
        failed=1
    else
        echo "skipped - $2: $1 is not installed"
    fi
    return 1
}

# A C test program by name, with more flags if any, linked to the shared library.
compile() {
    name=$1
    shift
    $cc -std=c99 -pedantic -Wall -Wextra -Werror -g -O1 -I"$root/include" "$@" \
        "$here/$name.c" -pthread -L"$libraries" -lcometchat_users -Wl,-rpath,"$libraries" \
        -o "$build/$name"
}

# Run a command with an empty folder as its last argument.
in_scratch() {
    rm -rf "$build/scratch" && mkdir "$build/scratch" && timeout 600 "$@" "$build/scratch"
}

compile_and_run() {
    compile "$@" && in_scratch "$build/$1"
}

# Whether a command fails with this status: what cannot fail proves nothing.
fails_with() {
    wanted=$1
    shift
    "$@"
    [ $? -eq "$wanted" ]
}

# -- The header and the symbols --

header_stands_alone() {
    for standard in c99 c11 c17; do
        echo '#include "cometchat_users.h"' | $cc -x c -std=$standard -pedantic -Wall -Wextra \
            -Werror -I"$root/include" -fsyntax-only - || return
    done
    for standard in c++11 c++17 c++20; do
        echo '#include "cometchat_users.h"' | $cxx -x c++ -std=$standard -pedantic -Wall -Wextra \
            -Werror -I"$root/include" -fsyntax-only - || return
    done
}

header_keeps_to_its_prefix() {
    grep -E '^(#define|typedef|struct|enum|union|static|extern)' "$header" |
        grep -v '^extern "C" {$' | grep -vi 'cometchat_'
    [ $? -eq 1 ]
}

# The functions that the header declares, one a line, each with its parameters.
declarations() {
    $cc -E -P -x c "$header" | tr -s ' \n' ' ' | tr ';' '\n' |
        sed -n 's/.*[ *]\(cometchat_[a-z_]*\)(\(.*\))$/\1 \2/p' | sort
}

same_functions() {
    [ -s "$1" ] && diff "$1" "$2"
}

exports_what_is_declared() {
    declarations | cut -d' ' -f1 >"$build/declared" &&
        nm -D --defined-only "$library.so" | awk '{print $3}' | sort >"$build/exported" &&
        same_functions "$build/declared" "$build/exported"
}

tours_call_every_function() {
    declarations | cut -d' ' -f1 >"$build/declared" &&
        nm -u "$build/tour" "$build/tour_app" | awk '$2 ~ /^cometchat_/ {print $2}' |
            sort -u >"$build/called" &&
        same_functions "$build/declared" "$build/called"
}

list_of_operations_is_complete() {
    declarations | sed -n 's/^cometchat_\(.*\) .*const char \*request, char \*\*out$/\1/p' |
        cut -d' ' -f1 >"$build/declared" &&
        sed -n 's/^ *each(\([a-z_]*\)).*/\1/p' "$here/operations.h" | sort >"$build/listed" &&
        same_functions "$build/declared" "$build/listed"
}

# -- The programs --

compile_and_run_as_cxx() {
    $cxx -x c++ -std=c++17 -pedantic -Wall -Wextra -Werror -g -O1 -I"$root/include" \
        "$here/$1.c" -L"$libraries" -lcometchat_users -Wl,-rpath,"$libraries" \
        -o "$build/$1_cxx" && in_scratch "$build/$1_cxx"
}

demo_runs_twice_and_shows_no_secret() {
    $cc -std=c99 -pedantic -Wall -Wextra -Werror -O2 -I"$root/include" \
        "$root/bindings/c/example.c" -L"$libraries" -lcometchat_users -Wl,-rpath,"$libraries" \
        -o "$build/example" || return
    rm -rf "$build/scratch" && mkdir "$build/scratch" || return
    for round in first second; do
        "$build/example" "$build/scratch/a \"quoted\" name.db" >"$build/demo" || return
        grep -q '\[warning\] .*role' "$build/demo" || return
        grep -q '"authToken":"\*\*\*"' "$build/demo" || return
        ! grep -qE '"(authToken|jwt)":"[^*]' "$build/demo" || return
    done
}

driver_answers_line_by_line() {
    compile contract_driver || return
    {
        echo 'user_create {"uid":"ada","name":"Ada"}'
        printf 'user_get {"uid":"ada","unknown":"'
        head -c 1000000 /dev/zero | tr '\0' 'x'
        echo '"}'
        echo 'user_get nonsense'
        printf 'session_logout'
    } | "$build/contract_driver" '{"url":"memory:"}' >"$build/answers" || return
    printf 'ok\nok\ninvalid_json\nnot_logged_in\n' >"$build/wanted"
    cut -d' ' -f1 "$build/answers" | diff "$build/wanted" - &&
        [ "$(grep -c '^[a-z_]* {.*}$' "$build/answers")" -eq 4 ]
}

# -- The installation --

# Install, and move what was installed: nothing in it may know where it was.
install_and_move() {
    rm -rf "$build/stage" "$build/moved" &&
        DESTDIR=$build/stage "$root/bindings/c/install.sh" /opt/cometchat --from "$libraries" \
            --libdir "$1" && mv "$build/stage/opt/cometchat" "$build/moved"
}

# The consumer by pkg-config: shared, and wholly static.
consumer_with_pkg_config() {
    install_and_move "$1" || return
    export PKG_CONFIG_PATH="$build/moved/$1/pkgconfig"
    $cc "$here/consumer/main.c" $(pkg-config --cflags --libs cometchat-users) \
        -o "$build/consumer" && LD_LIBRARY_PATH=$build/moved/$1 "$build/consumer" || return
    $cc -static "$here/consumer/main.c" $(pkg-config --static --cflags --libs cometchat-users) \
        -o "$build/consumer_static" && "$build/consumer_static" &&
        ! nm -u "$build/consumer_static" | grep -q cometchat_
}

consumer_with_cmake() {
    install_and_move "$1" && rm -rf "$build/consumer_cmake" &&
        cmake -S "$here/consumer" -B "$build/consumer_cmake" -DCMAKE_PREFIX_PATH="$build/moved" &&
        cmake --build "$build/consumer_cmake" &&
        (cd "$build/consumer_cmake" && ctest --output-on-failure)
}

# -- The parts --

quick() {
    check "the header stands alone from C99 to C17 and from C++11 to C++20" header_stands_alone
    check "the header has no name without the prefix" header_keeps_to_its_prefix
    check "the library exports what the header declares, and nothing else" exports_what_is_declared
    check "the list of operations is complete" list_of_operations_is_complete
    for program in $programs; do
        check "$program, as C99" compile_and_run $program
    done
    for program in tour tour_app; do
        check "$program, as C++17" compile_and_run_as_cxx $program
    done
    check "the tours call every function of the header" tours_call_every_function
    check "the contract driver answers line by line" driver_answers_line_by_line
    check "the demo runs twice on one file, and shows no secret" demo_runs_twice_and_shows_no_secret
    for libdir in lib lib/x86_64-linux-gnu; do
        found="an installation in $libdir, moved, is found by"
        ! have pkg-config "$found pkg-config" ||
            check "$found pkg-config" consumer_with_pkg_config $libdir
        ! have cmake "$found CMake, from C and C++" ||
            check "$found CMake, from C and C++" consumer_with_cmake $libdir
    done
}

sanitizers() {
    flags="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
    ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1:exitcode=99
    UBSAN_OPTIONS=print_stacktrace=1
    export ASAN_OPTIONS UBSAN_OPTIONS
    compile leak $flags || { failed=1; return; }
    check "the sanitizers see a document that is not released" fails_with 99 "$build/leak"
    for program in $programs; do
        check "$program, under AddressSanitizer and UBSan, with no leak" \
            compile_and_run $program $flags
    done
}

memcheck() {
    in_scratch valgrind --quiet --fair-sched=yes --leak-check=full \
        --show-leak-kinds=definite,indirect --errors-for-leak-kinds=definite,indirect \
        --error-exitcode=99 "$build/$1"
}

valgrind_part() {
    have valgrind "memcheck" || return
    for program in leak $programs; do
        compile $program || { failed=1; return; }
    done
    check "memcheck sees a document that is not released" fails_with 99 memcheck leak
    for program in $programs; do
        check "$program, under memcheck, with no leak" memcheck $program
    done
}

for part in "$@"; do
    case $part in
        quick | sanitizers) $part ;;
        valgrind) valgrind_part ;;
        *) echo "run.sh: no part is called $part" >&2; exit 2 ;;
    esac
done
exit $failed

#!/bin/sh
# CometChat's own JavaScript SDK, in headless Chromium, against the local server.
#
#     tests/sdk/run.sh [PROGRAM]
#
# PROGRAM is the server, target/release/cometchat-users by default (`make program`).
# Chromium (or what CHROMIUM names), Node.js 20 and npm are needed. In CI (CI=true) they have
# to be there, and Chromium is installed; elsewhere the test is skipped without them.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
program=${1:-$here/../../target/release/cometchat-users}
if [ ! -x "$program" ]; then
    echo "run.sh: $program is missing; build it with: make program" >&2
    exit 1
fi
program=$(cd "$(dirname "$program")" && pwd)/$(basename "$program")

# What is missing, or nothing.
missing() {
    if ! command -v "${CHROMIUM:-chromium}" >/dev/null; then
        echo "${CHROMIUM:-chromium}"
    elif ! command -v npm >/dev/null; then
        echo npm
    elif ! node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null; then
        echo "Node.js 20 or later"
    fi
}

if [ "$(missing)" = chromium ] && [ "${CI:-}" = true ] && [ "$(id -u)" = 0 ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi
if [ -n "$(missing)" ]; then
    if [ "${CI:-}" = true ]; then
        echo "run.sh: $(missing) is needed" >&2
        exit 1
    fi
    echo "skipped: the test of the JavaScript SDK, which needs $(missing)"
    exit 0
fi

cd "$here"
npm ci --loglevel=error >/dev/null
CHROMIUM=$(command -v "${CHROMIUM:-chromium}") exec node run.mjs "$program"

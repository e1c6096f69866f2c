#!/bin/sh
# A conformance suite of the JavaScript SDK that is not part of this project, against the local
# server: `npm ci` and `node run.mjs --base URL --app-id ID --auth-key K --api-key K`.
#
#     tests/sdk/conformance.sh SUITE [PROGRAM]
set -eu

here=$(cd "$(dirname "$0")" && pwd)
suite=${1:?the folder of the suite}
program=${2:-$here/../../target/release/cometchat-users}
# Made for this run: the suite's folder may be read-only.
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || :; rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM

cp -R "$suite/." "$folder/suite"
chmod -R u+w "$folder/suite"
# Its standard output shows the keys.
"$program" serve --listen 127.0.0.1:0 --ready-file "$folder/ready.json" >/dev/null &
server=$!
cd "$folder/suite"
npm ci --loglevel=error >/dev/null
while [ ! -f "$folder/ready.json" ]; do
    kill -0 "$server" || exit 1
    sleep 0.1
done
ready() { node -p "JSON.parse(fs.readFileSync('$folder/ready.json')).$1"; }
node run.mjs --base "$(ready url)" --app-id "$(ready appId)" \
    --auth-key "$(ready authKey)" --api-key "$(ready apiKey)"

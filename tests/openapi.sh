#!/bin/sh
# Let schemathesis ask the local server for everything that an OpenAPI description of the
# service says, and check the answers against it.
#
#     tests/openapi.sh openapi.json [PROGRAM]
set -eu

spec=$1
program=${2:-target/debug/cometchat-users}
python=${PYTHON:-python3}
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$folder"' EXIT

"$python" -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check schemathesis==4.32.5

"$program" serve --listen 127.0.0.1:0 --ready-file "$folder/ready.json" >/dev/null &
server=$!
while [ ! -e "$folder/ready.json" ]; do
    kill -0 "$server"
    sleep 0.1
done
of() { "$python" -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$folder/ready.json" "$1"; }

# Left out: checks of what the service itself does in another way, e.g. 404 and not 405 for a
# method that is not there.
"$folder/python/bin/schemathesis" run "$spec" --url "$(of url)/v3" \
    -H "apikey: $(of apiKey)" --max-examples 25 --no-color \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance

#!/bin/sh
# Let schemathesis ask the local server for everything that an OpenAPI description of the
# service says of the operations that the server has, and check the answers against it.
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

"$python" - "$spec" >"$folder/openapi.json" <<'PYTHON'
import json
import sys

spec = json.load(open(sys.argv[1]))
have = {
    "/users": None,
    "/users/{uid}": None,
    "/users/{uid}/auth_tokens": ["post"],
    "/roles": None,
    "/roles/{role}": None,
}
methods = {"get", "put", "post", "delete"}
spec["paths"] = {
    path: {
        name: value
        for name, value in spec["paths"][path].items()
        if name not in methods or wanted is None or name in wanted
    }
    for path, wanted in have.items()
}
json.dump(spec, sys.stdout)
PYTHON

"$program" serve --listen 127.0.0.1:0 --api-key admin --auth-key auth \
    --ready-file "$folder/ready.json" >/dev/null &
server=$!
while [ ! -e "$folder/ready.json" ]; do
    kill -0 "$server"
    sleep 0.1
done
url=$("$python" -c 'import json, sys; print(json.load(open(sys.argv[1]))["url"])' "$folder/ready.json")

# Left out: checks of what the service itself does in another way, e.g. 404 and not 405 for a
# method that is not there.
"$folder/python/bin/schemathesis" run "$folder/openapi.json" --url "$url/v3" \
    -H 'apikey: admin' --max-examples 60 --no-color \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance

"""Answers lines `<operation> <request JSON>` with lines `<status name> <document JSON>`.

Started with one argument, the client's config as JSON.
"""

from __future__ import annotations

import inspect
import json
import math
import re
import sys
from collections.abc import Callable, Mapping
from typing import Any

from cometchat_users import Client, CometChatError, _library

METHODS = {
    "apikey_create": "create_api_key",
    "apikey_delete": "delete_api_key",
    "apikey_get": "get_api_key",
    "apikey_list": "list_api_keys",
    "apikey_update": "update_api_key",
    "block_add": "block_users",
    "block_list": "list_blocked_users",
    "block_remove": "unblock_users",
    "bulk_import": "import_users",
    "client_info": "info",
    "feature_allow": "allow_features",
    "feature_list": "list_restricted_features",
    "feature_restrict": "restrict_features",
    "friend_add": "add_friends",
    "friend_list": "list_friends",
    "friend_remove": "remove_friends",
    "permission_list": "list_permissions",
    "permission_set": "set_permissions",
    "permission_unset": "unset_permission",
    "presence_count": "count_online_users",
    "role_create": "create_role",
    "role_delete": "delete_role",
    "role_get": "get_role",
    "role_list": "list_roles",
    "role_update": "update_role",
    "session_current": "current_session",
    "session_ensure": "ensure_session",
    "session_export": "export_session",
    "session_login": "login",
    "session_login_with_token": "login_with_token",
    "session_logout": "logout",
    "session_restore": "restore_session",
    "session_update_user": "update_current_user",
    "token_create": "create_token",
    "token_delete": "delete_token",
    "token_flush": "flush_tokens",
    "token_get": "get_token",
    "token_list": "list_tokens",
    "token_update": "update_token",
    "user_create": "create_user",
    "user_deactivate": "deactivate_users",
    "user_delete": "delete_user",
    "user_ensure": "ensure_user",
    "user_get": "get_user",
    "user_list": "list_users",
    "user_reactivate": "reactivate_users",
    "user_update": "update_user",
}


def arguments(function: Callable[..., object], request: Mapping[str, Any]) -> dict[str, Any] | None:
    """The request as arguments of `function`; None if these cannot say the same."""
    parameters = inspect.signature(function).parameters
    names = {re.sub("_(.)", lambda at: at[1].upper(), name): name for name in parameters}
    for member, value in request.items():
        # Where None is the default, it says that the member is not there.
        if member not in names or (value is None and parameters[names[member]].default is None):
            return None
    bound = {names[member]: value for member, value in request.items()}
    required = (name for name, each in parameters.items() if each.default is each.empty)
    return bound if all(name in bound for name in required) else None


def open_client(config: dict[str, Any]) -> Client:
    bound = arguments(Client, config)
    if bound is None:
        raise SystemExit("the config has members that Client has no arguments for")
    return Client(**bound)


def answer(client: Client, operation: str, text: bytes) -> dict[str, Any]:
    request = read(text)
    if not isinstance(request, dict):
        # Nothing that Python can hand over: the library judges the very bytes.
        function = getattr(_library.library, f"cometchat_{operation}")
        return _library.run(function, client._number, text)
    method = getattr(client, METHODS[operation])
    if operation == "session_restore":
        # Its argument is the whole request.
        restored: dict[str, Any] = method(request).document
        return restored
    bound = arguments(method, request)
    if bound is None:
        return client.call(operation, request)
    document: dict[str, Any] = method(**bound).document
    return document


def once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in members}) < len(members):
        raise ValueError("a dict has a name once")
    return dict(members)


def finite(text: str) -> float:
    if math.isinf(number := float(text)):
        raise ValueError("a float has no number of this size")
    return number


def read(text: bytes) -> object:
    try:
        return json.loads(text, object_pairs_hook=once, parse_float=finite)
    except (ValueError, RecursionError):
        return None


def main() -> None:
    with open_client(json.loads(sys.argv[1])) as client:
        for line in sys.stdin.buffer:
            operation, _, request = line.rstrip(b"\n").partition(b" ")
            try:
                status, document = "ok", answer(client, operation.decode(), request or b"{}")
            except CometChatError as error:
                status, document = error.kind, error.document
            print(status, json.dumps(document), flush=True)


if __name__ == "__main__":
    main()

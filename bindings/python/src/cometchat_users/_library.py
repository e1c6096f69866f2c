"""The native library: found, checked, called. Nothing else here knows ctypes."""

from __future__ import annotations

import ctypes
import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from . import _logging
from ._documents import Document
from ._errors import error_from

REQUIRED_ABI = 1
VARIABLE = "COMETCHAT_USERS_LIBRARY"
SUFFIXES = {"darwin": ".dylib", "win32": ".dll"}

OPERATIONS = (
    "apikey_create",
    "apikey_delete",
    "apikey_get",
    "apikey_list",
    "apikey_update",
    "block_add",
    "block_list",
    "block_remove",
    "bulk_import",
    "client_info",
    "feature_allow",
    "feature_list",
    "feature_restrict",
    "friend_add",
    "friend_list",
    "friend_remove",
    "permission_list",
    "permission_set",
    "permission_unset",
    "presence_count",
    "role_create",
    "role_delete",
    "role_get",
    "role_list",
    "role_update",
    "session_current",
    "session_ensure",
    "session_export",
    "session_login",
    "session_login_with_token",
    "session_logout",
    "session_restore",
    "session_update_user",
    "token_create",
    "token_delete",
    "token_flush",
    "token_get",
    "token_list",
    "token_update",
    "user_create",
    "user_deactivate",
    "user_delete",
    "user_ensure",
    "user_get",
    "user_list",
    "user_reactivate",
    "user_update",
)

# A document comes back as c_void_p: of a c_char_p, ctypes keeps a copy and loses the
# address that is to be released.
_OUT = ctypes.POINTER(ctypes.c_void_p)

_SIGNATURES: Mapping[str, tuple[Any, list[Any]]] = {
    "version": (ctypes.c_char_p, []),
    "status_name": (ctypes.c_char_p, [ctypes.c_int32]),
    "string_free": (None, [ctypes.c_void_p]),
    "set_logger": (ctypes.c_int32, [ctypes.c_int32, _logging.CALLBACK, ctypes.c_void_p]),
    "client_open": (
        ctypes.c_int32,
        [ctypes.c_char_p, ctypes.POINTER(ctypes.c_uint64), _OUT],
    ),
    "client_close": (ctypes.c_int32, [ctypes.c_uint64]),
    "client_share": (ctypes.c_int32, [ctypes.c_uint64, ctypes.POINTER(ctypes.c_uint64)]),
    "client_cancel": (ctypes.c_int32, [ctypes.c_uint64]),
    **dict.fromkeys(OPERATIONS, (ctypes.c_int32, [ctypes.c_uint64, ctypes.c_char_p, _OUT])),
}


def load() -> ctypes.CDLL:
    """Load the library that the environment names, or else the package's own."""
    suffix = SUFFIXES.get(sys.platform, ".so")
    packaged = Path(__file__).with_name(f"libcometchat_users{suffix}")
    path = os.environ.get(VARIABLE) or str(packaged)
    try:
        library = ctypes.CDLL(path)
    except OSError as error:
        raise ImportError(
            f"the native library cannot be loaded: {error}."
            f" Install the package anew, or name a library file in {VARIABLE}."
        ) from error
    try:
        library.cometchat_abi_version.restype = ctypes.c_uint32
        abi = library.cometchat_abi_version()
        if abi < REQUIRED_ABI:
            raise ImportError(
                f"{path} has ABI version {abi}, and this package needs {REQUIRED_ABI} or newer:"
                f" build it from the sources of this package, or unset {VARIABLE}."
            )
        for name, (result, arguments) in _SIGNATURES.items():
            function = getattr(library, f"cometchat_{name}")
            function.restype, function.argtypes = result, arguments
    except AttributeError as error:
        raise ImportError(f"{path} is not a cometchat_users library: {error}") from error
    return library


library = load()
_logging.stop_at_exit(library)


def version() -> str:
    """The version of the native library, e.g. ``0.1.0``."""
    return bytes(library.cometchat_version()).decode()


def abi_version() -> int:
    """The version of the native library's ABI."""
    return int(library.cometchat_abi_version())


def status_name(status: int) -> str:
    """The name of a status number: an error's ``kind``, ``ok`` for 0, else ``unknown``."""
    return bytes(library.cometchat_status_name(status)).decode()


def open_client(config: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
    """Open a client and return its number, and what it is."""
    client = ctypes.c_uint64()
    info = run(library.cometchat_client_open, _encode(config), ctypes.byref(client))
    return client.value, info


def close_client(client: int) -> None:
    """Close a client; it is no matter if it is closed."""
    library.cometchat_client_close(client)


def share_client(client: int) -> int:
    """Another number for a client; 0, which no client has, if it is closed."""
    shared = ctypes.c_uint64()
    library.cometchat_client_share(client, ctypes.byref(shared))
    return shared.value


def cancel_calls(client: int) -> None:
    """End the calls in flight that were made with a number; it is no matter if it is closed."""
    library.cometchat_client_cancel(client)


def call(client: int, operation: str, request: object) -> dict[str, Any]:
    """Run an operation and return its document."""
    # The other functions take other arguments: calling them in this way would crash.
    if operation not in OPERATIONS:
        raise ValueError(f"there is no operation {operation!r}: {', '.join(OPERATIONS)}")
    return run(getattr(library, f"cometchat_{operation}"), client, _encode(request))


class _Encoder(json.JSONEncoder):
    def default(self, o: object) -> object:
        return o.document if isinstance(o, Document) else super().default(o)


_ENCODER = _Encoder(ensure_ascii=False, separators=(",", ":"))


def _encode(request: object) -> bytes:
    # JSON has its NULs escaped. Half a surrogate pair, which UTF-8 does not have, becomes the
    # JSON escape, for the library to refuse.
    return _ENCODER.encode(request).encode("utf-8", "backslashreplace")


def run(function: Callable[..., int], *arguments: object) -> dict[str, Any]:
    """Call a function that hands out a document as its last argument; return or raise that."""
    _logging.follow(library)
    out = ctypes.c_void_p()
    try:
        status = function(*arguments, ctypes.byref(out))
        document: dict[str, Any] = json.loads(ctypes.cast(out, ctypes.c_char_p).value or b"")
    finally:
        library.cometchat_string_free(out)
    if status != 0:
        raise error_from(document)
    return document

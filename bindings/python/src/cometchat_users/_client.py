"""The client: its life, and the one call that all operations are made of."""

from __future__ import annotations

import copy
import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from . import _interrupt, _library
from ._documents import Info
from ._operations.api_keys import ApiKeyOperations
from ._operations.caller import given
from ._operations.relations import RelationOperations
from ._operations.roles import RoleOperations
from ._operations.sessions import SessionOperations
from ._operations.tokens import TokenOperations
from ._operations.users import UserOperations

if TYPE_CHECKING:
    from typing_extensions import Self


class Client(
    UserOperations,
    SessionOperations,
    TokenOperations,
    RoleOperations,
    RelationOperations,
    ApiKeyOperations,
):
    """CometChat user management at the place that ``url`` names.

    ``memory:`` is in memory and gone with the client; ``file:PATH`` is on a file, made if
    missing, that several threads, clients and processes may use.

    Use it from any thread. Close it, or use it in a ``with`` statement; a client that is
    forgotten is closed when it is collected. After a fork, open a new one in the child.

    Any call may raise ``InvalidHandleError`` (the client is closed), ``CallTimeoutError`` and
    ``InternalError``, on a file ``StorageError``, on the cloud or a server ``NetworkError``,
    ``ServiceError``, ``RateLimitedError``, ``UnauthenticatedError`` and
    ``PermissionDeniedError``; only what is peculiar to a method is listed with it.

    Ctrl-C, as whatever a signal handler raises, ends a call to the cloud or a server at once.
    """

    def __init__(
        self,
        url: str,
        *,
        app_id: str | None = None,
        region: str | None = None,
        timeout_ms: int | None = None,
        api_key: str | None = None,
        auth_key: str | None = None,
        connect_timeout_ms: int | None = None,
        max_retries: int | None = None,
        max_requests_per_minute: int | None = None,
        ca_file: str | None = None,
        proxy: str | None = None,
        user_agent: str | None = None,
    ) -> None:
        """Open a client. A call blocks for at most ``timeout_ms``, 30000 if not given.

        ``url`` is ``memory:``, ``file:PATH``, ``http(s)://HOST[:PORT][/PREFIX]`` or
        ``cometchat://APPID@REGION``. The keys and what follows are for the last two: an
        ``api_key`` may do everything, an ``auth_key`` creates, updates and logs in users.
        ``max_retries``, 0 to 10 and 3 if not given, is how often a request is repeated where
        that may help and can do no harm; with ``max_requests_per_minute``, calls wait for
        their turn. ``ca_file`` is trusted instead of the system's certificates; ``proxy`` is a
        URL, and asked of the environment if not given.

        Raises ``ValidationError`` (an argument is wrong), ``UnsupportedError`` (a place that
        this version cannot open) and ``StorageError`` (``code`` says what ails the file).
        """
        optional = given(
            appId=app_id,
            region=region,
            timeoutMs=timeout_ms,
            apiKey=api_key,
            authKey=auth_key,
            connectTimeoutMs=connect_timeout_ms,
            maxRetries=max_retries,
            maxRequestsPerMinute=max_requests_per_minute,
            caFile=ca_file,
            proxy=proxy,
            userAgent=user_agent,
        )
        self._number, info = _library.open_client({"url": url, **optional})
        self._is_remote = info["backend"] not in ("memory", "file")
        self._shares: set[int] = set()
        self._close = weakref.finalize(self, _close_in_process, self._number, os.getpid())

    def close(self) -> None:
        """Close the client; closing twice is harmless. Nobody is logged out by it.

        Calls in flight finish; to end them, see ``cancel``.
        """
        self._close()

    def cancel(self) -> None:
        """End the calls in flight, of all threads: each raises ``CallCancelledError``.

        At once where they wait for the network, for their turn or for another process. What
        they have asked for may have been done all the same. Later calls are not affected.
        """
        for number in (self._number, *self._shares.copy()):
            _library.cancel_calls(number)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def call(self, operation: str, request: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run an operation as the C library has it, e.g. ``user_create``, and return its document.

        For members of a request that this version of the package has no argument for.

        Raises what the operation raises, ``InvalidJsonError`` (the request is no object)
        and ``ValueError`` (there is no such operation).
        """
        request = {} if request is None else request
        if not (self._is_remote and _interrupt.is_heard()):
            return _library.call(self._number, operation, request)
        with self._shared() as number:
            return _interrupt.interruptible(
                lambda: _library.call(number, operation, request),
                lambda: _library.cancel_calls(number),
            )

    def info(self) -> Info:
        """What this client is, and the limits that apply."""
        return Info(self.call("client_info"))

    @contextmanager
    def _shared(self) -> Iterator[int]:
        """Another number for this client, to cancel what is called with it alone."""
        number = _library.share_client(self._number)
        self._shares.add(number)
        try:
            yield number
        finally:
            self._shares.discard(number)
            _library.close_client(number)

    def _numbered(self, number: int) -> Client:
        """This client, with another number."""
        client = copy.copy(self)
        client._number = number
        return client


def _close_in_process(number: int, process: int) -> None:
    # In a forked child the client is a copy: closing it would disturb the parent's file.
    if os.getpid() == process:
        _library.close_client(number)

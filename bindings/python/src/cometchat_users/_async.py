"""The client for asyncio: the same calls, each in a thread."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import functools
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from . import _library
from ._client import Client
from ._errors import CometChatError
from ._interrupt import AGAIN
from ._items import Items

if TYPE_CHECKING:
    from typing_extensions import Concatenate, ParamSpec, Self

    P = ParamSpec("P")
R = TypeVar("R")

# Threads are made as they are needed; calls beyond these wait for one.
_MOST_THREADS = 64


class _Running(NamedTuple):
    """A call in a thread, made with a number of its own."""

    number: int
    future: asyncio.Future[Any]

    async def end(self) -> None:
        """Cancel it, and wait until it has ended: the first time it may not have begun yet."""
        while not self.future.done():
            _library.cancel_calls(self.number)
            await asyncio.wait([self.future], timeout=AGAIN)


def _retrieve(future: asyncio.Future[Any]) -> None:
    """What a call raises that nobody waits for any more is no news."""
    if not future.cancelled():
        future.exception()


def _in_thread(
    method: Callable[Concatenate[Client, P], R],
) -> Callable[Concatenate[AsyncClient, P], Coroutine[Any, Any, R]]:
    @functools.wraps(method)
    async def call(self: AsyncClient, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await self._run(lambda client: method(client, *args, **kwargs))

    return call


def _page_by_page(
    method: Callable[Concatenate[Client, P], Iterator[R]],
) -> Callable[Concatenate[AsyncClient, P], AsyncIterator[R]]:
    @functools.wraps(method)
    async def iterate(self: AsyncClient, /, *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[R]:
        items = await self._run(lambda client: cast("Items[R]", method(client, *args, **kwargs)))
        while not items.at_end:
            for item in await self._run(lambda client: items.read_on(client.call)):
                yield item

    return iterate


class AsyncClient:
    """``Client`` for asyncio: the same methods, as coroutines.

    The client opens in the background, and the first ``await`` raises what kept it from
    opening. To cancel a task, or ``asyncio.wait_for``, ends the call that it waits for, as
    ``cancel`` does, and no other.
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
        """As for ``Client``."""
        # Threads of its own: calls may block for long, and the loop's are for everybody.
        self._threads = ThreadPoolExecutor(_MOST_THREADS, "cometchat_users_async")
        self._client = self._threads.submit(
            Client,
            url,
            app_id=app_id,
            region=region,
            timeout_ms=timeout_ms,
            api_key=api_key,
            auth_key=auth_key,
            connect_timeout_ms=connect_timeout_ms,
            max_retries=max_retries,
            max_requests_per_minute=max_requests_per_minute,
            ca_file=ca_file,
            proxy=proxy,
            user_agent=user_agent,
        )
        self._running: set[_Running] = set()
        self._closed = False

    async def close(self) -> None:
        """Close the client; closing twice is harmless. Nobody is logged out by it."""
        try:
            # What kept it from opening is no trouble here.
            with contextlib.suppress(CometChatError):
                await self._run(Client.close)
        finally:
            self._closed = True
            self._threads.shutdown(wait=False)

    async def cancel(self) -> None:
        """End the calls in flight, of all tasks: each raises ``CallCancelledError``.

        At once where they wait for the network, for their turn or for another process. What
        they have asked for may have been done all the same. Later calls are not affected.
        """
        await asyncio.gather(*(running.end() for running in self._running))

    async def __aenter__(self) -> Self:
        try:
            await asyncio.wrap_future(self._client)
        except BaseException:
            self._threads.shutdown(wait=False)
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _run(self, call: Callable[[Client], R]) -> R:
        if self._closed:
            # The library refuses it at once: no thread is needed, and none is left.
            return call(self._client.result())
        if not self._client.done():
            await asyncio.shield(asyncio.wrap_future(self._client))
        client = self._client.result()
        with client._shared() as number:
            context = contextvars.copy_context()
            thread = self._threads.submit(context.run, call, client._numbered(number))
            running = _Running(number, asyncio.wrap_future(thread))
            running.future.add_done_callback(_retrieve)
            self._running.add(running)
            try:
                await asyncio.wait([running.future])
            except asyncio.CancelledError:
                if not thread.cancel():
                    await running.end()
                raise
            finally:
                self._running.discard(running)
            return cast(R, running.future.result())

    call = _in_thread(Client.call)
    info = _in_thread(Client.info)
    create_user = _in_thread(Client.create_user)
    get_user = _in_thread(Client.get_user)
    list_users = _in_thread(Client.list_users)
    iter_users = _page_by_page(Client.iter_users)
    update_user = _in_thread(Client.update_user)
    delete_user = _in_thread(Client.delete_user)
    deactivate_users = _in_thread(Client.deactivate_users)
    reactivate_users = _in_thread(Client.reactivate_users)
    ensure_user = _in_thread(Client.ensure_user)
    import_users = _in_thread(Client.import_users)
    login = _in_thread(Client.login)
    login_with_token = _in_thread(Client.login_with_token)
    logout = _in_thread(Client.logout)
    current_session = _in_thread(Client.current_session)
    update_current_user = _in_thread(Client.update_current_user)
    ensure_session = _in_thread(Client.ensure_session)
    export_session = _in_thread(Client.export_session)
    restore_session = _in_thread(Client.restore_session)
    count_online_users = _in_thread(Client.count_online_users)
    create_token = _in_thread(Client.create_token)
    list_tokens = _in_thread(Client.list_tokens)
    iter_tokens = _page_by_page(Client.iter_tokens)
    get_token = _in_thread(Client.get_token)
    update_token = _in_thread(Client.update_token)
    delete_token = _in_thread(Client.delete_token)
    flush_tokens = _in_thread(Client.flush_tokens)
    create_role = _in_thread(Client.create_role)
    get_role = _in_thread(Client.get_role)
    list_roles = _in_thread(Client.list_roles)
    iter_roles = _page_by_page(Client.iter_roles)
    update_role = _in_thread(Client.update_role)
    delete_role = _in_thread(Client.delete_role)
    list_permissions = _in_thread(Client.list_permissions)
    set_permissions = _in_thread(Client.set_permissions)
    unset_permission = _in_thread(Client.unset_permission)
    restrict_features = _in_thread(Client.restrict_features)
    list_restricted_features = _in_thread(Client.list_restricted_features)
    allow_features = _in_thread(Client.allow_features)
    block_users = _in_thread(Client.block_users)
    unblock_users = _in_thread(Client.unblock_users)
    list_blocked_users = _in_thread(Client.list_blocked_users)
    iter_blocked_users = _page_by_page(Client.iter_blocked_users)
    add_friends = _in_thread(Client.add_friends)
    remove_friends = _in_thread(Client.remove_friends)
    list_friends = _in_thread(Client.list_friends)
    iter_friends = _page_by_page(Client.iter_friends)
    create_api_key = _in_thread(Client.create_api_key)
    list_api_keys = _in_thread(Client.list_api_keys)
    iter_api_keys = _page_by_page(Client.iter_api_keys)
    get_api_key = _in_thread(Client.get_api_key)
    update_api_key = _in_thread(Client.update_api_key)
    delete_api_key = _in_thread(Client.delete_api_key)

"""The client for asyncio: the same calls, each in a thread."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import functools
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from ._client import Client
from ._errors import CometChatError

if TYPE_CHECKING:
    from typing_extensions import Concatenate, ParamSpec, Self

    P = ParamSpec("P")
R = TypeVar("R")


def _in_thread(
    method: Callable[Concatenate[Client, P], R],
) -> Callable[Concatenate[AsyncClient, P], Coroutine[Any, Any, R]]:
    @functools.wraps(method)
    async def call(self: AsyncClient, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await self._run(lambda client: method(client, *args, **kwargs))

    return call


class AsyncClient:
    """``Client`` for asyncio: the same methods, as coroutines.

    The client opens in the background, and the first ``await`` raises what kept it from
    opening. A call that is cancelled goes on in its thread, and its result is dropped.
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
        ca_file: str | None = None,
        proxy: str | None = None,
        user_agent: str | None = None,
    ) -> None:
        """As for ``Client``."""
        # Threads of its own: calls may block for long, and the loop's are for everybody.
        self._threads = ThreadPoolExecutor(thread_name_prefix="cometchat_users")
        self._client = self._threads.submit(
            Client,
            url,
            app_id=app_id,
            region=region,
            timeout_ms=timeout_ms,
            api_key=api_key,
            auth_key=auth_key,
            connect_timeout_ms=connect_timeout_ms,
            ca_file=ca_file,
            proxy=proxy,
            user_agent=user_agent,
        )
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
        context = contextvars.copy_context()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._threads, lambda: context.run(call, self._client.result())
        )

    call = _in_thread(Client.call)
    info = _in_thread(Client.info)
    create_user = _in_thread(Client.create_user)
    get_user = _in_thread(Client.get_user)
    list_users = _in_thread(Client.list_users)
    update_user = _in_thread(Client.update_user)
    delete_user = _in_thread(Client.delete_user)
    deactivate_users = _in_thread(Client.deactivate_users)
    reactivate_users = _in_thread(Client.reactivate_users)
    login = _in_thread(Client.login)
    login_with_token = _in_thread(Client.login_with_token)
    logout = _in_thread(Client.logout)
    current_session = _in_thread(Client.current_session)
    update_current_user = _in_thread(Client.update_current_user)
    create_token = _in_thread(Client.create_token)
    create_role = _in_thread(Client.create_role)
    get_role = _in_thread(Client.get_role)
    list_roles = _in_thread(Client.list_roles)
    update_role = _in_thread(Client.update_role)
    delete_role = _in_thread(Client.delete_role)

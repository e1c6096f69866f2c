from __future__ import annotations

import asyncio
import inspect
import threading
from contextvars import ContextVar
from pathlib import Path

import pytest
from programs import another_writer

from cometchat_users import (
    AsyncClient,
    Client,
    InvalidHandleError,
    NotFoundError,
    UnsupportedError,
)


def own_threads() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name.startswith("cometchat_users_async")]


def test_both_clients_have_the_same_methods() -> None:
    def methods(kind: type) -> dict[str, list[str]]:
        return {
            name: list(inspect.signature(method).parameters)
            for name, method in inspect.getmembers(kind, inspect.isfunction)
            if not name.startswith("_") or name == "__init__"
        }

    assert methods(AsyncClient) == methods(Client)
    for name in methods(AsyncClient):
        method = getattr(AsyncClient, name)
        if name.startswith("iter_"):
            assert inspect.isasyncgenfunction(method), name
        elif name != "__init__":
            assert inspect.iscoroutinefunction(method), name
    assert AsyncClient.login.__doc__ == Client.login.__doc__


def test_all_operations_can_be_awaited() -> None:
    async def main() -> None:
        async with AsyncClient("memory:", app_id="app1", timeout_ms=1234) as client:
            info = await client.info()
            assert (info.app_id, info.timeout_ms) == ("app1", 1234)
            await client.create_role("pilot", "Pilot")
            await client.update_role("pilot", name="Aviator")
            assert (await client.get_role("pilot")).name == "Aviator"
            assert len((await client.list_roles()).roles) == 2
            await client.create_user("ada", "Ada", role="pilot")
            await client.update_user("ada", name="Ada L.")
            assert (await client.get_user("ada")).name == "Ada L."
            assert (await client.list_users(per_page=5)).pagination.per_page == 5
            assert (await client.login("ada")).uid == "ada"
            await client.update_current_user(status_message="Here")
            assert (await client.current_session()).status_message == "Here"
            assert (await client.logout()).success
            token = await client.create_token("ada")
            assert (await client.login_with_token(token.auth_token)).uid == "ada"
            assert (await client.deactivate_users(["ada"])).outcomes == {"ada": "deactivated"}
            assert (await client.reactivate_users(["ada"])).outcomes == {"ada": "reactivated"}
            assert (await client.call("user_get", {"uid": "ada"}))["uid"] == "ada"
            assert (await client.delete_user("ada")).success
            assert (await client.delete_role("pilot")).success
            with pytest.raises(NotFoundError):
                await client.get_user("ada")

    asyncio.run(main())


def test_calls_run_side_by_side() -> None:
    async def main() -> int:
        async with AsyncClient("memory:") as client:
            await asyncio.gather(*(client.create_user(f"user-{n}", "User") for n in range(200)))
            return (await client.list_users()).pagination.total

    assert asyncio.run(main()) == 200


def test_the_loop_goes_on_while_a_call_blocks(tmp_path: Path) -> None:
    path = tmp_path / "users.db"

    async def main() -> None:
        async with AsyncClient(f"file:{path}") as client:
            with another_writer(path):
                call = asyncio.ensure_future(client.create_user("ada", "Ada"))
                for _ in range(20):
                    await asyncio.sleep(0.01)
                assert not call.done()
            assert (await call).uid == "ada"

    asyncio.run(main())


def test_a_cancelled_call_leaves_the_client_usable(tmp_path: Path) -> None:
    path = tmp_path / "users.db"

    async def main() -> None:
        async with AsyncClient(f"file:{path}") as client:
            with another_writer(path), pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(client.create_user("ada", "Ada"), 0.1)
            assert (await client.create_user("bob", "Bob")).uid == "bob"

    asyncio.run(main())


def test_the_first_call_raises_what_kept_the_client_from_opening() -> None:
    async def main() -> None:
        with pytest.raises(UnsupportedError):
            async with AsyncClient("postgres://localhost/users"):
                raise AssertionError
        client = AsyncClient("postgres://localhost/users")
        with pytest.raises(UnsupportedError):
            await client.info()
        await client.close()

    asyncio.run(main())


def test_a_closed_client_is_refused_and_leaves_no_thread() -> None:
    async def main() -> None:
        client = AsyncClient("memory:")
        await client.create_user("ada", "Ada")
        assert own_threads()
        await client.close()
        await client.close()
        with pytest.raises(InvalidHandleError):
            await client.info()
        for thread in own_threads():
            thread.join(10)
        assert not own_threads()

    asyncio.run(main())


def test_a_call_sees_the_callers_context(caplog: pytest.LogCaptureFixture) -> None:
    request: ContextVar[str] = ContextVar("request", default="none")
    seen: list[str] = []

    async def main() -> None:
        async with AsyncClient("memory:") as client:
            request.set("r1")
            await client._run(lambda _: seen.append(request.get()))

    asyncio.run(main())
    assert seen == ["r1"]

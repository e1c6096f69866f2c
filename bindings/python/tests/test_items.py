from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cometchat_users import (
    AsyncClient,
    Client,
    NotFoundError,
    Token,
    TokenPage,
    User,
    UserPage,
    _items,
)
from cometchat_users._items import Items, Window


def walked(
    names: list[str],
    change: Callable[[int], None] = lambda _: None,
    *,
    per_page: int = 20,
    most: int = 1000,
) -> list[str]:
    """Walk over a list that changes before each call, on a service with a largest page."""
    calls = 0

    def call(_: str, request: dict[str, Any]) -> dict[str, Any]:
        nonlocal calls
        change(calls)
        calls += 1
        assert calls < 2000, "it does not end"
        size = min(request["perPage"], most)
        start = (request["page"] - 1) * size
        tokens = [{"authToken": name} for name in names[start : start + size]]
        return {"tokens": tokens, "pagination": {"total": 0, "per_page": size}}

    items: Items[Token] = Items(call, "token_list", {}, per_page, TokenPage, "tokens", "auth_token")
    return [token.auth_token for token in items]


@pytest.mark.parametrize("per_page", [1, 20, 21, 50, 100, 1000])
@pytest.mark.parametrize("length", [0, 1, 2, 19, 20, 21, 99, 100, 101, 500])
def test_a_list_that_stays_comes_whole_and_in_order(length: int, per_page: int) -> None:
    names = [str(n) for n in range(length)]
    assert walked(names, per_page=per_page) == names


def test_a_service_may_give_smaller_pages_than_it_was_asked_for() -> None:
    names = [str(n) for n in range(500)]
    assert walked(names, per_page=100, most=30) == names


def test_a_long_list_takes_few_more_calls_than_it_has_pages() -> None:
    calls: list[int] = []
    assert len(walked([str(n) for n in range(10_000)], calls.append, per_page=100)) == 10_000
    assert len(calls) < 120


@pytest.mark.parametrize("seed", range(200))
def test_what_is_there_all_along_comes_once_while_the_rest_comes_and_goes(seed: int) -> None:
    chance = random.Random(seed)
    steady = [f"steady-{n}" for n in range(150)]
    names = [*steady]
    for n in range(300):
        names.insert(chance.randrange(len(names) + 1), f"leaving-{n}")

    def change(call: int) -> None:
        if call < 40:
            for _ in range(chance.choice([0, 0, 1, 5, 40])):
                leaving = [name for name in names if not name.startswith("steady")]
                if leaving:
                    names.remove(chance.choice(leaving))
            for n in range(chance.choice([0, 0, 1, 5, 15])):
                names.insert(0, f"new-{call}-{n}")

    given = walked(names, change)
    assert len(set(given)) == len(given)
    assert [name for name in given if name.startswith("steady")] == steady


def users_of(client: Client, change: Callable[[int], None]) -> Iterator[str]:
    """The uids of a walk in pages of 20; `change` runs each time that a page was read."""
    call, read = client.call, 0

    def changing(operation: str, request: dict[str, Any] | None = None) -> dict[str, Any]:
        nonlocal read
        document = call(operation, request)
        read += 1
        change(read)
        return document

    client.call = changing  # type: ignore[method-assign]
    try:
        yield from (user.uid for user in client.iter_users(per_page=20))
    finally:
        del client.call


def test_users_created_and_deleted_between_pages_move_no_other_out_of_sight() -> None:
    with Client("memory:") as client:
        for n in range(120):
            client.create_user(f"user-{n:03}", "User")
        leaving = {f"user-{n:03}" for n in range(0, 120, 3)}

        def change(read: int) -> None:
            # The direct way: this is about the list, and not about the walk over it.
            for uid in sorted(leaving, reverse=True)[:9]:
                leaving.remove(uid)
                Client.call(client, "user_delete", {"uid": uid})
            if read % 2:
                Client.call(client, "user_create", {"uid": f"new-{read}", "name": "New"})

        given = list(users_of(client, change))
    steady = [f"user-{n:03}" for n in reversed(range(120)) if n % 3]
    assert len(set(given)) == len(given)
    assert [uid for uid in given if uid in steady] == steady


def test_pages_by_number_alone_would_repeat_and_skip(client: Client) -> None:
    """That what the walk is for does happen."""
    for n in range(60):
        client.create_user(f"user-{n:03}", "User")
    given = [user.uid for user in client.list_users(page=1, per_page=20).users]
    for n in range(40, 50):
        client.delete_user(f"user-{n:03}")
    given += [user.uid for user in client.list_users(page=2, per_page=20).users]
    assert "user-035" not in given


def test_an_error_can_be_gone_over(client: Client) -> None:
    for n in range(30):
        client.create_user(f"user-{n}", "User")
    users = client.iter_users(per_page=20, on_behalf_of="ada")
    with pytest.raises(NotFoundError):
        next(users)
    client.create_user("ada", "Ada")
    assert len(list(users)) == 30
    assert list(users) == []


def test_windows_overlap_and_reach_far() -> None:
    for read in range(20, 5000):
        window = Window.after(read, 20)
        assert (window.page - 1) * window.size < read < window.end


def test_each_list_can_be_walked(client: Client) -> None:
    client.create_user("ada", "Ada")
    for n in range(45):
        client.create_user(f"friend-{n}", "Friend", tags=["even"] if n % 2 == 0 else [])
    friends = [f"friend-{n}" for n in range(45)]
    for some in (friends[:25], friends[25:]):
        client.add_friends("ada", some)
        client.block_users(some, uid="ada")
        for _ in some:
            client.create_token("ada")
    for n in range(20):
        client.create_role(f"role-{n}", "Role")
        client.create_api_key(f"key-{n}", scope="authOnly")
    assert {user.uid for user in client.iter_users(tags=["even"])} == set(friends[::2])
    assert sorted(user.uid for user in client.iter_friends("ada", per_page=20)) == sorted(friends)
    blocked = client.iter_blocked_users(uid="ada", per_page=20)
    assert sorted(user.uid for user in blocked) == sorted(friends)
    assert len({token.auth_token for token in client.iter_tokens("ada", per_page=20)}) == 45
    roles = [role.role for role in client.iter_roles(per_page=20)]
    assert (len(set(roles)), roles[-1]) == (21, "default")
    keys = list(client.iter_api_keys(search_key="key-", per_page=20))
    assert len({key.api_key for key in keys}) == 20


def test_asyncio_walks_as_well() -> None:
    async def main() -> None:
        async with AsyncClient("memory:") as client:
            for n in range(50):
                await client.create_user(f"user-{n}", "User")
            given = []
            async for user in client.iter_users(per_page=20):
                given.append(user.uid)
                if len(given) == 1:
                    await client.create_user("new", "New")
            assert given == [f"user-{n}" for n in reversed(range(50))]
            roles = [role.role async for role in client.iter_roles()]
            assert roles == ["default"]

    asyncio.run(main())


def test_pages_have_a_hundred_items_unless_told_otherwise(client: Client) -> None:
    sizes: list[int] = []

    def call(_: str, request: dict[str, Any]) -> dict[str, Any]:
        sizes.append(request["perPage"])
        return client.call("user_list", request)

    list(Items[User](call, "user_list", {}, None, UserPage, "users", "uid"))
    assert sizes == [_items.PER_PAGE] == [100]

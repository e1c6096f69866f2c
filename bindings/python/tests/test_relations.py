from __future__ import annotations

import pytest

from cometchat_users import Client, NotFoundError, NotLoggedInError


@pytest.fixture(autouse=True)
def users(client: Client) -> None:
    for uid in ("ada", "bob", "cyd"):
        client.create_user(uid, uid.title())


def test_a_block_is_seen_by_both(client: Client) -> None:
    done = client.block_users(["bob", "nobody"], uid="ada")
    assert {uid: outcome.success for uid, outcome in done.outcomes.items()} == {
        "bob": True,
        "nobody": False,
    }
    assert done.outcomes["bob"].message
    assert client.get_user("bob", on_behalf_of="ada").blocked_by_me
    seen = client.get_user("ada", on_behalf_of="bob")
    assert (seen.has_blocked_me, seen.blocked_by_me) == (True, False)
    assert seen.conversation_id == "ada_user_bob"


def test_blocked_users_are_listed_with_the_time(client: Client) -> None:
    client.block_users(["bob"], uid="ada")
    page = client.list_blocked_users(uid="ada")
    assert [user.uid for user in page.users] == ["bob"]
    assert (page.users[0].blocked_at or 0) > 1_700_000_000
    assert page.pagination.total == 0


def test_the_logged_in_user_blocks_and_unblocks(client: Client) -> None:
    with pytest.raises(NotLoggedInError):
        client.block_users(["bob"])
    client.login("ada")
    client.block_users(["bob"])
    client.block_users(["ada"], uid="cyd")
    for direction, blocked in (
        ("blockedByMe", {"bob"}),
        ("hasBlockedMe", {"cyd"}),
        (None, {"bob", "cyd"}),
    ):
        page = client.list_blocked_users(direction=direction)
        assert {user.uid for user in page.users} == blocked
    assert client.list_blocked_users(search_key="CY").users[0].has_blocked_me_at
    assert client.unblock_users(["bob"]).outcomes["bob"].success
    assert client.list_blocked_users(direction="blockedByMe").users == ()


def test_friends_are_mutual(client: Client) -> None:
    assert client.add_friends("ada", ["bob", "cyd"]).outcomes["bob"].success
    assert [user.uid for user in client.list_friends("bob").users] == ["ada"]
    assert [user.uid for user in client.list_friends("ada", search_key="cy").users] == ["cyd"]
    assert client.remove_friends("ada", ["bob"]).success
    assert client.list_friends("bob", page=1, per_page=5).users == ()
    with pytest.raises(NotFoundError):
        client.remove_friends("ada", ["bob"])

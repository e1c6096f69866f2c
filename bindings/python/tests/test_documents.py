from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any

import pytest

from cometchat_users import Client, Document, Session, User

USER: dict[str, Any] = {
    "uid": "ada",
    "name": "Ada",
    "role": "default",
    "status": "offline",
    "hasBlockedMe": False,
    "blockedByMe": True,
    "deactivatedAt": 0,
    "createdAt": 1,
}


def test_a_result_keeps_the_whole_document() -> None:
    document = {**USER, "aMemberOfNextYear": [1, 2]}
    user = User(document)
    assert user.document == document
    assert (user.has_blocked_me, user.blocked_by_me) == (False, True)
    assert not hasattr(user, "a_member_of_next_year")


@pytest.mark.parametrize("name", ["document", "_readers", "__class__"])
def test_a_member_of_any_name_is_harmless(name: str) -> None:
    document = {name: "passport", **USER, "tags": ["math"]}
    user = User(document)
    assert (user.document, user.uid, user.tags) == (document, "ada", ("math",))


def test_results_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        User(USER).name = "Bob"  # type: ignore[misc]


def test_results_are_equal_if_their_members_are() -> None:
    assert User(USER) == User(dict(USER))
    assert User(USER) != User({**USER, "name": "Bob"})


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))]
)
def test_results_can_be_copied_and_pickled(client: Client, copied: Any) -> None:
    client.create_user("ada", "Ada", tags=["math"])
    for result in (client.login("ada"), client.list_users(), client.info()):
        assert copied(result) == result
        assert copied(result).document == result.document


def test_the_repr_shows_what_is_there() -> None:
    assert repr(User({"uid": "ada", "name": "Ada"})) == "User(uid='ada', name='Ada')"


def test_no_repr_shows_a_secret(client: Client) -> None:
    user = client.create_user("ada", "Ada", with_auth_token=True)
    session = client.login("ada")
    token = client.create_token("ada")
    secrets = {user.auth_token, session.auth_token, session.jwt, token.auth_token}
    assert len(secrets) == 4
    results: list[Document] = [user, session, token]
    for result in results:
        shown = f"{result!r} {result}"
        assert "auth_token=***" in shown
        assert not any(str(secret) in shown for secret in secrets)
    assert "jwt=***" in repr(session)


def test_a_session_is_a_user_with_more(client: Client, ada: str) -> None:
    session = client.login(ada)
    assert isinstance(session, User)
    assert {each.name for each in dataclasses.fields(Session)} > {
        each.name for each in dataclasses.fields(User)
    }


def test_every_member_that_the_library_sends_has_an_attribute(client: Client) -> None:
    client.create_role("pilot", "Pilot", description="d", metadata={"a": 1}, settings={})
    client.update_role("pilot", name="Aviator")
    user = client.create_user(
        "ada",
        "Ada",
        avatar="https://example.com/a",
        link="https://example.com/b",
        role="pilot",
        status_message="s",
        metadata={"a": 1},
        tags=["t"],
        with_auth_token=True,
    )
    results: list[Document] = [
        user,
        client.update_user("ada", name="Ada L."),
        client.login("ada"),
        client.create_token("ada"),
        client.list_users(),
        client.list_users().pagination,
        client.list_roles(),
        client.get_role("pilot"),
        client.info(),
        client.deactivate_users(["ada"]),
        client.delete_user("ada"),
    ]
    for result in results:
        members = {each.name for each in dataclasses.fields(result) if each.name in vars(result)}
        assert len(members - {"document"}) == len(result.document), result

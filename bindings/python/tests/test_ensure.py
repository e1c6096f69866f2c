from __future__ import annotations

import json

import pytest

from cometchat_users import (
    Client,
    ConflictError,
    ExportedSession,
    NotLoggedInError,
    UnauthenticatedError,
    ValidationError,
)


def test_a_user_is_created_updated_or_left(client: Client) -> None:
    created = client.ensure_user("ada", name="Ada", tags=["math"])
    assert (created.outcome, created.user.uid) == ("created", "ada")
    assert client.ensure_user("ada", name="Ada").outcome == "unchanged"
    updated = client.ensure_user("ada", name="Ada L.", tags=None)
    assert (updated.outcome, set(updated.changed)) == ("updated", {"name", "tags"})
    assert (updated.user.name, updated.user.tags) == ("Ada L.", ())


def test_a_deactivated_user_is_reactivated_on_demand(client: Client, ada: str) -> None:
    client.deactivate_users([ada])
    with pytest.raises(ConflictError):
        client.ensure_user(ada, name="Ada")
    assert client.ensure_user(ada, name="Ada", reactivate=True).outcome == "reactivated"


def test_a_session_is_ensured_in_one_call(client: Client) -> None:
    session = client.ensure_session("ada", name="Ada", avatar="https://example.com/ada.png")
    assert session.steps == ("created", "loggedIn")
    assert (session.uid, session.status) == ("ada", "online")
    assert client.ensure_session("ada", status_message="Hi").steps == ("resumed", "updated")
    with Client("memory:") as other:
        other.create_user("ada", "Ada")
        again = other.ensure_session("ada", auth_token=session.auth_token)
        assert again.steps == ("tokenDead", "loggedIn")


def test_a_session_is_exported_and_restored(client: Client, ada: str) -> None:
    with pytest.raises(NotLoggedInError):
        client.export_session()
    token = client.login(ada).auth_token
    kept = client.export_session()
    assert (kept.version, kept.app_id, kept.uid) == (1, "local", ada)
    assert token not in repr(kept)
    client.login(client.create_user("bob", "Bob").uid)
    assert client.restore_session(kept).auth_token == token
    text = json.dumps(kept.document)
    assert client.restore_session(json.loads(text)).uid == ada
    with pytest.raises(ValidationError):
        client.restore_session({**kept.document, "appId": "another"})
    client.logout()
    with pytest.raises(UnauthenticatedError):
        client.restore_session(ExportedSession(json.loads(text)))


def test_users_come_with_their_past(client: Client, ada: str) -> None:
    with Client("memory:") as other:
        moved = other.create_user("bob", "Bob", tags=["math"])
    done = client.import_users(
        [
            moved,
            {"uid": "cyd", "name": "Cyd", "createdAt": 1_600_000_000},
            {"uid": ada, "name": "Another"},
        ]
    )
    imported = done.outcomes["cyd"].user
    assert imported is not None
    assert imported.created_at == 1_600_000_000
    assert client.get_user("bob").created_at == moved.created_at
    refused = done.outcomes[ada]
    assert not refused.success
    assert refused.error is not None
    assert refused.error.kind == "already_exists"
    assert client.get_user(ada).name == "Ada"


def test_a_creation_asked_for_twice_with_an_intent_is_done_once(client: Client) -> None:
    user = client.create_user("ada", "Ada", intent="signup-1")
    assert client.create_user("ada", "Ada", intent="signup-1") == user
    with pytest.raises(ConflictError, match="name"):
        client.create_user("ada", "Bob", intent="signup-1")
    role = client.create_role("pilot", "Pilot", intent="setup")
    assert client.create_role("pilot", "Pilot", intent="setup") == role

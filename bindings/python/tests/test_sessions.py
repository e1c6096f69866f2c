from __future__ import annotations

import pytest

from cometchat_users import (
    Client,
    NotFoundError,
    NotLoggedInError,
    UnauthenticatedError,
)


def test_a_login_answers_with_the_session(ada: str, client: Client) -> None:
    session = client.login(ada)
    assert (session.uid, session.status) == (ada, "online")
    assert session.auth_token.startswith("ada_")
    assert session.jwt
    assert session.last_active_at is not None
    assert session.ws_channel == {"identity": "[local]ada"}
    assert isinstance(session.settings, dict)
    assert client.current_session() == session


def test_a_user_who_is_not_there_cannot_log_in(client: Client) -> None:
    with pytest.raises(NotFoundError):
        client.login("nobody")


def test_a_token_logs_its_user_in(client: Client, ada: str) -> None:
    token = client.create_token(ada)
    assert (token.uid, token.created_at > 1_700_000_000) == (ada, True)
    session = client.login_with_token(token.auth_token)
    assert (session.uid, session.auth_token) == (ada, token.auth_token)


def test_a_token_that_was_never_issued_is_refused(client: Client) -> None:
    with pytest.raises(UnauthenticatedError):
        client.login_with_token("ada_1234567890abcdef")


def test_a_logout_ends_the_token(client: Client, ada: str) -> None:
    token = client.login(ada).auth_token
    assert client.logout().success
    with pytest.raises(NotLoggedInError):
        client.current_session()
    with pytest.raises(UnauthenticatedError):
        client.login_with_token(token)


def test_nobody_can_log_out_who_is_not_logged_in(client: Client) -> None:
    with pytest.raises(NotLoggedInError):
        client.logout()


def test_the_logged_in_user_updates_their_own_details(client: Client, ada: str) -> None:
    client.login(ada)
    session = client.update_current_user(
        name="Ada Lovelace",
        avatar="https://example.com/ada.png",
        link="https://example.com/ada",
        status_message="Computing",
        metadata={"born": 1815},
        tags=["math"],
    )
    assert session == client.current_session()
    assert (session.name, session.status_message) == ("Ada Lovelace", "Computing")
    assert (session.metadata, session.tags) == ({"born": 1815}, ("math",))


def test_none_clears_the_logged_in_users_details(client: Client) -> None:
    client.create_user("ada", "Ada", link="https://example.com", status_message="Computing")
    client.login("ada")
    session = client.update_current_user(status_message=None)
    assert (session.status_message, session.link) == (None, "https://example.com")


def test_nobody_can_update_themselves_who_is_not_logged_in(client: Client) -> None:
    with pytest.raises(NotLoggedInError):
        client.update_current_user(name="Ada")


def test_each_client_has_a_session_of_its_own(client: Client, ada: str) -> None:
    client.login(ada)
    with Client("memory:") as other, pytest.raises(NotLoggedInError):
        other.current_session()

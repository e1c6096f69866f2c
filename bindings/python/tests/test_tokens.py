from __future__ import annotations

import pytest

from cometchat_users import Client, NotFoundError, UnauthenticatedError


def test_a_token_tells_of_its_device(client: Client, ada: str) -> None:
    token = client.create_token(
        ada,
        platform="ios",
        user_agent="App/1",
        device_id="d-1",
        app_info={"version": "1.2"},
        force=True,
    )
    assert (token.platform, token.user_agent) == ("ios", "App/1")
    assert token.app_info == {"version": "1.2"}
    assert client.get_token(ada, token.auth_token) == token
    changed = client.update_token(ada, token.auth_token, platform=None, user_agent="App/2")
    assert (changed.platform, changed.user_agent) == (None, "App/2")
    assert changed.app_info == {"version": "1.2"}


def test_tokens_are_listed_newest_first_and_deleted(client: Client, ada: str) -> None:
    tokens = [client.create_token(ada).auth_token for _ in range(3)]
    page = client.list_tokens(ada, page=1, per_page=2)
    assert [token.auth_token for token in page.tokens] == [tokens[2], tokens[1]]
    assert page.pagination.total == 3
    assert client.delete_token(ada, tokens[0]).success
    with pytest.raises(NotFoundError):
        client.get_token(ada, tokens[0])
    assert client.flush_tokens(ada).success
    assert client.list_tokens(ada).tokens == ()
    with pytest.raises(UnauthenticatedError):
        client.login_with_token(tokens[1])


def test_a_token_is_made_once_for_an_intent(client: Client, ada: str) -> None:
    token = client.create_token(ada, intent="phone-1")
    assert client.create_token(ada, intent="phone-1").auth_token == token.auth_token
    assert client.create_token(ada).auth_token != token.auth_token

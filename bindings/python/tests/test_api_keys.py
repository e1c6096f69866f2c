from __future__ import annotations

import pytest

from cometchat_users import Client, NotFoundError, ValidationError


def test_a_key_lives_from_create_to_delete(client: Client) -> None:
    key = client.create_api_key("robot")
    assert (key.name, key.scope, len(key.api_key)) == ("robot", "authOnly", 40)
    assert client.get_api_key(key.api_key) == key
    assert client.update_api_key(key.api_key, scope="fullAccess").scope == "fullAccess"
    assert client.update_api_key(key.api_key, name="Robot 2").name == "Robot 2"
    assert client.delete_api_key(key.api_key).success
    with pytest.raises(NotFoundError):
        client.get_api_key(key.api_key)


def test_keys_are_listed_by_scope_and_name(client: Client) -> None:
    client.create_api_key("robot", scope="fullAccess")
    page = client.list_api_keys(scope="fullAccess", search_key="ROB", page=1, per_page=5)
    assert [key.name for key in page.api_keys] == ["robot"]
    assert len(client.list_api_keys().api_keys) == 3


def test_a_key_is_made_once_for_an_intent(client: Client) -> None:
    key = client.create_api_key("robot", intent="deploy-7")
    assert client.create_api_key("robot", intent="deploy-7") == key


def test_no_repr_shows_a_key(client: Client) -> None:
    key = client.create_api_key("robot")
    assert key.api_key not in f"{key} {client.list_api_keys()}"


def test_a_scope_that_is_not_there_is_refused(client: Client) -> None:
    with pytest.raises(ValidationError):
        client.create_api_key("robot", scope="everything")

from __future__ import annotations

import pytest

from cometchat_users import AlreadyExistsError, Client, NotFoundError, PermissionDeniedError


def test_a_created_role_comes_back_as_stored(client: Client) -> None:
    role = client.create_role(
        "Pilot",
        "Pilot",
        description="Flies",
        metadata={"wings": 2},
        settings={"listUsers": "friendsOnly"},
    )
    assert (role.role, role.name, role.description) == ("pilot", "Pilot", "Flies")
    assert (role.metadata, role.settings) == ({"wings": 2}, {"listUsers": "friendsOnly"})
    assert (role.created_at > 1_700_000_000, role.updated_at) == (True, None)
    assert client.get_role("PILOT") == role


def test_a_taken_role_is_refused(client: Client) -> None:
    client.create_role("pilot", "Pilot")
    with pytest.raises(AlreadyExistsError):
        client.create_role("pilot", "Another")


def test_the_built_in_role_is_listed_last(client: Client) -> None:
    client.create_role("pilot", "Pilot")
    client.create_role("cook", "Cook")
    page = client.list_roles(page=1, per_page=100)
    assert [role.role for role in page.roles] == ["cook", "pilot", "default"]
    assert (page.pagination.total, page.pagination.total_pages) == (3, 1)
    assert client.list_roles(page=9).roles == ()


def test_an_update_leaves_what_it_is_not_given_and_none_clears(client: Client) -> None:
    client.create_role("pilot", "Pilot", description="Flies", metadata={"wings": 2})
    role = client.update_role("pilot", name="Aviator", description=None)
    assert (role.name, role.description, role.metadata) == ("Aviator", None, {"wings": 2})
    role = client.update_role("pilot", metadata=None, settings={"listUsers": "all"})
    assert (role.metadata, role.settings) == (None, {"listUsers": "all"})


def test_users_of_a_deleted_role_have_the_default_one(client: Client) -> None:
    client.create_role("pilot", "Pilot")
    client.create_user("ada", "Ada", role="pilot")
    assert client.delete_role("pilot").success
    assert client.get_user("ada").role == "default"
    with pytest.raises(NotFoundError):
        client.get_role("pilot")


def test_the_built_in_role_stays(client: Client) -> None:
    with pytest.raises(PermissionDeniedError):
        client.delete_role("default")

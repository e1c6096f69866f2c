from __future__ import annotations

import pytest

from cometchat_users import Client, NotFoundError, PermissionDeniedError


@pytest.fixture(autouse=True)
def pilots(client: Client) -> None:
    client.create_role("pilot", "Pilot")
    client.create_user("ada", "Ada", role="pilot")
    client.login("ada")


def test_a_permission_is_listed_set_enforced_and_unset(client: Client) -> None:
    permissions = {each.id: each for each in client.list_permissions("pilot").permissions}
    permission = permissions["listUsers"]
    assert (permission.type, permission.data_type) == ("role", "string")
    assert (permission.available_values, permission.default_value) == (("allow", "deny"), "allow")

    done = client.set_permissions("pilot", {"listUsers": "deny", "fly": "allow"})
    assert (done.outcomes["listUsers"].success, done.outcomes["fly"].success) == (True, False)
    assert done.permissions == {"listUsers": "deny"}
    with pytest.raises(PermissionDeniedError):
        client.list_users(sort_by="name")

    assert client.unset_permission("pilot", "listUsers").permissions == {}
    client.list_users(sort_by="name")


def test_a_restricted_feature_is_listed_enforced_and_allowed_again(client: Client) -> None:
    done = client.restrict_features("pilot", ["u.listUsers", "u.blockUser"])
    assert all(outcome.success for outcome in done.outcomes.values())
    features = client.list_restricted_features("pilot", per_page=10).features
    assert {feature.key for feature in features} == {"u.listUsers", "u.blockUser"}
    assert features[0].created_at > 1_700_000_000
    with pytest.raises(PermissionDeniedError):
        client.list_users(sort_by="name")

    assert client.allow_features("pilot", ["u.listUsers"]).success
    client.list_users(sort_by="name")
    assert client.allow_features("pilot", allow_all=True).success
    assert client.list_restricted_features("pilot").features == ()


def test_a_role_that_is_not_there_has_no_rights(client: Client) -> None:
    with pytest.raises(NotFoundError):
        client.list_permissions("cook")

from __future__ import annotations

import pytest

from cometchat_users import (
    AlreadyExistsError,
    Client,
    InvalidJsonError,
    NotFoundError,
    ValidationError,
)


def test_a_created_user_comes_back_as_stored(client: Client) -> None:
    client.create_role("pilot", "Pilot")
    user = client.create_user(
        "Ada",
        "Ada Lovelace",
        avatar="https://example.com/ada.png",
        link="https://example.com/ada",
        role="pilot",
        status_message="Computing",
        metadata={"born": 1815, "of": {"London": True}},
        tags=["math", "poetry"],
    )
    assert (user.uid, user.name, user.role) == ("ada", "Ada Lovelace", "pilot")
    assert user.avatar == "https://example.com/ada.png"
    assert user.link == "https://example.com/ada"
    assert user.status_message == "Computing"
    assert user.metadata == {"born": 1815, "of": {"London": True}}
    assert user.tags == ("math", "poetry")
    assert (user.status, user.has_blocked_me, user.blocked_by_me) == ("offline", False, False)
    assert (user.deactivated_at, user.updated_at, user.last_active_at) == (0, None, None)
    assert user.created_at > 1_700_000_000
    assert user.auth_token is None
    assert client.get_user("ADA") == user


def test_what_a_new_user_was_not_given_is_absent(client: Client) -> None:
    user = client.create_user("ada", "Ada")
    assert user.role == "default"
    assert (user.avatar, user.link, user.status_message, user.metadata) == (None,) * 4
    assert user.tags == ()


def test_metadata_may_be_json_text(client: Client) -> None:
    assert client.create_user("ada", "Ada", metadata='{"born":1815}').metadata == {"born": 1815}


def test_a_new_user_can_have_a_token_at_once(client: Client) -> None:
    token = client.create_user("ada", "Ada", with_auth_token=True).auth_token
    assert token is not None
    assert client.login_with_token(token).uid == "ada"


def test_a_taken_uid_is_refused(client: Client, ada: str) -> None:
    with pytest.raises(AlreadyExistsError) as caught:
        client.create_user(ada, "Another")
    assert caught.value.code == "ERR_UID_ALREADY_EXISTS"


def test_the_newest_user_is_listed_first(client: Client) -> None:
    for uid in ("ada", "bob", "cyd"):
        client.create_user(uid, uid, tags=[uid])
    page = client.list_users(page=1, per_page=2)
    assert [user.uid for user in page.users] == ["cyd", "bob"]
    numbers = page.pagination
    assert (numbers.total, numbers.count, numbers.per_page) == (3, 2, 2)
    assert (numbers.current_page, numbers.total_pages) == (1, 2)
    assert [user.uid for user in client.list_users(page=2, per_page=2).users] == ["ada"]


def test_tags_are_listed_on_demand(client: Client) -> None:
    client.create_user("ada", "Ada", tags=["math"])
    assert client.list_users().users[0].tags == ()
    assert client.list_users(with_tags=True).users[0].tags == ("math",)


def test_a_page_past_the_end_is_empty(client: Client, ada: str) -> None:
    page = client.list_users(page=9)
    assert (page.users, page.pagination.total) == ((), 1)


def test_an_update_leaves_what_it_is_not_given(client: Client) -> None:
    before = client.create_user("ada", "Ada", link="https://example.com", tags=["math"])
    after = client.update_user("ada", name="Ada Lovelace")
    assert (after.name, after.link, after.tags) == ("Ada Lovelace", before.link, before.tags)
    assert after.updated_at is not None


def test_none_clears_in_an_update(client: Client) -> None:
    client.create_user(
        "ada",
        "Ada",
        avatar="https://example.com/ada.png",
        link="https://example.com/ada",
        status_message="Computing",
        metadata={"born": 1815},
        tags=["math"],
    )
    user = client.update_user(
        "ada", avatar=None, link=None, status_message=None, metadata=None, tags=None
    )
    assert (user.avatar, user.link, user.status_message, user.metadata) == (None,) * 4
    assert user.tags == ()
    assert client.get_user("ada") == user


def test_an_update_of_nothing_changes_nothing(client: Client, ada: str) -> None:
    before = client.get_user(ada)
    assert client.update_user(ada) == before


def test_a_name_cannot_be_cleared(client: Client, ada: str) -> None:
    with pytest.raises(ValidationError) as caught:
        client.update_user(ada, name=None)  # type: ignore[arg-type]
    assert list(caught.value.details) == ["name"]


def test_a_user_document_can_be_sent_back_as_it_came(client: Client, ada: str) -> None:
    user = client.get_user(ada)
    assert client.call("user_update", {**user.document, "name": "Ada L."})["name"] == "Ada L."


def test_a_deleted_user_is_gone_and_its_uid_free(client: Client, ada: str) -> None:
    assert client.delete_user(ada).success
    with pytest.raises(NotFoundError):
        client.get_user(ada)
    assert client.create_user(ada, "Another").name == "Another"


def test_a_deactivated_user_is_hidden_until_reactivated(client: Client, ada: str) -> None:
    gone = client.deactivate_users([ada, "nobody"])
    assert gone.outcomes == {ada: "deactivated", "nobody": "notFound"}
    assert client.deactivate_users((ada,)).outcomes == {ada: "alreadyDeactivated"}
    with pytest.raises(NotFoundError):
        client.get_user(ada)
    assert client.list_users().users == ()
    assert client.reactivate_users([ada]).outcomes == {ada: "reactivated"}
    assert client.reactivate_users((ada,)).outcomes == {ada: "nonDeactivated"}
    assert client.get_user(ada).deactivated_at == 0


def test_any_text_comes_back_as_it_went(client: Client) -> None:
    name = "Zoë 🦊 Ünïcode 漢字"
    metadata = {"ключ": "значение", "nul\0key": "a\0b", "quote": '"\\/\n'}
    user = client.create_user("zoe", name, status_message="nul\0inside", metadata=metadata)
    assert (user.name, user.status_message, user.metadata) == (name, "nul\0inside", metadata)
    assert client.get_user("zoe") == user


def test_a_limit_in_bytes_is_one_of_utf_8(client: Client) -> None:
    metadata = {"text": "é" * 2500}
    assert client.create_user("zoe", "Zoë", metadata=metadata).metadata == metadata


def test_half_a_character_is_refused(client: Client) -> None:
    with pytest.raises(InvalidJsonError):
        client.create_user("zoe", "\ud800")
    assert client.list_users().users == ()

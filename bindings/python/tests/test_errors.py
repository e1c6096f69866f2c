from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest
from programs import another_writer

import cometchat_users
from cometchat_users import (
    CallTimeoutError,
    Client,
    CometChatError,
    InvalidArgumentError,
    InvalidJsonError,
    NetworkError,
    StorageError,
    UnsupportedError,
    ValidationError,
    _errors,
    _library,
    status_name,
)

KINDS = list(_errors.BY_KIND)


def document(kind: str, **more: Any) -> dict[str, Any]:
    return {"code": "SOME_CODE", "kind": kind, "message": "It failed.", "retryable": False, **more}


def test_there_is_an_exception_for_each_status_of_the_library() -> None:
    assert [status_name(number) for number in range(1, 20)] == KINDS
    assert status_name(0) == "ok"
    assert status_name(20) == status_name(-1) == "unknown"


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_raises_its_own_exception(kind: str) -> None:
    error = _errors.error_from(document(kind))
    words = f"call_{kind}" if kind in ("timeout", "cancelled") else kind
    assert type(error).__name__ == words.title().replace("_", "") + "Error"
    assert getattr(cometchat_users, type(error).__name__) is type(error)
    assert isinstance(error, CometChatError)
    assert error.kind == kind


def test_a_kind_of_next_year_is_a_cometchat_error() -> None:
    error = _errors.error_from(document("tired", aMemberOfNextYear=1))
    assert type(error) is CometChatError
    assert error.document["aMemberOfNextYear"] == 1


def test_timeouts_and_network_errors_are_pythons_own_too() -> None:
    assert issubclass(CallTimeoutError, TimeoutError)
    assert issubclass(NetworkError, ConnectionError)


def test_an_error_has_all_that_its_document_says() -> None:
    error = _errors.error_from(
        document(
            "rate_limited",
            retryable=True,
            details={"uid": ["is too long.", "is odd."]},
            remedy="Wait.",
            httpStatus=429,
            retryAfter=7,
        )
    )
    assert (error.code, error.message, error.retryable) == ("SOME_CODE", "It failed.", True)
    assert error.details == {"uid": ["is too long.", "is odd."]}
    assert (error.remedy, error.http_status, error.retry_after) == ("Wait.", 429, 7)
    assert str(error) == "It failed. (SOME_CODE) uid: is too long. is odd. Wait."


def test_what_an_error_does_not_know_is_none() -> None:
    error = _errors.error_from(document("conflict"))
    assert (error.details, error.remedy, error.http_status, error.retry_after) == (
        {},
        None,
        None,
        None,
    )
    assert str(error) == "It failed. (SOME_CODE)"


@pytest.mark.parametrize("kind", KINDS)
def test_errors_can_be_pickled(kind: str) -> None:
    error = _errors.error_from(document(kind, remedy="Wait."))
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.document) == (type(error), str(error), error.document)


def test_a_validation_error_names_every_broken_member(client: Client) -> None:
    with pytest.raises(ValidationError) as caught:
        client.create_user("not a uid", "", avatar="nowhere")
    assert sorted(caught.value.details) == ["avatar", "name", "uid"]
    assert not caught.value.retryable
    assert "uid: " in str(caught.value)


def test_arguments_of_a_wrong_type_are_for_the_library_to_refuse(client: Client) -> None:
    with pytest.raises(ValidationError) as caught:
        client.create_user(5, ["Ada"], tags="math")  # type: ignore[arg-type]
    assert sorted(caught.value.details) == ["name", "tags", "uid"]


def test_a_request_that_is_no_object_is_refused(client: Client) -> None:
    with pytest.raises(InvalidJsonError):
        client.call("user_get", ["ada"])  # type: ignore[arg-type]


def test_a_number_that_json_does_not_have_is_refused(client: Client) -> None:
    with pytest.raises(InvalidJsonError):
        client.create_user("ada", "Ada", metadata={"height": float("nan")})


def test_bytes_that_are_not_text_are_refused(client: Client) -> None:
    with pytest.raises(InvalidArgumentError):
        _library.run(_library.library.cometchat_user_get, client._number, b'{"uid":"\xff"}')


def test_a_place_that_this_version_cannot_open_is_unsupported() -> None:
    with pytest.raises(UnsupportedError):
        Client("postgres://localhost/users")


def test_a_wrong_configuration_is_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        Client("gopher://example.com", timeout_ms=0)
    assert sorted(caught.value.details) == ["timeoutMs", "url"]


def test_a_file_in_a_folder_that_is_not_there_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught:
        Client(f"file:{tmp_path}/nowhere/users.db")
    assert caught.value.code == "STORAGE_CANNOT_OPEN"


def test_a_call_ends_with_the_timeout(tmp_path: Path) -> None:
    path = tmp_path / "users.db"
    with Client(f"file:{path}", timeout_ms=200) as client:
        with another_writer(path), pytest.raises(TimeoutError) as caught:
            client.create_user("ada", "Ada")
        assert isinstance(caught.value, CallTimeoutError)
        assert caught.value.retryable
        assert client.create_user("ada", "Ada").uid == "ada"


def test_an_operation_that_is_not_there_is_a_value_error(client: Client) -> None:
    for name in ("client_open", "string_free", "user_marry"):
        with pytest.raises(ValueError, match=name):
            client.call(name)

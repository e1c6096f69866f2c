from __future__ import annotations

import gc
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from programs import run_python

from cometchat_users import (
    AlreadyExistsError,
    Client,
    InvalidHandleError,
    NotFoundError,
    ValidationError,
    _library,
)


def test_a_client_says_what_it_is() -> None:
    with Client("memory:", app_id="app1", region="eu", timeout_ms=1234) as client:
        info = client.info()
    assert (info.backend, info.app_id, info.region) == ("memory", "app1", "eu")
    assert info.timeout_ms == 1234
    assert info.limits["uidsPerCall"] == 25


def test_keys_are_taken_and_not_shown() -> None:
    with Client("memory:", api_key="key-number-1", auth_key="key-number-2") as client:
        assert "key-number" not in f"{client!r} {client.info().document} {vars(client)}"
    with pytest.raises(ValidationError) as caught:
        Client("memory:", api_key=1, auth_key=2)  # type: ignore[arg-type]
    assert sorted(caught.value.details) == ["apiKey", "authKey"]


def test_users_on_a_file_outlive_the_client(tmp_path: Path) -> None:
    url = f"file:{tmp_path}/users.db"
    with Client(url) as client:
        client.create_user("ada", "Ada")
        assert client.info().backend == "file"
    with Client(url) as client:
        assert client.get_user("ada").name == "Ada"


def test_a_closed_client_is_refused() -> None:
    client = Client("memory:")
    client.close()
    client.close()
    with pytest.raises(InvalidHandleError):
        client.info()


def test_the_end_of_the_with_statement_closes_also_on_an_error() -> None:
    with pytest.raises(KeyError), Client("memory:") as client:
        raise KeyError
    with pytest.raises(InvalidHandleError):
        client.list_users()


def test_a_forgotten_client_is_closed_when_it_is_collected() -> None:
    client = Client("memory:")
    number = client._number
    assert _library.call(number, "client_info", {})
    del client
    gc.collect()
    with pytest.raises(InvalidHandleError):
        _library.call(number, "client_info", {})


def test_one_client_serves_many_threads(client: Client) -> None:
    def work(thread: int) -> int:
        taken = 0
        for n in range(50):
            client.create_user(f"user-{thread}-{n}", "User")
            assert client.get_user(f"user-{thread}-{n}").uid == f"user-{thread}-{n}"
            try:
                client.create_user(f"shared-{n}", "User")
            except AlreadyExistsError:
                taken += 1
        return taken

    with ThreadPoolExecutor(8) as threads:
        taken = sum(threads.map(work, range(8)))
    assert taken == 7 * 50
    assert client.list_users().pagination.total == 9 * 50


def test_a_client_may_be_closed_while_others_call(client: Client) -> None:
    def work(_: int) -> int:
        done = 0
        while True:
            try:
                client.list_users()
            except InvalidHandleError:
                return done
            done += 1
            if done == 20:
                client.close()

    with ThreadPoolExecutor(4) as threads:
        assert max(threads.map(work, range(4))) >= 20


def test_every_document_is_released_also_those_of_errors(
    client: Client, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_out: list[int | None] = []
    release = _library.library.cometchat_string_free

    def count(document: object) -> None:
        handed_out.append(document.value)  # type: ignore[attr-defined]
        release(document)

    monkeypatch.setattr(_library.library, "cometchat_string_free", count)
    for n in range(100):
        client.create_user(f"user-{n}", "User")
        with pytest.raises(NotFoundError):
            client.get_user("nobody")
    assert len(handed_out) == 200
    assert all(handed_out)


def test_a_document_that_cannot_be_read_is_released_too(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    released: list[object] = []
    release = _library.library.cometchat_string_free

    def count(document: object) -> None:
        released.append(document)
        release(document)

    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(_library.library, "cometchat_string_free", count)
    monkeypatch.setattr("cometchat_users._library.json.loads", interrupted)
    with pytest.raises(KeyboardInterrupt):
        client.info()
    assert len(released) == 1


def test_many_calls_and_clients_leave_no_memory_behind() -> None:
    resource = pytest.importorskip("resource")
    unit = 1 if sys.platform == "darwin" else 1024

    def peak() -> int:
        return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * unit

    def work(rounds: int) -> None:
        for _ in range(rounds):
            with Client("memory:") as client:
                client.create_user("ada", "Ada", metadata={"text": "x" * 5000})
                for _ in range(100):
                    client.get_user("ada")

    work(20)
    before = peak()
    work(200)
    # What leaked one of the documents in ten would take 10 MB.
    assert peak() - before < 8_000_000


FORK = """
import os, sys
from cometchat_users import Client
client = Client(f"file:{sys.argv[1]}")
client.create_user("ada", "Ada")
child = os.fork()
if child == 0:
    client.close()
    client.info()  # The child's copy is as it was.
    sys.exit(0)
assert os.waitpid(child, 0)[1] == 0
client.create_user("bob", "Bob")
print(client.list_users().pagination.total)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_forked_child_that_ends_leaves_its_parents_client_alone(tmp_path: Path) -> None:
    done = run_python("-c", FORK, str(tmp_path / "users.db"))
    assert (done.stdout, done.stderr) == ("2\n", "")

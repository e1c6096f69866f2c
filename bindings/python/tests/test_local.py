"""The door of the local server for tests, as its fixture opens it."""

from __future__ import annotations

import pytest

from cometchat_users import AlreadyExistsError, NotFoundError, ServiceError
from cometchat_users.pytest_plugin import Server


@pytest.fixture
def server(cometchat_server: Server) -> Server:
    return cometchat_server


def test_a_creation_whose_answer_is_lost_is_done_once(server: Server) -> None:
    server.set_faults({"operation": "createUser", "nth": 1, "cut": "after"}, seed=7)
    assert server.client().create_user("ada", "Ada").uid == "ada"
    assert [rule["fired"] for rule in server.faults()] == [1]
    assert server.assert_requests(operation="createUser", uid="ada", count=1) == 1
    with pytest.raises(AssertionError, match="createUser"):
        server.assert_requests(operation="createUser", count=5)


def test_faults_can_be_cleared(server: Server) -> None:
    client = server.client(max_retries=0)
    server.set_faults({"status": 500})
    with pytest.raises(ServiceError):
        client.list_users()
    server.clear_faults()
    assert server.faults() == []
    client.list_users()


def test_the_journal_tells_what_was_asked_for(server: Server) -> None:
    client = server.client()
    client.create_user("ada", "Ada")
    client.get_user("ada")
    (entry,) = server.journal(operation="createUser")
    assert (entry["method"], entry["uid"], entry["body"]["name"]) == ("POST", "ada", "Ada")
    server.clear_journal()
    assert server.journal() == []


def test_a_snapshot_is_brought_back(server: Server) -> None:
    client = server.client()
    server.seed([{"uid": "ada", "name": "Ada"}])
    name = server.snapshot("ada alone")
    client.create_user("bob", "Bob")
    server.restore(name)
    assert [user.uid for user in client.list_users().users] == ["ada"]
    with pytest.raises(AlreadyExistsError):
        client.create_user("ada", "Ada")
    server.reset()
    with pytest.raises(NotFoundError):
        client.get_user("ada")
    assert server.snapshot()


def test_the_clock_is_set(server: Server) -> None:
    client = server.client()
    server.freeze_clock(2_000_000_000)
    assert client.create_user("ada", "Ada").created_at == 2_000_000_000
    server.advance_clock(60)
    assert client.create_user("bob", "Bob").created_at == 2_000_000_060
    assert server.clock()["frozen"]
    server.reset()
    server.freeze_clock()
    server.reset_clock()
    assert not server.clock()["frozen"]


def test_a_request_that_is_wrong_says_so(server: Server) -> None:
    with pytest.raises(RuntimeError, match="/_local/restore: "):
        server.restore("no such copy")

from __future__ import annotations

import json

import pytest
from servers import answer, scripted_server

from cometchat_users import Client, ServiceError, ValidationError
from cometchat_users.pytest_plugin import Server

USER = json.dumps({"data": {"uid": "ada", "name": "Ada", "role": "default", "createdAt": 1}})


def test_a_result_says_how_many_attempts_it_took() -> None:
    busy = answer("503 Service Unavailable")
    with (
        scripted_server(busy, busy, answer("200 OK", USER)) as url,
        Client(url, api_key="k") as client,
    ):
        assert client.get_user("ada").attempts == 3


def test_an_error_says_how_many_attempts_it_took() -> None:
    busy = answer("503 Service Unavailable")
    with scripted_server(busy, busy) as url, Client(url, api_key="k", max_retries=1) as client:
        with pytest.raises(ServiceError) as caught:
            client.get_user("ada")
        assert (caught.value.attempts, caught.value.http_status) == (2, 503)


def test_one_attempt_is_what_it_takes_elsewhere(client: Client, ada: str) -> None:
    assert client.get_user(ada).attempts == 1


def test_calls_wait_for_their_turn(cometchat_server: Server) -> None:
    client = cometchat_server.client(max_requests_per_minute=6000, timeout_ms=5000)
    client.create_user("ada", "Ada")
    assert client.get_user("ada").uid == "ada"


def test_the_options_are_for_the_library_to_judge() -> None:
    with pytest.raises(ValidationError) as caught:
        Client("memory:", max_retries=99, max_requests_per_minute=0, connect_timeout_ms=0)
    assert sorted(caught.value.details) == [
        "connectTimeoutMs",
        "maxRequestsPerMinute",
        "maxRetries",
    ]


def test_rate_limits_are_those_that_the_service_told() -> None:
    told = answer("200 OK", USER).replace(
        b"\r\n", b"\r\nx-rate-limit: 20000\r\nx-rate-limit-remaining: 19999\r\n", 1
    )
    with scripted_server(told) as url, Client(url, api_key="k") as client:
        assert client.info().rate_limits == ()
        client.get_user("ada")
        (limit,) = client.info().rate_limits
        assert (limit.class_, limit.limit, limit.remaining) == ("standard", 20000, 19999)


def test_who_is_connected_is_counted(cometchat_server: Server) -> None:
    client = cometchat_server.client()
    client.create_user("ada", "Ada")
    client.login("ada")
    assert client.count_online_users().online_users_count == 0

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cometchat_users import Client


@pytest.fixture
def client() -> Iterator[Client]:
    with Client("memory:") as client:
        yield client


@pytest.fixture
def ada(client: Client) -> str:
    return client.create_user("ada", "Ada").uid

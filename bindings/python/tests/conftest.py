from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cometchat_users import Client, _server

pytest_plugins = ["cometchat_users.pytest_plugin"]

PROJECT = Path(__file__).parents[3]


@pytest.fixture(scope="session", autouse=True)
def the_projects_program() -> Iterator[None]:
    """The program for `cometchat_server`: the newest that was built here, unless one is named."""
    built = [PROJECT / "target" / each / _server.PROGRAM for each in ("debug", "release")]
    built = sorted(filter(Path.is_file, built), key=lambda path: path.stat().st_mtime)
    with pytest.MonkeyPatch.context() as patch:
        if built and _server.find_program() is None:
            patch.setenv(_server.VARIABLE, str(built[-1]))
        yield


@pytest.fixture
def client(cometchat_client: Client) -> Client:
    return cometchat_client


@pytest.fixture
def ada(client: Client) -> str:
    return client.create_user("ada", "Ada").uid

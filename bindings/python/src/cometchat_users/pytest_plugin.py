"""Fixtures of pytest for those who test an application; there once the package is installed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ._client import Client
from ._server import PROGRAM, VARIABLE, Server, find_program

__all__ = ["Server", "cometchat_client", "cometchat_server"]


@pytest.fixture
def cometchat_client() -> Iterator[Client]:
    """A client in memory, with nobody in it."""
    with Client("memory:") as client:
        yield client


@pytest.fixture
def cometchat_server() -> Iterator[Server]:
    """A local server on a free port, in memory, with nobody in it."""
    program = find_program()
    if program is None:
        pytest.skip(
            f"there is no program {PROGRAM} on PATH: build it with `make program` in a clone of"
            f" the project, and name it in {VARIABLE}"
        )
    with Server(program) as server:
        yield server

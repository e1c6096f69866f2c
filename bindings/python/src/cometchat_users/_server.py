"""The local server in a process of its own, for tests."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

from ._client import Client

if TYPE_CHECKING:
    from typing_extensions import Self

VARIABLE = "COMETCHAT_USERS_PROGRAM"
PROGRAM = "cometchat-users"
PATIENCE = 10.0
"""Seconds for the server to start, and to stop."""

Json = Union[Mapping[str, Any], Sequence[Mapping[str, Any]]]


def find_program() -> str | None:
    """The program that the environment names, or else the one on PATH."""
    return os.environ.get(VARIABLE) or shutil.which(PROGRAM)


class Server:
    """``cometchat-users serve`` on a free port, in memory.

    What is below ``/_local/`` is documented in the project's ``docs/testing.md``.
    """

    url: str
    app_id: str
    region: str
    api_key: str
    """May do everything."""
    auth_key: str
    """Creates, updates and logs in users."""

    def __init__(self, program: str, *arguments: str) -> None:
        """Start it, with further arguments of ``serve``; it takes calls when this returns."""
        with contextlib.ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            command = [program, "serve", "--listen", "127.0.0.1:0", *arguments]
            # Not into a pipe, which nobody would read.
            with (folder / "log").open("wb") as log:
                self._process = subprocess.Popen(
                    [*command, "--ready-file", str(folder / "ready.json")], stdout=log, stderr=log
                )
            stack.callback(self._end_process)
            ready = self._wait_until_ready(folder)
            self._stack = stack.pop_all()
        self.url, self.app_id, self.region = ready["url"], ready["appId"], ready["region"]
        self.api_key, self.auth_key = ready["apiKey"], ready["authKey"]

    def _wait_until_ready(self, folder: Path) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._process.poll() is None:
            with contextlib.suppress(FileNotFoundError, ValueError):
                text = (folder / "ready.json").read_text(encoding="utf-8")
                ready: dict[str, Any] = json.loads(text)
                return ready
            time.sleep(0.01)
        said = (folder / "log").read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"the server does not start: {said.strip()}")

    def __repr__(self) -> str:
        return f"Server(url={self.url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Close the clients of ``client`` and stop the server; twice is harmless."""
        self._stack.close()

    def _end_process(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def config(self) -> dict[str, Any]:
        """The arguments of a ``Client`` or ``AsyncClient`` that may do everything here."""
        return {"url": self.url, "app_id": self.app_id, "api_key": self.api_key}

    def client(self, **options: Any) -> Client:
        """A client that may do everything here, closed with the server.

        ``options`` are further arguments, or others: ``api_key=None, auth_key=server.auth_key``.
        """
        return self._stack.enter_context(Client(**{**self.config, **options}))

    def local(self, method: str, path: str, body: Json | None = None) -> Any:
        """Make a request below ``/_local/`` and return its ``data``.

        Raises ``AssertionError`` where an assertion does not hold, else ``RuntimeError``.
        """
        request = urllib.request.Request(
            f"{self.url}/_local/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"apikey": self.api_key, "content-type": "application/json"},
        )
        # Not by a proxy of the environment.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=PATIENCE) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            with error:
                said = error.read().decode(errors="replace")
            with contextlib.suppress(ValueError, KeyError, TypeError):
                said = json.loads(said)["error"]["message"]
            kind = AssertionError if error.code == 409 and "assert" in path else RuntimeError
            raise kind(f"{method} /_local/{path}: {said}") from None

    def reset(self) -> None:
        """An empty app, as after the start."""
        self.local("POST", "reset")

    def seed(self, users: Json) -> None:
        """Create what is missing: a list of users, or ``{"users": […], "roles": […]}``."""
        self.local("POST", "seed", users)

    def snapshot(self, name: str | None = None) -> str:
        """Keep a copy of all there is, and return its name."""
        return str(self.local("POST", "snapshot", {} if name is None else {"name": name})["name"])

    def restore(self, name: str) -> None:
        """Bring a copy back, as often as you like."""
        self.local("POST", "restore", {"name": name})

    def set_faults(self, *rules: Mapping[str, Any], seed: int | None = None) -> None:
        """Replace the faults, e.g. by ``{"operation": "createUser", "nth": 1, "cut": "after"}``."""
        self.local("PUT", "faults", {"rules": rules, **({} if seed is None else {"seed": seed})})

    def faults(self) -> list[dict[str, Any]]:
        """The rules, with how often each ``matched`` and ``fired``."""
        rules: list[dict[str, Any]] = self.local("GET", "faults")["rules"]
        return rules

    def clear_faults(self) -> None:
        """No faults any more."""
        self.local("DELETE", "faults")

    def journal(self, **filters: Any) -> list[dict[str, Any]]:
        """The last requests, oldest first, e.g. those of ``operation="createUser"``."""
        path = "journal" + (filters and "?" + urllib.parse.urlencode(filters) or "")
        entries: list[dict[str, Any]] = self.local("GET", path)
        return entries

    def assert_requests(self, **expected: Any) -> int:
        """Check the journal, e.g. for ``operation="createUser", uid="ada", count=1``.

        Returns how many there were. Raises ``AssertionError`` with what came instead.
        """
        return int(self.local("POST", "journal/assert", expected)["count"])

    def clear_journal(self) -> None:
        """Forget the requests."""
        self.local("DELETE", "journal")

    def clock(self) -> dict[str, Any]:
        """The server's clock: ``now``, ``frozen`` and ``offset``."""
        clock: dict[str, Any] = self.local("GET", "clock")
        return clock

    def freeze_clock(self, at: int | None = None) -> None:
        """Stop the clock, now or at a time in Unix seconds."""
        self.local("PUT", "clock", {"freeze": True if at is None else at})

    def advance_clock(self, seconds: int) -> None:
        """Put the clock forward."""
        self.local("PUT", "clock", {"advance": seconds})

    def reset_clock(self) -> None:
        """Back to the machine's clock."""
        self.local("DELETE", "clock")

from __future__ import annotations

import asyncio
import os
import subprocess
from pathlib import Path

import pytest
from programs import run_python

from cometchat_users import AsyncClient, Client, NetworkError, PermissionDeniedError, _server
from cometchat_users.pytest_plugin import Server

TESTS = """
from cometchat_users import Client
from cometchat_users.pytest_plugin import Server

def test_memory(cometchat_client: Client) -> None:
    cometchat_client.create_user("ada", "Ada")

def test_memory_is_fresh(cometchat_client: Client) -> None:
    cometchat_client.create_user("ada", "Ada")

def test_server(cometchat_server: Server) -> None:
    cometchat_server.client().create_user("ada", "Ada")

def test_server_is_fresh(cometchat_server: Server) -> None:
    cometchat_server.client().create_user("ada", "Ada")
"""


def run_tests(folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    (folder / "test_application.py").write_text(TESTS, encoding="utf-8")
    options = ["-p", "cometchat_users.pytest_plugin", "-p", "no:cacheprovider", "-rs"]
    return run_python("-m", "pytest", *options, folder=folder, environment=environment)


def test_an_application_has_a_place_of_its_own_for_each_test(
    tmp_path: Path, cometchat_server: Server
) -> None:
    """With the program, since the fixture asked for here would be skipped without."""
    done = run_tests(tmp_path, {})
    assert "4 passed" in done.stdout, done.stdout


def test_tests_that_need_the_program_are_skipped_without_it(tmp_path: Path) -> None:
    done = run_tests(tmp_path, {_server.VARIABLE: "", "PATH": os.defpath})
    assert "2 passed, 2 skipped" in done.stdout, done.stdout
    assert f"name it in {_server.VARIABLE}" in done.stdout


def test_the_plugin_is_there_once_the_package_is_installed() -> None:
    text = (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    (line,) = text.split("[project.entry-points.pytest11]\n")[1].split("\n\n")[0].splitlines()
    name, _, module = line.partition(" = ")
    # Under this name, pytest knows the plugin again when it is asked for by `-p`.
    assert name == module == '"cometchat_users.pytest_plugin"'


def test_the_server_serves_clients_with_any_key(cometchat_server: Server) -> None:
    client = cometchat_server.client()
    assert client.info().backend == "server"
    client.create_user("ada", "Ada")
    apps = cometchat_server.client(api_key=None, auth_key=cometchat_server.auth_key)
    assert apps.login("ada").uid == "ada"
    with pytest.raises(PermissionDeniedError):
        apps.delete_user("ada")


async def create_in(server: Server) -> str:
    async with AsyncClient(**server.config) as client:
        return (await client.create_user("ada", "Ada")).uid


def test_the_server_serves_asyncio(cometchat_server: Server) -> None:
    assert asyncio.run(create_in(cometchat_server)) == "ada"


def test_the_server_is_gone_after_the_test(cometchat_server: Server) -> None:
    client = Client(**cometchat_server.config, max_retries=0)
    client.list_users()
    cometchat_server.stop()
    cometchat_server.stop()
    with pytest.raises(NetworkError):
        client.list_users()


def test_no_repr_shows_the_keys_of_the_server(cometchat_server: Server) -> None:
    assert cometchat_server.api_key not in repr(cometchat_server)


def test_a_program_that_does_not_start_says_why(cometchat_server: Server) -> None:
    program = _server.find_program()
    assert program is not None
    with pytest.raises(RuntimeError, match="does not start: .*nonsense"):
        Server(program, "--log", "nonsense")

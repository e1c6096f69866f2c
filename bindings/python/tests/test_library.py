from __future__ import annotations

import inspect
import re
import subprocess
from pathlib import Path

import pytest
from programs import run_python

import cometchat_users
from cometchat_users import Client, _library, abi_version, version

PROJECT = Path(__file__).parents[3]
HEADER = (PROJECT / "include" / "cometchat_users.h").read_text(encoding="utf-8")


def import_with(library: str) -> subprocess.CompletedProcess[str]:
    program = "import cometchat_users; print(cometchat_users.version())"
    return run_python("-c", program, environment={_library.VARIABLE: library})


def test_the_library_has_the_version_of_the_project() -> None:
    manifest = (PROJECT / "Cargo.toml").read_text(encoding="utf-8")
    assert f'\nversion = "{version()}"\n' in manifest
    assert abi_version() == int(re.findall(r"COMETCHAT_ABI_VERSION (\d+)", HEADER)[0])


def test_every_operation_of_the_header_can_be_called() -> None:
    shape = r"cometchat_(\w+)\(cometchat_client client,\s*const char \*request"
    assert sorted(re.findall(shape, HEADER)) == sorted(_library.OPERATIONS)


def test_every_public_name_is_documented() -> None:
    things = [getattr(cometchat_users, name) for name in cometchat_users.__all__]
    things += [getattr(Client, name) for name in dir(Client) if not name.startswith("_")]
    for thing in things:
        if inspect.isclass(thing) or inspect.isfunction(thing):
            # A dataclass without a text has its signature for one.
            text = thing.__doc__ or ""
            assert text and not text.startswith(f"{thing.__name__}("), thing


def test_the_environment_can_name_another_library_file() -> None:
    done = import_with(_library.library._name)
    assert (done.stdout, done.stderr) == (f"{version()}\n", "")


def test_a_library_file_that_is_not_there_is_an_import_error() -> None:
    done = import_with("/nowhere/libcometchat_users.so")
    assert done.returncode != 0
    last = done.stderr.splitlines()[-1]
    assert last.startswith("ImportError: the native library cannot be loaded:")
    assert _library.VARIABLE in last


def test_a_library_that_is_another_one_is_an_import_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import _ctypes

    monkeypatch.setenv(_library.VARIABLE, _ctypes.__file__)
    with pytest.raises(ImportError, match="is not a cometchat_users library"):
        _library.load()


def test_a_library_that_is_too_old_is_an_import_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_library, "REQUIRED_ABI", 99)
    with pytest.raises(ImportError, match="has ABI version 1, and this package needs 99"):
        _library.load()

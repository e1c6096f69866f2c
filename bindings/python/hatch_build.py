"""Build the Rust library with cargo and put it into the wheel."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from packaging.tags import platform_tags


class CargoBuildHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            sys.exit("cometchat-users builds from a clone of the project: make a wheel")
        here = Path(self.root)
        library = build_library(here.parents[1] / "Cargo.toml")
        # One name everywhere: Windows has no "lib" in front.
        name = f"libcometchat_users{library.suffix}"
        if version == "editable":
            shutil.copy(library, here / "src" / "cometchat_users" / name)
        else:
            build_data["force_include"][str(library)] = f"cometchat_users/{name}"
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform_tag()}"


def build_library(manifest: Path) -> Path:
    """The shared library, as cargo says where it put it."""
    if not manifest.is_file():
        sys.exit("cometchat-users builds from a clone of the project: no Cargo.toml two folders up")
    if shutil.which("cargo") is None:
        sys.exit(
            "cometchat-users needs cargo to build its Rust library, and cargo is not on the PATH:"
            " install Rust from https://rustup.rs, or install a ready-made wheel"
        )
    command = ["cargo", "rustc", "--release", "--locked", "--lib", "--crate-type=cdylib,staticlib"]
    command += ["--message-format=json-render-diagnostics", f"--manifest-path={manifest}"]
    cargo = subprocess.run(command, check=False, cwd=manifest.parent, stdout=subprocess.PIPE)
    if cargo.returncode != 0:
        sys.exit("cometchat-users could not be built: cargo's message is above")
    for line in cargo.stdout.splitlines():
        message = json.loads(line)
        if message["reason"] == "compiler-artifact" and "cdylib" in message["target"]["kind"]:
            for file in map(Path, message["filenames"]):
                if file.suffix in {".so", ".dylib", ".dll"}:
                    return file
    sys.exit("cometchat-users could not be built: cargo made no shared library")


def platform_tag() -> str:
    """This machine's; what other Linux machines it runs on is for auditwheel to say."""
    return next(tag for tag in platform_tags() if "manylinux" not in tag and "musllinux" not in tag)

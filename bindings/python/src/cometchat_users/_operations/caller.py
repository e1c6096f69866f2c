"""What the operations are made of."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Union

from .._unset import UNSET

# Just what `json` can write.
Metadata = Union[dict[str, Any], str]
Strings = Union[list[str], tuple[str, ...]]


class Caller(ABC):
    """Has the one way to the library."""

    @abstractmethod
    def call(self, operation: str, request: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run an operation as the C library has it, and return its document."""


def given(**members: Any) -> dict[str, Any]:
    """Without what is None, which says that a member is not there."""
    return {name: value for name, value in members.items() if value is not None}


def changed(**members: Any) -> dict[str, Any]:
    """Without what an update leaves alone; None clears."""
    return {name: value for name, value in members.items() if value is not UNSET}

"""The default of what an update leaves alone, since None clears."""

from __future__ import annotations

from enum import Enum
from typing import Final


class Unset(Enum):
    """The type of ``UNSET``, for annotations."""

    UNSET = "UNSET"

    def __repr__(self) -> str:
        return self.value


UNSET: Final = Unset.UNSET
"""Leave the member as it is."""

"""The results: what the library's documents say, as typed values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any, ClassVar, Literal

Outcome = Literal["deactivated", "alreadyDeactivated", "reactivated", "nonDeactivated", "notFound"]
"""What became of one uid."""

Readers = Mapping[str, Callable[[Any], Any]]

_SECRETS = frozenset({"auth_token", "jwt"})


# Each class takes its members from the document by their names: `createdAt` is `created_at`.
# A member that the document lacks has the default of its class; one that the class lacks
# is found in `document`.
@dataclass(frozen=True, init=False, repr=False)
class Document:
    """What a call answered; ``document`` is all of it, as it came."""

    document: dict[str, Any] = field(compare=False)

    _readers: ClassVar[Readers] = {}

    def __init__(self, document: dict[str, Any]) -> None:
        for member, value in document.items():
            name = _snake_case(member)
            if name in self.__dataclass_fields__:
                reader = type(self)._readers.get(name)
                self.__dict__[name] = reader(value) if reader else value
        self.__dict__["document"] = document

    def __repr__(self) -> str:
        members = (
            f"{name}={'***' if name in _SECRETS else repr(self.__dict__[name])}"
            for name in (each.name for each in fields(self))
            if name in self.__dict__ and name != "document"
        )
        return f"{type(self).__name__}({', '.join(members)})"


@lru_cache(maxsize=256)
def _snake_case(member: str) -> str:
    return re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), member)


@dataclass(frozen=True, init=False, repr=False)
class User(Document):
    """A user."""

    uid: str
    name: str
    role: str
    status: str
    """``online`` or ``offline``."""
    has_blocked_me: bool
    blocked_by_me: bool
    deactivated_at: int
    """0 if the user is active. Times are Unix seconds."""
    created_at: int
    updated_at: int | None = None
    last_active_at: int | None = None
    avatar: str | None = None
    link: str | None = None
    status_message: str | None = None
    metadata: dict[str, Any] | None = None
    tags: tuple[str, ...] = ()
    """Empty also where they were not asked for."""
    auth_token: str | None = None
    """A secret. There after ``create_user(..., with_auth_token=True)``."""

    _readers: ClassVar[Readers] = {"tags": tuple}


@dataclass(frozen=True, init=False, repr=False)
class Session(User):
    """The logged-in user, with what the login brought."""

    auth_token: str = field(init=False)
    """A secret: whoever holds it acts as the user."""
    jwt: str = field(init=False)
    """A secret, as ``auth_token``."""
    ws_channel: dict[str, Any] = field(init=False)
    settings: dict[str, Any] = field(init=False)


@dataclass(frozen=True, init=False, repr=False)
class Token(Document):
    """A token to log a user in with."""

    uid: str
    auth_token: str
    """A secret: whoever holds it acts as the user."""
    created_at: int


@dataclass(frozen=True, init=False, repr=False)
class Role(Document):
    """A role; ``role`` is its id."""

    role: str
    name: str
    created_at: int
    updated_at: int | None = None
    description: str | None = None
    metadata: dict[str, Any] | None = None
    settings: dict[str, Any] | None = None


@dataclass(frozen=True, init=False, repr=False)
class Pagination(Document):
    """Where a page stands among all of them."""

    total: int
    count: int
    per_page: int
    current_page: int
    total_pages: int


@dataclass(frozen=True, init=False, repr=False)
class UserPage(Document):
    """A page of users; empty past the end."""

    users: tuple[User, ...]
    pagination: Pagination

    _readers: ClassVar[Readers] = {
        "users": lambda users: tuple(map(User, users)),
        "pagination": Pagination,
    }


@dataclass(frozen=True, init=False, repr=False)
class RolePage(Document):
    """A page of roles; empty past the end."""

    roles: tuple[Role, ...]
    pagination: Pagination

    _readers: ClassVar[Readers] = {
        "roles": lambda roles: tuple(map(Role, roles)),
        "pagination": Pagination,
    }


@dataclass(frozen=True, init=False, repr=False)
class Outcomes(Document):
    """What became of each uid, by the uid as it was sent."""

    outcomes: dict[str, Outcome]


@dataclass(frozen=True, init=False, repr=False)
class Confirmation(Document):
    """It is done."""

    success: bool
    message: str


@dataclass(frozen=True, init=False, repr=False)
class Info(Document):
    """What a client is."""

    version: str
    """Of the native library."""
    abi_version: int
    backend: str
    """``memory``, ``file``, ``server`` or ``cloud``."""
    region: str
    timeout_ms: int
    limits: dict[str, int]
    app_id: str | None = None
    """None for a server, if it was not given."""

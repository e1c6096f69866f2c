"""The results: what the library's documents say, as typed values."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any, ClassVar, Literal

from ._errors import CometChatError, error_from

Outcome = Literal["deactivated", "alreadyDeactivated", "reactivated", "nonDeactivated", "notFound"]
"""What became of one uid."""

Readers = Mapping[str, Callable[[Any], Any]]

_SECRETS = frozenset({"auth_token", "jwt", "api_key"})


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

    @property
    def attempts(self) -> int:
        """How often the request was sent: 1, or more if that was of no avail at first."""
        return int(self.document.get("attempts", 1))

    def __repr__(self) -> str:
        members = (
            f"{name}={'***' if name in _SECRETS else repr(self.__dict__[name])}"
            for name in (each.name for each in fields(self))
            if name in self.__dict__ and name != "document"
        )
        return f"{type(self).__name__}({', '.join(members)})"


@lru_cache(maxsize=256)
def _snake_case(member: str) -> str:
    name = re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), member)
    return name + "_" if keyword.iskeyword(name) else name


def _by_name(kind: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda members: {name: kind(value) for name, value in members.items()}


def _each(kind: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda items: tuple(map(kind, items))


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
    conversation_id: str | None = None
    """As another user sees it, as are the times of blocks."""
    blocked_at: int | None = None
    blocked_by_me_at: int | None = None
    has_blocked_me_at: int | None = None

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
class EnsuredSession(Session):
    """The logged-in user, and what had to be done for that."""

    steps: tuple[str, ...] = field(init=False)
    """In order: ``resumed``, ``tokenDead``, ``created``, ``updated``, ``reactivated``,
    ``loggedIn``."""

    _readers: ClassVar[Readers] = {**User._readers, "steps": tuple}


@dataclass(frozen=True, init=False, repr=False)
class ExportedSession(Document):
    """A session to keep in a secure store: as a whole, a secret."""

    version: int
    uid: str
    auth_token: str
    app_id: str | None = None


@dataclass(frozen=True, init=False, repr=False)
class Ensured(Document):
    """A user, and what had to be done for it."""

    outcome: Literal["created", "updated", "reactivated", "unchanged"]
    changed: tuple[str, ...]
    """The members that an update was sent with, as the service spells them."""
    user: User

    _readers: ClassVar[Readers] = {"changed": tuple, "user": User}


@dataclass(frozen=True, init=False, repr=False)
class Token(Document):
    """A token to log a user in with."""

    uid: str
    auth_token: str
    """A secret: whoever holds it acts as the user."""
    created_at: int
    platform: str | None = None
    user_agent: str | None = None
    app_info: dict[str, Any] | None = None


@dataclass(frozen=True, init=False, repr=False)
class ApiKey(Document):
    """A key of the app."""

    api_key: str
    """A secret."""
    name: str
    scope: str
    """``fullAccess`` or ``authOnly``."""
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
class Permission(Document):
    """What a role can grant or deny."""

    id: str
    type: str
    title: str
    data_type: str
    """``string`` or ``rolesStringArray``."""
    available_values: tuple[str, ...] = ()
    default_value: Any = None

    _readers: ClassVar[Readers] = {"available_values": lambda values: tuple(values or ())}


@dataclass(frozen=True, init=False, repr=False)
class Feature(Document):
    """A restricted feature."""

    key: str
    title: str
    description: str
    path: str
    created_at: int


@dataclass(frozen=True, init=False, repr=False)
class Pagination(Document):
    """Where a page stands among all of them."""

    total: int
    """0 in lists that the service does not count."""
    count: int
    per_page: int
    current_page: int
    total_pages: int


@dataclass(frozen=True, init=False, repr=False)
class Page(Document):
    """A page of a list; empty past the end."""

    pagination: Pagination

    _readers: ClassVar[Readers] = {"pagination": Pagination}


@dataclass(frozen=True, init=False, repr=False)
class UserPage(Page):
    """A page of users."""

    users: tuple[User, ...]

    _readers: ClassVar[Readers] = {**Page._readers, "users": _each(User)}


@dataclass(frozen=True, init=False, repr=False)
class TokenPage(Page):
    """A page of tokens."""

    tokens: tuple[Token, ...]

    _readers: ClassVar[Readers] = {**Page._readers, "tokens": _each(Token)}


@dataclass(frozen=True, init=False, repr=False)
class RolePage(Page):
    """A page of roles."""

    roles: tuple[Role, ...]

    _readers: ClassVar[Readers] = {**Page._readers, "roles": _each(Role)}


@dataclass(frozen=True, init=False, repr=False)
class PermissionPage(Page):
    """A page of permissions."""

    permissions: tuple[Permission, ...]

    _readers: ClassVar[Readers] = {**Page._readers, "permissions": _each(Permission)}


@dataclass(frozen=True, init=False, repr=False)
class FeaturePage(Page):
    """A page of restricted features."""

    features: tuple[Feature, ...]

    _readers: ClassVar[Readers] = {**Page._readers, "features": _each(Feature)}


@dataclass(frozen=True, init=False, repr=False)
class ApiKeyPage(Page):
    """A page of keys."""

    api_keys: tuple[ApiKey, ...]

    _readers: ClassVar[Readers] = {**Page._readers, "api_keys": _each(ApiKey)}


@dataclass(frozen=True, init=False, repr=False)
class Outcomes(Document):
    """What became of each uid, by the uid as it was sent."""

    outcomes: dict[str, Outcome]


@dataclass(frozen=True, init=False, repr=False)
class ItemOutcome(Document):
    """What became of one item."""

    success: bool
    """Whether it is now as was asked."""
    message: str


@dataclass(frozen=True, init=False, repr=False)
class ItemOutcomes(Document):
    """What became of each item, by its name as it was sent."""

    outcomes: dict[str, ItemOutcome]

    _readers: ClassVar[Readers] = {"outcomes": _by_name(ItemOutcome)}


@dataclass(frozen=True, init=False, repr=False)
class Permissions(Document):
    """The permissions that are set, values by id."""

    permissions: dict[str, Any]


@dataclass(frozen=True, init=False, repr=False)
class PermissionOutcomes(Permissions):
    """What became of each permission, by its id, and all that are set now."""

    outcomes: dict[str, ItemOutcome]

    _readers: ClassVar[Readers] = {"outcomes": _by_name(ItemOutcome)}


@dataclass(frozen=True, init=False, repr=False)
class ImportOutcome(Document):
    """What became of one imported user."""

    success: bool
    user: User | None = None
    error: CometChatError | None = None
    """Why not; it is not raised."""

    _readers: ClassVar[Readers] = {"user": User, "error": error_from}


@dataclass(frozen=True, init=False, repr=False)
class ImportOutcomes(Document):
    """What became of each user, by the uid as it was sent."""

    outcomes: dict[str, ImportOutcome]

    _readers: ClassVar[Readers] = {"outcomes": _by_name(ImportOutcome)}


@dataclass(frozen=True, init=False, repr=False)
class Confirmation(Document):
    """It is done."""

    success: bool
    message: str


@dataclass(frozen=True, init=False, repr=False)
class Presence(Document):
    """Who is connected."""

    online_users_count: int


@dataclass(frozen=True, init=False, repr=False)
class RateLimit(Document):
    """What the service allows a minute, as its last answers told."""

    class_: str
    """``core``, ``standard`` or ``import``."""
    limit: int
    remaining: int


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
    rate_limits: tuple[RateLimit, ...] = ()
    """Of the cloud and servers, as far as they are known."""

    _readers: ClassVar[Readers] = {"rate_limits": _each(RateLimit)}

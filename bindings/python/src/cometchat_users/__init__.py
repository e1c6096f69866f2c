"""CometChat user management over a native library.

``Client`` is for threads, ``AsyncClient`` for asyncio. Every error is a ``CometChatError``.

The library's log lines go to ``logging.getLogger("cometchat_users")``, at the level that is
set there.
"""

from ._async import AsyncClient
from ._client import Client
from ._documents import (
    Confirmation,
    Document,
    Info,
    Outcome,
    Outcomes,
    Pagination,
    Role,
    RolePage,
    Session,
    Token,
    User,
    UserPage,
)
from ._errors import (
    AlreadyExistsError,
    CallTimeoutError,
    CometChatError,
    ConflictError,
    InternalError,
    InvalidArgumentError,
    InvalidHandleError,
    InvalidJsonError,
    NetworkError,
    NotFoundError,
    NotLoggedInError,
    PermissionDeniedError,
    QuotaExceededError,
    RateLimitedError,
    ServiceError,
    StorageError,
    UnauthenticatedError,
    UnsupportedError,
    ValidationError,
)
from ._library import abi_version, status_name, version
from ._unset import UNSET, Unset

__all__ = [
    "UNSET",
    "AlreadyExistsError",
    "AsyncClient",
    "CallTimeoutError",
    "Client",
    "CometChatError",
    "Confirmation",
    "ConflictError",
    "Document",
    "Info",
    "InternalError",
    "InvalidArgumentError",
    "InvalidHandleError",
    "InvalidJsonError",
    "NetworkError",
    "NotFoundError",
    "NotLoggedInError",
    "Outcome",
    "Outcomes",
    "Pagination",
    "PermissionDeniedError",
    "QuotaExceededError",
    "RateLimitedError",
    "Role",
    "RolePage",
    "ServiceError",
    "Session",
    "StorageError",
    "Token",
    "UnauthenticatedError",
    "Unset",
    "UnsupportedError",
    "User",
    "UserPage",
    "ValidationError",
    "abi_version",
    "status_name",
    "version",
]

"""The exceptions: one for each kind of error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class CometChatError(Exception):
    """A call failed. It has changed nothing, unless the service's answer was lost.

    Raised as it is only for a kind that this version of the package does not know.
    """

    code: str
    """CometChat's own code where it has one, e.g. ``ERR_UID_NOT_FOUND``."""
    kind: str
    """What sort of error it is, e.g. ``not_found``; there is an exception for each."""
    message: str
    """For people."""
    retryable: bool
    """Whether the same call may succeed later."""
    details: dict[str, list[str]]
    """What is wrong with which member of the request; may be empty."""
    remedy: str | None
    """What to do, if known."""
    http_status: int | None
    """The service's HTTP status, if it was asked."""
    retry_after: float | None
    """How many seconds to wait, if known."""
    attempts: int
    """How often the request was sent: 1, or more if that might have helped."""
    document: dict[str, Any]
    """The whole error document, as it came."""

    def __init__(self, document: dict[str, Any]) -> None:
        super().__init__(document)
        self.code = document["code"]
        self.kind = document["kind"]
        self.message = document["message"]
        self.retryable = document["retryable"]
        self.details = document.get("details", {})
        self.remedy = document.get("remedy")
        self.http_status = document.get("httpStatus")
        self.retry_after = document.get("retryAfter")
        self.attempts = document.get("attempts", 1)
        self.document = document

    def __str__(self) -> str:
        details = (f"{member}: {' '.join(texts)}" for member, texts in self.details.items())
        return " ".join([f"{self.message} ({self.code})", *details, self.remedy or ""]).strip()


class InvalidArgumentError(CometChatError):
    """The library itself was called in a wrong way."""


class InvalidJsonError(CometChatError):
    """The request is not a JSON object."""


class InvalidHandleError(CometChatError):
    """The client is closed."""


class ValidationError(CometChatError):
    """The request breaks a rule; ``details`` names every broken member."""


class UnauthenticatedError(CometChatError):
    """A key or token is missing, unknown or no longer valid."""


class PermissionDeniedError(CometChatError):
    """The key, role or configuration does not allow the operation."""


class NotLoggedInError(CometChatError):
    """The operation needs a logged-in user, and nobody is logged in."""


class NotFoundError(CometChatError):
    """There is no such user, role or token, or the user is deactivated."""


class AlreadyExistsError(CometChatError):
    """The uid or role is taken."""


class ConflictError(CometChatError):
    """What is stored contradicts the request."""


class QuotaExceededError(CometChatError):
    """A quota of the plan is used up."""


class RateLimitedError(CometChatError):
    """Too many requests; wait ``retry_after`` seconds."""


class CallTimeoutError(CometChatError, TimeoutError):
    """The call did not end within the client's ``timeout_ms``."""


class NetworkError(CometChatError, ConnectionError):
    """The service could not be reached."""


class ServiceError(CometChatError):
    """The service failed, or its answer makes no sense."""


class StorageError(CometChatError):
    """The file cannot be used: missing folder, full, read-only, corrupt, newer."""


class UnsupportedError(CometChatError):
    """This client or this version cannot do that."""


class InternalError(CometChatError):
    """A fault of the library; please report it."""


class CallCancelledError(CometChatError):
    """``cancel`` ended the call; what it asked for may have been done all the same."""


BY_KIND: Mapping[str, type[CometChatError]] = {
    "invalid_argument": InvalidArgumentError,
    "invalid_json": InvalidJsonError,
    "invalid_handle": InvalidHandleError,
    "validation": ValidationError,
    "unauthenticated": UnauthenticatedError,
    "permission_denied": PermissionDeniedError,
    "not_logged_in": NotLoggedInError,
    "not_found": NotFoundError,
    "already_exists": AlreadyExistsError,
    "conflict": ConflictError,
    "quota_exceeded": QuotaExceededError,
    "rate_limited": RateLimitedError,
    "timeout": CallTimeoutError,
    "network": NetworkError,
    "service": ServiceError,
    "storage": StorageError,
    "unsupported": UnsupportedError,
    "internal": InternalError,
    "cancelled": CallCancelledError,
}


def error_from(document: dict[str, Any]) -> CometChatError:
    """The exception that an error document describes."""
    return BY_KIND.get(document["kind"], CometChatError)(document)

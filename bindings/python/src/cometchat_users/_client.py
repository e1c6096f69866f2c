"""The client: each method is a declaration over `call`."""

from __future__ import annotations

import os
import weakref
from typing import TYPE_CHECKING, Any, Union

from . import _library
from ._documents import (
    Confirmation,
    Info,
    Outcomes,
    Role,
    RolePage,
    Session,
    Token,
    User,
    UserPage,
)
from ._unset import UNSET, Unset

if TYPE_CHECKING:
    from typing_extensions import Self

# Just what `json` can write.
Metadata = Union[dict[str, Any], str]
Strings = Union[list[str], tuple[str, ...]]


class Client:
    """CometChat user management at the place that ``url`` names.

    ``memory:`` is in memory and gone with the client; ``file:PATH`` is on a file, made if
    missing, that several threads, clients and processes may use.

    Use it from any thread. Close it, or use it in a ``with`` statement; a client that is
    forgotten is closed when it is collected. After a fork, open a new one in the child.

    Any call may raise ``InvalidHandleError`` (the client is closed), ``CallTimeoutError`` and
    ``InternalError``, on a file ``StorageError``, on the cloud or a server ``NetworkError``,
    ``ServiceError``, ``RateLimitedError``, ``UnauthenticatedError`` and
    ``PermissionDeniedError``; only what is peculiar to a method is listed with it.
    """

    def __init__(
        self,
        url: str,
        *,
        app_id: str | None = None,
        region: str | None = None,
        timeout_ms: int | None = None,
        api_key: str | None = None,
        auth_key: str | None = None,
        connect_timeout_ms: int | None = None,
        ca_file: str | None = None,
        proxy: str | None = None,
        user_agent: str | None = None,
    ) -> None:
        """Open a client. A call blocks for at most ``timeout_ms``, 30000 if not given.

        ``url`` is ``memory:``, ``file:PATH``, ``http(s)://HOST[:PORT][/PREFIX]`` or
        ``cometchat://APPID@REGION``. The keys and what follows are for the last two: an
        ``api_key`` may do everything, an ``auth_key`` creates, updates and logs in users.

        Raises ``ValidationError`` (an argument is wrong), ``UnsupportedError`` (a place that
        this version cannot open) and ``StorageError`` (``code`` says what ails the file).
        """
        optional = _given(
            appId=app_id,
            region=region,
            timeoutMs=timeout_ms,
            apiKey=api_key,
            authKey=auth_key,
            connectTimeoutMs=connect_timeout_ms,
            caFile=ca_file,
            proxy=proxy,
            userAgent=user_agent,
        )
        self._number = _library.open_client({"url": url, **optional})
        self._close = weakref.finalize(self, _close_in_process, self._number, os.getpid())

    def close(self) -> None:
        """Close the client; closing twice is harmless. Nobody is logged out by it."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def call(self, operation: str, request: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run an operation as the C library has it, e.g. ``user_create``, and return its document.

        For members of a request that this version of the package has no argument for.

        Raises what the operation raises, ``InvalidJsonError`` (the request is no object)
        and ``ValueError`` (there is no such operation).
        """
        return _library.call(self._number, operation, {} if request is None else request)

    def info(self) -> Info:
        """What this client is, and the limits that apply."""
        return Info(self.call("client_info"))

    def create_user(
        self,
        uid: str,
        name: str,
        *,
        avatar: str | None = None,
        link: str | None = None,
        role: str | None = None,
        status_message: str | None = None,
        metadata: Metadata | None = None,
        tags: Strings | None = None,
        with_auth_token: bool | None = None,
        auth_key: str | None = None,
    ) -> User:
        """Create a user and return it as stored, on demand with a new ``auth_token``.

        Raises ``ValidationError`` (an unknown role is one) and ``AlreadyExistsError`` (the
        uid is taken, be it by a deactivated user).
        """
        optional = _given(
            avatar=avatar,
            link=link,
            role=role,
            statusMessage=status_message,
            metadata=metadata,
            tags=tags,
            withAuthToken=with_auth_token,
            authKey=auth_key,
        )
        return User(self.call("user_create", {"uid": uid, "name": name, **optional}))

    def get_user(self, uid: str) -> User:
        """Get an active user.

        Raises ``ValidationError`` and ``NotFoundError``.
        """
        return User(self.call("user_get", {"uid": uid}))

    def list_users(
        self,
        *,
        page: int | None = None,
        per_page: int | None = None,
        with_tags: bool | None = None,
    ) -> UserPage:
        """List the active users, newest first: the first 100 unless told otherwise.

        Raises ``ValidationError``.
        """
        request = _given(page=page, perPage=per_page, withTags=with_tags)
        return UserPage(self.call("user_list", request))

    def update_user(
        self,
        uid: str,
        *,
        name: str | Unset = UNSET,
        avatar: str | None | Unset = UNSET,
        link: str | None | Unset = UNSET,
        role: str | Unset = UNSET,
        status_message: str | None | Unset = UNSET,
        metadata: Metadata | None | Unset = UNSET,
        tags: Strings | None | Unset = UNSET,
        auth_key: str | None = None,
    ) -> User:
        """Update a user, as an administrator, and return the whole of it.

        What is not given stays; None clears. ``metadata`` and ``tags`` are replaced as a whole.

        Raises ``ValidationError`` (an unknown role is one) and ``NotFoundError``.
        """
        changes = _set(
            name=name,
            avatar=avatar,
            link=link,
            role=role,
            statusMessage=status_message,
            metadata=metadata,
            tags=tags,
        )
        request = {"uid": uid, **changes, **_given(authKey=auth_key)}
        return User(self.call("user_update", request))

    def delete_user(self, uid: str) -> Confirmation:
        """Delete a user for good, active or deactivated. This cannot be undone.

        Raises ``ValidationError`` and ``NotFoundError``.
        """
        return Confirmation(self.call("user_delete", {"uid": uid}))

    def deactivate_users(self, uids: Strings) -> Outcomes:
        """Deactivate users: they are not found, listed or logged in until reactivated.

        Each has an outcome: ``deactivated``, ``alreadyDeactivated`` or ``notFound``.

        Raises ``ValidationError``.
        """
        return Outcomes(self.call("user_deactivate", {"uids": uids}))

    def reactivate_users(self, uids: Strings) -> Outcomes:
        """Reactivate users. Everything is as before, and their tokens work again.

        Each has an outcome: ``reactivated``, ``nonDeactivated`` or ``notFound``.

        Raises ``ValidationError``.
        """
        return Outcomes(self.call("user_reactivate", {"uids": uids}))

    def login(self, uid: str, *, auth_key: str | None = None) -> Session:
        """Log a user in, with a new token, in the place of the user before.

        Raises ``ValidationError`` and ``NotFoundError``; the user before then stays.
        """
        return Session(self.call("session_login", {"uid": uid, **_given(authKey=auth_key)}))

    def login_with_token(self, auth_token: str) -> Session:
        """Log a user in with a token, in the place of the user before.

        Raises ``ValidationError`` and ``UnauthenticatedError`` (the token does not work, or
        not any more); the user before then stays.
        """
        return Session(self.call("session_login_with_token", {"authToken": auth_token}))

    def logout(self) -> Confirmation:
        """Log the user out: the token of this session stops working.

        Raises ``NotLoggedInError``. The client has no session afterwards, whatever is raised.
        """
        return Confirmation(self.call("session_logout"))

    def current_session(self) -> Session:
        """Who is logged in, read afresh.

        Raises ``NotLoggedInError`` and ``UnauthenticatedError`` (the token has died meanwhile;
        the client has no session afterwards).
        """
        return Session(self.call("session_current"))

    def update_current_user(
        self,
        *,
        name: str | Unset = UNSET,
        avatar: str | None | Unset = UNSET,
        link: str | None | Unset = UNSET,
        status_message: str | None | Unset = UNSET,
        metadata: Metadata | None | Unset = UNSET,
        tags: Strings | None | Unset = UNSET,
    ) -> Session:
        """Update the logged-in user's own details and return the session as it is now.

        What is not given stays; None clears. A role is changed with ``update_user``.

        Raises ``ValidationError``, ``NotLoggedInError`` and ``UnauthenticatedError``.
        """
        changes = _set(
            name=name,
            avatar=avatar,
            link=link,
            statusMessage=status_message,
            metadata=metadata,
            tags=tags,
        )
        return Session(self.call("session_update_user", changes))

    def create_token(self, uid: str) -> Token:
        """Create a token, for ``login_with_token`` or an official SDK's login.

        A user keeps the newest 100. A token does not expire.

        Raises ``ValidationError`` and ``NotFoundError``.
        """
        return Token(self.call("token_create", {"uid": uid}))

    def create_role(
        self,
        role: str,
        name: str,
        *,
        description: str | None = None,
        metadata: dict[str, Any] | None = None,
        settings: dict[str, Any] | None = None,
    ) -> Role:
        """Create a role, which users can then have; ``role`` is its id.

        Raises ``ValidationError`` (a 26th role is one) and ``AlreadyExistsError``.
        """
        optional = _given(description=description, metadata=metadata, settings=settings)
        return Role(self.call("role_create", {"role": role, "name": name, **optional}))

    def get_role(self, role: str) -> Role:
        """Get a role.

        Raises ``ValidationError`` and ``NotFoundError``.
        """
        return Role(self.call("role_get", {"role": role}))

    def list_roles(self, *, page: int | None = None, per_page: int | None = None) -> RolePage:
        """List the roles, newest first; the built-in ``default`` comes last.

        Raises ``ValidationError``.
        """
        return RolePage(self.call("role_list", _given(page=page, perPage=per_page)))

    def update_role(
        self,
        role: str,
        *,
        name: str | Unset = UNSET,
        description: str | None | Unset = UNSET,
        metadata: dict[str, Any] | None | Unset = UNSET,
        settings: dict[str, Any] | None | Unset = UNSET,
    ) -> Role:
        """Update a role and return the whole of it.

        What is not given stays; None clears. ``metadata`` and ``settings`` are replaced as a
        whole.

        Raises ``ValidationError`` and ``NotFoundError``.
        """
        changes = _set(name=name, description=description, metadata=metadata, settings=settings)
        return Role(self.call("role_update", {"role": role, **changes}))

    def delete_role(self, role: str) -> Confirmation:
        """Delete a role. Users who had it have ``default`` from now on.

        Raises ``ValidationError``, ``NotFoundError`` and ``PermissionDeniedError`` (the role
        is ``default``).
        """
        return Confirmation(self.call("role_delete", {"role": role}))


def _given(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def _set(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not UNSET}


def _close_in_process(number: int, process: int) -> None:
    # In a forked child the client is a copy: closing it would disturb the parent's file.
    if os.getpid() == process:
        _library.close_client(number)

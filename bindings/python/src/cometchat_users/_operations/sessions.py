"""The session of the logged-in user, and who is connected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._documents import Confirmation, EnsuredSession, ExportedSession, Presence, Session
from .._unset import UNSET, Unset
from .caller import Caller, Metadata, Strings, changed, given


class SessionOperations(Caller):
    def login(self, uid: str, *, auth_key: str | None = None) -> Session:
        """Log a user in, with a new token, in the place of the user before.

        Raises ``ValidationError`` and ``NotFoundError``; the user before then stays.
        """
        return Session(self.call("session_login", {"uid": uid, **given(authKey=auth_key)}))

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
        changes = changed(
            name=name,
            avatar=avatar,
            link=link,
            statusMessage=status_message,
            metadata=metadata,
            tags=tags,
        )
        return Session(self.call("session_update_user", changes))

    def ensure_session(
        self,
        uid: str,
        *,
        auth_token: str | None = None,
        name: str | Unset = UNSET,
        avatar: str | None | Unset = UNSET,
        link: str | None | Unset = UNSET,
        role: str | Unset = UNSET,
        status_message: str | None | Unset = UNSET,
        metadata: Metadata | None | Unset = UNSET,
        tags: Strings | None | Unset = UNSET,
        reactivate: bool | None = None,
        auth_key: str | None = None,
    ) -> EnsuredSession:
        """The whole way to a logged-in user, in one call; ``steps`` says what was done.

        With ``auth_token``, one that was kept, if it works, else by logging in, creating the
        user first if there is none. Then the user is made to have what is given.

        Raises ``ValidationError``, ``ConflictError`` (the user is deactivated, and not to be
        reactivated) and ``UnauthenticatedError`` (the token is dead, and there is no key).
        """
        wanted = changed(
            name=name,
            avatar=avatar,
            link=link,
            role=role,
            statusMessage=status_message,
            metadata=metadata,
            tags=tags,
        )
        optional = given(authToken=auth_token, reactivate=reactivate, authKey=auth_key)
        return EnsuredSession(self.call("session_ensure", {"uid": uid, **wanted, **optional}))

    def export_session(self) -> ExportedSession:
        """The session to keep, in a secure store; its ``document`` can be written as JSON.

        Raises ``NotLoggedInError``.
        """
        return ExportedSession(self.call("session_export"))

    def restore_session(self, session: ExportedSession | Mapping[str, Any]) -> Session:
        """Go on with a session that was exported, or with its document.

        Raises ``ValidationError`` (it is another app's) and ``UnauthenticatedError`` (its token
        is dead); the user before then stays.
        """
        document = session.document if isinstance(session, ExportedSession) else dict(session)
        return Session(self.call("session_restore", document))

    def count_online_users(self) -> Presence:
        """How many users are connected.

        Raises ``NotLoggedInError`` and ``UnauthenticatedError``.
        """
        return Presence(self.call("presence_count"))

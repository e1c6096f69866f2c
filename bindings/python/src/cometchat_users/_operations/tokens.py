"""Tokens, which log users in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .._documents import Confirmation, Token, TokenPage
from .._items import Items
from .._unset import UNSET, Unset
from .caller import Caller, changed, given


class TokenOperations(Caller):
    def create_token(
        self,
        uid: str,
        *,
        platform: str | None = None,
        user_agent: str | None = None,
        device_id: str | None = None,
        app_info: dict[str, Any] | None = None,
        force: bool | None = None,
        intent: str | None = None,
    ) -> Token:
        """Create a token, for ``login_with_token`` or an official SDK's login.

        A user keeps the newest 100. A token does not expire. The rest is about the device that
        it is for. With an ``intent``, a token that was made with it is the result.

        Raises ``ValidationError`` and ``NotFoundError``.
        """
        optional = given(
            platform=platform,
            userAgent=user_agent,
            deviceId=device_id,
            appInfo=app_info,
            force=force,
            intent=intent,
        )
        return Token(self.call("token_create", {"uid": uid, **optional}))

    def list_tokens(
        self, uid: str, *, page: int | None = None, per_page: int | None = None
    ) -> TokenPage:
        """List a user's tokens, newest first.

        Raises ``ValidationError`` and ``NotFoundError``.
        """
        request = {"uid": uid, **given(page=page, perPage=per_page)}
        return TokenPage(self.call("token_list", request))

    def iter_tokens(self, uid: str, *, per_page: int | None = None) -> Iterator[Token]:
        """All tokens of a user, as ``iter_users`` has the users."""
        request = {"uid": uid}
        return Items(self.call, "token_list", request, per_page, TokenPage, "tokens", "auth_token")

    def get_token(self, uid: str, auth_token: str) -> Token:
        """Get a token of a user.

        Raises ``ValidationError`` and ``NotFoundError`` (also if it is another user's).
        """
        return Token(self.call("token_get", {"uid": uid, "authToken": auth_token}))

    def update_token(
        self,
        uid: str,
        auth_token: str,
        *,
        platform: str | None | Unset = UNSET,
        user_agent: str | None | Unset = UNSET,
        app_info: dict[str, Any] | None | Unset = UNSET,
    ) -> Token:
        """Change what a token tells about its device. What is not given stays; None clears.

        Raises ``ValidationError`` and ``NotFoundError``.
        """
        changes = changed(platform=platform, userAgent=user_agent, appInfo=app_info)
        request = {"uid": uid, "authToken": auth_token, **changes}
        return Token(self.call("token_update", request))

    def delete_token(self, uid: str, auth_token: str) -> Confirmation:
        """Delete a token of a user: it stops working.

        Raises ``ValidationError`` and ``NotFoundError``.
        """
        return Confirmation(self.call("token_delete", {"uid": uid, "authToken": auth_token}))

    def flush_tokens(self, uid: str) -> Confirmation:
        """Delete all tokens of a user: it is logged out everywhere.

        Raises ``ValidationError`` and ``NotFoundError``.
        """
        return Confirmation(self.call("token_flush", {"uid": uid}))

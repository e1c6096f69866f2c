"""Who blocks whom, and who is whose friend."""

from __future__ import annotations

from collections.abc import Iterator

from .._documents import Confirmation, ItemOutcomes, User, UserPage
from .._items import Items
from .caller import Caller, Strings, given


class RelationOperations(Caller):
    def block_users(self, uids: Strings, *, uid: str | None = None) -> ItemOutcomes:
        """Block up to 25 users, for the user ``uid``, or as the logged-in one.

        Each has an outcome. Who is blocked already is a success; oneself, and who is not there,
        is not.

        Raises ``ValidationError``, ``NotFoundError`` (``uid``), ``NotLoggedInError`` and
        ``PermissionDeniedError`` (the role).
        """
        return ItemOutcomes(self.call("block_add", {"uids": uids, **given(uid=uid)}))

    def unblock_users(self, uids: Strings, *, uid: str | None = None) -> ItemOutcomes:
        """Unblock users; who is not blocked is a success.

        Raises what ``block_users`` raises.
        """
        return ItemOutcomes(self.call("block_remove", {"uids": uids, **given(uid=uid)}))

    def list_blocked_users(
        self,
        *,
        uid: str | None = None,
        direction: str | None = None,
        search_key: str | None = None,
        page: int | None = None,
        per_page: int | None = None,
    ) -> UserPage:
        """List the users whom ``uid`` has blocked, or with whom the logged-in user has a block.

        For the logged-in user, ``direction`` is ``blockedByMe``, ``hasBlockedMe`` or ``both``,
        and ``search_key`` a part of the name or uid. Who is connected comes first, and they
        are not counted: the pagination's ``total`` is 0.

        Raises ``ValidationError``, ``NotFoundError``, ``NotLoggedInError`` and
        ``PermissionDeniedError`` (the role).
        """
        request = given(
            uid=uid, direction=direction, searchKey=search_key, page=page, perPage=per_page
        )
        return UserPage(self.call("block_list", request))

    def iter_blocked_users(
        self,
        *,
        uid: str | None = None,
        direction: str | None = None,
        search_key: str | None = None,
        per_page: int | None = None,
    ) -> Iterator[User]:
        """All users of such a list, as ``iter_users`` has them."""
        request = given(uid=uid, direction=direction, searchKey=search_key)
        return Items(self.call, "block_list", request, per_page, UserPage, "users", "uid")

    def add_friends(self, uid: str, uids: Strings) -> ItemOutcomes:
        """Make up to 25 users friends of the user ``uid``, and the other way round.

        Each has an outcome. Who is a friend already is a success; oneself, who is not there,
        and a 1001st friend is not.

        Raises ``ValidationError`` and ``NotFoundError`` (``uid``).
        """
        return ItemOutcomes(self.call("friend_add", {"uid": uid, "uids": uids}))

    def remove_friends(self, uid: str, uids: Strings) -> Confirmation:
        """End friendships; who is no friend is skipped.

        Raises ``ValidationError`` and ``NotFoundError`` (``uid``, or none of them is a friend).
        """
        return Confirmation(self.call("friend_remove", {"uid": uid, "uids": uids}))

    def list_friends(
        self,
        uid: str,
        *,
        search_key: str | None = None,
        page: int | None = None,
        per_page: int | None = None,
    ) -> UserPage:
        """List a user's friends, who is connected first; the pagination's ``total`` is 0.

        Raises ``ValidationError`` and ``NotFoundError``.
        """
        optional = given(searchKey=search_key, page=page, perPage=per_page)
        return UserPage(self.call("friend_list", {"uid": uid, **optional}))

    def iter_friends(
        self, uid: str, *, search_key: str | None = None, per_page: int | None = None
    ) -> Iterator[User]:
        """All friends of a user, as ``iter_users`` has the users."""
        request = {"uid": uid, **given(searchKey=search_key)}
        return Items(self.call, "friend_list", request, per_page, UserPage, "users", "uid")

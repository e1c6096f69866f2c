"""Users."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .._documents import Confirmation, Ensured, ImportOutcomes, Outcomes, User, UserPage
from .._items import Items
from .._unset import UNSET, Unset
from .caller import Caller, Metadata, Strings, changed, given


class UserOperations(Caller):
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
        intent: str | None = None,
    ) -> User:
        """Create a user and return it as stored, on demand with a new ``auth_token``.

        With an ``intent``, a name of your making, it can be asked for again, in another process
        too, until the outcome is known: who is there and has just these members is the result.

        Raises ``ValidationError`` (an unknown role is one), ``AlreadyExistsError`` (the uid is
        taken, be it by a deactivated user) and ``ConflictError`` (who is there differs).
        """
        optional = given(
            avatar=avatar,
            link=link,
            role=role,
            statusMessage=status_message,
            metadata=metadata,
            tags=tags,
            withAuthToken=with_auth_token,
            authKey=auth_key,
            intent=intent,
        )
        return User(self.call("user_create", {"uid": uid, "name": name, **optional}))

    def get_user(self, uid: str, *, on_behalf_of: str | None = None) -> User:
        """Get an active user, on demand as the user ``on_behalf_of`` sees it.

        Raises ``ValidationError`` and ``NotFoundError``.
        """
        return User(self.call("user_get", {"uid": uid, **given(onBehalfOf=on_behalf_of)}))

    def list_users(
        self,
        *,
        page: int | None = None,
        per_page: int | None = None,
        search_key: str | None = None,
        search_in: Strings | None = None,
        status: str | None = None,
        role: str | None = None,
        roles: Strings | None = None,
        tags: Strings | None = None,
        with_tags: bool | None = None,
        with_deactivated: bool | None = None,
        only_deactivated: bool | None = None,
        on_behalf_of: str | None = None,
        uids: Strings | None = None,
        friends_only: bool | None = None,
        hide_blocked_users: bool | None = None,
        sort_by: str | None = None,
        sort_order: str | None = None,
    ) -> UserPage:
        """List the active users, newest first: the first 100 unless told otherwise.

        All that is given has to be met; of ``roles`` and ``tags``, any. ``search_key`` is a part
        of the name or uid, or only of what ``search_in`` says; ``status`` is ``online`` or
        ``offline``. ``uids`` and what follows it list as the logged-in user, as a client
        without a key does; ``sort_by`` is ``status`` or ``name``, ``sort_order`` ``asc`` or
        ``desc``. To walk through all, see ``iter_users``.

        Raises ``ValidationError``, ``NotFoundError`` (``on_behalf_of``), ``NotLoggedInError``
        and ``PermissionDeniedError`` (the role).
        """
        request = given(
            page=page,
            perPage=per_page,
            searchKey=search_key,
            searchIn=search_in,
            status=status,
            role=role,
            roles=roles,
            tags=tags,
            withTags=with_tags,
            withDeactivated=with_deactivated,
            onlyDeactivated=only_deactivated,
            onBehalfOf=on_behalf_of,
            uids=uids,
            friendsOnly=friends_only,
            hideBlockedUsers=hide_blocked_users,
            sortBy=sort_by,
            sortOrder=sort_order,
        )
        return UserPage(self.call("user_list", request))

    def iter_users(
        self,
        *,
        per_page: int | None = None,
        search_key: str | None = None,
        search_in: Strings | None = None,
        status: str | None = None,
        role: str | None = None,
        roles: Strings | None = None,
        tags: Strings | None = None,
        with_tags: bool | None = None,
        with_deactivated: bool | None = None,
        only_deactivated: bool | None = None,
        on_behalf_of: str | None = None,
        uids: Strings | None = None,
        friends_only: bool | None = None,
        hide_blocked_users: bool | None = None,
        sort_by: str | None = None,
        sort_order: str | None = None,
    ) -> Iterator[User]:
        """All users of a list, page by page as it is needed; the arguments are ``list_users``'s.

        Who is there all along comes exactly once, while others come and go. Whose place in the
        list changes (as a user sees it, it has who is connected first) comes at most once.

        Raises what ``list_users`` raises; then ``next`` tries the page again.
        """
        request = given(
            searchKey=search_key,
            searchIn=search_in,
            status=status,
            role=role,
            roles=roles,
            tags=tags,
            withTags=with_tags,
            withDeactivated=with_deactivated,
            onlyDeactivated=only_deactivated,
            onBehalfOf=on_behalf_of,
            uids=uids,
            friendsOnly=friends_only,
            hideBlockedUsers=hide_blocked_users,
            sortBy=sort_by,
            sortOrder=sort_order,
        )
        return Items(self.call, "user_list", request, per_page, UserPage, "users", "uid")

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
        changes = changed(
            name=name,
            avatar=avatar,
            link=link,
            role=role,
            statusMessage=status_message,
            metadata=metadata,
            tags=tags,
        )
        request = {"uid": uid, **changes, **given(authKey=auth_key)}
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

    def ensure_user(
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
        reactivate: bool | None = None,
        auth_key: str | None = None,
    ) -> Ensured:
        """Have a user be so, whatever was there: create it, update what differs, or leave it.

        ``name`` is needed only if the user has to be created. A deactivated user is
        reactivated on demand.

        Raises ``ValidationError`` and ``ConflictError`` (the user is deactivated).
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
        request = {"uid": uid, **wanted, **given(reactivate=reactivate, authKey=auth_key)}
        return Ensured(self.call("user_ensure", request))

    def import_users(self, users: Sequence[User | dict[str, Any]]) -> ImportOutcomes:
        """Create up to 50 users that come with a past, for a move from another system.

        Each is a ``User`` of another place, or a dict with members as the service spells them:
        ``uid``, ``name``, ``statusMessage``, …, and ``createdAt``, ``lastActiveAt`` and
        ``deactivatedAt``. Who is there already is left; each has an outcome by its uid.

        Raises ``ValidationError`` (a uid is missing or twice there: nothing is done).
        """
        return ImportOutcomes(self.call("bulk_import", {"users": users}))

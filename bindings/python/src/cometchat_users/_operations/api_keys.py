"""The app's keys."""

from __future__ import annotations

from collections.abc import Iterator

from .._documents import ApiKey, ApiKeyPage, Confirmation
from .._items import Items
from .caller import Caller, given


class ApiKeyOperations(Caller):
    def create_api_key(
        self, name: str, *, scope: str | None = None, intent: str | None = None
    ) -> ApiKey:
        """Create a key. An app has 25 at most.

        Its ``scope`` is ``fullAccess``, or ``authOnly`` if not given, which creates, updates and
        logs in users. With an ``intent``, the newest key of that name and scope is the result.

        Raises ``ValidationError`` (a 26th key is one).
        """
        optional = given(scope=scope, intent=intent)
        return ApiKey(self.call("apikey_create", {"name": name, **optional}))

    def list_api_keys(
        self,
        *,
        scope: str | None = None,
        search_key: str | None = None,
        page: int | None = None,
        per_page: int | None = None,
    ) -> ApiKeyPage:
        """List the keys, newest first; ``search_key`` is a part of the name.

        Raises ``ValidationError``.
        """
        request = given(scope=scope, searchKey=search_key, page=page, perPage=per_page)
        return ApiKeyPage(self.call("apikey_list", request))

    def iter_api_keys(
        self,
        *,
        scope: str | None = None,
        search_key: str | None = None,
        per_page: int | None = None,
    ) -> Iterator[ApiKey]:
        """All keys of such a list, as ``iter_users`` has the users."""
        request = given(scope=scope, searchKey=search_key)
        return Items(self.call, "apikey_list", request, per_page, ApiKeyPage, "api_keys", "api_key")

    def get_api_key(self, api_key: str) -> ApiKey:
        """Get a key.

        Raises ``ValidationError`` and ``NotFoundError``.
        """
        return ApiKey(self.call("apikey_get", {"apiKey": api_key}))

    def update_api_key(
        self, api_key: str, *, name: str | None = None, scope: str | None = None
    ) -> ApiKey:
        """Update a key; what is not given stays.

        Raises ``ValidationError``, ``NotFoundError`` and ``PermissionDeniedError`` (it is the
        client's own).
        """
        request = {"apiKey": api_key, **given(name=name, scope=scope)}
        return ApiKey(self.call("apikey_update", request))

    def delete_api_key(self, api_key: str) -> Confirmation:
        """Delete a key: it stops working.

        Raises what ``update_api_key`` raises.
        """
        return Confirmation(self.call("apikey_delete", {"apiKey": api_key}))

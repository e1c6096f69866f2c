"""Roles, and what their users may do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .._documents import (
    Confirmation,
    FeaturePage,
    ItemOutcomes,
    PermissionOutcomes,
    PermissionPage,
    Permissions,
    Role,
    RolePage,
)
from .._items import Items
from .._unset import UNSET, Unset
from .caller import Caller, Strings, changed, given


class RoleOperations(Caller):
    def create_role(
        self,
        role: str,
        name: str,
        *,
        description: str | None = None,
        metadata: dict[str, Any] | None = None,
        settings: dict[str, Any] | None = None,
        intent: str | None = None,
    ) -> Role:
        """Create a role, which users can then have; ``role`` is its id.

        With an ``intent``, a role that is there and has just these members is the result.

        Raises ``ValidationError`` (a 26th role is one), ``AlreadyExistsError`` and
        ``ConflictError`` (the one that is there differs).
        """
        optional = given(
            description=description, metadata=metadata, settings=settings, intent=intent
        )
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
        return RolePage(self.call("role_list", given(page=page, perPage=per_page)))

    def iter_roles(self, *, per_page: int | None = None) -> Iterator[Role]:
        """All roles, as ``iter_users`` has the users."""
        return Items(self.call, "role_list", {}, per_page, RolePage, "roles", "role")

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
        changes = changed(name=name, description=description, metadata=metadata, settings=settings)
        return Role(self.call("role_update", {"role": role, **changes}))

    def delete_role(self, role: str) -> Confirmation:
        """Delete a role. Users who had it have ``default`` from now on.

        Raises ``ValidationError``, ``NotFoundError`` and ``PermissionDeniedError`` (the role
        is ``default``).
        """
        return Confirmation(self.call("role_delete", {"role": role}))

    def list_permissions(
        self, role: str, *, page: int | None = None, per_page: int | None = None
    ) -> PermissionPage:
        """List the permissions that a role can have, with their values.

        Raises ``ValidationError`` and ``NotFoundError``.
        """
        request = {"role": role, **given(page=page, perPage=per_page)}
        return PermissionPage(self.call("permission_list", request))

    def set_permissions(self, role: str, permissions: dict[str, Any]) -> PermissionOutcomes:
        """Set permissions of a role, values by id, e.g. ``{"listUsers": "deny"}``.

        Others stay. An unknown id or value is an outcome without success.

        Raises ``ValidationError`` and ``NotFoundError``.
        """
        request = {"role": role, "permissions": permissions}
        return PermissionOutcomes(self.call("permission_set", request))

    def unset_permission(self, role: str, permission: str) -> Permissions:
        """Unset a permission of a role: its default applies again. Returns those that stay.

        Raises ``ValidationError`` and ``NotFoundError``.
        """
        request = {"role": role, "permission": permission}
        return Permissions(self.call("permission_unset", request))

    def restrict_features(self, role: str, features: Strings) -> ItemOutcomes:
        """Restrict features for a role's users, e.g. ``u.listUsers``.

        The service had this before permissions, and still takes it.

        Raises ``ValidationError`` and ``NotFoundError``.
        """
        return ItemOutcomes(self.call("feature_restrict", {"role": role, "features": features}))

    def list_restricted_features(
        self, role: str, *, page: int | None = None, per_page: int | None = None
    ) -> FeaturePage:
        """List the restricted features of a role.

        Raises ``ValidationError`` and ``NotFoundError``.
        """
        request = {"role": role, **given(page=page, perPage=per_page)}
        return FeaturePage(self.call("feature_list", request))

    def allow_features(
        self, role: str, features: Strings | None = None, *, allow_all: bool | None = None
    ) -> Confirmation:
        """Allow features of a role again: these, or all.

        Raises ``ValidationError`` and ``NotFoundError``.
        """
        optional = given(features=features, allowAll=allow_all)
        return Confirmation(self.call("feature_allow", {"role": role, **optional}))

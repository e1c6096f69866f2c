extension Client {
    /// Lists the permissions that a role can have.
    ///
    /// The embedded engine knows those of the user area, and enforces them for what logged-in
    /// users do: `listUsers`, `getUserDetails`, `blockUser`, `listBlockedUser`, `unblockedUser`
    /// and `editProfile`, each `allow` or `deny`; the first two with `.mode`, `all` or `friends`;
    /// and the first five with `.allowedRoles`, ids of the roles that they may concern.
    ///
    /// - Parameters:
    ///   - role: The id of the role.
    ///   - page: The page, from 1; the first if `nil`.
    ///   - perPage: How many permissions fit a page: 1 to 1000, 100 if `nil`.
    /// - Throws: ``CometChatError/notFound(_:)`` and ``CometChatError/validation(_:)``.
    public func listPermissions(
        _ role: String, page: Int? = nil, perPage: Int? = nil
    ) async throws -> PermissionPage {
        let list = ListRequest(page: page, perPage: perPage)
        return try await call(.listPermissions, with: Joined(Target(role: role), list))
    }

    /// Sets permissions of a role; others stay as they are.
    ///
    /// - Parameters:
    ///   - role: The id of the role.
    ///   - permissions: Values by the ids of ``listPermissions(_:page:perPage:)``.
    /// - Returns: What became of each, an unknown id or value not being a success, and all that
    ///   are set now.
    /// - Throws: ``CometChatError/notFound(_:)`` and ``CometChatError/validation(_:)``.
    @discardableResult
    public func setPermissions(
        _ role: String, _ permissions: [String: JSONValue]
    ) async throws -> SetPermissions {
        try await call(
            .setPermissions, with: Joined(Target(role: role), ["permissions": permissions]))
    }

    /// Unsets a permission of a role: its default applies again.
    ///
    /// - Returns: All that stay set, by their ids.
    /// - Throws: ``CometChatError/notFound(_:)`` and ``CometChatError/validation(_:)``.
    @discardableResult
    public func unsetPermission(
        _ role: String, _ permission: String
    ) async throws -> [String: JSONValue] {
        let left: PermissionsLeft = try await call(
            .unsetPermission, with: ["role": role, "permission": permission])
        return left.permissions
    }

    /// Restricts features for the users of a role. The service had this before permissions, and
    /// still takes it.
    ///
    /// - Parameters:
    ///   - role: The id of the role.
    ///   - features: 1 to 100 keys. Those of the user area are `u.getMyDetails`,
    ///     `u.updateAuthToken`, `u.logout`, `u.listUsers`, `u.getUser`, `u.blockUser`,
    ///     `u.unblockUser` and `u.getBlockedUsers`; the embedded engine keeps others, which have
    ///     no effect on it.
    /// - Returns: What became of each key.
    /// - Throws: ``CometChatError/notFound(_:)`` and ``CometChatError/validation(_:)``.
    @discardableResult
    public func restrictFeatures(
        _ role: String, _ features: [String]
    ) async throws -> [String: ItemOutcome] {
        try await outcomes(
            .restrictFeatures, with: Joined(Target(role: role), ["features": features]))
    }

    /// Lists the restricted features of a role.
    ///
    /// - Parameters:
    ///   - role: The id of the role.
    ///   - page: The page, from 1; the first if `nil`.
    ///   - perPage: How many features fit a page: 1 to 1000, 100 if `nil`.
    /// - Throws: ``CometChatError/notFound(_:)`` and ``CometChatError/validation(_:)``.
    public func listRestrictedFeatures(
        _ role: String, page: Int? = nil, perPage: Int? = nil
    ) async throws -> FeaturePage {
        let list = ListRequest(page: page, perPage: perPage)
        return try await call(.listRestrictedFeatures, with: Joined(Target(role: role), list))
    }

    /// Allows features of a role again: `["u.getUser"]`, or `.all`.
    ///
    /// - Throws: ``CometChatError/notFound(_:)`` and ``CometChatError/validation(_:)``.
    @discardableResult
    public func allowFeatures(_ role: String, _ features: Features) async throws -> Confirmation {
        let target = Target(role: role)
        return switch features {
        case .all:
            try await call(.allowFeatures, with: Joined(target, ["allowAll": true]))
        case .keys(let keys):
            try await call(.allowFeatures, with: Joined(target, ["features": keys]))
        }
    }
}

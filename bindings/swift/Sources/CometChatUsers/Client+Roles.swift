extension Client {
    /// Creates a role, which users can then have, and returns it as stored. An app has 25 at most.
    ///
    /// - Throws: ``CometChatError/alreadyExists(_:)`` if the id is taken; with
    ///   ``NewRole/intent``, and where an answer was lost, ``CometChatError/conflict(_:)`` if the
    ///   role that is there differs; and ``CometChatError/validation(_:)``, of which a 26th role
    ///   is one.
    @discardableResult
    public func createRole(_ role: NewRole) async throws -> Role {
        try await call(.createRole, with: role)
    }

    /// Gets a role.
    ///
    /// - Throws: ``CometChatError/notFound(_:)`` and ``CometChatError/validation(_:)``.
    public func getRole(_ role: String) async throws -> Role {
        try await call(.getRole, with: Target(role: role))
    }

    /// Lists the roles, newest first; the built-in `default` comes last. ``allRoles()`` reads all
    /// pages.
    ///
    /// - Parameters:
    ///   - page: The page, from 1; the first if `nil`.
    ///   - perPage: How many roles fit a page: 1 to 1000, 100 if `nil`.
    /// - Throws: ``CometChatError/validation(_:)``.
    public func listRoles(page: Int? = nil, perPage: Int? = nil) async throws -> RolePage {
        try await call(.listRoles, with: ListRequest(page: page, perPage: perPage))
    }

    /// Updates a role and returns it as it is now.
    ///
    /// - Throws: ``CometChatError/notFound(_:)`` and ``CometChatError/validation(_:)``.
    @discardableResult
    public func updateRole(_ role: String, _ patch: RolePatch) async throws -> Role {
        try await call(.updateRole, with: Joined(Target(role: role), patch))
    }

    /// Deletes a role. Users who had it have `default` from now on.
    ///
    /// - Throws: ``CometChatError/notFound(_:)``,
    ///   ``CometChatError/permissionDenied(_:)`` for `default`, and
    ///   ``CometChatError/validation(_:)``.
    @discardableResult
    public func deleteRole(_ role: String) async throws -> Confirmation {
        try await call(.deleteRole, with: Target(role: role))
    }
}

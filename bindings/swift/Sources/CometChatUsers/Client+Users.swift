extension Client {
    /// Creates a user and returns it as stored.
    ///
    /// - Throws: ``CometChatError/alreadyExists(_:)`` if the uid is taken, also by a
    ///   deactivated user; with ``NewUser/intent``, and where an answer was lost,
    ///   ``CometChatError/conflict(_:)`` if who is there differs; and
    ///   ``CometChatError/validation(_:)``.
    @discardableResult
    public func createUser(_ user: NewUser) async throws -> User {
        try await call(.createUser, with: user)
    }

    /// Gets an active user, with its tags.
    ///
    /// - Parameters:
    ///   - uid: The user.
    ///   - onBehalfOf: A user in whose eyes it is seen: with blocks and `conversationId`, and
    ///     without the member `@private` of its metadata.
    /// - Throws: ``CometChatError/notFound(_:)`` if there is no such user, or no such viewer, and
    ///   ``CometChatError/validation(_:)``.
    public func getUser(_ uid: String, onBehalfOf: String? = nil) async throws -> User {
        try await call(.getUser, with: Target(uid: uid, onBehalfOf: onBehalfOf))
    }

    /// Lists users, newest first unless the filter says otherwise; of deactivated ones, those that
    /// it asks for. Without a key, the client lists as the logged-in user.
    ///
    /// ``allUsers(_:withTags:)`` reads all pages.
    ///
    /// - Parameters:
    ///   - filter: Which users; all active ones if not given.
    ///   - page: The page, from 1; the first if `nil`.
    ///   - perPage: How many users fit a page: 1 to 1000, 100 if `nil`.
    ///   - withTags: Whether each user comes with its tags.
    /// - Throws: ``CometChatError/validation(_:)``; ``CometChatError/notFound(_:)`` for who looks;
    ///   for what needs a logged-in user also ``CometChatError/notLoggedIn(_:)``,
    ///   ``CometChatError/unauthenticated(_:)`` and, for its role,
    ///   ``CometChatError/permissionDenied(_:)``.
    public func listUsers(
        _ filter: UserFilter = UserFilter(), page: Int? = nil, perPage: Int? = nil,
        withTags: Bool? = nil
    ) async throws -> UserPage {
        let list = ListRequest(page: page, perPage: perPage, withTags: withTags)
        return try await call(.listUsers, with: Joined(filter, list))
    }

    /// Updates a user, as an administrator, and returns it as it is now.
    ///
    /// - Parameters:
    ///   - uid: The user.
    ///   - patch: What changes; nothing does, ``User/updatedAt`` included, if it is empty.
    ///   - authKey: A key to use for this call instead of the client's.
    /// - Throws: ``CometChatError/notFound(_:)`` if there is no such user or it is deactivated,
    ///   and ``CometChatError/validation(_:)``.
    @discardableResult
    public func updateUser(
        _ uid: String, _ patch: UserPatch, authKey: Secret? = nil
    ) async throws -> User {
        try await call(.updateUser, with: Joined(Target(uid: uid, authKey: authKey), patch))
    }

    /// Deletes a user for good, active or deactivated, with its tokens. This cannot be undone;
    /// the uid is free again.
    ///
    /// - Throws: ``CometChatError/notFound(_:)`` and ``CometChatError/validation(_:)``.
    @discardableResult
    public func deleteUser(_ uid: String) async throws -> Confirmation {
        try await call(.deleteUser, with: Target(uid: uid))
    }

    /// Deactivates users: until they are reactivated, they are not found, listed or logged
    /// in, and their tokens do not work. Their uids stay taken.
    ///
    /// - Parameter uids: 1 to 25 users.
    /// - Returns: What became of each uid, as it was sent.
    /// - Throws: ``CometChatError/validation(_:)``.
    @discardableResult
    public func deactivateUsers(_ uids: [String]) async throws -> [String: Outcome] {
        try await outcomes(.deactivateUsers, with: Target(uids: uids))
    }

    /// Reactivates users: everything is as before, and their tokens work again.
    ///
    /// - Parameter uids: 1 to 25 users.
    /// - Returns: What became of each uid, as it was sent.
    /// - Throws: ``CometChatError/validation(_:)``.
    @discardableResult
    public func reactivateUsers(_ uids: [String]) async throws -> [String: Outcome] {
        try await outcomes(.reactivateUsers, with: Target(uids: uids))
    }

    /// Makes a user be so, whatever was there before: creates it, updates what differs, or
    /// leaves it.
    ///
    /// With an auth key only, users cannot be read, so one that is there is updated with all that
    /// is given.
    ///
    /// - Parameters:
    ///   - uid: The user.
    ///   - patch: What it is to be like; the name is needed only if it has to be created.
    ///   - reactivate: Whether to reactivate it if it is deactivated.
    ///   - authKey: A key to use for this call instead of the client's.
    /// - Throws: ``CometChatError/conflict(_:)`` if it is deactivated and `reactivate` is not
    ///   true, and ``CometChatError/validation(_:)``.
    @discardableResult
    public func ensureUser(
        _ uid: String, _ patch: UserPatch, reactivate: Bool? = nil, authKey: Secret? = nil
    ) async throws -> EnsuredUser {
        let target = Target(uid: uid, authKey: authKey, reactivate: reactivate)
        return try await call(.ensureUser, with: Joined(target, patch))
    }

    /// Creates users that come with a past, for a move from another system. All that succeed are
    /// created together. The service takes 60 such calls a minute.
    ///
    /// - Parameter users: Up to 50, each with a uid of its own.
    /// - Returns: What became of each uid, as it was sent.
    /// - Throws: ``CometChatError/validation(_:)`` if there are too many, or a uid is missing or
    ///   twice there: nothing is done then.
    @discardableResult
    public func importUsers(_ users: [ImportedUser]) async throws -> [String: ImportOutcome] {
        try await outcomes(.importUsers, with: ["users": users])
    }
}

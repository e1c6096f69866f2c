extension Client {
    /// Creates a user and returns it as stored.
    ///
    /// - Throws: ``CometChatError/alreadyExists(_:)`` if the uid is taken, also by a
    ///   deactivated user, and ``CometChatError/validation(_:)``.
    @discardableResult
    public func createUser(_ user: NewUser) async throws -> User {
        try await call(.createUser, with: user)
    }

    /// Gets an active user.
    ///
    /// - Throws: ``CometChatError/notFound(_:)`` and ``CometChatError/validation(_:)``.
    public func getUser(_ uid: String) async throws -> User {
        try await call(.getUser, with: ["uid": uid])
    }

    /// Lists the active users, newest first.
    ///
    /// - Parameters:
    ///   - page: The page, from 1; the first if `nil`.
    ///   - perPage: How many users fit a page.
    ///   - withTags: Whether each user comes with its tags.
    /// - Throws: ``CometChatError/validation(_:)``.
    public func listUsers(
        page: Int? = nil, perPage: Int? = nil, withTags: Bool? = nil
    ) async throws -> UserPage {
        try await call(
            .listUsers, with: ListRequest(page: page, perPage: perPage, withTags: withTags))
    }

    /// Updates a user, as an administrator, and returns it as it is now.
    ///
    /// - Parameters:
    ///   - uid: The user.
    ///   - patch: What changes.
    ///   - authKey: A key to use for this call instead of the client's.
    /// - Throws: ``CometChatError/notFound(_:)`` and ``CometChatError/validation(_:)``.
    @discardableResult
    public func updateUser(
        _ uid: String, _ patch: UserPatch, authKey: Secret? = nil
    ) async throws -> User {
        try await call(
            .updateUser,
            with: UpdateRequest(member: .uid, id: uid, patch: patch, authKey: authKey))
    }

    /// Deletes a user for good, active or deactivated, with its tokens.
    ///
    /// - Throws: ``CometChatError/notFound(_:)`` and ``CometChatError/validation(_:)``.
    @discardableResult
    public func deleteUser(_ uid: String) async throws -> Confirmation {
        try await call(.deleteUser, with: ["uid": uid])
    }

    /// Deactivates users: until they are reactivated, they are not found, listed or logged
    /// in, and their tokens do not work.
    ///
    /// - Returns: What became of each uid.
    /// - Throws: ``CometChatError/validation(_:)``.
    @discardableResult
    public func deactivateUsers(_ uids: [String]) async throws -> [String: Outcome] {
        let result: Outcomes = try await call(.deactivateUsers, with: ["uids": uids])
        return result.outcomes
    }

    /// Reactivates users: everything is as before.
    ///
    /// - Returns: What became of each uid.
    /// - Throws: ``CometChatError/validation(_:)``.
    @discardableResult
    public func reactivateUsers(_ uids: [String]) async throws -> [String: Outcome] {
        let result: Outcomes = try await call(.reactivateUsers, with: ["uids": uids])
        return result.outcomes
    }
}

package struct Outcomes: Decodable {
    package let outcomes: [String: Outcome]
}

/// Asks for a page.
struct ListRequest: Encodable {
    var page: Int?
    var perPage: Int?
    var withTags: Bool?
}

/// A patch, together with the id of what it changes.
struct UpdateRequest: Encodable {
    enum Member: CodingKey {
        case uid, role, authKey
    }

    let member: Member
    let id: String
    let patch: any Encodable
    var authKey: Secret?

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Member.self)
        try container.encode(id, forKey: member)
        try container.encodeIfPresent(authKey, forKey: .authKey)
        try patch.encode(to: encoder)
    }
}

extension Client {
    /// Logs a user in, in place of the one who was logged in before, if any.
    ///
    /// - Parameters:
    ///   - uid: The user.
    ///   - authKey: A key to use for this call instead of the client's.
    /// - Throws: ``CometChatError/notFound(_:)`` if there is no such user or it is
    ///   deactivated, and ``CometChatError/validation(_:)``. The session of before stays then.
    @discardableResult
    public func login(_ uid: String, authKey: Secret? = nil) async throws -> Session {
        try await call(.login, with: LoginRequest(uid: uid, authKey: authKey))
    }

    /// Logs the user of a token in, in place of the one who was logged in before, if any.
    ///
    /// - Throws: ``CometChatError/unauthenticated(_:)`` if the token is not valid, or not any
    ///   more, and ``CometChatError/validation(_:)``. The session of before stays then.
    @discardableResult
    public func loginWithToken(_ authToken: Secret) async throws -> Session {
        try await call(.loginWithToken, with: ["authToken": authToken])
    }

    /// Logs the user out: the token stops working, the user's other tokens do not.
    ///
    /// The client has no session afterwards, also if this throws.
    ///
    /// - Throws: ``CometChatError/notLoggedIn(_:)``.
    @discardableResult
    public func logout() async throws -> Confirmation {
        try await call(.logout, with: Empty())
    }

    /// Tells who is logged in, read afresh.
    ///
    /// - Throws: ``CometChatError/notLoggedIn(_:)``, and
    ///   ``CometChatError/unauthenticated(_:)`` if the token has died meanwhile; the client
    ///   has no session then.
    public func currentSession() async throws -> Session {
        try await call(.currentSession, with: Empty())
    }

    /// Updates the logged-in user's own details. The role is not one of them: use
    /// ``updateUser(_:_:)``.
    ///
    /// - Throws: ``CometChatError/notLoggedIn(_:)``, ``CometChatError/validation(_:)``, and
    ///   ``CometChatError/unauthenticated(_:)`` as in ``currentSession()``.
    @discardableResult
    public func updateCurrentUser(_ patch: UserPatch) async throws -> Session {
        try await call(.updateCurrentUser, with: patch)
    }

    /// Creates a token, for ``loginWithToken(_:)`` or the login of an official SDK.
    ///
    /// - Throws: ``CometChatError/notFound(_:)`` if there is no such user or it is
    ///   deactivated, and ``CometChatError/validation(_:)``.
    public func createToken(_ uid: String) async throws -> Token {
        try await call(.createToken, with: ["uid": uid])
    }
}

private struct LoginRequest: Encodable {
    let uid: String
    let authKey: Secret?
}

extension Client {
    /// Logs a user in, with a new token, in place of the one who was logged in before, if any.
    /// That user's token stays valid.
    ///
    /// - Parameters:
    ///   - uid: The user.
    ///   - authKey: A key to use for this call instead of the client's.
    /// - Throws: ``CometChatError/notFound(_:)`` if there is no such user or it is
    ///   deactivated, and ``CometChatError/validation(_:)``. The session of before stays then.
    @discardableResult
    public func login(_ uid: String, authKey: Secret? = nil) async throws -> Session {
        try await call(.login, with: Target(uid: uid, authKey: authKey))
    }

    /// Logs the user of a token in, in place of the one who was logged in before, if any.
    ///
    /// - Throws: ``CometChatError/unauthenticated(_:)`` if the token is not valid, or not any
    ///   more, and ``CometChatError/validation(_:)``. The session of before stays then.
    @discardableResult
    public func loginWithToken(_ authToken: Secret) async throws -> Session {
        try await call(.loginWithToken, with: Target(authToken: authToken))
    }

    /// Logs the user out: the token stops working, the user's other tokens do not.
    ///
    /// The client has no session afterwards, also if this throws.
    ///
    /// - Throws: ``CometChatError/notLoggedIn(_:)``.
    @discardableResult
    public func logout() async throws -> Confirmation {
        try await call(.logout)
    }

    /// Tells who is logged in, read afresh.
    ///
    /// - Throws: ``CometChatError/notLoggedIn(_:)``, and
    ///   ``CometChatError/unauthenticated(_:)`` if the token has died meanwhile; the client
    ///   has no session then.
    public func currentSession() async throws -> Session {
        try await call(.currentSession)
    }

    /// Updates the logged-in user's own details. The role is not one of them: it is ignored, with
    /// a warning to the logger. Use ``updateUser(_:_:authKey:)`` for it.
    ///
    /// - Throws: ``CometChatError/notLoggedIn(_:)``, ``CometChatError/validation(_:)``, and
    ///   ``CometChatError/unauthenticated(_:)`` as in ``currentSession()``.
    @discardableResult
    public func updateCurrentUser(_ patch: UserPatch) async throws -> Session {
        try await call(.updateCurrentUser, with: patch)
    }

    /// Goes the whole way to a logged-in user: with a token that works already, else by logging
    /// in, creating the user first if there is none. Then the user is made to have the members of
    /// the patch.
    ///
    /// - Parameters:
    ///   - uid: The user.
    ///   - patch: What it is to be like; the name is needed only if it has to be created.
    ///   - authToken: A token of that user that was kept, e.g. by ``exportSession()``.
    ///   - reactivate: Whether to reactivate it if it is deactivated.
    ///   - authKey: A key to use for this call instead of the client's. One of them is needed
    ///     where the token is missing or dead, and for the role.
    /// - Throws: ``CometChatError/conflict(_:)`` if the user is deactivated and `reactivate` is
    ///   not true, ``CometChatError/unauthenticated(_:)`` if the token is dead and there is no
    ///   key, and ``CometChatError/validation(_:)``. The session of before stays, if its token is
    ///   not dead.
    @discardableResult
    public func ensureSession(
        _ uid: String, _ patch: UserPatch = UserPatch(), authToken: Secret? = nil,
        reactivate: Bool? = nil, authKey: Secret? = nil
    ) async throws -> EnsuredSession {
        let target = Target(
            uid: uid, authToken: authToken, authKey: authKey, reactivate: reactivate)
        return try await call(.ensureSession, with: Joined(target, patch))
    }

    /// Gives the session to keep in a secure store, for ``restoreSession(_:)`` in a later process.
    ///
    /// - Throws: ``CometChatError/notLoggedIn(_:)``.
    public func exportSession() async throws -> ExportedSession {
        try await call(.exportSession)
    }

    /// Goes on with an exported session.
    ///
    /// - Throws: ``CometChatError/unauthenticated(_:)`` if its token is dead, and
    ///   ``CometChatError/validation(_:)``, for another app's among others. The session of
    ///   before stays then.
    @discardableResult
    public func restoreSession(_ session: ExportedSession) async throws -> Session {
        try await call(.restoreSession, with: session)
    }

    /// Counts the users who are connected, for a logged-in user.
    ///
    /// - Throws: ``CometChatError/notLoggedIn(_:)`` and ``CometChatError/unauthenticated(_:)``.
    public func countOnlineUsers() async throws -> Int {
        let result: OnlineUsers = try await call(.countOnlineUsers)
        return result.onlineUsersCount
    }
}

extension Client {
    /// Creates a token, for ``loginWithToken(_:)`` or the login of an official SDK.
    ///
    /// A user keeps the newest 100; the oldest beyond them stop working.
    ///
    /// - Parameters:
    ///   - uid: The user.
    ///   - device: What the token tells about the device that it is for.
    ///   - force: Whether to insist on a new token; one is made either way.
    ///   - intent: A name of this creation, 1 to 100 characters, kept in ``Token/appInfo``. Asked
    ///     for again with the same one, the token that is there is the result. Over a network it
    ///     takes a key that may list tokens.
    /// - Throws: ``CometChatError/notFound(_:)`` if there is no such user or it is
    ///   deactivated, and ``CometChatError/validation(_:)``.
    public func createToken(
        _ uid: String, _ device: Device = Device(), force: Bool? = nil, intent: String? = nil
    ) async throws -> Token {
        let target = Target(uid: uid, force: force, intent: intent)
        return try await call(.createToken, with: Joined(target, device))
    }

    /// Lists a user's tokens, newest first. ``allTokens(_:)`` reads all pages.
    ///
    /// - Parameters:
    ///   - uid: The user.
    ///   - page: The page, from 1; the first if `nil`.
    ///   - perPage: How many tokens fit a page: 1 to 1000, 100 if `nil`.
    /// - Throws: ``CometChatError/notFound(_:)`` and ``CometChatError/validation(_:)``.
    public func listTokens(
        _ uid: String, page: Int? = nil, perPage: Int? = nil
    ) async throws -> TokenPage {
        let list = ListRequest(page: page, perPage: perPage)
        return try await call(.listTokens, with: Joined(Target(uid: uid), list))
    }

    /// Gets a token of a user.
    ///
    /// - Throws: ``CometChatError/notFound(_:)`` if there is no such user, or no such token of
    ///   that user, and ``CometChatError/validation(_:)``.
    public func getToken(_ uid: String, _ authToken: Secret) async throws -> Token {
        try await call(.getToken, with: Target(uid: uid, authToken: authToken))
    }

    /// Changes what a token tells about its device, and returns it as it is now.
    ///
    /// - Throws: ``CometChatError/notFound(_:)`` and ``CometChatError/validation(_:)``.
    @discardableResult
    public func updateToken(
        _ uid: String, _ authToken: Secret, _ patch: TokenPatch
    ) async throws -> Token {
        try await call(.updateToken, with: Joined(Target(uid: uid, authToken: authToken), patch))
    }

    /// Deletes a token of a user: it stops working.
    ///
    /// - Returns: A message that quotes the dead token.
    /// - Throws: ``CometChatError/notFound(_:)`` and ``CometChatError/validation(_:)``.
    @discardableResult
    public func deleteToken(_ uid: String, _ authToken: Secret) async throws -> Confirmation {
        try await call(.deleteToken, with: Target(uid: uid, authToken: authToken))
    }

    /// Deletes all tokens of a user, who is then logged out everywhere. No tokens are no error.
    ///
    /// - Throws: ``CometChatError/notFound(_:)`` and ``CometChatError/validation(_:)``.
    @discardableResult
    public func flushTokens(_ uid: String) async throws -> Confirmation {
        try await call(.flushTokens, with: Target(uid: uid))
    }
}

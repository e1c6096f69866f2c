extension Client {
    /// Creates a key for this app. An app has 25 at most.
    ///
    /// - Parameters:
    ///   - name: What it is for: 1 to 100 characters.
    ///   - scope: What it may do: `authOnly` if `nil`.
    ///   - intent: A name of this creation, 1 to 100 characters: then the newest key of the same
    ///     name and scope is the result, if there is one.
    /// - Throws: ``CometChatError/validation(_:)``, of which a 26th key is one.
    public func createApiKey(
        _ name: String, scope: ApiKey.Scope? = nil, intent: String? = nil
    ) async throws -> ApiKey {
        try await call(.createApiKey, with: KeyRequest(name: name, scope: scope, intent: intent))
    }

    /// Lists the keys of this app, newest first. Every app begins with one of each scope.
    /// ``allApiKeys(scope:searchKey:)`` reads all pages.
    ///
    /// - Parameters:
    ///   - scope: Keys of this scope only.
    ///   - searchKey: A part of the name.
    ///   - page: The page, from 1; the first if `nil`.
    ///   - perPage: How many keys fit a page: 1 to 1000, 100 if `nil`.
    /// - Throws: ``CometChatError/validation(_:)``.
    public func listApiKeys(
        scope: ApiKey.Scope? = nil, searchKey: String? = nil, page: Int? = nil,
        perPage: Int? = nil
    ) async throws -> ApiKeyPage {
        let list = ListRequest(page: page, perPage: perPage, searchKey: searchKey)
        return try await call(.listApiKeys, with: Joined(KeyRequest(scope: scope), list))
    }

    /// Gets a key.
    ///
    /// - Throws: ``CometChatError/notFound(_:)`` and ``CometChatError/validation(_:)``.
    public func getApiKey(_ apiKey: Secret) async throws -> ApiKey {
        try await call(.getApiKey, with: KeyRequest(apiKey: apiKey))
    }

    /// Updates a key and returns it as it is now.
    ///
    /// - Parameters:
    ///   - apiKey: The key.
    ///   - name: What it is for; `nil` leaves it.
    ///   - scope: What it may do; `nil` leaves it.
    /// - Throws: ``CometChatError/notFound(_:)``, ``CometChatError/permissionDenied(_:)`` for the
    ///   client's own key, and ``CometChatError/validation(_:)``.
    @discardableResult
    public func updateApiKey(
        _ apiKey: Secret, name: String? = nil, scope: ApiKey.Scope? = nil
    ) async throws -> ApiKey {
        try await call(.updateApiKey, with: KeyRequest(apiKey: apiKey, name: name, scope: scope))
    }

    /// Deletes a key: it stops working.
    ///
    /// - Returns: A message that quotes the dead key.
    /// - Throws: ``CometChatError/notFound(_:)``, ``CometChatError/permissionDenied(_:)`` for the
    ///   client's own key, and ``CometChatError/validation(_:)``.
    @discardableResult
    public func deleteApiKey(_ apiKey: Secret) async throws -> Confirmation {
        try await call(.deleteApiKey, with: KeyRequest(apiKey: apiKey))
    }
}

private struct KeyRequest: Encodable {
    var apiKey: Secret?
    var name: String?
    var scope: ApiKey.Scope?
    var intent: String?
}

extension Client {
    /// Blocks users. A block goes one way; each of the two sees it in the other's ``User``.
    ///
    /// - Parameters:
    ///   - uids: 1 to 25 users to block.
    ///   - uid: Who blocks them; the logged-in user if `nil`, as far as its role allows that.
    /// - Returns: What became of each uid, as it was sent. Who is blocked already is a success;
    ///   oneself, and who is not there, is not.
    /// - Throws: ``CometChatError/notFound(_:)`` for who blocks, ``CometChatError/validation(_:)``;
    ///   for the logged-in user ``CometChatError/notLoggedIn(_:)``,
    ///   ``CometChatError/unauthenticated(_:)`` and ``CometChatError/permissionDenied(_:)``.
    @discardableResult
    public func blockUsers(
        _ uids: [String], by uid: String? = nil
    ) async throws -> [String: ItemOutcome] {
        try await outcomes(.blockUsers, with: Target(uid: uid, uids: uids))
    }

    /// Unblocks users. Who is not blocked is a success; everything else is as for
    /// ``blockUsers(_:by:)``.
    @discardableResult
    public func unblockUsers(
        _ uids: [String], by uid: String? = nil
    ) async throws -> [String: ItemOutcome] {
        try await outcomes(.unblockUsers, with: Target(uid: uid, uids: uids))
    }

    /// Lists the users with whom somebody has a block, as that user sees them, who is connected
    /// first. ``allBlockedUsers(by:direction:searchKey:)`` reads all pages.
    ///
    /// - Parameters:
    ///   - uid: Whose blocks: then those whom that user has blocked. The logged-in user's if `nil`.
    ///   - direction: Of the logged-in user's blocks, which; both if `nil`.
    ///   - searchKey: Of the logged-in user's blocks, a part of the other's name or uid.
    ///   - page: The page, from 1; the first if `nil`.
    ///   - perPage: How many users fit a page: 1 to 1000, 100 if `nil`.
    /// - Throws: as ``blockUsers(_:by:)``.
    public func listBlockedUsers(
        by uid: String? = nil, direction: BlockDirection? = nil, searchKey: String? = nil,
        page: Int? = nil, perPage: Int? = nil
    ) async throws -> UserPage {
        let list = ListRequest(
            page: page, perPage: perPage, searchKey: searchKey, direction: direction)
        return try await call(.listBlockedUsers, with: Joined(Target(uid: uid), list))
    }

    /// Makes friends. A friendship goes both ways. A user has 1000 at most.
    ///
    /// - Parameters:
    ///   - uids: 1 to 25 users to make friends with.
    ///   - uid: Whose friends they become.
    /// - Returns: What became of each uid, as it was sent. Who is a friend already is a success;
    ///   oneself, who is not there, and a 1001st friend is not.
    /// - Throws: ``CometChatError/notFound(_:)`` for `uid`, and ``CometChatError/validation(_:)``.
    @discardableResult
    public func addFriends(
        _ uids: [String], to uid: String
    ) async throws -> [String: ItemOutcome] {
        try await outcomes(.addFriends, with: Target(uid: uid, uids: uids))
    }

    /// Ends friendships. Who is no friend is skipped.
    ///
    /// - Parameters:
    ///   - uids: 1 to 25 users.
    ///   - uid: Whose friends they are.
    /// - Throws: ``CometChatError/notFound(_:)`` for `uid`, or if none of `uids` is a friend, and
    ///   ``CometChatError/validation(_:)``.
    @discardableResult
    public func removeFriends(_ uids: [String], from uid: String) async throws -> Confirmation {
        try await call(.removeFriends, with: Target(uid: uid, uids: uids))
    }

    /// Lists a user's friends, as that user sees them, who is connected first.
    /// ``allFriends(of:searchKey:)`` reads all pages.
    ///
    /// - Parameters:
    ///   - uid: Whose friends.
    ///   - searchKey: A part of the name or uid.
    ///   - page: The page, from 1; the first if `nil`.
    ///   - perPage: How many users fit a page: 1 to 1000, 100 if `nil`.
    /// - Throws: ``CometChatError/notFound(_:)`` and ``CometChatError/validation(_:)``.
    public func listFriends(
        of uid: String, searchKey: String? = nil, page: Int? = nil, perPage: Int? = nil
    ) async throws -> UserPage {
        let list = ListRequest(page: page, perPage: perPage, searchKey: searchKey)
        return try await call(.listFriends, with: Joined(Target(uid: uid), list))
    }
}

// The lists as sequences of all their items, each read page by page as it is needed.

extension Client {
    /// All users that ``listUsers(_:page:perPage:withTags:)`` lists, page after page.
    ///
    ///     for try await user in client.allUsers(UserFilter(tags: ["staff"])) {
    ///         print(user.name)
    ///     }
    ///
    /// Who is there all along comes exactly once, while others come and go. Where the order goes
    /// by who is connected or by name, users who change in that may move from what is still to be
    /// read to what was read already, and be missed.
    ///
    /// - Parameters:
    ///   - filter: Which users; all active ones if not given.
    ///   - withTags: Whether each user comes with its tags.
    public func allUsers(
        _ filter: UserFilter = UserFilter(), withTags: Bool? = nil
    ) -> AllItems<User> {
        allUsers(filter, withTags: withTags, perPage: fullPage)
    }

    func allUsers(_ filter: UserFilter, withTags: Bool?, perPage: Int) -> AllItems<User> {
        AllItems(perPage: perPage, id: \.uid) {
            let page = try await self.listUsers(
                filter, page: $0.page, perPage: $0.size, withTags: withTags)
            return (page.users, page.pagination)
        }
    }

    /// All users that ``listBlockedUsers(by:direction:searchKey:page:perPage:)`` lists.
    ///
    /// Of up to 1000, one consistent view; of more, those who connect or disconnect meanwhile may
    /// be missed.
    ///
    /// - Parameters:
    ///   - uid: Whose blocks: then those whom that user has blocked. The logged-in user's if `nil`.
    ///   - direction: Of the logged-in user's blocks, which; both if `nil`.
    ///   - searchKey: Of the logged-in user's blocks, a part of the other's name or uid.
    public func allBlockedUsers(
        by uid: String? = nil, direction: BlockDirection? = nil, searchKey: String? = nil
    ) -> AllItems<User> {
        AllItems(perPage: fullPage, id: \.uid) {
            let page = try await self.listBlockedUsers(
                by: uid, direction: direction, searchKey: searchKey, page: $0.page,
                perPage: $0.size)
            return (page.users, page.pagination)
        }
    }

    /// All friends that ``listFriends(of:searchKey:page:perPage:)`` lists. A user has 1000 at most,
    /// so that it is one consistent view of them.
    ///
    /// - Parameters:
    ///   - uid: Whose friends.
    ///   - searchKey: A part of the name or uid.
    public func allFriends(of uid: String, searchKey: String? = nil) -> AllItems<User> {
        AllItems(perPage: fullPage, id: \.uid) {
            let page = try await self.listFriends(
                of: uid, searchKey: searchKey, page: $0.page, perPage: $0.size)
            return (page.users, page.pagination)
        }
    }

    /// All tokens of a user, newest first.
    public func allTokens(_ uid: String) -> AllItems<Token> {
        AllItems(perPage: fullPage, id: \.authToken.value) {
            let page = try await self.listTokens(uid, page: $0.page, perPage: $0.size)
            return (page.tokens, page.pagination)
        }
    }

    /// All roles, newest first; the built-in `default` comes last.
    public func allRoles() -> AllItems<Role> {
        AllItems(perPage: fullPage, id: \.role) {
            let page = try await self.listRoles(page: $0.page, perPage: $0.size)
            return (page.roles, page.pagination)
        }
    }

    /// All keys of this app, newest first.
    ///
    /// - Parameters:
    ///   - scope: Keys of this scope only.
    ///   - searchKey: A part of the name.
    public func allApiKeys(
        scope: ApiKey.Scope? = nil, searchKey: String? = nil
    ) -> AllItems<ApiKey> {
        AllItems(perPage: fullPage, id: \.apiKey.value) {
            let page = try await self.listApiKeys(
                scope: scope, searchKey: searchKey, page: $0.page, perPage: $0.size)
            return (page.apiKeys, page.pagination)
        }
    }
}

/// As many items as a page can have: the fewer pages, the less can happen between them.
private let fullPage = 1000

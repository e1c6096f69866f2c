/// A page of users.
public struct UserPage: Codable, Hashable, Sendable {
    /// The users on this page; none past the end.
    public let users: [User]
    /// Where this page is among all.
    public let pagination: Pagination
    /// How often the request was sent, if more than once.
    public let attempts: Int?
}

/// A page of a user's tokens, newest first.
public struct TokenPage: Codable, Hashable, Sendable {
    /// The tokens on this page; none past the end.
    public let tokens: [Token]
    /// Where this page is among all.
    public let pagination: Pagination
    /// How often the request was sent, if more than once.
    public let attempts: Int?
}

/// A page of roles, newest first.
public struct RolePage: Codable, Hashable, Sendable {
    /// The roles on this page; none past the end.
    public let roles: [Role]
    /// Where this page is among all.
    public let pagination: Pagination
    /// How often the request was sent, if more than once.
    public let attempts: Int?
}

/// A page of permissions that a role can have.
public struct PermissionPage: Codable, Hashable, Sendable {
    /// The permissions on this page; none past the end.
    public let permissions: [Permission]
    /// Where this page is among all.
    public let pagination: Pagination
    /// How often the request was sent, if more than once.
    public let attempts: Int?
}

/// A page of restricted features.
public struct FeaturePage: Codable, Hashable, Sendable {
    /// The features on this page; none past the end.
    public let features: [Feature]
    /// Where this page is among all.
    public let pagination: Pagination
    /// How often the request was sent, if more than once.
    public let attempts: Int?
}

/// A page of keys, newest first.
public struct ApiKeyPage: Codable, Hashable, Sendable {
    /// The keys on this page; none past the end.
    public let apiKeys: [ApiKey]
    /// Where this page is among all.
    public let pagination: Pagination
    /// How often the request was sent, if more than once.
    public let attempts: Int?
}

/// Where a page is among all.
public struct Pagination: Codable, Hashable, Sendable {
    /// How many there are on all pages; 0 in lists that the service does not count: those that
    /// a user sees.
    public let total: Int
    /// How many there are on this page.
    public let count: Int
    /// How many fit a page.
    public let perPage: Int
    /// The number of this page; the first is 1.
    public let currentPage: Int
    /// How many pages there are.
    public let totalPages: Int

    private enum CodingKeys: String, CodingKey {
        case total, count
        case perPage = "per_page"
        case currentPage = "current_page"
        case totalPages = "total_pages"
    }
}

/// A page of users, newest first.
public struct UserPage: Codable, Hashable, Sendable {
    /// The users on this page; none past the end.
    public let users: [User]
    /// Where this page is among all.
    public let pagination: Pagination
}

/// A page of roles, newest first.
public struct RolePage: Codable, Hashable, Sendable {
    /// The roles on this page; none past the end.
    public let roles: [Role]
    /// Where this page is among all.
    public let pagination: Pagination
}

/// Where a page is among all.
public struct Pagination: Codable, Hashable, Sendable {
    /// How many there are on all pages.
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

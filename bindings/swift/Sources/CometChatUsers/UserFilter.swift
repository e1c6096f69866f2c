/// Which users to list: those who meet all that is not `nil`.
///
/// From ``uids`` on, members are for the logged-in user's list. A list that a user sees lacks that
/// user, tells of blocks, has who is connected first, and is not counted.
public struct UserFilter: Encodable, Hashable, Sendable {
    /// A part of the name or uid, in any case.
    public var searchKey: String?
    /// Where to look for ``searchKey``; in both if `nil`.
    public var searchIn: [Field]?
    /// Whether they are connected: `online` or `offline`.
    public var status: User.Status?
    /// Ids of roles, any of which a user has.
    public var roles: [String]?
    /// Tags, any of which a user has.
    public var tags: [String]?
    /// Whether deactivated users are listed as well.
    public var withDeactivated: Bool?
    /// Whether no others than deactivated users are listed.
    public var onlyDeactivated: Bool?
    /// The uid of a user in whose eyes the list is seen.
    public var onBehalfOf: String?
    /// No others than these: at most 25.
    public var uids: [String]?
    /// Whether only friends are listed.
    public var friendsOnly: Bool?
    /// Whether those are left out with whom there is a block.
    public var hideBlockedUsers: Bool?
    /// What the order goes by.
    public var sortBy: Order?
    /// The direction of the order.
    public var sortOrder: Direction?

    /// A text that users are searched by.
    public enum Field: String, Encodable, Sendable {
        /// The name.
        case name
        /// The uid.
        case uid
    }

    /// What the order goes by.
    public enum Order: String, Encodable, Sendable {
        /// Who is connected comes first; then it goes by name.
        case status
        /// The name.
        case name
    }

    /// The direction of an order.
    public enum Direction: String, Encodable, Sendable {
        /// From the first to the last.
        case ascending = "asc"
        /// From the last to the first.
        case descending = "desc"
    }

    /// Says what listed users have in common.
    public init(
        searchKey: String? = nil, searchIn: [Field]? = nil, status: User.Status? = nil,
        roles: [String]? = nil, tags: [String]? = nil, withDeactivated: Bool? = nil,
        onlyDeactivated: Bool? = nil, onBehalfOf: String? = nil, uids: [String]? = nil,
        friendsOnly: Bool? = nil, hideBlockedUsers: Bool? = nil, sortBy: Order? = nil,
        sortOrder: Direction? = nil
    ) {
        self.searchKey = searchKey
        self.searchIn = searchIn
        self.status = status
        self.roles = roles
        self.tags = tags
        self.withDeactivated = withDeactivated
        self.onlyDeactivated = onlyDeactivated
        self.onBehalfOf = onBehalfOf
        self.uids = uids
        self.friendsOnly = friendsOnly
        self.hideBlockedUsers = hideBlockedUsers
        self.sortBy = sortBy
        self.sortOrder = sortOrder
    }
}

/// Which of the logged-in user's blocks to list.
public enum BlockDirection: String, Encodable, Sendable {
    /// Those whom the user has blocked.
    case blockedByMe
    /// Those who have blocked the user.
    case hasBlockedMe
    /// Both.
    case both
}

/// A user, as stored.
public struct User: Documented {
    /// The id, in lower case. It never changes.
    public let uid: String
    /// The name that others see.
    public let name: String
    /// The id of the user's role.
    public let role: String
    /// Whether the user is online.
    public let status: Status
    /// Whether this user has blocked the one who looks.
    public let hasBlockedMe: Bool
    /// Whether the one who looks has blocked this user.
    public let blockedByMe: Bool
    /// When the user was deactivated, in Unix seconds; 0 if active.
    public let deactivatedAt: Int
    /// When the user was created, in Unix seconds.
    public let createdAt: Int
    /// When the user was last updated, in Unix seconds.
    public let updatedAt: Int?
    /// When the user was last logged in, in Unix seconds.
    public let lastActiveAt: Int?
    /// The URL of a picture.
    public let avatar: String?
    /// The URL of a profile page.
    public let link: String?
    /// What the user says about the moment.
    public let statusMessage: String?
    /// What the app keeps with the user.
    public let metadata: [String: JSONValue]?
    /// The tags; lists give them on request.
    public let tags: [String]?
    /// The id of the conversation of the two, where another user looks.
    public let conversationId: String?
    /// In a list of blocked users, ``blockedByMeAt``, or else ``hasBlockedMeAt``.
    public let blockedAt: Int?
    /// When the user who looks blocked this one, in Unix seconds.
    public let blockedByMeAt: Int?
    /// When this user blocked the one who looks, in Unix seconds.
    public let hasBlockedMeAt: Int?
    /// The new token, if the user was created with ``NewUser/withAuthToken``.
    public let authToken: Secret?
    /// The whole document.
    public let document: Document

    /// Whether a user is there, on any device.
    public enum Status: OpenName {
        /// The user is there, as the one of a ``Session`` always is.
        case online
        /// The user is not there.
        case offline
        /// A status that this version of the wrapper does not know.
        case unknown(String)

        /// The statuses that this version of the wrapper knows.
        public static let known: [Status] = [.online, .offline]

        /// The name in the document.
        public var rawValue: String {
            switch self {
            case .online: "online"
            case .offline: "offline"
            case .unknown(let name): name
            }
        }
    }

    private enum CodingKeys: CodingKey {
        case uid, name, role, status, hasBlockedMe, blockedByMe, deactivatedAt, createdAt
        case updatedAt, lastActiveAt, avatar, link, statusMessage, metadata, tags, authToken
        case conversationId, blockedAt, blockedByMeAt, hasBlockedMeAt
    }

    /// Reads a user document.
    public init(from decoder: any Decoder) throws {
        try self.init(from: decoder, document: Document(from: decoder), withToken: true)
    }

    /// Reads the user's part of a session, whose token is the session's matter.
    init(from decoder: any Decoder, document: Document, withToken: Bool) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        uid = try members.decode(String.self, forKey: .uid)
        name = try members.decode(String.self, forKey: .name)
        role = try members.decode(String.self, forKey: .role)
        status = try members.decode(Status.self, forKey: .status)
        hasBlockedMe = try members.decode(Bool.self, forKey: .hasBlockedMe)
        blockedByMe = try members.decode(Bool.self, forKey: .blockedByMe)
        deactivatedAt = try members.decode(Int.self, forKey: .deactivatedAt)
        createdAt = try members.decode(Int.self, forKey: .createdAt)
        updatedAt = try members.decodeIfPresent(Int.self, forKey: .updatedAt)
        lastActiveAt = try members.decodeIfPresent(Int.self, forKey: .lastActiveAt)
        avatar = try members.decodeIfPresent(String.self, forKey: .avatar)
        link = try members.decodeIfPresent(String.self, forKey: .link)
        statusMessage = try members.decodeIfPresent(String.self, forKey: .statusMessage)
        metadata = try members.decodeIfPresent([String: JSONValue].self, forKey: .metadata)
        tags = try members.decodeIfPresent([String].self, forKey: .tags)
        conversationId = try members.decodeIfPresent(String.self, forKey: .conversationId)
        blockedAt = try members.decodeIfPresent(Int.self, forKey: .blockedAt)
        blockedByMeAt = try members.decodeIfPresent(Int.self, forKey: .blockedByMeAt)
        hasBlockedMeAt = try members.decodeIfPresent(Int.self, forKey: .hasBlockedMeAt)
        authToken =
            withToken ? try members.decodeIfPresent(Secret.self, forKey: .authToken) : nil
        self.document = document
    }
}

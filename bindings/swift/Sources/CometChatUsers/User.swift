/// A user, as stored.
public struct User: Hashable, Sendable {
    /// The id, in lower case. It never changes.
    public let uid: String
    /// The name that others see.
    public let name: String
    /// The id of the user's role.
    public let role: String
    /// Whether the user is online.
    public let status: Status
    /// Whether this user has blocked the logged-in one.
    public let hasBlockedMe: Bool
    /// Whether the logged-in user has blocked this one.
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
    /// The tags; ``Client/listUsers(page:perPage:withTags:)`` gives them on request.
    public let tags: [String]?
    /// The new token, if the user was created with ``NewUser/withAuthToken``.
    public let authToken: Secret?
    /// The whole document.
    public let document: Document

    /// Whether a user is there, on any device.
    public enum Status: RawRepresentable, Codable, Hashable, Sendable {
        /// The user is there, as the one of a ``Session`` always is.
        case online
        /// The user is not there.
        case offline
        /// A status that this version of the wrapper does not know.
        case unknown(String)

        /// Makes a status of its name in the document.
        public init(rawValue: String) {
            self =
                switch rawValue {
                case "online": .online
                case "offline": .offline
                default: .unknown(rawValue)
                }
        }

        /// The name in the document.
        public var rawValue: String {
            switch self {
            case .online: "online"
            case .offline: "offline"
            case .unknown(let name): name
            }
        }
    }
}

extension User: Codable {
    private enum CodingKeys: CodingKey {
        case uid, name, role, status, hasBlockedMe, blockedByMe, deactivatedAt, createdAt
        case updatedAt, lastActiveAt, avatar, link, statusMessage, metadata, tags, authToken
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
        authToken =
            withToken ? try members.decodeIfPresent(Secret.self, forKey: .authToken) : nil
        self.document = document
    }

    /// Writes the document as it came.
    public func encode(to encoder: any Encoder) throws {
        try document.encode(to: encoder)
    }
}

/// A user to create. A member that is `nil` is not sent.
public struct NewUser: Codable, Hashable, Sendable {
    /// The id. It is kept in lower case and never changes.
    public var uid: String
    /// The name that others see.
    public var name: String
    /// The URL of a picture.
    public var avatar: String?
    /// The URL of a profile page.
    public var link: String?
    /// The id of an existing role.
    public var role: String?
    /// What the user says about the moment.
    public var statusMessage: String?
    /// What the app keeps with the user.
    public var metadata: [String: JSONValue]?
    /// Words to find the user by.
    public var tags: [String]?
    /// Whether to create a token as well, in ``User/authToken`` of the answer.
    public var withAuthToken: Bool?
    /// A key to use for this call instead of the client's.
    public var authKey: Secret?

    /// Describes a user to create.
    public init(
        uid: String, name: String, avatar: String? = nil, link: String? = nil,
        role: String? = nil, statusMessage: String? = nil,
        metadata: [String: JSONValue]? = nil, tags: [String]? = nil,
        withAuthToken: Bool? = nil, authKey: Secret? = nil
    ) {
        self.uid = uid
        self.name = name
        self.avatar = avatar
        self.link = link
        self.role = role
        self.statusMessage = statusMessage
        self.metadata = metadata
        self.tags = tags
        self.withAuthToken = withAuthToken
        self.authKey = authKey
    }
}

/// What changes of a user. A member that is not named stays as it is.
public struct UserPatch: Codable, Hashable, Sendable {
    /// The new name; `nil` leaves it.
    public var name: String?
    /// The id of the new role; `nil` leaves it.
    public var role: String?
    /// The URL of a picture.
    public var avatar: Patch<String>
    /// The URL of a profile page.
    public var link: Patch<String>
    /// What the user says about the moment.
    public var statusMessage: Patch<String>
    /// What the app keeps with the user; replaced as a whole.
    public var metadata: Patch<[String: JSONValue]>
    /// Words to find the user by; replaced as a whole.
    public var tags: Patch<[String]>

    /// Describes a change.
    public init(
        name: String? = nil, role: String? = nil, avatar: Patch<String> = .leave,
        link: Patch<String> = .leave, statusMessage: Patch<String> = .leave,
        metadata: Patch<[String: JSONValue]> = .leave, tags: Patch<[String]> = .leave
    ) {
        self.name = name
        self.role = role
        self.avatar = avatar
        self.link = link
        self.statusMessage = statusMessage
        self.metadata = metadata
        self.tags = tags
    }
}

/// What became of a uid in ``Client/deactivateUsers(_:)`` or ``Client/reactivateUsers(_:)``.
public enum Outcome: RawRepresentable, Codable, Hashable, Sendable {
    /// The user was active and is deactivated now.
    case deactivated
    /// The user was deactivated before.
    case alreadyDeactivated
    /// The user was deactivated and is active now.
    case reactivated
    /// The user was active before.
    case nonDeactivated
    /// There is no such user.
    case notFound
    /// An outcome that this version of the wrapper does not know.
    case unknown(String)

    /// Makes an outcome of its name in the document.
    public init(rawValue: String) {
        self =
            switch rawValue {
            case "deactivated": .deactivated
            case "alreadyDeactivated": .alreadyDeactivated
            case "reactivated": .reactivated
            case "nonDeactivated": .nonDeactivated
            case "notFound": .notFound
            default: .unknown(rawValue)
            }
    }

    /// The name in the document.
    public var rawValue: String {
        switch self {
        case .deactivated: "deactivated"
        case .alreadyDeactivated: "alreadyDeactivated"
        case .reactivated: "reactivated"
        case .nonDeactivated: "nonDeactivated"
        case .notFound: "notFound"
        case .unknown(let name): name
        }
    }
}

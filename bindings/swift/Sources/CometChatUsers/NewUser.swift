/// A user to create. A member that is `nil` is not sent. All of it is at most 10240 bytes as JSON.
public struct NewUser: Codable, Hashable, Sendable {
    /// The id: 1 to 100 of `A-Z a-z 0-9 _ -`. It is kept in lower case and never changes.
    public var uid: String
    /// The name that others see: 1 to 100 characters.
    public var name: String
    /// The URL of a picture: at most 3000 characters.
    public var avatar: String?
    /// The URL of a profile page: at most 3000 characters.
    public var link: String?
    /// The id of an existing role; `default` if `nil`.
    public var role: String?
    /// What the user says about the moment.
    public var statusMessage: String?
    /// What the app keeps with the user: at most 5120 bytes as JSON, nested at most 100 deep.
    public var metadata: [String: JSONValue]?
    /// Words to find the user by: at most 25 of 1 to 100 characters.
    public var tags: [String]?
    /// Whether to create a token as well, in ``User/authToken`` of the answer.
    public var withAuthToken: Bool?
    /// A name of this creation: 1 to 100 characters. Asked for again with the same one, also by
    /// another process, it succeeds with the user who is there, if that has just these members.
    public var intent: String?
    /// A key to use for this call instead of the client's.
    public var authKey: Secret?

    /// Describes a user to create.
    public init(
        uid: String, name: String, avatar: String? = nil, link: String? = nil,
        role: String? = nil, statusMessage: String? = nil,
        metadata: [String: JSONValue]? = nil, tags: [String]? = nil,
        withAuthToken: Bool? = nil, intent: String? = nil, authKey: Secret? = nil
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
        self.intent = intent
        self.authKey = authKey
    }
}

/// What changes of a user, with the limits of ``NewUser``. A member that is not named stays as it
/// is.
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

/// A user to import, who comes with a past from another system.
public struct ImportedUser: Encodable, Hashable, Sendable {
    /// The user; ``NewUser/withAuthToken`` and ``NewUser/authKey`` have no effect.
    public var user: NewUser
    /// When it was created there, in Unix seconds; now if `nil`.
    public var createdAt: Int?
    /// When it was last logged in there, in Unix seconds.
    public var lastActiveAt: Int?
    /// When it was deactivated there, in Unix seconds; it is active if `nil`.
    public var deactivatedAt: Int?

    /// Describes a user to import.
    public init(
        _ user: NewUser, createdAt: Int? = nil, lastActiveAt: Int? = nil,
        deactivatedAt: Int? = nil
    ) {
        self.user = user
        self.createdAt = createdAt
        self.lastActiveAt = lastActiveAt
        self.deactivatedAt = deactivatedAt
    }

    private enum CodingKeys: CodingKey {
        case createdAt, lastActiveAt, deactivatedAt
    }

    /// Writes the members of the user and those of its past.
    public func encode(to encoder: any Encoder) throws {
        try user.encode(to: encoder)
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encodeIfPresent(createdAt, forKey: .createdAt)
        try members.encodeIfPresent(lastActiveAt, forKey: .lastActiveAt)
        try members.encodeIfPresent(deactivatedAt, forKey: .deactivatedAt)
    }
}

/// What became of a user in ``Client/importUsers(_:)``.
public enum ImportOutcome: Decodable, Hashable, Sendable {
    /// The user was created.
    case created(User)
    /// The user was not, for this reason; one who was there already is left as it was.
    case failed(CometChatError)

    private enum CodingKeys: CodingKey {
        case user, error
    }

    /// Reads the outcome of one user.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        if let user = try members.decodeIfPresent(User.self, forKey: .user) {
            self = .created(user)
        } else {
            let details = try members.decode(CometChatError.Details.self, forKey: .error)
            self = .failed(CometChatError(details))
        }
    }
}

/// What ``Client/ensureUser(_:_:reactivate:authKey:)`` did.
public struct EnsuredUser: Decodable, Hashable, Sendable {
    /// What was done.
    public let outcome: Outcome
    /// The members that an update was sent with.
    public let changed: [String]
    /// The user as it is now.
    public let user: User
    /// How often a request was sent, if more than once.
    public let attempts: Int?

    /// What was done to a user.
    public enum Outcome: OpenName {
        /// It was not there, and was created.
        case created
        /// Members that differed were updated.
        case updated
        /// It was deactivated, and was reactivated.
        case reactivated
        /// It was as asked.
        case unchanged
        /// An outcome that this version of the wrapper does not know.
        case unknown(String)

        /// The outcomes that this version of the wrapper knows.
        public static let known: [Outcome] = [.created, .updated, .reactivated, .unchanged]

        /// The name in the document.
        public var rawValue: String {
            switch self {
            case .created: "created"
            case .updated: "updated"
            case .reactivated: "reactivated"
            case .unchanged: "unchanged"
            case .unknown(let name): name
            }
        }
    }
}

/// A role, as stored.
public struct Role: Documented {
    /// The id, in lower case. It never changes.
    public let role: String
    /// The name that people see.
    public let name: String
    /// When the role was created, in Unix seconds.
    public let createdAt: Int
    /// When the role was last updated, in Unix seconds.
    public let updatedAt: Int?
    /// What the role is for.
    public let description: String?
    /// What the app keeps with the role.
    public let metadata: [String: JSONValue]?
    /// What users with the role may do.
    public let settings: [String: JSONValue]?
    /// The whole document.
    public let document: Document

    private enum CodingKeys: CodingKey {
        case role, name, createdAt, updatedAt, description, metadata, settings
    }

    /// Reads a role document.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        role = try members.decode(String.self, forKey: .role)
        name = try members.decode(String.self, forKey: .name)
        createdAt = try members.decode(Int.self, forKey: .createdAt)
        updatedAt = try members.decodeIfPresent(Int.self, forKey: .updatedAt)
        description = try members.decodeIfPresent(String.self, forKey: .description)
        metadata = try members.decodeIfPresent([String: JSONValue].self, forKey: .metadata)
        settings = try members.decodeIfPresent([String: JSONValue].self, forKey: .settings)
        document = try Document(from: decoder)
    }
}

/// A role to create. A member that is `nil` is not sent. All of it is at most 10240 bytes as JSON.
public struct NewRole: Codable, Hashable, Sendable {
    /// The id: 1 to 100 of `A-Z a-z 0-9 _ -`. It is kept in lower case and never changes.
    public var role: String
    /// The name that people see: 1 to 100 characters.
    public var name: String
    /// What the role is for: at most 255 characters.
    public var description: String?
    /// What the app keeps with the role, nested at most 100 deep.
    public var metadata: [String: JSONValue]?
    /// What users with the role may do: `listUsers` and `sendMessagesTo`, each `all` or
    /// `friendsOnly`.
    public var settings: [String: JSONValue]?
    /// A name of this creation: 1 to 100 characters. Asked for again with the same one, also by
    /// another process, it succeeds with the role that is there, if that has just these members.
    public var intent: String?

    /// Describes a role to create.
    public init(
        role: String, name: String, description: String? = nil,
        metadata: [String: JSONValue]? = nil, settings: [String: JSONValue]? = nil,
        intent: String? = nil
    ) {
        self.role = role
        self.name = name
        self.description = description
        self.metadata = metadata
        self.settings = settings
        self.intent = intent
    }
}

/// What changes of a role. A member that is not named stays as it is.
public struct RolePatch: Codable, Hashable, Sendable {
    /// The new name; `nil` leaves it.
    public var name: String?
    /// What the role is for.
    public var description: Patch<String>
    /// What the app keeps with the role; replaced as a whole.
    public var metadata: Patch<[String: JSONValue]>
    /// What users with the role may do; replaced as a whole.
    public var settings: Patch<[String: JSONValue]>

    /// Describes a change.
    public init(
        name: String? = nil, description: Patch<String> = .leave,
        metadata: Patch<[String: JSONValue]> = .leave,
        settings: Patch<[String: JSONValue]> = .leave
    ) {
        self.name = name
        self.description = description
        self.metadata = metadata
        self.settings = settings
    }
}

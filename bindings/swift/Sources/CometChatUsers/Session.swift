/// A logged-in user and what the login brought.
public struct Session: Hashable, Sendable {
    /// Who is logged in.
    public let user: User
    /// The token of this session: whoever holds it acts as the user.
    public let authToken: Secret
    /// A signed statement of who is logged in.
    public let jwt: Secret
    /// Where the user's real-time events come from.
    public let wsChannel: Channel
    /// The settings of the app.
    public let settings: [String: JSONValue]
    /// The whole document: the user's members and the session's.
    public let document: Document

    /// A real-time channel.
    public struct Channel: Codable, Hashable, Sendable {
        /// Who the user is to the channel: `[APPID]uid`.
        public let identity: String
    }
}

extension Session: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case authToken, jwt, wsChannel, settings
    }

    /// Reads a session document.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        authToken = try members.decode(Secret.self, forKey: .authToken)
        jwt = try members.decode(Secret.self, forKey: .jwt)
        wsChannel = try members.decode(Channel.self, forKey: .wsChannel)
        settings = try members.decode([String: JSONValue].self, forKey: .settings)
        document = try Document(from: decoder)
        user = try User(
            from: decoder, document: document.without(CodingKeys.allCases.map(\.rawValue)),
            withToken: false)
    }

    /// Writes the document as it came.
    public func encode(to encoder: any Encoder) throws {
        try document.encode(to: encoder)
    }
}

/// A token to log in with: ``Client/loginWithToken(_:)``.
public struct Token: Hashable, Sendable {
    /// The user whose token it is.
    public let uid: String
    /// The token: whoever holds it acts as the user.
    public let authToken: Secret
    /// When it was created, in Unix seconds.
    public let createdAt: Int
    /// The whole document.
    public let document: Document
}

extension Token: Codable {
    private enum CodingKeys: CodingKey {
        case uid, authToken, createdAt
    }

    /// Reads a token document.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        uid = try members.decode(String.self, forKey: .uid)
        authToken = try members.decode(Secret.self, forKey: .authToken)
        createdAt = try members.decode(Int.self, forKey: .createdAt)
        document = try Document(from: decoder)
    }

    /// Writes the document as it came.
    public func encode(to encoder: any Encoder) throws {
        try document.encode(to: encoder)
    }
}

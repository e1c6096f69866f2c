/// A logged-in user and what the login brought.
public struct Session: Documented {
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
}

/// What ``Client/ensureSession(_:_:authToken:reactivate:authKey:)`` did.
public struct EnsuredSession: Decodable, Hashable, Sendable {
    /// The session.
    public let session: Session
    /// What was done, in order.
    public let steps: [Step]

    /// A step of the way to a session.
    public enum Step: OpenName {
        /// The client was logged in as that user, or the given token works.
        case resumed
        /// A token was refused.
        case tokenDead
        /// The user was created.
        case created
        /// The user's members were updated.
        case updated
        /// The user was reactivated.
        case reactivated
        /// The user was logged in, with a new token.
        case loggedIn
        /// A step that this version of the wrapper does not know.
        case unknown(String)

        /// The steps that this version of the wrapper knows.
        public static let known: [Step] = [
            .resumed, .tokenDead, .created, .updated, .reactivated, .loggedIn,
        ]

        /// The name in the document.
        public var rawValue: String {
            switch self {
            case .resumed: "resumed"
            case .tokenDead: "tokenDead"
            case .created: "created"
            case .updated: "updated"
            case .reactivated: "reactivated"
            case .loggedIn: "loggedIn"
            case .unknown(let name): name
            }
        }
    }

    private enum CodingKeys: CodingKey {
        case steps
    }

    /// Reads the session document, which has the steps as a member.
    public init(from decoder: any Decoder) throws {
        session = try Session(from: decoder)
        steps = try decoder.container(keyedBy: CodingKeys.self).decode([Step].self, forKey: .steps)
    }
}

/// A session to keep in a secure store, such as a keychain, for
/// ``Client/restoreSession(_:)`` in a later process. Encoding writes the token.
public struct ExportedSession: Codable, Hashable, Sendable {
    /// The version of the format.
    public let version: Int
    /// The app, where the client knew it; another app's session cannot be restored.
    public let appId: String?
    /// Who is logged in.
    public let uid: String
    /// The token of the session: whoever holds it acts as the user.
    public let authToken: Secret
}

package struct OnlineUsers: Decodable {
    package let onlineUsersCount: Int
}

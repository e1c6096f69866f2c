/// A key of the app.
public struct ApiKey: Documented {
    /// The key: whoever holds it acts as the app.
    public let apiKey: Secret
    /// What it is for.
    public let name: String
    /// What it may do.
    public let scope: Scope
    /// When it was created, in Unix seconds.
    public let createdAt: Int
    /// The whole document.
    public let document: Document

    /// What a key may do.
    public enum Scope: OpenName {
        /// Create and update users and their tokens.
        case authOnly
        /// Everything.
        case fullAccess
        /// A scope that this version of the wrapper does not know.
        case unknown(String)

        /// The scopes that this version of the wrapper knows.
        public static let known: [Scope] = [.authOnly, .fullAccess]

        /// The name in the document.
        public var rawValue: String {
            switch self {
            case .authOnly: "authOnly"
            case .fullAccess: "fullAccess"
            case .unknown(let name): name
            }
        }
    }

    private enum CodingKeys: CodingKey {
        case apiKey, name, scope, createdAt
    }

    /// Reads the document of a key.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        apiKey = try members.decode(Secret.self, forKey: .apiKey)
        name = try members.decode(String.self, forKey: .name)
        scope = try members.decode(Scope.self, forKey: .scope)
        createdAt = try members.decode(Int.self, forKey: .createdAt)
        document = try Document(from: decoder)
    }
}

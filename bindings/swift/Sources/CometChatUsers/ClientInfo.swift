/// What a client is, and what the library allows.
public struct ClientInfo: Documented {
    /// The version of the library.
    public let version: String
    /// The version of the library's C interface.
    public let abiVersion: Int
    /// Where the calls go: `memory`, `file`, `server` or `cloud`.
    public let backend: String
    /// The id of the app; `nil` for a server, if it was not given.
    public let appId: String?
    /// The region of the app.
    public let region: String
    /// How long a call may take, in milliseconds.
    public let timeoutMs: Int
    /// The limits by name, for example `perPage`.
    public let limits: [String: Int]
    /// What the service last told of the rates that it takes; `nil` for the embedded engine.
    public let rateLimits: [RateLimit]?
    /// The whole document.
    public let document: Document

    /// What the service told about one class of requests.
    public struct RateLimit: Codable, Hashable, Sendable {
        /// `core` (users created and deleted), `import` or `standard`.
        public let `class`: String
        /// How many requests it takes in a minute.
        public let limit: Int
        /// How many were left after the last answer.
        public let remaining: Int
    }

    private enum CodingKeys: CodingKey {
        case version, abiVersion, backend, appId, region, timeoutMs, limits, rateLimits
    }

    /// Reads the document that describes a client.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        version = try members.decode(String.self, forKey: .version)
        abiVersion = try members.decode(Int.self, forKey: .abiVersion)
        backend = try members.decode(String.self, forKey: .backend)
        appId = try members.decodeIfPresent(String.self, forKey: .appId)
        region = try members.decode(String.self, forKey: .region)
        timeoutMs = try members.decode(Int.self, forKey: .timeoutMs)
        limits = try members.decode([String: Int].self, forKey: .limits)
        rateLimits = try members.decodeIfPresent([RateLimit].self, forKey: .rateLimits)
        document = try Document(from: decoder)
    }
}

/// What a client is, and what the library allows.
public struct ClientInfo: Hashable, Sendable {
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
    /// The whole document.
    public let document: Document
}

extension ClientInfo: Codable {
    private enum CodingKeys: CodingKey {
        case version, abiVersion, backend, appId, region, timeoutMs, limits
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
        document = try Document(from: decoder)
    }

    /// Writes the document as it came.
    public func encode(to encoder: any Encoder) throws {
        try document.encode(to: encoder)
    }
}

/// That something was done.
public struct Confirmation: Codable, Hashable, Sendable {
    /// Always true: what fails throws.
    public let success: Bool
    /// What was done, in words for people.
    public let message: String
}

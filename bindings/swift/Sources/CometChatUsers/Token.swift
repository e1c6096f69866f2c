/// A token to log in with: ``Client/loginWithToken(_:)``. It does not expire.
public struct Token: Documented {
    /// The user whose token it is.
    public let uid: String
    /// The token: whoever holds it acts as the user.
    public let authToken: Secret
    /// When it was created, in Unix seconds.
    public let createdAt: Int
    /// The kind of device that it is for.
    public let platform: String?
    /// What the device calls itself.
    public let userAgent: String?
    /// What is known of the application.
    public let appInfo: [String: JSONValue]?
    /// The whole document.
    public let document: Document

    private enum CodingKeys: CodingKey {
        case uid, authToken, createdAt, platform, userAgent, appInfo
    }

    /// Reads a token document.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        uid = try members.decode(String.self, forKey: .uid)
        authToken = try members.decode(Secret.self, forKey: .authToken)
        createdAt = try members.decode(Int.self, forKey: .createdAt)
        platform = try members.decodeIfPresent(String.self, forKey: .platform)
        userAgent = try members.decodeIfPresent(String.self, forKey: .userAgent)
        appInfo = try members.decodeIfPresent([String: JSONValue].self, forKey: .appInfo)
        document = try Document(from: decoder)
    }
}

/// What a new token tells about the device that it is for. A member that is `nil` is not sent.
public struct Device: Codable, Hashable, Sendable {
    /// The kind of device: at most 100 characters.
    public var platform: String?
    /// What the device calls itself: at most 1000 characters.
    public var userAgent: String?
    /// The id of the device: at most 1000 characters. It is kept but not shown.
    public var deviceId: String?
    /// What there is to know of the application: at most 10240 bytes as JSON.
    public var appInfo: [String: JSONValue]?

    /// Describes a device.
    public init(
        platform: String? = nil, userAgent: String? = nil, deviceId: String? = nil,
        appInfo: [String: JSONValue]? = nil
    ) {
        self.platform = platform
        self.userAgent = userAgent
        self.deviceId = deviceId
        self.appInfo = appInfo
    }
}

/// What changes of what a token tells, with the limits of ``Device``. A member that is not named
/// stays as it is.
public struct TokenPatch: Codable, Hashable, Sendable {
    /// The kind of device.
    public var platform: Patch<String>
    /// What the device calls itself.
    public var userAgent: Patch<String>
    /// What there is to know of the application; replaced as a whole.
    public var appInfo: Patch<[String: JSONValue]>

    /// Describes a change.
    public init(
        platform: Patch<String> = .leave, userAgent: Patch<String> = .leave,
        appInfo: Patch<[String: JSONValue]> = .leave
    ) {
        self.platform = platform
        self.userAgent = userAgent
        self.appInfo = appInfo
    }
}

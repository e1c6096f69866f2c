/// What a ``Client`` is opened with. A member that is `nil` has the default of the library.
public struct Configuration: Codable, Hashable, Sendable {
    /// Where the calls go: `memory:`, or `file:PATH` for a file that is made if missing.
    public var url: String
    /// Names the app in a session's `wsChannel` and `jwt`.
    public var appId: String?
    /// The region of the app.
    public var region: String?
    /// How long a call may take, in milliseconds.
    public var timeoutMs: Int?
    /// The API key; the embedded engine needs none.
    public var apiKey: Secret?
    /// The auth key; the embedded engine needs none.
    public var authKey: Secret?

    /// Says where to open a client, and what differs from the defaults.
    public init(
        url: String, appId: String? = nil, region: String? = nil, timeoutMs: Int? = nil,
        apiKey: Secret? = nil, authKey: Secret? = nil
    ) {
        self.url = url
        self.appId = appId
        self.region = region
        self.timeoutMs = timeoutMs
        self.apiKey = apiKey
        self.authKey = authKey
    }
}

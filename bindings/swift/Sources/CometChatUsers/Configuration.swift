/// What a ``Client`` is opened with. A member that is `nil` has the default of the library.
public struct Configuration: Codable, Hashable, Sendable {
    /// Where the calls go: `memory:`, `file:PATH` for a file that is made if missing,
    /// `http(s)://HOST[:PORT][/PREFIX]` for a server, or `cometchat://APPID@REGION`.
    public var url: String
    /// Names the app in a session's `wsChannel` and `jwt`.
    public var appId: String?
    /// The region of the app.
    public var region: String?
    /// How long a call may take, in milliseconds: 1 to 3600000, 30000 if `nil`.
    public var timeoutMs: Int?
    /// The API key, of the scope fullAccess; the embedded engine needs none. Never part of an app.
    public var apiKey: Secret?
    /// The auth key, which creates, updates and logs in users; the embedded engine needs none.
    public var authKey: Secret?
    /// How long connecting may take, in milliseconds, within ``timeoutMs``.
    public var connectTimeoutMs: Int?
    /// How often a request is repeated if that may help and can do no harm: 0 to 10, 3 if `nil`.
    public var maxRetries: Int?
    /// How many requests a minute are sent at most, 1 to 1000000: calls wait for their turn, to
    /// leave room for others. If `nil`, they wait only when the service's budget runs low.
    public var maxRequestsPerMinute: Int?
    /// A file of certificates in PEM form to trust instead of those of the system.
    public var caFile: String?
    /// The URL of a proxy, which may hold a password; the environment is asked if `nil`.
    public var proxy: Secret?
    /// Goes behind the library's own name.
    public var userAgent: String?

    /// Says where to open a client, and what differs from the defaults.
    public init(
        url: String, appId: String? = nil, region: String? = nil, timeoutMs: Int? = nil,
        apiKey: Secret? = nil, authKey: Secret? = nil, connectTimeoutMs: Int? = nil,
        maxRetries: Int? = nil, maxRequestsPerMinute: Int? = nil, caFile: String? = nil,
        proxy: Secret? = nil, userAgent: String? = nil
    ) {
        self.url = url
        self.appId = appId
        self.region = region
        self.timeoutMs = timeoutMs
        self.apiKey = apiKey
        self.authKey = authKey
        self.connectTimeoutMs = connectTimeoutMs
        self.maxRetries = maxRetries
        self.maxRequestsPerMinute = maxRequestsPerMinute
        self.caFile = caFile
        self.proxy = proxy
        self.userAgent = userAgent
    }
}

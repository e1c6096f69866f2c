import CCometChatUsers
import Foundation

/// Why a call failed: a case for each kind of error, with what is known about it.
///
///     do {
///         try await client.createUser(NewUser(uid: "ada", name: "Ada"))
///     } catch CometChatError.alreadyExists(let details) {
///         print(details.message)
///     }
public enum CometChatError: Error, Hashable, Sendable {
    /// A call to the C interface is wrong in itself.
    case invalidArgument(Details)
    /// The request is not JSON, or not an object.
    case invalidJSON(Details)
    /// The client is closed.
    case invalidHandle(Details)
    /// The request breaks a rule; `details.details` names every broken member.
    case validation(Details)
    /// A key or token is missing, unknown or no longer valid.
    case unauthenticated(Details)
    /// The key, role or configuration does not allow the operation.
    case permissionDenied(Details)
    /// The operation needs a logged-in user, and nobody is logged in.
    case notLoggedIn(Details)
    /// There is no such user, role or token, or the user is deactivated.
    case notFound(Details)
    /// The uid or role is taken.
    case alreadyExists(Details)
    /// What is stored contradicts the request.
    case conflict(Details)
    /// A quota of the plan is used up.
    case quotaExceeded(Details)
    /// Too many requests; wait `details.retryAfter` seconds.
    case rateLimited(Details)
    /// The call did not end within ``Configuration/timeoutMs``.
    case timeout(Details)
    /// The service could not be reached.
    case network(Details)
    /// The service failed, or its answer makes no sense.
    case service(Details)
    /// The file cannot be used: missing folder, full, read-only, corrupt, newer.
    case storage(Details)
    /// This client or this version cannot do that.
    case unsupported(Details)
    /// A fault of the library; please report it.
    case `internal`(Details)
    /// ``Client/cancel()`` ended the call; it may have been done all the same. A call whose task
    /// is cancelled throws `CancellationError` instead.
    case cancelled(Details)
    /// A status of a newer library, which this version of the wrapper does not know; -1 where
    /// only its kind is known.
    case unknown(status: Int32, Details)

    /// What is known about an error.
    public struct Details: Hashable, Sendable {
        /// CometChat's own code where it has one, for example `ERR_UID_NOT_FOUND`.
        public let code: String
        /// The kind, for example `not_found`: the name behind the case.
        public let kind: String
        /// What was wrong, for people.
        public let message: String
        /// Whether the same call may succeed later.
        public let retryable: Bool
        /// For each broken member, what is wrong with it; empty if no member is known.
        public let details: [String: [String]]
        /// What to do about it.
        public let remedy: String?
        /// The status of the service's HTTP answer.
        public let httpStatus: Int?
        /// How many seconds to wait before another try.
        public let retryAfter: Double?
        /// How often the request was sent, if more than once.
        public let attempts: Int?
        /// The whole document.
        public let document: Document
    }

    /// What is known about the error, whatever its kind.
    public var payload: Details {
        switch self {
        case .invalidArgument(let details), .invalidJSON(let details),
            .invalidHandle(let details), .validation(let details),
            .unauthenticated(let details), .permissionDenied(let details),
            .notLoggedIn(let details), .notFound(let details), .alreadyExists(let details),
            .conflict(let details), .quotaExceeded(let details), .rateLimited(let details),
            .timeout(let details), .network(let details), .service(let details),
            .storage(let details), .unsupported(let details), .internal(let details),
            .cancelled(let details), .unknown(_, let details):
            details
        }
    }
}

extension CometChatError {
    private static let cases: [String: @Sendable (Details) -> CometChatError] = [
        "invalid_argument": { .invalidArgument($0) },
        "invalid_json": { .invalidJSON($0) },
        "invalid_handle": { .invalidHandle($0) },
        "validation": { .validation($0) },
        "unauthenticated": { .unauthenticated($0) },
        "permission_denied": { .permissionDenied($0) },
        "not_logged_in": { .notLoggedIn($0) },
        "not_found": { .notFound($0) },
        "already_exists": { .alreadyExists($0) },
        "conflict": { .conflict($0) },
        "quota_exceeded": { .quotaExceeded($0) },
        "rate_limited": { .rateLimited($0) },
        "timeout": { .timeout($0) },
        "network": { .network($0) },
        "service": { .service($0) },
        "storage": { .storage($0) },
        "unsupported": { .unsupported($0) },
        "internal": { .internal($0) },
        "cancelled": { .cancelled($0) },
    ]

    /// The error that a document tells of.
    init(_ details: Details) {
        self = Self.cases[details.kind]?(details) ?? .unknown(status: -1, details)
    }

    /// The error that a status and its document tell of.
    init(status: Int32, document: String) {
        let kind = Library.name(ofStatus: status)
        let details =
            (try? JSONDecoder().decode(Details.self, from: Data(document.utf8)))
            ?? Details(kind: kind, message: "the call ended with the status \(kind)")
        self = Self.cases[kind]?(details) ?? .unknown(status: status, details)
    }
}

extension CometChatError.Details: Decodable {
    private enum CodingKeys: CodingKey {
        case code, kind, message, retryable, details, remedy, httpStatus, retryAfter
        case attempts
    }

    /// Reads an error document.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        code = try members.decode(String.self, forKey: .code)
        kind = try members.decode(String.self, forKey: .kind)
        message = try members.decode(String.self, forKey: .message)
        retryable = try members.decode(Bool.self, forKey: .retryable)
        details = try members.decodeIfPresent([String: [String]].self, forKey: .details) ?? [:]
        remedy = try members.decodeIfPresent(String.self, forKey: .remedy)
        httpStatus = try members.decodeIfPresent(Int.self, forKey: .httpStatus)
        retryAfter = try members.decodeIfPresent(Double.self, forKey: .retryAfter)
        attempts = try members.decodeIfPresent(Int.self, forKey: .attempts)
        document = try Document(from: decoder)
    }

    /// An error that the wrapper itself found.
    init(kind: String, message: String) {
        code = kind.uppercased()
        self.kind = kind
        self.message = message
        retryable = false
        details = [:]
        remedy = nil
        httpStatus = nil
        retryAfter = nil
        attempts = nil
        document = Document()
    }
}

extension CometChatError: LocalizedError {
    /// What was wrong.
    public var errorDescription: String? { payload.message }
    /// What is wrong with each broken member, where known.
    public var failureReason: String? {
        let texts = payload.details.sorted { $0.key < $1.key }.flatMap(\.value)
        return texts.isEmpty ? nil : texts.joined(separator: " ")
    }
    /// What to do about it, where known.
    public var recoverySuggestion: String? { payload.remedy }
}

extension CometChatError: CustomStringConvertible {
    /// The kind, the code and what was wrong, in one line.
    public var description: String {
        let reason = failureReason.map { " " + $0 } ?? ""
        return "\(payload.kind) (\(payload.code)): \(payload.message)\(reason)"
    }
}

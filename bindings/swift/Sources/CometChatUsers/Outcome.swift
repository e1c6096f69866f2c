/// A name of the library whose like may come to be: one of a newer version is `.unknown`.
public protocol OpenName: RawRepresentable, Codable, Hashable, Sendable
where RawValue == String {
    /// The names that this version of the wrapper knows.
    static var known: [Self] { get }
    /// A name that it does not know.
    static func unknown(_ name: String) -> Self
}

extension OpenName {
    /// Makes a value of its name in the document.
    public init(rawValue: String) {
        self = Self.known.first { $0.rawValue == rawValue } ?? .unknown(rawValue)
    }
}

/// What became of a uid in ``Client/deactivateUsers(_:)`` or ``Client/reactivateUsers(_:)``.
public enum Outcome: OpenName {
    /// The user was active and is deactivated now.
    case deactivated
    /// The user was deactivated before.
    case alreadyDeactivated
    /// The user was deactivated and is active now.
    case reactivated
    /// The user was active before.
    case nonDeactivated
    /// There is no such user.
    case notFound
    /// An outcome that this version of the wrapper does not know.
    case unknown(String)

    /// The outcomes that this version of the wrapper knows.
    public static let known: [Outcome] = [
        .deactivated, .alreadyDeactivated, .reactivated, .nonDeactivated, .notFound,
    ]

    /// The name in the document.
    public var rawValue: String {
        switch self {
        case .deactivated: "deactivated"
        case .alreadyDeactivated: "alreadyDeactivated"
        case .reactivated: "reactivated"
        case .nonDeactivated: "nonDeactivated"
        case .notFound: "notFound"
        case .unknown(let name): name
        }
    }
}

/// What became of one item of a call on several, in the service's words.
public struct ItemOutcome: Codable, Hashable, Sendable {
    /// Whether it is now as was asked.
    public let success: Bool
    /// What was done, or why not, for people.
    public let message: String
}

/// That something was done.
public struct Confirmation: Codable, Hashable, Sendable {
    /// Always true: what fails throws.
    public let success: Bool
    /// What was done, in words for people.
    public let message: String
    /// How often the request was sent, if more than once.
    public let attempts: Int?
}

/// What became of each, by its name as it was sent.
package struct Outcomes<Value: Decodable>: Decodable {
    package let outcomes: [String: Value]
}

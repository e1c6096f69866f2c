/// A document as the library gave it, with the members that this version of the
/// wrapper does not know.
///
/// Tokens and keys in it print as `***`. Encoding writes the whole document, tokens
/// included.
public struct Document: Codable, Hashable, Sendable {
    private var members: [String: JSONValue]

    /// The member of that name, if there is one.
    public subscript(name: String) -> JSONValue? {
        members[name]
    }

    /// The names of all members, in no particular order.
    public var names: [String] {
        Array(members.keys)
    }

    init(_ members: [String: JSONValue] = [:]) {
        self.members = members
    }

    /// This document without some of its members.
    func without(_ names: [String]) -> Document {
        Document(members.filter { !names.contains($0.key) })
    }

    /// Reads any JSON object.
    public init(from decoder: any Decoder) throws {
        members = try decoder.singleValueContainer().decode([String: JSONValue].self)
    }

    /// Writes the document as it came.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(members)
    }
}

extension Document: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private static let secrets: Set = ["authToken", "jwt", "apiKey", "authKey"]

    /// The document as JSON, with `***` for tokens and keys.
    public var description: String {
        var shown = members
        for name in Self.secrets where shown[name] != nil {
            shown[name] = "***"
        }
        return JSONValue.object(shown).description
    }

    /// How many members there are: what a value that holds a document shows of it.
    public var debugDescription: String { "Document(\(members.count) members)" }
    /// Shows nothing, since members may be secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// What was read from a document and keeps the whole of it.
public protocol Documented: Codable, Hashable, Sendable {
    /// The whole document.
    var document: Document { get }
}

extension Documented {
    /// How often the request was sent, if more than once: over a network it is repeated where
    /// that is safe, at most ``Configuration/maxRetries`` times.
    public var attempts: Int? { document["attempts"]?.integer }

    /// Writes the document as it came.
    public func encode(to encoder: any Encoder) throws {
        try document.encode(to: encoder)
    }
}

/// A text that whoever holds it may act with: a key or a token.
///
/// It prints as `***`, also inside other values and in `dump`. ``value`` gives the
/// text; encoding writes it, so that a token can be kept, for example in a keychain.
public struct Secret: Codable, Hashable, Sendable {
    /// The text itself.
    public let value: String

    /// Wraps a text, so that it is not printed by mistake.
    public init(_ value: String) {
        self.value = value
    }

    /// Reads a plain string.
    public init(from decoder: any Decoder) throws {
        value = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes a plain string: the secret itself.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `***`.
    public var description: String { "***" }
    /// Always `***`.
    public var debugDescription: String { "***" }
    /// Shows nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// What an update does to a member: leave it, clear it or set it.
///
///     UserPatch(avatar: .clear, statusMessage: .set("At lunch"))
public enum Patch<Value: Codable & Hashable & Sendable>: Hashable, Sendable {
    /// The member stays as it is: it is not sent.
    case leave
    /// The member is cleared: `null` is sent.
    case clear
    /// The member gets this value.
    case set(Value)
}

extension Patch: Codable {
    /// Reads `null` as ``clear``, and a value as ``set(_:)``.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self = container.decodeNil() ? .clear : .set(try container.decode(Value.self))
    }

    /// Writes the value or `null`. Only a member of an object can be left out.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .set(let value):
            try container.encode(value)
        case .clear:
            try container.encodeNil()
        case .leave:
            throw EncodingError.invalidValue(
                self,
                .init(
                    codingPath: encoder.codingPath,
                    debugDescription: "only a member of an object can be left out"))
        }
    }
}

// The `Codable` code that the compiler writes for a struct with `Patch` members calls
// these, since they fit better than the general ones.

extension KeyedEncodingContainer {
    /// Writes nothing for ``Patch/leave``.
    public mutating func encode<Value>(_ patch: Patch<Value>, forKey key: Key) throws {
        switch patch {
        case .leave: break
        case .clear: try encodeNil(forKey: key)
        case .set(let value): try encode(value, forKey: key)
        }
    }
}

extension KeyedDecodingContainer {
    /// Reads an absent member as ``Patch/leave``.
    public func decode<Value>(_ type: Patch<Value>.Type, forKey key: Key) throws -> Patch<Value> {
        guard contains(key) else { return .leave }
        return try decodeNil(forKey: key) ? .clear : .set(decode(Value.self, forKey: key))
    }
}

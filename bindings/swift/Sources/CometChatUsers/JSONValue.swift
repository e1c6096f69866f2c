import Foundation

/// Any JSON value, as metadata and settings hold them.
///
/// Integers are exact from `Int64.min` to `UInt64.max`; larger ones become the nearest
/// `Double`. JSON has one kind of number: one without a fraction reads as an integer,
/// however it was written, so that `1.0` and `1e0` come back as `.integer(1)`.
public enum JSONValue: Hashable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// An integer that fits `Int64`.
    case integer(Int64)
    /// An integer above `Int64.max`. Smaller ones read as ``integer(_:)``.
    case unsigned(UInt64)
    /// Any other number. Infinities and NaN cannot be sent.
    case number(Double)
    /// A text.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object. The order of its members is not kept, and of names that Swift takes for
    /// the same text, such as two spellings of `é`, one is.
    case object([String: JSONValue])
}

extension JSONValue {
    /// The text, if this is one.
    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The truth value, if this is one.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The integer, if this is one and fits `Int`.
    public var integer: Int? {
        if case .integer(let value) = self { Int(exactly: value) } else { nil }
    }

    /// The number, if this is one; the nearest for integers that `Double` cannot hold.
    public var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .unsigned(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The elements, if this is an array.
    public var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members, if this is an object.
    public var object: [String: JSONValue]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// A member, if this is an object that has it.
    public subscript(member: String) -> JSONValue? {
        object?[member]
    }
}

extension JSONValue: Codable {
    /// Reads whatever value is there.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let text = try? container.decode(String.self) {
            self = .string(text)
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(UInt64.self) {
            self = .unsigned(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let elements = try? container.decode([JSONValue].self) {
            self = .array(elements)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// Writes the value as plain JSON.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .unsigned(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let text): try container.encode(text)
        case .array(let elements): try container.encode(elements)
        case .object(let members): try container.encode(members)
        }
    }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// Makes ``null`` of `nil`.
    public init(nilLiteral: ()) { self = .null }
    /// Makes a ``bool(_:)`` of `true` or `false`.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// Makes an ``integer(_:)`` of a literal.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// Makes a ``number(_:)`` of a literal.
    public init(floatLiteral value: Double) { self = .number(value) }
    /// Makes a ``string(_:)`` of a literal.
    public init(stringLiteral value: String) { self = .string(value) }
    /// Makes an ``array(_:)`` of a literal.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    /// Makes an ``object(_:)`` of a literal. Of members that are named twice, the last one counts.
    public init(dictionaryLiteral members: (String, JSONValue)...) {
        self = .object(Dictionary(members) { _, last in last })
    }
}

extension JSONValue: CustomStringConvertible {
    /// The value as compact JSON, its members in order of their names.
    public var description: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { return "(not a JSON number)" }
        return String(decoding: data, as: UTF8.self)
    }
}

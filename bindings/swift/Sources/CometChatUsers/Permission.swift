/// A permission that a role can have.
public struct Permission: Documented {
    /// The id, for ``Client/setPermissions(_:_:)``.
    public let id: String
    /// What has it: `role`.
    public let type: String?
    /// What it is about, for people.
    public let title: String?
    /// What a value is: `string`, or `rolesStringArray` for an array of role ids.
    public let dataType: String?
    /// The values that it may have; empty for ids of roles.
    public let availableValues: [JSONValue]
    /// The value that applies where none is set.
    public let defaultValue: JSONValue?
    /// The whole document.
    public let document: Document

    private enum CodingKeys: CodingKey {
        case id, type, title, dataType, availableValues, defaultValue
    }

    /// Reads the definition of a permission.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        id = try members.decode(String.self, forKey: .id)
        type = try members.decodeIfPresent(String.self, forKey: .type)
        title = try members.decodeIfPresent(String.self, forKey: .title)
        dataType = try members.decodeIfPresent(String.self, forKey: .dataType)
        availableValues =
            try members.decodeIfPresent([JSONValue].self, forKey: .availableValues) ?? []
        defaultValue = try members.decodeIfPresent(JSONValue.self, forKey: .defaultValue)
        document = try Document(from: decoder)
    }
}

/// What ``Client/setPermissions(_:_:)`` did.
public struct SetPermissions: Decodable, Hashable, Sendable {
    /// What became of each, by its id.
    public let outcomes: [String: ItemOutcome]
    /// All that are set now, by their ids.
    public let permissions: [String: JSONValue]
    /// How often the request was sent, if more than once.
    public let attempts: Int?
}

package struct PermissionsLeft: Decodable {
    package let permissions: [String: JSONValue]
}

/// A feature that is restricted for the users of a role.
public struct Feature: Documented {
    /// The key, for example `u.blockUser`.
    public let key: String
    /// What it is, for people.
    public let title: String?
    /// What it is, in more words.
    public let description: String?
    /// Where the service has it.
    public let path: String?
    /// When it was restricted, in Unix seconds.
    public let createdAt: Int?
    /// The whole document.
    public let document: Document

    private enum CodingKeys: CodingKey {
        case key, title, description, path, createdAt
    }

    /// Reads the document of a feature.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        key = try members.decode(String.self, forKey: .key)
        title = try members.decodeIfPresent(String.self, forKey: .title)
        description = try members.decodeIfPresent(String.self, forKey: .description)
        path = try members.decodeIfPresent(String.self, forKey: .path)
        createdAt = try members.decodeIfPresent(Int.self, forKey: .createdAt)
        document = try Document(from: decoder)
    }
}

/// Which features ``Client/allowFeatures(_:_:)`` is about.
public enum Features: Hashable, Sendable, ExpressibleByArrayLiteral {
    /// All that are restricted.
    case all
    /// Those with these keys: 1 to 100.
    case keys([String])

    /// Makes ``keys(_:)`` of a literal.
    public init(arrayLiteral keys: String...) {
        self = .keys(keys)
    }
}

// What several operations ask for. A member that is `nil` is not sent.

/// What a call is about.
struct Target: Encodable {
    var uid: String?
    var role: String?
    var uids: [String]?
    var onBehalfOf: String?
    var authToken: Secret?
    var authKey: Secret?
    var reactivate: Bool?
    var force: Bool?
    var intent: String?
}

/// Which page, and what its items have in common.
struct ListRequest: Encodable {
    var page: Int?
    var perPage: Int?
    var withTags: Bool?
    var searchKey: String?
    var direction: BlockDirection?
}

/// One object with the members of two.
struct Joined<First: Encodable, Second: Encodable>: Encodable {
    let first: First
    let second: Second

    init(_ first: First, _ second: Second) {
        self.first = first
        self.second = second
    }

    func encode(to encoder: any Encoder) throws {
        try first.encode(to: encoder)
        try second.encode(to: encoder)
    }
}

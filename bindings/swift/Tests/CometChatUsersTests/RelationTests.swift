import Testing

@testable import CometChatUsers

@Suite struct RelationTests {
    let client: Client

    init() async throws {
        client = try await memoryClient()
        for (uid, name) in [("ada", "Ada"), ("bob", "Bob"), ("cleo", "Cleo")] {
            try await client.createUser(NewUser(uid: uid, name: name))
        }
    }

    @Test("A block has an outcome for each, and each of the two sees it")
    func block() async throws {
        let outcomes = try await client.blockUsers(["bob", "nobody", "ada"], by: "ada")
        #expect(outcomes.mapValues(\.success) == ["bob": true, "nobody": false, "ada": false])
        let bob = try await client.getUser("bob", onBehalfOf: "ada")
        #expect(bob.blockedByMe)
        #expect(!bob.hasBlockedMe)
        #expect(bob.conversationId == "ada_user_bob")
        #expect(try await client.getUser("ada", onBehalfOf: "bob").hasBlockedMe)

        let page = try await client.listBlockedUsers(by: "ada")
        #expect(page.users.map(\.uid) == ["bob"])
        #expect(page.users[0].blockedAt != nil)
        #expect(page.users[0].blockedAt == page.users[0].blockedByMeAt)
        #expect(page.pagination.total == 0)

        #expect(try await client.unblockUsers(["bob"], by: "ada")["bob"]?.success == true)
        #expect(try await client.listBlockedUsers(by: "ada").users.isEmpty)
    }

    @Test("The logged-in user blocks, and lists either direction")
    func ownBlocks() async throws {
        let error = try await failure { try await client.blockUsers(["bob"]) }
        guard case .notLoggedIn = error else { throw error }
        try await client.login("ada")
        try await client.blockUsers(["bob"])
        try await client.blockUsers(["ada"], by: "cleo")
        for (direction, uids) in [
            (.blockedByMe, ["bob"]), (.hasBlockedMe, ["cleo"]), (.both, ["bob", "cleo"]),
        ] as [(BlockDirection, [String])] {
            let page = try await client.listBlockedUsers(direction: direction)
            #expect(page.users.map(\.uid) == uids, "\(direction)")
        }
        #expect(try await client.listBlockedUsers(searchKey: "CLE").users.map(\.uid) == ["cleo"])
        let hidden = try await client.listUsers(UserFilter(hideBlockedUsers: true))
        #expect(hidden.users.isEmpty)
        #expect(try await client.unblockUsers(["bob"])["bob"]?.success == true)
    }

    @Test("A friendship goes both ways, until it ends")
    func friends() async throws {
        let outcomes = try await client.addFriends(["bob", "cleo", "ada"], to: "ada")
        #expect(outcomes.mapValues(\.success) == ["bob": true, "cleo": true, "ada": false])
        #expect(try await client.listFriends(of: "bob").users.map(\.uid) == ["ada"])
        let found = try await client.listFriends(of: "ada", searchKey: "bo")
        #expect(found.users.map(\.uid) == ["bob"])
        #expect(try await client.listFriends(of: "ada", page: 2, perPage: 1).users.count == 1)

        try await client.login("ada")
        let friends = try await client.listUsers(
            UserFilter(friendsOnly: true, sortBy: .name, sortOrder: .descending))
        #expect(friends.users.map(\.uid) == ["cleo", "bob"])

        #expect(try await client.removeFriends(["bob"], from: "ada").success)
        let error = try await failure { try await client.removeFriends(["bob"], from: "ada") }
        guard case .notFound = error else { throw error }
        #expect(try await client.listFriends(of: "bob").users.isEmpty)
    }
}

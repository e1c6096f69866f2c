import Testing

@testable import CometChatUsers

@Suite struct UserTests {
    @Test("A created user is returned as stored")
    func create() async throws {
        let client = try await memoryClient()
        let user = try await client.createUser(
            NewUser(
                uid: "Ada", name: "Ada", avatar: "https://app.example/a.png",
                link: "https://app.example/ada", role: "default", statusMessage: "Hello",
                metadata: ["level": 3, "big": .unsigned(.max)], tags: ["staff"]))
        #expect(user.uid == "ada")
        #expect(user.name == "Ada")
        #expect(user.avatar == "https://app.example/a.png")
        #expect(user.link == "https://app.example/ada")
        #expect(user.role == "default")
        #expect(user.status == .offline)
        #expect(user.statusMessage == "Hello")
        #expect(user.metadata == ["level": 3, "big": .unsigned(.max)])
        #expect(user.tags == ["staff"])
        #expect(!user.hasBlockedMe)
        #expect(!user.blockedByMe)
        #expect(user.deactivatedAt == 0)
        #expect(user.createdAt > 0)
        #expect(user.updatedAt == nil)
        #expect(user.lastActiveAt == nil)
        #expect(user.authToken == nil)
        #expect(try await client.getUser("ada") == user)
    }

    @Test("A uid that is taken is refused")
    func taken() async throws {
        let client = try await memoryClient()
        try await client.createUser(NewUser(uid: "ada", name: "Ada"))
        let error = try await failure {
            try await client.createUser(NewUser(uid: "ADA", name: "Another"))
        }
        guard case .alreadyExists(let details) = error else { throw error }
        #expect(details.code == "ERR_UID_ALREADY_EXISTS")
        #expect(!details.retryable)
    }

    @Test("A user that breaks a rule is refused with the members that break it")
    func invalid() async throws {
        let client = try await memoryClient()
        let error = try await failure {
            try await client.createUser(NewUser(uid: "a b", name: ""))
        }
        guard case .validation(let details) = error else { throw error }
        #expect(details.details.keys.sorted() == ["name", "uid"])
        #expect(details.document["details"]?.object?.count == 2)
    }

    @Test("A user that is not there is not found")
    func missing() async throws {
        let client = try await memoryClient()
        let error = try await failure { try await client.getUser("nobody") }
        guard case .notFound(let details) = error else { throw error }
        #expect(details.code == "ERR_UID_NOT_FOUND")
        #expect(error.errorDescription == details.message)
        #expect(error.description.hasPrefix("not_found (ERR_UID_NOT_FOUND): "))
    }

    @Test("A user can be created with a token to log in with")
    func createWithToken() async throws {
        let client = try await memoryClient()
        let user = try await client.createUser(
            NewUser(uid: "ada", name: "Ada", withAuthToken: true))
        let session = try await client.loginWithToken(#require(user.authToken))
        #expect(session.user.uid == "ada")
    }

    @Test("Users come in pages, newest first, with tags on request")
    func list() async throws {
        let client = try await memoryClient()
        for uid in ["ada", "bob", "cy"] {
            try await client.createUser(NewUser(uid: uid, name: uid, tags: ["staff"]))
        }
        let first = try await client.listUsers(perPage: 2)
        #expect(first.users.map(\.uid) == ["cy", "bob"])
        #expect(first.users.allSatisfy { $0.tags == nil })
        #expect(
            first.pagination
                == Pagination(total: 3, count: 2, perPage: 2, currentPage: 1, totalPages: 2))

        let second = try await client.listUsers(page: 2, perPage: 2, withTags: true)
        #expect(second.users.map(\.uid) == ["ada"])
        #expect(second.users[0].tags == ["staff"])
        #expect(try await client.listUsers(page: 9, perPage: 2).users.isEmpty)
    }

    @Test("Users are listed by what they have in common")
    func filter() async throws {
        let client = try await memoryClient()
        try await client.createRole(NewRole(role: "editor", name: "Editor"))
        try await client.createUser(NewUser(uid: "ada", name: "Ada", role: "editor"))
        try await client.createUser(NewUser(uid: "bob", name: "Bob", tags: ["staff"]))
        try await client.createUser(NewUser(uid: "cy", name: "Ben"))
        try await client.deactivateUsers(["cy"])
        for (filter, uids) in [
            (UserFilter(searchKey: "B"), ["bob"]),
            (UserFilter(searchKey: "b", searchIn: [.uid], withDeactivated: true), ["bob"]),
            (UserFilter(searchKey: "b", searchIn: [.name], withDeactivated: true), ["cy", "bob"]),
            (UserFilter(roles: ["editor", "other"]), ["ada"]),
            (UserFilter(tags: ["staff"]), ["bob"]),
            (UserFilter(onlyDeactivated: true), ["cy"]),
            (UserFilter(status: .online), []),
            (UserFilter(onBehalfOf: "ada"), ["bob"]),
        ] {
            let page = try await client.listUsers(filter)
            #expect(page.users.map(\.uid) == uids, "\(filter)")
        }
        try await client.login("bob")
        let some = try await client.listUsers(UserFilter(uids: ["ada", "bob"], sortBy: .status))
        #expect(some.users.map(\.uid) == ["ada"])
    }

    @Test("An update leaves, clears and sets members")
    func update() async throws {
        let client = try await memoryClient()
        try await client.createUser(
            NewUser(
                uid: "ada", name: "Ada", avatar: "https://app.example/a.png",
                link: "https://app.example/ada", tags: ["staff"]))
        let user = try await client.updateUser(
            "ada",
            UserPatch(
                name: "Ada L.", avatar: .clear, statusMessage: .set("At lunch"),
                metadata: .set(["level": 4])))
        #expect(user.name == "Ada L.")
        #expect(user.avatar == nil)
        #expect(user.link == "https://app.example/ada")
        #expect(user.statusMessage == "At lunch")
        #expect(user.metadata == ["level": 4])
        #expect(user.tags == ["staff"])
        #expect(user.updatedAt != nil)
    }

    @Test("A deleted user is gone, and the uid is free again")
    func delete() async throws {
        let client = try await memoryClient()
        try await client.createUser(NewUser(uid: "ada", name: "Ada"))
        #expect(try await client.deleteUser("ada").success)
        let error = try await failure { try await client.getUser("ada") }
        guard case .notFound = error else { throw error }
        try await client.createUser(NewUser(uid: "ada", name: "Another"))
    }

    @Test("Deactivated users are hidden until they are reactivated")
    func deactivate() async throws {
        let client = try await memoryClient()
        try await client.createUser(NewUser(uid: "ada", name: "Ada"))
        try await client.createUser(NewUser(uid: "bob", name: "Bob"))

        try await client.deactivateUsers(["ada"])
        #expect(
            try await client.deactivateUsers(["ada", "bob", "nobody"])
                == ["ada": .alreadyDeactivated, "bob": .deactivated, "nobody": .notFound])
        let error = try await failure { try await client.getUser("ada") }
        guard case .notFound = error else { throw error }

        try await client.reactivateUsers(["ada"])
        #expect(
            try await client.reactivateUsers(["ada", "bob", "nobody"])
                == ["ada": .nonDeactivated, "bob": .reactivated, "nobody": .notFound])
        #expect(try await client.getUser("ada").deactivatedAt == 0)
    }
}

import Testing

@testable import CometChatUsers

@Suite struct EnsureTests {
    let client: Client

    init() async throws {
        client = try await Client(Configuration(url: "memory:", appId: "shop"))
    }

    @Test("A user is created, left, updated and reactivated, as it takes")
    func user() async throws {
        let profile = UserPatch(name: "Ada", tags: .set(["staff"]))
        let created = try await client.ensureUser("ada", profile)
        #expect(created.outcome == .created)
        #expect(created.user.tags == ["staff"])
        #expect(try await client.ensureUser("ada", profile).outcome == .unchanged)

        let updated = try await client.ensureUser("ada", UserPatch(name: "Ada L.", tags: .clear))
        #expect(updated.outcome == .updated)
        #expect(Set(updated.changed) == ["name", "tags"])
        #expect(updated.user.name == "Ada L.")

        try await client.deactivateUsers(["ada"])
        let error = try await failure { try await client.ensureUser("ada", profile) }
        guard case .conflict = error else { throw error }
        let back = try await client.ensureUser("ada", profile, reactivate: true)
        #expect(back.outcome == .reactivated)
    }

    @Test("With the same intent, a user and a role are created once")
    func intent() async throws {
        let user = NewUser(uid: "ada", name: "Ada", intent: "signup-1")
        let ada = try await client.createUser(user)
        #expect(try await client.createUser(user) == ada)
        let role = NewRole(role: "editor", name: "Editor", intent: "setup")
        try await client.createRole(role)
        #expect(try await client.createRole(role).name == "Editor")
        var another = user
        another.name = "Another"
        let error = try await failure { try await client.createUser(another) }
        guard case .conflict(let details) = error else { throw error }
        #expect(details.code == "CREATED_OTHERWISE")
    }

    @Test("A session is begun from nothing, and resumed with its token")
    func session() async throws {
        let begun = try await client.ensureSession("ada", UserPatch(name: "Ada"))
        #expect(begun.steps == [.created, .loggedIn])
        #expect(begun.session.user.name == "Ada")
        let token = begun.session.authToken
        let resumed = try await client.ensureSession("ada", authToken: token)
        #expect(resumed.steps == [.resumed])
        let isSame = resumed.session.authToken == token
        #expect(isSame)
        try await client.logout()
        let again = try await client.ensureSession("ada", authToken: token)
        #expect(again.steps == [.tokenDead, .loggedIn])
    }

    @Test("An exported session goes on, until its token is dead")
    func exported() async throws {
        try await client.createUser(NewUser(uid: "ada", name: "Ada"))
        try await client.createUser(NewUser(uid: "bob", name: "Bob"))
        try await client.login("ada")
        let exported = try await client.exportSession()
        #expect(exported.uid == "ada")
        #expect(exported.appId == "shop")
        try await client.login("bob")
        #expect(try await client.restoreSession(exported).user.uid == "ada")
        #expect(try await client.countOnlineUsers() >= 0)
        try await client.logout()
        let dead = try await failure { try await client.restoreSession(exported) }
        guard case .unauthenticated = dead else { throw dead }
        let nobody = try await failure { try await client.exportSession() }
        guard case .notLoggedIn = nobody else { throw nobody }
    }

    @Test("Users are imported with their past, each on its own")
    func imported() async throws {
        try await client.createUser(NewUser(uid: "ada", name: "Ada"))
        let outcomes = try await client.importUsers([
            ImportedUser(NewUser(uid: "Bob", name: "Bob"), createdAt: 1_500_000_000),
            ImportedUser(NewUser(uid: "ada", name: "Another")),
            ImportedUser(NewUser(uid: "cleo", name: ""), deactivatedAt: 1_500_000_000),
        ])
        #expect(outcomes.count == 3)
        guard case .created(let bob) = outcomes["Bob"] else { throw CancellationError() }
        #expect(bob.createdAt == 1_500_000_000)
        guard case .failed(.alreadyExists) = outcomes["ada"] else { throw CancellationError() }
        guard case .failed(.validation(let details)) = outcomes["cleo"] else {
            throw CancellationError()
        }
        #expect(details.details.keys.sorted() == ["name"])
        #expect(try await client.getUser("ada").name == "Ada")
    }
}

import Testing

@testable import CometChatUsers

@Suite struct PermissionTests {
    let client: Client

    init() async throws {
        client = try await memoryClient()
        try await client.createRole(NewRole(role: "guest", name: "Guest"))
        try await client.createUser(NewUser(uid: "ada", name: "Ada", role: "guest"))
    }

    @Test("The permissions that a role can have are listed")
    func list() async throws {
        let page = try await client.listPermissions("guest", perPage: 1000)
        #expect(page.permissions.count == page.pagination.total)
        let mode = try #require(page.permissions.first { $0.id == "listUsers.mode" })
        #expect(mode.type == "role")
        #expect(mode.dataType == "string")
        #expect(mode.availableValues == ["all", "friends"])
        #expect(mode.defaultValue == "all")
        #expect(mode.title?.isEmpty == false)
    }

    @Test("A permission that is denied is, until it is unset")
    func permissions() async throws {
        let result = try await client.setPermissions(
            "guest", ["editProfile": "deny", "fly": "allow"])
        #expect(result.outcomes.mapValues(\.success) == ["editProfile": true, "fly": false])
        #expect(result.permissions == ["editProfile": "deny"])
        try await client.login("ada")
        let patch = UserPatch(name: "Ada L.")
        let error = try await failure { try await client.updateCurrentUser(patch) }
        guard case .permissionDenied = error else { throw error }
        #expect(try await client.unsetPermission("guest", "editProfile") == [:])
        try await client.updateCurrentUser(patch)
    }

    @Test("A feature that is restricted is, until it is allowed again")
    func features() async throws {
        let outcomes = try await client.restrictFeatures("guest", ["u.listUsers", "u.logout"])
        #expect(outcomes.mapValues(\.success) == ["u.listUsers": true, "u.logout": true])
        let page = try await client.listRestrictedFeatures("guest")
        #expect(Set(page.features.map(\.key)) == ["u.listUsers", "u.logout"])
        #expect(page.features.allSatisfy { $0.createdAt != nil && $0.title != nil })

        #expect(try await client.allowFeatures("guest", ["u.logout"]).success)
        #expect(try await client.listRestrictedFeatures("guest").features.count == 1)
        #expect(try await client.allowFeatures("guest", .all).success)
        #expect(try await client.listRestrictedFeatures("guest").features.isEmpty)
    }
}

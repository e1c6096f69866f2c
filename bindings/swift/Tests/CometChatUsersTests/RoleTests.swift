import Testing

@testable import CometChatUsers

@Suite struct RoleTests {
    @Test("A created role is returned as stored")
    func create() async throws {
        let client = try await memoryClient()
        let role = try await client.createRole(
            NewRole(
                role: "Editor", name: "Editor", description: "Edits",
                metadata: ["level": 2], settings: ["listUsers": "friendsOnly"]))
        #expect(role.role == "editor")
        #expect(role.name == "Editor")
        #expect(role.description == "Edits")
        #expect(role.metadata == ["level": 2])
        #expect(role.settings == ["listUsers": "friendsOnly"])
        #expect(role.createdAt > 0)
        #expect(role.updatedAt == nil)
        #expect(try await client.getRole("editor") == role)
        #expect(
            try await client.createUser(NewUser(uid: "ada", name: "Ada", role: "editor")).role
                == "editor")
    }

    @Test("A role that is taken is refused")
    func taken() async throws {
        let client = try await memoryClient()
        let error = try await failure {
            try await client.createRole(NewRole(role: "default", name: "Another"))
        }
        guard case .alreadyExists(let details) = error else { throw error }
        #expect(details.code == "ERR_ROLE_ALREADY_EXISTS")
    }

    @Test("Roles come in pages, newest first and the built-in one last")
    func list() async throws {
        let client = try await memoryClient()
        try await client.createRole(NewRole(role: "editor", name: "Editor"))
        try await client.createRole(NewRole(role: "guest", name: "Guest"))
        let page = try await client.listRoles()
        #expect(page.roles.map(\.role) == ["guest", "editor", "default"])
        #expect(page.pagination.total == 3)
        let second = try await client.listRoles(page: 2, perPage: 2)
        #expect(second.roles.map(\.role) == ["default"])
        #expect(second.pagination.currentPage == 2)
    }

    @Test("An update leaves, clears and sets members")
    func update() async throws {
        let client = try await memoryClient()
        try await client.createRole(
            NewRole(role: "editor", name: "Editor", description: "Edits", metadata: ["a": 1]))
        let role = try await client.updateRole(
            "editor",
            RolePatch(description: .clear, settings: .set(["sendMessagesTo": "all"])))
        #expect(role.name == "Editor")
        #expect(role.description == nil)
        #expect(role.metadata == ["a": 1])
        #expect(role.settings == ["sendMessagesTo": "all"])
        #expect(role.updatedAt != nil)
    }

    @Test("Users of a deleted role have the built-in one")
    func delete() async throws {
        let client = try await memoryClient()
        try await client.createRole(NewRole(role: "editor", name: "Editor"))
        try await client.createUser(NewUser(uid: "ada", name: "Ada", role: "editor"))
        #expect(try await client.deleteRole("editor").success)
        #expect(try await client.getUser("ada").role == "default")
        let error = try await failure { try await client.getRole("editor") }
        guard case .notFound = error else { throw error }
    }

    @Test("The built-in role cannot be deleted")
    func deleteBuiltIn() async throws {
        let client = try await memoryClient()
        let error = try await failure { try await client.deleteRole("default") }
        guard case .permissionDenied(let details) = error else { throw error }
        #expect(details.code == "ERR_ROLE_DELETE_DENIED")
    }
}

import Testing

@testable import CometChatUsers

@Suite struct ApiKeyTests {
    @Test("A key is created, found, changed, listed and deleted")
    func life() async throws {
        let client = try await memoryClient()
        let key = try await client.createApiKey("Build server", scope: .fullAccess)
        #expect(key.name == "Build server")
        #expect(key.scope == .fullAccess)
        #expect(key.createdAt > 0)
        let found = try await client.getApiKey(key.apiKey)
        #expect(found == key)
        let changed = try await client.updateApiKey(key.apiKey, name: "Web", scope: .authOnly)
        #expect(changed.name == "Web")
        #expect(changed.scope == .authOnly)

        let page = try await client.listApiKeys(scope: .authOnly, searchKey: "we")
        #expect(page.apiKeys.map(\.name) == ["Web"])
        #expect(try await client.listApiKeys(page: 2, perPage: 2).apiKeys.count == 1)
        #expect(try await client.deleteApiKey(key.apiKey).success)
        let error = try await failure { try await client.getApiKey(key.apiKey) }
        guard case .notFound = error else { throw error }
    }

    @Test("With the same intent, a key is created once")
    func intent() async throws {
        let client = try await memoryClient()
        let key = try await client.createApiKey("Web", intent: "web")
        let again = try await client.createApiKey("Web", intent: "web")
        let isSame = again.apiKey == key.apiKey
        #expect(isSame)
        #expect(key.scope == .authOnly)
    }
}

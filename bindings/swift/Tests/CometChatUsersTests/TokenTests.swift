import Testing

@testable import CometChatUsers

@Suite struct TokenTests {
    let client: Client

    init() async throws {
        client = try await memoryClient()
        try await client.createUser(NewUser(uid: "ada", name: "Ada"))
    }

    @Test("A token tells about its device, but not the device's id")
    func device() async throws {
        let token = try await client.createToken(
            "ada",
            Device(
                platform: "ios", userAgent: "App/1", deviceId: "d-1",
                appInfo: ["version": "1.0"]),
            force: true)
        #expect(token.uid == "ada")
        #expect(token.createdAt > 0)
        #expect(token.platform == "ios")
        #expect(token.userAgent == "App/1")
        #expect(token.appInfo == ["version": "1.0"])
        #expect(token.document["deviceId"] == nil)
        let found = try await client.getToken("ada", token.authToken)
        #expect(found == token)
    }

    @Test("With the same intent, a token is created once")
    func intent() async throws {
        let token = try await client.createToken("ada", intent: "phone")
        let again = try await client.createToken("ada", intent: "phone")
        let isSame = again.authToken == token.authToken
        #expect(isSame)
        #expect(try await client.listTokens("ada").tokens.count == 1)
    }

    @Test("What a token tells can be left, cleared and set")
    func update() async throws {
        let token = try await client.createToken(
            "ada", Device(platform: "ios", userAgent: "App/1", appInfo: ["version": "1.0"]))
        let updated = try await client.updateToken(
            "ada", token.authToken, TokenPatch(platform: .set("web"), userAgent: .clear))
        #expect(updated.platform == "web")
        #expect(updated.userAgent == nil)
        #expect(updated.appInfo == ["version": "1.0"])
    }

    @Test("Tokens come in pages, newest first")
    func list() async throws {
        let first = try await client.createToken("ada")
        try await client.createUser(NewUser(uid: "bob", name: "Bob", withAuthToken: true))
        let second = try await client.createToken("ada")
        let page = try await client.listTokens("ada")
        let isNewestFirst = page.tokens.map(\.authToken) == [second, first].map(\.authToken)
        #expect(isNewestFirst)
        #expect(page.pagination.total == 2)
        let next = try await client.listTokens("ada", page: 2, perPage: 1)
        #expect(next.tokens.count == 1)
        #expect(next.pagination.totalPages == 2)
    }

    @Test("Deleted tokens do not work any more")
    func delete() async throws {
        let tokens = [
            try await client.createToken("ada"), try await client.createToken("ada"),
            try await client.createToken("ada"),
        ].map(\.authToken)
        #expect(try await client.deleteToken("ada", tokens[0]).success)
        let one = try await failure { try await client.getToken("ada", tokens[0]) }
        guard case .notFound = one else { throw one }
        try await client.loginWithToken(tokens[1])
        #expect(try await client.flushTokens("ada").success)
        #expect(try await client.listTokens("ada").tokens.isEmpty)
        let login = try await failure { try await client.loginWithToken(tokens[2]) }
        guard case .unauthenticated = login else { throw login }
    }
}

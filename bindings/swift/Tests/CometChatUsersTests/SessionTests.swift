import Testing

@testable import CometChatUsers

@Suite struct SessionTests {
    let client: Client

    init() async throws {
        client = try await Client(Configuration(url: "memory:", appId: "shop"))
        try await client.createUser(NewUser(uid: "ada", name: "Ada"))
    }

    @Test("A login gives the user and a token")
    func login() async throws {
        let session = try await client.login("ada")
        #expect(session.user.uid == "ada")
        #expect(session.user.status == .online)
        #expect(session.user.lastActiveAt != nil)
        let isToken = session.authToken.value.hasPrefix("ada_")
        #expect(isToken)
        #expect(session.jwt != Secret(""))
        #expect(session.wsChannel.identity == "[shop]ada")
        #expect(session.document["uid"] == "ada")
        #expect(try await client.currentSession().authToken == session.authToken)
    }

    @Test("The user of a session holds nothing of the session")
    func user() async throws {
        let user = try await client.login("ada").user
        #expect(user.authToken == nil)
        #expect(user.document["authToken"] == nil)
        #expect(user.document["jwt"] == nil)
        #expect(user.document["uid"] == "ada")
    }

    @Test("A login of nobody leaves the session of before")
    func loginOfNobody() async throws {
        try await client.login("ada")
        let error = try await failure { try await client.login("nobody") }
        guard case .notFound = error else { throw error }
        #expect(try await client.currentSession().user.uid == "ada")
    }

    @Test("A created token logs its user in")
    func token() async throws {
        let token = try await client.createToken("ada")
        #expect(token.uid == "ada")
        #expect(token.createdAt > 0)
        let session = try await client.loginWithToken(token.authToken)
        #expect(session.authToken == token.authToken)
        #expect(session.user.uid == "ada")
    }

    @Test("A token that was never issued is refused")
    func unknownToken() async throws {
        let error = try await failure { try await client.loginWithToken(Secret("made-up")) }
        guard case .unauthenticated = error else { throw error }
        #expect(!"\(error)".contains("made-up"))
    }

    @Test("A logout ends the session and its token")
    func logout() async throws {
        let session = try await client.login("ada")
        #expect(try await client.logout().success)

        let current = try await failure { try await client.currentSession() }
        guard case .notLoggedIn = current else { throw current }
        let again = try await failure { try await client.logout() }
        guard case .notLoggedIn = again else { throw again }
        let login = try await failure { try await client.loginWithToken(session.authToken) }
        guard case .unauthenticated = login else { throw login }
    }

    @Test("The logged-in user can be updated without naming it")
    func updateCurrentUser() async throws {
        try await client.login("ada")
        let session = try await client.updateCurrentUser(
            UserPatch(name: "Ada L.", statusMessage: .set("Here")))
        #expect(session.user.name == "Ada L.")
        #expect(try await client.getUser("ada").statusMessage == "Here")
    }
}

import Foundation
import Testing

@testable import CometChatUsers

// README.md shows the bodies of these functions, in this order.

func quickStart() async throws {
    let client = try await Client(Configuration(url: "memory:"))  // or "file:users.db"

    try await client.createUser(
        NewUser(uid: "ada", name: "Ada", metadata: ["team": "north"], tags: ["staff"]))
    try await client.updateUser("ada", UserPatch(avatar: .clear, statusMessage: .set("At lunch")))

    let session = try await client.login("ada")
    print(session.user.name, session.authToken)  // Ada ***
    for user in try await client.listUsers(perPage: 50).users {
        print(user.uid, user.status)
    }

    do {
        try await client.createUser(NewUser(uid: "ada", name: "Another Ada"))
    } catch CometChatError.alreadyExists(let details) {
        print(details.code, details.message)
    }
    await client.close()
}

func wholeList(_ client: Client) async throws {
    for try await user in client.allUsers(UserFilter(tags: ["staff"])) {
        print(user.uid, user.name)
    }
}

func cancellation(_ client: Client) async throws {
    let search = Task { try await client.listUsers(UserFilter(searchKey: "ad")) }
    search.cancel()
    do {
        print(try await search.value.users.count)
    } catch is CancellationError {
        print("never mind")
    }
}

func appStart(_ client: Client, _ kept: Data?) async throws {
    let before = try kept.map { try JSONDecoder().decode(ExportedSession.self, from: $0) }
    let ensured = try await client.ensureSession(
        "ada", UserPatch(name: "Ada"), authToken: before?.authToken)
    print(ensured.session.user.name, ensured.steps)  // Ada [created, loggedIn]

    let toKeep = try JSONEncoder().encode(try await client.exportSession())
    print("\(toKeep.count) bytes for the keychain")
}

func fileInAnApp(_ folder: URL) async throws {
    let file = folder.appendingPathComponent("users.db")
    let client = try await Client(Configuration(url: "file:" + file.path))
    print(try await client.info().backend)  // file
}

@Suite struct READMETests {
    @Test("The snippets of the README work")
    func work() async throws {
        try await quickStart()
        let client = try await memoryClient()
        try await client.createUser(NewUser(uid: "bob", name: "Bob", tags: ["staff"]))
        try await wholeList(client)
        try await cancellation(client)
        try await appStart(client, nil)
        let kept = try JSONEncoder().encode(try await client.exportSession())
        try await appStart(client, kept)
        try await withTemporaryFolder { try await fileInAnApp($0) }
    }

    @Test("The snippets of the README are the ones that are tested")
    func same() throws {
        let here = URL(fileURLWithPath: #filePath)
        func parts(_ path: String, from begin: String, to end: String) throws -> [String] {
            let file = here.deletingLastPathComponent().appendingPathComponent(path).standardized
            return try String(contentsOf: file, encoding: .utf8)
                .components(separatedBy: begin).dropFirst()
                .map { $0.components(separatedBy: end)[0] }
        }
        let shown = try parts("../../README.md", from: "```swift\n", to: "```")
            .map { $0.replacingOccurrences(of: "import CometChatUsers\n\n", with: "") }
        let tested = try parts(here.lastPathComponent, from: ") async throws {\n", to: "\n}\n")
            .prefix(shown.count)
            .map { body in
                body.components(separatedBy: "\n")
                    .map { $0.hasPrefix("    ") ? String($0.dropFirst(4)) : $0 }
                    .joined(separator: "\n") + "\n"
            }
        #expect(shown == Array(tested))
        #expect(shown.count == 5)
    }
}

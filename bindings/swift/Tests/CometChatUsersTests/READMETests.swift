import Foundation
import Testing

@testable import CometChatUsers

// README.md shows the body of this function.
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

@Suite struct READMETests {
    @Test("The quick start of the README works")
    func works() async throws {
        try await quickStart()
    }

    @Test("The quick start of the README is the one that is tested")
    func same() throws {
        let here = URL(fileURLWithPath: #filePath)
        let readme = here.deletingLastPathComponent()
            .appendingPathComponent("../../README.md").standardized
        let shown = try String(contentsOf: readme, encoding: .utf8)
            .components(separatedBy: "```swift\nimport CometChatUsers\n\n").last?
            .components(separatedBy: "```").first
        let tested = try String(contentsOf: here, encoding: .utf8)
            .components(separatedBy: "func quickStart() async throws {\n")[1]
            .components(separatedBy: "\n}\n")[0]
            .components(separatedBy: "\n")
            .map { $0.hasPrefix("    ") ? String($0.dropFirst(4)) : $0 }
            .joined(separator: "\n")
        #expect(shown == tested + "\n")
    }
}

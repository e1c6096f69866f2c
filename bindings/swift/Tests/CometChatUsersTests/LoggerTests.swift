import Foundation
import Testing

@testable import CometChatUsers

/// There is one logger for the whole process, so these take turns.
@Suite(.serialized) struct LoggerTests {
    final class Lines: @unchecked Sendable {
        private let lock = NSLock()
        private var lines: [(level: Library.LogLevel, text: String)] = []

        func add(_ level: Library.LogLevel, _ text: String) {
            lock.withLock { lines.append((level, text)) }
        }

        var all: [(level: Library.LogLevel, text: String)] { lock.withLock { lines } }
    }

    /// Makes the library warn: a session cannot change the user's role.
    func warn() async throws {
        let client = try await memoryClient()
        try await client.createUser(NewUser(uid: "ada", name: "Ada"))
        try await client.login("ada")
        try await client.updateCurrentUser(UserPatch(role: "default"))
    }

    @Test("A logger is told of warnings, until it is removed")
    func warnings() async throws {
        let lines = Lines()
        await Library.setLogger(level: .warn) { lines.add($0, $1) }
        try await warn()
        await Library.setLogger(level: .off)
        let told = lines.all
        #expect(told.contains { $0.level == .warn && $0.text.contains("role") })
        try await warn()
        #expect(lines.all.count == told.count)
    }

    @Test("A new logger replaces the one before")
    func replaced() async throws {
        let before = Lines()
        let after = Lines()
        await Library.setLogger(level: .debug) { before.add($0, $1) }
        await Library.setLogger(level: .debug) { after.add($0, $1) }
        let told = before.all.count
        try await warn()
        await Library.setLogger(level: .off)
        #expect(before.all.count == told)
        #expect(!after.all.isEmpty)
    }

    @Test("A handler is released when it is replaced")
    func released() async {
        weak var kept: Lines?
        do {
            let lines = Lines()
            kept = lines
            await Library.setLogger(level: .error) { lines.add($0, $1) }
        }
        #expect(kept != nil)
        await Library.setLogger(level: .off)
        #expect(kept == nil)
    }

    @Test("Calls run on their own threads, never on the cooperative pool")
    func threads() async throws {
        let lines = Lines()
        await Library.setLogger(level: .warn) { level, _ in
            lines.add(level, Thread.current.name ?? "")
        }
        try await warn()
        await Library.setLogger(level: .off)
        #expect(Set(lines.all.map(\.text)) == [Threads.name])
    }
}

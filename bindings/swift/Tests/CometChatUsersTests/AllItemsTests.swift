import Foundation
import Testing

@testable import CometChatUsers

/// A list on a service, newest first, that changes before each page is read.
private final class Shelf: @unchecked Sendable {
    var list: [Int]
    var reads = 0
    let change: (Int, inout [Int]) -> Void

    init(_ list: [Int], change: @escaping (Int, inout [Int]) -> Void = { _, _ in }) {
        self.list = list
        self.change = change
    }

    func page(_ window: Window, most: Int = .max) -> ([Int], Pagination) {
        change(reads, &list)
        reads += 1
        let size = min(window.size, most)
        let page = Array(list.dropFirst((window.page - 1) * size).prefix(size))
        // A list that a user sees has no total.
        let pagination = Pagination(
            total: 0, count: page.count, perPage: size, currentPage: window.page, totalPages: 0)
        return (page, pagination)
    }

    func all(perPage: Int, most: Int = .max) -> AllItems<Int> {
        AllItems(perPage: perPage, id: { "\($0)" }, fetch: { self.page($0, most: most) })
    }
}

private func collected<Item>(_ items: AllItems<Item>) async throws -> [Item] {
    try await items.reduce(into: []) { $0.append($1) }
}

/// Numbers by chance, the same in each run.
private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}

@Suite struct AllItemsTests {
    @Test("A list that stays is given whole and in order", arguments: [20, 21, 50, 100])
    func still(perPage: Int) async throws {
        for length in [0, 1, 2, 3, 8, 99, 100, 101, 500] {
            let list = Array((0..<length).reversed())
            #expect(try await collected(Shelf(list).all(perPage: perPage)) == list)
        }
    }

    @Test("A long list takes little more reads than it has pages")
    func cost() async throws {
        let shelf = Shelf(Array(0..<100_000))
        #expect(try await collected(shelf.all(perPage: 100)).count == 100_000)
        #expect(shelf.reads < 1200)
    }

    @Test("A service that gives smaller pages than asked for gives the whole list, too")
    func smallerPages() async throws {
        let list = Array(0..<500)
        #expect(try await collected(Shelf(list).all(perPage: 100, most: 30)) == list)
    }

    @Test("Who is there all along is given once and in order, whatever comes and goes")
    func churn() async throws {
        for seed in 0..<300 {
            var dice = Dice(state: UInt64(seed))
            let list = Array((1000..<1400).reversed())
            var next = 1400
            let perPage = Int.random(in: 20...60, using: &dice)
            let shelf = Shelf(list) { read, list in
                guard read < 60 else { return }
                switch Int.random(in: 0..<4, using: &dice) {
                case 0:
                    for _ in 0..<Int.random(in: 1...perPage * 2, using: &dice) {
                        list.insert(next, at: 0)
                        next += 1
                    }
                case 1:
                    // A multiple of 3 is steady.
                    let gone = list.filter { $0 % 3 != 0 }
                        .dropFirst(Int.random(in: 0...50, using: &dice))
                        .prefix(Int.random(in: 0...perPage * 3, using: &dice))
                    list.removeAll { gone.contains($0) }
                case 2:
                    list.removeAll { $0 % 3 != 0 && Bool.random(using: &dice) }
                default: break
                }
            }
            let given = try await collected(shelf.all(perPage: perPage))
            #expect(Set(given).count == given.count, "seed \(seed)")
            let steady = list.filter { $0 % 3 == 0 }
            #expect(given.filter { $0 % 3 == 0 && $0 < 1400 } == steady, "seed \(seed)")
        }
    }

    @Test("After an error the same page is read again")
    func error() async throws {
        let shelf = Shelf(Array(0..<50))
        let isBroken = Flag(false)
        let fetch: AllItems<Int>.Fetch = { window in
            guard !isBroken.value else { throw POSIXError(.EIO) }
            return shelf.page(window)
        }
        let all = AllItems(perPage: 20, id: { "\($0)" }, fetch: fetch)
        var iterator = all.makeAsyncIterator()
        var given: [Int] = []
        for _ in 0..<20 { given.append(try #require(try await iterator.next())) }
        isBroken.value = true
        await #expect(throws: POSIXError.self) { try await iterator.next() }
        isBroken.value = false
        while let item = try await iterator.next() { given.append(item) }
        #expect(given == Array(0..<50))
        #expect(try await iterator.next() == nil)
    }

    @Test("All users come once, while users are created, deleted and deactivated between pages")
    func users() async throws {
        let client = try await memoryClient()
        let users = (0..<200).map { ImportedUser(NewUser(uid: "u\($0)", name: "U")) }
        for start in stride(from: 0, to: 200, by: 50) {
            try await client.importUsers(Array(users[start..<start + 50]))
        }
        // Three of four may go: the last ones first, since they are given first.
        var mortal = (0..<200).filter { $0 % 4 != 0 }.map { "u\($0)" }
        var given: [String] = []
        for try await user in client.allUsers(UserFilter(), withTags: nil, perPage: 20) {
            given.append(user.uid)
            if given.count % 20 == 1 {
                let uid = "new\(given.count)"
                try await client.createUser(NewUser(uid: uid, name: "New"))
            }
            if given.count % 15 == 0 {
                try await client.deleteUser(mortal.removeLast())
                try await client.deleteUser(mortal.removeFirst())
                try await client.deactivateUsers((0..<9).map { _ in mortal.removeLast() })
            }
        }
        #expect(Set(given).count == given.count)
        for steady in stride(from: 0, to: 200, by: 4) {
            #expect(given.contains("u\(steady)"), "u\(steady)")
        }
        #expect(mortal.count < 100)
    }

    @Test("Every list can be read as a whole")
    func everyList() async throws {
        let client = try await memoryClient()
        let uids = ["ada", "bob", "cleo"]
        for uid in uids {
            try await client.createUser(NewUser(uid: uid, name: uid, tags: ["staff"]))
        }
        var tokens: [Secret] = []
        for _ in 0..<3 { tokens.insert(try await client.createToken("ada").authToken, at: 0) }
        try await client.createRole(NewRole(role: "editor", name: "Editor"))
        try await client.addFriends(["bob", "cleo"], to: "ada")
        try await client.blockUsers(["bob"], by: "ada")

        let tagged = try await collected(
            client.allUsers(UserFilter(tags: ["staff"]), withTags: true))
        #expect(tagged.map(\.uid) == ["cleo", "bob", "ada"])
        #expect(tagged.allSatisfy { $0.tags == ["staff"] })
        #expect(try await collected(client.allTokens("ada")).map(\.authToken) == tokens)
        #expect(try await collected(client.allRoles()).map(\.role) == ["editor", "default"])
        #expect(try await collected(client.allFriends(of: "ada")).map(\.uid) == ["bob", "cleo"])
        #expect(try await collected(client.allBlockedUsers(by: "ada")).map(\.uid) == ["bob"])
        let keys = try await collected(client.allApiKeys(scope: .fullAccess))
        #expect(keys.map(\.scope) == [.fullAccess])
    }
}

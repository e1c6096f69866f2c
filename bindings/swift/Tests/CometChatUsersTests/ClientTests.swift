import CCometChatUsers
import Foundation
import Testing

@testable import CometChatUsers

@Suite struct ClientTests {
    @Test("A client tells what it was opened with, and the limits")
    func info() async throws {
        let client = try await Client(
            Configuration(url: "memory:", appId: "shop", region: "eu", timeoutMs: 1234))
        let info = try await client.info()
        #expect(info.backend == "memory")
        #expect(info.appId == "shop")
        #expect(info.region == "eu")
        #expect(info.timeoutMs == 1234)
        #expect(info.version == Library.version)
        #expect(info.abiVersion == Library.abiVersion)
        #expect(info.limits["uidsPerCall"] == 25)
        #expect(info.document["limits"]?["uidsPerCall"] == 25)
    }

    @Test("The library is at least as new as the header")
    func abi() {
        #expect(Library.abiVersion >= Int(COMETCHAT_ABI_VERSION))
    }

    @Test("What is left out of a configuration is not sent")
    func defaults() throws {
        #expect(try json(Configuration(url: "memory:")) == ["url": "memory:"])
    }

    @Test("A configuration has every member that the library knows")
    func configuration() async throws {
        let whole = Configuration(
            url: "memory:", appId: "a", region: "us", timeoutMs: 1, apiKey: Secret("k"),
            authKey: Secret("k"), connectTimeoutMs: 1, maxRetries: 1, maxRequestsPerMinute: 1,
            caFile: "f", proxy: Secret("p"), userAgent: "u")
        let error = try await failure { try await Client(json: #"{"url": "memory:", "x": 1}"#) }
        let text = try #require(error.payload.details["x"]?.first)
        let known = try #require(text.components(separatedBy: "known are ").last?.dropLast())
        let sent = try #require(json(whole).object).keys.sorted()
        #expect(sent == known.components(separatedBy: ", ").sorted())
    }

    @Test("A client of a server tells of the rates that the service takes")
    func rateLimits() async throws {
        let local = try await memoryClient()
        #expect(try await local.info().rateLimits == nil)
        let remote = try await Client(Configuration(url: "http://127.0.0.1:9"))
        #expect(try await remote.info().rateLimits != nil)
    }

    @Test("A wrong configuration is refused with the members that are wrong")
    func wrongConfiguration() async throws {
        let error = try await failure {
            try await Client(Configuration(url: "memory:", timeoutMs: 0))
        }
        guard case .validation(let details) = error else { throw error }
        #expect(details.details.keys.sorted() == ["timeoutMs"])
    }

    @Test("A URL of another kind is unsupported")
    func unsupported() async throws {
        let error = try await failure {
            try await Client(Configuration(url: "postgres://localhost/users"))
        }
        guard case .unsupported = error else { throw error }
    }

    @Test("A file in a folder that is missing is a storage error")
    func storage() async throws {
        try await withTemporaryFolder { folder in
            let url = "file:\(folder.path)/missing/users.db"
            let error = try await failure { try await Client(Configuration(url: url)) }
            guard case .storage(let details) = error else { throw error }
            #expect(details.code == "STORAGE_CANNOT_OPEN")
        }
    }

    @Test("A file keeps its users when the client is closed")
    func file() async throws {
        try await withTemporaryFolder { folder in
            let configuration = Configuration(url: "file:\(folder.path)/users.db")
            let first = try await Client(configuration)
            let ada = try await first.createUser(NewUser(uid: "ada", name: "Ada"))
            await first.close()

            let second = try await Client(configuration)
            #expect(try await second.getUser("ada").createdAt == ada.createdAt)
            #expect(try await second.info().backend == "file")
            await second.close()
        }
    }

    @Test("A closed client refuses every operation", arguments: Client.Operation.allCases)
    func closed(operation: Client.Operation) async throws {
        let client = try await memoryClient()
        await client.close()
        let error = try await failure { try await client.call(operation) }
        guard case .invalidHandle = error else { throw error }
    }

    @Test("Closing twice is harmless")
    func closedTwice() async throws {
        let client = try await memoryClient()
        await client.close()
        await client.close()
    }

    @Test("A client that nothing refers to any more is closed", .timeLimit(.minutes(1)))
    func released() async throws {
        let handle = try await memoryClient().handle
        let closed = Int32(COMETCHAT_STATUS_INVALID_HANDLE.rawValue)
        while cometchat_client_cancel(handle) != closed {
            try await Task.sleep(nanoseconds: 1_000_000)
        }
    }

    @Test("Many tasks may use one client at the same time")
    func concurrency() async throws {
        let client = try await memoryClient()
        let uids = (0..<200).map { "user-\($0)" }
        try await withThrowingTaskGroup(of: User.self) { group in
            for uid in uids {
                group.addTask {
                    try await client.createUser(NewUser(uid: uid, name: uid))
                    return try await client.updateUser(uid, UserPatch(name: "\(uid)!"))
                }
            }
            for try await user in group {
                #expect(user.name == "\(user.uid)!")
            }
        }
        #expect(Set(try await client.listUsers(perPage: 1000).users.map(\.uid)) == Set(uids))
    }

    @Test("Of many tasks that create one uid, one succeeds")
    func race() async throws {
        let client = try await memoryClient()
        let created = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    (try? await client.createUser(NewUser(uid: "ada", name: "Ada"))) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(created == 1)
    }

    @Test("A request may be JSON text")
    func text() async throws {
        let client = try await memoryClient()
        let user = try parsed(await client.call(.createUser, #"{"uid": "ada", "name": "Ada"}"#))
        #expect(user["uid"] == "ada")
        #expect(try parsed(await client.call(.listUsers))["users"]?.array?.count == 1)
    }

    @Test(
        "A request that is no JSON object is refused",
        arguments: ["", "[]", "{", #"{"uid": "ada"}\#0, and more"#, "{\"uid\": \"a\0da\"}"])
    func notJSON(request: String) async throws {
        let client = try await memoryClient()
        try await client.createUser(NewUser(uid: "ada", name: "Ada"))
        let error = try await failure { try await client.call(.getUser, request) }
        guard case .invalidJSON = error else { throw error }
    }

    @Test("A number that JSON does not have is refused as such")
    func notANumber() async throws {
        let client = try await memoryClient()
        let user = NewUser(uid: "ada", name: "Ada", metadata: ["x": .number(.nan)])
        let error = try await failure { try await client.createUser(user) }
        guard case .invalidJSON = error else { throw error }
    }

    @Test("A result that cannot be read names the place and no content")
    func unreadable() throws {
        #expect {
            try Client.decode(
                Token.self, from: #"{"uid": 1, "authToken": "tok-1"}"#, of: .createToken)
        } throws: { error in
            guard case .internal(let details) = error as? CometChatError else { return false }
            return details.message == "the result of token_create is not as expected at uid"
        }
    }
}

import CCometChatUsers
import Foundation
import Testing

@testable import CometChatUsers

@Suite(.timeLimit(.minutes(2))) struct CancelTests {
    static let ada = Listener.json(
        #"{"data": {"uid": "ada", "name": "Ada", "role": "default", "status": "offline", "createdAt": 1}}"#
    )

    /// A client of a server, whose calls would wait for longer than a test does.
    func patientClient(_ server: Listener) async throws -> Client {
        try await Client(
            Configuration(
                url: server.url, appId: "app", timeoutMs: 60_000, apiKey: Secret("key"),
                maxRetries: 0))
    }

    /// How a call ended, and how long that took.
    func end<Value: Sendable>(
        of task: Task<Value, any Error>, after act: () -> Void
    ) async -> (error: (any Error)?, seconds: Double) {
        let began = DispatchTime.now()
        act()
        let result = await task.result
        let seconds = Double(DispatchTime.now().uptimeNanoseconds - began.uptimeNanoseconds) / 1e9
        if case .failure(let error) = result { return (error, seconds) }
        return (nil, seconds)
    }

    @Test("A call that waits for a silent server ends at once when its task is cancelled")
    func task() async throws {
        let server = try Listener { _ in nil }
        defer { server.close() }
        let client = try await patientClient(server)
        let task = Task { try await client.getUser("ada") }
        try await server.waitForRequests(1)
        let end = await end(of: task) { task.cancel() }
        #expect(end.error is CancellationError)
        #expect(end.seconds < 5)
    }

    @Test("A cancelled task ends its own call, and no other")
    func others() async throws {
        let isSilent = Flag(true)
        let server = try Listener { number in number == 0 || isSilent.value ? nil : Self.ada }
        defer { server.close() }
        let client = try await patientClient(server)
        let first = Task { try await client.getUser("ada") }
        try await server.waitForRequests(1)
        let second = Task { try await client.getUser("ada") }
        try await server.waitForRequests(2)
        let firstEnd = await end(of: first) { first.cancel() }
        #expect(firstEnd.error is CancellationError)

        isSilent.value = false
        #expect(try await client.getUser("ada").name == "Ada")
        try await Task.sleep(nanoseconds: 100_000_000)
        let secondEnd = await end(of: second) { client.cancel() }
        guard case .cancelled(let details) = secondEnd.error as? CometChatError else {
            throw secondEnd.error ?? CancellationError()
        }
        #expect(details.code == "CANCELLED")
        #expect(secondEnd.seconds < 5)
    }

    @Test("A client ends all of its calls, those that wait for a thread too, and goes on")
    func all() async throws {
        let isSilent = Flag(true)
        let server = try Listener { _ in isSilent.value ? nil : Self.ada }
        defer { server.close() }
        let client = try await patientClient(server)
        let tasks = (0..<300).map { _ in Task { try await client.getUser("ada") } }
        try await server.waitForRequests(Threads.most)
        client.cancel()
        let began = DispatchTime.now()
        for task in tasks {
            let error = try await failure { try await task.value }
            guard case .cancelled(let details) = error else { throw error }
            #expect(details.message == "the call was cancelled")
        }
        #expect(DispatchTime.now().uptimeNanoseconds - began.uptimeNanoseconds < 5_000_000_000)
        #expect(server.requests < tasks.count)
        isSilent.value = false
        #expect(try await client.getUser("ada").name == "Ada")
    }

    @Test("The calls of one client do not hold up those of another, nor its closing")
    func apart() async throws {
        let server = try Listener { _ in nil }
        defer { server.close() }
        let stuck = try await patientClient(server)
        let tasks = (0..<200).map { _ in Task { try await stuck.getUser("ada") } }
        try await server.waitForRequests(Threads.most)
        let began = DispatchTime.now()
        let client = try await memoryClient()
        try await client.createUser(NewUser(uid: "ada", name: "Ada"))
        await client.close()
        await stuck.close()
        #expect(DispatchTime.now().uptimeNanoseconds - began.uptimeNanoseconds < 5_000_000_000)
        stuck.cancel()
        for task in tasks {
            let error = try await failure { try await task.value }
            guard case .cancelled = error else { throw error }
        }
    }

    @Test("A call ends whenever its task is cancelled, early or late")
    func anyTime() async throws {
        let server = try Listener { _ in nil }
        defer { server.close() }
        let client = try await patientClient(server)
        for microseconds in stride(from: 0, to: 3000, by: 15) {
            let task = Task { try await client.getUser("ada") }
            usleep(UInt32(microseconds))
            let end = await end(of: task) { task.cancel() }
            #expect(end.error is CancellationError)
            #expect(end.seconds < 5, "after \(microseconds) µs")
        }
    }

    @Test("A call that is cancelled just before it gets into the library ends, too")
    func justBefore() async throws {
        let server = try Listener { _ in nil }
        defer { server.close() }
        let client = try await patientClient(server)
        let isOnItsWay = Flag(false)
        let call = Call(client.handle) { number in
            isOnItsWay.value = true
            usleep(100_000)
            var out: UnsafeMutablePointer<CChar>?
            let status = cometchat_user_get(number, #"{"uid": "ada"}"#, &out)
            defer { cometchat_string_free(out) }
            return Client.Answer(status: status, document: "")
        }
        let answer = Task { await call.answer(on: Threads()) }
        while !isOnItsWay.value {
            try await Task.sleep(nanoseconds: 1_000_000)
        }
        call.cancel()
        let began = DispatchTime.now()
        #expect(await answer.value.status == Library.cancelled)
        #expect(DispatchTime.now().uptimeNanoseconds - began.uptimeNanoseconds < 5_000_000_000)
    }

    @Test("A call of a task that is cancelled before does nothing")
    func before() async throws {
        let client = try await memoryClient()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.createUser(NewUser(uid: "ada", name: "Ada"))
        }
        guard case .failure(let error) = await task.result else { throw CancellationError() }
        #expect(error is CancellationError)
        #expect(try await client.listUsers().users.isEmpty)
    }

    @Test("A request that is repeated tells how often it was sent")
    func attempts() async throws {
        let failing = Listener.json("{}", status: "503 Service Unavailable")
        let server = try Listener { $0 == 0 || $0 > 1 ? failing : Self.ada }
        defer { server.close() }
        let client = try await Client(
            Configuration(
                url: server.url, appId: "app", apiKey: Secret("key"), maxRetries: 2,
                maxRequestsPerMinute: 100_000))
        let user = try await client.getUser("ada")
        #expect(user.attempts == 2)
        let error = try await failure { try await client.getUser("ada") }
        guard case .service(let details) = error else { throw error }
        #expect(details.attempts == 3)
        #expect(details.httpStatus == 503)
    }
}

final class Flag: @unchecked Sendable {
    private let lock = NSLock()
    private var isSet: Bool

    init(_ value: Bool) { isSet = value }

    var value: Bool {
        get { lock.withLock { isSet } }
        set { lock.withLock { isSet = newValue } }
    }
}

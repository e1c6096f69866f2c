import CCometChatUsers
import Foundation

/// CometChat users, and what belongs to them: sessions, tokens, roles, blocks, friends and keys.
///
///     let client = try await Client(Configuration(url: "file:users.db"))
///     let ada = try await client.createUser(NewUser(uid: "ada", name: "Ada"))
///
/// A client may be used from any task and thread at the same time. Beyond what each method lists,
/// any call may throw ``CometChatError/invalidHandle(_:)`` (the client is closed),
/// ``CometChatError/timeout(_:)``, ``CometChatError/cancelled(_:)`` and
/// ``CometChatError/internal(_:)``; on a file ``CometChatError/storage(_:)``; on the cloud or a
/// server ``CometChatError/network(_:)``, ``CometChatError/service(_:)``,
/// ``CometChatError/rateLimited(_:)``, ``CometChatError/quotaExceeded(_:)``,
/// ``CometChatError/unauthenticated(_:)`` (the key or app is unknown) and
/// ``CometChatError/permissionDenied(_:)`` (the key is missing, or may not do that).
///
/// A call whose task is cancelled ends at once and throws `CancellationError`, the only other
/// error, unless it has its result by then; what it has asked for may have been done all the same.
/// Opening a client is no such call. A call takes at most
/// ``Configuration/timeoutMs``. 64 calls run at the same time; others wait for their turn.
public final class Client: Sendable {
    let handle: cometchat_client
    private let calls = Calls()
    private let threads = Threads()
    /// To open and to close clients, whatever their calls are waiting for.
    private static let threads = Threads()

    /// Opens a client.
    ///
    /// - Throws: ``CometChatError/validation(_:)`` if a member of the configuration is wrong,
    ///   ``CometChatError/unsupported(_:)`` for another kind of URL, and
    ///   ``CometChatError/storage(_:)`` if the file cannot be used.
    public convenience init(_ configuration: Configuration) async throws {
        try await self.init(json: Self.encode(configuration))
    }

    package init(json configuration: String) async throws {
        let (opened, answer) = await Self.run {
            var opened: cometchat_client = 0
            let answer = Self.exchange(configuration) { cometchat_client_open($0, &opened, $1) }
            return (opened, answer)
        }
        _ = try answer.result()
        handle = opened
    }

    deinit {
        // Not here: closing a file may block, and a deinit runs on any thread.
        Self.threads.async { [handle] in _ = cometchat_client_close(handle) }
    }

    /// Closes the client: calls in flight finish, later ones throw
    /// ``CometChatError/invalidHandle(_:)``. To end them, call ``cancel()`` as well.
    ///
    /// What was acknowledged is on the disk. The logged-in user is not logged out. Closing
    /// twice is harmless; a client that is not closed is when the last reference to it goes.
    public func close() async {
        await Self.run { [handle] in _ = cometchat_client_close(handle) }
    }

    /// Ends the calls in flight: each throws ``CometChatError/cancelled(_:)`` as soon as it can,
    /// and may have been done all the same. Later calls are not affected.
    public func cancel() {
        calls.cancel()
    }

    /// Describes the client and the limits of the library.
    public func info() async throws -> ClientInfo {
        try await call(.info)
    }

    /// Does an operation with a request as JSON text, and returns the result document.
    ///
    /// For members that the typed methods do not have; `include/cometchat_users.h` describes
    /// requests and results. Results may hold tokens.
    ///
    /// - Throws: what the operation throws, and ``CometChatError/invalidJSON(_:)`` if the
    ///   request is no JSON object.
    public func call(_ operation: Operation, _ request: String = "{}") async throws -> String {
        try await answer(to: request, for: operation).result()
    }
}

// MARK: - The way of a call

extension Client {
    /// How a call ended.
    package struct Answer: Sendable {
        package let status: Int32
        /// The result document, or the error document.
        package let document: String

        package func result() throws -> String {
            guard status == Library.ok else {
                throw CometChatError(status: status, document: document)
            }
            return document
        }

        /// What a call ends with that was cancelled before it began.
        static let cancelled = Answer(
            status: Library.cancelled,
            document: """
                {"code": "CANCELLED", "kind": "cancelled", "message": "the call was cancelled", \
                "retryable": false}
                """)
    }

    /// A request without members.
    struct Empty: Encodable {}

    /// Encodes the request, calls, decodes the result: every typed method is this.
    func call<Result: Decodable>(
        _ operation: Operation, with request: some Encodable = Empty()
    ) async throws -> Result {
        let document = try await call(operation, Self.encode(request))
        return try Self.decode(Result.self, from: document, of: operation)
    }

    /// What became of each, of a call on several.
    func outcomes<Value: Decodable>(
        _ operation: Operation, with request: some Encodable
    ) async throws -> [String: Value] {
        let result: Outcomes<Value> = try await call(operation, with: request)
        return result.outcomes
    }

    /// Makes a call, and ends it if the task is cancelled that waits for it.
    package func answer(to request: String, for operation: Operation) async throws -> Answer {
        let call = Call(handle) { number in
            Self.exchange(request) { operation.function(number, $0, $1) }
        }
        calls.insert(call)
        defer { calls.remove(call) }
        let answer = await withTaskCancellationHandler {
            await call.answer(on: threads)
        } onCancel: {
            call.cancel()
        }
        if answer.status == Library.cancelled {
            // Unless all calls of the client were.
            try Task.checkCancellation()
        }
        return answer
    }

    private static func encode(_ request: some Encodable) throws -> String {
        do {
            return String(decoding: try JSONEncoder().encode(request), as: UTF8.self)
        } catch {
            // Only a number that JSON does not have gets here.
            throw CometChatError.invalidJSON(
                .init(kind: "invalid_json", message: "the request cannot be written as JSON"))
        }
    }

    package static func decode<Result: Decodable>(
        _ type: Result.Type, from document: String, of operation: Operation
    ) throws -> Result {
        do {
            return try JSONDecoder().decode(type, from: Data(document.utf8))
        } catch {
            // Without the document and the text of `error`: they may hold a token.
            throw CometChatError.internal(
                .init(
                    kind: "internal",
                    message: "the result of \(operation.rawValue) is not as expected"
                        + place(of: error)))
        }
    }

    private static func place(of error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            " at \((context.codingPath + [key]).map(\.stringValue).joined(separator: "."))"
        case DecodingError.typeMismatch(_, let context),
            DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            " at \(context.codingPath.map(\.stringValue).joined(separator: "."))"
        default: ""
        }
    }

    /// Waits for blocking work on a thread for it.
    private static func run<Value: Sendable>(
        _ work: @escaping @Sendable () -> Value
    ) async -> Value {
        await withCheckedContinuation { continuation in
            threads.async { continuation.resume(returning: work()) }
        }
    }

    /// Hands a request to a C function, and takes over the document that it answers with.
    private static func exchange(
        _ request: String,
        _ function: (
            UnsafePointer<CChar>, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
        ) -> Int32
    ) -> Answer {
        // A NUL would end the text early, and the rest would be dropped unseen. JSON allows
        // no control character there, so that the library refuses this one.
        let text = request.utf8.map { $0 == 0 ? 1 : CChar(bitPattern: $0) } + [0]
        var out: UnsafeMutablePointer<CChar>?
        let status = function(text, &out)
        defer { cometchat_string_free(out) }
        return Answer(status: status, document: out.map { String(cString: $0) } ?? "")
    }
}

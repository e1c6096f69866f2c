import Foundation
import Testing

@testable import CometChatUsers

func memoryClient() async throws -> Client {
    try await Client(Configuration(url: "memory:"))
}

/// The error that some work ends with.
func failure<Value>(
    sourceLocation: SourceLocation = #_sourceLocation, of work: () async throws -> Value
) async throws -> CometChatError {
    do {
        _ = try await work()
    } catch let error as CometChatError {
        return error
    }
    Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    throw CancellationError()
}

/// A place for a file, deleted with what is in it after the work.
func withTemporaryFolder<Value>(_ work: (URL) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("cometchat-users-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await work(folder)
}

func json(_ value: some Encodable) throws -> JSONValue {
    try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value))
}

func parsed(_ text: String) throws -> JSONValue {
    try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
}

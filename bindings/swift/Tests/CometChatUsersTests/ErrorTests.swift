import Testing

@testable import CometChatUsers

@Suite struct ErrorTests {
    /// Each case, as the library names its kind.
    static func kind(of error: CometChatError) -> String {
        switch error {
        case .invalidArgument: "invalid_argument"
        case .invalidJSON: "invalid_json"
        case .invalidHandle: "invalid_handle"
        case .validation: "validation"
        case .unauthenticated: "unauthenticated"
        case .permissionDenied: "permission_denied"
        case .notLoggedIn: "not_logged_in"
        case .notFound: "not_found"
        case .alreadyExists: "already_exists"
        case .conflict: "conflict"
        case .quotaExceeded: "quota_exceeded"
        case .rateLimited: "rate_limited"
        case .timeout: "timeout"
        case .network: "network"
        case .service: "service"
        case .storage: "storage"
        case .unsupported: "unsupported"
        case .internal: "internal"
        case .cancelled: "cancelled"
        case .unknown: "unknown"
        }
    }

    @Test("Every status of the library has a case of its own", arguments: Int32(1)...19)
    func statuses(status: Int32) {
        let error = CometChatError(status: status, document: "")
        #expect(Self.kind(of: error) == Library.name(ofStatus: status))
        #expect(Self.kind(of: error) != "unknown")
        #expect(error.payload.kind == Library.name(ofStatus: status))
    }

    @Test("The library has no status that the cases leave out")
    func end() {
        #expect(Library.name(ofStatus: 0) == "ok")
        #expect(Library.name(ofStatus: 20) == "unknown")
    }

    @Test("A status of a newer library is kept", arguments: [Int32(20), -1, .max])
    func unknown(status: Int32) throws {
        let document = """
            {"code": "ERR_NEW", "kind": "new_kind", "message": "What?", "retryable": true}
            """
        let error = CometChatError(status: status, document: document)
        guard case .unknown(status, let details) = error else { throw error }
        #expect(details.code == "ERR_NEW")
        #expect(details.kind == "new_kind")
        #expect(details.retryable)
    }

    @Test("Everything that a document says of an error can be read")
    func details() throws {
        let document = """
            {"code": "ERR_TOO_MANY_REQUESTS", "kind": "rate_limited", "message": "Too many.",
             "retryable": true,
             "details": {"uid": ["Too long.", "Too odd."], "name": ["Missing."]},
             "remedy": "Wait.",
             "httpStatus": 429, "retryAfter": 7, "attempts": 4, "later": [1]}
            """
        let error = CometChatError(status: 12, document: document)
        guard case .rateLimited(let details) = error else { throw error }
        #expect(details == error.payload)
        #expect(details.code == "ERR_TOO_MANY_REQUESTS")
        #expect(details.message == "Too many.")
        #expect(details.retryable)
        #expect(details.details == ["uid": ["Too long.", "Too odd."], "name": ["Missing."]])
        #expect(details.remedy == "Wait.")
        #expect(details.httpStatus == 429)
        #expect(details.retryAfter == 7)
        #expect(details.attempts == 4)
        #expect(details.document["later"] == [1])
        #expect(error.errorDescription == "Too many.")
        #expect(error.recoverySuggestion == "Wait.")
        #expect(error.failureReason == "Missing. Too long. Too odd.")
        #expect(
            error.description
                == "rate_limited (ERR_TOO_MANY_REQUESTS): Too many. Missing. Too long. Too odd.")
    }
}

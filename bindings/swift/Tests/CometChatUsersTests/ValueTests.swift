import Foundation
import Testing

@testable import CometChatUsers

@Suite struct PatchTests {
    @Test("An empty patch sends nothing")
    func empty() throws {
        #expect(try json(UserPatch()) == [:])
        #expect(try json(RolePatch()) == [:])
    }

    @Test("Leave, clear and set are sent as nothing, null and the value")
    func threeWays() throws {
        let patch = UserPatch(
            name: "Ada", avatar: .clear, link: .leave, statusMessage: .set(""), tags: .set([]))
        #expect(
            try json(patch) == ["name": "Ada", "avatar": nil, "statusMessage": "", "tags": []])
        #expect(
            try json(RolePatch(description: .clear, settings: .set(["listUsers": "all"])))
                == ["description": nil, "settings": ["listUsers": "all"]])
    }

    @Test("A patch is read as it was written")
    func roundTrip() throws {
        let patch = UserPatch(role: "editor", avatar: .clear, metadata: .set(["a": nil]))
        let read = try JSONDecoder().decode(UserPatch.self, from: JSONEncoder().encode(patch))
        #expect(read == patch)
    }

    @Test("Only a member can be left out")
    func outsideOfAnObject() throws {
        #expect(throws: EncodingError.self) { try json([Patch<String>.leave]) }
        #expect(try json([Patch<String>.clear, .set("x")]) == [nil, "x"])
    }

    @Test("An update names what it changes")
    func request() throws {
        let request = Joined(Target(uid: "ada"), UserPatch(role: "editor", link: .clear))
        #expect(try json(request) == ["uid": "ada", "role": "editor", "link": nil])
    }
}

@Suite struct JSONValueTests {
    @Test(
        "A value comes back as it was",
        arguments: [
            nil, true, false, 0, -1, "", "é\u{0}\n\"", 0.5, -1e300, [], [:],
            .integer(.min), .integer(.max), .unsigned(UInt64(Int64.max) + 1), .unsigned(.max),
            [1, [nil, "x"], ["a": ["b": [true]]]],
        ] as [JSONValue])
    func roundTrip(value: JSONValue) async throws {
        #expect(try json(value) == value)
        let client = try await memoryClient()
        let user = NewUser(uid: "ada", name: "Ada", metadata: ["value": value])
        #expect(try await client.createUser(user).metadata == ["value": value])
    }

    @Test("A number without a fraction is an integer, one beyond 64 bits is not")
    func numbers() throws {
        #expect(try parsed("1.0") == .integer(1))
        #expect(try parsed("18446744073709551616") == .number(18_446_744_073_709_551_616))
    }

    @Test("Values give what they hold, and nothing else")
    func accessors() {
        let value: JSONValue = [
            "text": "x", "yes": true, "one": 1, "half": 0.5, "list": [1], "none": nil,
        ]
        #expect(value["text"]?.string == "x")
        #expect(value["yes"]?.bool == true)
        #expect(value["one"]?.integer == 1)
        #expect(value["one"]?.number == 1)
        #expect(value["half"]?.number == 0.5)
        #expect(value["half"]?.integer == nil)
        #expect(value["list"]?.array == [1])
        #expect(value["none"] == .null)
        #expect(value["other"] == nil)
        #expect(value["text"]?["x"] == nil)
        #expect(JSONValue.unsigned(.max).integer == nil)
        #expect(JSONValue.unsigned(1 << 63).number == 0x1p63)
    }

    @Test("Metadata may be nested as deep as the library allows")
    func deep() async throws {
        let client = try await memoryClient()
        let depth = try #require(try await client.info().limits["metadataDepth"])
        // The metadata itself is the first level.
        let value = (1..<depth).reduce(JSONValue.null) { inner, _ in [inner] }
        let user = NewUser(uid: "ada", name: "Ada", metadata: ["deep": value])
        #expect(try await client.createUser(user).metadata == ["deep": value])
    }

    @Test("A value prints as JSON")
    func description() {
        let value: JSONValue = ["b": [1, nil], "a": "x/y"]
        #expect("\(value)" == #"{"a":"x/y","b":[1,null]}"#)
    }
}

@Suite struct DocumentTests {
    @Test("Members that the wrapper does not know are kept and passed on")
    func unknownMembers() throws {
        let document: JSONValue = [
            "uid": "ada", "name": "Ada", "role": "default", "status": "away",
            "hasBlockedMe": false, "blockedByMe": false, "deactivatedAt": 0, "createdAt": 1,
            "later": ["x": 1],
        ]
        let user = try JSONDecoder().decode(User.self, from: JSONEncoder().encode(document))
        #expect(user.status == .unknown("away"))
        #expect(user.document["later"] == ["x": 1])
        #expect(user.document.names.count == 9)
        #expect(try json(user) == document)
    }

    @Test("An outcome that the wrapper does not know is kept")
    func unknownOutcome() throws {
        let outcomes = try JSONDecoder().decode(
            Outcomes<Outcome>.self, from: Data(#"{"outcomes": {"ada": "postponed"}}"#.utf8))
        #expect(outcomes.outcomes == ["ada": .unknown("postponed")])
        #expect(Outcome(rawValue: "postponed").rawValue == "postponed")
    }
}

@Suite struct SecretTests {
    func everyPrint(_ value: Any) -> String {
        var dumped = ""
        dump(value, to: &dumped)
        return "\(value) \(String(reflecting: value)) \(dumped)"
    }

    @Test("Keys do not show in a configuration, but are sent")
    func configuration() throws {
        let configuration = Configuration(
            url: "memory:", apiKey: Secret("key-1"), authKey: Secret("key-2"))
        #expect(!everyPrint(configuration).contains("key-"))
        #expect(everyPrint(configuration).contains("***"))
        #expect(
            try json(configuration) == ["url": "memory:", "apiKey": "key-1", "authKey": "key-2"])
    }

    @Test("Tokens do not show in results, but can be kept")
    func results() async throws {
        let client = try await memoryClient()
        let user = try await client.createUser(
            NewUser(uid: "ada", name: "Ada", withAuthToken: true))
        let token = try await client.createToken("ada")
        let session = try await client.login("ada")
        let exported = try await client.exportSession()
        let key = try await client.createApiKey("Build server")
        let secrets = [
            user.authToken, token.authToken, session.authToken, session.jwt, exported.authToken,
            key.apiKey,
        ]
        let documents = [user.document, session.document, token.document, key.document]
        for value in [user, token, session, exported, key] as [Any] + documents {
            let print = everyPrint(value)
            let shown = try secrets.filter { try print.contains(#require($0).value) }
            #expect(shown.isEmpty)
            let masked = print.contains("***")
            #expect(masked)
        }
        let kept = try JSONDecoder().decode(Session.self, from: JSONEncoder().encode(session))
        #expect(kept == session)
        #expect(kept.authToken == session.authToken)
    }
}

// Answers requests from standard input, one a line, for tests that compare languages:
//
//     contract-driver '{"url": "memory:"}'
//     user_create {"uid": "ada", "name": "Ada"}
//
// Each is answered with its status and its document, as the library gave them.

import CometChatUsers
import Foundation

func fail(_ reason: String) -> Never {
    FileHandle.standardError.write(Data("contract-driver: \(reason)\n".utf8))
    exit(1)
}

extension Client.Operation {
    /// What a result of the operation is read as.
    var result: any Decodable.Type {
        switch self {
        case .info: ClientInfo.self
        case .createUser, .getUser, .updateUser: User.self
        case .ensureUser: EnsuredUser.self
        case .listUsers, .listBlockedUsers, .listFriends: UserPage.self
        case .deactivateUsers, .reactivateUsers: Outcomes<Outcome>.self
        case .importUsers: Outcomes<ImportOutcome>.self
        case .login, .loginWithToken, .currentSession, .updateCurrentUser, .restoreSession:
            Session.self
        case .ensureSession: EnsuredSession.self
        case .exportSession: ExportedSession.self
        case .countOnlineUsers: OnlineUsers.self
        case .createToken, .getToken, .updateToken: Token.self
        case .listTokens: TokenPage.self
        case .createRole, .getRole, .updateRole: Role.self
        case .listRoles: RolePage.self
        case .listPermissions: PermissionPage.self
        case .setPermissions: SetPermissions.self
        case .unsetPermission: PermissionsLeft.self
        case .listRestrictedFeatures: FeaturePage.self
        case .restrictFeatures, .blockUsers, .unblockUsers, .addFriends:
            Outcomes<ItemOutcome>.self
        case .createApiKey, .getApiKey, .updateApiKey: ApiKey.self
        case .listApiKeys: ApiKeyPage.self
        case .deleteUser, .deleteToken, .flushTokens, .deleteRole, .deleteApiKey, .logout,
            .allowFeatures, .removeFriends:
            Confirmation.self
        }
    }
}

guard CommandLine.arguments.count == 2 else { fail("give the configuration, as JSON") }

do {
    let client = try await Client(json: CommandLine.arguments[1])
    while let line = readLine() {
        let words = line.utf8.split(separator: UInt8(ascii: " "), maxSplits: 1)
        guard let operation = words.first.flatMap({ Client.Operation(rawValue: String($0) ?? "") })
        else { fail("no operation: \(line)") }
        let request = words.count > 1 ? String(words[1]) ?? "" : "{}"
        let answer = try await client.answer(to: request, for: operation)
        let status = Library.name(ofStatus: answer.status)
        FileHandle.standardOutput.write(Data("\(status) \(answer.document)\n".utf8))
        if status == "ok" {
            _ = try Client.decode(operation.result, from: answer.document, of: operation)
        }
    }
    await client.close()
} catch {
    fail("\(error)")
}

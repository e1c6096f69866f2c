import CCometChatUsers

extension Client {
    /// The operations by name, for ``Client/call(_:_:)``.
    ///
    /// The raw value is the name in the C header, where the documents are described.
    public enum Operation: String, CaseIterable, Sendable {
        /// Describes the client.
        case info = "client_info"
        /// Creates a user.
        case createUser = "user_create"
        /// Gets a user.
        case getUser = "user_get"
        /// Lists users.
        case listUsers = "user_list"
        /// Updates a user.
        case updateUser = "user_update"
        /// Deletes a user for good.
        case deleteUser = "user_delete"
        /// Deactivates users.
        case deactivateUsers = "user_deactivate"
        /// Reactivates users.
        case reactivateUsers = "user_reactivate"
        /// Creates a user, updates what differs, or leaves it.
        case ensureUser = "user_ensure"
        /// Creates users that come with a past.
        case importUsers = "bulk_import"
        /// Logs a user in.
        case login = "session_login"
        /// Logs a user in with a token.
        case loginWithToken = "session_login_with_token"
        /// Logs the user out.
        case logout = "session_logout"
        /// Tells who is logged in.
        case currentSession = "session_current"
        /// Updates the logged-in user.
        case updateCurrentUser = "session_update_user"
        /// Goes the whole way from a profile to a logged-in user.
        case ensureSession = "session_ensure"
        /// Gives the session for another process.
        case exportSession = "session_export"
        /// Goes on with an exported session.
        case restoreSession = "session_restore"
        /// Counts the connected users.
        case countOnlineUsers = "presence_count"
        /// Creates a token.
        case createToken = "token_create"
        /// Lists a user's tokens.
        case listTokens = "token_list"
        /// Gets a token.
        case getToken = "token_get"
        /// Updates what a token tells about its device.
        case updateToken = "token_update"
        /// Deletes a token.
        case deleteToken = "token_delete"
        /// Deletes all tokens of a user.
        case flushTokens = "token_flush"
        /// Creates a role.
        case createRole = "role_create"
        /// Gets a role.
        case getRole = "role_get"
        /// Lists the roles.
        case listRoles = "role_list"
        /// Updates a role.
        case updateRole = "role_update"
        /// Deletes a role.
        case deleteRole = "role_delete"
        /// Lists the permissions that a role can have.
        case listPermissions = "permission_list"
        /// Sets permissions of a role.
        case setPermissions = "permission_set"
        /// Unsets a permission of a role.
        case unsetPermission = "permission_unset"
        /// Restricts features for the users of a role.
        case restrictFeatures = "feature_restrict"
        /// Lists the restricted features of a role.
        case listRestrictedFeatures = "feature_list"
        /// Allows features of a role again.
        case allowFeatures = "feature_allow"
        /// Blocks users.
        case blockUsers = "block_add"
        /// Unblocks users.
        case unblockUsers = "block_remove"
        /// Lists the users with whom somebody has a block.
        case listBlockedUsers = "block_list"
        /// Makes friends.
        case addFriends = "friend_add"
        /// Ends friendships.
        case removeFriends = "friend_remove"
        /// Lists a user's friends.
        case listFriends = "friend_list"
        /// Creates a key.
        case createApiKey = "apikey_create"
        /// Lists the keys.
        case listApiKeys = "apikey_list"
        /// Gets a key.
        case getApiKey = "apikey_get"
        /// Updates a key.
        case updateApiKey = "apikey_update"
        /// Deletes a key.
        case deleteApiKey = "apikey_delete"

        typealias Function = (
            cometchat_client, UnsafePointer<CChar>?,
            UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        ) -> Int32

        var function: Function {
            switch self {
            case .info: cometchat_client_info
            case .createUser: cometchat_user_create
            case .getUser: cometchat_user_get
            case .listUsers: cometchat_user_list
            case .updateUser: cometchat_user_update
            case .deleteUser: cometchat_user_delete
            case .deactivateUsers: cometchat_user_deactivate
            case .reactivateUsers: cometchat_user_reactivate
            case .ensureUser: cometchat_user_ensure
            case .importUsers: cometchat_bulk_import
            case .login: cometchat_session_login
            case .loginWithToken: cometchat_session_login_with_token
            case .logout: cometchat_session_logout
            case .currentSession: cometchat_session_current
            case .updateCurrentUser: cometchat_session_update_user
            case .ensureSession: cometchat_session_ensure
            case .exportSession: cometchat_session_export
            case .restoreSession: cometchat_session_restore
            case .countOnlineUsers: cometchat_presence_count
            case .createToken: cometchat_token_create
            case .listTokens: cometchat_token_list
            case .getToken: cometchat_token_get
            case .updateToken: cometchat_token_update
            case .deleteToken: cometchat_token_delete
            case .flushTokens: cometchat_token_flush
            case .createRole: cometchat_role_create
            case .getRole: cometchat_role_get
            case .listRoles: cometchat_role_list
            case .updateRole: cometchat_role_update
            case .deleteRole: cometchat_role_delete
            case .listPermissions: cometchat_permission_list
            case .setPermissions: cometchat_permission_set
            case .unsetPermission: cometchat_permission_unset
            case .restrictFeatures: cometchat_feature_restrict
            case .listRestrictedFeatures: cometchat_feature_list
            case .allowFeatures: cometchat_feature_allow
            case .blockUsers: cometchat_block_add
            case .unblockUsers: cometchat_block_remove
            case .listBlockedUsers: cometchat_block_list
            case .addFriends: cometchat_friend_add
            case .removeFriends: cometchat_friend_remove
            case .listFriends: cometchat_friend_list
            case .createApiKey: cometchat_apikey_create
            case .listApiKeys: cometchat_apikey_list
            case .getApiKey: cometchat_apikey_get
            case .updateApiKey: cometchat_apikey_update
            case .deleteApiKey: cometchat_apikey_delete
            }
        }
    }
}

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
        /// Lists the active users.
        case listUsers = "user_list"
        /// Updates a user.
        case updateUser = "user_update"
        /// Deletes a user for good.
        case deleteUser = "user_delete"
        /// Deactivates users.
        case deactivateUsers = "user_deactivate"
        /// Reactivates users.
        case reactivateUsers = "user_reactivate"
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
        /// Creates a token.
        case createToken = "token_create"
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
            case .login: cometchat_session_login
            case .loginWithToken: cometchat_session_login_with_token
            case .logout: cometchat_session_logout
            case .currentSession: cometchat_session_current
            case .updateCurrentUser: cometchat_session_update_user
            case .createToken: cometchat_token_create
            case .createRole: cometchat_role_create
            case .getRole: cometchat_role_get
            case .listRoles: cometchat_role_list
            case .updateRole: cometchat_role_update
            case .deleteRole: cometchat_role_delete
            }
        }
    }
}

/* Every operation of the uniform shape, without its prefix. */
#ifndef OPERATIONS_H
#define OPERATIONS_H

#define OPERATIONS(each)           \
    each(client_info)              \
    each(user_create)              \
    each(user_get)                 \
    each(user_list)                \
    each(user_update)              \
    each(user_delete)              \
    each(user_deactivate)          \
    each(user_reactivate)          \
    each(user_ensure)              \
    each(bulk_import)              \
    each(session_login)            \
    each(session_login_with_token) \
    each(session_logout)           \
    each(session_current)          \
    each(session_update_user)      \
    each(session_ensure)           \
    each(session_export)           \
    each(session_restore)          \
    each(presence_count)           \
    each(token_create)             \
    each(token_list)               \
    each(token_get)                \
    each(token_update)             \
    each(token_delete)             \
    each(token_flush)              \
    each(role_create)              \
    each(role_get)                 \
    each(role_list)                \
    each(role_update)              \
    each(role_delete)              \
    each(permission_list)          \
    each(permission_set)           \
    each(permission_unset)         \
    each(feature_restrict)         \
    each(feature_list)             \
    each(feature_allow)            \
    each(block_add)                \
    each(block_remove)             \
    each(block_list)               \
    each(friend_add)               \
    each(friend_remove)            \
    each(friend_list)              \
    each(apikey_create)            \
    each(apikey_list)              \
    each(apikey_get)               \
    each(apikey_update)            \
    each(apikey_delete)

#endif

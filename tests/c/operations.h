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
    each(session_login)            \
    each(session_login_with_token) \
    each(session_logout)           \
    each(session_current)          \
    each(session_update_user)      \
    each(token_create)             \
    each(role_create)              \
    each(role_get)                 \
    each(role_list)                \
    each(role_update)              \
    each(role_delete)

#endif

/*
 * The tour goes on: what an app has besides users, sessions and roles.
 */
#include "tour.h"

static void create_bob(void)
{
    EXPECT(OK, user_create, client, "{\"uid\":\"bob\",\"name\":\"Bob\"}");
}

/* Whether the outcome of an item says that it is as was asked. */
static int succeeded(const char *item)
{
    return is(member(member(member(answer, "outcomes"), item), "success"), "true");
}

/* Whether a list of users in `answer` has this one. */
static int lists(const char *uid)
{
    char quoted[64];
    snprintf(quoted, sizeof quoted, "\"uid\":\"%s\"", uid);
    return strstr(member(answer, "users"), quoted) != NULL;
}

/* -- Clients -- */

static void a_client_has_as_many_numbers_as_are_asked_for(void)
{
    cometchat_client shared = 0;
    CHECK(cometchat_client_share(client, &shared) == COMETCHAT_STATUS_OK);
    CHECK(shared != 0 && shared != client);
    create_ada();
    EXPECT(OK, session_login, shared, "{\"uid\":\"ada\"}");
    EXPECT(OK, session_current, client, NULL);
    CHECK(cometchat_client_cancel(shared) == COMETCHAT_STATUS_OK);
    EXPECT(OK, session_current, shared, NULL);
    CHECK(cometchat_client_close(shared) == COMETCHAT_STATUS_OK);
    CHECK(cometchat_client_cancel(shared) == COMETCHAT_STATUS_INVALID_HANDLE);
    EXPECT(OK, session_current, client, NULL);
    CHECK(cometchat_client_share(shared, &shared) == COMETCHAT_STATUS_INVALID_HANDLE);
    CHECK(shared == 0);
    CHECK(cometchat_client_share(client, NULL) == COMETCHAT_STATUS_INVALID_ARGUMENT);
}

/* -- Users and sessions -- */

static void a_user_is_made_to_be_as_wanted(void)
{
    EXPECT(OK, user_ensure, client, "{\"uid\":\"ada\",\"name\":\"Ada\"}");
    MEMBER("outcome", "\"created\"");
    EXPECT(OK, user_ensure, client, "{\"uid\":\"ada\",\"name\":\"Ada L.\"}");
    MEMBER("outcome", "\"updated\"");
    MEMBER("changed", "[\"name\"]");
    CHECK(is(member(member(answer, "user"), "name"), "\"Ada L.\""));
    EXPECT(OK, user_ensure, client, "{\"uid\":\"ada\",\"name\":\"Ada L.\"}");
    MEMBER("outcome", "\"unchanged\"");
}

static void users_are_imported_with_their_past(void)
{
    create_bob();
    EXPECT(OK, bulk_import, client,
           "{\"users\":[{\"uid\":\"ada\",\"name\":\"Ada\",\"createdAt\":1600000000},"
           "{\"uid\":\"bob\",\"name\":\"Another\"}]}");
    CHECK(succeeded("ada"));
    CHECK(!succeeded("bob"));
    EXPECT(OK, user_get, client, "{\"uid\":\"ada\"}");
    MEMBER("createdAt", "1600000000");
}

static void a_session_is_ensured_exported_and_restored(void)
{
    char kept[1024];
    EXPECT(NOT_LOGGED_IN, session_export, client, NULL);
    EXPECT(OK, session_ensure, client, "{\"uid\":\"ada\",\"name\":\"Ada\"}");
    MEMBER("steps", "[\"created\",\"loggedIn\"]");
    EXPECT(OK, session_export, client, NULL);
    MEMBER("version", "1");
    MEMBER("uid", "\"ada\"");
    CHECK(strlen(answer) < sizeof kept);
    strcpy(kept, answer);
    create_bob();
    EXPECT(OK, session_login, client, "{\"uid\":\"bob\"}");
    EXPECT(OK, session_restore, client, kept);
    MEMBER("uid", "\"ada\"");
    EXPECT(OK, session_logout, client, NULL);
    EXPECT(UNAUTHENTICATED, session_restore, client, kept);
}

static void who_is_connected_is_counted(void)
{
    EXPECT(NOT_LOGGED_IN, presence_count, client, NULL);
    create_ada();
    EXPECT(OK, session_login, client, "{\"uid\":\"ada\"}");
    EXPECT(OK, presence_count, client, NULL);
    CHECK(member(answer, "onlineUsersCount") != NULL);
}

/* -- Tokens and keys -- */

static void a_token_is_listed_updated_and_deleted(void)
{
    char token[300], request[400];
    create_ada();
    EXPECT(OK, token_create, client, "{\"uid\":\"ada\",\"platform\":\"ios\"}");
    text_of("authToken", token, sizeof token);
    EXPECT(OK, token_list, client, "{\"uid\":\"ada\"}");
    CHECK(strstr(answer, token) != NULL);
    snprintf(request, sizeof request, "{\"uid\":\"ada\",\"authToken\":\"%s\"}", token);
    EXPECT(OK, token_get, client, request);
    MEMBER("platform", "\"ios\"");
    EXPECT(OK, token_delete, client, request);
    EXPECT(NOT_FOUND, token_get, client, request);
    EXPECT(OK, token_create, client, "{\"uid\":\"ada\"}");
    text_of("authToken", token, sizeof token);
    snprintf(request, sizeof request,
             "{\"uid\":\"ada\",\"authToken\":\"%s\",\"platform\":\"web\"}", token);
    EXPECT(OK, token_update, client, request);
    MEMBER("platform", "\"web\"");
    EXPECT(OK, token_flush, client, "{\"uid\":\"ada\"}");
    EXPECT(OK, token_list, client, "{\"uid\":\"ada\"}");
    MEMBER("tokens", "[]");
}

static void a_key_lives_from_create_to_delete(void)
{
    char key[64], request[200];
    EXPECT(OK, apikey_create, client, "{\"name\":\"robot\"}");
    MEMBER("scope", "\"authOnly\"");
    text_of("apiKey", key, sizeof key);
    EXPECT(OK, apikey_list, client, "{\"searchKey\":\"rob\"}");
    CHECK(strstr(answer, key) != NULL);
    snprintf(request, sizeof request, "{\"apiKey\":\"%s\",\"name\":\"R2\"}", key);
    EXPECT(OK, apikey_update, client, request);
    MEMBER("name", "\"R2\"");
    EXPECT(OK, apikey_get, client, request);
    MEMBER("name", "\"R2\"");
    EXPECT(OK, apikey_delete, client, request);
    EXPECT(NOT_FOUND, apikey_get, client, request);
}

/* -- What a role may do -- */

static void a_permission_is_listed_set_and_unset(void)
{
    EXPECT(OK, permission_list, client, "{\"role\":\"default\"}");
    CHECK(strstr(answer, "\"listUsers\"") != NULL);
    EXPECT(OK, permission_set, client,
           "{\"role\":\"default\",\"permissions\":{\"listUsers\":\"deny\"}}");
    CHECK(succeeded("listUsers"));
    MEMBER("permissions", "{\"listUsers\":\"deny\"}");
    EXPECT(OK, permission_unset, client, "{\"role\":\"default\",\"permission\":\"listUsers\"}");
    MEMBER("permissions", "{}");
}

static void a_feature_is_restricted_listed_and_allowed(void)
{
    EXPECT(OK, feature_restrict, client, "{\"role\":\"default\",\"features\":[\"u.logout\"]}");
    CHECK(succeeded("u.logout"));
    EXPECT(OK, feature_list, client, "{\"role\":\"default\"}");
    CHECK(strstr(answer, "\"u.logout\"") != NULL);
    EXPECT(OK, feature_allow, client, "{\"role\":\"default\",\"allowAll\":true}");
    EXPECT(OK, feature_list, client, "{\"role\":\"default\"}");
    MEMBER("features", "[]");
}

/* -- Blocks and friends -- */

static void a_block_is_added_listed_and_removed(void)
{
    create_ada();
    create_bob();
    EXPECT(OK, block_add, client, "{\"uid\":\"ada\",\"uids\":[\"bob\",\"nobody\"]}");
    CHECK(succeeded("bob"));
    CHECK(!succeeded("nobody"));
    EXPECT(OK, block_list, client, "{\"uid\":\"ada\"}");
    CHECK(lists("bob"));
    EXPECT(OK, user_get, client, "{\"uid\":\"ada\",\"onBehalfOf\":\"bob\"}");
    MEMBER("hasBlockedMe", "true");
    EXPECT(OK, block_remove, client, "{\"uid\":\"ada\",\"uids\":[\"bob\"]}");
    EXPECT(OK, block_list, client, "{\"uid\":\"ada\"}");
    MEMBER("users", "[]");
}

static void a_friendship_goes_both_ways(void)
{
    create_ada();
    create_bob();
    EXPECT(OK, friend_add, client, "{\"uid\":\"ada\",\"uids\":[\"bob\"]}");
    CHECK(succeeded("bob"));
    EXPECT(OK, friend_list, client, "{\"uid\":\"bob\"}");
    CHECK(lists("ada"));
    EXPECT(OK, friend_remove, client, "{\"uid\":\"bob\",\"uids\":[\"ada\"]}");
    EXPECT(OK, friend_list, client, "{\"uid\":\"ada\"}");
    MEMBER("users", "[]");
}

int main(void)
{
    TEST_WITH_CLIENT(a_client_has_as_many_numbers_as_are_asked_for);
    TEST_WITH_CLIENT(a_user_is_made_to_be_as_wanted);
    TEST_WITH_CLIENT(users_are_imported_with_their_past);
    TEST_WITH_CLIENT(a_session_is_ensured_exported_and_restored);
    TEST_WITH_CLIENT(who_is_connected_is_counted);
    TEST_WITH_CLIENT(a_token_is_listed_updated_and_deleted);
    TEST_WITH_CLIENT(a_key_lives_from_create_to_delete);
    TEST_WITH_CLIENT(a_permission_is_listed_set_and_unset);
    TEST_WITH_CLIENT(a_feature_is_restricted_listed_and_allowed);
    TEST_WITH_CLIENT(a_block_is_added_listed_and_removed);
    TEST_WITH_CLIENT(a_friendship_goes_both_ways);
    release_answer();
    return EXIT_SUCCESS;
}

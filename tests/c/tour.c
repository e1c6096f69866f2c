/*
 * Calls every function of the header, together with tour_app.c, and checks what it answers.
 *
 *     tour FOLDER
 */
#include <stdint.h>
#include <time.h>

#include "tour.h"

static const char *folder;

/* -- The library -- */

static void the_version_is_three_numbers(void)
{
    int major, minor, patch;
    char rest;
    CHECK(sscanf(cometchat_version(), "%d.%d.%d%c", &major, &minor, &patch, &rest) == 3);
}

static void the_library_serves_programs_of_this_header(void)
{
    CHECK(cometchat_abi_version() >= COMETCHAT_ABI_VERSION);
}

static void every_status_has_its_name(void)
{
    static const char *const names[] = {
        "ok", "invalid_argument", "invalid_json", "invalid_handle", "validation",
        "unauthenticated", "permission_denied", "not_logged_in", "not_found", "already_exists",
        "conflict", "quota_exceeded", "rate_limited", "timeout", "network", "service", "storage",
        "unsupported", "internal", "cancelled"};
    int32_t status;
    for (status = COMETCHAT_STATUS_OK; status <= COMETCHAT_STATUS_CANCELLED; status++)
        CHECK(strcmp(cometchat_status_name(status), names[status]) == 0);
    CHECK(strcmp(cometchat_status_name(-1), "unknown") == 0);
    CHECK(strcmp(cometchat_status_name(COMETCHAT_STATUS_CANCELLED + 1), "unknown") == 0);
    CHECK(strcmp(cometchat_status_name(INT32_MIN), "unknown") == 0);
    CHECK(strcmp(cometchat_status_name(INT32_MAX), "unknown") == 0);
}

/* What the logger below was told. */
struct lines {
    int count;
    int32_t level;
    char last[400];
};

static void remember_line(int32_t level, const char *message, void *context)
{
    struct lines *lines = (struct lines *)context;
    lines->count++;
    lines->level = level;
    snprintf(lines->last, sizeof lines->last, "%s", message);
}

static void a_logger_is_told_what_was_ignored(void)
{
    struct lines lines = {0, 0, ""};
    CHECK(cometchat_set_logger(COMETCHAT_LOG_LEVEL_WARN, remember_line, &lines) ==
          COMETCHAT_STATUS_OK);
    create_ada();
    EXPECT(OK, session_login, client, "{\"uid\":\"ada\"}");
    CHECK(lines.count == 0);
    EXPECT(OK, session_update_user, client, "{\"role\":\"admin\"}");
    MEMBER("role", "\"default\"");
    CHECK(lines.count == 1);
    CHECK(lines.level == COMETCHAT_LOG_LEVEL_WARN);
    CHECK(strstr(lines.last, "role") != NULL);
    CHECK(strchr(lines.last, '\n') == NULL);

    CHECK(cometchat_set_logger(COMETCHAT_LOG_LEVEL_ERROR, remember_line, &lines) ==
          COMETCHAT_STATUS_OK);
    EXPECT(OK, session_update_user, client, "{\"role\":\"admin\"}");
    CHECK(lines.count == 1);

    CHECK(cometchat_set_logger(99, remember_line, &lines) == COMETCHAT_STATUS_INVALID_ARGUMENT);
    CHECK(cometchat_set_logger(COMETCHAT_LOG_LEVEL_OFF, NULL, NULL) == COMETCHAT_STATUS_OK);
    EXPECT(OK, session_update_user, client, "{\"role\":\"admin\"}");
    CHECK(lines.count == 1);
}

/* -- Clients -- */

static void a_client_tells_what_it_is(void)
{
    static const char *const limits[] = {
        "uidCharacters", "nameCharacters", "urlCharacters", "metadataBytes", "metadataDepth",
        "tags", "tagCharacters", "bodyBytes", "uidsPerCall", "perPage", "tokensPerUser", "roles",
        "roleCharacters", "roleDescriptionCharacters"};
    size_t i;
    char version[64];
    char *opened = NULL;
    cometchat_client other = 0;
    CHECK(cometchat_client_open("{\"url\":\"memory:\",\"appId\":\"app-1\",\"region\":\"eu\","
                                "\"timeoutMs\":1500,\"authKey\":\"not-needed\"}",
                                &other, &opened) == COMETCHAT_STATUS_OK);
    CHECK(other != 0 && other != client);
    EXPECT(OK, client_info, other, NULL);
    CHECK(strcmp(answer, opened) == 0);
    cometchat_string_free(opened);
    MEMBER("backend", "\"memory\"");
    MEMBER("appId", "\"app-1\"");
    MEMBER("region", "\"eu\"");
    MEMBER("timeoutMs", "1500");
    CHECK(member(answer, "abiVersion") != NULL);
    CHECK((uint32_t)atoi(member(answer, "abiVersion")) == cometchat_abi_version());
    CHECK(strcmp(text_of("version", version, sizeof version), cometchat_version()) == 0);
    for (i = 0; i < sizeof limits / sizeof limits[0]; i++)
        CHECK(atoi(member(member(answer, "limits"), limits[i])) > 0);
    CHECK(strstr(answer, "not needed") == NULL);

    EXPECT(OK, client_info, client, NULL);
    MEMBER("appId", "\"local\"");
    MEMBER("region", "\"us\"");
    MEMBER("timeoutMs", "30000");
    CHECK(cometchat_client_close(other) == COMETCHAT_STATUS_OK);
    CHECK(cometchat_client_close(other) == COMETCHAT_STATUS_INVALID_HANDLE);
}

static void a_file_keeps_users_and_tokens(void)
{
    char config[1024], request[400], token[300];
    snprintf(config, sizeof config, "{\"url\":\"file:%s/tour.db\"}", folder);
    client = open_client(config);
    EXPECT(OK, client_info, client, NULL);
    MEMBER("backend", "\"file\"");
    create_ada();
    EXPECT(OK, token_create, client, "{\"uid\":\"ada\"}");
    snprintf(request, sizeof request, "{\"authToken\":\"%s\"}",
             text_of("authToken", token, sizeof token));
    CHECK(cometchat_client_close(client) == COMETCHAT_STATUS_OK);

    client = open_client(config);
    EXPECT(OK, session_login_with_token, client, request);
    MEMBER("uid", "\"ada\"");
    EXPECT(OK, user_delete, client, "{\"uid\":\"ada\"}");
    CHECK(cometchat_client_close(client) == COMETCHAT_STATUS_OK);
}

/* -- Users -- */

static void a_user_needs_no_more_than_uid_and_name(void)
{
    double now = (double)time(NULL);
    EXPECT(OK, user_create, client, "{\"uid\":\"Ada\",\"name\":\" Ada \",\"status\":\"online\"}");
    MEMBER("uid", "\"ada\"");
    MEMBER("name", "\"Ada\"");
    MEMBER("role", "\"default\"");
    MEMBER("status", "\"offline\"");
    MEMBER("hasBlockedMe", "false");
    MEMBER("blockedByMe", "false");
    MEMBER("deactivatedAt", "0");
    CHECK(member(answer, "createdAt") != NULL);
    CHECK(atof(member(answer, "createdAt")) >= now);
    CHECK(atof(member(answer, "createdAt")) <= now + 60);
    CHECK(member(answer, "avatar") == NULL);
    CHECK(member(answer, "authToken") == NULL);
    EXPECT(ALREADY_EXISTS, user_create, client, "{\"uid\":\"ADA\",\"name\":\"Another\"}");
    EXPECT(VALIDATION, user_create, client, "{\"uid\":\"white space\"}");
    CHECK(member(member(answer, "details"), "uid") != NULL);
    CHECK(member(member(answer, "details"), "name") != NULL);
}

static void a_user_keeps_every_member_that_it_is_given(void)
{
    EXPECT(OK, role_create, client, "{\"role\":\"admin\",\"name\":\"Admin\"}");
    EXPECT(OK, user_create, client,
           "{\"uid\":\"grace\",\"name\":\"Grace\",\"avatar\":\"https://example.com/a.png\","
           "\"link\":\"https://example.com/grace\",\"role\":\"admin\",\"statusMessage\":\"Hi\","
           "\"metadata\":{\"custom\":\"data\"},\"tags\":[\"tag1\",\"tag2\"],"
           "\"withAuthToken\":true}");
    CHECK(strncmp(member(answer, "authToken"), "\"grace_", 7) == 0);
    EXPECT(OK, user_get, client, "{\"uid\":\"GRACE\"}");
    MEMBER("uid", "\"grace\"");
    MEMBER("name", "\"Grace\"");
    MEMBER("avatar", "\"https://example.com/a.png\"");
    MEMBER("link", "\"https://example.com/grace\"");
    MEMBER("role", "\"admin\"");
    MEMBER("statusMessage", "\"Hi\"");
    MEMBER("metadata", "{\"custom\":\"data\"}");
    MEMBER("tags", "[\"tag1\",\"tag2\"]");
    CHECK(member(answer, "authToken") == NULL);
    EXPECT(NOT_FOUND, user_get, client, "{\"uid\":\"nobody\"}");
    MEMBER("code", "\"ERR_UID_NOT_FOUND\"");
}

static void a_list_is_paged_and_newest_first(void)
{
    const char *pagination;
    create_ada();
    EXPECT(OK, user_create, client, "{\"uid\":\"bob\",\"name\":\"Bob\",\"tags\":[\"vip\"]}");
    EXPECT(OK, user_list, client, NULL);
    CHECK(strstr(answer, "\"bob\"") != NULL);
    CHECK(strstr(answer, "\"bob\"") < strstr(answer, "\"ada\""));
    CHECK(strstr(answer, "\"vip\"") == NULL);
    EXPECT(OK, user_list, client, "{\"perPage\":1,\"page\":1,\"withTags\":true}");
    CHECK(strstr(answer, "\"vip\"") != NULL);
    CHECK(strstr(answer, "\"ada\"") == NULL);
    pagination = member(answer, "pagination");
    CHECK(is(member(pagination, "total"), "2"));
    CHECK(is(member(pagination, "count"), "1"));
    CHECK(is(member(pagination, "per_page"), "1"));
    CHECK(is(member(pagination, "current_page"), "1"));
    CHECK(is(member(pagination, "total_pages"), "2"));
    EXPECT(OK, user_list, client, "{\"page\":9}");
    MEMBER("users", "[]");
}

static void an_update_changes_what_it_names(void)
{
    EXPECT(OK, user_create, client,
           "{\"uid\":\"ada\",\"name\":\"Ada\",\"avatar\":\"https://example.com/a.png\","
           "\"link\":\"https://example.com/ada\",\"tags\":[\"vip\"]}");
    EXPECT(OK, user_update, client,
           "{\"uid\":\"ada\",\"name\":\"Ada Lovelace\",\"link\":null,\"unset\":[\"avatar\"]}");
    MEMBER("name", "\"Ada Lovelace\"");
    MEMBER("tags", "[\"vip\"]");
    CHECK(member(answer, "avatar") == NULL);
    CHECK(member(answer, "link") == NULL);
    CHECK(member(answer, "updatedAt") != NULL);
    EXPECT(NOT_FOUND, user_update, client, "{\"uid\":\"nobody\",\"name\":\"Nobody\"}");
}

static void a_deleted_user_is_gone_and_its_uid_free(void)
{
    create_ada();
    EXPECT(OK, user_delete, client, "{\"uid\":\"ada\"}");
    MEMBER("success", "true");
    EXPECT(NOT_FOUND, user_get, client, "{\"uid\":\"ada\"}");
    EXPECT(NOT_FOUND, user_delete, client, "{\"uid\":\"ada\"}");
    create_ada();
}

static void a_deactivated_user_is_hidden_until_reactivated(void)
{
    create_ada();
    EXPECT(OK, user_deactivate, client, "{\"uids\":[\"ada\",\"nobody\"]}");
    CHECK(is(member(member(answer, "outcomes"), "ada"), "\"deactivated\""));
    CHECK(is(member(member(answer, "outcomes"), "nobody"), "\"notFound\""));
    EXPECT(OK, user_deactivate, client, "{\"uids\":[\"ada\"]}");
    CHECK(is(member(member(answer, "outcomes"), "ada"), "\"alreadyDeactivated\""));
    EXPECT(NOT_FOUND, user_get, client, "{\"uid\":\"ada\"}");
    EXPECT(NOT_FOUND, session_login, client, "{\"uid\":\"ada\"}");
    EXPECT(ALREADY_EXISTS, user_create, client, "{\"uid\":\"ada\",\"name\":\"Ada\"}");
    EXPECT(OK, user_reactivate, client, "{\"uids\":[\"ada\"]}");
    CHECK(is(member(member(answer, "outcomes"), "ada"), "\"reactivated\""));
    EXPECT(OK, user_reactivate, client, "{\"uids\":[\"ada\"]}");
    CHECK(is(member(member(answer, "outcomes"), "ada"), "\"nonDeactivated\""));
    EXPECT(OK, user_get, client, "{\"uid\":\"ada\"}");
    MEMBER("deactivatedAt", "0");
}

/* -- Sessions and tokens -- */

static void a_session_begins_with_a_login_and_ends_with_a_logout(void)
{
    char token[300], again[300], request[400];
    create_ada();
    EXPECT(NOT_LOGGED_IN, session_current, client, NULL);
    EXPECT(NOT_FOUND, session_login, client, "{\"uid\":\"nobody\"}");
    EXPECT(OK, session_login, client, "{\"uid\":\"ada\"}");
    MEMBER("status", "\"online\"");
    MEMBER("wsChannel", "{\"identity\":\"[local]ada\"}");
    CHECK(member(answer, "lastActiveAt") != NULL);
    CHECK(*member(answer, "settings") == '{');
    CHECK(*member(answer, "jwt") == '"');
    text_of("authToken", token, sizeof token);
    EXPECT(OK, session_current, client, NULL);
    CHECK(strcmp(text_of("authToken", again, sizeof again), token) == 0);
    EXPECT(OK, session_logout, client, NULL);
    MEMBER("success", "true");
    EXPECT(NOT_LOGGED_IN, session_logout, client, NULL);
    EXPECT(NOT_LOGGED_IN, session_update_user, client, "{\"name\":\"Ada\"}");
    snprintf(request, sizeof request, "{\"authToken\":\"%s\"}", token);
    EXPECT(UNAUTHENTICATED, session_login_with_token, client, request);
    CHECK(strstr(answer, token) == NULL);
}

static void a_logged_in_user_updates_no_one_else(void)
{
    create_ada();
    EXPECT(OK, user_create, client, "{\"uid\":\"bob\",\"name\":\"Bob\"}");
    EXPECT(OK, session_login, client, "{\"uid\":\"ada\"}");
    EXPECT(OK, session_update_user, client, "{\"uid\":\"bob\",\"name\":\"Ada Lovelace\"}");
    MEMBER("uid", "\"ada\"");
    MEMBER("name", "\"Ada Lovelace\"");
    CHECK(member(answer, "authToken") != NULL);
    EXPECT(OK, user_get, client, "{\"uid\":\"bob\"}");
    MEMBER("name", "\"Bob\"");
}

static void a_token_logs_its_user_in(void)
{
    char token[300], request[400];
    create_ada();
    EXPECT(NOT_FOUND, token_create, client, "{\"uid\":\"nobody\"}");
    EXPECT(OK, token_create, client, "{\"uid\":\"ada\"}");
    MEMBER("uid", "\"ada\"");
    CHECK(member(answer, "createdAt") != NULL);
    text_of("authToken", token, sizeof token);
    CHECK(strncmp(token, "ada_", 4) == 0);
    CHECK(strlen(token) == 4 + 40);
    snprintf(request, sizeof request, "{\"authToken\":\"%s\"}", token);
    EXPECT(OK, session_login_with_token, client, request);
    CHECK(strncmp(member(answer, "authToken") + 1, token, strlen(token)) == 0);
}

/* -- Roles -- */

static void a_role_lives_from_create_to_delete(void)
{
    EXPECT(OK, role_create, client,
           "{\"role\":\"Admin\",\"name\":\"Admin\",\"description\":\"May do all\","
           "\"metadata\":{\"rank\":1},\"settings\":{\"listUsers\":\"all\"}}");
    MEMBER("role", "\"admin\"");
    EXPECT(ALREADY_EXISTS, role_create, client, "{\"role\":\"admin\",\"name\":\"Admin\"}");
    EXPECT(OK, role_get, client, "{\"role\":\"ADMIN\"}");
    MEMBER("name", "\"Admin\"");
    MEMBER("description", "\"May do all\"");
    MEMBER("metadata", "{\"rank\":1}");
    MEMBER("settings", "{\"listUsers\":\"all\"}");
    EXPECT(OK, role_update, client,
           "{\"role\":\"admin\",\"name\":\"Chief\",\"unset\":[\"description\"]}");
    MEMBER("name", "\"Chief\"");
    MEMBER("metadata", "{\"rank\":1}");
    CHECK(member(answer, "description") == NULL);
    EXPECT(OK, role_list, client, NULL);
    CHECK(strstr(answer, "\"admin\"") != NULL);
    CHECK(strstr(answer, "\"admin\"") < strstr(answer, "\"default\""));
    CHECK(is(member(member(answer, "pagination"), "total"), "2"));

    EXPECT(OK, user_create, client, "{\"uid\":\"ada\",\"name\":\"Ada\",\"role\":\"admin\"}");
    EXPECT(OK, role_delete, client, "{\"role\":\"admin\"}");
    MEMBER("success", "true");
    EXPECT(OK, user_get, client, "{\"uid\":\"ada\"}");
    MEMBER("role", "\"default\"");
    EXPECT(NOT_FOUND, role_get, client, "{\"role\":\"admin\"}");
    EXPECT(PERMISSION_DENIED, role_delete, client, "{\"role\":\"default\"}");
    EXPECT(VALIDATION, user_create, client, "{\"uid\":\"b\",\"name\":\"B\",\"role\":\"admin\"}");
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: tour FOLDER\n", stderr);
        return 2;
    }
    folder = argv[1];
    TEST(the_version_is_three_numbers);
    TEST(the_library_serves_programs_of_this_header);
    TEST(every_status_has_its_name);
    TEST(a_file_keeps_users_and_tokens);
    TEST_WITH_CLIENT(a_client_tells_what_it_is);
    TEST_WITH_CLIENT(a_logger_is_told_what_was_ignored);
    TEST_WITH_CLIENT(a_user_needs_no_more_than_uid_and_name);
    TEST_WITH_CLIENT(a_user_keeps_every_member_that_it_is_given);
    TEST_WITH_CLIENT(a_list_is_paged_and_newest_first);
    TEST_WITH_CLIENT(an_update_changes_what_it_names);
    TEST_WITH_CLIENT(a_deleted_user_is_gone_and_its_uid_free);
    TEST_WITH_CLIENT(a_deactivated_user_is_hidden_until_reactivated);
    TEST_WITH_CLIENT(a_session_begins_with_a_login_and_ends_with_a_logout);
    TEST_WITH_CLIENT(a_logged_in_user_updates_no_one_else);
    TEST_WITH_CLIENT(a_token_logs_its_user_in);
    TEST_WITH_CLIENT(a_role_lives_from_create_to_delete);
    release_answer();
    return EXIT_SUCCESS;
}

/*
 * Pointers, handles and texts that no caller should send: each is answered with an error
 * document, and changes nothing.
 */
#include <limits.h>

#include "refusal.h"

static const char *folder;

/* -- Pointers and handles -- */

static void null_is_an_empty_request_and_a_result_not_wanted(void)
{
    char *document = (char *)1;
    cometchat_client opened;
    cometchat_string_free(NULL);
    CHECK(cometchat_client_open(NULL, NULL, NULL) == COMETCHAT_STATUS_INVALID_ARGUMENT);
    CHECK(cometchat_client_open("{\"url\":\"memory:\"}", NULL, &document) ==
          COMETCHAT_STATUS_INVALID_ARGUMENT);
    check_error(__FILE__, __LINE__, COMETCHAT_STATUS_INVALID_ARGUMENT, document);
    cometchat_string_free(document);
    NOT_OPENED(NULL, VALIDATION);
    CHECK(cometchat_client_open("{\"url\":\"memory:\"}", &opened, NULL) == COMETCHAT_STATUS_OK);
    CHECK(cometchat_client_close(opened) == COMETCHAT_STATUS_OK);
    CHECK(cometchat_user_list(client, NULL, NULL) == COMETCHAT_STATUS_OK);
    REFUSED(user_create, NULL, VALIDATION);
    REFUSED(user_deactivate, NULL, VALIDATION);
    REFUSED(role_create, NULL, VALIDATION);
    CHECK(cometchat_set_logger(COMETCHAT_LOG_LEVEL_DEBUG, NULL, NULL) == COMETCHAT_STATUS_OK);
    CHECK(cometchat_set_logger(INT_MIN, NULL, NULL) == COMETCHAT_STATUS_INVALID_ARGUMENT);
}

static void a_made_up_or_closed_client_is_no_client(void)
{
    cometchat_client handles[] = {0, client + 1000000, (cometchat_client)1 << 63, UINT64_MAX,
                                  (cometchat_client)(size_t)&handles, 0};
    size_t i, j;
    handles[COUNT(handles) - 1] = open_client("{\"url\":\"memory:\"}");
    CHECK(cometchat_client_close(handles[COUNT(handles) - 1]) == COMETCHAT_STATUS_OK);
    for (i = 0; i < COUNT(handles); i++) {
        for (j = 0; j < COUNT(operations); j++) {
            expect(__FILE__, __LINE__, COMETCHAT_STATUS_INVALID_HANDLE, operations[j].call,
                   handles[i], "{\"uid\":\"ada\",\"name\":\"Ada\"}");
            CHECK(operations[j].call(handles[i], NULL, NULL) == COMETCHAT_STATUS_INVALID_HANDLE);
        }
        CHECK(cometchat_client_close(handles[i]) == COMETCHAT_STATUS_INVALID_HANDLE);
    }
    EXPECT(OK, session_current, client, NULL);
}

/* -- Text -- */

static void a_request_that_is_not_utf8_is_no_argument(void)
{
    static const char *const texts[] = {
        "\xff", "\x80", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82",
        "{\"uid\":\"\xe9t\xe9\"}", "{\"\xff\":1}", "{\"uid\":\"ada\"}\xfe"};
    size_t i;
    for (i = 0; i < COUNT(texts); i++) {
        REFUSED_BY_ALL(texts[i], INVALID_ARGUMENT);
        NOT_OPENED(texts[i], INVALID_ARGUMENT);
    }
}

static void a_request_that_is_no_json_object_is_refused(void)
{
    static const char *const texts[] = {
        "", " ", "{", "}", "[]", "[{}]", "null", "true", "1", "\"ada\"", "{} {}", "{},", "{}x",
        "x{}", "\xef\xbb\xbf{}", "// no comment\n{}", "{/**/}", "{'uid':'ada'}", "{uid:1}",
        "{\"uid\"}", "{\"uid\":}", "{\"uid\" 1}", "{\"uid\":1,}", "{,}", "{1:1}", "{\"uid\":01}",
        "{\"uid\":.5}", "{\"uid\":1.}", "{\"uid\":+1}", "{\"uid\":-}", "{\"uid\":1e}",
        "{\"uid\":NaN}", "{\"uid\":Infinity}", "{\"uid\":tru}", "{\"uid\":True}",
        "{\"uid\":undefined}", "{\"uid\":\"ada}", "{\"uid\":\"\\x\"}", "{\"uid\":\"\\u12\"}",
        "{\"uid\":\"\n\"}", "{\"uid\":\"\x01\"}", "{\"uid\":\"\\", "{\"uid\":[1}", "{\"uid\":[1,]}",
        "{\"uid\":{]}", "{\"uid\":\"ada\"", "{\"uid\":\"ada\" \"name\":\"Ada\"}"};
    size_t i;
    for (i = 0; i < COUNT(texts); i++) {
        REFUSED_BY_ALL(texts[i], INVALID_JSON);
        NOT_OPENED(texts[i], INVALID_JSON);
    }
}

static void half_a_surrogate_pair_is_no_text(void)
{
    static const char *const halves[] = {"\\ud800", "\\udc00", "\\udc00\\ud800", "\\ud800\\ud800",
                                         "\\ud83dx"};
    size_t i;
    for (i = 0; i < COUNT(halves); i++) {
        REFUSED_WITH(user_create, "{\"uid\":\"@\",\"name\":\"Ada\"}", halves[i], INVALID_JSON);
        REFUSED_WITH(user_create, "{\"uid\":\"ada\",\"name\":\"@\"}", halves[i], INVALID_JSON);
        REFUSED_WITH(user_create, "{\"uid\":\"ada\",\"name\":\"Ada\",\"metadata\":{\"@\":1}}",
                     halves[i], VALIDATION);
        REFUSED_WITH(user_update, "{\"uid\":\"canary\",\"tags\":[\"@\"]}", halves[i], INVALID_JSON);
    }
}

static void a_nul_inside_a_text_is_no_end_of_it(void)
{
    REFUSED(user_create, "{\"uid\":\"ada\\u0000\",\"name\":\"Ada\"}", VALIDATION);
    REFUSED(user_get, "{\"uid\":\"canary\\u0000\"}", NOT_FOUND);
    REFUSED(user_delete, "{\"uid\":\"canary\\u0000x\"}", NOT_FOUND);
    NOT_OPENED("{\"url\":\"file:a\\u0000b\"}", VALIDATION);
}

/* -- Depth -- */

static void no_depth_overflows_the_stack(void)
{
    static const char *const patterns[] = {
        "{\"uid\":\"ada\",\"name\":\"Ada\",\"metadata\":@}",
        "{\"uid\":\"ada\",\"name\":\"Ada\",\"metadata\":{\"a\":@}}",
        "{\"uid\":@,\"name\":\"Ada\"}",
        "{\"uid\":\"ada\",\"name\":\"Ada\",\"tags\":@}",
        "{\"uid\":\"ada\",\"name\":\"Ada\",\"withAuthToken\":@}",
    };
    char *starts[] = {repeat("[", 100000), repeat("{\"a\":", 100000)};
    char *ends[] = {repeat("]", 100000), repeat("}", 100000)};
    size_t i, j;
    for (i = 0; i < COUNT(starts); i++) {
        char *nested = (char *)malloc(strlen(starts[i]) + strlen(ends[i]) + 2);
        CHECK(nested != NULL);
        sprintf(nested, "%s%s%s", starts[i], i == 0 ? "" : "1", ends[i]);
        REFUSED_BY_ALL(starts[i], INVALID_JSON);
        for (j = 0; j < COUNT(patterns); j++) {
            REFUSED_WITH(user_create, patterns[j], starts[i], INVALID_JSON);
            REFUSED_EITHER_WAY(user_create, patterns[j], nested);
        }
        if (i == 0)
            REFUSED_WITH(user_update, "{\"uid\":\"canary\",\"metadata\":\"@\"}", nested,
                         VALIDATION);
        REFUSED_WITH(user_get, "{\"uid\":\"nobody\",\"unknown\":@}", nested, NOT_FOUND);
        NOT_OPENED_WITH("{\"url\":\"memory:\",\"unknown\":@}", nested, VALIDATION);
        free(nested), free(starts[i]), free(ends[i]);
    }
}

/* -- Secrets -- */

static void no_error_shows_a_key_or_token(void)
{
    static const char *const requests[] = {
        "{\"authToken\":\"canary_5ec2e7\"}",
        "{\"authToken\":[\"canary_5ec2e7\"]}",
        "{\"authToken\":\"canary_5ec2e7\"",
        "{\"authToken\":\"canary_5ec2e7\",}",
        "{\"authToken\":\"canary_5ec2e7\\ud800\"}",
        "{\"authToken\":\"canary_5ec2e7\",\"authToken\":\"canary_5ec2e7\"}",
        "canary_5ec2e7",
        "\"canary_5ec2e7\"",
    };
    static const char *const configs[] = {
        "{\"url\":\"none:\",\"apiKey\":\"5ec2e7\"}",
        "{\"url\":\"memory:\",\"apiKey\":[\"5ec2e7\"]}",
        "{\"url\":\"memory:\",\"authKey\":{\"5ec2e7\":1}}",
        "{\"url\":\"memory:\",\"timeoutMs\":0,\"apiKey\":\"5ec2e7\"}",
        "{\"url\":\"memory:\",\"apiKey\":\"5ec2e7\"",
        "{\"url\":\"https://user:5ec2e7@example.com\"}",
    };
    size_t i;
    for (i = 0; i < COUNT(requests); i++) {
        char *document = NULL;
        CHECK(cometchat_session_login_with_token(client, requests[i], &document) !=
              COMETCHAT_STATUS_OK);
        CHECK(strstr(document, "5ec2e7") == NULL);
        cometchat_string_free(document);
    }
    for (i = 0; i < COUNT(configs); i++) {
        char *document = NULL;
        cometchat_client opened;
        CHECK(cometchat_client_open(configs[i], &opened, &document) != COMETCHAT_STATUS_OK);
        CHECK(strstr(document, "5ec2e7") == NULL);
        cometchat_string_free(document);
    }
}

/* -- Files -- */

static void a_file_that_cannot_be_used_is_left_as_it_was(void)
{
    static const char text[] = "This is no database, and somebody wants to keep it.";
    char path[512], read[sizeof text + 1];
    FILE *file;
    size_t length;
    snprintf(path, sizeof path, "%s/text.db", folder);
    file = fopen(path, "wb");
    CHECK(file != NULL && fwrite(text, 1, sizeof text, file) == sizeof text && fclose(file) == 0);
    NOT_OPENED_WITH("{\"url\":\"file:@\"}", path, STORAGE);
    MEMBER("code", "\"STORAGE_CORRUPT\"");
    file = fopen(path, "rb");
    CHECK(file != NULL);
    length = fread(read, 1, sizeof read, file);
    CHECK(length == sizeof text && memcmp(read, text, length) == 0);
    fclose(file);
    NOT_OPENED_WITH("{\"url\":\"file:@\"}", folder, STORAGE);
    NOT_OPENED("{\"url\":\"file:/no/such/folder/users.db\"}", STORAGE);
    MEMBER("code", "\"STORAGE_CANNOT_OPEN\"");
}

static void a_url_of_another_kind_is_not_opened(void)
{
    static const char *const wrong[] = {"", " ", "file:", "file: ", "memory", "MEMORY:", "memory:x",
                                        "users.db", "none:", "://", "http://", "http://a?b",
                                        "https://user:pass@host", "cometchat://app",
                                        "cometchat://app@mars"};
    size_t i;
    for (i = 0; i < COUNT(wrong); i++)
        NOT_OPENED_WITH("{\"url\":\"@\"}", wrong[i], VALIDATION);
    NOT_OPENED("{\"url\":\"postgres://localhost/users\"}", UNSUPPORTED);
    NOT_OPENED("{\"url\":\"memory:\",\"apikey\":\"a misspelled member\"}", VALIDATION);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: misuse FOLDER\n", stderr);
        return 2;
    }
    folder = argv[1];
    open_with_canary();
    TEST(null_is_an_empty_request_and_a_result_not_wanted);
    TEST(a_made_up_or_closed_client_is_no_client);
    TEST(a_request_that_is_not_utf8_is_no_argument);
    TEST(a_request_that_is_no_json_object_is_refused);
    TEST(half_a_surrogate_pair_is_no_text);
    TEST(a_nul_inside_a_text_is_no_end_of_it);
    TEST(no_depth_overflows_the_stack);
    TEST(no_error_shows_a_key_or_token);
    TEST(a_file_that_cannot_be_used_is_left_as_it_was);
    TEST(a_url_of_another_kind_is_not_opened);
    close_with_canary();
    return EXIT_SUCCESS;
}

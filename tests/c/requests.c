/*
 * Requests that are JSON objects and break a rule: each is answered with an error document,
 * and changes nothing.
 */
#include "refusal.h"

static void a_number_out_of_range_is_refused(void)
{
    static const char *const wrong[] = {"0", "-1", "-0", "1.5", "0.1", "1.0", "1e2", "1e-999",
                                        "1001", "9223372036854775808", "18446744073709551616"};
    char *digits = repeat("9", 400);
    const char *huge[] = {"1e999", "-1e999", digits};
    size_t i;
    for (i = 0; i < COUNT(wrong); i++) {
        REFUSED_WITH(user_list, "{\"perPage\":@}", wrong[i], VALIDATION);
        REFUSED_WITH(role_list, "{\"perPage\":@}", wrong[i], VALIDATION);
    }
    for (i = 0; i < COUNT(huge); i++) {
        REFUSED_EITHER_WAY(user_list, "{\"page\":@}", huge[i]);
        REFUSED_EITHER_WAY(user_create, "{\"uid\":@,\"name\":\"Ada\"}", huge[i]);
        REFUSED_EITHER_WAY(user_update, "{\"uid\":\"canary\",\"tags\":[@]}", huge[i]);
        REFUSED_WITH(user_get, "{\"uid\":\"nobody\",\"unknown\":@}", huge[i], NOT_FOUND);
        REFUSED_WITH(user_update, "{\"uid\":\"canary\",\"metadata\":{\"a\":[@]}}", huge[i],
                     VALIDATION);
    }
    NOT_OPENED("{\"url\":\"memory:\",\"timeoutMs\":0}", VALIDATION);
    NOT_OPENED("{\"url\":\"memory:\",\"timeoutMs\":1.5}", VALIDATION);
    NOT_OPENED("{\"url\":\"memory:\",\"timeoutMs\":3600001}", VALIDATION);
    free(digits);
}

static void ten_megabytes_are_too_long_for_any_text(void)
{
    static const struct {
        operation call;
        const char *pattern;
    } places[] = {
        {cometchat_user_create, "{\"uid\":\"@\",\"name\":\"Ada\"}"},
        {cometchat_user_create, "{\"uid\":\"ada\",\"name\":\"@\"}"},
        {cometchat_user_create, "{\"uid\":\"ada\",\"name\":\"Ada\",\"avatar\":\"https://a.b/@\"}"},
        {cometchat_user_create, "{\"uid\":\"ada\",\"name\":\"Ada\",\"link\":\"https://a.b/@\"}"},
        {cometchat_user_create, "{\"uid\":\"ada\",\"name\":\"Ada\",\"role\":\"@\"}"},
        {cometchat_user_create, "{\"uid\":\"ada\",\"name\":\"Ada\",\"statusMessage\":\"@\"}"},
        {cometchat_user_create, "{\"uid\":\"ada\",\"name\":\"Ada\",\"metadata\":\"@\"}"},
        {cometchat_user_create, "{\"uid\":\"ada\",\"name\":\"Ada\",\"metadata\":{\"a\":\"@\"}}"},
        {cometchat_user_create, "{\"uid\":\"ada\",\"name\":\"Ada\",\"metadata\":{\"@\":1}}"},
        {cometchat_user_create, "{\"uid\":\"ada\",\"name\":\"Ada\",\"tags\":[\"@\"]}"},
        {cometchat_user_update, "{\"uid\":\"canary\",\"unset\":[\"@\"]}"},
        {cometchat_session_update_user, "{\"statusMessage\":\"@\"}"},
        {cometchat_user_deactivate, "{\"uids\":[\"@\"]}"},
        {cometchat_user_reactivate, "{\"uids\":[\"@\"]}"},
        {cometchat_user_list, "{\"page\":\"@\"}"},
        {cometchat_role_create, "{\"role\":\"@\",\"name\":\"Admin\"}"},
        {cometchat_role_create, "{\"role\":\"admin\",\"name\":\"@\"}"},
        {cometchat_role_create, "{\"role\":\"admin\",\"name\":\"Admin\",\"description\":\"@\"}"},
        {cometchat_role_create, "{\"role\":\"admin\",\"name\":\"A\",\"metadata\":{\"a\":\"@\"}}"},
        {cometchat_role_create, "{\"role\":\"admin\",\"name\":\"A\",\"settings\":{\"@\":\"all\"}}"},
    };
    static const char *const configs[] = {"{\"url\":\"@\"}", "{\"url\":\"memory:\",\"@\":1}",
                                          "{\"url\":\"memory:\",\"appId\":\"@\"}",
                                          "{\"url\":\"memory:\",\"region\":\"@\"}"};
    char *long_text = repeat("0123456789", 1 << 20);
    size_t i;
    for (i = 0; i < COUNT(places); i++)
        refused_with(__FILE__, __LINE__, COMETCHAT_STATUS_VALIDATION, places[i].call,
                     places[i].pattern, long_text);
    REFUSED_WITH(user_get, "{\"uid\":\"@\"}", long_text, NOT_FOUND);
    REFUSED_WITH(user_delete, "{\"uid\":\"@\"}", long_text, NOT_FOUND);
    REFUSED_WITH(session_login, "{\"uid\":\"@\"}", long_text, NOT_FOUND);
    REFUSED_WITH(token_create, "{\"uid\":\"@\"}", long_text, NOT_FOUND);
    REFUSED_WITH(role_get, "{\"role\":\"@\"}", long_text, NOT_FOUND);
    REFUSED_WITH(session_login_with_token, "{\"authToken\":\"@\"}", long_text, UNAUTHENTICATED);
    for (i = 0; i < COUNT(configs); i++)
        NOT_OPENED_WITH(configs[i], long_text, VALIDATION);
    free(long_text);
}

static void many_faults_make_no_long_answer(void)
{
    char *texts = repeat("\"white space\",", 100000), *numbers = repeat("1,", 100000);
    char *members = (char *)malloc(16 * 10000 + 1);
    size_t i;
    CHECK(members != NULL);
    REFUSED_WITH(user_deactivate, "{\"uids\":[@\"ada\"]}", texts, VALIDATION);
    REFUSED_WITH(user_reactivate, "{\"uids\":[@1]}", numbers, VALIDATION);
    REFUSED_WITH(user_update, "{\"uid\":\"canary\",\"unset\":[@1]}", texts, VALIDATION);
    REFUSED_WITH(user_update, "{\"uid\":\"canary\",\"tags\":[@1]}", numbers, VALIDATION);
    for (i = 0; i < 10000; i++)
        sprintf(members + i * 16, "\"member%05d\":1,", (int)i);
    NOT_OPENED_WITH("{@\"url\":\"memory:\"}", members, VALIDATION);
    free(texts), free(numbers), free(members);
}

/* -- Types -- */

struct place {
    operation call;
    const char *member, *pattern;
};

/* Each value in each place is a broken rule, and the member is named. */
static void each_refused(const struct place *places, size_t place_count,
                         const char *const *values, size_t value_count)
{
    size_t i, j;
    for (i = 0; i < place_count; i++) {
        for (j = 0; j < value_count; j++) {
            char *request = fill(places[i].pattern, values[j]);
            refused(__FILE__, __LINE__, COMETCHAT_STATUS_VALIDATION, places[i].call, request);
            if (strstr(answer, places[i].member) == NULL)
                fail(__FILE__, __LINE__, request, answer);
            free(request);
        }
    }
}

#define EACH_REFUSED(places, values) each_refused(places, COUNT(places), values, COUNT(values))

static void a_member_that_is_no_text_is_named(void)
{
    static const struct place places[] = {
        {cometchat_user_create, "uid", "{\"uid\":@,\"name\":\"Ada\"}"},
        {cometchat_user_create, "name", "{\"uid\":\"ada\",\"name\":@}"},
        {cometchat_user_create, "avatar", "{\"uid\":\"ada\",\"name\":\"Ada\",\"avatar\":@}"},
        {cometchat_user_create, "link", "{\"uid\":\"ada\",\"name\":\"Ada\",\"link\":@}"},
        {cometchat_user_create, "role", "{\"uid\":\"ada\",\"name\":\"Ada\",\"role\":@}"},
        {cometchat_user_create, "statusMessage",
         "{\"uid\":\"ada\",\"name\":\"Ada\",\"statusMessage\":@}"},
        {cometchat_user_get, "uid", "{\"uid\":@}"},
        {cometchat_user_update, "uid", "{\"uid\":@,\"name\":\"Ada\"}"},
        {cometchat_user_update, "name", "{\"uid\":\"canary\",\"name\":@}"},
        {cometchat_user_update, "avatar", "{\"uid\":\"canary\",\"avatar\":@}"},
        {cometchat_user_update, "link", "{\"uid\":\"canary\",\"link\":@}"},
        {cometchat_user_update, "role", "{\"uid\":\"canary\",\"role\":@}"},
        {cometchat_user_update, "statusMessage", "{\"uid\":\"canary\",\"statusMessage\":@}"},
        {cometchat_user_delete, "uid", "{\"uid\":@}"},
        {cometchat_session_login, "uid", "{\"uid\":@}"},
        {cometchat_session_login_with_token, "authToken", "{\"authToken\":@}"},
        {cometchat_session_update_user, "name", "{\"name\":@}"},
        {cometchat_session_update_user, "avatar", "{\"avatar\":@}"},
        {cometchat_session_update_user, "statusMessage", "{\"statusMessage\":@}"},
        {cometchat_token_create, "uid", "{\"uid\":@}"},
        {cometchat_role_create, "role", "{\"role\":@,\"name\":\"Admin\"}"},
        {cometchat_role_create, "name", "{\"role\":\"admin\",\"name\":@}"},
        {cometchat_role_create, "description",
         "{\"role\":\"admin\",\"name\":\"Admin\",\"description\":@}"},
        {cometchat_role_get, "role", "{\"role\":@}"},
        {cometchat_role_update, "role", "{\"role\":@}"},
        {cometchat_role_update, "name", "{\"role\":\"keeper\",\"name\":@}"},
        {cometchat_role_update, "description", "{\"role\":\"keeper\",\"description\":@}"},
        {cometchat_role_delete, "role", "{\"role\":@}"},
    };
    static const char *const values[] = {"true", "false", "0", "-1", "1.5", "[]",
                                         "[\"ada\"]", "{}", "{\"ada\":1}"};
    static const char *const configs[] = {"{\"url\":@}", "{\"url\":\"memory:\",\"appId\":@}",
                                          "{\"url\":\"memory:\",\"region\":@}",
                                          "{\"url\":\"memory:\",\"apiKey\":@}",
                                          "{\"url\":\"memory:\",\"authKey\":@}"};
    size_t i, j;
    EACH_REFUSED(places, values);
    for (i = 0; i < COUNT(configs); i++)
        for (j = 0; j < COUNT(values); j++)
            NOT_OPENED_WITH(configs[i], values[j], VALIDATION);
}

static void a_required_text_is_neither_null_nor_blank(void)
{
    static const struct place places[] = {
        {cometchat_user_create, "uid", "{\"uid\":@,\"name\":\"Ada\"}"},
        {cometchat_user_create, "name", "{\"uid\":\"ada\",\"name\":@}"},
        {cometchat_user_get, "uid", "{\"uid\":@}"},
        {cometchat_user_update, "uid", "{\"uid\":@,\"name\":\"Ada\"}"},
        {cometchat_user_update, "name", "{\"uid\":\"canary\",\"name\":@}"},
        {cometchat_user_update, "role", "{\"uid\":\"canary\",\"role\":@}"},
        {cometchat_user_delete, "uid", "{\"uid\":@}"},
        {cometchat_user_deactivate, "uids", "{\"uids\":[\"nobody\",@]}"},
        {cometchat_user_reactivate, "uids", "{\"uids\":[@]}"},
        {cometchat_session_login, "uid", "{\"uid\":@}"},
        {cometchat_session_login_with_token, "authToken", "{\"authToken\":@}"},
        {cometchat_session_update_user, "name", "{\"name\":@}"},
        {cometchat_token_create, "uid", "{\"uid\":@}"},
        {cometchat_role_create, "role", "{\"role\":@,\"name\":\"Admin\"}"},
        {cometchat_role_create, "name", "{\"role\":\"admin\",\"name\":@}"},
        {cometchat_role_update, "name", "{\"role\":\"keeper\",\"name\":@}"},
    };
    static const char *const values[] = {"null", "\"\"", "\" \"", "\"\\t\\n\"", "\"\\u00a0\""};
    EACH_REFUSED(places, values);
}

static void a_member_that_is_no_object_is_named(void)
{
    static const struct place places[] = {
        {cometchat_user_create, "metadata", "{\"uid\":\"ada\",\"name\":\"Ada\",\"metadata\":@}"},
        {cometchat_user_update, "metadata", "{\"uid\":\"canary\",\"metadata\":@}"},
        {cometchat_session_update_user, "metadata", "{\"metadata\":@}"},
        {cometchat_role_create, "metadata",
         "{\"role\":\"admin\",\"name\":\"Admin\",\"metadata\":@}"},
        {cometchat_role_create, "settings",
         "{\"role\":\"admin\",\"name\":\"Admin\",\"settings\":@}"},
        {cometchat_role_update, "settings", "{\"role\":\"keeper\",\"settings\":@}"},
    };
    static const char *const values[] = {"true", "0", "1.5", "[]", "[{}]"};
    EACH_REFUSED(places, values);
}

static void a_setting_of_a_role_has_a_known_value(void)
{
    static const struct place places[] = {
        {cometchat_role_create, "listUsers",
         "{\"role\":\"admin\",\"name\":\"Admin\",\"settings\":{\"listUsers\":@}}"},
        {cometchat_role_update, "sendMessagesTo",
         "{\"role\":\"keeper\",\"settings\":{\"sendMessagesTo\":@}}"},
    };
    static const char *const values[] = {"true", "1", "\"\"", "\"nobody\"", "[\"all\"]", "{}"};
    EACH_REFUSED(places, values);
    REFUSED(role_create, "{\"role\":\"admin\",\"name\":\"Admin\",\"settings\":\"all\"}",
            VALIDATION);
}

static void a_list_of_texts_holds_texts(void)
{
    static const struct place places[] = {
        {cometchat_user_create, "tags", "{\"uid\":\"ada\",\"name\":\"Ada\",\"tags\":@}"},
        {cometchat_user_update, "tags", "{\"uid\":\"canary\",\"tags\":@}"},
        {cometchat_user_update, "unset", "{\"uid\":\"canary\",\"unset\":@}"},
        {cometchat_user_deactivate, "uids", "{\"uids\":@}"},
        {cometchat_user_reactivate, "uids", "{\"uids\":@}"},
        {cometchat_session_update_user, "tags", "{\"tags\":@}"},
        {cometchat_role_update, "unset", "{\"role\":\"keeper\",\"unset\":@}"},
    };
    static const char *const values[] = {"true", "1", "\"vip\"", "{}", "{\"0\":\"vip\"}", "[1]",
                                         "[true]", "[[]]", "[{}]", "[\"vip\",1]"};
    EACH_REFUSED(places, values);
}

static void a_switch_is_true_or_false(void)
{
    static const struct place places[] = {
        {cometchat_user_create, "withAuthToken",
         "{\"uid\":\"ada\",\"name\":\"Ada\",\"withAuthToken\":@}"},
        {cometchat_user_list, "withTags", "{\"withTags\":@}"},
    };
    static const char *const values[] = {"1", "0", "\"true\"", "\"no\"", "[]", "{}", "[true]"};
    EACH_REFUSED(places, values);
}

static void a_page_is_a_number(void)
{
    static const struct place places[] = {
        {cometchat_user_list, "page", "{\"page\":@}"},
        {cometchat_user_list, "perPage", "{\"perPage\":@}"},
        {cometchat_role_list, "page", "{\"page\":@}"},
        {cometchat_role_list, "perPage", "{\"perPage\":@}"},
    };
    static const char *const values[] = {"true", "\"one\"", "0", "-1", "1.5", "[1]", "{}"};
    EACH_REFUSED(places, values);
}

/* -- Duplicates -- */

static void a_member_given_twice_is_refused(void)
{
    REFUSED(user_create, "{\"uid\":\"ada\",\"uid\":\"bob\",\"name\":\"Ada\"}", INVALID_JSON);
    REFUSED(user_create, "{\"uid\":\"ada\",\"name\":\"Ada\",\"name\":\"Ada\"}", INVALID_JSON);
    REFUSED(user_delete, "{\"uid\":\"nobody\",\"uid\":\"canary\"}", INVALID_JSON);
    REFUSED(user_update, "{\"uid\":\"canary\",\"tags\":[],\"tags\":[\"b\"]}", INVALID_JSON);
    NOT_OPENED("{\"url\":\"memory:\",\"url\":\"memory:\"}", INVALID_JSON);
}

int main(void)
{
    open_with_canary();
    TEST(a_number_out_of_range_is_refused);
    TEST(ten_megabytes_are_too_long_for_any_text);
    TEST(many_faults_make_no_long_answer);
    TEST(a_member_that_is_no_text_is_named);
    TEST(a_required_text_is_neither_null_nor_blank);
    TEST(a_member_that_is_no_object_is_named);
    TEST(a_setting_of_a_role_has_a_known_value);
    TEST(a_list_of_texts_holds_texts);
    TEST(a_switch_is_true_or_false);
    TEST(a_page_is_a_number);
    TEST(a_member_given_twice_is_refused);
    close_with_canary();
    return EXIT_SUCCESS;
}

/*
 * Checks that a call is refused: it is answered with an error document, and changes nothing.
 */
#ifndef REFUSAL_H
#define REFUSAL_H

#include "check.h"
#include "operations.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define REFUSED(name, request, status) \
    refused(__FILE__, __LINE__, COMETCHAT_STATUS_##status, cometchat_##name, request)

/* Refused with `text` in the place of the @ in `pattern`. */
#define REFUSED_WITH(name, pattern, text, status) \
    refused_with(__FILE__, __LINE__, COMETCHAT_STATUS_##status, cometchat_##name, pattern, text)

/* Refused as a request that breaks a rule, or as JSON that is beyond what is read. */
#define REFUSED_EITHER_WAY(name, pattern, text) \
    refused_either_way(__FILE__, __LINE__, cometchat_##name, pattern, text)

/* Refused by every operation. */
#define REFUSED_BY_ALL(request, status) \
    refused_by_all(__FILE__, __LINE__, COMETCHAT_STATUS_##status, request)

#define NOT_OPENED(config, status) \
    not_opened(__FILE__, __LINE__, COMETCHAT_STATUS_##status, config)

#define NOT_OPENED_WITH(pattern, text, status) \
    not_opened_with(__FILE__, __LINE__, COMETCHAT_STATUS_##status, pattern, text)

static const struct {
    const char *name;
    operation call;
} operations[] = {
#define ROW(name) {#name, cometchat_##name},
    OPERATIONS(ROW)
#undef ROW
};

/* One client for all tests, with a user logged in: what it holds must never change. */
static cometchat_client client;

static const operation reads[] = {cometchat_user_list, cometchat_role_list,
                                  cometchat_session_current};
static char *kept[COUNT(reads)];

/* What an operation reads, but for the jwt: that one is new each time. */
static inline char *read_with(operation call)
{
    char *document = NULL, *jwt;
    CHECK(call(client, "{\"withTags\":true}", &document) == COMETCHAT_STATUS_OK);
    jwt = strstr(document, "\"jwt\":\"");
    if (jwt != NULL)
        memset(jwt + 7, '*', strcspn(jwt + 7, "\""));
    return document;
}

static inline void open_with_canary(void)
{
    size_t i;
    client = open_client("{\"url\":\"memory:\"}");
    EXPECT(OK, role_create, client, "{\"role\":\"keeper\",\"name\":\"Keeper\"}");
    EXPECT(OK, user_create, client,
           "{\"uid\":\"canary\",\"name\":\"Canary\",\"role\":\"keeper\",\"statusMessage\":\"Hi\","
           "\"metadata\":{\"custom\":\"data\"},\"tags\":[\"vip\"]}");
    EXPECT(OK, session_login, client, "{\"uid\":\"canary\"}");
    for (i = 0; i < COUNT(reads); i++)
        kept[i] = read_with(reads[i]);
}

static inline void close_with_canary(void)
{
    size_t i;
    for (i = 0; i < COUNT(reads); i++)
        cometchat_string_free(kept[i]);
    release_answer();
    CHECK(cometchat_client_close(client) == COMETCHAT_STATUS_OK);
}

static inline void refused(const char *file, int line, cometchat_status status, operation call,
                           const char *request)
{
    size_t i;
    expect(file, line, status, call, client, request);
    if (call(client, request, NULL) != status)
        fail(file, line, "without a place for the document, another status than", answer);
    for (i = 0; i < COUNT(reads); i++) {
        char *now = read_with(reads[i]);
        if (strcmp(now, kept[i]) != 0)
            fail(file, line, "a refused call has changed something:", answer);
        cometchat_string_free(now);
    }
}

static inline void refused_by_all(const char *file, int line, cometchat_status status,
                                  const char *request)
{
    size_t i;
    for (i = 0; i < COUNT(operations); i++) {
        if (operations[i].call(client, request, NULL) != status)
            fail(file, line, "not refused by", operations[i].name);
        refused(file, line, status, operations[i].call, request);
    }
}

static inline void not_opened(const char *file, int line, cometchat_status wanted,
                              const char *config)
{
    cometchat_client opened = 12345;
    cometchat_status status;
    cometchat_string_free(answer);
    answer = NULL;
    status = cometchat_client_open(config, &opened, &answer);
    if (status != wanted)
        fail(file, line, "open answers", status == COMETCHAT_STATUS_OK ? "ok" : answer);
    check_error(file, line, status, answer);
    if (opened != 0)
        fail(file, line, "a handle in spite of", answer);
}

/* `count` times `text`, to be freed. */
static inline char *repeat(const char *text, size_t count)
{
    size_t length = strlen(text), i;
    char *all = (char *)malloc(length * count + 1);
    CHECK(all != NULL);
    for (i = 0; i < count; i++)
        memcpy(all + i * length, text, length);
    all[length * count] = '\0';
    return all;
}

/* `pattern` with `text` in the place of its @, to be freed. */
static inline char *fill(const char *pattern, const char *text)
{
    size_t start = strcspn(pattern, "@"), length = strlen(text);
    char *all = (char *)malloc(strlen(pattern) + length);
    CHECK(pattern[start] == '@' && all != NULL);
    memcpy(all, pattern, start);
    memcpy(all + start, text, length);
    strcpy(all + start + length, pattern + start + 1);
    return all;
}

static inline void refused_with(const char *file, int line, cometchat_status status,
                                operation call, const char *pattern, const char *text)
{
    char *request = fill(pattern, text);
    refused(file, line, status, call, request);
    free(request);
}

static inline void refused_either_way(const char *file, int line, operation call,
                                      const char *pattern, const char *text)
{
    char *request = fill(pattern, text);
    cometchat_status status = call(client, request, NULL);
    refused(file, line,
            status == COMETCHAT_STATUS_INVALID_JSON ? status : COMETCHAT_STATUS_VALIDATION, call,
            request);
    free(request);
}

static inline void not_opened_with(const char *file, int line, cometchat_status status,
                                   const char *pattern, const char *text)
{
    char *config = fill(pattern, text);
    not_opened(file, line, status, config);
    free(config);
}

#endif

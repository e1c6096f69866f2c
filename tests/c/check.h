/*
 * What the C tests share: a failed check says where it is and ends the program.
 * It is C99 and C++17, like the header under test.
 */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cometchat_users.h"

typedef cometchat_status (*operation)(cometchat_client client, const char *request, char **out);

/* The sentence of the running test, with underscores for blanks. */
static const char *test_name = "";

/* The document that the last EXPECT got; the next one releases it. */
static char *answer = NULL;

#define CHECK(condition) ((condition) ? (void)0 : fail(__FILE__, __LINE__, #condition, ""))

/* Call an operation and check how it ends; the document is then in `answer`. */
#define EXPECT(status, name, client, request) \
    expect(__FILE__, __LINE__, COMETCHAT_STATUS_##status, cometchat_##name, client, request)

/* Check a member of `answer`, e.g. MEMBER("uid", "\"ada\""). */
#define MEMBER(name, json) check_member(__FILE__, __LINE__, answer, name, json)

/* Run a function named as a sentence about behaviour. */
#define TEST(name)               \
    do {                         \
        test_name = #name;       \
        name();                  \
        print_test("ok", #name); \
    } while (0)

static inline void print_test(const char *result, const char *name)
{
    printf("%s - ", result);
    for (; *name != '\0'; name++)
        putchar(*name == '_' ? ' ' : *name);
    putchar('\n');
    fflush(stdout);
}

static inline void fail(const char *file, int line, const char *what, const char *detail)
{
    print_test("not ok", test_name);
    fprintf(stderr, "%s:%d: %s %.400s\n", file, line, what, detail);
    fflush(stderr);
    _Exit(EXIT_FAILURE);
}

/* The value of a member of the object that starts at `object`, or NULL. Objects inside it
 * are not searched. What the library writes is valid JSON without blanks. */
static inline const char *member(const char *object, const char *name)
{
    size_t length = strlen(name);
    int depth = 0;
    const char *at;
    if (object == NULL)
        return NULL;
    for (at = object; *at != '\0'; at++) {
        if (*at == '"') {
            const char *text = ++at;
            while (*at != '"')
                at += *at == '\\' ? 2 : 1;
            if (depth == 1 && at[1] == ':' && (size_t)(at - text) == length &&
                strncmp(text, name, length) == 0)
                return at + 2;
        } else if (*at == '{' || *at == '[') {
            depth++;
        } else if ((*at == '}' || *at == ']') && --depth == 0) {
            return NULL;
        }
    }
    return NULL;
}

/* Whether the value at `value` is this JSON. */
static inline int is(const char *value, const char *json)
{
    size_t length = strlen(json);
    return value != NULL && strncmp(value, json, length) == 0 &&
           strchr(",}]", value[length]) != NULL;
}

static inline void check_member(const char *file, int line, const char *object, const char *name,
                                const char *json)
{
    if (!is(member(object, name), json)) {
        fprintf(stderr, "the member %s is not %s\n", name, json);
        fail(file, line, "MEMBER", name);
    }
}

/* The promises of the header about every error document; and it does not grow with the request. */
static inline void check_error(const char *file, int line, cometchat_status status,
                               const char *document)
{
    char kind[64];
    const char *code = member(document, "code");
    const char *message = member(document, "message");
    const char *retryable = member(document, "retryable");
    if (document == NULL || document[0] != '{' || strlen(document) >= 32768)
        fail(file, line, "no error document, or a huge one, after", cometchat_status_name(status));
    snprintf(kind, sizeof kind, "\"%s\"", cometchat_status_name(status));
    if (!is(member(document, "kind"), kind))
        fail(file, line, "the kind is not the name of the status:", document);
    if (code == NULL || code[0] != '"' || code[1] == '"')
        fail(file, line, "no code:", document);
    if (message == NULL || message[0] != '"' || message[1] == '"')
        fail(file, line, "no message:", document);
    if (!is(retryable, "true") && !is(retryable, "false"))
        fail(file, line, "retryable is no boolean:", document);
}

static inline void expect(const char *file, int line, cometchat_status wanted, operation call,
                          cometchat_client client, const char *request)
{
    cometchat_status status;
    cometchat_string_free(answer);
    answer = NULL;
    status = call(client, request, &answer);
    if (status != wanted) {
        fprintf(stderr, "%s instead of %s after %.200s\n", cometchat_status_name(status),
                cometchat_status_name(wanted), request == NULL ? "NULL" : request);
        /* A result may hold a token, an error document never does. */
        fail(file, line, "EXPECT", status == COMETCHAT_STATUS_OK ? "" : answer);
    }
    if (status != COMETCHAT_STATUS_OK)
        check_error(file, line, status, answer);
}

static inline cometchat_client open_client(const char *config)
{
    cometchat_client client = 0;
    char *document = NULL;
    cometchat_status status = cometchat_client_open(config, &client, &document);
    if (status != COMETCHAT_STATUS_OK || client == 0)
        fail(__FILE__, __LINE__, "cannot open a client:", document);
    cometchat_string_free(document);
    return client;
}

/* Leave nothing behind that a leak detector would report. */
static inline void release_answer(void)
{
    cometchat_string_free(answer);
    answer = NULL;
}

#endif

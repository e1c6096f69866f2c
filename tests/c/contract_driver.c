/*
 * Answers requests from a pipe, so that one test harness can drive every language.
 *
 *     contract_driver CONFIG
 *
 * Reads lines `<operation> <request>` and writes lines `<status name> <document>`.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cometchat_users.h"
#include "operations.h"

static const struct {
    const char *name;
    cometchat_status (*call)(cometchat_client client, const char *request, char **out);
} operations[] = {
#define ROW(name) {#name, cometchat_##name},
    OPERATIONS(ROW)
#undef ROW
};

static const size_t operation_count = sizeof operations / sizeof operations[0];

/* The next line without its end, to be freed; NULL after the last one. */
static char *read_line(void)
{
    size_t length = 0, room = 256;
    char *line = (char *)malloc(room);
    int c = 0;
    while (line != NULL && (c = getchar()) != EOF && c != '\n') {
        line[length++] = (char)c;
        if (length == room) {
            char *larger = (char *)realloc(line, room *= 2);
            if (larger == NULL)
                free(line);
            line = larger;
        }
    }
    if (line == NULL) {
        fputs("out of memory\n", stderr);
        exit(EXIT_FAILURE);
    }
    if (c == EOF && length == 0) {
        free(line);
        return NULL;
    }
    line[length] = '\0';
    return line;
}

/* Answer one line; 0 if it names no operation. */
static int answer(cometchat_client client, char *line)
{
    char *request = strchr(line, ' ');
    size_t i;
    if (request != NULL)
        *request++ = '\0';
    for (i = 0; i < operation_count; i++) {
        if (strcmp(line, operations[i].name) == 0) {
            char *document = NULL;
            cometchat_status status = operations[i].call(client, request, &document);
            printf("%s %s\n", cometchat_status_name(status), document);
            fflush(stdout);
            cometchat_string_free(document);
            return 1;
        }
    }
    fprintf(stderr, "no such operation: %s\n", line);
    return 0;
}

int main(int argc, char **argv)
{
    cometchat_client client;
    char *document = NULL, *line;
    int known = 1;
    if (argc != 2) {
        fputs("usage: contract_driver CONFIG\n", stderr);
        return 2;
    }
    if (cometchat_client_open(argv[1], &client, &document) != COMETCHAT_STATUS_OK) {
        fprintf(stderr, "%s\n", document);
        cometchat_string_free(document);
        return EXIT_FAILURE;
    }
    cometchat_string_free(document);
    while (known && (line = read_line()) != NULL) {
        known = answer(client, line);
        free(line);
    }
    cometchat_client_close(client);
    return known ? EXIT_SUCCESS : EXIT_FAILURE;
}

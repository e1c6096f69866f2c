/*
 * CometChat's "User Management" page in C, on the embedded engine: no account, no network.
 *
 *     cc example.c $(pkg-config --cflags --libs cometchat-users) -o example
 *     ./example demo.db
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cometchat_users.h>

typedef cometchat_status operation(cometchat_client client, const char *request, char **out);

/* Print a document, but not its secrets: whoever sees a token or a jwt can act as the user. */
static void print_document(const char *document)
{
    static const char *const secrets[] = {"\"authToken\":\"", "\"jwt\":\""};
    while (*document != '\0') {
        size_t i;
        for (i = 0; i < sizeof secrets / sizeof secrets[0]; i++) {
            size_t length = strlen(secrets[i]);
            if (strncmp(document, secrets[i], length) == 0) {
                printf("%s***", secrets[i]);
                document = strchr(document + length, '"');
            }
        }
        putchar(*document++);
    }
    putchar('\n');
}

/* Make one call and show what comes back. Every operation has this shape: JSON goes in, JSON
 * comes out, and what comes out is released whether it is a result or an error. */
static cometchat_status call(cometchat_client client, const char *name, operation *run,
                             const char *request)
{
    char *document;
    cometchat_status status;
    printf("\ncometchat_%s %s\n", name, request == NULL ? "NULL" : request);
    status = run(client, request, &document);
    printf("  %s: ", cometchat_status_name(status));
    print_document(document);
    cometchat_string_free(document);
    return status;
}

#define CALL(name, request) call(client, #name, cometchat_##name, request)

/* Whether a call ended as it should; says so if not. */
static bool is(cometchat_status wanted, cometchat_status status)
{
    if (status != wanted)
        fprintf(stderr, "expected %s, got %s\n", cometchat_status_name(wanted),
                cometchat_status_name(status));
    return status == wanted;
}

static bool ok(cometchat_status status)
{
    return is(COMETCHAT_STATUS_OK, status);
}

/* What the library warns of, e.g. a member that it ignores. */
static void print_log_line(int32_t level, const char *message, void *context)
{
    (void)context;
    printf("  [%s] %s\n", level <= COMETCHAT_LOG_LEVEL_ERROR ? "error" : "warning", message);
}

/* The demo may run again on a file that it was stopped on: nobody to delete is fine. */
static bool clean_up(cometchat_client client)
{
    static const char *const users[] = {"{\"uid\":\"ada\"}", "{\"uid\":\"grace\"}"};
    size_t i;
    for (i = 0; i < sizeof users / sizeof users[0]; i++) {
        cometchat_status status = cometchat_user_delete(client, users[i], NULL);
        if (status != COMETCHAT_STATUS_NOT_FOUND && !ok(status))
            return false;
    }
    return true;
}

static bool create_users(cometchat_client client)
{
    puts("\n== Creating a user ==");
    return ok(CALL(user_create, "{\"uid\":\"ada\",\"name\":\"Ada Lovelace\"}")) &&
           ok(CALL(user_create,
                   "{\"uid\":\"grace\","
                   "\"name\":\"Grace Hopper\","
                   "\"avatar\":\"https://example.com/avatar.png\","
                   "\"link\":\"https://example.com/profile\","
                   "\"statusMessage\":\"Hello World\","
                   "\"metadata\":{\"custom\":\"data\"},"
                   "\"tags\":[\"tag1\",\"tag2\"]}")) &&
           /* A uid is taken once; branch on the status to go on with the user there is. */
           is(COMETCHAT_STATUS_ALREADY_EXISTS,
              CALL(user_create, "{\"uid\":\"ada\",\"name\":\"Another Ada\"}"));
}

static bool update_users(cometchat_client client)
{
    puts("\n== Updating a user ==");
    return ok(CALL(user_update, "{\"uid\":\"ada\",\"name\":\"Ada King\"}")) &&
           /* What is absent stays as it is, null clears. */
           ok(CALL(user_update,
                   "{\"uid\":\"grace\",\"tags\":[\"updated-tag\"],\"statusMessage\":null}"));
}

static bool update_logged_in_user(cometchat_client client)
{
    puts("\n== Updating the logged-in user ==");
    return ok(CALL(session_login, "{\"uid\":\"ada\"}")) &&
           /* Nobody changes their own role: the library ignores it, and warns. */
           ok(CALL(session_update_user,
                   "{\"statusMessage\":\"Analysing engines\",\"role\":\"admin\"}")) &&
           ok(CALL(session_logout, NULL));
}

static bool list_users(cometchat_client client)
{
    puts("\n== Listing users ==");
    return ok(CALL(user_list, "{\"perPage\":10,\"withTags\":true}"));
}

static bool deactivate_and_delete_users(cometchat_client client)
{
    puts("\n== Deactivating, reactivating and deleting users ==");
    return ok(CALL(user_deactivate, "{\"uids\":[\"grace\"]}")) &&
           is(COMETCHAT_STATUS_NOT_FOUND, CALL(user_get, "{\"uid\":\"grace\"}")) &&
           ok(CALL(user_reactivate, "{\"uids\":[\"grace\"]}")) &&
           ok(CALL(user_get, "{\"uid\":\"grace\"}")) &&
           ok(CALL(user_delete, "{\"uid\":\"grace\"}")) &&
           ok(CALL(user_delete, "{\"uid\":\"ada\"}"));
}

/* Write {"url":"file:PATH"}, with PATH as JSON spells it; false if it does not fit. */
static bool write_config(char *config, size_t room, const char *path)
{
    size_t used = (size_t)snprintf(config, room, "{\"url\":\"file:");
    for (; *path != '\0' && used + 8 < room; path++) {
        unsigned char c = (unsigned char)*path;
        if (c == '"' || c == '\\')
            used += (size_t)sprintf(config + used, "\\%c", c);
        else if (c < 0x20)
            used += (size_t)sprintf(config + used, "\\u%04x", c);
        else
            config[used++] = *path;
    }
    strcpy(config + used, "\"}");
    return *path == '\0';
}

int main(int argc, char **argv)
{
    const char *path = argc > 1 ? argv[1] : "demo.db";
    char config[4096];
    char *document;
    cometchat_client client;
    bool done;

    if (!write_config(config, sizeof config, path)) {
        fprintf(stderr, "The path is too long: %s\n", path);
        return EXIT_FAILURE;
    }
    cometchat_set_logger(COMETCHAT_LOG_LEVEL_WARN, print_log_line, NULL);

    printf("cometchat-users %s\n\ncometchat_client_open %s\n  ", cometchat_version(), config);
    done = ok(cometchat_client_open(config, &client, &document));
    print_document(document);
    cometchat_string_free(document);

    /* Closing what was not opened is harmless, too. */
    done = done && clean_up(client) && create_users(client) && update_users(client) &&
           update_logged_in_user(client) && list_users(client) &&
           deactivate_and_delete_users(client);
    cometchat_client_close(client);

    puts(done ? "\nDone." : "\nStopped.");
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}

/*
 * A program that loads the library, as a C program does, and says what it took:
 *
 *     host LIBRARY CONFIG
 *
 * prints the nanoseconds of dlopen, and in bytes: what the library added to the resident
 * memory, what a client that is open and used added to it, how much of that is no file's,
 * and what a second client added.
 */

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cometchat_users.h"

typedef cometchat_status (*open_fn)(const char *, cometchat_client *, char **);
typedef cometchat_status (*operation_fn)(cometchat_client, const char *, char **);
typedef void (*free_fn)(char *);

struct memory {
    long resident, anonymous;
};

/* Stays zero where the system does not say. */
static struct memory memory_now(void)
{
    struct memory now = {0, 0};
    char line[256];
    FILE *file = fopen("/proc/self/smaps_rollup", "r");
    if (!file)
        return now;
    while (fgets(line, sizeof line, file)) {
        sscanf(line, "Rss: %ld", &now.resident);
        sscanf(line, "Anonymous: %ld", &now.anonymous);
    }
    fclose(file);
    now.resident *= 1024;
    now.anonymous *= 1024;
    return now;
}

static void *function(void *library, const char *name)
{
    void *found = dlsym(library, name);
    if (!found) {
        fprintf(stderr, "no %s\n", name);
        exit(1);
    }
    return found;
}

static void check(cometchat_status status, const char *document)
{
    if (status != COMETCHAT_STATUS_OK) {
        fprintf(stderr, "%s\n", document);
        exit(1);
    }
}

/* Open a client, create, get, list and delete a user, and leave the client open. */
static void use_client(void *library, const char *config)
{
    static const char *const calls[][2] = {
        {"cometchat_user_create",
         "{\"uid\":\"ada\",\"name\":\"Ada Example\",\"avatar\":\"https://example.com/ada.png\","
         "\"metadata\":{\"plan\":\"team\"},\"tags\":[\"beta\"]}"},
        {"cometchat_user_get", "{\"uid\":\"ada\"}"},
        {"cometchat_user_list", "{}"},
        {"cometchat_user_delete", "{\"uid\":\"ada\"}"},
    };
    free_fn release = (free_fn)function(library, "cometchat_string_free");
    open_fn open = (open_fn)function(library, "cometchat_client_open");
    cometchat_client client;
    char *out;
    check(open(config, &client, &out), out);
    release(out);
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        operation_fn operation = (operation_fn)function(library, calls[i][0]);
        check(operation(client, calls[i][1], &out), out);
        release(out);
    }
}

int main(int count, char **arguments)
{
    struct memory before, loaded, first, second;
    struct timespec start, end;
    void *library;
    if (count != 3)
        return 2;
    before = memory_now();
    clock_gettime(CLOCK_MONOTONIC, &start);
    library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    clock_gettime(CLOCK_MONOTONIC, &end);
    if (!library) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    loaded = memory_now();
    use_client(library, arguments[2]);
    first = memory_now();
    use_client(library, arguments[2]);
    second = memory_now();
    printf("%ld %ld %ld %ld %ld\n",
           (end.tv_sec - start.tv_sec) * 1000000000L + (end.tv_nsec - start.tv_nsec),
           loaded.resident - before.resident, first.resident - loaded.resident,
           first.anonymous - loaded.anonymous, second.resident - first.resident);
    return 0;
}

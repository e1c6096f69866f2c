/*
 * Many threads at once: on one client, on one uid, on one file, around a close, and with a
 * logger that is replaced or calls back.
 *
 *     threads FOLDER
 */
#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

enum { HANDLES = 50 };

static const char *folder;

/* What the threads of a test share, and what each has for itself. */
struct worker {
    pthread_t thread;
    pthread_mutex_t *gate;
    void (*work)(struct worker *worker);
    int number;
    cometchat_client client;
    int done;
    cometchat_client handles[HANDLES];
    char *document;
};

static void *pass_gate_and_work(void *argument)
{
    struct worker *worker = (struct worker *)argument;
    pthread_mutex_lock(worker->gate);
    pthread_mutex_unlock(worker->gate);
    worker->work(worker);
    return NULL;
}

/* Start `count` workers at one moment; `meanwhile`, if any, runs beside them. */
static void work_together(struct worker *workers, int count, void (*work)(struct worker *worker),
                          void (*meanwhile)(struct worker *workers))
{
    pthread_mutex_t gate;
    int i;
    CHECK(pthread_mutex_init(&gate, NULL) == 0);
    pthread_mutex_lock(&gate);
    for (i = 0; i < count; i++) {
        workers[i].gate = &gate;
        workers[i].work = work;
        workers[i].number = i;
        workers[i].done = 0;
        CHECK(pthread_create(&workers[i].thread, NULL, pass_gate_and_work, &workers[i]) == 0);
    }
    pthread_mutex_unlock(&gate);
    if (meanwhile != NULL)
        meanwhile(workers);
    for (i = 0; i < count; i++)
        CHECK(pthread_join(workers[i].thread, NULL) == 0);
    pthread_mutex_destroy(&gate);
}

/* How a call ends; its document must fit to that. For use in threads, unlike EXPECT. */
static cometchat_status try_call(operation call, cometchat_client client, const char *request)
{
    char *document = NULL;
    cometchat_status status = call(client, request, &document);
    if (status == COMETCHAT_STATUS_OK)
        CHECK(document != NULL && document[0] == '{');
    else
        check_error(__FILE__, __LINE__, status, document);
    cometchat_string_free(document);
    return status;
}

static int sum_done(const struct worker *workers, int count)
{
    int sum = 0, i;
    for (i = 0; i < count; i++)
        sum += workers[i].done;
    return sum;
}

/* -- One uid -- */

static void create_the_one_uid(struct worker *worker)
{
    cometchat_status status = try_call(cometchat_user_create, worker->client,
                                       "{\"uid\":\"wanted\",\"name\":\"Wanted\"}");
    CHECK(status == COMETCHAT_STATUS_OK || status == COMETCHAT_STATUS_ALREADY_EXISTS);
    worker->done = status == COMETCHAT_STATUS_OK;
}

static void of_sixteen_threads_one_creates_the_uid(void)
{
    struct worker workers[16];
    cometchat_client client;
    int round, i;
    client = open_client("{\"url\":\"memory:\"}");
    for (i = 0; i < 16; i++)
        workers[i].client = client;
    for (round = 0; round < 20; round++) {
        work_together(workers, 16, create_the_one_uid, NULL);
        CHECK(sum_done(workers, 16) == 1);
        EXPECT(OK, user_delete, client, "{\"uid\":\"wanted\"}");
    }
    CHECK(cometchat_client_close(client) == COMETCHAT_STATUS_OK);
}

static void of_sixteen_clients_of_a_file_one_creates_the_uid(void)
{
    struct worker workers[16];
    char config[600];
    int i;
    snprintf(config, sizeof config, "{\"url\":\"file:%s/threads.db\"}", folder);
    for (i = 0; i < 16; i++)
        workers[i].client = open_client(config);
    work_together(workers, 16, create_the_one_uid, NULL);
    CHECK(sum_done(workers, 16) == 1);
    EXPECT(OK, user_delete, workers[0].client, "{\"uid\":\"wanted\"}");
    for (i = 0; i < 16; i++)
        CHECK(cometchat_client_close(workers[i].client) == COMETCHAT_STATUS_OK);
}

/* -- Close -- */

static void call_until_closed(struct worker *worker)
{
    char request[80];
    cometchat_status status;
    snprintf(request, sizeof request, "{\"uid\":\"user%d\",\"name\":\"U\"}", worker->number);
    for (;;) {
        if (worker->number % 2 == 0) {
            status = try_call(cometchat_user_create, worker->client, request);
            if (status == COMETCHAT_STATUS_OK)
                status = try_call(cometchat_user_delete, worker->client, request);
        } else {
            status = try_call(cometchat_user_list, worker->client, NULL);
        }
        if (status != COMETCHAT_STATUS_OK)
            break;
        worker->done++;
    }
    CHECK(status == COMETCHAT_STATUS_INVALID_HANDLE);
    CHECK(try_call(cometchat_user_list, worker->client, NULL) == COMETCHAT_STATUS_INVALID_HANDLE);
}

static void close_after_a_moment(struct worker *workers)
{
    const struct timespec moment = {0, 50 * 1000 * 1000};
    nanosleep(&moment, NULL);
    CHECK(cometchat_client_close(workers[0].client) == COMETCHAT_STATUS_OK);
    CHECK(try_call(cometchat_client_info, workers[0].client, NULL) ==
          COMETCHAT_STATUS_INVALID_HANDLE);
}

static void a_client_may_be_closed_while_eight_threads_call(void)
{
    char config[600];
    const char *configs[2] = {"{\"url\":\"memory:\"}", config};
    struct worker workers[8];
    int i, j;
    snprintf(config, sizeof config, "{\"url\":\"file:%s/closed.db\"}", folder);
    for (i = 0; i < 2; i++) {
        cometchat_client client = open_client(configs[i]);
        for (j = 0; j < 8; j++)
            workers[j].client = client;
        work_together(workers, 8, call_until_closed, close_after_a_moment);
        CHECK(sum_done(workers, 8) > 0);
    }
}

static void close_the_one_client(struct worker *worker)
{
    cometchat_status status = cometchat_client_close(worker->client);
    CHECK(status == COMETCHAT_STATUS_OK || status == COMETCHAT_STATUS_INVALID_HANDLE);
    worker->done = status == COMETCHAT_STATUS_OK;
}

static void of_eight_threads_one_closes_the_client(void)
{
    struct worker workers[8];
    int round, i;
    for (round = 0; round < 20; round++) {
        cometchat_client client = open_client("{\"url\":\"memory:\"}");
        for (i = 0; i < 8; i++)
            workers[i].client = client;
        work_together(workers, 8, close_the_one_client, NULL);
        CHECK(sum_done(workers, 8) == 1);
    }
}

static void open_and_close(struct worker *worker)
{
    int i;
    for (i = 0; i < HANDLES; i++) {
        cometchat_client client = open_client("{\"url\":\"memory:\"}");
        CHECK(try_call(cometchat_user_create, client, "{\"uid\":\"ada\",\"name\":\"Ada\"}") ==
              COMETCHAT_STATUS_OK);
        CHECK(cometchat_client_close(client) == COMETCHAT_STATUS_OK);
        worker->handles[i] = client;
    }
}

static int compare_handles(const void *left, const void *right)
{
    cometchat_client a = *(const cometchat_client *)left, b = *(const cometchat_client *)right;
    return (a > b) - (a < b);
}

static void no_two_clients_have_the_same_number(void)
{
    struct worker workers[8];
    cometchat_client all[8 * HANDLES];
    int i;
    work_together(workers, 8, open_and_close, NULL);
    for (i = 0; i < 8; i++)
        memcpy(all + i * HANDLES, workers[i].handles, sizeof workers[i].handles);
    qsort(all, 8 * HANDLES, sizeof all[0], compare_handles);
    for (i = 1; i < 8 * HANDLES; i++)
        CHECK(all[i] != 0 && all[i - 1] != all[i]);
}

static void release_the_document(struct worker *worker)
{
    cometchat_string_free(worker->document);
}

static void another_thread_may_release_a_document(void)
{
    struct worker worker;
    cometchat_client client = open_client("{\"url\":\"memory:\"}");
    CHECK(cometchat_user_list(client, NULL, &worker.document) == COMETCHAT_STATUS_OK);
    work_together(&worker, 1, release_the_document, NULL);
    CHECK(cometchat_client_close(client) == COMETCHAT_STATUS_OK);
}

/* -- The logger -- */

/* A logger's context. One that was replaced is gone, and must not be called again. */
struct sink {
    int32_t level;
    pthread_mutex_t lock;
    int lines;
};

static void count_line(int32_t level, const char *message, void *context)
{
    struct sink *sink = (struct sink *)context;
    CHECK(level >= COMETCHAT_LOG_LEVEL_ERROR && level <= sink->level);
    CHECK(message[0] != '\0');
    pthread_mutex_lock(&sink->lock);
    sink->lines++;
    pthread_mutex_unlock(&sink->lock);
}

static cometchat_client open_logged_in(void)
{
    cometchat_client client = open_client("{\"url\":\"memory:\"}");
    EXPECT(OK, user_create, client, "{\"uid\":\"ada\",\"name\":\"Ada\"}");
    EXPECT(OK, session_login, client, "{\"uid\":\"ada\"}");
    return client;
}

/* The library warns of a role in such a request. */
static const char *const causes_a_warning = "{\"role\":\"admin\"}";

static void cause_warnings(struct worker *worker)
{
    int i;
    for (i = 0; i < 500; i++)
        CHECK(try_call(cometchat_session_update_user, worker->client, causes_a_warning) ==
              COMETCHAT_STATUS_OK);
}

static int warnings_heard;

static void replace_the_logger_often(struct worker *workers)
{
    struct sink *old = NULL;
    int i;
    for (i = 0; i < 400; i++) {
        struct sink *sink = (struct sink *)malloc(sizeof *sink);
        CHECK(sink != NULL && pthread_mutex_init(&sink->lock, NULL) == 0);
        sink->level = i % 2 == 0 ? COMETCHAT_LOG_LEVEL_WARN : COMETCHAT_LOG_LEVEL_ERROR;
        sink->lines = 0;
        CHECK(cometchat_set_logger(sink->level, count_line, sink) == COMETCHAT_STATUS_OK);
        if (i % 2 == 0)
            CHECK(try_call(cometchat_session_update_user, workers[0].client, causes_a_warning) ==
                  COMETCHAT_STATUS_OK);
        if (old != NULL) {
            warnings_heard += old->lines;
            memset(old, 0, sizeof *old);
            free(old);
        }
        old = sink;
    }
    CHECK(cometchat_set_logger(COMETCHAT_LOG_LEVEL_OFF, NULL, NULL) == COMETCHAT_STATUS_OK);
    free(old);
}

static void a_replaced_logger_is_not_called_again(void)
{
    struct worker workers[4];
    int i;
    for (i = 0; i < 4; i++)
        workers[i].client = open_logged_in();
    work_together(workers, 4, cause_warnings, replace_the_logger_often);
    CHECK(warnings_heard >= 200);
    for (i = 0; i < 4; i++)
        CHECK(cometchat_client_close(workers[i].client) == COMETCHAT_STATUS_OK);
}

/* What the callbacks below call back with. */
struct caller {
    cometchat_client client;
    int lines;
};

static void call_back(int32_t level, const char *message, void *context)
{
    struct caller *caller = (struct caller *)context;
    cometchat_client other;
    (void)level, (void)message;
    caller->lines++;
    CHECK(try_call(cometchat_user_get, caller->client, "{\"uid\":\"ada\"}") ==
          COMETCHAT_STATUS_OK);
    CHECK(try_call(cometchat_session_update_user, caller->client, causes_a_warning) ==
          COMETCHAT_STATUS_OK);
    CHECK(cometchat_set_logger(COMETCHAT_LOG_LEVEL_OFF, NULL, NULL) ==
          COMETCHAT_STATUS_INVALID_ARGUMENT);
    other = open_client("{\"url\":\"memory:\"}");
    CHECK(cometchat_client_close(other) == COMETCHAT_STATUS_OK);
}

static void a_logger_may_call_the_library(void)
{
    struct caller caller = {open_logged_in(), 0};
    CHECK(cometchat_set_logger(COMETCHAT_LOG_LEVEL_WARN, call_back, &caller) ==
          COMETCHAT_STATUS_OK);
    EXPECT(OK, session_update_user, caller.client, causes_a_warning);
    CHECK(caller.lines == 1);
    CHECK(cometchat_set_logger(COMETCHAT_LOG_LEVEL_OFF, NULL, NULL) == COMETCHAT_STATUS_OK);
    CHECK(cometchat_client_close(caller.client) == COMETCHAT_STATUS_OK);
}

static void close_the_calling_client(int32_t level, const char *message, void *context)
{
    struct caller *caller = (struct caller *)context;
    (void)level, (void)message;
    caller->lines++;
    CHECK(cometchat_client_close(caller->client) == COMETCHAT_STATUS_OK);
}

static void a_call_in_flight_outlives_its_client(void)
{
    struct caller caller = {open_logged_in(), 0};
    CHECK(cometchat_set_logger(COMETCHAT_LOG_LEVEL_WARN, close_the_calling_client, &caller) ==
          COMETCHAT_STATUS_OK);
    EXPECT(OK, session_update_user, caller.client, causes_a_warning);
    MEMBER("uid", "\"ada\"");
    CHECK(caller.lines == 1);
    CHECK(cometchat_set_logger(COMETCHAT_LOG_LEVEL_OFF, NULL, NULL) == COMETCHAT_STATUS_OK);
    EXPECT(INVALID_HANDLE, session_current, caller.client, NULL);
}

/* -- Processes -- */

static void a_forked_child_opens_a_client_of_its_own(void)
{
    char config[600];
    cometchat_client client;
    pid_t child;
    int status = -1;
    snprintf(config, sizeof config, "{\"url\":\"file:%s/forked.db\"}", folder);
    client = open_client(config);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        client = open_client(config);
        EXPECT(OK, user_create, client, "{\"uid\":\"child\",\"name\":\"Child\"}");
        CHECK(cometchat_client_close(client) == COMETCHAT_STATUS_OK);
        release_answer();
        _exit(EXIT_SUCCESS);
    }
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS);
    EXPECT(OK, user_delete, client, "{\"uid\":\"child\"}");
    CHECK(cometchat_client_close(client) == COMETCHAT_STATUS_OK);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: threads FOLDER\n", stderr);
        return 2;
    }
    folder = argv[1];
    TEST(of_sixteen_threads_one_creates_the_uid);
    TEST(of_sixteen_clients_of_a_file_one_creates_the_uid);
    TEST(a_client_may_be_closed_while_eight_threads_call);
    TEST(of_eight_threads_one_closes_the_client);
    TEST(no_two_clients_have_the_same_number);
    TEST(another_thread_may_release_a_document);
    TEST(a_replaced_logger_is_not_called_again);
    TEST(a_logger_may_call_the_library);
    TEST(a_call_in_flight_outlives_its_client);
    TEST(a_forked_child_opens_a_client_of_its_own);
    release_answer();
    return EXIT_SUCCESS;
}

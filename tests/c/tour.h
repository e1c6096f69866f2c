/* What the tours share: each test has a client of its own. */
#ifndef TOUR_H
#define TOUR_H

#include "check.h"

static cometchat_client client;

/* Run a test with a client of its own, as `client`. */
#define TEST_WITH_CLIENT(name)                                         \
    do {                                                               \
        client = open_client("{\"url\":\"memory:\"}");                 \
        TEST(name);                                                    \
        CHECK(cometchat_client_close(client) == COMETCHAT_STATUS_OK);  \
    } while (0)

static inline void create_ada(void)
{
    EXPECT(OK, user_create, client, "{\"uid\":\"ada\",\"name\":\"Ada\"}");
}

/* The text of a member of `answer`, copied: the next call releases `answer`. */
static inline const char *text_of(const char *name, char *copy, size_t room)
{
    const char *value = member(answer, name);
    size_t length;
    CHECK(value != NULL && value[0] == '"');
    length = strcspn(value + 1, "\"");
    CHECK(length < room);
    memcpy(copy, value + 1, length);
    copy[length] = '\0';
    return copy;
}

#endif

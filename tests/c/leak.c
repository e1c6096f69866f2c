/* Releases no document: where this goes unnoticed, a leak check says nothing. */
#include "cometchat_users.h"

int main(void)
{
    cometchat_client client;
    char *document;
    cometchat_client_open("{\"url\":\"memory:\"}", &client, &document);
    document = 0;
    cometchat_client_close(client);
    return document != 0;
}

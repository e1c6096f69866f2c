/* A program of someone who has installed the library. */
#include <cometchat_users.h>
#include <stdio.h>

int main(void)
{
    cometchat_client client;
    char *document;
    cometchat_status status = cometchat_client_open("{\"url\":\"memory:\"}", &client, &document);
    printf("%s %s\n", cometchat_status_name(status), document);
    cometchat_string_free(document);
    cometchat_client_close(client);
    return status == COMETCHAT_STATUS_OK ? 0 : 1;
}

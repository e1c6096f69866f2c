// A program of someone who has installed the library.
#include <cometchat_users.h>

#include <iostream>
#include <memory>

using Document = std::unique_ptr<char, decltype(&cometchat_string_free)>;

int main()
{
    cometchat_client client = 0;
    char *out = nullptr;
    const cometchat_status status = cometchat_client_open(R"({"url":"memory:"})", &client, &out);
    const Document document(out, cometchat_string_free);
    std::cout << cometchat_status_name(status) << ' ' << document.get() << '\n';
    cometchat_client_close(client);
    return status == COMETCHAT_STATUS_OK ? 0 : 1;
}

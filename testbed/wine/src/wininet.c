/* Connects with WinINET, once to each port; it does not choose its versions.
 *
 * usage: wininet HOST PORT,PORT,... default */
#include "common.h"
#include <wininet.h>

static void visit(const char *host, const char *port)
{
    DWORD flags = INTERNET_FLAG_SECURE | INTERNET_FLAG_RELOAD | INTERNET_FLAG_NO_CACHE_WRITE
        | INTERNET_FLAG_IGNORE_CERT_CN_INVALID | INTERNET_FLAG_IGNORE_CERT_DATE_INVALID;
    /* The servers' certificate is nobody's. */
    DWORD ignored = SECURITY_FLAG_IGNORE_UNKNOWN_CA | SECURITY_FLAG_IGNORE_REVOCATION
        | SECURITY_FLAG_IGNORE_CERT_CN_INVALID | SECURITY_FLAG_IGNORE_CERT_DATE_INVALID;
    HINTERNET session = InternetOpenA("cutover-test", INTERNET_OPEN_TYPE_DIRECT, NULL, NULL, 0);
    HINTERNET connection = InternetConnectA(session, host, (INTERNET_PORT)atoi(port), NULL, NULL,
        INTERNET_SERVICE_HTTP, 0, 0);
    HINTERNET request = HttpOpenRequestA(connection, "GET", "/", NULL, NULL, NULL, flags, 0);

    InternetSetOptionA(request, INTERNET_OPTION_SECURITY_FLAGS, &ignored, sizeof ignored);
    if (HttpSendRequestA(request, NULL, 0, NULL, 0)) said(port, "answered", 0);
    else said(port, "send", GetLastError());
    InternetCloseHandle(request);
    InternetCloseHandle(connection);
    InternetCloseHandle(session);
}

int main(int argc, char **argv)
{
    char *port;

    if (argc != 4) return 2;
    for (port = strtok(argv[2], ","); port; port = strtok(NULL, ",")) visit(argv[1], port);
    return 0;
}

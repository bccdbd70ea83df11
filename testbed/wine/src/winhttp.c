/* Connects with WinHTTP, once to each port.
 *
 * usage: winhttp HOST PORT,PORT,... default | MASK | kb3140245:MASK
 *
 * default: the program does not choose its versions. MASK: it does (WINHTTP_OPTION_SECURE_PROTOCOLS).
 * kb3140245:MASK: a MODEL of what the update KB3140245 makes of WinHTTP on Windows 7: the mask is
 * DefaultSecureProtocols where it is set, otherwise MASK. Wine's WinHTTP does not read that value. */
#include "common.h"
#include <winhttp.h>

static DWORD as_with_kb3140245(DWORD otherwise)
{
    DWORD mask, size = sizeof mask;
    LSTATUS status = RegGetValueA(HKEY_LOCAL_MACHINE,
        "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp",
        "DefaultSecureProtocols", RRF_RT_REG_DWORD, NULL, &mask, &size);
    return status ? otherwise : mask;
}

static void visit(const wchar_t *host, const char *port, int chooses, DWORD mask)
{
    /* The servers' certificate is nobody's. */
    DWORD ignored = SECURITY_FLAG_IGNORE_UNKNOWN_CA | SECURITY_FLAG_IGNORE_CERT_CN_INVALID
        | SECURITY_FLAG_IGNORE_CERT_DATE_INVALID | SECURITY_FLAG_IGNORE_CERT_WRONG_USAGE;
    HINTERNET session = WinHttpOpen(L"cutover-test", WINHTTP_ACCESS_TYPE_NO_PROXY, NULL, NULL, 0);
    HINTERNET connection = NULL, request = NULL;
    const char *step = "open";

    WinHttpSetTimeouts(session, 5000, 5000, 5000, 5000);
    if (chooses && !WinHttpSetOption(session, WINHTTP_OPTION_SECURE_PROTOCOLS, &mask, sizeof mask)) {
        step = "mask-refused";
    } else if ((connection = WinHttpConnect(session, host, (INTERNET_PORT)atoi(port), 0))
            && (request = WinHttpOpenRequest(connection, L"GET", L"/", NULL, NULL, NULL, WINHTTP_FLAG_SECURE))
            && WinHttpSetOption(request, WINHTTP_OPTION_SECURITY_FLAGS, &ignored, sizeof ignored)) {
        step = "send";
        if (WinHttpSendRequest(request, NULL, 0, NULL, 0, 0, 0) && WinHttpReceiveResponse(request, NULL))
            step = "answered";
    }
    said(port, step, strcmp(step, "answered") ? GetLastError() : 0);
    if (request) WinHttpCloseHandle(request);
    if (connection) WinHttpCloseHandle(connection);
    WinHttpCloseHandle(session);
}

int main(int argc, char **argv)
{
    static const char model[] = "kb3140245:";
    wchar_t host[256];
    DWORD mask = 0;
    int chooses;
    char *port;

    if (argc != 4) return 2;
    MultiByteToWideChar(CP_UTF8, 0, argv[1], -1, host, 256);
    if (!strncmp(argv[3], model, sizeof model - 1)) {
        chooses = 1;
        mask = as_with_kb3140245(strtoul(argv[3] + sizeof model - 1, NULL, 16));
        printf("MODEL of KB3140245, not Wine's own: mask %#lx\n", mask);
    } else {
        chooses = chosen(argv[3], &mask);
    }
    for (port = strtok(argv[2], ","); port; port = strtok(NULL, ",")) visit(host, port, chooses, mask);
    return 0;
}

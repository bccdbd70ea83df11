/* Shakes hands with Schannel itself (SSPI), once with each port, and says goodbye.
 *
 * usage: schannel HOST PORT,PORT,... default | MASK     (grbitEnabledProtocols) */
#define SECURITY_WIN32
#include <winsock2.h>
#include "common.h"
#include <security.h>
#include <schannel.h>

enum { BUFFER = 65536 };
static const DWORD WANTED = ISC_REQ_ALLOCATE_MEMORY | ISC_REQ_STREAM | ISC_REQ_CONFIDENTIALITY
    | ISC_REQ_MANUAL_CRED_VALIDATION;

static SOCKET connected(const char *host, const char *port)
{
    struct sockaddr_in address = {0};
    DWORD milliseconds = 5000;
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);

    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&milliseconds, sizeof milliseconds);
    address.sin_family = AF_INET;
    address.sin_port = htons((u_short)atoi(port));
    address.sin_addr.s_addr = inet_addr(host);
    if (!connect(s, (struct sockaddr *)&address, sizeof address)) return s;
    closesocket(s);
    return INVALID_SOCKET;
}

/* Goes on until the handshake is complete or cannot be. */
static SECURITY_STATUS shake_hands(CredHandle *credential, const char *host, SOCKET s)
{
    static char received[BUFFER];
    CtxtHandle context;
    int first = 1, length = 0;

    for (;;) {
        SecBuffer in[2] = {{length, SECBUFFER_TOKEN, received}, {0, SECBUFFER_EMPTY, NULL}};
        SecBuffer out = {0, SECBUFFER_TOKEN, NULL};
        SecBufferDesc in_all = {SECBUFFER_VERSION, 2, in}, out_all = {SECBUFFER_VERSION, 1, &out};
        DWORD attributes;
        int n;
        SECURITY_STATUS status = InitializeSecurityContextA(credential, first ? NULL : &context, (char *)host,
            WANTED, 0, 0, first ? NULL : &in_all, 0, &context, &out_all, &attributes, NULL);

        first = 0;
        if (out.pvBuffer) {
            send(s, out.pvBuffer, out.cbBuffer, 0);
            FreeContextBuffer(out.pvBuffer);
        }
        if (status != SEC_I_CONTINUE_NEEDED && status != SEC_E_INCOMPLETE_MESSAGE) return status;
        if (status == SEC_I_CONTINUE_NEEDED) {
            int left = in[1].BufferType == SECBUFFER_EXTRA ? (int)in[1].cbBuffer : 0;
            memmove(received, received + length - left, left);
            length = left;
            if (left) continue;
        }
        if (length == BUFFER) return SEC_E_INSUFFICIENT_MEMORY;
        n = recv(s, received + length, BUFFER - length, 0);
        if (n <= 0) return SEC_E_INTERNAL_ERROR;
        length += n;
    }
}

static void visit(const char *host, const char *port, DWORD mask)
{
    SCHANNEL_CRED wanted = {0};
    CredHandle credential;
    SECURITY_STATUS status;
    SOCKET s;

    wanted.dwVersion = SCHANNEL_CRED_VERSION;
    wanted.grbitEnabledProtocols = mask;
    wanted.dwFlags = SCH_CRED_NO_DEFAULT_CREDS | SCH_CRED_MANUAL_CRED_VALIDATION;
    status = AcquireCredentialsHandleA(NULL, (char *)UNISP_NAME_A, SECPKG_CRED_OUTBOUND, NULL, &wanted, NULL, NULL,
        &credential, NULL);
    if (status) {
        said(port, "no-credential", status);
        return;
    }
    s = connected(host, port);
    if (s == INVALID_SOCKET) {
        said(port, "not-connected", WSAGetLastError());
        return;
    }
    status = shake_hands(&credential, host, s);
    said(port, status ? "send" : "answered", status);
    closesocket(s);
}

int main(int argc, char **argv)
{
    WSADATA data;
    DWORD mask = 0;
    char *port;

    if (argc != 4) return 2;
    WSAStartup(0x202, &data);
    chosen(argv[3], &mask);
    for (port = strtok(argv[2], ","); port; port = strtok(NULL, ",")) visit(argv[1], port, mask);
    return 0;
}

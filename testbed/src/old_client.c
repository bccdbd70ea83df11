/*
 * old_client - a TLS client on an old OpenSSL, with a source address and SNI.
 *
 * usage: old_client LIBCRYPTO LIBSSL METHOD SOURCE SERVER PORT [SNI [CIPHERS]]
 *
 *   METHOD   SSLv3, TLSv1, TLSv1_1, TLSv1_2, or SSLv23 (all that the library has)
 *   SOURCE   the client's own IPv4 address; SERVER and PORT: where it connects to
 *
 * Makes one handshake, one HTTP GET, and an orderly close. Says on standard
 * output how it ended: "complete VERSION CIPHER" (exit 0) or "alert NUMBER"
 * (exit 3: refused by the server). Exit 1: anything else. The certificate is not checked.
 *
 * build: gcc -O1 -Wall -Wl,-z,lazy -o old_client old_client.c -ldl
 */
#include "oldssl.h"

/* The one request. Ends the program unless the answer is a 200. */
static void get(struct oldssl *s, void *connection, const char *host)
{
    char request[256], answer[4096];
    int size = snprintf(request, sizeof request,
                        "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", host);
    if (size >= (int)sizeof request || s->write(connection, request, size) != size)
        fail("request", NULL);

    /* Read to the end: the server says close_notify before we answer with ours. */
    int held = 0, got;
    while (held < (int)sizeof answer - 1
           && (got = s->read(connection, answer + held, (int)sizeof answer - 1 - held)) > 0)
        held += got;
    answer[held] = 0;
    if (strncmp(answer, "HTTP/1.1 200 ", 13) != 0)
        fail("answer", "not a 200");
}

int main(int count, char **argument)
{
    if (count < 7 || count > 9) {
        fputs("usage: old_client LIBCRYPTO LIBSSL METHOD SOURCE SERVER PORT [SNI [CIPHERS]]\n",
              stderr);
        return EXIT_USAGE;
    }
    signal(SIGPIPE, SIG_IGN);
    struct oldssl s = oldssl_open(argument[1], argument[2], argument[3], "client");
    struct sockaddr_in source = address(argument[4], 0);
    struct sockaddr_in server = address(argument[5], atoi(argument[6]));
    const char *sni = count > 7 ? argument[7] : "";

    if (count > 8 && s.set_ciphers(s.ctx, argument[8]) != 1)
        fail("ciphers", argument[8]);

    int fd = socket(AF_INET, SOCK_STREAM, 0);
    limit_waiting(fd);
    if (bind(fd, (void *)&source, sizeof source) || connect(fd, (void *)&server, sizeof server)) {
        perror("connect");
        return EXIT_FAILED;
    }

    void *connection = s.new_connection(s.ctx);
    if (*sni && s.ctrl(connection, CTRL_SET_SERVER_NAME, 0, (void *)sni) != 1)
        fail("SNI", "this library cannot send it");
    s.set_fd(connection, fd);

    if (s.connect(connection) != 1) {
        unsigned long error = s.get_error();
        int reason = error & 0xfff;
        if (reason > ALERT_REASON_OFFSET && reason < ALERT_REASON_OFFSET + 256) {
            printf("alert %d\n", reason - ALERT_REASON_OFFSET);
            return EXIT_REFUSED;
        }
        char text[256] = "connection ended";
        if (error)
            s.error_string(error, text);
        fail("handshake", text);
    }

    get(&s, connection, *sni ? sni : argument[5]);
    printf("complete %s %s\n", s.version(connection), s.cipher_name(s.current_cipher(connection)));
    s.shutdown(connection);
    close(fd);
    return EXIT_COMPLETE;
}

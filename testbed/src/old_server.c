/*
 * old_server - an HTTPS server on an old OpenSSL, at an address of one's choice.
 *
 * usage: old_server LIBCRYPTO LIBSSL METHOD ADDRESS PORT CERTIFICATE KEY [CIPHERS]
 *
 *   METHOD            SSLv2, SSLv3, TLSv1, TLSv1_1, TLSv1_2, or SSLv23 (all that the library has)
 *   CERTIFICATE, KEY  PEM files; the key in the traditional form, since 0.9.8 reads no PKCS#8
 *
 * Says "listening ADDRESS PORT" on standard output when it is ready, and answers
 * every request with a 200. One visitor at a time and no child processes, so that
 * ending this one process ends everything; no visitor can hold it longer than the
 * time limit of its socket.
 *
 * build: gcc -O1 -Wall -Wl,-z,lazy -o old_server old_server.c -ldl
 */
#include "oldssl.h"

/* No Content-Length: so every client, curl too, reads on to our close_notify and
 * answers it. A client that stopped reading before it came would end the
 * connection with a TCP reset. */
static const char ANSWER[] = "HTTP/1.1 200 OK\r\n"
                             "Content-Type: text/plain\r\n"
                             "Connection: close\r\n"
                             "\r\n"
                             "ok\n";

static void serve(struct oldssl *s, int fd)
{
    limit_waiting(fd);
    void *connection = s->new_connection(s->ctx);
    s->set_fd(connection, fd);
    if (s->accept(connection) == 1) {
        char request[4096];
        if (s->read(connection, request, sizeof request) > 0)
            s->write(connection, ANSWER, sizeof ANSWER - 1);
        /* First call: our close_notify. Second call: waits for the client's.
         * Closing before it came would answer it with a TCP reset. */
        if (s->shutdown(connection) == 0)
            s->shutdown(connection);
    }
    /* Half-close and wait for the client's FIN, for the same reason. */
    shutdown(fd, SHUT_WR);
    char rest[256];
    for (int i = 0; i < 16 && recv(fd, rest, sizeof rest, 0) > 0; i++)
        ;
    ((void (*)(void *))function(s->ssl, "SSL_free"))(connection);
    close(fd);
}

int main(int count, char **argument)
{
    if (count < 8 || count > 9) {
        fputs("usage: old_server LIBCRYPTO LIBSSL METHOD ADDRESS PORT CERTIFICATE KEY [CIPHERS]\n",
              stderr);
        return EXIT_USAGE;
    }
    signal(SIGPIPE, SIG_IGN);
    struct oldssl s = oldssl_open(argument[1], argument[2], argument[3], "server");
    struct sockaddr_in own = address(argument[4], atoi(argument[5]));

    if (s.use_certificate_file(s.ctx, argument[6], FILETYPE_PEM) != 1)
        fail("certificate", argument[6]);
    if (s.use_key_file(s.ctx, argument[7], FILETYPE_PEM) != 1)
        fail("key", argument[7]);
    if (count > 8 && s.set_ciphers(s.ctx, argument[8]) != 1)
        fail("ciphers", argument[8]);

    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (void *)&own, sizeof own) || listen(listener, 16)) {
        perror("listen");
        return EXIT_FAILED;
    }
    printf("listening %s %s\n", argument[4], argument[5]);
    fflush(stdout);

    for (;;) { /* until ended by a signal */
        int fd = accept(listener, NULL, NULL);
        if (fd >= 0)
            serve(&s, fd);
    }
}

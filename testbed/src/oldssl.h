/*
 * oldssl.h - an old OpenSSL, loaded at run time.
 *
 * The libraries are given by path and opened with dlopen, so one program built
 * with today's compiler and no OpenSSL headers drives any libssl from 0.9.8 to
 * 1.0.2. Only functions whose signature never changed in that range are used;
 * the numbers below are fixed parts of that old binary interface.
 */
#ifndef OLDSSL_H
#define OLDSSL_H

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum {
    FILETYPE_PEM = 1,           /* SSL_FILETYPE_PEM */
    CTRL_SET_SERVER_NAME = 55,  /* SSL_CTRL_SET_TLSEXT_HOSTNAME */
    ALERT_REASON_OFFSET = 1000, /* SSL_AD_REASON_OFFSET: reason - 1000 = alert received */
    SOCKET_SECONDS = 10,        /* no read or write waits longer than this */
};

/* Exit codes that the recording script knows. */
enum { EXIT_COMPLETE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_REFUSED = 3 };

struct oldssl {
    void *crypto, *ssl; /* dlopen handles */
    void *ctx;          /* SSL_CTX for the method asked for */

    void *(*new_connection)(void *ctx);
    int (*set_fd)(void *connection, int fd);
    int (*accept)(void *connection);
    int (*connect)(void *connection);
    int (*read)(void *connection, void *buffer, int size);
    int (*write)(void *connection, const void *data, int size);
    int (*shutdown)(void *connection);
    long (*ctrl)(void *connection, int command, long number, void *pointer);
    const char *(*version)(void *connection);
    void *(*current_cipher)(void *connection);
    const char *(*cipher_name)(void *cipher);
    unsigned long (*get_error)(void);
    void (*error_string)(unsigned long error, char *text);
    int (*use_certificate_file)(void *ctx, const char *path, int type);
    int (*use_key_file)(void *ctx, const char *path, int type);
    int (*set_ciphers)(void *ctx, const char *list);
};

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why ? why : "failed");
    exit(EXIT_FAILED);
}

/* The address of a function; ends the program if the library has none. */
static void *function(void *library, const char *name)
{
    void *address = dlsym(library, name);
    if (!address)
        fail(name, "this library has no such function");
    return address;
}

/*
 * Opens both libraries and makes a context. METHOD is SSLv2, SSLv3, TLSv1,
 * TLSv1_1, TLSv1_2, or SSLv23 (everything the library has); ROLE is "client"
 * or "server".
 */
static struct oldssl oldssl_open(const char *libcrypto, const char *libssl,
                                 const char *method, const char *role)
{
    struct oldssl s;

    /* libssl finds libcrypto's symbols only if they are global; binding is
     * lazy because 0.9.8e names a few that no present-day glibc offers. */
    s.crypto = dlopen(libcrypto, RTLD_LAZY | RTLD_GLOBAL);
    if (!s.crypto)
        fail("dlopen", dlerror());
    s.ssl = dlopen(libssl, RTLD_LAZY | RTLD_GLOBAL);
    if (!s.ssl)
        fail("dlopen", dlerror());

    ((int (*)(void))function(s.ssl, "SSL_library_init"))();
    ((void (*)(void))function(s.ssl, "SSL_load_error_strings"))();
    fprintf(stderr, "%s\n",
            ((const char *(*)(int))function(s.crypto, "SSLeay_version"))(0));

    s.new_connection = function(s.ssl, "SSL_new");
    s.set_fd = function(s.ssl, "SSL_set_fd");
    s.accept = function(s.ssl, "SSL_accept");
    s.connect = function(s.ssl, "SSL_connect");
    s.read = function(s.ssl, "SSL_read");
    s.write = function(s.ssl, "SSL_write");
    s.shutdown = function(s.ssl, "SSL_shutdown");
    s.ctrl = function(s.ssl, "SSL_ctrl");
    s.version = function(s.ssl, "SSL_get_version");
    s.current_cipher = function(s.ssl, "SSL_get_current_cipher");
    s.cipher_name = function(s.ssl, "SSL_CIPHER_get_name");
    s.get_error = function(s.crypto, "ERR_get_error");
    s.error_string = function(s.crypto, "ERR_error_string");
    s.use_certificate_file = function(s.ssl, "SSL_CTX_use_certificate_file");
    s.use_key_file = function(s.ssl, "SSL_CTX_use_PrivateKey_file");
    s.set_ciphers = function(s.ssl, "SSL_CTX_set_cipher_list");

    char name[64];
    snprintf(name, sizeof name, "%s_%s_method", method, role);
    void *chosen = ((void *(*)(void))function(s.ssl, name))();
    if (!chosen)
        fail(name, "built without this protocol");
    s.ctx = ((void *(*)(void *))function(s.ssl, "SSL_CTX_new"))(chosen);
    if (!s.ctx)
        fail("SSL_CTX_new", NULL);
    return s;
}

static struct sockaddr_in address(const char *ip, int port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
    if (inet_pton(AF_INET, ip, &a.sin_addr) != 1)
        fail(ip, "not an IPv4 address");
    return a;
}

static void limit_waiting(int fd)
{
    struct timeval limit = {.tv_sec = SOCKET_SECONDS};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

#endif

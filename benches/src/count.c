/*
 * count - counts what a server does with its private key.
 *
 * usage: COUNT=FILE LD_PRELOAD=count.so SERVER ...
 *
 * Stands between libssl and libcrypto. FILE holds two numbers, 64 bits each, in the machine's order, that are added to
 * while the server runs: signatures, and decryptions with the private key. The server's children count, too.
 *
 * build: gcc -O2 -Wall -shared -fPIC -o count.so count.c
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SIGNATURES, DECRYPTIONS };

static unsigned long long *counts;

/* They call one another; the outermost counts. */
static __thread int depth;

__attribute__((constructor)) static void open_counts(void)
{
    const char *path = getenv("COUNT");
    int fd = path ? open(path, O_RDWR | O_CREAT, 0666) : -1;
    if (fd < 0 || ftruncate(fd, 16))
        return;
    void *mapped = mmap(NULL, 16, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mapped != MAP_FAILED)
        counts = mapped;
    close(fd);
}

/* A function of libcrypto under its own name. */
#define COUNTED(kind, counted, name, parameters, arguments)         \
    int name parameters                                             \
    {                                                               \
        static int (*theirs) parameters;                            \
        if (!theirs)                                                \
            theirs = dlsym(RTLD_NEXT, #name);                       \
        depth++;                                                    \
        int result = theirs arguments;                              \
        depth--;                                                    \
        if (counts && !depth && (counted))                          \
            __atomic_add_fetch(&counts[kind], 1, __ATOMIC_RELAXED); \
        return result;                                              \
    }

/* What OpenSSL 1.1.1 and 3 call. Asked without a place for the result, it only says how long that is; and records are
   authenticated by one of them, with what is shorter than any signature. */
#define LONGEST_MAC 48
COUNTED(SIGNATURES, out, EVP_DigestSign,
        (void *context, unsigned char *out, size_t *size, const unsigned char *data, size_t length),
        (context, out, size, data, length))
COUNTED(SIGNATURES, out && *size > LONGEST_MAC, EVP_DigestSignFinal, (void *context, unsigned char *out, size_t *size),
        (context, out, size))
COUNTED(SIGNATURES, out, EVP_PKEY_sign,
        (void *context, unsigned char *out, size_t *size, const unsigned char *data, size_t length),
        (context, out, size, data, length))
COUNTED(DECRYPTIONS, out, EVP_PKEY_decrypt,
        (void *context, unsigned char *out, size_t *size, const unsigned char *data, size_t length),
        (context, out, size, data, length))

/* What older ones call. */
COUNTED(SIGNATURES, out, EVP_SignFinal, (void *context, unsigned char *out, unsigned *size, void *key),
        (context, out, size, key))
COUNTED(SIGNATURES, out, RSA_sign,
        (int kind, const unsigned char *data, unsigned length, unsigned char *out, unsigned *size, void *key),
        (kind, data, length, out, size, key))
COUNTED(SIGNATURES, out, RSA_private_encrypt,
        (int length, const unsigned char *data, unsigned char *out, void *key, int padding),
        (length, data, out, key, padding))
COUNTED(DECRYPTIONS, out, RSA_private_decrypt,
        (int length, const unsigned char *data, unsigned char *out, void *key, int padding),
        (length, data, out, key, padding))

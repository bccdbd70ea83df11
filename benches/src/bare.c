/*
 * bare - the least that asking servers for versions takes: connect, say a hello, take the first bytes, reset.
 *
 * usage: bare HELLOS FIRST PORTS CONNECTIONS AT_ONCE
 *
 *   HELLOS   file of hellos, each after its length in two bytes, big-endian; they are said in turn
 *   FIRST    the first of PORTS ports of 127.0.0.1, which are asked in turn
 *
 * Knows no TLS and waits for no time. Says how many connections it made in how many seconds, and how many of them
 * got no answer: those that were hung up on, as a server does that does not know SSL 2.0.
 *
 * build: gcc -O2 -Wall -o bare bare.c
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST_HELLOS 64

struct hello {
    const unsigned char *bytes;
    int length;
};

/* By descriptor: the hello that is still to be said. */
static const struct hello *unsaid[65536];

static struct hello hellos[MOST_HELLOS];
static long begun, ended, unanswered, connections;
static int hello_count, first, ports, epoll;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

/* Says the hello if the connection is there. */
static void say(int fd)
{
    const struct hello *hello = unsaid[fd];
    if (!hello)
        return;
    if (send(fd, hello->bytes, hello->length, MSG_NOSIGNAL) == hello->length)
        unsaid[fd] = NULL;
    else if (errno != EAGAIN)
        fail("send");
}

static void begin(void)
{
    struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(first + begun % ports)};
    struct linger reset = {1, 0};
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (fd < 0 || fd >= 65536)
        fail("socket");
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    if (connect(fd, (void *)&server, sizeof server) && errno != EINPROGRESS)
        fail("connect");
    unsaid[fd] = &hellos[begun++ % hello_count];
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.fd = fd};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event))
        fail("epoll_ctl");
}

/* Takes what is there; then it is over, and the next begins. */
static void end(int fd)
{
    char answer[2048];
    ssize_t got = recv(fd, answer, sizeof answer, 0);
    if (got < 0 && errno == EAGAIN)
        return;
    unanswered += got <= 0;
    ended++;
    close(fd);
    if (begun < connections)
        begin();
}

static void read_hellos(const char *path)
{
    static unsigned char held[1 << 18];
    FILE *file = fopen(path, "rb");
    if (!file)
        fail(path);
    size_t size = fread(held, 1, sizeof held, file);
    fclose(file);
    for (size_t at = 0; at + 2 <= size && hello_count < MOST_HELLOS; hello_count++) {
        int length = held[at] << 8 | held[at + 1];
        if (at + 2 + length > size)
            break;
        hellos[hello_count] = (struct hello){held + at + 2, length};
        at += 2 + length;
    }
}

int main(int count, char **argument)
{
    if (count != 6) {
        fputs("usage: bare HELLOS FIRST PORTS CONNECTIONS AT_ONCE\n", stderr);
        return 2;
    }
    read_hellos(argument[1]);
    first = atoi(argument[2]);
    ports = atoi(argument[3]);
    connections = atol(argument[4]);
    epoll = epoll_create1(0);
    if (!hello_count || ports < 1 || epoll < 0)
        fail("nothing to say");

    struct timespec start, stop;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int i = atoi(argument[5]); i > 0 && begun < connections; i--)
        begin();
    while (ended < connections) {
        struct epoll_event events[256];
        int ready = epoll_wait(epoll, events, 256, 10000);
        if (ready <= 0)
            fail("nobody answers");
        for (int i = 0; i < ready; i++) {
            say(events[i].data.fd);
            if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
                end(events[i].data.fd);
        }
    }
    clock_gettime(CLOCK_MONOTONIC, &stop);
    double seconds = stop.tv_sec - start.tv_sec + (stop.tv_nsec - start.tv_nsec) / 1e9;
    printf("%ld %.6f %ld\n", ended, seconds, unanswered);
    return 0;
}

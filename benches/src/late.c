/*
 * late - makes a server late: passes connections on to it, the first bytes of each only after some time.
 *
 * usage: late FIRST PORTS SOCKET MILLISECONDS
 *
 *   FIRST    the first of PORTS ports to listen on, at every address
 *   SOCKET   the Unix socket of the server
 *
 * Accepts at once. What the client says first waits that long; then the server is connected to, and both ends say what
 * they like without a delay. So every connection gets its first answer late, and only the first.
 * Ends when its standard input does.
 *
 * build: gcc -O2 -Wall -o late late.c
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define MOST 65536

enum kind { NONE, LISTENER, WAITING, TALKING };

/* By descriptor. */
static struct {
    enum kind kind;
    int other;         /* the other end, when both talk */
    unsigned long turn; /* tells a connection from a later one with the same number */
} ends[MOST];

/* Those that wait, in the order of their turns: all wait equally long. */
static struct {
    int fd;
    unsigned long turn;
    long long due;
} queue[MOST];

static unsigned long oldest, next; /* places in the queue, modulo MOST */
static struct sockaddr_un server = {.sun_family = AF_UNIX};
static int epoll;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static long long now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

static void watch(int how, int fd, unsigned events)
{
    struct epoll_event event = {.events = events, .data.fd = fd};
    if (epoll_ctl(epoll, how, fd, &event))
        fail("epoll_ctl");
}

static void hang_up(int fd)
{
    ends[fd].kind = NONE;
    close(fd);
}

/* Passes on what is there. What is said in a handshake always fits into a socket that is empty. */
static void pass_on(int from)
{
    char bytes[16384];
    int to = ends[from].other;
    ssize_t got = recv(from, bytes, sizeof bytes, 0);
    if (got <= 0 || send(to, bytes, got, MSG_NOSIGNAL) != got) {
        hang_up(from);
        hang_up(to);
    }
}

/* The time is over: connects to the server and passes on what the client said first. */
static void connect_on(int client)
{
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0 || fd >= MOST || connect(fd, (void *)&server, sizeof server))
        fail("connect");
    ends[client].kind = ends[fd].kind = TALKING;
    ends[client].other = fd;
    ends[fd].other = client;
    watch(EPOLL_CTL_ADD, fd, EPOLLIN);
    watch(EPOLL_CTL_MOD, client, EPOLLIN);
}

static void serve(int fd, long long delay)
{
    if (ends[fd].kind == LISTENER) {
        int client = accept(fd, NULL, NULL);
        if (client < 0 || client >= MOST)
            fail("accept");
        ends[client].kind = WAITING;
        watch(EPOLL_CTL_ADD, client, EPOLLIN | EPOLLONESHOT);
    } else if (ends[fd].kind == WAITING) {
        ends[fd].turn = next;
        queue[next % MOST].fd = fd;
        queue[next % MOST].turn = next;
        queue[next % MOST].due = now() + delay;
        if (++next - oldest > MOST)
            fail("too many");
    } else if (ends[fd].kind == TALKING) {
        pass_on(fd);
    } else if (fd == STDIN_FILENO) {
        exit(0);
    }
}

int main(int count, char **argument)
{
    if (count != 5 || strlen(argument[3]) >= sizeof server.sun_path) {
        fputs("usage: late FIRST PORTS SOCKET MILLISECONDS\n", stderr);
        return 2;
    }
    strcpy(server.sun_path, argument[3]);
    long long delay = atoi(argument[4]) * 1000LL;
    epoll = epoll_create1(0);
    watch(EPOLL_CTL_ADD, STDIN_FILENO, EPOLLIN);
    for (int i = 0; i < atoi(argument[2]); i++) {
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argument[1]) + i)};
        int fd = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
        address.sin_addr.s_addr = htonl(INADDR_ANY);
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        if (bind(fd, (void *)&address, sizeof address) || listen(fd, 1024))
            fail("listen");
        ends[fd].kind = LISTENER;
        watch(EPOLL_CTL_ADD, fd, EPOLLIN);
    }
    puts("ready");
    fflush(stdout);
    for (;;) {
        struct epoll_event events[256];
        int wait = -1;
        if (next != oldest) {
            long long left = queue[oldest % MOST].due - now();
            wait = left > 0 ? (left + 999) / 1000 : 0;
        }
        int ready = epoll_wait(epoll, events, 256, wait);
        for (int i = 0; i < ready; i++)
            serve(events[i].data.fd, delay);
        for (; next != oldest && queue[oldest % MOST].due <= now(); oldest++) {
            int fd = queue[oldest % MOST].fd;
            if (ends[fd].kind == WAITING && ends[fd].turn == queue[oldest % MOST].turn)
                connect_on(fd);
        }
    }
}

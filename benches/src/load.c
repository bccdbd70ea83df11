/*
 * load - both ends of a gate: clients that say a hello, and the server behind, which must get it whole.
 *
 * usage: load sink PORT HELLO REPLY
 *        load open|paced|refuse|stream|hold PORT HELLO REPLY AT_ONCE SECONDS [PROCESS...]
 *
 *   sink     answers the hello with REPLY bytes, or with a stream without an end if that is 0. When its standard input
 *            ends, it says how many hellos it got whole, and how many errors there were
 *   open     connects, says the hello, takes REPLY bytes, closes, and again
 *   paced    the same, but AT_ONCE connections begin each second, however many are open; a connection that begins late is
 *            timed from when it should have begun
 *   refuse   connects, says the hello, reads until the gate ends it, and again
 *   stream   connects, says the hello, and takes what comes
 *   hold     opens AT_ONCE connections as `open` does, ends the handshake, says so, and holds them until its standard input ends
 *
 *   PORT     9000, or 6:9000 for IPv6
 *   HELLO    file of what the client says
 *   PROCESS  whose CPU time is charged
 *
 * Every byte is compared with what was sent: the reply is the beginning of a sequence that repeats after a prime number
 * of bytes and begins with a ServerHello of TLS 1.3. What is not as it must be is an error; errors are counted, and the first one is named. The first tenth of
 * the time is not counted; after the last of it, what is open is brought to its end. Prints one line of JSON.
 *
 * build: gcc -O2 -Wall -o load load.c
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define MOST 65536         /* descriptors */
#define PERIOD 65521       /* of the sequence of bytes */
#define CHUNK (256 * 1024) /* as much is sent or taken at a time */
#define MOST_TIMES (4 << 20)
#define ADDRESSES 8        /* clients come from so many, or a fast machine runs out of ports */
#define PATIENCE 5000      /* milliseconds without anything that happens */

enum kind { OPEN, PACED, REFUSE, STREAM, HOLD, KINDS };
static const char *const names[] = {"open", "paced", "refuse", "stream", "hold"};
static const unsigned char alert[] = {0x15, 3, 1, 0, 2, 2, 0x46}; /* fatal: protocol_version */

/* TLS 1.3 with TLS_AES_128_GCM_SHA256, then the head of a record that takes the rest of a thousand bytes. */
static const unsigned char server_hello[] = {
    0x16, 3, 3, 0, 0x32, 2, 0, 0, 0x2e, 3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,
    23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 0, 0x13, 1, 0, 0, 6, 0, 0x2b, 0, 2, 3, 4,
    0x17, 3, 3, 3, 0xac};

/* The client's Finished, as far as anybody can see. */
static const unsigned char finished[5 + 53] = {0x17, 3, 3, 0, 53, 1, 2, 3, 4};

/* By descriptor. */
static struct end {
    bool open;
    bool said;       /* the client its hello */
    long long begun; /* nanoseconds */
    long got, sent;
    bool no_alert;   /* what came is something else */
} ends[MOST];

/* What there was until some moment. */
static struct moment {
    long long time, cpu;
    unsigned long ended, bytes, times;
} total, from, to;

static unsigned char sequence[PERIOD + CHUNK], taken[CHUNK], hello[20000];
static unsigned int times[MOST_TIMES]; /* nanoseconds from connecting to the end */
static unsigned long hellos, errors, begun, open_now, at_once, alerts, bare, resets;
static bool six; /* IPv6 */
static long reply, hello_length;
static enum kind kind;
static int epoll, port;
static bool over; /* the time */
static long long start;
static char **processes;

static void error(const char *what)
{
    if (errors++ == 0)
        fprintf(stderr, "load: %s%s%s\n", what, errno ? ": " : "", errno ? strerror(errno) : "");
}

static void fail(const char *what)
{
    error(what);
    exit(1);
}

static long long nanoseconds(clockid_t clock)
{
    struct timespec t;
    if (clock_gettime(clock, &t))
        fail("clock_gettime");
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void watch(int how, int fd, unsigned events)
{
    struct epoll_event event = {.events = events, .data.fd = fd};
    if (epoll_ctl(epoll, how, fd, &event))
        fail("epoll_ctl");
}

struct address {
    union {
        struct sockaddr any;
        struct sockaddr_in four;
        struct sockaddr_in6 six;
    };
    socklen_t length;
};

/* 127.0.0.HOST, or fd00::HOST, which whoever runs this gives to the loopback interface */
static struct address address(int host, int number)
{
    struct address a = {.length = six ? sizeof a.six : sizeof a.four};
    if (six) {
        a.six = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_port = htons(number)};
        a.six.sin6_addr.s6_addr[0] = 0xfd;
        a.six.sin6_addr.s6_addr[15] = host;
    } else {
        a.four = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(number)};
        a.four.sin_addr.s_addr = htonl(INADDR_LOOPBACK - 1 + host);
    }
    return a;
}

static void opened(int fd)
{
    if (fd < 0 || fd >= MOST)
        fail("socket");
    ends[fd] = (struct end){.open = true, .begun = nanoseconds(CLOCK_MONOTONIC)};
    open_now++;
}

static void hang_up(int fd)
{
    ends[fd].open = false;
    open_now--;
    close(fd);
}

/* Answers a hello that is whole, or goes on with the stream. */
static void answer(int fd)
{
    struct end *end = &ends[fd];
    long length = reply ? reply : CHUNK;
    ssize_t sent = send(fd, sequence + end->sent % PERIOD, length, MSG_NOSIGNAL);
    if (sent > 0)
        end->sent += sent;
    if (reply && sent != reply)
        error("the reply could not be sent");
    else if (sent < 0 && errno != EAGAIN)
        hang_up(fd); /* the client had enough */
}

static void listen_to(int fd)
{
    struct end *end = &ends[fd];
    errno = 0;
    ssize_t got = recv(fd, taken, sizeof taken, 0);
    if (got < 0 && errno == EAGAIN)
        return;
    if (got <= 0) {
        /* Who said nothing looked only whether somebody is here. */
        if (end->got && end->got < hello_length)
            error("the server got half a hello");
        hang_up(fd);
    } else if (end->got == hello_length && got == sizeof finished && !memcmp(taken, finished, got)) {
        return; /* it is to be held */
    } else if (end->got + got > hello_length || memcmp(taken, hello + end->got, got)) {
        error("the server got something else than the hello");
        hang_up(fd);
    } else if ((end->got += got) == hello_length) {
        hellos++;
        if (!reply)
            watch(EPOLL_CTL_MOD, fd, EPOLLIN | EPOLLOUT);
        answer(fd);
    }
}

static void sink(void)
{
    struct address here = address(1, port);
    int listener = socket(here.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK, 0), client;
    if (bind(listener, &here.any, here.length) || listen(listener, 4096))
        fail("listen");
    watch(EPOLL_CTL_ADD, listener, EPOLLIN);
    watch(EPOLL_CTL_ADD, STDIN_FILENO, EPOLLIN);
    for (;;) {
        struct epoll_event events[256];
        int ready = epoll_wait(epoll, events, 256, -1);
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            if (fd == STDIN_FILENO) {
                printf("%lu %lu\n", hellos, errors);
                return;
            } else if (fd == listener) {
                while ((client = accept4(fd, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
                    opened(client);
                    watch(EPOLL_CTL_ADD, client, EPOLLIN);
                }
                if (errno != EAGAIN)
                    fail("accept");
            } else {
                if (events[i].events & ~EPOLLOUT)
                    listen_to(fd);
                if (ends[fd].open && events[i].events & EPOLLOUT)
                    answer(fd);
            }
        }
    }
}

/* Says the hello if the connection is there. Tells whether there is nothing more to do for that. */
static bool say(int fd)
{
    errno = 0;
    ssize_t sent = send(fd, hello, hello_length, MSG_NOSIGNAL);
    if (sent < 0 && errno == EAGAIN)
        return false;
    if (sent != hello_length) {
        error("the hello could not be said");
        hang_up(fd);
    }
    ends[fd].said = true;
    return true;
}

static int begin(void)
{
    struct address here = address(2 + begun % ADDRESSES, 0), there = address(1, port);
    int fd = socket(here.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK, 0), yes = 1;
    opened(fd);
    begun++;
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    if (bind(fd, &here.any, here.length) || (connect(fd, &there.any, there.length) && errno != EINPROGRESS))
        fail("connect");
    bool said = say(fd);
    if (ends[fd].open)
        watch(EPOLL_CTL_ADD, fd, said ? EPOLLIN : EPOLLOUT);
    return fd;
}

/* Begins what is due by now. */
static void begin_due(void)
{
    long long every = 1000000000LL / at_once, due;
    while (!over && (due = start + begun * every) <= nanoseconds(CLOCK_MONOTONIC))
        ends[begin()].begun = due;
}

/* Wakes us often enough for what is due. */
static int pace(void)
{
    struct itimerspec often = {{0, 100000}, {0, 100000}};
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    if (timer < 0 || timerfd_settime(timer, 0, &often, NULL))
        fail("timerfd");
    watch(EPOLL_CTL_ADD, timer, EPOLLIN);
    return timer;
}

/* Begins as many as are missing; of the stream and of what is held, until there are enough. */
static void begin_more(void)
{
    if (kind == PACED)
        return begin_due();
    bool again = kind == OPEN || kind == REFUSE;
    unsigned long under_way = open_now - (kind == HOLD ? total.ended : 0);
    unsigned long limit = kind == HOLD && at_once > 64 ? 64 : at_once;
    for (; !over && under_way < limit && (again || begun < at_once); under_way++)
        begin();
}

/* It is over and was as it must be. */
static void end_well(int fd)
{
    if (total.times < MOST_TIMES)
        times[total.times++] = nanoseconds(CLOCK_MONOTONIC) - ends[fd].begun;
    total.ended++;
    hang_up(fd);
}

static void refused(int fd, bool by_reset)
{
    struct end *end = &ends[fd];
    int later = 0;
    socklen_t length = sizeof later;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &later, &length); /* a reset after the end? */
    if (by_reset || later)
        resets++;
    else if (end->got == sizeof alert && !end->no_alert)
        alerts++;
    else if (!end->got)
        bare++;
    end_well(fd);
}

static void take(int fd)
{
    struct end *end = &ends[fd];
    errno = 0;
    ssize_t got = recv(fd, taken, sizeof taken, 0);
    if (got < 0 && errno == EAGAIN)
        return;
    if (got <= 0 && kind == REFUSE) {
        refused(fd, got < 0);
        return;
    }
    if (kind == REFUSE) {
        if (end->got + got > sizeof alert || memcmp(taken, alert + end->got, got))
            end->no_alert = true;
    } else if (got <= 0 || (reply && end->got + got > reply) || memcmp(taken, sequence + end->got % PERIOD, got)) {
        error(got > 0 ? "the client got other bytes than those that were sent" : "the client's connection broke");
        hang_up(fd);
        return;
    }
    end->got += got;
    total.bytes += got;
    if ((kind == OPEN || kind == PACED) && end->got == reply)
        end_well(fd);
    else if (kind == HOLD && end->got == reply) {
        if (send(fd, finished, sizeof finished, MSG_NOSIGNAL) != sizeof finished)
            fail("the handshake's end");
        total.ended++;
    }
}

static struct moment until_now(void)
{
    struct moment now = total;
    clockid_t charged;
    now.time = nanoseconds(CLOCK_MONOTONIC);
    for (char **process = processes; *process; process++, now.cpu += nanoseconds(charged))
        if ((errno = clock_getcpuclockid(atoi(*process), &charged)))
            fail("the gate's process");
    return now;
}

static void hold(void)
{
    puts("held");
    fflush(stdout);
    while (read(STDIN_FILENO, taken, sizeof taken) > 0)
        ;
    for (int fd = 0; fd < MOST; fd++)
        if (ends[fd].open && (recv(fd, taken, 1, 0) >= 0 || errno != EAGAIN))
            error("a connection that was held did not stay open");
}

static int compare(const void *a, const void *b)
{
    unsigned int x = *(const unsigned int *)a, y = *(const unsigned int *)b;
    return (x > y) - (x < y);
}

static void clients(double seconds)
{
    long long now;
    int timer = kind == PACED ? pace() : -1;
    start = nanoseconds(CLOCK_MONOTONIC);
    begin_more();
    while (!over || (open_now && (kind == OPEN || kind == PACED || kind == REFUSE))) {
        struct epoll_event events[256];
        errno = 0;
        int ready = epoll_wait(epoll, events, 256, PATIENCE);
        if (ready <= 0)
            fail("nobody answers");
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            if (fd == timer)
                (void)!read(timer, taken, 8);
            else if (ends[fd].said)
                take(fd);
            else if (say(fd) && ends[fd].open)
                watch(EPOLL_CTL_MOD, fd, EPOLLIN);
            begin_more();
        }
        now = nanoseconds(CLOCK_MONOTONIC);
        if (!from.time && now >= start + seconds * 1e8)
            from = until_now();
        if (!over && (kind == HOLD ? total.ended + errors >= at_once : now >= start + seconds * 1e9)) {
            to = until_now();
            over = true;
        }
    }
    if (kind == HOLD)
        hold();
    unsigned long counted = to.times - from.times;
    unsigned int *sorted = times + from.times;
    qsort(sorted, counted, sizeof *sorted, compare);
    printf("{\"seconds\": %.6f, \"cpu\": %.6f, \"ended\": %lu, \"bytes\": %lu, \"p50\": %.1f, \"p99\": %.1f, ",
           (to.time - from.time) / 1e9, (to.cpu - from.cpu) / 1e9, to.ended - from.ended, to.bytes - from.bytes,
           counted ? sorted[counted / 2] / 1e3 : 0, counted ? sorted[counted * 99 / 100] / 1e3 : 0);
    printf("\"begun\": %lu, \"alerts\": %lu, \"bare\": %lu, \"resets\": %lu, \"errors\": %lu}\n", begun, alerts, bare,
           resets, errors);
}

int main(int count, char **argument)
{
    bool is_sink = count == 5 && !strcmp(argument[1], "sink");
    while (!is_sink && count > 6 && kind < KINDS && strcmp(argument[1], names[kind]))
        kind++;
    if (!is_sink && (count <= 6 || kind == KINDS)) {
        fputs("usage: load sink PORT HELLO REPLY\n"
              "       load open|paced|refuse|stream|hold PORT HELLO REPLY AT_ONCE SECONDS [PROCESS...]\n", stderr);
        return 2;
    }
    six = argument[2][0] == '6' && argument[2][1] == ':';
    port = atoi(argument[2] + (six ? 2 : 0));
    hello_length = read(open(argument[3], O_RDONLY), hello, sizeof hello);
    reply = atol(argument[4]);
    epoll = epoll_create1(0);
    if (hello_length <= 0 || reply > PERIOD || epoll < 0)
        fail("nothing to say");
    unsigned int state = 1;
    for (int i = 0; i < PERIOD + CHUNK; i++)
        sequence[i] = i >= PERIOD                      ? sequence[i - PERIOD]
                      : i < (int)sizeof server_hello ? server_hello[i]
                                                     : (state = state * 1664525 + 1013904223) >> 24;
    if (is_sink) {
        sink();
    } else {
        at_once = atol(argument[5]);
        processes = argument + 7;
        clients(atof(argument[6]));
    }
    return 0;
}

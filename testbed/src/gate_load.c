/*
 * gate_load - both ends of a gate: clients that say a hello and then anything, and the server behind.
 *
 * usage: gate_load sink PORT [rude]
 *        gate_load clients PORT FIRST COUNT AT_ONCE [rude]
 *
 *   sink      serves `clients` at PORT of every address; at the next port it sends back whatever comes
 *   clients   COUNT connections, AT_ONCE of them at a time, until standard input ends. They have numbers from FIRST on
 *   rude      goes now and then, by an end or by a reset, whatever is under way; this counts as cut
 *
 * All of a connection follows from its number, which stands in its hello: the hello, how it is cut into records and
 * segments, how many random bytes go up after it and down, who ends it, who has little room. So each end knows each
 * byte that it must get, and compares it. `clients` prints a line for each tenth of COUNT. At its end (the sink's is
 * that of its standard input) each prints one line of JSON, in which a connection is
 *
 *   whole      all came and nothing else, both ways, and both ends too
 *   wrong      other bytes came than were sent, or more
 *   cut        it was ended too early
 *   reset      it was reset
 *   refused    nobody took it
 *   untouched  and not one byte came, of those that were cut or reset
 *
 * build: gcc -O2 -Wall -o gate_load gate_load.c
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST 65536       /* descriptors */
#define PLACES (4 << 20) /* where in the noise a connection's bytes may begin */
#define LONG (1 << 20)   /* bytes, of a few */
#define CHUNK (64 << 10) /* as much is sent or taken at a time */
#define HELLO 16384      /* the longest hello, however it is cut */
#define HELD 256         /* the bytes that show the number, and more */
#define SOURCES 16       /* clients come from so many addresses, or there are not enough ports */
#define NARROW 40000     /* bytes of room to receive; with less, Linux waits for its own timers */
#define PATIENCE 15000   /* milliseconds without anything that happens */
#define LIFETIME 3600    /* seconds, whatever happens */
#define TIMES (1 << 20)

enum counted { BEGUN, WHOLE, WRONG, CUT, RESET, REFUSED, UNTOUCHED, BYTES, OPEN, ECHOED, COUNTED };
static const char *const names[] = {"begun", "whole", "wrong", "cut", "reset", "refused", "untouched", "bytes", "open"};
static unsigned long counts[COUNTED];

enum ending { BY_HALVES, BY_SERVER, BY_CLIENT, ENDINGS };

/* What a connection's number says. */
struct plan {
    unsigned long number;
    enum ending ending;
    bool answers_early, narrow;
    long hello_length, segment, length[2], at[2]; /* upwards (with the hello) and downwards */
    unsigned char hello[HELLO];
};

static struct end {
    bool open, is_client, echoes, ended, told;
    unsigned events;
    long long begun;
    long got, sent, held;
    struct plan *plan;
    unsigned char first[HELD];
} ends[MOST];

static unsigned char noise[PLACES + LONG + CHUNK], bytes[CHUNK + HELD], right[CHUNK + HELD];
static unsigned int times[TIMES]; /* microseconds, of those that were whole */
static long long latest;          /* of the others */
static int epoll, port;
static bool rude;

static void fail(const char *what)
{
    fprintf(stderr, "gate_load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static long long microseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

static unsigned long mix(unsigned long *state) /* splitmix64 */
{
    unsigned long z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static unsigned char *put(unsigned char *to, int length, unsigned long value)
{
    while (length--)
        *to++ = value >> 8 * length;
    return to;
}

static unsigned char *copy(unsigned char *to, const void *what, int length)
{
    return (unsigned char *)memcpy(to, what, length) + length;
}

/* TLS 1.0, 1.2 or 1.3, sometimes as long as one with a share for a post-quantum group. */
static long write_hello(unsigned char *to, unsigned long number, unsigned long *state)
{
    unsigned char message[4096], *at = message + 4, *extensions, *start = to;
    char name[40];
    int version = mix(state) % 3, named = sprintf(name, "c%lu.example", number);
    long pad = mix(state) % 8 ? mix(state) % 300 : 1200 + mix(state) % 600;
    at = put(copy(put(at, 2, version ? 0x303 : 0x301), "gate", 4), 8, number);
    at = copy(at, noise + mix(state) % PLACES, 20);
    at = put(at, 1, mix(state) % 2 * 32);
    at = copy(copy(at, noise, at[-1]), "\0\6\x13\1\xc0\x2f\0\x2f\1\0", 10);
    extensions = at;
    at = put(put(put(put(put(at + 2, 2, 0), 2, named + 5), 2, named + 3), 1, 0), 2, named);
    at = copy(at, name, named);
    if (version == 2)
        at = copy(at, "\0\x2b\0\5\4\3\4\3\3", 9);
    at = put(put(at, 2, 21), 2, pad);
    memset(at, 0, pad);
    at += pad;
    put(extensions, 2, at - extensions - 2);
    put(put(message, 1, 1), 3, at - message - 4);
    long all = at - message, limit = mix(state) % 4 ? all : 20;
    long record = mix(state) % 2 ? all : 1 + (long)(mix(state) % limit);
    for (long from = 0; from < all; from += record) {
        long part = from + record < all ? record : all - from;
        to = copy(put(put(put(to, 1, 22), 2, 0x301), 2, part), message + from, part);
    }
    return to - start;
}

static long length(unsigned long *state)
{
    unsigned long z = mix(state), longer = (z >> 32) % 512;
    return z % 4097 + (longer == 0 ? LONG : longer < 8 ? (long)(mix(state) % (LONG / 8)) : 0);
}

static struct plan *plan_of(unsigned long number)
{
    struct plan *plan = malloc(sizeof *plan);
    unsigned long state = number * 0x2545f4914f6cdd1d + 1;
    plan->number = number;
    plan->hello_length = write_hello(plan->hello, number, &state);
    plan->ending = mix(&state) % ENDINGS;
    plan->answers_early = mix(&state) % 2;
    plan->length[0] = plan->hello_length + length(&state);
    plan->length[1] = length(&state);
    plan->narrow = mix(&state) % (plan->length[0] + plan->length[1] > LONG ? 2 : 16) == 0;
    plan->at[0] = mix(&state) % PLACES;
    plan->at[1] = mix(&state) % PLACES;
    /* All at once, or the hello by itself, or the hello in pieces. */
    int how = mix(&state) % 4;
    long piece = 1 + (long)(mix(&state) % (plan->hello_length / 2));
    plan->segment = how < 2 ? CHUNK : how == 2 ? plan->hello_length : piece;
    return plan;
}

/* Puts bytes of a direction where they are wanted. */
static void bytes_of(const struct plan *plan, bool down, long from, long length, unsigned char *to)
{
    long hello = down ? 0 : plan->hello_length, part = hello - from < length ? hello - from : length;
    if (part > 0) {
        to = copy(to, plan->hello + from, part);
        from += part, length -= part;
    }
    memcpy(to, noise + plan->at[down] + from - hello, length);
}

/* The number in a hello that has begun; 0: more is needed; -1: there is none. */
static unsigned long number_in(const unsigned char *bytes, long length)
{
    unsigned char payload[18];
    unsigned long number = 0;
    int count = 0;
    for (long at = 0; at + 5 <= length && count < 18;) {
        long record = bytes[at + 3] << 8 | bytes[at + 4];
        for (at += 5; record && at < length && count < 18; record--)
            payload[count++] = bytes[at++];
    }
    if (count < 18)
        return length > HELD ? -1UL : 0;
    for (int i = 10; i < 18; i++)
        number = number << 8 | payload[i];
    return memcmp(payload + 6, "gate", 4) ? -1UL : number;
}

static void watch(int how, int fd, unsigned events)
{
    struct epoll_event event = {.events = events, .data.fd = fd};
    if (epoll_ctl(epoll, how, fd, &event))
        fail("epoll_ctl");
    ends[fd].events = events;
}

static void narrow(int fd)
{
    int room = NARROW;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
}

static void opened(int fd, struct end end, unsigned events)
{
    if (fd < 0 || fd >= MOST)
        fail("socket");
    end.open = true;
    end.begun = microseconds();
    ends[fd] = end;
    counts[OPEN]++;
    watch(EPOLL_CTL_ADD, fd, events);
}

static void over(int fd, enum counted how)
{
    struct end *end = &ends[fd];
    long long took = microseconds() - end->begun;
    if (how == WHOLE)
        times[counts[WHOLE] % TIMES] = took;
    else if (how != ECHOED && took > latest)
        latest = took;
    counts[how]++;
    counts[UNTOUCHED] += (how == CUT || how == RESET) && !end->got && !end->held;
    counts[BYTES] += end->got;
    counts[OPEN]--;
    free(end->plan);
    end->open = false;
    close(fd);
}

/* Takes what has come, and says whether the connection goes on. */
static bool take(int fd)
{
    struct end *end = &ends[fd];
    ssize_t got = recv(fd, bytes + end->held, CHUNK, 0);
    if (got < 0 && errno == EAGAIN)
        return true;
    if (got < 0)
        return over(fd, errno == ECONNREFUSED ? REFUSED : RESET), false;
    if (end->echoes)
        return (got && send(fd, bytes, got, MSG_NOSIGNAL) == got) || (over(fd, ECHOED), false);
    if (got == 0) {
        end->ended = true;
        return (end->plan && end->got == end->plan->length[end->is_client]) || (over(fd, CUT), false);
    }
    memcpy(bytes, end->first, end->held);
    got += end->held;
    if (!end->plan) {
        unsigned long number = number_in(bytes, got);
        if (number == -1UL)
            return over(fd, WRONG), false;
        end->held = number ? 0 : got;
        memcpy(end->first, bytes, end->held);
        if (!number)
            return true;
        end->plan = plan_of(number);
        if (end->plan->narrow)
            narrow(fd);
    }
    if (end->got + got > end->plan->length[end->is_client])
        return over(fd, WRONG), false;
    bytes_of(end->plan, end->is_client, end->got, got, right);
    if (memcmp(bytes, right, got))
        return over(fd, WRONG), false;
    end->got += got;
    return true;
}

/* Sends what there is to send, ends what is to be ended, and says what it waits for. */
static void go_on(int fd)
{
    struct end *end = &ends[fd];
    const struct plan *plan = end->plan;
    unsigned events = end->ended ? 0 : EPOLLIN;
    if (plan) {
        bool is_client = end->is_client, has_all = end->got == plan->length[is_client];
        bool may_speak = is_client || has_all || plan->answers_early;
        long all = plan->length[!is_client], part = all - end->sent < CHUNK ? all - end->sent : CHUNK;
        if (is_client && end->sent < plan->hello_length && part > plan->segment)
            part = plan->segment;
        if (may_speak && part) {
            bytes_of(plan, !is_client, end->sent, part, bytes);
            ssize_t sent = send(fd, bytes, part, MSG_NOSIGNAL);
            if (sent < 0 && errno != EAGAIN) {
                over(fd, errno == ECONNREFUSED ? REFUSED : RESET);
                return;
            }
            end->sent += sent > 0 ? sent : 0;
        }
        bool has_sent = end->sent == all, begins = is_client ? plan->ending == BY_HALVES : false;
        bool ends_first = has_all && plan->ending == (is_client ? BY_CLIENT : BY_SERVER);
        if (has_sent && !end->told && (end->ended || begins || ends_first)) {
            end->told = true;
            if (shutdown(fd, SHUT_WR)) {
                over(fd, RESET);
                return;
            }
        }
        if (end->told && end->ended) {
            over(fd, WHOLE);
            return;
        }
        if (may_speak && !has_sent)
            events |= EPOLLOUT;
    }
    if (events != end->events)
        watch(EPOLL_CTL_MOD, fd, events);
}

static void happened(int fd, unsigned events)
{
    struct linger reset = {1, 0};
    if (ends[fd].open && rude && rand() % 20 == 0) {
        if (rand() % 2)
            setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        over(fd, CUT);
    }
    if (ends[fd].open && (!(events & ~EPOLLOUT) || take(fd)))
        go_on(fd);
}

static int listen_at(int number)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(number)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), yes = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, (void *)&here, sizeof here) || listen(fd, 4096))
        fail("listen");
    watch(EPOLL_CTL_ADD, fd, EPOLLIN);
    return fd;
}

static void sink(void)
{
    int numbered = listen_at(port), echo = listen_at(port + 1), client;
    struct epoll_event events[256];
    for (;;) {
        int ready = epoll_wait(epoll, events, 256, -1);
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            if (fd == STDIN_FILENO)
                return;
            if (fd != numbered && fd != echo)
                happened(fd, events[i].events);
            else if ((client = accept4(fd, NULL, NULL, SOCK_NONBLOCK)) >= 0)
                opened(client, (struct end){.echoes = fd == echo}, EPOLLIN);
        }
    }
}

static void begin(unsigned long number)
{
    struct plan *plan = plan_of(number);
    struct sockaddr_in here = {AF_INET, 0, {htonl(INADDR_LOOPBACK + 1 + number % SOURCES)}, {0}};
    struct sockaddr_in there = {AF_INET, htons(port), {htonl(INADDR_LOOPBACK)}, {0}};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), yes = 1;
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (plan->narrow)
        narrow(fd);
    if (bind(fd, (void *)&here, sizeof here)
        || (connect(fd, (void *)&there, sizeof there) && errno != EINPROGRESS && errno != ECONNREFUSED))
        fail("connect");
    opened(fd, (struct end){.is_client = true, .plan = plan}, EPOLLIN | EPOLLOUT);
}

static void clients(unsigned long first, unsigned long count, unsigned long at_once)
{
    struct epoll_event events[256];
    bool stopped = false;
    do {
        unsigned long refused = counts[REFUSED];
        while (!stopped && counts[BEGUN] < count && counts[OPEN] < at_once) {
            begin(first + counts[BEGUN]++);
            if (counts[BEGUN] % (count / 10 + 1) == 0) {
                printf("%lu\n", counts[BEGUN]);
                fflush(stdout);
            }
        }
        int ready = epoll_wait(epoll, events, 256, PATIENCE);
        if (ready == 0)
            return; /* what is open still is not whole */
        for (int i = 0; i < ready; i++) {
            if (events[i].data.fd != STDIN_FILENO)
                happened(events[i].data.fd, events[i].events);
            else if (!stopped) {
                watch(EPOLL_CTL_DEL, STDIN_FILENO, 0);
                stopped = true;
            }
        }
        if (counts[REFUSED] > refused)
            usleep(1000); /* nobody is there */
    } while (counts[OPEN] || (!stopped && counts[BEGUN] < count));
}

static int compare(const void *a, const void *b)
{
    unsigned int x = *(const unsigned int *)a, y = *(const unsigned int *)b;
    return (x > y) - (x < y);
}

int main(int count, char **argument)
{
    unsigned long state = 1;
    rude = count > 3 && !strcmp(argument[count - 1], "rude");
    bool is_sink = count - rude == 3 && !strcmp(argument[1], "sink");
    if (!is_sink && (count - rude != 6 || strcmp(argument[1], "clients"))) {
        fputs("usage: gate_load sink PORT [rude]\n       gate_load clients PORT FIRST COUNT AT_ONCE [rude]\n", stderr);
        return 2;
    }
    alarm(LIFETIME);
    srand(getpid());
    port = atoi(argument[2]);
    epoll = epoll_create1(0);
    watch(EPOLL_CTL_ADD, STDIN_FILENO, EPOLLIN);
    for (long i = 0; i + 8 <= (long)sizeof noise; i += 8)
        put(noise + i, 8, mix(&state));
    if (is_sink)
        sink();
    else
        clients(atol(argument[3]), atol(argument[4]), atol(argument[5]));
    unsigned long known = counts[WHOLE] < TIMES ? counts[WHOLE] : TIMES;
    qsort(times, known, sizeof *times, compare);
    printf("{\"latest\": %.6f, \"p50\": %.6f, \"p99\": %.6f, \"most\": %.6f", latest / 1e6,
           known ? times[known / 2] / 1e6 : 0, known ? times[known * 99 / 100] / 1e6 : 0,
           known ? times[known - 1] / 1e6 : 0);
    for (int i = 0; i <= OPEN; i++)
        printf(", \"%s\": %lu", names[i], counts[i]);
    puts("}");
    return 0;
}

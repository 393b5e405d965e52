// The TIME_WAIT sockets of the crowd, as many at the end of a measurement as at its start.
//
// A TIME_WAIT socket lives 60 s (TCP_TIMEWAIT_LEN, include/net/tcp.h), and making them anew all the time would
// cost what is to be measured and move the counts. But an ACK that reaches it outside its window starts the 60 s
// again (tcp_timewait_state_process() in net/ipv4/tcp_minisocks.c): so every 20 s each gets one, through a raw
// socket, in a fraction of a second for all. The namespace has tcp_rfc1337 = 1, because the answer to that ACK
// finds no socket at the other end, and the RST it draws would otherwise end the TIME_WAIT; and a long
// tcp_invalid_ratelimit, so that only the first ACK is answered at all.
#include "crowd.h"

#include <arpa/inet.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define REFRESH_SECONDS 20

// In network order, as the kernel gives them: the end that waits, and the end that is gone.
struct tuple {
    uint32_t waiting, gone;
    uint16_t waiting_port, gone_port;
};

static struct sockaddr_in local_end(int fd)
{
    struct sockaddr_in end;
    socklen_t length = sizeof end;
    if (getsockname(fd, (void *)&end, &length) < 0)
        die("getsockname");
    return end;
}

// Whoever closes first waits. The other end closes only after it has read EOF: a FIN that crossed the first one
// would leave both ends waiting.
static struct tuple close_in_order(int first, int second)
{
    const struct sockaddr_in waiting = local_end(first), gone = local_end(second);
    char byte;
    close(first);
    if (read(second, &byte, 1) != 0)
        die("end of file");
    close(second);
    return (struct tuple){ waiting.sin_addr.s_addr, gone.sin_addr.s_addr, waiting.sin_port, gone.sin_port };
}

static uint16_t checksum(const uint16_t *words, unsigned count, uint32_t sum)
{
    for (unsigned i = 0; i < count; i++)
        sum += words[i];
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)~sum;
}

static void refresh(int raw, const struct tuple *t)
{
    struct {
        struct iphdr ip; // the kernel fills length, identification and checksum: raw(7)
        struct tcphdr tcp;
    } packet = {
        .ip = { .version = 4, .ihl = 5, .ttl = 64, .protocol = IPPROTO_TCP, .saddr = t->gone, .daddr = t->waiting },
        .tcp = { .source = t->gone_port, .dest = t->waiting_port, .doff = sizeof(struct tcphdr) / 4, .ack = 1 },
    };
    const struct {
        uint32_t from, to;
        uint16_t protocol, length;
    } pseudo = { t->gone, t->waiting, htons(IPPROTO_TCP), htons(sizeof packet.tcp) };
    uint16_t words[(sizeof pseudo + sizeof packet.tcp) / 2];
    __builtin_memcpy(words, &pseudo, sizeof pseudo);
    __builtin_memcpy((char *)words + sizeof pseudo, &packet.tcp, sizeof packet.tcp);
    packet.tcp.check = checksum(words, sizeof words / sizeof *words, 0);

    const struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr.s_addr = t->waiting };
    if (sendto(raw, &packet, sizeof packet, 0, (const void *)&to, sizeof to) < 0)
        die("raw ACK");
}

_Noreturn void hold_time_wait(const struct plan *plan, void (*ready)(void))
{
    // The listeners of this process come after those of the others.
    const struct sockaddr_in address = server_address(plan->processes), odd = server_address(plan->processes + 1);
    const int listener = listen_at((const void *)&address, sizeof address);
    if (plan->spare)
        listen_at((const void *)&odd, sizeof odd);
    const int raw = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
    struct tuple *tuples = calloc(plan->time_wait + 1, sizeof *tuples);
    if (raw < 0 || !tuples)
        die("raw socket");

    for (unsigned i = 0; i < plan->time_wait; i++) {
        const struct sockaddr_in from = client_address(plan, i);
        int client, server;
        connect_pair(listener, (const void *)&from, (const void *)&address, sizeof address, &client, &server);
        tuples[i] = i % 2 ? close_in_order(client, server) : close_in_order(server, client);
    }
    ready();
    for (;;) {
        sleep(REFRESH_SECONDS);
        for (unsigned i = 0; i < plan->time_wait; i++)
            refresh(raw, &tuples[i]);
    }
}

// Connections over loopback: the part of the crowd that is ESTABLISHED, FIN_WAIT2, CLOSE_WAIT and LISTEN.
#define _GNU_SOURCE
#include "crowd.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

// All of 127/8 is local (the kernel's local table): servers are 127.1.x.y, clients 127.2.x.y, nothing to configure.
#define SERVERS 0x7f010001u
#define CLIENTS 0x7f020001u
// Below ip_local_port_range (32768), so that no client takes a server's port; the IPv6 servers share ::1.
#define FIRST_PORT 8000u

struct sockaddr_in server_address(unsigned process)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)(FIRST_PORT + process)),
        .sin_addr.s_addr = htonl(SERVERS + process),
    };
}

struct sockaddr_in client_address(const struct plan *plan, unsigned number)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(CLIENTS + number % plan->clients),
    };
}

int listen_at(const struct sockaddr *at, socklen_t length)
{
    int fd = socket(at->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        die("socket");
    if (bind(fd, at, length) < 0 || listen(fd, 128) < 0)
        die("listen");
    return fd;
}

void connect_pair(int listener, const struct sockaddr *from, const struct sockaddr *to, socklen_t length,
                  int *client, int *server)
{
    *client = socket(to->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (*client < 0)
        die("socket");
    // The port is chosen at connect(), for this destination alone: ports are then never short.
    const int on = 1;
    if (setsockopt(*client, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on) < 0)
        die("IP_BIND_ADDRESS_NO_PORT");
    if (bind(*client, from, length) < 0)
        die("bind");
    if (connect(*client, to, length) < 0)
        die("connect");
    *server = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (*server < 0)
        die("accept");
}

// Reset when the process ends, instead of a FIN and a TIME_WAIT for each: the crowd is gone at once.
static void reset_at_exit(int fd)
{
    const struct linger now = { .l_onoff = 1, .l_linger = 0 };
    if (setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now) < 0)
        die("SO_LINGER");
}

_Noreturn void hold_connections(const struct plan *plan, unsigned process, void (*ready)(void))
{
    const struct sockaddr_in server4 = server_address(process);
    const struct sockaddr_in6 server6 = {
        .sin6_family = AF_INET6,
        .sin6_port = server4.sin_port,
        .sin6_addr = IN6ADDR_LOOPBACK_INIT,
    };
    const struct sockaddr_in6 client6 = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
    const int listener4 = listen_at((const void *)&server4, sizeof server4);
    const int listener6 = listen_at((const void *)&server6, sizeof server6);

    const unsigned first = (unsigned)((uint64_t)plan->pairs * process / plan->processes);
    const unsigned end = (unsigned)((uint64_t)plan->pairs * (process + 1) / plan->processes);
    for (unsigned pair = first; pair < end; pair++) {
        int client, server;
        if (pair % IPV6_EVERY == 0) {
            connect_pair(listener6, (const void *)&client6, (const void *)&server6, sizeof server6, &client, &server);
        } else {
            const struct sockaddr_in client4 = client_address(plan, pair - pair / IPV6_EVERY);
            connect_pair(listener4, (const void *)&client4, (const void *)&server4, sizeof server4, &client, &server);
        }
        reset_at_exit(client);
        reset_at_exit(server);
        // Odd, so that it is not IPv6's multiple: both kinds are half-closed in turn.
        if (pair % HALF_CLOSED_EVERY == 1 && shutdown(client, SHUT_WR) < 0)
            die("shutdown");
    }
    ready();
    for (;;)
        pause();
}

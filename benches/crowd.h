// What the crowd's processes share: how many sockets, and the names of their ends.
#ifndef CROWD_H
#define CROWD_H

#include <netinet/in.h>
#include <stdint.h>

struct plan {
    unsigned sockets;   // all of them, exactly
    unsigned processes; // that hold connections; one more keeps TIME_WAIT and the odd listener
    unsigned peers;     // distinct remote addresses
    unsigned pairs;     // connections; both ends are here, so each is two sockets
    unsigned time_wait;
    unsigned spare;     // 1 where the rest is odd: a listener more
    unsigned clients;   // distinct client addresses
};

// One pair in ten is IPv6, from ::1 to ::1: one peer for all of them.
#define IPV6_EVERY 10
// One pair in two hundred is half-closed: FIN_WAIT2 at the client, CLOSE_WAIT at the server.
#define HALF_CLOSED_EVERY 200

_Noreturn void die(const char *what);

int listen_at(const struct sockaddr *at, socklen_t length);
struct sockaddr_in server_address(unsigned process);
struct sockaddr_in client_address(const struct plan *plan, unsigned number);
void connect_pair(int listener, const struct sockaddr *from, const struct sockaddr *to, socklen_t length,
                  int *client, int *server);

// Makes this process's share of the connections, calls ready() and holds them for ever.
_Noreturn void hold_connections(const struct plan *plan, unsigned process, void (*ready)(void));

// Makes the TIME_WAIT sockets, calls ready() and keeps them from expiring, for ever.
_Noreturn void hold_time_wait(const struct plan *plan, void (*ready)(void));

#endif

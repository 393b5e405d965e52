// The floor: dumps the TCP sockets of this network namespace over sock_diag and throws the answers away.
// No program that dumps can be faster than the kernel that fills the messages; this one does nothing else.
//
//   floor [-s STATES] [-e EXT]     masks as in inet_diag_req_v2: 1 << TCP_* and 1 << (INET_DIAG_* - 1)
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// Every state of net/tcp_states.h up to TCP_NEW_SYN_RECV, which is what `ss -a` asks for.
#define ALL_STATES 0xfffu

// A dump answers in buffers of at most 32 KiB (netlink_dump() in net/netlink/af_netlink.c), one a call.
static char buffer[32768] __attribute__((aligned(NLMSG_ALIGNTO)));

static unsigned long sockets, messages, bytes;

static void die(const char *what)
{
    fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
    exit(3);
}

static void ask(int fd, int family, unsigned states, unsigned ext)
{
    struct {
        struct nlmsghdr header;
        struct inet_diag_req_v2 body;
    } request = {
        .header = {
            .nlmsg_len = sizeof request,
            .nlmsg_type = SOCK_DIAG_BY_FAMILY,
            .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
        },
        .body = {
            .sdiag_family = (unsigned char)family,
            .sdiag_protocol = IPPROTO_TCP,
            .idiag_ext = (unsigned char)ext,
            .idiag_states = states,
        },
    };
    if (send(fd, &request, sizeof request, 0) < 0)
        die("sock_diag request");
}

static void drain(int fd)
{
    for (;;) {
        ssize_t length = recv(fd, buffer, sizeof buffer, MSG_TRUNC);
        if (length < 0 && errno == EINTR)
            continue;
        if (length < 0)
            die("sock_diag answer");
        if ((size_t)length > sizeof buffer) {
            errno = EMSGSIZE;
            die("sock_diag answer");
        }
        messages++;
        bytes += (unsigned long)length;
        unsigned left = (unsigned)length;
        for (struct nlmsghdr *h = (void *)buffer; NLMSG_OK(h, left); h = NLMSG_NEXT(h, left)) {
            if (h->nlmsg_type == NLMSG_DONE)
                return;
            if (h->nlmsg_type == NLMSG_ERROR) {
                errno = -((struct nlmsgerr *)NLMSG_DATA(h))->error;
                die("sock_diag");
            }
            sockets++;
        }
    }
}

int main(int argc, char **argv)
{
    unsigned states = ALL_STATES, ext = 0;
    for (int option; (option = getopt(argc, argv, "s:e:")) != -1;) {
        switch (option) {
        case 's': states = (unsigned)strtoul(optarg, NULL, 0); break;
        case 'e': ext = (unsigned)strtoul(optarg, NULL, 0); break;
        default: fputs("usage: floor [-s STATES] [-e EXT]\n", stderr); return 2;
        }
    }

    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    if (fd < 0)
        die("netlink socket");
    const int families[] = { AF_INET, AF_INET6 };
    for (int i = 0; i < 2; i++) {
        ask(fd, families[i], states, ext);
        drain(fd);
    }
    printf("sockets=%lu messages=%lu bytes=%lu\n", sockets, messages, bytes);
    return 0;
}

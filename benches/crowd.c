// The crowd: many TCP sockets, held by processes of their own in namespaces of their own.
//
//   crowd [-n SOCKETS] [-p PEERS] [-c PROCESSES]      (1000000, 1000, 50; -n 0: an idle namespace)
//
// Prints "ready PID ..." when all sockets are there: PID is in the namespaces (network, process, mount with its
// own /proc), so that owners are looked for among the crowd and not among whatever else the machine runs. It
// stays until its stdin ends or a signal ends it; then the kernel ends all of it, as the first process of the
// process namespace goes.
#define _GNU_SOURCE
#include "crowd.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int ready_pipe[2];

_Noreturn void die(const char *what)
{
    fprintf(stderr, "crowd: %s: %s\n", what, strerror(errno));
    exit(3);
}

static void say_ready(void)
{
    if (write(ready_pipe[1], "", 1) != 1)
        die("pipe");
}

static long read_number(const char *path)
{
    long number = 0;
    FILE *file = fopen(path, "re");
    if (file) {
        if (fscanf(file, "%ld", &number) != 1)
            number = 0;
        fclose(file);
    }
    return number;
}

static void write_setting(const char *path, const char *value)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || write(fd, value, strlen(value)) < 0)
        die(path);
    close(fd);
}

// A namespace shares the host's hash table unless its parent says otherwise (tcp_child_ehash_entries, Linux 6.1).
// The crowd gets a table of its own, as large as the host's: neither slows the other. The setting belongs to a
// namespace that is left at once; the host's own is not touched.
static void enter_network_namespace(int private_table)
{
    const long entries = labs(read_number("/proc/sys/net/ipv4/tcp_ehash_entries"));
    if (unshare(CLONE_NEWNET) < 0)
        die("unshare (root?)");
    if (private_table && entries > 0) {
        char text[32];
        snprintf(text, sizeof text, "%ld", entries);
        write_setting("/proc/sys/net/ipv4/tcp_child_ehash_entries", text);
        if (unshare(CLONE_NEWNET) < 0)
            die("unshare");
    }
}

static void set_up_network(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
    if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &lo) < 0)
        die("lo");
    close(fd);
    write_setting("/proc/sys/net/ipv4/tcp_max_tw_buckets", "2000000");
    write_setting("/proc/sys/net/ipv4/tcp_tw_reuse", "0");
    // Both for crowd_time_wait.c.
    write_setting("/proc/sys/net/ipv4/tcp_rfc1337", "1");
    write_setting("/proc/sys/net/ipv4/tcp_invalid_ratelimit", "3600000");
}

static void raise_descriptor_limit(const struct plan *plan)
{
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    const rlim_t needed = 2 * (plan->pairs / plan->processes + 1) + 64;
    if (needed > limit.rlim_max) {
        fprintf(stderr, "crowd: %u processes need %lu descriptors each and may have %lu: more with -c\n",
                plan->processes, (unsigned long)needed, (unsigned long)limit.rlim_max);
        exit(3);
    }
}

static struct plan make_plan(unsigned sockets, unsigned peers, unsigned processes)
{
    struct plan plan = { .sockets = sockets, .peers = peers, .processes = processes };
    // Two listeners a process (IPv4, IPv6) and the keeper's one.
    const unsigned listeners = 2 * processes + 1;
    // The servers' addresses, the keeper's and ::1 are peers too, seen from the clients.
    const unsigned others = processes + 2;
    plan.time_wait = sockets / 100 * 7;
    if (processes < 1 || peers <= others || sockets < listeners + plan.time_wait + 3 * peers) {
        fprintf(stderr, "crowd: %u sockets, %u peers, %u processes do not go together\n", sockets, peers, processes);
        exit(2);
    }
    plan.pairs = (sockets - plan.time_wait - listeners) / 2;
    plan.spare = (sockets - plan.time_wait - listeners) % 2;
    plan.clients = peers - others;
    return plan;
}

static void start_members(const struct plan *plan)
{
    for (unsigned process = 0; process <= plan->processes; process++) {
        pid_t child = fork();
        if (child < 0)
            die("fork");
        if (child != 0)
            continue;
        // The keeper is the last.
        if (process < plan->processes)
            hold_connections(plan, process, say_ready);
        hold_time_wait(plan, say_ready);
    }
}

// The first process of the process namespace: when it ends, the kernel kills the rest.
_Noreturn static void lead(const struct plan *plan)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 || mount("proc", "/proc", "proc", 0, NULL) < 0)
        die("mount /proc");
    set_up_network();
    if (plan->sockets > 0) {
        // Should memory be short, the crowd goes first.
        write_setting("/proc/self/oom_score_adj", "1000");
        raise_descriptor_limit(plan);
        start_members(plan);
    }
    say_ready();
    // A member that ends took its sockets with it: nothing after that can be trusted.
    if (plan->sockets > 0) {
        wait(NULL);
        fputs("crowd: a member ended\n", stderr);
        exit(3);
    }
    for (;;)
        pause();
}

static void end_with_leader(pid_t leader, int status)
{
    kill(leader, SIGKILL);
    waitpid(leader, NULL, 0);
    exit(status);
}

// Reads a byte from each member, and ends early if stdin does.
static void wait_for_all(unsigned members, pid_t leader)
{
    close(ready_pipe[1]);
    struct pollfd sources[] = { { ready_pipe[0], POLLIN, 0 }, { STDIN_FILENO, POLLIN, 0 } };
    char byte;
    for (unsigned ready = 0; ready < members;) {
        if (poll(sources, 2, -1) < 0)
            die("poll");
        if (sources[1].revents && read(STDIN_FILENO, &byte, 1) <= 0)
            end_with_leader(leader, 0);
        if (!sources[0].revents)
            continue;
        if (read(ready_pipe[0], &byte, 1) != 1)
            end_with_leader(leader, 3); // the member has said why
        ready++;
    }
}

int main(int argc, char **argv)
{
    unsigned sockets = 1000000, peers = 1000, processes = 50;
    for (int option; (option = getopt(argc, argv, "n:p:c:")) != -1;) {
        switch (option) {
        case 'n': sockets = (unsigned)strtoul(optarg, NULL, 10); break;
        case 'p': peers = (unsigned)strtoul(optarg, NULL, 10); break;
        case 'c': processes = (unsigned)strtoul(optarg, NULL, 10); break;
        default: fputs("usage: crowd [-n SOCKETS] [-p PEERS] [-c PROCESSES]\n", stderr); return 2;
        }
    }
    const struct plan plan = sockets > 0 ? make_plan(sockets, peers, processes) : (struct plan){ 0 };

    enter_network_namespace(sockets > 0);
    if (unshare(CLONE_NEWPID | CLONE_NEWNS) < 0 || pipe2(ready_pipe, O_CLOEXEC) < 0)
        die("unshare");
    // Ctrl-C is for the script, which ends its stdin and then waits until all of this is gone.
    signal(SIGINT, SIG_IGN);
    const pid_t leader = fork();
    if (leader < 0)
        die("fork");
    if (leader == 0)
        lead(&plan);
    // Members, the keeper and the leader itself.
    wait_for_all(sockets > 0 ? plan.processes + 2 : 1, leader);
    printf("ready %d %u connections, %u TIME_WAIT, %u peers, %u processes\n", (int)leader, plan.pairs, plan.time_wait,
           plan.peers, plan.sockets > 0 ? plan.processes + 1 : 0);
    fflush(stdout);

    char byte;
    while (read(STDIN_FILENO, &byte, 1) > 0)
        ;
    end_with_leader(leader, 0);
}

// Runs one command and prints what it cost, on one line:
//   WALL_SECONDS CPU_SECONDS PEAK_RSS_KIB STATUS PAGE_FAULTS INSTRUCTIONS
//
//   measure [-n PID] [-o FILE] COMMAND [ARG...]
//
// -n: inside the network, process and mount namespaces of PID, entered before the clock starts, so that no
//     nsenter is part of the figure. -o: the command's stdout goes there instead of to /dev/null.
// CPU is user + system; CPU, peak RSS and page faults include the children that the command waited for (a pipeline in sh).
// INSTRUCTIONS are those of the program and the kernel, or "-" where the kernel or the machine does not count them.
// STATUS is the command's exit status, or 128 + the signal that ended it.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void die(const char *what)
{
    fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
    exit(3);
}

// All are opened before the first is entered: after that /proc may be another one.
static void enter_namespaces(const char *pid)
{
    const char *const kinds[] = { "net", "pid", "mnt" };
    int fds[3];
    for (int i = 0; i < 3; i++) {
        char path[64];
        snprintf(path, sizeof path, "/proc/%s/ns/%s", pid, kinds[i]);
        fds[i] = open(path, O_RDONLY | O_CLOEXEC);
        if (fds[i] < 0)
            die(path);
    }
    for (int i = 0; i < 3; i++)
        if (setns(fds[i], 0) < 0)
            die(kinds[i]);
}

// Counts from exec on, in the process and all that it starts; -1 where it cannot be counted (a virtual machine without a PMU).
static int count_instructions(pid_t pid)
{
    struct perf_event_attr attr = {
        .type = PERF_TYPE_HARDWARE, .size = sizeof attr, .config = PERF_COUNT_HW_INSTRUCTIONS,
        .disabled = 1, .inherit = 1, .enable_on_exec = 1, .exclude_hv = 1,
    };
    return (int)syscall(SYS_perf_event_open, &attr, pid, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

static double seconds(struct timeval t) { return (double)t.tv_sec + (double)t.tv_usec / 1e6; }

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    const char *pid = NULL, *output = "/dev/null";
    for (int option; (option = getopt(argc, argv, "+n:o:")) != -1;) {
        switch (option) {
        case 'n': pid = optarg; break;
        case 'o': output = optarg; break;
        default: fputs("usage: measure [-n PID] [-o FILE] COMMAND [ARG...]\n", stderr); return 2;
        }
    }
    if (optind == argc) {
        fputs("measure: no command\n", stderr);
        return 2;
    }
    int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int out = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (in < 0 || out < 0)
        die(output);
    if (pid)
        enter_namespaces(pid);

    int gate[2];
    if (pipe2(gate, O_CLOEXEC) < 0)
        die("pipe");
    pid_t child = fork();
    if (child < 0)
        die("fork");
    if (child == 0) {
        char nothing;
        close(gate[1]);
        // Until the counter is there.
        if (read(gate[0], &nothing, 1) < 0)
            die("read");
        dup2(in, STDIN_FILENO);
        dup2(out, STDOUT_FILENO);
        execvp(argv[optind], argv + optind);
        fprintf(stderr, "measure: %s: %s\n", argv[optind], strerror(errno));
        _exit(127);
    }
    int counter = count_instructions(child);
    double start = now();
    close(gate[1]);
    int status;
    struct rusage usage;
    while (wait4(child, &status, 0, &usage) < 0)
        if (errno != EINTR)
            die("wait");
    double wall = now() - start;

    printf("%.6f %.6f %ld %d %ld ", wall, seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss,
           WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status), usage.ru_minflt + usage.ru_majflt);
    unsigned long long instructions = 0;
    if (counter >= 0 && read(counter, &instructions, sizeof instructions) == sizeof instructions && instructions > 0)
        printf("%llu\n", instructions);
    else
        puts("-");
    return 0;
}

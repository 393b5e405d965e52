/*
 * What the runtime does not say: where it cannot start, for want of memory or of a thread, its main() returns -1 without a word, before
 * any code of the program runs. Linked in by TcpVet.Cli.csproj, with --wrap for both functions (ld(1)).
 */
#include <string.h>
#include <unistd.h>

int __real_main(int count, char **arguments);
int __real___managed__Main(int count, char **arguments);

static int begun;

int __wrap___managed__Main(int count, char **arguments)
{
    begun = 1;
    return __real___managed__Main(count, arguments);
}

int __wrap_main(int count, char **arguments)
{
    static const char why[] = "the .NET runtime could not start: not enough memory, or no more threads allowed: "
                              "see 'ulimit -a' and the control group's limits\n";
    int status = __real_main(count, arguments);
    if (begun || status == 0)
        return status;

    /* Monitoring plug-ins speak on standard output (TcpVet.Cli/Program.cs, Refuse). */
    int out = 2;
    for (int i = 1; i < count; i++)
        if (strcmp(arguments[i], "--nagios") == 0)
            out = 1;
    const char *who = out == 1 ? "TCPVET UNKNOWN - " : "tcpvet: ";
    if (write(out, who, strlen(who)) < 0 || write(out, why, sizeof why - 1) < 0)
        return 3;
    return 3;
}

using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Closing;

/// <summary>
/// What a leak does to its process: at RLIMIT_NOFILE (getrlimit(2)) accept(), open() and socket() fail with EMFILE.
/// </summary>
internal static class Descriptors
{
    /// <summary>The threshold of one rule from which a leak is critical.</summary>
    public static Threshold Share(string code) => new(
        $"{code}.descriptor_share", 80, "%", "RLIMIT_NOFILE, getrlimit(2): accept() and open() fail with EMFILE at 100 %",
        "critical when so much of the process's descriptor limit is used and these sockets are half of it");

    /// <summary>True when the process is near its limit and so many of its descriptors are half of them or more.</summary>
    public static bool AreEaten(ProcessRef? process, long count, Threshold share, RuleInput input) =>
        input.Process(process) is { OpenFiles: { } open, FilesLimit: { } limit and > 0 }
        && open * 100.0 >= input.Settings[share] * limit
        && count * 2 >= open;

    /// <summary>How many descriptors a process has open, and how many it may; null when unknown or without a limit.</summary>
    public static Evidence? Evidence(ProcessRef? process, RuleInput input) =>
        input.Process(process) is { OpenFiles: { } open, FilesLimit: { } limit and < long.MaxValue }
            ? new("descriptors of the process", $"{Figure.Of((long)open)} of {Figure.Of(limit)}", "/proc/PID/fd, /proc/PID/limits") : null;
}

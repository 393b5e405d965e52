using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>
/// Programs that never call listen() or accept() themselves: a socket in their hands was opened by a parent and left open across exec().
/// Told by the program's file, which a process cannot choose; a shell can stand before a server, and is one of them all the same.
/// </summary>
internal static class Onlookers
{
    // Of coreutils, util-linux, procps, findutils, grep, sed, awk, tar and the POSIX shells. Not zsh, whose module ztcp listens, nor
    // rsync, ssh, socat, busybox and interpreters, which may be servers.
    private static readonly HashSet<string> Programs = new(StringComparer.Ordinal)
    {
        "sleep", "tail", "cat", "tee", "head", "sort", "uniq", "wc", "cut", "tr", "dd", "cp", "mv", "rm", "ls", "du", "df", "date", "timeout",
        "nohup", "nice", "env", "yes", "true", "stdbuf", "flock", "logger", "script", "watch", "ps", "top", "free", "vmstat", "find", "xargs",
        "grep", "sed", "gawk", "mawk", "awk", "tar", "gzip", "bzip2", "xz", "zstd", "less", "more", "vi", "vim", "nano", "make", "git", "gcc",
        "cc1", "as", "ld", "inotifywait", "curl", "wget", "cron", "crond", "sh", "dash", "bash", "ksh", "fish",
    };

    // Those that leave the descriptors alone that they were given: a shell, or cat behind inetd, speaks over its standard input.
    private static readonly HashSet<string> Idle = new(StringComparer.Ordinal) { "sleep", "timeout", "nohup", "inotifywait", "watch", "cron", "crond" };

    /// <summary>Whether a listening socket cannot be of this process's own making.</summary>
    /// <param name="process">The process.</param>
    /// <param name="facts">What is known of it; its name alone tells less.</param>
    public static bool CannotListen(ProcessRef process, ProcessFacts? facts) => Programs.Contains(ProgramOf(process, facts));

    /// <summary>Whether any connection of this process is one that it knows nothing of.</summary>
    /// <param name="process">The process.</param>
    /// <param name="facts">What is known of it; its name alone tells less.</param>
    public static bool UsesNoSocket(ProcessRef process, ProcessFacts? facts) => Idle.Contains(ProgramOf(process, facts));

    private static string ProgramOf(ProcessRef process, ProcessFacts? facts) =>
        new ProcessTraits(facts ?? new ProcessFacts { Pid = process.Pid, Name = process.Name }).Program;
}

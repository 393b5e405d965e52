using TcpVet.Model;

namespace TcpVet.Rules.Engine;

/// <summary>Names the process of a finding beyond its pid: what was started, and what runs it. In one place, so that every rule
/// does.</summary>
internal static class Culprit
{
    private const int LongestCommand = 80;

    /// <summary>The finding with the process's unit in its subject, and its command line as the last piece of evidence.</summary>
    public static Finding Named(Finding finding, RuleInput input)
    {
        if (input.Process(finding.Subject.Process) is not { } process)
        {
            return finding;
        }

        FindingSubject subject = finding.Subject with { Cgroup = finding.Subject.Cgroup ?? process.Unit };
        // A command line that says no more than the name does says nothing.
        bool telling = process.CommandLine is { Length: > 0 } command && command != process.Name;
        return finding with
        {
            Subject = subject,
            Evidence = telling ? [.. finding.Evidence, new("command line", Phrase.Verbatim(Shortened(process.CommandLine!)), "/proc/PID/cmdline")] : finding.Evidence,
        };
    }

    // Hostile text stays as it is: every surface escapes what it writes. The end of a command line tells as much as its beginning.
    private static string Shortened(string command)
    {
        if (command.Length <= LongestCommand)
        {
            return command;
        }

        int head = LongestCommand / 2;
        int tail = command.Length - (LongestCommand - head - 1);
        // Not between the halves of a surrogate pair.
        head -= char.IsHighSurrogate(command[head - 1]) ? 1 : 0;
        tail += char.IsLowSurrogate(command[tail]) ? 1 : 0;
        return $"{command.AsSpan(0, head)}…{command.AsSpan(tail)}";
    }
}

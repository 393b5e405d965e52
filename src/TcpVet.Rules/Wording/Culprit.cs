using TcpVet.Model;

namespace TcpVet.Rules.Wording;

/// <summary>Names the process of a finding beyond its pid: what was started, and what runs it. In one place, so that every rule does.</summary>
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
            Evidence = telling ? [.. finding.Evidence, new("command line", Shortened(process.CommandLine!), "/proc/PID/cmdline")] : finding.Evidence,
        };
    }

    // Hostile text stays as it is: every surface escapes what it writes.
    private static string Shortened(string command)
    {
        int cut = command.Length <= LongestCommand ? command.Length : LongestCommand - 1;
        // Not between the halves of a surrogate pair.
        cut -= cut < command.Length && char.IsHighSurrogate(command[cut - 1]) ? 1 : 0;
        return cut == command.Length ? command : $"{command[..cut]}…";
    }
}

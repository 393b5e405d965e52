using TcpVet.Operations.Checkup;

namespace TcpVet.Operations.Tune;

/// <summary>
/// Where a plan comes from: an earlier plan, the lines of a sysctl file, the findings of a recorded capture, or else those of a check-up of
/// the live host.
/// </summary>
public sealed record TunePlanRequest
{
    /// <summary>The path that stands for <see cref="StandardInput"/>.</summary>
    public const string StandardInputName = "-";

    /// <summary>The check-up whose findings ask for changes, with a record in place of the live host where there is one.</summary>
    public required CheckupRequest Checkup { get; init; }

    /// <summary>The network namespace to plan for: a name, a path or a process id; null for the own one, or for the first of a
    /// record.</summary>
    public string? Netns { get; init; }

    /// <summary>A file of sysctl lines to plan instead of findings; null for none.</summary>
    public string? SettingsFile { get; init; }

    /// <summary>Settings whose lines of <see cref="SettingsFile"/> are taken although lint has something against them that breaks
    /// nothing.</summary>
    public IReadOnlyList<string> Accepted { get; init; } = [];

    /// <summary>A file that holds an earlier plan; null for none.</summary>
    public string? EarlierPlan { get; init; }

    /// <summary>Opens standard input.</summary>
    public required Func<Stream> StandardInput { get; init; }

    /// <summary>The folder whose file keeps changes after a restart; null for the standard one.</summary>
    public string? SysctlFolder { get; init; }
}

using TcpVet.Rules.Engine;
using TcpVet.Rules.Ignoring;

namespace TcpVet.Operations.Settings;

/// <summary>What the settings files say of a check-up. A member that is null is left to the program's default.</summary>
public sealed record CheckupSettings
{
    /// <summary>No file.</summary>
    public static CheckupSettings None { get; } = new();

    /// <summary>The thresholds.</summary>
    public RuleSettings Rules { get; init; } = RuleSettings.Default;

    /// <summary>The time between the samples.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>How many samples.</summary>
    public int? Samples { get; init; }

    /// <summary>The codes of the only rules to ask.</summary>
    public IReadOnlyList<string>? Only { get; init; }

    /// <summary>Rules to ignore.</summary>
    public IgnoreEntry? Ignore { get; init; }

    /// <summary>The level of <c>--fail-on</c>.</summary>
    public FailLevel? FailOn { get; init; }

    /// <summary>The files that were read, weakest first.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The files of ignored findings that were read.</summary>
    public IReadOnlyList<string> IgnoreFiles { get; init; } = [];

    /// <summary>The entries of those files.</summary>
    public IReadOnlyList<IgnoreEntry> Ignored { get; init; } = [];
}

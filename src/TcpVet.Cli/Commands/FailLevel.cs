using TcpVet.Model;

namespace TcpVet.Cli.Commands;

/// <summary>The words of <c>--fail-on</c>.</summary>
internal enum FailLevel
{
    Never,
    Info,
    Warning,
    Critical,
}

/// <summary>What the words mean.</summary>
internal static class FailLevels
{
    /// <summary>True when a finding of this severity is at or above the level.</summary>
    public static bool Catches(this FailLevel level, Severity severity) => level switch
    {
        FailLevel.Info => severity >= Severity.Info,
        FailLevel.Warning => severity >= Severity.Warning,
        FailLevel.Critical => severity >= Severity.Critical,
        _ => false,
    };
}

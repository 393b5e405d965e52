using TcpVet.Model;

namespace TcpVet.Operations.Settings;

/// <summary>The severity from which a finding counts as a failure.</summary>
public enum FailLevel
{
    /// <summary>No finding is a failure.</summary>
    Never,
    /// <summary>Each finding is.</summary>
    Info,
    /// <summary>Warnings and critical findings are.</summary>
    Warning,
    /// <summary>Critical findings alone are.</summary>
    Critical,
}

/// <summary>What the levels mean.</summary>
public static class FailLevels
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

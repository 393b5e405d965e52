using TcpVet.Operations.Settings;
using TcpVet.Rules.Ignoring;

namespace TcpVet.Operations.Checkup;

/// <summary>What a check-up is to look at and to ask.</summary>
public sealed record CheckupRequest
{
    /// <summary>How the live host is looked at.</summary>
    public required CaptureRequest Capture { get; init; }

    /// <summary>A recorded capture to look at instead of the live host; null for the live host.</summary>
    public FileInfo? Record { get; init; }

    /// <summary>Whether names and addresses are replaced by stand-ins before anything is looked at.</summary>
    public bool Redacted { get; init; }

    /// <summary>The settings files and what they say.</summary>
    public required CheckupSettings Settings { get; init; }

    /// <summary>The codes of the only rules to ask; null for all.</summary>
    public IReadOnlyList<string>? Only { get; init; }

    /// <summary>Findings that do not count.</summary>
    public IgnoreList Ignored { get; init; } = IgnoreList.Empty;
}

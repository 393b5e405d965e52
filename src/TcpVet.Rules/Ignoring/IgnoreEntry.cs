using TcpVet.Model;

namespace TcpVet.Rules.Ignoring;

/// <summary>Findings that somebody does not want to hear of, and why. A pattern that is null fits everything.</summary>
public sealed record IgnoreEntry
{
    /// <summary>The codes of the rules.</summary>
    public required IReadOnlyList<string> Codes { get; init; }

    /// <summary>The process's name.</summary>
    public Glob? Process { get; init; }

    /// <summary>The control group, unit or container.</summary>
    public Glob? Unit { get; init; }

    /// <summary>The local end: <c>10.0.0.1:8080</c>, the address alone, or <c>:8080</c>.</summary>
    public Glob? Local { get; init; }

    /// <summary>The remote end, in the same forms.</summary>
    public Glob? Peer { get; init; }

    /// <summary>The network namespace; <c>own</c> for tcpvet's own.</summary>
    public Glob? Netns { get; init; }

    /// <summary>The kernel setting.</summary>
    public Glob? Setting { get; init; }

    /// <summary>Why; never empty.</summary>
    public required string Reason { get; init; }

    /// <summary>The last day on which the entry counts, UTC; null for no end.</summary>
    public DateOnly? Expires { get; init; }

    /// <summary>Where it stands: a file and line, an option.</summary>
    public required string Origin { get; init; }

    /// <summary>The file or option of <see cref="Origin"/>, without the line.</summary>
    public string Source => Origin.LastIndexOf(':') is > 0 and int colon && int.TryParse(Origin.AsSpan(colon + 1), out _)
        ? Origin[..colon] : Origin;

    /// <summary>True when it fits every finding of its rules.</summary>
    public bool IsWhole => Process is null && Unit is null && Local is null && Peer is null && Netns is null && Setting is null;

    /// <summary>Whether it counts on a day.</summary>
    public bool CountsOn(DateOnly day) => Expires is not { } last || day <= last;

    /// <summary>Whether a finding is one of those. What a finding does not name, no pattern fits.</summary>
    public bool Fits(Finding finding)
    {
        FindingSubject subject = finding.Subject;
        return Codes.Contains(finding.Code)
            && Fits(Process, subject.Process?.Name)
            && Fits(Unit, subject.Cgroup)
            && Fits(Local, subject.Local)
            && Fits(Peer, subject.Peer)
            && Fits(Netns, subject.Netns ?? "own")
            && Fits(Setting, subject.Setting);
    }

    private static bool Fits(Glob? pattern, string? text) => pattern is not { } glob || (text is not null && glob.Fits(text));

    private static bool Fits(Glob? pattern, InetEndpoint? endpoint) => pattern is not { } glob
        || (endpoint is { } end && (glob.Fits(end.ToString()) || glob.Fits(end.Addr.ToString()) || (end.Port > 0 && glob.Fits($":{end.Port}"))));
}

using TcpVet.Model;

namespace TcpVet.Tuning.Planning;

/// <summary>Why a change is proposed: a finding, or a line of a file that somebody gave.</summary>
/// <param name="Text">The finding's title, or the file and line; hostile text.</param>
public sealed record ChangeReason(Phrase Text)
{
    /// <summary>The finding's code; null for a line of a file.</summary>
    public string? Code { get; init; }

    /// <summary>What the finding is about; null for a line of a file.</summary>
    public FindingSubject? Subject { get; init; }

    /// <summary>What the finding stands on; empty for a line of a file.</summary>
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];

    /// <summary>The reason that a finding is.</summary>
    public static ChangeReason From(Finding finding) =>
        new(finding.Title) { Code = finding.Code, Subject = finding.Subject, Evidence = finding.Evidence };

    /// <summary>For people: <c>TV301: …</c>.</summary>
    public override string ToString() => Code is null ? Text.ToString() : $"{Code}: {Text}";
}

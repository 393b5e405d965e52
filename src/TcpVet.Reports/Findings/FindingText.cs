using TcpVet.Model;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Findings;

/// <summary>A finding for a person: what is wrong, who and where, the evidence, the cause, what to do and what does not help.</summary>
public static class FindingText
{
    private const int LabelWidth = 10;

    /// <summary>All of a finding.</summary>
    public static void Write(Prose prose, Finding finding)
    {
        Style style = Palette.Of(finding.Severity);
        prose.Line(0, $"{finding.Severity.ToString().ToUpperInvariant()}  {finding.Code} {finding.Name}", style);
        prose.Line(2, SafeText.Escape(finding.Title.ToString()), Style.Strong);
        if (Who(finding.Subject) is { Length: > 0 } who)
        {
            prose.Item(2, "who", LabelWidth, SafeText.Escape(who), Style.Dim);
        }

        if (Where(finding.Subject) is { } where)
        {
            prose.Item(2, "where", LabelWidth, SafeText.Escape(where), Style.Dim);
        }

        for (int i = 0; i < finding.Evidence.Count; i++)
        {
            Evidence evidence = finding.Evidence[i];
            prose.Item(2, i == 0 ? "evidence" : "", LabelWidth, SafeText.Escape($"{evidence.What}: {evidence.Value}  [{evidence.Source}]"), Style.Dim);
        }

        string sure = finding.Confidence == Confidence.Certain ? "" : $" ({finding.Confidence.ToString().ToLowerInvariant()})";
        prose.Item(2, "cause", LabelWidth, SafeText.Escape(finding.Cause.ToString()) + sure, Style.Dim);
        for (int i = 0; i < finding.Remedies.Count; i++)
        {
            Remedy remedy = finding.Remedies[i];
            prose.Item(2, i == 0 ? "do" : "", LabelWidth, SafeText.Escape($"{remedy.Level.ToString().ToLowerInvariant()}: {remedy.Action}"), Style.Dim);
            if (remedy.Command is { } command)
            {
                prose.Verbatim(2 + LabelWidth + 2, $"$ {SafeText.Escape(command)}", Style.Good);
            }
        }

        for (int i = 0; i < finding.DoesNotHelp.Count; i++)
        {
            prose.Item(2, i == 0 ? "not" : "", LabelWidth, SafeText.Escape(finding.DoesNotHelp[i].ToString()), Style.Dim);
        }

        if (finding.Explains.Count > 0)
        {
            prose.Item(2, "explains", LabelWidth, string.Join(", ", finding.Explains), Style.Dim);
        }
    }

    /// <summary>The subject in words, not yet safe for a terminal.</summary>
    public static string Who(FindingSubject subject)
    {
        List<string> parts = [];
        parts.AddRange(subject.Process is { } process ? [$"{process.Name}[{process.Pid}]"] : []);
        parts.AddRange(subject.Cgroup is { } cgroup ? [$"in {cgroup}"] : []);
        parts.AddRange(subject.Local is { } local ? [$"at {local}"] : []);
        parts.AddRange(subject.Peer is { } peer ? [$"peer {peer}"] : []);
        parts.AddRange(subject.Setting is { } setting ? [setting] : []);
        parts.AddRange(subject.Counter is { } counter ? [counter] : []);
        parts.AddRange(subject.Netns is { } netns ? [$"namespace {netns}"] : []);
        return string.Join("  ", parts);
    }

    /// <summary>The place in a configuration, <c>/etc/nginx/nginx.conf:12:5</c>, not yet safe for a terminal; null when it is about none.</summary>
    public static string? Where(FindingSubject subject) => subject switch
    {
        { File: { } file, Line: { } line, Column: { } column } => $"{file}:{line}:{column}",
        { File: { } file, Line: { } line } => $"{file}:{line}",
        _ => subject.File,
    };

    /// <summary><c>2 warnings</c>.</summary>
    public static string Counted(Severity severity, int count) => $"{count} {Word(severity, count)}";

    private static string Word(Severity severity, int count) => severity switch
    {
        Severity.Critical => "critical",
        Severity.Warning => count == 1 ? "warning" : "warnings",
        _ => "for your information",
    };
}

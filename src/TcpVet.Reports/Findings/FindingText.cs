using TcpVet.Model;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Findings;

/// <summary>A finding in words.</summary>
public static class FindingText
{
    private const int LabelWidth = 10;

    /// <summary>Writes all of a finding.</summary>
    public static void Write(Prose prose, Finding finding)
    {
        prose.Line(0, $"{Capitals(finding.Severity)}  {finding.Code} {finding.Name}", Palette.Of(finding.Severity));
        prose.Line(2, SafeText.Escape(finding.Title.ToString()), Style.Strong);
        if (Who(finding.Subject) is { Length: > 0 } who)
        {
            Item(prose, "who", who);
        }

        if (Where(finding.Subject) is { } where)
        {
            Item(prose, "where", where);
        }

        for (int i = 0; i < finding.Evidence.Count; i++)
        {
            Evidence evidence = finding.Evidence[i];
            Item(prose, i == 0 ? "evidence" : "", $"{evidence.What}: {evidence.Value}  [{evidence.Source}]");
        }

        string sure = finding.Confidence == Confidence.Certain ? "" : $" ({finding.Confidence.ToString().ToLowerInvariant()})";
        Item(prose, "cause", finding.Cause.ToString() + sure);
        Remedies(prose, finding, most: int.MaxValue);
        for (int i = 0; i < finding.DoesNotHelp.Count; i++)
        {
            Item(prose, i == 0 ? "not" : "", finding.DoesNotHelp[i].ToString());
        }

        if (finding.Explains.Count > 0)
        {
            Item(prose, "explains", string.Join(", ", finding.Explains));
        }
    }

    /// <summary>Writes one paragraph: what, who, the first remedy, what not to do.</summary>
    public static void WriteShort(Prose prose, Finding finding)
    {
        string head = $"{Capitals(finding.Severity)}  {finding.Code} {finding.Name}";
        prose.Line(0, head, Palette.Of(finding.Severity));
        prose.Line(2, SafeText.Escape(finding.Title.ToString()), Style.Strong);
        if ((Where(finding.Subject) ?? Who(finding.Subject)) is { Length: > 0 } who)
        {
            Item(prose, "who", who);
        }

        if (finding.Remedies.Count > 0)
        {
            Remedies(prose, finding, most: 1);
        }

        if (finding.DoesNotHelp.Count > 0)
        {
            Item(prose, "not", string.Join("; ", finding.DoesNotHelp.Select(remedy => remedy.What.ToString())));
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

    /// <summary>
    /// The place in a configuration, <c>/etc/nginx/nginx.conf:12:5</c>, not yet safe for a terminal; null when it is about none.
    /// </summary>
    public static string? Where(FindingSubject subject) => subject switch
    {
        { File: { } file, Line: { } line, Column: { } column } => $"{file}:{line}:{column}",
        { File: { } file, Line: { } line } => $"{file}:{line}",
        _ => subject.File,
    };

    /// <summary>A severity as programs get it: <c>warning</c>.</summary>
    public static string Word(Severity severity) => severity.ToString().ToLowerInvariant();

    /// <summary><c>2 warnings</c>.</summary>
    public static string Counted(Severity severity, int count) => severity switch
    {
        Severity.Critical => $"{count} critical",
        Severity.Warning => Quantity.Of(count, "warning"),
        _ => $"{count} for your information",
    };

    private static void Remedies(Prose prose, Finding finding, int most)
    {
        for (int i = 0; i < Math.Min(most, finding.Remedies.Count); i++)
        {
            Remedy remedy = finding.Remedies[i];
            Item(prose, i == 0 ? "do" : "", $"{remedy.Level.ToString().ToLowerInvariant()}: {remedy.Action}{ByHand(remedy)}");
            if (Command(finding, remedy) is { } command)
            {
                prose.Verbatim(2 + LabelWidth + 2, $"$ {SafeText.Escape(command)}", Style.Good);
            }
        }
    }

    // A change that tune can make is tune's: it asks, keeps a journal, and takes the change back unless it is confirmed.
    private static string? Command(Finding finding, Remedy remedy)
    {
        FindingSubject subject = finding.Subject;
        // "nsenter -t 1 -n" is the host's own namespace, where tune changes what holds for all of it.
        bool elsewhere = subject.Netns is not null && remedy.Command is { } raw
            && raw.StartsWith("nsenter", StringComparison.Ordinal) && !raw.StartsWith("nsenter -t 1 -n ", StringComparison.Ordinal);
        string? place = !elsewhere ? ""
            : subject.Process is { } process ? $" -N {process.Pid}"
            : subject.Netns!.StartsWith("net:[", StringComparison.Ordinal) ? null : $" -N {ShellWord.Of(subject.Netns)}";
        return remedy is { Level: RemedyLevel.Kernel, Change: not null } && subject.File is null && place is not null
            ? $"tcpvet tune apply --for {finding.Code}{place}" : remedy.Command;
    }

    // tune proposes what the evidence asks for; what has a price that only the user can weigh is done by hand.
    private static string ByHand(Remedy remedy) => remedy.ByHand is { } price ? $" (by hand: {price})" : "";

    private static void Item(Prose prose, string label, string text) => prose.Item(2, label, LabelWidth, SafeText.Escape(text), Style.Dim);

    private static string Capitals(Severity severity) => severity.ToString().ToUpperInvariant();
}

using TcpVet.Configs;
using TcpVet.Model;
using TcpVet.Reports.Findings;

namespace TcpVet.Cli.Output;

/// <summary>What lint says to a person: file by file, each line with its verdict, then findings, last the counts and what to type next.</summary>
internal static class LintReport
{
    private const int Gap = 2;
    private const int LineWidth = 5;
    private const int CodeWidth = 5;
    private const int MostListeners = 20;
    private const string Good = "nothing to complain of";

    private static readonly int VerdictWidth = Enum.GetValues<LineVerdict>().Max(verdict => verdict.Word().Length);

    /// <summary>Writes the report.</summary>
    public static void Write(Screen screen, LintResult result)
    {
        Prose prose = Prose.For(screen);
        HashSet<Finding> told = new(ReferenceEqualityComparer.Instance);
        bool first = true;
        foreach (Configuration configuration in result.Configurations)
        {
            if (!first)
            {
                prose.Blank();
            }

            first = false;
            Head(prose, configuration, result);
            Listeners(prose, screen, configuration, result.Capture);
            bool quiet = true;
            if (configuration.SetsTheKernel())
            {
                quiet = !Lines(prose, screen, configuration, result);
            }

            foreach (Finding finding in result.Others.Where(finding => finding.Subject.File is { } file && configuration.Files.Contains(file) && told.Add(finding)))
            {
                prose.Blank();
                FindingText.Write(prose, finding);
                quiet = false;
            }

            if (quiet)
            {
                prose.Line(Gap, configuration.Problems.Any(problem => problem.Fatal) ? "not read to its end" : Good, Style.Dim);
            }
        }

        if (first)
        {
            prose.Line(0, "No server whose configuration is known listens here", Style.Dim);
        }

        foreach (Finding finding in result.Others.Where(finding => told.Add(finding)))
        {
            prose.Blank();
            FindingText.Write(prose, finding);
        }

        Foot(prose, result);
    }

    private static void Head(Prose prose, Configuration configuration, LintResult result)
    {
        string more = configuration.Files.Count > 1 ? $" and {Quantity.Of(configuration.Files.Count - 1, "more file")}" : "";
        string name = configuration.Files.Count == 0 ? "nothing read" : configuration.Files[0] + more;
        string version = configuration.Version is { } known ? $" {known}" : "";
        string reader = configuration.Process is { } process ? $", read by {process.Name}[{process.Pid}]" : "";
        string judged = configuration.Kind == ConfigurationKind.SysctlConf ? $", for Linux {result.Capture.Kernel}{(result.OwnHost ? " as it runs here" : "")}" : "";
        prose.Styled(SafeText.Escape(name), Style.Strong).Styled(SafeText.Escape($"  {configuration.Kind.Word()}{version}{reader}{judged}"), Style.Dim);
        prose.Out.EndLine();
    }

    // What a running server was given, whatever its files ask for.
    private static void Listeners(Prose prose, Screen screen, Configuration configuration, Capture capture)
    {
        if (configuration.Process is not { } process)
        {
            return;
        }

        TextTable table = new(new Column("LISTENER"), new Column("QUEUE", Align.Right), new Column("LIMIT", Align.Right), new Column("DROPS", Align.Right));
        foreach (ListenerFacts listener in capture.Namespaces.Where(netns => netns.Configurations.Contains(configuration)).SelectMany(netns => netns.Listeners)
            .Where(listener => listener.Proto == Protocol.Tcp && listener.Processes.Any(holder => holder.Pid == process.Pid)).OrderBy(listener => listener.Local).Take(MostListeners))
        {
            table.Add(listener.Local.ToString(), listener.Queue, listener.Limit?.ToString() ?? "?", listener.Drops?.ToString() ?? "?");
        }

        if (table.Count > 0)
        {
            table.Write(prose.Out, screen.Header, prose.Colors, indent: Gap);
        }
    }

    // Of a running host's thousand settings only those that are wrong; of a file somebody wrote, every line.
    private static bool Lines(Prose prose, Screen screen, Configuration configuration, LintResult result)
    {
        HashSet<string> files = [.. configuration.Files];
        LintLine[] all = [.. result.Lines.Where(line => files.Contains(line.Verdict.File))];
        bool every = screen.Format == OutputFormat.Wide || configuration.Kind == ConfigurationKind.SysctlConf;
        LintLine[] shown = every ? all : [.. all.Where(line => line.Verdict.Verdict is not (LineVerdict.Ok or LineVerdict.Unknown))];
        string? file = configuration.Files.Count == 1 ? configuration.Files[0] : null;
        if (shown.Length > 0 && screen.Header)
        {
            prose.Out.Spaces(LineWidth - 4).Text("LINE").Spaces(Gap);
            prose.Out.Text("VERDICT".PadRight(VerdictWidth)).Spaces(Gap).Text("CODE".PadRight(CodeWidth)).Spaces(Gap).Text("SETTING").EndLine();
        }

        foreach (LintLine line in shown)
        {
            if (configuration.Files.Count > 1 && line.Verdict.File != file)
            {
                file = line.Verdict.File;
                prose.Line(0, SafeText.Escape(file), Style.Dim);
            }

            Line(prose, line);
        }

        if (shown.Length < all.Length)
        {
            prose.Line(Gap, $"{Quantity.Of(all.Length - shown.Length, "line")} without a complaint: -o wide shows them", Style.Dim);
        }

        return all.Length > 0;
    }

    private static void Line(Prose prose, LintLine line)
    {
        SettingVerdict verdict = line.Verdict;
        string number = verdict.Line.ToString();
        prose.Out.Spaces(LineWidth - number.Length).Text(number).Spaces(Gap);
        prose.Styled(verdict.Verdict.Word(), line.Ignored is null ? StyleOf(verdict.Verdict) : Style.Dim);
        prose.Out.Spaces(VerdictWidth - verdict.Verdict.Word().Length + Gap);
        prose.Styled((verdict.Code ?? "").PadRight(CodeWidth), Style.Dim);
        prose.Out.Spaces(Gap);
        prose.Styled(SafeText.Escape($"{verdict.Key} = {verdict.Value}"), verdict.Verdict == LineVerdict.Ok ? Style.Plain : Style.Strong);
        prose.Out.EndLine();
        int hang = LineWidth + VerdictWidth + CodeWidth + (3 * Gap);
        if (line.Ignored is { } entry)
        {
            prose.Line(hang, SafeText.Escape($"ignored: {entry.Reason}"), Style.Dim);
            return;
        }

        if (verdict.Why is { } why)
        {
            prose.Line(hang, SafeText.Escape(why.ToString()));
        }

        if (verdict.Instead is { } instead)
        {
            prose.Item(hang, "instead", 8, SafeText.Escape(instead.ToString()), Style.Dim, Style.Good);
        }
    }

    private static Style StyleOf(LineVerdict verdict) => verdict.Severity() is { } severity ? Palette.Of(severity) : Style.Good;

    private static void Foot(Prose prose, LintResult result)
    {
        string[] untold =
        [
            .. result.Diagnosis.CannotTell.GroupBy(entry => entry.Missing).Select(group => $"{string.Join(", ", group.Select(entry => entry.Code).Distinct())}: {group.Key}"),
            .. result.Unread,
        ];
        for (int i = 0; i < untold.Length; i++)
        {
            _ = i == 0 ? prose.Blank() : prose;
            prose.Item(0, i == 0 ? "COULD NOT TELL" : "", 16, SafeText.Escape(untold[i]), Style.Warning);
        }

        prose.Blank();
        prose.Line(0, $"VERDICT  {Summary(result)}", StyleOf(result));
        prose.Line(0, $"NEXT  {Next(result)}", Style.Dim);
    }

    /// <summary>The counts, the worst first.</summary>
    public static string Summary(LintResult result)
    {
        List<string> parts = [];
        LintLine[] counted = [.. result.Lines.Where(line => line.Ignored is null)];
        if (counted.Length > 0)
        {
            parts.Add($"{Quantity.Of(counted.Length, "line")}: " + string.Join(", ", counted.GroupBy(line => line.Verdict.Verdict).OrderByDescending(group => group.Key)
                .Select(group => $"{group.Count()} {group.Key.Word()}")));
        }

        Finding[] others = [.. result.Others];
        if (others.Length > 0)
        {
            parts.Add($"{Quantity.Of(others.Length, "finding")}: " + string.Join(", ", others.GroupBy(finding => finding.Severity).OrderByDescending(group => group.Key)
                .Select(group => FindingText.Counted(group.Key, group.Count()))));
        }

        int ignored = result.Lines.Count(line => line.Ignored is not null) + result.OthersIgnored.Count();
        parts.AddRange(ignored > 0 ? [$"{ignored} ignored"] : []);
        bool whole = !result.Problems.Any(problem => problem.Fatal || !problem.Unread);
        return parts.Count > 0 ? string.Join("; ", parts) : whole ? Good : $"{Good} in what could be read";
    }

    private static Style StyleOf(LintResult result)
    {
        IEnumerable<Severity> all = result.Lines.Where(line => line.Ignored is null).Select(line => line.Verdict.Verdict.Severity()).OfType<Severity>()
            .Concat(result.Diagnosis.Findings.Select(finding => finding.Severity));
        return all.DefaultIfEmpty(Severity.Info).Max() switch
        {
            Severity.Info => Style.Good,
            Severity severity => Palette.Of(severity),
        };
    }

    private static string Next(LintResult result)
    {
        string? worst = result.Lines.Where(line => line.Ignored is null && line.Verdict.Code is not null).OrderByDescending(line => line.Verdict.Verdict.Severity())
            .Select(line => line.Verdict.Code).FirstOrDefault();
        string? code = result.Others.OrderByDescending(finding => finding.Severity).Select(finding => finding.Code).FirstOrDefault() ?? worst;
        return code is not null ? $"tcpvet explain {code}" : result.Live ? "tcpvet checkup" : "tcpvet lint --live";
    }
}

using TcpVet.Model;
using TcpVet.Operations.Lint;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Lint;

/// <summary>The lines of a sysctl file for a person: number, verdict, rule and setting, below it why and what to write instead.</summary>
internal static class LintLines
{
    private const int Gap = 2;
    private const int NumberWidth = 5;
    private const int CodeWidth = 5;

    private static readonly int VerdictWidth = Enum.GetValues<LineVerdict>().Max(verdict => verdict.Word().Length);

    /// <summary>
    /// Writes them: of a running host's thousand settings only those that are wrong; of a file somebody wrote, every line.
    /// </summary>
    /// <returns>Whether there are any.</returns>
    public static bool Write(Prose prose, Configuration configuration, LintAnswer answer)
    {
        HashSet<string> files = [.. configuration.Files];
        LintLine[] all = [.. answer.Lines.Where(line => files.Contains(line.Verdict.File))];
        bool every = prose.Wide || configuration.Kind is ConfigurationKind.SysctlConf or ConfigurationKind.Tuned;
        LintLine[] shown = every ? all : [.. all.Where(line => line.Verdict.Verdict is not (LineVerdict.Ok or LineVerdict.Unknown))];
        string? file = configuration.Files.Count == 1 ? configuration.Files[0] : null;
        if (shown.Length > 0 && prose.Header)
        {
            prose.Out.Spaces(NumberWidth - 4).Text("LINE").Spaces(Gap);
            prose.Out.Text("VERDICT".PadRight(VerdictWidth)).Spaces(Gap);
            prose.Out.Text("CODE".PadRight(CodeWidth)).Spaces(Gap).Text("SETTING").EndLine();
        }

        foreach (LintLine line in shown)
        {
            if (configuration.Files.Count > 1 && line.Verdict.File != file)
            {
                file = line.Verdict.File;
                prose.Line(0, SafeText.Escape(file), Style.Dim);
            }

            One(prose, line);
        }

        int unjudged = shown.Count(line => line.Verdict.IsNotJudged && line.Ignored is null);
        if (unjudged > 0)
        {
            prose.Line(Gap, $"{Quantity.Of(unjudged, "line")} not judged: nothing is known here of what such a setting takes", Style.Dim);
        }

        if (shown.Length < all.Length)
        {
            prose.Line(Gap, $"{Quantity.Of(all.Length - shown.Length, "line")} without a complaint: -o wide shows them", Style.Dim);
        }

        return all.Length > 0;
    }

    private static void One(Prose prose, LintLine line)
    {
        SettingVerdict verdict = line.Verdict;
        string number = verdict.Line.ToString();
        prose.Out.Spaces(NumberWidth - number.Length).Text(number).Spaces(Gap);
        prose.Styled(verdict.Verdict.Word(), line.Ignored is null ? StyleOf(verdict) : Style.Dim);
        prose.Out.Spaces(VerdictWidth - verdict.Verdict.Word().Length + Gap);
        prose.Styled((verdict.Code ?? "").PadRight(CodeWidth), Style.Dim);
        prose.Out.Spaces(Gap);
        bool plain = verdict.Verdict == LineVerdict.Ok || verdict.IsNotJudged;
        prose.Styled(SafeText.Escape(Shown(verdict)), plain ? Style.Plain : Style.Strong);
        prose.Out.EndLine();
        const int gaps = 3;
        int hang = NumberWidth + VerdictWidth + CodeWidth + (gaps * Gap);
        if (line.Ignored is { } entry)
        {
            prose.Line(hang, SafeText.Escape($"ignored: {entry.Reason}"), Style.Dim);
            return;
        }

        if (verdict.Why is { } why && (!verdict.IsNotJudged || prose.Wide))
        {
            prose.Line(hang, SafeText.Escape(why.ToString()));
        }

        if (verdict.Instead is { } instead)
        {
            prose.Item(hang, "instead", 8, SafeText.Escape(instead.ToString()), Style.Dim, Style.Good);
        }
    }

    /// <summary>The line as it is shown: the kernel writes tabs between numbers, which are blanks to a reader.</summary>
    public static string Shown(SettingVerdict verdict) => $"{verdict.Key} = {verdict.Value.Replace('\t', ' ')}";

    private static Style StyleOf(SettingVerdict verdict) => verdict.IsNotJudged ? Style.Dim
        : verdict.Severity is { } severity ? Palette.Of(severity) : Style.Good;
}

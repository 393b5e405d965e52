using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Remedies;

namespace TcpVet.Rules.Settings;

/// <summary>
/// A rule about kernel settings: it judges the lines of sysctl files one by one, and the values that run. Of the opinions on a line the
/// worst is told (<see cref="SysctlJudge"/>), and only the rule whose opinion that is makes a finding of the line.
/// </summary>
internal abstract class SettingRule : Rule
{
    private const int LongestValue = 40;
    private const string Bare = "1"; // the unit of a number without one

    /// <summary>What the rule says of a line; null when nothing.</summary>
    public abstract LineOpinion? Judge(SettingLine line, SettingScene scene);

    /// <summary>What the rule says of the values that run.</summary>
    protected virtual RuleAnswer Live(RuleInput input) => RuleAnswer.Quiet;

    /// <summary>
    /// Findings of lines come from configurations that somebody named. The files that the system reads at boot are judged too, but on a
    /// host it is the running value that counts: they say where a value comes from.
    /// </summary>
    public sealed override RuleAnswer Check(RuleInput input)
    {
        RuleAnswer live = Live(input);
        IEnumerable<Finding> lines = SysctlJudge.Lines.Of(input)
            .Where(judged => judged.Code == Code && judged.Scene.Configuration.Origin == ConfigurationOrigin.Given)
            .GroupBy(judged => (judged.Line.File, Same: judged.Opinion!.Lack ?? $"{judged.Line.Directive.Line}:{judged.Line.Key}"))
            .Select(same => OfLine(same.First(), same.Count() - 1));
        return RuleAnswer.From([.. lines, .. live.Findings], live.Missing);
    }

    private Finding OfLine(JudgedLine judged, int more)
    {
        (SettingLine line, LineOpinion opinion) = (judged.Line, judged.Opinion!);
        string value = Shown(line.Value);
        List<Evidence> evidence = [new("the line", $"{Shown(line.Key)} = {value}", $"{line.File}:{line.Directive.Line}")];
        if (judged.Scene.RunningText(line.Key) is { } running)
        {
            evidence.Add(new("running value", running.Length == 0 ? "empty" : Phrase.Verbatim(running), Phrase.Verbatim(line.Key)));
        }

        return Found(opinion.Severity, Confidence.Certain, $"{Shown(ShortName(line.Key))} = {value} {Verdict(opinion.Verdict)}{(more > 0 ? (Phrase)$", and so do {Wording.Figure.Count(more, "more line")}" : "")}",
            new FindingSubject
            {
                Setting = Shown(line.Key), File = line.File, Line = line.Directive.Line, Column =
                line.Directive.Column
            }) with
        {
            Figures = line.Number is { } number ? [FindingFigure.Limit("value", number, line.Setting?.Unit ?? Bare)] : [],
            Evidence = evidence,
            Cause = opinion.Why,
            Remedies = [new(RemedyLevel.Configuration, opinion.Instead ?? "Delete the line") { Change = opinion.Change }],
            DoesNotHelp = FalseRemedies,
        };
    }

    /// <summary>A finding about a running value.</summary>
    private protected Finding OfValue(Severity severity, Phrase title, string setting, Phrase value, Phrase cause, RuleInput input,
        SettingChange? change, Phrase action)
    {
        List<Evidence> evidence = [new("running value", value, setting)];
        if (BootFiles.Setter(input, setting) is { } line)
        {
            evidence.Add(new("set at boot", $"{Shown(line.Key)} = {Shown(line.Value)}", $"{line.File}:{line.Directive.Line}"));
        }

        string? command = change is null ? null : input.Inside(KernelChange.Command(change.Setting, change.Value));
        return Found(severity, Confidence.Certain, title, new FindingSubject { Setting = setting }) with
        {
            Figures = input.Netns.Setting(setting) is { } number
                ? [FindingFigure.Limit("value", number, SettingKnowledge.Exact(setting)?.Unit ?? Bare)]
                : [],
            Evidence = evidence,
            Cause = cause,
            Remedies = [new(RemedyLevel.Kernel, action, command) { Change = change }],
            DoesNotHelp = FalseRemedies,
        };
    }

    /// <summary>The finding with one number more than the value.</summary>
    private protected static Finding With(Finding finding, FindingFigure figure) => finding with { Figures = [.. finding.Figures, figure] };

    private static Phrase Verdict(LineVerdict verdict) => verdict switch
    {
        LineVerdict.Rejected => "is refused by the kernel",
        LineVerdict.Removed => "sets what this kernel has no more",
        LineVerdict.Dangerous => "breaks something",
        LineVerdict.NoEffect => "has no effect",
        LineVerdict.Misleading => "does not do what it is copied for",
        LineVerdict.Redundant => "is so without the line",
        _ => "sets what this kernel does not know",
    };

    private static string ShortName(string key) => key[(key.LastIndexOf('.') + 1)..];

    /// <summary>Text of a file on one line, cut: it is hostile.</summary>
    internal static string Shown(string text)
    {
        string plain = string.Concat(text.Select(c => c is '\t' ? ' ' : char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
        plain = string.Join(' ', plain.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return plain.Length == 0 ? "(nothing)" : plain.Length > LongestValue ? $"{plain[..LongestValue]}…" : plain;
    }
}

using TcpVet.Model;
using TcpVet.Operations.Tune;
using TcpVet.Reports.Forms;
using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Measuring;

namespace TcpVet.Reports.Tune;

/// <summary>What a command has done to an entry of the journal, for a person.</summary>
internal static class EntryText
{
    private const int LabelWidth = 10;

    /// <summary>Whether it helped, a line for each finding.</summary>
    public static void Effects(Prose prose, LoggedEntry logged)
    {
        foreach (Effect effect in logged.Effects)
        {
            string verdict = effect.Verdict switch
            {
                EffectVerdict.Helped => "it helped",
                EffectVerdict.DidNotHelp => "it did not help",
                _ => "whether it helped cannot be told",
            };
            Style style = effect.Verdict switch
            {
                EffectVerdict.Helped => Style.Good,
                EffectVerdict.DidNotHelp => Style.Warning,
                _ => Style.Plain,
            };
            prose.Item(2, "effect", LabelWidth, SafeText.Escape($"{effect.Code}: {verdict}: {effect.Why}"), textStyle: style);
        }
    }

    /// <summary>Writes what was done, and what to type next.</summary>
    /// <param name="prose">Where to.</param>
    /// <param name="logged">The entry as it is now.</param>
    /// <param name="suffix">What stands behind the next command, so that it finds the same journal. Safe text.</param>
    public static void Write(Prose prose, LoggedEntry logged, string suffix)
    {
        JournalEntry entry = logged.Entry;
        string settings = Quantity.Of(entry.Changes.Count, "setting");
        switch (entry.State)
        {
            case EntryState.Pending:
                prose.Line(0, $"APPLIED  entry {entry.Id}: {settings} in {SafeText.Escape(entry.Target.Label)}", Style.Good);
                string they = entry.Changes.Count == 1 ? "It goes" : "They go";
                string when = $"at {entry.DeadlineAt:HH:mm:ss} UTC, in {Durations.Short(entry.WithinMs)}";
                prose.Line(2, $"{they} back {when}, unless you confirm; {By(entry)} sees to it.");
                prose.Blank().Line(0, $"NEXT  tcpvet tune confirm {entry.Id}{suffix}");
                break;
            case EntryState.Confirmed:
                prose.Line(0, $"CONFIRMED  entry {entry.Id}: {settings} in {SafeText.Escape(entry.Target.Label)}", Style.Good);
                prose.Line(2, entry.Persist is { } persist
                    ? $"{SafeText.Escape(persist.File)} keeps {(entry.Changes.Count == 1 ? "it" : "them")} after a restart of the host."
                    : "Until the host is restarted; --persist keeps what is confirmed for longer.");
                Effects(prose, logged);
                prose.Blank().Line(0, $"NEXT  tcpvet tune log {entry.Id}{suffix}");
                break;
            case EntryState.Void:
                prose.Line(0, $"VOID  entry {entry.Id}: {SafeText.Escape(entry.Steps[^1].What)}");
                break;
            default:
                string partly = entry.IsPartly ? ", partly" : "";
                string state = entry.State.Word().ToUpperInvariant();
                prose.Line(0, $"{state}  entry {entry.Id}: {settings} in {SafeText.Escape(entry.Target.Label)}{partly}", Style.Good);
                foreach (EntryChange change in entry.Changes)
                {
                    string value = change.State == ChangeState.LeftAlone ? "as somebody else set it" : change.From;
                    prose.Line(2, $"{change.Setting} is {SettingText.Value(value)}");
                }

                break;
        }
    }

    private static string By(JournalEntry entry) => entry.Timer switch
    {
        { Kind: TimerKind.Systemd, Name: var unit } => $"the timer {SafeText.Escape(unit)}",
        { Name: var pid } => $"the process {SafeText.Escape(pid)}",
        _ => "a timer",
    };
}

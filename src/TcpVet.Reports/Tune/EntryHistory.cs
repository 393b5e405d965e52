using TcpVet.Model;
using TcpVet.Operations.Tune;
using TcpVet.Reports.Forms;
using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Planning;

namespace TcpVet.Reports.Tune;

/// <summary>All that is known of an entry of the journal, for a person.</summary>
internal static class EntryHistory
{
    private const int LabelWidth = 10;

    /// <summary>Writes an entry.</summary>
    public static void Write(Prose prose, LoggedEntry logged)
    {
        JournalEntry entry = logged.Entry;
        Style style = EntryWords.StyleOf(logged);
        prose.Line(0, $"ENTRY {entry.Id}  {SafeText.Escape(EntryWords.Status(logged))}", style == Style.Plain ? Style.Strong : style);
        prose.Item(2, "where", LabelWidth, SafeText.Escape(entry.Target.Label) + (entry.Target.Initial ? ", the host's own" : ""));
        foreach (EntryChange change in entry.Changes)
        {
            string state = change.State switch
            {
                ChangeState.LeftAlone => "  (left as somebody else set it)",
                ChangeState.Planned => "  (not written)",
                _ => "",
            };
            string values = $"{SettingText.Value(change.From)} to {SettingText.Value(change.To)}";
            prose.Item(2, "setting", LabelWidth, $"{change.Setting}: {values}{state}");
            foreach (ChangeReason reason in change.Reasons)
            {
                prose.Item(2, "because", LabelWidth, SafeText.Escape(reason.ToString()));
                foreach (Evidence evidence in reason.Evidence)
                {
                    string text = $"{evidence.What}: {evidence.Value}  [{evidence.Source}]";
                    prose.Item(2, "", LabelWidth, SafeText.Escape(text), textStyle: Style.Dim);
                }
            }
        }

        foreach (EntryStep step in entry.Steps)
        {
            string author = step.By is { } by ? $", by {by}" : "";
            prose.Item(2, $"{step.At.UtcDateTime:HH:mm:ss}", LabelWidth, SafeText.Escape($"{step.What}{author}"));
        }

        EntryText.Effects(prose, logged);
        if (logged.InForce)
        {
            string next = entry.State == EntryState.Pending && !logged.Overdue ? "confirm" : "rollback";
            prose.Blank().Line(0, $"NEXT  tcpvet tune {next} {entry.Id}");
        }
    }
}

using System.Globalization;
using TcpVet.Operations.Tune;
using TcpVet.Reports.Forms;
using TcpVet.Tuning.Journaling;

namespace TcpVet.Reports.Tune;

/// <summary>A setting of an entry: people and spreadsheets get a row a setting.</summary>
/// <param name="Logged">The entry.</param>
/// <param name="Change">The setting; null where the entry stands as a whole.</param>
internal sealed record EntryRow(LoggedEntry Logged, EntryChange? Change)
{
    /// <summary>A row a setting.</summary>
    public static IReadOnlyList<EntryRow> Settings(IReadOnlyList<LoggedEntry> entries) =>
        [.. entries.SelectMany(logged => logged.Entry.Changes.Select(change => new EntryRow(logged, change)))];

    /// <summary>A row an entry.</summary>
    public static IReadOnlyList<EntryRow> Whole(IReadOnlyList<LoggedEntry> entries) =>
        [.. entries.Select(logged => new EntryRow(logged, null))];

    /// <summary>The columns of <c>-o csv</c>.</summary>
    public static Table<EntryRow> Csv() => new Table<EntryRow>()
        .Add("entry", row => Number(row.Logged.Entry.Id))
        .Add("made_at", row => JsonText.Time(row.Logged.Entry.MadeAt))
        .Add("status", row => EntryWords.Status(row.Logged))
        .Add("uid", row => Number(row.Logged.Entry.By.Uid))
        .Add("login_uid", row => row.Logged.Entry.By.LoginUid is { } login ? Number(login) : "")
        .Add("tty", row => row.Logged.Entry.By.Tty ?? "")
        .Add("netns", row => row.Logged.Entry.Target.Label)
        .Add("setting", row => row.Change!.Setting)
        .Add("from", row => row.Change!.From)
        .Add("to", row => row.Change!.To)
        .Add("because", row => string.Join(' ', row.Change!.Because))
        .Add("helped", row => EntryWords.Helped(row.Logged))
        .Add("file", row => row.Logged.Entry.Persist?.File ?? "");

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}

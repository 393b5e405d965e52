using TcpVet.Knowledge;
using TcpVet.Tuning.Measuring;
using TcpVet.Tuning.Planning;

namespace TcpVet.Tuning.Journaling;

/// <summary>
/// What must hold of a plan or an entry that was read, whoever wrote it: settings lead to files of /proc/sys, values are ones that those
/// take, and nothing is null that the types call whole. The serializer leaves absent lists null and does not look at their items.
/// </summary>
internal static class EntryCheck
{
    private const int MostChanges = 256;

    /// <summary>Checks an entry, and fills what it leaves out.</summary>
    /// <exception cref="TuningException">It names something that is no setting or no value.</exception>
    public static JournalEntry Checked(JournalEntry entry)
    {
        Require(entry.Schema == JournalEntry.SchemaId, $"its schema is '{entry.Schema}', this program reads '{JournalEntry.SchemaId}'");
        Require(entry.Id > 0, "its number is not positive");
        EntryChange[] changes =
            [.. NoNulls(entry.Changes)
                .Select(change => change with { Because = NoNulls(change.Because), Reasons = Reasons(change.Reasons) })];
        Require(changes.Length is > 0 and <= MostChanges, $"it has {changes.Length} changes");
        Require(changes.Select(change => change.Setting).Distinct().Count() == changes.Length, "it has a setting twice");
        foreach (EntryChange change in changes)
        {
            KernelSetting? setting = SettingKnowledge.Find(change.Setting);
            Require(setting is { Kind: SettingKind.Sysctl } && setting.Name == change.Setting, $"'{change.Setting}' is no setting that tcpvet knows");
            Require(SettingValue.Normalised(setting!, change.From) == change.From, $"'{change.From}' is no value of {change.Setting}");
            Require(SettingValue.Normalised(setting!, change.To) == change.To, $"'{change.To}' is no value of {change.Setting}");
        }

        if (entry.Persist is { } persist)
        {
            Require(Path.IsPathFullyQualified(persist.File)
                && Path.GetFullPath(persist.File) == persist.File
                && Path.GetFileName(persist.File) == Persisting.PersistedFile.FileName,
                    $"'{persist.File}' is no file that tcpvet writes");
        }

        return entry with { Changes = changes, Steps = NoNulls(entry.Steps), Before = Whole(entry.Before), After = Whole(entry.After) };
    }

    /// <summary>Checks a plan, and fills what it leaves out. What its changes name is held against the kernel later
    /// (<see cref="Planner.Again"/>).</summary>
    /// <exception cref="TuningException">It is no plan.</exception>
    public static TuningPlan Checked(TuningPlan plan)
    {
        Require(plan.Schema == TuningPlan.SchemaId, $"its schema is '{plan.Schema}', a plan's is '{TuningPlan.SchemaId}'");
        PlannedChange[] changes =
            [.. NoNulls(plan.Changes)
                .Select(change => change with { Because = NoNulls(change.Because), Reasons = Reasons(change.Reasons) })];
        Require(changes.Length <= MostChanges, $"it has {changes.Length} changes");
        return plan with { Changes = changes, NotProposed = NoNulls(plan.NotProposed) };
    }

    private static Measurement? Whole(Measurement? measured) => measured is null ? null
        : measured with { Figures = NoNulls(measured.Figures), Found = NoNulls(measured.Found), CannotTell = NoNulls(measured.CannotTell) };

    private static IReadOnlyList<ChangeReason> Reasons(IReadOnlyList<ChangeReason>? reasons) =>
        [.. NoNulls(reasons).Select(reason => reason with { Evidence = NoNulls(reason.Evidence) })];

    private static IReadOnlyList<T> NoNulls<T>(IReadOnlyList<T>? items)
        where T : class
    {
        Require(items is null || items.All(item => item is not null), "an item of a list is null");
        return items ?? [];
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new TuningException(otherwise);
        }
    }
}

using TcpVet.Knowledge;
using TcpVet.Tuning.Planning;

namespace TcpVet.Tuning.Journaling;

/// <summary>
/// What must hold of a plan or an entry that was read, whoever wrote it: settings lead to files of /proc/sys, and values are ones
/// that those take.
/// </summary>
internal static class EntryCheck
{
    private const int MostChanges = 256;

    /// <summary>Checks an entry.</summary>
    /// <exception cref="TuningException">It names something that is no setting or no value.</exception>
    public static JournalEntry Checked(JournalEntry entry)
    {
        Require(entry.Schema == JournalEntry.SchemaId, $"its schema is '{entry.Schema}', this program reads '{JournalEntry.SchemaId}'");
        Require(entry.Id > 0, "its number is not positive");
        IReadOnlyList<EntryChange> changes = entry.Changes;
        Require(changes.Count is > 0 and <= MostChanges, $"it has {changes.Count} changes");
        Require(changes.Select(change => change.Setting).Distinct().Count() == changes.Count, "it has a setting twice");
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

        return entry;
    }

    /// <summary>Checks a plan. What its changes name is held against the kernel later
    /// (<see cref="Planner.Again"/>).</summary>
    /// <exception cref="TuningException">It is no plan.</exception>
    public static TuningPlan Checked(TuningPlan plan)
    {
        Require(plan.Schema == TuningPlan.SchemaId, $"its schema is '{plan.Schema}', a plan's is '{TuningPlan.SchemaId}'");
        Require(plan.Changes.Count <= MostChanges, $"it has {plan.Changes.Count} changes");
        return plan;
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new TuningException(otherwise);
        }
    }
}

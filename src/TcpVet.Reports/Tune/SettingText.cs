using TcpVet.Model;
using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Planning;

namespace TcpVet.Reports.Tune;

/// <summary>Settings and their values, as people read them.</summary>
public static class SettingText
{
    /// <summary>A value: an empty one is to be seen. Safe text.</summary>
    public static string Value(string value) => value.Length == 0 ? "(empty)" : SafeText.Escape(value);

    /// <summary>What would become of a setting, and the risk: <c>net.core.somaxconn  128 → 4096  (…)</c>. Safe text.</summary>
    public static string Of(PlannedChange change) =>
        $"{change.Setting}  {Value(change.From)} → {Value(change.To)}  ({SafeText.Escape(change.RiskWhy)})";

    /// <summary>What would become of a setting when its change is undone. Safe text.</summary>
    public static string Undone(EntryChange change) => $"{change.Setting}  {Value(change.To)} → {Value(change.From)}";

    /// <summary>What asked for a change: codes of rules, or else where it was written. Safe text.</summary>
    internal static string Because(IReadOnlyList<string> codes, IReadOnlyList<ChangeReason> reasons) =>
        SafeText.Escape(codes.Count > 0 ? string.Join(' ', codes) : reasons is [ChangeReason first, ..] ? first.Text.ToString() : "");
}

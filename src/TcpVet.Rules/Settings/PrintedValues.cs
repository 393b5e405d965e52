using TcpVet.Knowledge;
using TcpVet.Model;

namespace TcpVet.Rules.Settings;

/// <summary>
/// What is said of values that run (<c>sysctl -a</c>). Nobody has written a line that could be deleted, and what a kernel sets by itself is
/// no fault of anybody.
/// </summary>
internal static class PrintedValues
{
    /// <summary>The judged line as it is said of a value that runs.</summary>
    public static JudgedLine Judged(JudgedLine judged)
    {
        if (judged.Opinion is not { } opinion || judged.Code is null)
        {
            return judged;
        }

        if (IsOwn(judged.Line, judged.Scene.Kernel))
        {
            return new JudgedLine(judged.Line, judged.Scene, null, null);
        }

        // What breaks nothing is somebody's choice on a host that runs.
        return judged with
        {
            Opinion = opinion with
            {
                Instead = Instead(judged.Line, judged.Scene.Kernel, opinion),
                Weight = opinion.Verdict == LineVerdict.Dangerous ? opinion.Weight : Severity.Info,
            },
        };
    }

    /// <summary>Whether the kernel that printed it has set it so; of an unknown kernel, whether any has.</summary>
    private static bool IsOwn(SettingLine line, KernelVersion? kernel) => line.Setting is { } setting && line.Numbers.Count > 0
        && (kernel is { } known ? IsDefault(setting.DefaultIn(known), line) : setting.Defaults.Any(value => IsDefault(value, line)));

    private static bool IsDefault(SettingDefault value, SettingLine line) =>
        value.Values is { } values && values.SequenceEqual(line.Numbers);

    private static Phrase Instead(SettingLine line, KernelVersion? kernel, LineOpinion opinion) =>
        opinion.Change is { } change ? (Phrase)$"Set it to {Phrase.Verbatim(change.Value)}, and look for the file that sets it"
            : line.Setting is { } setting && kernel is { } known && setting.DefaultIn(known).Values is { } values
                ? (Phrase)$"Set it back to the default, {Phrase.Verbatim(string.Join(' ', values))}, and look for the file that sets it"
            : "Look for the file that sets it";
}

using TcpVet.Knowledge;
using TcpVet.Model;

namespace TcpVet.Rules.Settings;

/// <summary>What is to be said of a line that no rule has a page for: that it sets the kernel's own default.</summary>
internal static class Redundancy
{
    /// <summary>
    /// A line is redundant when it sets the compiled default of the judged kernel, no other line of the configuration sets the key
    /// to something else, and the value that runs, where it is known, is the default too. A value that merely runs already is not
    /// redundant: the line may be what makes it run.
    /// </summary>
    public static LineOpinion? Of(SettingLine line, SettingScene scene)
    {
        if (scene.IsOutput || line.Setting is not { } setting || scene.Kernel is not { } kernel || !setting.ExistsIn(kernel))
        {
            return null;
        }

        return setting.DefaultIn(kernel).Values is { } values && values.SequenceEqual(line.Numbers)
            && scene.Others(line).All(other => other.Normal == line.Normal)
            && (SettingScene.Numbers(scene.RunningText(line.Key))?.SequenceEqual(values) ?? true)
            ? new LineOpinion(LineVerdict.Redundant, $"It is the default of Linux {kernel.ToString()}{Since(setting, kernel)}.", "Delete the line")
            : null;
    }

    private static Phrase Since(KernelSetting setting, KernelVersion kernel) =>
        setting.DefaultIn(kernel).Since is { } since ? (Phrase)$", as of every one since {since.ToString()}" : "";
}

using TcpVet.Knowledge;
using TcpVet.Model;

namespace TcpVet.Rules.Settings;

/// <summary>
/// Which lines nothing can be said of: "ok" is said of what was judged, never of a path that merely exists.
/// </summary>
internal static class NotJudged
{
    /// <summary>Says why a line is not judged; null for a line whose value can be held against what the kernel takes.</summary>
    public static LineOpinion? Of(SettingLine line, SettingScene scene)
    {
        if (line.IsOpen)
        {
            return Unjudged("Its value is known on the host alone: it was not judged.");
        }

        if (line.Setting is { } setting)
        {
            if (!scene.IsOutput && scene.Kernel < KernelSetting.HistoryBegins)
            {
                return Unjudged($"Of kernels before Linux {KernelSetting.HistoryBegins.ToString()} nothing is known here: it was not judged.");
            }

            return setting.Range.Format == SettingFormat.Text && !scene.IsOutput ? NamedValues.Unknown(line, scene) : null;
        }

        if (line.Type is not { } type)
        {
            return Unjudged("It is no setting of TCP or UDP, and what it takes is not known here: it was not judged.");
        }

        return scene.IsOutput || line.IsPattern || line.Numbers is not [long number] ? null
            : scene.IsHypothetical && type.ExistsIn(scene.Kernel) is null
                ? Unjudged($"Whether {Linux(scene)} has it is not known: it was not judged.")
            : !type.Range.Accepts(number, hz: 100)
                ? Unjudged($"Whether {Linux(scene)} takes {number} is not known: it was not judged.")
            : null;
    }

    private static Phrase Linux(SettingScene scene) => scene.Kernel is { } kernel ? (Phrase)$"Linux {kernel.ToString()}" : "this kernel";

    private static LineOpinion Unjudged(Phrase why) => new(LineVerdict.Unknown, why);
}

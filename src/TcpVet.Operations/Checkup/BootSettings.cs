using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Operations.Files;

namespace TcpVet.Operations.Checkup;

/// <summary>Puts beside the values that run what the system's files set at boot.</summary>
internal static class BootSettings
{
    /// <summary>
    /// The capture with the lines of sysctl.d about settings of TCP and UDP, in its own namespace. A handful of small files; other settings
    /// of theirs are nobody's business here.
    /// </summary>
    public static Capture Beside(Capture capture)
    {
        if (!capture.Namespaces.Any(netns => netns.Netns.Own) || SystemSettings.Read() is not { } boot)
        {
            return capture;
        }

        Configuration kept = boot with { Directives = [.. boot.Directives.Where(IsKnown)], Problems = [] };
        return kept.Directives.Count == 0 ? capture : capture with
        {
            Namespaces = [.. capture.Namespaces.Select(
                netns => netns.Netns.Own ? netns with { Configurations = [.. netns.Configurations, kept] } : netns)],
        };
    }

    private static bool IsKnown(ConfigDirective directive) =>
        SettingKnowledge.Exact(SettingKnowledge.Canonical(directive.Name)) is not null;
}

using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Settings;

/// <summary>What the system's own files set at boot, where a capture holds them.</summary>
internal static class BootFiles
{
    /// <summary>The boot files, judged; null when the record has none. They are those of the first network namespace: others begin with the
    /// kernel's defaults.</summary>
    public static SettingScene? Scene(RuleInput input) =>
        SysctlJudge.Lines.Of(input).FirstOrDefault(judged => judged.Scene.Configuration.Origin == ConfigurationOrigin.System)?.Scene;

    /// <summary>The line that sets a key at boot; null when none is known.</summary>
    public static SettingLine? Setter(RuleInput input, string key) => Scene(input)?.Setter(key);
}

using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Settings;

/// <summary>TV602: a line sets what no kernel knows, or not this one.</summary>
internal sealed class SettingUnknown : SettingRule
{
    // Families of which the table of settings has every member: a name that is missing there is missing in the kernel.
    private static readonly string[] Whole = ["net.ipv4.tcp_", "net.ipv4.udp_", "net.ipv4.ip_local_", "net.core.rmem_", "net.core.wmem_"];

    public override string Code => "TV602";

    public override string Name => "setting-unknown";

    public override string Summary => "A line sets a kernel setting that does not exist on this kernel";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["sysctl: cannot stat /proc/sys: No such file or directory", "sysctl: error: unknown key", "a setting is ignored without a word"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        There is no file of this name under /proc/sys here. The name is mistyped, or the setting came with a later kernel, or it belongs to a module that is not loaded (`net.netfilter.*` to nf_conntrack, `net.bridge.*` to br_netfilter), or to an interface that does not exist.

        ## Why it hurts
        Nothing is set. systemd-sysctl passes over such a line without a word, `sysctl -p` complains and exits 1. At boot a setting of a module is lost when the module is loaded later.

        ## How we know
        On the running kernel the file under /proc/sys was looked for and is not there. For another kernel (`--kernel`) the table of settings decides, which has every TCP and UDP setting with the version that brought it; other keys are not judged. The nearest names are by edit distance. A name that is one slip away from a known one is a warning: what it was meant to set is not set. A name that is known and that this host lacks (an interface, a module, an option of the kernel) is information.

        ## What to do
        Correct the name. Keep a line that is for other hosts, with `-` before the key where a failure stops something. For a module: load it before the settings are applied, with its name in a file of /etc/modules-load.d.

        ## What does not help

        ## When to ignore
        The line is for other hosts that share the file, or for an interface or a module that comes later and has a udev rule of its own.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a - before the key", "it hides the error and nothing more") { Page = "A `-` before the key: it hides the error and nothing more." },
        new("creating the file under /proc/sys", "the kernel alone registers settings there") { Page = "Creating the file: /proc/sys holds what the kernel registers." },
    ];

    public override LineOpinion? Judge(SettingLine line, SettingScene scene)
    {
        if (scene.IsOutput || line.IsPattern || scene.Input.Netns.Sysctls.ContainsKey(line.Key))
        {
            return null;
        }

        bool absent = scene.Input.Netns.AbsentSysctls.Contains(line.Key);
        return line.Setting is { } setting ? Known(setting, absent, scene)
            : AbsentKeys.Explain(line, absent, IsWhole(line.Key));
    }

    private static bool IsWhole(string key) => Array.Exists(Whole, family => key.StartsWith(family, StringComparison.OrdinalIgnoreCase));

    private static LineOpinion? Known(KernelSetting setting, bool absent, SettingScene scene)
    {
        if (setting.Added is { } added && scene.Kernel < added)
        {
            return new LineOpinion(LineVerdict.Unknown, $"The setting came with Linux {added.ToString()}; this is {scene.Kernel.ToString()}.", "Delete the line, or keep it for newer kernels with - before the key");
        }

        if (!absent || (scene.Kernel >= setting.Removed) || (FirstNamespace.Owns(setting) && !FirstNamespace.IsFirst(scene.Input.Netns)))
        {
            return null;
        }

        return setting.Name.StartsWith("net.netfilter.", StringComparison.Ordinal)
            ? new LineOpinion(LineVerdict.Unknown, "The setting belongs to the module nf_conntrack, which is not loaded.", "Load it before: nf_conntrack in a file of /etc/modules-load.d")
            : new LineOpinion(LineVerdict.Unknown, "This kernel was built without the setting.", AbsentKeys.Keep);
    }
}

using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Settings;

/// <summary>TV601: a line sets what the kernel has no more.</summary>
internal sealed class SettingRemoved : SettingRule
{
    public override string Code => "TV601";

    public override string Name => "setting-removed";

    public override string Summary => "A line sets a kernel setting that this kernel does not have any more";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["sysctl: cannot stat /proc/sys/net/ipv4/tcp_tw_recycle: No such file or directory", "sysctl -p exits 1", "a setting is gone after an upgrade"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The key was a setting of older kernels. On this one the file under /proc/sys is gone: writing it fails with ENOENT, and nothing else happens.

        ## Why it hurts
        `sysctl -p` reports the line, applies the others and exits 1, which stops scripts and configuration management that look at the status; `sysctl -e` and systemd-sysctl pass over it in silence. Whoever reads the file believes in a tuning that is not there.

        ## How we know
        The kernel's release (of the host, or of `--kernel`) against the table of settings, which has the version that removed each one, from the commit. A key that the running kernel does have is never reported, whatever the table says.

        ## What to do
        Delete the line. Where the setting lives on under another name, `instead` has it.

        ## What does not help

        ## When to ignore
        A line without a successor is information: nothing of it is missed. One file serves hosts with old and new kernels: put `-` before the key, so that the new ones do not fail.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a - before the key", "it hides the error and nothing more") { Page = "A `-` before the key: it hides the error and nothing more." },
        new("loading modules", "the setting was taken out of the kernel's source") { Page = "Loading modules: the setting is not in one; it was taken out of the source." },
        UselessRemedy.OnPage("Writing it under another spelling."),
    ];

    public override LineOpinion? Judge(SettingLine line, SettingScene scene) =>
        !scene.IsOutput
            && line.Setting is { Removed: { } removed } setting
            && scene.Kernel >= removed
            && !scene.Input.Netns.Sysctls.ContainsKey(line.Key)
            ? new LineOpinion(LineVerdict.Removed, $"{setting.ShortName} was removed in Linux {removed.ToString()}: {Lowered(setting.Summary)}",
                setting.Successor is { } successor ? (Phrase)$"Write {successor}" : "Delete the line")
            {
                // What lives on under another name is not in force; of the rest nothing is missed.
                Weight = setting.Successor is null ? Severity.Info : Severity.Warning,
            }
            : null;

    // A part of the encyclopaedia's own text, which is translated with it and not with the rules.
    private static Phrase Lowered(string summary)
    {
        string text = summary.StartsWith("Does not exist any more. ", StringComparison.Ordinal) ? summary["Does not exist any more. ".Length..] : summary;
        return text.Length > 1 && char.IsUpper(text[0]) && char.IsLower(text[1])
            ? Phrase.Verbatim(char.ToLowerInvariant(text[0]) + text[1..])
            : Phrase.Verbatim(text);
    }
}

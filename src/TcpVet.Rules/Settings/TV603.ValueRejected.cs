using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;

namespace TcpVet.Rules.Settings;

/// <summary>TV603: the kernel refuses the value of a line, or takes a part of it.</summary>
internal sealed class ValueRejected : SettingRule
{
    private const string Range = "net.ipv4.ip_local_port_range";
    private const string Reordering = "net.ipv4.tcp_reordering";
    private const string MaxReordering = "net.ipv4.tcp_max_reordering";
    private const char NoBreakSpace = '\u00A0';
    private const string PortStart = "net.ipv4.ip_unprivileged_port_start";

    public override string Code => "TV603";

    public override string Name => "value-rejected";

    public override string Summary => "A line sets a value that the kernel refuses, or takes only in part";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["sysctl: setting key: Invalid argument (EINVAL)", "a sysctl value is not what the file says", "sysctl: permission denied on key"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The kernel answers EINVAL to this value and keeps the old one. Of a setting of several numbers it may take the first ones before it refuses: `tcp_wmem = 4096 131072 99999999999` fails, and the middle number is changed all the same (measured on Linux 6.18).

        ## Why it hurts
        The setting is not what the file says. `sysctl -p` prints one line and exits 1; at boot the line is in the journal, where nobody looks.

        ## How we know
        The text is read as the kernel reads it (kernel/sysctl.c `proc_get_long`: numbers, a minus, 0x and octal, what follows a blank is passed over), against the range of the setting on this kernel. The ranges are tried against a real kernel by a test. For names (`tcp_congestion_control`, `default_qdisc`) the kernel answers ENOENT to one that is not loaded and that it cannot load: `net.ipv4.tcp_available_congestion_control` and the modules of the running kernel are read, for another kernel (`--kernel`) the version that brought it. `ip_local_port_range` may not begin below `ip_unprivileged_port_start` as it is when the line is reached.

        ## What to do
        Write a value inside the range; `tcpvet explain` and the setting's name show it. Numbers have no units: 30, not 30s; 16777216, not 16M. A comment stands on a line of its own: behind a value it is a part of the value.

        ## What does not help

        ## When to ignore
        The file is for another kernel, whose range is wider: `--kernel` judges for that one.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a - before the key", "the failure is hidden and the value is as it was") { Page = "A `-` before the key: the failure is hidden, the value is as it was." },
        UselessRemedy.OnPage("Writing it twice: the kernel refuses it each time."),
        new("a restart", "the kernel refuses the value at boot as well") { Page = "" },
    ];

    public override LineOpinion? Judge(SettingLine line, SettingScene scene)
    {
        if (scene.IsOutput || line.Range is not { } range || line.IsOpen || Lacks(line, scene))
        {
            return null;
        }

        if (range.ReadOnly)
        {
            return new LineOpinion(LineVerdict.Rejected, "The setting can only be read.", "Delete the line");
        }

        return range.Format switch
        {
            SettingFormat.PortList => PortSet.Parse(line.Value) is null
                ? new LineOpinion(
                    LineVerdict.Rejected, "It is no list of ports: the kernel takes 8080,9000-9010.",
                    "Write ports and ranges of ports with commas between them") : null,
            SettingFormat.Text => line.Value.Length == 0
                ? new LineOpinion(LineVerdict.Rejected, "There is no value.", "Write a value, or delete the line")
                : NamedValues.Refusal(line, scene),
            _ => line.Text?.Refusal is { } refusal ? Refused(line, range, refusal) : Bounds(line, scene),
        };
    }

    // What is absent is refused for that, whatever its value.
    private static bool Lacks(SettingLine line, SettingScene scene) => line.Setting is { } setting
        ? scene.Kernel is { } kernel && !setting.ExistsIn(kernel)
        : scene.Input.Netns.AbsentSysctls.Contains(line.Key);

    private static LineOpinion Refused(SettingLine line, SettingRange range, string refusal)
    {
        if (line.Value.Contains(NoBreakSpace, StringComparison.Ordinal))
        {
            return new LineOpinion(LineVerdict.Rejected, "The kernel answers EINVAL: there is a no-break space in the value, as web pages have them.",
                "Write plain blanks, or none");
        }

        Phrase part = !line.Text!.IsPartial ? "" : line.Text.Numbers.Count == 1 ? "; the number before it is taken" : (Phrase)$"; the {line.Text.Numbers.Count} numbers before it are taken";
        return new LineOpinion(LineVerdict.Rejected, $"The kernel answers EINVAL: {SettingRule.Shown(refusal)}{part}.", $"Write {(range.Count > 1 ? (Phrase)"" : "one number: ")}{(range with { Note = null }).ToString()}");
    }

    // net/ipv4/sysctl_net_ipv4.c ipv4_local_port_range and ipv4_privileged_ports: each is checked against the other as it is in that
    // moment.
    private static LineOpinion? Bounds(SettingLine line, SettingScene scene)
    {
        if (line.Key == PortStart)
        {
            return line.Number is { } start && scene.FinalNumbers(Range) is [long first, ..] && start > first
                ? new LineOpinion(LineVerdict.Rejected, $"The kernel answers EINVAL: it is above the first port of ip_local_port_range, {first}.", "Raise ip_local_port_range in an earlier line")
                : null;
        }

        if (line.Key == Reordering)
        {
            return line.Number is { } segments && scene.Final(MaxReordering) is { } most && segments > most && line.Range is { Min: 1 }
                ? new LineOpinion(LineVerdict.Rejected, $"The kernel answers EINVAL: it is above tcp_max_reordering, {most}.", "Raise tcp_max_reordering in an earlier line")
                : null;
        }

        if (line.Key != Range || line.Numbers.Count == 0)
        {
            return null;
        }

        long low = line.Numbers[0];
        long? high = line.Numbers.Count > 1 ? line.Numbers[1] : scene.FinalNumbers(Range) is [_, long end] ? end : null;
        return high < low ? new LineOpinion(LineVerdict.Rejected, $"The kernel answers EINVAL: the range ends at {high.Value}, before it begins.", "Write the lower port first")
            : low < scene.Final(PortStart) ? new LineOpinion(LineVerdict.Rejected,
                $"The kernel answers EINVAL: the range may not begin below ip_unprivileged_port_start, {scene.Final(PortStart)!.Value}.", "Write 16384 65535, or any range above the ports of services")
            : null;
    }
}

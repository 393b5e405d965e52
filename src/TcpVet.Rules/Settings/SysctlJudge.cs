using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Settings;

/// <summary>
/// Says of every line of the sysctl files in a capture what it does on the capture's kernel: beside the other lines of its
/// configuration, the values that run, and the host.
/// </summary>
/// <remarks>
/// The kernel is <see cref="Capture.Kernel"/>. A namespace whose inode is 0 stands for no host (<c>lint --kernel</c>): what the lines do
/// not set is then taken to be the kernel's default. Otherwise <see cref="NetnsCapture.Sysctls"/> and
/// <see cref="NetnsCapture.AbsentSysctls"/> should hold the keys that <see cref="Keys"/> names; what is in neither is unknown.
/// </remarks>
public static class SysctlJudge
{
    // What lines are judged beside, whether or not a file names it.
    private static readonly string[] Beside =
    [
        "net.ipv4.tcp_syncookies", "net.ipv4.tcp_timestamps", "net.ipv4.tcp_tw_reuse", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_ehash_entries", "net.ipv4.tcp_retries2", "net.ipv4.tcp_rto_max_ms", "net.core.rmem_max", "net.core.wmem_max",
        "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_mem", "net.ipv4.tcp_max_orphans", "net.core.netdev_max_backlog", "net.ipv4.tcp_congestion_control", "fs.nr_open",
        "net.ipv4.tcp_available_congestion_control", "net.core.default_qdisc", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes",
        "net.netfilter.nf_conntrack_tcp_timeout_established", "net.ipv4.tcp_max_reordering",
    ];

    /// <summary>The settings to read for a judgement: those that the configurations name and those that these are judged beside; with dots,
    /// sorted.</summary>
    public static IReadOnlyList<string> Keys(IEnumerable<Configuration> configurations) =>
        [.. configurations.Where(IsSysctl).SelectMany(configuration => configuration.Directives)
            .Select(directive => TcpVet.Knowledge.SettingKnowledge.Canonical(directive.Name))
            .Where(key => !PathGlob.IsPattern(key))
            .Concat(Beside).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>One verdict a line, in the order of the configurations and of their lines.</summary>
    public static IReadOnlyList<SettingVerdict> Judge(RuleInput input) => [.. Lines.Of(input).Select(judged => judged.ToVerdict())];

    /// <summary>The same with what it was judged beside, made once.</summary>
    internal static Derived<IReadOnlyList<JudgedLine>> Lines { get; } = new(static judged =>
        [.. judged.Netns.Configurations.Where(IsSysctl)
            .Select(configuration => new SettingScene(judged, configuration))
            .SelectMany(Judged)]);

    private static bool IsSysctl(Configuration configuration) =>
        configuration.Kind is ConfigurationKind.SysctlConf or ConfigurationKind.SysctlOutput or ConfigurationKind.Tuned;

    private static IEnumerable<JudgedLine> Judged(SettingScene scene)
    {
        // What the kernel does not take sets nothing and overrides nothing: that is known before anything else is said.
        Dictionary<SettingLine, JudgedLine> refused = [];
        foreach (SettingLine line in scene.Lines.Where(line => !line.IsExclusion && !scene.IsOutput))
        {
            if (Refused(line, scene) is { } refusal)
            {
                refused.Add(line, refusal);
            }
            else if (!line.IsPattern)
            {
                scene.Take(line);
            }
        }

        foreach (SettingLine line in scene.Lines.Where(_ => scene.IsOutput))
        {
            scene.Take(line);
        }

        foreach (SettingLine line in scene.Lines)
        {
            yield return line.IsExclusion ? new(line, scene, null, null)
                : refused.TryGetValue(line, out JudgedLine? judged) ? judged
                : line.IsPattern ? new(line, scene, NotJudged.Of(line, scene), null)
                : Worst(line, scene);
        }
    }

    private static JudgedLine? Refused(SettingLine line, SettingScene scene)
    {
        JudgedLine worst = Worst(line, scene, SettingRules.Refusals, null);
        return worst.Opinion is null ? null : worst;
    }

    private static JudgedLine Worst(SettingLine line, SettingScene scene)
    {
        JudgedLine judged = Worst(line, scene, SettingRules.Opinions, NotJudged.Of(line, scene) ?? Redundancy.Of(line, scene));
        return scene.IsOutput ? PrintedValues.Judged(judged) : judged;
    }

    private static JudgedLine Worst(SettingLine line, SettingScene scene, IReadOnlyList<SettingRule> rules, LineOpinion? worst)
    {
        string? code = null;
        foreach (SettingRule rule in rules)
        {
            LineOpinion? opinion = rule.Judge(line, scene);
            if (opinion is not null
                && (worst is null || opinion.Verdict > worst.Verdict || (opinion.Verdict == worst.Verdict && code is null)))
            {
                (worst, code) = (opinion, rule.Code);
            }
        }

        return new JudgedLine(line, scene, worst, code);
    }
}

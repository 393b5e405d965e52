using TcpVet.Configs.SysctlConf;
using TcpVet.Configs.Text;
using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Settings;

namespace TcpVet.Configs.Tests.SysctlConf;

/// <summary>Judges texts for a kernel, without a host or beside one.</summary>
internal static class Judging
{
    /// <summary>For a kernel alone, as <c>lint --kernel</c> does.</summary>
    public static IReadOnlyList<SettingVerdict> For(string kernel, string text) =>
        SysctlJudge.Judge(Input(kernel, Parsed(text), new Dictionary<string, string>(), inode: 0));

    /// <summary>For a configuration on a kernel alone.</summary>
    public static IReadOnlyList<SettingVerdict> For(string kernel, Configuration configuration) =>
        SysctlJudge.Judge(Input(kernel, configuration, new Dictionary<string, string>(), inode: 0));

    /// <summary>Beside values that run.</summary>
    public static IReadOnlyList<SettingVerdict> Beside(string kernel, string text, params (string Key, string Value)[] running) =>
        SysctlJudge.Judge(Input(kernel, Parsed(text), running.ToDictionary(entry => entry.Key, entry => entry.Value), inode: 4026531840));

    /// <summary>Beside a host that was looked at: what it runs, what it lacks, what it can load.</summary>
    public static IReadOnlyList<SettingVerdict> On(
        string kernel, Configuration configuration, IReadOnlyDictionary<string, string> running, IEnumerable<string> absent,
        IReadOnlyList<string>? modules = null)
    {
        RuleInput input = Input(kernel, configuration, running, inode: 4026531840);
        NetnsCapture netns = input.Netns with { AbsentSysctls = [.. absent] };
        Capture host = input.Capture with { HostFacts = new HostFacts { Modules = modules } };
        return SysctlJudge.Judge(new RuleInput(host, netns, RuleSettings.Default));
    }

    public static Configuration Parsed(string text, ConfigurationKind kind = ConfigurationKind.SysctlConf) =>
        SysctlConfParser.Parse(ConfigSource.Of("guide.conf", text), "guide.conf", kind);

    public static RuleInput Input(string kernel, Configuration configuration, IReadOnlyDictionary<string, string> running, ulong inode)
    {
        StateCounts none = StateCounts.From(stackalloc long[16], exact: true);
        NetnsCapture netns = new()
        {
            Netns = new NetnsIdentity { Inode = inode, Own = true },
            Tcp = none,
            Udp = none,
            Listeners = [],
            Sysctls = running,
            Configurations = [configuration],
        };
        Capture capture = new()
        {
            Version = "0",
            Host = "host",
            Kernel = kernel,
            TakenAt = DateTimeOffset.UnixEpoch,
            IntervalMs = 0,
            HostFacts = new HostFacts(),
            Namespaces = [netns],
        };
        return new RuleInput(capture, netns, RuleSettings.Default);
    }
}

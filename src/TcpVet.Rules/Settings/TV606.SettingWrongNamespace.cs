using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Remedies;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Settings;

/// <summary>TV606: the host is tuned, and the namespace of the service is not.</summary>
internal sealed class SettingWrongNamespace : SettingRule
{
    private const int MostListed = 6;

    // What people tune for services and containers do not inherit; each has its own value in every namespace.
    private static readonly string[] Tuned =
    [
        "net.core.somaxconn", "net.ipv4.ip_local_port_range", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_retries2", "net.ipv4.tcp_synack_retries", "net.ipv4.tcp_syn_retries",
        "net.ipv4.tcp_tw_reuse",
    ];

    public override string Code => "TV606";

    public override string Name => "setting-wrong-namespace";

    public override string Summary => "A setting is tuned in one network namespace and the service lives in another";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["somaxconn is raised on the host and the container still has 4096", "sysctl in a container has no effect", "Read-only file system when a sysctl is set in a container"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        Most TCP settings exist once in every network namespace. A container or pod begins with the kernel's compiled defaults, not with the values of its host; only tcp_rmem, tcp_wmem and the congestion control are copied from the first namespace. A few settings (tcp_mem, netdev_max_backlog, rmem_max) exist for the whole host and cannot be set inside.

        ## Why it hurts
        The host is tuned in /etc/sysctl.d, and the service, which lives in a container, has none of it: the accept queue ends at 4096, the ephemeral range is the default, keepalive speaks after two hours. Everyone who looks looks at the host.

        ## How we know
        The values of both namespaces side by side, in a look at several (`-N all`): those that the first namespace has changed from the kernel's default and a namespace with listeners has not. It is a warning where a listener inside has dropped connections at the default of somaxconn. A line of a file is reported when it sets a value of the host from inside another namespace.

        ## What to do
        Set the values where the service lives: `docker run --sysctl net.core.somaxconn=…`, `securityContext.sysctls` of a pod (kubelet has to allow them with `--allowed-unsafe-sysctls`), `nsenter -t PID -n sysctl -w …` to try one now. A listener takes a new somaxconn when it listens again.

        ## What does not help

        ## When to ignore
        The service needs no tuning: the defaults of today are good for most.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("raising the value on the host again", "other namespaces begin with the kernel's default") { Page = "Raising the value on the host once more: namespaces that exist keep theirs, new ones get the kernel's default." },
        new("restarting the container as it is", "it gets the defaults again") { Page = "Restarting the container without `--sysctl`." },
        UselessRemedy.OnPage("Setting tcp_mem or netdev_max_backlog inside: they are the host's."),
    ];

    public override LineOpinion? Judge(SettingLine line, SettingScene scene) =>
        !scene.IsOutput && line.Setting is { } setting && FirstNamespace.Owns(setting) && FirstNamespace.IsAnother(scene.Input.Netns)
            ? new LineOpinion(LineVerdict.NoEffect, "The setting is one of the host, and this is not its first network namespace: it cannot be set here.", "Set it on the host")
            : null;

    protected override RuleAnswer Live(RuleInput input)
    {
        NetnsCapture? first = input.Capture.Namespaces.FirstOrDefault(FirstNamespace.IsFirst);
        if (first is null
            || !FirstNamespace.IsAnother(input.Netns)
            || input.Netns.Listeners.Count == 0
            || !KernelVersion.TryParse(input.Capture.Kernel, out KernelVersion kernel))
        {
            return RuleAnswer.Quiet;
        }

        List<(string Key, string Host, string Here)> missed =
            [.. Tuned.Where(key => IsMissed(key, first, input.Netns, kernel)).Select(key => (
                key, first.Sysctls[key], input.Netns.Sysctls[key]))];
        return missed.Count == 0 ? RuleAnswer.Quiet : RuleAnswer.Fires(Missed(missed, input));
    }

    private Finding Missed(List<(string Key, string Host, string Here)> missed, RuleInput input)
    {
        ListenerFacts? capped = missed.Exists(entry => entry.Key == "net.core.somaxconn")
            ? input.Netns.Listeners.FirstOrDefault(listener =>
                ListenerDrops.TurnedAway(input.Netns, listener) is > 0 && listener.Limit == input.Netns.Setting("net.core.somaxconn")) : null;
        Phrase where = input.Netns.Netns.Own ? "this network namespace" : "a container's network namespace";
        return Found(capped is null ? Severity.Info : Severity.Warning, Confidence.Likely,
            missed.Count == 1 ? (Phrase)$"{SettingKnowledge.Exact(missed[0].Key)!.ShortName} is tuned on the host and not in {where}" : $"{missed.Count} settings are tuned on the host and not in {where}",
            Subject(missed[0].Key, input)) with
        {
            Evidence =
            [
                .. missed.Take(MostListed).Select(entry => new Evidence(Phrase.Verbatim(entry.Key), $"{entry.Host} on the host, {entry.Here} here", Phrase.Verbatim(entry.Key))),
                .. capped is null ? (Evidence[])[] : [new("a listener at the default limit", $"{Who.Service(capped.Local)} dropped {Figure.Count(ListenerDrops.TurnedAway(input.Netns, capped) ?? 0, "connection")}", "sock_diag: skmem.sk_drops")],
            ],
            Cause = "A network namespace begins with the kernel's defaults: what the host has set is not inherited.",
            Remedies =
            [
                new(RemedyLevel.Configuration, "Set the values where the container is described: --sysctl of docker and podman, securityContext.sysctls of a pod"),
                new(RemedyLevel.Kernel, "Try one in the running namespace", input.Inside(KernelChange.Command(missed[0].Key, missed[0].Host)))
                {
                    Change = new SettingChange(missed[0].Key, missed[0].Host),
                },
            ],
            DoesNotHelp = FalseRemedies,
        };
    }

    // Who is hurt is a process; a setting is named where none is known.
    private static FindingSubject Subject(string key, RuleInput input) =>
        input.Netns.Listeners.SelectMany(listener => listener.Processes).FirstOrDefault() is { } process
            ? new() { Process = process }
            : new() { Setting = key };

    private static bool IsMissed(string key, NetnsCapture first, NetnsCapture here, KernelVersion kernel) =>
        first.Sysctls.TryGetValue(key, out string? host) && here.Sysctls.TryGetValue(key, out string? inside) && host != inside

            && SettingKnowledge.Exact(key) is { } setting
            && setting.ExistsIn(kernel)
            && IsDefault(inside, setting, kernel)
            && !IsDefault(host, setting, kernel);

    private static bool IsDefault(string value, KernelSetting setting, KernelVersion kernel) =>
        setting.DefaultIn(kernel).Values is { } numbers ? SettingScene.Numbers(value)?.SequenceEqual(numbers) == true : value.Length == 0;
}

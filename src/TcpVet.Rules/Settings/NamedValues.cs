using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Settings;

/// <summary>
/// Settings whose value is the name of a part of the kernel: congestion controls and queueing disciplines. The kernel answers ENOENT to one
/// that is not there and that it cannot load (net/ipv4/tcp_cong.c <c>tcp_set_default_congestion_control</c>, net/sched/sch_api.c
/// <c>qdisc_set_default</c>: both call request_module).
/// </summary>
internal static class NamedValues
{
    private const string Congestion = "net.ipv4.tcp_congestion_control";
    private const string Available = "net.ipv4.tcp_available_congestion_control";
    private const string Qdisc = "net.core.default_qdisc";

    // What the oldest kernel that is looked at, 2.6.32, has in its source.
    private static readonly KernelVersion Any = new(0, 0);

    // The first kernel whose source registers it: struct tcp_congestion_ops in net/ipv4/tcp_*.c. Read in the sources of 62 kernels, 2.6.32
    // to 6.18; NamedValueHistoryTests has for each the last of them without it and the first with it.
    private static readonly Dictionary<string, KernelVersion> CongestionControls = new(StringComparer.Ordinal)
    {
        ["reno"] = Any, ["cubic"] = Any, ["bic"] = Any, ["westwood"] = Any, ["htcp"] = Any, ["highspeed"] = Any, ["hybla"] = Any,
        ["vegas"] = Any, ["scalable"] = Any, ["lp"] = Any, ["veno"] = Any, ["yeah"] = Any, ["illinois"] = Any,
        ["dctcp"] = new(3, 18), ["cdg"] = new(4, 2), ["nv"] = new(4, 8), ["bbr"] = new(4, 9),
    };

    // The same of struct Qdisc_ops in net/sched/sch_*.c: those that a device can have as its first one without parameters. The setting
    // itself came with 3.12, so that what is older than that counts as always there.
    private static readonly Dictionary<string, KernelVersion> QueueingDisciplines = new(StringComparer.Ordinal)
    {
        ["pfifo_fast"] = Any, ["pfifo"] = Any, ["bfifo"] = Any, ["sfq"] = Any, ["red"] = Any, ["prio"] = Any, ["tbf"] = Any, ["htb"] = Any,
        ["hfsc"] = Any, ["drr"] = Any, ["qfq"] = Any, ["choke"] = Any, ["sfb"] = Any, ["codel"] = new(3, 5), ["fq_codel"] = new(3, 5),
        ["mq"] = Any, ["multiq"] = Any, ["netem"] = Any, ["noqueue"] = Any, ["plug"] = new(3, 5),
        ["fq"] = new(3, 12), ["pie"] = new(3, 14), ["hhf"] = new(3, 14), ["cake"] = new(4, 19), ["skbprio"] = new(4, 19),
        ["fq_pie"] = new(5, 6), ["ets"] = new(5, 6), ["dualpi2"] = new(6, 17),
    };

    /// <summary>Every name that is known, and the first kernel that has it.</summary>
    internal static IEnumerable<KeyValuePair<string, KernelVersion>> FirstKernels => CongestionControls.Concat(QueueingDisciplines);

    // Registered by net/sched/sch_api.c itself, in every kernel that has queueing disciplines.
    private static readonly string[] AlwaysThere = ["pfifo_fast", "pfifo", "bfifo"];

    /// <summary>Says why the kernel refuses the name; null when it does not, or when that is not known.</summary>
    public static LineOpinion? Refusal(SettingLine line, SettingScene scene)
    {
        if (line.Key is not (Congestion or Qdisc))
        {
            return null;
        }

        if (line.Value.AsSpan().IndexOfAny(' ', '\t') >= 0)
        {
            Phrase why = line.Value.Contains('#', StringComparison.Ordinal)
                ? "The kernel answers ENOENT: a comment behind a value is a part of it." : "The kernel answers ENOENT: it takes one name.";
            return new LineOpinion(LineVerdict.Rejected, why, "Write the name alone");
        }

        bool isKnown = Known(line).TryGetValue(line.Value, out KernelVersion first);
        bool? has = Has(line, scene);
        if (has is null && isKnown && scene.Kernel < first)
        {
            return new LineOpinion(
                LineVerdict.Rejected, $"The kernel answers ENOENT: {Shown(line)} came with Linux {first.ToString()}.", Better(line, scene));
        }

        return has == false || (has is null && !isKnown && scene.IsHypothetical)
            ? new LineOpinion(LineVerdict.Rejected, Missing(line, scene), Better(line, scene)) : null;
    }

    /// <summary>Says that the name could not be judged; null when it could.</summary>
    public static LineOpinion? Unknown(SettingLine line, SettingScene scene) => line.Key is not (Congestion or Qdisc)
        ? new LineOpinion(LineVerdict.Unknown, "What it takes is not known here: it was not judged.")
        : scene.IsHypothetical || Has(line, scene) is not null ? null
            : new LineOpinion(LineVerdict.Unknown, $"Whether this kernel can load {Shown(line)} is not known: it was not judged.");

    // Whether a running kernel has it; null when that is not known.
    private static bool? Has(SettingLine line, SettingScene scene)
    {
        if (scene.IsHypothetical)
        {
            return null;
        }

        bool isCongestion = line.Key == Congestion;
        string[] running = Words(scene, isCongestion ? Available : Qdisc);
        IReadOnlyList<string>? modules = scene.Input.Capture.HostFacts.Modules;
        if (running.Contains(line.Value) || (!isCongestion && AlwaysThere.Contains(line.Value))
            || modules?.Contains((isCongestion ? "tcp_" : "sch_") + line.Value) == true)
        {
            return true;
        }

        // The list of congestion controls is whole; what is built in of queueing disciplines is told by the list of modules alone.
        bool isWhole = isCongestion ? running.Length > 0 : modules is { Count: > 0 };
        return modules is not null && (isWhole || !Known(line).ContainsKey(line.Value)) ? false : null;
    }

    private static Phrase Missing(SettingLine line, SettingScene scene)
    {
        if (scene.IsHypothetical)
        {
            return $"The kernel answers ENOENT: Linux {scene.Kernel?.ToString() ?? ""} has no {Kind(line)} of that name.";
        }

        string[] there = line.Key == Congestion ? Words(scene, Available) : [];
        return there.Length == 0 ? (Phrase)$"The kernel answers ENOENT: it has no {Kind(line)} of that name, and no module of it."
            : (Phrase)$"The kernel answers ENOENT: {Shown(line)} is neither loaded nor a module; there is {Listed.Names(there)}.";
    }

    private static Phrase Better(SettingLine line, SettingScene scene)
    {
        string word = line.Value.ToLowerInvariant();
        string[] near =
        [
            .. Known(line).Where(known => !(scene.Kernel < known.Value) && TextDistance.Distance(word, known.Key) == 1)
                .Select(known => known.Key).Where(_ => !Known(line).ContainsKey(line.Value)).Order(StringComparer.Ordinal),
        ];
        return near.Length > 0 ? (Phrase)$"Did you mean {Listed.Or(near)}?"
            : line.Key == Congestion ? "Write cubic, or another one that this kernel has" : "Write fq_codel, or another one that this kernel has";
    }

    private static Phrase Kind(SettingLine line) => line.Key == Congestion ? "congestion control" : "queueing discipline";

    private static Phrase Shown(SettingLine line) => Phrase.Verbatim(SettingRule.Shown(line.Value));

    private static Dictionary<string, KernelVersion> Known(SettingLine line) =>
        line.Key == Congestion ? CongestionControls : QueueingDisciplines;

    private static string[] Words(SettingScene scene, string key) =>
        scene.RunningText(key)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
}

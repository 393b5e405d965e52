using TcpVet.Knowledge;
using TcpVet.Rules.Settings;

namespace TcpVet.Rules.Tests;

/// <summary>
/// Since when kernels have congestion controls and queueing disciplines, as the sources of 62 of them tell: <c>.name</c> in
/// net/ipv4/tcp_*.c, <c>.id</c> in net/sched/sch_*.c, searched in 2.6.32, 2.6.34, 2.6.35, 3.2, 3.5, 3.6, 3.8 to 3.19, 4.1 to 4.5, 4.7,
/// 4.9 to 4.13, 4.15, 4.16, 4.18, 4.20, 5.0, 5.2 to 5.4, 5.6 to 5.12, 5.14, 5.17, 5.19, 6.0 to 6.6, 6.8, 6.9, 6.12 to 6.14, 6.17 and 6.18.
/// </summary>
public sealed class NamedValueHistoryTests
{
    // The last of them that lacks it, and the first that has it; what 2.6.32 has is not here.
    private static readonly Dictionary<string, (KernelVersion Lacks, KernelVersion Has)> Seen = new()
    {
        ["dctcp"] = (new(3, 17), new(3, 18)), ["cdg"] = (new(4, 1), new(4, 2)), ["nv"] = (new(4, 7), new(4, 9)),
        ["bbr"] = (new(4, 7), new(4, 9)),
        ["qfq"] = (new(2, 6, 35), new(3, 2)), ["choke"] = (new(2, 6, 35), new(3, 2)), ["sfb"] = (new(2, 6, 35), new(3, 2)),
        ["codel"] = (new(3, 2), new(3, 5)), ["fq_codel"] = (new(3, 2), new(3, 5)), ["plug"] = (new(3, 2), new(3, 5)),
        ["fq"] = (new(3, 11), new(3, 12)), ["pie"] = (new(3, 13), new(3, 14)), ["hhf"] = (new(3, 13), new(3, 14)),
        ["cake"] = (new(4, 18), new(4, 20)), ["skbprio"] = (new(4, 18), new(4, 20)),
        ["fq_pie"] = (new(5, 4), new(5, 6)), ["ets"] = (new(5, 4), new(5, 6)), ["dualpi2"] = (new(6, 14), new(6, 17)),
    };

    private static readonly string[] Of2632 =
    [
        "reno", "cubic", "bic", "westwood", "htcp", "highspeed", "hybla", "vegas", "scalable", "lp", "veno", "yeah", "illinois",
        "pfifo_fast", "pfifo", "bfifo", "sfq", "red", "prio", "tbf", "htb", "hfsc", "drr", "mq", "multiq", "netem", "noqueue",
    ];

    // net.core.default_qdisc is of 3.12: before, no name could be written.
    private static readonly KernelVersion SettingCame = new(3, 12);

    [Fact]
    public void Each_name_begins_between_the_kernel_that_lacks_it_and_the_one_that_has_it()
    {
        foreach ((string name, KernelVersion first) in NamedValues.FirstKernels)
        {
            if (Of2632.Contains(name))
            {
                Assert.Equal(new KernelVersion(0, 0), first);
                continue;
            }

            (KernelVersion lacks, KernelVersion has) = Seen[name];
            Assert.True(first <= has, $"{name}: {first} is later than {has}, which has it");
            Assert.True(first > lacks || has <= SettingCame, $"{name}: {first} is not later than {lacks}, which lacks it");
        }
    }

    [Fact]
    public void No_name_that_was_found_is_missing() =>
        Assert.Equal(Seen.Keys.Concat(Of2632).Order(StringComparer.Ordinal), NamedValues.FirstKernels.Select(entry => entry.Key)
            .Order(StringComparer.Ordinal));
}

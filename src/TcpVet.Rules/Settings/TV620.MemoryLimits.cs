using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Settings;

/// <summary>TV620: memory limits in the wrong unit, out of order, or below the kernel's own.</summary>
internal sealed class MemoryLimits : SettingRule
{
    private const int PageSize = 4096;

    private static readonly string[] Pages = ["net.ipv4.tcp_mem", "net.ipv4.udp_mem"];

    private static readonly string[] Buffers = ["net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"];

    // The buffer of a socket that is made, and up to what programs may raise it.
    private static readonly Dictionary<string, string> AtStart = new(StringComparer.Ordinal)
    {
        ["net.core.rmem_default"] = "net.core.rmem_max",
        ["net.core.wmem_default"] = "net.core.wmem_max",
    };

    // The kernel's own third number of tcp_rmem from 3.4 to 6.15: less than that is felt, more was a raise when it was written.
    private const long Enough = 6L << 20;

    public static readonly Threshold Most = new("TV620.max_bytes", 64L << 30, "bytes",
        "engineering default: 2^24 pages, the customary 16777216 that is meant as bytes", "a limit of pages above it is taken for one that was meant in bytes, where the host's memory is not known");

    public static readonly Threshold Start = new("TV620.start_bytes", 4L << 20, "bytes",
        "engineering default: the largest default of a buffer that the kernel has is 131072", "a default above it is paid by every socket");

    public override string Code => "TV620";

    public override string Name => "memory-limits";

    public override string Summary => "Memory limits of TCP are in the wrong unit, out of order, or take away from what the kernel gives";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<Threshold> Thresholds => [Most, Start];

    public override IReadOnlyList<string> Complaints => ["tcp_mem in bytes or pages", "TCP: out of memory -- consider tuning tcp_mem", "throughput is worse after tuning tcp_rmem"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `tcp_mem` and `udp_mem` are three numbers of pages of 4096 bytes, for the whole host: below the first all is well, above the second TCP saves memory, at the third allocations fail. `tcp_rmem` and `tcp_wmem` are three numbers of bytes for one socket: least, at the start, most. The kernel checks neither the unit nor the order.

        ## Why it hurts
        Numbers of bytes in tcp_mem are 4096 times too large: there is no limit any more, and TCP can use up the host's memory. A lowered third number makes TCP fail with the memory free. A large second number of tcp_rmem is paid by each socket from its first packet; a first number above the third leaves one size for all. A third number below the kernel's own takes throughput from long paths: many guides are older than the kernel's defaults.

        ## How we know
        The numbers: their order, pages times 4096 against the host's memory where it is known, the default of the kernel that is judged (32 MB for tcp_rmem from Linux 6.16 on, 6 MB before, 4 MB for tcp_wmem). For `rmem_default` and `wmem_default` the size that every socket of another protocol than TCP begins with. On a host the values that run; only a wrong order is reported there.

        ## What to do
        Delete tcp_mem and udp_mem: the kernel computes them from the memory at boot. For long fat paths raise the third number of tcp_rmem and tcp_wmem, and leave the first two as they are. `net.core.rmem_max` does not cap it: that is for SO_RCVBUF.

        ## What does not help

        ## When to ignore
        A small host on purpose keeps TCP small, or a host with huge memory for a few fast flows raises all of them.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("raising net.core.rmem_max with them", "it caps SO_RCVBUF, not the kernel's own tuning") { Page = "" },
        new("a larger tcp_mem against memory pressure", "some process does not read; its buffers fill that as well") { Page = "Raising tcp_mem against TCPMemoryPressures: some process does not read (TV501)." },
        UselessRemedy.OnPage("net.core.rmem_default for TCP: it uses tcp_rmem."),
        UselessRemedy.OnPage("A large second number for throughput: the kernel grows the buffer itself."),
    ];

    public override LineOpinion? Judge(SettingLine line, SettingScene scene) =>
        Pages.Contains(line.Key) ? OfPages(line, scene)
        : Buffers.Contains(line.Key) ? OfBuffers(line, scene)
        : AtStart.TryGetValue(line.Key, out string? max) && line.Number is { } start ? OfStart(start, max, scene)
        : null;

    protected override RuleAnswer Live(RuleInput input)
    {
        List<Finding> found = [];
        foreach (string key in Pages.Concat(Buffers))
        {
            if (SettingScene.Numbers(input.Netns.Sysctls.GetValueOrDefault(key)) is [long low, long middle, long high]
                && !(low <= middle && middle <= high))
            {
                found.Add(OfValue(Severity.Warning, $"The three numbers of {key[(key.LastIndexOf('.') + 1)..]} are out of order", key, $"{low} {middle} {high}",
                    "The kernel takes any order and then works with limits that contradict each other.", input, null, "Write the numbers in rising order"));
            }
        }

        return RuleAnswer.From(found, null);
    }

    private static LineOpinion? OfPages(SettingLine line, SettingScene scene)
    {
        if (line.Numbers is not [long low, long middle, long high])
        {
            return null;
        }

        if (!(low <= middle && middle <= high))
        {
            return OutOfOrder;
        }

        if (scene.IsOutput)
        {
            return null; // the kernel computes them at boot
        }

        Phrase proto = line.Key.EndsWith("udp_mem", StringComparison.Ordinal) ? "UDP" : "TCP";
        double bytes = (double)high * PageSize;
        double most = scene.IsHypothetical || scene.Input.Capture.HostFacts.MemoryBytes is not { } memory
            ? scene.Input.Settings[Most]
            : memory;
        return bytes >= most
            ? new LineOpinion(LineVerdict.Dangerous, $"The unit is pages of 4096 bytes: the limit is {Figure.Of(bytes / (1 << 30))} GB, which is none, and {proto} may use up the memory.", "Delete the line: the kernel computes it from the memory at boot")
            : new LineOpinion(LineVerdict.Misleading, $"The unit is pages: the limit of the whole host is {Figure.Bytes((long)bytes)}, whatever its memory. The kernel computes it from the memory at boot.", "Delete the line");
    }

    private static LineOpinion? OfBuffers(SettingLine line, SettingScene scene)
    {
        if (line.Numbers is not [long low, long middle, long high])
        {
            return null;
        }

        if (!(low <= middle && middle <= high))
        {
            return OutOfOrder;
        }

        long? own = Own(line.Key, scene);
        return middle >= scene.Input.Settings[Start]
                ? new LineOpinion(LineVerdict.Misleading, $"Every socket starts with {Figure.Bytes(middle)} by the second number: the kernel grows buffers itself, up to the third.", "Leave the first two numbers as they are, and raise the third")
            : high < own && !scene.IsOutput
                ? new LineOpinion(LineVerdict.Misleading, $"It takes away: the kernel's own third number is {Figure.Bytes(own.Value)} on hosts with the memory for it, and long fast paths need it.", "Delete the line")
                { Weight = high >= Enough ? Severity.Info : Severity.Warning }
            : null;
    }

    // net/core/sock.c sock_init_data_uid: every socket begins with it; TCP then takes tcp_rmem and tcp_wmem (tcp_init_sock).
    private static LineOpinion? OfStart(long start, string max, SettingScene scene) => start < scene.Input.Settings[Start] ? null
        : new LineOpinion(LineVerdict.Misleading,
            $"Every UDP, Unix and raw socket may queue {Figure.Bytes(start)} without having asked for it: a slow reader holds that much. TCP has tcp_rmem and tcp_wmem and does not look at it.",
            $"Delete the line; what needs a large buffer asks for it (SO_RCVBUF, SO_SNDBUF), up to {max}")
        { Weight = Severity.Info };

    // net/ipv4/tcp.c tcp_init: the least of a constant and 1/128 of the memory.
    private static long? Own(string key, SettingScene scene)
    {
        if (scene.Kernel is not { } kernel)
        {
            return null;
        }

        long constant = key == "net.ipv4.tcp_wmem"
            ? 4L << 20
            : kernel >= new KernelVersion(6, 16) ? 32L << 20
            : kernel >= new KernelVersion(3, 4) ? 6L << 20
            : 4L << 20;
        return !scene.IsHypothetical && scene.Input.Capture.HostFacts.MemoryBytes is { } memory
            ? Math.Min(constant, memory / 128)
            : constant;
    }

    private static LineOpinion OutOfOrder { get; } =
        new(LineVerdict.Dangerous, "The three numbers are out of order: the kernel takes them and works with limits that contradict each other.", "Write the numbers in rising order");
}

using TcpVet.Ebpf.Interop;
using TcpVet.Ebpf.Loading;
using TcpVet.Linux.Interop;

namespace TcpVet.Ebpf.Drops;

/// <summary>bpf/drops.bpf.c at work: from its start on, the kernel counts each packet that it throws away.</summary>
public sealed unsafe class DropCounter : IDisposable
{
    private const string Purpose = "count dropped packets";

    // More than both tables can hold: a walk over a table that changes may begin anew.
    private const int MostSteps = 200_000;
    private const int ReasonsOfCore = tcpvet_drops_config.TCPVET_DROP_MASKS * 64;

    private readonly EbpfObject program;
    private readonly DropRequest request;

    private DropCounter(EbpfObject program, DropRequest request, DropReasonNames reasons, bool hasSocket)
    {
        this.program = program;
        this.request = request;
        Reasons = reasons;
        Missing = hasSocket ? [] : [KernelFeature.DropSocket];
    }

    /// <summary>The names of the reasons.</summary>
    public DropReasonNames Reasons { get; }

    /// <summary>What this kernel lacks, and what is lost by it.</summary>
    public IReadOnlyList<KernelFeature> Missing { get; }

    /// <summary>Packets that were seen and found no room in either table.</summary>
    public ulong Lost => program.Figure("figures", (uint)DropsFigure.TCPVET_DROPS_FIGURE_LOST);

    /// <summary>Starts to count.</summary>
    /// <exception cref="EbpfException">This kernel, or whoever guards it, does not allow it.</exception>
    public static DropCounter Start(DropRequest request)
    {
        EbpfObject program = EbpfObject.Open("drops", Purpose);
        try
        {
            (DropReasonNames reasons, bool hasSocket) = Offer();
            program.Configure(Config(request, reasons, hasSocket));
            program.Resize("drops", request.Room);
            program.Load();
            program.Attach("kfree_skb");
            return new DropCounter(program, request, reasons, hasSocket);
        }
        catch
        {
            program.Dispose();
            throw;
        }
    }

    /// <summary>What was counted since the start, in no order.</summary>
    public IReadOnlyList<DropCount> Read()
    {
        List<DropCount> counts = [];
        Read("drops", isRest: false, counts);
        Read("rest", isRest: true, counts);
        return counts;
    }

    /// <inheritdoc/>
    public void Dispose() => program.Dispose();

    /// <summary>What the programs are told.</summary>
    internal static tcpvet_drops_config Config(DropRequest request, DropReasonNames reasons, bool hasSocket)
    {
        tcpvet_drops_config config = new()
        {
            netns = request.Netns,
            others = request.Others ? (byte)1 : (byte)0,
            peers = request.Peers ? (byte)1 : (byte)0,
            has_socket = hasSocket ? (byte)1 : (byte)0,
        };
        foreach ((uint reason, string name) in reasons.Core)
        {
            if (name == DropReasonNames.NotSpecified && reason < 64)
            {
                config.vague |= 1UL << (int)reason;
            }

            if (reason < ReasonsOfCore && request.IsIgnored?.Invoke(name) == true)
            {
                config.ignored[(int)(reason >> 6)] |= 1UL << (int)(reason & 63);
            }
        }

        foreach ((uint part, string name) in reasons.Subsystems)
        {
            if (part < 32 && request.IsIgnored?.Invoke(name) == true)
            {
                config.ignored_subsystems |= 1u << (int)part;
            }
        }

        return config;
    }

    private static (DropReasonNames Reasons, bool HasSocket) Offer()
    {
        KernelTypes types = KernelTypes.OfKernel(Purpose);
        DropReasonNames reasons = DropReasonNames.Read(types);
        // (skb, location) before Linux 5.17; then came the reason, and with 6.11 the receiving socket.
        int arguments = types.ArgumentsOf("kfree_skb"u8) ?? 0;
        return arguments >= 3 && reasons.Count > 0
            ? (reasons, arguments >= 4)
            : throw new EbpfException(Purpose, Errno.ENOENT, $"this kernel has no {KernelFeature.DropReasons.Name}, which came with Linux {KernelFeature.DropReasons.Since}");
    }

    private void Read(string map, bool isRest, List<DropCount> counts)
    {
        int descriptor = program.MapDescriptor(map);
        tcpvet_drop_key key = default, next;
        tcpvet_drop drop;
        bool begun = false;
        for (int step = 0; step < MostSteps && Libbpf.bpf_map_get_next_key(descriptor, begun ? &key : null, &next) == 0; step++)
        {
            key = next;
            begun = true;
            if (Libbpf.bpf_map_lookup_elem(descriptor, &key, &drop) == 0)
            {
                counts.Add(DropFacts.Read(in key, in drop, request.Peers, isRest));
            }
        }
    }
}

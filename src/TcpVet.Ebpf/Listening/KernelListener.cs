using System.Runtime.InteropServices;
using System.Text;
using TcpVet.Ebpf.Interop;
using TcpVet.Ebpf.Loading;
using TcpVet.Ebpf.Tracing;
using TcpVet.Linux.Interop;
using TcpVet.Model;

namespace TcpVet.Ebpf.Listening;

/// <summary>bpf/listen.bpf.c at work: from the start on, the kernel adds up what leaves no socket behind.</summary>
public sealed class KernelListener : IDisposable
{
    private const string Purpose = "listen to the kernel";
    private const int MostSilent = 16_384;

    private static readonly (string Program, string Tracepoint, KernelFeature Feature)[] Programs =
    [
        ("receive_reset", "tcp_receive_reset", KernelFeature.ReceiveReset),
        ("error_report", "inet_sk_error_report", KernelFeature.ErrorReport),
        ("send_length", "sock_send_length", KernelFeature.Datagrams),
        ("recv_length", "sock_recv_length", KernelFeature.Datagrams),
        ("set_state", "inet_sock_set_state", KernelFeature.SetState),
    ];

    private readonly EbpfObject program;
    private readonly bool datagrams;
    private ulong since;
    private ulong failuresLeftOut;
    private ulong datagramsLeftOut;

    private KernelListener(EbpfObject program, IReadOnlyList<KernelFeature> missing, bool datagrams)
    {
        this.program = program;
        this.datagrams = datagrams;
        Missing = missing;
        since = TraceSession.Now;
    }

    /// <summary>What this kernel lacks, and what is lost by it.</summary>
    public IReadOnlyList<KernelFeature> Missing { get; }

    /// <summary>Starts to listen.</summary>
    /// <param name="netns">The inode of the only network namespace to listen in; 0 for all.</param>
    /// <exception cref="EbpfException">This kernel, or whoever guards it, does not allow it.</exception>
    public static KernelListener Start(uint netns)
    {
        // Whether a tracepoint is there is known from BTF, and to parse it takes longer than all the rest; libbpf does so itself. A kernel
        // of these years has them all.
        if (EbpfSupport.Obstacle(Purpose) is { } obstacle)
        {
            throw obstacle;
        }

        try
        {
            return Load(netns, []);
        }
        catch (EbpfException refused) when (refused.Errno is not (Errno.EPERM or Errno.EACCES or Errno.ENOMEM))
        {
            List<(string Program, KernelFeature Feature)> lacking = Lacking();
            if (lacking.Count == 0)
            {
                throw;
            }

            return Load(netns, lacking);
        }
    }

    /// <summary>What was heard since the start, or since the last time that this was asked.</summary>
    /// <exception cref="EbpfException">The kernel refuses.</exception>
    public HeardEvents Take()
    {
        ulong now = TraceSession.Now;
        ulong failures = program.Figure("figures", (uint)ListenFigure.TCPVET_LISTEN_FAILURES_LEFT_OUT);
        ulong calls = program.Figure("figures", (uint)ListenFigure.TCPVET_LISTEN_DATAGRAMS_LEFT_OUT);
        HeardEvents heard = new(
            since, now, program.Drain<tcpvet_failure_key, tcpvet_failure>("failures"), (long)(failures - failuresLeftOut),
            datagrams ? program.Drain<tcpvet_flow_key, tcpvet_flow>("flows") : null, (long)(calls - datagramsLeftOut));
        (since, failuresLeftOut, datagramsLeftOut) = (now, failures, calls);
        return heard;
    }

    /// <summary>The connected UDP sockets of the calling thread's network namespace that have never received anything, by inode; bounded:
    /// sockets beyond the limit are left out.</summary>
    /// <exception cref="KernelException">The kernel refuses.</exception>
    public IReadOnlyDictionary<uint, InetEndpoint> SilentSockets()
    {
        Dictionary<uint, InetEndpoint> sockets = [];
        using KernelIterator walk = program.Iterate("list_silent");
        for (ReadOnlySpan<byte> bytes = walk.Read(); !bytes.IsEmpty && sockets.Count < MostSilent; bytes = walk.Read())
        {
            foreach (ref readonly tcpvet_silent silent in MemoryMarshal.Cast<byte, tcpvet_silent>(bytes))
            {
                InetAddress peer = InetAddress.Read((AddressFamily)silent.family, silent.peer).Unmapped;
                sockets[silent.inode] = new InetEndpoint(peer, silent.peer_port);
            }
        }

        return sockets;
    }

    /// <inheritdoc/>
    public void Dispose() => program.Dispose();

    private static KernelListener Load(uint netns, IReadOnlyList<(string Program, KernelFeature Feature)> lacking)
    {
        EbpfObject program = EbpfObject.Open("listen", Purpose);
        try
        {
            foreach ((string name, _) in lacking)
            {
                program.Exclude(name);
            }

            program.Configure(new tcpvet_listen_config { netns = netns });
            program.Load();
            foreach (string name in Programs.Select(entry => entry.Program).Where(name => !lacking.Any(entry => entry.Program == name)))
            {
                program.Attach(name);
            }

            return new KernelListener(
                program, [.. lacking.Select(entry => entry.Feature).Distinct()],
                datagrams: !lacking.Any(entry => entry.Feature == KernelFeature.Datagrams));
        }
        catch
        {
            program.Dispose();
            throw;
        }
    }

    // A program for a tracepoint that is missing would refuse the whole object.
    private static List<(string Program, KernelFeature Feature)> Lacking()
    {
        KernelTypes types = KernelTypes.OfKernel(Purpose);
        return [.. Programs.Where(entry => !types.HasTracepoint(Encoding.ASCII.GetBytes(entry.Tracepoint)))
            .Select(entry => (entry.Program, entry.Feature))];
    }
}

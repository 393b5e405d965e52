using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TcpVet.Ebpf.Interop;
using TcpVet.Ebpf.Loading;
using TcpVet.Linux.Interop;

namespace TcpVet.Ebpf.Tracing;

/// <summary>bpf/trace.bpf.c at work: from the start on, every change of state of the sockets asked for is told.</summary>
public sealed class ConnectionTrace : IDisposable
{
    private const string Purpose = "trace connections";

    // A quarter of the buffer: a reader that is waiting is woken well before it is full.
    private const uint WakeShare = 4;

    private readonly EbpfObject program;
    private readonly RingBuffer ring;

    private ConnectionTrace(EbpfObject program, Offer offer)
    {
        this.program = program;
        Missing = offer.Missing;
        ResetReasons = offer.ResetReasons;
        ring = new RingBuffer(program.MapDescriptor("records"));
    }

    /// <summary>What this kernel lacks, and what is lost by it.</summary>
    public IReadOnlyList<KernelFeature> Missing { get; }

    /// <summary>The names of the reasons of resets; empty where the kernel gives none.</summary>
    public IReadOnlyDictionary<uint, string> ResetReasons { get; }

    /// <summary>Records that found no room, because the reader was slower than the connections.</summary>
    public ulong Lost => program.Figure("figures", (uint)TraceFigure.TCPVET_FIGURE_LOST);

    /// <summary>Sockets that could not be remembered for want of memory: of these nothing was told.</summary>
    public ulong Forgotten => program.Figure("figures", (uint)TraceFigure.TCPVET_FIGURE_FORGOTTEN);

    /// <summary>Starts to trace.</summary>
    /// <exception cref="EbpfException">This kernel, or whoever guards it, does not allow it.</exception>
    public static ConnectionTrace Start(TraceRequest request)
    {
        EbpfObject program = EbpfObject.Open("trace", Purpose);
        try
        {
            Offer offer = Choose(program);
            program.Configure(new tcpvet_trace_config
            {
                netns = request.Netns,
                wake_bytes = request.BufferBytes / WakeShare,
                transitions = request.Transitions ? (byte)1 : (byte)0,
                lives = request.Lives ? (byte)1 : (byte)0,
                resets = request.Resets ? (byte)1 : (byte)0,
            });
            program.Resize("records", request.BufferBytes);
            program.Load();
            ConnectionTrace trace = new(program, offer);
            offer.Programs.ForEach(program.Attach);
            return trace;
        }
        catch
        {
            program.Dispose();
            throw;
        }
    }

    /// <summary>Waits and hands on what has come.</summary>
    /// <param name="milliseconds">How long to wait at the most.</param>
    /// <param name="reader">Gets the records.</param>
    /// <returns>The number of records.</returns>
    /// <exception cref="KernelException">The buffer cannot be read.</exception>
    public int Read(int milliseconds, ITraceReader reader) => ring.Read(milliseconds, record => HandOn(record, reader));

    /// <inheritdoc/>
    public void Dispose()
    {
        ring.Dispose();
        program.Dispose();
    }

    // What the kernel does not have is left out before it is loaded: a program for a tracepoint that is missing would refuse the whole
    // object.
    private static Offer Choose(EbpfObject program)
    {
        KernelTypes types = KernelTypes.OfKernel(Purpose);
        if (!types.HasTracepoint("inet_sock_set_state"u8))
        {
            throw new EbpfException(Purpose, Errno.ENOENT, $"this kernel has no {KernelFeature.SetState.Name}, which came with Linux {KernelFeature.SetState.Since}");
        }

        Offer offer = new([], [], Loading.ResetReasons.Read(types));
        bool transfer = types.HasTracepoint("sock_send_length"u8) && types.HasTracepoint("sock_recv_length"u8);
        offer.Take(program, "receive_reset", types.HasTracepoint("tcp_receive_reset"u8), KernelFeature.ReceiveReset);
        offer.Take(program, "tcp_send_reset", types.HasTracepoint("tcp_send_reset"u8), KernelFeature.SendReset);
        offer.Take(program, "send_length", transfer, KernelFeature.Transfer);
        offer.Take(program, "recv_length", transfer);
        offer.Take(program, "rcv_space_adjust", !transfer);
        offer.Take(program, "set_state", isThere: true);
        return offer;
    }

    private static void HandOn(ReadOnlySpan<byte> record, ITraceReader reader)
    {
        switch ((RecordKind)record[0])
        {
            case RecordKind.TCPVET_KIND_TRANSITION when record.Length >= Unsafe.SizeOf<tcpvet_transition>():
                reader.OnTransition(in MemoryMarshal.AsRef<tcpvet_transition>(record));
                break;
            case RecordKind.TCPVET_KIND_LIFE when record.Length >= Unsafe.SizeOf<tcpvet_life>():
                reader.OnLife(in MemoryMarshal.AsRef<tcpvet_life>(record));
                break;
            case RecordKind.TCPVET_KIND_RESET when record.Length >= Unsafe.SizeOf<tcpvet_reset>():
                reader.OnReset(in MemoryMarshal.AsRef<tcpvet_reset>(record));
                break;
            default:
                throw new InvalidOperationException("the ring buffer holds a record that bpf/tcpvet.h does not know");
        }
    }

    /// <summary>What this kernel offers.</summary>
    private sealed record Offer(List<string> Programs, List<KernelFeature> Missing, IReadOnlyDictionary<uint, string> ResetReasons)
    {
        public void Take(EbpfObject program, string name, bool isThere, KernelFeature? feature = null)
        {
            if (isThere)
            {
                Programs.Add(name);
                return;
            }

            program.Exclude(name);
            if (feature is not null)
            {
                Missing.Add(feature);
            }
        }
    }
}

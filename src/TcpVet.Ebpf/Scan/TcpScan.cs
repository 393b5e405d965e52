using System.Runtime.ExceptionServices;
using TcpVet.Ebpf.Interop;
using TcpVet.Ebpf.Loading;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Ebpf.Scan;

/// <summary>
/// bpf/scan.bpf.c as a source of TCP sockets, of the network namespace of the calling thread: half the cost of sock_diag. Of a
/// socket it tells what <see cref="SocketView"/> has of family, state, both ends and the interface, in no order; the rest is 0. To a
/// <see cref="StateTally"/> it hands no sockets but adds what the kernel counted.
/// </summary>
/// <remarks>
/// The kernel's walk does not see sockets that are only bound. Those come from another source, at the same time: on a host with
/// many sockets looking for them takes sock_diag as long again (see <see cref="Census"/>).
/// </remarks>
public sealed class TcpScan : SocketSource
{
    private const string Purpose = "walk the TCP sockets";
    private const string Section = ".data.scan";

    private static readonly TcpStateSet Bound = TcpStateSet.Of(TcpState.BoundInactive);

    private readonly EbpfObject program;
    private readonly SocketSource other;

    private TcpScan(EbpfObject program, SocketSource other)
    {
        this.program = program;
        this.other = other;
    }

    /// <inheritdoc/>
    public override bool IsComplete => false;

    /// <summary>Puts the programs into the kernel.</summary>
    /// <param name="other">Has the sockets that are only bound, and all of them should the kernel refuse later; remains the
    /// caller's.</param>
    /// <returns>Null where the kernel, or whoever guards it, does not allow it.</returns>
    public static TcpScan? TryOpen(SocketSource other)
    {
        EbpfObject? program = null;
        try
        {
            program = EbpfObject.Open("scan", Purpose);
            program.Load();
            return new TcpScan(program, other);
        }
        catch (Exception exception) when (exception is EbpfException or DllNotFoundException)
        {
            program?.Dispose();
            return null;
        }
    }

    /// <inheritdoc/>
    public override DumpOutcome Dump(SocketQuery query, ISocketVisitor visitor)
    {
        Walk walk = new(program, query, visitor);
        Thread thread = new(walk.Run) { IsBackground = true, Name = "scan" };
        thread.Start();
        DumpOutcome outcome = default;
        try
        {
            if (query.States.Contains(TcpState.BoundInactive))
            {
                outcome = other.Dump(query with { States = Bound }, walk);
            }
        }
        finally
        {
            walk.Stopped |= outcome.Stopped;
            thread.Join();
        }

        if (walk.Refused)
        {
            return outcome.Stopped ? outcome : outcome.And(other.Dump(query with { States = query.States - Bound }, visitor));
        }

        walk.Failure?.Throw();
        walk.AddCounts();
        return outcome.And(new DumpOutcome(walk.Sockets, Disturbed: false, walk.Unknown, walk.Stopped));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        program.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>One walk, on a thread of its own, and the gate through which both threads hand sockets to one visitor.</summary>
    private sealed class Walk(EbpfObject program, SocketQuery query, ISocketVisitor visitor) : ISocketVisitor
    {
        private readonly Lock gate = new();
        private readonly StateTally? tally = visitor as StateTally;
        private tcpvet_scan counted;

        /// <summary>True when the kernel refused before the first socket.</summary>
        public bool Refused { get; private set; }

        public ExceptionDispatchInfo? Failure { get; private set; }

        public volatile bool Stopped;

        public long Sockets { get; private set; }

        public long Unknown { get; private set; }

        // Of the other source.
        public bool Visit(in SocketView socket)
        {
            lock (gate)
            {
                return visitor.Visit(in socket);
            }
        }

        public void Run()
        {
            try
            {
                program.Write(Section, new tcpvet_scan { states = query.States.Mask, family = (ushort)(query.Family ?? 0) });
                using KernelIterator sockets = program.Iterate(tally is null ? "list_sockets" : "count_states");
                for (ReadOnlySpan<byte> bytes = sockets.Read(); !bytes.IsEmpty && !Stopped; bytes = sockets.Read())
                {
                    Take(bytes);
                }

                counted = program.Read<tcpvet_scan>(Section);
            }
            catch (KernelException) when (Sockets == 0)
            {
                Refused = true;
            }
#pragma warning disable CA1031 // Whatever it is, Dump throws it on the thread that asked.
            catch (Exception exception)
            {
                Failure = ExceptionDispatchInfo.Capture(exception);
            }
#pragma warning restore CA1031
        }

        /// <summary>Tells a tally of states what the kernel counted.</summary>
        public void AddCounts()
        {
            if (tally is null)
            {
                return;
            }

            for (int family = 0; family < 2; family++)
            {
                if (query.Family is { } asked
                    && family != (int)(asked == AddressFamily.IPv4 ? ScanFamily.TCPVET_FAMILY_IPV4 : ScanFamily.TCPVET_FAMILY_IPV6))
                {
                    continue;
                }

                for (int state = 0; state < tcpvet_scan.TCPVET_STATES; state++)
                {
                    if (query.States.Contains((TcpState)state))
                    {
                        long count = (long)counted.counts[(family * tcpvet_scan.TCPVET_STATES) + state];
                        tally.Add((TcpState)state, count);
                        Sockets += count;
                    }
                }
            }
        }

        private void Take(ReadOnlySpan<byte> bytes)
        {
            lock (gate)
            {
                for (; bytes.Length >= SocketView.FixedSize && !Stopped; bytes = bytes[SocketView.FixedSize..])
                {
                    if (!SocketView.TryRead(Protocol.Tcp, bytes[..SocketView.FixedSize], out SocketView socket))
                    {
                        Unknown++;
                        continue;
                    }

                    Sockets++;
                    Stopped |= !visitor.Visit(in socket);
                }
            }
        }
    }
}

using System.Runtime.ExceptionServices;
using TcpVet.Ebpf.Tracing;
using TcpVet.Linux;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Operations.Trace;

/// <summary>A trace beside a check-up: it listens on a thread of its own from its making until its facts are asked for.</summary>
public sealed class TraceRun : IDisposable
{
    private const int WaitMs = 50;

    private readonly TraceSession session;
    private readonly TraceTally tally;
    private readonly Thread thread;
    private readonly ulong began = TraceSession.Now;
    private volatile bool stopped;
    private ExceptionDispatchInfo? failure;

    /// <summary>Begins to listen.</summary>
    /// <param name="host">The host.</param>
    /// <param name="namespaces">The namespaces of the check-up.</param>
    /// <exception cref="KernelException">This kernel, or whoever guards it, does not allow it.</exception>
    public TraceRun(LiveHost host, IReadOnlyList<NetworkNamespace> namespaces)
    {
        HashSet<(uint Netns, ushort Port)> listening = [.. namespaces.SelectMany(Listening)];
        tally = new TraceTally((netns, port) => listening.Contains((netns, port)));
        uint only = namespaces.Count == 1 ? (uint)namespaces[0].Identity.Inode : 0;
        session = TraceSession.Start(host, new TraceRequest(only, Transitions: true, Lives: true, Resets: false), namespaces, tally);
        thread = new Thread(Listen) { IsBackground = true, Name = "trace" };
        thread.Start();
    }

    /// <summary>Ends the trace and puts its facts into a capture.</summary>
    public Capture AddTo(Capture capture)
    {
        Stop();
        failure?.Throw();
        ulong now = TraceSession.Now;
        long duration = (long)((now - began) / 1_000_000);
        return capture with
        {
            Namespaces = [.. capture.Namespaces.Select(netns => netns with
            {
                Trace = tally.Facts((uint)netns.Netns.Inode, duration, session.Lost, session.ResetReasons, now),
            })],
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        session.Dispose();
    }

    private void Stop()
    {
        if (!stopped)
        {
            stopped = true;
            thread.Join();
        }
    }

    private void Listen()
    {
        try
        {
            while (!stopped)
            {
                session.Read(WaitMs);
            }

            session.End();
        }
        catch (KernelException exception)
        {
            failure = ExceptionDispatchInfo.Capture(exception);
        }
    }

    private static IEnumerable<(uint Netns, ushort Port)> Listening(NetworkNamespace netns)
    {
        Ports ports = new();
        try
        {
            netns.Run(() =>
            {
                using SockDiagSource source = SockDiagSource.Open();
                source.Dump(new SocketQuery { Protocol = Protocol.Tcp, States = TcpStateSet.Of(TcpState.Listen) }, ports);
            });
        }
        catch (KernelException)
        {
            // Then connections that were there before count as made from here.
        }

        return ports.Found.Select(port => ((uint)netns.Identity.Inode, port));
    }

    private sealed class Ports : ISocketVisitor
    {
        public HashSet<ushort> Found { get; } = [];

        public bool Visit(in SocketView socket)
        {
            Found.Add(socket.LocalPort);
            return true;
        }
    }
}

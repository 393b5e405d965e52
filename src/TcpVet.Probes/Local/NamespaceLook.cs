using TcpVet.Linux;
using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;
using TcpVet.Probes.Results;

namespace TcpVet.Probes.Local;

/// <summary>One look at a namespace: the sockets that are bound to the ports in question, and the counters that their packets
/// move.</summary>
/// <param name="Sockets">The sockets.</param>
/// <param name="Counters">The namespace's counters, by the kernel's names.</param>
public sealed record NamespaceLook(IReadOnlyList<BoundSocket> Sockets, IReadOnlyDictionary<string, long> Counters)
{
    /// <summary>Looks; on a thread of the namespace.</summary>
    /// <param name="host">The host.</param>
    /// <param name="ports">The ports in question; port 0 for all of a protocol.</param>
    /// <exception cref="TcpVet.Linux.Interop.KernelException">The kernel refused.</exception>
    public static NamespaceLook Take(LiveHost host, IReadOnlySet<(Protocol Protocol, ushort Port)> ports)
    {
        using KernelSource source = host.OpenSockets();
        Collector collector = new(ports);
        foreach (Protocol protocol in ports.Select(port => port.Protocol).Distinct())
        {
            source.Dump(
                new SocketQuery
                {
                    Protocol = protocol, States =
                    TcpStateSet.Of(protocol == Protocol.Tcp ? TcpState.Listen : TcpState.Close), Details = SocketDetails.Memory
                },
                collector);
        }

        return new NamespaceLook(collector.Found, NetCounters.Read(host.Root));
    }

    /// <summary>The same look with the processes that hold its sockets.</summary>
    /// <param name="host">The host.</param>
    public NamespaceLook WithProcesses(LiveHost host)
    {
        InodeSet wanted = new();
        foreach (BoundSocket socket in Sockets)
        {
            wanted.Add(socket.Inode);
        }

        if (wanted.Count == 0)
        {
            return this;
        }

        OwnerTable owners = host.FindOwners(new OwnerOptions { Wanted = wanted });
        ProcessTable processes = new(host.Root);
        return this with
        {
            Sockets =
            [.. Sockets.Select(socket => socket with { Processes = Holders(owners.Of(socket.Inode), processes) })]
        };
    }

    private static List<ProcessRef> Holders(SocketOwners owners, ProcessTable processes)
    {
        List<ProcessRef> holders = [];
        foreach (SocketOwner owner in owners)
        {
            if ((holders.Count == 0 || holders[^1].Pid != owner.Pid) && processes.RefOf(owner.Pid) is { } process)
            {
                holders.Add(process);
            }
        }

        return holders;
    }

    private sealed class Collector(IReadOnlySet<(Protocol Protocol, ushort Port)> ports) : ISocketVisitor
    {
        public List<BoundSocket> Found { get; } = [];

        public bool Visit(in SocketView socket)
        {
            if (ports.Contains((socket.Protocol, socket.LocalPort)) || ports.Contains((socket.Protocol, 0)))
            {
                uint? limit = socket.Protocol == Protocol.Tcp ? socket.SendQ : socket.Memory(Linux.Interop.SkMemInfo.SK_MEMINFO_RCVBUF);
                Found.Add(new BoundSocket(
                    socket.Protocol, socket.Local, socket.V6Only
                        ?? false, socket.Inode, socket.Cookie, socket.RecvQ, limit,
                        socket.Memory(Linux.Interop.SkMemInfo.SK_MEMINFO_DROPS)));
            }

            return true;
        }
    }
}

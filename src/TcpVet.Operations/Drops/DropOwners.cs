using TcpVet.Ebpf.Drops;
using TcpVet.Linux;
using TcpVet.Linux.Cgroups;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.Owners;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Operations.Drops;

/// <summary>
/// Finds whose packets were: who holds the socket, who was sending, or who holds a socket on the port. It looks when the packets have
/// been counted; a socket that was closed meanwhile has no process any more, and its control group may still be known.
/// </summary>
internal sealed class DropOwners : IDisposable
{
    private readonly OwnerTable owners;
    private readonly ProcessTable processes;
    private readonly CgroupPaths cgroups;
    private readonly Dictionary<(uint Netns, Protocol Protocol, ushort Port), uint> holders = [];
    private readonly Dictionary<(uint Netns, uint Index), string?> interfaces = [];

    private DropOwners(LiveHost host, IReadOnlyList<NetworkNamespace> namespaces, IReadOnlyList<DropCount> counts)
    {
        foreach (NetworkNamespace netns in namespaces)
        {
            uint inode = (uint)netns.Identity.Inode;
            List<DropCount> own = [.. counts.Where(count => count.Key.Netns == inode)];
            if (own.Count > 0)
            {
                Look(host, netns, own);
            }
        }

        InodeSet wanted = new();
        foreach (DropCount count in counts)
        {
            wanted.Add(count.Key.Inode);
        }

        foreach (uint inode in holders.Values)
        {
            wanted.Add(inode);
        }

        owners = wanted.Count == 0 ? OwnerTable.From([]) : Walk(host, wanted);
        processes = new ProcessTable(host.Root);
        cgroups = CgroupPaths.Open(host.Root);
    }

    /// <summary>Why some have no process; null when all could be looked up.</summary>
    public string? Gap => OwnerGap.Describe(owners);

    /// <summary>Looks.</summary>
    /// <param name="host">The host.</param>
    /// <param name="namespaces">The namespaces, as far as they are known.</param>
    /// <param name="counts">The packets.</param>
    public static DropOwners Find(LiveHost host, IReadOnlyList<NetworkNamespace> namespaces, IReadOnlyList<DropCount> counts) =>
        new(host, namespaces, counts);

    /// <summary>Whose packets were.</summary>
    public DropOwner Of(DropCount count)
    {
        if (Holder(count.Key.Inode, DropOwnerBy.Socket) is { } holder)
        {
            return holder;
        }

        if (count.Sender is { } sender)
        {
            return new DropOwner(DropOwnerBy.Sending, sender, 0, Unit(count.Cgroup));
        }

        if (count.Key.Way == DropWay.In
            && DropJudgement.Transport(count.Key) is { } protocol
            && holders.TryGetValue((count.Key.Netns, protocol, count.Key.Port), out uint inode)
            && Holder(inode, DropOwnerBy.Port) is { } listening)
        {
            return listening;
        }

        return Unit(count.Cgroup) is { } unit ? new DropOwner(DropOwnerBy.Socket, null, 0, unit) : default;
    }

    /// <summary>The name of the interface, raw text; null when it is unknown.</summary>
    public string? InterfaceOf(DropCount count) => count.InterfaceName.Length > 0 ? count.InterfaceName
        : interfaces.GetValueOrDefault((count.Key.Netns, count.Key.Interface));

    /// <inheritdoc/>
    public void Dispose() => cgroups.Dispose();

    private static OwnerTable Walk(LiveHost host, InodeSet wanted)
    {
        try
        {
            return host.FindOwners(new OwnerOptions { Wanted = wanted });
        }
        catch (KernelException)
        {
            return OwnerTable.Unknown();
        }
    }

    private DropOwner? Holder(uint inode, DropOwnerBy by)
    {
        SocketOwners all = owners.Of(inode);
        if (all.First is not { } first || processes.RefOf(first.Pid) is not { } process)
        {
            return null;
        }

        HashSet<int> pids = [];
        foreach (SocketOwner owner in all)
        {
            pids.Add(owner.Pid);
        }

        string? unit = processes.Of(first.Pid)?.Cgroup is { } path ? CgroupUnit.Parse(path) : null;
        return new DropOwner(by, process, pids.Count - 1, unit);
    }

    private string? Unit(ulong cgroup) => cgroup == 0 ? null : cgroups.UnitOf(cgroup);

    private void Look(LiveHost host, NetworkNamespace netns, List<DropCount> counts)
    {
        HashSet<(Protocol, ushort)> ports = [];
        foreach (DropCount count in counts)
        {
            if (count.Key is { Way: DropWay.In, Inode: 0, Port: > 0 } key && DropJudgement.Transport(key) is { } protocol)
            {
                ports.Add((protocol, key.Port));
            }
        }

        try
        {
            netns.Run(() =>
            {
                foreach (DropCount count in counts)
                {
                    (uint, uint) key = (count.Key.Netns, count.Key.Interface);
                    if (count.InterfaceName.Length == 0 && !interfaces.ContainsKey(key))
                    {
                        interfaces[key] = Interfaces.NameOf(count.Key.Interface);
                    }
                }

                if (ports.Count > 0)
                {
                    using KernelSource source = host.OpenSockets();
                    PortHolders visitor = new((uint)netns.Identity.Inode, ports, holders);
                    source.Dump(new SocketQuery { Protocol = Protocol.Tcp, States = TcpStateSet.Of(TcpState.Listen) }, visitor);
                    source.Dump(new SocketQuery { Protocol = Protocol.Udp, States = TcpStateSet.All }, visitor);
                }
            });
        }
        catch (KernelException)
        {
            // It has gone, or may not be entered: then its ports have no process and its interfaces no name.
        }
    }

    /// <summary>Remembers a socket for each wanted port.</summary>
    private sealed class PortHolders(
        uint netns, HashSet<(Protocol, ushort)> ports, Dictionary<(uint, Protocol, ushort), uint> holders) : ISocketVisitor
    {
        public bool Visit(in SocketView socket)
        {
            if (ports.Contains((socket.Protocol, socket.LocalPort)))
            {
                holders.TryAdd((netns, socket.Protocol, socket.LocalPort), socket.Inode);
            }

            return true;
        }
    }
}

using TcpVet.Ebpf.Listening;
using TcpVet.Linux;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.Owners;
using TcpVet.Model;

namespace TcpVet.Operations.Checkup;

/// <summary>
/// Connected UDP sockets that wait: those that two looks see and that have never received anything in between or before. A question that
/// was asked before anybody listened leaves no event, but its socket.
/// </summary>
internal sealed class SilentSearch
{
    private const int MostShown = 100;

    private readonly KernelListener listener;
    private readonly LiveHost host;
    private readonly Dictionary<NetworkNamespace, IReadOnlyDictionary<uint, InetEndpoint>?> before = [];

    private SilentSearch(KernelListener listener, LiveHost host) => (this.listener, this.host) = (listener, host);

    /// <summary>Looks for the first time.</summary>
    public static SilentSearch Begin(KernelListener listener, LiveHost host, IReadOnlyList<NetworkNamespace> namespaces)
    {
        SilentSearch search = new(listener, host);
        foreach (NetworkNamespace netns in namespaces)
        {
            search.before[netns] = search.Look(netns);
        }

        return search;
    }

    /// <summary>Looks again: what was silent at both looks, by the inode of the namespace. The next time it is compared with this
    /// one.</summary>
    public IReadOnlyDictionary<ulong, IReadOnlyList<SilentSockets>> Again()
    {
        Dictionary<ulong, IReadOnlyList<SilentSockets>> found = [];
        foreach ((NetworkNamespace netns, IReadOnlyDictionary<uint, InetEndpoint>? then) in before.ToArray())
        {
            IReadOnlyDictionary<uint, InetEndpoint>? now = Look(netns);
            before[netns] = now;
            if (then is not null && now is not null)
            {
                found[netns.Identity.Inode] = Grouped(Both(then, now));
            }
        }

        return found;
    }

    private static List<Silent> Both(IReadOnlyDictionary<uint, InetEndpoint> then, IReadOnlyDictionary<uint, InetEndpoint> now)
    {
        List<Silent> both = [];
        foreach ((uint inode, InetEndpoint peer) in now)
        {
            if (then.TryGetValue(inode, out InetEndpoint before) && before == peer)
            {
                both.Add(new Silent(inode, peer));
            }
        }

        return both;
    }

    private List<SilentSockets> Grouped(List<Silent> sockets)
    {
        if (sockets.Count == 0)
        {
            return [];
        }

        InodeSet wanted = new();
        sockets.ForEach(socket => wanted.Add(socket.Inode));
        OwnerTable? owners = Owners(wanted);
        ProcessTable names = new(host.Root);
        return [.. sockets.GroupBy(socket => (Process: HolderOf(socket.Inode, owners, names), socket.Peer))
            .Select(group => new SilentSockets(group.Key.Peer, group.Count()) { Process = group.Key.Process })
            .OrderByDescending(silent => silent.Count)
            .ThenBy(silent => silent.Peer)
            .Take(MostShown)];
    }

    private static ProcessRef? HolderOf(uint inode, OwnerTable? owners, ProcessTable names)
    {
        if (owners is not null)
        {
            foreach (SocketOwner owner in owners.Of(inode))
            {
                return names.RefOf(owner.Pid);
            }
        }

        return null;
    }

    private OwnerTable? Owners(InodeSet wanted)
    {
        try
        {
            return host.FindOwners(new OwnerOptions { Wanted = wanted });
        }
        catch (KernelException)
        {
            return null;
        }
    }

    private IReadOnlyDictionary<uint, InetEndpoint>? Look(NetworkNamespace netns)
    {
        try
        {
            return netns.Run(listener.SilentSockets);
        }
        catch (KernelException)
        {
            return null;
        }
    }

    private sealed record Silent(uint Inode, InetEndpoint Peer);
}

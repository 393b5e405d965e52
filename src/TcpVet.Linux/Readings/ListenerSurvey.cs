using TcpVet.Linux.Owners;
using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>One look at a namespace's listeners, without the rest of a check-up.</summary>
public static class ListenerSurvey
{
    /// <summary>Reads listeners, their connections and their holders.</summary>
    /// <param name="source">The sockets.</param>
    /// <param name="cgroupPath">The path of a cgroup id; null when it is unknown.</param>
    /// <param name="owners">Finds who holds which socket; called only when there is a listener.</param>
    /// <param name="processName">The name of a process.</param>
    /// <param name="udp">Whether unconnected UDP sockets are read as well.</param>
    public static IReadOnlyList<ListenerFacts> Take(
        SocketSource source, Func<ulong, string?> cgroupPath, Func<OwnerTable> owners, Func<int, string> processName, bool udp)
    {
        const int everyOne = int.MaxValue;
        ListenerReading tcp = ListenerPass.Run(source, Protocol.Tcp, cgroupPath, limit: everyOne);
        ListenerIndex index = MainPass.ListenersOf(source);
        ServiceTally services = new(index);
        if (tcp.Listeners.Count > 0)
        {
            source.Dump(new SocketQuery { States = TcpStateSet.All - TcpStateSet.Of(TcpState.Listen) }, services);
        }

        IEnumerable<ListenerFacts> found = tcp.Listeners.Select(listener => WithConnections(listener, index, services));
        if (udp)
        {
            found = found.Concat(ListenerPass.Run(source, Protocol.Udp, cgroupPath, limit: everyOne).Listeners);
        }

        return [.. found.Select(listener => listener with { Processes = Holders(owners().Of(listener.Inode), processName) })];
    }

    internal static ListenerFacts WithConnections(ListenerFacts listener, ListenerIndex index, ServiceTally services)
    {
        int service = listener.Proto == Protocol.Tcp ? index.Exact(listener.Local, (uint)listener.Interface) : -1;
        return service < 0 ? listener : listener with
        {
            Sharing = index.Services[service].Listeners,
            States = services.States(service),
            Unaccepted = services.Unaccepted(service),
        };
    }

    internal static List<ProcessRef> Holders(SocketOwners owners, Func<int, string> processName)
    {
        List<ProcessRef> holders = [];
        foreach (SocketOwner owner in owners)
        {
            if (holders.Count == 0 || holders[^1].Pid != owner.Pid)
            {
                holders.Add(new ProcessRef(owner.Pid, processName(owner.Pid)));
            }
        }

        return holders;
    }
}

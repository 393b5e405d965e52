using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.Scan;
using TcpVet.Linux.Sysctl;
using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>Makes the facts of a namespace of its readings, once owners are known. Nothing is read here.</summary>
internal static class NamespaceFacts
{
    private const int PeersKept = 1000;

    /// <summary>The facts.</summary>
    /// <param name="readings">What was read.</param>
    /// <param name="owners">Who holds which socket.</param>
    /// <param name="processes">What processes are called.</param>
    /// <param name="cgroupPath">The path of a control group's id.</param>
    public static NetnsCapture Of(NamespaceReadings readings, OwnerTable owners, ProcessTable processes, Func<ulong, string?> cgroupPath)
    {
        (_, FirstReading first, LastReading last, _) = readings;
        Attribution attribution = new(owners, processes);
        (List<PeerCounts> peers, PeerRemainder beyond) = last.Main.Peers.Top(PeersKept);
        (List<SocketGroup> groups, long groupsLeftOut) = Groups(first, last, attribution, cgroupPath);
        return new NetnsCapture
        {
            Netns = readings.Identity,
            Tcp = last.TcpStates,
            TcpFirst = last.IsSecond ? first.Main.States.ToFact() : null,
            Udp = last.UdpStates,
            Listeners = [.. Listeners(last, last.Tcp, first.Tcp, attribution), .. Listeners(last, last.Udp, first.Udp, attribution)],
            ListenersLeftOut = last.Tcp.LeftOut + last.Udp.LeftOut,
            Peers = peers,
            PeersLeftOut = beyond.Sockets,
            Groups = groups,
            GroupsLeftOut = last.Rare.Suspects.LeftOut + groupsLeftOut,
            PortTuples = last.Hot.ToFacts(last.IsSecond ? first.Main.Ports : null, attribution),
            Closed = last.Main.Ports.Closed(),
            PortBudget = Budget(first, last.Main),
            SourcePorts = SourceSurvey.ToFacts(last.Main.Ports, first.EphemeralPorts, Reserved(first), attribution),
            Idle = last.ListsAll ? last.Idle.ToFact(last.TcpStates[TcpState.Established], attribution.OwnerOf) : null,
            HalfEstablished = HalfEstablishedSearch.ToFacts(readings.Clients, attribution),
            BindQuestions = [.. last.BindSurveys.Select(survey => survey.ToFact(attribution))],
            ListenersClosed = last.IsSecond ? ListenersClosed(first.Tcp, last.Tcp) : null,
            Connections = last.ListsAll ? last.Connections.ToFact(last.TcpStates[TcpState.Established], attribution.OwnerOf) : null,
            Counters = NetCounters.Between(first.Counters, last.Counters),
            Sockstat = last.Sockstat,
            Sysctls = first.Sysctls.Values,
            Conntrack = last.Conntrack,
            Sockets = last.Recorded?.ToFact(owners),
        };
    }

    /// <summary>How many ephemeral ports there are, and how many of them are held.</summary>
    /// <param name="first">Has the settings.</param>
    /// <param name="main">Has the ports.</param>
    public static PortBudget Budget(FirstReading first, MainPass main)
    {
        (int low, int high) = first.EphemeralPorts;
        return new(low, high, Reserved(first).CountWithin(low, high), main.Ports.Held);
    }

    private static PortList Reserved(FirstReading first) =>
        PortList.Parse(first.Sysctls.Values.GetValueOrDefault("net.ipv4.ip_local_reserved_ports") ?? "");

    private static (List<SocketGroup> Groups, long LeftOut) Groups(
        FirstReading first, LastReading last, Attribution attribution, Func<ulong, string?> cgroupPath)
    {
        SuspectTally before = first.Main.Suspects;
        SuspectTally now = last.Rare.Suspects;
        // A reading that was cut short, by the limit or by a disturbance, is no count of the same, and what it lacks has not arrived since.
        bool comparable = last.IsSecond && !first.Main.Disturbed && before.LeftOut == 0 && now.LeftOut == 0;
        (long, long) apart = (Math.Max(0, last.Rare.Walked.From - first.Walked.To), last.Rare.Walked.To - first.Walked.From);
        GroupBuilder builder = new(last.Main.Index, attribution.OwnerOf, id => id is { } known ? cgroupPath(known) : null);
        List<SocketGroup> groups = (comparable ? builder.CountFirst(before.Suspects, first.Main.Index, apart) : builder)
            .Add(now.Suspects)
            .Build(comparable);
        return (groups, builder.LeftOut);
    }

    private static List<ClosedListener> ListenersClosed(ListenerReading first, ListenerReading last)
    {
        HashSet<ulong> open = [.. last.Listeners.Select(listener => listener.Cookie)];
        // The limit may have cut the list, and /proc/net has no cookies: then nobody knows which went.
        IEnumerable<ListenerFacts> closed = last.LeftOut > 0
            ? []
            : first.Listeners.Where(listener => listener.Cookie != 0 && !open.Contains(listener.Cookie));
        return [.. closed.Select(listener => new ClosedListener
        {
            Local = listener.Local,
            Queue = listener.Queue,
            SharingFirst = first.Sharing(listener),
            SharingLast = last.Sharing(listener),
        })];
    }

    private static IEnumerable<ListenerFacts> Listeners(LastReading last, ListenerReading now, ListenerReading before,
        Attribution attribution)
    {
        Dictionary<ulong, ListenerFacts> earlier = [];
        foreach (ListenerFacts listener in last.IsSecond ? before.Listeners : [])
        {
            earlier[listener.Cookie] = listener;
        }

        foreach (ListenerFacts listener in now.Listeners)
        {
            ListenerFacts? then = listener.Cookie == 0 ? null : earlier.GetValueOrDefault(listener.Cookie);
            yield return ListenerSurvey.WithConnections(listener, last.Main.Index, last.Main.Services) with
            {
                DropsFirst = then?.Drops,
                QueueFirst = then?.Queue,
                Processes = attribution.HoldersOf(listener.Inode),
            };
        }
    }
}

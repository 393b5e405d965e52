namespace TcpVet.Model;

/// <summary>
/// Two captures of one host as one over the time between them: the later one's facts, compared with the earlier one's last reading.
/// What the earlier one does not tell keeps the later one's own first reading where it is a running total, and is unknown where it is a
/// count. </summary>
internal static class CaptureSpan
{
    /// <summary>Joins two captures.</summary>
    /// <param name="earlier">The earlier one.</param>
    /// <param name="later">The later one.</param>
    /// <param name="elapsedMs">Milliseconds from the one's last reading to the other's.</param>
    public static Capture Between(Capture earlier, Capture later, long elapsedMs)
    {
        Dictionary<int, ProcessFacts> processes = [];
        foreach (ProcessFacts process in earlier.Processes)
        {
            processes.TryAdd(process.Pid, process);
        }

        return later with
        {
            IntervalMs = elapsedMs,
            HostFacts = later.HostFacts with
            {
                SoftnetDropped = Joined(earlier.HostFacts.SoftnetDropped, later.HostFacts.SoftnetDropped),
                SoftnetSqueezed = Joined(earlier.HostFacts.SoftnetSqueezed, later.HostFacts.SoftnetSqueezed),
            },
            Namespaces =
                [.. later.Namespaces.Select(netns =>
                    earlier.Namespaces.FirstOrDefault(other => other.Netns.Inode == netns.Netns.Inode) is { } before
                        ? Joined(before, netns)
                        : netns)],
            Processes = [.. later.Processes.Select(process => Joined(processes.GetValueOrDefault(process.Pid), process, elapsedMs))],
            Missing = [.. later.Missing.Where(fact => fact.Fact != FactNames.SecondReading)],
        };
    }

    private static NetnsCapture Joined(NetnsCapture before, NetnsCapture now)
    {
        Dictionary<(Protocol, ulong), ListenerFacts> listeners = [];
        foreach (ListenerFacts listener in before.Listeners.Where(listener => listener.Cookie != 0))
        {
            listeners.TryAdd((listener.Proto, listener.Cookie), listener);
        }

        Lookup<object, SocketGroup> groups = before.Groups.ToLookup(Key);
        Lookup<(InetAddress, InetEndpoint), PortTuple> tuples = before.PortTuples.ToLookup(tuple => (tuple.Source, tuple.Destination));
        return now with
        {
            TcpFirst = before.Tcp,
            Listeners = [.. now.Listeners.Select(listener => listeners.GetValueOrDefault((listener.Proto, listener.Cookie)) is { } then
                ? listener with { DropsFirst = then.Drops, QueueFirst = then.Queue }
                : listener with { DropsFirst = null, QueueFirst = null })],
            Groups = [.. now.Groups.Select(group => group with { CountFirst = CountFirst(groups[Key(group)], before), Arrived = null })],
            PortTuples =
                [.. now.PortTuples.Select(tuple =>
                    tuple with { UsedFirst = tuples[(tuple.Source, tuple.Destination)].FirstOrDefault()?.Used })],
            Counters = now.Counters.ToDictionary(
                pair => pair.Key, pair =>
                    before.Counters.TryGetValue(pair.Key, out Reading then) ? new Reading(then.Last, pair.Value.Last) : pair.Value),
            Conntrack = now.Conntrack is { } tracking && before.Conntrack is { } tracked
                ? tracking with
                {
                    Dropped = Joined(tracked.Dropped, tracking.Dropped),
                    EarlyDropped = Joined(tracked.EarlyDropped, tracking.EarlyDropped),
                    InsertFailed = Joined(tracked.InsertFailed, tracking.InsertFailed),
                }
                : now.Conntrack,
        };
    }

    // A record with room for every group would have had this one: then there was none.
    private static long? CountFirst(IEnumerable<SocketGroup> then, NetnsCapture before) =>
        then.Any() ? then.Sum(group => group.Count) : before.GroupsLeftOut == 0 ? 0 : null;

    private static object Key(SocketGroup group) => (group.State, group.Ownership, group.Process, group.Inbound, group.Local, group.Peer);

    private static Reading? Joined(Reading? then, Reading? now) => then is { } a && now is { } b ? new Reading(a.Last, b.Last) : now;

    // A pid alone is no process: another one of the same name may have taken it since.
    private static ProcessFacts Joined(ProcessFacts? then, ProcessFacts now, long elapsedMs) =>
        then is not null && then.Name == now.Name && !(now.AgeSeconds * 1000 + ProcessLives.SlackMs < elapsedMs)
            ? now with { HiddenSockets = Joined(then.HiddenSockets, now.HiddenSockets) }
            : now;
}

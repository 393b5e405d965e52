namespace TcpVet.Model;

/// <summary>Listeners that were closed from one sample to the next.</summary>
internal static class ListenerChanges
{
    /// <summary>
    /// Those of the earlier sample that the later one has no more, and those that the later one itself saw being closed between
    /// its own readings.
    /// </summary>
    public static List<ClosedListener> Between(NetnsCapture earlier, NetnsCapture later)
    {
        HashSet<ulong> present = [.. later.Listeners.Where(IsKnown).Select(listener => listener.Cookie)];
        List<ClosedListener> gone = [.. later.ListenersClosed ?? []];
        // A listener that went while the later sample was read is in both lists: it is told once.
        Dictionary<InetEndpoint, int> told = gone.GroupBy(entry => entry.Local).ToDictionary(group => group.Key, group => group.Count());
        foreach (ListenerFacts listener in earlier.Listeners.Where(listener => IsKnown(listener) && !present.Contains(listener.Cookie)))
        {
            if (told.TryGetValue(listener.Local, out int count) && count > 0)
            {
                told[listener.Local] = count - 1;
                continue;
            }

            gone.Add(
                new ClosedListener { Local = listener.Local, Queue = listener.Queue, SharingFirst = listener.Sharing, SharingLast = 0 });
        }

        return AsOf(later, gone);
    }

    /// <summary>The same with what listens there now.</summary>
    public static List<ClosedListener> AsOf(NetnsCapture now, IEnumerable<ClosedListener> closed)
    {
        Lookup<InetEndpoint, ListenerFacts> listening =
            now.Listeners.Where(listener => listener.Proto == Protocol.Tcp).ToLookup(listener => listener.Local);
        return [.. closed.Select(entry => entry with { SharingLast = listening[entry.Local].Count() })];
    }

    // Without a cookie (from /proc/net) nothing tells one listener from its successor.
    private static bool IsKnown(ListenerFacts listener) => listener.Proto == Protocol.Tcp && listener.Cookie != 0;
}

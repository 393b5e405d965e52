using System.Runtime.InteropServices;
using TcpVet.Linux.Scan;
using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>Groups suspect sockets by state, owner, service or destination.</summary>
/// <param name="index">The services that <see cref="SuspectTally.Suspect.Service"/> points into.</param>
/// <param name="ownerOf">The process of an inode and whether there is one.</param>
/// <param name="cgroupOf">The path of a cgroup id.</param>
internal sealed class GroupBuilder(
    ListenerIndex index, Func<uint, (Ownership Ownership, ProcessRef? Process)> ownerOf, Func<ulong?, string?> cgroupOf)
{
    /// <summary>Groups at the most; beyond it the smallest ones lose their peer and join.</summary>
    public const int MaxGroups = 4096;

    private readonly Dictionary<Key, GroupCounts> piles = [];
    private readonly Dictionary<Ends, long> firstCounts = [];
    private EarlierSuspects? earlier;

    /// <summary>The sockets of the groups for which even that left no room, after <see cref="Build"/>.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Counts the sockets of the first reading, whose owners may have gone since, and remembers them.</summary>
    /// <param name="suspects">The sockets.</param>
    /// <param name="firstIndex">Their services.</param>
    /// <param name="apartMs">The shortest and the longest time from a socket's first look to its last, in milliseconds.</param>
    public GroupBuilder CountFirst(IReadOnlyCollection<SuspectTally.Suspect> suspects, ListenerIndex firstIndex,
        (long AtLeast, long AtMost) apartMs)
    {
        earlier = new EarlierSuspects(suspects, apartMs);
        foreach (SuspectTally.Suspect suspect in suspects)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(firstCounts, EndsOf(suspect, firstIndex), out _)++;
        }

        return this;
    }

    public GroupBuilder Add(IEnumerable<SuspectTally.Suspect> suspects)
    {
        foreach (SuspectTally.Suspect suspect in suspects)
        {
            (Ownership ownership, ProcessRef? process) = suspect.Inode == 0 ? (Ownership.None, null) : ownerOf(suspect.Inode);
            Key key = new(EndsOf(suspect, index), ownership, process?.Pid ?? 0);
            ref GroupCounts? pile = ref CollectionsMarshal.GetValueRefOrAddDefault(piles, key, out _);
            pile ??= new GroupCounts(process, cgroupOf(suspect.CgroupId));
            pile.Add(in suspect, earlier);
        }

        return this;
    }

    /// <summary>The groups, largest first.</summary>
    /// <param name="hadFirst">Whether there was a first reading: without one, its counts are unknown.</param>
    public List<SocketGroup> Build(bool hadFirst)
    {
        // When several owners share service and peer, the first reading's count belongs to none of them alone: unknown.
        Dictionary<Ends, int> owners = [];
        foreach (Key key in piles.Keys)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(owners, key.Ends, out _)++;
        }

        List<SocketGroup> sorted = [.. Sorted(piles.Select(pair => pair.Value.ToFact(
            pair.Key.Ends, pair.Key.Ownership, hadFirst && owners[pair.Key.Ends] == 1
                ? firstCounts.GetValueOrDefault(pair.Key.Ends)
                : null)))];
        if (sorted.Count <= MaxGroups)
        {
            return sorted;
        }

        IEnumerable<SocketGroup> joined = sorted.Skip(MaxGroups / 2)
            .GroupBy(group => (group.State, group.Ownership, group.Process, group.Inbound, group.Local))
            .Select(same => same.Aggregate(GroupCounts.Join));
        List<SocketGroup> all = [.. Sorted(sorted.Take(MaxGroups / 2).Concat(joined))];
        LeftOut = all.Skip(MaxGroups).Sum(group => group.Count);
        return [.. all.Take(MaxGroups)];
    }

    private static Ordered<SocketGroup> Sorted(IEnumerable<SocketGroup> groups) => groups
        .OrderByDescending(group => group.Count)
            .ThenBy(group => group.State)
            .ThenBy(group => group.Local)
            .ThenBy(group => group.Peer)
            .ThenBy(group => group.Process?.Pid);

    private static Ends EndsOf(SuspectTally.Suspect suspect, ListenerIndex index) => suspect.Service >= 0
        ? new(suspect.State, true, index.Services[suspect.Service].Local, new(suspect.Peer.Addr.Unmapped, 0))
        : new(suspect.State, false, new(GroupCounts.Any(suspect.Local.Addr.Family), 0), new(suspect.Peer.Addr.Unmapped, suspect.Peer.Port));

    /// <summary>What a group is about, whoever holds it.</summary>
    internal readonly record struct Ends(TcpState State, bool Inbound, InetEndpoint Local, InetEndpoint Peer);

    private readonly record struct Key(Ends Ends, Ownership Ownership, int Pid);
}

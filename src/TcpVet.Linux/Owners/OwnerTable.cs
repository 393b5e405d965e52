using System.Runtime.InteropServices;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;

namespace TcpVet.Linux.Owners;

/// <summary>
/// Who holds which socket: inode → every (pid, fd), from a walk over /proc/*/fd. An open-addressing index over
/// 16-byte entries, 21 to 27 bytes a descriptor; looking up allocates nothing.
/// </summary>
/// <remarks>
/// The walk is no snapshot: processes and descriptors that come or go meanwhile may be missed. A socket may have no
/// owner here because the kernel holds it, because it waits to be accepted, or because its process is in a pid
/// namespace that this /proc does not show. A thread that unshared its descriptor table (CLONE_FILES) is not searched.
/// </remarks>
public sealed class OwnerTable
{
    private const int PageBits = 15;
    private const int PageSize = 1 << PageBits;
    private const int MostRoom = 1 << 24; // slots made at once, 64 MB; beyond it the table grows as it is filled

    private const int MostNamed = 3;

    private readonly List<Entry[]> pages = [];
    private readonly Dictionary<int, DescriptorCounts> descriptors = [];
    private readonly List<string> unreadable = [];
    private uint[] slots; // number of an inode's first entry, counted from 1; 0 is empty
    private uint entries;

    /// <summary>Makes an empty table.</summary>
    /// <param name="expected">How many sockets there will be, roughly: growing to their number would leave as much again behind.</param>
    internal OwnerTable(long expected = 0) => slots = new uint[Math.Clamp(expected + (expected / 2), 1024, MostRoom)];

    /// <summary>How many descriptors are in the table.</summary>
    public long Count => entries;

    /// <summary>How many different sockets they refer to.</summary>
    public int Sockets { get; private set; }

    /// <summary>Processes whose descriptors were read.</summary>
    public int ProcessesWalked { get; internal set; }

    /// <summary>Processes that are there and could not be searched for want of privilege. Those that exited meanwhile and the kernel's own
    /// threads do not count.</summary>
    public int ProcessesUnreadable { get; internal set; }

    /// <summary>The first few of these processes by name and number: hostile text.</summary>
    public IReadOnlyList<string> UnreadableNames => unreadable;

    /// <summary>True when /proc hides processes of other users altogether (hidepid=invisible, proc(5)), so that nobody knows how many are
    /// missing.</summary>
    public bool ProcessesHidden { get; internal set; }

    /// <summary>True when the walk ended early because every wanted socket had an owner; further owners may be missing.</summary>
    public bool StoppedEarly { get; internal set; }

    /// <summary>Walks the descriptors of all processes, one /proc/PID/fd after the other.</summary>
    /// <param name="root">Where proc(5) is mounted.</param>
    /// <param name="options">What to look for; everything when null.</param>
    /// <param name="cancellation">Ends the walk with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="Interop.KernelException">/proc itself cannot be listed.</exception>
    public static OwnerTable Walk(ProcFsRoot root, OwnerOptions? options = null, CancellationToken cancellation = default) =>
        new OwnerWalk(root, options ?? new OwnerOptions(), cancellation).Run();

    /// <summary>A table that knows nothing: /proc is not there.</summary>
    public static OwnerTable Unknown() => new() { ProcessesHidden = true };

    /// <summary>A table of known owners, such as a capture's.</summary>
    public static OwnerTable From(IEnumerable<SocketOwner> owners)
    {
        OwnerTable table = new();
        foreach (SocketOwner owner in owners)
        {
            table.Add(owner);
        }

        return table;
    }

    /// <summary>The owners of a socket by pid and descriptor, lowest first; none for inode 0.</summary>
    public SocketOwners Of(uint inode) => new(this, inode == 0 ? 0 : slots[Slot(slots, inode)]);

    /// <summary>What a process has open; null when it was not read to the end.</summary>
    public DescriptorCounts? Descriptors(int pid) => descriptors.TryGetValue(pid, out DescriptorCounts counts) ? counts : null;

    /// <summary>The processes that were read to the end.</summary>
    public IReadOnlyCollection<int> Pids => descriptors.Keys;

    /// <summary>Every descriptor in the table, in no order.</summary>
    internal IEnumerable<SocketOwner> All()
    {
        for (uint number = 1; number <= entries; number++)
        {
            Entry entry = At(number);
            yield return new SocketOwner(entry.Inode, entry.Pid, entry.Fd);
        }
    }

    internal ref readonly Entry At(uint number) => ref pages[(int)((number - 1) >> PageBits)][(number - 1) & (PageSize - 1)];

    /// <summary>Counts a process that could not be searched, and keeps its name if it is one of the first.</summary>
    /// <param name="name">Its name and number.</param>
    internal void AddUnreadable(Func<string> name)
    {
        ProcessesUnreadable++;
        if (unreadable.Count < MostNamed)
        {
            unreadable.Add(name());
        }
    }

    internal void SetDescriptors(int pid, DescriptorCounts counts) => descriptors[pid] = counts;

    /// <summary>Adds a descriptor to its socket's chain, which is kept in order. Adding in descending order costs nothing: each goes in
    /// front.</summary>
    internal void Add(SocketOwner owner)
    {
        if ((Sockets + 1) * 4L > slots.Length * 3L)
        {
            Grow();
        }

        uint number = Append(owner);
        ref uint link = ref slots[Slot(slots, owner.Inode)];
        Sockets += link == 0 ? 1 : 0;
        while (link != 0)
        {
            ref Entry other = ref Write(link);
            if (other.Pid > owner.Pid || (other.Pid == owner.Pid && other.Fd > owner.Fd))
            {
                break;
            }

            link = ref other.Next;
        }

        Write(number).Next = link;
        link = number;
    }

    /// <summary>Puts a descriptor in front of its socket's chain, whatever the order: for many in ascending order, before
    /// <see cref="Reverse"/>.</summary>
    internal void Push(SocketOwner owner)
    {
        if ((Sockets + 1) * 4L > slots.Length * 3L)
        {
            Grow();
        }

        uint number = Append(owner);
        ref uint link = ref slots[Slot(slots, owner.Inode)];
        Sockets += link == 0 ? 1 : 0;
        Write(number).Next = link;
        link = number;
    }

    /// <summary>Turns every chain around, once all were pushed.</summary>
    internal void Reverse()
    {
        foreach (ref uint first in slots.AsSpan())
        {
            uint reversed = 0;
            for (uint number = first; number != 0;)
            {
                ref Entry entry = ref Write(number);
                uint next = entry.Next;
                entry.Next = reversed;
                reversed = number;
                number = next;
            }

            first = reversed;
        }
    }

    private ref Entry Write(uint number) => ref pages[(int)((number - 1) >> PageBits)][(number - 1) & (PageSize - 1)];

    private uint Append(SocketOwner owner)
    {
        if ((entries & (PageSize - 1)) == 0)
        {
            pages.Add(new Entry[PageSize]);
        }

        entries++;
        Write(entries) = new Entry { Inode = owner.Inode, Pid = owner.Pid, Fd = owner.Fd };
        return entries;
    }

    private uint Slot(uint[] table, uint inode)
    {
        for (uint i = InodeSet.Hash(inode, table.Length); ; i = i + 1 == (uint)table.Length ? 0 : i + 1)
        {
            if (table[i] == 0 || At(table[i]).Inode == inode)
            {
                return i;
            }
        }
    }

    private void Grow()
    {
        uint[] larger = new uint[slots.Length * 2];
        foreach (uint first in slots)
        {
            if (first != 0)
            {
                larger[Slot(larger, At(first).Inode)] = first;
            }
        }

        slots = larger;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Entry
    {
        internal uint Inode;
        internal int Pid;
        internal int Fd;
        internal uint Next; // number of the socket's next entry; 0 ends the chain
    }
}

/// <summary>What a process has open.</summary>
/// <param name="OpenFiles">Descriptors of any kind.</param>
/// <param name="OpenSockets">Those that are sockets of any family.</param>
public readonly record struct DescriptorCounts(int OpenFiles, int OpenSockets);

/// <summary>What a walk over descriptors looks for.</summary>
public sealed record OwnerOptions
{
    /// <summary>The sockets of interest; every socket when null. Not to be changed during the walk.</summary>
    public InodeSet? Wanted { get; init; }

    /// <summary>Keeps further sockets, beside the wanted ones; asked by one thread at a time. Null for none.</summary>
    public Func<uint, bool>? AlsoKept { get; init; }

    /// <summary>How many sockets will be found, roughly; 0 when unknown. Room for them is made at once.</summary>
    public long Expected { get; init; }

    /// <summary>Ends the walk once every wanted socket has an owner. It saves time and may miss further owners of shared sockets.</summary>
    public bool StopWhenFound { get; init; }

    /// <summary>Processes to search first.</summary>
    public IReadOnlyList<int> Likely { get; init; } = [];

    /// <summary>How many threads walk; at least one, by default one a processor.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;
}

using TcpVet.Linux.Interop;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;

namespace TcpVet.Linux.Owners;

/// <summary>
/// The walk behind <see cref="OwnerTable.Walk"/>: threads take one process after the other, and help each other with
/// processes that have more descriptors than one <see cref="Range"/>.
/// </summary>
internal sealed class OwnerWalk(ProcFsRoot root, OwnerOptions options, CancellationToken cancellation)
{
    private const int Range = 16 << 10;

    private readonly OwnerTable table = new(options.Expected);
    private readonly Lock gate = new();
    private readonly InodeSet found = new();
    private readonly List<ProcessWork> large = [];
    private int[] pids = [];
    private int nextPid = -1;
    private volatile bool stop;

    internal OwnerTable Run()
    {
        pids = Order(ProcessList.Of(root), options.Likely);
        table.ProcessesHidden = pids.Length > 0 && !pids.Contains(1);
        stop = options is { StopWhenFound: true, Wanted.Count: 0 };
        Thread[] helpers = new Thread[Math.Clamp(options.Workers, 1, Math.Max(1, pids.Length)) - 1];
        for (int i = 0; i < helpers.Length; i++)
        {
            helpers[i] = new Thread(Work) { IsBackground = true, Name = "owners" };
            helpers[i].Start();
        }

        Work();
        foreach (Thread helper in helpers)
        {
            helper.Join();
        }

        cancellation.ThrowIfCancellationRequested();
        table.StoppedEarly = stop;
        return table;
    }

    // Descending, because the table's chains ascend and an owner that goes in front is placed at once.
    private static int[] Order(List<int> all, IReadOnlyList<int> likely)
    {
        HashSet<int> first = [.. likely];
        return [.. all.Where(first.Contains).OrderDescending(), .. all.Where(pid => !first.Contains(pid)).OrderDescending()];
    }

    private void Work()
    {
        List<SocketOwner> batch = new(1024);
        while (!Ended && Interlocked.Increment(ref nextPid) is int i && i < pids.Length)
        {
            Search(new ProcessWork(pids[i]), batch);
        }

        // Those that came first through the list help with what the others found too large for one.
        while (!Ended && Unfinished() is { } work)
        {
            Search(work, batch);
        }
    }

    private bool Ended => stop || cancellation.IsCancellationRequested;

    private ProcessWork? Unfinished()
    {
        lock (gate)
        {
            return large.Find(work => !work.Exhausted);
        }
    }

    private void Search(ProcessWork work, List<SocketOwner> batch)
    {
        using DescriptorFolder? folder = DescriptorFolder.TryOpen(root.At($"{work.Pid}/fd"), out int errno);
        lock (gate)
        {
            work.Searches++;
        }

        if (folder is null)
        {
            work.Exhausted = true;
            Finish(work, vanished: Errno.IsVanished(errno), refused: !Errno.IsVanished(errno));
            return;
        }

        while (!work.Exhausted && !Ended)
        {
            long range = work.TakeRange();
            int low = (int)Math.Min(range * Range, int.MaxValue);
            int high = (int)Math.Min((range + 1) * Range, int.MaxValue);
            int beyond = folder.Search(low, high, work.Pid, batch);
            Store(work, folder.Files, batch);
            if (beyond < 0)
            {
                work.Exhausted = true;
            }
            else
            {
                Share(work, beyond / Range);
            }
        }

        Finish(work, vanished: false, refused: folder.Refusal != 0);
    }

    private void Share(ProcessWork work, int range)
    {
        lock (gate)
        {
            if (!large.Contains(work))
            {
                large.Add(work);
            }
        }

        work.SkipTo(range);
    }

    private void Store(ProcessWork work, int files, List<SocketOwner> batch)
    {
        lock (gate)
        {
            work.Files += files;
            work.Sockets += batch.Count;
            for (int i = batch.Count - 1; i >= 0; i--)
            {
                SocketOwner owner = batch[i];
                if (options.Wanted is { } wanted)
                {
                    bool isWanted = wanted.Contains(owner.Inode);
                    if (!isWanted && options.AlsoKept?.Invoke(owner.Inode) != true)
                    {
                        continue;
                    }

                    if (isWanted && found.Add(owner.Inode) && options.StopWhenFound && found.Count == wanted.Count)
                    {
                        stop = true;
                    }
                }

                table.Add(owner);
            }
        }

        batch.Clear();
    }

    /// <summary>Ends one thread's part; the last one of a process counts it, once.</summary>
    private void Finish(ProcessWork work, bool vanished, bool refused)
    {
        if (refused && ProcessList.IsKernelThread(root, work.Pid))
        {
            vanished = true;
            refused = false;
        }

        lock (gate)
        {
            work.Vanished |= vanished;
            work.Refused |= refused;
            if (--work.Searches > 0 || !work.Exhausted || work.Counted)
            {
                return;
            }

            work.Counted = true;
            if (work.Refused)
            {
                table.AddUnreadable(() => $"{Name(work.Pid)} (pid {work.Pid})");
            }
            else if (!work.Vanished)
            {
                table.ProcessesWalked++;
                table.SetDescriptors(work.Pid, new DescriptorCounts(work.Files, work.Sockets));
            }
        }
    }

    private string Name(int pid) => root.TryRead($"{pid}/comm", out _) is { } comm ? ProcessFiles.ParseName(comm) : "?";

    /// <summary>A process that is being searched; its counts are guarded by the walk's lock.</summary>
    private sealed class ProcessWork(int pid)
    {
        private int nextRange;
        private volatile bool exhausted;

        internal int Pid { get; } = pid;

        internal int Searches { get; set; }

        internal int Files { get; set; }

        internal int Sockets { get; set; }

        internal bool Refused { get; set; }

        internal bool Vanished { get; set; }

        internal bool Counted { get; set; }

        /// <summary>True when no range is left to take.</summary>
        internal bool Exhausted
        {
            get => exhausted;
            set => exhausted = value;
        }

        internal int TakeRange() => Interlocked.Increment(ref nextRange) - 1;

        /// <summary>Passes over ranges that are known to hold nothing.</summary>
        internal void SkipTo(int range)
        {
            int next = Volatile.Read(ref nextRange);
            while (next < range && Interlocked.CompareExchange(ref nextRange, range, next) is int seen && seen != next)
            {
                next = seen;
            }
        }
    }
}

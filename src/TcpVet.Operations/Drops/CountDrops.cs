using TcpVet.Ebpf.Drops;
using TcpVet.Ebpf.Loading;
using TcpVet.Ebpf.Tracing;
using TcpVet.Knowledge;
using TcpVet.Linux;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.ProcFs;
using TcpVet.Operations.Namespaces;
using TcpVet.Operations.Sources;
using TcpVet.Operations.Trace;

namespace TcpVet.Operations.Drops;

/// <summary><c>drops</c>: which packets this host throws away, why, and whose they were.</summary>
public static class CountDrops
{
    /// <summary>Counts, and answers at the end or after each interval.</summary>
    /// <param name="host">The host.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="namespaces">The namespaces, as far as they are known.</param>
    /// <param name="notices">Takes what the reader should know.</param>
    /// <param name="cancellation">Ends the counting, which is a normal end.</param>
    /// <exception cref="EbpfException">This kernel, or whoever guards it, does not allow it.</exception>
    public static IEnumerable<DropsAnswer> Run(
        LiveHost host, DropsRequest request, IReadOnlyList<NetworkNamespace> namespaces, Notices notices, CancellationToken cancellation)
    {
        using DropCounter counter = DropCounter.Start(new DropRequest(request.AllNamespaces ? 0 : (uint)namespaces[0].Identity.Inode)
        {
            Peers = request.Filter.NeedsEnds,
            Others = request.Ordinary,
            IsIgnored = request.Ordinary ? null : DropReasons.IsOrdinary,
        });
        SayBefore(counter, request, notices);
        TraceNames names = new(host.Namespaces, namespaces);
        DropTally tally = new();
        long began = Environment.TickCount64, lost = 0;
        long until = request.Duration is { } time ? began + (long)time.TotalMilliseconds : long.MaxValue;
        for (long from = began; from < until && !cancellation.IsCancellationRequested;)
        {
            long to = request.Interval is { } interval ? Math.Min(until, from + (long)interval.TotalMilliseconds) : until;
            Wait(to, cancellation);
            ulong since = TraceSession.Now - ((ulong)(Environment.TickCount64 - from) * 1_000_000);
            IReadOnlyList<DropCount> counts = tally.Since(counter.Read());
            long lostNow = (long)counter.Lost;
            double seconds = Math.Max(0.001, (Environment.TickCount64 - from) / 1000.0);
            from = Environment.TickCount64;
            names.SetClock();
            string label = request.AllNamespaces ? LiveNamespaces.Every : namespaces[0].Label;
            Origin origin = new(HostIdentity.Name(host.Root), DateTimeOffset.UtcNow, label);
            (IReadOnlyList<DropRow> rows, long ordinary) = Rows(host, request, namespaces, counter, counts, names, since, notices);
            // Without addresses nobody knows whether they were asked for.
            long unjudged = request.Filter.NeedsEnds ? counts.Where(count => count.Key.IsRest).Sum(count => (long)count.Packets) : 0;
            yield return new DropsAnswer(origin, seconds, rows, ordinary, lostNow - lost + unjudged);
            lost = lostNow;
        }
    }

    private static void Wait(long until, CancellationToken cancellation)
    {
        while (until - Environment.TickCount64 is > 0 and var left && !cancellation.IsCancellationRequested)
        {
            cancellation.WaitHandle.WaitOne((int)Math.Min(left, 60_000));
        }
    }

    private static (IReadOnlyList<DropRow> Rows, long Ordinary) Rows(
        LiveHost host, DropsRequest request, IReadOnlyList<NetworkNamespace> namespaces, DropCounter counter,
        IReadOnlyList<DropCount> counts, TraceNames names, ulong since, Notices notices)
    {
        using DropOwners owners = DropOwners.Find(host, namespaces, counts);
        if (owners.Gap is { } gap)
        {
            notices.Once(gap);
        }

        IReadOnlyDictionary<ulong, string> symbols = KernelSymbols.Find(host.Root, [.. counts.Select(count => count.Location).Distinct()]);
        DropRules rules = new(namespaces);
        List<DropRow> rows = [];
        long ordinary = 0;
        foreach (DropCount count in counts)
        {
            DropReason reason = DropReasons.Of(counter.Reasons.Of(count.Key.Reason));
            DropRow row = DropRow.Of(count, reason, owners);
            if (!request.Filter.Matches(count, row.Owner.Process))
            {
                continue;
            }

            if (row.Kind == DropKind.Ordinary && !request.Ordinary)
            {
                ordinary += (long)count.Packets;
                continue;
            }

            rows.Add(row with
            {
                Netns = names.Netns(count.Key.Netns),
                First = count.First >= since ? names.TimeOf(count.First) : null,
                Last = names.TimeOf(count.Last),
                Location = symbols.GetValueOrDefault(count.Location),
                Rules = rules.Of(row, count.Key.Netns),
            });
        }

        return (DropTally.Sum(rows), ordinary);
    }

    private static void SayBefore(DropCounter counter, DropsRequest request, Notices notices)
    {
        foreach (string hint in request.Filter.Hints)
        {
            notices.Say(hint);
        }

        foreach (KernelFeature missing in counter.Missing)
        {
            notices.Say($"this kernel has no {missing.Name} (Linux {missing.Since}): {missing.Without}");
        }

        string until = request.Duration is { } time ? $"for {Model.Durations.Short((long)time.TotalMilliseconds)}, Ctrl-C ends sooner" : "Ctrl-C ends";
        notices.Say($"counting dropped packets, {until}");
    }
}

using TcpVet.Ebpf.Listening;
using TcpVet.Linux;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.Owners;
using TcpVet.Model;
using TcpVet.Operations.Drops;

namespace TcpVet.Operations.Checkup;

/// <summary>
/// Listening to the kernel beside a check-up. The programs are loaded on a thread of their own while the first reading is made; a kernel
/// that does not take them costs no more than a line of <see cref="Capture.Missing"/>.
/// </summary>
internal sealed class Listening : IDisposable
{
    private readonly LiveHost host;
    private readonly Task<Loaded>? loading;
    private readonly DropListening drops;
    private readonly string? refused;

    private Listening(LiveHost host, Task<Loaded>? loading, DropListening drops, string? refused) =>
        (this.host, this.loading, this.drops, this.refused) = (host, loading, drops, refused);

    /// <summary>Begins to listen, where it was asked for and there is a time to listen in.</summary>
    /// <param name="host">The host.</param>
    /// <param name="request">How the capture is taken.</param>
    /// <param name="namespaces">What is looked at.</param>
    /// <param name="lasts">Whether something is waited for.</param>
    public static Listening Start(LiveHost host, CaptureRequest request, IReadOnlyList<NetworkNamespace> namespaces, bool lasts)
    {
        string? refused = !request.Listening ? "--no-trace"
            : !lasts ? "there was one reading: with an --interval it is listened in between" : null;
        uint only = namespaces.Count == 1 ? (uint)namespaces[0].Identity.Inode : 0;
        Task<Loaded>? loading = refused is null ? Task.Run(() => Load(host, namespaces, only)) : null;
        return new Listening(host, loading, DropListening.Start(host, namespaces, refused is null), refused);
    }

    /// <summary>
    /// Waits until it has been listened for half of the time that was waited. On a busy host the loading takes longer than the first
    /// reading, and what was heard in the rest of a second would say nothing.
    /// </summary>
    /// <param name="waited">The time between the first reading and the last.</param>
    /// <param name="progress">Told each second how much is left; null where nobody waits.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Listening Settle(TimeSpan waited, Action<TimeSpan>? progress, CancellationToken cancellation)
    {
        if (loading is not null && Math.Max(Since() ?? 0, drops.Since() ?? 0) is > 0 and long since)
        {
            Pause.Until(since + (long)(waited / 2).TotalMilliseconds, progress, cancellation);
            cancellation.ThrowIfCancellationRequested();
        }

        return this;
    }

    /// <summary>Puts what was heard since the start, or since the last time, into a capture; or why nothing was.</summary>
    public Capture AddTo(Capture capture) => WithProcesses(drops.AddTo(Heard(capture)));

    private Capture Heard(Capture capture)
    {
        if (loading is null)
        {
            return Missing(capture, refused!);
        }

        try
        {
            Loaded loaded = loading.GetAwaiter().GetResult();
            HeardEvents heard = loaded.Listener.Take();
            IReadOnlyDictionary<ulong, IReadOnlyList<SilentSockets>> waiting = loaded.Silent.Again();
            Capture told = capture with
            {
                Namespaces = [.. capture.Namespaces.Select(netns => netns.Netns.Inode == 0 ? netns : netns with
                {
                    Heard = heard.FactsOf(netns.Netns.Inode) with { Silent = waiting.GetValueOrDefault(netns.Netns.Inode) },
                })],
            };
            return KnownDestinations.AddTo(told, host);
        }
        catch (KernelException exception)
        {
            return Missing(capture, exception.Message);
        }
        catch (DllNotFoundException)
        {
            return Missing(capture, "this build has no libbpf, and the system neither");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        drops.Dispose();
        try
        {
            loading?.GetAwaiter().GetResult().Listener.Dispose();
        }
        catch (Exception exception) when (exception is KernelException or DllNotFoundException)
        {
            // It has been told; there is nothing to end.
        }
    }

    private static Loaded Load(LiveHost host, IReadOnlyList<NetworkNamespace> namespaces, uint only)
    {
        KernelListener listener = KernelListener.Start(only);
        long since = Environment.TickCount64;
        return new Loaded(listener, SilentSearch.Begin(listener, host, namespaces), since);
    }

    private long? Since()
    {
        try
        {
            return loading!.GetAwaiter().GetResult().Since;
        }
        catch (Exception exception) when (exception is KernelException or DllNotFoundException)
        {
            return null;
        }
    }

    private static Capture Missing(Capture capture, string reason) =>
        capture with { Missing = [.. capture.Missing, new MissingFact(FactNames.Events, reason)] };

    // Those that nothing else in the record names: what runs them decides what to advise.
    private Capture WithProcesses(Capture capture)
    {
        HashSet<int> known = [.. capture.Processes.Select(process => process.Pid)];
        ProcessTable table = new(host.Root);
        List<ProcessFacts> more = [];
        foreach (NetnsCapture netns in capture.Namespaces)
        {
            foreach (ProcessRef heard in (netns.Heard?.Failures ?? []).Select(failure => failure.Process)
                .Concat((netns.Heard?.Datagrams ?? []).Select(flow => flow.Process))
                .Concat((netns.Heard?.Silent ?? []).Select(silent => silent.Process))
                .Concat((netns.Heard?.Failures ?? []).SelectMany(failure => Holders(failure.Destination)))
                .Concat((netns.Dropped?.Groups ?? []).Select(packets => packets.Process))
                .OfType<ProcessRef>())
            {
                if (known.Add(heard.Pid) && table.Of(heard.Pid) is { } facts && facts.Name == heard.Name)
                {
                    more.Add(facts);
                }
            }
        }

        return more.Count == 0 ? capture : capture with { Processes = [.. capture.Processes.Concat(more).OrderBy(process => process.Pid)] };
    }

    private static IEnumerable<ProcessRef> Holders(DestinationFacts? destination) => destination is null ? []
        : destination.Bound.Concat(destination.Elsewhere).Concat(destination.Others).SelectMany(holder => holder.Processes);

    private sealed record Loaded(KernelListener Listener, SilentSearch Silent, long Since);
}

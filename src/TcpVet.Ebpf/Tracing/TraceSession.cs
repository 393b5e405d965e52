using System.Diagnostics;
using TcpVet.Ebpf.Loading;
using TcpVet.Linux;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.Owners;

namespace TcpVet.Ebpf.Tracing;

/// <summary>A trace from its start to its end: reads what the programs tell and hands whole stories on, on the thread that calls
/// <see cref="Read"/>.</summary>
public sealed class TraceSession : IDisposable
{
    private readonly KernelProbe probe;
    private readonly TraceStory story;
    private readonly ConnectionTrace trace;

    private TraceSession(KernelProbe probe, TraceStory story, ConnectionTrace trace, OwnerTable? owners)
    {
        UnknownOwners = owners is null ? "the processes that hold sockets could not be looked up" : OwnerGap.Describe(owners);

        this.probe = probe;
        this.story = story;
        this.trace = trace;
    }

    /// <summary>What this kernel lacks, and what is lost by it.</summary>
    public IReadOnlyList<KernelFeature> Missing => trace.Missing;

    /// <summary>Why some of the sockets that were there before have no process; null when all were looked up.</summary>
    public string? UnknownOwners { get; }

    /// <summary>The names of the reasons of resets; empty where the kernel gives none.</summary>
    public IReadOnlyDictionary<uint, string> ResetReasons => trace.ResetReasons;

    /// <summary>Records that found no room, because the reader was slower than the connections.</summary>
    public ulong Lost => trace.Lost;

    /// <summary>Sockets of which nothing was told, for want of memory in the kernel.</summary>
    public ulong Forgotten => trace.Forgotten;

    /// <summary>TIME_WAITs whose end is not told, because there were too many at once.</summary>
    public long NotFollowed => story.NotFollowed;

    /// <summary>Nanoseconds of CLOCK_MONOTONIC, the clock of the programs (bpf_ktime_get_ns).</summary>
    public static ulong Now => (ulong)Stopwatch.GetElapsedTime(0).Ticks * 100;

    /// <summary>Starts to trace.</summary>
    /// <param name="host">The host.</param>
    /// <param name="request">What to trace.</param>
    /// <param name="namespaces">The namespaces that are traced, as far as they are known.</param>
    /// <param name="listener">Gets what happens.</param>
    /// <exception cref="EbpfException">This kernel, or whoever guards it, does not allow it.</exception>
    public static TraceSession Start(
        LiveHost host, TraceRequest request, IReadOnlyList<NetworkNamespace> namespaces, ITraceListener listener)
    {
        KernelProbe probe = new(host.Namespaces, namespaces);
        // The programs run before the owners are looked up: a connection that is made meanwhile is seen by one of them.
        ConnectionTrace? trace = null;
        try
        {
            trace = ConnectionTrace.Start(request);
            OwnerTable? owners = Owners(host);
            TraceStory story = new(listener, new SocketFacts(host.Root, owners), probe.Find, probe.Opening, trace.ResetReasons);
            return new TraceSession(probe, story, trace, owners);
        }
        catch
        {
            trace?.Dispose();
            probe.Dispose();
            throw;
        }
    }

    /// <summary>Waits and hands on what has come.</summary>
    /// <param name="milliseconds">How long to wait at the most.</param>
    /// <exception cref="KernelException">The buffer cannot be read.</exception>
    public void Read(int milliseconds)
    {
        trace.Read(milliseconds, story);
        story.Tick(Now);
    }

    /// <summary>Hands on the last of it.</summary>
    public void End()
    {
        trace.Read(0, story);
        story.End(Now);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        trace.Dispose();
        probe.Dispose();
    }

    private static OwnerTable? Owners(LiveHost host)
    {
        try
        {
            return host.FindOwners();
        }
        catch (KernelException)
        {
            return null;
        }
    }
}

using TcpVet.Ebpf.Tracing;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;

namespace TcpVet.Operations.Trace;

/// <summary>What a record of a trace does not say by itself: the time of day, and the names of namespaces.</summary>
public sealed class TraceNames
{
    private const int MostNames = 4096;
    private const long SearchEveryMs = 1000;

    private readonly NetworkNamespaces host;
    private readonly Dictionary<uint, string> labels = [];
    private long searchedAt = Environment.TickCount64;
    private DateTimeOffset clockZero = ClockZero();

    /// <summary>Knows the namespaces that a trace began with.</summary>
    /// <param name="host">Finds those that have come since.</param>
    /// <param name="namespaces">Those.</param>
    public TraceNames(NetworkNamespaces host, IReadOnlyList<NetworkNamespace> namespaces)
    {
        this.host = host;
        foreach (NetworkNamespace netns in namespaces)
        {
            labels[(uint)netns.Identity.Inode] = netns.Label;
        }
    }

    /// <summary>Compares the clocks anew: the time of day may have been set.</summary>
    public void SetClock() => clockZero = ClockZero();

    /// <summary>The time of day of a moment of CLOCK_MONOTONIC.</summary>
    /// <param name="at">Nanoseconds.</param>
    public DateTimeOffset TimeOf(ulong at) => clockZero.AddTicks((long)(at / 100));

    /// <summary>The label of a namespace; raw text.</summary>
    /// <param name="inode">Its inode.</param>
    public string Netns(uint inode)
    {
        if (labels.TryGetValue(inode, out string? label))
        {
            return label;
        }

        label = Find(inode) ?? $"net:[{inode}]";
        if (labels.Count < MostNames)
        {
            labels[inode] = label;
        }

        return label;
    }

    private static DateTimeOffset ClockZero() => DateTimeOffset.UtcNow - TimeSpan.FromTicks((long)(TraceSession.Now / 100));

    // A namespace that came after the start; the search walks over all processes.
    private string? Find(uint inode)
    {
        if (Environment.TickCount64 - searchedAt < SearchEveryMs)
        {
            return null;
        }

        searchedAt = Environment.TickCount64;
        try
        {
            return host.All().Namespaces.FirstOrDefault(netns => netns.Identity.Inode == inode)?.Label;
        }
        catch (KernelException)
        {
            return null;
        }
    }
}

using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Operations.Checkup;

/// <summary>How a capture of the live host is to be taken.</summary>
public sealed record CaptureRequest
{
    /// <summary>The time between two samples when nobody asks for another.</summary>
    public static readonly TimeSpan StandardInterval = TimeSpan.FromSeconds(1);

    /// <summary>How many samples are taken when nobody asks for another number: two show what moves.</summary>
    public const int StandardSamples = 2;

    // Each of many samples compares two readings of its own, which need not be far apart.
    private static readonly TimeSpan LongestOwn = TimeSpan.FromSeconds(1);

    /// <summary>Which network namespaces: a name, a path, a process id or <c>all</c>; null for the own one.</summary>
    public string? Netns { get; init; }

    /// <summary>The time between two samples; zero for one reading alone.</summary>
    public TimeSpan Interval { get; init; } = StandardInterval;

    /// <summary>How many samples, from 1 to <see cref="CaptureSeries.MostSamples"/>.</summary>
    public int Samples { get; init; } = StandardSamples;

    /// <summary>Whether it is listened to the kernel meanwhile (eBPF), which adds up what leaves no socket behind.</summary>
    public bool Listening { get; init; } = true;

    /// <summary>Whether the connections' whole stories are followed between the two readings (eBPF).</summary>
    public bool Traced { get; init; }

    /// <summary>Ports that a service cannot bind: who holds them is looked for.</summary>
    public IReadOnlyList<(Protocol Proto, InetEndpoint Local)> BindQuestions { get; init; } = [];

    /// <summary>How many sockets are put into the record at the most; 0 for the facts of a check-up alone.</summary>
    public int RecordSockets { get; init; }

    /// <summary>The thresholds in force: what counts as idle is counted while sockets are read.</summary>
    public RuleSettings Rules { get; init; } = RuleSettings.Default;

    /// <summary>How long the taking waits.</summary>
    public TimeSpan Lasts => Samples <= StandardSamples ? Interval : (Interval * (Samples - 1)) + Own(Interval);

    /// <summary>The time between the two readings of a sample that is one of many.</summary>
    /// <param name="every">The time between two samples.</param>
    internal static TimeSpan Own(TimeSpan every) => every / 2 < LongestOwn ? every / 2 : LongestOwn;
}

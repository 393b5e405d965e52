using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>How a capture is made.</summary>
public sealed record CaptureOptions
{
    /// <summary>The time between the two readings; zero for one reading, and then growth is unknown.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The silence from which an established connection counts as idle (kernel-facts: the default keepalive time).</summary>
    public TimeSpan IdleThreshold { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How many sockets of all namespaces to put into the record themselves; 0 for none.</summary>
    public int RecordSockets { get; init; }

    /// <summary>Ports to find the holders of, in every examined namespace; with the wildcard address when a service would bind all
    /// addresses.</summary>
    public IReadOnlyList<(Protocol Proto, InetEndpoint Local)> BindQuestions { get; init; } = [];

    /// <summary>The version that the record carries.</summary>
    public required string Version { get; init; }

    /// <summary>Called while the capture waits, with the time left.</summary>
    public Action<TimeSpan>? Progress { get; init; }
}

namespace TcpVet.Model;

/// <summary>Which fact of a capture a <see cref="Yardstick"/> reads.</summary>
public enum YardstickKind
{
    /// <summary>A counter of the namespace: what it gains.</summary>
    Counter,

    /// <summary>A number of /proc/net/sockstat as a share of a setting.</summary>
    SocketsOfSetting,

    /// <summary>The connections that a listener turned away; of all listeners where its own are not known.</summary>
    ListenerDrops,

    /// <summary>The share of local ports that are taken towards a destination.</summary>
    PortsTowards,

    /// <summary>The packets that the connection tracker dropped.</summary>
    ConntrackDrops,

    /// <summary>The tracker's entries as a share of its limit.</summary>
    ConntrackEntries,

    /// <summary>The open files of the host as a share of their limit.</summary>
    OpenFiles,

    /// <summary>The packets that the queues of the processors dropped.</summary>
    SoftnetDrops,
}

/// <summary>
/// A figure that has to fall if a change mends a finding. It says where the figure stands in a capture, so that it can be read again when
/// the rule no longer fires. A rule names its own (<c>Rule.Yardsticks</c>); <c>tune</c> reads them before and after.
/// </summary>
/// <param name="Kind">Which fact.</param>
/// <param name="Name">For people, and to find the same figure again: a counter's name, or words; empty where subject and kind make
/// it.</param>
public sealed record Yardstick(YardstickKind Kind, string Name)
{
    /// <summary>The number of /proc/net/sockstat: <c>TCP.tw</c>.</summary>
    public string? Part { get; init; }

    /// <summary>The setting that is its limit.</summary>
    public string? Setting { get; init; }

    /// <summary>The subject's local end: the listener, or the source address.</summary>
    public InetEndpoint? Local { get; init; }

    /// <summary>The destination.</summary>
    public InetEndpoint? Peer { get; init; }

    /// <summary>A counter of the namespace, <c>TcpExt.ListenOverflows</c>.</summary>
    public static Yardstick Counter(string name) => new(YardstickKind.Counter, name);

    /// <summary>A number of /proc/net/sockstat as a share of a setting.</summary>
    public static Yardstick SocketsOfSetting(string name, string part, string setting) =>
        new(YardstickKind.SocketsOfSetting, name) { Part = part, Setting = setting };

    /// <summary>What the subject's listener turned away.</summary>
    public static Yardstick ListenerDrops(FindingSubject subject) => new(YardstickKind.ListenerDrops, "") { Local = subject.Local };

    /// <summary>The local ports that are taken from the subject's source towards its destination.</summary>
    public static Yardstick PortsTowards(FindingSubject subject) =>
        new(YardstickKind.PortsTowards, "") { Local = subject.Local, Peer = subject.Peer };
}

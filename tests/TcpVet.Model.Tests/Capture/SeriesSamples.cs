namespace TcpVet.Model.Tests;

/// <summary>Small captures to make a series of.</summary>
internal static class SeriesSamples
{
    public static readonly InetEndpoint Service = new(InetAddress.AnyIPv4, 8080);
    public static readonly InetEndpoint Backend = new(Address("10.0.9.9"), 5432);

    public static InetAddress Address(string text) =>
        InetAddress.TryParse(text, out InetAddress address) ? address : throw new ArgumentException(text);

    public static StateCounts Counts(long established)
    {
        long[] counts = new long[16];
        counts[(int)TcpState.Established] = established;
        return StateCounts.From(counts, exact: true);
    }

    public static Capture Capture(NetnsCapture netns, params ProcessFacts[] processes) => new()
    {
        Version = "1",
        Host = "h",
        Kernel = "6.18",
        TakenAt = DateTimeOffset.UnixEpoch,
        IntervalMs = 1000,
        HostFacts = new HostFacts { SoftnetDropped = new Reading(1, 2) },
        Namespaces = [netns],
        Processes = processes,
        Missing = [new MissingFact(FactNames.SecondReading, "one reading"), new MissingFact(FactNames.Owners, "some")],
    };

    public static NetnsCapture Netns(long established = 0, params SocketGroup[] groups) => new()
    {
        Netns = new NetnsIdentity { Inode = 1, Own = true },
        Tcp = Counts(established),
        Udp = Counts(0),
        Listeners = [Listener(1, established)],
        Groups = groups,
    };

    public static ListenerFacts Listener(ulong cookie, long established, long queue = 0) => new()
    {
        Proto = Protocol.Tcp,
        Local = Service,
        Queue = queue,
        Drops = established,
        Cookie = cookie,
        States = new Dictionary<TcpState, long> { [TcpState.Established] = established },
    };

    public static SocketGroup Group(long count, ProcessRef? process = null, InetEndpoint? peer = null,
        TcpState state = TcpState.CloseWait) => new()
        {
            State = state,
            Ownership = process is null ? Ownership.None : Ownership.Process,
            Process = process,
            Inbound = peer is null,
            Local = peer is null ? Service : default,
            Peer = peer ?? new InetEndpoint(Address("10.0.3.7"), 0),
            Count = count,
            Arrived = 1,
        };

    public static ProcessFacts Process(int pid, double? age = null, int open = 10, long? hidden = null) => new()
    {
        Pid = pid,
        Name = "java",
        AgeSeconds = age,
        OpenFiles = open,
        HiddenSockets = hidden is { } value ? new Reading(value, value) : null,
    };
}

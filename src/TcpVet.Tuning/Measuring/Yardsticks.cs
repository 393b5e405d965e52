using TcpVet.Model;
using TcpVet.Tuning.Planning;

namespace TcpVet.Tuning.Measuring;

/// <summary>The figures that findings stand on, by the finding's code: what has to fall if a change helps.</summary>
public static class Yardsticks
{
    private const string Overflows = "TcpExt.ListenOverflows";

    /// <summary>Reads the figures that findings stand on.</summary>
    /// <param name="reasons">The findings that asked for a change.</param>
    /// <param name="capture">A look at the host.</param>
    /// <param name="netns">The entry's namespace in it.</param>
    /// <param name="bootMs">When the look ended, in milliseconds since boot.</param>
    public static Measurement Read(IEnumerable<ChangeReason> reasons, Capture capture, NetnsCapture netns, long bootMs) => new()
    {
        At = capture.TakenAt,
        BootMs = bootMs,
        IntervalMs = capture.IntervalMs,
        Figures = [.. reasons.Where(reason => reason.Code is not null)
            .SelectMany(reason => Of(reason.Code!, reason.Subject ?? new FindingSubject(), capture, netns)).DistinctBy(figure => (figure.Code, figure.Name))],
    };

    private static IEnumerable<EvidenceFigure> Of(string code, FindingSubject subject, Capture capture, NetnsCapture netns) => (code switch
    {
        "TV105" or "TV301" => [PortsTowards(code, subject, netns)],
        "TV106" => [Counter(code, "TcpExt.TCPTimeWaitOverflow", capture, netns), Share(code, "TIME_WAIT, % of the limit", Stat(netns, "TCP.tw"), netns.Setting("net.ipv4.tcp_max_tw_buckets"))],
        "TV112" => [Counter(code, "TcpExt.TCPAbortOnMemory", capture, netns), Share(code, "orphans, % of the limit", Stat(netns, "TCP.orphan"), netns.Setting("net.ipv4.tcp_max_orphans"))],
        "TV201" or "TV202" or "TV203" => [Turned(code, subject, capture, netns)],
        "TV204" or "TV205" or "TV206" => [Counter(code, "TcpExt.TCPReqQFullDrop", capture, netns), Counter(code, "TcpExt.TCPReqQFullDoCookies", capture, netns)],
        "TV211" => [Counter(code, "Tcp.OutRsts", capture, netns), Counter(code, "TcpExt.TCPMigrateReqFailure", capture, netns)],
        "TV404" => [Counter(code, "Tcp.RetransSegs", capture, netns)],
        "TV406" => [Counter(code, "TcpExt.PAWSTimewait", capture, netns), Counter(code, "TcpExt.PAWSEstab", capture, netns)],
        "TV501" => [Counter(code, "TcpExt.TCPMemoryPressures", capture, netns), Counter(code, "TcpExt.RcvPruned", capture, netns)],
        "TV502" => [Gain(code, "conntrack drop", netns.Conntrack?.Dropped, capture), Share(code, "conntrack entries, % of the limit", netns.Conntrack?.Count, netns.Conntrack?.Max)],
        "TV504" => [Share(code, "open files, % of the limit", capture.HostFacts.FilesOpen, capture.HostFacts.FilesMax)],
        "TV505" => [Gain(code, "softnet drops", capture.HostFacts.SoftnetDropped, capture)],
        "TV506" => (EvidenceFigure?[])[Counter(code, "Udp.RcvbufErrors", capture, netns)],
        _ => [],
    }).OfType<EvidenceFigure>();

    // Ports in TIME_WAIT that connect() may take again are not taken (net/ipv4/tcp_ipv4.c tcp_twsk_unique).
    private static EvidenceFigure? PortsTowards(string code, FindingSubject subject, NetnsCapture netns)
    {
        if (subject.Peer is not { } peer || netns.PortBudget is not { Limit: > 0 } budget)
        {
            return null;
        }

        bool again = netns.Setting("net.ipv4.tcp_tw_reuse") == 1 && netns.Setting("net.ipv4.tcp_timestamps") is not 0;
        PortTuple? tuple = netns.PortTuples.Where(tuple => tuple.Destination == peer && (subject.Local is not { } local || local.Addr == tuple.Source)).MaxBy(tuple => tuple.Used);
        long taken = tuple is null ? 0 : tuple.Used - (again ? tuple.TimeWait : 0);
        return new EvidenceFigure(code, $"ports taken towards {peer}, %", FigureKind.Level, Math.Round(taken * 100.0 / budget.Limit, 1));
    }

    // A listener's own drops where they are known: the counter is of all listeners.
    private static EvidenceFigure? Turned(string code, FindingSubject subject, Capture capture, NetnsCapture netns)
    {
        ListenerFacts[] sockets = [.. netns.Listeners.Where(listener => listener.Proto == Protocol.Tcp && listener.Local == subject.Local && listener.Drops is not null)];
        if (sockets.Length == 0)
        {
            return Counter(code, Overflows, capture, netns);
        }

        long drops = sockets.Sum(socket => socket.Drops!.Value);
        long? first = capture.IntervalMs > 0 && sockets.All(socket => socket.DropsFirst is not null) ? sockets.Sum(socket => socket.DropsFirst!.Value) : null;
        return new EvidenceFigure(code, $"connections turned away at {subject.Local}", FigureKind.Total, drops) { Gained = drops - first };
    }

    private static EvidenceFigure? Counter(string code, string name, Capture capture, NetnsCapture netns) =>
        netns.Counters.TryGetValue(name, out Reading reading) ? Gain(code, name, reading, capture) : null;

    private static EvidenceFigure? Gain(string code, string name, Reading? reading, Capture capture) => reading is not { } known ? null
        : new EvidenceFigure(code, name, FigureKind.Total, known.Last) { Gained = capture.IntervalMs > 0 ? known.Delta : null };

    private static EvidenceFigure? Share(string code, string name, long? part, long? whole) => part is { } some && whole is > 0 and { } all
        ? new EvidenceFigure(code, name, FigureKind.Level, Math.Round(some * 100.0 / all, 1)) : null;

    private static long? Stat(NetnsCapture netns, string name) => netns.Sockstat.TryGetValue(name, out long value) ? value : null;
}

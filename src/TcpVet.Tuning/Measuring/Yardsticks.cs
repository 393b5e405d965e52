using TcpVet.Model;
using TcpVet.Tuning.Planning;

namespace TcpVet.Tuning.Measuring;

/// <summary>Reads yardsticks in a capture: what has to fall if a change helps.</summary>
public static class Yardsticks
{
    private const string Overflows = "TcpExt.ListenOverflows";

    /// <summary>Reads the figures that findings stand on.</summary>
    /// <param name="reasons">The findings that asked for a change.</param>
    /// <param name="yardsticks">What a finding's rule (by code) wants to see fall for a subject; empty where it names nothing.</param>
    /// <param name="capture">A look at the host.</param>
    /// <param name="netns">The entry's namespace in it.</param>
    /// <param name="bootMs">When the look ended, in milliseconds since boot.</param>
    public static Measurement Read(
        IEnumerable<ChangeReason> reasons, Func<string, FindingSubject, IReadOnlyList<Yardstick>> yardsticks, Capture capture,
        NetnsCapture netns, long bootMs) => new()
        {
            At = capture.TakenAt,
            BootMs = bootMs,
            IntervalMs = capture.IntervalMs,
            Figures = [.. reasons.Where(reason => reason.Code is not null)
            .SelectMany(reason =>
                yardsticks(reason.Code!, reason.Subject
                    ?? new FindingSubject()).Select(yardstick => Of(reason.Code!, yardstick, capture, netns)))
            .OfType<EvidenceFigure>().DistinctBy(figure => (figure.Code, figure.Name))],
        };

    private static EvidenceFigure? Of(string code, Yardstick yardstick, Capture capture, NetnsCapture netns) => yardstick.Kind switch
    {
        YardstickKind.Counter => Counter(code, yardstick.Name, capture, netns),
        YardstickKind.SocketsOfSetting => Share(code, yardstick.Name, Stat(netns, yardstick.Part!), netns.Setting(yardstick.Setting!)),
        YardstickKind.ListenerDrops => ConnectionsTurnedAway(code, yardstick.Local, capture, netns),
        YardstickKind.PortsTowards => PortsTowards(code, yardstick, netns),
        YardstickKind.ConntrackDrops => Gain(code, yardstick.Name, netns.Conntrack?.Dropped, capture),
        YardstickKind.ConntrackEntries => Share(code, yardstick.Name, netns.Conntrack?.Count, netns.Conntrack?.Max),
        YardstickKind.OpenFiles => Share(code, yardstick.Name, capture.HostFacts.FilesOpen, capture.HostFacts.FilesMax),
        YardstickKind.SoftnetDrops => Gain(code, yardstick.Name, capture.HostFacts.SoftnetDropped, capture),
        _ => null,
    };

    // Ports in TIME_WAIT that connect() may take again are not taken (net/ipv4/tcp_ipv4.c tcp_twsk_unique).
    private static EvidenceFigure? PortsTowards(string code, Yardstick towards, NetnsCapture netns)
    {
        if (towards.Peer is not { } peer || netns.PortBudget is not { Limit: > 0 } budget)
        {
            return null;
        }

        bool again = netns.Setting("net.ipv4.tcp_tw_reuse") == 1 && netns.Setting("net.ipv4.tcp_timestamps") is not 0;
        PortTuple? tuple =
            netns.PortTuples.Where(tuple => tuple.Destination == peer
                && (towards.Local is not { } local || local.Addr == tuple.Source)).MaxBy(tuple => tuple.Used);
        long taken = tuple is null ? 0 : tuple.Used - (again ? tuple.TimeWait : 0);
        return new EvidenceFigure(code, $"ports taken towards {peer}, %", FigureComparison.Level, Math.Round(taken * 100.0 / budget.Limit, 1));
    }

    // A listener's own drops where they are known: the counter is of all listeners.
    private static EvidenceFigure? ConnectionsTurnedAway(string code, InetEndpoint? local, Capture capture, NetnsCapture netns)
    {
        ListenerFacts[] sockets =
            [.. netns.Listeners.Where(listener => listener.Proto == Protocol.Tcp && listener.Local == local && listener.Drops is not null)];
        if (sockets.Length == 0)
        {
            return Counter(code, Overflows, capture, netns);
        }

        long drops = sockets.Sum(socket => socket.Drops!.Value);
        long? first = capture.IntervalMs > 0 && sockets.All(socket => socket.DropsFirst is not null)
            ? sockets.Sum(socket => socket.DropsFirst!.Value)
            : null;
        return new EvidenceFigure(code, $"connections turned away at {local}", FigureComparison.Total, drops) { Gained = drops - first };
    }

    private static EvidenceFigure? Counter(string code, string name, Capture capture, NetnsCapture netns) =>
        netns.Counters.TryGetValue(name, out Reading reading) ? Gain(code, name, reading, capture) : null;

    private static EvidenceFigure? Gain(string code, string name, Reading? reading, Capture capture) => reading is not { } known ? null
        : new EvidenceFigure(code, name, FigureComparison.Total, known.Last) { Gained = capture.IntervalMs > 0 ? known.Delta : null };

    private static EvidenceFigure? Share(string code, string name, long? part, long? whole) => part is { } some && whole is > 0 and { } all
        ? new EvidenceFigure(code, name, FigureComparison.Level, Math.Round(some * 100.0 / all, 1)) : null;

    private static long? Stat(NetnsCapture netns, string name) => netns.Sockstat.TryGetValue(name, out long value) ? value : null;
}

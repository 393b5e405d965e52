using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Handshake;

/// <summary>What a full SYN queue comes from.</summary>
internal enum SynQueueVerdict
{
    /// <summary>It is not full, or too rarely to tell anything.</summary>
    None,

    /// <summary>SYNs that nobody completes.</summary>
    Flood,

    /// <summary>Clients that complete their handshakes, too many at once or too slowly.</summary>
    Slow,
}

/// <summary>
/// The SYN queues of a namespace between the two readings. A SYN that finds its listener's queue full is answered with a
/// cookie or dropped (net/ipv4/tcp_input.c <c>tcp_conn_request</c>, <c>tcp_syn_flood_action</c>); both are counted, and a
/// cookie that comes back is counted when it is found valid (net/ipv4/syncookies.c <c>cookie_v4_check</c>).
/// </summary>
internal sealed class SynQueue
{
    /// <summary>The counter of SYNs answered with a cookie.</summary>
    public const string Sent = "TcpExt.SyncookiesSent";

    /// <summary>The counter of cookies that came back.</summary>
    public const string Returned = "TcpExt.SyncookiesRecv";

    /// <summary>The counter of SYNs dropped because the queue was full and cookies are off.</summary>
    public const string Dropped = "TcpExt.TCPReqQFullDrop";

    /// <summary>The setting that decides between the two.</summary>
    public const string Cookies = "net.ipv4.tcp_syncookies";

    private const string Full = "TcpExt.TCPReqQFullDoCookies";
    private const string Opens = "Tcp.PassiveOpens";
    private const int FewestToTellSources = 5;

    public static readonly Threshold MinRequests = new("TV204.min_requests", 20, "SYNs", "engineering default: below it a share says nothing", "so many SYNs must have found the queue full in the interval");
    public static readonly Threshold MaxAnswered = new("TV204.max_answered", 10, "%", "RFC 4987 §2: spoofed sources complete no handshake; the value is an engineering default", "a flood when fewer of the handshakes are completed");
    public static readonly Threshold MinCompleted = new("TV205.min_completed", 80, "%", "engineering default", "clients that are merely many when so many of the handshakes are completed");

    private readonly RuleInput input;

    public SynQueue(RuleInput input)
    {
        this.input = input;
        Service = HalfOpen.All.Of(input) is [{ } first, ..] ? first : null;
        (Verdict, Confidence) = input.Delta(Full) > 0 ? WithCookies() : input.Delta(Dropped) > 0 ? WithoutCookies() : Unseen();
    }

    /// <summary>The service with most half-open requests; null when there are none.</summary>
    public HalfOpen? Service { get; }

    public SynQueueVerdict Verdict { get; }

    public Confidence Confidence { get; }

    /// <summary>The fact that was lacking; null when none was.</summary>
    public Phrase? Missing { get; private set; }

    /// <summary>SYNs that found the queue full in the interval.</summary>
    public long Requests { get; private set; }

    /// <summary>How many of them, or of all handshakes when cookies are off, were completed in it, in percent.</summary>
    public double Answered { get; private set; }

    /// <summary>True when those SYNs were dropped.</summary>
    public bool Drops { get; private set; }

    /// <summary>What a finding about it is about.</summary>
    public FindingSubject Subject => Service?.Subject(input) ?? new FindingSubject { Setting = Cookies };

    /// <summary><c>nginx (pid 12) on :80</c>; null when no request waits any more, or none ever does (tcp_syncookies=2).</summary>
    public Phrase? Name => Service?.Name;

    // Null while too few are seen: with tcp_syncookies=2 none wait in the queue at all.
    private bool? FromMany =>
        Service is { Count: >= FewestToTellSources } service
            ? service.Sources >= FewestToTellSources && service.Sources * 2 >= service.Count
            : null;

    /// <summary>The numbers behind the verdict.</summary>
    public IReadOnlyList<FindingFigure> Figures() => FindingFigure.Known(
        FindingFigure.Gain("requests", Requests, "requests"),
        new("completed_share", FigureKind.Share, Answered, "%"),
        Service is { } service ? FindingFigure.Count("waiting", service.Count, "requests") : null,
        Service?.Listener?.Limit is { } limit ? FindingFigure.Limit("queue_limit", limit, "connections") : null);

    /// <summary>The facts behind the verdict.</summary>
    public List<Evidence> Evidence()
    {
        List<Evidence> evidence = Drops
            ?
            [
                new("SYNs dropped because the queue was full, in the interval", Figure.Of(Requests), Dropped),
                new("handshakes completed in the interval", $"{Figure.Of(input.Delta(Opens) ?? 0)} ({Figure.Of(Answered)} %)", Opens),
            ]
            :
            [
                new("cookies sent in the interval", Figure.Of(Requests), Sent),
                new("cookies that came back", $"{Figure.Of(input.Delta(Returned) ?? 0)} ({Figure.Of(Answered)} %)", Returned),
            ];
        if (Service is { } service)
        {
            evidence.Add(new("requests in SYN_RECV, their SYN-ACK repeated", $"{Figure.Of(service.Count)}, {Figure.Of(service.Repeated)}", "sock_diag: idiag_state, idiag_retrans"));
            evidence.Add(new("limit of the queue", service.Listener?.Limit is { } limit ? Figure.Of(limit) : "unknown", "sock_diag: idiag_wqueue"));
            evidence.Add(new("where they come from", $"{Figure.Count(service.Sources, "address", "addresses")}: {service.Peers}", "sock_diag: id.idiag_dst"));
        }

        evidence.Add(new("tcp_syncookies", input.Running(Cookies), Cookies));
        return evidence;
    }

    private (SynQueueVerdict Verdict, Confidence Confidence) WithCookies()
    {
        if (input.Delta(Sent) is not { } sent || input.Delta(Returned) is not { } returned)
        {
            return Lacking(input.Delta(Sent) is null ? Sent : Returned, FactNames.Counters);
        }

        Requests = sent;
        Answered = sent > 0 ? Math.Min(100, returned * 100.0 / sent) : 0;
        if (sent < input.Settings[MinRequests])
        {
            return default;
        }

        // 2 answers every SYN with a cookie, and counts each as if the queue had been full.
        long? mode = input.Netns.Setting(Cookies);
        if (mode == 2)
        {
            return Answered < input.Settings[MaxAnswered] ? (SynQueueVerdict.Flood, Confidence.Possible) : default;
        }

        if (mode is null && !(Answered < input.Settings[MaxAnswered] && FromMany == true))
        {
            return Lacking(Cookies, FactNames.Sysctls);
        }

        return (Answered < input.Settings[MaxAnswered], Answered >= input.Settings[MinCompleted], FromMany) switch
        {
            (true, _, true) => (SynQueueVerdict.Flood, Confidence.Likely),
            (true, _, null) => (SynQueueVerdict.Flood, Confidence.Possible),
            (_, true, _) => (SynQueueVerdict.Slow, Confidence.Likely),
            (_, _, true) when Answered < 50 => (SynQueueVerdict.Flood, Confidence.Possible),
            _ => (SynQueueVerdict.Slow, Confidence.Possible),
        };
    }

    private (SynQueueVerdict Verdict, Confidence Confidence) WithoutCookies()
    {
        if (input.Delta(Opens) is not { } opened)
        {
            return Lacking(Opens, FactNames.Counters);
        }

        Drops = true;
        Requests = input.Delta(Dropped)!.Value;
        Answered = opened * 100.0 / (opened + Requests);
        if (Requests < input.Settings[MinRequests])
        {
            return default;
        }

        // Clients that are merely many answer at once: their requests do not get old in the queue.
        bool unanswered = Service is { } service && service.Repeated * 2 >= service.Count;
        return Answered < input.Settings[MaxAnswered] && unanswered && FromMany == true
            ? (SynQueueVerdict.Flood, Confidence.Likely)
            : (SynQueueVerdict.Slow, unanswered ? Confidence.Possible : Confidence.Likely);
    }

    // Neither counter moved, or both are unknown; then a queue that is visibly long is worth saying so.
    private (SynQueueVerdict Verdict, Confidence Confidence) Unseen() =>
        input.Delta(Full) is null
            && input.Delta(Dropped) is null
            && Service?.Count >= input.Settings[MinRequests]
            && Service.Count > Service.Listener?.Limit
            ? Lacking(Full, input.IntervalSeconds is null ? FactNames.SecondReading : FactNames.Counters) : default;

    private (SynQueueVerdict Verdict, Confidence Confidence) Lacking(string fact, string with)
    {
        Missing = input.Lacks(fact, with);
        return default;
    }
}
